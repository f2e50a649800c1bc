"""The course as a site: Sphinx turns the same notebooks into a book.

Its sources are laid out in `build/book`: the notebooks as they are after a run, their widgets taken
out, and beside each what its page needs to wake them.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
from bs4 import BeautifulSoup
from nbformat import NotebookNode

from optlearn.publish.cells import HIDDEN, joined, tags
from optlearn.publish.maths import FONT, typeset
from optlearn.publish.notebooks import BUILD, NotPublished, executed
from optlearn.publish.page import is_for_the_speaker
from optlearn.publish.widgets import take_out

HERE = Path(__file__).parent

#: Files by which a site is known as one that was made here: Sphinx's own, and the course's.
MARKS = (".buildinfo", "_static/course.css")

HOW = """\
```{{admonition}} An exercise
:class: tip

You write it in the notebook, which checks it at once. In the folder of the course:

`.venv/bin/jupyter lab --ServerApp.root_dir=. notebooks/{name}`
```"""


def prepared(notebook: NotebookNode, path: Path) -> tuple[NotebookNode, str]:
    """A notebook that was run, as the book's source, and the end of its page."""
    widgets = take_out(notebook)
    cells = []
    for cell in notebook.cells:
        if is_for_the_speaker(cell) or not cell.source.strip():
            continue
        if "exercise" in tags(cell):
            cells.append(nbformat.v4.new_markdown_cell(HOW.format(name=path.name)))
        if HIDDEN in tags(cell):
            cell.metadata.tags = [*tags(cell), "remove-input"]
        if "outputs" in cell:
            cell.outputs = joined(cell.outputs)
        for output in cell.get("outputs", []):
            if "text/html" in output.get("data", {}):
                soup = BeautifulSoup(output.data["text/html"], "html.parser")
                typeset(soup)
                output.data = {"text/html": str(soup)}
            elif "image/png" in output.get("data", {}):
                alt = output.metadata.get("image/png", {}).get("alt", "")
                output.metadata["image/png"] = {"alt": alt}
        cells.append(cell)
    notebook.cells = cells
    return notebook, widgets.html()


def write(paths: list[Path], out: Path, build: Path = BUILD) -> list[Path]:
    """Write the site of the notebooks as the folder `out`; return its first page.

    A site that is there already makes way for the new one once that is whole.

    Raises NotPublished for a folder that holds anything else, and with Sphinx's own words for what
    it does not like.
    """
    _check_free(out)
    source, made = build / "book", build / "made"
    shutil.rmtree(source, ignore_errors=True)
    (source / "notebooks").mkdir(parents=True)
    for name in ("conf.py", "guide.md"):
        shutil.copy(HERE / name, source)
    shutil.copytree(HERE / "static", source / "static")
    shutil.copy(FONT, source / "static")
    for picture in paths[0].parent.glob("*.png"):
        shutil.copy(picture, source / "notebooks")
    images = paths[0].parent.parent / "images"
    if images.is_dir():
        shutil.copytree(images, source / "images")
    for path, run in executed(paths, build):
        notebook, end = prepared(run, path)
        nbformat.write(notebook, source / "notebooks" / path.name)
        (source / "notebooks" / f"{path.stem}.end.html").write_text(end, encoding="utf-8")
    pages = "\n".join(f"notebooks/{path.stem}" for path in paths)
    index = (HERE / "index.md").read_text(encoding="utf-8")
    (source / "index.md").write_text(index.replace("LESSONS", pages), encoding="utf-8")
    shutil.rmtree(made, ignore_errors=True)
    options = ["-q", "-W", "--keep-going", "-j", "2", "-d", str(build / "doctrees")]
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *options, str(source), str(made)],
        text=True,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise NotPublished(f"the site was not built:\n{done.stderr.strip()}")
    place = out.resolve()  # where a link leads: the link itself stays
    if place.is_dir():
        shutil.rmtree(place)
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(made, place)
    return [out / "index.html"]


def _check_free(out: Path) -> None:
    """Raise NotPublished for a folder in which more than an older site would be lost."""
    if Path.cwd().is_relative_to(out.resolve()):
        raise NotPublished(f"out must be a folder of its own, not one you are in; got {out}")
    made_here = all((out / name).is_file() for name in MARKS)
    if out.exists() and not made_here and not (out.is_dir() and not any(out.iterdir())):
        raise NotPublished(
            f"out must be a new or empty folder, or an older site, which is replaced; got {out}"
        )
