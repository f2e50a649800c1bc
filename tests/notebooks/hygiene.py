"""What is wrong with a stored notebook, apart from what it teaches."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

from tests import links
from tests.notebooks.refresh import NotRefreshed, as_text, normalise, read

#: A path of somebody's machine, or an address in memory: both differ from one run to the next.
_PRIVATE = re.compile(
    r"""(?<![\w.:/])/(?:home|Users|root|tmp|private|var|opt|usr|mnt|work)/[\w.-]+
    |\b[A-Za-z]:\\[\w.-]+|file://|\bat\ 0x[0-9a-f]{6,}""",
    re.VERBOSE,
)
REFRESH = "python -m tests.notebooks.refresh"


def problems(path: Path, root: Path) -> list[str]:
    """What is wrong with the notebook `path` of the repository `root`; empty when all is well."""
    notebook = read(path)
    return [
        *_not_normal(path, notebook),
        *_badly_executed(notebook),
        *_private(notebook, root),
        *_badly_linked(notebook, path, root),
    ]


def _not_normal(path: Path, notebook: NotebookNode) -> Iterator[str]:
    if "widgets" in notebook.metadata:
        yield "its metadata hold the state of widgets, with which GitHub refuses to show it"
    try:
        normal = as_text(normalise(notebook))
    except NotRefreshed as problem:
        yield str(problem)
    else:
        if path.read_text(encoding="utf-8") != normal:
            yield f"it is not stored in the normal form; run: {REFRESH} {path.stem}"


def _badly_executed(notebook: NotebookNode) -> Iterator[str]:
    expected = 0
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        expected += 1
        if cell.execution_count != expected:
            yield f"cell {number} has execution count {cell.execution_count}, not {expected}"
        for output in cell.outputs:
            if output.output_type == "error":
                if "raises-exception" not in cell.metadata.get("tags", []):
                    yield f"cell {number} ended in an error: {output.ename}: {output.evalue}"
            elif output.get("name") == "stderr":
                yield f"cell {number} wrote to stderr: {output.text.strip()}"
            elif "data" in output and "text/plain" not in output.data:
                yield f"cell {number} has an output without plain text"


def _private(notebook: NotebookNode, root: Path) -> Iterator[str]:
    own = [name for name in (str(root), str(Path.home())) if len(name) > 4]
    host = socket.gethostname()
    if len(host) > 4 and re.search(r"[\d.-]", host):  # else it may be a word, such as "momentum"
        own.append(host)
    for number, cell in enumerate(notebook.cells):
        for text in _texts(cell):
            known = [name for name in own if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)]
            found = _PRIVATE.search(text)
            if known or found:
                what = known[0] if known else found and found[0]
                yield f"cell {number} shows something of one machine only: {what}"


def _texts(cell: NotebookNode) -> Iterator[str]:
    for output in cell.get("outputs", []):
        if "text" in output:
            yield output.text
        yield from output.get("traceback", [])
        for kind, data in output.get("data", {}).items():
            if kind.startswith("text/") or kind == "image/svg+xml":
                yield data


def _badly_linked(notebook: NotebookNode, path: Path, root: Path) -> Iterator[str]:
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            for problem in links.problems(cell.source, path, root):
                yield f"cell {number}: {problem}"
