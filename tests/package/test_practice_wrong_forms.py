"""Whatever a learner's function does, a check answers in words, quickly, and never raises."""

import contextlib
import functools
import itertools
import math
import signal
import sys
import threading
import time

import numpy as np
import pytest
from numpy import sqrt

from optlearn.practice import check, limits
from optlearn.practice.exercises import EXERCISES
from optlearn.practice.limits import TimeUp, limited, memory_limit, on_a_thread, under_an_alarm
from tests.golden.learners import defined, of_lines

# --- not written yet ------------------------------------------------------------------------------


def unwritten(W, dW, v_dW, *, t, alpha, beta):
    v_dW = ...
    W = ...
    return W, v_dW


def half_written(W, dW, v_dW, *, t, alpha, beta):
    v_dW = beta * v_dW + (1 - beta) * dW
    W = ...
    return W, v_dW


def used_before_written(W, dW, v_dW, *, t, alpha, beta):
    v_dW = ...
    W = W - alpha * v_dW
    return W, v_dW


def root_of_unwritten(W, dW, v_dW, *, t, alpha, beta):
    v_dW = ...
    return sqrt(v_dW), v_dW


def empty(W, dW, v_dW, *, t, alpha, beta): ...


def only_described(W, dW, v_dW, *, t, alpha, beta):
    """To be written."""


@pytest.mark.parametrize(
    "function",
    [
        unwritten,
        half_written,
        used_before_written,
        root_of_unwritten,
        empty,
        only_described,
        ...,
    ],
)
def test_unwritten_exercise_is_no_mistake(function):
    verdict = check(function, "momentum")
    assert verdict.finding == "not written yet"
    assert repr(verdict) == (
        "… Not written yet: momentum\n"
        "Put your own code where the `...` are, and run this cell again."
    )


@pytest.mark.parametrize("name", EXERCISES)
def test_unwritten_function_of_every_exercise_is_no_mistake(name):
    exercise = EXERCISES[name]

    def mine(*arguments, **settings):
        answer = ...
        return (answer,) * len(exercise.returns) if exercise.in_tuple else answer

    assert check(mine, name).finding == "not written yet"


# --- other forms ----------------------------------------------------------------------------------


def rule(W, dW, v_dW, alpha, beta):
    v_dW = beta * v_dW + (1 - beta) * dW
    return W - alpha * v_dW, v_dW


def returns_list(W, dW, v_dW, *, t, alpha, beta):
    return list(rule(W, dW, v_dW, alpha, beta))


def returns_scalar(W, dW, v_dW, *, t, alpha, beta):
    return rule(W, dW, v_dW, alpha, beta)[0]


def returns_none(W, dW, v_dW, *, t, alpha, beta):
    rule(W, dW, v_dW, alpha, beta)


def returns_three(W, dW, v_dW, *, t, alpha, beta):
    return (*rule(W, dW, v_dW, alpha, beta), t)


def returns_a_dict(W, dW, v_dW, *, t, alpha, beta):
    W, v_dW = rule(W, dW, v_dW, alpha, beta)
    return {"W": W, "v_dW": v_dW}


def returns_rows_as_lists(W, dW, v_dW, *, t, alpha, beta):
    W, v_dW = rule(W, dW, v_dW, alpha, beta)
    return W.tolist(), v_dW


def returns_strings(W, dW, v_dW, *, t, alpha, beta):
    W, v_dW = rule(W, dW, v_dW, alpha, beta)
    return f"{W}", v_dW


def returns_whole_numbers(W, dW, v_dW, *, t, alpha, beta):
    W, v_dW = rule(W, dW, v_dW, alpha, beta)
    return W.astype(int), v_dW


def returns_complex(W, dW, v_dW, *, t, alpha, beta):
    W, v_dW = rule(W, dW, v_dW, alpha, beta)
    return W + 0j, v_dW


def returns_none_for_the_average(W, dW, v_dW, *, t, alpha, beta):
    return rule(W, dW, v_dW, alpha, beta)[0], None


def returns_ragged(W, dW, v_dW, *, t, alpha, beta):
    class Odd:
        def __array__(self, dtype=None, copy=None):
            raise ValueError("ragged")

    return Odd(), v_dW


def returns_mean(W, dW, v_dW, *, t, alpha, beta):
    W, v_dW = rule(W, dW, v_dW, alpha, beta)
    return W, np.mean(v_dW)


def returns_flat(W, dW, v_dW, *, t, alpha, beta):
    W, v_dW = rule(W, dW, v_dW, alpha, beta)
    return W, np.ravel(v_dW)


def yields(W, dW, v_dW, *, t, alpha, beta):
    yield rule(W, dW, v_dW, alpha, beta)


async def waits(W, dW, v_dW, *, t, alpha, beta):
    return rule(W, dW, v_dW, alpha, beta)


def swapped(W, dW, v_dW, *, t, alpha, beta):
    W, v_dW = rule(W, dW, v_dW, alpha, beta)
    return v_dW, W


def writes_average(W, dW, v_dW, *, t, alpha, beta):
    v_dW *= beta
    v_dW += (1 - beta) * dW
    return W - alpha * v_dW, v_dW


