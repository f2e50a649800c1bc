"""Laws that hold for all settings, starts and gradients, tried on thousands of them."""

from itertools import islice

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from optlearn import (
    Bowl,
    adam,
    descend,
    gradient_descent,
    heavy_ball,
    momentum,
    rmsprop,
    rules,
    walk,
)
from optlearn.averages import exponential_average, weights
from tests.examples import examples

STEPS = 30
#: The settings of each rule that an array may be given for.
RULES = {
    gradient_descent: ("alpha",),
    momentum: ("alpha", "beta"),
    heavy_ball: ("alpha", "beta"),
    rmsprop: ("alpha", "beta", "epsilon"),
    adam: ("alpha", "beta1", "beta2", "epsilon"),
}
LINEAR = (gradient_descent, momentum, heavy_ball)
EVERY_RULE = pytest.mark.parametrize("rule", RULES, ids=[rule.__name__ for rule in RULES])
FEWER = examples(0.4)

alphas = st.floats(1e-4, 1.0)
betas = st.floats(0.0, 0.999)
epsilons = st.sampled_from([1e-8, 1e-2, 0.5])
ONE_OF_EACH = {
    "alpha": alphas,
    "beta": betas,
    "beta1": betas,
    "beta2": betas,
    "epsilon": epsilons,
}


def settings_of(rule):
    return st.fixed_dictionaries({name: ONE_OF_EACH[name] for name in RULES[rule]})


def series(*shape, low=-10.0, high=10.0):
    """Gradients, rounded to 2**-10 so that sums and multiples of them have no surprises."""
    return hnp.arrays(
        float, shape, elements=st.floats(low, high).map(lambda x: round(x * 1024) / 1024)
    )


def along(gradients):
    """Gradient function that ignores the point and plays back a series."""
    return lambda W, t: {"W": gradients[t - 1]}


def path(rule, gradients, start=0.0, **chosen):
    gradients = np.asarray(gradients)
    W = np.full(gradients.shape[1:], start)
    return descend(rule, {"W": W}, along(gradients), len(gradients), **chosen)


def test_every_rule_of_the_file_is_held_to_these_laws():
    in_file = {x for x in vars(rules).values() if getattr(x, "__module__", "") == rules.__name__}
    assert in_file == set(RULES), "give the new rule to RULES at the top of this file"


# Batches


@EVERY_RULE
@FEWER
@given(data=st.data())
def test_a_batch_equals_its_single_runs_bit_for_bit(rule, data):
    n = data.draw(st.integers(1, 5))
    start = {name: data.draw(series(n)) for name in "Wb"}
    chosen = {
        name: np.array(data.draw(st.lists(ONE_OF_EACH[name], min_size=n, max_size=n)))
        for name in RULES[rule]
    }
    bowl = Bowl(rotation=data.draw(st.sampled_from([0, 30])))
    batch = descend(rule, start, bowl.gradient, STEPS, cost=bowl, **chosen)
    for i in range(n):
        one = {name: x[i : i + 1] for name, x in start.items()}
        own = {name: x[i : i + 1] for name, x in chosen.items()}
        single = descend(rule, one, bowl.gradient, STEPS, cost=bowl, **own)
        for name in "Wb":
            np.testing.assert_array_equal(batch[name][:, i : i + 1], single[name])
        np.testing.assert_array_equal(batch.cost[:, i : i + 1], single.cost)


@EVERY_RULE
@FEWER
@given(data=st.data())
def test_an_open_grid_equals_the_full_grid_bit_for_bit(rule, data):
    axes = np.ix_(
        *[
            np.array(data.draw(st.lists(ONE_OF_EACH[name], min_size=1, max_size=3)))
            for name in RULES[rule]
        ]
    )
    open_grid = dict(zip(RULES[rule], axes, strict=True))
    full_grid = dict(zip(RULES[rule], np.broadcast_arrays(*axes), strict=True))
    bowl = Bowl()
    of_open = descend(rule, bowl.start, bowl.gradient, 5, **open_grid)
    of_full = descend(rule, bowl.start, bowl.gradient, 5, **full_grid)
    for name in "Wb":
        np.testing.assert_array_equal(of_open[name], of_full[name])


@EVERY_RULE
@FEWER
@given(data=st.data())
def test_walk_is_descend_a_step_at_a_time(rule, data):
    chosen = data.draw(settings_of(rule))
    gradients = data.draw(series(10, 2))
    recorded = path(rule, gradients, **chosen)
    gradients_then_silence = [*gradients, np.zeros(2)]
    states = walk(rule, {"W": np.zeros(2)}, along(gradients_then_silence), **chosen)
    for state in islice(states, 11):
        np.testing.assert_array_equal(state.params["W"], recorded["W"][state.t])


