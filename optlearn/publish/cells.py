"""Cells as HTML: text, code and outputs; formulas, pictures and links made ready for a page."""

import base64
import mimetypes
import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from bs4 import BeautifulSoup, Tag
from nbconvert.filters import ansi2html
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from optlearn.publish.maths import typeset
from optlearn.publish.notebooks import NotPublished
from optlearn.publish.widgets import picture

#: Tag of a cell of which only the outputs are shown.
HIDDEN = "hide-input"

#: A line that shows progress and no more: a name and a bar. What has been run needs none.
_BAR = re.compile(r"^[^\n■]*■+[ \t]*(?:\n|\Z)", re.MULTILINE)

#: For a link of the text, where it leads on the page, or None if it can lead nowhere from there.
Leads = Callable[[str], str | None]


def markdown(source: str) -> str:
    """Markdown as Jupyter reads it."""
    renderer: Any = IPythonRenderer(escape=False, exclude_anchor_links=True)
    return MarkdownWithMath(renderer=renderer).render(source)


def code(cell: NotebookNode) -> str:
    """Python of a cell in colours; nothing if it is tagged "hide-input", as a question is.

    A question's source gives its answer away.
    """
    if HIDDEN in tags(cell):
        return ""
    coloured: str = highlight(cell.source, PythonLexer(), HtmlFormatter(cssclass="code"))
    return coloured


def ready(html: str, folder: Path, leads: Leads) -> str:
    """A piece of HTML for a page: formulas typeset, pictures within the page, links mended.

    Raises NotPublished for a picture that is not there or has no alternative text.
    """
    soup = BeautifulSoup(html, "html.parser")
    typeset(soup)
    for image in soup.find_all("img"):
        image["src"] = _embedded(str(image.get("src", "")), folder)
        if not str(image.get("alt", "")).strip():
            raise NotPublished(f"a picture has no alternative text: {str(image)[:80]}")
    for link in soup.find_all("a", href=True):
        target = leads(str(link["href"]))
        if target is None:
            link.unwrap()
        else:
            link["href"] = target
    for table in soup.find_all("table"):
        _head_columns(table)
    return str(soup)


def _embedded(source: str, folder: Path) -> str:
    if source.startswith("data:"):
        return source
    file = folder / unquote(source)
    if not file.is_file():
        raise NotPublished(f"picture {source} is not a file beside the notebook")
    kind = mimetypes.guess_type(file.name)[0] or "image/png"
    return f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode()}"


def _head_columns(table: Tag) -> None:
    for cell in table.select("thead th"):
        cell["scope"] = "col"


def outputs(cell: NotebookNode) -> list[str]:
    """Each output of a code cell, in the richest form that a page can show."""
    return [html for output in joined(cell.get("outputs", [])) if (html := _output(output))]


def joined(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Outputs of a cell, with what was printed piece by piece in one, and without progress bars."""
    whole: list[NotebookNode] = []
    for output in outputs:
        if output.output_type == "stream" and whole and whole[-1].get("name") == output.name:
            whole[-1] = _printed(output.name, whole[-1].text + output.text)
        else:
            whole.append(output)
    shown = []
    for output in whole:
        if output.output_type != "stream":
            shown.append(output)
        elif (text := _BAR.sub("", output.text)).strip():
            shown.append(_printed(output.name, text))
    return shown


def _printed(name: str, text: str) -> NotebookNode:
    return NotebookNode(output_type="stream", name=name, text=text)


def _output(output: NotebookNode) -> str:
    if output.output_type == "stream":
        return f'<pre class="printed">{ansi2html(output.text)}</pre>'
    if output.output_type == "error":
        return f'<pre class="printed">{ansi2html(chr(10).join(output.traceback))}</pre>'
    data = output.data
    if "text/html" in data:
        return str(data["text/html"])
    if "text/markdown" in data:
        return markdown(data["text/markdown"])
    if "image/svg+xml" in data:
        svg = base64.b64encode(data["image/svg+xml"].encode()).decode()
        alt = escape(data.get("text/plain", ""))
        return f'<img class="still" src="data:image/svg+xml;base64,{svg}" alt="{alt}">'
    return picture(output) or f'<pre class="printed">{ansi2html(data.get("text/plain", ""))}</pre>'


def title(notebook: NotebookNode) -> str:
    """The first heading of a notebook."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            heading = BeautifulSoup(markdown(cell.source), "html.parser").find("h1")
            if heading:
                return heading.get_text()
    raise NotPublished("the notebook has no heading of the first level to name its page by")


def tags(cell: NotebookNode) -> list[str]:
    """Tags of a cell, such as "exercise"."""
    return list(cell.metadata.get("tags", []))
