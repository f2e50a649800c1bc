"""What to tell a learner whose function raises: the error, their line, and what it often means."""

import builtins
import re
import traceback
from collections.abc import Callable, Iterable
from difflib import SequenceMatcher, get_close_matches
from typing import Any, NamedTuple

import numpy as np

from optlearn import averages, later_rules, network, rules, theory
from optlearn.practice.exercises import Exercise, follow_series
from optlearn.practice.reading import tuples_of_one

#: How to import what is often forgotten.
IMPORTS = {"np": "import numpy as np", "numpy": "import numpy", "math": "import math"}

#: NumPy's names of what is often looked for by another one.
CALLED = {
    "ln": "log",
    "root": "sqrt",
    "square_root": "sqrt",
    "squareroot": "sqrt",
    "pow": "power",
    "sqr": "square",
}

#: What a misspelt name of NumPy's may mean.
OF_NUMPY = (
    *("sqrt", "square", "power", "log", "exp", "maximum", "minimum", "sign", "abs", "multiply"),
    *("divide", "zeros", "zeros_like", "ones", "ones_like", "array", "arange", "sum", "mean"),
)

#: Where the functions of other lessons are.
OF_THE_PACKAGE = (averages, rules, later_rules, theory, network)

#: How alike two names are of which one is taken for a misspelling of the other.
ALIKE = 0.8

COMMA = "A comma behind a value makes a tuple of it: look for one at the end of a line."

MAXIMUM = (
    "`{0}` looks for one entry, the largest or smallest of an array; `np.maximum(a, b)` and "
    "`np.minimum(a, b)` compare two arrays entry by entry."
)


class Clue(NamedTuple):
    """What a kind of error often means.

    text : a regular expression, found in the error's text.
    advice : what may help; or what gives it (or nothing) for the match and the exercise.
    line : a regular expression, found in the learner's line; by default any line will do.
    """

    text: str
    advice: str | Callable[[re.Match[str], Exercise], str]
    line: str = ""


def _about_entries(_: re.Match[str], exercise: Exercise) -> str:
    if exercise.steps is follow_series:
        return (
            "Looking up and looping are for the series, and for lists of your own; each of its "
            "values is a number or an array to calculate with as it is."
        )
    return (
        "What comes in may be one number, so it has no entries to look up or to loop over; NumPy "
        "treats all entries of an array at once."
    )


def _about_division_by_0(_: re.Match[str], exercise: Exercise) -> str:
    if exercise.steps is follow_series:
        return "The first step is number 1, and `enumerate` and `range` count from 0."
    return "The first step is number 1: `t` is 1 there." if "t" in exercise.keywords else ""


def _about_a_method(found: re.Match[str], _: Exercise) -> str:
    name = _in_numpy(found[1])
    return f"It is a function of NumPy's: write `np.{name}(…)`." if name else ""


def _about_a_function_of_numpy(found: re.Match[str], _: Exercise) -> str:
    name = _in_numpy(found[1])
    return (
        f"NumPy calls it `np.{name}`."
        if name
        else f"Did you mean `np.{meant[0]}`?"
        if (meant := get_close_matches(found[1], OF_NUMPY, 1, 0.7))
        else "NumPy's root is `np.sqrt`, its natural logarithm `np.log`."
    )


def _about_one_parameter(*_: Any) -> str:
    return (
        "Your function is given one parameter at a time: for `b` it is called again, with `b` "
        "in the place of `W`."
    )


def _about_products(_: re.Match[str], exercise: Exercise) -> str:
    return exercise.about_products


def _about_shapes(_: re.Match[str], exercise: Exercise) -> str:
    if exercise.steps is follow_series:
        return (
            "The series may be one of matrices: what has an entry for each step, such as an array "
            "of all `t`, then needs an axis for each of theirs."
        )
    return exercise.about_shapes if exercise.shapes is None else exercise.about_products


def _about_an_entry(_: re.Match[str], exercise: Exercise) -> str:
    if exercise.steps is follow_series:
        return "The series may be one of matrices: `np.zeros_like(series)` has room for them."
    return exercise.about_shapes


