"""Where a learner's numbers are not the rule's, rounding aside."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from optlearn.practice.exercises import Exercise, Outputs, Trial

#: How far two right answers may lie apart, relative to the largest number that the entry has had:
#: about a hundred times what float32 loses over a trial, and a ten-thousandth of the least that any
#: known mistake adds.
TOLERANCE = 1e-5

#: The outputs of each step of each trial.
Paths = list[list[Outputs]]


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


def first_difference(yours: Paths, right: Paths, exercise: Exercise) -> Difference | None:
    """The first difference that rounding does not explain, or None."""
    for place, (mine, theirs) in enumerate(zip(yours, right, strict=True)):
        for step, excess in enumerate(excesses(exercise.trials[place], mine, theirs), start=1):
            wrong = [i for i, x in enumerate(excess) if is_off(x)]
            if wrong:
                # An average rather than W, because W follows from it; else what comes first.
                i = wrong[-1 if exercise.returns[0] == "W" else 0]
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
            size = np.where(np.isfinite(y), np.abs(y), 0)
            scales[place] = np.maximum(scales[place], size)
            same = (x == y) | (np.isnan(x) & np.isnan(y))
            with np.errstate(all="ignore"):
                excess = np.abs(x - y) / (TOLERANCE * scales[place])
            step.append(np.where(same, 0, np.where(np.isnan(excess), np.inf, excess)))
        yield step


def alike(trial: Trial, mine: list[Outputs], theirs: Iterable[Outputs]) -> bool:
    """Whether two paths are the same but for rounding."""
    return not any(is_off(x) for step in excesses(trial, mine, theirs) for x in step)


def is_off(excess: Any) -> bool:
    """Whether any entry differs by more than is tolerated."""
    return bool(np.any(excess > 1))
