"""Which notebooks are meant by a name, and what is said where none is."""

from pathlib import Path

import pytest

from optlearn.publish.__main__ import WRITERS, main
from optlearn.publish.notebooks import NotPublished, chosen


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of two notebooks and a file that is none."""
    for name in ("00_start.ipynb", "01_next.ipynb", "README.md"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    return tmp_path


def test_a_start_of_a_name_or_a_file_or_nothing_chooses_notebooks(folder: Path) -> None:
    first, second = folder / "00_start.ipynb", folder / "01_next.ipynb"
    assert chosen([], folder) == [first, second]
    assert chosen(["01"], folder) == [second]
    assert chosen([str(second), "0"], folder) == [second, first]


@pytest.mark.parametrize("what", ["page", "slides", "site"])
def test_a_file_that_is_no_notebook_is_refused_in_one_line(
    folder: Path, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    readme = str(folder / "README.md")
    with pytest.raises(NotPublished, match=r"names end in \.ipynb, are published; got .*README"):
        chosen([readme], folder)
    assert main([what, readme, "--notebooks", str(folder), "--out", str(folder / "out")]) == 1
    assert capsys.readouterr().err.splitlines() == [
        f"only notebooks, whose names end in .ipynb, are published; got {readme}"
    ]


def test_a_name_that_no_notebook_has_is_refused_with_those_there_are(folder: Path) -> None:
    with pytest.raises(NotPublished, match=r"starts with '07'; there are: 00_start, 01_next$"):
        chosen(["07"], folder)


@pytest.mark.parametrize("names", [[], ["07"]])
def test_in_a_folder_without_notebooks_it_is_said_where_to_go(
    tmp_path: Path, names: list[str]
) -> None:
    with pytest.raises(NotPublished, match=r"run this in the folder of the course$"):
        chosen(names, tmp_path)


def test_a_place_that_cannot_be_written_to_is_named_in_one_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = folder / "README.md"
    monkeypatch.setitem(WRITERS, "page", lambda _, out: [out.mkdir()])
    assert main(["page", "--notebooks", str(folder), "--out", str(taken)]) == 1
    assert capsys.readouterr().err == f"cannot write to {taken}: File exists\n"
