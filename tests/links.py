"""Links and pictures of a Markdown text, and what is wrong with them."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import nbformat

_FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")
_IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\(\s*<?(?P<target>[^)\s>]+)[^)]*\)")
_HTML_IMAGE = re.compile(r"<img\b(?P<attributes>[^>]*)>", re.IGNORECASE | re.DOTALL)
_ATTRIBUTE = re.compile(
    r"""\b(?P<name>src|alt)\s*=\s*(?P<quote>["'])(?P<value>.*?)(?P=quote)""",
    re.IGNORECASE | re.DOTALL,
)
_LINK = re.compile(r"(?<!!)\[(?:[^\[\]]|!?\[[^\]]*\](?:\([^)]*\))?)*\]\(\s*<?(?P<target>[^)\s>]+)")
_HTML_LINK = re.compile(r"""<a\b[^>]*\bhref\s*=\s*(?P<quote>["'])(?P<target>.*?)(?P=quote)""", re.I)
_HEADING = re.compile(r"^#{1,6}\s+(?P<title>.+?)\s*#*\s*$", re.MULTILINE)
_ANCHOR = re.compile(r"""<a\b[^>]*\b(?:id|name)\s*=\s*["'](?P<name>[^"']+)["']""", re.IGNORECASE)
_ELSEWHERE = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def images(text: str) -> Iterator[tuple[str, str]]:
    """Target and alternative text of every picture in a Markdown text."""
    text = without_code(text)
    for found in _IMAGE.finditer(text):
        yield found["target"], found["alt"]
    for found in _HTML_IMAGE.finditer(text):
        given = {
            a["name"].lower(): unescape(a["value"])
            for a in _ATTRIBUTE.finditer(found["attributes"])
        }
        yield given.get("src", ""), given.get("alt", "")


def links(text: str) -> Iterator[str]:
    """Target of every link in a Markdown text."""
    text = without_code(text)
    for pattern in (_LINK, _HTML_LINK):
        for found in pattern.finditer(text):
            yield found["target"]


def without_code(text: str) -> str:
    """Text without fenced blocks and code spans, where a bracket is no link."""
    return _CODE.sub("", _FENCED.sub("", text))


def problems(text: str, file: Path, root: Path) -> list[str]:
    """What is wrong with a text of `file`: its pictures, and its links within `root`."""
    found = []
    for target, alternative in images(text):
        if len(alternative.split()) < 2:
            found.append(f"picture {target} has no alternative text that says what it shows")
        if _ELSEWHERE.match(target) and not target.startswith("attachment:"):
            found.append(f"picture {target} is not in the repository")
        elif not _exists(target, file, root):
            found.append(f"picture {target} does not exist")
    for target in links(text):
        if _ELSEWHERE.match(target):
            continue
        path, _, anchor = target.partition("#")
        place = file if not path else _place(path, file)
        if path and not _exists(path, file, root):
            found.append(f"link {target} leads to nothing")
        elif anchor and place.suffix in (".md", ".ipynb") and _plain(anchor) not in anchors(place):
            found.append(f"link {target} names a heading that is not there")
    return found


def anchors(file: Path) -> set[str]:
    """Names that a link can end in after `#`, for a Markdown file or a notebook."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".ipynb":
        cells = nbformat.reads(text, as_version=4).cells
        text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    text = _FENCED.sub("", text)
    titles = [found["title"] for found in _HEADING.finditer(text)]
    return {_plain(name) for name in [*titles, *(a["name"] for a in _ANCHOR.finditer(text))]}


def _plain(heading: str) -> str:
    # GitHub, JupyterLab and Sphinx each spell a heading's anchor in a way of their own; what they
    # all keep are its letters and digits.
    return re.sub(r"[\W_]+", "-", unquote(heading).lower()).strip("-")


def _place(target: str, file: Path) -> Path:
    return (file.parent / unquote(target)).resolve()


def _exists(target: str, file: Path, root: Path) -> bool:
    place = _place(target, file)
    return place.exists() and place.is_relative_to(root.resolve())
