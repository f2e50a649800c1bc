"""A map of the settings of a rule: all of them at once.

    settings_map(momentum, x=("alpha", np.geomspace(0.01, 10, 100)), y=("beta", betas))

Every path is computed beforehand, in one call of `descend`; the map then needs no kernel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib
import numpy as np
import traitlets
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from optlearn.descent import Descent, descend, steps_to_reach
from optlearn.player import still
from optlearn.player.checks import (
    checked_flag,
    checked_gradient,
    checked_names,
    checked_point,
    checked_rule,
    rule_name,
)
from optlearn.player.landscape import FARTHEST, checked_view, contours, view_of
from optlearn.player.player import (
    Picture,
    checked_minimum,
    checked_paths,
    checked_positive,
    packed,
    scene_of,
    worded,
)
from optlearn.player.sliders import Rule
from optlearn.player.sweeps import NEVER, SCALE, packed_counts, packed_paths
from optlearn.settings import checked_count, checked_floats, checked_setting

__all__ = ["SettingsMap", "settings_map"]

#: Points of all paths of a map together: 100 x 100 settings of 100 steps are a million of them,
#: which take 100 MB while they are computed.
LARGEST_MAP = 4_000_000


class SettingsMap(Picture):
    """Heat map of steps to converge over two settings; the path of the chosen cell plays beside it.

    All descents are computed in one call; the pointer and the arrow keys need no kernel.

    Parameters
    ----------
    rule : an update rule in the form of `optlearn.rules`.
    x, y : name and values of a setting, ``("alpha", np.geomspace(0.01, 10, 100))``; values grow.
    cost : called as ``cost(W, b)``, with a method ``gradient(W, b)``; by default the bowl.
    start : ``{"W": …, "b": …}``, by default the cost's own.
    steps : how many steps each path has; the paths of all cells together have 4,000,000 points
        at most.
    settings : the rule's other settings.
    target : converged is a cost below it.
    stay : count from where the cost stays below the target, not from where it first is.
    curves : lines over the map, ``{"critically damped": (alphas, betas)}``.
    marks : points over the map, ``{"Goh's optimum": (alpha, beta)}``.
    arrows, view, title, description : as for `Player`.

    Attributes
    ----------
    steps_to_converge : shape (len(y values), len(x values)); infinity where it never does.
    diverged : which of those ended higher than they started, or nowhere.
    best : the settings that converge in fewest steps, and that number: x, y, "steps".

    Points of paths are sent to 1/2047 of the picture's width and height.
    Raises TypeError or ValueError that names the argument, its value and what is allowed.
    """

    kind = traitlets.Unicode("map").tag(sync=True)
    grid = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        rule: Rule,
        *,
        x: tuple[str, ArrayLike],
        y: tuple[str, ArrayLike],
        cost: Any = None,
        start: Mapping[str, float] | None = None,
        steps: int = 100,
        settings: Mapping[str, Any] | None = None,
        target: float = 1e-6,
        stay: bool = False,
        curves: Mapping[str, tuple[ArrayLike, ArrayLike]] | None = None,
        marks: Mapping[str, tuple[float, float]] | None = None,
        arrows: Sequence[str] = (),
        view: Mapping[str, tuple[float, float]] | None = None,
        title: str = "",
        description: str | None = None,
    ) -> None:
        self._axes = checked_axes(x, y)
        columns, rows = self._axes.values()
        rule, others = checked_others(rule, settings, self._axes)
        cost = checked_gradient(cost)
        steps, start = checked_map_steps(steps, len(columns), len(rows)), checked_point(start, cost)
        target, stay = checked_target_cost(target), checked_flag("stay", stay)
        lines, points = checked_theory("curves", curves, 1), checked_theory("marks", marks, 0)
        x_name, y_name = self._axes
        everywhere = descend(
            rule,
            start,
            cost.gradient,
            steps,
            cost=cost,
            points_only=True,
            **others,
            **{x_name: columns, y_name: rows[:, None]},
        )
        J = np.asarray(everywhere.cost)
        self.steps_to_converge = steps_to_reach(J, target, stay=stay)
        self.diverged = ~np.isfinite(self.steps_to_converge) & ~(J[-1] <= J[0])
        row, column = cell = self._best_cell(J[-1])
        self.best = {
            x_name: float(columns[column]),
            y_name: float(rows[row]),
            "steps": float(self.steps_to_converge[cell]),
        }
        W, b = everywhere["W"], everywhere["b"]
        best = {"W": W[:, row, column], "b": b[:, row, column], "cost": J[:, row, column]}
        self.courses = checked_paths({rule_name(rule): best}, cost)
        minimum = checked_minimum(cost)
        self.view = (
            view_of([(best["W"], best["b"])], minimum, all_around=True, widest=1.1)
            if view is None
            else checked_view(view)
        )
        super().__init__(
            scene=scene_of(
                view=self.view,
                minimum=minimum,
                arrows=arrows,
                plots=(),
                title=title,
                description=worded(description) or self._description(target, steps),
                rate=20.0,
                ghost=True,
                map=self._map(cell, steps) | {"curves": lines, "marks": points},
            ),
            picture=contours(cost, self.view),
            grid=self._grid(everywhere),
        )

    def _map(self, best: tuple[int, int], steps: int) -> dict[str, Any]:
        """Axes, colours' range and best cell of the map, as the front end reads them."""
        reached = self.steps_to_converge[np.isfinite(self.steps_to_converge)]
        row, column = best
        axes = [
            {"name": name, "values": values.tolist(), "scale": scale_of(values)}
            for name, values in self._axes.items()
        ]
        return {
            **dict(zip("xy", axes, strict=True)),
            "steps": steps,
            "range": [float(max(reached.min(), 1)), float(max(reached.max(), 1))]
            if reached.size
            else [1.0, float(steps)],
            "best": [column, row],
        }

    def _grid(self, everywhere: Descent) -> dict[str, Any]:
        """Every cell's number of steps and path, packed."""
        ((name, course),) = self.courses.items()
        path = packed(name, course)
        shades = matplotlib.colormaps["viridis_r"](np.linspace(0, 1, 64))[:, :3]
        return {
            "path": {name: path[name] for name in ("name", "look")},
            "paths": packed_paths(
                [
                    (np.moveaxis(everywhere["W"], 0, -1), self.view.W),
                    (np.moveaxis(everywhere["b"], 0, -1), self.view.b),
                ]
            ),
            "scale": SCALE,
            "counts": packed_counts(self.steps_to_converge, self.diverged),
            "colours": np.round(255 * shades).astype(np.uint8).tobytes(),
        }

    def _best_cell(self, ends: NDArray[np.floating]) -> tuple[int, int]:
        """Row and column of fewest steps; if nothing converges, of the lowest cost at the end."""
        steps = self.steps_to_converge
        score = steps if np.isfinite(steps).any() else np.nan_to_num(ends, nan=np.inf)
        row, column = np.unravel_index(np.argmin(score), score.shape)
        return int(row), int(column)

    def _description(self, target: float, steps: int) -> str:
        """What the map shows, in words: how much of it converges, where fastest."""
        converged = float(np.isfinite(self.steps_to_converge).mean())
        (x_name, columns), (y_name, rows) = self._axes.items()
        text = (
            f"Map of the steps to J < {target:g} over {len(columns)} values of {x_name} and "
            f"{len(rows)} of {y_name}. {converged:.0%} of the settings converge within {steps} "
            f"steps, {float(self.diverged.mean()):.0%} diverge."
        )
        if not converged:
            return text
        fastest = f"{x_name} = {self.best[x_name]:.3g}, {y_name} = {self.best[y_name]:.3g}"
        return f"{text} The fastest, {fastest}, takes {self.best['steps']:.0f} steps."

    def text(self) -> str:
        """Rule and axes, such as ``Map of momentum: alpha (100 values), beta (100 values)``."""
        (name,) = self.courses
        axes = ", ".join(f"{axis} ({len(values)} values)" for axis, values in self._axes.items())
        return f"Map of {name}: {axes}"

    def still(self) -> Figure:
        """The map and the path of the best cell, as a Matplotlib figure."""
        return still.draw_map(
            self.courses, self.scene, self.picture, self.steps_to_converge, self.diverged
        )