def writes_gradient(W, dW, v_dW, *, t, alpha, beta):
    dW *= 1 - beta
    v_dW = beta * v_dW + dW
    return W - alpha * v_dW, v_dW


def writes_into_slice(W, dW, v_dW, *, t, alpha, beta):
    v_dW = beta * v_dW + (1 - beta) * dW
    if np.ndim(W):
        W[...] = W - alpha * v_dW
        return W, v_dW
    return W - alpha * v_dW, v_dW


def writes_setting(W, dW, v_dW, *, t, alpha, beta):
    v_dW = beta * v_dW + (1 - beta) * dW
    alpha *= v_dW if np.ndim(alpha) == 0 else 1.5
    return (W - alpha if np.ndim(alpha) == 0 else W - alpha * v_dW / 1.5), v_dW


STORE = {"v": 0.0, "count": 0}


def remembers(W, dW, v_dW, *, t, alpha, beta):
    STORE["v"] = beta * STORE["v"] + (1 - beta) * dW
    return W - alpha * STORE["v"], STORE["v"]


def remembers_from_step_1_on(W, dW, v_dW, *, t, alpha, beta):
    if t == 1:
        STORE["v"] = 0.0 * W
    return remembers(W, dW, v_dW, t=t, alpha=alpha, beta=beta)


def counts_for_itself(W, dW, v_dW, *, t, alpha, beta):
    STORE["count"] += 1
    v_dW = beta * v_dW + (1 - beta) * dW
    return W - alpha * v_dW / STORE["count"], v_dW


def draws(W, dW, v_dW, *, t, alpha, beta):
    v_dW = beta * v_dW + (1 - beta) * dW
    return W - alpha * v_dW * np.random.default_rng().random(), v_dW


def other_setting(W, dW, v_dW, *, t, lr, beta):
    return rule(W, dW, v_dW, lr, beta)


def without_t(W, dW, v_dW, *, alpha, beta):
    return rule(W, dW, v_dW, alpha, beta)


def too_few(W, dW, *, t, alpha, beta):
    return rule(W, dW, 0, alpha, beta)


@pytest.mark.parametrize(
    ("function", "finding", "words"),
    [
        (returns_list, "returns no tuple", "returns a list, and a tuple of 2 values is wanted"),
        (
            returns_scalar,
            "returns no tuple",
            "returns one value, and a tuple of 2 values is wanted",
        ),
        (returns_none, "returns nothing", "returns nothing"),
        (returns_three, "returns another number of values", "returns 3 values"),
        (returns_a_dict, "returns no tuple", "returns a dict, and a tuple of 2 values is wanted"),
        (returns_rows_as_lists, "returns a list", "`W` comes back as a list"),
        (returns_strings, "returns another dtype", "`W` comes back as text, where floats"),
        (returns_whole_numbers, "returns another dtype", "dtype int64"),
        (returns_complex, "returns another dtype", "dtype complex128"),
        (returns_none_for_the_average, "returns another dtype", "`v_dW` comes back as `None`"),
        (returns_ragged, "returns another dtype", "dtype object"),
        (returns_mean, "returns another shape", "as one number, where the input has the shape (3,"),
        (returns_flat, "returns another shape", "shape (1,)"),
        (yields, "returns no numbers", "returns a generator"),
        (waits, "returns no numbers", "returns a coroutine"),
        (swapped, "returned in the order v_dW, W", "in another order: `v_dW, W`"),
        (writes_average, "writes to its input", "the `v_dW` that it is given"),
        (writes_gradient, "writes to its input", "the `dW` that it is given"),
        (writes_into_slice, "writes to its input", "the `W` that it is given"),
        (writes_setting, "writes to its input", "the `alpha` that it is given"),
        (remembers, "remembers", "two different answers"),
        (remembers_from_step_1_on, "remembers", "two different answers"),
        (counts_for_itself, "remembers", "two different answers"),
        (draws, "remembers", "random numbers"),
        (other_setting, "other arguments", "missing a required argument: 'lr'"),
        (without_t, "other arguments", "unexpected keyword argument 't'"),
        (too_few, "other arguments", "too many positional arguments"),
        (np.sqrt, "other arguments", "The check calls `sqrt(W, dW, v_dW, t=…, alpha=…, beta=…)`"),
        (3, "no function", "given `int` and not a function"),
        (None, "no function", "given nothing (`None`) and not a function"),
        (rule(1.0, 1.0, 0.0, 0.1, 0.9), "no function", "given `tuple`"),
    ],
)
def test_other_form_is_named(function, finding, words):
    verdict = check(function, "momentum")
    assert verdict.finding == finding
    assert words in repr(verdict)
    assert not verdict.right


def test_one_value_of_a_rule_needs_its_comma():
    verdict = check(lambda W, dW, *, t, alpha: W - alpha * dW, "gradient_descent")
    assert verdict.finding == "returns no tuple"
    assert "returns `W` alone" in repr(verdict)
    assert "The last line is `return (W,)`: it is the comma that makes the tuple." in repr(verdict)


