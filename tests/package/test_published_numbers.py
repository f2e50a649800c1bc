"""The package reproduces numbers that others have published; each test names where.

Every number was printed by somebody else's code or pen, so agreement is to the printed digits.
"""

import inspect

import numpy as np
import pytest

from optlearn import Bowl, adam, descend, gradient_descent, heavy_ball, momentum, rmsprop
from optlearn.averages import exponential_average
from optlearn.later_rules import amsgrad
from optlearn.theory import best_pair, critical_beta, stable_alpha

BOWL = Bowl()  # 0.1 W**2 + 2 b**2 from (-5, -2): that of Dive into Deep Learning, chapter 12


def printed(digits):
    """Tolerance of a number that was printed with so many digits after the point."""
    return {"rtol": 0, "atol": 0.5 * 10**-digits}


@pytest.mark.parametrize(("alpha", "end"), [(0.2, 0.060466), (0.05, 3.486784), (1.1, 61.917364)])
def test_gradient_descent_on_x_squared(alpha, end):
    """Dive into Deep Learning, chapter 12.3, Gradient Descent: x**2 from 10, ten steps."""
    descent = descend(gradient_descent, {"x": 10.0}, lambda x: {"x": 2 * x}, 10, alpha=alpha)
    np.testing.assert_allclose(descent.end["x"], end, **printed(6))


@pytest.mark.parametrize(
    ("alpha", "W", "b"),
    [
        (0.4, -0.943467, -0.000073),
        (0.6, -0.387814, -1673.365109),  # diverges along b
    ],
)
def test_gradient_descent_on_the_bowl(alpha, W, b):
    """Dive into Deep Learning, chapter 12.6, Momentum: an ill-conditioned problem."""
    end = descend(gradient_descent, BOWL.start, BOWL.gradient, 20, alpha=alpha).end
    np.testing.assert_allclose([end["W"], end["b"]], [W, b], **printed(6))


@pytest.mark.parametrize(
    ("rule", "alpha"),
    [
        (heavy_ball, 0.6),  # as published: v = beta * v + g
        (momentum, 0.6 / (1 - 0.5)),  # the same path with (1 - beta) in the average
    ],
)
def test_momentum_on_the_bowl(rule, alpha):
    """Dive into Deep Learning, chapter 12.6, Momentum: the momentum method, beta 0.5."""
    end = descend(rule, BOWL.start, BOWL.gradient, 20, alpha=alpha, beta=0.5).end
    np.testing.assert_allclose([end["W"], end["b"]], [0.007188, 0.002553], **printed(6))


def test_exponential_average_of_two_warm_days():
    """DeepLearning.AI, Improving Deep Neural Networks, quiz of week 2: 10 and 10, beta 0.5."""
    assert exponential_average([10, 10], 0.5)[-1] == 7.5
    assert exponential_average([10, 10], 0.5, corrected=True)[-1] == 10


def test_two_steps_of_momentum_as_tensorflow_takes_them():
    """TensorFlow, momentum_test.py: [1, 2], gradient 0.1 each, learning rate 2, momentum 0.9."""
    path = descend(
        heavy_ball, {"p": [1.0, 2.0]}, lambda p: {"p": 0.1 + 0 * p}, 2, alpha=2.0, beta=0.9
    )
    v, p = path.averages["v_dp"], path["p"]
    # By hand: v = 0.1, then 0.9 * 0.1 + 0.1; p = 1 - 2 * 0.1, then 0.8 - 2 * 0.19.
    np.testing.assert_allclose(v[1:, 0], [0.1, 0.19], rtol=1e-15)
    np.testing.assert_allclose(p[1:, 0], [0.8, 0.42], rtol=1e-15)
    np.testing.assert_allclose(p[1:, 1], [1.8, 1.42], rtol=1e-15)


