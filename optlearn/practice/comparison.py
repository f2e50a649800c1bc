"""Compare a learner's function with the rule, and with the known mistakes where it differs."""

import io
from collections.abc import Callable
from dataclasses import replace
from types import EllipsisType
from typing import Any, TextIO

import numpy as np

from optlearn.practice.differences import Paths, alike, first_difference
from optlearn.practice.exercises import EXERCISES, Exercise
from optlearn.practice.mistake import Mistake, pairs_of
from optlearn.practice.mistakes import MISTAKES
from optlearn.practice.record import record
from optlearn.practice.running import UNWRITTEN, Finding, Stopped, not_used, runs_of, unchanged
from optlearn.practice.verdict import Verdict
from optlearn.practice.wording import (
    TO_SEE,
    calls_that_show_it,
    difference_in_words,
    known_in_words,
    praise,
    unchanged_in_words,
    unused_in_words,
    where_to_look,
)

PRINTS = "What it prints is not shown here: call it in a cell of its own to see that."


def check(function: Any, name: str) -> Verdict:
    """Compare your function with the right one, and say what is wrong with it where it differs.

    Parameters
    ----------
    function : what you wrote, called as the exercise calls it.
    name : of the exercise, as the lesson gives it; another name is answered with all of them.

    Returns
    -------
    A verdict, to be shown as the last line of a cell; ``.play()`` shows what your function does
    beside what the right one does.

    Raises ValueError for a name that is no exercise. Nothing that is wrong with the function
    raises, not even an endless loop: what a check can and cannot stop is in `practice.limits`.
    """
    if not isinstance(name, str) or name not in EXERCISES:
        raise ValueError(f"name must be one of {', '.join(EXERCISES)}; got {name!r}")
    exercise = EXERCISES[name]
    finding = find(function, exercise)
    if finding.name == "right":
        record(name)
    return Verdict(exercise, finding, function)


def find(function: Any, exercise: Exercise) -> Finding:
    """What is right or wrong with a learner's function, which may print meanwhile."""
    heard = io.StringIO()
    finding = judged(function, exercise, heard)
    if finding.name == "right" or not heard.getvalue():
        return finding
    *said, last = finding.sentences
    said = [*said, PRINTS, last] if last == TO_SEE else [*said, last, PRINTS]
    return replace(finding, sentences=tuple(said))


def judged(function: Any, exercise: Exercise, heard: TextIO) -> Finding:
    """What is right or wrong with a learner's function; what it prints goes to `heard`."""
    if isinstance(function, EllipsisType):
        return UNWRITTEN
    if not callable(function):
        given = "nothing (`None`)" if function is None else f"`{type(function).__name__}`"
        return Finding(
            "no function",
            (
                f"The check was given {given} and not a function.",
                "Give it the name of your function, without "
                f"{'quotation marks' if isinstance(function, str) else 'parentheses'}.",
            ),
        )
    try:
        runs = runs_of(function, exercise, heard)
    except Stopped as stopped:
        return stopped.finding
    yours = [run.outputs for run in runs]
    right = [list(exercise.right_path(trial)) for trial in exercise.trials]
    difference = first_difference(yours, right, exercise)
    if difference is None:
        return Finding("right", (praise(exercise),))
    if known := recognised(yours, exercise):
        name, about = " + ".join(mistake.name for mistake in known), known_in_words(known)
    elif names := unchanged(exercise, runs):
        name, about = f"{', '.join(names)} unchanged", unchanged_in_words(names)
    elif unused := not_used(function, exercise, runs):
        name, about = f"{', '.join(unused)} not used", unused_in_words(function, unused)
    else:
        name, about = "unknown", where_to_look(function, yours, right, difference)
    sentences = [difference_in_words(difference), *about]
    calls = calls_that_show_it(function, runs[difference.place], difference)
    if calls:
        sentences.append(TO_SEE)
    return Finding(name, tuple(sentences), "\n".join(calls))


@np.errstate(all="ignore")  # a wrong rule may divide by zero
def recognised(yours: Paths, exercise: Exercise) -> tuple[Mistake, ...]:
    """The known mistake, or the two at once, that give the learner's numbers in every trial."""
    mistakes, rule = MISTAKES[exercise.name](), exercise.rule

    def gives_yours(variant: Callable[..., Any]) -> bool:
        return all(
            alike(trial, mine, exercise.right_path(trial, variant))
            for trial, mine in zip(exercise.trials, yours, strict=True)
        )

    for mistake in mistakes:
        if gives_yours(mistake.of_rule(rule)):
            return (mistake,)
    for first, second, variant in pairs_of(mistakes, rule):
        if gives_yours(variant):
            return (first, second)
    return ()
