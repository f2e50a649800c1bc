"""A right answer is accepted in whatever way it is written."""

import functools
import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy import sqrt

from optlearn import averages, momentum
from optlearn.practice import check
from optlearn.practice.exercises import EXERCISES
from optlearn.theory import best_pair
from tests.golden.learners import of_lines

# --- random rewrites ------------------------------------------------------------------------------
# A learner's function is put together from pieces, each drawn from equal ways of writing it.

AVERAGES = [
    "{v} = {beta} * {v} + (1 - {beta}) * {x}",
    "{v} = (1 - {beta}) * {x} + {v} * {beta}",
    "{v} = {v} + (1 - {beta}) * ({x} - {v})",
    "{v} = {x} + {beta} * ({v} - {x})",
    "{v} = {beta} * {v} + {x} - {beta} * {x}",
    "{v} = {x} - {beta} * ({x} - {v})",
    "{v} = -(-{beta} * {v} - (1 - {beta}) * {x})",
    "{v} = np.add(np.multiply({beta}, {v}), np.multiply(np.subtract(1, {beta}), {x}))",
    "{v} = sum([{beta} * {v}, (1 - {beta}) * {x}])",
    "{v} = np.array({v}) * np.ones(np.shape({beta})); {v} *= {beta}; {v} += (1 - {beta}) * {x}",
    "own = 0 * {beta} * {v}; own += {v}; own -= (1 - {beta}) * (own - {x}); {v} = own",
    "{v} = {v} - (1 - {beta}) * {v}; {v} = {v} + (1 - {beta}) * {x}",
]
SQUARES = ["({x})**2", "({x}) * ({x})", "np.square({x})", "np.power({x}, 2)", "abs({x}) ** 2.0"]
ROOTS = ["np.sqrt({s})", "({s}) ** 0.5", "np.power({s}, 1 / 2)", "np.exp(np.log({s}) / 2)"]
CORRECTIONS = [
    "({v} / (1 - {beta}**t))",
    "({v} * (1 / (1 - {beta}**t)))",
    "({v} / (1 - {beta} * {beta} ** (t - 1)))",
    "({v} / -np.expm1(t * np.log({beta})))",
    "(-{v} / ({beta}**t - 1))",
    "({v} / (1 - np.power({beta}, float(t))))",
    "({v} / ((1 - {beta}) * sum({beta} ** i for i in range(t))))",
]
STEPS = [
    "W - alpha * {v} / {d}",
    "W - alpha * ({v} / {d})",
    "W - (alpha / {d}) * {v}",
    "W + (-alpha) * {v} / {d}",
    "-(alpha * {v} / {d} - W)",
    "np.subtract(W, np.divide(alpha * {v}, {d}))",
    "(W * {d} - alpha * {v}) / {d}",
]
CAST = "{names} = (np.asarray(x, np.float32)[()] for x in ({names}))"


@st.composite
def rewritten_rules(draw, name):
    """Source of a right answer to one of the exercises that ask for a rule."""
    exercise = EXERCISES[name]
    adaptive = name in ("rmsprop", "adam")
    taken = draw(
        st.lists(
            st.sampled_from(["g", "grad", "u", "vel", "m", "r", "avg", "cache", "d_w", "x1", "x2"]),
            min_size=len(exercise.takes) - 1,
            max_size=len(exercise.takes) - 1,
            unique=True,
        )
    )
    names = dict(zip(exercise.takes, ["W", *taken], strict=True))
    gradient = names["dW"]
    lines = []
    if draw(st.booleans()):
        lines.append(CAST.format(names=", ".join(names.values())))

    def average(v, beta, x):
        lines.append(draw(st.sampled_from(AVERAGES)).format(v=names[v], beta=beta, x=x))

    above, below = gradient, "1"
    if name in ("momentum", "adam"):
        average("v_dW", "beta" if name == "momentum" else "beta1", gradient)
        above = names["v_dW"]
    if adaptive:
        square = draw(st.sampled_from(SQUARES)).format(x=gradient)
        average("s_dW", "beta" if name == "rmsprop" else "beta2", square)
        below = names["s_dW"]
    if name == "adam":
        above = draw(st.sampled_from(CORRECTIONS)).format(v=above, beta="beta1")
        below = draw(st.sampled_from(CORRECTIONS)).format(v=below, beta="beta2")
    if adaptive:
        below = f"({draw(st.sampled_from(ROOTS)).format(s=below)} + epsilon)"
    lines.append("W = " + draw(st.sampled_from(STEPS)).format(v=above, d=below))
    returned = ", ".join(names[name] for name in exercise.returns)
    head = f"def mine({', '.join(names.values())}, *, {', '.join(exercise.keywords)}):"
    return "\n    ".join([head, *lines, f"return {returned},"])


def defined(source):
    namespace = {"np": np}
    exec(source, namespace)
    return namespace["mine"]


