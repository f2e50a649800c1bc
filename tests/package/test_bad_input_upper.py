"""Whatever a player, an explorer or a map is given, it shows, or says what was wrong with what."""

import re
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optlearn import Bowl, Saddle, adam, descend, momentum
from optlearn.averages_explorer import AverageExplorer
from optlearn.explore import explore, settings_map
from optlearn.player import Player
from tests.examples import examples
from tests.marks import SILENT
from tests.package.test_bad_input import odd

BOWL = Bowl()
PATH = descend(momentum, BOWL.start, BOWL.gradient, 5, cost=BOWL, alpha=0.4)

#: Arguments of everything that has a view of the contours.
SEEN = {
    "cost": BOWL,
    "view": {"W": (-6, 3), "b": (-3, 3)},
    "arrows": ["step"],
    "title": "a title",
    "description": "what is seen",
}
DESCENT = {"rule": momentum, "start": BOWL.start, "steps": 5, "settings": {"alpha": 0.4}}

#: What is built, and arguments of which each may be spoiled.
GOOD = {
    Player: SEEN
    | {
        "paths": {"momentum": PATH},
        "plots": ["cost"],
        "minimum": BOWL.minimum,
        "steps_per_second": 10.0,
        "loop": False,
        "target": 1e-6,
        "autoplay": True,
    },
    explore: SEEN
    | DESCENT
    | {"sliders": ["alpha"], "target": (1e-6, 5), "sweep": False, "plots": ["cost"]},
    settings_map: SEEN
    | DESCENT
    | {
        "x": ("alpha", [0.1, 0.4]),
        "y": ("beta", [0.0, 0.5]),
        "settings": {},
        "target": 1e-6,
        "stay": False,
        "curves": {"a curve": ([0.1, 0.4], [0.0, 0.5])},
        "marks": {"a mark": (0.1, 0.5)},
    },
    AverageExplorer: {
        "series": [1.0, 3.0, 2.0],
        "dates": ["2015-01-01", "2015-01-02", "2015-01-03"],
        "show": 2,
        "unit": "°C",
        "beta": 0.9,
        "target": {"lag": 5.0},
    },
}

pairs = st.one_of(odd, st.tuples(odd, odd), st.lists(st.floats(), max_size=3))
points = st.one_of(odd, st.fixed_dictionaries({"W": odd, "b": odd}))
ranges = st.fixed_dictionaries({"W": pairs, "b": pairs})
numbers = st.lists(st.one_of(st.floats(0, 1), st.floats()), max_size=3)
texts = st.sampled_from(["alpha", "beta", "epsilon", "rotation", "condition_number", "step", "x"])
named = st.dictionaries(st.one_of(texts, odd.filter(lambda x: x.__hash__ is not None)), pairs)
lines = st.fixed_dictionaries({"W": numbers, "b": numbers})

#: What an argument may be spoiled with, beside anything.
ODD = {
    "paths": st.one_of(lines, st.dictionaries(st.text(max_size=3), st.one_of(points, lines))),
    "view": st.one_of(ranges, named),
    "minimum": points,
    "start": points,
    "sliders": st.one_of(st.lists(texts, max_size=3), named),
    "sweep": st.one_of(st.booleans(), named),
    "settings": named,
    "target": pairs,
    "x": st.tuples(texts, st.one_of(odd, numbers)),
    "y": st.tuples(texts, st.one_of(odd, numbers)),
    "curves": st.dictionaries(st.text(max_size=3), st.tuples(numbers, numbers)),
    "marks": named,
    "arrows": st.lists(st.one_of(odd, texts), max_size=2),
    "plots": st.lists(st.one_of(odd, texts), max_size=2),
    "dates": st.lists(st.one_of(st.dates(), st.datetimes(), odd), max_size=3),
    "series": numbers,
    "rule": st.sampled_from([adam, Saddle(), lambda W, dW, *, t, alpha: W]),
    "cost": st.sampled_from([Saddle(), lambda W, b: W, lambda W, b: "high"]),
}

SETTINGS = "alpha|beta[12]?|epsilon|rotation|condition_number"


def begins_with_a_name(message, names):
    """Whether an error begins with the name of an argument, of one of its parts, or of a rule."""
    name = rf"({'|'.join(names)}|{SETTINGS}|W|b)(\[.*?\])*"
    what = rf"(the (slider|cost of|start of) )?'?{name}'?"
    who = r"(<lambda>|<?[\w ]+>?)"
    return re.match(
        rf"{what}( and {what})*(:| must | may | has | needs )|"
        rf"{who} (must return a|has no setting|needs a value for)|what {who} returns must ",
        message,
        re.S,
    )


@SILENT
@pytest.mark.parametrize("build", GOOD, ids=lambda build: build.__name__)
def test_good_arguments_are_shown(build):
    show(build(**GOOD[build]))


@SILENT
@examples(0.5)
@pytest.mark.parametrize("build", GOOD, ids=lambda build: build.__name__)
@given(data=st.data())
def test_anything_else_is_shown_or_named(build, data):
    good = GOOD[build]
    spoiled = data.draw(st.sets(st.sampled_from(sorted(good)), min_size=1, max_size=2))
    bad = {name: data.draw(st.one_of(odd, ODD.get(name, odd)), name) for name in sorted(spoiled)}
    if bad.get("cost") is float:
        return  # it cannot tell what it takes, and its own error is its own
    steps = bad.get("steps")
    if isinstance(steps, int | np.integer) and steps > 1000:
        return  # nothing is wrong with it but the time that it takes
    try:
        widget = build(**good | bad)
    except (TypeError, ValueError) as error:
        if begins_with_a_name(str(error), good):
            return
        raise
    show(widget)


def show(widget):
    """Draw the still picture, as a page without widgets does."""
    with warnings.catch_warnings():
        # A text of a learner's may have letters that no font here has.
        warnings.filterwarnings("ignore", "Glyph", UserWarning)
        widget.still().draw_without_rendering()
