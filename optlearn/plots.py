"""Draw descents, averages and weights with Matplotlib, on axes that you give.

Each function draws one thing on ``ax`` and leaves the rest of the figure to you:

    fig, ax = plt.subplots()
    contours(ax, bowl)
    path(ax, descend(momentum, bowl.start, bowl.gradient, 20, alpha=0.4), "momentum")

A method's colour, marker and dash are those of `optlearn.palette`, found by its name. For the
fonts and lines of the course's own pictures, ``plt.style.use("optlearn.course")``.
"""

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.lines import Line2D
from matplotlib.text import Annotation
from numpy.typing import ArrayLike, NDArray

from optlearn import palette
from optlearn.descent import Descent
from optlearn.palette import Look

#: Text and thin lines that belong to the picture, not to a method.
INK = "#1f2933"
QUIET = "#5b6675"

#: The frame of the course's bowl: as wide and high as its picture, so that a unit is a unit.
FRAME_W = (-6.4, 2.8)
FRAME_B = (-2.75, 2.75)

#: Fill of the contours, from the minimum outwards; pale, so that every path shows on it.
PALE = "#f8fafc"
HEIGHTS = LinearSegmentedColormap.from_list("heights", [PALE, "#dde5ee"])


class Cost(Protocol):
    """A cost of two parameters, as `optlearn.costs` has them."""

    @property
    def minimum(self) -> Mapping[str, float]:
        """Where it is lowest."""

    def __call__(self, W: Any, b: Any) -> Any:
        """J at (W, b)."""


def contours(
    ax: Axes,
    cost: Cost,
    *,
    W: tuple[float, float] = FRAME_W,
    b: tuple[float, float] = FRAME_B,
    lines: int = 9,
) -> None:
    """Contours of a cost over a frame of W (horizontal) and b (vertical), its minimum marked.

    The levels are further apart the higher they are, as ``k**2`` for ``k = 1 … lines``, so that a
    bowl's contours are evenly spaced. One unit is as long along b as along W.
    """
    grid_W, grid_b = np.meshgrid(np.linspace(*W, 241), np.linspace(*b, 161))
    J = cost(grid_W, grid_b)
    lowest = cost(**cost.minimum)
    levels = lowest + (J.max() - lowest) * (np.arange(lines + 1) / lines) ** 2
    ax.contourf(grid_W, grid_b, J, levels, cmap=HEIGHTS, zorder=0)
    ax.contour(grid_W, grid_b, J, levels[1:], colors="#b4c0cf", linewidths=0.8, zorder=1)
    lowest_point = cost.minimum["W"], cost.minimum["b"]
    ax.plot(*lowest_point, "+", color=INK, markersize=12, markeredgewidth=1.8, zorder=4)
    ax.set(xlim=W, ylim=b, xlabel="$W$", aspect="equal")
    ax.set_ylabel("$b$", rotation=0, va="center", labelpad=10)
    ax.grid(False)


def path(
    ax: Axes,
    descent: Descent | Mapping[str, ArrayLike],
    name: str,
    *,
    place: int = 0,
    look: Look | None = None,
) -> Line2D:
    """Path of a descent, or of the W and b of its points, in a look: that of the method `name`.

    A path that leaves the frame of `ax` for good is cut there, and says at which step it left; one
    that comes back is drawn as far as the frame shows it. Of one that is never inside nothing is
    drawn but the words that it starts outside. Infinities and NaN are outside. Where
    steps are short, markers are left out that would cover each other.

    Raises ValueError for a descent that is not one path of the parameters W and b.
    """
    known = descent.params if isinstance(descent, Descent) else descent
    names = [name for name in ("W", "b") if isinstance(known, Mapping) and name in known]
    shapes = [np.shape(known[name]) for name in names]
    if len(shapes) != 2 or shapes[0] != shapes[1] or len(shapes[0]) != 1 or shapes[0] == (0,):
        raise ValueError(f"descent must be one path of the numbers W and b; got {descent}")
    points = np.column_stack([descent["W"], descent["b"]]).astype(float)
    look = look or palette.look(name, place)
    low, high = np.transpose([ax.get_xlim(), ax.get_ylim()])
    inside = np.all((low <= points) & (points <= high), axis=1)
    left = len(points) if inside[-1] else int(np.append(0, np.flatnonzero(inside) + 1)[-1])
    drawn = points[: left + 1].copy()
    if 0 < left < len(points):
        drawn[left] = cut(points[left - 1], points[left], low, high)
        inwards = np.where(drawn[left] > (low + high) / 2, -12, 12)
        gone = "not a number from" if np.any(np.isnan(points[left])) else "left the picture at"
        label(ax, f"{gone} step {left}", drawn[left], name, look=look, offset=tuple(inwards))
    if left == 0:
        label(ax, "starts outside the picture", (low + high) / 2, name, look=look, ha="center")
    W, b = drawn.T
    ax.plot(W, b, color=PALE, linewidth=3.6, zorder=2.9)
    line = method_line(ax, W, b, name, look=look)
    line.set_markevery(apart((drawn - low) / (high - low)))
    return line


