"""Every text that a check, a question or progress can show: `python -m tests.golden.texts`.

Writes texts.txt: a heading for each case, and below it what the learner reads. Whoever changes a
sentence, a mistake or an exercise writes the file anew and reads the difference as a learner would;
tests/package/test_practice_texts.py compares it with what the package says.
"""

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from optlearn.data import load_temperatures
from optlearn.practice import check, question, record
from optlearn.practice.exercises import EXERCISES
from optlearn.practice.mistakes import MISTAKES
from optlearn.practice.played import about_curves, about_descents, draw_curves
from optlearn.practice.verdict import BOWL, Verdict
from tests.golden.learners import (
    EXCEPTIONS,
    FORMS,
    UNKNOWN,
    UNWRITTEN,
    Cells,
    answer,
    defined,
    exercise_of,
)

STORED = Path(__file__).with_name("texts.txt")
HEAD = "What a learner reads, case by case. Written by `python -m tests.golden.texts`.\n"

#: A heading and a text.
Case = tuple[str, str]


# --- the cases ------------------------------------------------------------------------------------


def right_answers() -> Iterator[Case]:
    """Every exercise solved."""
    for name in EXERCISES:
        verdict = check(answer(name), name)
        yield f"{name}: {verdict.finding}", shown(verdict)


def known_mistakes(name: str) -> Iterator[Case]:
    """Every known mistake of an exercise."""
    for mistake in MISTAKES[name]():
        verdict = check(answer(name, mistake), name)
        yield f"{name}: {verdict.finding}", shown(verdict)


def cells(all_of_them: Cells, show: Callable[[Verdict], str] = repr) -> Iterator[Case]:
    """What a check says of each cell."""
    for heading, cell in all_of_them:
        name = exercise_of(cell)
        verdict = check(defined(cell, heading), name)
        yield f"{name}, {heading}: {verdict.finding}", show(verdict)


def no_functions() -> Iterator[Case]:
    """A check of what is no function."""
    for given in (..., None, 3, (1.0, 2.0), "my_momentum"):
        yield f"momentum, given {given!r}", repr(check(given, "momentum"))
    without_a_name = partial(answer("gradient_descent"))
    yield "momentum, given what has no name", repr(check(without_a_name, "momentum"))


def progress_reports() -> Iterator[Case]:
    """Nothing, something and all done; kept in each place there may be."""
    beside = record.kept_in(None)
    for heading, done in (
        ("nothing", set()),
        ("something", {"gradient_descent", "rmsprop", "half_life"}),
        ("all", set(EXERCISES)),
    ):
        yield f"progress, {heading} done", repr(record.Progress(done, beside))
    yield "progress, kept elsewhere", record.kept_in(Path("mine"))
    with patch.object(record, "_unwritten", {"adam"}):
        yield "progress, not to be written", record.kept_in(Path("mine"))


def questions() -> Iterator[Case]:
    """A question as it is printed; its HTML is among the pages."""
    yield "question", repr(_question())


def pages() -> Iterator[Case]:
    """One of each kind as HTML."""
    wrong = _cell_of(EXCEPTIONS, "an unknown name")
    for heading, shown_as_html in (
        ("right", check(answer("momentum"), "momentum")),
        ("a known mistake", check(answer("momentum", MISTAKES["momentum"]()[0]), "momentum")),
        ("raises", check(wrong, "momentum")),
        ("not written yet", check(..., "rmsprop")),
        ("progress", record.Progress({"momentum"}, record.kept_in(None))),
        ("progress, all done", record.Progress(set(EXERCISES), record.kept_in(None))),
        ("question", _question()),
    ):
        yield f"HTML: {heading}", shown_as_html._repr_html_()


def played() -> Iterator[Case]:
    """What stands above the player, or above the picture of an average."""
    mistake = MISTAKES["momentum"]()[0]
    raises = _cell_of(EXCEPTIONS, "an unknown name")
    for heading, verdict in (
        ("right", check(answer("momentum"), "momentum")),
        (mistake.name, check(answer("momentum", mistake), "momentum")),
        ("raises", check(raises, "momentum")),
        ("an average", check(answer("bias_correction"), "bias_correction")),
    ):
        yield f"played: {heading}", repr(verdict.play())


def pictures() -> Iterator[Case]:
    """How an average is drawn: right, far too large, far too small, and for a few days alone."""
    mistakes = {mistake.name: mistake for mistake in MISTAKES["exponential_average"]()}
    too_large, too_small = "no (1 - beta) in v", "no parentheses around 1 - beta in v"
    for heading, days in (("right", 60), (too_large, 9), (too_small, 60)):
        mistake = mistakes.get(heading)
        verdict = check(answer("exponential_average", mistake), "exponential_average")
        theta = load_temperatures().theta[:days]
        yield f"picture: {heading}", _drawn(draw_curves(verdict.curves(theta), theta))
    yield "picture: not written yet", _drawn(check(..., "bias_correction").play(5).picture)