#: In a cell a verb reads better than a class.
settings_map = SettingsMap


def checked_axes(x: Any, y: Any) -> dict[str, NDArray[np.floating]]:
    """Return values of both axes of the map, by name."""
    (x_name, columns), (y_name, rows) = checked_axis("x", x), checked_axis("y", y)
    if x_name == y_name:
        raise ValueError(f"x and y must be two settings; got {x_name!r} twice")
    return {x_name: columns, y_name: rows}


def checked_others(
    rule: Rule, settings: Any, axes: Mapping[str, NDArray[np.floating]]
) -> tuple[Rule, dict[str, Any]]:
    """Return a rule and its settings that are on no axis of the map."""
    first = {name: values[0] for name, values in axes.items()}
    rule, complete = checked_rule(rule, {**checked_names(settings), **first})
    return rule, {name: value for name, value in complete.items() if name not in first}


def checked_axis(which: str, axis: Any) -> tuple[str, NDArray[np.floating]]:
    """Return name and values of an axis of the map."""
    pair = isinstance(axis, Sequence) and not isinstance(axis, str) and len(axis) == 2
    if not pair or not isinstance(axis[0], str):
        raise TypeError(f"{which} must be (name, values), as in ('alpha', alphas); got {axis!r}")
    name = axis[0]
    try:
        values = np.asarray(checked_setting(name, axis[1]), float)
    except (TypeError, ValueError) as error:
        raise type(error)(f"{which}: {error}") from None
    with np.errstate(all="ignore"):
        grows = values.ndim == 1 and len(values) > 1 and np.all(np.diff(values) > 0)
    if not grows or not np.all(np.abs(values) <= FARTHEST):
        raise ValueError(
            f"{which} must have two values or more that grow, none beyond {FARTHEST:.0e}; "
            f"got {axis[1]!r}"
        )
    return name, values


