"""The exponentially weighted moving average of a series, its weights and its bias correction.

    v[t] = beta * v[t-1] + (1 - beta) * theta[t]        v[0] = 0, t counted from 1

Source: Brown (1956), "Exponential Smoothing for Predicting Demand"; the bias correction is that of
Kingma & Ba (2015), section 3.
"""

import numpy as np

from optlearn.settings import checked_count, checked_setting


def running_mean(series):
    """Mean of all values so far, after each value.

        v[t] = v[t-1] + (theta[t] - v[t-1]) / t

    `series` has shape (n, ...), oldest value first; the result has the same shape and unit.
    Raises ValueError for a series without a time axis.
    """
    theta = checked_series(series)
    t = np.arange(1, len(theta) + 1, dtype=theta.dtype).reshape(-1, *[1] * (theta.ndim - 1))
    return np.cumsum(theta, axis=0) / t


def exponential_average(series, beta, *, corrected=False):
    """Exponentially weighted average after each value of a series.

        v[t] = beta * v[t-1] + (1 - beta) * theta[t],  divided by  1 - beta**t  where `corrected`

    Parameters
    ----------
    series : shape (n, ...), oldest value first, any unit.
    beta : the weight of the past, 0 <= beta < 1; an array gives an average for each of its values.
    corrected : undo the bias of the start at zero.

    Returns
    -------
    The averages, in the unit of the series; shape (n, ...), and with an array of betas
    (n, *broadcast of one value's shape and beta's shape*).

    Raises ValueError or TypeError that names the argument, for a beta outside [0, 1) or a series
    without a time axis.
    """
    theta = checked_series(series)
    beta = checked_setting("beta", beta)
    v = np.zeros(np.broadcast_shapes(theta.shape[1:], np.shape(beta)), dtype=theta.dtype)
    averages = np.empty((len(theta), *v.shape), dtype=theta.dtype)
    for t, value in enumerate(theta, start=1):
        v = beta * v + (1 - beta) * value
        averages[t - 1] = v / (1 - beta**t) if corrected else v
    return averages


def weights(beta, t):
    """Weight that the average after step `t` gives to each of its values, oldest first.

        (1 - beta) * beta**(t - i)        for the value of step i = 1 … t

    Shape (t,). They add up to ``1 - beta**t``, which is why a young average is too small.
    """
    beta = checked_setting("beta", beta)
    t = checked_count("t", t)
    return (1 - beta) * beta ** np.arange(t - 1, -1, -1.0)


def correct(v, beta, t):
    """Bias correction ``v / (1 - beta**t)`` of an average `v` after `t` >= 1 steps from zero."""
    t = np.asarray(t)
    if np.any(t < 1):
        raise ValueError(f"t counts steps from 1, so it must be at least 1; got {t}")
    return np.asarray(v) / (1 - checked_setting("beta", beta) ** t)


def window(beta):
    """About how many of the latest values an average with this beta looks at: ``1 / (1 - beta)``.

    The values within the window carry about 63 % of the weight, older ones the other 37 %.
    """
    return 1 / (1 - np.asarray(checked_setting("beta", beta)))


def half_life(beta):
    """Steps after which a value counts for half: ``ln(1/2) / ln(beta)``, which is 0 for beta 0."""
    with np.errstate(divide="ignore"):
        return np.log(0.5) / np.log(np.asarray(checked_setting("beta", beta), dtype=float))


def checked_series(series):
    """Return a series as an array of floats with a time axis."""
    theta = np.asarray(series)
    if theta.ndim == 0:
        raise ValueError(f"series must have a time axis, shape (n, ...); got the scalar {series!r}")
    return theta if theta.dtype.kind == "f" else theta.astype(float)
