"""Whatever a function is given, it answers, or says what was wrong with which argument."""

import re
from functools import cache

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
from optlearn.data import Digits, load_digits
from optlearn.later_rules import adam_l2, adamw, amsgrad, decaying_gradient_descent, nesterov
from optlearn.network import (
    accuracy,
    cost,
    gradient,
    initial_weights,
    mini_batch,
    mini_batch_gradient,
    predict,
)
from optlearn.section import Section
from optlearn.theory import best_pair, critical_beta, stable_alpha
from optlearn.training import train
from tests.examples import examples
from tests.marks import SILENT

NAME = (
    r"(series|a value of the series|target|rule|params|gradient(\['[Wb]'\])?|cost|steps|every|"
    r"t|v|alpha|beta[12]?|epsilon|decay|weight_decay|curvature(_[Wb])?|rotation|steepness|"
    r"(the start of )?([Wbc]|[Wb][12])|images|labels|digits|sizes|dtype|n|batch_size|seeds?|"
    r"hidden|digit)"
)
WHO = r"(<lambda>|[a-z0-9_]+)"
#: How a message begins: with the name of what is wrong.
NAMED = re.compile(
    rf"^({NAME}( and {NAME})* must |{WHO} (must return a tuple|has no setting|needs a value for)|"
    r"what <lambda> returns must |the parameters of the network are )"
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


three_counts = st.one_of(
    counts.filter(lambda x: not isinstance(x, list)), st.tuples(counts, counts, counts)
)
a_dict_of_two = st.one_of(odd, st.fixed_dictionaries({"W": odd, "b": odd}))
one_or_a_pair = st.one_of(odd, st.tuples(odd, odd))


def answers_or_explains(function, *arguments, **named):
    with np.errstate(all="ignore"):
        try:
            return function(*arguments, **named)
        except (TypeError, ValueError) as error:
            if NAMED.match(str(error)):
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


DIGITS = Digits(*(array[:64] for array in load_digits()))
IMAGES, LABELS = DIGITS[:2]
WEIGHTS = initial_weights(0)
SECTION = Section(IMAGES, LABELS, WEIGHTS, hidden=7, digit=6)


@cache  # a strategy that is new is examined anew
def one_or_two(*names):
    return st.sets(st.sampled_from(sorted(names)), min_size=1, max_size=2)


def spoil(data, arguments, other=odd):
    """Some of the arguments, one or two of them anything."""
    spoiled = data.draw(one_or_two(*arguments))
    return arguments | {name: data.draw(other) for name in sorted(spoiled)}


@SILENT
@examples(10)
@given(data=st.data())
def test_the_network_answers_anything_with_a_result_or_a_named_error(data):
    answers_or_explains(initial_weights, data.draw(odd), dtype=data.draw(odd))
    answers_or_explains(initial_weights, 0, data.draw(three_counts))
    spoiled = spoil(data, {"images": IMAGES, "labels": LABELS} | WEIGHTS)
    for function in (cost, gradient, accuracy):
        answers_or_explains(function, **spoiled)
    answers_or_explains(predict, **spoil(data, {"images": IMAGES} | WEIGHTS))


@SILENT
@examples(10)
@given(data=st.data())
def test_mini_batches_answer_anything_with_a_result_or_a_named_error(data):
    settings = {"batch_size": 8, "seed": 0}
    answers_or_explains(mini_batch, **spoil(data, settings | {"t": 1, "n": 64}, counts))
    of_images = {"images": IMAGES, "labels": LABELS} | settings
    slope_of_step = answers_or_explains(mini_batch_gradient, **spoil(data, of_images))
    if slope_of_step:
        answers_or_explains(slope_of_step, **spoil(data, {"t": 1} | WEIGHTS))
    slope_of_step = answers_or_explains(SECTION.mini_batch_gradient, **spoil(data, settings))
    if slope_of_step:
        answers_or_explains(slope_of_step, **spoil(data, {"W": 0.5, "b": 0.5, "t": 1}))


@SILENT
@examples(5)
@given(data=st.data())
def test_sections_answer_anything_with_a_result_or_a_named_error(data):
    good = {"images": IMAGES, "labels": LABELS, "params": WEIGHTS, "hidden": 7, "digit": 6}
    answers_or_explains(Section, **spoil(data, good))
    answers_or_explains(Section, **good | {"params": spoil(data, WEIGHTS)})
    point = data.draw(odd), data.draw(odd)
    answers_or_explains(SECTION, *point)
    answers_or_explains(SECTION.gradient, *point)


@SILENT
@examples(2)
@given(data=st.data())
def test_training_answers_anything_with_a_record_or_a_named_error(data):
    good = {"rule": adam, "digits": DIGITS, "alpha": 0.1, "seeds": [0], "steps": 1, "every": 1}
    answers_or_explains(train, **spoil(data, good | {"beta1": 0.9}, counts))
    answers_or_explains(train, **good | {"digits": Digits(**spoil(data, DIGITS._asdict()))})


LATER_RULES = {
    decaying_gradient_descent: {"alpha": 0.1, "decay": 0.1},
    nesterov: {"alpha": 0.1, "beta": 0.9},
    amsgrad: {"alpha": 0.1, "beta1": 0.9, "beta2": 0.9, "epsilon": 0.1},
    adam_l2: {"alpha": 0.1, "beta1": 0.9, "epsilon": 0.1, "weight_decay": 0.1},
    adamw: {"alpha": 0.1, "beta2": 0.9, "epsilon": 0.1, "weight_decay": 0.1},
}


@SILENT
@examples(5)
@given(rule=st.sampled_from(list(LATER_RULES)), data=st.data())
def test_later_rules_answer_any_setting_with_a_record_or_a_named_error(rule, data):
    settings = spoil(data, LATER_RULES[rule])
    answers_or_explains(descend, rule, Bowl().start, Bowl().gradient, 3, **settings)


def rule_that_returns(result):
    return lambda W, dW, v_dW, *, t, alpha, beta: result


def always(answer):
    return lambda W, b: answer


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
    spoiled = data.draw(one_or_two(*GOOD))
    arguments = dict(GOOD)
    for name in sorted(spoiled):
        if name == "params":
            arguments[name] = data.draw(a_dict_of_two)
        elif name == "gradient":
            slopes = data.draw(a_dict_of_two)
            arguments[name] = always(slopes) if data.draw(st.booleans()) else slopes
        elif name == "rule":
            own = rule_that_returns(data.draw(one_or_a_pair))
            arguments[name] = own if data.draw(st.booleans()) else data.draw(odd)
        elif name == "cost":
            value = data.draw(odd)
            arguments[name] = always(value) if data.draw(st.booleans()) else value
        else:
            arguments[name] = data.draw(counts if name == "steps" else odd)
    descent = answers_or_explains(descend, **arguments)
    assert descent is None or descent["W"].shape[0] == descent.steps + 1