def checked_map_steps(steps: Any, columns: int, rows: int) -> int:
    """Return the number of steps of a map, if a count can be sent and all paths can be held."""
    count = checked_count("steps", steps)
    if count >= NEVER:
        raise ValueError(f"steps must be at most {NEVER - 1} on a map; got {count}")
    if rows * columns * (count + 1) > LARGEST_MAP:
        raise ValueError(
            f"x, y and steps must make at most {LARGEST_MAP:,} points, one for each value of x, "
            f"each of y and each step with the start; got {columns} × {rows} × {count + 1}"
        )
    return count


def checked_target_cost(target: Any) -> float:
    """Return the cost below which a path has converged."""
    cost = checked_positive("target", target)
    if cost is None:
        raise TypeError("target must be a number greater than 0; got None")
    return cost


def scale_of(values: NDArray[np.floating]) -> str:
    """How an axis with these values reads: "linear", "log", or just a "list"."""
    # Relative alone: with an absolute tolerance, all tiny values would be evenly spaced.
    if np.allclose(np.diff(values), np.diff(values)[0], rtol=1e-3, atol=0):
        return "linear"
    if values[0] > 0:
        ratios = np.diff(np.log(values))
        if np.allclose(ratios, ratios[0], rtol=1e-2, atol=0):
            return "log"
    return "list"


def checked_theory(what: str, theory: Any, dimensions: int) -> list[dict[str, Any]]:
    """Return curves (1 dimension) or marks (0) as the front end reads them; None is none."""
    theory = {} if theory is None else theory
    form = ("(x, y), finite", "(x values, y values), finite, as many, two or more")[dimensions]
    if not isinstance(theory, Mapping):
        raise TypeError(f"{what} must be a dict of labels and {form}; got {theory!r}")
    lines = []
    for label, pair in theory.items():
        where = f"{what}[{label!r}]"
        if not isinstance(pair, Sequence) or len(pair) != 2:
            raise TypeError(f"{where} must be {form}; got {pair!r}")
        x, y = (checked_floats(where, end).astype(float) for end in pair)
        fits = x.ndim == dimensions and x.shape == y.shape and (x.ndim == 0 or len(x) > 1)
        if not fits or not np.all(np.isfinite([x, y])):
            raise ValueError(f"{where} must be {form}; got {pair!r}")
        lines.append({"label": str(label), "x": x.tolist(), "y": y.tolist()})
    return lines
