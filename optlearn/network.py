"""A small network that reads digits: its cost, and its gradient by backpropagation.

    hidden = relu(images @ W1 + b1)
    scores = hidden @ W2 + b2
    cost   = mean over the images of -log(softmax(scores)[label])

The parameters W1, b1, W2 and b2 are named matrices: they go to `optlearn.descent.walk` as they are,
and the rules that moved a point in a bowl move them unchanged.

One network or many: where W1 has the shape (runs, pixels, hidden), every run is a network of its
own, and one call moves them all. The biases are rows, b1 (runs, 1, hidden) and b2 (runs, 1,
classes), so that a setting such as alpha of shape (runs, 1, 1) fits every parameter.

Nothing here keeps a state: the weights follow from a seed, a mini-batch from a seed and a step.
"""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from optlearn.settings import as_array, checked_count, checked_float_type

Floats = NDArray[np.floating]
Integers = NDArray[np.integer]


def initial_weights(
    seed: ArrayLike, sizes: tuple[int, int, int] = (64, 32, 10), *, dtype: DTypeLike = np.float64
) -> dict[str, Floats]:
    """Random weights to start from: W normal with variance ``2 / inputs``, b zero.

    Parameters
    ----------
    seed : whole number; the same one gives the same weights. Several of them give several runs.
    sizes : numbers of pixels, hidden values and classes.
    dtype : float64 or float32.

    Raises TypeError or ValueError that names the argument.
    Source: He, Zhang, Ren & Sun (2015), "Delving Deep into Rectifiers", section 2.2.
    """
    seeds = checked_seeds(seed)
    if not isinstance(sizes, tuple | list) or len(sizes) != 3:
        raise ValueError(f"sizes must be three: pixels, hidden values, classes; got {sizes!r}")
    pixels, hidden, classes = (checked_count("sizes", size) for size in sizes)
    dtype = checked_float_type(dtype)
    W1 = np.empty((*seeds.shape, pixels, hidden), dtype)
    W2 = np.empty((*seeds.shape, hidden, classes), dtype)
    for run in np.ndindex(seeds.shape):
        random = np.random.default_rng(seeds[run])
        W1[run] = random.normal(0, np.sqrt(2 / pixels), (pixels, hidden))
        W2[run] = random.normal(0, np.sqrt(2 / hidden), (hidden, classes))
    b1 = np.zeros((*seeds.shape, 1, hidden), dtype)
    b2 = np.zeros((*seeds.shape, 1, classes), dtype)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


def forward(
    images: Floats, *, W1: Floats, b1: Floats, W2: Floats, b2: Floats
) -> tuple[Floats, Floats]:
    """Hidden values and the logarithms of the probabilities of all classes, for every image.

        hidden = max(images @ W1 + b1, 0)
        log_probabilities = log(softmax(hidden @ W2 + b2))

    Shapes (*runs, n, hidden) and (*runs, n, classes), for images (n, pixels).
    """
    with np.errstate(all="ignore"):  # a network that overflows gives NaN, as data, not a warning
        hidden = np.maximum(images @ W1 + b1, 0)
        scores = hidden @ W2 + b2
        # Softmax does not notice a shift of all scores, and below zero their exp cannot overflow.
        scores = scores - scores.max(axis=-1, keepdims=True)
        return hidden, scores - np.log(np.exp(scores).sum(axis=-1, keepdims=True))


def cost(images: ArrayLike, labels: ArrayLike, **params: Floats) -> Floats:
    """Cross-entropy: the mean over the images of ``-log(probability of the image's own label)``.

    Parameters
    ----------
    images : shape (n, pixels), or (*runs, n, pixels) with images for every run.
    labels : whole numbers from 0, shape (n,) or (*runs, n).
    **params : W1, b1, W2 and b2.

    Returns
    -------
    The cost in nats, shape (*runs); ``log(classes)`` for a network that cannot tell them apart.

    Raises TypeError or ValueError that names the argument, for labels that are not classes and for
    shapes that do not fit. So do `gradient` and `accuracy`.
    """
    images, labels = checked_examples(images, labels, params)
    _, log_probabilities = forward(images, **params)
    is_label = one_hot(labels, params["W2"].shape[-1])
    mean: Floats = -np.sum(log_probabilities, axis=(-2, -1), where=is_label) / images.shape[-2]
    return mean


