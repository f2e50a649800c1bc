"""What theory foretells of momentum is what is measured, and what Goh has published."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from optlearn import Bowl, descend, heavy_ball
from optlearn.theory import best_pair, critical_beta, stable_alpha

BOWL = Bowl()


def kept(alpha, beta, curvature, steps=300):
    """Share of the distance that a step keeps: the largest over the last half of a descent."""
    start = {"W": 1.0}
    path = descend(heavy_ball, start, lambda W: {"W": curvature * W}, steps, alpha=alpha, beta=beta)
    half = steps // 2
    # Of a swing the size counts, not the moment: the largest distance of twenty steps.
    early, late = (np.abs(path["W"][end - 20 : end]).max() for end in (half, steps))
    return (late / early) ** (1 / (steps - half))


def test_goh_s_numbers_for_the_bowl():
    """Published for B: alpha 0.667907, beta 0.402605, rate 0.634512 (Distill, 2017)."""
    alpha, beta = best_pair(0.2, 4.0)
    assert_allclose([alpha, beta, np.sqrt(beta)], [0.667907, 0.402605, 0.634512], atol=5e-7)


@pytest.mark.parametrize("condition_number", [1.5, 20, 1000])
def test_best_pair_damps_both_directions_critically_in_either_order(condition_number):
    low, high = 0.3, 0.3 * condition_number
    alpha, beta = best_pair(low, high)
    assert_allclose(critical_beta(alpha, np.array([low, high])), beta, rtol=1e-12)
    assert_allclose(best_pair(high, low), (alpha, beta), rtol=1e-12)
    root = np.sqrt(condition_number)
    assert_allclose(np.sqrt(beta), (root - 1) / (root + 1), rtol=1e-12)


def test_a_round_bowl_needs_no_momentum_and_one_step():
    alpha, beta = best_pair(4.0, 4.0)
    assert (alpha, beta) == (0.25, 0.0)


@pytest.mark.parametrize("curvature", [0.2, 4.0])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.5])
def test_beyond_critical_a_step_keeps_the_root_of_beta_and_below_it_more(curvature, share):
    alpha = share / curvature
    critical = critical_beta(alpha, curvature)
    for beta in (critical + 0.02, (1 + critical) / 2):
        assert_allclose(kept(alpha, beta, curvature), np.sqrt(beta), atol=4e-3)
    assert kept(alpha, max(critical - 0.1, 0), curvature) > np.sqrt(critical) + 0.02


def sides(alpha, beta, curvature, steps=12):
    """On which side of the minimum each point of a descent is."""
    path = descend(
        heavy_ball, {"W": 1.0}, lambda W: {"W": curvature * W}, steps, alpha=alpha, beta=beta
    )
    return np.sign(path["W"]).tolist()


@pytest.mark.parametrize("curvature", [0.2, 4.0])
def test_below_critical_it_creeps_or_leaps_and_above_it_swings(curvature):
    for product in (0.05, 0.3, 0.7):
        alpha = product / curvature
        critical = critical_beta(alpha, curvature)
        for share in (0.0, 0.5, 0.99):
            assert sides(alpha, share * critical, curvature) == [1] * 13
    for product in (1.5, 2.1, 3.0):  # also where it diverges
        alpha = product / curvature
        critical = critical_beta(alpha, curvature)
        for share in (0.0, 0.5, 0.99):
            assert sides(alpha, share * critical, curvature) == [1, -1] * 6 + [1]
        swings = sides(alpha, critical + 0.2, curvature)
        assert swings != [1, -1] * 6 + [1]
    assert critical_beta(1 / curvature, curvature) == 0


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9])
@pytest.mark.parametrize("curvature", [0.2, 4.0])
def test_a_walk_is_stable_just_below_the_limit_and_not_above_it(beta, curvature):
    limit = stable_alpha(beta, curvature)
    assert kept(0.995 * limit, beta, curvature) < 1
    assert kept(1.005 * limit, beta, curvature) > 1


def test_the_best_pair_is_the_best_of_its_neighbourhood():
    alpha, beta = best_pair(0.2, 4.0)

    def slowest(alpha, beta):
        return max(kept(alpha, beta, curvature) for curvature in (0.2, 4.0))

    best = slowest(alpha, beta)
    for change in (0.9, 1.1):
        assert slowest(change * alpha, beta) > best + 0.02
        assert slowest(alpha, change * beta) > best + 0.02


@pytest.mark.parametrize(
    ("function", "arguments", "error", "message"),
    [
        (critical_beta, (0.0, 4.0), ValueError, "alpha must be finite and greater than 0; got 0"),
        (critical_beta, (0.1, -4.0), ValueError, "curvature must be finite and greater than 0"),
        (critical_beta, ("x", 4.0), TypeError, "alpha must be a number or an array of numbers"),
        (stable_alpha, (1.0, 4.0), ValueError, "beta must be at least 0 and less than 1; got 1"),
        (stable_alpha, (0.5, np.nan), ValueError, "curvature must be finite and greater than 0"),
        (best_pair, (0.2, np.inf), ValueError, "curvature_b must be finite and greater than 0"),
        (best_pair, (None, 4.0), TypeError, "curvature_W must be a number or an array"),
        (best_pair, ([0.2, 1], [1, 2, 3]), ValueError, "curvature_W .* must have shapes that"),
    ],
)
def test_a_bad_argument_is_named(function, arguments, error, message):
    with pytest.raises(error, match=message):
        function(*arguments)