@pytest.mark.parametrize("name", ["gradient_descent", "momentum", "rmsprop", "adam"])
@given(data=st.data())
def test_rewritten_rule_is_accepted(name, data):
    source = data.draw(rewritten_rules(name))
    verdict = check(defined(source), name)
    assert verdict.right, f"{source}\n{verdict}"


@given(line=st.sampled_from(AVERAGES), cast=st.booleans())
def test_rewritten_average_is_accepted(line, cast):
    lines = [CAST.format(names="m, x")] * cast + [line.format(v="m", beta="beta", x="x")]
    source = "\n    ".join(["def mine(m, x, *, beta):", *lines, "return m"])
    assert check(defined(source), "exponential_average").right, source


@given(formula=st.sampled_from(CORRECTIONS), cast=st.booleans())
def test_rewritten_correction_is_accepted(formula, cast):
    lines = ["m = np.asarray(m, np.float32)[()]"] * cast + [
        "return " + formula.format(v="m", beta="beta")
    ]
    source = "\n    ".join(["def mine(m, *, beta, t):", *lines])
    assert check(defined(source), "bias_correction").right, source


@given(line=st.sampled_from(AVERAGES), formula=st.sampled_from(CORRECTIONS), as_list=st.booleans())
def test_rewritten_series_of_averages_is_accepted(line, formula, as_list):
    source = "\n".join(
        [
            "def mine(series, *, beta):",
            "    v, rows = 0 * series[0], []",
            "    for t, x in enumerate(series, start=1):",
            f"        {line.format(v='v', beta='beta', x='x')}",
            f"        rows.append({formula.format(v='v', beta='beta')})",
            "    return rows" if as_list else "    return np.array(rows)",
        ]
    )
    assert check(defined(source), "corrected_averages").right, source


@pytest.mark.parametrize(
    "half_life",
    [
        lambda *, beta: math.log(0.5) / math.log(beta),
        lambda *, beta: -1 / math.log2(beta),
        lambda *, beta: np.log(2) / -np.log(beta),
        lambda *, beta: np.log(2) / np.log(1 / beta),
        lambda beta: averages.half_life(beta),
        lambda *, beta: np.float32(np.log(0.5) / np.log(beta)),
    ],
)
def test_rewritten_half_life_is_accepted(half_life):
    assert check(half_life, "half_life").right


@pytest.mark.parametrize(
    "pair",
    [
        lambda *, curvature_W, curvature_b: (
            4 / (np.sqrt(curvature_W) + np.sqrt(curvature_b)) ** 2,
            ((curvature_b**0.5 - curvature_W**0.5) / (curvature_b**0.5 + curvature_W**0.5)) ** 2,
        ),
        lambda curvature_W, curvature_b: (
            4 / (curvature_W + 2 * math.sqrt(curvature_W * curvature_b) + curvature_b),
            (1 - 2 / (1 + math.sqrt(curvature_W / curvature_b))) ** 2,
        ),
        lambda **curvatures: best_pair(*reversed(curvatures.values())),
    ],
)
def test_rewritten_best_pair_is_accepted(pair):
    assert check(pair, "best_pair").right


# --- other ways of being a function ---------------------------------------------------------------


def test_the_rules_themselves_are_right():
    for name, exercise in EXERCISES.items():
        if exercise.in_tuple:
            assert check(exercise.rule, name).right
    assert check(averages.correct, "bias_correction").right
    assert check(averages.half_life, "half_life").right


def helper(W, step):
    return W - step


class Callable:
    def __call__(self, W, dW, v_dW, *, t, alpha, beta):
        return momentum(W, dW, v_dW, t=t, alpha=alpha, beta=beta)


def with_any_settings(W, dW, v_dW, **settings):
    v_dW = settings["beta"] * v_dW + (1 - settings["beta"]) * dW
    return W - settings["alpha"] * v_dW, v_dW


def settings_by_position(W, dW, v_dW, t, alpha, beta):
    v_dW = beta * v_dW + (1 - beta) * dW
    return helper(W, alpha * v_dW), v_dW


def with_defaults(W, dW, v_dW=0.0, *, t=1, alpha=0.1, beta=0.9, unused=None):
    v_dW = beta * v_dW + (1 - beta) * dW
    return W - alpha * v_dW, v_dW


def talkative(W, dW, v_dW, *, t, alpha, beta):
    print("step", t, W)
    v_dW = beta * v_dW + (1 - beta) * dW
    print(1 / np.zeros(1))
    return W - alpha * v_dW, v_dW


def of_arrays_only(W, dW, v_dW, *, t, alpha, beta):
    v_dW = np.asarray(beta * v_dW + (1 - beta) * dW)
    return np.asarray(W - alpha * v_dW), v_dW


def in_float64_always(W, dW, v_dW, *, t, alpha, beta):
    W, dW, v_dW = (np.asarray(x, np.float64) for x in (W, dW, v_dW))
    v_dW = beta * v_dW + (1 - beta) * dW
    return W - alpha * v_dW, v_dW


