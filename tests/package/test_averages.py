"""Exponentially weighted averages: closed forms, corrections, shapes, dtypes, errors."""

import numpy as np
import pytest

from optlearn.averages import (
    correct,
    exponential_average,
    half_life,
    running_mean,
    weights,
    window,
)
from tests.marks import SILENT

BETAS = [0.0, 0.5, 0.9, 0.99, 0.999]
#: A power known to half an ulp of 1 leaves 1 - beta**t known to this, the worst at t = 1.
EPS = np.finfo(float).eps
NOISE = np.random.default_rng(0).standard_normal(60)


def test_running_mean_is_the_mean_of_all_values_so_far():
    expected = [NOISE[:t].mean() for t in range(1, 61)]
    np.testing.assert_allclose(running_mean(NOISE), expected, rtol=1e-13, atol=1e-15)


def test_running_mean_follows_its_recursion():
    v = running_mean(NOISE)
    t = np.arange(2, 61)
    np.testing.assert_allclose(v[1:], v[:-1] + (NOISE[1:] - v[:-1]) / t, rtol=1e-12)


def test_running_mean_keeps_further_axes_apart():
    table = NOISE.reshape(20, 3)
    for column in range(3):
        assert np.array_equal(running_mean(table)[:, column], running_mean(table[:, column]))


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_running_mean_of_a_long_series_is_exact_to_its_own_float_type(dtype):
    # A sum in float16 stops growing at 2048, one in float32 drifts by an ulp of itself a value.
    for series in (np.ones(3000, dtype), 20 + np.tile(NOISE, 500).astype(dtype)):
        t = np.arange(1, len(series) + 1)
        exact = np.cumsum(series.astype(float)) / t
        # Rounding to the nearest is off by half an ulp at most.
        eps = np.finfo(dtype).eps
        np.testing.assert_allclose(running_mean(series), exact, rtol=eps / 2 * (1 + 1e-6))


@pytest.mark.skipif(np.finfo(np.longdouble).eps == EPS, reason="longdouble is float64 here")
def test_running_mean_of_a_longdouble_is_as_exact_as_that():
    series = np.full(10, 1 / np.longdouble(3))
    assert running_mean(series).dtype == np.longdouble
    assert abs(running_mean(series) * 3 - 1).max() < 10 * np.finfo(np.longdouble).eps


