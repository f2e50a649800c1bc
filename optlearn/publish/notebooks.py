"""Run notebooks for publication: with the state of their widgets, and only when something changed.

What was run is kept in `build/executed`, under a name that follows from the notebook's cells, the
files of the package and the versions of what draws and computes.
"""

import hashlib
import os
import platform
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

PACKAGE = Path(__file__).parents[1]
BUILD = Path("build")
SECONDS_PER_CELL = 120

#: Publishing is no exercise: nobody's progress is shown, and none is recorded. And on a page no
#: kernel answers, so every explorer computes its paths beforehand.
ENVIRONMENT = {"OPTLEARN_PROGRESS": os.devnull, "OPTLEARN_SWEEP": "1"}

#: More would not help: the kernels compute, and two of them keep a small machine busy.
AT_ONCE = 2


class NotPublished(Exception):
    """Something cannot be published; the message says what and why."""


def chosen(names: Iterable[str], folder: Path) -> list[Path]:
    """Paths of the notebooks that are meant: files, or starts of names in `folder`; all for none.

    Raises NotPublished for a name that no notebook has, and for a file that is none.
    """
    everything = sorted(folder.glob("*.ipynb"))
    nothing = f"no notebooks in {folder}; run this in the folder of the course"
    paths: list[Path] = []
    for name in names:
        start = Path(name).name.removesuffix(".ipynb")
        found = [path for path in everything if path.stem.startswith(start)]
        if Path(name).is_file():
            found = [Path(name)]
        if any(path.suffix != ".ipynb" for path in found):
            raise NotPublished(
                f"only notebooks, whose names end in .ipynb, are published; got {name}"
            )
        if not found:
            if not everything:
                raise NotPublished(nothing)
            known = ", ".join(path.stem for path in everything)
            raise NotPublished(
                f"no notebook in {folder} has a name that starts with {name!r}; there are: {known}"
            )
        paths += found
    if not (paths or everything):
        raise NotPublished(nothing)
    return list(dict.fromkeys(paths)) or everything


def executed(paths: list[Path], build: Path = BUILD) -> Iterator[tuple[Path, NotebookNode]]:
    """Each notebook with its outputs and widgets, as it is when run now, in the order given.

    Raises NotPublished for a cell that ends in an error, and then begins no other notebook. One
    that is being run is run to its end, which Python awaits: so no kernel is left behind.
    """
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        runs = [pool.submit(_executed, path, build / "executed") for path in paths]
        for path, run in zip(paths, runs, strict=True):
            yield path, run.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _executed(path: Path, store: Path) -> NotebookNode:
    store.mkdir(parents=True, exist_ok=True)
    with _alone(store / f"{path.stem}.lock"):
        return _executed_alone(path, store)


def _executed_alone(path: Path, store: Path) -> NotebookNode:
    notebook: NotebookNode = nbformat.read(path, as_version=4)
    kept = store / f"{path.stem}-{_fingerprint(notebook)}.ipynb"
    if kept.exists():
        stored: NotebookNode = nbformat.read(kept, as_version=4)
        return stored
    _run(path, notebook)
    for older in store.glob(f"{path.stem}-*.ipynb"):
        older.unlink(missing_ok=True)
    partial = kept.with_suffix(".partial")
    nbformat.write(notebook, partial)
    os.replace(partial, kept)
    return notebook


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Let nobody else in, of this process or another: who comes later finds what is made here.

    The system lets go of the lock when its holder ends, however it ends.
    """
    with file.open("w") as lock:
        if sys.platform == "win32":
            import msvcrt

            while True:
                try:
                    msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK, 1)
                    break
                except OSError:  # after ten seconds it gives up; we do not
                    continue
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _run(path: Path, notebook: NotebookNode) -> None:
    # Errors are let through, so that the message can name the cell; the tag allows them.
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    client = NotebookClient(
        notebook,
        timeout=SECONDS_PER_CELL,
        allow_errors=True,
        record_timing=False,
        store_widget_state=True,
        extra_arguments=["--IPKernelApp.log_level=40"],  # errors only
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute(env=os.environ | ENVIRONMENT)
    for number, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            allowed = "raises-exception" in cell.metadata.get("tags", [])
            if output.output_type == "error" and not allowed:
                raise NotPublished(
                    f"{path.name}: cell {number} ended in {output.ename}: {output.evalue}"
                )


def _fingerprint(notebook: NotebookNode) -> str:
    digest = hashlib.sha256()
    for name in ("numpy", "matplotlib", "anywidget", "ipywidgets"):
        digest.update(f"{name} {version(name)}".encode())
    digest.update(f"{sys.version} {platform.machine()} {ENVIRONMENT}".encode())
    for cell in notebook.cells:
        digest.update(f"\n{cell.cell_type} {cell.metadata} {cell.source}".encode())
    publish = Path(__file__).parent
    for file in sorted(PACKAGE.rglob("*")):
        own = publish in file.parents or file.suffix == ".pyc"
        if file.is_file() and not own:
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
