"""The lecturer's guide: its minutes are those of the lessons."""

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
GUIDE = (REPOSITORY / "optlearn" / "publish" / "book" / "guide.md").read_text(encoding="utf-8")
PLANS = {
    path.name[:2]: re.findall(
        r"A plan for (\d+) minutes: (.*?)\.\*", path.read_text(encoding="utf-8")
    )[0]
    for path in sorted((REPOSITORY / "notebooks").glob("0[1-9]_*.ipynb"))
}


@pytest.mark.parametrize("column", [0, 1])
def test_a_short_lecture_is_made_of_sections_and_their_minutes_add_up(column: int) -> None:
    rows = re.findall(r"^\| (0\d|questions|in all) \|([^|]*)\|([^|]*)\|$", GUIDE, re.MULTILINE)
    shown = {row[0]: row[1 + column].strip() for row in rows}
    whole = int(shown.pop("in all"))
    minutes = int(shown.pop("questions"))
    for lesson, sections in shown.items():
        for section in filter(None, sections.split(", ")):
            assert section in PLANS[lesson][1].split(", ")
            minutes += int(section.rpartition(" ")[2])
    assert minutes == whole
    assert f"in {whole} minutes" in GUIDE


def test_the_lengths_of_the_lectures_are_told() -> None:
    (told,) = re.findall(r"Each lesson is a lecture(.*?)\. The first", GUIDE, re.DOTALL)
    for lesson in list(PLANS)[:6]:
        assert re.search(rf"{lesson} takes\s+{PLANS[lesson][0]}\b", told)
    assert "55, 55 and 46" in told
    assert [PLANS[lesson][0] for lesson in ("07", "08", "09")] == ["55", "55", "46"]
