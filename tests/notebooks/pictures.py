"""nbval compares what a notebook prints; with this plug-in it compares what it shows, too.

A stored picture is what readers see who run nothing, on GitHub for instance. Its description must
be, word for word, that of the picture which the cell shows now, and its pixels nearly the same.
"""

import base64
from collections.abc import Generator
from io import BytesIO
from itertools import zip_longest
from typing import Any

import numpy as np
import pytest
from nbformat import NotebookNode
from nbval.plugin import IPyNbCell, NbCellError
from numpy.typing import NDArray
from PIL import Image

#: Largest root mean square difference of two pictures, of 255, that still counts as the same.
TOLERANCE = 0.5

PNG = "image/png"
GONE = NotebookNode(data={PNG: None}, metadata={PNG: None})


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Compare the pictures of a cell once nbval has run it and found no other difference."""
    result = yield
    if isinstance(item, IPyNbCell) and item.options["check"] and item.cell.execution_count:
        found = difference(item.cell.outputs, item.test_outputs)
        if found:
            raise NbCellError(item.cell_num, found, item.cell.source)
    return result


def difference(stored: list[NotebookNode], shown: list[NotebookNode]) -> str:
    """What sets the pictures that are stored apart from those that are shown; empty if nothing."""
    for old, new in zip_longest(_pictures(stored), _pictures(shown), fillvalue=GONE):
        if old is GONE or new is GONE:
            return f"a picture is {'not stored' if old is GONE else 'no longer shown'}"
        words = [output.get("metadata", {}).get(PNG, {}) for output in (old, new)]
        if words[0] != words[1]:
            return f"a picture is described as\n{words[0]}\nand what is shown now as\n{words[1]}"
        one, other = _pixels(old.data[PNG]), _pixels(new.data[PNG])
        if one.shape != other.shape:
            return f"a picture is of {one.shape} pixels; what is shown now, of {other.shape}"
        rms = float(np.sqrt(np.mean((one - other) ** 2)))
        if rms > TOLERANCE:
            return f"a picture differs from what is shown now by {rms:.1f} RMS"
    return ""


def _pictures(outputs: list[NotebookNode]) -> list[NotebookNode]:
    return [output for output in outputs if PNG in output.get("data", {})]


def _pixels(encoded: str) -> NDArray[np.floating]:
    with Image.open(BytesIO(base64.b64decode(encoded))) as picture:
        return np.asarray(picture.convert("RGBA"), dtype=float)