def gradient(images: ArrayLike, labels: ArrayLike, **params: Floats) -> dict[str, Floats]:
    """Gradient of `cost` for every parameter, by its name and in its shape: backpropagation.

        dscores  = (softmax(scores) - one_hot(label)) / n
        dhidden  = dscores @ W2.T    where hidden > 0, else 0
        dW2, db2 = layer_gradient(hidden, dscores)
        dW1, db1 = layer_gradient(images, dhidden)

    Takes and raises what `cost` does.
    Source: Rumelhart, Hinton & Williams (1986), "Learning representations by back-propagating
    errors".
    """
    images, labels = checked_examples(images, labels, params)
    hidden, log_probabilities = forward(images, **params)
    is_label = one_hot(labels, params["W2"].shape[-1])
    dscores = (np.exp(log_probabilities) - is_label) / images.shape[-2]
    dhidden = (dscores @ params["W2"].mT) * (hidden > 0)
    dW2, db2 = layer_gradient(hidden, dscores)
    dW1, db1 = layer_gradient(images, dhidden)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


def layer_gradient(inputs: Floats, doutputs: Floats) -> tuple[Floats, Floats]:
    """Gradient of one layer, ``outputs = inputs @ W + b``, given that of its outputs.

        dW = inputs.T @ doutputs
        db = sum of doutputs over the examples, as a row

    Shapes: inputs (n, inputs), doutputs (n, outputs); dW (inputs, outputs), db (1, outputs).
    """
    dW = inputs.mT @ doutputs
    db = doutputs.sum(axis=-2, keepdims=True)
    return dW, db


def predict(images: ArrayLike, **params: Floats) -> Integers:
    """Return the most probable class of every image, shape (*runs, n).

    Class 0 where the network has overflowed and no class has a probability any more.
    """
    images = checked_images(images, params)
    _, log_probabilities = forward(images, **params)
    most_probable: Integers = log_probabilities.argmax(axis=-1)
    return most_probable


def accuracy(images: ArrayLike, labels: ArrayLike, **params: Floats) -> Floats:
    """Share of the images whose prediction is their label, from 0 to 1, shape (*runs)."""
    images, labels = checked_examples(images, labels, params)
    share: Floats = np.mean(predict(images, **params) == labels, axis=-1)
    return share


