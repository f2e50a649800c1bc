"""The still pictures of the course: one function for each file in ``images/``, by the same name.

    python -m optlearn.figures                  draw them all again
    python -m optlearn.figures best_rate        only this one
    python -m optlearn.figures --check          say which are no longer what their function draws

Each returns a Matplotlib figure and takes no argument. What it shows was computed by the package
when it was called. `ALT` says in words what each picture shows, for whoever cannot see it; the
lessons use the same words.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import cache, wraps
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, LogNorm
from matplotlib.figure import Figure
from matplotlib.testing.compare import compare_images
from matplotlib.ticker import (
    FixedLocator,
    NullFormatter,
    NullLocator,
    PercentFormatter,
    StrMethodFormatter,
)
from PIL import Image

from optlearn import plots
from optlearn.averages import exponential_average, half_life, weights, window
from optlearn.costs import Bowl
from optlearn.data import load_digits, load_temperatures
from optlearn.descent import Descent, descend, steps_to_reach
from optlearn.later_rules import amsgrad
from optlearn.palette import look
from optlearn.player.sliders import uncorrected
from optlearn.rules import adam, gradient_descent, heavy_ball, momentum, rmsprop
from optlearn.theory import best_pair, critical_beta
from optlearn.training import Training, train

#: Matplotlib's own defaults beneath, so that a reader's settings change no picture.
STYLE = ["default", "optlearn.course"]

#: Largest root mean square difference of two pictures, of 255, that still counts as the same.
TOLERANCE = 0.5

Settings = dict[str, Any]

#: Figure functions by name, in the order of the lessons.
FIGURES: dict[str, Callable[[], Figure]] = {}

#: Alternative text by name.
ALT: dict[str, str] = {}

BOWL = Bowl()

#: Where a picture shows both, b is dashed.
DASHES = {"W": (0.0, ()), "b": (0.0, (3.0, 1.5))}

#: Measured values behind their averages.
DOTS = "#b3bcc9"

#: The two rates that lesson 01 begins with.
TOO_LARGE = 0.49
TOO_SMALL = 0.02

#: The best single rate of gradient descent on the bowl, and where it stops being stable.
BEST = 2 / (BOWL.curvature_W + BOWL.curvature_b)
LIMIT = 2 / max(BOWL.curvature_W, BOWL.curvature_b)

RULES: dict[str, Callable[..., Any]] = {
    "gradient descent": gradient_descent,
    "momentum": momentum,
    "RMSprop": rmsprop,
    "Adam": adam,
}

#: Each method's settings in every race on the bowl: round ones, with which J is below 0.01 for
#: good within three steps of the fewest that any alpha needs.
TUNED: dict[str, Settings] = {
    "gradient descent": {"alpha": 0.46},
    "momentum": {"alpha": 1.02, "beta": 0.4},
    "RMSprop": {"alpha": 0.065},
    "Adam": {"alpha": 0.4},
}

#: Settings in mathematical type.
GREEK = {"alpha": r"$\alpha$", "beta": r"$\beta$"}

#: Alpha of the green path of momentum_3, and of RMSprop's other pictures.
GREEN_ALPHA = 0.3


def picture(alt: str) -> Callable[[Callable[[], Figure]], Callable[[], Figure]]:
    """Enter a function into `FIGURES` and its alternative text into `ALT`; draw it in our style."""

    def enter(draw: Callable[[], Figure]) -> Callable[[], Figure]:
        @wraps(draw)
        def draw_in_style() -> Figure:
            with style.context(STYLE):
                return draw()

        FIGURES[draw.__name__] = draw_in_style
        ALT[draw.__name__] = alt
        return draw_in_style

    return enter


# Lesson 01: the oblong bowl


@picture(
    "Contours of the oblong bowl J = 0.1 W² + 2 b²: long flat ellipses around the minimum at (0, "
    "0). At the start, (-5, -2), the arrow straight downhill points almost wholly along b, far "
    "away from the line to the minimum."
)
def momentum_1() -> Figure:
    """The bowl, its start, and which way is downhill there."""
    figure, ax = bowl_axes()
    plots.label(ax, "minimum", (0, 0), offset=(11, 0))
    half_W, half_b = BOWL.curvature_W / 2, BOWL.curvature_b / 2
    plots.label(ax, rf"$J = {half_W:g}\,W^2 + {half_b:g}\,b^2$", (2.8, 2.5), offset=(-12, 0))
    start = BOWL.start["W"], BOWL.start["b"]
    slope = descend(gradient_descent, BOWL.start, BOWL.gradient, 1, alpha=1).gradients
    downhill = -np.array([slope["dW"][0], slope["db"][0]])
    ax.plot(*np.transpose([start, (0, 0)]), color=plots.QUIET, linewidth=1.3, linestyle=(0, (1, 3)))
    plots.label(ax, "the way to the minimum", (-2.5, -1), offset=(14, -7))
    plots.arrow(ax, start, 1.6 * downhill / np.linalg.norm(downhill))
    ax.plot(*start, "o", color=plots.INK, markersize=8, zorder=6)
    plots.label(ax, "start", start, offset=(12, -2))
    plots.label(ax, "straight downhill:\nalmost all along $b$", (-4.8, -0.5), offset=(10, 14))
    return figure


@picture(
    f"Two paths of gradient descent on the oblong bowl. Too large, alpha = {TOO_LARGE}: it jumps "
    "across the valley at every step, back and forth along b, while it gets on along W. Too "
    f"small, alpha = {TOO_SMALL}: after as many steps it has hardly moved along W."
)
def momentum_2() -> Figure:
    """Too large a rate overshoots, too small a rate crawls."""
    figure, ax = bowl_axes()
    two_rates(ax)
    return figure


@picture(
    "The same two paths of gradient descent, and RMSprop from the same start: its first step "
    "goes diagonally, as far along W as along b, and it reaches the minimum without ever jumping "
    "across the valley."
)
def momentum_3() -> Figure:
    """RMSprop heads for the minimum where gradient descent zigzags or crawls."""
    figure, ax = bowl_axes()
    two_rates(ax)
    green = descend(rmsprop, BOWL.start, BOWL.gradient, 30, alpha=GREEN_ALPHA)
    plots.path(ax, green, "RMSprop")
    settings = rf"$\alpha$ = {green.settings['alpha']}, $\beta$ = {green.settings['beta']}"
    plots.label(ax, f"RMSprop: {settings}", point(green, 0), "RMSprop", offset=(14, -8))
    return figure


@picture(
    "Three panels, one for each learning rate: distance to the minimum along W and along b over "
    "60 steps, on a log axis, where every line is straight. Too small: b falls, W hardly at all. "
    "Best: both fall equally fast. Too large: W falls fast, b slowly."
)
def gradient_descent_distance() -> Figure:
    """Each coordinate shrinks by a factor of its own, and one rate has to serve both."""
    figure = Figure()
    panels = figure.subplots(1, 3, sharey=True)
    rates = {"too small": TOO_SMALL, "gradient descent": BEST, "too large": TOO_LARGE}
    for ax, (name, alpha) in zip(panels, rates.items(), strict=True):
        descent = descend(gradient_descent, BOWL.start, BOWL.gradient, 60, alpha=alpha)
        for parameter, dash in DASHES.items():
            plots.distance_curve(ax, descent, parameter, name).set_linestyle(dash)
            end = 60, abs(descent[parameter][-1])
            plots.label(ax, f"${parameter}$", end, name, offset=(7, 0))
        title = "best" if name == "gradient descent" else name
        ax.set_title(rf"{title}: $\alpha$ = {alpha:.3g}", color=look(name).light)
        ax.set(xlim=(0, 70), xticks=[0, 20, 40, 60], ylabel="")
    panels[0].set_ylabel("distance to the minimum")
    return figure


@picture(
    "The share of its distance that one step of gradient descent leaves to W and to b, against "
    "alpha. Along W it falls slowly from 1; along b it falls steeply to 0, turns, and is back at "
    f"1 where stability ends, alpha = {LIMIT:g}. The worse of the two is lowest where they cross, "
    "just short of that limit."
)
def best_rate() -> Figure:
    """The best single rate is where the two coordinates shrink equally fast."""
    alpha = np.linspace(0.001, 0.58, 580)
    one_step = descend(gradient_descent, BOWL.start, BOWL.gradient, 1, alpha=alpha)
    left = {name: np.abs(one_step[name][1] / one_step[name][0]) for name in ("W", "b")}
    at_best = 1 - BEST * BOWL.curvature_W

    figure, ax = plain_axes()
    purple = look("too large").light
    ax.axvspan(LIMIT, alpha[-1], color=purple, alpha=0.08, linewidth=0)
    ax.axhline(1, color=plots.QUIET, linewidth=1)
    ax.plot(alpha, np.maximum(left["W"], left["b"]), color="#cfd6df", linewidth=10)
    for parameter, dash in DASHES.items():
        ax.plot(alpha, left[parameter], color=plots.INK, linestyle=dash)
    ax.plot(BEST, at_best, "o", color=plots.INK, markersize=9, zorder=5)
    factor = r"along ${}$: $|1 - {:g}\,\alpha|$"
    plots.label(
        ax, factor.format("W", BOWL.curvature_W), (0.07, 0.9), offset=(0, -4), color=plots.INK
    )
    plots.label(
        ax, factor.format("b", BOWL.curvature_b), (0.15, 0.4), offset=(10, 8), color=plots.INK
    )
    plots.label(ax, "the worse of the two", (0.2, 1 - 0.2 * BOWL.curvature_W), offset=(0, 20))
    best = rf"best: $\alpha = 2/(\lambda_1 + \lambda_2)$ = {BEST:.3f},"
    text = f"{best}\neach step leaves {at_best:.3f}"
    plots.label(ax, text, (BEST, at_best), offset=(-62, -44), color=plots.INK)
    text = "unstable from\n" rf"$\alpha = 2/\lambda_{{max}}$ = {LIMIT:g}"
    plots.label(ax, text, (LIMIT, 0.2), "too large", offset=(-8, 0))
    ax.set(xlim=(0, alpha[-1]), ylim=(0, 1.3), xlabel=r"learning rate $\alpha$")
    ax.set_ylabel("share of the distance left by one step")
    return figure


# Lesson 02: exponentially weighted moving averages


@picture(
    "Daily highs in Seattle in 2013 as grey dots, with exponentially weighted averages. With "
    "beta = 0.5 the average follows the weather of the last days; with 0.9 it is smoother and a "
    "little late; with 0.98 it is smoother still and weeks late."
)
def averages_temperatures() -> Figure:
    """The larger beta is, the smoother the average, and the later."""
    dates, theta = load_temperatures()
    first, last = np.datetime64("2013-01-01"), np.datetime64("2014-01-01")
    day = (dates - first).astype(int)
    year = (dates >= first) & (dates < last)
    betas = np.array([0.5, 0.9, 0.98])
    averages = exponential_average(theta[:, np.newaxis], betas)
    figure, ax = plain_axes()
    ax.plot(day[year], theta[year], "o", color=DOTS, markersize=3.5)
    places = ((183, (-60, 6)), (23, (12, -12)), (315, (12, 12)))
    for place, (beta, (labelled, offset)) in enumerate(zip(betas, places, strict=True)):
        average, name = averages[year, place], rf"$\beta$ = {beta}"
        ax.plot(day[year], average, color=look(name, place).light, linewidth=1 + place * 0.9)
        plots.label(ax, name, (labelled, average[labelled]), name, place=place, offset=offset)
    months = np.arange("2013-01", "2014-02", 2, dtype="datetime64[M]")
    ax.set_xticks((months.astype("datetime64[D]") - first).astype(int))
    ax.set_xticklabels(["1 Jan", "1 Mar", "1 May", "1 Jul", "1 Sep", "1 Nov", "1 Jan"])
    ax.set_ylabel("highest temperature of the day in °C")
    return figure


@picture(
    "The weights that two averages give to past days. With beta = 0.9 the latest day weighs 0.1 "
    "and the weights halve every 6.6 days; with 0.98 it weighs 0.02 and they halve every 34.3 "
    "days. The window, 10 and 50 days, is shaded; it holds about two thirds of the weight."
)
def average_weights() -> Figure:
    """How far back an average looks: its window and its half-life."""
    figure = Figure()
    panels = figure.subplots(2, 1, sharex=True)
    for place, (ax, beta) in enumerate(zip(panels, (0.9, 0.98), strict=True), start=1):
        its_weights = weights(beta, 121)
        days, half = float(window(beta)), float(half_life(beta))
        newest, share = its_weights[-1], its_weights[-round(days) :].sum()
        plots.stems(ax, its_weights, "", place=place)
        ax.axvspan(-0.5, days - 0.5, color=look("", place).light, alpha=0.12, linewidth=0)
        ax.vlines(half, 0, 0.62 * newest, color=plots.INK, linestyle=(0, (3, 2)))
        text = f"window $1/(1 - \\beta)$ = {days:.0f} days: {100 * share:.0f} % of the weight"
        plots.label(ax, text, (days, 0.92 * newest), "", place=place, offset=(6, 0))
        plots.label(
            ax, f"half-life {half:.1f} days", (half, 0.62 * newest), offset=(6, 6), color=plots.INK
        )
        ax.set_title(rf"$\beta$ = {beta}", color=look("", place).light, pad=6)
        ax.set(xlim=(-1.5, 120), ylim=(0, 1.08 * newest), xlabel="")
    panels[1].set_xlabel("age of the day in days")
    return figure


@picture(
    "Daily highs of early 2012 with two averages of beta = 0.98. The uncorrected one starts near "
    "zero and climbs for months; the corrected one is among the temperatures from the first day. "
    "After a window of 50 days the uncorrected one is still 36 % too low."
)
def startup_bias() -> Figure:
    """An average that starts at zero is too small until the start is forgotten."""
    beta, days = 0.98, 150
    theta = load_temperatures().theta[:days]
    t = np.arange(1, days + 1)
    averages = {
        "corrected": exponential_average(theta, beta, corrected=True),
        "uncorrected": exponential_average(theta, beta),
    }
    figure, ax = plain_axes()
    ax.plot(t, theta, "o", color=DOTS, markersize=3.5)
    for place, (name, v) in enumerate(averages.items(), start=1):
        ax.plot(t, v, color=look(name, place).light, linestyle="-" if place == 1 else (0, (3, 1.5)))
        at, offset = (8, (14, 14)) if place == 1 else (14, (4, -16))
        plots.label(ax, name, (t[at], v[at]), name, place=place, offset=offset)
    day = round(float(window(beta)))
    high, low = (v[day - 1] for v in averages.values())
    plots.arrow(ax, (day, high), (0, low - high), linewidth=1.5)
    text = rf"day {day}: {100 * beta**day:.0f} % too low"
    plots.label(ax, text, (day, low), offset=(8, -16), color=plots.INK)
    ax.set(xlim=(0, days), xlabel="day $t$", ylabel="highest temperature of the day in °C")
    ax.set_title(rf"$\beta$ = {beta}")
    return figure


# Lesson 03: momentum


@picture(
    "Left: the zigzag of too large a rate, with the way straight downhill at its first eight "
    "points. Right: the same eight arrows from one point. Along b they point up and down in turn "
    "and cancel; along W they all point the same way, so that their average points along W."
)
def momentum_arrows() -> Figure:
    """Gradients cancel along b and reinforce along W: average them."""
    descent = descend(gradient_descent, BOWL.start, BOWL.gradient, 8, alpha=TOO_LARGE)
    downhill = -np.column_stack([descent.gradients["dW"], descent.gradients["db"]])
    points = np.column_stack([descent["W"], descent["b"]])
    purple, orange = look("too large").light, look("momentum").light
    figure = Figure(figsize=(8, 4.3))
    left, right = figure.subplots(1, 2, width_ratios=[1.45, 1])
    plots.contours(left, BOWL, W=(-5.7, 0.8), b=(-2.9, 2.9))
    left.plot(*points.T, color=purple, linewidth=1, linestyle=(0, (2, 2)))
    for at, by in zip(points, downhill, strict=False):
        plots.arrow(left, at, 0.13 * by, purple)
        plots.arrow(right, (0, 0), by, purple, linewidth=1.3)
    left.set_title("straight downhill, step by step")
    average = downhill.mean(axis=0)
    plots.arrow(right, (0, 0), average, orange, linewidth=4)
    plots.label(right, "their average", average, "momentum", offset=(8, 0))
    plots.label(right, "along $b$ they cancel", (0.08, 8.6))
    plots.label(right, "along $W$\nthey add up", average, offset=(8, -34))
    right.set(xlim=(-0.08, 1.75), ylim=(-9.4, 9.4), xticks=[0, 0.5, 1, 1.5])
    right.set(xlabel="$-dW$")
    right.set_ylabel("$-db$", rotation=0, va="center", labelpad=12)
    right.set_title("the same, from one point")
    return figure


@picture(
    "W against the step with momentum, for three values of beta: a spring let go. Under-damped, "
    "it swings past the minimum and back; critically damped, it is there soonest without "
    "swinging; over-damped, it creeps."
)
def momentum_damping() -> Figure:
    """A coordinate with momentum is a damped spring."""
    alpha = 0.05
    critical = critical_beta(alpha, BOWL.curvature_W)
    kinds = {"under-damped": 0.97, "critically damped": critical, "over-damped": 0.3}
    places = {
        "under-damped": (34, (12, 6)),
        "critically damped": (50, (0, 26)),
        "over-damped": (74, (8, -16)),
    }
    figure, ax = plain_axes()
    ax.axhline(0, color=plots.QUIET, linewidth=1)
    for place, (kind, beta) in enumerate(kinds.items()):
        descent = descend(heavy_ball, BOWL.start, BOWL.gradient, 150, alpha=alpha, beta=beta)
        plots.step_curve(ax, descent["W"], kind, place=place, of="$W$", log=False)
        step, offset = places[kind]
        text = f"{kind}:\n" rf"$\beta$ = {beta:.2g}"
        plots.label(ax, text, (step, descent["W"][step]), kind, place=place, offset=offset)
    ax.set_ylabel("$W$", rotation=0, va="center", labelpad=10)
    ax.set(xlim=(0, 150), ylim=(-5.3, 4.5))
    ax.set_title(rf"$v = \beta v + dW$, $W = W - \alpha v$, with $\alpha$ = {alpha}")
    return figure


@picture(
    "Three paths on the bowl. Momentum with (1 - beta) and the form without it go through the "
    "same points once alpha is multiplied by (1 - beta). With the same alpha, the form without "
    "it takes longer steps and another path."
)
def momentum_forms() -> Figure:
    """Two forms, one path, once alpha is rescaled."""
    alpha, beta = 0.5, 0.5
    rescaled = alpha * (1 - beta)
    average = descend(momentum, BOWL.start, BOWL.gradient, 25, alpha=alpha, beta=beta)
    one_path = descend(heavy_ball, BOWL.start, BOWL.gradient, 25, alpha=rescaled, beta=beta)
    another = descend(heavy_ball, BOWL.start, BOWL.gradient, 25, alpha=alpha, beta=beta)
    figure, ax = bowl_axes()
    plots.path(ax, another, "", place=2)
    plots.path(ax, average, "momentum")
    ring: Settings = {"markersize": 12, "markerfacecolor": "none", "markeredgewidth": 1.4}
    ax.plot(one_path["W"], one_path["b"], "o", color=look("", 0).light, **ring)
    average_form, sum_form = r"$v = \beta v + (1-\beta)\,dW$", r"$v = \beta v + dW$"
    text = rf"{average_form}, $\alpha$ = {alpha}"
    plots.label(ax, text, (-2.3, -1.35), "momentum")
    text = rf"{sum_form}, $\alpha$ = {rescaled}: the same points"
    plots.label(ax, text, (-2.3, -1.8), "", place=0)
    text = rf"{sum_form}, $\alpha$ = {alpha}"
    plots.label(ax, text, point(another, 1), "", place=2, offset=(12, 6))
    return figure


# Lesson 04: RMSprop


@picture(
    "The learning rates that RMSprop gives to W and to b over 60 steps, on a log axis. At the "
    "first step that of W is eight times that of b. Both grow as the gradients shrink, and after "
    "some thirty steps that of b passes 0.5, where gradient descent would be unstable."
)
def rmsprop_denominator() -> Figure:
    """Each parameter has a learning rate of its own: alpha over the root of its average square."""
    steps = 60
    descent = descend(rmsprop, BOWL.start, BOWL.gradient, steps, alpha=GREEN_ALPHA)
    t, green = np.arange(1, steps + 1), look("rmsprop").light
    figure, ax = plain_axes()
    for parameter, dash in DASHES.items():
        root = np.sqrt(descent.averages[f"s_d{parameter}"][1:])
        rate = descent.settings["alpha"] / (root + descent.settings["epsilon"])
        ax.plot(t, rate, color=green, linestyle=dash)
        text = rf"${parameter}$: $\alpha / (\sqrt{{s_{{d{parameter}}}}} + \epsilon)$"
        at, offset = (24, (-10, 24)) if parameter == "W" else (16, (14, -12))
        plots.label(ax, text, (t[at], rate[at]), "rmsprop", offset=offset)
        ax.plot(1, rate[0], "D", color=green)
        plots.label(ax, f"{rate[0]:.2g}", (1, rate[0]), "rmsprop", offset=(7, 9))
    ax.axhline(LIMIT, color=plots.QUIET, linewidth=1.2, linestyle=(0, (2, 2)))
    text = f"above {LIMIT:g}, gradient descent\nis unstable along $b$"
    plots.label(ax, text, (60, LIMIT), offset=(-1, -22))
    ax.set(yscale="log", xlim=(0, 61), xlabel="step $t$", ylabel="learning rate of the parameter")
    ax.set_title(rf"RMSprop with $\alpha$ = {GREEN_ALPHA}, $\beta$ = {descent.settings['beta']}")
    return figure


@picture(
    "How far along W each method has come in its first ten steps. RMSprop covers a fifth of the "
    "way in the first step, and Adam a third of that with the same alpha. Momentum starts far "
    "behind gradient descent of the same alpha, and gains speed at every step."
)
def rmsprop_first_steps() -> Figure:
    """Momentum ramps up; RMSprop is fast right out of the gate."""
    figure, ax = plain_axes()
    runs = {
        "gradient descent": (0.4, -9),
        "momentum": (0.4, 0),
        "RMSprop": (GREEN_ALPHA, 0),
        "Adam": (GREEN_ALPHA, 9),
    }
    for name, (alpha, lift) in runs.items():
        descent = descend(RULES[name], BOWL.start, BOWL.gradient, 10, alpha=alpha)
        share = 1 - descent["W"] / descent["W"][0]
        plots.step_curve(ax, share, name, of="share of the way along $W$", log=False)
        text = rf"{name}, $\alpha$ = {alpha}"
        if name == "RMSprop":
            first = abs(descent["W"][1] - descent["W"][0]) / alpha
            text += "\n" rf"(first step: {first:.2f} $\alpha$)"
        plots.label(ax, text, (10, share[-1]), name, offset=(10, lift))
    ax.set(xlim=(0, 10.15), xticks=range(0, 11, 2), ylim=(0, 1))
    ax.yaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))
    return figure


def misprint(
    W: Any,
    dW: Any,
    v_dW: Any,
    s_dW: Any,
    *,
    t: int,
    alpha: float,
    beta: float,
    epsilon: float = 1e-8,
) -> tuple[Any, Any, Any]:
    """RMSprop as it is often printed: s_dW carries on the average of momentum, not its own."""
    v_dW = beta * v_dW + (1 - beta) * dW
    s_dW = beta * v_dW + (1 - beta) * dW**2
    W = W - alpha * dW / (np.sqrt(s_dW) + epsilon)
    return W, v_dW, s_dW


@picture(
    "RMSprop and its misprint, which carries on the average of momentum, from the same start. "
    "RMSprop goes to the minimum. The misprint takes one step; at the second its s is negative, "
    "has no real root, and W is no longer a number."
)
def rmsprop_misprint() -> Figure:
    """What the misprint does: its average goes negative, and its root is not a number."""
    settings: Settings = {"alpha": GREEN_ALPHA, "beta": 0.9}
    right = descend(rmsprop, BOWL.start, BOWL.gradient, 30, **settings)
    wrong = descend(misprint, BOWL.start, BOWL.gradient, 30, **settings)
    figure, ax = bowl_axes()
    plots.path(ax, right, "RMSprop")
    plots.label(
        ax, r"$s = \beta s + (1-\beta)\,dW^2$", point(right, 5), "RMSprop", offset=(-10, 20)
    )
    plots.path(ax, wrong, "misprint", place=3)
    s_dW = wrong.averages["s_dW"][2]
    formula = r"$s = \beta v + (1-\beta)\,dW^2$"
    text = f"{formula}\nstep 2: $s_{{dW}} = {s_dW:.2f}$, which has no root"
    plots.label(ax, text, point(wrong, 1), "misprint", place=3, offset=(10, -26))
    return figure


# Lesson 05: bias correction


@picture(
    "How many times too large the steps of Adam without bias correction are, against the step, "
    "on log axes: 3.16 times at the first step, 6.57 times at step 12, and more than 1.1 times "
    "until step 1,750."
)
def bias_factor() -> Figure:
    """Without correction, Adam's early steps are too large, since s is too small under the root."""
    steps = 10_000
    start, slope = {"W": 0.0}, {"W": 1.0}
    right = descend(adam, start, lambda W: slope, steps, alpha=1)
    wrong = descend(uncorrected(adam), start, lambda W: slope, steps, alpha=1)
    factor = np.diff(wrong["W"]) / np.diff(right["W"])
    t = np.arange(1, steps + 1)
    figure, ax = plain_axes()
    ax.axhline(1, color=plots.QUIET, linewidth=1)
    ax.loglog(t, factor, color=look("adam").light)
    worst, last = int(factor.argmax()), int(np.flatnonzero(factor > 1.1)[-1])
    for k, offset in ((0, (14, -10)), (worst, (14, 14)), (last, (8, 22))):
        ax.plot(t[k], factor[k], "o", color=look("adam").light, markersize=8)
        text = f"{factor[k]:.3g} times" "\nat " rf"$t$ = {t[k]:,}"
        plots.label(ax, text, (t[k], factor[k]), "adam", offset=offset)
    ax.yaxis.set_major_locator(FixedLocator([1, 2, 4, 8]))
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        axis.set_minor_formatter(NullFormatter())
    ax.set(xlim=(0.8, 12_000), ylim=(0.9, 8.5), xlabel="step $t$", ylabel="times too large")
    ax.set_title("steps of uncorrected Adam, while the gradient is steady")
    return figure


