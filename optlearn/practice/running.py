"""Run a learner's function over the trials of an exercise, and say so where it cannot be run.

Everything that is wrong with a function apart from its numbers is found here: it is not written
yet, cannot be called, raises, never ends, returns something of another form, writes to its input,
or remembers.
"""

import dis
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, TextIO

import numpy as np

from optlearn.practice import limits
from optlearn.practice.exercises import Exercise, Outputs, Trial, follow_series
from optlearn.practice.limits import TimeUp, limited
from optlearn.practice.raised import COMMA, about, place_of, text_of
from optlearn.practice.reading import (
    about_globals,
    in_a_row,
    returns_something,
    roundings_in,
    tuples_of_one,
)


@dataclass(frozen=True)
class Finding:
    """What a check found.

    name : "right", "not written yet", a fault of form such as "writes to its input", the name of
        a known mistake, or "unknown".
    sentences : what to tell the learner, `backticks` around code.
    code : their own line, where there is one to show.
    """

    name: str
    sentences: tuple[str, ...]
    code: str = ""


UNWRITTEN = Finding(
    "not written yet", ("Put your own code where the `...` are, and run this cell again.",)
)


class Stopped(Exception):
    """The function cannot be run any further.

    finding : the reason.
    runs : of the trials that went well before.
    """

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        self.runs: list[Run] = []


class Run(NamedTuple):
    """One trial of a function: the outputs of each step, and the arguments of each call."""

    outputs: list[Outputs]
    calls: list[tuple[tuple[Any, ...], dict[str, Any]]]


def runs_of(
    function: Callable[..., Any], exercise: Exercise, heard: TextIO | None = None
) -> list[Run]:
    """Run a learner's function over every trial; raise Stopped where it cannot be run.

    heard : where what the function prints goes; by default nobody hears it.
    """
    caller = Caller(function, exercise)
    caller.require_signature()
    runs: list[Run] = []
    try:
        limited(lambda: runs.extend(map(caller.run, exercise.trials)), heard)
        return runs
    except Stopped as stopped:
        stopped.runs = runs
        raise
    except TimeUp:
        raise Stopped(
            Finding(
                "never ends",
                (
                    f"Your function had not finished after {limits.SECONDS:g} seconds, so it was "
                    "stopped.",
                    "Look for a loop whose condition never becomes false."
                    + (
                        " One step needs no loop: the steps are counted by whoever calls your "
                        "function."
                        if exercise.by_step
                        else ""
                    ),
                ),
            )
        ) from None
    except MemoryError:
        raise Stopped(
            Finding(
                "too much memory",
                (
                    "Your function asked for more memory than it may have "
                    f"({limits.MEMORY / 2**30:g} GB), so it was stopped.",
                    "Look for an array or a list that is far larger than `W`, or that grows.",
                ),
            )
        ) from None