def mini_batch(t: int, n: int, *, batch_size: int = 64, seed: ArrayLike = 0) -> Integers:
    """Rows of the mini-batch of step `t` >= 1, out of `n` examples.

    Every ``n // batch_size`` steps are an epoch. Each epoch has an order of its own, drawn from the
    seed and the epoch's number, and its steps take one piece of that order after the other; where
    `batch_size` does not divide n, the rest of the order sits out. So a step's rows depend on the
    arguments alone: asked again, they are the same.

    Shape (batch_size,), and (*runs, batch_size) with several seeds.
    Raises TypeError or ValueError that names the argument.
    """
    t, n = checked_count("t", t), checked_count("n", n)
    batch_size = checked_count("batch_size", batch_size)
    if batch_size > n:
        raise ValueError(f"batch_size must be at most n, which is {n}; got {batch_size}")
    seeds = checked_seeds(seed)
    epoch, piece = divmod(t - 1, n // batch_size)
    orders = orders_of(n, seeds=tuple(seeds.ravel().tolist()), epoch=epoch)
    rows: Integers = orders[:, piece * batch_size : (piece + 1) * batch_size].copy()
    return rows.reshape(*seeds.shape, batch_size)


# The steps of an epoch ask one after the other; those of all runs, however many, are one entry.
@lru_cache(maxsize=8)
def orders_of(n: int, *, seeds: tuple[int, ...], epoch: int) -> Integers:
    """Order of `n` examples for each seed in an epoch, counted from 0; not to be written to."""
    # Epochs count from 1: with a 0 the generator would be that of the initial weights.
    generators = [np.random.default_rng([seed, epoch + 1]) for seed in seeds]
    orders: Integers = np.array([random.permutation(n) for random in generators], np.intp)
    orders.flags.writeable = False
    return orders


def mini_batch_gradient(
    images: ArrayLike, labels: ArrayLike, *, batch_size: int = 64, seed: ArrayLike = 0
) -> Callable[..., dict[str, Floats]]:
    """Make the gradient that `optlearn.descent.walk` takes: at step t, that of its mini-batch.

        gradient = mini_batch_gradient(images, labels, seed=seed)
        walk(adam, initial_weights(seed), gradient, alpha=0.01)

    `images` has shape (n, pixels), `labels` (n,); the mini-batches are those of `mini_batch`. With
    several seeds every run has an order of its own.
    """
    images, labels = as_array(images), as_array(labels)
    if images.ndim != 2 or labels.shape != images.shape[:1]:
        raise ValueError(
            "images must have shape (n, pixels) and labels (n,); "
            f"got {images.shape} and {labels.shape}"
        )
    mini_batch(1, len(images), batch_size=batch_size, seed=seed)  # a bad setting is reported here

    def gradient_of_step(*, t: int, **params: Floats) -> dict[str, Floats]:
        rows = mini_batch(t, len(images), batch_size=batch_size, seed=seed)
        return gradient(images[rows], labels[rows], **params)

    return gradient_of_step


def one_hot(labels: Integers, classes: int) -> NDArray[np.bool_]:
    """Rows of `classes` values, true at the label: shape (*labels.shape, classes)."""
    is_label: NDArray[np.bool_] = labels[..., np.newaxis] == np.arange(classes)
    return is_label


def checked_seeds(seed: ArrayLike, name: str = "seed") -> Integers:
    """Return one seed or several as an array of whole numbers from 0; errors call it `name`."""
    seeds = as_array(seed)
    if seeds.dtype.kind not in "iu" or seeds.size == 0:
        allowed = "a whole number of at most 64 bits, or several"
        raise TypeError(f"{name} must be {allowed}; got {seed!r}")
    if np.any(seeds < 0):
        raise ValueError(f"{name} must not be negative; got {seed!r}")
    return seeds


def checked_images(images: ArrayLike, params: dict[str, Floats]) -> Floats:
    """Return the images as an array, if they and the parameters are of one network."""
    if set(params) != {"W1", "b1", "W2", "b2"}:
        got = ", ".join(map(str, params)) or "none"
        raise TypeError(f"the parameters of the network are W1, b1, W2 and b2; got {got}")
    for name, array in params.items():
        if not isinstance(array, np.ndarray) or array.dtype.kind not in "fiu":
            raise TypeError(f"{name} must be an array of numbers; got {array!r}")
    images = as_array(images)
    if images.ndim < 2 or images.dtype.kind not in "fiu":
        raise ValueError(
            f"images must be numbers of shape (n, pixels); got {images.dtype} {images.shape}"
        )
    hidden, classes = params["W1"].shape[-1:], params["W2"].shape[-1:]
    runs = params["W1"].shape[:-2]
    shapes = {
        "W1": (*runs, images.shape[-1], *hidden),
        "b1": (*runs, 1, *hidden),
        "W2": (*runs, *hidden, *classes),
        "b2": (*runs, 1, *classes),
    }
    for name, shape in shapes.items():
        if params[name].shape != shape:
            raise ValueError(f"{name} must have shape {shape}; got {params[name].shape}")
    return images


def checked_examples(
    images: ArrayLike, labels: ArrayLike, params: dict[str, Floats]
) -> tuple[Floats, Integers]:
    """Return images and labels as arrays, if they fit each other and the parameters."""
    images, labels = checked_images(images, params), as_array(labels)
    if labels.dtype.kind not in "iu":
        raise TypeError(f"labels must be whole numbers; got {labels.dtype}")
    if labels.size == 0 or labels.shape != images.shape[:-1]:
        raise ValueError(
            f"labels must be one for each image, shape {images.shape[:-1]}; got {labels.shape}"
        )
    classes = params["W2"].shape[-1]
    if labels.min() < 0 or labels.max() >= classes:
        raise ValueError(
            f"labels must be from 0 to {classes - 1}; got {labels.min()} to {labels.max()}"
        )
    return images, labels
