"""Going downhill: `walk` yields every state of a descent, `descend` records them all.

One call runs one descent or ten thousand: parameters and settings may be arrays that broadcast,
and every combination is a descent of its own.

    descend(momentum, {"W": -5.0, "b": -2.0}, bowl.gradient, 20, alpha=0.4, beta=0.5)
    descend(adam, start, bowl.gradient, 200, alpha=alphas[:, None], beta1=betas)
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count, islice
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optlearn.forms import (
    Arrays,
    answer_at,
    checked_like,
    checked_outcome,
    checked_slopes,
    checked_start,
    name_of,
    read_only,
    rule_form,
    timed,
)
from optlearn.settings import checked_count, checked_floats, checked_function


class State(NamedTuple):
    """A descent after step `t`: at ``t == 0`` it is the start, where averages are 0.

    `gradients` are those that the step used, taken where it set out from (none at the start).
    Gradients and averages are named after their parameter: ``dW``, ``v_dW``, ``db``, ``v_db``.
    """

    t: int
    params: Arrays
    gradients: Arrays
    averages: Arrays


@dataclass(frozen=True, repr=False, eq=False)
class Descent:
    """A recorded descent; ``descent["W"]`` is the path of the parameter W.

    Attributes
    ----------
    params : each parameter at every point, shape (steps + 1, *batch, *shape).
    gradients : ``gradients["dW"][k]`` was taken at point k, shape (steps, *batch, *shape).
    averages : ``averages["v_dW"][k]`` as step k left it, shape (steps + 1, *batch, *shape).
    cost : the cost at every point, shape (steps + 1, *batch), or None where no cost was given.
    rule : name of the rule.
    settings : the settings that it ran with, defaults included.
    """

    params: Arrays
    gradients: Arrays
    averages: Arrays
    cost: NDArray[np.floating] | None
    rule: str
    settings: dict[str, Any]

    def __getitem__(self, name: str) -> NDArray[np.floating]:
        return self.params[name]

    @property
    def steps(self) -> int:
        """Number of steps taken: one less than the number of points."""
        return len(next(iter(self.params.values()))) - 1

    @property
    def end(self) -> Arrays:
        """The last point, by parameter name."""
        return {name: path[-1] for name, path in self.params.items()}

    def __repr__(self) -> str:
        shapes = ", ".join(f"{name} {path.shape[1:]}" for name, path in self.params.items())
        return f"<Descent by {self.rule}: {self.steps} steps of {shapes}>"


def walk(
    rule: Callable[..., Any],
    params: Mapping[str, ArrayLike],
    gradient: Callable[..., Mapping[str, ArrayLike]],
    **settings: Any,
) -> Iterator[State]:
    """Yield the states of a descent, the start first, for as long as you ask.

    Takes what `descend` takes and raises what it raises; a bad argument is reported here, before
    the first state is asked for. The arrays of a state are its own: keep them, or write to them.
    """
    points, settings = checked_start(rule, params, gradient, settings)
    shared = states_of(rule, points, gradient, settings)
    return (State(state.t, *map(_copies, state[1:])) for state in shared)


def descend(
    rule: Callable[..., Any],
    params: Mapping[str, ArrayLike],
    gradient: Callable[..., Mapping[str, ArrayLike]],
    steps: int,
    *,
    cost: Callable[..., ArrayLike] | None = None,
    points_only: bool = False,
    **settings: Any,
) -> Descent:
    """Take `steps` steps downhill by `rule` and record every point.

    Parameters
    ----------
    rule : an update rule in the form of `optlearn.rules`, or one of your own in that form.
    params : the start by name, each a number or an array of floats: ``{"W": -5.0, "b": -2.0}``.
        All get one float type: float32 if every one is of it, float64 if one is a plain number.
    gradient : called with the parameters by name, read-only; returns a dict of the same names and
        shapes. If it has a parameter ``t`` it is given the number of the step as well, from 1.
    steps : how many steps, at least 1.
    cost : called with the parameters by name, read-only; recorded at every point.
    points_only : leave gradients and averages unrecorded: a third of the memory for a large sweep.
    **settings : what the rule takes, such as ``alpha=0.1, beta=0.9``; a number, or an array that
        broadcasts against every parameter. Arrays are kept in float64, because in float32
        ``1 - beta`` would be off from its fifth digit on.

    Raises
    ------
    TypeError : a rule that is not of the form, a setting the rule does not take or lacks, a value
        that is not a number, steps that is not a whole number, a gradient or a cost that is not
        a function of the parameters, a gradient that returns no dict.
    ValueError : a setting outside its limits, shapes that do not broadcast, steps below 1, a
        gradient that lacks a parameter or has another shape, a cost whose shape changes, a
        gradient or a cost that writes to the arrays it is given.

    A path that overflows is recorded as it is, with its infinities and NaNs.
    """
    steps = checked_count("steps", steps)
    points, settings = checked_start(rule, params, gradient, settings)
    states = states_of(rule, points, gradient, settings, points_only)
    start = next(states)
    paths = {name: _record(W, steps + 1) for name, W in start.params.items()}
    costs = None
    if cost is not None:
        checked_function("cost", cost, points)
        costs = _record(_cost(cost, start.params), steps + 1)
    if points_only:
        gradients, averages = {}, {}
    else:
        gradients = {f"d{name}": np.empty_like(path[1:]) for name, path in paths.items()}
        averages = {name: _record(v, steps + 1) for name, v in start.averages.items()}
    for state in islice(states, steps):
        for name, path in paths.items():
            path[state.t] = state.params[name]
        for name, path in averages.items():
            path[state.t] = state.averages[name]
        for name, path in gradients.items():
            path[state.t - 1] = state.gradients[name]
        if cost is not None and costs is not None:
            costs[state.t] = checked_like("cost", _cost(cost, state.params), costs[0])
        del state  # before the next step is computed, so that a large sweep stays in the cache
    return Descent(paths, gradients, averages, costs, name_of(rule), settings)


def steps_to_reach(cost: ArrayLike, target: float, *, stay: bool = False) -> NDArray[np.float64]:
    """First step at which a recorded cost is below `target`, infinity where it never is.

    With `stay`, the first step from which it is below at every later one too: a path that only
    flies through the minimum has not arrived.
    `cost` has shape (steps + 1, *batch), as `Descent.cost` has; the result has shape (*batch).
    Raises TypeError or ValueError for a cost without steps, and for a target that is not a number.
    """
    recorded, limit = checked_floats("cost", cost), checked_floats("target", target)
    if recorded.ndim == 0 or len(recorded) == 0:
        raise ValueError(f"cost must have shape (steps + 1, ...); got shape {recorded.shape}")
    if limit.ndim or np.isnan(limit):
        raise ValueError(f"target must be one number; got {target}")
    below = recorded < limit
    if stay:
        below = np.logical_and.accumulate(below[::-1], axis=0)[::-1]
    return np.where(below.any(axis=0), below.argmax(axis=0), np.inf)


def states_of(
    rule: Callable[..., Any],
    params: Arrays,
    gradient: Callable[..., Mapping[str, ArrayLike]],
    settings: Mapping[str, Any],
    points_only: bool = False,
) -> Iterator[State]:
    """The states that `walk` copies, from a start and settings that `checked_start` has passed.

    The next step still reads the arrays of the last state: look at them, and write to none.
    """
    names, _ = rule_form(rule)
    extra = timed(gradient, params)
    averages = {name: [np.zeros_like(W)[()] for _ in names] for name, W in params.items()}
    labels = {name: [_average_name(v, name) for v in names] for name in params}
    settings = read_only(settings)

    def state(t: int, gradients: Arrays) -> State:
        named = {
            label: v
            for name in params
            for label, v in zip(labels[name], averages[name], strict=True)
        }
        return State(t, params, gradients, named)

    yield state(0, {})
    for t in count(1):
        with np.errstate(all="ignore"):  # a path that overflows is data, not a warning
            slopes = answer_at(params, "gradient", gradient, **dict.fromkeys(extra, t))
            slopes = checked_slopes(slopes, params)
            # Copies, because a rule may write to what it is given.
            gradients = {f"d{name}": dW.copy() for name, dW in slopes.items() if not points_only}
            params = dict(params)
            for name, W in params.items():
                dW = slopes.pop(name)
                result = rule(W, dW, *averages[name], t=t, **settings)
                params[name], *averages[name] = checked_outcome(rule, result, W, len(names))
        yield state(t, gradients)


def _cost(cost: Callable[..., ArrayLike], params: Arrays) -> NDArray[np.floating]:
    with np.errstate(all="ignore"):
        return checked_floats("cost", answer_at(params, "cost", cost))


def _record(first: NDArray[np.floating], points: int) -> NDArray[np.floating]:
    record = np.empty((points, *first.shape), first.dtype)
    record[0] = first
    return record


def _copies(arrays: Arrays) -> Arrays:
    return {name: array.copy() for name, array in arrays.items()}


def _average_name(average: str, name: str) -> str:
    """``v_dW`` of the parameter b is ``v_db``; an average by any other name just gets ``_db``."""
    return average.replace("dW", f"d{name}") if "dW" in average else f"{average}_d{name}"