@picture(
    "Averages of a signal that is always 1. Uncorrected, the average with beta = 0.9 needs some "
    "forty steps to come near 1, and that with 0.98 is not there after a hundred. Corrected, "
    "both are 1 from the first step."
)
def correction_constant() -> Figure:
    """Divided by 1 - beta**t, the average of a constant is that constant at once."""
    steps = 100
    t, signal = np.arange(1, steps + 1), np.ones(steps)
    figure, ax = plain_axes()
    for place, beta in enumerate((0.9, 0.98), start=1):
        v = exponential_average(signal, beta)
        plots.method_line(ax, t, v, "", place=place).set_markevery(6)
        text = rf"uncorrected, $\beta$ = {beta}: $1 - {beta}^t$"
        plots.label(ax, text, (t[18], v[18]), "", place=place, offset=(14, -12))
        corrected = exponential_average(signal, beta, corrected=True)
        ax.plot(t, corrected, color=plots.INK)
    text = r"corrected, either $\beta$: $v / (1 - \beta^t)$"
    plots.label(ax, text, (50, 1), offset=(0, 14), color=plots.INK)
    ax.set(xlim=(0, steps), ylim=(0, 1.12), xlabel="step $t$", ylabel="average of the signal 1")
    return figure


# Lesson 06: Adam


