"""What further calls of a learner's function tell: what it returns as it came, and does not use.

Averages begin at 0 in every trial, so what stays there looks like what is returned as it came.
Here a function is called as the right answer would be at each step, with averages that are not 0.
"""

from collections.abc import Callable
from itertools import permutations
from typing import Any, NamedTuple

import numpy as np

from optlearn.practice.exercises import EXERCISES, Exercise, Outputs, follow_series
from optlearn.practice.limits import TimeUp, limited
from optlearn.practice.reading import argument_of, names_read, roundings_in
from optlearn.practice.running import Caller, Run, Stopped, same

#: Values of an argument beside the given `x`: a little and far away, of either sign.
OTHERS: tuple[Callable[[Any], Any], ...] = (
    lambda x: x * 0.75 + 0.125,
    lambda x: x * 0.1 + 0.02,
    lambda x: 40 * x + 3,
    lambda x: -7 * x - 1,
)
OTHER_COUNTS: tuple[Callable[[Any], Any], ...] = (lambda t: t + 1, lambda t: t + 5)


class Call(NamedTuple):
    """A call of a learner's function, and what came of it."""

    arguments: tuple[Any, ...]
    settings: dict[str, Any]
    outputs: Outputs


def probed(function: Callable[..., Any], exercise: Exercise, runs: list[Run]) -> list[Call]:
    """The calls of the runs, and those that the right answer would be given; none if it fails."""
    if exercise.steps is follow_series:  # one call, many steps
        return []
    calls = [
        Call(*call, outputs)
        for run in runs
        for call, outputs in zip(run.calls, run.outputs, strict=True)
    ]
    caller = Caller(function, exercise)
    further = right_calls(exercise)
    try:
        calls += limited(
            lambda: [call._replace(outputs=caller(*call[0], **call[1])) for call in further]
        )
    except (Stopped, TimeUp, MemoryError):
        return []
    return calls


def right_calls(exercise: Exercise) -> list[Call]:
    """The calls of three trials as they would be if every answer were right, and the right answers.

    The third is of a matrix, even where the runs ended before it: a mean of one number is that.
    """
    calls: list[Call] = []
    for trial in EXERCISES[exercise.name].trials[:3]:
        right = exercise.right_path(trial)

        def call(*arguments: Any, right: Any = right, **settings: Any) -> Outputs:
            calls.append(Call(arguments, settings, next(right)))
            return calls[-1].outputs

        for _ in exercise.steps(exercise, call, trial):
            pass
    return calls


def returned_as_given(exercise: Exercise, calls: list[Call]) -> dict[str, str]:
    """Names of the returned values that are an argument in every call, and of that argument."""
    given = (*exercise.takes, *exercise.keywords)

    def comes_back(place: int, name: str) -> bool:
        return bool(calls) and all(
            same(
                dict(zip(given, (*call.arguments, *call.settings.values()), strict=True))[name],
                call.outputs[place],
            )
            for call in calls
        )

    found = {}
    for place, name in enumerate(exercise.returns):
        first = (name,) if name in given else ()
        matching = (taken for taken in (*first, *given) if comes_back(place, taken))
        if taken := next(matching, ""):
            found[name] = taken
    return found


def returned_twice(exercise: Exercise, calls: list[Call]) -> tuple[str, str] | None:
    """Names of two returned values that are one in every call: a wrong one, and the right one."""
    if not calls:
        return None
    right = right_calls(exercise)

    def is_right(place: int) -> bool:
        mine = calls[-len(right) :]
        return all(
            np.allclose(x.outputs[place], y.outputs[place])
            for x, y in zip(mine, right, strict=True)
        )

    for one, other in permutations(range(len(exercise.returns)), 2):
        alike = all(same(x.outputs[one], x.outputs[other]) for x in calls)
        if alike and is_right(other) and not is_right(one):
            return exercise.returns[one], exercise.returns[other]
    return None


def staying_at_0(exercise: Exercise, runs: list[Run]) -> list[str]:
    """Names of the averages that are 0 after every step."""
    return [
        name
        for place, name in enumerate(exercise.returns)
        if name in exercise.takes and name != "W"
        if not any(np.any(outputs[place] != 0) for run in runs for outputs in run.outputs)
    ]


def not_used(function: Callable[..., Any], exercise: Exercise, calls: list[Call]) -> list[str]:
    """Names of the arguments that the rule needs and the learner's function certainly ignores.

    Certain is what the function never reads; and what leaves every number as it is, near and far,
    if all of them are finite and nothing rounds them.
    """
    caller = Caller(function, exercise)
    read = names_read(function)
    rounds = bool(roundings_in(function))

    def never_read(name: str) -> bool:
        place = exercise.takes.index(name) if name in exercise.takes else None
        own = argument_of(function, place, name)
        return bool(own) and own not in read and "locals" not in read

    def matters(name: str) -> bool:
        if never_read(name):
            return False
        if rounds or not calls:
            return True
        for arguments, settings, before in calls:
            for other in OTHER_COUNTS if name == "t" else OTHERS:
                values = dict(zip(exercise.takes, arguments, strict=True)) | settings
                values[name] = other(values[name])
                changed = [values[taken] for taken in exercise.takes]
                try:
                    after = caller(*changed, **{setting: values[setting] for setting in settings})
                except Stopped:  # it depends on what it cannot bear
                    return True
                if not all(map(_same_and_finite, before, after)):
                    return True
        return False

    names = [name for name in (*exercise.takes, *exercise.keywords) if exercise.needs(name)]
    try:
        return limited(lambda: [name for name in names if not matters(name)])
    except (TimeUp, MemoryError):
        return []


def _same_and_finite(a: Any, b: Any) -> bool:
    return bool(np.all(np.isfinite(a))) and same(a, b)
