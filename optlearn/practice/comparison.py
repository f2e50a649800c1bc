"""Compare a learner's function with the rule, and with the known mistakes where it differs."""

import io
from collections.abc import Callable
from dataclasses import replace
from types import EllipsisType
from typing import Any, TextIO

import numpy as np

from optlearn.practice.differences import (
    TOLERANCE,
    Difference,
    Paths,
    alike,
    first_difference,
)
from optlearn.practice.exercises import EXERCISES, Exercise, follow_rule
from optlearn.practice.mistake import Mistake, edited, pairs_of
from optlearn.practice.mistakes import MISTAKES
from optlearn.practice.probing import (
    Call,
    not_used,
    probed,
    returned_as_given,
    returned_twice,
    staying_at_0,
)
from optlearn.practice.record import record
from optlearn.practice.running import UNWRITTEN, Finding, Run, Stopped, runs_of
from optlearn.practice.verdict import Verdict
from optlearn.practice.wording import (
    ONE_AT_A_TIME,
    TO_SEE,
    calls_that_show_it,
    difference_in_words,
    known_in_words,
    praise,
    returned_in_words,
    staying_at_0_in_words,
    unchanged_in_words,
    unused_in_words,
    where_to_look,
)

#: What is wrong with a function whatever its settings are.
FOR_ITSELF = {"writes to its input", "remembers", "never ends", "too much memory"}

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
        return stopped_short(function, exercise, heard, stopped)
    right = right_paths(exercise)
    difference = first_difference([run.outputs for run in runs], right, exercise)
    if difference is None:
        return Finding("right", (praise(exercise),))
    if exercise.has_many(difference.trial):
        return one_at_a_time(function, exercise, heard)
    return told(function, exercise, runs, right, difference)


def stopped_short(
    function: Callable[..., Any], exercise: Exercise, heard: TextIO, stopped: Stopped
) -> Finding:
    """Why a function could not be run to the end, or what was wrong with it before."""
    done = len(stopped.runs)
    if exercise.has_many(exercise.trials[done]) and stopped.finding.name not in FOR_ITSELF:
        return one_at_a_time(function, exercise, heard)
    if stopped.finding.name == "returns another shape" and done:
        # Whoever has forgotten an argument need not hear of the shape that this leads to.
        so_far = replace(exercise, trials=exercise.trials[:done])
        right = right_paths(so_far)
        difference = first_difference([run.outputs for run in stopped.runs], right, so_far)
        if difference is not None:
            return told(function, so_far, stopped.runs, right, difference)
    return stopped.finding


def one_at_a_time(function: Callable[..., Any], exercise: Exercise, heard: TextIO) -> Finding:
    """What is right or wrong with a function that is given one value of each setting at a time."""
    finding = judged(function, exercise.one_by_one, heard)
    if finding.name == "right":
        return replace(finding, sentences=(*finding.sentences, ONE_AT_A_TIME))
    return finding


def right_paths(exercise: Exercise) -> Paths:
    """What the right answer gives in every trial."""
    return [list(exercise.right_path(trial)) for trial in exercise.trials]


def told(
    function: Callable[..., Any],
    exercise: Exercise,
    runs: list[Run],
    right: Paths,
    difference: Difference,
) -> Finding:
    """Where a learner's numbers are not the rule's, why, and how to see it."""
    name, about = reason(function, exercise, runs, right, difference)
    sentences = [difference_in_words(difference), *about]
    calls = calls_that_show_it(function, runs[difference.place], difference)
    if calls:
        sentences.append(TO_SEE)
    return Finding(name, tuple(sentences), "\n".join(calls))


def reason(
    function: Callable[..., Any],
    exercise: Exercise,
    runs: list[Run],
    right: Paths,
    difference: Difference,
) -> tuple[str, list[str]]:
    """Why a learner's numbers are not the rule's: a short name, and what to say of it.

    What is certain comes before two known mistakes at once, of which some give the same numbers.
    """
    yours = [run.outputs for run in runs]
    calls = probed(function, exercise, runs)
    if mistake := recognised(yours, exercise, calls):
        return mistake.name, known_in_words([mistake])
    given = returned_as_given(exercise, calls)
    corrects = "corrected" in exercise.returns[0]
    unchanged = [taken for name, taken in given.items() if taken == name or corrects]
    if unchanged:
        words = unchanged_in_words(unchanged, "corrected" if corrects else "new")
        return f"{', '.join(unchanged)} unchanged", words
    if given:
        name, taken = next(iter(given.items()))
        return f"{taken} returned as {name}", returned_in_words(name, taken, came_in=True)
    if twice := returned_twice(exercise, calls):
        return f"{twice[1]} returned as {twice[0]}", returned_in_words(*twice, came_in=False)
    if idle := staying_at_0(exercise, runs):
        return f"{', '.join(idle)} at 0 throughout", staying_at_0_in_words(idle)
    if known := recognised_at_once(yours, exercise, calls):
        return " + ".join(mistake.name for mistake in known), known_in_words(known)
    if unused := not_used(function, exercise, calls):
        return f"{', '.join(unused)} not used", unused_in_words(function, unused)
    return "unknown", where_to_look(function, yours, right, difference)


def recognised(yours: Paths, exercise: Exercise, calls: list[Call]) -> Mistake | None:
    """The known mistake that gives the learner's numbers in every trial and call, if there is.

    One that no longer fits the rule, because the rule was changed, is left out.
    """
    for mistake in MISTAKES[exercise.name]():
        variant = edited(exercise.rule, tuple(mistake.edits.items()))
        if variant is not None and gives_yours(variant, yours, exercise, calls):
            return mistake
    return None


def recognised_at_once(yours: Paths, exercise: Exercise, calls: list[Call]) -> list[Mistake]:
    """The two known mistakes that give them together, if there are."""
    for first, second, variant in pairs_of(MISTAKES[exercise.name](), exercise.rule):
        if gives_yours(variant, yours, exercise, calls):
            return [first, second]
    return []


@np.errstate(all="ignore")  # a wrong rule may divide by zero
def gives_yours(
    variant: Callable[..., Any], yours: Paths, exercise: Exercise, calls: list[Call]
) -> bool:
    """Whether a rule with a mistake in it gives the learner's numbers.

    In the calls as well, where averages are not 0: from 0 many a mistake looks like another.
    """
    return all(
        alike(trial, mine, exercise.right_path(trial, variant))
        for trial, mine in zip(exercise.trials, yours, strict=True)
    ) and (
        exercise.steps is not follow_rule
        or all(
            _about_the_same(mine, theirs)
            for call in calls
            for mine, theirs in zip(
                call.outputs, variant(*call.arguments, **call.settings), strict=True
            )
        )
    )


def _about_the_same(mine: Any, theirs: Any) -> bool:
    """Whether two outputs differ by no more than is tolerated of the largest number in them."""
    size = np.max(np.abs(theirs), initial=0.0, where=np.isfinite(theirs))
    return np.allclose(mine, theirs, rtol=TOLERANCE, atol=TOLERANCE * size, equal_nan=True)
