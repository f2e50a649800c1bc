"""What a learner reads is what tests/golden/texts.txt has stored, word for word."""

import pytest

from optlearn.practice.exercises import EXERCISES
from optlearn.practice.mistakes import MISTAKES
from tests.golden import texts

AGAIN = "`python -m tests.golden.texts` stores what is said now, to be read in the difference"


@pytest.mark.parametrize("kind", texts.KINDS)
def test_learners_read_what_is_stored(kind):
    stored = texts.stored(kind)
    headings = []
    for heading, text in texts.KINDS[kind]():
        assert text == stored.get(heading), f"{heading}: {AGAIN}"
        headings.append(heading)
    assert headings == list(stored), AGAIN


@pytest.mark.parametrize("name", EXERCISES)
def test_every_known_mistake_is_called_by_its_name_and_said_in_its_words(name):
    stored = texts.stored(f"known mistakes of {name}")
    for mistake in MISTAKES[name]():
        lines = stored[f"{name}: {mistake.name}"].splitlines()
        assert f"It looks as if {mistake.what}" in lines
        assert f"Hint: {mistake.hint}" in lines


@pytest.mark.parametrize("name", EXERCISES)
def test_every_exercise_has_a_right_answer(name):
    assert texts.stored("right answers")[f"{name}: right"].startswith("✓ Right: ")


def test_every_kind_is_stored():
    assert list(texts.KINDS) == texts.kinds()
