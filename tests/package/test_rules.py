"""Each rule does what its pseudocode says: against exact arithmetic, by hand, and in its limits."""

import inspect
from decimal import Decimal, localcontext

import numpy as np
import pytest

from optlearn import adam, gradient_descent, heavy_ball, later_rules, momentum, rmsprop

RULES = [gradient_descent, momentum, heavy_ball, rmsprop, adam]
#: Settings at which epsilon inside the root, swapped betas, a missing correction, t from 0 or the
#: wrong average each change the path by 1e-3 or more; the usual settings would hide them.
AWKWARD = {
    gradient_descent: {"alpha": 0.07},
    momentum: {"alpha": 0.07, "beta": 0.8},
    heavy_ball: {"alpha": 0.07, "beta": 0.8},
    rmsprop: {"alpha": 0.07, "beta": 0.888, "epsilon": 0.01},
    adam: {"alpha": 0.07, "beta1": 0.8, "beta2": 0.888, "epsilon": 0.01},
}
STEPS = 60


def number_of_averages(rule):
    return list(inspect.signature(rule).parameters).index("t") - 2


def run(rule, W, gradients, **settings):
    """Points of a descent whose gradients are given, without any other part of the package."""
    averages = [np.zeros_like(W)] * number_of_averages(rule)
    points = [W]
    for t, dW in enumerate(gradients, start=1):
        W, *averages = rule(W, dW, *averages, t=t, **settings)
        points.append(W)
    return np.array(points)


class Exact:
    """The recursions of the papers once more, written from them in 50-digit decimal arithmetic."""

    def gradient_descent(W, g, state, t, alpha):
        return W - alpha * g

    def momentum(W, g, state, t, alpha, beta):
        state["v"] = beta * state.get("v", 0) + (1 - beta) * g
        return W - alpha * state["v"]

    def heavy_ball(W, g, state, t, alpha, beta):
        # Goh's form: the previous step is repeated, beta times as long.
        step = beta * state.get("step", 0) - alpha * g
        state["step"] = step
        return W + step

    def rmsprop(W, g, state, t, alpha, beta, epsilon):
        state["s"] = beta * state.get("s", 0) + (1 - beta) * g * g
        return W - alpha / (state["s"].sqrt() + epsilon) * g

    def adam(W, g, state, t, alpha, beta1, beta2, epsilon):
        # Weighted means of all gradients so far, by their definition and not by a recursion.
        state.setdefault("g", []).append(g)
        back = range(t - 1, -1, -1)
        v = sum((1 - beta1) * beta1**k * g for k, g in zip(back, state["g"], strict=True))
        s = sum((1 - beta2) * beta2**k * g * g for k, g in zip(back, state["g"], strict=True))
        return W - alpha * (v / (1 - beta1**t)) / ((s / (1 - beta2**t)).sqrt() + epsilon)


def exact_run(rule, start, gradients, settings):
    with localcontext() as context:
        context.prec = 50
        settings = {name: Decimal(x) for name, x in settings.items()}
        W, state, points = Decimal(float(start)), {}, []
        for t, g in enumerate(gradients, start=1):
            W = getattr(Exact, rule.__name__)(W, Decimal(float(g)), state, t, **settings)
            points.append(float(W))
    return points


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_rule_agrees_with_exact_arithmetic(rule, scale):
    gradients = scale * np.random.default_rng(1).standard_normal(STEPS)
    start = np.float64(0.3)
    path = run(rule, start, gradients, **AWKWARD[rule])
    exact = exact_run(rule, start, gradients, AWKWARD[rule])
    # Each of 60 steps may round W, a number no larger than the longest way of the path.
    tolerance = 1e-15 * STEPS * np.abs(path).max()
    np.testing.assert_allclose(path[1:], exact, rtol=0, atol=tolerance)


def test_gradient_descent_by_hand():
    # 1 - 0.1 * 4
    assert gradient_descent(1.0, 4.0, t=1, alpha=0.1) == (0.6,)


def test_momentum_by_hand():
    # v = 0.5 * 2 + 0.5 * 4 = 3; W = 1 - 0.1 * 3
    assert momentum(1.0, 4.0, 2.0, t=7, alpha=0.1, beta=0.5) == (0.7, 3.0)


def test_heavy_ball_by_hand():
    # v = 0.5 * 2 + 4 = 5; W = 1 - 0.1 * 5
    assert heavy_ball(1.0, 4.0, 2.0, t=7, alpha=0.1, beta=0.5) == (0.5, 5.0)


