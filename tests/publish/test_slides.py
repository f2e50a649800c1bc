"""Which cells go on which slide, what a class sees of them, and what only the presenter does."""

import base64
import re
import struct
from pathlib import Path

import nbformat
import pytest

from optlearn.publish.cells import outputs
from optlearn.publish.notebooks import NotPublished
from optlearn.publish.slides import (
    Part,
    Slide,
    columns,
    inline,
    repeat_headings,
    speakers_notes,
    spread,
)
from tests.publish.notebook import code, text

LONG = "A sentence that fills a line of a slide from its left to its right edge, and more. " * 12


def kinds(*slides: Slide) -> list[list[str]]:
    return [[part.kind for part in slide.parts] for slide in slides]


def test_notes_are_unfolded_and_their_minutes_read() -> None:
    (note,) = speakers_notes(
        "<details><summary>Speaker notes (2.5 min)</summary>\n\nAsk *first*.\n\n</details>"
    )
    assert note.minutes == 2.5
    assert "<em>first</em>" in note.html
    assert "details" not in note.html
    assert "summary" not in note.html


NOTES = """<details><summary>Speaker notes (4 min)</summary>

*A plan for 12 minutes.*

Ask.

*Then, the best rate (6 min):* before the numbers.

More of it.

*The bug (2 min).* Wait.

</details>"""


def test_note_with_a_title_is_for_the_section_of_that_name() -> None:
    cells = [
        text("# One\n\nWords.", "slide"),
        text(NOTES, "notes"),
        text("## The best rate, and why it is not good\n\nWords.", "slide"),
        text("below", "subslide"),
        text("## The best of all", "slide"),
    ]
    found = columns(nbformat.v4.new_notebook(cells=cells), Path("lesson.ipynb"))
    first, second, third = ([slide.seconds for slide in column] for column in found)
    assert (first, second, third) == ([360], [360, 0], [0])
    here, there, nothing = (column[-1].notes for column in found)
    assert "A plan for 12" in here
    assert "Wait" in here, "a section that is not there has its note where it was written"
    assert "before the numbers" in there
    assert "More of it" in there
    assert nothing == ""


def test_notes_are_shown_on_every_page_of_their_section() -> None:
    note = "<details><summary>Speaker notes</summary>\n\n{}\n\n</details>"
    cells = [
        text("## One\n\nWords.", "slide"),
        text("below", "subslide"),
        text(note.format("first"), "notes"),
        text("further below", "subslide"),
        text("## Two", "slide"),
    ]
    found = columns(nbformat.v4.new_notebook(cells=cells), Path("lesson.ipynb"))
    assert ["first" in slide.notes for column in found for slide in column] == [
        *(True, True, True),
        False,
    ]


LESSONS = sorted((Path(__file__).parents[2] / "notebooks").glob("0[1-9]_*.ipynb"))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_minutes_of_a_lesson_add_up_to_its_plan_and_every_note_finds_its_section(
    path: Path,
) -> None:
    lesson = nbformat.read(path, as_version=4)
    pages = [page for column in columns(lesson, path) for page in column]
    whole, plan = re.findall(r"A plan for (\d+) minutes: ([^<]*)", pages[0].notes)[0]
    assert sum(int(minutes) for minutes in re.findall(r" (\d+)[,.]", plan)) == int(whole)
    assert sum(page.seconds for page in pages) == 60 * int(whole)
    assert all(page.notes for page in pages if page.parts[0].kind != "heading" or page.seconds)
    for i, cell in enumerate(lesson.cells):
        if cell.metadata.get("slideshow", {}).get("slide_type") == "notes":
            below = "\n".join(cell.source for cell in lesson.cells[i:])
            headings = re.findall(r"^## (.*)", below, re.MULTILINE)
            for note in speakers_notes(cell.source)[1:]:
                assert any(map(note.is_of, headings)), note.title


def test_slides_below_one_another_and_fragments_follow_the_slide_types() -> None:
    lesson = nbformat.v4.new_notebook(
        cells=[
            text("# One", "slide"),
            text("appears", "fragment"),
            text("below", "subslide"),
            text("gone", "skip"),
            text("## Two", "slide"),
        ]
    )
    found = columns(lesson, Path("lesson.ipynb"))
    assert [len(column) for column in found] == [2, 1]
    assert [part.fragment for part in found[0][0].parts] == [0, 1]


def test_heading_within_a_cell_begins_a_section_so_that_a_lecturer_can_jump_there() -> None:
    cells = [text("# One\n\nWords.", "slide"), text("Their end.\n\n## Two"), text("More.")]
    found = columns(nbformat.v4.new_notebook(cells=cells), Path("lesson.ipynb"))
    assert [kinds(*column) for column in found] == [
        [["heading", "text", "text"]],
        [["heading", "text"]],
    ]


def test_notebook_without_slides_is_an_error_that_names_it() -> None:
    lesson = nbformat.v4.new_notebook(cells=[text("no slide")])
    with pytest.raises(NotPublished, match=r"lesson\.ipynb: no cell has the slide type 'slide'"):
        columns(lesson, Path("lesson.ipynb"))


def test_code_gives_way_to_a_result_that_is_more_than_printed() -> None:
    table, printed = code("table", "slide"), code("print(1)", "slide")
    table.outputs = [nbformat.v4.new_output("display_data", {"text/html": "<table></table>"})]
    printed.outputs = [nbformat.v4.new_output("stream", name="stdout", text="1\n")]
    found = columns(nbformat.v4.new_notebook(cells=[table, printed]), Path("lesson.ipynb"))
    assert kinds(*(column[0] for column in found)) == [["output"], ["input", "output"]]


