"""The exponentially weighted moving average of a series, its weights and its bias correction.

    v[t] = beta * v[t-1] + (1 - beta) * theta[t]        v[0] = 0, t counted from 1

Source: Brown (1956), "Exponential Smoothing for Predicting Demand"; the bias correction is that of
Kingma & Ba (2015), section 3.
"""

import numpy as np

from optlearn.settings import checked_count, checked_floats, checked_setting, checked_shape


def running_mean(series):
    """Mean of all values so far, after each value.

        v[t] = v[t-1] + (theta[t] - v[t-1]) / t

    `series` has shape (n, ...), oldest value first; the result has the same shape, unit and float
    type. Raises ValueError for a series without a time axis.
    """
    theta = checked_series(series)
    wide = np.result_type(theta, float)  # the sum of many float16 or float32 loses its last values
    t = np.arange(1, len(theta) + 1).reshape(-1, *[1] * (theta.ndim - 1))
    return (np.cumsum(theta, axis=0, dtype=wide) / t).astype(theta.dtype)


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
    The averages, in the unit of the series; shape (n, ...), where ... is what the shapes of one
    value and of beta broadcast to.

    Raises ValueError or TypeError that names the argument, for a beta outside [0, 1), a series
    without a time axis, or shapes that do not broadcast.
    """
    theta = checked_series(series)
    beta = checked_setting("beta", beta)
    shape = checked_shape({"a value of the series": theta.shape[1:], "beta": np.shape(beta)})
    v = np.zeros(shape, dtype=theta.dtype)
    averages = np.empty((len(theta), *v.shape), dtype=theta.dtype)
    for t, value in enumerate(theta, start=1):
        v = beta * v + (1 - beta) * value
        averages[t - 1] = v / (1 - beta**t) if corrected else v
    return averages


def weights(beta, t):
    """Weight that the average after step `t` gives to each of its values, oldest first.

        (1 - beta) * beta**(t - i)        for the value of step i = 1 … t

    Shape (t,). They add up to ``1 - beta**t``, which is why a young average is too small.
    Raises TypeError or ValueError for a beta that is not one number in [0, 1), or a t below 1.
    """
    beta, t = checked_setting("beta", beta), checked_count("t", t)
    if np.ndim(beta):
        raise ValueError(f"beta must be one number; got an array of shape {beta.shape}")
    return (1 - beta) * beta ** np.arange(t - 1, -1, -1.0)


def correct(v, beta, t):
    """Bias correction ``v / (1 - beta**t)`` of an average `v` after `t` >= 1 steps from zero.

    All three may be arrays that broadcast. Raises TypeError or ValueError that names the argument.
    """
    v, beta, t = checked_floats("v", v), checked_setting("beta", beta), checked_setting("t", t)
    checked_shape({"v": v.shape, "beta": np.shape(beta), "t": np.shape(t)})
    return v / (1 - beta**t)


def window(beta):
    """About how many of the latest values an average with this beta looks at: ``1 / (1 - beta)``.

    The values within the window carry ``1 - beta**window`` of the weight: 75 % for beta = 0.5,
    65 % for 0.9, and near beta = 1 the 63 % that is ``1 - 1/e``.
    """
    return 1 / (1 - checked_setting("beta", beta))


def half_life(beta):
    """Steps after which a value counts for half: ``ln(1/2) / ln(beta)``, which is 0 for beta 0."""
    with np.errstate(divide="ignore"):
        return np.log(0.5) / np.log(checked_setting("beta", beta))


def checked_series(series):
    """Return a series as an array of floats with a time axis."""
    theta = checked_floats("series", series)
    if theta.ndim == 0:
        raise ValueError(f"series must have a time axis, shape (n, ...); got the scalar {series!r}")
    return theta