class Caller:
    """Calls a learner's function with copies, and holds what it returns to the exercise's form."""

    def __init__(self, function: Callable[..., Any], exercise: Exercise) -> None:
        self.function = function
        self.exercise = exercise
        self.name = getattr(function, "__name__", "your_function")
        self.calls: list[tuple[tuple[Any, ...], dict[str, Any]]] = []
        self.answers: list[Outputs] = []

    def run(self, trial: Trial) -> Run:
        """Run the function over a trial."""
        self.calls, self.answers = [], []
        outputs = list(self.exercise.steps(self.exercise, self, trial))
        self._require_same_again()
        return Run(outputs, self.calls)

    def __call__(self, *arguments: Any, **settings: Any) -> Outputs:
        """Outputs of one call, as arrays that nobody else holds."""
        outputs = self._outputs(arguments, settings)
        self.calls.append((arguments, settings))
        self.answers.append(outputs)
        return outputs

    def require_signature(self) -> None:
        """Stop unless the function can be called as the exercise calls it."""
        try:
            signature = inspect.signature(self.function)
        except (TypeError, ValueError):  # some built-in functions have none
            return
        try:
            signature.bind(*self.exercise.takes, **dict.fromkeys(self.exercise.keywords))
        except TypeError as error:
            raise Stopped(
                Finding(
                    "other arguments",
                    (
                        f"The check calls `{self._call_text()}`, but your function is "
                        f"`{self.name}{signature}`: {error}.",
                        "Give it the first line that the exercise shows.",
                    ),
                )
            ) from None

    def _require_same_again(self) -> None:
        """Stop unless the first two calls, made again, give what they gave before.

        The second comes first, so that what starts afresh at step 1 is found out as well.
        """
        calls = list(zip(self.calls, self.answers, strict=True))
        for (arguments, settings), before in reversed(calls[:2]):
            again = self._outputs(arguments, settings)
            if not all(map(same, before, again)):
                self._stop(
                    "remembers",
                    "Called twice with the same input, your function gave two different answers: "
                    "it keeps something from one call to the next, such as a global variable, or "
                    "draws random numbers.",
                    "Everything it needs is among its arguments, and what the next step needs is "
                    "what it returns.",
                )

    def _outputs(self, arguments: tuple[Any, ...], settings: dict[str, Any]) -> Outputs:
        given = tuple(np.copy(x)[()] for x in arguments)
        given_settings = {
            name: np.copy(x) if isinstance(x, np.ndarray) else x for name, x in settings.items()
        }
        try:
            result = self.function(*given, **given_settings)
        except (KeyboardInterrupt, TimeUp, MemoryError):
            raise
        except BaseException as error:  # exit() in a learner's function must not end the kernel
            raise Stopped(self._raised(error)) from None
        self._require_written(result)
        self._require_untouched(arguments + tuple(settings.values()), given, given_settings)
        if self.exercise.shapes is not None:
            return self._formed(result, self.exercise.shapes(*arguments, **settings))
        shape = np.broadcast_shapes(*(np.shape(x) for x in (*arguments, *settings.values())))
        return self._formed(result, (shape,) * len(self.exercise.returns))

    def _require_written(self, result: Any) -> None:
        parts = result if isinstance(result, tuple | list) else (result,)
        if any(part is ... for part in parts) or (result is None and _has_no_body(self.function)):
            raise Stopped(UNWRITTEN)

    def _require_untouched(
        self, originals: tuple[Any, ...], given: tuple[Any, ...], settings: dict[str, Any]
    ) -> None:
        names = (*self.exercise.takes, *settings)
        path = ", and a recorded path ends up as many copies of its last point"
        path = path if "W" in self.exercise.takes else ""
        for name, before, after in zip(names, originals, (*given, *settings.values()), strict=True):
            if not same(before, after):
                raise Stopped(
                    Finding(
                        "writes to its input",
                        (
                            f"Your function changes the `{name}` that it is given, in place, so "
                            f"whoever called it finds their array altered{path}.",
                            "An assignment such as `x *= 2` or `x[:] = ...` writes into the array; "
                            "`x = x * 2` makes a new one.",
                        ),
                    )
                )

    def _formed(self, result: Any, shapes: tuple[tuple[int, ...], ...]) -> Outputs:
        """The outputs as a tuple of arrays of floats, or Stopped if they are of another form."""
        names = self.exercise.returns
        expected = f"`return ({names[0]},)`" if len(names) == 1 else f"`return {', '.join(names)}`"
        if result is None and returns_something(self.function):
            where = f"At step {len(self.calls) + 1} your" if self.exercise.by_step else "Your"
            self._stop(
                "returns nothing",
                f"{where} function comes to its end without a `return`.",
                "Does the `return` stand inside an `if` or a loop?",
            )
        if result is None:
            self._stop(
                "returns nothing",
                "Your function returns nothing.",
                "Its last line is a `return` of what was computed.",
            )
        if inspect.isgenerator(result) or inspect.iscoroutine(result):
            result.close()
            self._stop(
                "returns no numbers",
                f"Your function returns a {type(result).__name__}, not numbers.",
                "Use a plain `def` with `return`, not `yield` or `async`.",
            )
        if self.exercise.in_tuple:
            if not isinstance(result, tuple):
                one = len(names) == 1 and not isinstance(result, list | dict)
                kind = "one value"
                if isinstance(result, list | dict):
                    kind = f"a {type(result).__name__}"
                self._stop(
                    "returns no tuple",
                    f"Your function returns `{names[0]}` alone, and a tuple is wanted, because "
                    "most rules return more than one value."
                    if one
                    else f"Your function returns {kind}, and a tuple of "
                    f"{_counted(len(names))} is wanted.",
                    f"The last line is {expected}: it is the comma that makes the tuple."
                    if len(names) == 1
                    else f"The last line is {expected}.",
                )
            if len(result) != len(names):
                self._stop(
                    "returns another number of values",
                    f"Your function returns {_counted(len(result))}, and {len(names)} "
                    f"{'is' if len(names) == 1 else 'are'} wanted.",
                    f"The last line is {expected}.",
                )
        elif isinstance(result, tuple) and not self._is_series(result, shapes):
            self._stop(
                "returns a tuple",
                f"Your function returns a tuple of {_counted(len(result))}, and "
                f"{names[0] if ' ' in names[0] else f'`{names[0]}`'} alone is wanted.",
                "A comma after a value makes a tuple of it: return the value without one."
                if len(result) == 1
                else "Return one value, without a comma.",
            )
        else:
            result = (result,)
        came = [x.shape for x in result if isinstance(x, np.ndarray)]
        if came != list(shapes) and came == list(shapes[::-1]):
            self._stop(
                "returns in another order",
                f"{in_a_row(names)} come back in another order, as their shapes tell.",
                f"The last line is {expected}.",
            )
        return tuple(map(self._number, names, result, shapes))

    def _number(self, name: str, value: Any, shape: tuple[int, ...]) -> Any:
        label = _label(name)
        if isinstance(value, list | tuple) and self.exercise.steps is not follow_series:
            self._stop(
                "returns a list",
                f"{label} comes back as a {type(value).__name__}, where "
                "an array or a number is wanted.",
                COMMA
                if isinstance(value, tuple) and tuples_of_one(self.function)
                else "Arrays are added and multiplied entry by entry; lists are not.",
            )
        try:
            array = np.array(value)
        except Exception:  # a ragged list, or what would be an array and cannot
            array = np.array(None)
        if array.dtype.kind != "f":
            came = "as `None`" if value is None else f"with the dtype {array.dtype}"
            came = "as text" if isinstance(value, str) else came
            advice = "Floats come in, and only floats should come out."
            if array.dtype.kind in "iu":
                rounding = in_a_row(roundings_in(self.function))
                advice = "A whole number comes back: is it a constant, or a count?"
                if rounding:
                    advice = f"Whole numbers have lost their fractions: look for {rounding}."
            said = f"{label} comes back {came}, where floats are wanted."
            self._stop("returns another dtype", said, advice)
        if array.shape != shape:
            came = f"with the shape {array.shape}" if array.shape else "as one number"
            wanted = f"the input has the shape {shape}" if shape else "the input is one number"
            if self.exercise.shapes is not None:
                wanted = f"{shape} is wanted"
            advice = self.exercise.about_shapes
            if array.shape == shape[::-1] and shape != shape[::-1]:
                advice = "Its rows and columns have changed places."
            elif array.shape == (1, *shape) and self._has_a_stray_comma():
                advice = COMMA
            self._stop(
                "returns another shape", f"{label} comes back {came}, where {wanted}.", advice
            )
        return array[()]

    def _is_series(self, result: tuple[Any, ...], shapes: tuple[tuple[int, ...], ...]) -> bool:
        """Whether a tuple has a value for each step of a series, as a list or an array may."""
        return self.exercise.steps is follow_series and len(result) == shapes[0][0]

    def _has_a_stray_comma(self) -> bool:
        """Whether a tuple of one value is made where the `return` does not ask for it."""
        asked = self.exercise.in_tuple and len(self.exercise.returns) == 1
        return tuples_of_one(self.function) > asked

    def _stop(self, name: str, *said: str) -> None:
        raise Stopped(Finding(name, (*said, *about_globals(self.function))))

    def _raised(self, error: BaseException) -> Finding:
        if isinstance(error, TypeError) and "ellipsis" in text_of(error):
            return UNWRITTEN
        text = text_of(error).rstrip(" .")
        said = f"Your function raised `{type(error).__name__}`" + (f": {text}." if text else ".")
        place = place_of(error, self.function)
        number, line = place or (0, "")
        advice = about(error, line, self.exercise, self.function)
        return Finding(
            "raises",
            tuple(filter(None, (said, advice, *about_globals(self.function)))),
            f"line {number}:  {line}" if place else "",
        )

    def _call_text(self) -> str:
        arguments = [*self.exercise.takes, *(f"{name}=…" for name in self.exercise.keywords)]
        return f"{self.name}({', '.join(arguments)})"


def _counted(values: int) -> str:
    return "1 value" if values == 1 else f"{values} values"


def same(a: Any, b: Any) -> bool:
    """Whether two numbers or arrays are equal entry by entry, nan being equal to nan."""
    return np.array_equal(a, b, equal_nan=True)


def _label(name: str) -> str:
    return name[0].upper() + name[1:] if " " in name else f"`{name}`"


def _has_no_body(function: Callable[..., Any]) -> bool:
    """Whether a function does nothing at all, its body being ``...``, ``pass`` or a docstring."""
    code = getattr(function, "__code__", None)
    if code is None:
        return False
    idle = {"RESUME", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST", "NOP"}
    return all(step.opname in idle for step in dis.get_instructions(code))
