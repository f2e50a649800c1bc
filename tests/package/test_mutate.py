"""The changes of tests/mutate.py can be made: a list that is seldom run goes out of date."""

import subprocess
from collections import Counter

import pytest

from tests.mutate import CHANGES, PARTS, REPOSITORY, left_out, paths_of_tests, survived


@pytest.mark.parametrize(
    ("file", "line", "changed"), CHANGES, ids=[f"{file}: {new}" for file, _, new in CHANGES]
)
def test_a_line_to_be_changed_stands_in_its_file(file, line, changed):
    source = (REPOSITORY / "optlearn" / f"{file}.py").read_text(encoding="utf-8")
    assert source.count(line) == 1
    assert changed != line


def test_no_change_is_listed_twice():
    assert max(Counter(CHANGES).values()) == 1


@pytest.mark.parametrize("part", PARTS)
def test_the_files_and_tests_of_a_part_are_there(part):
    for name in PARTS[part].files:
        assert list(REPOSITORY.glob(f"optlearn/{name}.py")), name
    for path in paths_of_tests(PARTS[part]):
        assert (REPOSITORY / path).is_file(), path
    for option in left_out(PARTS[part]):
        path, test = option.removeprefix("--deselect=").split("::")
        assert f"def {test}(" in (REPOSITORY / path).read_text(encoding="utf-8"), option


@pytest.mark.parametrize(("code", "answer"), [(0, True), (1, False)])
def test_a_change_survives_where_all_tests_pass(code, answer):
    assert survived(subprocess.CompletedProcess([], code, "", "")) is answer


def test_a_change_that_a_file_of_tests_cannot_be_imported_with_is_noticed():
    output = "Interrupted: 1 error during collection"
    assert not survived(subprocess.CompletedProcess([], 2, output, ""))


@pytest.mark.parametrize("code", [2, 3, 4, 5, -9])
def test_tests_that_could_not_be_run_are_no_killed_change(code):
    with pytest.raises(SystemExit, match=rf"^pytest failed \({code}\):\nbroken"):
        survived(subprocess.CompletedProcess([], code, "broken", ""))