def test_one_value_of_a_function_needs_none():
    verdict = check(
        lambda v, theta, *, beta: (beta * v + (1 - beta) * theta,), "exponential_average"
    )
    assert verdict.finding == "returns a tuple"
    assert "returns a tuple of 1 value, and `v` alone is wanted" in repr(verdict)
    assert "return the value without one" in repr(verdict)


COMMA = "A comma behind a value makes a tuple of it: look for one at the end of a line."


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        (
            "momentum",
            "v_dW = beta * v_dW + (1 - beta) * dW\nW = W - alpha * v_dW,\nreturn W, v_dW",
            "`W` comes back as a tuple",
        ),
        (
            "rmsprop",
            "s_dW = beta * s_dW + (1 - beta) * dW**2,\n"
            "return W - alpha * dW / (np.sqrt(s_dW) + epsilon), s_dW",
            "`W` comes back with the shape (1,)",
        ),
        (
            "gradient_descent",
            "step = dW,\nreturn (W - alpha * np.array(step),)",
            "`W` comes back with the shape (1,)",
        ),
    ],
)
def test_comma_at_the_end_of_a_line_is_named(name, body, said):
    text = repr(check(of_lines(name, body), name))
    assert said in text
    assert COMMA in text


@pytest.mark.parametrize(
    ("name", "body", "said", "advice"),
    [
        (
            "momentum",
            "if t > 1: return W, v_dW",
            "At step 1 your function comes to its end without a `return`.",
            "Does the `return` stand inside an `if` or a loop?",
        ),
        (
            "momentum",
            "v_dW = beta * v_dW + (1 - beta) * dW\nif t < 4:\n    return W - alpha * v_dW, v_dW",
            "At step 4 your function comes to its end without a `return`.",
            "Does the `return` stand inside an `if` or a loop?",
        ),
        (
            "corrected_averages",
            "for x in series:\n    if x > 5: return series",
            "Your function comes to its end without a `return`.",
            "Does the `return` stand inside an `if` or a loop?",
        ),
        (
            "momentum",
            "v_dW = beta * v_dW\nreturn",
            "Your function returns nothing.",
            "Its last line is a `return` of what was computed.",
        ),
        (
            "momentum",
            "return W, 0",
            "`v_dW` comes back with the dtype int64",
            "A whole number comes back: is it a constant, or a count?",
        ),
        (
            "half_life",
            "n = 0\nwhile beta**n > 0.5: n = n + 1\nreturn n",
            "The half-life comes back with the dtype int64",
            "A whole number comes back: is it a constant, or a count?",
        ),
        (
            "half_life",
            "return int(np.log(0.5) / np.log(beta))",
            "The half-life comes back with the dtype int64",
            "Whole numbers have lost their fractions: look for `int`.",
        ),
        (
            "half_life",
            "return np.array([np.log(0.5) / np.log(beta)])",
            "The half-life comes back with the shape (1,)",
            "One number is wanted: look for brackets that make an array of it.",
        ),
        (
            "best_pair",
            "return np.array([curvature_W, curvature_b]), curvature_b",
            "`alpha` comes back with the shape (2,)",
            "One number is wanted: look for brackets that make an array of it.",
        ),
    ],
)
def test_form_is_told_with_the_advice_that_fits_it(name, body, said, advice):
    text = repr(check(of_lines(name, body), name))
    assert said in text
    assert advice in text


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize(
    ("name", "is_a_step"),
    [("momentum", True), ("half_life", False), ("corrected_averages", False)],
)
def test_endless_loop_is_told_of_steps_where_there_are_any(name, is_a_step):
    text = repr(check(of_lines(name, "while True: pass"), name))
    assert "Look for a loop whose condition never becomes false." in text
    assert ("One step needs no loop" in text) == is_a_step


def test_comma_that_the_return_needs_is_not_blamed():
    verdict = check(of_lines("gradient_descent", "return ([W - alpha * dW],)"), "gradient_descent")
    assert COMMA not in repr(verdict)
    verdict = check(of_lines("gradient_descent", "return (np.ravel(dW),)"), "gradient_descent")
    assert COMMA not in repr(verdict)


def test_path_is_spoken_of_where_there_is_one():
    for name, body, has_path in (
        ("momentum", "dW *= 2\nreturn W, v_dW", True),
        ("exponential_average", "theta *= 2\nreturn v + theta", False),
        ("corrected_averages", "series *= 2\nreturn series", False),
        ("layer_gradient", "doutputs *= 2\nreturn inputs, doutputs", False),
    ):
        verdict = check(of_lines(name, body), name)
        assert verdict.finding == "writes to its input"
        assert ("a recorded path" in repr(verdict)) == has_path


class NearlyRight:
    def __call__(self, W, dW, v_dW, *, t, alpha, beta):
        return slightly_off(W, dW, v_dW, t=t, alpha=alpha, beta=beta)


def test_what_is_called_and_is_no_function_is_judged_all_the_same():
    verdict = check(NearlyRight(), "momentum")
    assert verdict.finding == "unknown"
    assert "the line that makes `W`" in repr(verdict)
    assert "To see it" not in repr(verdict)


