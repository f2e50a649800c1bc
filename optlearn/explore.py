"""Explore the settings of a rule: with sliders, or on a map of all of them at once.

    explore(momentum, settings={"alpha": 0.4, "beta": 0.5}, target=(1e-6, 40))
    settings_map(momentum, x=("alpha", np.geomspace(0.01, 10, 100)), y=("beta", betas))

A slider's path is computed by one call of `descend` while it moves. A map, and an explorer with
``sweep=True``, compute every path beforehand and then need no kernel.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib
import numpy as np
import traitlets
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from optlearn.costs import Bowl
from optlearn.descent import Descent, descend, steps_to_reach
from optlearn.forms import checked_settings, name_of, rule_form
from optlearn.player import still
from optlearn.player.landscape import checked_view, contours, view_of
from optlearn.player.player import (
    Picture,
    checked_minimum,
    checked_paths,
    checked_positive,
    described,
    float32,
    packed,
    scene_of,
)
from optlearn.player.sliders import (
    OF_THE_BOWL,
    SWITCH,
    Rule,
    bowl_with,
    call,
    checked_sliders,
    checked_target,
    judged,
    uncorrected,
    with_choices,
)
from optlearn.player.sweeps import NEVER, SCALE, packed_counts, packed_paths
from optlearn.settings import checked_count, checked_numbers, checked_setting

__all__ = ["Explorer", "SettingsMap", "explore", "settings_map", "uncorrected"]

#: Paths of a sweep together, in bytes; a saved page holds a third more.
LARGEST_SWEEP = 1_000_000

#: Points of all paths of a map together: 100 x 100 settings of 100 steps are a million of them,
#: which take 100 MB while they are computed.
LARGEST_MAP = 4_000_000


class Explorer(Picture):
    """Sliders for the settings of a rule; its path on the contours answers at once.

    Parameters
    ----------
    rule : an update rule in the form of `optlearn.rules`.
    cost : called as ``cost(W, b)``, with a method ``gradient(W, b)``; by default the bowl.
    start : ``{"W": …, "b": …}``, by default the cost's own; it can be dragged on the picture.
    steps : how many steps the path has.
    settings : values to begin with; those without a slider stay.
    sliders : names among the rule's settings, "condition_number" and "rotation" (of a `Bowl`: its
        larger curvature stays), and "bias_correction" (on or off); by default all settings of the
        rule. A mapping gives ranges too, ``{"alpha": (0.01, 1)}``, which a setting that the course
        does not know needs.
    target : ``(J, steps)``, "J < 1e-6 within 40 steps" for ``(1e-6, 40)``; or ``(text, test)``
        where ``test(descent)`` returns whether it is met, or that and a sentence on how far it is.
    sweep : compute the paths of all values of the sliders beforehand, so that no kernel is needed.
        True, or the values by name, ``{"alpha": alphas}``. The start then stays where it is.
    arrows, plots, view, title, description : as for `Player`.

    Attributes
    ----------
    code : the Python call for what is on the screen.
    descent : the path on the screen.

    Raises TypeError or ValueError that names the argument, its value and what is allowed.
    """

    kind = traitlets.Unicode("explorer").tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    answer = traitlets.Unicode("").tag(sync=True)
    trouble = traitlets.Unicode("").tag(sync=True)
    sweep = traitlets.Dict(None, allow_none=True).tag(sync=True)

    def __init__(
        self,
        rule: Rule,
        *,
        cost: Any = None,
        start: Mapping[str, float] | None = None,
        steps: int = 40,
        settings: Mapping[str, Any] | None = None,
        sliders: Sequence[str] | Mapping[str, tuple[float, float]] | None = None,
        target: tuple[Any, Any] | None = None,
        sweep: bool | Mapping[str, ArrayLike] = False,
        arrows: Sequence[str] = (),
        plots: Sequence[str] = ("cost",),
        view: Mapping[str, tuple[float, float]] | None = None,
        title: str = "",
        description: str | None = None,
    ) -> None:
        self._rule, self._settings = checked_rule(rule, settings)
        self._cost = self._landscape = checked_gradient(cost)
        self._steps = checked_count("steps", steps)
        goal, self._test = checked_target(target, self._steps)
        if isinstance(sweep, Mapping) and sliders is None:
            sliders = list(sweep)
        specifications = checked_sliders(sliders, rule, self._cost, self._settings)
        if sweep is not False:
            specifications = with_choices(specifications, sweep)
        self._values = {slider["name"]: slider["value"] for slider in specifications}
        self._values |= checked_point(start, self._cost)
        self._take(self._values)
        points = [(course["W"], course["b"]) for course in self.courses.values()]
        minimum = checked_minimum(self._cost)
        self.view = (
            view_of(points, minimum, all_around=True) if view is None else checked_view(view)
        )
        super().__init__(
            scene=scene_of(
                view=self.view,
                minimum=minimum,
                arrows=arrows,
                plots=plots,
                title=title,
                description=description or f"{described(self.courses)} Sliders change the path.",
                target=goal["cost"] if goal else None,
                ghost=True,
                whole=True,
                sliders=specifications,
                goal=goal,
                code=call(rule, self._cost, self._steps, self._settings, list(self._values)),
                range=self._cost_range(goal),
            ),
            picture=contours(self._landscape, self.view),
            paths=[self._path],
            values=self._values,
            sweep=None if sweep is False else self._swept(specifications),
        )
        self.on_msg(self._asked)

    @property
    def code(self) -> str:
        """Python that computes the path on the screen."""
        text = self.scene["code"][int(self._values.get(SWITCH) is False)]
        return re.sub(r"\{(\w+)\}", lambda name: repr(self._values[name[1]]), text)

    def text(self) -> str:
        """Rule and sliders, such as ``Explorer of adam: alpha, beta1, beta2``."""
        names = ", ".join(slider["name"] for slider in self.scene["sliders"])
        return f"Explorer of {rule_name(self._rule)}: {names}"

    def _asked(self, _: Any, content: Mapping[str, Any], __: Any) -> None:
        """A view asks for the path of its values, or (without values) whether anybody is there.

        A message that asks nothing only hurries the server.
        """
        if "ask" not in content:
            return
        with self.hold_sync():
            if content.get("values") is not None:
                try:
                    before = self._landscape
                    self._take({name: content["values"][name] for name in self._values})
                    if self._landscape != before:
                        self.picture = contours(self._landscape, self.view)
                    self.paths, self.values, self.trouble = [self._path], self._values, ""
                except Exception as error:  # a learner's own rule or test may raise anything
                    self.trouble = f"{type(error).__name__}: {error}"
            self.answer = str(content["ask"])

    def _take(self, values: dict[str, Any]) -> None:
        """Take some values of the sliders and of the start: compute their path."""
        settings = {name: values.get(name, value) for name, value in self._settings.items()}
        of_the_bowl = {name: values[name] for name in OF_THE_BOWL if name in values}
        landscape = bowl_with(self._cost, of_the_bowl) if of_the_bowl else self._cost
        rule = self._rule if values.get(SWITCH, True) else uncorrected(self._rule)
        start = {"W": float(values["W"]), "b": float(values["b"])}
        descent = descend(rule, start, landscape.gradient, self._steps, cost=landscape, **settings)
        name = rule_name(self._rule)
        courses = checked_paths({name: descent}, landscape)
        met, said = judged(self._test, descent)
        # All of it or nothing: whatever raises above leaves what is on the screen.
        self._landscape, self._values = landscape, values
        self.descent, self.courses = descent, courses
        self._path = packed(name, courses[name]) | {"met": met, "said": said}

    def _cost_range(self, goal: Mapping[str, Any] | None) -> list[float] | None:
        """Ends of the cost's axis, which stays while sliders move."""
        start = float(next(iter(self.courses.values()))["cost"][0])
        if not (np.isfinite(start) and start > 0):
            return None
        return [
            min(goal["cost"] / 100 if goal and goal["cost"] else start, start * 1e-8),
            start * 30,
        ]

    def _swept(self, sliders: list[dict[str, Any]]) -> dict[str, Any]:
        """The paths of all values of the sliders, the last slider's fastest."""
        choices = [slider["choices"] for slider in sliders]
        names = [slider["name"] for slider in sliders]
        shape = tuple(len(values) for values in choices)
        bytes_each = (self._steps + 1) * 12
        if np.prod(shape) * bytes_each > LARGEST_SWEEP:
            raise ValueError(
                f"sweep must hold at most {LARGEST_SWEEP // bytes_each} paths of {self._steps} "
                f"steps; got {' × '.join(map(str, shape))}"
            )
        start = {name: self._values[name] for name in ("W", "b")}
        grids = dict(zip(names, np.meshgrid(*choices, indexing="ij"), strict=True))
        switched = grids.pop(SWITCH, np.ones(shape, bool)).astype(bool).ravel()
        fixed = {name: value for name, value in self._settings.items() if name not in grids}
        runs = []
        for on, rule in ((True, self._rule), (False, uncorrected(self._rule))):
            cells = np.flatnonzero(switched == on)
            if cells.size:
                settings = {name: grid.ravel()[cells] for name, grid in grids.items()}
                descent = descend(
                    rule,
                    start,
                    self._cost.gradient,
                    self._steps,
                    cost=self._cost,
                    **fixed,
                    **settings,
                )
                runs.append((cells, descent))
        return _packed_sweep(names, choices, runs, self._path, self._test)


