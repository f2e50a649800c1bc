"""A notebook as a reveal.js deck: one HTML file, everything in it, its players alive.

Cells go where their slide type puts them, as in Jupyter's own slides. What a class has no use for
stays away: code whose result is a picture, a table or a widget gives way to that result, an
exercise is shown as it is before anybody has tried it, and notes go to the presenter's window. A
cell that is tagged "output-only" shows what it prints without the code that prints it.
"""

import base64
import math
import re
import struct
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from importlib.resources import files
from itertools import chain, pairwise
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement
from nbformat import NotebookNode

from optlearn.publish.cells import code, markdown, outputs, ready, tags, title
from optlearn.publish.look import style
from optlearn.publish.notebooks import BUILD, NotPublished
from optlearn.publish.page import TEMPLATES, leads, write_each
from optlearn.publish.widgets import take_out

SCRIPT = (Path(__file__).parent / "slides.js").read_text(encoding="utf-8")

#: Heights, in pixels, that words may have on the smallest screen below a heading, and what they may
#: take from a picture: two lines; from one that is so wide that it leaves a slide half empty, more.
ROOM = 620
SENTENCE = 90
BELOW_WIDE = 220
FOLDED_PICTURE = 320
WIDE = 2.2

#: Tag of a cell whose printed lines are for a class, and whose code is for whoever reads alone.
OUTPUT_ONLY = "output-only"

#: What a PNG says of itself, up to its width and height: 24 bytes.
_PNG = re.compile(r"data:image/png;base64,([\w+/]{32})")

_MINUTES = re.compile(r"\((\d+(?:\.\d+)?)\s*min")

#: Words of a heading that a note need not repeat.
_SMALL_WORDS = {"a", "an", "the", "then", "and", "of", "at"}


@dataclass
class Part:
    """A piece of a slide.

    kind : "heading", "again" (a heading repeated), "text", "picture", "input", "output" or "alive".
    fragment : with the how many-th step it appears, from 1; 0 for what is there from the start.
    """

    kind: str
    html: str
    fragment: int = 0


@dataclass
class Slide:
    """One slide.

    parts : what it shows, from top to bottom.
    notes : what the presenter's window shows. minutes : how long it may take, with its followers.
    """

    parts: list[Part] = field(default_factory=list)
    notes: str = ""
    minutes: float = 0.0

    @property
    def seconds(self) -> int:
        """Time for the slide, as reveal.js counts it."""
        return round(60 * self.minutes)


def columns(
    notebook: NotebookNode, path: Path, together: Collection[str] = ()
) -> list[list[Slide]]:
    """Slides of a notebook, those below one another in one list: a list for each section.

    together : names of the notebooks, without ending, whose decks lie in the same folder; links to
        them lead there, and those to other notebooks become text.

    Raises NotPublished if the notebook has no slides.
    """
    found: list[list[Slide]] = []
    ahead: list[tuple[Note, Slide]] = []
    fragment = 0
    for cell in notebook.cells:
        kind = cell.metadata.get("slideshow", {}).get("slide_type", "-")
        if kind == "skip" or cell.cell_type == "raw" or not cell.source.strip():
            continue
        if kind == "slide" or (kind == "subslide" and not found):
            found.append([Slide()])
        elif kind == "subslide":
            found[-1].append(Slide())
        if not found:
            raise NotPublished(
                f"{path.name}: no cell has the slide type 'slide' before {cell.source[:40]!r}"
            )
        slide = found[-1][-1]
        if kind == "notes":
            for note in speakers_notes(cell.source):
                html = ready(note.html, path.parent, leads(together))
                ahead.append((replace(note, html=html), slide))
            continue
        fragment = fragment + 1 if kind == "fragment" else 0 if kind != "-" else fragment
        for part in _parts(cell):
            if part.kind == "heading" and found[-1][-1].parts:
                found.append([Slide()])
            html = ready(part.html, path.parent, leads(together))
            found[-1][-1].parts.append(Part(part.kind, html, fragment))
            if part.kind == "heading":
                heading = BeautifulSoup(part.html, "html.parser").get_text()
                ahead = [
                    (replace(note, title=""), found[-1][-1])
                    if note.is_of(heading)
                    else (note, place)
                    for note, place in ahead
                ]
    for note, place in ahead:
        place.notes += note.html
        place.minutes += note.minutes
    pages = [[page for slide in joined(column) for page in spread(slide)] for column in found]
    repeat_headings(chain.from_iterable(pages))
    repeat_notes(chain.from_iterable(pages))
    return pages


