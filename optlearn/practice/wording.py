"""The sentences of a verdict: what differs, by how much, what it looks like and where to look."""

from collections.abc import Callable, Sequence
from types import FunctionType
from typing import Any

import numpy as np

from optlearn.practice.differences import Difference, Paths, excesses
from optlearn.practice.exercises import Exercise
from optlearn.practice.mistake import Mistake
from optlearn.practice.running import Run, about_globals


def praise(exercise: Exercise) -> str:
    """What a right answer has stood up to."""
    right = "rule" if exercise.takes else "formula"
    return f"Your function agrees with the {right}, for {exercise.tried}."


def difference_in_words(difference: Difference) -> str:
    """Where a learner's numbers first differ, and by how much."""
    where = f"At step {difference.step}" if difference.step > 1 else "Already at step 1"
    if not difference.exercise.takes:
        where = f"With {difference.trial.label}"
    elif difference.place > 0:
        where += f" of {difference.trial.label}"
    output = difference.output
    name = output.removeprefix("the ") if " " in output else f"`{output}`"
    return (
        f"{where} your {name} is {_number(difference.yours)} where the rule has "
        f"{_number(difference.rules)}, {how_far(difference.yours, difference.rules)}."
    )


def how_far(yours: float, rules: float) -> str:
    """By how much a number differs from what it should be, in words."""
    if not np.isfinite(yours):
        return "which is no number to go on with"
    if rules == 0:
        return f"so it is off by {_number(abs(yours))}"
    ratio = yours / rules
    if ratio == 0:
        return "so something is lost"
    if ratio < 0:
        return "so the sign is wrong" if np.isclose(ratio, -1) else "so the sign is wrong, at least"
    if ratio >= 1.5:
        return f"{_number(ratio)} times as much"
    if ratio <= 0.7:
        return f"{_number(1 / ratio)} times too small"
    return f"so it is off by {100 * abs(ratio - 1):.2g} %"


def known_in_words(known: Sequence[Mistake]) -> list[str]:
    """What one known mistake is, or two that are made at once, with a hint."""
    if len(known) == 1:
        return [f"It looks as if {known[0].what}", f"Hint: {known[0].hint}"]
    return [
        "Two things seem to be wrong at once.",
        *(f"{place}. It looks as if {mistake.what}" for place, mistake in enumerate(known, 1)),
        f"Hint for the first: {known[0].hint}",
    ]


def where_to_look(
    function: Callable[..., Any], yours: Paths, right: Paths, difference: Difference
) -> list[str]:
    """What helps to find a mistake that is not known."""
    place, output, exercise = difference.place, difference.output, difference.exercise
    steps = list(excesses(difference.trial, yours[place], right[place]))
    fine = [
        f"`{name}`"
        for i, name in enumerate(exercise.returns)
        if not any(np.any(step[i] > 1) for step in steps)
    ]
    sentences = about_globals(function)
    if fine:
        are = "is" if len(fine) == 1 else "are"
        sentences.append(
            f"{' and '.join(fine)} {are} right all the way, so look at the line that makes "
            f"`{output}`."
        )
    elif place > 0:
        sentences.append(
            f"It was right for {exercise.trials[place - 1].label}, so look for what is different "
            f"with {difference.trial.label}."
        )
    elif difference.step > 1:
        sentences.append(
            "The first step is right, so look at what changes from step to step: what is carried "
            "on, and `t`."
        )
    else:
        sentences.append(
            "It is not one of the mistakes known here. Look at the line that makes "
            f"{output if ' ' in output else f'`{output}`'}, and compare it with the formula term "
            "by term."
        )
    return sentences


def calls_that_show_it(function: Callable[..., Any], run: Run, difference: Difference) -> list[str]:
    """Lines to run: the step that differs, if its arguments are plain numbers, and the player."""
    name = function.__name__ if isinstance(function, FunctionType) else ""
    if not name.isidentifier():  # a lambda, or an object that is called
        return []
    lines = []
    if len(run.calls) == len(run.outputs):
        arguments, settings = run.calls[difference.step - 1]
        if not any(np.ndim(x) for x in (*arguments, *settings.values())):
            texts = [*map(_number, arguments)]
            texts += [f"{setting}={_number(x)}" for setting, x in settings.items()]
            lines.append(f"{name}({', '.join(texts)})")
    if difference.exercise.as_rule is not None:
        lines.append(f'check({name}, "{difference.exercise.name}").play()')
    return lines


def _number(x: Any) -> str:
    return f"{float(x):.5g}"
