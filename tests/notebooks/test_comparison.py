"""Plain `pytest` compares what a notebook prints and shows with what it has stored."""

import base64
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output
from PIL import Image

from tests.notebooks.pictures import difference

PICTURED = """
import ipywidgets
class Pictured(ipywidgets.IntSlider):
    def _repr_mimebundle_(self, **kwargs):
        shown = {{"text/plain": "slider", "image/png": "{png}"}}
        return super()._repr_mimebundle_(**kwargs) | shown, {{"image/png": {{"alt": "a slider"}}}}
Pictured()
"""


def png(colour: str | tuple[int, int, int], width: int = 60) -> str:
    """A picture of one colour, as a notebook stores it."""
    with BytesIO() as file:
        Image.new("RGB", (width, 40), colour).save(file, "PNG")
        return base64.b64encode(file.getvalue()).decode()


def pictured(picture: str, words: str = "a slider") -> NotebookNode:
    """An output with a picture and its description."""
    data, metadata = {"text/plain": "slider", "image/png": picture}, {"image/png": {"alt": words}}
    output: NotebookNode = new_output("execute_result", data, metadata=metadata)
    return output


def test_stale_output_or_picture_fails_and_a_stored_widget_passes(
    repository: Path, tmp_path: Path
) -> None:
    said = new_output("stream", name="stdout", text="1\n")
    white, red = png("white"), png("red")
    shows_white = PICTURED.format(png=white)
    cells = [
        new_code_cell("print(1)", execution_count=1, outputs=[said]),
        new_code_cell("print(2)", execution_count=2, outputs=[said]),
        new_code_cell(shows_white, execution_count=3, outputs=[pictured(white)]),
        new_code_cell("print(4)", execution_count=4),
        new_code_cell(shows_white, execution_count=5, outputs=[pictured(red)]),
        new_code_cell(shows_white, execution_count=6, outputs=[pictured(white, "a knob")]),
    ]
    path = tmp_path / "lesson.ipynb"
    nbformat.write(new_notebook(cells=cells), path)
    command = [sys.executable, "-m", "pytest", "-c", "pyproject.toml", "-n", "0", "-v"]
    # The file beside it is what makes pytest read tests/conftest.py, as it does without arguments.
    command += ["tests/conftest.py", str(path)]
    done = subprocess.run(command, cwd=repository, text=True, capture_output=True, check=False)
    verdicts = re.findall(r"Cell (\d) (PASSED|FAILED)", done.stdout)
    expected = ["PASSED", "FAILED", "PASSED", "FAILED", "FAILED", "FAILED"]
    assert verdicts == [(str(i), e) for i, e in enumerate(expected)], done.stdout + done.stderr
    assert "differs from what is shown now by" in done.stdout
    assert "described as\n{'alt': 'a knob'}" in done.stdout
    assert "run `python -m tests.notebooks.refresh lesson`" in done.stdout


@pytest.mark.parametrize(
    ("shown", "found"),
    [
        ([pictured(png("white"))], ""),
        ([pictured(png((255, 255, 254)))], ""),
        ([pictured(png((255, 254, 254)))], "differs from what is shown now by 0.7 RMS"),
        ([pictured(png("white", width=61))], "is of (40, 60, 4) pixels"),
        ([pictured(png("white"), "a knob")], "described as"),
        ([], "no longer shown"),
        ([pictured(png("white")), pictured(png("white"))], "not stored"),
    ],
)
def test_a_picture_that_differs_is_found(shown: list[NotebookNode], found: str) -> None:
    said = difference([pictured(png("white"))], shown)
    assert found in said
    assert bool(found) is bool(said)