def joined(column: list[Slide]) -> list[Slide]:
    """Slides without those that are but a heading, which becomes that of the next."""
    for slide, following in pairwise(column):
        if [part.kind for part in slide.parts] == ["heading"]:
            following.parts.insert(0, replace(slide.parts.pop(), fragment=0))
            following.notes = slide.notes + following.notes
            following.minutes += slide.minutes
    return [slide for slide in column if slide.parts]


def spread(slide: Slide) -> list[Slide]:
    """Spread what would be crowded over several slides.

    A picture or a widget gets a slide of its own, with a sentence at most: only so is it large
    enough to be read from the last row. Words that are too many for the smallest screen go on
    overleaf. The heading and the notes are repeated, the time is not.
    """
    heading = [part for part in slide.parts[:1] if part.kind == "heading"]
    pages: list[list[Part]] = [[]]
    for part in slide.parts[len(heading) :]:
        if pages[-1] and not _together([*pages[-1], part]):
            pages.append([])
        pages[-1].append(part)
    spread_out = [Slide([*heading, *page], slide.notes) for page in pages]
    spread_out[0].minutes = slide.minutes
    for page, parts in zip(spread_out[1:], pages[1:], strict=True):
        again = [] if any(part.kind == "alive" for part in parts) else heading
        page.parts = [*(Part("again", part.html) for part in again), *parts]
    return spread_out


def repeat_headings(pages: Iterable[Slide]) -> None:
    """Put its section's heading, small, on every page that has none.

    Who looks up in the middle of a lecture then sees what a number or a line of code is about. A
    widget's page stays without: a widget needs all of the room.
    """
    heading: Part | None = None
    for page in pages:
        first = page.parts[0]
        if first.kind in ("heading", "again"):
            heading = first
        elif heading is not None and all(part.kind != "alive" for part in page.parts):
            page.parts.insert(0, Part("again", heading.html))


def repeat_notes(pages: Iterable[Slide]) -> None:
    """Show the notes of a section on all of its pages, wherever in it they were written."""
    sections: list[list[Slide]] = []
    for page in pages:
        if not sections or page.parts[0].kind == "heading":
            sections.append([])
        sections[-1].append(page)
    for section in sections:
        notes = ""
        for page in reversed(section):  # what is to come says how to lead up to it
            notes = page.notes = page.notes or notes
        for page in section:
            notes = page.notes = page.notes or notes


def _together(parts: list[Part]) -> bool:
    """Whether parts fit one slide."""
    large = [part for part in parts if part.kind in ("picture", "alive")]
    if len(large) > 1:
        return False
    room = ROOM
    for part in large:
        room = BELOW_WIDE if part.kind == "picture" and _shape(part) > WIDE else SENTENCE
    return sum(height(part) for part in parts if part not in large) <= room


def _shape(part: Part) -> float:
    """Width of an embedded picture over its height; 1 where it is none that tells them."""
    found = _PNG.search(part.html)
    if found is None:
        return 1.0
    width, high = struct.unpack(">16x2I", base64.b64decode(found[1]))
    return float(width / high)


def height(part: Part) -> int:
    """Height of words in pixels, about, in the smallest type on the smallest screen.

    What is folded counts as if it were open: there must be room for it when it is.
    """
    soup = BeautifulSoup(part.html, "html.parser")
    for note in soup.select("annotation"):
        note.extract()
    total = 14 + FOLDED_PICTURE * len(soup.select("details img"))
    for block in soup.find_all(["pre", "math", "p", "li", "tr", "summary"]):
        text = block.get_text()
        if block.name == "pre":
            total += 20 + 27 * sum(math.ceil(max(len(line), 1) / 72) for line in text.splitlines())
        elif block.name == "math":
            total += 60 if block.get("display") == "block" else 0
        elif not block.find("pre"):
            total += 10 + 31 * math.ceil(len(text) / 74)
    return total


