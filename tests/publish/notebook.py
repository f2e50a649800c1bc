"""A small lesson with one of everything that a notebook can show."""

from pathlib import Path

import nbformat
from matplotlib.figure import Figure
from nbformat import NotebookNode

SETUP = """\
import numpy as np

from optlearn import Bowl, adam, descend, gradient_descent
from optlearn.explore import explore, settings_map
from optlearn.player import Player
from optlearn.practice import check, question"""

PLAYER = """\
bowl = Bowl()
paths = {
    "gradient descent": descend(
        gradient_descent, bowl.start, bowl.gradient, 40, cost=bowl, alpha=0.4
    ),
    "Adam": descend(adam, bowl.start, bowl.gradient, 40, cost=bowl, alpha=0.4),
}
Player(paths, bowl, autoplay=False, steps_per_second=20)"""

SWEEP = (
    'explore(gradient_descent, steps=20, settings={"alpha": 0.1}, sliders=("alpha",), sweep=True)'
)

MAP = """\
settings_map(
    adam,
    x=("alpha", np.geomspace(0.01, 1, 8)),
    y=("beta1", np.linspace(0, 0.9, 6)),
    steps=30,
)"""

EXERCISE = """\
def my_gradient_descent(W, dW, *, t, alpha):
    W = ...
    return (W,)


check(my_gradient_descent, "gradient_descent")"""

QUESTION = """\
question(
    "What is $0.5 \\\\cdot 4$?",
    {"1": "Twice that.", "2": "Half of four."},
    right="2",
)"""

FORMULA = "## Formulas\n\n$$J(W, b) = 0.1\\,W^2 + 2\\,b^2$$\n\n![One dot](dot.png)"

NOTES = """\
<details><summary>Speaker notes (4 min)</summary>

Ask before you *play*.

</details>"""

SOLUTION = """\
<details><summary>Solution</summary>

```python
W = W - alpha * dW
```

</details>"""


def example() -> NotebookNode:
    """The lesson, not run."""

    cells = [
        text("# A lesson\n\n[Before](00_first.ipynb), and [afar](https://example.org).", "slide"),
        code(SETUP, "skip"),
        text("A guess: where is $\\frac{1}{2} \\lambda$, and what costs `$5`?", "fragment"),
        code(PLAYER, "subslide"),
        text(NOTES, "notes"),
        text(FORMULA, "slide"),
        code("print('two\\nlines')"),
        text("## Alive", "slide"),
        code(SWEEP),
        code(MAP, "subslide"),
        text("## Yours", "slide"),
        code(EXERCISE, tags=["exercise"]),
        text(SOLUTION, "skip", tags=["solution"]),
        code(QUESTION, "subslide", tags=["hide-input"]),
    ]
    lesson: NotebookNode = nbformat.v4.new_notebook(cells=cells)
    return lesson


def text(source: str, slide: str = "", **metadata: object) -> NotebookNode:
    """A cell of text, with its slide type and its metadata."""
    return _cell(nbformat.v4.new_markdown_cell(source), slide, metadata)


def code(source: str, slide: str = "", **metadata: object) -> NotebookNode:
    """A cell of code, with its slide type and its metadata."""
    return _cell(nbformat.v4.new_code_cell(source), slide, metadata)


def _cell(cell: NotebookNode, slide: str, metadata: dict[str, object]) -> NotebookNode:
    cell.metadata.update(metadata)
    if slide:
        cell.metadata["slideshow"] = {"slide_type": slide}
    return cell


def write(folder: Path, name: str = "01_lesson", lesson: NotebookNode | None = None) -> Path:
    """Write the lesson and its picture into a folder; return the notebook's file."""
    figure = Figure(figsize=(2, 1))
    figure.subplots().plot([0], [0], "o")
    figure.savefig(folder / "dot.png")
    path = folder / f"{name}.ipynb"
    nbformat.write(lesson or example(), path)
    return path
