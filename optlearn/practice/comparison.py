"""Compare a learner's function with the rule, and with the known mistakes where it differs."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import EllipsisType
from typing import Any

import numpy as np

from optlearn.practice.exercises import EXERCISES, Exercise, Outputs, Trial
from optlearn.practice.mistake import Mistake, pairs_of
from optlearn.practice.mistakes import MISTAKES
from optlearn.practice.record import record
from optlearn.practice.running import UNWRITTEN, Finding, Run, Stopped, runs_of
from optlearn.practice.verdict import Verdict

#: How far two right answers may lie apart, relative to the largest number that the entry has had:
#: about a hundred times what float32 loses over a trial, and a ten-thousandth of the least that any
#: known mistake adds.
TOLERANCE = 1e-5

Paths = list[list[Outputs]]


def check(function: Any, name: str) -> Verdict:
    """Compare your function with the right one, and say what is wrong with it where it differs.

    Parameters
    ----------
    function : what you wrote, called as the exercise calls it.
    name : of the exercise: "gradient_descent", "exponential_average", "half_life", "momentum",
        "rmsprop", "bias_correction", "corrected_averages", "adam", "nesterov", "amsgrad", "adamw".

    Returns
    -------
    A verdict, to be shown as the last line of a cell; ``.play()`` shows your path beside the right
    one on the bowl.

    Raises ValueError for a name that is no exercise. Nothing that is wrong with the function
    raises, not even an endless loop: what a check can and cannot stop is in `practice.limits`.
    """
    if name not in EXERCISES:
        raise ValueError(f"name must be one of {', '.join(EXERCISES)}; got {name!r}")
    exercise = EXERCISES[name]
    finding = find(function, exercise)
    if finding.name == "right":
        record(name)
    return Verdict(exercise, finding, function)


def find(function: Any, exercise: Exercise) -> Finding:
    """What is right or wrong with a learner's function."""
    if isinstance(function, EllipsisType):
        return UNWRITTEN
    if not callable(function):
        return Finding(
            "no function",
            (
                f"The check was given {type(function).__name__} and not a function.",
                "Give it the name of your function, without parentheses.",
            ),
        )
    try:
        runs = runs_of(function, exercise)
    except Stopped as stopped:
        return stopped.finding
    yours = [run.outputs for run in runs]
    right = [list(exercise.right_path(trial)) for trial in exercise.trials]
    difference = first_difference(yours, right, exercise)
    if difference is None:
        return Finding("right", (_praise(exercise),))
    known = recognised(yours, exercise)
    name = " + ".join(mistake.name for mistake in known) or "unknown"
    if not known:
        help_ = [_where_to_look(yours, right, difference)]
    elif len(known) == 1:
        help_ = [f"It looks as if {known[0].what}", f"Hint: {known[0].hint}"]
    else:
        help_ = ["Two things seem to be wrong at once."]
        help_ += [f"{i}. It looks as if {mistake.what}" for i, mistake in enumerate(known, start=1)]
        help_ += [f"Hint for the first: {known[0].hint}"]
    call = difference.call(function, runs[difference.place])
    if call:
        help_.append("This call shows it:")
    return Finding(name, (difference.sentence(), *help_), call)


