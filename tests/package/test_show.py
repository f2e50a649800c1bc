"""What a notebook shows of the package is what the package runs."""

import inspect
from math import sqrt

import pytest

from optlearn.costs import Bowl
from optlearn.later_rules import amsgrad, nesterov
from optlearn.rules import adam, momentum
from optlearn.show import beside, source

PSEUDOCODE = """
    v_dW = beta * v_dW + (1 - beta) * dW
    v_db = beta * v_db + (1 - beta) * db

    W = W - alpha * v_dW
    b = b - alpha * v_db
"""


def test_source_is_runnable_and_computes_what_the_rule_computes():
    names = {"sqrt": sqrt}
    exec(repr(source(adam)), names)
    assert names["adam"](1.0, 2.0, 0.1, 0.2, t=3, alpha=0.5) == adam(
        1.0, 2.0, 0.1, 0.2, t=3, alpha=0.5
    )


def test_source_leaves_the_docstring_out_and_nothing_else():
    shown = repr(source(momentum)).splitlines()
    assert not any('"""' in line for line in shown)
    assert [line for line in inspect.getsource(momentum).splitlines() if line in shown] == shown


@pytest.mark.parametrize(("later", "earlier"), [(amsgrad, adam), (nesterov, momentum)])
def test_source_after_an_earlier_rule_marks_what_came_and_what_went(later, earlier):
    rows = repr(source(later, after=earlier)).splitlines()
    for rule, marks in ((earlier, " -"), (later, " +")):
        lines = [row[2:] for row in rows if row[0] in marks]
        assert lines == [line.strip() for line in repr(source(rule)).splitlines()[1:]]


def test_source_after_an_earlier_rule_shows_the_idea_of_the_later_one():
    assert repr(source(nesterov, after=momentum)).splitlines() == [
        "  v_dW = beta * v_dW + (1 - beta) * dW",
        "- W = W - alpha * v_dW",
        "+ W = W - alpha * (beta * v_dW + (1 - beta) * dW)",
        "  return W, v_dW",
    ]


def test_source_after_itself_has_no_marks():
    assert all(row.startswith("  ") for row in repr(source(adam, after=adam)).splitlines())


def test_what_came_and_went_is_said_to_a_screen_reader_too():
    html = source(nesterov, after=momentum)._repr_html_()
    assert "<del style='opacity: 0.75'>- W = W - alpha * v_dW</del>" in html
    assert html.count("<ins ") == html.count("<del ") == 1


def test_beside_names_the_module_of_the_rule():
    assert "optlearn.later_rules.nesterov" in repr(beside(PSEUDOCODE, nesterov))


def test_beside_sets_each_line_of_the_rule_beside_its_pseudocode():
    rows = repr(beside(PSEUDOCODE, momentum)).splitlines()
    assert [row.split("    ", 1)[1].strip() for row in rows if row.startswith(("v_dW", "W"))] == [
        "v_dW = beta * v_dW + (1 - beta) * dW",
        "W = W - alpha * v_dW",
    ]
    assert len(rows) == 5


def test_beside_refuses_pseudocode_that_does_not_match():
    with pytest.raises(ValueError, match="one group for each of the 5 lines of adam; got 2"):
        beside(PSEUDOCODE, adam)


def test_html_is_escaped():
    assert "&lt;" in beside("a < b\n\nc", momentum)._repr_html_()


def test_source_of_what_was_not_made_with_def_is_refused():
    with pytest.raises(TypeError, match="function must be one made with def"):
        source(Bowl)


# fmt: off
def on_one_line(x): return x + 1


def wide_letters_on_one_line(größe="ä"): return größe
def described_on_one_line(x): "What it does."
# fmt: on


def only_described(x):
    """What it will do."""


def test_a_function_on_one_line_is_shown_on_two_with_its_head():
    assert repr(source(on_one_line)).splitlines() == ["def on_one_line(x):", "    return x + 1"]
    assert repr(source(wide_letters_on_one_line)).splitlines() == [
        'def wide_letters_on_one_line(größe="ä"):',
        "    return größe",
    ]
    assert repr(source(described_on_one_line)).splitlines() == [
        "def described_on_one_line(x):",
        '    "What it does."',
    ]


def test_a_function_that_is_only_described_is_shown_with_its_description():
    assert repr(source(only_described)).splitlines() == [
        "def only_described(x):",
        '    """What it will do."""',
    ]


def test_source_of_what_has_none_is_refused():
    names = {}
    exec("def made(x):\n    return x", names)
    for function in (names["made"], len, 5, lambda x: x):
        with pytest.raises(TypeError, match=r"^function must be one made with def; got "):
            source(function)


@pytest.mark.parametrize(
    "shown", [source(adam), source(nesterov, after=momentum), beside(PSEUDOCODE, momentum)]
)
def test_code_scrolls_sideways_and_no_line_of_it_breaks(shown):
    html = shown._repr_html_()
    outside, code = html.split("<pre", 1)
    assert "overflow-x: auto" in outside
    assert "tabindex='0'" in outside
    for tag in ("<pre", "<code"):
        tags = [part.split(">")[0] for part in ("<pre" + code).split(tag)[1:]]
        assert tags
        assert all("white-space: pre;" in tag for tag in tags)


def test_each_line_of_two_columns_is_folded_for_itself():
    html = beside(PSEUDOCODE, momentum)._repr_html_()
    lines = html.split("<span style='")[1:]
    assert len(lines) == len(PSEUDOCODE.replace("\n\n", "\n").strip().splitlines()) + 2
    assert all("white-space: pre-wrap; word-break: normal" in line.split(">")[0] for line in lines)
    assert html.count("\n</span>") == 2  # so lines are lines where styles are lost


def test_code_in_a_row_of_a_table_has_the_ground_of_its_row():
    html = beside(PSEUDOCODE, momentum)._repr_html_()
    assert html.count("background: transparent") == html.count("<pre") + html.count("<code") == 8