def test_rmsprop_by_hand():
    # s = 0.5 * 2 + 0.5 * 4**2 = 9; W = 1 - 0.1 * 4 / (3 + 1)
    assert rmsprop(1.0, 4.0, 2.0, t=7, alpha=0.1, beta=0.5, epsilon=1.0) == (0.9, 9.0)


def test_adam_by_hand():
    # v = 0.5 * 2 + 0.5 * 4 = 3, corrected at t = 2 by 1 - 0.25: 4
    # s = 0.5 * 8 + 0.5 * 4**2 = 12, corrected 16; W = 1 - 0.1 * 4 / (4 + 1)
    W, v_dW, s_dW = adam(1.0, 4.0, 2.0, 8.0, t=2, alpha=0.1, beta1=0.5, beta2=0.5, epsilon=1.0)
    assert (v_dW, s_dW) == (3.0, 12.0)
    np.testing.assert_allclose(W, 0.92, rtol=1e-15)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("shape", [(), (5,), (3, 4)])
def test_rule_keeps_shape_and_float_type(rule, shape, dtype):
    rng = np.random.default_rng(2)
    given = [
        np.abs(rng.standard_normal(shape)).astype(dtype)[()]
        for _ in range(2 + number_of_averages(rule))
    ]
    for result in rule(*given, t=3, **AWKWARD[rule]):
        assert result.dtype == dtype
        assert result.shape == shape


@pytest.mark.parametrize("rule", RULES)
def test_rule_never_writes_to_what_it_is_given(rule):
    given = [np.full(4, 0.5) for _ in range(2 + number_of_averages(rule))]
    for array in given:
        array.flags.writeable = False
    settings = {name: np.full(4, x) for name, x in AWKWARD[rule].items()}
    for array in settings.values():
        array.flags.writeable = False
    results = rule(*given, t=1, **settings)
    assert not any(np.shares_memory(x, y) for x in results for y in [*given, *settings.values()])


@pytest.mark.parametrize("rule", RULES)
def test_rule_remembers_nothing(rule):
    given = [0.5] * (2 + number_of_averages(rule))
    first = rule(*given, t=3, **AWKWARD[rule])
    rule(*[9.0] * len(given), t=8, **AWKWARD[rule])
    assert rule(*given, t=3, **AWKWARD[rule]) == first


@pytest.mark.parametrize("rule", RULES)
def test_rule_has_the_common_form(rule):
    parameters = inspect.signature(rule).parameters
    names = list(parameters)
    assert names[:2] == ["W", "dW"]
    assert all(name in ("v_dW", "s_dW") for name in names[2 : names.index("t")])
    assert parameters["t"].kind is inspect.Parameter.KEYWORD_ONLY
    results = rule(*[1.0] * (2 + number_of_averages(rule)), t=1, **AWKWARD[rule])
    assert isinstance(results, tuple)
    assert len(results) == 1 + number_of_averages(rule)


