"""Timing that is fair to everybody: in turns, in one run, with medians and their spread.

A machine that is busy for a second is then busy for all. A ratio is taken between neighbours in
time, and its spread is that of the middle half of all repeats.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Ratio:
    """Our time over a peer's: below 1, ours is the shorter."""

    ours: float
    theirs: float
    median: float
    low: float
    high: float

    @property
    def spread(self) -> str:
        """Quartiles of the ratio."""
        return f"{digits(self.low)} to {digits(self.high)}"


def in_turns(
    functions: Mapping[str, Callable[[], object]], repeats: int, calls: int = 1
) -> dict[str, np.ndarray]:
    """Seconds of one call of each function, for each repeat; `calls` calls make up a repeat.

    Each turn begins with a call that is not timed: whoever comes after a library whose threads are
    still spinning, or that has filled the cache, would otherwise pay for it.
    """
    seconds: dict[str, list[float]] = {name: [] for name in functions}
    for _ in range(repeats):
        for name, function in functions.items():
            function()
            start = time.perf_counter()
            for _ in range(calls):
                function()
            seconds[name].append((time.perf_counter() - start) / calls)
    return {name: np.array(s) for name, s in seconds.items()}


def ratio(ours: np.ndarray, theirs: np.ndarray) -> Ratio:
    """Compare two series of seconds, repeat by repeat."""
    low, median, high = np.quantile(ours / theirs, [0.25, 0.5, 0.75])
    return Ratio(float(np.median(ours)), float(np.median(theirs)), median, low, high)


def duration(seconds: float) -> str:
    """Seconds in a unit that suits them."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{digits(seconds / size)} {unit}"
    return f"{digits(seconds / 1e-9)} ns"


def digits(x: float) -> str:
    """Two or three digits, which is more than a busy machine repeats."""
    decimals = 0 if x >= 100 else 1 if x >= 10 else 2
    return f"{x:.{decimals}f}" if x >= 0.1 else f"{x:.2g}"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Markdown table."""
    head = list(head)
    lines = [head, ["---"] * len(head), *map(list, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
