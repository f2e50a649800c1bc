"""Whatever a function is given, it answers, or says what was wrong with which argument."""

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from optlearn import (
    Bowl,
    CurvedValley,
    Saddle,
    adam,
    descend,
    momentum,
    steps_to_reach,
)
from optlearn.averages import (
    correct,
    exponential_average,
    half_life,
    running_mean,
    weights,
    window,
)
from optlearn.theory import best_pair, critical_beta, stable_alpha
from tests.examples import examples
from tests.marks import SILENT

NAMED = re.compile(
    r"\b(series|beta1?2?|t|v|alpha|epsilon|steps|params|rule|gradient|cost|target|"
    r"curvature(_[Wb])?|rotation|steepness|W|b|c|must return|what .* returns|has no setting|"
    r"needs a value)\b"
)

odd_numbers = st.one_of(
    st.floats(),
    st.integers(-(10**30), 10**30),
    st.sampled_from([0, 1, -1, 0.5, -0.0, float("nan"), float("inf"), 10**400, True, 1j]),
    st.sampled_from(
        [np.float16(0.5), np.float32(0.5), np.int8(1), np.longdouble(0.5), np.bool_(1)]
    ),
)
odd_arrays = hnp.arrays(
    st.sampled_from(["f8", "f4", "f2", "i8", "u1", "?", "c16", "U2", "S2", "O", "M8[D]"]),
    hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3),
    fill=st.nothing(),
)
odd = st.one_of(
    odd_numbers,
    odd_arrays,
    st.none(),
    st.text(max_size=3),
    st.binary(max_size=3),
    st.lists(odd_numbers, max_size=3),
    st.lists(st.lists(st.floats(0, 1), max_size=2), max_size=3),
    st.dictionaries(st.sampled_from(["W", "b", "c", 1]), odd_numbers, max_size=2),
    st.sampled_from([range(3), {1.0}, object(), len, float, np.sin, adam, Bowl(), slice(3), ...]),
)
counts = odd.filter(lambda x: not isinstance(x, int) or isinstance(x, bool) or x < 1000)


def answers_or_explains(function, *arguments, **named):
    with np.errstate(all="ignore"):
        try:
            return function(*arguments, **named)
        except (TypeError, ValueError) as error:
            if NAMED.search(str(error)):
                return None
            raise


@SILENT
@examples(10)
@given(data=st.data())
def test_averages_answer_anything_with_a_result_or_a_named_error(data):
    answers_or_explains(running_mean, data.draw(odd))
    answers_or_explains(window, data.draw(odd))
    answers_or_explains(half_life, data.draw(odd))
    answers_or_explains(weights, data.draw(odd), data.draw(counts))
    answers_or_explains(correct, data.draw(odd), data.draw(odd), data.draw(odd))
    answers_or_explains(
        exponential_average, data.draw(odd), data.draw(odd), corrected=data.draw(st.booleans())
    )


@SILENT
@examples(10)
@given(data=st.data())
def test_landscapes_answer_anything_with_a_result_or_a_named_error(data):
    answers_or_explains(Bowl, data.draw(odd), data.draw(odd), data.draw(odd))
    answers_or_explains(CurvedValley, data.draw(odd))
    for foretell in (critical_beta, stable_alpha, best_pair):
        answers_or_explains(foretell, data.draw(odd), data.draw(odd))
    answers_or_explains(
        steps_to_reach, data.draw(odd), data.draw(odd), stay=data.draw(st.booleans())
    )


@SILENT
@examples(10)
@given(cost=st.sampled_from([Bowl(), Bowl(rotation=3), Saddle(), CurvedValley()]), data=st.data())
def test_values_and_slopes_answer_anything_with_a_result_or_a_named_error(cost, data):
    point = data.draw(odd), data.draw(odd)
    answers_or_explains(cost, *point)
    answers_or_explains(cost.gradient, *point)


def rule_that_returns(result):
    return lambda W, dW, v_dW, *, t, alpha, beta: result


GOOD = {
    "rule": momentum,
    "params": Bowl().start,
    "gradient": Bowl().gradient,
    "steps": 3,
    "cost": Bowl(),
    "alpha": 0.1,
    "beta": 0.9,
}


@SILENT
@examples(20)
@given(data=st.data())
def test_descend_answers_anything_with_a_record_or_a_named_error(data):
    spoiled = data.draw(st.sets(st.sampled_from(sorted(GOOD)), min_size=1, max_size=2))
    arguments = dict(GOOD)
    for name in sorted(spoiled):
        if name == "params":
            arguments[name] = data.draw(st.one_of(odd, st.fixed_dictionaries({"W": odd, "b": odd})))
        elif name == "gradient":
            slopes = data.draw(st.one_of(odd, st.fixed_dictionaries({"W": odd, "b": odd})))
            arguments[name] = data.draw(st.one_of(odd, st.just(lambda W, b, s=slopes: s)))
        elif name == "rule":
            result = data.draw(st.one_of(odd, st.tuples(odd, odd)))
            own = rule_that_returns(result)
            arguments[name] = data.draw(st.one_of(odd, st.just(own)))
        elif name == "cost":
            value = data.draw(odd)
            arguments[name] = data.draw(st.one_of(odd, st.just(lambda W, b, v=value: v)))
        else:
            arguments[name] = data.draw(counts if name == "steps" else odd)
    descent = answers_or_explains(descend, **arguments)
    assert descent is None or descent["W"].shape[0] == descent.steps + 1
