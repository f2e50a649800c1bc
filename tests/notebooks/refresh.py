"""Run notebooks and store their outputs, always in the same form.

    python -m tests.notebooks.refresh                 all notebooks
    python -m tests.notebooks.refresh 01 adam.ipynb   some, by name or the start of one
    python -m tests.notebooks.refresh --check         write nothing, say which are stale

Two runs of an unchanged notebook give the same bytes, so that a difference in the history is a
difference in the lesson.
"""

import argparse
import hashlib
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from tests.isolation import isolate_jupyter

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
WIDGET = "application/vnd.jupyter.widget-view+json"

#: What an editor or a run leaves in a cell's metadata and no reader needs.
NOISE = ("ExecuteTime", "collapsed", "execution", "scrolled", "trusted", "vscode")
SECONDS_PER_CELL = 120


class NotRefreshed(Exception):
    """A notebook cannot be stored; the message says which cell and why."""


def run(notebook: NotebookNode, folder: Path) -> None:
    """Execute all cells in a new kernel that works in `folder`, and keep their outputs."""
    notebook.metadata.kernelspec = {"name": "python3"}
    client = NotebookClient(
        notebook,
        timeout=SECONDS_PER_CELL,
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        store_widget_state=False,
        extra_arguments=["--IPKernelApp.log_level=40"],  # errors only
    )
    client.execute()


def normalise(notebook: NotebookNode) -> NotebookNode:
    """Return a copy without anything that changes from run to run or from editor to editor.

    Cell ids follow from the cells' content; execution counts are 1, 2, 3, …; what one stream
    printed in several pieces is one output; kernel and language are named without versions; a
    widget is stored as its still picture, because its model is gone when the kernel is.

    Raises NotRefreshed for a widget that leaves no picture and text.
    """
    normal: NotebookNode = nbformat.from_dict(notebook)
    normal.nbformat, normal.nbformat_minor = 4, 5
    normal.metadata.pop("widgets", None)
    normal.metadata.kernelspec = {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    }
    normal.metadata.language_info = {"name": "python"}
    seen: Counter[str] = Counter()
    executed = 0
    for number, cell in enumerate(normal.cells):
        content = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:8]
        seen[content] += 1
        cell.id = content if seen[content] == 1 else f"{content}-{seen[content]}"
        for key in NOISE:
            cell.metadata.pop(key, None)
        if cell.cell_type == "code":
            executed += bool(cell.source.strip())
            cell.execution_count = executed if cell.source.strip() else None
            cell.outputs = _normal_outputs(cell, number)
    return normal


def _normal_outputs(cell: NotebookNode, number: int) -> list[NotebookNode]:
    outputs: list[NotebookNode] = []
    for output in cell.outputs:
        last = outputs[-1] if outputs else None
        if output.output_type == "stream" and last and last.get("name") == output.name:
            last.text += output.text
            continue
        if output.output_type == "execute_result":
            output.execution_count = cell.execution_count
        if WIDGET in output.get("data", {}):
            del output.data[WIDGET]
            missing = [kind for kind in ("text/plain", "image/png") if kind not in output.data]
            if missing:
                raise NotRefreshed(
                    f"cell {number}: a widget leaves no {' and no '.join(missing)} "
                    "for readers without a kernel"
                )
        outputs.append(output)
    return outputs


def as_text(notebook: NotebookNode) -> str:
    """Text of a notebook's file: one space of indentation, sorted keys, a newline at the end."""
    nbformat.validate(notebook)
    text: str = nbformat.writes(notebook)
    return text.removesuffix("\n") + "\n"


def read(path: Path) -> NotebookNode:
    """Notebook of a file, in the current format."""
    notebook: NotebookNode = nbformat.read(path, as_version=4)
    return notebook


def refreshed(path: Path) -> str:
    """What the file of a notebook should hold: its cells, executed now, in normal form."""
    notebook = read(path)
    run(notebook, path.parent)
    return as_text(normalise(notebook))


def write(path: Path, text: str) -> None:
    """Put `text` into a file, all of it or nothing."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_text(text, encoding="utf-8", newline="\n")
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def chosen(names: list[str], folder: Path) -> list[Path]:
    """Paths of the notebooks that are meant: by path or by the start of a name, or all.

    Raises NotRefreshed for a name that no notebook has.
    """
    everything = sorted(folder.glob("*.ipynb"))
    paths: list[Path] = []
    for name in names:
        start = Path(name).name.removesuffix(".ipynb")
        found = [path for path in everything if path.stem.startswith(start)]
        if not found:
            known = ", ".join(path.stem for path in everything) or "none"
            raise NotRefreshed(f"no notebook's name starts with {name!r}; there are: {known}")
        paths += found
    return paths or everything


def main(arguments: list[str] | None = None, folder: Path = NOTEBOOKS) -> int:
    """Refresh or check notebooks and say what became of each; 1 if any is stale or broken."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.notebooks.refresh",
        description="Run notebooks and store their outputs, always in the same form.",
    )
    parser.add_argument("--check", action="store_true", help="write nothing, say which are stale")
    parser.add_argument("names", nargs="*", help="names of notebooks, or their start; default: all")
    options = parser.parse_args(arguments)
    try:
        paths = chosen(options.names, folder)
    except NotRefreshed as problem:
        parser.error(str(problem))
    done = [_refresh(path, check=options.check) for path in paths]
    return 0 if all(done) else 1


def _refresh(path: Path, *, check: bool) -> bool:
    """Refresh one notebook, print a line on it; False if it is broken or is left stale."""
    try:
        text = refreshed(path)
    except (NotRefreshed, CellExecutionError) as problem:
        print(f"{path.name}: {problem}", file=sys.stderr, flush=True)
        return False
    fresh = path.read_text(encoding="utf-8") == text
    if not fresh and not check:
        write(path, text)
    print(f"{path.name}: {'unchanged' if fresh else 'stale' if check else 'refreshed'}", flush=True)
    return fresh or not check


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="optlearn-", ignore_cleanup_errors=True) as private:
        isolate_jupyter(Path(private))
        sys.exit(main())
