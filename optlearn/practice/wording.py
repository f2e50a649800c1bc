"""The sentences of a verdict: what differs, by how much, what it looks like and where to look."""

from collections.abc import Callable, Sequence
from types import FunctionType
from typing import Any

import numpy as np

from optlearn.practice.differences import Difference, Paths, excesses, is_off
from optlearn.practice.exercises import Exercise
from optlearn.practice.mistake import Mistake, body_of
from optlearn.practice.reading import (
    about_globals,
    in_a_row,
    names_read,
    numbers_in,
    roundings_in,
)
from optlearn.practice.running import Run

#: Comes before the calls that show a mistake.
TO_SEE = "To see it:"


#: Added to the praise of what cannot calculate with many settings at once.
ONE_AT_A_TIME = (
    "It takes one value of each setting at a time; a formula of `+`, `*`, `/` and `**` takes an "
    "array of them as well."
)


def praise(exercise: Exercise) -> str:
    """What a right answer has stood up to."""
    return f"Your function agrees with the {exercise.right_word}, for {exercise.tried}."


def difference_in_words(difference: Difference) -> str:
    """Where a learner's numbers first differ, and by how much."""
    where = f"At step {difference.step}" if difference.step > 1 else "Already at step 1"
    if not difference.exercise.in_steps:
        where = f"With {difference.trial.label}"
    elif difference.place > 0:
        where += f" of {difference.trial.label}"
    output = difference.output
    name = output.removeprefix("the ") if " " in output else f"`{output}`"
    yours, rules = apart(difference.yours, difference.rules)
    far = how_far(difference.yours, difference.rules)
    says = f"the {difference.exercise.right_word} gives {rules}"
    return f"{where} your {name} is {yours}, and {says}{': ' if far else ''}{far}."


def how_far(yours: float, rules: float) -> str:
    """By how much a number differs from what it should be, in words, or nothing to add."""
    if np.isnan(yours):
        return "nan is no number, and comes of 0 / 0 or of the root or logarithm of a negative one"
    if np.isinf(yours):
        return "inf comes of a division by 0, or of a number too large to be held"
    if rules == 0 or yours == 0:
        return ""
    ratio = yours / rules
    if ratio < 0:
        return "the same with the other sign" if np.isclose(ratio, -1) else "the sign is wrong"
    if ratio >= 1.5:
        return f"{in_digits(ratio, 3 if ratio < 1000 else 1)} times as much"
    if ratio <= 0.7:
        share = 100 * ratio
        return f"only {in_digits(share, 2)} % of it" if share >= 1 else "less than 1 % of it"
    return f"{in_digits(100 * abs(ratio - 1), 2)} % too {'much' if ratio > 1 else 'little'}"


def apart(x: float, y: float) -> tuple[str, str]:
    """Two numbers with three digits, or with as many as tell them apart."""
    for digits in range(3, 9):
        texts = in_digits(x, digits), in_digits(y, digits)
        if texts[0] != texts[1]:
            break
    return texts


def in_digits(x: float, digits: int) -> str:
    """A number rounded to so many digits, written without an exponent unless it is extreme."""
    if not 1e-5 <= abs(x) < 1e9:
        return f"{x:.{digits}g}"
    rounded = float(f"{x:.{digits - 1}e}")
    if abs(rounded) >= 1000:
        return f"{rounded:,.0f}"
    return np.format_float_positional(rounded, trim="-")


def known_in_words(known: Sequence[Mistake]) -> list[str]:
    """What one known mistake is, or two that are made at once, with a hint."""
    if len(known) == 1:
        return [f"It looks as if {known[0].what}", f"Hint: {known[0].hint}"]
    return [
        "Two things seem to be wrong at once.",
        *(f"{place}. It looks as if {mistake.what}" for place, mistake in enumerate(known, 1)),
        f"Hint for the first: {known[0].hint}",
    ]