@picture(
    "Three paths on the oblong bowl. Momentum leaps across the valley and back. RMSprop sets out "
    "diagonally and then follows the floor of the valley towards the minimum. Adam sets out "
    "along the path of RMSprop, but rolls on past the floor and past the minimum, as a heavy "
    "ball does, and swings back."
)
def adam_halves() -> Figure:
    """Adam sets out like RMSprop and rolls on like momentum."""
    runs: dict[str, tuple[Settings, int, tuple[float, float]]] = {
        "momentum": (TUNED["momentum"], 1, (12, -6)),
        "RMSprop": (TUNED["RMSprop"], 16, (10, -16)),
        "Adam": (TUNED["Adam"], 11, (6, 14)),
    }
    figure = Figure()
    ax = figure.subplots()
    plots.contours(ax, BOWL, W=(-5.9, 2.3), b=(-2.4, 3.1))
    for name, (settings, step, offset) in runs.items():
        descent = descend(RULES[name], BOWL.start, BOWL.gradient, 60, **settings)
        plots.path(ax, descent, name)
        plots.label(ax, name, point(descent, step), name, offset=offset)
    return figure


@picture(
    "Four maps, one for each method with the one setting that was tuned on the course's bowl. "
    "Each map is over bowls of all curvatures along W and along b, on log axes. Gradient descent "
    "and momentum bring down only bowls whose curvatures fit their alpha, a band in the middle: "
    "with more curvature they diverge, with less they crawl. RMSprop and Adam fill the whole map."
)
def adam_one_setting() -> Figure:
    """On how many bowls one setting brings the cost below a thousandth of what it was."""
    curvatures: Any = np.geomspace(1e-4, 1e4, 41)
    bowls = Bowl(curvature_W=curvatures, curvature_b=curvatures[:, np.newaxis])
    start = {name: np.full((41, 41), value) for name, value in BOWL.start.items()}
    at_start = bowls(**start)
    figure = Figure(figsize=(8, 2.75))
    panels = figure.subplots(1, 4, sharey=True)
    for ax, (name, rule) in zip(panels, RULES.items(), strict=True):
        descent = descend(
            rule,
            start,
            bowls.gradient,
            300,
            cost=lambda W, b: bowls(W, b) / at_start,
            points_only=True,
            **TUNED[name],
        )
        left = plots.recorded_cost(descent)
        solved = np.isfinite(steps_to_reach(left, 1e-3, stay=True))
        diverged = ~(left[-1] < 10)
        colours = ListedColormap(["#e9ecf1", "#fbfcfd", look(name).light])
        outcome = np.where(solved, 2, np.where(diverged, 0, 1))
        ax.pcolormesh(curvatures, curvatures, outcome, cmap=colours, vmin=0, vmax=2)
        ax.plot(BOWL.curvature_W, BOWL.curvature_b, "o", color="white", markeredgecolor=plots.INK)
        ax.set(xscale="log", yscale="log", aspect="equal")
        ax.grid(False)
        if diverged.any():
            plots.label(ax, "diverges", (1, 300), ha="center", fontsize=11)
            plots.label(ax, "crawls", (1.4e-4, 2.5e-3), fontsize=11)
        title = f"{name}\n{100 * solved.mean():.0f} %"
        ax.set_title(title, color=look(name).light, pad=6)
        ax.set_xticks([1e-4, 1, 1e4])
        ax.set_xlabel("curvature along $W$", fontsize=11)
    panels[0].set_ylabel("curvature along $b$", fontsize=11)
    panels[0].set_yticks([1e-4, 1, 1e4])
    return figure