def test_what_is_called_and_has_no_body_to_look_into_returns_nothing():
    assert check(functools.partial(returns_none), "momentum").finding == "returns nothing"


def test_exception_of_what_has_no_line_to_show_is_told_without_one():
    assert repr(check(functools.partial(is_rude), "momentum")) == (
        "✗ Not yet: momentum\nYour function raised `Rude`."
    )


def test_function_that_does_not_tell_its_arguments_is_called_to_see():
    assert check(max, "momentum").finding == "raises"
    assert check(iter, "momentum").finding == "raises"


# --- exceptions -----------------------------------------------------------------------------------


def divides_by_zero(W, dW, v_dW, *, t, alpha, beta):
    zero = 0
    return W / (1 / zero), v_dW


def in_a_helper(W, dW, v_dW, *, t, alpha, beta):
    return helper(W), v_dW


def helper(W):
    return np.linalg.inv(np.zeros((2, 2)))


def asks_for_an_unknown_name(W, dW, v_dW, *, t, alpha, beta):
    v_dW = beta * s_dW + (1 - beta) * dW  # noqa: F821
    return W, v_dW


def uses_math(W, dW, v_dW, *, t, alpha, beta):
    v_dW = beta * v_dW + (1 - beta) * dW
    return W - alpha * math.copysign(1, v_dW) * abs(v_dW), v_dW


def decides(W, dW, v_dW, *, t, alpha, beta):
    v_dW = beta * v_dW + (1 - beta) * dW
    if v_dW > 0:
        return W - alpha * v_dW, v_dW
    return W + alpha * -v_dW, v_dW


def multiplies_matrices(W, dW, v_dW, *, t, alpha, beta):
    v_dW = beta * v_dW + (1 - beta) * dW
    return (W - alpha * v_dW) @ np.ones(2), v_dW


def calls_itself(W, dW, v_dW, *, t, alpha, beta):
    return calls_itself(W, dW, v_dW, t=t, alpha=alpha, beta=beta)


def leaves(W, dW, v_dW, *, t, alpha, beta):
    sys.exit(3)


class Speechless(Exception):
    def __str__(self):
        raise RuntimeError


def is_speechless(W, dW, v_dW, *, t, alpha, beta):
    raise Speechless


class Graph:
    """Would be an array, as a tensor that records its gradient would."""

    def __array__(self, dtype=None, copy=None):
        raise RuntimeError("call detach() first")


def returns_a_graph(W, dW, v_dW, *, t, alpha, beta):
    return Graph(), v_dW


def test_what_cannot_become_an_array_is_no_floats():
    verdict = check(returns_a_graph, "momentum")
    assert verdict.finding == "returns another dtype"
    assert "`W` comes back with the dtype object, where floats are wanted." in repr(verdict)


class Rude(BaseException):
    def __str__(self):
        return ""


def is_rude(W, dW, v_dW, *, t, alpha, beta):
    raise Rude


@pytest.mark.parametrize(
    ("function", "line", "words"),
    [
        (divides_by_zero, "return W / (1 / zero), v_dW", "`ZeroDivisionError`: division by zero."),
        (in_a_helper, "return np.linalg.inv(np.zeros((2, 2)))", "Singular matrix"),
        (asks_for_an_unknown_name, "v_dW = beta * s_dW + (1 - beta) * dW", "`s_dW` is not among"),
        (uses_math, "return W - alpha * math.copysign(1, v_dW)", "take a whole matrix"),
        (decides, "if v_dW > 0:", "an `if` cannot decide for all"),
        (multiplies_matrices, "return (W - alpha * v_dW) @ np.ones(2)", "entry by entry"),
        (calls_itself, "return calls_itself(W, dW, v_dW", "one step needs no such call"),
        (leaves, "sys.exit(3)", "`SystemExit`: 3."),
        (is_rude, "raise Rude", "Your function raised `Rude`."),
        (is_speechless, "raise Speechless", "Your function raised `Speechless`."),
    ],
)
def test_exception_is_shown_with_the_learners_own_line(function, line, words):
    verdict = check(function, "momentum")
    text = repr(verdict)
    assert verdict.finding == "raises"
    assert line in text
    assert words in text
    assert "Traceback" not in text
    assert "practice" not in text.replace("test_practice", "")


def xors_a_setting(v, *, beta, t):
    return v / (1 - beta ^ t)


def xors_a_gradient(W, dW, s_dW, *, t, alpha, beta, epsilon):
    s_dW = beta * s_dW + (1 - beta) * dW ^ 2
    return W - alpha * dW / (np.sqrt(s_dW) + epsilon), s_dW


@pytest.mark.parametrize(
    ("function", "name"), [(xors_a_setting, "bias_correction"), (xors_a_gradient, "rmsprop")]
)
def test_caret_for_a_power_is_answered_with_two_stars(function, name):
    assert "Python's power is `**`: `a**b`, not `a^b`." in repr(check(function, name))


