"""Which exercises are done, in a small file that belongs to the learner.

The file is ``.progress`` beside the course's notebooks (in the current folder, where the package
was installed without them), or what the environment variable OPTLEARN_PROGRESS names. It is plain
text, the name of one exercise a line; delete a line and that exercise is open again, delete the
file and all are.

A line is only ever added at the end, in one write, with a line break before and after it. So two
notebooks may write at once, nothing needs a lock, and a damaged file loses no more than the lines
that are damaged: whatever is not the name of an exercise is passed over. A file that cannot be
read or written is no reason to disturb a lesson: what is done is then kept as long as the kernel.

Under pytest the file is neither read nor written, unless OPTLEARN_PROGRESS is set: so the notebooks
print the same for whoever has done all of them, and testing them is no exercise.
"""

import os
from pathlib import Path

import optlearn
from optlearn.practice.display import box, plain
from optlearn.practice.exercises import EXERCISES

VARIABLE = "OPTLEARN_PROGRESS"

#: What was done since this kernel started.
_done_here: set[str] = set()


class Progress:
    """The exercises of the course, and which of them are done."""

    def __init__(self, done: set[str]) -> None:
        self.done = [name for name in EXERCISES if name in done]
        self.open = [name for name in EXERCISES if name not in done]

    def _heading(self) -> str:
        return f"{len(self.done)} of {len(EXERCISES)} exercises done"

    def _lines(self) -> list[str]:
        return [
            f"{'✓' if name in self.done else '○'} Lesson {exercise.lesson:02}: "
            f"{name.replace('_', ' ')}"
            for name, exercise in EXERCISES.items()
        ]

    def _next(self) -> str:
        if not self.open:
            return "All done: well done!"
        return f"Next: the exercise of lesson {EXERCISES[self.open[0]].lesson:02}."

    def __repr__(self) -> str:
        return plain(self._heading(), [*self._lines(), self._next()])

    def _repr_html_(self) -> str:
        tone = "plain" if self.open else "good"
        return box(tone, self._heading(), [*self._lines(), self._next()])


def progress() -> Progress:
    """Return which exercises you have done, to be shown as the last line of a cell."""
    return Progress(_done_here | _read())


def record(name: str) -> None:
    """Keep that an exercise is done."""
    if name in progress().done:
        return
    _done_here.add(name)
    place = file()
    if place is None:
        return
    try:
        with place.open("a", encoding="utf-8") as lines:
            lines.write(f"\n{name}\n")
    except OSError:
        pass  # a folder that cannot be written to; see above


def file() -> Path | None:
    """Where progress is kept, or None where it is not to be kept."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    if "PYTEST_VERSION" in os.environ:
        return None
    notebooks = Path(optlearn.__file__).parent.parent / "notebooks"
    return (notebooks if notebooks.is_dir() else Path()) / ".progress"


def _read() -> set[str]:
    place = file()
    if place is None:
        return set()
    try:
        return set(place.read_text(encoding="utf-8", errors="replace").split()) & set(EXERCISES)
    except OSError:
        return set()