@pytest.mark.parametrize("beta", BETAS)
def test_exponential_average_is_the_weighted_sum_of_its_values(beta):
    v = exponential_average(NOISE, beta)
    expected = [weights(beta, t) @ NOISE[:t] for t in range(1, 61)]
    np.testing.assert_allclose(v, expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("beta", BETAS)
def test_corrected_average_is_the_average_with_weights_that_add_up_to_one(beta):
    v = exponential_average(NOISE, beta, corrected=True)
    expected = [np.average(NOISE[:t], weights=weights(beta, t)) for t in range(1, 61)]
    np.testing.assert_allclose(v, expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("beta", BETAS)
def test_corrected_average_of_a_constant_is_that_constant(beta):
    v = exponential_average(np.full(50, 21.5), beta, corrected=True)
    np.testing.assert_allclose(v, 21.5, rtol=1e-12)


@pytest.mark.parametrize("beta", BETAS)
def test_uncorrected_average_of_a_constant_is_too_small_by_beta_to_the_t(beta):
    t = np.arange(1, 51)
    v = exponential_average(np.full(50, 21.5), beta)
    np.testing.assert_allclose(v, 21.5 * (1 - beta**t), rtol=1e-12)


def test_average_with_beta_0_is_the_series_itself():
    assert np.array_equal(exponential_average(NOISE, 0.0), NOISE)


def test_an_array_of_betas_gives_the_average_of_each():
    together = exponential_average(NOISE, BETAS)
    assert together.shape == (60, 5)
    for column, beta in enumerate(BETAS):
        np.testing.assert_array_equal(together[:, column], exponential_average(NOISE, beta))
    corrected = exponential_average(NOISE, BETAS, corrected=True)
    for column, beta in enumerate(BETAS):
        np.testing.assert_allclose(
            corrected[:, column],
            exponential_average(NOISE, beta, corrected=True),
            rtol=2 * EPS / (1 - beta),
        )


def test_values_and_betas_broadcast():
    table = NOISE.reshape(20, 3)
    betas = np.array([[0.5], [0.9]])
    v = exponential_average(table, betas)
    assert v.shape == (20, 2, 3)
    np.testing.assert_array_equal(v[:, 1, 2], exponential_average(table[:, 2], 0.9))


@pytest.mark.parametrize("corrected", [False, True])
@pytest.mark.parametrize("beta", [0.9, np.array([0.5, 0.9])], ids=["number", "array"])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_averages_keep_the_float_type_of_their_series(dtype, beta, corrected):
    series = NOISE.astype(dtype)
    assert exponential_average(series, beta, corrected=corrected).dtype == dtype
    assert running_mean(series).dtype == dtype
    assert correct(series, 0.9, 3).dtype == dtype


def test_a_float32_series_is_averaged_in_float32():
    series, v = NOISE.astype(np.float32), np.float32(0)
    for theta, average in zip(series, exponential_average(series, 0.9), strict=True):
        v = 0.9 * v + (1 - 0.9) * theta
        assert average == v


def test_whole_numbers_are_averaged_as_float64():
    assert exponential_average([1, 2], 0.5).tolist() == [0.5, 1.25]
    assert running_mean([1, 2]).tolist() == [1.0, 1.5]
    assert exponential_average([1, 2], 0.5).dtype == np.float64


def test_a_series_is_never_written_to():
    series = NOISE.copy()
    exponential_average(series, 0.9, corrected=True)[:] = 0
    running_mean(series)[:] = 0
    correct(series, 0.9, 3)[:] = 0
    assert np.array_equal(series, NOISE)


def test_a_series_without_values_has_averages_without_values():
    assert exponential_average(np.zeros((0, 3)), 0.9).shape == (0, 3)
    assert running_mean(np.zeros((0, 3))).shape == (0, 3)


@pytest.mark.parametrize("beta", BETAS)
@pytest.mark.parametrize("t", [1, 2, 10, 1000])
def test_weights_add_up_to_one_minus_beta_to_the_t(beta, t):
    w = weights(beta, t)
    assert w.shape == (t,)
    np.testing.assert_allclose(w.sum(), 1 - beta**t, rtol=1e-12)


def test_weights_are_oldest_first_and_shrink_by_beta_a_step():
    # By hand: the third value has weight 0.1, the second 0.1 * 0.9, the first 0.1 * 0.9 * 0.9.
    np.testing.assert_allclose(weights(0.9, 3), [0.081, 0.09, 0.1], rtol=1e-14)


def test_weights_for_beta_0_are_all_on_the_latest_value():
    assert weights(0, 4).tolist() == [0, 0, 0, 1]


@pytest.mark.parametrize("beta", BETAS)
def test_correct_undoes_the_bias_of_every_step(beta):
    v = exponential_average(NOISE, beta)
    expected = exponential_average(NOISE, beta, corrected=True)
    actual = correct(v, beta, np.arange(1, 61))
    np.testing.assert_allclose(actual, expected, rtol=2 * EPS / (1 - beta))


def test_correct_broadcasts_its_arguments():
    v = correct(np.ones((4, 1)), np.array([0.0, 0.5]), np.arange(1, 5)[:, None])
    np.testing.assert_allclose(v[:, 0], 1)
    np.testing.assert_allclose(v[:, 1], [1 / 0.5, 1 / 0.75, 1 / 0.875, 1 / 0.9375])


def test_windows_and_half_lives_are_those_of_the_textbook():
    np.testing.assert_allclose(window([0.5, 0.9, 0.98, 0.999]), [2, 10, 50, 1000], rtol=1e-12)
    np.testing.assert_allclose(half_life([0.9, 0.99, 0.999]), [6.58, 68.97, 692.80], atol=0.005)
    assert window(0.9) == pytest.approx(10)
    assert half_life(0.5) == 1


@SILENT
def test_half_life_without_memory_is_zero_without_a_warning():
    assert half_life(0) == 0
    assert half_life([0, 0.5]).tolist() == [0, 1]


@pytest.mark.parametrize("beta", [0.9, 0.99, 0.999])
def test_a_value_counts_half_after_its_half_life(beta):
    assert beta ** half_life(beta) == pytest.approx(0.5, rel=1e-12)


@pytest.mark.parametrize(
    ("beta", "percent"), [(0.0, 100), (0.5, 75), (0.9, 65), (0.99, 63), (0.999, 63)]
)
def test_the_window_carries_the_share_of_the_weight_that_is_told(beta, percent):
    within = round(float(window(beta)))
    share = weights(beta, 40 * within)[-within:].sum()
    assert share == pytest.approx(1 - beta**within, rel=1e-12)
    assert round(100 * share) == percent


def test_after_one_window_35_percent_of_the_start_up_bias_is_left():
    assert 1 - weights(0.9, 10).sum() == pytest.approx(0.349, abs=5e-4)


BAD_BETAS = [
    (1, ValueError, r"beta must be at least 0 and less than 1; got 1"),
    (-0.1, ValueError, r"beta must be at least 0 and less than 1; got -0\.1"),
    (float("nan"), ValueError, r"beta must be at least 0 and less than 1; got nan"),
    ([0.5, 1.5], ValueError, r"beta must be at least 0 and less than 1; got 1\.5"),
    ("0.9", TypeError, r"beta must be a number or an array of numbers; got '0\.9'"),
    (None, TypeError, r"beta must be a number or an array of numbers; got None"),
    (True, TypeError, r"beta must be a number or an array of numbers; got True"),
    (0.5j, TypeError, r"beta must be a number or an array of numbers; got 0\.5j"),
    ([[0.5], [0.5, 0.6]], TypeError, r"beta must be a number or an array of numbers; got \[\["),
]
TAKES_BETA = {
    "exponential_average": lambda beta: exponential_average([1.0], beta),
    "weights": lambda beta: weights(beta, 3),
    "correct": lambda beta: correct(1.0, beta, 1),
    "window": window,
    "half_life": half_life,
}


@pytest.mark.parametrize("function", TAKES_BETA.values(), ids=TAKES_BETA)
@pytest.mark.parametrize(
    ("beta", "error", "message"), BAD_BETAS, ids=[str(b[0]) for b in BAD_BETAS]
)
def test_a_bad_beta_is_named(function, beta, error, message):
    with pytest.raises(error, match=message):
        function(beta)


@pytest.mark.parametrize(
    "function", [running_mean, lambda series: exponential_average(series, 0.9)]
)
@pytest.mark.parametrize(
    ("series", "error", "message"),
    [
        (
            3.0,
            ValueError,
            r"series must have a time axis, shape \(n, \.\.\.\); got the scalar 3\.0",
        ),
        ("warm", TypeError, r"series must be a number or an array of numbers; got 'warm'"),
        (["1", "2"], TypeError, r"series must be a number or an array of numbers; got \['1'"),
        ([1, 2j], TypeError, r"series must be a number or an array of numbers; got \[1, 2j\]"),
        ([[1], [2, 3]], TypeError, r"series must be a number or an array of numbers; got \[\[1\]"),
    ],
)
def test_a_bad_series_is_named(function, series, error, message):
    with pytest.raises(error, match=message):
        function(series)


def test_shapes_that_do_not_broadcast_are_named():
    with pytest.raises(
        ValueError,
        match=r"a value of the series and beta must have shapes that broadcast; "
        r"got a value of the series \(3,\), beta \(2,\)",
    ):
        exponential_average(np.ones((4, 3)), [0.5, 0.9])
    with pytest.raises(
        ValueError,
        match=r"v and beta and t must have shapes that broadcast; "
        r"got v \(3,\), beta \(2,\), t \(\)",
    ):
        correct(np.ones(3), [0.5, 0.9], 1)
    with pytest.raises(ValueError, match=r"got v \(\), beta \(3,\), t \(2,\)"):
        correct(1.0, [0.5, 0.9, 0.99], [1, 2])


@pytest.mark.parametrize(
    ("t", "error", "message"),
    [
        (0, ValueError, r"t must be a whole number of at least 1; got 0"),
        (-3, ValueError, r"t must be a whole number of at least 1; got -3"),
        (2.0, TypeError, r"t must be a whole number of at least 1; got 2\.0"),
        (True, TypeError, r"t must be a whole number of at least 1; got True"),
    ],
)
def test_weights_of_a_bad_step_are_refused(t, error, message):
    with pytest.raises(error, match=message):
        weights(0.9, t)


def test_weights_are_for_one_beta():
    with pytest.raises(ValueError, match=r"beta must be one number; got an array of shape \(2,\)"):
        weights([0.5, 0.9], 2)


@pytest.mark.parametrize(
    ("t", "error", "message"),
    [
        (0, ValueError, r"t must be at least 1, as steps are counted from 1; got 0"),
        ([1, 0], ValueError, r"t must be at least 1, as steps are counted from 1; got 0"),
        (float("nan"), ValueError, r"t must be at least 1, as steps are counted from 1; got nan"),
        ("1", TypeError, r"t must be a number or an array of numbers; got '1'"),
    ],
)
def test_a_correction_before_the_first_step_is_refused(t, error, message):
    with pytest.raises(error, match=message):
        correct(1.0, 0.9, t)


def test_correct_names_an_average_that_is_no_number():
    with pytest.raises(TypeError, match=r"v must be a number or an array of numbers; got 'v'"):
        correct("v", 0.9, 1)
