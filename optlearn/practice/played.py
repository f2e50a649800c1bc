"""What `play` shows: the verdict, a remark, and below them the learner's function at work.

A rule walks down the bowl beside the right one; an average is drawn over the days of the course's
temperatures. The remark says what there is to see, above all where the wrong one looks better.
"""

from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import style
from matplotlib.figure import Figure
from numpy.typing import NDArray

from optlearn.costs import Bowl
from optlearn.descent import Descent
from optlearn.palette import look
from optlearn.practice.exercises import BETA
from optlearn.practice.wording import apart, in_digits

if TYPE_CHECKING:
    from optlearn.player import Player
    from optlearn.practice.verdict import Verdict

Curve = NDArray[np.floating]

#: The name of what the learner's function gives; what the right one gives comes after it.
YOURS = "yours"

ALONE = "Your function cannot be run yet, so {} is alone here."
ON_EACH_OTHER = "The two lie on each other."
UNSEEN = (
    "{} and with these settings the slip makes no difference; the check has tried other numbers."
)


class Played:
    """A verdict with its remark, and the picture or the player that goes with it.

    verdict : what the check found, with the remark.
    picture : a Player of two descents, or a Matplotlib figure of two averages.
    remark : what there is to see in it, in a sentence or two.
    """

    def __init__(self, verdict: "Verdict", picture: "Player | Figure", remark: str) -> None:
        self.verdict = verdict.seen(remark)
        self.picture = picture
        self.remark = remark

    def __repr__(self) -> str:
        words = repr(self.verdict)
        return words if isinstance(self.picture, Figure) else f"{words}\n{self.picture}"

    def _repr_html_(self) -> str:
        return self.verdict._repr_html_()

    def _ipython_display_(self) -> None:
        from IPython.display import Image, display

        display(self.verdict)  # type: ignore[no-untyped-call]
        shown: Any = self.picture
        if isinstance(shown, Figure):
            shown = Image(png(shown), alt=self.remark)  # type: ignore[no-untyped-call]
        display(shown)  # type: ignore[no-untyped-call]


def png(figure: Figure) -> bytes:
    """A figure as the bytes of a PNG."""
    file = BytesIO()
    figure.savefig(file, format="png", dpi=110)
    return file.getvalue()


# --- descents on the bowl -------------------------------------------------------------------------


def about_descents(
    paths: Mapping[str, Descent], bowl: Bowl, *, right: bool, in_place: bool = False
) -> str:
    """What there is to see in the learner's path and the right one, which is the last."""
    *_, (name, rule) = paths.items()
    if YOURS not in paths:
        return ALONE.format(f"{name} path")
    mine = paths[YOURS]
    with np.errstate(all="ignore"):
        distance = max(np.max(np.abs(mine[part] - rule[part])) for part in ("W", "b"))
        ends = [float(bowl(path["W"][-1], path["b"][-1])) for path in (mine, rule)]
    if distance < 1e-9 and in_place:
        return f"{ON_EACH_OTHER} Here nobody looks again at what your function writes over."
    if distance < 1e-9:
        return ON_EACH_OTHER if right else f"{ON_EACH_OTHER} {UNSEEN.format('On this bowl')}"
    if not np.isfinite(ends[0]) or ends[0] > bowl(**bowl.start):
        return f"Yours ends higher than it began; {name} path ends at J = {in_digits(ends[1], 2)}."
    yours, rules = apart(*ends)
    if yours == rules:
        same = in_digits(ends[1], 3)
        return f"After {rule.steps} steps both have reached J = {same}, each on a way of its own."
    said = f"After {rule.steps} steps yours has reached J = {yours} and {name} J = {rules}."
    if ends[0] >= ends[1]:
        return said
    return (
        f"{said} That does not make it right: it takes other steps than the rule"
        f"{_first(mine, rule)}, and on one bowl, with one choice of settings, other steps may "
        "happen to do better."
    )


def _first(mine: Descent, rule: Descent) -> str:
    """How long the learner's first step is beside the rule's, in parentheses."""
    lengths = [
        np.hypot(*(path[part][1] - path[part][0] for part in ("W", "b"))) for path in (mine, rule)
    ]
    ratio = lengths[0] / lengths[1]
    if ratio >= 1.05:
        return f" (the first is {in_digits(ratio, 2)} times as long)"
    return f" (the first is only {in_digits(100 * ratio, 2)} % as long)" if ratio <= 0.95 else ""


# --- averages over days ---------------------------------------------------------------------------


def about_curves(curves: Mapping[str, Curve], theta: Curve, *, right: bool) -> str:
    """What there is to see in the learner's curve and the right one, which is the last."""
    *_, (name, formula) = curves.items()
    if YOURS not in curves:
        return ALONE.format(f"{name} curve")
    mine = curves[YOURS]
    lost = np.flatnonzero(~np.isfinite(mine))
    if lost.size:
        return f"Yours is {mine[lost[0]]:g} on day {lost[0] + 1}, which cannot be drawn."
    day = int(np.argmax(np.abs(mine - formula)))
    if np.abs(mine - formula)[day] < 1e-9:
        return ON_EACH_OTHER if right else f"{ON_EACH_OTHER} {UNSEEN.format('On these days')}"
    yours, rules = apart(mine[day], formula[day])
    said = f"They are furthest apart on day {day + 1}: yours is {yours} °C, {name} {rules} °C."
    low, high = _frame(formula)
    gone = np.flatnonzero((mine < low) | (mine > high))
    if gone.size:
        return f"{said} Yours leaves the picture on day {gone[0] + 1}."
    mine_off, formula_off = (float(np.mean(np.abs(curve - theta))) for curve in (mine, formula))
    if mine_off < 0.9 * formula_off:
        return f"{said} Yours keeps closer to the days, but an average is there to smooth them."
    return said


def draw_curves(curves: Mapping[str, Curve], theta: Curve) -> Figure:
    """Averages of the first days' temperatures, each named in the legend."""
    days = np.arange(1, len(theta) + 1)
    with style.context(["default", "optlearn.course"]):
        figure = Figure(figsize=(7.2, 3.6))
        ax = figure.subplots()
        ax.plot(days, theta, "o", color="#a8b3c2", markersize=3.5, label="the days")
        for name, curve in reversed(list(curves.items())):
            mine = name == YOURS
            its_look = look(name, 0 if mine else 1)
            dash = "--" if mine else "-"
            ax.plot(days, curve, color=its_look.light, linestyle=dash, linewidth=2, label=name)
        *_, right = curves.values()
        low, high = _frame(right)
        drawn = np.concatenate([theta, *curves.values()])
        drawn = drawn[np.isfinite(drawn)].clip(low, high)
        margin = 0.05 * (drawn.max() - drawn.min())
        ax.set(ylim=(drawn.min() - margin, drawn.max() + margin), xlim=(0, len(theta) + 1))
        ax.set(xlabel="day $t$", ylabel="temperature in °C", title=rf"$\beta$ = {BETA}")
        ax.legend(loc="best")
    return figure


def _frame(right: Curve) -> tuple[float, float]:
    """How low and how high a picture goes at most, so that the right curve stays to be seen."""
    reach = 3 * float(np.max(np.abs(right)))
    return -reach, reach