DEFAULTS = {
    gradient_descent: {},
    momentum: {"beta": 0.9},
    heavy_ball: {"beta": 0.9},
    rmsprop: {"beta": 0.9, "epsilon": 1e-8},
    adam: {"alpha": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
}


@pytest.mark.parametrize("rule", RULES)
def test_defaults_are_those_of_the_lessons(rule):
    parameters = inspect.signature(rule).parameters.items()
    stated = {name: p.default for name, p in parameters if p.default is not inspect.Parameter.empty}
    assert stated == DEFAULTS[rule]


LATER_DEFAULTS = {
    later_rules.decaying_gradient_descent: {"decay": 0.0},
    later_rules.nesterov: {"beta": 0.9},
    later_rules.amsgrad: {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "alpha": 0.001},
    later_rules.adam_l2: {
        "beta1": 0.9,
        "beta2": 0.999,
        "epsilon": 1e-8,
        "alpha": 0.001,
        "weight_decay": 0.01,
    },
    later_rules.adamw: {
        "beta1": 0.9,
        "beta2": 0.999,
        "epsilon": 1e-8,
        "alpha": 0.001,
        "weight_decay": 0.01,
    },
}


@pytest.mark.parametrize(("rule", "defaults"), [*DEFAULTS.items(), *LATER_DEFAULTS.items()])
def test_a_rule_called_with_no_more_than_it_needs_uses_its_defaults(rule, defaults):
    # A gradient as small as this makes epsilon count.
    given = [0.5, 1e-6, *[1e-12] * number_of_averages(rule)]
    needed = {} if "alpha" in defaults else {"alpha": 0.1}
    assert rule(*given, t=3, **needed) == rule(*given, t=3, **needed, **defaults)


@pytest.mark.parametrize("rule", RULES)
def test_the_body_of_a_rule_is_the_formula_of_its_docstring(rule):
    code = inspect.getsource(rule).split('"""')[2]
    lines = [line.strip() for line in code.strip().splitlines()]
    formula = [
        line.strip()
        for line in inspect.getdoc(rule).splitlines()
        if line.startswith(" " * 4) and " = " in line
    ]
    assert lines[:-1] == formula
    assert lines[-1].startswith("return ")


# Where a method turns into another, or into something plain.

GRADIENTS = np.random.default_rng(3).standard_normal((STEPS, 4))
START = np.array([0.3, -1.0, 2.0, 0.0])


def test_momentum_without_memory_is_gradient_descent():
    plain = run(gradient_descent, START, GRADIENTS, alpha=0.07)
    for rule in (momentum, heavy_ball):
        assert np.array_equal(run(rule, START, GRADIENTS, alpha=0.07, beta=0.0), plain)


def test_both_forms_of_momentum_walk_one_path_when_alpha_is_rescaled():
    average = run(momentum, START, GRADIENTS, alpha=0.7, beta=0.9)
    total = run(heavy_ball, START, GRADIENTS, alpha=0.7 * (1 - 0.9), beta=0.9)
    np.testing.assert_allclose(average, total, rtol=0, atol=1e-14)


@pytest.mark.parametrize(
    ("rule", "settings"), [(rmsprop, {"beta": 0.0}), (adam, {"beta1": 0.0, "beta2": 0.0})]
)
def test_without_memory_the_step_is_alpha_whatever_the_gradient(rule, settings):
    path = run(rule, START, GRADIENTS, alpha=0.07, epsilon=0.0, **settings)
    np.testing.assert_allclose(np.diff(path, axis=0), -0.07 * np.sign(GRADIENTS), rtol=1e-12)


@pytest.mark.parametrize("beta", [0.5, 0.9, 0.99])
def test_first_step_of_rmsprop_is_alpha_over_the_root_of_one_minus_beta(beta):
    W, _ = rmsprop(0.0, 123.0, 0.0, t=1, alpha=0.07, beta=beta, epsilon=0.0)
    np.testing.assert_allclose(W, -0.07 / np.sqrt(1 - beta), rtol=1e-14)


@pytest.mark.parametrize("dW", [1e-30, 0.5, 1e30])
def test_first_step_of_adam_is_alpha(dW):
    W, *_ = adam(0.0, dW, 0.0, 0.0, t=1, alpha=0.07, epsilon=0.0)
    np.testing.assert_allclose(W, -0.07, rtol=1e-12)


@pytest.mark.parametrize("rule", [rmsprop, adam])
def test_epsilon_keeps_a_parameter_without_slope_where_it_is(rule):
    W, *averages = rule(0.5, 0.0, *[0.0] * number_of_averages(rule), t=1, alpha=0.07)
    assert W == 0.5
    assert averages == [0.0] * len(averages)


def test_a_rotated_pair_of_axes_changes_no_step_of_momentum_but_those_of_adam():
    turn = np.array([[np.cos(0.5), -np.sin(0.5)], [np.sin(0.5), np.cos(0.5)]])
    start, gradients = START[:2], GRADIENTS[:, :2]
    for rule, settings in AWKWARD.items():
        turned = run(rule, turn @ start, gradients @ turn.T, **settings)
        same = np.allclose(turned, run(rule, start, gradients, **settings) @ turn.T, atol=1e-13)
        assert same == (rule in (gradient_descent, momentum, heavy_ball)), rule.__name__


def uncorrected(W, dW, v_dW, s_dW, *, t, alpha, beta1, beta2):
    v_dW = beta1 * v_dW + (1 - beta1) * dW
    s_dW = beta2 * s_dW + (1 - beta2) * dW**2
    return W - alpha * v_dW / np.sqrt(s_dW), v_dW, s_dW


def test_without_correction_adams_steps_are_too_large_by_what_the_lesson_says():
    """3.16 times at t = 1, 6.57 at most, at t = 12, and over 1.1 until t = 1,750."""
    usual = {"alpha": 1.0, "beta1": 0.9, "beta2": 0.999}
    constant = np.ones(2000)
    with_correction = -np.diff(run(adam, 0.0, constant, **usual, epsilon=0.0))
    without = -np.diff(run(uncorrected, 0.0, constant, **usual))
    ratio = without / with_correction
    assert ratio[0] == pytest.approx(3.16, abs=0.005)
    assert ratio.argmax() + 1 == 12
    assert ratio.max() == pytest.approx(6.57, abs=0.005)
    assert np.flatnonzero(ratio > 1.1)[-1] + 1 == 1750