@picture(
    "The four methods on the bowl, each with a tuned alpha: their paths, and the cost over 130 "
    "steps on a log axis. Momentum is far ahead, then gradient descent, both in straight lines; "
    "Adam swings into place; RMSprop arrives late and bounces off again."
)
def race_of_four() -> Figure:
    """On a clean quadratic tuned momentum wins."""
    figure = Figure(figsize=(8, 4.3))
    left, right = figure.subplots(1, 2, width_ratios=[1.75, 1])
    plots.contours(left, BOWL, W=(-5.6, 1.7), b=(-2.6, 3.3))
    #          on its path        on its cost
    places = {
        "gradient descent": ((3, (7, 6)), (95, (-7, -10))),
        "momentum": ((1, (9, 0)), (40, (9, 0))),
        "RMSprop": ((14, (-14, -34)), (40, (6, 10))),
        "Adam": ((24, (-72, -26)), (42, (1, -24))),
    }
    for name, rule in RULES.items():
        settings = TUNED[name]
        descent = descend(rule, BOWL.start, BOWL.gradient, 130, cost=BOWL, **settings)
        plots.path(left, descent, name)
        plots.cost_curve(right, descent, name).set_linewidth(1.6)
        (step, offset), (later, its_offset) = places[name]
        values = ", ".join(f"{GREEK[key]} = {value}" for key, value in settings.items())
        plots.label(left, f"{name}, {values}", point(descent, step), name, offset=offset, ha="left")
        at = later, plots.recorded_cost(descent)[later]
        plots.label(right, name.replace(" ", "\n"), at, name, offset=its_offset)
    right.set(xlim=(0, 130), ylim=(1e-12, 30))
    return figure


