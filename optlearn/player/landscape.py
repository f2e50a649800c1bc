"""What part of the plane a picture shows, and the contours of a cost in it, ready to be sent."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from contourpy import FillType, contour_generator
from numpy.typing import ArrayLike, NDArray

from optlearn.settings import checked_floats

Floats = NDArray[np.floating]
Outlines = tuple[list[NDArray[np.float64]], list[NDArray[np.int64]]]

#: Lines of a picture, and points of the grid that they are found on, along W.
LINES, GRID = 11, 161

#: A line keeps a point for each turn by so many radians, and for each such part of the view.
TURN, LENGTH = 0.1, 0.05

#: How oblong a picture's frame may be, width over height.
NARROWEST, WIDEST = 0.9, 1.5

#: Ranges of W and b that differ by at most this factor get one scale for both.
NEARLY_EQUAL = 3.0

#: What is further away is as good as infinite: a view around it would not be one of floats.
FARTHEST = 1e300


@dataclass(frozen=True)
class View:
    """The ranges of W and b that a picture shows; `aspect` is its frame's width over its height."""

    W: tuple[float, float]
    b: tuple[float, float]
    aspect: float

    def holds(self, W: ArrayLike, b: ArrayLike) -> NDArray[np.bool_]:
        """Which points are in the picture; infinities and NaN never are."""
        W, b = np.asarray(W), np.asarray(b)
        in_W = (self.W[0] <= W) & (self.W[1] >= W)
        return in_W & (self.b[0] <= b) & (self.b[1] >= b)

    def as_dict(self) -> dict[str, list[float]]:
        """The two ranges, as the front end reads them."""
        return {"W": list(self.W), "b": list(self.b)}


def checked_view(view: Any) -> View:
    """Return a view given as ``{"W": (low, high), "b": (low, high)}``.

    Raises TypeError for anything else, ValueError for ranges that are not finite and growing.
    """
    if isinstance(view, View):
        return view
    if not isinstance(view, Mapping) or set(view) != {"W", "b"}:
        raise TypeError(f'view must be {{"W": (low, high), "b": (low, high)}}; got {view!r}')
    ranges = {}
    for name, ends in view.items():
        where = f"view[{name!r}]"
        try:
            numbers = checked_floats(where, ends)
        except TypeError:
            numbers = np.empty(0)
        if numbers.shape != (2,):
            raise TypeError(f"{where} must be two numbers, (low, high); got {ends!r}")
        low, high = map(float, numbers)
        if not (0 < high - low < np.inf):
            raise ValueError(f"{where} must be finite, low < high; got {ends!r}")
        ranges[name] = (low, high)
    return _framed(ranges["W"], ranges["b"], WIDEST, widen=False)


def view_of(
    points: Iterable[tuple[Floats, Floats]],
    minimum: Mapping[str, float] | None,
    *,
    all_around: bool = False,
    widest: float = WIDEST,
) -> View:
    """Choose a view that shows where paths start, where they should end, and how they get there.

    It reaches a third beyond the starts, as seen from the minimum, and beyond the minimum as far
    as the paths go, up to the same distance (`all_around`: in any case). So a path that diverges
    leaves the picture, and nearly the same paths are shown in the same view. Without a minimum,
    the view holds all points that are finite.
    """
    pairs = [(np.asarray(W, float), np.asarray(b, float)) for W, b in points]
    ranges = []
    sizes = []
    for coordinate, name in enumerate("Wb"):
        series = [pair[coordinate] for pair in pairs]
        everything = np.concatenate(series)
        finite = everything[np.abs(everything) < FARTHEST]
        starts = np.array([values[0] for values in series if np.abs(values[0]) < FARTHEST])
        if minimum is None:
            centre = float(starts.mean()) if starts.size else 0.0
            sizes.append(float(np.ptp(finite)) / 2 if finite.size else 0.0)
        else:
            centre = float(minimum[name])
            sizes.append(float(np.abs(starts - centre).max(initial=0)))
        ranges.append((centre, starts, finite))
    # A start straight above or beside the minimum says nothing of the other coordinate's scale.
    largest = max(sizes) or 1.0
    bounds = []
    for (centre, starts, finite), size in zip(ranges, sizes, strict=True):
        size = max(size, 0.5 * largest)
        if minimum is None:
            low, high = finite.min(initial=centre - size), finite.max(initial=centre + size)
            bounds.append((float(low - 0.08 * size), float(high + 0.08 * size)))
            continue
        near = finite[np.abs(finite - centre) <= 1.3 * size]
        ends = []
        for side in (-1, 1):
            reached = float((side * (near - centre)).max(initial=0)) / size
            starts_there = bool((side * (starts - centre)).max(initial=0) > 0.5 * size)
            far = all_around or starts_there or reached > 0.45
            ends.append(centre + side * size * (1.3 if far else 0.6))
        bounds.append((ends[0], ends[1]))
    return _framed(bounds[0], bounds[1], widest, widen=True)