def apart(points: NDArray[np.float64], distance: float = 0.012) -> list[int]:
    """Rows of those points that are at least a distance from the row listed before; the last too.

    Markers on every point of a path that hardly moves would cover each other.
    """
    rows = [0]
    with np.errstate(all="ignore"):  # a point at infinity is as far as it gets
        for row, here in enumerate(points):
            if np.linalg.norm(here - points[rows[-1]]) >= distance:
                rows.append(row)
    return rows if rows[-1] == len(points) - 1 else [*rows, len(points) - 1]


def cost_curve(ax: Axes, descent: Descent, name: str, *, place: int = 0) -> Line2D:
    """Cost of a descent against its steps, on a log axis; ValueError if none was recorded."""
    return step_curve(ax, recorded_cost(descent), name, place=place, of="$J$")


def recorded_cost(descent: Descent) -> NDArray[np.floating]:
    """Cost of a descent at every point; ValueError if none was recorded."""
    if descent.cost is None:
        raise ValueError("descent must have its cost recorded: give descend a cost, cost=bowl")
    return descent.cost


def distance_curve(
    ax: Axes,
    descent: Descent,
    parameter: str,
    name: str,
    *,
    minimum: float = 0.0,
    place: int = 0,
) -> Line2D:
    """How far a parameter is from where it should be, against the steps, on a log axis.

    A straight line means that each step shrinks the distance by the same factor.
    """
    distance = np.abs(descent[parameter] - minimum)
    return step_curve(ax, distance, name, place=place, of=f"distance along ${parameter}$")


def step_curve(
    ax: Axes, values: ArrayLike, name: str, *, of: str, place: int = 0, log: bool = True
) -> Line2D:
    """Values of steps 0, 1, 2, … as a line with about a dozen markers; `of` names the axis."""
    values = np.asarray(values, dtype=float)
    line = method_line(ax, np.arange(len(values)), values, name, place=place)
    line.set_markevery(max(1, (len(values) - 1) // 12))
    ax.set(xlabel="step $t$", ylabel=of, yscale="log" if log else "linear")
    return line


def stems(ax: Axes, weights: ArrayLike, name: str, *, place: int = 0) -> None:
    """Weights of an average, oldest first as `averages.weights` gives them, against their age."""
    newest_first = np.asarray(weights)[::-1]
    age = np.arange(len(newest_first))
    its_look = palette.look(name, place)
    ax.vlines(age, 0, newest_first, color=its_look.light, linewidth=1.2)
    ax.plot(age, newest_first, its_look.marker, color=its_look.light, markersize=3.5)
    ax.set(xlabel="age in steps", ylabel="weight", ylim=(0, None))


def method_line(
    ax: Axes,
    x: ArrayLike,
    y: ArrayLike,
    name: str,
    *,
    place: int = 0,
    look: Look | None = None,
) -> Line2D:
    """Line with the colour, the dash and the markers of a look: that of the method `name`."""
    look = look or palette.look(name, place)
    (line,) = ax.plot(
        x,
        y,
        color=look.light,
        linestyle=(0, look.dash) if look.dash else "-",
        marker=look.marker,
        markersize=9 if look.marker == "*" else 5,
        markeredgecolor="white",
        markeredgewidth=0.3,
        label=name,
        zorder=3,
    )
    return line


def label(
    ax: Axes,
    text: str,
    at: ArrayLike,
    name: str | None = None,
    *,
    place: int = 0,
    look: Look | None = None,
    offset: tuple[float, float] = (0, 0),
    **text_settings: Any,
) -> Annotation:
    """Text on the figure itself, `offset` points from the point `at`, in the colour of `name`.

    It begins at its anchor where the offset is to the right or 0, and ends there where it is to the
    left; in height it is centred on it. Without a name it is the picture's own, in grey.
    """
    x, y = np.asarray(at, dtype=float)
    annotation = ax.annotate(
        text,
        (x, y),
        offset,
        textcoords="offset points",
        **{
            "color": QUIET if name is None else (look or palette.look(name, place)).light,
            "ha": "right" if offset[0] < 0 else "left",
            "va": "center",
            "zorder": 6,
        }
        | text_settings,
    )
    annotation.set_path_effects([patheffects.withStroke(linewidth=3, foreground=PALE)])
    return annotation


def arrow(ax: Axes, at: ArrayLike, by: ArrayLike, colour: str = INK, **settings: Any) -> None:
    """Arrow that starts at the point `at` and is as long as `by`, both in units of the axes."""
    x, y = np.asarray(at, dtype=float)
    dx, dy = np.asarray(by, dtype=float)
    ax.annotate(
        "",
        (x + dx, y + dy),
        (x, y),
        arrowprops={
            "arrowstyle": "-|>,head_length=0.5,head_width=0.22",
            "color": colour,
            "linewidth": 2,
            "shrinkA": 0,
            "shrinkB": 0,
        }
        | settings,
        zorder=5,
    )


def cut(
    inside: NDArray[np.float64],
    outside: NDArray[np.float64],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Where the way from a point inside the box from `low` to `high` to one outside crosses it.

    A way to infinity, or to what is not a number, has no direction: it ends where it began.
    """
    if not np.all(np.isfinite(outside)):
        return inside
    way = outside - inside
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(way > 0, (high - inside) / way, (low - inside) / way)
    share: float = np.min(shares, where=way != 0, initial=1)
    return inside + share * way
