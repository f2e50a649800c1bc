"""Which exercises are done, in a small file that belongs to the learner.

The file is ``.progress`` beside the course's notebooks (in the current folder, where the package
was installed without them), or what the environment variable OPTLEARN_PROGRESS names. It is plain
text, the name of one exercise a line; delete a line and that exercise is open again, delete the
file and all are.

A line is only ever added at the end, in one write, with a line break before and after it. So two
notebooks may write at once, nothing needs a lock, and a damaged file loses no more than the lines
that are damaged: whatever is not the name of an exercise is passed over. A file that cannot be
read or written is no reason to disturb a lesson: what is done then counts until the kernel ends.

Under pytest the file is neither read nor written, unless OPTLEARN_PROGRESS is set: so the notebooks
print the same for whoever has done all of them, and testing them is no exercise.
"""

import os
from pathlib import Path

import optlearn
from optlearn.practice.display import box, plain
from optlearn.practice.exercises import EXERCISES

VARIABLE = "OPTLEARN_PROGRESS"
NAME = ".progress"

#: What was done in this kernel and could not be written.
_unwritten: set[str] = set()


class Progress:
    """The exercises of the course, and which of them are done."""

    def __init__(self, done: set[str], kept: str) -> None:
        self._kept = kept
        course = [name for name, exercise in EXERCISES.items() if not exercise.extra]
        self.done = [name for name in course if name in done]
        self.open = [name for name in course if name not in done]

    def _heading(self) -> str:
        return f"{len(self.done)} of {len(self.done) + len(self.open)} exercises done"

    def _lines(self) -> list[str]:
        return [
            f"{'✓ done' if name in self.done else '○ open'}: {exercise.title} "
            f"(lesson {exercise.lesson:02})"
            for name, exercise in EXERCISES.items()
            if not exercise.extra
        ]

    def _sentences(self) -> list[str]:
        next_ = (
            f"Next: the exercise of lesson {EXERCISES[self.open[0]].lesson:02}."
            if self.open
            else "All done: well done!"
        )
        return [next_, self._kept]

    def __repr__(self) -> str:
        return plain(self._heading(), *self._lines(), *self._sentences())

    def _repr_html_(self) -> str:
        tone = "plain" if self.open else "good"
        return box(tone, self._heading(), self._sentences(), items=self._lines())


def progress() -> Progress:
    """Return which exercises you have done, to be shown as the last line of a cell."""
    place = file()
    return Progress(_unwritten | _read(place), kept_in(place))


def record(name: str) -> None:
    """Keep that an exercise is done."""
    place = file()
    if name in _read(place):
        return
    if place is None:
        _unwritten.add(name)
        return
    try:
        with place.open("a", encoding="utf-8") as lines:
            lines.write(f"\n{name}\n")
    except OSError:
        _unwritten.add(name)


def file() -> Path | None:
    """Where progress is kept, or None where it is not to be kept."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    if "PYTEST_VERSION" in os.environ:
        return None
    return (lessons() if lessons().is_dir() else Path()) / NAME


def kept_in(place: Path | None) -> str:
    """Say where progress is kept.

    In tests, and where the lessons' output is made, no file or the null device stands in for the
    learner's own: then that one is named.
    """
    if place in (None, Path(os.devnull), lessons() / NAME):
        where = f"`{NAME}` beside the lessons"
    else:
        where = f"`{place}`"
    if _unwritten and place not in (None, Path(os.devnull)):
        return f"The file {where} could not be written: this counts until the kernel ends."
    return f"Kept in the file {where}; delete it to start afresh."


def lessons() -> Path:
    """Folder of the course's notebooks, which is not there where the package alone is installed."""
    return Path(optlearn.__file__).parent.parent / "notebooks"


def _read(place: Path | None) -> set[str]:
    if place is None:
        return set()
    try:
        return set(place.read_text(encoding="utf-8", errors="replace").split()) & set(EXERCISES)
    except OSError:
        return set()