def root_of_math(W, dW, s_dW, *, t, alpha, beta, epsilon):
    s_dW = beta * s_dW + (1 - beta) * dW**2
    return W - alpha * dW / (math.sqrt(s_dW) + epsilon), s_dW


def root_of_nowhere(W, dW, s_dW, *, t, alpha, beta, epsilon):
    s_dW = beta * s_dW + (1 - beta) * dW**2
    return W - alpha * dW / (my_root(s_dW) + epsilon), s_dW  # noqa: F821


def test_root_of_a_matrix_is_numpys():
    assert "NumPy's, such as `np.sqrt`, take a whole matrix" in repr(check(root_of_math, "rmsprop"))
    namespace = {}
    exec(
        "def mine(W, dW, s, *, t, alpha, beta, epsilon): return W / sqrt(s), s",
        namespace,
    )
    assert "NumPy has it: write `np.sqrt`" in repr(check(namespace["mine"], "rmsprop"))
    assert "run the cell that defines it" in repr(check(root_of_nowhere, "rmsprop"))


# --- arguments that play no part ------------------------------------------------------------------


def fixed_rate(W, dW, *, t, alpha):
    return (W - 0.1 * dW,)


def fixed_weights(v, theta, *, beta):
    return 0.9 * v + 0.1 * theta


def fixed_correction(v, *, beta, t):
    return v / (1 - 0.9**t)


def fixed_epsilon(W, dW, s_dW, *, t, alpha, beta, epsilon):
    s_dW = beta * s_dW + (1 - beta) * dW**2
    return W - alpha * dW / (np.sqrt(s_dW) + 1e-8), s_dW


def fixed_everything(W, dW, s_dW, *, t, alpha, beta, epsilon):
    s_dW = 0.9 * s_dW + 0.1 * dW**2
    return W - 0.3 * dW / (np.sqrt(s_dW) + 1e-8), s_dW


@pytest.mark.parametrize(
    ("function", "name", "finding", "words"),
    [
        (fixed_rate, "gradient_descent", "alpha not used", "It has `0.1` written into it."),
        (fixed_weights, "exponential_average", "beta not used", "It has `0.9` and `0.1` written"),
        (fixed_correction, "bias_correction", "beta not used", "It has `0.9` written into it."),
        (fixed_epsilon, "rmsprop", "epsilon not used", "It has `1e-08` written into it."),
        (
            fixed_everything,
            "rmsprop",
            "alpha, beta, epsilon not used",
            "`alpha`, `beta` and `epsilon` are not used: your function gives the same, whatever "
            "they are.",
        ),
    ],
)
def test_argument_that_plays_no_part_is_named(function, name, finding, words):
    verdict = check(function, name)
    assert verdict.finding == finding
    assert words in repr(verdict)


def test_argument_that_plays_no_part_is_named_where_no_number_stands_for_it():
    verdict = check(lambda W, dW, v_dW, *, t, alpha, beta: (W - alpha, v_dW + alpha), "momentum")
    assert verdict.finding == "dW, beta not used"
    assert "written into it" not in repr(verdict)


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        (
            "momentum",
            "v_dW = beta * v_dW + (1 - beta) * dW\nreturn W - alpha * v_dW // 1, v_dW",
            "It uses `//`: that drops the fraction of a number.",
        ),
        (
            "momentum",
            "v_dW = beta * v_dW + (1 - beta) * dW\nreturn np.round(W - alpha * v_dW), v_dW",
            "It uses `round`: that drops the fraction of a number.",
        ),
        (
            "rmsprop",
            "s_dW = beta * s_dW + (1 - beta) * dW**2\n"
            "return W - np.floor(alpha * dW // (np.sqrt(s_dW) + epsilon)), s_dW",
            "It uses `//` and `floor`: that drops",
        ),
        (
            "bias_correction",
            "for i in range(t):\n    v = v / (1 - beta**i)\nreturn v",
            "`range(t)` begins with 0, and `1 - beta**0` is 0.",
        ),
        ("half_life", "return np.log(0.5) / np.log(-beta)", "nan is no number"),
        ("half_life", "return np.log(1 // 2) / np.log(beta)", "It uses `//`: that drops the"),
    ],
)
def test_argument_that_cannot_be_seen_to_matter_is_not_said_to_play_no_part(name, body, words):
    text = repr(check(of_lines(name, body), name))
    assert "not used" not in text
    assert words in text


def test_range_is_not_blamed_where_there_is_no_t_to_count_to():
    body = "for i in range(2): dW = dW / 0\nreturn (W - alpha * dW,)"
    assert "range(t)" not in repr(check(of_lines("gradient_descent", body), "gradient_descent"))


def test_argument_that_is_not_even_read_plays_no_part_whatever_is_rounded():
    verdict = check(of_lines("gradient_descent", "return (W - dW // 3,)"), "gradient_descent")
    assert verdict.finding == "alpha not used"


def test_argument_that_is_read_and_changes_nothing_plays_no_part():
    body = "rate = alpha\nreturn (W - 0.1 * dW + 0 * rate,)"
    assert check(of_lines("gradient_descent", body), "gradient_descent").finding == "alpha not used"


