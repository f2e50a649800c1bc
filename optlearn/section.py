"""The network's cost over two of its parameters, all others held: a bowl that nobody drew.

    section = Section(images, labels, initial_weights(0), hidden=7, digit=6)
    descend(adam, section.start, section.gradient, 60, cost=section, alpha=0.1)

Its W is one weight of the last layer and its b one bias, ``W2[hidden, digit]`` and
``b2[0, digit]``. So it has the form of the costs in `optlearn.costs`, and is drawn, explored and
descended like them. In the last layer the cost is convex, so there is one minimum, and J counts
from there: two parameters alone bring the cost down to its `floor` and not to 0.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optlearn.costs import checked_point
from optlearn.network import checked_examples, forward, mini_batch
from optlearn.settings import as_array

Floats = NDArray[np.floating]

#: How many points are looked at together: with more, the scores of all images take longer to keep
#: than to compute.
PIECE = 16


class Section:
    """Cost of a network as a function of ``W2[hidden, digit]`` and ``b2[0, digit]``.

        J(W, b) = cost of the network with these two - floor

    Parameters
    ----------
    images, labels : the examples of the cost, shapes (n, pixels) and (n,).
    params : W1, b1, W2 and b2 of one network; the two start where they are there.
    hidden : number of the hidden value that the weight takes its input from.
    digit : number of the class whose score the weight and the bias belong to.

    Attributes
    ----------
    floor : the lowest cost that the two can reach, in nats.
    minimum : where that is.
    start : where the two are in `params`.

    Raises TypeError or ValueError that names the argument, also where the cost has not one minimum:
    the hidden value is the same for every image, no image or every image is of the digit, or the
    weight may grow without end and the cost falls all the way (as where the hidden value is above
    0 for other digits only).
    """

    def __init__(
        self,
        images: ArrayLike,
        labels: ArrayLike,
        params: Mapping[str, Floats],
        *,
        hidden: int,
        digit: int,
    ) -> None:
        if not isinstance(params, Mapping):
            raise TypeError(f"params must be a dict of W1, b1, W2 and b2; got {params!r}")
        images, labels = checked_examples(images, labels, dict(params))
        if images.ndim != 2 or params["W2"].ndim != 2:
            raise ValueError(
                "params must be those of one network and images of shape (n, pixels); "
                f"got W2 {params['W2'].shape} and images {images.shape}"
            )
        for name, place, size in zip(
            ("hidden", "digit"), (hidden, digit), params["W2"].shape, strict=True
        ):
            whole = isinstance(place, int | np.integer) and not isinstance(place, bool)
            if not whole or place not in range(size):
                raise ValueError(
                    f"{name} must be a whole number from 0 to {size - 1}; got {place!r}"
                )
        values, log_probabilities = forward(images, **params)
        # In 32 bits Newton's method would not come to rest.
        log_probabilities = log_probabilities.astype(float)
        #: What the weight is multiplied by, for every image.
        self._input = values[:, hidden].astype(float)
        #: Whether an image is of the digit.
        self._is_digit = labels == digit
        if np.ptp(self._input) == 0:
            raise ValueError(
                "hidden must be a value that differs between the images; "
                f"hidden value {hidden} is {self._input[0]:g} for every one"
            )
        if self._is_digit.all() or not self._is_digit.any():
            raise ValueError(
                "digit must be a class that some of the images are of and some are not; "
                f"{'every' if self._is_digit.any() else 'none'} is of {digit}"
            )
        # Scores count from the logarithm of the sum of the other classes' exponentials: then the
        # probability of the digit is the sigmoid of its score, and that of the others the rest.
        others = np.delete(log_probabilities, digit, axis=1)
        rest = np.log(np.exp(others).sum(axis=1))
        self.start = {
            "W": float(params["W2"][hidden, digit]),
            "b": float(params["b2"][0, digit]),
        }
        score = log_probabilities[:, digit] - rest
        self._score = score - self.start["W"] * self._input - self.start["b"]
        of_label = log_probabilities[np.arange(len(labels)), labels] - rest
        self._constant = float(np.mean(np.where(self._is_digit, 0, of_label)))
        self.minimum = self._lowest(hidden, digit)
        self.floor = float(self._cost(**self.minimum))
        self._name = f"Section(images, labels, params, hidden={hidden}, digit={digit})"

    def __repr__(self) -> str:
        return self._name

    def __call__(self, W: ArrayLike, b: ArrayLike) -> Floats:
        """J at (W, b), numbers or arrays that broadcast."""
        W, b = checked_point(W, b)
        # At the minimum a rounding may bring it below.
        above: Floats = np.maximum(self._cost(W, b) - self.floor, 0)
        return above

    def _cost(self, W: ArrayLike, b: ArrayLike) -> Floats:
        def of_points(W: Floats, b: Floats) -> Floats:
            score = self._scores(W, b, slice(None))
            own = np.where(self._is_digit, score, 0).mean(axis=-1)
            # log(1 + exp(score)), which cannot overflow so: np.logaddexp takes seven times as long.
            of_all = (np.maximum(score, 0) + np.log1p(np.exp(-np.abs(score)))).mean(axis=-1)
            mean: Floats = of_all - own - self._constant
            return mean

        return in_pieces(of_points, W, b)

    def gradient(self, W: ArrayLike, b: ArrayLike) -> dict[str, Floats]:
        """Slopes ``{"W": dW, "b": db}`` of the cost of all examples at (W, b)."""
        W, b = checked_point(W, b)
        return self._slopes(W, b, slice(None))

    def mini_batch_gradient(
        self, *, batch_size: int = 64, seed: int = 0
    ) -> Callable[..., dict[str, Floats]]:
        """Make the gradient that sees, at step t, the mini-batch of step t only."""
        examples = len(self._score)
        if as_array(seed).ndim:
            raise TypeError(f"seed must be one whole number; got {seed!r}")
        mini_batch(1, examples, batch_size=batch_size, seed=seed)  # a bad setting is reported here

        def gradient_of_step(W: ArrayLike, b: ArrayLike, *, t: int) -> dict[str, Floats]:
            W, b = checked_point(W, b)
            rows = mini_batch(t, examples, batch_size=batch_size, seed=seed)
            return self._slopes(W, b, rows)

        return gradient_of_step

    def _scores(self, W: ArrayLike, b: ArrayLike, rows: slice | NDArray[np.integer]) -> Floats:
        W, b = np.asarray(W)[..., np.newaxis], np.asarray(b)[..., np.newaxis]
        scores: Floats = self._score[rows] + W * self._input[rows] + b
        return scores

    def _probability(self, W: ArrayLike, b: ArrayLike, rows: slice | NDArray[np.integer]) -> Floats:
        """Probability of the digit for each image."""
        with np.errstate(over="ignore"):  # a score of -1000 has probability 0
            probability: Floats = 1 / (1 + np.exp(-self._scores(W, b, rows)))
        return probability

    def _slopes(
        self, W: ArrayLike, b: ArrayLike, rows: slice | NDArray[np.integer]
    ) -> dict[str, Floats]:
        def of_points(W: Floats, b: Floats) -> Floats:
            dscore = self._probability(W, b, rows) - self._is_digit[rows]
            return np.stack([(dscore * self._input[rows]).mean(axis=-1), dscore.mean(axis=-1)])

        dW, db = in_pieces(of_points, W, b)
        return {"W": dW, "b": db}

    def _lowest(self, hidden: int, digit: int) -> dict[str, float]:
        """The minimum, by Newton's method, its steps at most 1 long: the cost is convex."""
        W, b = self.start["W"], self.start["b"]
        inputs = np.stack([self._input, np.ones_like(self._input)])
        length = np.inf
        for _ in range(100):
            slope = np.array(list(self._slopes(W, b, slice(None)).values()))
            probability = self._probability(W, b, slice(None))
            curvature = inputs * (probability * (1 - probability)) @ inputs.T / len(self._score)
            try:
                step = np.linalg.solve(curvature, slope)
            except np.linalg.LinAlgError:  # so far out that every probability is 0 or 1
                break
            before, length = length, float(np.linalg.norm(step))
            W, b = (float(x) for x in np.array([W, b]) - step / max(1.0, length))
            # Steps shrink until they are made of rounding, which is more where the bowl is flat.
            if length < 1e-12 or before <= length < 1e-6:
                return {"W": W, "b": b}
        raise ValueError(
            f"hidden and digit must be two whose cost has a minimum; got {hidden} and {digit}, "
            "where Newton's method finds none in 100 steps"
        )


def in_pieces(function: Callable[[Floats, Floats], Floats], W: ArrayLike, b: ArrayLike) -> Floats:
    """A function of points, `PIECE` of them at a time: values of shape (..., *shape of W and b)."""
    W, b = np.broadcast_arrays(W, b)
    if W.size <= PIECE:
        return function(W, b)
    pieces = [slice(first, first + PIECE) for first in range(0, W.size, PIECE)]
    flat = W.ravel(), b.ravel()
    values = np.concatenate([function(*(x[piece] for x in flat)) for piece in pieces], axis=-1)
    return values.reshape(*values.shape[:-1], *W.shape)