@EVERY_RULE
@FEWER
@given(data=st.data())
def test_nothing_that_is_given_is_written_to(rule, data):
    start, slopes = data.draw(series(3)), data.draw(series(3))
    chosen = {name: np.full(3, data.draw(ONE_OF_EACH[name])) for name in RULES[rule]}
    for array in (start, slopes, *chosen.values()):
        array.flags.writeable = False
    descend(rule, {"W": start}, lambda W: {"W": slopes}, 3, **chosen)
    for state in islice(walk(rule, {"W": start}, lambda W: {"W": slopes}, **chosen), 3):
        state.params["W"][:] = 7


# Scale


@EVERY_RULE
@FEWER
@given(data=st.data(), power=st.integers(-20, 20))
def test_scaling_the_gradient_scales_the_linear_rules_and_leaves_the_others(rule, data, power):
    """A power of two, so that scaling rounds nothing and the law holds bit for bit."""
    gradients = data.draw(series(STEPS, 2, low=2**-10))
    chosen = data.draw(settings_of(rule))
    if "epsilon" in chosen:
        chosen["epsilon"] = 0.0
    plain = path(rule, gradients, **chosen)["W"]
    scaled = path(rule, gradients * 2.0**power, **chosen)["W"]
    np.testing.assert_array_equal(scaled, plain * 2.0**power if rule in LINEAR else plain)


@pytest.mark.parametrize("rule", [rmsprop, adam])
@given(data=st.data(), scale=st.floats(0.01, 100))
def test_any_scale_of_the_gradient_is_lost_as_epsilon_goes_to_0(rule, data, scale):
    gradients = data.draw(series(STEPS, low=0.1))
    chosen = data.draw(settings_of(rule))
    apart = []
    for epsilon in (1e-3, 1e-6, 0.0):
        chosen["epsilon"] = epsilon
        plain, scaled = (path(rule, c * gradients, **chosen)["W"] for c in (1.0, scale))
        apart.append(np.abs(scaled - plain).max() / np.abs(plain).max())
    assert apart[1] <= max(apart[0], 1e-12)
    assert apart[2] <= 1e-12


@EVERY_RULE
@FEWER
@given(data=st.data(), power=st.integers(-10, 10))
def test_scaling_alpha_scales_the_path_when_gradients_are_given(rule, data, power):
    gradients = data.draw(series(STEPS))
    chosen = data.draw(settings_of(rule))
    plain = path(rule, gradients, **chosen)["W"]
    chosen["alpha"] *= 2.0**power
    np.testing.assert_array_equal(path(rule, gradients, **chosen)["W"], plain * 2.0**power)


@EVERY_RULE
@FEWER
@given(data=st.data())
def test_the_mirrored_gradient_walks_the_mirrored_path(rule, data):
    gradients = data.draw(series(STEPS))
    chosen = data.draw(settings_of(rule))
    plain, mirrored = (path(rule, sign * gradients, **chosen)["W"] for sign in (1, -1))
    np.testing.assert_array_equal(mirrored, -plain)


@pytest.mark.parametrize("rule", LINEAR)
@FEWER
@given(data=st.data(), a=st.floats(-3, 3), b=st.floats(-3, 3))
def test_momentum_is_linear_in_the_gradient(rule, data, a, b):
    first, second = data.draw(series(STEPS)), data.draw(series(STEPS))
    chosen = data.draw(settings_of(rule))
    together = path(rule, a * first + b * second, **chosen)["W"]
    apart = a * path(rule, first, **chosen)["W"] + b * path(rule, second, **chosen)["W"]
    largest = sum(
        np.abs(path(rule, np.abs(c * g), **chosen)["W"]).max() for c, g in [(a, first), (b, second)]
    )
    np.testing.assert_allclose(together, apart, rtol=0, atol=STEPS * 1e-15 * largest)


# Averages


@given(
    value=st.floats(-1e6, 1e6),
    beta=betas,
    steps=st.integers(1, 60),
)
def test_a_constant_gradient_has_a_corrected_average_equal_to_it(value, beta, steps):
    corrected = exponential_average(np.full(steps, value), beta, corrected=True)
    # The correction 1 - beta**t is known to an ulp of 1, so to less the nearer beta is to 1.
    np.testing.assert_allclose(corrected, value, rtol=STEPS * 1e-15 / (1 - beta))


@given(slope=st.floats(0.01, 100), beta1=betas, beta2=betas, alpha=alphas)
def test_a_constant_gradient_moves_adam_by_alpha_a_step(slope, beta1, beta2, alpha):
    W = path(adam, np.full(STEPS, slope), alpha=alpha, beta1=beta1, beta2=beta2, epsilon=0.0)["W"]
    rounding = STEPS * 1e-15 / (1 - max(beta1, beta2))
    np.testing.assert_allclose(W, -alpha * np.arange(STEPS + 1), rtol=rounding)


@given(data=st.data(), beta=betas)
def test_an_average_lies_between_the_least_and_the_greatest_of_its_values(data, beta):
    values = data.draw(series(20))
    corrected = exponential_average(values, beta, corrected=True)
    rounding = 1e-14 / (1 - beta) * np.abs(values).max()
    assert np.all(corrected >= np.minimum.accumulate(values) - rounding)
    assert np.all(corrected <= np.maximum.accumulate(values) + rounding)


