"""Read a learner's function: the names, numbers and operations that are written into it."""

import ast
import dis
import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from textwrap import dedent
from types import CodeType
from typing import Any

import numpy as np

#: What counts as a number or an array of the notebook.
NUMBERS = (int, float, np.number, np.ndarray)

#: What drops the fraction of a number, by the name under which it is called.
ROUNDING = ("round", "rint", "floor", "ceil", "trunc", "fix", "int", "astype")


def numbers_in(function: Callable[..., Any]) -> str:
    """The fractions that are written into a function, such as 0.9; one half is no setting."""
    constants = (x for code in _codes(function) for x in code.co_consts)
    return in_a_row(x for x in constants if isinstance(x, float) and x % 1 not in (0, 0.5))


def about_globals(function: Callable[..., Any]) -> list[str]:
    """A sentence on the numbers and arrays that a function reads from the notebook, if any."""
    outside = getattr(function, "__globals__", {})
    names = (
        name
        for kind, name in _variables(function)
        if kind in ("LOAD_GLOBAL", "LOAD_NAME") and isinstance(outside.get(name), NUMBERS)
        if name != "np"  # which is no number on purpose
    )
    read = in_a_row(dict.fromkeys(names))
    if not read:
        return []
    return [f"It reads {read} from the notebook, not from its arguments. On purpose?"]


def names_read(function: Callable[..., Any]) -> list[str]:
    """Names of the variables that a function reads, its own and others; no attributes."""
    return [name for kind, name in _variables(function) if kind.startswith("LOAD")]


def roundings_in(function: Callable[..., Any]) -> list[str]:
    """What a function may drop fractions with: `//` and what is called `round`, `int` or so."""
    found = dict.fromkeys(name for code in _codes(function) for name in code.co_names)
    steps = (step for code in _codes(function) for step in dis.get_instructions(code))
    is_whole = any(step.argrepr.startswith("//") for step in steps) or _writes_whole(function)
    return ["//"] * is_whole + [name for name in found if name in ROUNDING]


def tuples_of_one(function: Callable[..., Any]) -> int:
    """In how many places a function makes a tuple of one value, as a comma behind it does."""
    return sum(
        step.opname == "BUILD_TUPLE" and step.arg == 1
        for code in _codes(function)
        for step in dis.get_instructions(code)
    )


def returns_something(function: Callable[..., Any]) -> bool:
    """Whether there is a `return` with a value in a function, even if not on every way through."""
    before = None
    for step in dis.get_instructions(getattr(function, "__code__", None) or _nothing):
        value = step.argval if step.opname == "RETURN_CONST" else before
        if step.opname.startswith("RETURN_") and value is not None:
            return True
        before = None if step.opname.startswith("LOAD_CONST") and step.argval is None else step
    return False


def _nothing() -> None: ...


def argument_of(function: Callable[..., Any], place: int | None, name: str) -> str:
    """What a function calls an argument that is given by its place, or else by its name."""
    code = getattr(function, "__code__", None)
    if code is None:
        return ""
    by_place = code.co_varnames[: code.co_argcount]
    if place is not None:
        return str(by_place[place]) if place < len(by_place) else ""
    named = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    return name if name in named else ""


def in_a_row(things: Iterable[Any]) -> str:
    """Names or numbers as code, with commas and an "and" between them."""
    *most, last = [f"`{thing}`" for thing in things] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def _writes_whole(function: Callable[..., Any]) -> bool:
    """Whether `//` is written between two constants, which Python divides before it runs."""
    try:
        tree = ast.parse(dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):  # nobody knows its source, or it is part of a line
        return False
    return any(isinstance(node, ast.FloorDiv) for node in ast.walk(tree))


def _variables(function: Callable[..., Any]) -> Iterator[tuple[str, str]]:
    """The kind of instruction, such as LOAD_FAST, and the variable it reads or sets."""
    for code in _codes(function):
        for step in dis.get_instructions(code):
            kinds = re.findall(r"(?:LOAD|STORE)_(?:FAST|DEREF|CLOSURE|GLOBAL|NAME)", step.opname)
            names = step.argval if isinstance(step.argval, tuple) else (step.argval,)
            yield from zip(kinds, names, strict=False)  # some instructions name two at once


def _codes(function: Callable[..., Any] | CodeType | None) -> Iterator[CodeType]:
    """The code of a function, and of the lambdas and comprehensions within it."""
    code = function if isinstance(function, CodeType) else getattr(function, "__code__", None)
    if code is not None:
        yield code
        for x in code.co_consts:
            if isinstance(x, CodeType):
                yield from _codes(x)