def _framed(W: tuple[float, float], b: tuple[float, float], widest: float, *, widen: bool) -> View:
    """A view of these ranges; of nearly equal ones the narrower is widened to the same scale."""
    width, height = W[1] - W[0], b[1] - b[0]
    aspect = float(np.clip(width / height, NARROWEST, widest))
    if widen and 1 / NEARLY_EQUAL <= width / height <= NEARLY_EQUAL:
        W = _widened(W, height * aspect)
        b = _widened(b, width / aspect)
    return View(W, b, aspect)


def _widened(ends: tuple[float, float], size: float) -> tuple[float, float]:
    more = max(0.0, size - (ends[1] - ends[0])) / 2
    return ends[0] - more, ends[1] + more


def contours(cost: Callable[..., Any], view: View) -> dict[str, Any]:
    """Contours of a cost as the front end draws them: the region below each level.

    The levels enclose shares ``(k / lines)**2`` of the view, so that the lines of a bowl are evenly
    spaced and those of any other landscape are not crowded. The grid reaches a little beyond the
    view, so that the edges of a region that the frame cuts are out of sight.

    Returns ``levels``, for each level the numbers of points of its rings; ``points``, all of them
    as pairs of uint16; and ``reach``, the ranges of W and b that 0 … 65535 stand for.
    """
    reach = {
        name: (ends[0] - 0.02 * (ends[1] - ends[0]), ends[1] + 0.02 * (ends[1] - ends[0]))
        for name, ends in (("W", view.W), ("b", view.b))
    }
    W = np.linspace(*reach["W"], GRID)
    b = np.linspace(*reach["b"], max(round(GRID / view.aspect), 2))
    with np.errstate(all="ignore"):
        J = checked_floats("what cost returns", cost(*np.meshgrid(W, b))).astype(float)
    if J.shape != (len(b), len(W)):
        raise ValueError(
            f"cost must return one value for each point; got shape {J.shape} for {len(b), len(W)}"
        )
    finite = J[np.isfinite(J)]
    low, high = np.transpose([reach["W"], reach["b"]])
    levels: list[list[int]] = []
    points: list[NDArray[np.float64]] = [np.empty((0, 2))]
    if finite.size and np.ptp(finite) > 0:
        generator = contour_generator(
            W, b, np.ma.masked_invalid(J), fill_type=FillType.OuterOffset, corner_mask=True
        )
        floor = finite.min() - 1 - abs(finite.min())
        shares = (np.arange(1, LINES + 1) / (LINES + 0.5)) ** 2
        for level in np.unique(np.quantile(finite[::5], shares)):
            # FillType.OuterOffset: each outline's points, and where each of its rings ends.
            outlines, offsets = cast("Outlines", generator.filled(floor, level))
            rings = [
                _thinned((ring - low) / (high - low))
                for outline, ends in zip(outlines, offsets, strict=True)
                for ring in np.split(outline, ends[1:-1])
            ]
            points += rings
            levels.append([len(ring) for ring in rings])
    codes = np.round(np.concatenate(points) * 65535)
    return {
        "levels": levels,
        "points": codes.astype("<u2").tobytes(),
        "reach": {name: list(ends) for name, ends in reach.items()},
    }


def _thinned(ring: NDArray[np.float64]) -> NDArray[np.float64]:
    """A ring with fewer points: more of them where it turns than where it is nearly straight."""
    steps = np.diff(ring, axis=0)
    angles = np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))
    turned = np.concatenate([[0], np.abs(np.diff(angles))])
    passed = np.cumsum(turned / TURN + np.hypot(*steps.T) / LENGTH)
    kept = np.concatenate([[True], np.diff(np.floor(passed)) > 0, [True]])
    thinned: NDArray[np.float64] = ring[kept]
    return thinned