def test_number_in_one_of_two_places_is_pointed_out():
    verdict = check(lambda v, theta, *, beta: beta * v + 0.1 * theta, "exponential_average")
    assert verdict.finding == "unknown"
    assert "It has `0.1` written into it: should one of the arguments stand there?" in repr(verdict)


def test_function_that_bears_no_other_setting_is_not_said_to_ignore_it():
    def choosy(W, dW, *, t, alpha):
        if np.ndim(alpha) == 0 and alpha not in (0.3, 0.07):
            raise ValueError(alpha)
        return (W - 1.01 * alpha * dW,)

    assert check(choosy, "gradient_descent").finding == "unknown"


def test_missing_import_is_told_from_a_missing_name():
    def mine(W, dW, v_dW, *, t, alpha, beta):
        return numpy.sqrt(W), v_dW  # noqa: F821

    assert "Import it in a cell above" in repr(check(mine, "momentum"))


def test_interruption_by_the_person_is_passed_on():
    def mine(W, dW, v_dW, *, t, alpha, beta):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check(mine, "momentum")


# --- endless and enormous -------------------------------------------------------------------------


def loops(W, dW, v_dW, *, t, alpha, beta):
    while True:
        pass


def swallows_everything(W, dW, v_dW, *, t, alpha, beta):
    while True:
        try:  # noqa: SIM105
            W = W + 1
        except:  # noqa: E722
            pass


def sleeps(W, dW, v_dW, *, t, alpha, beta):
    time.sleep(1000)


def loops_from_the_batch_on(W, dW, v_dW, *, t, alpha, beta):
    while np.ndim(W) == 3:
        W = W + 0
    return rule(W, dW, v_dW, alpha, beta)


@pytest.fixture
def short(monkeypatch):
    monkeypatch.setattr(limits, "SECONDS", 0.3)


@pytest.mark.parametrize(
    "function",
    [
        loops,
        swallows_everything,
        loops_from_the_batch_on,
        pytest.param(
            sleeps,
            marks=pytest.mark.skipif(sys.platform == "win32", reason="a sleep is not interrupted"),
        ),
    ],
)
@pytest.mark.usefixtures("short")
def test_endless_loop_ends_in_a_message(function):
    started = time.monotonic()
    verdict = check(function, "momentum")
    assert verdict.finding == "never ends"
    assert "had not finished after 0.3 seconds" in repr(verdict)
    assert time.monotonic() - started < 3


@pytest.mark.parametrize("function", [loops, swallows_everything])
@pytest.mark.usefixtures("short")
def test_endless_loop_ends_on_another_thread_too(function):
    verdicts = []
    thread = threading.Thread(target=lambda: verdicts.append(check(function, "momentum")))
    thread.start()
    thread.join(5)
    assert [verdict.finding for verdict in verdicts] == ["never ends"]


@pytest.mark.usefixtures("short")
def test_what_hears_no_exception_on_a_thread_is_left_behind(monkeypatch):
    monkeypatch.setattr(limits, "PATIENCE", 0.2)
    before = set(threading.enumerate())
    with pytest.raises(TimeUp):
        on_a_thread(lambda: time.sleep(1), 0.1)
    (left,) = set(threading.enumerate()) - before
    assert left.daemon, "or Python would wait for it at the end"


def test_learners_have_three_seconds_and_a_gigabyte():
    assert (limits.SECONDS, limits.MEMORY) == (3.0, 2**30)


def all_at_once(W, dW, v_dW, *, t, alpha, beta):
    return np.zeros(10**15), v_dW


def twenty_gigabytes(W, dW, v_dW, *, t, alpha, beta):
    return np.ones(25 * 10**8), v_dW


def bit_by_bit(W, dW, v_dW, *, t, alpha, beta):
    kept = []
    while True:
        kept.append(bytearray(10**7))


def within_compiled_code(W, dW, v_dW, *, t, alpha, beta):
    return list(itertools.repeat(0.0)), v_dW


LINUX = pytest.mark.skipif(sys.platform != "linux", reason="memory is capped on Linux alone")


@pytest.mark.parametrize(
    "function",
    [
        all_at_once,
        pytest.param(twenty_gigabytes, marks=LINUX),
        pytest.param(bit_by_bit, marks=LINUX),
        pytest.param(within_compiled_code, marks=LINUX),
    ],
)
def test_enormous_allocation_ends_in_a_message(function, monkeypatch):
    monkeypatch.setattr(limits, "MEMORY", 2**27)  # is filled long before time is up
    verdict = check(function, "momentum")
    assert verdict.finding == "too much memory"
    assert "more memory than it may have (0.125 GB)" in repr(verdict)


@LINUX
def test_limits_are_put_back(monkeypatch):
    import resource

    monkeypatch.setattr(limits, "MEMORY", 2**27)

    before = (resource.getrlimit(resource.RLIMIT_AS), signal.getsignal(signal.SIGALRM))
    for function in (bit_by_bit, divides_by_zero, returns_list):
        check(function, "momentum")
    after = (resource.getrlimit(resource.RLIMIT_AS), signal.getsignal(signal.SIGALRM))
    assert after == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such timer")
