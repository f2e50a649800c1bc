"""Every lesson has the parts that its readers count on."""

import re

import pytest
from nbformat import NotebookNode

from tests.lessons.reading import LESSONS, NOTEBOOKS, printed, read, slide_type


def tags(cell: NotebookNode) -> list[str]:
    return list(cell.metadata.get("tags", []))


def code(notebook: NotebookNode) -> str:
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")


def text(notebook: NotebookNode, *, folded: bool = False) -> str:
    """Return what a reader reads: no speaker notes and, unless `folded`, nothing folded."""
    markdown = "\n\n".join(
        cell.source
        for cell in notebook.cells
        if cell.cell_type == "markdown" and slide_type(cell) != "notes"
    )
    return markdown if folded else re.sub(r"<details>.*?</details>", "", markdown, flags=re.S)


def prose(markdown: str) -> str:
    """Drop code, formulas, pictures, link targets and table rules: what is left is sentences."""
    for pattern in (
        r"```.*?```",
        r"\$\$.*?\$\$",
        r"\$[^$\n]*\$",
        r"!\[[^\]]*\]\([^)]*\)",
        r"`[^`]*`",
    ):
        markdown = re.sub(pattern, " ", markdown, flags=re.S)
    return re.sub(r"\]\([^)]*\)|<[^>]*>", " ", markdown)


def section(markdown: str, title: str) -> str:
    match = re.search(rf"^## {title}\b[^\n]*\n(.*?)(?=^## |\Z)", markdown, re.M | re.S)
    assert match, f"no section '{title}'"
    return match[1]


def test_there_are_lessons():
    assert len(LESSONS) >= 1


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
class TestLesson:
    def test_asks_for_a_guess_before_it_shows_a_moving_picture(self, path):
        cells = read(path).cells
        first_player = next(
            i
            for i, cell in enumerate(cells)
            if re.search(r"\bPlayer\(|_map\(|explore\(", cell.source)
            and cell.cell_type == "code"
            and "import" not in cell.source
        )
        before = "\n".join(cell.source for cell in cells[:first_player])
        assert re.search(r"before you run", before, re.I)
        assert len(prose(before).split()) < 180, "something to play with comes before any long text"

    def test_says_what_it_teaches_how_long_it_takes_and_what_it_builds_on(self, path):
        markdown = text(read(path))
        head = markdown.split("\n## ")[0]
        assert re.search(r"\d+ minutes of reading, \d+ of (play and )?exercise", head)
        assert section(markdown, "What you will be able to do").count("\n- ") >= 2
        assert "](00_start_here.ipynb)" in head or re.search(r"\]\(0\d_\w+\.ipynb\)", head)

    def test_links_to_the_lessons_before_and_after(self, path):
        place = NOTEBOOKS.index(path)
        markdown = text(read(path))
        for neighbour in NOTEBOOKS[max(place - 1, 0) : place + 2]:
            if neighbour != path:
                assert f"]({neighbour.name})" in markdown

    def test_has_a_moving_picture_and_something_to_tune_towards_a_target(self, path):
        source = code(read(path))
        assert "Player(" in source
        assert re.search(r"target=", source)

    def test_has_an_exercise_that_is_checked_and_a_folded_solution_after_it(self, path):
        cells = read(path).cells
        exercises = [i for i, cell in enumerate(cells) if "exercise" in tags(cell)]
        assert exercises
        for i in exercises:
            assert "..." in cells[i].source
            assert re.search(r"^check\(my_\w+, \"\w+\"\)$", cells[i].source, re.M)
            after = cells[i + 1]
            assert "solution" in tags(after)
            assert re.match(
                r"<details><summary>Solution</summary>.*```python.*</details>$", after.source, re.S
            )

    def test_has_a_bug_to_diagnose_with_a_folded_diagnosis(self, path):
        assert "<details>" in section(text(read(path), folded=True), "A bug to diagnose")

    def test_shows_the_rule_from_the_package(self, path):
        assert re.search(r"\b(beside|source)\(", code(read(path)))

    def test_ends_with_three_lines_of_recap_questions_and_references(self, path):
        notebook = read(path)
        markdown = text(notebook)
        assert len(re.findall(r"^- ", section(markdown, "Recap"), re.M)) == 3
        assert 2 <= len(re.findall(r"^question\(", code(notebook), re.M)) <= 3
        assert "](https://" in section(markdown, "References")

    def test_a_question_does_not_give_its_answer_away_above_itself(self, path):
        for cell in read(path).cells:
            if cell.source.startswith("question("):
                assert cell.metadata.get("jupyter", {}).get("source_hidden") is True
                assert "hide-input" in tags(cell)

    def test_is_short_enough_to_be_read_in_one_sitting(self, path):
        notebook = read(path)
        words = len(prose(text(notebook)).split())
        assert 600 <= words <= 1200, f"{words} words"
        assert 20 <= len(notebook.cells) <= 35, f"{len(notebook.cells)} cells"

    def test_is_a_lecture_too_with_speaker_notes_and_timings(self, path):
        cells = read(path).cells
        assert {slide_type(cell) for cell in cells} >= {"slide", "notes"}
        notes = [cell.source for cell in cells if slide_type(cell) == "notes"]
        assert len(notes) >= 3
        for note in notes:
            assert re.match(r"<details><summary>Speaker notes \(\d+ min\)</summary>", note)

    def test_prints_the_end_point_on_the_bowl(self, path):
        if path.stem[:2] <= "06":
            shown = "\n".join(printed(cell) for cell in read(path).cells)
            assert re.search(r"W\s*=\s*-?\d+\.\d+.*b\s*=\s*-?\d+\.\d+", shown)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_cell_is_long(path):
    for cell in read(path).cells:
        if cell.cell_type == "code" and "question(" not in cell.source:
            assert len([line for line in cell.source.splitlines() if line.strip()]) <= 14, (
                cell.source
            )
