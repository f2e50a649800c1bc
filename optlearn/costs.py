"""Costs of two parameters, ``W`` (to the right) and ``b`` (up): the oblong bowl and harder ones.

Each is called for its value, ``cost(W, b)``, and has a ``gradient(W, b)`` that returns
``{"W": dW, "b": db}``, a ``minimum`` and a ``start`` of the same form. W and b are numbers or
arrays that broadcast, so that a whole map takes one call; what is neither is a TypeError, and what
does not broadcast a ValueError.
"""

from dataclasses import dataclass, fields

import numpy as np

from optlearn.settings import checked_floats, checked_shape, kept_setting


class _EqualByValue:
    """Equal if all fields are, number for number: what a dataclass cannot tell of arrays."""

    def _values(self):
        # + 0.0, since -0.0 is 0.0 but not byte for byte.
        arrays = [np.asarray(getattr(self, field.name), float) + 0.0 for field in fields(self)]
        return [(array.shape, array.tobytes()) for array in arrays]

    def __eq__(self, other):
        if type(other) is not type(self):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self):
        return hash((type(self), *self._values()))


@dataclass(frozen=True, eq=False)
class Bowl(_EqualByValue):
    """An oblong bowl, the quadratic with one curvature along W and another along b.

        J = (curvature_W * W**2 + curvature_b * b**2) / 2

    As it comes it is ``0.1 W**2 + 2 b**2``, the bowl of Dive into Deep Learning, chapter 12.
    `rotation`, in degrees, turns it anticlockwise about its minimum at (0, 0). Curvatures and
    rotation may be arrays that broadcast with W and b.

    Raises TypeError or ValueError for a curvature that is not positive, a rotation that is not
    finite, or arrays of them that do not broadcast.
    """

    curvature_W: float = 0.2
    curvature_b: float = 4.0
    rotation: float = 0.0

    @property
    def minimum(self):
        """Where the cost is lowest."""
        return {"W": 0.0, "b": 0.0}

    @property
    def start(self):
        """Where the course's descents on it begin."""
        return {"W": -5.0, "b": -2.0}

    def __post_init__(self):
        for name in ("curvature_W", "curvature_b", "rotation"):
            object.__setattr__(self, name, kept_setting(name, getattr(self, name)))
        checked_shape({field.name: np.shape(getattr(self, field.name)) for field in fields(self)})

    @property
    def condition_number(self):
        """Largest curvature over smallest: how oblong the bowl is, at least 1."""
        ratio = np.divide(self.curvature_W, self.curvature_b)
        return np.maximum(ratio, 1 / ratio)

    def __call__(self, W, b):
        """J at (W, b)."""
        along, across = self._turn(*checked_point(W, b), -1)
        return (self.curvature_W * along**2 + self.curvature_b * across**2) / 2

    def gradient(self, W, b):
        """Slopes ``{"W": dW, "b": db}`` of J at (W, b)."""
        along, across = self._turn(*checked_point(W, b), -1)
        dW, db = self._turn(self.curvature_W * along, self.curvature_b * across, +1)
        return {"W": dW, "b": db}

    def _turn(self, W, b, sign):
        """Point (W, b) turned about the minimum by the rotation (+1) or back (-1)."""
        if isinstance(self.rotation, float) and self.rotation == 0:
            return W, b
        angle = np.deg2rad(self.rotation)
        # As Python floats they leave a float32 point what it is.
        cos, sin = (x if x.ndim else float(x) for x in (np.cos(angle), sign * np.sin(angle)))
        return cos * W - sin * b, sin * W + cos * b


@dataclass(frozen=True)
class Saddle:
    """A saddle at (0, 0) between two minima: a ridge along b on which the slope along b is 0.

    J = W**2 / 2 + (b**2 - 1)**2 / 4
    """

    @property
    def minimum(self):
        """Where the cost is lowest."""
        return {"W": 0.0, "b": 1.0}

    @property
    def start(self):
        """Where the course's descents on it begin."""
        return {"W": -2.0, "b": 0.001}

    def __call__(self, W, b):
        """J at (W, b)."""
        W, b = checked_point(W, b)
        return W**2 / 2 + (b**2 - 1) ** 2 / 4

    def gradient(self, W, b):
        """Slopes ``{"W": dW, "b": db}`` of J at (W, b)."""
        W, b = checked_point(W, b)
        return {"W": W.copy(), "b": b**3 - b}


@dataclass(frozen=True, eq=False)
class CurvedValley(_EqualByValue):
    """Rosenbrock's valley, curved and almost flat along its floor.

        J = (1 - W)**2 + steepness * (b - W**2)**2

    Source: Rosenbrock, The Computer Journal 3 (1960), where the steepness is 100.
    Raises TypeError or ValueError for a steepness that is not positive.
    """

    steepness: float = 100.0

    def __post_init__(self):
        object.__setattr__(self, "steepness", kept_setting("steepness", self.steepness))

    @property
    def minimum(self):
        """Where the cost is lowest."""
        return {"W": 1.0, "b": 1.0}

    @property
    def start(self):
        """Where the course's descents on it begin."""
        return {"W": -1.2, "b": 1.0}

    def __call__(self, W, b):
        """J at (W, b)."""
        W, b = checked_point(W, b)
        return (1 - W) ** 2 + self.steepness * (b - W**2) ** 2

    def gradient(self, W, b):
        """Slopes ``{"W": dW, "b": db}`` of J at (W, b)."""
        W, b = checked_point(W, b)
        off_floor = b - W**2
        return {
            "W": -2 * (1 - W) - 4 * self.steepness * W * off_floor,
            "b": 2 * self.steepness * off_floor,
        }


def checked_point(W, b):
    """Return W and b as floats, or say which of them is none, or that they do not broadcast."""
    W, b = checked_floats("W", W)[()], checked_floats("b", b)[()]
    if W.shape != b.shape:
        checked_shape({"W": W.shape, "b": b.shape})
    return W, b
