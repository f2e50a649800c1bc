"""The workflow runs what there is: its commands, its systems, its versions, and monthly."""

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

from optlearn.publish.__main__ import WRITERS, main


@pytest.fixture
def workflow(repository: Path) -> dict[Any, Any]:
    """The workflow, read."""
    text = (repository / ".github/workflows/course.yml").read_text(encoding="utf-8")
    read: dict[Any, Any] = yaml.safe_load(text)
    return read


def test_tests_run_on_three_systems_and_four_versions_monthly_as_well(
    workflow: dict[Any, Any],
) -> None:
    matrix = workflow["jobs"]["tests"]["strategy"]["matrix"]
    assert matrix["os"] == ["ubuntu-latest", "macos-latest", "windows-latest"]
    assert matrix["python"] == ["3.11", "3.12", "3.13", "3.14"]
    (schedule,) = workflow[True]["schedule"]  # YAML takes the word "on" for true
    assert re.fullmatch(r"\d+ \d+ \d+ \* \*", schedule["cron"]), "once a month"


def test_every_command_is_one_that_there_is(
    workflow: dict[Any, Any], repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commands = [
        step["run"].split(" #")[0].split()
        for job in workflow["jobs"].values()
        for step in job["steps"]
        if "run" in step
    ]
    assert len(commands) == 5
    for python, flag, module, *arguments in commands:
        assert (python, flag) == ("python", "-m")
        assert find_spec(module)
        if "-r" in arguments:
            assert (repository / arguments[-1]).is_file()
        if module == "optlearn.publish":
            assert arguments[0] in WRITERS
            # A name that no lesson has: past the parser, and before anything is made.
            assert main([*arguments[:1], "no such lesson", *arguments[1:]]) == 1
            assert "no such lesson" in capsys.readouterr().err
