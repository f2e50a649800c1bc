"""Descents to compare with other libraries: random settings, shapes and float types.

The slope pulls towards 0 with a curvature of each element's own, and a wave pushes along, so that
averages never settle. It is computed here, in the dtype of the point, and handed to every library
as it is: what is compared is the update and nothing else. The curvatures are small, because in a
steep bowl RMSprop jumps about its minimum, where it magnifies a difference in the last bit until
two float32 paths have nothing in common.
"""

import json
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from optlearn import descend, later_rules, rules

STEPS = 60
#: By how much two libraries may differ, in units of the path's largest coordinate. They order the
#: same operations differently, so each rounds its own way: about 1e-15 after 60 steps of float64,
#: and up to 1e-13 where another machine's power is off in its last bit, which the correction
#: 1 - beta2**t magnifies a thousandfold. In float32 each of the 60 steps may round by half an ulp
#: of the largest coordinate; 20 ulp are the most that is seen, by Keras, which computes the
#: correction in float32 too, and 8 by the others.
TOLERANCE = {"float64": 1e-12, "float32": STEPS / 2 * float(np.finfo(np.float32).eps)}
PER_RULE = 24
#: The steps whose points are kept and compared. A mistake in any step shows in those that follow.
KEPT = [0, 1, 2, 3, 5, 8, 13, 21, 34, STEPS]
#: The settings of each rule beside alpha.
RULES = {
    "gradient_descent": (),
    "momentum": ("beta",),
    "heavy_ball": ("beta",),
    "rmsprop": ("beta", "epsilon"),
    "adam": ("beta1", "beta2", "epsilon"),
    "decaying_gradient_descent": ("decay",),
    "nesterov": ("beta",),
    "amsgrad": ("beta1", "beta2", "epsilon"),
    "adam_l2": ("beta1", "beta2", "epsilon", "weight_decay"),
    "adamw": ("beta1", "beta2", "epsilon", "weight_decay"),
}
SHAPES = [(), (1,), (5,), (3, 4), (2, 3, 2)]
ARRAYS = ["start", "curvature", "push", "frequency"]


@dataclass(frozen=True, eq=False)
class Case:
    """One descent, with all that it takes to run it."""

    rule: str
    settings: dict[str, float]
    start: np.ndarray
    curvature: np.ndarray
    push: np.ndarray
    frequency: np.ndarray

    def slope(self, W, t):
        """Slope at `W` in step `t`, of the dtype and shape of `W`."""
        wave = self.push * np.cos(t * self.frequency)
        return np.asarray(self.curvature * W + wave, dtype=self.start.dtype)

    def run(self):
        """All points of the descent as this package walks it."""
        return descend(
            rule_named(self.rule),
            {"W": self.start},
            lambda W, t: {"W": self.slope(W, t)},
            STEPS,
            **self.settings,
        )["W"]

    @property
    def tolerance(self):
        """Largest `difference` that rounding explains."""
        return TOLERANCE[self.start.dtype.name]

    def difference(self, path):
        """Largest distance of the kept points from this package's, over the largest coordinate."""
        own = self.run().astype(float)
        return np.abs(path.astype(float) - own[KEPT]).max() / np.abs(own).max()

    def __repr__(self):
        settings = ", ".join(f"{name}={value:.3g}" for name, value in self.settings.items())
        return f"{self.rule}({settings}) {self.start.dtype}{list(self.start.shape)}"


def rule_named(name: str):
    """Rule of this package by its name."""
    return getattr(rules, name, None) or getattr(later_rules, name)


def random_case(rule: str, number: int, seed: int) -> Case:
    """Case `number` of a rule; float types take turns, and epsilon is 0 in half of the cases."""
    rng = np.random.default_rng([seed, list(RULES).index(rule), number])
    draw = {
        "alpha": lambda: 10 ** rng.uniform(-2, -0.5),
        "beta": lambda: 1 - 10 ** rng.uniform(-2, -0.3),
        "beta1": lambda: 1 - 10 ** rng.uniform(-2, -0.3),
        "beta2": lambda: 1 - 10 ** rng.uniform(-3, -0.3),
        "epsilon": lambda: 0 if number % 4 < 2 else 10 ** rng.uniform(-8, -1),
        "decay": lambda: 10 ** rng.uniform(-2, 0),
        "weight_decay": lambda: 10 ** rng.uniform(-2, 0),
    }
    settings = {name: float(draw[name]()) for name in ("alpha", *RULES[rule])}
    shape = SHAPES[rng.integers(len(SHAPES))]
    arrays = {
        "start": rng.uniform(-5, 5, shape),
        "curvature": rng.uniform(0.02, 0.4, shape),
        "push": rng.uniform(-1, 1, shape),
        "frequency": rng.uniform(0.1, 3, shape),
    }
    dtype = [np.float64, np.float32][number % 2]
    return Case(rule, settings, **{name: x.astype(dtype) for name, x in arrays.items()})


def random_cases(seed: int) -> list[Case]:
    """`PER_RULE` cases of every rule."""
    return [random_case(rule, number, seed) for rule in RULES for number in range(PER_RULE)]


def pack(cases: list[Case], paths: list[dict[str, np.ndarray]]) -> dict[str, Any]:
    """Arrays by name, for one npz file: cases and the paths that other libraries walked.

    All numbers of a float type are one array, since each array of an npz file takes half a kilobyte
    beside its numbers.
    """
    described, numbers = [], {dtype: [] for dtype in TOLERANCE}
    for case, by_library in zip(cases, paths, strict=True):
        dtype, shape = case.start.dtype.name, case.start.shape
        described.append([case.rule, case.settings, dtype, shape, list(by_library)])
        arrays = [*(getattr(case, name) for name in ARRAYS), *by_library.values()]
        numbers[dtype] += [array.ravel() for array in arrays]
    joined = {dtype: np.concatenate(arrays) for dtype, arrays in numbers.items()}
    return {"cases": np.array([json.dumps(case) for case in described])} | joined


def unpack(stored) -> list[tuple[Case, dict[str, np.ndarray]]]:
    """What `pack` packed: each case with its paths by library."""
    numbers = {dtype: iter(stored[dtype]) for dtype in TOLERANCE}
    unpacked = []
    for text in stored["cases"].tolist():
        rule, settings, dtype, shape, libraries = json.loads(text)

        def next_array(*shape, dtype=dtype):
            values = islice(numbers[dtype], int(np.prod(shape)))
            return np.array(list(values), dtype).reshape(shape)

        case = Case(rule, settings, **{name: next_array(*shape) for name in ARRAYS})
        unpacked.append((case, {name: next_array(len(KEPT), *shape) for name in libraries}))
    return unpacked