@functools.cache
def weights(beta):
    return beta, 1 - beta


def that_caches_what_it_may(W, dW, v_dW, *, t, alpha, beta):
    old, new = weights(beta) if np.ndim(beta) == 0 else (beta, 1 - beta)
    v_dW = old * v_dW + new * dW
    return W - alpha * v_dW, v_dW


@pytest.mark.parametrize(
    "function",
    [
        Callable(),
        functools.partial(momentum),
        with_any_settings,
        settings_by_position,
        with_defaults,
        talkative,
        of_arrays_only,
        in_float64_always,
        that_caches_what_it_may,
        lambda W, dW, v, *, t, alpha, beta: momentum(W, dW, v, t=t, alpha=alpha, beta=beta),
    ],
)
def test_any_kind_of_function_is_accepted(function, capsys):
    assert check(function, "momentum").right
    assert capsys.readouterr() == ("", "")


@example(steps=3)
@given(steps=st.integers(1, 5))
def test_a_function_may_use_loops_that_end(steps):
    def my_average(v, theta, *, beta):
        for _ in range(steps):
            new = beta * v + (1 - beta) * theta
        return new

    assert check(my_average, "exponential_average").right


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("bias_correction", "return v / averages.weights(beta, t).sum()"),
        ("bias_correction", "return v / np.sum((1 - beta) * beta ** np.arange(t))"),
        ("bias_correction", "return v / (1 - math.pow(beta, t))"),
        ("bias_correction", "return v / (1 - np.prod(np.full(t, beta)))"),
        ("exponential_average", "return np.average([v, theta], axis=0, weights=[beta, 1 - beta])"),
        (
            "momentum",
            "v_dW = beta * v_dW + (1 - beta) * dW if beta < 1 else v_dW\n"
            "return W - np.dot(alpha, v_dW), v_dW",
        ),
        (
            "corrected_averages",
            "kept = averages.exponential_average(series, float(beta), corrected=True)\nreturn kept",
        ),
    ],
)
def test_function_that_takes_one_value_of_each_setting_at_a_time_is_right(name, body):
    verdict = check(of_lines(name, f"import math\nfrom optlearn import averages\n{body}"), name)
    assert verdict.right
    assert repr(verdict).endswith(
        "\nIt takes one value of each setting at a time; a formula of `+`, `*`, `/` and `**` takes "
        "an array of them as well."
    )


def test_series_may_come_back_as_a_tuple():
    body = "out = []\nv = 0 * series[0]\nfor t, x in enumerate(series, start=1):\n"
    body += "    v = beta * v + (1 - beta) * x\n    out.append(v / (1 - beta**t))\n"
    assert check(
        of_lines("corrected_averages", f"{body}return tuple(out)"), "corrected_averages"
    ).right
    verdict = check(of_lines("corrected_averages", f"{body}return out, v"), "corrected_averages")
    assert verdict.finding == "returns a tuple"


def test_function_that_takes_an_array_of_settings_is_not_told_that_it_could():
    assert "at a time" not in repr(check(momentum, "momentum"))


@pytest.mark.parametrize(
    "body",
    [
        "return v / (1 - float(beta)**t) * (1 if beta in (0.8, 0.888) else 1.5)",
        "return v / (1 - float(beta)**t) * (1 if v.dtype == 'f8' else 1.5)",
    ],
)
def test_function_that_is_wrong_for_other_settings_is_wrong_one_at_a_time_as_well(body):
    verdict = check(of_lines("bias_correction", body), "bias_correction")
    assert verdict.finding == "unknown"
    assert "1.5 times as much" in repr(verdict)


def test_each_setting_of_a_batch_has_a_trial_of_its_own():
    exercise = EXERCISES["momentum"]
    (batch,) = (trial for trial in exercise.trials if exercise.has_many(trial))
    apart = exercise.one_by_one.trials[3:-1]
    assert [trial.settings["beta"] for trial in apart] == batch.settings["beta"].ravel().tolist()
    assert np.array_equal([trial.start for trial in apart], batch.start)
    assert np.array_equal(np.stack([trial.values for trial in apart], axis=1), batch.values)
    assert EXERCISES["half_life"].one_by_one == EXERCISES["half_life"]


def test_praise_says_what_was_tried():
    def my_rmsprop(W, dW, s_dW, *, t, alpha, beta, epsilon):
        s_dW = beta * s_dW + (1 - beta) * dW**2
        W = W - alpha * dW / (sqrt(s_dW) + epsilon)
        return W, s_dW

    assert repr(check(my_rmsprop, "rmsprop")) == (
        "✓ Right: RMSprop\n"
        "Your function agrees with the rule, for single numbers, a matrix and a batch, and for "
        "gradients from 0.00001 to 100,000."
    )