def errors() -> Iterator[Case]:
    """Arguments that no check, picture or question can do anything with."""
    two = {"Yes.": "Look again.", "No.": "It is."}
    for heading, action in (
        ("an unknown exercise", lambda: check(..., "adma")),
        ("a path of what has none", lambda: check(..., "half_life").paths()),
        ("a curve of what has none", lambda: check(..., "adam").curves(load_temperatures().theta)),
        ("too many steps", lambda: check(..., "adam").play(10_001)),
        ("one answer", lambda: question("Why?", {"Yes.": "It is."}, right="Yes.")),
        ("an empty text", lambda: question(" ", two, right="No.")),
        ("an empty answer", lambda: question("Why?", two | {"": "What?"}, right="No.")),
        ("an empty explanation", lambda: question("Why?", two | {"What?": ""}, right="No.")),
        ("a right answer that is none", lambda: question("Why?", two, right="Perhaps.")),
    ):
        try:
            action()
        except ValueError as error:
            yield f"ValueError: {heading}", str(error)


#: What makes the cases of each kind.
KINDS: dict[str, Callable[[], Iterator[Case]]] = {
    "right answers": right_answers,
    **{
        f"known mistakes of {name}": lambda name=name: known_mistakes(name)  # type: ignore[misc]
        for name in EXERCISES
    },
    "not written yet": lambda: cells(UNWRITTEN),
    "no functions": no_functions,
    "other forms": lambda: cells(FORMS),
    "exceptions": lambda: cells(EXCEPTIONS),
    "unknown mistakes": lambda: cells(UNKNOWN, shown),
    "progress": progress_reports,
    "questions": questions,
    "pages": pages,
    "played": played,
    "pictures": pictures,
    "errors": errors,
}


def shown(verdict: Verdict) -> str:
    """A verdict, and the remark that comes below it where it can be played."""
    exercise = EXERCISES[verdict.exercise]
    if exercise.over_days is not None:
        theta = load_temperatures().theta[:60]
        remark = about_curves(verdict.curves(theta), theta, right=verdict.right)
    elif exercise.as_rule is not None:
        remark = about_descents(verdict.paths(), BOWL, right=verdict.right)
    else:
        return repr(verdict)
    return f"{verdict}\nPlayed: {remark}"


def _cell_of(all_of_them: Cells, wanted: str) -> Callable[..., Any]:
    (found,) = (defined(cell) for heading, cell in all_of_them if heading == wanted)
    return found


def _question() -> Any:
    answers = {"`W` grows.": "Is 1 < 2 & so on?", "It shrinks.": "By $\\alpha$ a step."}
    return question("What does <b>decay</b> do?", answers, right="It shrinks.")


def _drawn(picture: Any) -> str:
    """A picture in words: its size, its axes and every line, from the lowest to the topmost."""
    (ax,) = picture.axes
    width, height = picture.get_size_inches()
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    facts = [
        f"{width:g} x {height:g} inches, {picture.get_layout_engine().__class__.__name__}",
        f"title: {ax.get_title(loc='left')}",
        f"across: {ax.get_xlabel()}, from {left:g} to {right:g}",
        f"upwards: {ax.get_ylabel()}, from {low:.4g} to {high:.4g}",
        f"legend: {', '.join(text.get_text() for text in ax.get_legend().get_texts())}",
    ]
    for line in ax.lines:
        x, y = line.get_data()
        facts.append(
            f"{line.get_label()}: {line.get_color()}, line {line.get_linestyle()} of "
            f"{line.get_linewidth():g}, marker {line.get_marker()} of {line.get_markersize():g}, "
            f"{len(x)} points from ({x[0]:g}, {y[0]:.4g}) to ({x[-1]:g}, {y[-1]:.4g})"
        )
    return "\n".join(facts)


# --- the file -------------------------------------------------------------------------------------


def kinds() -> list[str]:
    """The headings of the file's parts."""
    return [part.partition("\n")[0] for part in _parts()]


def stored(kind: str) -> dict[str, str]:
    """The texts of one part of the file, by their headings."""
    (part,) = (part for part in _parts() if part.startswith(f"{kind}\n"))
    _, *cases = part.split("\n## ")
    return dict(case.rstrip("\n").split("\n\n", 1) for case in cases)  # type: ignore[misc]


def _parts() -> list[str]:
    return STORED.read_text(encoding="utf-8").split("\n# ")[1:]


def main() -> None:
    """Write the file."""
    os.environ[record.VARIABLE] = os.devnull  # a right answer here is nobody's progress
    said = {kind: list(cases()) for kind, cases in KINDS.items()}
    file = HEAD
    for kind, cases_of_it in said.items():
        file += f"\n# {kind}\n"
        file += "".join(f"\n## {heading}\n\n{text}\n" for heading, text in cases_of_it)
    STORED.write_text(file, encoding="utf-8", newline="\n")
    print(f"{sum(map(len, said.values()))} texts")


if __name__ == "__main__":
    main()