def test_a_timer_of_somebody_else_goes_on():
    rung = []
    handler = signal.signal(signal.SIGALRM, lambda *_: rung.append(True))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        assert under_an_alarm(lambda: "done", 5) == "done"
        left, _ = signal.getitimer(signal.ITIMER_REAL)
        assert 0 < left <= 0.2
        time.sleep(0.4)
        assert rung == [True]
    finally:
        signal.signal(signal.SIGALRM, handler)


WAYS = [
    pytest.param(
        under_an_alarm,
        marks=pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such timer"),
    ),
    on_a_thread,
]


@pytest.mark.parametrize("way", WAYS)
def test_limited_code_returns_and_raises_what_it_would_alone(way):
    assert way(lambda: "done", 5) == "done"
    with pytest.raises(ZeroDivisionError):
        way(lambda: 1 // 0, 5)
    with np.errstate(divide="raise"), pytest.raises(FloatingPointError):
        way(lambda: np.float64(1) / 0, 5)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such timer")
def test_time_that_is_up_at_once_leaves_no_timer_behind():
    handler = signal.getsignal(signal.SIGALRM)
    for _ in range(1000):
        with contextlib.suppress(TimeUp):
            under_an_alarm(lambda: None, 1e-6)
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
        assert signal.getsignal(signal.SIGALRM) is handler


@pytest.mark.parametrize("way", WAYS)
def test_time_that_is_up_just_at_the_end_hits_nothing_else(way):
    def busy():
        until = time.perf_counter() + 1e-3
        while time.perf_counter() < until:
            pass
        return "done"

    outcomes = []
    for _ in range(200):
        try:
            outcomes.append(way(busy, 1e-3))
        except TimeUp:
            outcomes.append("up")
    time.sleep(0.1)
    assert set(outcomes) <= {"done", "up"}
    assert len(outcomes) == 200


def left_over(before):
    """Threads that were not there before, and still are when those that are ending have ended."""
    until = time.monotonic() + 10
    while set(threading.enumerate()) - before and time.monotonic() < until:
        time.sleep(0.01)
    return set(threading.enumerate()) - before


def test_no_thread_is_left_when_a_loop_has_been_ended():
    before = set(threading.enumerate())
    with pytest.raises(TimeUp):
        on_a_thread(lambda: swallows_everything(1, 1, 1, t=1, alpha=1, beta=1), 0.1)
    assert not left_over(before)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise on Windows")
def test_interruption_ends_the_thread_as_well():
    before = set(threading.enumerate())
    # In the background of a shell Python starts with interruptions ignored.
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        threading.Timer(0.1, signal.pthread_kill, [threading.get_ident(), signal.SIGINT]).start()
        with pytest.raises(KeyboardInterrupt):
            on_a_thread(lambda: loops(1, 1, 1, t=1, alpha=1, beta=1), 30)
    finally:
        signal.signal(signal.SIGINT, handler)
    assert not left_over(before)


@LINUX
def test_memory_limit_keeps_a_lower_one_that_was_there():
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    with memory_limit(2**34):
        inner = resource.getrlimit(resource.RLIMIT_AS)
        with memory_limit(2**40):
            assert resource.getrlimit(resource.RLIMIT_AS) == inner
        assert resource.getrlimit(resource.RLIMIT_AS) == inner
    assert resource.getrlimit(resource.RLIMIT_AS) == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such timer")
def test_limited_code_stays_on_the_main_thread_where_a_timer_can_end_a_sleep():
    assert limited(threading.current_thread) is threading.main_thread()


def test_limited_code_prints_nothing(capsys):
    limited(lambda: print("out") or print("err", file=sys.stderr))
    assert capsys.readouterr() == ("", "")


# --- the check itself -----------------------------------------------------------------------------


def test_unknown_exercise_is_named():
    with pytest.raises(ValueError, match=r"name must be one of gradient_descent, .*; got 'adma'"):
        check(unwritten, "adma")
    with pytest.raises(ValueError, match=r"got \['momentum'\]"):
        check(returns_none, ["momentum"])


@pytest.mark.parametrize("function", [returns_list, swapped, writes_average, decides, loops])
def test_a_verdict_is_the_same_every_time(function, monkeypatch):
    if function is loops:
        monkeypatch.setattr(limits, "SECONDS", 0.3)
    first, second = check(function, "momentum"), check(function, "momentum")
    assert repr(first) == repr(second)
    assert first._repr_html_() == second._repr_html_()
    assert "0x" not in repr(first)


def test_a_verdict_is_plain_html_without_script_style_sheet_or_id():
    def less(W, dW, v_dW, *, t, alpha, beta):
        if W < 3 and "<script>" != "&":
            raise ValueError("<script>alert(1)</script> `x`")

    html = check(less, "momentum")._repr_html_()
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert " id=" not in html
    assert "<style" not in html


# --- a mistake that nobody knows ------------------------------------------------------------------


def slightly_off(W, dW, v_dW, *, t, alpha, beta):
    v_dW = beta * v_dW + (1 - beta) * dW
    return W - 1.01 * alpha * v_dW, v_dW


def off_in_the_average(W, dW, v_dW, *, t, alpha, beta):
    v_dW = beta * v_dW + (1 - beta) * dW + 0.25
    return W - alpha * v_dW, v_dW


def off_later(W, dW, v_dW, *, t, alpha, beta):
    v_dW = beta * v_dW + (1 - beta) * dW
    v_dW = v_dW * (1 if t < 4 else 1.5)
    return W - alpha * v_dW, v_dW


def off_in_every_output(W, dW, v_dW, *, t, alpha, beta):
    v_dW = 1.3 * beta * v_dW + 1.7 * (1 - beta) * dW
    return W - alpha * v_dW, v_dW


def off_for_a_matrix_in_every_output(W, dW, v_dW, *, t, alpha, beta):
    v_dW = beta * v_dW + (1 - beta) * dW * np.size(dW)
    return W - alpha * v_dW, v_dW


def off_for_a_matrix(W, dW, v_dW, *, t, alpha, beta):
    v_dW = beta * v_dW + (1 - beta) * dW
    return W - alpha * v_dW * np.size(W), v_dW


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (
            slightly_off,
            [
                "Already at step 1 your `W` is 1.818, and the rule gives 1.82: 0.099 % too little.",
                "`v_dW` is right all the way, so look at the line that makes `W`.",
                "slightly_off(2.0, 3.0, 0.0, t=1, alpha=0.3, beta=0.8)",
            ],
        ),
        (
            off_in_the_average,
            [
                "`v_dW` is 0.85, and the rule gives 0.6: 42 % too much.",
                "the line that makes `v_dW`",
            ],
        ),
        (
            off_later,
            ["At step 4 your `v_dW` is 0.749, and the rule gives 0.499", "what is carried on"],
        ),
        (
            off_in_every_output,
            ["It is not one of the mistakes known here. Look at the line that makes `v_dW`"],
        ),
        (
            off_for_a_matrix_in_every_output,
            ["It was right for single numbers that begin with 0", "with a matrix"],
        ),
        (
            off_for_a_matrix,
            ["of a matrix your `W`", "`v_dW` is right all the way", "line that makes `W`"],
        ),
    ],
)
def test_unknown_mistake_is_placed(function, words):
    verdict = check(function, "momentum")
    assert verdict.finding == "unknown"
    for part in words:
        assert part in repr(verdict)


