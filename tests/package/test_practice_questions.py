"""A question is complete, hides what it explains until one chooses, and is plain HTML."""

import re
from html.parser import HTMLParser

import pytest

from optlearn.practice import question

TEXT = "What is `1 < 2` & why?"
ANSWERS = {
    "It is <b>true</b>.": "Because $1 < 2$, see `bool`.",
    "It is false.": "Look at the numbers again.",
    "Nobody knows.": "Ask Python.",
}


@pytest.fixture
def asked():
    return question(TEXT, ANSWERS, right="It is <b>true</b>.")


class Outline(HTMLParser):
    """Elements, and the words within each `summary` and outside of all `details`."""

    def __init__(self, html):
        super().__init__()
        self.open, self.summaries, self.outside, self.tags = [], [], [], set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.tags.add(tag)
        if tag == "details":
            assert "open" not in dict(attrs)
        if tag == "summary":
            self.summaries.append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "summary" in self.open:
            self.summaries[-1] += data
        elif "details" not in self.open:
            self.outside.append(data)


def test_answers_are_offered_and_what_they_explain_is_folded(asked):
    outline = Outline(asked._repr_html_())
    assert outline.summaries == list(ANSWERS)
    assert "".join(outline.outside) == "What is 1 < 2 & why?"
    assert outline.open == []


def test_only_elements_that_every_sanitiser_keeps(asked):
    html = asked._repr_html_()
    assert Outline(html).tags == {"div", "p", "strong", "code", "details", "summary"}
    assert not re.search(r"<script|<style|\son\w+=|\sid=|javascript:|https?:", html)


def test_the_right_answer_is_told_from_the_others_in_words(asked):
    html = asked._repr_html_()
    assert html.count("✓ Right.") == 1
    assert html.count("✗ No.") == 2
    right = html.index("✓ Right.")
    assert html.index("true") < right < html.index("It is false.")


def test_plain_text_gives_nothing_away(asked):
    assert repr(asked) == (
        "What is `1 < 2` & why?\n  ○ It is <b>true</b>.\n  ○ It is false.\n  ○ Nobody knows."
    )


def test_formulas_are_left_to_the_page(asked):
    assert "$1 &lt; 2$" in asked._repr_html_()


def test_it_is_the_same_every_time(asked):
    again = question(TEXT, ANSWERS, right="It is <b>true</b>.")
    assert again._repr_html_() == asked._repr_html_()
    assert repr(again) == repr(asked)


@pytest.mark.parametrize(
    ("text", "answers", "right", "message"),
    [
        ("Why?", {"a": "b"}, "a", "answers must be at least two; got 1"),
        ("Why?", {}, "a", "answers must be at least two; got 0"),
        ("Why?", {"a": "b", "c": "d"}, "e", r"right must be one of the answers .*; got 'e'"),
        (" ", {"a": "b", "c": "d"}, "a", "must not be empty"),
        ("Why?", {"a": "", "c": "d"}, "a", "must not be empty"),
        ("Why?", {"": "b", "c": "d"}, "c", "must not be empty"),
    ],
)
def test_incomplete_question_is_refused(text, answers, right, message):
    with pytest.raises(ValueError, match=message):
        question(text, answers, right=right)


@pytest.mark.parametrize(
    ("text", "answers", "message"),
    [
        ("Why?", ["a", "b"], r"answers must be a dict of answer and explanation; got \['a', 'b'\]"),
        (3, {"a": "b", "c": "d"}, "text, answers and explanations must be text; got 3"),
        ("Why?", {"a": 1, "c": "d"}, "text, answers and explanations must be text; got 1"),
    ],
)
def test_question_of_something_other_than_text_is_refused(text, answers, message):
    with pytest.raises(TypeError, match=message):
        question(text, answers, right="a")
