"""Progress survives what may happen to a small file, and belongs to the learner alone."""

import multiprocessing
import os
import sys
from pathlib import Path

import pytest

from optlearn import gradient_descent, momentum
from optlearn.practice import check, progress, record
from optlearn.practice.exercises import EXERCISES

COURSE = [exercise.name for exercise in EXERCISES.values() if not exercise.extra]


@pytest.fixture(autouse=True)
def nothing_done(monkeypatch):
    monkeypatch.setattr(record, "_unwritten", set())


@pytest.fixture
def file(tmp_path, monkeypatch):
    """The learner's file, which is not there yet."""
    place = tmp_path / "kept"
    monkeypatch.setenv(record.VARIABLE, str(place))
    return place


def test_a_fresh_start_has_nothing_done(file):
    assert progress().done == []
    assert progress().open == COURSE
    assert not file.exists()


def test_a_right_answer_is_kept_and_a_wrong_one_is_not(file):
    check(momentum, "momentum")
    check(lambda W, dW, *, t, alpha: (W + alpha * dW,), "gradient_descent")
    check(..., "adam")
    assert progress().done == ["momentum"]
    assert file.read_text(encoding="utf-8").split() == ["momentum"]


def test_what_is_done_stays_done_when_the_function_is_broken_again(file):
    check(momentum, "momentum")
    check(..., "momentum")
    assert progress().done == ["momentum"]


def test_checking_again_does_not_make_the_file_grow(file):
    for _ in range(3):
        check(momentum, "momentum")
    assert file.read_text(encoding="utf-8").split() == ["momentum"]


def test_deleting_the_file_starts_afresh(file):
    check(momentum, "momentum")
    file.unlink()
    assert progress().done == []
    check(gradient_descent, "gradient_descent")
    assert progress().done == ["gradient_descent"]


def test_deleting_a_line_opens_one_exercise_again(file):
    check(momentum, "momentum")
    check(gradient_descent, "gradient_descent")
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("momentum", ""), encoding="utf-8")
    assert progress().done == ["gradient_descent"]


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"\0\0\0\0",
        b"\xff\xfe\xfa",
        b"momen",
        b'{"done": ["adam"',
        b"no such exercise\r\n",
        b"\r",
    ],
)
def test_a_damaged_file_is_read_for_what_is_left_and_goes_on(file, damage):
    check(gradient_descent, "gradient_descent")
    file.write_bytes(file.read_bytes() + damage)
    assert progress().done == ["gradient_descent"]
    check(momentum, "momentum")
    assert progress().done == ["gradient_descent", "momentum"]


def test_a_last_line_that_was_cut_off_does_not_swallow_the_next(file):
    file.write_bytes(b"gradient_descent\nrmsp")
    check(momentum, "momentum")
    assert progress().done == ["gradient_descent", "momentum"]


def test_a_file_that_cannot_be_written_costs_nothing_but_the_file(tmp_path, monkeypatch):
    monkeypatch.setenv(record.VARIABLE, str(tmp_path))  # a folder
    assert check(momentum, "momentum").right
    assert progress().done == ["momentum"]


def test_a_file_in_no_folder_costs_nothing_but_the_file(tmp_path, monkeypatch):
    monkeypatch.setenv(record.VARIABLE, str(tmp_path / "gone" / "kept"))
    assert check(momentum, "momentum").right
    assert progress().done == ["momentum"]


def _do_everything(place: str) -> None:
    os.environ[record.VARIABLE] = place
    for _ in range(20):
        for name in EXERCISES:
            record.record(name)


def test_many_notebooks_may_write_at_once(file):
    file.write_bytes(b"half a li")
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        pool.map(_do_everything, [str(file)] * 4)
    assert progress().done == COURSE
    lines = file.read_text(encoding="utf-8").split("\n")
    assert set(lines) == {"half a li", "", *EXERCISES}


def test_it_is_kept_beside_the_lessons(monkeypatch, repository):
    monkeypatch.delenv(record.VARIABLE)
    monkeypatch.delenv("PYTEST_VERSION")
    assert record.file() == repository / "notebooks" / ".progress"


def test_it_is_kept_in_the_current_folder_where_the_lessons_are_elsewhere(monkeypatch, tmp_path):
    monkeypatch.delenv(record.VARIABLE)
    monkeypatch.delenv("PYTEST_VERSION")
    monkeypatch.setattr(record.optlearn, "__file__", str(tmp_path / "optlearn" / "__init__.py"))
    assert record.file() == Path(".progress")


def test_git_does_not_see_it(repository):
    assert "notebooks/.progress" in (repository / ".gitignore").read_text().splitlines()


def test_tests_neither_read_nor_write_it(monkeypatch):
    assert os.environ[record.VARIABLE] == os.devnull
    monkeypatch.delenv(record.VARIABLE)
    assert record.file() is None
    assert check(momentum, "momentum").right
    assert progress().done == ["momentum"]


@pytest.mark.skipif(sys.platform == "win32", reason="devnull has another name")
def test_the_null_device_remembers_nothing():
    check(momentum, "momentum")
    assert progress().done == []


def test_it_says_what_is_done_and_what_comes_next(file):
    check(gradient_descent, "gradient_descent")
    text = repr(progress())
    assert text.startswith(
        f"1 of {len(COURSE)} exercises done\n✓ done: gradient descent (lesson 01)\n"
    )
    assert "○ open: Adam (lesson 06)" in text
    assert "Next: the exercise of lesson 02." in text
    assert "<li>✓ done: gradient descent (lesson 01)</li>" in progress()._repr_html_()


def test_it_says_so_when_all_is_done(file):
    for name in COURSE:
        record.record(name)
    text = repr(progress())
    assert text.startswith(f"{len(COURSE)} of {len(COURSE)} exercises done")
    assert "All done" in text


BESIDE = "Kept in the file `.progress` beside the lessons; delete it to start afresh."


def test_it_says_which_file_it_is_kept_in(file):
    check(momentum, "momentum")
    assert repr(progress()).endswith(f"Kept in the file `{file}`; delete it to start afresh.")


def test_it_says_so_when_it_is_kept_beside_the_lessons(repository):
    assert record.kept_in(repository / "notebooks" / ".progress") == BESIDE


def test_it_names_the_current_folder_s_file_where_the_lessons_are_elsewhere(monkeypatch, tmp_path):
    monkeypatch.setattr(record.optlearn, "__file__", str(tmp_path / "optlearn" / "__init__.py"))
    kept = record.kept_in(Path(".progress"))
    assert kept == "Kept in the file `.progress`; delete it to start afresh."


def test_it_says_so_when_the_file_could_not_be_written(tmp_path, monkeypatch):
    monkeypatch.setenv(record.VARIABLE, str(tmp_path))  # a folder
    check(momentum, "momentum")
    said = f"The file `{tmp_path}` could not be written: this counts until the kernel ends."
    assert repr(progress()).endswith(said)


@pytest.mark.parametrize("variable", [os.devnull, ""])
def test_tests_print_what_a_learner_reads(monkeypatch, variable):
    monkeypatch.setenv(record.VARIABLE, variable)
    check(momentum, "momentum")
    assert repr(progress()).endswith(BESIDE)
