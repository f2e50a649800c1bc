"""Going downhill: `walk` yields every state of a descent, `descend` records them all.

One call runs one descent or ten thousand: parameters and settings may be arrays that broadcast,
and every combination is a descent of its own.

    descend(momentum, {"W": -5.0, "b": -2.0}, bowl.gradient, 20, alpha=0.4, beta=0.5)
    descend(adam, start, bowl.gradient, 200, alpha=alphas[:, None], beta1=betas)
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from inspect import Parameter, signature
from itertools import count, islice
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optlearn.settings import (
    checked_count,
    checked_floats,
    checked_function,
    checked_setting,
    checked_shape,
)

Arrays = dict[str, NDArray[np.floating]]
ARRAY = (np.ndarray, np.generic)  # a number of NumPy's is of the second type


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
    states = _states(rule, points, gradient, settings)
    return (State(state.t, *map(_copies, state[1:])) for state in states)


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
        Integers become float64; float32 stays float32.
    gradient : called with the parameters by name, returns a dict of the same names and shapes.
        If it has a parameter ``t`` it is given the number of the step as well, from 1.
    steps : how many steps, at least 1.
    cost : called with the parameters by name; recorded at every point.
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
        gradient that lacks a parameter or has another shape, a cost whose shape changes.

    A path that overflows is recorded as it is, with its infinities and NaNs.
    """
    steps = checked_count("steps", steps)
    points, settings = checked_start(rule, params, gradient, settings)
    states = _states(rule, points, gradient, settings, points_only)
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
            costs[state.t] = _like("cost", _cost(cost, state.params), costs[0])
        del state  # before the next step is computed, so that a large sweep stays in the cache
    return Descent(paths, gradients, averages, costs, _name(rule), settings)


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


def checked_start(
    rule: Callable[..., Any],
    params: Mapping[str, ArrayLike],
    gradient: Callable[..., Any],
    settings: Mapping[str, Any],
) -> tuple[Arrays, dict[str, Any]]:
    """Return a start of a descent's own, shaped for its settings, and all settings of the rule."""
    _, accepted = rule_form(rule)
    settings = checked_settings(_name(rule), accepted, settings)
    if not isinstance(params, Mapping) or not params or not all(isinstance(n, str) for n in params):
        raise TypeError(f"params must be a dict of names and numbers; got {params!r}")
    starts = {name: checked_floats(name, W) for name, W in params.items()}
    for name, W in starts.items():
        if not np.all(np.isfinite(W)):
            raise ValueError(f"{name} must start at finite numbers; got {W}")
    dtype = np.result_type(*starts.values())
    grids = {name: x.astype(float) for name, x in settings.items() if isinstance(x, np.ndarray)}
    shapes = {name: grid.shape for name, grid in grids.items()}
    points = {}
    for name, W in starts.items():
        shape = checked_shape({f"the start of {name}": W.shape} | shapes)
        points[name] = np.broadcast_to(W, shape).astype(dtype)[()]
    checked_function("gradient", gradient, [*points, *_timed(gradient, points)])
    return points, settings | grids


def rule_form(rule: Callable[..., Any]) -> tuple[list[str], dict[str, Parameter]]:
    """Names of the averages that a rule keeps, and the settings that it takes, by name.

    Raises TypeError for what is not ``rule(W, dW, *averages, t, **settings)``.
    """
    form = "rule(W, dW, *averages, t, **settings)"
    if not callable(rule):
        raise TypeError(f"rule must be a function of the form {form}; got {rule!r}")
    accepted = _parameters(rule)
    names = list(accepted)
    if "t" not in names or names.index("t") < 2:
        raise TypeError(f"rule must have the form {form}; got {_name(rule)}({', '.join(names)})")
    where = names.index("t")
    return names[2:where], {name: accepted[name] for name in names[where + 1 :]}