def _packed_sweep(
    names: list[str],
    choices: list[list[Any]],
    runs: list[tuple[NDArray[np.intp], Descent]],
    path: Mapping[str, Any],
    test: Any,
) -> dict[str, Any]:
    """All paths of a sweep, one after the other: W, b of each as float32, then the costs."""
    order = np.argsort(np.concatenate([cells for cells, _ in runs]))

    def together(*series: list[NDArray[np.floating]]) -> NDArray[np.floating]:
        """From (steps + 1, cells) of each coordinate and run to (cells, coordinates × steps)."""
        return np.concatenate([np.concatenate(each, axis=1) for each in series]).T[order].ravel()

    descents = [descent for _, descent in runs]
    verdicts = None
    if test is not None:
        single = [_one_of(descent, i) for descent in descents for i in range(descent["W"].shape[1])]
        verdicts = [list(judged(test, single[i])) for i in order]
    return {
        "names": names,
        "choices": choices,
        "points_each": len(descents[0]["W"]),
        "path": {name: path[name] for name in ("name", "look", "met", "said")},
        "points": float32(together(*([d[name] for d in descents] for name in ("W", "b")))),
        "cost": float32(together([d.cost for d in descents if d.cost is not None])),
        "judged": verdicts,
    }


def _one_of(descent: Descent, i: int) -> Descent:
    """One descent of many."""

    def pick(arrays: Mapping[str, NDArray[np.floating]]) -> dict[str, NDArray[np.floating]]:
        return {name: array[:, i] for name, array in arrays.items()}

    settings = {name: x[i] if np.ndim(x) else x for name, x in descent.settings.items()}
    cost = None if descent.cost is None else descent.cost[:, i]
    return Descent(
        pick(descent.params),
        pick(descent.gradients),
        pick(descent.averages),
        cost,
        descent.rule,
        settings,
    )


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
        (x_name, columns), (y_name, rows) = checked_axis("x", x), checked_axis("y", y)
        if x_name == y_name:
            raise ValueError(f"x and y must be two settings; got {x_name!r} twice")
        first = {x_name: columns[0], y_name: rows[0]}
        _, others = checked_rule(rule, {**(settings or {}), **first})
        others = {name: value for name, value in others.items() if name not in first}
        cost = checked_gradient(cost)
        steps, start = checked_map_steps(steps, len(columns), len(rows)), checked_point(start, cost)
        target = checked_target_cost(target)
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
        row, column = self._best_cell(J[-1])
        self._axes = {x_name: columns, y_name: rows}
        self.best = {
            x_name: float(columns[column]),
            y_name: float(rows[row]),
            "steps": float(self.steps_to_converge[row, column]),
        }
        name = rule_name(rule)
        W, b = everywhere["W"], everywhere["b"]
        best = {"W": W[:, row, column], "b": b[:, row, column], "cost": J[:, row, column]}
        self.courses = checked_paths({name: best}, cost)
        minimum = checked_minimum(cost)
        points = [(best["W"], best["b"])]
        self.view = (
            view_of(points, minimum, all_around=True, widest=1.1)
            if view is None
            else checked_view(view)
        )
        reached = self.steps_to_converge[np.isfinite(self.steps_to_converge)]
        shades = matplotlib.colormaps["viridis_r"](np.linspace(0, 1, 64))[:, :3]
        path = packed(name, self.courses[name])
        super().__init__(
            scene=scene_of(
                view=self.view,
                minimum=minimum,
                arrows=arrows,
                plots=(),
                title=title,
                description=description or self._description(target, steps),
                rate=20.0,
                ghost=True,
                map={
                    "x": {"name": x_name, "values": columns.tolist(), "scale": scale_of(columns)},
                    "y": {"name": y_name, "values": rows.tolist(), "scale": scale_of(rows)},
                    "steps": steps,
                    "range": [float(max(reached.min(), 1)), float(max(reached.max(), 1))]
                    if reached.size
                    else [1.0, float(steps)],
                    "best": [int(column), int(row)],
                    "curves": [
                        checked_theory("curves", label, pair, 1)
                        for label, pair in (curves or {}).items()
                    ],
                    "marks": [
                        checked_theory("marks", label, pair, 0)
                        for label, pair in (marks or {}).items()
                    ],
                },
            ),
            picture=contours(cost, self.view),
            grid={
                "path": {name: path[name] for name in ("name", "look")},
                "paths": packed_paths(
                    [
                        (np.moveaxis(W, 0, -1), self.view.W),
                        (np.moveaxis(b, 0, -1), self.view.b),
                    ]
                ),
                "scale": SCALE,
                "counts": packed_counts(self.steps_to_converge, self.diverged),
                "colours": np.round(255 * shades).astype(np.uint8).tobytes(),
            },
        )

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
explore = Explorer
settings_map = SettingsMap


