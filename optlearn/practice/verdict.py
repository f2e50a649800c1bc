"""What a check shows: a verdict in words, and the learner's path beside the right one."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from optlearn.costs import Bowl
from optlearn.descent import Descent, descend
from optlearn.practice.display import box, plain
from optlearn.practice.exercises import Exercise
from optlearn.practice.limits import limited
from optlearn.practice.running import Finding

if TYPE_CHECKING:
    from optlearn.player import Player

BOWL = Bowl()

_SHOWN = {"right": ("good", "✓ Right"), "not written yet": ("plain", "… Not written yet")}


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

    def play(self, steps: int = 30) -> "Player":
        """Play your path beside the right one on the oblong bowl, so that a mistake is seen.

        A function that cannot be run has no path; the right one then plays alone, and says so.
        Raises ValueError for an exercise that is no part of an update rule.
        """
        from optlearn.player import Player

        paths = self.paths(steps)
        title = "" if "yours" in paths else "Your function has no path yet"
        return Player(paths, cost=BOWL, title=title)

    def paths(self, steps: int = 30) -> dict[str, Descent]:
        """The descents that `play` shows, by name: yours, if it can be run, and the right one."""
        as_rule, right_rule = self._exercise.as_rule, self._exercise.right_rule
        if as_rule is None or right_rule is None:
            raise ValueError(f"{self.exercise} is no part of an update rule, so it has no path")

        def descent(rule: Callable[..., Any]) -> Descent:
            return descend(rule, BOWL.start, BOWL.gradient, steps, **self._exercise.bowl)

        paths = {"the rule": descent(right_rule)}
        try:
            return {"yours": limited(lambda: descent(as_rule(self._function)))} | paths
        except (Exception, SystemExit):  # time that is up among them: what cannot run has no path
            return paths

    def _heading(self) -> tuple[str, str]:
        tone, word = _SHOWN.get(self.finding, ("bad", "✗ Not yet"))
        return tone, f"{word}: {self.exercise.replace('_', ' ')}"

    def __repr__(self) -> str:
        return plain(self._heading()[1], *self._shown.sentences, self._shown.code)

    def _repr_html_(self) -> str:
        return box(*self._heading(), self._shown.sentences, code=self._shown.code)