def checked_settings(
    rule: str, accepted: Mapping[str, Parameter], settings: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the settings of a rule, its defaults filled in, each checked."""
    takes_any = any(p.kind is Parameter.VAR_KEYWORD for p in accepted.values())
    accepted = {n: p for n, p in accepted.items() if p.kind is not Parameter.VAR_KEYWORD}
    for name in settings:
        if name not in accepted and not takes_any:
            raise TypeError(
                f"{rule} has no setting {name!r}; it takes {', '.join(accepted) or 'none'}"
            )
    defaults = {n: p.default for n, p in accepted.items() if p.default is not Parameter.empty}
    for name in accepted:
        if name not in settings and name not in defaults:
            raise TypeError(f"{rule} needs a value for its setting {name!r}")
    return {name: checked_setting(name, x) for name, x in (defaults | dict(settings)).items()}


def _states(
    rule: Callable[..., Any],
    params: Arrays,
    gradient: Callable[..., Mapping[str, ArrayLike]],
    settings: Mapping[str, Any],
    points_only: bool = False,
) -> Iterator[State]:
    names, _ = rule_form(rule)
    timed = _timed(gradient, params)
    averages = {name: [np.zeros_like(W)[()] for _ in names] for name, W in params.items()}
    labels = {name: [_average_name(v, name) for v in names] for name in params}

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
            slopes = _slopes(gradient(**params, **dict.fromkeys(timed, t)), params)
            # Copies, because a rule may write to what it is given.
            gradients = {f"d{name}": dW.copy() for name, dW in slopes.items() if not points_only}
            params = dict(params)
            for name, W in params.items():
                dW = slopes.pop(name)
                params[name], *averages[name] = _step(rule, W, dW, averages[name], t, settings)
        yield state(t, gradients)


def _step(
    rule: Callable[..., Any],
    W: NDArray[np.floating],
    dW: NDArray[np.floating],
    averages: list[NDArray[np.floating]],
    t: int,
    settings: Mapping[str, Any],
) -> list[NDArray[np.floating]]:
    """One step of one parameter, its outcome held to the form of a rule."""
    result = rule(W, dW, *averages, t=t, **settings)
    if not isinstance(result, tuple) or len(result) != 1 + len(averages):
        raise TypeError(
            f"{_name(rule)} must return a tuple of the parameter and its averages, "
            f"{1 + len(averages)} in all; got {result!r}"
        )
    what = f"what {_name(rule)} returns"
    return [_like(what, x, W) for x in result]


def _slopes(slopes: Any, params: Arrays) -> Arrays:
    """Copies of a gradient's slopes: it may have returned a parameter, or its own for all steps."""
    if not isinstance(slopes, Mapping):
        raise TypeError(f"gradient must return a dict of slopes; got {slopes!r}")
    for name in params:
        if name not in slopes:
            raise ValueError(f"gradient must return a slope for {name!r}; got {list(slopes)}")
    return {
        name: _like(f"gradient[{name!r}]", slopes[name], W).copy() for name, W in params.items()
    }


def _cost(cost: Callable[..., ArrayLike], params: Arrays) -> NDArray[np.floating]:
    with np.errstate(all="ignore"):
        return checked_floats("cost", cost(**params))


def _like(what: str, value: Any, W: NDArray[np.floating]) -> Any:
    """`value` in the dtype of `W`, whose shape it must have."""
    if isinstance(value, ARRAY) and value.dtype == W.dtype and value.shape == W.shape:
        return value  # as it is in every step, so it is looked at first
    array = checked_floats(what, value).astype(W.dtype)[()]  # a number stays a number
    if array.shape != W.shape:
        raise ValueError(f"{what} must have shape {W.shape}; got {array.shape}")
    return array


def _record(first: NDArray[np.floating], points: int) -> NDArray[np.floating]:
    record = np.empty((points, *first.shape), first.dtype)
    record[0] = first
    return record


def _copies(arrays: Arrays) -> Arrays:
    return {name: array.copy() for name, array in arrays.items()}


def _average_name(average: str, name: str) -> str:
    """``v_dW`` of the parameter b is ``v_db``; an average by any other name just gets ``_db``."""
    return average.replace("dW", f"d{name}") if "dW" in average else f"{average}_d{name}"


def _timed(gradient: Callable[..., Any], params: Mapping[str, Any]) -> list[str]:
    """What a gradient is given beside the parameters: ``["t"]`` where it asks for the step."""
    asks = callable(gradient) and "t" in _parameters(gradient) and "t" not in params
    return ["t"] if asks else []


def _parameters(function: Callable[..., Any]) -> Mapping[str, Parameter]:
    """Parameters of a function by name; none for the few builtins that cannot tell."""
    try:
        return signature(function).parameters
    except ValueError:
        return {}


def _name(rule: Callable[..., Any]) -> str:
    return getattr(rule, "__name__", None) or _name(getattr(rule, "func", type(rule)))