@picture(
    "A lone gradient after a long silence. Sign descent, which is Adam with both betas 0, takes "
    "one step of alpha. Adam's first step is 3.16 alpha, and it goes on moving, less and less, "
    "for some forty steps more."
)
def adam_spike() -> Figure:
    """A lone spike after a long silence moves Adam 3.16 alpha at once, and more later."""
    silence, shown = 10_000, range(46)

    def lone_spike(W: float, t: int) -> dict[str, float]:
        return {"W": -1.0 if t == silence else 0.0}

    figure, ax = plain_axes()
    names: dict[str, Settings] = {"Adam": {}, "sign descent": {"beta1": 0.0, "beta2": 0.0}}
    for place, (name, betas) in enumerate(names.items()):
        descent = descend(adam, {"W": 0.0}, lone_spike, silence + 500, alpha=1, **betas)
        lengths = np.diff(descent["W"])[silence - 1 :]
        plots.method_line(ax, shown, lengths[: len(shown)], name, place=place)
        at_once, in_all = (rf"{length:.3g} $\alpha$" for length in (lengths[0], lengths.sum()))
        text = f"{name}:\n{at_once} at once,\n{in_all} in all"
        offset = {"Adam": (12, 4), "sign descent": (14, -20)}[name]
        plots.label(ax, text, (0, lengths[0]), name, place=place, offset=offset)
    ax.set(xlim=(-2, 45), ylim=(-0.1, 3.5), xlabel="steps since the lone gradient")
    ax.set_ylabel(r"length of the step in $\alpha$")
    return figure