@given(data=st.data(), beta=betas)
def test_the_averages_inside_a_rule_are_exponential_averages(data, beta):
    gradients = data.draw(series(STEPS))
    v_dW = path(momentum, gradients, alpha=0.1, beta=beta).averages["v_dW"]
    s_dW = path(rmsprop, gradients, alpha=0.1, beta=beta).averages["s_dW"]
    np.testing.assert_array_equal(v_dW[1:], exponential_average(gradients, beta))
    np.testing.assert_array_equal(s_dW[1:], exponential_average(gradients**2, beta))


@given(data=st.data(), alpha=alphas, beta=betas)
def test_both_forms_of_momentum_agree_after_rescaling(data, alpha, beta):
    gradients = data.draw(series(STEPS))
    average = path(momentum, gradients, alpha=alpha, beta=beta)["W"]
    total = path(heavy_ball, gradients, alpha=alpha * (1 - beta), beta=beta)["W"]
    largest = np.abs(
        path(heavy_ball, np.abs(gradients), alpha=alpha * (1 - beta), beta=beta)["W"]
    ).max()
    np.testing.assert_allclose(average, total, rtol=0, atol=STEPS * 1e-15 * largest)


@given(data=st.data(), alpha=alphas, beta1=betas, beta2=betas)
def test_adam_never_steps_further_than_cauchy_and_schwarz_allow(data, alpha, beta1, beta2):
    """|v| <= sqrt(s) * sqrt(sum w_i**2 / u_i) for weights w of v and u of s, and any gradients."""
    assume(beta2 > 0)
    gradients = data.draw(series(STEPS))
    W = path(adam, gradients, alpha=alpha, beta1=beta1, beta2=beta2, epsilon=1e-12)["W"]
    for t, step in enumerate(np.abs(np.diff(W)), start=1):
        w, u = weights(beta1, t), weights(beta2, t)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            ratios = np.where(w > 0, (w / np.sqrt(u)) ** 2, 0)  # infinite where u underflows
        bound = alpha * np.sqrt(ratios.sum() * (1 - beta2**t)) / (1 - beta1**t)
        assert step <= bound * (1 + 1e-9) + 1e-14 * np.abs(W).max()


# Bowls


@pytest.mark.parametrize("rule", LINEAR)
@FEWER
@given(
    data=st.data(),
    rotation=st.floats(-360, 360),
    W=st.floats(-5, 5),
    b=st.floats(-5, 5),
)
def test_rotation_leaves_gradient_descent_and_momentum_unchanged(rule, data, rotation, W, b):
    chosen = data.draw(settings_of(rule)) | {"alpha": data.draw(st.floats(0.001, 0.1))}
    cos, sin = np.cos(np.deg2rad(rotation)), np.sin(np.deg2rad(rotation))
    turned_start = {"W": cos * W - sin * b, "b": sin * W + cos * b}
    plain = descend(rule, {"W": W, "b": b}, Bowl().gradient, STEPS, **chosen)
    turned = descend(rule, turned_start, Bowl(rotation=rotation).gradient, STEPS, **chosen)
    expected = {
        "W": cos * plain["W"] - sin * plain["b"],
        "b": sin * plain["W"] + cos * plain["b"],
    }
    for name in "Wb":
        np.testing.assert_allclose(turned[name], expected[name], rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("rule", "limit"),
    [
        (gradient_descent, lambda curvature, beta: 2 / curvature),
        (momentum, lambda curvature, beta: 2 * (1 + beta) / (1 - beta) / curvature),
        (heavy_ball, lambda curvature, beta: 2 * (1 + beta) / curvature),
    ],
)
@examples(0.2)  # each of 2,000 steps
@given(curvature=st.floats(0.1, 100), beta=st.floats(0, 0.9))
def test_a_path_converges_below_the_stability_limit_and_diverges_above(
    rule, limit, curvature, beta
):
    """Goh (2017): 0 < alpha * l < 2 + 2 beta in the form of `heavy_ball`."""
    chosen = {"beta": beta} if rule is not gradient_descent else {}
    edge = limit(curvature, beta)
    alpha = edge * np.array([0.97, 1.03])
    inside, outside = descend(
        rule,
        {"W": 1.0},
        lambda W: {"W": curvature * W},
        2000,
        alpha=alpha,
        points_only=True,
        **chosen,
    )["W"][-1]
    assert abs(inside) < 0.01
    assert not abs(outside) < 100


@given(
    cost=st.builds(Bowl, st.floats(0.1, 10), st.floats(0.1, 10), st.floats(-180, 180)),
    W=st.floats(-5, 5),
    b=st.floats(-5, 5),
)
def test_a_small_enough_step_against_the_gradient_goes_down(cost, W, b):
    slope = cost.gradient(W, b)
    assume(max(map(abs, slope.values())) > 1e-6)
    end = descend(gradient_descent, {"W": W, "b": b}, cost.gradient, 1, alpha=0.01).end
    assert cost(**end) < cost(W, b)
