"""What is installed is pinned, every line says what it is for, and nothing comes along unpinned."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

SECURITY_FLOORS = {
    "jupyterlab": "4.6.2",
    "jupyter-server": "2.20.0",
    "nbconvert": "7.17.1",
    "notebook": "7.5.6",
}


@pytest.fixture
def lines(repository: Path) -> list[str]:
    return (repository / "requirements.txt").read_text(encoding="utf-8").splitlines()


@pytest.fixture
def pins(lines: list[str]) -> dict[str, Version]:
    """Version of each package that requirements.txt names."""
    return {name: version for name, version, _ in map(pin, lines) if name}


@pytest.fixture
def constraints(repository: Path) -> list[Requirement]:
    text = (repository / "tests" / "constraints.txt").read_text(encoding="utf-8")
    return [Requirement(line) for line in text.splitlines() if not line.startswith("#")]


@pytest.fixture
def project(repository: Path) -> dict[str, Any]:
    settings = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    project: dict[str, Any] = settings["project"]
    return project


def pin(line: str) -> tuple[str, Version, str]:
    found = re.fullmatch(r"([\w-]+)==([\w.]+) +# (.+)", line)
    if not found:
        return "", Version("0"), ""
    return canonicalize_name(found[1]), Version(found[2]), found[3]


def test_every_line_is_a_pin_with_its_purpose(lines: list[str]) -> None:
    others = [line for line in lines if line and line[0] != "#" and not pin(line)[0]]
    assert others == ["-c tests/constraints.txt", "-e ."]
    assert lines[-1] == "-e .", "the package itself comes last"


def test_versions_reach_their_security_floors(pins: dict[str, Version]) -> None:
    for name, floor in SECURITY_FLOORS.items():
        assert pins[name] >= Version(floor), name


def test_pins_are_what_the_package_metadata_ask_for(
    pins: dict[str, Version], project: dict[str, Any]
) -> None:
    for text in project["dependencies"]:
        requirement = Requirement(text)
        assert pins[canonicalize_name(requirement.name)] in requirement.specifier


def test_constraints_agree_with_the_requirements(
    pins: dict[str, Version], constraints: list[Requirement]
) -> None:
    constrained: dict[str, Requirement] = {canonicalize_name(c.name): c for c in constraints}
    for name, version in pins.items():
        assert str(constrained[name].specifier) == f"=={version}"
        assert constrained[name].marker is None


def test_nothing_is_installed_without_a_pin(
    pins: dict[str, Version], constraints: list[Requirement]
) -> None:
    pinned = {
        canonicalize_name(c.name)
        for c in constraints
        if c.marker is None or c.marker.evaluate({"extra": ""})
    }
    waiting = [(name, frozenset[str]()) for name in pins]
    seen = set(waiting)
    while waiting:
        name, extras = waiting.pop()
        assert name in pinned, (
            f"{name} is not in tests/constraints.txt, whose header says how to remake it"
        )
        for text in installed_requires(name):
            requirement = Requirement(text)
            wanted = any(
                requirement.marker is None or requirement.marker.evaluate({"extra": extra})
                for extra in extras | {""}
            )
            needed = (canonicalize_name(requirement.name), frozenset(requirement.extras))
            if wanted and needed not in seen:
                seen.add(needed)
                waiting.append(needed)


def installed_requires(name: str) -> list[str]:
    try:
        return requires(name) or []
    except PackageNotFoundError:
        pytest.fail(f"{name} is not installed; run: python -m pip install -r requirements.txt")


def test_requirements_name_no_place_to_load_from(repository: Path) -> None:
    for name in ("requirements.txt", "tests/constraints.txt", "pyproject.toml"):
        text = (repository / name).read_text(encoding="utf-8")
        assert not re.search(r"\w+://|--(extra-)?index-url|--find-links|^-[if]\b", text, re.M), name
