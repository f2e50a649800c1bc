"""The update rules, simplest first; each is the pseudocode and nothing else.

    rule(W, dW, *averages, t, **settings) -> (W, *averages)

``W`` is a parameter, ``dW`` its gradient, of the same shape; averages start at 0 and keep that
shape; ``t`` is the number of the step, counted from 1. A setting is a number, or an array that
broadcasts against ``W``: then every one of its values is tried at once. No rule writes to what it
is given, and none remembers anything: what it needs for the next step, it returns.

This file does not loop, and it does not check its input: `optlearn.descent` does both.
"""

from numpy import sqrt


def gradient_descent(W, dW, *, t, alpha):
    """Step against the gradient.

        W = W - alpha * dW

    Source: Cauchy (1847). PyTorch's and Optax's ``SGD`` without momentum are the same.
    """
    W = W - alpha * dW
    return (W,)


def momentum(W, dW, v_dW, *, t, alpha, beta=0.9):
    """Step against the average of the gradients: along a valley they add up, across it they cancel.

        v_dW = beta * v_dW + (1 - beta) * dW
        W = W - alpha * v_dW

    Source: Polyak (1964), with the average weighted as in Ng's course. The ``momentum`` of PyTorch,
    Optax and Keras leaves ``(1 - beta)`` out: that form is `heavy_ball`.
    """
    v_dW = beta * v_dW + (1 - beta) * dW
    W = W - alpha * v_dW
    return W, v_dW


def heavy_ball(W, dW, v_dW, *, t, alpha, beta=0.9):
    """Momentum with a sum in place of the average, as the frameworks write it.

        v_dW = beta * v_dW + dW
        W = W - alpha * v_dW

    With ``alpha * (1 - beta)`` for alpha it walks the path of `momentum`.
    Source: Polyak (1964); Goh, "Why Momentum Really Works", Distill (2017).
    """
    v_dW = beta * v_dW + dW
    W = W - alpha * v_dW
    return W, v_dW


def rmsprop(W, dW, s_dW, *, t, alpha, beta=0.9, epsilon=1e-8):
    """Divide each gradient by the root of the average of its squares.

        s_dW = beta * s_dW + (1 - beta) * dW**2
        W = W - alpha * dW / (sqrt(s_dW) + epsilon)

    Source: Tieleman & Hinton, Coursera lecture 6.5 (2012). PyTorch is the same and calls beta
    ``alpha``; Optax is the same with ``eps_in_sqrt=False``; Keras puts epsilon inside the root.
    """
    s_dW = beta * s_dW + (1 - beta) * dW**2
    W = W - alpha * dW / (sqrt(s_dW) + epsilon)
    return W, s_dW


def adam(W, dW, v_dW, s_dW, *, t, alpha=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Momentum over RMSprop, each average corrected for its start at zero.

        v_dW = beta1 * v_dW + (1 - beta1) * dW
        s_dW = beta2 * s_dW + (1 - beta2) * dW**2
        v_dW_corrected = v_dW / (1 - beta1**t)
        s_dW_corrected = s_dW / (1 - beta2**t)
        W = W - alpha * v_dW_corrected / (sqrt(s_dW_corrected) + epsilon)

    Source: Kingma & Ba (2015), algorithm 1. PyTorch and Optax are the same; Keras adds epsilon to
    the root before it is corrected, so its epsilon weighs more in the first steps.
    """
    v_dW = beta1 * v_dW + (1 - beta1) * dW
    s_dW = beta2 * s_dW + (1 - beta2) * dW**2
    v_dW_corrected = v_dW / (1 - beta1**t)
    s_dW_corrected = s_dW / (1 - beta2**t)
    W = W - alpha * v_dW_corrected / (sqrt(s_dW_corrected) + epsilon)
    return W, v_dW, s_dW
