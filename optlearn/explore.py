"""Explore the settings of a rule with sliders; its path on the contours answers at once.

    explore(momentum, settings={"alpha": 0.4, "beta": 0.5}, target=(1e-6, 40))

A path is computed by one call of `descend` while its slider moves. With ``sweep=True`` the paths of
all values are computed beforehand, and then no kernel is needed: so it is on a page, for which
notebooks are run with the environment variable `OPTLEARN_SWEEP` set to 1. (`optlearn.maps` shows
two settings at once; `settings_map` can be had from here, too.)
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from optlearn.descent import Descent, descend
from optlearn.maps import SettingsMap, settings_map
from optlearn.player.checks import checked_gradient, checked_point, checked_rule, rule_name
from optlearn.player.landscape import checked_view, contours, view_of
from optlearn.player.player import (
    ON_CONTOURS,
    Picture,
    checked_minimum,
    checked_paths,
    described,
    ends,
    packed,
    scene_of,
    worded,
)
from optlearn.player.sliders import (
    MOST_BOWLS,
    OF_THE_BOWL,
    SWITCH,
    Rule,
    bowl_with,
    call,
    checked_sliders,
    checked_sweep,
    checked_target,
    judged,
    uncorrected,
    with_choices,
)
from optlearn.player.sweeps import packed_series
from optlearn.settings import checked_count

__all__ = ["Explorer", "SettingsMap", "explore", "settings_map", "uncorrected"]

#: Set to 1, it makes every explorer a sweep that is not told otherwise.
VARIABLE = "OPTLEARN_SWEEP"

#: Points of all paths of a sweep together: packed, they take 3 to 5 bytes each in a saved page.
LARGEST_SWEEP = 150_000

#: Bytes that fill a packet of any network (that of a machine with itself has the largest).
LARGEST_PACKET = 65_536

_SLIDERS = "Sliders change the path."


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
        True, for as many values as can be sent, or the values by name, ``{"alpha": alphas}``. The
        start then stays where it is. None, the default, is False, but True while notebooks are
        run for publication.
    arrows, plots, view, title, description : as for `Player`.

    Attributes
    ----------
    code : the Python call for what is on the screen. A rule or a cost that Python has no words for,
        such as a lambda, is called "rule" or "cost" there, with the comment "yours".
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
        sweep: bool | Mapping[str, ArrayLike] | None = None,
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
        sweep = os.environ.get(VARIABLE) == "1" if sweep is None else checked_sweep(sweep)
        if isinstance(sweep, Mapping) and sliders is None:
            sliders = list(sweep)
        specifications = checked_sliders(sliders, rule, self._cost, self._settings)
        if sweep is not False:
            most = LARGEST_SWEEP // (self._steps + 1)
            specifications = with_choices(specifications, sweep, most)
        self._values = {slider["name"]: slider["value"] for slider in specifications}
        self._values |= checked_point(start, self._cost)
        self._take(self._values)
        points = [(course["W"], course["b"]) for course in self.courses.values()]
        minimum = checked_minimum(self._cost)
        self._is_described = bool(worded(description))
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
                description=worded(description) or f"{ON_CONTOURS} {_SLIDERS}",
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
        values = {f"{{{name}}}": repr(value) for name, value in self._values.items()}
        # As in the front end: {3} is no value's name, but a set in a learner's own cost.
        return re.sub(r"\{\w+\}", lambda found: values.get(found[0], found[0]), text)

    def text(self) -> str:
        """Rule and sliders, such as ``Explorer of Adam: alpha, beta1, beta2``."""
        names = ", ".join(slider["name"] for slider in self.scene["sliders"])
        return f"Explorer of {rule_name(self._rule)}: {names}"

    def alternative(self) -> str:
        """Words in place of the still picture: of the path that is shown now."""
        if self._is_described:
            return f"{self.scene['description']} {ends(self.courses)}"
        return f"{described(self.courses)} {_SLIDERS}"

    def _asked(self, _: Any, content: Mapping[str, Any], __: Any) -> None:
        """A view asks for the path of its values, or (without values) whether anybody is there.

        After the answer come as many bytes as the view asks for: they fill a packet of the network,
        which is sent at once, and the answer with it.
        """
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
        if content.get("packet"):
            self.send({}, buffers=[bytes(min(content["packet"], LARGEST_PACKET))])

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
        choices = {slider["name"]: slider["choices"] for slider in sliders}
        shape = tuple(map(len, choices.values()))
        most = LARGEST_SWEEP // (self._steps + 1)
        if np.prod(shape) > most:
            raise ValueError(
                f"sweep must hold at most {most} paths of {self._steps} steps; "
                f"got {' × '.join(map(str, shape))}"
            )
        bowls = {name: choices[name] for name in choices if name in OF_THE_BOWL}
        drawn = [len(values) for values in bowls.values()]
        if np.prod(drawn) > MOST_BOWLS:
            raise ValueError(
                f"sweep must hold at most {MOST_BOWLS} bowls; got {' × '.join(map(str, drawn))}"
            )
        grids = np.meshgrid(*choices.values(), indexing="ij")
        cells = {name: grid.ravel() for name, grid in zip(choices, grids, strict=True)}
        W, b, cost = np.empty((3, np.prod(shape), self._steps + 1))
        verdicts: list[Any] = [None] * len(W)
        # Together go those that differ only in what the rule takes as an array.
        apart = [name for name in choices if name in (*OF_THE_BOWL, SWITCH)]
        kinds = np.array([cells.pop(name) for name in apart]).reshape(len(apart), len(W)).T
        for kind in np.unique(kinds, axis=0) if apart else [()]:
            places = np.flatnonzero((kinds == kind).all(axis=1)) if apart else np.arange(len(W))
            descent = self._descent(dict(zip(apart, kind, strict=True)), cells, places)
            W[places], b[places] = descent["W"].T, descent["b"].T
            cost[places] = np.asarray(descent.cost).T
            if self._test is not None:
                for i, place in enumerate(places):
                    verdicts[place] = list(judged(self._test, _one_of(descent, i)))
        return {
            "names": list(choices),
            "choices": list(choices.values()),
            "points_each": self._steps + 1,
            "path": {name: self._path[name] for name in ("name", "look", "met", "said")},
            "series": packed_series(W, b, cost),
            "judged": None if self._test is None else verdicts,
            "of_the_bowl": list(bowls),
            "pictures": [
                contours(bowl_with(self._cost, dict(zip(bowls, values, strict=True))), self.view)
                for values in product(*bowls.values())
            ]
            if bowls
            else [],
        }

    def _descent(
        self,
        apart: Mapping[str, float],
        cells: Mapping[str, NDArray[np.floating]],
        places: NDArray[np.intp],
    ) -> Descent:
        """Descents of some cells of a sweep, all on one bowl and by one rule."""
        of_the_bowl = {name: float(x) for name, x in apart.items() if name != SWITCH}
        landscape = bowl_with(self._cost, of_the_bowl) if of_the_bowl else self._cost
        settings = {name: values[places] for name, values in cells.items()}
        return descend(
            self._rule if apart.get(SWITCH, True) else uncorrected(self._rule),
            {name: np.full(len(places), self._values[name]) for name in ("W", "b")},
            landscape.gradient,
            self._steps,
            cost=landscape,
            **self._settings | settings,
        )


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


#: In a cell a verb reads better than a class.
explore = Explorer