#: The first that is found says what it has to say.
CLUES = (
    Clue("truth value of an array", MAXIMUM.format("max"), line=r"(?<![\w.])max\("),
    Clue("truth value of an array", MAXIMUM.format("min"), line=r"(?<![\w.])min\("),
    Clue(
        "truth value of an array",
        "What comes in may be a matrix, so an `if` cannot decide for all its entries at once; none "
        "is needed.",
    ),
    Clue(
        r"integer|argument 'axis'|axis .* is out of bounds",
        MAXIMUM.format("np.max"),
        line=r"\bnp\.a?(max|min)\(",
    ),
    Clue(
        "must be of ArrayType",
        "The second argument of `np.log` is where the result goes. The logarithm to another base "
        "is a quotient of two logarithms.",
        line=r"\blog",
    ),
    Clue(
        "must be of ArrayType",
        "One argument too many: the last of them is where the result goes.",
    ),
    Clue(
        r"for \^|bitwise_xor",
        "Python's power is `**`: `a**b`, not `a^b`.",
    ),
    Clue(
        r"only (0-dimensional|length-1) arrays",
        "`float` and the functions of `math` take one number; NumPy's, such as `np.sqrt`, take a "
        "whole matrix.",
    ),
    Clue(
        "domain error|expected a .* input",
        "A root or a logarithm is asked for of a number that has none.",
    ),
    Clue("recursion", "The function calls itself; one step needs no such call."),
    Clue("is not callable", "`.T` takes no parentheses.", line=r"\.m?T\("),
    Clue(
        "is not callable",
        "Parentheses right behind a value are a call; a product needs its sign, `a * (b + c)`.",
    ),
    Clue(r"matmul|not aligned|for @", _about_products),
    Clue("could not be broadcast", _about_shapes),
    Clue("setting an array element", _about_an_entry),
    Clue("read-only", "The input is not to be written to; put the result into a new array."),
    Clue(
        "cannot unpack|values to unpack",
        "To count while you loop, `enumerate(series, start=1)` gives number and value in turn.",
        line=r"^for\b",
    ),
    Clue(
        r"list (assignment )?index out of range",
        "A new list is empty: `append` adds to it, and what the next step needs is best kept under "
        "a name of its own.",
    ),
    Clue("out of bounds for axis", "Python counts from 0: the last of `n` values is number n - 1."),
    Clue(
        "invalid index to scalar|not subscriptable|item assignment|too many indices"
        "|not iterable|non-iterable|no len|unsized",
        _about_entries,
    ),
    Clue(
        "'NoneType' object has no attribute 'append'",
        "`append` changes the list itself and returns `None`, so it stands alone, with no `=` "
        "before it.",
    ),
    Clue("no attribute 'append'", "Only a list can `append`; an array keeps its size."),
    Clue(r"module 'numpy' has no attribute '(\w+)'", _about_a_function_of_numpy),
    Clue("object has no attribute 't'", "The transpose is `.T`, with a capital letter."),
    Clue(r"object has no attribute '(\w+)'", _about_a_method),
    Clue("unexpected keyword argument 'keepdim'", "NumPy calls it `keepdims`."),
    Clue(r"local variable '(b|\w*db)'", _about_one_parameter),
    Clue(
        r"local variable '(\w+)'",
        lambda found, _: (
            f"This line needs a value of `{found[1]}`, which gets one only here or further down."
        ),
    ),
    Clue(
        "NoneType",
        "`None` is what a function without `return` gives, `print` for instance.",
    ),
    Clue(
        "multiply sequence|'(tuple|list|str|dict)'",
        "Lists, tuples and text do not calculate. (A decimal point is a point: `0,9` is a tuple.)",
    ),
    Clue("(division|modulo) by zero", _about_division_by_0, line=r"\b[itk]\b"),
    Clue("No module named", "NumPy is all that it needs."),
)


def text_of(error: BaseException) -> str:
    """An error's own words; none where it cannot even say them."""
    try:
        return str(error)
    except Exception:
        return ""


def about(error: BaseException, line: str, exercise: Exercise, function: Callable[..., Any]) -> str:
    """What may help with an error that a line of a learner's function raised, or nothing."""
    if name := _unknown_name(error):
        return _about_name(name, line, exercise, function)
    if isinstance(error, AttributeError) and "np." in line and _is_other_np(function):
        return "`np` is no longer NumPy: run the cell with `import numpy as np` again."
    if re.search("sequence|'tuple'", text_of(error)) and tuples_of_one(function):
        return COMMA
    for clue in CLUES:
        found = re.search(clue.text, text_of(error))
        if found and re.search(clue.line, line):
            return clue.advice if isinstance(clue.advice, str) else clue.advice(found, exercise)
    return ""


def place_of(error: BaseException, function: Callable[..., Any]) -> tuple[int, str] | None:
    """Number and text of the last line that an error passed in the learner's cell, if there is."""
    code = getattr(function, "__code__", None)
    place = None
    for frame in traceback.extract_tb(error.__traceback__):
        if code is not None and frame.filename == code.co_filename:
            place = frame.lineno or 0, frame.line or ""
    return place


def _unknown_name(error: BaseException) -> str:
    if not isinstance(error, NameError) or isinstance(error, UnboundLocalError):
        return ""
    name = error.name or ""
    return "" if hasattr(builtins, name) else name


def _is_other_np(function: Callable[..., Any]) -> bool:
    return getattr(function, "__globals__", {}).get("np", np) is not np


def _about_name(name: str, line: str, exercise: Exercise, function: Callable[..., Any]) -> str:
    if name in IMPORTS:
        return f"Import it in a cell above: `{IMPORTS[name]}`."
    is_called = not line or re.search(rf"\b{name}\s*\(", line) is not None
    if is_called and (in_numpy := _in_numpy(name)):
        return f"NumPy has it: write `np.{in_numpy}`, after `import numpy as np` in a cell above."
    own = getattr(getattr(function, "__code__", None), "co_varnames", ())
    if meant := nearest(name, (*exercise.takes, *exercise.keywords, *own)):
        return f"Did you mean {' or '.join(f'`{x}`' for x in meant)}?"
    if re.fullmatch(r"b|\w*db", name) and "W" in exercise.takes:
        return _about_one_parameter()
    if is_called:
        for module in OF_THE_PACKAGE:
            if hasattr(module, name):
                return f"Import it in a cell above: `from {module.__name__} import {name}`."
        return "If it is a function of yours, run the cell that defines it, in this notebook."
    known = ", ".join(f"`{known}`" for known in (*exercise.takes, *exercise.keywords))
    return f"`{name}` is not among the names that the function is given: {known}."


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """Which of the names are most like another one, if any is."""
    likeness = {x: _likeness(name, x) for x in known if x != name}
    best = max(likeness.values(), default=0.0)
    return [x for x, like in likeness.items() if like == best] if best >= ALIKE else []


def _likeness(one: str, other: str) -> float:
    if one.lower() == other.lower():
        return 1.0
    return SequenceMatcher(None, one, other).ratio()


def _in_numpy(name: str) -> str:
    """NumPy's name for a function, if it has it."""
    name = CALLED.get(name, name)
    return name if callable(getattr(np, name, None)) else ""
