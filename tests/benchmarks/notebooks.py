"""How long each notebook takes from its first cell to its last, as a learner's Run All does."""

import os
import tempfile
import time
from pathlib import Path

import numpy as np

from tests.benchmarks.timing import digits, table
from tests.isolation import isolate_jupyter
from tests.notebooks import refresh

REPEATS = 3
#: Seconds that a notebook may take; the one that trains networks may take longer.
LIMIT, LIMITS = 10, {"07": 30}


def seconds_of(path: Path) -> list[float]:
    """Seconds of some runs of a notebook, each in a new kernel."""
    seconds = []
    for _ in range(REPEATS):
        notebook = refresh.read(path)
        start = time.perf_counter()
        refresh.run(notebook, path.parent)
        seconds.append(time.perf_counter() - start)
    return seconds


def report() -> str:
    """One row for each notebook, and one for those up to Adam together."""
    before = dict(os.environ)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as private:
        isolate_jupyter(Path(private))
        runs = {path.stem: seconds_of(path) for path in sorted(refresh.NOTEBOOKS.glob("*.ipynb"))}
    os.environ.clear()
    os.environ.update(before)
    rows = []
    for name, seconds in runs.items():
        limit = LIMITS.get(name[:2], LIMIT)
        spread = f"{digits(min(seconds))} to {digits(max(seconds))} s"
        rows.append([name, f"{digits(np.median(seconds))} s", spread, f"less than {limit} s"])
    together = sum(np.median(seconds) for name, seconds in runs.items() if name[:2] <= "06")
    rows.append(["00 to 06 one after another", f"{digits(together)} s", "", "less than 60 s"])
    return (
        f"## Notebooks\n\n{REPEATS} runs of each; all cells and the start of a kernel are in it."
        "\n\n" + table(["", "takes", "spread", "to be"], rows)
    )
