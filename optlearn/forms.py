"""What a rule, a start and a gradient must be like, checked when a descent is asked for one.

Plumbing below `optlearn.descent`; every error names the argument, its value and what is allowed.
"""

from collections.abc import Callable, Mapping
from inspect import Parameter, signature
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optlearn.settings import checked_floats, checked_function, checked_setting, checked_shape

Arrays = dict[str, NDArray[np.floating]]
ARRAY = (np.ndarray, np.generic)  # a number of NumPy's is of the second type


def checked_start(
    rule: Callable[..., Any],
    params: Mapping[str, ArrayLike],
    gradient: Callable[..., Any],
    settings: Mapping[str, Any],
) -> tuple[Arrays, dict[str, Any]]:
    """Return a start of a descent's own, shaped for its settings, and all settings of the rule."""
    settings = checked_settings(rule, settings)
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
    checked_function("gradient", gradient, [*points, *timed(gradient, points)])
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
    shown = f"{name_of(rule)}({', '.join(names)})"
    if "t" not in names or names.index("t") < 2:
        raise TypeError(f"rule must have the form {form}; got {shown}")
    for name in names[2:]:
        if accepted[name].kind is Parameter.VAR_POSITIONAL:
            raise TypeError(
                f"rule must have the form {form}, each average by a name of its own "
                f"instead of *{name}; got {shown}"
            )
    by_name = [name for name in names if accepted[name].kind is Parameter.KEYWORD_ONLY]
    # What can only be given by name is a setting, also where it stands before t.
    kept = [name for name in names[2 : names.index("t")] if name not in by_name]
    settings = {n: p for n, p in accepted.items() if n not in (*names[:2], *kept, "t")}
    for name in ("t", *settings):
        if accepted[name].kind is Parameter.POSITIONAL_ONLY:
            raise TypeError(f"rule must have the form {form}, {name} by name; got {shown}")
    for name in names[:2]:
        if name in by_name:
            raise TypeError(f"rule must have the form {form}, {name} by place; got {shown}")
    return kept, settings


def checked_settings(
    rule: Callable[..., Any], settings: Mapping[str, Any], called: str = ""
) -> dict[str, Any]:
    """Return the settings of a rule, its defaults filled in, each checked.

    A rule that takes any further settings takes none by the name of another of its parameters.
    Errors name the rule as it is `called`, by default as Python calls it.
    """
    _, accepted = rule_form(rule)
    parameters, called = _parameters(rule), called or name_of(rule)
    takes_any = any(p.kind is Parameter.VAR_KEYWORD for p in accepted.values())
    accepted = {n: p for n, p in accepted.items() if p.kind is not Parameter.VAR_KEYWORD}
    for name in settings:
        if name not in accepted and (name in parameters or not takes_any):
            raise TypeError(
                f"{called} has no setting {name!r}; it takes {', '.join(accepted) or 'none'}"
            )
    defaults = {n: p.default for n, p in accepted.items() if p.default is not Parameter.empty}
    for name in accepted:
        if name not in settings and name not in defaults:
            raise TypeError(f"{called} needs a value for its setting {name!r}")
    return {name: checked_setting(name, x) for name, x in (defaults | dict(settings)).items()}


def checked_outcome(
    rule: Callable[..., Any], result: Any, W: NDArray[np.floating], averages: int
) -> list[NDArray[np.floating]]:
    """Return what a rule returned for `W`, its averages included, if it has the form of a rule."""
    if not isinstance(result, tuple) or len(result) != 1 + averages:
        raise TypeError(
            f"{name_of(rule)} must return a tuple of the parameter and its averages, "
            f"{1 + averages} in all; got {result!r}"
        )
    what = f"what {name_of(rule)} returns"
    return [checked_like(what, x, W) for x in result]


def answer_at(params: Arrays, what: str, function: Callable[..., Any], **extra: Any) -> Any:
    """What a gradient or a cost answers at a point, which it may look at and not move."""
    try:
        return function(**read_only(params), **extra)
    except ValueError as error:
        if "read-only" not in str(error):
            raise
        raise ValueError(
            f"{what} must write to no array that is read-only, as {' and '.join(params)} are, "
            f"where the next step sets out; W = 2 * W makes a new one, W *= 2 does not; got {error}"
        ) from error


def read_only(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values, the arrays among them as views that cannot be written to."""
    views = {}
    for name, x in values.items():
        if isinstance(x, np.ndarray):
            x = x.view()
            x.setflags(write=False)
        views[name] = x
    return views


def checked_slopes(slopes: Any, params: Arrays) -> Arrays:
    """Copies of a gradient's slopes: it may have returned a parameter, or its own for all steps."""
    if not isinstance(slopes, Mapping):
        raise TypeError(f"gradient must return a dict of slopes; got {slopes!r}")
    for name in params:
        if name not in slopes:
            raise ValueError(f"gradient must return a slope for {name!r}; got {list(slopes)}")
    return {
        name: checked_like(f"gradient[{name!r}]", slopes[name], W).copy()
        for name, W in params.items()
    }


def checked_like(what: str, value: Any, W: NDArray[np.floating]) -> Any:
    """`value` in the dtype of `W`, whose shape it must have."""
    if isinstance(value, ARRAY) and value.dtype == W.dtype and value.shape == W.shape:
        return value  # as it is in every step, so it is looked at first
    array = checked_floats(what, value).astype(W.dtype)[()]  # a number stays a number
    if array.shape != W.shape:
        raise ValueError(f"{what} must have shape {W.shape}; got {array.shape}")
    return array


def timed(gradient: Callable[..., Any], params: Mapping[str, Any]) -> list[str]:
    """What a gradient is given beside the parameters: ``["t"]`` where it asks for the step."""
    asks = callable(gradient) and "t" in _parameters(gradient) and "t" not in params
    return ["t"] if asks else []


def name_of(rule: Callable[..., Any]) -> str:
    """Name of a rule, through `functools.partial` as well."""
    return getattr(rule, "__name__", None) or name_of(getattr(rule, "func", type(rule)))


def _parameters(function: Callable[..., Any]) -> Mapping[str, Parameter]:
    """Parameters of a function by name; none for the few builtins that cannot tell."""
    try:
        return signature(function).parameters
    except ValueError:
        return {}
