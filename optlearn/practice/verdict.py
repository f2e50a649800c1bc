"""What a check shows: a verdict in words, and the learner's path beside the right one."""

from collections.abc import Callable
from typing import Any

from optlearn.practice.display import box, plain
from optlearn.practice.exercises import Exercise
from optlearn.practice.running import Finding

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

    def _heading(self) -> tuple[str, str]:
        tone, word = _SHOWN.get(self.finding, ("bad", "✗ Not yet"))
        return tone, f"{word}: {self.exercise.replace('_', ' ')}"

    def __repr__(self) -> str:
        return plain(self._heading()[1], self._shown.sentences, self._shown.code)

    def _repr_html_(self) -> str:
        return box(*self._heading(), self._shown.sentences, self._shown.code)
