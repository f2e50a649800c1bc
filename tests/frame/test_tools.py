"""The code is laid out, linted and typed as pyproject.toml says, and packed whole."""

import subprocess
import sys
import tomllib
import warnings
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    "command",
    [("ruff", "check"), ("ruff", "format", "--check", "--diff"), ("mypy",)],
    ids=["lint", "layout", "types"],
)
def test_tool_finds_nothing(repository: Path, command: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=repository,
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_our_own_warning_is_an_error() -> None:
    with pytest.raises(UserWarning, match="ours"):
        warnings.warn("ours", stacklevel=1)


def test_every_file_of_the_package_is_packed(repository: Path) -> None:
    settings = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    package = repository / "optlearn"
    data = settings["tool"]["setuptools"]["package-data"]["optlearn"]
    matches = {pattern: set(package.glob(pattern)) for pattern in data}
    assert [pattern for pattern, paths in matches.items() if not paths] == []
    packed = set().union(*matches.values())
    for path in package.rglob("*"):
        if path.is_dir() or path.suffix == ".pyc":
            continue
        if path.suffix == ".py":
            assert (path.parent / "__init__.py").exists(), f"{path.parent} is no package"
        else:
            assert path in packed, f"{path.name} matches nothing of package-data in pyproject.toml"