def test_one_step_of_rmsprop_as_stanford_takes_it():
    """Stanford CS231n, assignment 2, FullyConnectedNets: rmsprop from a cache already filled."""
    shape = (4, 5)
    w = np.linspace(-0.4, 0.6, 20).reshape(shape)
    dw = np.linspace(-0.6, 0.4, 20).reshape(shape)
    cache = np.linspace(0.6, 0.9, 20).reshape(shape)
    w, _ = rmsprop(w, dw, cache, t=1, alpha=1e-2, beta=0.99, epsilon=1e-8)
    published = [-0.39223849, -0.34037513, -0.28849239, -0.23659121, -0.18467247]
    np.testing.assert_allclose(w[0], published, **printed(8))


def test_first_step_of_adam_as_tensorflow_js_takes_it():
    """TensorFlow.js, adam_optimizer_test.ts: sum of x**2 from [2, 4], Adam(0.1, 0.8, 0.9)."""
    end = descend(
        adam, {"x": [2.0, 4.0]}, lambda x: {"x": 2 * x}, 1, alpha=0.1, beta1=0.8, beta2=0.9
    ).end
    np.testing.assert_allclose(end["x"], [1.9, 3.9], rtol=0, atol=1e-9)  # short of it by epsilon


# Goh, "Why Momentum Really Works", Distill 2017, on the bowl: curvatures 0.2 and 4.
SMALL, LARGE = 0.2, 4.0
BEST_GRADIENT_DESCENT = {"alpha": 2 / (SMALL + LARGE)}
BEST_MOMENTUM = {
    "alpha": (2 / (SMALL**0.5 + LARGE**0.5)) ** 2,
    "beta": ((LARGE**0.5 - SMALL**0.5) / (LARGE**0.5 + SMALL**0.5)) ** 2,
}


def rate(rule, averages, curvature, **settings):
    """Factor by which a step shrinks the distance in the long run: the rule's spectral radius.

    On a quadratic a step is linear in (W, *averages), so the rule itself gives its matrix.
    """
    step = np.array(
        [rule(e[0], curvature * e[0], *e[1:], t=1, **settings) for e in np.eye(averages + 1)]
    )
    return np.abs(np.linalg.eigvals(step.T)).max()


def test_theory_gives_the_published_numbers():
    """Goh (2017): the closed forms of the package, for the bowl of the course."""
    np.testing.assert_allclose(best_pair(SMALL, LARGE), [*BEST_MOMENTUM.values()], rtol=1e-13)
    np.testing.assert_allclose(best_pair(LARGE, SMALL), [0.667907, 0.402605], **printed(6))
    assert critical_beta(0.2, LARGE) == pytest.approx((1 - np.sqrt(0.8)) ** 2, rel=1e-14)
    assert stable_alpha(0.0, LARGE) == 0.5
    assert stable_alpha(0.5, LARGE) == 0.75


def worst_rate(rule, averages, **settings):
    return max(rate(rule, averages, curvature, **settings) for curvature in (SMALL, LARGE))


def test_best_alpha_and_rate_of_gradient_descent():
    """Goh (2017), "First steps: gradient descent": 2 / (l1 + ln) and (k - 1) / (k + 1)."""
    k = BOWL.condition_number
    assert k == pytest.approx(20, rel=1e-15)
    np.testing.assert_allclose(BEST_GRADIENT_DESCENT["alpha"], 0.476190, **printed(6))
    best = worst_rate(gradient_descent, 0, **BEST_GRADIENT_DESCENT)
    np.testing.assert_allclose(best, 0.904762, **printed(6))
    np.testing.assert_allclose(best, (k - 1) / (k + 1), rtol=1e-14)
    for alpha in np.linspace(0.01, 0.6, 60):
        assert worst_rate(gradient_descent, 0, alpha=alpha) >= best - 1e-12
    # Every step shrinks both coordinates by exactly this much.
    path = descend(gradient_descent, BOWL.start, BOWL.gradient, 30, **BEST_GRADIENT_DESCENT)
    for name in BOWL.start:
        np.testing.assert_allclose(np.abs(path[name][1:] / path[name][:-1]), best, rtol=1e-12)


