"""The site: what its pages are made of, and the folder, where only an older site makes way."""

from pathlib import Path

import nbformat
import pytest

from optlearn.publish import book
from optlearn.publish.__main__ import main
from optlearn.publish.notebooks import NotPublished
from tests.publish.notebook import code, text


@pytest.fixture
def lesson(tmp_path, monkeypatch):
    """Writer of a lesson of one text, which needs no kernel; it returns the notebook's file."""
    monkeypatch.setattr(
        book, "executed", lambda paths, _: ((path, nbformat.read(path, 4)) for path in paths)
    )
    (tmp_path / "notebooks").mkdir()

    def write(source: str) -> Path:
        path = tmp_path / "notebooks" / "00_lesson.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=[text(source)]), path)
        return path

    return write


def test_older_site_makes_way_for_a_new_one_only_when_that_is_whole(lesson, tmp_path):
    out, build = tmp_path / "public" / "site", tmp_path / "build"
    assert book.write([lesson("# First")], out, build) == [out / "index.html"]
    (out / "gone.html").touch()
    book.write([lesson("# Second")], out, build)
    page = out / "notebooks" / "00_lesson.html"
    assert "Second" in page.read_text(encoding="utf-8")
    assert not (out / "gone.html").exists()
    with pytest.raises(NotPublished, match=r"the site was not built:\n.*no-such-directive"):
        book.write([lesson("# Third\n\n```{no-such-directive}\n```")], out, build)
    assert "Second" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["mine.txt", ".buildinfo", "_static/course.css"])
def test_folder_with_a_strangers_file_is_refused_and_left_alone(lesson, tmp_path, name, capsys):
    lesson("# A lesson")
    out = tmp_path / "site"
    (out / name).parent.mkdir(parents=True)
    (out / name).write_text("mine")
    assert main(["site", "--notebooks", str(tmp_path / "notebooks"), "--out", str(out)]) == 1
    assert capsys.readouterr().err == (
        f"out must be a new or empty folder, or an older site, which is replaced; got {out}\n"
    )
    assert (out / name).read_text() == "mine"


def test_file_in_the_place_of_the_site_is_refused(lesson, tmp_path):
    (tmp_path / "site").write_text("mine")
    with pytest.raises(NotPublished, match="out must be a new or empty folder"):
        book.write([lesson("# A lesson")], tmp_path / "site", tmp_path / "build")


@pytest.mark.parametrize("out", [".", ".."])
def test_folder_that_one_is_in_is_refused(lesson, tmp_path, monkeypatch, out):
    folder = tmp_path / "empty" / "inner"
    folder.mkdir(parents=True)
    path = lesson("# A lesson")
    monkeypatch.chdir(folder)
    with pytest.raises(NotPublished, match="out must be a folder of its own, not one you are in"):
        book.write([path], Path(out), tmp_path / "build")


def test_what_was_printed_piece_by_piece_is_one_text_without_its_bars() -> None:
    cell = code("train()")
    pieces = ["momentum ", "■", "■\n", "It reads 97.9%", ", Adam 98.1%.\n"]
    cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=piece) for piece in pieces]
    notebook, _ = book.prepared(nbformat.v4.new_notebook(cells=[cell]), Path("lesson.ipynb"))
    (printed,) = notebook.cells[0].outputs
    assert printed.text == "It reads 97.9%, Adam 98.1%.\n"
