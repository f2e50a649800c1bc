"""What a notebook shows of the package is what the package runs."""

import inspect
from math import sqrt

import pytest

from optlearn.costs import Bowl
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
