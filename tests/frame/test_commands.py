"""The commands of README.md are one line each, the same on every system, and what CI runs."""

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests import links

ALLOWED = {"README.md", "requirements.txt", "pyproject.toml"}
ALLOWED |= {"notebooks", "images", "optlearn", "tests"}


def blocks(readme: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)\n```$", readme, re.MULTILINE | re.DOTALL)


@pytest.fixture
def readme(repository: Path) -> str:
    return (repository / "README.md").read_text(encoding="utf-8")


def test_readme_has_two_commands_of_one_line_that_install_alike(readme: str) -> None:
    learn, test = blocks(readme, "sh")
    install = "python3 -m venv .venv && .venv/bin/python -m pip install -r requirements.txt && "
    # The token and the local address are JupyterLab's defaults; the root is the whole project,
    # because a server that sees only the notebooks' folder shows none of the pictures beside it.
    lab = ".venv/bin/jupyter lab --ServerApp.root_dir=. notebooks/00_start_here.ipynb"
    assert learn == install + lab
    assert test == install + ".venv/bin/pytest"


def test_windows_has_the_same_commands(readme: str) -> None:
    for posix, windows in zip(blocks(readme, "sh"), blocks(readme, "bat"), strict=True):
        same = posix.replace("python3 -m", "py -3 -m")
        same = same.replace(".venv/bin/", r".venv\Scripts" + "\\").replace(
            "notebooks/", "notebooks\\"
        )
        assert windows == f'cmd /c "{same}"'


def test_readme_leads_nowhere_wrong(readme: str, repository: Path) -> None:
    assert links.problems(readme, repository / "README.md", repository) == []


def test_only_what_the_readme_describes_lies_at_the_top(repository: Path) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed, so nothing tells what belongs to the project")
    listed = subprocess.run(
        ["git", "ls-files"], cwd=repository, text=True, capture_output=True, check=False
    )
    if listed.returncode:
        pytest.skip("this copy of the project is not a git repository")
    top = {line.split("/")[0] for line in listed.stdout.splitlines()}
    assert {name for name in top if not name.startswith(".")} <= ALLOWED


@pytest.fixture
def stage(repository: Path, tmp_path: Path) -> Path:
    """A copy of .ci/run and README.md, with programs that only say their name."""
    (tmp_path / ".ci").mkdir()
    for name in (".ci/run", "README.md"):
        (tmp_path / name).write_text((repository / name).read_text(encoding="utf-8"))
    for name in ("bin/python3", "bin/apt-get", ".venv/bin/python", ".venv/bin/pytest"):
        program = tmp_path / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(
            f'#!/bin/sh\necho "{name} $*" >> "{tmp_path}/said"\n[ "$BREAK" != "{name}" ]\n'
        )
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return tmp_path


def run_ci(stage: Path, breaks: str = "") -> tuple[int, list[str]]:
    environment = os.environ | {"PATH": f"{stage}/bin:{os.environ['PATH']}", "BREAK": breaks}
    done = subprocess.run(["bash", ".ci/run"], cwd=stage, env=environment, check=False)
    said = stage / "said"
    lines = said.read_text().splitlines() if said.exists() else []
    return done.returncode, [line for line in lines if not line.startswith("bin/apt-get")]


on_posix = pytest.mark.skipif(sys.platform == "win32", reason="CI's script is for bash")


@on_posix
def test_ci_runs_the_readmes_command_and_nothing_else(stage: Path) -> None:
    assert run_ci(stage) == (
        0,
        [
            "bin/python3 -m venv .venv",
            ".venv/bin/python -m pip install -r requirements.txt",
            ".venv/bin/pytest ",
        ],
    )


@on_posix
@pytest.mark.parametrize("program", ["bin/python3", ".venv/bin/python", ".venv/bin/pytest"])
def test_ci_fails_when_a_step_fails_and_stops_there(stage: Path, program: str) -> None:
    status, said = run_ci(stage, breaks=program)
    assert status != 0
    assert said[-1].startswith(program)


@on_posix
def test_ci_fails_without_a_command_in_the_readme(stage: Path) -> None:
    (stage / "README.md").write_text("Nothing to run.\n")
    status, said = run_ci(stage)
    assert status != 0
    assert said == []
