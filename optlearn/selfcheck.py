"""Say whether this installation can run the course, and what to do where it can't."""

import re
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.resources import files
from pathlib import Path

from optlearn import Bowl, descend, gradient_descent
from optlearn.show import Shown


def selfcheck() -> Shown:
    """Check the packages, the files for the browser and one published number; never raises."""
    lines = []
    for what, check in CHECKS.items():
        try:
            troubles = list(check())
        except Exception as error:  # whatever it is, it is what is wrong
            troubles = [f"The check ended in {type(error).__name__}: {error}"]
        lines.append(f"{'in place' if not troubles else 'NOT RIGHT':9}  {what}")
        lines += [f"           {trouble}" for trouble in troubles]
    if any(line.startswith("NOT") for line in lines):
        lines.append("Install once more, as README.md says, then restart the kernel.")
    else:
        lines.append("Everything is in place. Enjoy the course.")
    return Shown("\n".join(lines))


def _packages() -> Iterator[str]:
    try:
        requirements = requires("optlearn") or []
    except PackageNotFoundError:
        yield f"optlearn itself is not installed in {sys.prefix}."
        return
    for requirement in requirements:
        match = re.match(r"([\w-]+)>=([\d.]+)", requirement)
        if match is None:
            continue
        name, floor = match.groups()
        try:
            found = version(name)
        except PackageNotFoundError:
            yield f"{name} is missing from {sys.prefix}."
            continue
        if _numbers(found) < _numbers(floor):
            yield f"{name} must be {floor} or newer; this is {found}."


def _player() -> Iterator[str]:
    for folder in ("player", "averages_explorer"):
        for name in (f"{folder}.js", f"{folder}.css"):
            if not files("optlearn").joinpath(folder, name).is_file():
                yield f"optlearn/{folder}/{name} is missing."
    if not (Path(sys.prefix) / "share/jupyter/labextensions/anywidget").is_dir():
        yield f"JupyterLab's part of anywidget is not in {sys.prefix}."


def _numbers_of_the_course() -> Iterator[str]:
    bowl = Bowl()
    end = descend(gradient_descent, bowl.start, bowl.gradient, 20, alpha=0.4).end
    if f"{end['W']:.6f} {end['b']:.6f}" != "-0.943467 -0.000073":
        yield f"Twenty steps of gradient descent end at {end}, not where they should."


def _numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)[:3]]


CHECKS: dict[str, Callable[[], Iterator[str]]] = {
    "packages": _packages,
    "the player": _player,
    "the numbers": _numbers_of_the_course,
}
