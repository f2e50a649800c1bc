"""The benchmarks compare like with like, and their arithmetic is right."""

import subprocess
import sys

import numpy as np
import pytest

from tests.benchmarks import __main__ as command
from tests.benchmarks import rules, sweep, timing


@pytest.mark.parametrize("walked", [sweep.in_place, sweep.in_place_and_folded])
def test_the_hand_tuned_loops_walk_our_paths(walked):
    for name, path in walked().items():
        np.testing.assert_allclose(path, sweep.ours()[name], rtol=0, atol=1e-9)


@pytest.mark.parametrize("rule", list(rules.RULES), ids=lambda rule: rule.__name__)
def test_a_step_that_is_timed_is_the_next_one_each_time(rule, monkeypatch):
    seen = []

    def spy(*arguments, t, **settings):
        seen.append((t, arguments[0].copy()))
        return rule(*arguments, t=t, **settings)

    monkeypatch.setitem(rules.RULES, spy, rules.RULES[rule])
    monkeypatch.setitem(rules.AVERAGES, spy, rules.AVERAGES[rule])
    step = rules.our_step(spy, np.ones(3), np.ones(3))
    for _ in range(3):
        step()
    assert [t for t, _ in seen] == [1, 2, 3]
    assert not np.array_equal(seen[1][1], seen[2][1])


def test_the_step_in_place_is_ours():
    W, dW = np.random.default_rng(0).standard_normal((2, 50))
    state, step = (W, 0, 0), rules.in_place_step(W, dW)
    for t in range(1, 4):
        state = rules.adam(state[0], dW, *state[1:], t=t, alpha=1e-3)
        np.testing.assert_allclose(step(), state[0], rtol=1e-14)


def test_turns_are_taken_one_after_another():
    order = []
    seconds = timing.in_turns(
        {"a": lambda: order.append("a"), "b": lambda: order.append("b")}, repeats=2, calls=2
    )
    assert "".join(order) == "aaabbb" * 2  # once before the clock runs, and twice on it
    assert {name: len(s) for name, s in seconds.items()} == {"a": 2, "b": 2}


def test_a_ratio_is_the_median_of_neighbours_in_time():
    r = timing.ratio(np.array([1.0, 2.0, 30.0]), np.array([2.0, 2.0, 10.0]))
    assert (r.median, r.ours, r.theirs) == (1.0, 2.0, 2.0)
    assert (r.low, r.high) == (0.75, 2.0)
    assert r.spread == "0.75 to 2.00"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(878, "878 s"), (1.5, "1.50 s"), (0.0302, "30.2 ms"), (4.2e-5, "42.0 µs"), (5e-8, "50.0 ns")],
)
def test_durations_have_units_that_suit_them(seconds, text):
    assert timing.duration(seconds) == text


def test_every_benchmark_is_found():
    folder = command.RESULTS.parent
    files = {path.stem for path in folder.glob("*.py")} - {"__init__", "__main__", "timing"}
    assert files == set(command.NAMES)
    assert all(callable(module.report) for module in command.modules().values())


def test_an_unknown_benchmark_is_named():
    run = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", "slow"],
        capture_output=True,
        text=True,
        cwd=command.RESULTS.parents[2],
    )
    assert run.returncode == 2
    assert "no benchmark slow; there are" in run.stderr
