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
from functools import wraps
from io import BytesIO
from pathlib import Path

import numpy as np
from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.testing.compare import compare_images
from PIL import Image

from optlearn import plots
from optlearn.costs import Bowl
from optlearn.descent import Descent, descend
from optlearn.rules import gradient_descent, rmsprop

#: Matplotlib's own defaults beneath, so that a reader's settings change no picture.
STYLE = ["default", "optlearn.course"]

#: Largest root mean square difference of two pictures, of 255, that still counts as the same.
TOLERANCE = 1.0

#: Figure functions by name, in the order of the lessons.
FIGURES: dict[str, Callable[[], Figure]] = {}

#: Alternative text by name.
ALT: dict[str, str] = {}

BOWL = Bowl()

#: The two rates that lesson 01 begins with.
TOO_LARGE = 0.48
TOO_SMALL = 0.02


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
    "Contours of the oblong bowl J = 0.1 W² + 2 b²: long flat ellipses around the minimum at "
    "(0, 0). At the start, (-5, -2), the arrow straight downhill points almost wholly along b, far "
    "away from the line to the minimum."
)
def momentum_1() -> Figure:
    """The bowl, its start, and which way is downhill there."""
    figure, ax = bowl_axes()
    plots.label(ax, "minimum", (0, 0), offset=(11, 0))
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
    "Two paths of gradient descent on the oblong bowl. "
    f"Too large, alpha = {TOO_LARGE}: it jumps across the valley at every step, back and forth "
    f"along b, while it gets on along W. Too small, alpha = {TOO_SMALL}: after as many steps it "
    "has hardly moved along W."
)
def momentum_2() -> Figure:
    """Too large a rate overshoots, too small a rate crawls."""
    figure, ax = bowl_axes()
    two_rates(ax)
    return figure


@picture(
    "The same two paths of gradient descent, and RMSprop from the same start: its first step goes "
    "diagonally, as far along W as along b, and it reaches the minimum without ever jumping across "
    "the valley."
)
def momentum_3() -> Figure:
    """RMSprop heads for the minimum where gradient descent zigzags or crawls."""
    figure, ax = bowl_axes()
    two_rates(ax)
    green = descend(rmsprop, BOWL.start, BOWL.gradient, 30, alpha=0.3)
    plots.path(ax, green, "RMSprop")
    settings = rf"$\alpha$ = {green.settings['alpha']}, $\beta$ = {green.settings['beta']}"
    plots.label(ax, f"RMSprop: {settings}", point(green, 0), "RMSprop", offset=(14, -8))
    return figure


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


def difference(name: str, images: Path) -> str:
    """What sets a stored picture apart from what its function draws; empty if nothing does."""
    stored = images / f"{name}.png"
    if not stored.exists():
        return f"{name}: there is no {stored.name}"
    with tempfile.TemporaryDirectory() as folder:
        drawn = Path(folder, stored.name)
        save(FIGURES[name](), drawn)
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
