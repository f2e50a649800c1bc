"""Plain `pytest` compares what a notebook prints with what it has stored."""

import re
import subprocess
import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook, new_output

PICTURED = """
import ipywidgets
class Pictured(ipywidgets.IntSlider):
    def _repr_mimebundle_(self, **kwargs):
        return super()._repr_mimebundle_(**kwargs) | {"text/plain": "slider", "image/png": "AA=="}
Pictured()
"""


def test_stale_output_fails_and_a_stored_widget_passes(repository: Path, tmp_path: Path) -> None:
    said = new_output("stream", name="stdout", text="1\n")
    picture = new_output("execute_result", {"text/plain": "slider", "image/png": "AA=="})
    cells = [
        new_code_cell("print(1)", execution_count=1, outputs=[said]),
        new_code_cell("print(2)", execution_count=2, outputs=[said]),
        new_code_cell(PICTURED, execution_count=3, outputs=[picture]),
        new_code_cell("print(4)", execution_count=4),
    ]
    path = tmp_path / "lesson.ipynb"
    nbformat.write(new_notebook(cells=cells), path)
    command = [sys.executable, "-m", "pytest", "-c", "pyproject.toml", "-n", "0", "-v", str(path)]
    done = subprocess.run(command, cwd=repository, text=True, capture_output=True, check=False)
    verdicts = re.findall(r"Cell (\d) (PASSED|FAILED)", done.stdout)
    expected = [("0", "PASSED"), ("1", "FAILED"), ("2", "PASSED"), ("3", "FAILED")]
    assert verdicts == expected, done.stdout + done.stderr
