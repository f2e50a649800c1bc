"""A notebook as a page: one HTML file that plays from a disk, without kernel or network."""

from collections.abc import Callable, Collection
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from nbformat import NotebookNode

from optlearn.publish.cells import Leads, code, markdown, outputs, ready, tags, title
from optlearn.publish.look import style
from optlearn.publish.notebooks import BUILD, executed
from optlearn.publish.widgets import take_out

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(notebook: NotebookNode, path: Path, together: Collection[str]) -> str:
    """The page of a notebook that was run.

    path : the notebook's file; pictures are looked for beside it.
    together : names of the notebooks, without ending, whose pages lie in the same folder.
    """
    widgets = take_out(notebook)
    cells = []
    for cell in notebook.cells:
        if not cell.source.strip() or cell.cell_type == "raw" or is_for_the_speaker(cell):
            continue
        written = cell.cell_type == "markdown"
        shown = [markdown(cell.source)] if written else outputs(cell)
        shown = [ready(part, path.parent, leads(together)) for part in shown]
        cells.append(
            {
                "kind": "exercise" if "exercise" in tags(cell) else cell.cell_type,
                "text": shown[0] if written else "",
                "input": "" if written else code(cell),
                "outputs": [] if written else shown,
            }
        )
    return TEMPLATES.get_template("page.html").render(
        title=title(notebook),
        name=path.name,
        style=style("page.css"),
        cells=cells,
        widgets=widgets.html(),
    )


def is_for_the_speaker(cell: NotebookNode) -> bool:
    """Whether a cell is a speaker's note, which a reader need not see."""
    kind: str = cell.metadata.get("slideshow", {}).get("slide_type", "")
    return kind == "notes"


def leads(together: Collection[str]) -> Leads:
    """Where a link of a notebook leads from its page: to a page beside it, or out into the web."""

    def target(link: str) -> str | None:
        place, mark, fragment = link.partition("#")
        if not place or link.startswith(("http://", "https://", "mailto:")):
            return link
        name = place.removesuffix(".ipynb")
        return f"{name}.html{mark}{fragment}" if name in together else None

    return target


def beside(paths: list[Path], out: Path) -> set[str]:
    """Names of what a link can lead to in the folder `out` once these notebooks are published."""
    return {path.stem for path in paths} | {file.stem for file in out.glob("*.html")}


def write(paths: list[Path], out: Path, build: Path = BUILD) -> list[Path]:
    """Write the page of each notebook into the folder `out`; return the files."""
    return write_each(page, paths, out, build)


def write_each(
    publish: Callable[[NotebookNode, Path, Collection[str]], str],
    paths: list[Path],
    out: Path,
    build: Path,
) -> list[Path]:
    """Write what `publish` makes of each notebook, once run, into the folder `out`."""
    out.mkdir(parents=True, exist_ok=True)
    together = beside(paths, out)
    files = []
    for path, notebook in executed(paths, build):
        file = out / f"{path.stem}.html"
        file.write_text(publish(notebook, path, together), encoding="utf-8")
        files.append(file)
    return files
