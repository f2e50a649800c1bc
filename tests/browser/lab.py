"""A real JupyterLab and Jupyter Notebook to test in, and what a person does there.

The fixtures are in `conftest.py` beside this file; a test needs no more than this::

    def test_player_plays(lab, page, log):
        notebook = lab.open(page, "notebooks/01_oblong_bowl.ipynb")
        notebook.run_all()                        # waits; fails if any cell ends in an error
        output = notebook.output(3)               # a Playwright locator, scrolled into view
        output.get_by_role("button", name="Play").click()
        assert log.errors == []

    def test_two_views(lab, page):
        notebook = lab.open_cells(page, ["from optlearn.player import Player", "Player(...)"])

    def test_notebook_7(lab, page):
        notebook = lab.open(page, "notebooks/01_oblong_bowl.ipynb", front="notebook")

    def test_in_a_tab(lab, desk, desk_log):
        notebook = lab.open_cells(desk, ["1 + 1"])

`lab` is one server for all tests of a worker; it serves JupyterLab and Notebook alike. Its root is
a temporary folder with copies of the repository's `notebooks/` and `images/`, so a test may save,
break and delete what it likes. After each test its kernels, settings and scratch notebooks are
gone. `page` is a page of a fresh browser context (1,280 × 900), `log` a `PageLog` of it. A fresh
JupyterLab takes some seconds to load; `desk` is one that stays open for all tests of a worker, each
of which opens its notebook in a tab and finds no tab of another test. Cells are counted from 0,
text cells included.
"""

import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import nbformat
from playwright.sync_api import Locator, Page, expect

#: Milliseconds that a page may take for one thing; generous, since a busy machine is no failure.
PATIENCE = 60_000

#: What a notebook is opened in.
Front = Literal["lab", "notebook"]

_SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    },
}
_DISABLED = {
    "@jupyterlab/apputils-extension:announcements": True,
    "@jupyterlab/extensionmanager-extension": True,
}