def unchanged_in_words(names: Sequence[str], new: str) -> list[str]:
    """That a function returns what it was given; `new` says what it should return."""
    it = "it was" if len(names) == 1 else "they were"
    new = f"the {new} {'one' if len(names) == 1 else 'ones'}"
    return [
        f"You return {in_a_row(names)} as {it} given to you, unchanged.",
        f"Hint: Which of your names holds {new}?",
    ]


def staying_at_0_in_words(names: Sequence[str]) -> list[str]:
    """That averages are still where they started."""
    start = "starts at 0, and stays" if len(names) == 1 else "start at 0, and stay"
    it = "it" if len(names) == 1 else "them"
    return [f"{in_a_row(names)} {start} there.", f"Hint: What does each step add to {it}?"]


def returned_in_words(name: str, given: str, *, came_in: bool) -> list[str]:
    """That one thing is returned in the place of another."""
    what = f"is the `{given}` that came in" if came_in else f"is your `{given}`"
    shown = name if " " in name else f"`{name}`"
    line = "" if " " in name else f", and at the line that makes {shown}, if there is one"
    return [f"What you return as {shown} {what}.", f"Hint: Look at the `return`{line}."]


def unused_in_words(function: Callable[..., Any], names: Sequence[str]) -> list[str]:
    """That a function gives the same whatever some of its arguments are."""
    one = len(names) == 1
    it = f"`{names[0]}` is" if one else "they are"
    said = f"{in_a_row(names)} {'is' if one else 'are'} not used: your function gives the same, "
    sentences = [f"{said}whatever {it}."]
    numbers = numbers_in(function)
    if numbers:
        sentences.append(
            f"It has {numbers} written into it. A setting comes in as an argument, so that one "
            "function serves every value of it."
        )
    return sentences + about_globals(function)


def where_to_look(
    function: Callable[..., Any], yours: Paths, right: Paths, difference: Difference
) -> list[str]:
    """What helps to find a mistake that is not known."""
    place, output, exercise = difference.place, difference.output, difference.exercise
    steps = list(excesses(difference.trial, yours[place], right[place]))
    fine = [
        name
        for i, name in enumerate(exercise.returns)
        if not any(is_off(step[i]) for step in steps)
    ]
    sentences = about_globals(function)
    numbers = numbers_in(function) if exercise.keywords else ""
    if numbers:
        sentences.append(
            f"It has {numbers} written into it: should one of the arguments stand there?"
        )
    if rounding := roundings_in(function):
        sentences.append(f"It uses {in_a_row(rounding)}: that drops the fraction of a number.")
    counts = "t" in exercise.keywords and exercise.needs("t") and "range" in names_read(function)
    if counts and not np.isfinite(difference.yours):
        sentences.append("`range(t)` begins with 0, and `1 - beta**0` is 0.")
    elif fine:
        are = "is" if len(fine) == 1 else "are"
        sentences.append(
            f"{in_a_row(fine)} {are} right all the way, so look at "
            + (
                f"the lines below them: the corrections, and the one that makes `{output}`."
                if output == "W" and "_corrected" in body_of(exercise.rule)
                else f"the line that makes `{output}`."
            )
        )
    elif place > 0:
        sentences.append(
            f"It was right for {exercise.trials[place - 1].label}, so look for what is different "
            f"with {difference.trial.label}."
        )
        if np.ndim(difference.trial.start) > np.ndim(exercise.trials[place - 1].start) == 0:
            sentences.append(exercise.about_shapes)
    elif difference.step > 1 and exercise.in_steps:
        changes = ["the numbers that come in, and their signs"]
        if set(exercise.takes) & set(exercise.returns) - {"W"}:
            changes.append("what is carried on")
        if "t" in exercise.keywords:
            changes.append("`t`")
        sentences.append(
            f"The first step is right. Look at what is new in this one: {'; '.join(changes)}."
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
    if difference.exercise.played:
        lines.append(f'check({name}, "{difference.exercise.name}").play()')
    return lines


def _number(x: Any) -> str:
    """A number as it came in: a float with a point, so that the call does what the check did."""
    text = f"{x:.5g}"
    return text if isinstance(x, int) or not text.lstrip("-").isdigit() else f"{text}.0"
