"""The checks on stored notebooks find what they look for."""

import socket
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests.notebooks.hygiene import problems
from tests.notebooks.refresh import as_text, normalise


def good_notebook() -> NotebookNode:
    result = new_output("execute_result", {"text/plain": "2"}, execution_count=1)
    notebook: NotebookNode = new_notebook(
        cells=[
            new_markdown_cell("# A *bowl*\n\n![Contour lines of a bowl](../images/bowl.png)"),
            new_code_cell("1 + 1", execution_count=1, outputs=[result]),
            new_markdown_cell("See [above](#A-bowl), `[this](no-link)` and [that](other.ipynb)."),
            new_code_cell("print(3)", execution_count=2, outputs=[printed("3\n")]),
        ]
    )
    return notebook


def printed(text: str, name: str = "stdout") -> NotebookNode:
    output: NotebookNode = new_output("stream", name=name, text=text)
    return output


@pytest.fixture
def path(tmp_path: Path) -> Path:
    for folder in ("images", "notebooks"):
        (tmp_path / folder).mkdir()
    (tmp_path / "images" / "bowl.png").touch()
    (tmp_path / "notebooks" / "other.ipynb").write_text(as_text(normalise(new_notebook())))
    return tmp_path / "notebooks" / "lesson.ipynb"


def found(notebook: NotebookNode, path: Path) -> list[str]:
    path.write_text(as_text(normalise(notebook)), encoding="utf-8")
    return problems(path, path.parents[1])


def test_good_notebook_has_no_problem(path: Path) -> None:
    assert found(good_notebook(), path) == []


@pytest.mark.parametrize(
    ("markdown", "problem"),
    [
        ("![](../images/bowl.png)", "has no alternative text"),
        ('<img src="../images/bowl.png">', "has no alternative text"),
        (
            "![Contour lines of a bowl](../images/bow.png)",
            "picture ../images/bow.png does not exist",
        ),
        ("![Contour lines](https://example.org/bowl.png)", "is not in the repository"),
        ("[next](02_next.ipynb)", "link 02_next.ipynb leads to nothing"),
        ('<a href="02_next.ipynb">next</a>', "link 02_next.ipynb leads to nothing"),
        ("[![A picture](../images/bowl.png)](gone.md)", "link gone.md leads to nothing"),
        ("[out](../../elsewhere)", "link ../../elsewhere leads to nothing"),
        ("[below](#no-such-heading)", "names a heading that is not there"),
        ("[there](other.ipynb#no-such-heading)", "names a heading that is not there"),
    ],
)
def test_broken_picture_or_link_is_found(path: Path, markdown: str, problem: str) -> None:
    notebook = good_notebook()
    notebook.cells.append(new_markdown_cell(markdown))
    [message] = found(notebook, path)
    assert message.startswith("cell 4: ")
    assert problem in message


@pytest.mark.parametrize(
    ("output", "problem"),
    [
        (printed("read /home/ann/data.csv"), "of one machine only: /home/ann"),
        (printed("read C:\\Users\\ann"), "of one machine only: C:\\Users"),
        (printed("<Player object at 0x7fcefffa6b50>"), "of one machine only: at 0x7fcefffa6b50"),
        (printed(f"in {Path.home()}/lessons"), "of one machine only"),
        (printed("overflow", "stderr"), "cell 3 wrote to stderr: overflow"),
        (new_output("display_data", {"image/png": "AA=="}), "an output without plain text"),
        (
            new_output("error", ename="ValueError", evalue="no", traceback=[]),
            "cell 3 ended in an error: ValueError: no",
        ),
    ],
)
def test_bad_output_is_found(path: Path, output: NotebookNode, problem: str) -> None:
    notebook = good_notebook()
    notebook.cells[3].outputs = [output]
    assert any(problem in message for message in found(notebook, path))


@pytest.mark.parametrize(
    ("host", "text", "shown"),
    [
        ("ann-laptop", "computed on ann-laptop", True),
        ("node42", "(node42)", True),
        ("node42", "node421", False),
        ("momentum", "momentum after 10 steps", False),
    ],
)
def test_the_name_of_a_machine_is_found_unless_it_may_be_a_word(
    path: Path, monkeypatch: pytest.MonkeyPatch, host: str, text: str, shown: bool
) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: host)
    notebook = good_notebook()
    notebook.cells[3].outputs = [printed(text)]
    assert bool(found(notebook, path)) is shown


def test_formula_and_division_are_not_taken_for_paths(path: Path) -> None:
    notebook = good_notebook()
    notebook.cells[3].outputs = [
        printed("1/(1-beta) = 10, 0.5/tmp, W/b, https://example.org/home/x")
    ]
    assert found(notebook, path) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"execution_count": None}, "cell 1 has execution count None, not 1"),
        ({"execution_count": 7}, "cell 1 has execution count 7, not 1"),
        ({"metadata": {"execution": {"started": "today"}}}, "not stored in the normal form"),
    ],
)
def test_notebook_that_was_not_refreshed_is_found(
    path: Path, change: dict[str, Any], problem: str
) -> None:
    notebook = normalise(good_notebook())
    notebook.cells[1].update(nbformat.from_dict(change))
    path.write_text(as_text(notebook))
    assert any(problem in message for message in problems(path, path.parents[1]))


def test_stored_state_of_widgets_is_found(path: Path) -> None:
    notebook = normalise(good_notebook())
    notebook.metadata["widgets"] = {}
    path.write_text(as_text(notebook))
    assert any("state of widgets" in message for message in problems(path, path.parents[1]))
