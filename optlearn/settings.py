"""What each setting of a rule or a cost may be, checked once, before a descent starts."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from inspect import signature
from typing import Any

import numpy as np
from numpy.typing import NDArray

Limit = tuple[str, Callable[[NDArray[Any]], NDArray[np.bool_]]]

#: What is allowed, in words, and the test for it.
POSITIVE: Limit = ("finite and greater than 0", lambda x: np.isfinite(x) & (x > 0))
NOT_NEGATIVE: Limit = ("finite and at least 0", lambda x: np.isfinite(x) & (x >= 0))
WEIGHT: Limit = ("at least 0 and less than 1", lambda x: (x >= 0) & (x < 1))

#: The limits of each setting; one that is not listed need only be made of numbers.
LIMITS: dict[str, Limit] = {
    "alpha": POSITIVE,
    "beta": WEIGHT,
    "beta1": WEIGHT,
    "beta2": WEIGHT,
    "epsilon": NOT_NEGATIVE,
    "decay": NOT_NEGATIVE,
    "weight_decay": NOT_NEGATIVE,
    "t": ("at least 1, as steps are counted from 1", lambda x: x >= 1),
    "curvature": POSITIVE,
    "curvature_W": POSITIVE,
    "curvature_b": POSITIVE,
    "rotation": ("finite", np.isfinite),
    "steepness": POSITIVE,
}


def checked_setting(name: str, value: Any) -> Any:
    """Return `value` as a float or an array of numbers, or say what is wrong with it.

    TypeError if it is not a number or an array of numbers, ValueError if it is outside its limits.
    """
    array = checked_numbers(name, value)
    if name in LIMITS:
        allowed, within = LIMITS[name]
        bad = array[~within(array)]
        if bad.size:
            raise ValueError(f"{name} must be {allowed}; got {bad.flat[0]}")
    # A Python float lets a float32 parameter stay float32, which a NumPy float64 would not.
    return float(array) if array.ndim == 0 else array


def kept_setting(name: str, value: Any) -> Any:
    """`checked_setting` for who keeps the value: of an array a copy that nobody can write to."""
    kept = checked_setting(name, value)
    if isinstance(kept, np.ndarray):
        kept = kept.copy()
        kept.setflags(write=False)
    return kept


def checked_count(name: str, value: Any) -> int:
    """Return `value` as an int of at least 1."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | np.integer):
        raise TypeError(f"{name} must be a whole number of at least 1; got {value!r}")
    if value < 1:
        raise ValueError(f"{name} must be a whole number of at least 1; got {value}")
    return int(value)


def checked_function(
    name: str, function: Callable[..., Any], arguments: Iterable[str]
) -> Callable[..., Any]:
    """Return `function` if it can be called with these arguments by name."""
    if not callable(function):
        raise TypeError(f"{name} must be a function; got {function!r}")
    try:
        form = signature(function)
    except ValueError:  # one of the few builtins that cannot tell
        return function
    try:
        form.bind(**dict.fromkeys(arguments))
    except TypeError:
        got = f"{getattr(function, '__name__', function)}{form}"
        raise TypeError(f"{name} must take {', '.join(arguments)} by name; got {got}") from None
    return function


def checked_shape(shapes: Mapping[str, tuple[int, ...]]) -> tuple[int, ...]:
    """Return the shape to which all `shapes` broadcast, or say which do not fit together."""
    try:
        return np.broadcast_shapes(*shapes.values())
    except ValueError:
        got = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        raise ValueError(
            f"{' and '.join(shapes)} must have shapes that broadcast; got {got}"
        ) from None


def checked_floats(name: str, value: Any) -> NDArray[np.floating]:
    """Return `value` as an array of floats: whole numbers as float64, a float type as it is."""
    array = checked_numbers(name, value)
    return array if array.dtype.kind == "f" else array.astype(float)


def checked_numbers(name: str, value: Any) -> NDArray[Any]:
    """Return `value` as an array of real numbers (a bool is not one)."""
    array = as_array(value)
    if array.dtype == object and all(type(x) in (int, float) for x in array.flat):
        try:
            array = array.astype(float)  # whole numbers of more than 64 bits
        except OverflowError:
            largest = np.finfo(float).max
            raise ValueError(
                f"{name} must be from {-largest:.3g} to {largest:.3g}, which floats can be; "
                "got a whole number beyond"
            ) from None
    if array.dtype.kind not in "fiu":
        raise TypeError(f"{name} must be a number or an array of numbers; got {value!r}")
    return array


def checked_float_type(dtype: Any) -> np.dtype[np.floating]:
    """Return `dtype` as a type of NumPy's, or say that it is no type of floats."""
    checked: np.dtype[Any] = np.dtype(object)
    with suppress(Exception):  # it may be any: np.dtype(",") is a SyntaxError
        checked = np.dtype(dtype)
    if checked.kind != "f":
        raise TypeError(f"dtype must be a float type, such as float64 or float32; got {dtype!r}")
    return checked


def as_array(value: Any) -> NDArray[Any]:
    """Return `value` as an array, of one object that is no number where it is a ragged list."""
    try:
        return np.asarray(value)
    except ValueError:
        return np.asarray(None)