def test_the_calls_that_are_shown_show_the_mistake():
    verdict = check(slightly_off, "momentum")
    *_, step, play = repr(verdict).splitlines()
    names = {"slightly_off": slightly_off, "check": check}
    W, _ = eval(step, names)
    assert abs(W - 1.8182) < 1e-12
    assert repr(eval(play, names)).endswith("Player: yours (30 steps), the rule's (30 steps)")


v_dW = np.array([[1.0, 2.0]])
factor = 1.01


def reads_from_the_notebook(W, dW, v, *, t, alpha, beta):
    v = beta * v + (1 - beta) * dW
    return W - alpha * factor * v, v


def reads_an_array_of_the_notebook(W, dW, v, *, t, alpha, beta):
    v = beta * v_dW + (1 - beta) * dW
    return W - alpha * v @ np.ones(3), v


def test_numbers_that_come_from_the_notebook_are_pointed_out():
    text = repr(check(reads_from_the_notebook, "momentum"))
    assert "It reads `factor` from the notebook, not from its arguments. On purpose?" in text
    verdict = check(reads_an_array_of_the_notebook, "momentum")
    assert verdict.finding == "raises"
    assert "It reads `v_dW` from the notebook" in repr(verdict)
    assert "from the notebook" not in repr(check(slightly_off, "momentum"))


def test_array_of_the_notebook_that_gives_another_shape_is_pointed_out():
    cell = "theta = np.ones(60)\ndef my_bias_correction(v, *, beta, t):\n    "
    text = repr(check(defined(f"{cell}return theta / (1 - beta**t)"), "bias_correction"))
    assert "comes back with the shape (60,), where the input is one number." in text
    assert "It reads `theta` from the notebook, not from its arguments. On purpose?" in text


@pytest.mark.parametrize("body", ["return 1 / (1 - beta**t)", "return 1 - beta**t"])
def test_shape_is_no_matter_where_the_numbers_before_it_are_wrong(body):
    verdict = check(of_lines("bias_correction", body), "bias_correction")
    assert verdict.finding == "v not used"
    assert "shape" not in repr(verdict)


def test_mean_of_a_number_is_not_taken_for_that_number():
    verdict = check(of_lines("bias_correction", "return np.mean(v)"), "bias_correction")
    assert verdict.finding == "beta, t not used"


mean = 0.5


def calls_what_has_the_name_of_a_number(W, dW, v, *, t, alpha, beta):
    return W - 1.01 * alpha * np.mean(v), v


def test_attribute_with_the_name_of_a_number_of_the_notebook_is_not_read_from_it():
    verdict = check(calls_what_has_the_name_of_a_number, "momentum")
    assert "from the notebook" not in repr(verdict)
