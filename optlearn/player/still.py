"""Still and recorded pictures of a player, drawn with Matplotlib from what the player shows.

The figures are made without pyplot, so that nothing shows them by itself and none needs closing.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from typing import Any

import numpy as np
from matplotlib import style
from matplotlib.animation import FFMpegWriter, PillowWriter
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.patheffects import withStroke
from matplotlib.text import Annotation
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter
from numpy.typing import NDArray
from PIL import Image

from optlearn import plots
from optlearn.descent import Descent
from optlearn.palette import looks
from optlearn.player.landscape import FARTHEST

Path = Mapping[str, NDArray[np.floating]]

STYLE = ["default", "optlearn.course"]

#: Frames in a second of a recorded picture, and its pixels in an inch.
FRAMES, DOTS = 20, 100


@dataclass(frozen=True)
class Still:
    """A figure of whole paths: `lines` grow with the step, each note appears at its step."""

    figure: Figure
    lines: list[Line2D]
    notes: list[tuple[Annotation, int]]


def draw(paths: Mapping[str, Path], scene: Mapping[str, Any], picture: Mapping[str, Any]) -> Still:
    """The whole paths on the contours, and the series beside them."""
    with style.context(STYLE):
        figure, on_contours, beside = _axes(scene, len(paths))
        fixed = _landscape(on_contours, scene, picture)
        notes, its_look = [], dict(zip(paths, looks(list(paths)), strict=True))
        for name, path in paths.items():
            said = len(on_contours.texts)
            points = {"W": path["W"], "b": path["b"]}
            descent = Descent(points, {}, {}, cost=None, rule=name, settings={})
            line = plots.path(on_contours, descent, name, look=its_look[name])
            notes += [
                (text, len(np.asarray(line.get_xdata())) - 1)
                for text in on_contours.texts[said:]
                if isinstance(text, Annotation)
            ]
        _spread([text for text, _ in notes], on_contours)
        for title, ax in beside.items():
            series = {name: _series(title, path, scene) for name, path in paths.items()}
            for name, values in series.items():
                line = plots.method_line(
                    ax, np.arange(len(values)), values, name, look=its_look[name]
                )
                line.set_marker("")
            fixed += _finish(ax, title, list(series.values()), scene)
        if beside:
            lowest = figure.axes[-1]
            lowest.tick_params(labelbottom=True)
            lowest.set_xlabel("step", fontsize=11)
        names = on_contours.get_legend_handles_labels()
        figure.legend(*names, loc="lower center", ncols=_COLUMNS, frameon=False, fontsize=10)
    lines = [line for ax in figure.axes for line in ax.lines if line not in fixed]
    return Still(figure, lines, notes)


def _spread(labels: Sequence[Annotation], ax: Axes) -> None:
    """Move labels of paths that leave at nearly the same place below or above each other."""
    height = 15.0  # of a row, in points
    low, high = np.transpose([ax.get_xlim(), ax.get_ylim()])
    for row, text in enumerate(labels):
        shares = [(np.array(other.xy) - low) / (high - low) for other in labels[: row + 1]]
        before = sum(np.abs(share - shares[row]).max() < 0.05 for share in shares[:row])
        x, y = text.xyann
        text.xyann = (x, y + (height if y > 0 else -height) * before)


def png(figure: Figure, *, dpi: float = 90) -> bytes:
    """A figure as a small PNG: its colours are few, so a palette more than halves its size."""
    image = Image.fromarray(_pixels(figure, dpi)).convert("RGB")
    image = image.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    small = io.BytesIO()
    image.save(small, "PNG", compress_level=8)
    return small.getvalue()


def _pixels(figure: Figure, dpi: float) -> NDArray[np.uint8]:
    canvas = FigureCanvasAgg(figure)
    figure.set_dpi(dpi)
    canvas.draw()  # type: ignore[no-untyped-call]
    return np.array(canvas.buffer_rgba())  # type: ignore[no-untyped-call]


def record(still: Still, file: str | PathLike[str], kind: str, seconds: float) -> None:
    """Save the animation of a still as a "gif" or an "mp4": `seconds`, then a rest at the end.

    Raises RuntimeError for an MP4 where the program ffmpeg is missing.
    """
    if kind == "mp4" and not FFMpegWriter.isAvailable():
        raise RuntimeError(
            "an MP4 needs the program ffmpeg, which is not installed here: "
            "install it (ffmpeg.org), or save a GIF with save_gif"
        )
    writer = FFMpegWriter(fps=FRAMES) if kind == "mp4" else PillowWriter(fps=FRAMES)
    whole = [np.column_stack(line.get_data()).astype(float) for line in still.lines]
    markers = [_marked(line, len(points)) for line, points in zip(still.lines, whole, strict=True)]
    last = max(len(points) for points in whole) - 1
    steps = [*np.linspace(0, last, max(round(seconds * FRAMES), 2)), *[last] * FRAMES]
    _flatten(still)
    with writer.saving(still.figure, str(file), dpi=DOTS):
        for step in steps:
            for line, points, marked in zip(still.lines, whole, markers, strict=True):
                line.set(data=_until(points, step).T, markevery=[k for k in marked if k <= step])
            for text, due in still.notes:
                text.set_visible(step >= due)
            writer.grab_frame()


def _flatten(still: Still) -> None:
    """Turn all of a figure that stays the same into one image, which is drawn quickly."""
    figure = still.figure
    moving = [*still.lines, *(text for text, _ in still.notes)]
    # An even number of pixels each way, which the usual encoding of MP4 needs.
    figure.set_size_inches(*(2 * np.round(figure.get_size_inches() * DOTS / 2) / DOTS))
    for artist in moving:
        artist.set_visible(False)
    background = _pixels(figure, DOTS)
    for ax in figure.axes:
        ax.set_axis_off()
        for artist in ax.get_children():
            artist.set_visible(artist in still.lines)
    for artist in figure.get_children():
        artist.set_visible(artist in figure.axes)
    figure.figimage(background, zorder=-1)


def _marked(line: Line2D, points: int) -> list[int]:
    """Steps at which a line has a marker."""
    every = line.get_markevery()
    return list(every) if isinstance(every, list | np.ndarray) else list(range(points))


def _until(points: NDArray[np.floating], step: float) -> NDArray[np.floating]:
    """The points up to a step, the last one on the way from one step to the next."""
    k = int(step)
    if k + 1 >= len(points):
        return points
    with np.errstate(invalid="ignore"):
        moving = points[k] + (step - k) * (points[k + 1] - points[k])
    return np.vstack([points[: k + 1], moving])


def _axes(scene: Mapping[str, Any], names: int) -> tuple[Figure, Axes, dict[str, Axes]]:
    """The frames of a figure, placed by hand: laying one out takes longer than drawing it."""
    titles = [title for plot in scene["plots"] for title in _TITLES[plot]]
    legend, title = 0.3 * -(-names // _COLUMNS) + 0.15, 0.45 if scene["title"] else 0.15
    frame = 5.0 / scene["aspect"]
    width, height = 8.9 if titles else 5.9, frame + legend + title + 0.65
    figure = Figure(figsize=(width, height))
    figure.set_layout_engine("none")

    def axes(left: float, bottom: float, wide: float, high: float) -> Axes:
        foot = bottom + legend + 0.65
        return figure.add_axes((left / width, foot / height, wide / width, high / height))

    if scene["title"]:
        figure.suptitle(scene["title"], x=0.75 / width, y=1 - 0.1 / height, ha="left", fontsize=13)
    each = frame / max(len(titles), 1)
    on_contours = axes(0.75, 0, 5.0, frame)
    beside = {
        title: axes(6.5, frame - (row + 1) * each, 2.25, each - 0.3)
        for row, title in enumerate(titles)
    }
    return figure, on_contours, beside


_COLUMNS = 4
_TITLES = {"cost": ["cost J"], "distance": ["distance along W", "distance along b"]}


def _landscape(ax: Axes, scene: Mapping[str, Any], picture: Mapping[str, Any]) -> list[Line2D]:
    view, reach = scene["view"], picture["reach"]
    low, high = np.transpose([reach["W"], reach["b"]])
    codes = np.frombuffer(picture["points"], "<u2").reshape(-1, 2)
    points = low + codes / 65535 * (high - low)
    start = 0
    regions = []
    for lengths in picture["levels"]:
        ends = start + np.cumsum(lengths)
        outlines = [
            Outline(ring, closed=True) for ring in np.split(points[start:], ends - start)[:-1]
        ]
        start = ends[-1]
        regions.append(Outline.make_compound_path(*outlines))
    # The largest first: higher is darker, in the colours of the course's other pictures.
    shades = plots.HEIGHTS(np.linspace(0, 1, len(regions) + 1))
    ax.set_facecolor(shades[-1])
    for region, shade in zip(regions[::-1], shades[-2::-1], strict=True):
        ax.add_patch(PathPatch(region, facecolor=shade, edgecolor="#b4c0cf", linewidth=0.8))
    ax.set(xlim=view["W"], ylim=view["b"], box_aspect=1 / scene["aspect"])
    # Plain text: whatever is typeset as a formula takes Matplotlib ten times as long.
    ax.set_xlabel("W", style="italic")
    ax.set_ylabel("b", style="italic", rotation=0, va="center", labelpad=10)
    ax.grid(False)
    if not scene["minimum"]:
        return []
    lowest = scene["minimum"]["W"], scene["minimum"]["b"]
    return ax.plot(*lowest, "+", color=plots.INK, markersize=12, markeredgewidth=1.8, zorder=4)


def _series(title: str, path: Path, scene: Mapping[str, Any]) -> NDArray[np.floating]:
    name = title[-1]
    values = path["cost"] if name == "J" else np.abs(path[name] - scene["minimum"][name])
    return np.where(np.isfinite(values) & (values > 0), values, np.nan)


#: Values between which the limits of a log axis are chosen, so that margins find room as floats.
_DRAWN = 1 / FARTHEST, FARTHEST


def _finish(
    ax: Axes, title: str, series: list[NDArray[np.floating]], scene: Mapping[str, Any]
) -> list[Line2D]:
    values = np.concatenate(series)
    values = values[np.isfinite(values)]
    if values.size:
        values = np.clip(values, *_DRAWN)
        # A path that diverges leaves this picture too: at 1,000 times the highest start.
        starts = [np.clip(line[0], *_DRAWN) for line in series if np.isfinite(line[0])]
        top = min(values.max(), 1e3 * max(starts, default=np.inf))
        ax.set_ylim(np.clip(values.min(), 1e-14 * top, top / 10) / 1.5, top * 1.5)
    # After the limits: a margin around a cost of 1e250, which Matplotlib would choose, overflows.
    ax.set_yscale("log")
    ax.yaxis.set_major_locator(LogLocator(numticks=5))
    ax.yaxis.set_major_formatter(lambda value, _: _power_of_ten(value))
    ax.yaxis.set_minor_formatter(NullFormatter())
    ax.set_title(title, fontsize=11, pad=5, y=1)
    ax.tick_params(labelsize=9)
    ax.xaxis.set_major_locator(MaxNLocator(4, integer=True))
    ax.tick_params(labelbottom=False)
    if title == "cost J" and scene["target"]:
        return [ax.axhline(scene["target"], color=plots.INK, linewidth=1, linestyle=(0, (5, 4)))]
    return []


def _power_of_ten(value: float) -> str:
    if value <= 0:  # a tick so far down that it is no float any more
        return ""
    return "10" + str(round(np.log10(value))).translate(_RAISED)


_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def draw_map(
    paths: Mapping[str, Path],
    scene: Mapping[str, Any],
    picture: Mapping[str, Any],
    steps: NDArray[np.floating],
    diverged: NDArray[np.bool_],
) -> Figure:
    """The map of steps to converge, and beside it the path of its best cell."""
    grid = scene["map"]
    with style.context(STYLE):
        figure = Figure(figsize=(10.5, 4.4))
        on_map, on_contours = figure.subplots(1, 2, width_ratios=[1, 1.1])
        low, high = grid["range"]
        on_map.set_facecolor("#d9dde3")
        heat = on_map.pcolormesh(
            _edges(grid["x"]),
            _edges(grid["y"]),
            np.where(np.isfinite(steps), np.maximum(steps, 1), np.nan),
            cmap="viridis_r",
            norm=LogNorm(low, max(high, low + 1)),
        )
        if diverged.any():
            # Hatched, since a colour alone could be taken for a number.
            x, y = grid["x"]["values"], grid["y"]["values"]
            on_map.contourf(x, y, diverged, [0.5, 1.5], colors=["#3b4250"], hatches=["///"])
        on_map.set(xscale=_scale(grid["x"]), xlabel=grid["x"]["name"])
        on_map.set(yscale=_scale(grid["y"]), ylabel=grid["y"]["name"])
        on_map.grid(False)
        numbers = [n for n in _ROUND if low <= n <= high]
        bar = figure.colorbar(heat, ax=on_map, ticks=numbers, format="%d", label="steps")
        bar.minorticks_off()
        column, row = grid["best"]
        best = grid["x"]["values"][column], grid["y"]["values"][row]
        on_map.plot(*best, "s", markersize=9, color="none", markeredgecolor="white")
        _landscape(on_contours, scene, picture)
        for name, path in paths.items():
            plots.path(on_contours, path, name)
            on_contours.set_title(f"{name}, the best cell", fontsize=11)
        _theory(on_map, grid)
    return figure


_ROUND = [m * 10**e for e in range(5) for m in (1, 2, 5)]


def _edges(axis: Mapping[str, Any]) -> NDArray[np.floating]:
    """Edges of cells around the values of an axis, half-way between them as the axis reads."""
    values = np.asarray(axis["values"], float)
    values = np.log(values) if axis["scale"] == "log" else values
    middle = (values[1:] + values[:-1]) / 2
    edges = np.concatenate([[2 * values[0] - middle[0]], middle, [2 * values[-1] - middle[-1]]])
    return np.exp(edges) if axis["scale"] == "log" else edges


def _scale(axis: Mapping[str, Any]) -> str:
    return "log" if axis["scale"] == "log" else "linear"


def _theory(ax: Axes, grid: Mapping[str, Any]) -> None:
    """Curves and marks over a map, and the name of each where it is nearest to its own."""
    ends = ax.get_xlim(), ax.get_ylim()
    for curve in grid["curves"]:
        ax.plot(curve["x"], curve["y"], color="white", linewidth=2, path_effects=_CASING)
    for mark in grid["marks"]:
        ax.plot(mark["x"], mark["y"], "*", color="white", markersize=12, path_effects=_CASING)
    ax.set(xlim=ends[0], ylim=ends[1])
    named = [*grid["curves"], *grid["marks"]]
    points = [np.column_stack([np.atleast_1d(it["x"]), np.atleast_1d(it["y"])]) for it in named]
    _name_all(ax, [it["label"] for it in named], points)


def _name_all(ax: Axes, names: Sequence[str], lines: Sequence[NDArray[np.floating]]) -> None:
    """Write a name beside each line: within the axes, off the other names, far from other lines.

    A line out of sight gets none.
    """
    if not names:
        return
    figure = ax.figure
    assert isinstance(figure, Figure)
    canvas = FigureCanvasAgg(figure)
    layout = figure.get_layout_engine()
    if layout is not None:
        layout.execute(figure)  # where the axes are is known only then
    pixels = [ax.transData.transform(line) for line in lines]
    pixels = [line[np.isfinite(line).all(axis=1)] for line in pixels]
    low, high = np.array(ax.bbox.min), np.array(ax.bbox.max)
    to_data = ax.transData.inverted()
    taken: list[NDArray[np.floating]] = []
    for i, name in enumerate(names):
        seen = pixels[i][((pixels[i] >= low) & (pixels[i] <= high)).all(axis=1)]
        if not len(seen):
            continue
        anywhere = to_data.transform((low + high) / 2)
        text = plots.label(ax, name, anywhere, color=plots.INK, bbox=_CHIP, ha="center")
        extent = text.get_window_extent(canvas.get_renderer())  # type: ignore[no-untyped-call]
        half, point = np.array([extent.width, extent.height]) / 2 + 4, figure.dpi / 72
        away = half + (6 if len(lines[i]) > 1 else 11) * point  # a mark is larger than a line
        anchors = np.repeat(seen, len(_AROUND), axis=0)
        middles = anchors + np.tile(_AROUND, (len(seen), 1)) * away
        corners = np.stack([middles - half, middles + half], axis=1)
        outside = ((corners[:, 0] < low) | (corners[:, 1] > high)).any(axis=1)
        over = np.array([_overlap(box, taken) for box in corners])
        crossed = (_gaps(middles, half, np.concatenate(pixels)) == 0).sum(axis=1)
        foreign = np.concatenate([[(np.inf, np.inf)], *pixels[:i], *pixels[i + 1 :]])
        near = np.minimum(_gaps(middles, half, foreign).min(axis=1) / (30 * point), 1)
        best = np.argmin(100 * outside + 50 * over + 0.3 * crossed - 4 * near)
        text.xy = tuple(to_data.transform(anchors[best]))
        text.xyann = tuple((middles - anchors)[best] / point)
        taken.append(corners[best])


def _overlap(box: NDArray[np.floating], taken: Sequence[NDArray[np.floating]]) -> bool:
    """Whether a box, as its two corners, overlaps one of those that are taken."""
    return any((box[0] < other[1]).all() and (box[1] > other[0]).all() for other in taken)


def _gaps(
    middles: NDArray[np.floating], half: NDArray[np.floating], points: NDArray[np.floating]
) -> NDArray[np.floating]:
    """How far each of some equal boxes is from each point; 0 for one within."""
    beyond = np.abs(middles[:, np.newaxis] - points) - half
    gaps: NDArray[np.floating] = np.maximum(beyond, 0).max(axis=-1)
    return gaps


_AROUND = np.array([[0, 1], [0, -1], [1, 0], [-1, 0], [1, 1], [1, -1], [-1, 1], [-1, -1]])
_CHIP = {"facecolor": "white", "edgecolor": "none", "alpha": 0.95, "pad": 1.5}
_CASING = [withStroke(linewidth=4, foreground="black")]
