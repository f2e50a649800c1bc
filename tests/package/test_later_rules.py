"""The later rules are the earlier ones but for the line that is their idea."""

import inspect

import numpy as np
import pytest
from numpy.testing import assert_allclose

from optlearn import Bowl, adam, descend, gradient_descent, later_rules, momentum

BOWL = Bowl(rotation=20)
RULES = [rule for _, rule in inspect.getmembers(later_rules, inspect.isfunction)]
WITHOUT_THE_IDEA = [
    ("decaying_gradient_descent", {"alpha": 0.3, "decay": 0}, gradient_descent, {"alpha": 0.3}),
    ("nesterov", {"alpha": 0.3, "beta": 0}, momentum, {"alpha": 0.3, "beta": 0}),
    ("adamw", {"alpha": 0.3, "weight_decay": 0}, adam, {"alpha": 0.3}),
    ("adam_l2", {"alpha": 0.3, "weight_decay": 0}, adam, {"alpha": 0.3}),
]


def run(rule, gradient=BOWL.gradient, steps=60, **settings):
    return descend(rule, BOWL.start, gradient, steps, **settings)


@pytest.mark.parametrize(("name", "settings", "earlier", "its_settings"), WITHOUT_THE_IDEA)
def test_without_its_idea_a_later_rule_is_the_earlier_one(name, settings, earlier, its_settings):
    later = run(getattr(later_rules, name), **settings)
    assert_allclose(later["W"], run(earlier, **its_settings)["W"], rtol=1e-13)


def test_amsgrad_is_adam_as_long_as_the_average_of_squares_grows():
    def growing(W, b, t):
        return {"W": np.float64(t), "b": np.float64(t**2)}

    assert_allclose(
        run(later_rules.amsgrad, growing, alpha=0.3)["b"], run(adam, growing, alpha=0.3)["b"]
    )


def test_amsgrad_remembers_a_large_gradient_for_ever():
    def once(W, b, t):
        return {"W": np.float64(1000.0 if t == 1 else 1.0), "b": np.float64(1.0)}

    steps = 3000
    remembers = run(later_rules.amsgrad, once, steps, alpha=0.1, beta2=0.99)
    forgets = run(adam, once, steps, alpha=0.1, beta2=0.99)
    assert remembers.averages["s_dW_max"][-1] == remembers.averages["s_dW_max"][1]
    assert np.abs(np.diff(remembers["W"]))[-1] < 0.02 * np.abs(np.diff(forgets["W"]))[-1]


def test_nesterov_is_momentum_with_the_gradient_of_this_step_counted_once_more():
    beta, alpha = 0.8, 0.3
    path = run(later_rules.nesterov, alpha=alpha, beta=beta)
    ahead = beta * path.averages["v_dW"][1:] + (1 - beta) * path.gradients["dW"]
    assert_allclose(np.diff(path["W"]), -alpha * ahead, rtol=1e-12, atol=1e-12)


def test_steps_of_a_decaying_rate_are_shorter_by_the_stated_factor():
    path = run(later_rules.decaying_gradient_descent, alpha=0.2, decay=0.5)
    t = np.arange(1, 61)
    assert_allclose(
        np.diff(path["W"]), -0.2 / (1 + 0.5 * (t - 1)) * path.gradients["dW"], rtol=1e-9, atol=1e-14
    )


def test_l2_is_adam_on_the_penalised_cost():
    def penalised(W, b):
        slopes = BOWL.gradient(W, b)
        return {"W": slopes["W"] + 0.3 * W, "b": slopes["b"] + 0.3 * b}

    with_l2 = run(later_rules.adam_l2, alpha=0.1, weight_decay=0.3)
    assert_allclose(with_l2["W"], run(adam, penalised, alpha=0.1)["W"], rtol=1e-12)


def test_adamw_shrinks_a_parameter_without_gradient_by_the_same_share_each_step():
    def flat(W, b):
        return {"W": 0.0 * W, "b": 0.0 * b}

    path = run(later_rules.adamw, flat, alpha=0.1, weight_decay=0.5)
    assert_allclose(path["W"][1:] / path["W"][:-1], 1 - 0.1 * 0.5, rtol=1e-14)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_inputs_are_not_written_to(rule):
    averages = [name for name in inspect.signature(rule).parameters if name.endswith("_dW")]
    averages += [name for name in inspect.signature(rule).parameters if name == "s_dW_max"]
    arrays = [np.full(3, 0.5) for _ in range(2 + len(averages))]
    rule(*arrays, t=2, alpha=0.1)
    assert all(np.array_equal(array, np.full(3, 0.5)) for array in arrays)


@pytest.mark.parametrize("name", ["decay", "weight_decay"])
@pytest.mark.parametrize("bad", [-0.1, np.inf, np.nan])
def test_a_negative_or_infinite_decay_is_refused(name, bad):
    rule = later_rules.adamw if name == "weight_decay" else later_rules.decaying_gradient_descent
    with pytest.raises(ValueError, match=f"{name} must be finite and at least 0; got {bad}"):
        run(rule, alpha=0.1, **{name: bad})