def _parts(cell: NotebookNode) -> list[Part]:
    """What a class sees of a cell."""
    if cell.cell_type == "markdown":
        return list(_apart(markdown(cell.source)))
    source = Part("input", code(cell))
    if "exercise" in tags(cell):
        return [source]
    results = [
        Part("alive" if "data-widget" in output else "output", output) for output in outputs(cell)
    ]
    speaks = any(not result.html.startswith('<pre class="printed">') for result in results)
    return results if speaks or OUTPUT_ONLY in tags(cell) else [source, *results]


def _apart(html: str) -> Iterator[Part]:
    """Text, headings, pictures and folds of a piece of HTML, each by itself for the layout."""
    text: list[str] = []
    for block in BeautifulSoup(html, "html.parser").contents:
        kind = _kind(block)
        if kind == "text" and not (isinstance(block, Tag) and block.name == "details"):
            text.append(str(block))
            continue
        if "".join(text).strip():
            yield Part("text", "".join(text))
        text = []
        yield Part(kind, str(block))
    if "".join(text).strip():
        yield Part("text", "".join(text))


def _kind(block: PageElement) -> str:
    if not isinstance(block, Tag):
        return "text"
    if block.name in ("h1", "h2"):
        return "heading"
    return "picture" if block.find("img") and not block.get_text(strip=True) else "text"


@dataclass
class Note:
    """A speaker's note: of the slide where it stands or, with a title, of a section further on.

    title : such as "the best rate", for the section "The best rate, and why it is not good".
    html : what it says.
    minutes : how long the section may take.
    """

    title: str
    html: str
    minutes: float

    def is_of(self, heading: str) -> bool:
        """Whether a section has all words of the title in its heading."""
        return bool(self.title) and _words(self.title) <= _words(heading)


def speakers_notes(source: str) -> list[Note]:
    """Speaker's notes of a cell unfolded: of its own slide, then of sections further on.

    Minutes stand in the summary. A paragraph that begins with an emphasised title and minutes, such
    as "*The best rate (6 min):* …", is for the section of that name, with what follows it.
    """
    soup = BeautifulSoup(markdown(source), "html.parser")
    notes = [Note("", "", 0.0)]
    for details in soup.find_all("details"):
        summary = details.find("summary")
        if summary is not None:
            found = _MINUTES.search(summary.get_text())
            notes[0].minutes += float(found[1]) if found else 0.0
            summary.extract()
        details.unwrap()
    for block in soup.contents:
        lead = block.find("em") if isinstance(block, Tag) and block.name == "p" else None
        if isinstance(lead, Tag) and lead.previous_sibling is None:
            found = _MINUTES.search(lead.get_text())
            if found:
                name = lead.get_text().partition("(")[0].strip()
                notes.append(Note(name, "", float(found[1])))
        notes[-1].html += str(block)
    for note in notes:
        head = f"<p><strong>{note.minutes:g} min</strong></p>" if note.minutes else ""
        note.html = head + note.html.strip()
    return [note for note in notes if note.html]


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower())) - _SMALL_WORDS


def deck(notebook: NotebookNode, path: Path, together: Collection[str] = ()) -> str:
    """The deck of a notebook that was run; `together` are those whose decks lie beside it."""
    widgets = take_out(notebook)
    for model in widgets.models.values():
        if model["state"].get("kind") == "player":
            model["state"]["scene"]["autoplay"] = False  # a lecturer asks before anything plays
    reveal = files("sphinx_revealjs") / "_static" / "revealjs"
    return TEMPLATES.get_template("slides.html").render(
        title=title(notebook),
        columns=columns(notebook, path, together),
        style=(reveal / "dist" / "reveal.css").read_text("utf-8") + style("slides.css"),
        scripts=[
            inline((reveal / script).read_text("utf-8"))
            for script in ("dist/reveal.js", "plugin/notes/notes.js")
        ]
        + [SCRIPT],
        widgets=widgets.html(),
    )


def inline(script: str) -> str:
    """A script as it may stand in a page: with no text in it that a browser takes for its end."""
    script = re.sub(r"^//# sourceMappingURL=.*$", "", script, flags=re.MULTILINE)
    return re.sub(r"<(?=!--|/?script)", r"\\x3C", script)


def write(paths: list[Path], out: Path, build: Path = BUILD) -> list[Path]:
    """Write the deck of each notebook into the folder `out`; return the files."""
    return write_each(deck, paths, out, build)
