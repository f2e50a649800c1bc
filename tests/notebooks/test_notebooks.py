"""Every notebook is stored in order; whether what it says is still true is for nbval to find."""

from pathlib import Path

import pytest

from tests.notebooks.hygiene import problems
from tests.notebooks.refresh import NOTEBOOKS

PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))


@pytest.mark.parametrize("path", PATHS, ids=[path.stem for path in PATHS])
def test_notebook_is_stored_executed_and_unbroken(path: Path, repository: Path) -> None:
    assert problems(path, repository) == []