class LabServer:
    """A Jupyter server on 127.0.0.1 behind a random token, serving one temporary folder.

    home : an empty folder for everything that the server reads and writes.
    notebooks, images : folders whose copies it serves.
    """

    def __init__(self, home: Path, notebooks: Path, images: Path) -> None:
        self.root = home / "root"
        self._settings = home / "settings"
        self._home = home
        self._token = secrets.token_urlsafe(32)
        self._opened = self._written = 0
        ignored = shutil.ignore_patterns(".*")
        shutil.copytree(notebooks, self.root / "notebooks", ignore=ignored)
        shutil.copytree(images, self.root / "images", ignore=ignored)
        self._start()

    # --- what a test does -------------------------------------------------------------------------

    def open(self, page: Page, path: str, front: Front = "lab") -> "OpenNotebook":
        """Open a notebook of the server's root and wait until its kernel is ready.

        In a page that shows JupyterLab already, in a tab of it.
        """
        if front == "lab" and page.url.startswith(f"{self.url}/lab"):
            page.evaluate(
                "async path => {"
                " await window.jupyterapp.commands.execute('docmanager:open', { path }); }",
                path,
            )
        else:
            place = "notebooks" if front == "notebook" else f"{self._new_workspace()}/tree"
            page.goto(f"{self.url}/{place}/{path}?token={self._token}")
        return OpenNotebook(page, self, path)

    def open_lab(self, page: Page) -> None:
        """Open JupyterLab without a notebook, and wait until it is there."""
        page.goto(f"{self.url}/{self._new_workspace()}?token={self._token}")
        page.wait_for_function(
            "() => window.jupyterapp?.restored.then(() => true)", timeout=2 * PATIENCE
        )

    def _new_workspace(self) -> str:
        """Address of a workspace of its own, so that no earlier tab of JupyterLab comes back."""
        self._opened += 1
        return f"lab/workspaces/test-{self._opened}"

    def close_tabs(self, page: Page) -> None:
        """Close all documents of a JupyterLab without saving them, and give it its first looks."""
        page.evaluate(_CLOSE)
        page.wait_for_function(f"() => ({_DOCUMENTS}).length === 0", timeout=PATIENCE)
        set_theme(page, dark=False)

    def open_cells(
        self, page: Page, sources: Sequence[str], name: str = "", front: Front = "lab"
    ) -> "OpenNotebook":
        """Write a notebook of these code cells, and open it; without a name it gets a new one."""
        self._written += 1
        name = name or f"scratch-{self._written}"
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(source) for source in sources],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        )
        path = self.root / "scratch" / f"{name}.ipynb"
        path.parent.mkdir(exist_ok=True)
        nbformat.write(notebook, path)
        return self.open(page, f"scratch/{name}.ipynb", front)

    def kernels(self) -> list[str]:
        """Ids of the kernels that run now."""
        return [kernel["id"] for kernel in self._ask("GET", "/api/kernels")]

    def shutdown_kernels(self) -> None:
        """End every kernel, as the server does; open pages are told that theirs is dead."""
        for session in self._ask("GET", "/api/sessions"):
            self._ask("DELETE", f"/api/sessions/{session['id']}")
        for kernel in self.kernels():
            self._ask("DELETE", f"/api/kernels/{kernel}")

    def tidy(self) -> None:
        """Forget what the last test did: its kernels, its settings, its scratch notebooks."""
        self.shutdown_kernels()
        for folder in (self._settings, self.root / "scratch"):
            shutil.rmtree(folder, ignore_errors=True)

    # --- the server itself ------------------------------------------------------------------------

    def _start(self) -> None:
        config = self._home / "config" / "labconfig"
        config.mkdir(parents=True)
        (config / "default_setting_overrides.json").write_text(json.dumps(_SETTINGS))
        (config / "page_config.json").write_text(json.dumps({"disabledExtensions": _DISABLED}))
        for _ in range(3):  # another program may take the free port before the server does
            port = _free_port()
            self.url = f"http://127.0.0.1:{port}"
            self._process = self._launch(port)
            if self._is_ready(seconds=120):
                return
            self.stop()
        raise RuntimeError(f"JupyterLab did not start; it said:\n{self._log.read_text()}")

    def _launch(self, port: int) -> subprocess.Popen[bytes]:
        home = self._home
        environment = os.environ | {
            "JUPYTER_TOKEN": self._token,  # not an argument, which other users could read
            "JUPYTER_CONFIG_DIR": str(home / "config"),
            "JUPYTER_DATA_DIR": str(home / "data"),
            "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
            "JUPYTERLAB_SETTINGS_DIR": str(self._settings),
            "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
            "IPYTHONDIR": str(home / "ipython"),
        }
        command = [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--expose-app-in-browser"),
            "--JupyterNotebookApp.expose_app_in_browser=True",
            f"--ServerApp.root_dir={self.root}",
            "--ServerApp.ip=127.0.0.1",
            f"--ServerApp.port={port}",
            "--ServerApp.port_retries=0",
            "--ServerApp.terminals_enabled=False",
            "--AsyncIOLoopKernelManager.shutdown_wait_time=0.2",  # no test asks how kernels end
            "--LabApp.extension_manager=readonly",
            "--FileContentsManager.delete_to_trash=False",
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.append("--allow-root")
        self._log = home / "server.log"
        with self._log.open("wb") as log:
            return subprocess.Popen(
                command,
                cwd=self.root,
                env=environment,
                stdin=subprocess.DEVNULL,  # else Ctrl-C on the tests would ask whether it is meant
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def _is_ready(self, seconds: float) -> bool:
        end = time.monotonic() + seconds
        while time.monotonic() < end and self._process.poll() is None:
            try:
                self._ask("GET", "/api/status")
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
            else:
                return True
        return False

    def stop(self) -> None:
        """End the server and its kernels: by a request, or else a signal, or else a harder one."""
        if self._process.poll() is None:
            try:
                self._ask("POST", "/api/shutdown")
                self._process.wait(timeout=20)
            except (OSError, subprocess.TimeoutExpired):
                self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _ask(self, method: str, path: str) -> Any:
        request = urllib.request.Request(self.url + path, method=method)
        request.add_header("Authorization", f"token {self._token}")
        with urllib.request.urlopen(request, timeout=30) as answer:
            body = answer.read()
        return json.loads(body) if body else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def set_theme(page: Page, *, dark: bool) -> None:
    """Switch a JupyterLab's theme and wait until its page shows it, some time after the command."""
    light = "false" if dark else "true"
    if page.locator("body").get_attribute("data-jp-theme-light") != light:
        theme = "JupyterLab Dark" if dark else "JupyterLab Light"
        page.evaluate(
            "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", theme
        )
        expect(page.locator("body")).to_have_attribute(
            "data-jp-theme-light", light, timeout=PATIENCE
        )


#: Words of an element's text that stand on more than one line, as they are shown now.
BROKEN_WORDS = """element => {
  const range = document.createRange(), broken = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (const { 0: word, index } of node.data.matchAll(/\\S+/g)) {
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      if (new Set([...range.getClientRects()].map(({ top }) => top)).size > 1) broken.push(word);
    }
  }
  return broken;
}"""


class OpenNotebook:
    """A notebook that is open in JupyterLab or Notebook, in the page of a test."""

    def __init__(self, page: Page, server: LabServer, path: str) -> None:
        self.page = page
        self.server = server
        self.path = path
        self._wait_for_kernel()

    def run_all(self, *, timeout: float = 120, allow_errors: bool = False) -> None:
        """Choose Run All Cells and wait until every code cell has been executed.

        AssertionError with the traceback if a cell ends in an error (unless that is allowed), and
        one that names the unfinished cells if they are not done within `timeout` seconds.
        """
        self.page.evaluate(_RUN, "notebook:run-all-cells")
        self._wait_until_run(range(len(self.cells())), timeout, allow_errors)

    def run_cell(self, index: int, *, timeout: float = 120, allow_errors: bool = False) -> None:
        """Run one cell (again) and wait until it has been executed; errors as in `run_all`."""
        # In one go, since focus and scrolling may choose another cell a moment later. Only this one
        # is chosen, and what it showed is forgotten, so that its new output cannot be mistaken.
        self.page.evaluate(
            f"""index => {{
              const notebook = {_PANEL}.content;
              notebook.deselectAll();
              notebook.activeCellIndex = index;
              notebook.widgets[index].model.clearExecution();
              ({_RUN})("notebook:run-cell");
            }}""",
            index,
        )
        self._wait_until_run([index], timeout, allow_errors)

    def run_until(self, index: int, printed: str, *, timeout: float = 60) -> None:
        """Run a cell again until what it prints contains a text: Python may hear of a widget late.

        Jupyter gives widgets a shell of their own, so a cell may run before a message that was sent
        before it. AssertionError if the text has not come within `timeout` seconds.
        """
        end = time.monotonic() + timeout
        while printed not in self.text(index):
            if time.monotonic() > end:
                raise AssertionError(
                    f"cell {index} prints {self.text(index)!r}, without {printed!r}"
                )
            self.run_cell(index)

    def _wait_until_run(self, indices: Sequence[int], timeout: float, allow_errors: bool) -> None:
        end = time.monotonic() + timeout
        while True:
            state = self.page.evaluate(_STATE, list(indices))
            if state["failed"] and not allow_errors:
                errors = self.errors(indices)
                raise AssertionError("\n".join([*errors, *self._tracebacks(indices)]))
            # The cells after an error are not run, so they stay unfinished.
            done = state["failed"] or not state["unfinished"]
            if state["ran"] and state["kernel"] == "idle" and done:
                return
            if time.monotonic() > end:
                raise AssertionError(f"not every cell was executed within {timeout} s: {state}")
            self.page.wait_for_timeout(50)

    def cells(self) -> list[dict[str, Any]]:
        """Cells as they are in the page now, in the notebook format's own words."""
        cells: list[dict[str, Any]] = self.page.evaluate(
            f"() => {_PANEL}.context.model.toJSON().cells"
        )
        return cells

    def errors(self, indices: Sequence[int] | None = None) -> list[str]:
        """Error of each cell (of those given) that ended in one: its number, name and message."""
        return [
            f"cell {number}: {output['ename']}: {output['evalue']}"
            for number, cell in enumerate(self.cells())
            if indices is None or number in indices
            for output in cell.get("outputs", [])
            if output["output_type"] == "error"
        ]

    def _tracebacks(self, indices: Sequence[int]) -> list[str]:
        cells = self.cells()
        outputs = [output for index in indices for output in cells[index].get("outputs", [])]
        coloured = "\n".join(line for output in outputs for line in output.get("traceback", []))
        return re.sub(r"\x1b\[[\d;]*m", "", coloured).splitlines()

    def text(self, index: int) -> str:
        """What a code cell printed or returned, as plain text."""
        parts: list[str | list[str]] = []
        for output in self.cells()[index]["outputs"]:
            parts.append(output.get("text") or output.get("data", {}).get("text/plain", ""))
        return "".join(part if isinstance(part, str) else "".join(part) for part in parts)

    def cell(self, index: int) -> Locator:
        """A cell of the page, scrolled into view (JupyterLab draws the others only when needed)."""
        self.page.evaluate(
            f"async index => {{ const notebook = {_PANEL}.content;"
            " notebook.activeCellIndex = index;"
            " await notebook.scrollToCell(notebook.widgets[index]); }",
            index,
        )
        cell = self.page.locator(f'.jp-Notebook .jp-Cell[data-windowed-list-index="{index}"]')
        expect(cell).to_be_visible(timeout=PATIENCE)
        cell.scroll_into_view_if_needed(timeout=PATIENCE)
        return cell

    def output(self, index: int) -> Locator:
        """Everything that a code cell shows below its source, scrolled into view."""
        output = self.cell(index).locator(".jp-Cell-outputArea")
        expect(output).to_be_visible(timeout=PATIENCE)
        return output

    def screenshot(self, index: int, path: Path) -> Path:
        """Save a picture of one cell as PNG."""
        self.cell(index).screenshot(path=path, timeout=PATIENCE)
        return path

    def set_theme(self, *, dark: bool) -> None:
        """Switch JupyterLab's theme and wait until the page shows it."""
        set_theme(self.page, dark=dark)

    def save(self) -> None:
        """Save the notebook (in the server's temporary folder)."""
        self.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")

    def reload(self) -> None:
        """Reload the page, as a person does who presses F5; the kernel goes on."""
        self.page.reload()
        self._wait_for_kernel()

    def _wait_for_kernel(self) -> None:
        self.page.wait_for_function(_READY, arg=self.path, timeout=2 * PATIENCE)


# The notebook in front of the person, in JupyterLab's own objects.
_PANEL = "window.jupyterapp.shell.currentWidget"

# Its tabs with documents, and how they are closed.
_DOCUMENTS = "[...window.jupyterapp.shell.widgets('main')].filter(({ context }) => context)"
_CLOSE = f"""() => {{
  for (const tab of {_DOCUMENTS}) {{
    tab.context.model.dirty = false; // or it would ask whether to save
    tab.close();
  }}
}}"""

_READY = """path => {
  const panel = window.jupyterapp?.shell?.currentWidget;
  if (panel?.context?.path !== path) return false;
  const kernel = panel.sessionContext?.session?.kernel;
  const loaded = panel.context.isReady && panel.content?.widgets?.length > 0;
  return loaded && kernel?.status === 'idle';
}"""

_RUN = """command => {
  window.ran = false;
  const done = () => { window.ran = true; };
  window.jupyterapp.commands.execute(command).then(done, done);
}"""

_STATE = f"""indices => {{
  const panel = {_PANEL};
  const unfinished = [], failed = [];
  indices.forEach(index => {{
    const model = panel.content.widgets[index].model;
    if (model.type !== 'code' || !model.sharedModel.source.trim()) return;
    const state = model.executionState ?? 'idle';
    if (model.executionCount === null || state !== 'idle') unfinished.push({{index, state}});
    for (let output = 0; output < model.outputs.length; output += 1) {{
      if (model.outputs.get(output).type === 'error') failed.push(index);
    }}
  }});
  return {{
    ran: window.ran, kernel: panel.sessionContext.session?.kernel?.status ?? 'none', unfinished,
    failed
  }};
}}"""
