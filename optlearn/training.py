"""Train many networks at once: every learning rate from the initial weights of every seed.

    tuning = train(adam, load_digits(), alpha=alphas, seeds=range(5))
    tuning.best                     the learning rate with the lowest cost in the end
    train(adam, load_digits(), alpha=tuning.best, seeds=range(5, 15), every=1).cost

Which rule, which learning rate and which seed is the only difference between two networks: seed by
seed they start at the same weights and meet the same mini-batches in the same order.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optlearn.data import Digits
from optlearn.descent import State, states_of
from optlearn.forms import Arrays, checked_start
from optlearn.network import accuracy, checked_seeds, cost, initial_weights, mini_batch_gradient
from optlearn.settings import as_array, checked_count, checked_floats, checked_setting

Floats = NDArray[np.floating]

#: How many images `cost_of_all` looks at together.
PIECE = 128

#: Marks of a progress bar.
MARKS = 20


@dataclass(frozen=True, eq=False)
class Training:
    """What became of networks that were trained side by side.

    Attributes
    ----------
    alpha : the learning rates, shape (*alphas).
    seeds : of the initial weights and the mini-batches, shape (seeds,).
    steps : after how many steps the cost was measured, shape (points,).
    cost : cost of all training digits, in nats, shape (points, *alphas, seeds).
    accuracy : share of the test digits that are read rightly after the last step, shape
        (*alphas, seeds).
    """

    alpha: Floats
    seeds: NDArray[np.integer]
    steps: NDArray[np.integer]
    cost: Floats
    accuracy: Floats

    @property
    def final_cost(self) -> Floats:
        """Training cost after the last step, mean over the seeds; infinite where it overflowed."""
        mean: Floats = self.cost[-1].mean(axis=-1)
        return np.where(np.isnan(mean), np.inf, mean)

    @property
    def best(self) -> float:
        """The learning rate with the lowest `final_cost`: the test digits have no say in it."""
        return float(self.alpha.flat[np.argmin(self.final_cost)])


def train(
    rule: Callable[..., Any],
    digits: Digits,
    *,
    alpha: ArrayLike,
    seeds: Iterable[int],
    steps: int = 400,
    every: int | None = None,
    name: str = "",
    **settings: Any,
) -> Training:
    """Train a network of 64, 32 and 10 for each learning rate and each seed, all in one walk.

    Parameters
    ----------
    rule : an update rule in the form of `optlearn.rules`.
    digits : what to train and to test on, as from `optlearn.data.load_digits`.
    alpha : one learning rate, or an array of them.
    seeds : whole numbers; each decides the initial weights and the order of the mini-batches.
    steps : of 64 digits each, at least 1; 20 steps see all 1,280 digits once.
    every : measure the cost whenever so many steps are done; by default only before the first and
        after the last.
    name : of the progress bar that is printed meanwhile; none without a name.
    **settings : what else the rule takes, the same for all networks.

    Raises TypeError or ValueError that names the argument.
    """
    alphas = np.asarray(checked_setting("alpha", alpha))
    if alphas.size == 0:
        raise ValueError(f"alpha must be one learning rate or more; got {alpha!r}")
    steps = checked_count("steps", steps)
    every = steps if every is None else checked_count("every", every)
    try:
        given = list(seeds)
    except TypeError:  # one number, for example
        told = f"seeds must be whole numbers, such as range(5); got {seeds!r}"
        raise TypeError(told) from None
    if not given:
        raise ValueError("seeds must be one whole number or more; got none")
    if as_array(given).ndim != 1:
        raise ValueError(f"seeds must be whole numbers one after another; got {given!r}")
    seeds = checked_seeds(given, "seeds")
    if not isinstance(digits, tuple) or len(digits) != 4:
        raise TypeError(f"digits must be as load_digits returns them; got {digits!r}")
    images = checked_floats("images", digits[0])
    labels, test_images, test_labels = map(as_array, digits[1:])
    gradient = mini_batch_gradient(images, labels, seed=seeds)
    settings["alpha"] = alphas.reshape(*alphas.shape, 1, 1, 1) if alphas.ndim else float(alphas)
    start, settings = checked_start(
        rule, initial_weights(seeds, dtype=images.dtype), gradient, settings
    )
    states = states_of(rule, start, gradient, settings, points_only=True)
    measured: dict[int, Floats] = {}
    for state in progress_bar(islice(states, steps + 1), steps, name):
        if state.t % every == 0 or state.t == steps:
            measured[state.t] = cost_of_all(images, labels, state.params)
    return Training(
        alphas,
        seeds,
        np.array(list(measured)),
        np.array(list(measured.values())),
        accuracy(test_images, test_labels, **state.params),
    )


def cost_of_all(images: Floats, labels: NDArray[np.integer], params: Arrays) -> Floats:
    """Cost over many images, `PIECE` at a time: quicker than in one go.

    The matrices of a piece stay in the processor's cache and are too small for the linear algebra
    library to share out among threads, which on a busy machine wait for one another.
    """
    pieces = [slice(first, first + PIECE) for first in range(0, len(labels), PIECE)]
    costs = [cost(images[rows], labels[rows], **params) for rows in pieces]
    mean: Floats = np.average(costs, axis=0, weights=[len(labels[rows]) for rows in pieces])
    return mean


def progress_bar(states: Iterable[State], steps: int, name: str) -> Iterator[State]:
    """Pass the states on, and print `name` and a bar of twenty marks as their steps go by.

    It is plain text, the same after every run, so that it can be stored with a notebook.
    """
    if name:
        print(f"{name:17}", end="", flush=True)
    for state in states:
        yield state
        marks = MARKS * state.t // steps - MARKS * max(state.t - 1, 0) // steps
        if name and marks:
            print("■" * marks, end="\n" if state.t == steps else "", flush=True)