# Lesson 07: training a network


@picture(
    "Forty of the handwritten digits, four of each from 0 to 9 below their label, as greyscale "
    "pictures of 8 by 8 pixels. Most can be read at a glance; some one would not read without the "
    "label."
)
def network_digits() -> Figure:
    """What the network has to read."""
    images, labels, _, _ = load_digits()
    figure = Figure(figsize=(8, 3.8))
    panels = figure.subplots(4, 10)
    for digit, column in enumerate(panels.T):
        for ax, image in zip(column, images[labels == digit], strict=False):
            ax.imshow(image.reshape(8, 8), cmap="gray_r", vmin=0, vmax=1)
            ax.set_axis_off()
        column[0].set_title(str(digit), loc="center", pad=4)
    return figure


@picture(
    "Left: the cost of the training digits over 400 steps, each method with its best alpha, mean "
    "of ten seeds with a band from the lowest to the highest. Adam and momentum end lowest, "
    "close together. Right: the cost after 400 steps against alpha. Each method has a valley of "
    "good rates, with a steep wall where they become too large; RMSprop's and Adam's valleys lie "
    "at smaller alphas."
)
def network_training() -> Figure:
    """The rules of the bowl, unchanged, on the matrices of a network."""
    figure = Figure(figsize=(8, 4.3))
    left, right = figure.subplots(1, 2, sharey=True)
    lifts = {"gradient descent": -3, "momentum": 6, "RMSprop": 7, "Adam": -7}
    for name in RULES:
        tuning = tuned_network(name)
        race = raced_network(name)
        mean = race.cost.mean(axis=-1)
        low, high = race.cost.min(axis=-1), race.cost.max(axis=-1)
        left.fill_between(race.steps, low, high, color=look(name).light, alpha=0.15, linewidth=0)
        plots.method_line(left, race.steps, mean, name).set_markevery(5)
        plots.method_line(right, tuning.alpha, tuning.final_cost, name)
        text = rf"{name}, $\alpha$ = {tuning.best:.3g}"
        plots.label(left, text, (400, mean[-1]), name, offset=(8, lifts[name]))
    left.set(xlabel="step $t$", xlim=(0, 410), yscale="log", ylim=(0.002, 20))
    left.set_ylabel("cost of the training digits")
    left.set_title(r"each with its best $\alpha$")
    right.set_title("after 400 steps")
    right.set(xlabel=r"$\alpha$", xscale="log")
    return figure


@picture(
    "Four panels, one for each method with its best alpha: the cost of the training digits after "
    "each of the first 100 steps of one network. With gradient descent it leaps up again and "
    "again, with RMSprop less high but as often; with momentum and with Adam it only ripples."
)
def network_smoothness() -> Figure:
    """How far the cost climbs back on its way down."""
    figure = Figure(figsize=(8, 3))
    panels = figure.subplots(1, 4, sharey=True)
    digits = load_digits()
    for ax, (name, rule) in zip(panels, RULES.items(), strict=True):
        alpha = tuned_network(name).best
        run = train(rule, digits, alpha=alpha, seeds=[5], steps=100, every=1)
        ax.plot(run.steps, run.cost[:, 0], color=look(name).light, linewidth=1.4)
        ax.set_title(f"{name}\n" rf"$\alpha$ = {alpha:.3g}", color=look(name).light, pad=6)
        ax.set(xlim=(0, 100), ylim=(0, 3), xticks=[0, 50, 100], xlabel="step $t$")
    panels[0].set_ylabel("cost of the training digits")
    return figure