def test_best_alpha_beta_and_rate_of_momentum():
    """Goh (2017), "Optimal parameters": rate (sqrt(k) - 1) / (sqrt(k) + 1)."""
    root_k = BOWL.condition_number**0.5
    np.testing.assert_allclose(BEST_MOMENTUM["alpha"], 0.667907, **printed(6))
    np.testing.assert_allclose(BEST_MOMENTUM["beta"], 0.402605, **printed(6))
    best = worst_rate(heavy_ball, 1, **BEST_MOMENTUM)
    # At the best setting the eigenvalues are double, so they are known to half the digits only.
    np.testing.assert_allclose(best, 0.634512, rtol=0, atol=5e-7)
    np.testing.assert_allclose(best, (root_k - 1) / (root_k + 1), rtol=1e-7)
    rates = [
        worst_rate(heavy_ball, 1, alpha=alpha, beta=beta)
        for alpha in np.linspace(0.05, 1.2, 40)
        for beta in np.linspace(0, 0.95, 39)
    ]
    assert min(rates) >= best - 1e-6


@pytest.mark.parametrize("curvature", [SMALL, LARGE])
@pytest.mark.parametrize("alpha", [0.05, 0.2, 0.4])
def test_critical_beta_of_momentum(alpha, curvature):
    """Goh (2017), "The critical damping coefficient": (1 - sqrt(alpha * l))**2 is the fastest."""
    critical = (1 - np.sqrt(alpha * curvature)) ** 2
    fastest = rate(heavy_ball, 1, curvature, alpha=alpha, beta=critical)
    # The rate there is sqrt(beta), where the article's footnote misprints 2 * sqrt(beta).
    np.testing.assert_allclose(fastest, np.sqrt(critical), rtol=1e-6)
    for beta in np.linspace(0, 0.99, 100):
        assert rate(heavy_ball, 1, curvature, alpha=alpha, beta=beta) >= fastest - 1e-6


def test_adam_has_the_defaults_of_its_paper():
    """Kingma & Ba (2015), algorithm 1: "Good default settings for the tested problems"."""
    defaults = {
        name: parameter.default
        for name, parameter in inspect.signature(adam).parameters.items()
        if parameter.default is not inspect.Parameter.empty
    }
    assert defaults == {"alpha": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}
    assert descend(adam, BOWL.start, BOWL.gradient, 1).settings == defaults


def adam_steps(gradients, **settings):
    """Lengths of Adam's steps for a series of gradients, in units of alpha."""
    alpha = 0.01
    path = descend(
        adam,
        {"W": 0.0},
        lambda W, t: {"W": gradients[t - 1]},
        len(gradients),
        alpha=alpha,
        epsilon=0.0 if np.all(gradients) else 1e-300,
        **settings,
    )
    return np.abs(np.diff(path["W"])) / alpha


@pytest.mark.parametrize(("beta1", "beta2"), [(0.9, 0.999), (0.5, 0.99), (0.0, 0.9), (0.8, 0.99)])
def test_a_lone_gradient_after_silence_moves_adam_by_the_bound_of_its_paper(beta1, beta2):
    """Kingma & Ba (2015), section 2.1: alpha * (1 - beta1) / sqrt(1 - beta2), "the most severe
    case of sparsity: when a gradient has been zero at all timesteps except at the current"."""
    bound = (1 - beta1) / np.sqrt(1 - beta2)
    assert 1 - beta1 > np.sqrt(1 - beta2)
    silence = int(40 / (1 - beta2))  # long enough for both corrections to be 1
    gradients = np.zeros(silence)
    gradients[-1] = 7.3
    steps = adam_steps(gradients, beta1=beta1, beta2=beta2)
    np.testing.assert_allclose(steps[-1], bound, rtol=1e-12)