def rule_name(rule: Rule) -> str:
    """Name of a rule in words, as it is found in the palette."""
    return name_of(rule).replace("_", " ")


def checked_rule(rule: Rule, settings: Any) -> tuple[Rule, dict[str, Any]]:
    """Return a rule and all of its settings, defaults filled in."""
    _, accepted = rule_form(rule)
    if settings is not None and not isinstance(settings, Mapping):
        raise TypeError(f"settings must be a dict of names and numbers; got {settings!r}")
    complete = checked_settings(rule_name(rule), accepted, settings or {})
    order = [*accepted, *(name for name in complete if name not in accepted)]
    return rule, {name: complete[name] for name in order if name in complete}


def checked_gradient(cost: Any) -> Any:
    """Return a cost that can be called as ``cost(W, b)`` and has a ``gradient(W, b)``."""
    cost = Bowl() if cost is None else cost
    if not callable(cost) or not callable(getattr(cost, "gradient", None)):
        raise TypeError(f"cost must have a value and a gradient, such as Bowl(); got {cost!r}")
    return cost


def checked_point(start: Any, cost: Any) -> dict[str, float]:
    """Return a start of W and b, by default the cost's own."""
    start = getattr(cost, "start", None) if start is None else start
    if not isinstance(start, Mapping) or set(start) != {"W", "b"}:
        raise TypeError(f'start must be {{"W": number, "b": number}}; got {start!r}')
    for name, value in start.items():
        if checked_numbers(f"start[{name!r}]", value).ndim or not np.isfinite(value):
            raise ValueError(f"start[{name!r}] must be one finite number; got {value!r}")
    return {name: float(start[name]) for name in ("W", "b")}


