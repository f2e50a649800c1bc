"""Every number in a lesson's text is one that a cell beside it prints or is written with.

With its sign, for readers and for speakers, folded or not. A share in per cent must be printed as
one; a setting that is named with its value must have that value in a cell of the section. What no
cell prints is in the table of test_claims.py, which computes it.
"""

import re
from dataclasses import dataclass

import pytest

from tests.lessons.reading import (
    LESSONS,
    NOTEBOOKS,
    NUMBER,
    SETTING,
    Known,
    as_it_stands,
    parts,
    plain,
    read,
    sentences,
    text,
)
from tests.lessons.test_claims import CLAIMS
from tests.lessons.test_formulas import FORMULAS

#: Words that stand for these are too common to be looked for.
COMMON = ("0", "1", "2")


@dataclass
class Number:
    """A number of a text and where it stands."""

    written: str
    is_share: bool
    around: str

    def __str__(self) -> str:
        return f"{self.written} in '… {self.around} …'"

    def is_known(self, known: Known) -> bool:
        value = float(self.written)
        return value in known.shares or (not self.is_share and value in known.numbers)


def unclaimed(lesson: str, text: str) -> str:
    """A text without the words of the claims and the formulas that are checked."""
    for stem, words, _ in CLAIMS:
        if lesson.startswith(stem):
            text = as_it_stands(words).sub(" ", text)
    for stem, formula, _ in FORMULAS:
        if lesson.startswith(stem):
            text = text.replace(f"${formula}$", " ").replace(f"`{formula}`", " ")
    return plain(sentences(text))


def stated(text: str) -> list[Number]:
    """Every number that a text states."""
    return [
        Number(
            found.group(),
            re.match(r"\s?%", text[found.end() :]) is not None,
            text[max(found.start() - 40, 0) : found.end() + 20].replace("\n", " "),
        )
        for found in NUMBER.finditer(text)
        if found.group() not in COMMON
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
class TestLesson:
    def test_every_number_in_the_text_is_printed_beside_it_or_claimed(self, path):
        unknown = [
            f"{part.title}: {number}"
            for part in parts(read(path))
            for number in stated(unclaimed(path.stem, part.text))
            if not number.is_known(part.known)
        ]
        assert not unknown, (
            "no cell beside it prints this; if it is true, say in test_claims.py why"
        )

    def test_every_setting_that_is_named_with_its_value_has_it_in_a_cell_beside(self, path):
        unknown = [
            f"{part.title}: {found.group()}"
            for part in parts(read(path))
            for found in SETTING.finditer(unclaimed(path.stem, part.text))
            if (found["name"], float(found["value"])) not in part.known.settings
        ]
        assert not unknown


def test_a_number_is_read_with_its_sign_and_a_minus_between_two_is_none():
    text = plain("It lies at −3 (not 1,000), from -0.5 to 4 - 3 and 1-7, x_5, W2, 1e-6, 3.5.")
    assert [n.written for n in stated(text)] == [
        "-3", "1000", "-0.5", "4", "3", "7", "1e-6", "3.5"
    ]  # fmt: skip


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_road_gives_the_minutes_that_a_lesson_gives(path):
    (row,) = re.findall(rf"^\| \[.*\]\({path.name}\) \|.*$", text("00"), re.M)
    told = re.findall(r"(\d+)\smin", row)
    head = r"^\*(\d+) minutes of reading, (\d+) of"
    assert [*re.findall(head, text(path.stem[:2]), re.M)[0]] == told
