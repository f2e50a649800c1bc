"""What a check shows: a verdict in words, and the learner's path beside the right one."""

from collections.abc import Callable
from typing import Any, TypeVar

from optlearn.costs import Bowl
from optlearn.data import load_temperatures
from optlearn.descent import Descent, descend
from optlearn.practice.display import box, plain
from optlearn.practice.exercises import Exercise
from optlearn.practice.limits import limited
from optlearn.practice.played import (
    YOURS,
    Curve,
    Played,
    about_curves,
    about_descents,
    draw_curves,
)
from optlearn.practice.running import Finding
from optlearn.practice.wording import TO_SEE
from optlearn.settings import checked_count

Shown = TypeVar("Shown")

BOWL = Bowl()

#: How many steps are played at most: more take longer than anybody would watch.
STEPS = 10_000

_SHOWN = {"right": ("good", "✓ Right"), "not written yet": ("plain", "… Not written yet")}


def checked_steps(steps: Any) -> int:
    """Return the number of steps to be played as an int from 1 to `STEPS`."""
    checked = checked_count("steps", steps)
    if checked > STEPS:
        raise ValueError(f"steps must be at most {STEPS:,}; got {checked:,}")
    return checked


class Verdict:
    """The outcome of a check.

    exercise : name of the exercise.
    finding : "right", "not written yet", or the name of what is wrong.
    """

    def __init__(self, exercise: Exercise, finding: Finding, function: Callable[..., Any]) -> None:
        self.exercise = exercise.name
        self.finding = finding.name
        self._exercise = exercise
        self._shown = finding
        self._function = function

    @property
    def right(self) -> bool:
        """Whether the function is right."""
        return self.finding == "right"

    def play(self, steps: int | None = None) -> Played:
        """Show this verdict, and below it what your function does beside what the right one does.

        A rule is played on the oblong bowl, for 30 steps unless you say otherwise; an average is
        drawn over as many days of the temperatures, by default 60. A function that cannot be run
        has nothing to show; the right one is then alone, and a sentence says so.
        Raises ValueError for an exercise that is neither; TypeError or ValueError for steps that
        are no whole number from 1 to 10,000.
        """
        steps = None if steps is None else checked_steps(steps)
        if self._exercise.over_days is not None:
            theta = load_temperatures().theta[: 60 if steps is None else steps]
            curves = self.curves(theta)
            remark = about_curves(curves, theta, right=self.right)
            return Played(self, draw_curves(curves, theta), remark)
        from optlearn.player import Player

        paths = self.paths(30 if steps is None else steps)
        return Played(self, Player(paths, cost=BOWL), self._about(paths))

    def _about(self, paths: dict[str, Descent]) -> str:
        in_place = self.finding == "writes to its input"
        return about_descents(paths, BOWL, right=self.right, in_place=in_place)

    def paths(self, steps: int = 30) -> dict[str, Descent]:
        """The descents that `play` shows, by name: yours, if it can be run, and the right one.

        Raises as `play` does, for the same steps.
        """
        steps = checked_steps(steps)
        as_rule, right = self._exercise.as_rule, self._exercise.rule
        if as_rule is None:
            raise ValueError(f"{self.exercise} is no part of an update rule, so it has no path")

        def descent(rule: Callable[..., Any]) -> Descent:
            return descend(rule, BOWL.start, BOWL.gradient, steps, **self._exercise.bowl)

        return self._mine_first(lambda: descent(as_rule(self._function)), descent(as_rule(right)))

    def curves(self, theta: Curve) -> dict[str, Curve]:
        """The averages that `play` draws, by name: yours, if it can be run, and the right one."""
        if self._exercise.over_days is None:
            raise ValueError(f"{self.exercise} is no average, so it has no curve")
        over_days, right_days = self._exercise.over_days

        def mine() -> Curve:
            curve = over_days(self._function, theta)
            if curve.shape != theta.shape:
                raise ValueError(curve.shape)
            return curve

        return self._mine_first(mine, right_days(theta))

    def _mine_first(self, mine: Callable[[], Shown], right: Shown) -> dict[str, Shown]:
        named = {f"the {self._exercise.right_word}'s": right}
        try:
            return {YOURS: limited(mine)} | named
        except (Exception, SystemExit):  # time that is up among them: what cannot run is not shown
            return named

    def _heading(self) -> tuple[str, str]:
        tone, word = _SHOWN.get(self.finding, ("bad", "✗ Not yet"))
        return tone, f"{word}: {self._exercise.title}"

    def __repr__(self) -> str:
        return plain(self._heading()[1], *self._shown.sentences, self._shown.code)

    def seen(self, remark: str) -> "Verdict":
        """The verdict once it is played: a remark stands where it said how to see the mistake."""
        *said, last = self._shown.sentences
        code = self._shown.code
        if last == TO_SEE:
            code = ""
        else:
            said.append(last)
        finding = Finding(self.finding, (*said, remark), code)
        return Verdict(self._exercise, finding, self._function)

    def _repr_html_(self) -> str:
        return box(*self._heading(), self._shown.sentences, code=self._shown.code)