def checked_axis(which: str, axis: Any) -> tuple[str, NDArray[np.floating]]:
    """Return name and values of an axis of the map."""
    if not (isinstance(axis, Sequence) and len(axis) == 2 and isinstance(axis[0], str)):
        raise TypeError(f"{which} must be (name, values), as in ('alpha', alphas); got {axis!r}")
    name, values = axis[0], np.asarray(checked_setting(axis[0], axis[1]), float)
    if values.ndim != 1 or len(values) < 2 or not np.all(np.diff(values) > 0):
        raise ValueError(f"{which} must have two values or more that grow; got {axis[1]!r}")
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
    if np.allclose(np.diff(values), np.diff(values)[0], rtol=1e-3):
        return "linear"
    if values[0] > 0 and np.allclose(
        np.diff(np.log(values)), np.log(values[1] / values[0]), rtol=1e-2
    ):
        return "log"
    return "list"


def checked_theory(what: str, label: Any, pair: Any, dimensions: int) -> dict[str, Any]:
    """Return a curve (1 dimension) or a mark (0) as the front end reads it."""
    form = "(x values, y values)" if dimensions else "(x, y)"
    if not isinstance(pair, Sequence) or len(pair) != 2:
        raise TypeError(f"{what}[{label!r}] must be {form}; got {pair!r}")
    x, y = (checked_numbers(f"{what}[{label!r}]", end).astype(float) for end in pair)
    if x.ndim != dimensions or x.shape != y.shape or not np.all(np.isfinite([x, y])):
        raise ValueError(f"{what}[{label!r}] must be {form}, finite and as many; got {pair!r}")
    return {"label": str(label), "x": x.tolist(), "y": y.tolist()}
