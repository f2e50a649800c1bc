"""Rules that came after, or beside, the ones that build Adam; each in the form of `optlearn.rules`.

Each differs from a rule of that file by the line that is its idea.
"""

from numpy import maximum, sqrt


def decaying_gradient_descent(W, dW, *, t, alpha, decay=0.0):
    """Gradient descent whose steps get shorter, so that noise in the gradient averages out.

        W = W - alpha / (1 + decay * (t - 1)) * dW

    The learning rate of the first step is alpha. Source: Robbins & Monro (1951): it is enough that
    the learning rates add up to infinity and their squares do not.
    """
    W = W - alpha / (1 + decay * (t - 1)) * dW
    return (W,)


def nesterov(W, dW, v_dW, *, t, alpha, beta=0.9):
    """Momentum that looks one step ahead: what the average will be, if the gradient stays.

        v_dW = beta * v_dW + (1 - beta) * dW
        W = W - alpha * (beta * v_dW + (1 - beta) * dW)

    Source: Nesterov (1983), in the form of Sutskever et al. (2013). With ``alpha * (1 - beta)`` for
    their learning rate it is the ``nesterov=True`` of PyTorch, Optax and Keras.
    """
    v_dW = beta * v_dW + (1 - beta) * dW
    W = W - alpha * (beta * v_dW + (1 - beta) * dW)
    return W, v_dW


def amsgrad(W, dW, v_dW, s_dW, s_dW_max, *, t, alpha=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Adam with the largest average of squares so far in the denominator, so that it never forgets.

        s_dW_max = max(s_dW_max, s_dW)
        W = W - alpha * v_dW_corrected / (sqrt(s_dW_max_corrected) + epsilon)

    Source: Reddi, Kale & Kumar (2018), algorithm 2, with Adam's corrections as PyTorch has them
    (``amsgrad=True``); Optax takes the largest of the corrected averages.
    """
    v_dW = beta1 * v_dW + (1 - beta1) * dW
    s_dW = beta2 * s_dW + (1 - beta2) * dW**2
    s_dW_max = maximum(s_dW_max, s_dW)
    v_dW_corrected = v_dW / (1 - beta1**t)
    s_dW_max_corrected = s_dW_max / (1 - beta2**t)
    W = W - alpha * v_dW_corrected / (sqrt(s_dW_max_corrected) + epsilon)
    return W, v_dW, s_dW, s_dW_max


def adam_l2(
    W, dW, v_dW, s_dW, *, t, alpha=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8, weight_decay=0.01
):
    """Adam on a cost with ``weight_decay * W**2 / 2`` added, whose slope the root divides as well.

        dW = dW + weight_decay * W,  then as Adam

    Source: the ``weight_decay`` of PyTorch's ``Adam``; Loshchilov & Hutter (2019), algorithm 2.
    """
    dW = dW + weight_decay * W
    v_dW = beta1 * v_dW + (1 - beta1) * dW
    s_dW = beta2 * s_dW + (1 - beta2) * dW**2
    v_dW_corrected = v_dW / (1 - beta1**t)
    s_dW_corrected = s_dW / (1 - beta2**t)
    W = W - alpha * v_dW_corrected / (sqrt(s_dW_corrected) + epsilon)
    return W, v_dW, s_dW


def adamw(
    W, dW, v_dW, s_dW, *, t, alpha=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8, weight_decay=0.01
):
    """Adam that shrinks every weight by the same share a step, whatever its gradients were.

        W = W - alpha * (v_dW_corrected / (sqrt(s_dW_corrected) + epsilon) + weight_decay * W)

    Source: Loshchilov & Hutter (2019), algorithm 2, with the decay multiplied by alpha, as in
    PyTorch's and Optax's ``adamw``.
    """
    v_dW = beta1 * v_dW + (1 - beta1) * dW
    s_dW = beta2 * s_dW + (1 - beta2) * dW**2
    v_dW_corrected = v_dW / (1 - beta1**t)
    s_dW_corrected = s_dW / (1 - beta2**t)
    W = W - alpha * (v_dW_corrected / (sqrt(s_dW_corrected) + epsilon) + weight_decay * W)
    return W, v_dW, s_dW
