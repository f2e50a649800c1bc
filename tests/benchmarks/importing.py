"""What `import optlearn` costs somebody who has imported NumPy."""

import subprocess
import sys

import numpy as np

from tests.benchmarks.timing import digits, table

REPEATS = 15
CODE = (
    "import time; start = time.perf_counter(); import numpy; middle = time.perf_counter(); "
    "import optlearn; print(middle - start, time.perf_counter() - middle)"
)


def report() -> str:
    """Time both imports in fresh processes."""
    runs = [
        subprocess.run([sys.executable, "-c", CODE], capture_output=True, check=True, text=True)
        for _ in range(REPEATS)
    ]
    milliseconds = 1e3 * np.array([run.stdout.split() for run in runs], dtype=float)
    rows = []
    for name, ms, limit in zip(
        ["`import numpy`", "`import optlearn` on top"],
        milliseconds.T,
        ["", "less than 30 ms"],
        strict=True,
    ):
        low, median, high = np.quantile(ms, [0.25, 0.5, 0.75])
        rows.append([name, f"{digits(median)} ms", f"{digits(low)} to {digits(high)} ms", limit])
    return f"## Importing\n\n{REPEATS} fresh processes.\n\n" + table(
        ["", "takes", "spread", "to be"], rows
    )
