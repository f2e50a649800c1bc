"""The refresh command gives the same bytes twice, and says what it cannot store."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests.notebooks import refresh

WITH_PICTURE = """
import ipywidgets
class Pictured(ipywidgets.IntSlider):
    def _repr_mimebundle_(self, **kwargs):
        return super()._repr_mimebundle_(**kwargs) | {"text/plain": "slider", "image/png": "AA=="}
Pictured()
"""


def notebook_of(*sources: str) -> NotebookNode:
    notebook: NotebookNode = new_notebook(cells=[new_code_cell(source) for source in sources])
    return notebook


def test_two_refreshes_give_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "lesson.ipynb"
    nbformat.write(notebook_of("", "print(1)\nprint(2, flush=True)\nprint(3)", WITH_PICTURE), path)
    first = refresh.refreshed(path)
    assert refresh.refreshed(path) == first
    refresh.write(path, first)
    assert refresh.refreshed(path) == first
    assert "model_id" not in first
    stored = refresh.read(path)
    assert [cell.execution_count for cell in stored.cells] == [None, 1, 2]
    assert stored.cells[1].outputs == [new_output("stream", name="stdout", text="1\n2\n3\n")]
    assert stored.cells[2].outputs[0].data == {"text/plain": "slider", "image/png": "AA=="}


def test_notebook_runs_in_its_own_folder(tmp_path: Path) -> None:
    notebook = notebook_of("import os; print(os.path.basename(os.getcwd()))")
    refresh.run(notebook, tmp_path)
    assert notebook.cells[0].outputs[0].text == f"{tmp_path.name}\n"


def test_normal_form_is_left_alone(tmp_path: Path) -> None:
    notebook = notebook_of("1", "1", "2")
    notebook.cells.append(
        new_markdown_cell("# A text", metadata={"slideshow": {"slide_type": "-"}})
    )
    once = refresh.normalise(notebook)
    assert refresh.normalise(once) == once
    assert once.cells[3].metadata == {"slideshow": {"slide_type": "-"}}


def test_cells_keep_their_ids_when_others_come_and_go() -> None:
    short = refresh.normalise(notebook_of("a = 1", "b = 2"))
    long = refresh.normalise(notebook_of("new = 0", "a = 1", "b = 2", "b = 2"))
    assert [cell.id for cell in long.cells[1:3]] == [cell.id for cell in short.cells]
    assert len({cell.id for cell in long.cells}) == 4


def test_normal_form_names_no_version_and_no_run() -> None:
    notebook = notebook_of("1")
    notebook.metadata = nbformat.from_dict(
        {"language_info": {"name": "python", "version": "3.11.7"}, "widgets": {}, "title": "Bowl"}
    )
    notebook.cells[0].metadata = nbformat.from_dict({"scrolled": True, "tags": ["hide-input"]})
    normal = refresh.normalise(notebook)
    assert normal.metadata.language_info == {"name": "python"}
    assert "widgets" not in normal.metadata
    assert normal.metadata.title == "Bowl"
    assert normal.cells[0].metadata == {"tags": ["hide-input"]}
    assert notebook.cells[0].metadata.scrolled, "the notebook that was given is not changed"


def test_widget_without_a_picture_is_refused() -> None:
    notebook = notebook_of("import ipywidgets; ipywidgets.IntSlider()")
    view = {"text/plain": "IntSlider(value=0)", refresh.WIDGET: {"model_id": "1"}}
    notebook.cells[0].outputs = [new_output("display_data", view)]
    with pytest.raises(refresh.NotRefreshed, match="cell 0: a widget leaves no image/png"):
        refresh.normalise(notebook)


def test_command_refreshes_once_and_then_finds_nothing_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "01_bowl.ipynb"
    nbformat.write(notebook_of("6 * 7"), path)
    stale = path.read_bytes()

    assert refresh.main(["--check"], tmp_path) == 1
    assert capsys.readouterr().out == "01_bowl.ipynb: stale\n"
    assert path.read_bytes() == stale

    assert refresh.main(["01"], tmp_path) == 0
    assert capsys.readouterr().out == "01_bowl.ipynb: refreshed\n"
    assert b'"42"' in path.read_bytes()
    written = path.stat().st_mtime_ns

    assert refresh.main(["--check", "01_bowl.ipynb"], tmp_path) == 0
    assert capsys.readouterr().out == "01_bowl.ipynb: unchanged\n"
    assert path.stat().st_mtime_ns == written
    assert [file.name for file in tmp_path.iterdir()] == ["01_bowl.ipynb"]


def test_command_names_the_notebook_that_is_broken_and_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nbformat.write(notebook_of("1 / 0"), tmp_path / "a.ipynb")
    nbformat.write(notebook_of("2"), tmp_path / "b.ipynb")
    assert refresh.main([], tmp_path) == 1
    said = capsys.readouterr()
    assert said.out == "b.ipynb: refreshed\n"
    assert "a.ipynb: " in said.err
    assert "ZeroDivisionError" in said.err


def test_command_says_which_names_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nbformat.write(notebook_of(), tmp_path / "01_bowl.ipynb")
    with pytest.raises(SystemExit):
        refresh.main(["02"], tmp_path)
    message = "no notebook's name starts with '02'; there are: 01_bowl"
    assert message in capsys.readouterr().err


def test_command_starts_from_the_project(repository: Path) -> None:
    command = [sys.executable, "-m", "tests.notebooks.refresh", "--check", "no such notebook"]
    done = subprocess.run(command, cwd=repository, text=True, capture_output=True, check=False)
    assert done.returncode == 2
    assert "no notebook's name starts with 'no such notebook'" in done.stderr