@cache  # seconds, where every other picture takes a fraction of one
def tuned_network(name: str) -> Training:
    """The network of lesson 07 trained by a method with every learning rate."""
    rates = np.geomspace(0.001, 10, 17)
    return train(RULES[name], load_digits(), alpha=rates, seeds=range(5))


@cache
def raced_network(name: str) -> Training:
    """The same with the best learning rate, from seeds that were not used to find it."""
    best = tuned_network(name).best
    return train(RULES[name], load_digits(), alpha=best, seeds=range(5, 15), every=10)


# Lesson 08: the map of settings


@picture(
    "A map of how many steps momentum needs until J stays below 1e-6 on the bowl, over alpha and "
    "beta. The fewest are in a small basin around Goh's optimum, alpha = 0.668 and beta = 0.403, "
    "at the crossing of the two lines of critical damping. Beyond a straight line it diverges."
)
def settings_map_momentum() -> Figure:
    """Steps to converge over alpha and beta, with what theory says drawn over it."""
    alpha, beta = np.linspace(0.005, 1.1, 220), np.linspace(0, 0.995, 200)
    descent = descend(
        heavy_ball,
        BOWL.start,
        BOWL.gradient,
        200,
        cost=BOWL,
        points_only=True,
        alpha=alpha,
        beta=beta[:, np.newaxis],
    )
    cost = plots.recorded_cost(descent)
    steps = steps_to_reach(cost, 1e-6, stay=True)
    best = best_pair(BOWL.curvature_W, BOWL.curvature_b)

    figure, ax = plain_axes()
    ax.set_facecolor("#e9ecf1")
    ax.grid(False)
    left = ~(cost[-1] < 10 * cost[0])
    purple = look("too large").light
    ax.contourf(alpha, beta, left, [0.5, 1], colors=[purple], alpha=0.18)
    shown = np.ma.masked_invalid(steps)
    mesh = ax.pcolormesh(alpha, beta, shown, cmap="cividis_r", norm=LogNorm(20, 200))
    bar = figure.colorbar(mesh, ax=ax, label="steps until $J$ stays below $10^{-6}$", pad=0.02)
    bar.ax.yaxis.set_major_locator(FixedLocator([20, 50, 100, 200]))
    bar.ax.yaxis.set_major_formatter(StrMethodFormatter("{x:.0f}"))
    bar.ax.yaxis.set_minor_locator(NullLocator())
    for curvature in (BOWL.curvature_W, BOWL.curvature_b):
        critical = critical_beta(alpha, curvature)
        ax.plot(alpha, critical, color="white", linewidth=1.5, linestyle=(0, (4, 2)))
    ax.plot(alpha, alpha / LIMIT - 1, color=purple, linewidth=1.5)
    ax.plot(*best, "+", color=plots.INK, markersize=16, markeredgewidth=2.2)
    text = "Goh's optimum\n" rf"$\alpha$ = {best[0]:.3f}, $\beta$ = {best[1]:.3f}"
    plots.label(ax, text, best, offset=(36, -30), color=plots.INK)
    plots.label(ax, "diverges", (0.85, 0.12), "too large")
    plots.label(ax, "more than 200 steps", (0.3, 0.965))
    for at, text, rotation in (
        ((0.1, 0.765), "critically damped along $W$", -31),
        ((0.42, 0.12), "… along $b$", 41),
    ):
        ax.text(*at, text, color="white", rotation=rotation, rotation_mode="anchor")
    ax.set(xlim=(0, alpha[-1]), ylim=(0, 1), xlabel=r"$\alpha$")
    ax.set_ylabel(r"$\beta$", rotation=0, va="center", labelpad=10)
    return figure


@picture(
    "J after 20 steps on the bowl turned by 0 to 90 degrees, as a multiple of that on the bowl "
    "as it stands. Gradient descent and momentum are flat at 1. RMSprop dips far below 1 for "
    "turns of a few degrees and rises to over 50 times at 45; Adam changes by less."
)
def rotated_bowl() -> Figure:
    """Methods with a rate for each parameter depend on which way the bowl lies."""
    angle: Any = np.arange(0, 90.5, 1.0)
    bowl = Bowl(rotation=angle)
    turn = np.deg2rad(angle)
    W, b = BOWL.start["W"], BOWL.start["b"]
    start = {"W": W * np.cos(turn) - b * np.sin(turn), "b": W * np.sin(turn) + b * np.cos(turn)}
    figure, ax = plain_axes()
    places = {
        "gradient descent": (30, (0, -14)),
        "momentum": (30, (0, -32)),
        "RMSprop": (30, (0, 16)),
        "Adam": (30, (0, 14)),
    }
    settings: dict[str, Settings] = {
        "gradient descent": {"alpha": 0.4},
        "momentum": TUNED["momentum"],
        "RMSprop": {"alpha": 0.1, "beta": 0.99},
        "Adam": {"alpha": 0.4},
    }
    for name, rule in RULES.items():
        descent = descend(rule, start, bowl.gradient, 20, cost=bowl, **settings[name])
        cost = plots.recorded_cost(descent)[-1]
        ratio = cost / cost[0]
        plots.method_line(ax, angle, ratio, name).set_markevery(8)
        text = ", ".join(f"{GREEK[key]} = {value}" for key, value in settings[name].items())
        at, offset = places[name]
        plots.label(ax, f"{name}, {text}", (at, ratio[at]), name, offset=offset)
    ax.set(yscale="log", xlim=(0, 90), xticks=range(0, 91, 15), ylim=(1e-3, 300))
    ax.set(
        xlabel="bowl and start turned by, in degrees", ylabel="$J$ after 20 steps, times that at 0°"
    )
    return figure


# Lesson 09: where Adam fails


