"""What theory foretells of momentum on a bowl, in the form with the sum (`optlearn.heavy_ball`).

Along each direction of the bowl the walker is a spring with friction: above `critical_beta` it
swings, `stable_alpha` is where it flies apart, and with `best_pair` the slower of two directions
is, in the long run, as fast as it can be.

Source: Goh, "Why Momentum Really Works", Distill (2017).
"""

from numpy import shape, sqrt

from optlearn.settings import checked_setting, checked_shape


def critical_beta(alpha, curvature):
    """The beta above which a direction of this curvature swings: it is critically damped there.

        (1 - sqrt(alpha * curvature)) ** 2

    Below it, the walker creeps where ``alpha * curvature`` is less than 1; where it is more, it
    leaps from one side of the minimum to the other at every step, and at 1 no beta is below.

    From there upwards a step keeps ``sqrt(beta)`` of the distance, whatever alpha and curvature
    are, as long as alpha is below `stable_alpha`. Arguments are numbers or arrays that broadcast.
    Raises TypeError or ValueError for one that is not positive.
    """
    alpha, curvature = checked(alpha=alpha, curvature=curvature)
    return (1 - sqrt(alpha * curvature)) ** 2


def stable_alpha(beta, curvature):
    """The alpha from which on a direction of this curvature diverges.

        2 * (1 + beta) / curvature

    Arguments are numbers or arrays that broadcast.
    Raises TypeError or ValueError for a beta outside [0, 1) or a curvature that is not positive.
    """
    beta, curvature = checked(beta=beta, curvature=curvature)
    return 2 * (1 + beta) / curvature


def best_pair(curvature_W, curvature_b):
    """Goh's alpha and beta for a bowl of these two curvatures, in either order.

        alpha = (2 / (sqrt(curvature_W) + sqrt(curvature_b))) ** 2
        beta = (1 - sqrt(alpha * curvature_W)) ** 2

    With them both directions are critically damped at once, and each step keeps ``sqrt(beta)`` of
    the distance: with k for the root of the condition number, that is (k - 1) / (k + 1).
    Arguments are numbers or arrays that broadcast.
    Raises TypeError or ValueError for one that is not positive.
    """
    curvature_W, curvature_b = checked(curvature_W=curvature_W, curvature_b=curvature_b)
    alpha = (2 / (sqrt(curvature_W) + sqrt(curvature_b))) ** 2
    beta = (1 - sqrt(alpha * curvature_W)) ** 2
    return alpha, beta


def checked(**settings):
    """Return settings that are each within their limits and broadcast, or say what is wrong."""
    values = {name: checked_setting(name, value) for name, value in settings.items()}
    checked_shape({name: shape(value) for name, value in values.items()})
    return values.values()