def test_the_lone_gradient_moves_adam_by_3_16_alpha_with_the_usual_coefficients():
    """The number that Kingma & Ba's bound gives for 0.9 and 0.999: sqrt(10)."""
    np.testing.assert_allclose((1 - 0.9) / np.sqrt(1 - 0.999), np.sqrt(10), rtol=1e-12)


@pytest.mark.parametrize("beta", [0.5, 0.9, 0.99])
def test_adam_never_moves_further_than_alpha_where_both_betas_are_equal(beta):
    """Kingma & Ba (2015), section 2.1: alpha, where 1 - beta1 <= sqrt(1 - beta2)."""
    noise = np.random.default_rng(0).standard_normal((300, 50))
    path = descend(
        adam,
        {"W": np.zeros(50)},
        lambda W, t: {"W": noise[t - 1]},
        300,
        alpha=0.01,
        beta1=beta,
        beta2=beta,
    )
    assert np.abs(np.diff(path["W"], axis=0)).max() <= 0.01 * (1 + 1e-12)


def test_the_bound_on_adams_step_holds_for_sparse_gradients_and_not_for_growing_ones():
    """Kingma & Ba (2015), section 2.1, calls the bound one for "the most severe case of sparsity".

    It is not one for every series. By Cauchy and Schwarz the longest step that any series can
    bring about is longer by 1 / sqrt(1 - beta1**2 / beta2), and gradients that grow by
    beta2 / beta1 at each step bring it about.
    """
    beta1, beta2 = 0.9, 0.999
    growing = (beta2 / beta1) ** np.arange(300.0)
    paper = (1 - beta1) / np.sqrt(1 - beta2)
    proven = paper / np.sqrt(1 - beta1**2 / beta2)
    # 300 steps are early for beta2: its correction still lengthens the denominator.
    expected = proven * np.sqrt(1 - beta2**300)
    step = adam_steps(growing, beta1=beta1, beta2=beta2)[-1]
    np.testing.assert_allclose(step, expected, rtol=1e-6)
    assert step > paper


def clamped_adam(W, dW, v_dW, s_dW, *, t, alpha, beta1, beta2):
    W, *averages = adam(W, dW, v_dW, s_dW, t=t, alpha=alpha, beta1=beta1, beta2=beta2)
    return np.clip(W, -1.0, 1.0), *averages


def clamped_amsgrad(W, dW, v_dW, s_dW, s_dW_max, *, t, alpha, beta1, beta2):
    W, *averages = amsgrad(W, dW, v_dW, s_dW, s_dW_max, t=t, alpha=alpha, beta1=beta1, beta2=beta2)
    return np.clip(W, -1.0, 1.0), *averages


def reddis_slope(x, t):
    return {"x": 1010.0 if t % 101 == 1 else -10.0}


def test_adam_goes_to_the_wrong_end_of_reddis_example_and_amsgrad_to_the_right_one():
    """Reddi, Kale & Kumar (2018), section 5: f_t(x) = 1010 x where t mod 101 = 1, else -10 x.

    Over 101 steps the slopes add up to 10, so the optimum of [-1, 1] is -1.
    """
    assert sum(reddis_slope(0, t)["x"] for t in range(1, 102)) == 10
    settings = {"alpha": 1e-2, "beta1": 0.9, "beta2": 0.99, "points_only": True}
    # Means of the first, second and third 100 rounds of 101 steps.
    adams, amsgrads = (
        descend(rule, {"x": 0.0}, reddis_slope, 101 * 300, **settings)["x"][1:]
        .reshape(3, -1)
        .mean(axis=1)
        for rule in (clamped_adam, clamped_amsgrad)
    )
    assert np.all(adams[1:] > 0.9)
    assert np.all(np.diff(amsgrads, prepend=0) < -0.05)