def test_tag_leaves_a_class_with_what_was_printed_and_spares_it_the_code() -> None:
    printed = code("print(1)", "slide", tags=["output-only"])
    printed.outputs = [nbformat.v4.new_output("stream", name="stdout", text="1\n")]
    found = columns(nbformat.v4.new_notebook(cells=[printed]), Path("lesson.ipynb"))
    assert kinds(found[0][0]) == [["output"]]


def test_exercise_is_shown_as_it_is_before_anybody_has_tried_it() -> None:
    cell = code("x = ...", "slide", tags=["exercise"])
    cell.outputs = [nbformat.v4.new_output("display_data", {"text/html": "<p>Not yet</p>"})]
    found = columns(nbformat.v4.new_notebook(cells=[cell]), Path("lesson.ipynb"))
    assert kinds(found[0][0]) == [["input"]]


def test_picture_beside_much_text_gets_a_slide_with_the_heading_but_not_the_minutes() -> None:
    heading, words = Part("heading", "<h2>Head</h2>"), Part("text", f"<p>{LONG}</p>")
    first, second = spread(Slide([heading, words, Part("picture", "<img>")], "notes", 4))
    assert kinds(first, second) == [["heading", "text"], ["again", "picture"]]
    assert (first.seconds, second.seconds) == (240, 0)
    assert first.notes == second.notes == "notes"


def test_heading_is_repeated_on_every_page_of_its_section_but_not_above_a_widget() -> None:
    cells = [text("## Head\n\nWords.", "slide"), text("More.", "subslide"), text("End.", "slide")]
    found = columns(nbformat.v4.new_notebook(cells=cells), Path("lesson.ipynb"))
    assert kinds(*found[0], *found[1]) == [
        ["heading", "text"],
        ["again", "text"],
        ["again", "text"],
    ]
    pages = [Slide([Part("heading", "<h2>Head</h2>")]), Slide([Part("alive", "<div></div>")])]
    repeat_headings(pages)
    assert kinds(pages[1]) == [["alive"]]


def test_sentence_stays_with_its_picture() -> None:
    parts = [Part("text", "<p>A sentence.</p>"), Part("picture", "<img>")]
    assert len(spread(Slide(parts))) == 1


def png(width: int, height: int) -> str:
    head = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4s2I", 13, b"IHDR", width, height)
    return f'<img src="data:image/png;base64,{base64.b64encode(head).decode()}">'


def test_wide_picture_leaves_room_for_the_words_about_it() -> None:
    words = Part("text", f"<p>{'A line about what is to be seen in the picture above. ' * 6}</p>")
    wide, high = Part("picture", png(1200, 400)), Part("picture", png(1200, 800))
    assert kinds(*spread(Slide([wide, words]))) == [["picture", "text"]]
    assert kinds(*spread(Slide([high, words]))) == [["picture"], ["text"]]


def test_what_unfolds_has_room_when_it_is_open() -> None:
    fold = f"<details><summary>The diagnosis</summary><p>{LONG}</p></details>"
    lesson = nbformat.v4.new_notebook(cells=[text(f"Words.\n\n{fold}\n\n{fold}", "slide")])
    assert kinds(*columns(lesson, Path("lesson.ipynb"))[0]) == [["text", "text"], ["text"]]


def test_progress_of_what_was_run_is_not_shown() -> None:
    printed = code("train()", "slide")
    lines = "momentum ■■■\nAdam     ■■■\nbest: Adam ■ by far\n"
    printed.outputs = [nbformat.v4.new_output("stream", name="stdout", text=lines)]
    assert outputs(printed) == ['<pre class="printed">best: Adam ■ by far\n</pre>']
    printed.outputs = [nbformat.v4.new_output("stream", name="stdout", text="Adam ■■■\n")]
    assert outputs(printed) == []


def test_words_too_many_for_the_smallest_screen_go_on_overleaf() -> None:
    parts = [Part("text", f"<p>{LONG}</p>")] * 3
    assert len(spread(Slide(parts))) > 1


def test_no_text_of_a_script_ends_its_element() -> None:
    made = inline("a = '<!-- <script> </script>'\n//# sourceMappingURL=reveal.js.map")
    assert "<" not in made
    assert "sourceMappingURL" not in made


def test_link_to_a_lesson_leads_to_its_deck_or_is_plain_text() -> None:
    lesson = nbformat.v4.new_notebook(cells=[text("[Momentum](03_momentum.ipynb#why)", "slide")])
    beside = columns(lesson, Path("lesson.ipynb"), {"03_momentum"})[0][0]
    assert 'href="03_momentum.html#why"' in beside.parts[0].html
    alone = columns(lesson, Path("lesson.ipynb"))[0][0]
    assert "href" not in alone.parts[0].html
    assert "Momentum" in alone.parts[0].html


def test_source_is_hidden_where_the_tag_says_so() -> None:
    shown, hidden = code("question('?')", "slide"), code("x = 1", "slide", tags=["hide-input"])
    found = columns(nbformat.v4.new_notebook(cells=[shown, hidden]), Path("lesson.ipynb"))
    assert "question" in found[0][0].parts[0].html
    assert "x" not in found[1][0].parts[0].html