@picture(
    "Left: Reddi's game, round by round on a log axis. Adam climbs to the wrong end, W = +1, and "
    "is there in round 53; AMSGrad creeps to the right end, W = -1, in over a thousand. Right: by "
    "what each slope of a round is divided. Adam's root falls from 127 at the lump to 77 at the "
    "last small slope; AMSGrad's stays at 127."
)
def reddi() -> Figure:
    """A denominator that forgets lets a hundred small slopes outweigh a large one."""
    runs = {
        "Adam": (reddi_run(adam, 60), "s_dW", 30, (-10, 8)),
        "AMSGrad": (reddi_run(amsgrad, 1300), "s_dW_max", 300, (-8, -14)),
    }
    figure = Figure(figsize=(8, 4.3))
    left, right = figure.subplots(1, 2, width_ratios=[1.2, 1])
    for place, (name, (run, average, at, offset)) in enumerate(runs.items()):
        ends = run["W"][ROUND::ROUND]
        rounds = np.arange(1, len(ends) + 1)
        shown = np.unique(np.geomspace(1, len(ends), 25).astype(int)) - 1
        plots.method_line(left, rounds[shown], ends[shown], name, place=place)
        text = name
        if name == "Adam":
            text += f",\nthere in\nround {rounds[ends > 0.999][0]}"
        plots.label(left, text, (at, ends[at - 1]), name, place=place, offset=offset)
        root = np.sqrt(run.averages[average][-ROUND:])
        plots.method_line(right, range(1, ROUND + 1), root, name, place=place).set_markevery(10)
        text = f"{name}'s root" if name == "Adam" else f"{name}'s root: {root[-1]:.0f}"
        offset = (8, 8) if name == "Adam" else (-56, 14)
        plots.label(right, text, (50, root[49]), name, place=place, offset=offset, ha="left")
        if name == "Adam":
            plots.label(right, f"{root[-1]:.0f}", (ROUND, root[-1]), name, offset=(-4, -12))
    left.axhline(-1, color=plots.QUIET, linewidth=1)
    plots.label(left, "the minimum", (1.1, -1), offset=(0, 12))
    left.set(xscale="log", xlim=(1, 1700), xlabel="rounds of 101 steps")
    left.set(ylim=(-1.12, 1.12), yticks=[-1, -0.5, 0, 0.5, 1])
    left.set_ylabel("$W$", rotation=0, va="center", labelpad=8)
    left.set_title("where $W$ is after each round")
    right.set(xlim=(-4, 106), ylim=(60, 148), xlabel="step of the round, the lump first")
    right.set_title("by what each slope is divided")
    return figure


#: Steps of a round of Reddi's game.
ROUND = 101


@cache
def reddi_run(rule: Callable[..., Any], rounds: int) -> Descent:
    """Reddi's game: slopes of -10, and of 1010 in the first step of each round; W in [-1, 1]."""

    @wraps(rule)
    def clamped(W: Any, *rest: Any, **settings: Any) -> tuple[Any, ...]:
        W, *averages = rule(W, *rest, **settings)
        return min(max(W, np.float64(-1)), np.float64(1)), *averages

    def slopes(W: float, t: int) -> dict[str, float]:
        return {"W": 1010.0 if t % ROUND == 1 else -10.0}

    settings: Settings = {"alpha": 0.01, "beta1": 0.9, "beta2": 0.99}
    return descend(clamped, {"W": 0.0}, slopes, ROUND * rounds, **settings)


def plain_axes() -> tuple[Figure, Axes]:
    """A figure with one pair of axes."""
    figure = Figure()
    return figure, figure.subplots()


def bowl_axes() -> tuple[Figure, Axes]:
    """Axes with the contours of the course's bowl."""
    figure = Figure()
    ax = figure.subplots()
    plots.contours(ax, BOWL)
    return figure, ax


def two_rates(ax: Axes) -> None:
    """The paths of too large and of too small a rate, with their names on them."""
    for name, alpha in (("too large", TOO_LARGE), ("too small", TOO_SMALL)):
        descent = descend(gradient_descent, BOWL.start, BOWL.gradient, 30, alpha=alpha)
        plots.path(ax, descent, name)
        at, offset = {"too large": (1, (9, 8)), "too small": (12, (-12, 0))}[name]
        text = rf"{name}:{{}}$\alpha$ = {alpha}".format(" " if name == "too large" else "\n")
        plots.label(ax, text, point(descent, at), name, offset=offset)


def point(descent: Descent, step: int) -> tuple[float, float]:
    """Point (W, b) of a descent after a step."""
    return float(descent["W"][step]), float(descent["b"][step])


# The command


def save(figure: Figure, path: Path) -> None:
    """Write a figure as a PNG of 256 colours, which is half as large, and without metadata."""
    with style.context(STYLE), BytesIO() as full:
        figure.savefig(full, format="png")
        pixels = Image.open(full).convert("RGB")
    pixels.quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        path, optimize=True
    )


def difference(name: str, images: Path, figure: Figure | None = None) -> str:
    """What sets a stored picture apart from what its function draws; empty if nothing does.

    figure : as its function has drawn it, if somebody has it already.
    """
    stored = images / f"{name}.png"
    if not stored.exists():
        return f"{name}: there is no {stored.name}"
    with tempfile.TemporaryDirectory() as folder:
        drawn = Path(folder, stored.name)
        save(figure or FIGURES[name](), drawn)
        found = compare_images(str(stored), str(drawn), tol=TOLERANCE, in_decorator=True)
    if found is None:
        return ""
    return f"{name}: differs from {stored.name} by {found['rms']:.1f} RMS, {TOLERANCE} is allowed"


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw or check the pictures that are named, or all; return 0 if all is well."""
    parser = argparse.ArgumentParser(
        prog="python -m optlearn.figures", description="Draw the still pictures of the course."
    )
    parser.add_argument("names", nargs="*", metavar="name", help="a picture; all without a name")
    parser.add_argument("--check", action="store_true", help="compare with images/, write nothing")
    parser.add_argument(
        "--images", type=Path, default=Path(__file__).parent.parent / "images", metavar="folder"
    )
    options = parser.parse_args(arguments)
    for name in options.names:
        if name not in FIGURES:
            parser.error(f"there is no picture {name!r}; there are {', '.join(FIGURES)}")
    names = options.names or list(FIGURES)
    if options.check:
        found = [text for name in names if (text := difference(name, options.images))]
        print("\n".join(found) or f"{len(names)} pictures are what their functions draw")
        return 1 if found else 0
    for name in names:
        save(FIGURES[name](), options.images / f"{name}.png")
        print(options.images / f"{name}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
