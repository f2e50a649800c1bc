"""The folded solution of every exercise is right, and the exercise as it stands is not written."""

import ast
import re

import pytest

from optlearn.practice.exercises import EXERCISES
from tests.lessons.reading import NOTEBOOKS, read

SOLUTION = re.compile(
    r"<details><summary>Solution</summary>\s*```python\n(.*?)```.*</details>\s*", re.S
)


IMPORTS = (ast.Import, ast.ImportFrom)


def parsed(source):
    """Statements of a cell, its magics left out."""
    return ast.parse(re.sub(r"^[%!].*$", "", source, flags=re.M)).body


def exercises():
    """Lesson, its imports, the exercise's cell and the text cell after it."""
    for path in NOTEBOOKS:
        cells = read(path).cells
        imports = []
        for cell, after in zip(cells, [*cells[1:], None], strict=True):
            if cell.cell_type == "code":
                imports += [line for line in parsed(cell.source) if isinstance(line, IMPORTS)]
                if "exercise" in cell.metadata.get("tags", []):
                    yield pytest.param(path, list(imports), cell, after, id=path.stem)


FOUND = list(exercises())


def run(imports, source):
    """Value of the last line of a cell, as a notebook shows it, after the lesson's imports."""
    *body, last = parsed(source)
    assert isinstance(last, ast.Expr), "a cell shows its verdict by ending with it"
    namespace = {}
    exec(compile(ast.Module([*imports, *body], []), "<cell>", "exec"), namespace)
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), namespace)


@pytest.mark.parametrize(("path", "imports", "cell", "after"), FOUND)
def test_exercise_as_it_stands_is_not_written_yet(path, imports, cell, after):
    assert run(imports, cell.source).finding == "not written yet", (
        "the exercise is solved here; `git restore notebooks` brings it back as it was"
    )


@pytest.mark.parametrize(("path", "imports", "cell", "after"), FOUND)
def test_folded_solution_is_right(path, imports, cell, after):
    assert after is not None
    assert after.cell_type == "markdown"
    solution = SOLUTION.fullmatch(after.source)
    assert solution, "an exercise is followed by its solution, folded"
    *_, verdict = parsed(cell.source)
    assert run(imports, f"{solution[1]}\n{ast.unparse(verdict)}").right


@pytest.mark.parametrize(("path", "imports", "cell", "after"), FOUND)
def test_solution_starts_with_the_line_that_the_exercise_gives(path, imports, cell, after):
    texts = (cell.source, SOLUTION.fullmatch(after.source)[1])
    heads = [re.search(r"^def .*$", text, re.M)[0] for text in texts]
    assert heads[0] == heads[1]


def test_every_exercise_is_in_the_lesson_that_it_names():
    asked = {
        (path.stem[:2], name)
        for path, _, cell, _ in (param.values for param in FOUND)
        for name in re.findall(r"^check\(\w+, \"(\w+)\"\)", cell.source, re.M)
    }
    known = {(f"{exercise.lesson:02}", name) for name, exercise in EXERCISES.items()}
    extra = {name for name, exercise in EXERCISES.items() if exercise.extra}
    assert asked <= known
    assert {name for _, name in known - asked} == extra, "`extra` is what no lesson asks for"