# --- where two paths differ -----------------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """The first step at which a learner's numbers are not the rule's, and the worst of them.

    place : which trial of the exercise.
    step : counted from 1.
    output : name of what differs.
    yours, rules : what the learner and the rule have there.
    """

    exercise: Exercise
    place: int
    step: int
    output: str
    yours: float
    rules: float

    @property
    def trial(self) -> Trial:
        """The trial in which they differ."""
        return self.exercise.trials[self.place]

    def sentence(self) -> str:
        """Where, and by how much."""
        where = f"At step {self.step}" if self.step > 1 else "Already at step 1"
        if not self.exercise.takes:
            where = f"With {self.trial.label}"
        elif self.place > 0:
            where += f" of {self.trial.label}"
        name = f"`{self.output}`" if " " not in self.output else self.output.removeprefix("the ")
        return (
            f"{where} your {name} is {_number(self.yours)} where the rule has "
            f"{_number(self.rules)}, {_comparison(self.yours, self.rules)}."
        )

    def call(self, function: Callable[..., Any], run: Run) -> str:
        """The call that shows it, to be tried by hand, where its arguments are plain numbers."""
        if len(run.calls) != len(run.outputs):
            return ""
        arguments, settings = run.calls[self.step - 1]
        if any(np.ndim(x) for x in (*arguments, *settings.values())):
            return ""
        texts = [_number(x) for x in arguments]
        texts += [f"{name}={_number(x)}" for name, x in settings.items()]
        return f"{getattr(function, '__name__', 'your_function')}({', '.join(texts)})"


def first_difference(yours: Paths, right: Paths, exercise: Exercise) -> Difference | None:
    """The first difference that rounding does not explain, or None."""
    for place, (mine, theirs) in enumerate(zip(yours, right, strict=True)):
        for step, excess in enumerate(excesses(exercise.trials[place], mine, theirs), start=1):
            wrong = [i for i, x in enumerate(excess) if np.any(x > 1)]
            if wrong:
                i = wrong[-1]  # an average rather than W, because W follows from it
                entry = np.unravel_index(np.argmax(excess[i]), excess[i].shape)
                x, y = (float(np.asarray(path[step - 1][i])[entry]) for path in (mine, theirs))
                return Difference(exercise, place, step, exercise.returns[i], x, y)
    return None


def excesses(trial: Trial, mine: list[Outputs], theirs: Iterable[Outputs]) -> Iterator[list[Any]]:
    """For each step and output how far two paths differ, in units of what is tolerated."""
    # W sets out from the start, which may be larger than where it arrives.
    scales: list[Any] = [np.abs(trial.start), *[0.0] * (len(mine[0]) - 1)]
    for my_outputs, their_outputs in zip(mine, theirs, strict=True):
        step = []
        for place, (x, y) in enumerate(zip(my_outputs, their_outputs, strict=True)):
            x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
            size = np.where(np.isfinite(y), np.abs(y), 0)
            scales[place] = np.maximum(scales[place], size)
            same = (x == y) | (np.isnan(x) & np.isnan(y))
            with np.errstate(all="ignore"):
                excess = np.abs(x - y) / (TOLERANCE * scales[place])
            step.append(np.where(same, 0, np.where(np.isnan(excess), np.inf, excess)))
        yield step


def alike(trial: Trial, mine: list[Outputs], theirs: Iterable[Outputs]) -> bool:
    """Whether two paths are the same but for rounding."""
    return not any(np.any(x > 1) for step in excesses(trial, mine, theirs) for x in step)


# --- which mistake it is --------------------------------------------------------------------------


@np.errstate(all="ignore")  # a wrong rule may divide by zero
def recognised(yours: Paths, exercise: Exercise) -> tuple[Mistake, ...]:
    """The known mistake, or the two at once, that give the learner's numbers in every trial."""
    mistakes, rule = MISTAKES[exercise.name], exercise.rule

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


# --- sentences ------------------------------------------------------------------------------------


def _praise(exercise: Exercise) -> str:
    return (
        "Your function agrees with the rule, for single numbers, a matrix and a batch, and for "
        "gradients from 0.00001 to 100000."
        if exercise.takes
        else "Your function agrees with the formula for every beta that was tried."
    )


def _where_to_look(yours: Paths, right: Paths, difference: Difference) -> str:
    exercise = difference.exercise
    place = difference.place
    fine = [
        f"`{name}`"
        for i, name in enumerate(exercise.returns)
        if not any(
            np.any(step[i] > 1) for step in excesses(difference.trial, yours[place], right[place])
        )
    ]
    if fine:
        return (
            f"{' and '.join(fine)} {'is' if len(fine) == 1 else 'are'} right all the way, so look "
            f"at the line that makes `{difference.output}`."
        )
    if place > 0:
        return (
            f"It was right for {exercise.trials[place - 1].label}, so look for what is different "
            f"with {difference.trial.label}."
        )
    if difference.step > 1:
        return (
            "The first step is right, so look at what changes from step to step: what is carried "
            "on, and `t`."
        )
    return (
        f"It is not one of the mistakes known here. Look at the line that makes "
        f"`{difference.output}`, and compare it with the formula term by term."
    )


def _number(x: Any) -> str:
    return f"{float(x):.5g}"


def _comparison(yours: float, rules: float) -> str:
    """By how much a number differs from another, in words."""
    if not np.isfinite(yours):
        return "which is no number to go on with"
    if rules == 0:
        return f"so it is off by {_number(abs(yours))}"
    ratio = yours / rules
    if ratio == 0:
        return "so something is lost"
    if np.isclose(ratio, -1):
        return "so the sign is wrong"
    if ratio >= 1.5:
        return f"{_number(ratio)} times as much"
    if 0 < ratio <= 0.7:
        return f"{_number(1 / ratio)} times too small"
    percent = 100 * abs(ratio - 1)
    return (
        f"so it is off by {percent:.2g} %" if percent < 1000 else f"off by {_number(yours - rules)}"
    )
