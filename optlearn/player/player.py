"""What the front end shows, as traits: `Picture` for all widgets of the course, `Player` for paths.

The front end's side of it is described at the head of `player.js`.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable, Mapping, Sequence
from inspect import signature
from os import PathLike
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from optlearn.costs import Bowl
from optlearn.descent import Descent
from optlearn.palette import Look, look, looks, written
from optlearn.player import still
from optlearn.player.checks import checked_flag
from optlearn.player.landscape import View, checked_view, contours, view_of
from optlearn.player.sweeps import single
from optlearn.settings import checked_floats

HERE = Path(__file__).parent

#: What can be switched on at the current point, and what can be drawn beside the contours.
ARROWS = ("gradient", "velocity", "step")
PLOTS = ("cost", "distance")

Paths = dict[str, dict[str, NDArray[np.floating]]]


#: A module that unpacks a script and a style sheet, and shows a view with them.
_UNPACK = """\
const bytes = Uint8Array.from(atob("PACKED"), (letter) => letter.charCodeAt(0));
const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
const [script, rules] = (await new Response(inflated).text()).split("\\0");
const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
const module = await import(url);
URL.revokeObjectURL(url);
function render(view) {
  const style = document.createElement("style");
  style.textContent = rules;
  view.el.append(style);
  return module.render(view);
}
export default { render };
"""


def packed_script(script: str, rules: str) -> str:
    """Pack a module and its style sheet into a third: every widget of a page carries its own copy.

    The browser's own tools show the script as it is written, comments included.
    """
    both = f"{script}\n//# sourceURL=optlearn/player.js\0{rules}"
    deflated = base64.b64encode(zlib.compress(both.encode(), 9)).decode()
    return _UNPACK.replace("PACKED", deflated)


class Picture(anywidget.AnyWidget):
    """A widget of the course; what it shows is in its traits, and `player.js` draws it.

    Traits
    ------
    kind : which of the front end's pictures it is.
    scene : what stays: the view, names, switches.
    picture : the contours.
    paths : one entry for each path, with its points as float32 and its arrows as bfloat16.
    step : the step at which a person last stopped the playhead, or -1.
    """

    _esm = packed_script(
        (HERE / "player.js").read_text(encoding="utf-8"),
        (HERE / "player.css").read_text(encoding="utf-8"),
    )

    kind = traitlets.Unicode("player").tag(sync=True)
    scene = traitlets.Dict().tag(sync=True)
    picture = traitlets.Dict().tag(sync=True)
    paths: traitlets.List[Any] = traitlets.List().tag(sync=True)
    step = traitlets.Int(-1).tag(sync=True)

    courses: Paths

    def still(self) -> Figure:
        """Picture of the whole paths, as a Matplotlib figure."""
        return still.draw(self.courses, self.scene, self.picture).figure

    def save_png(self, file: str | PathLike[str], *, dpi: float = 200) -> None:
        """Save the still picture of the whole paths as PNG."""
        self.still().savefig(file, format="png", dpi=dpi)

    def save_gif(self, file: str | PathLike[str], *, seconds: float | None = None) -> None:
        """Save the animation as GIF; it takes `seconds`, by default as long as in the player."""
        self._record(file, "gif", seconds)

    def save_mp4(self, file: str | PathLike[str], *, seconds: float | None = None) -> None:
        """Save the animation as MP4. Raises RuntimeError where the program ffmpeg is missing."""
        self._record(file, "mp4", seconds)

    def _record(self, file: str | PathLike[str], kind: str, seconds: float | None) -> None:
        last = max(len(path["W"]) for path in self.courses.values()) - 1
        rate = self.scene["rate"] or min(max(last / 8, 4), 120)
        seconds = checked_positive("seconds", seconds) or max(last, 1) / rate
        still.record(still.draw(self.courses, self.scene, self.picture), file, kind, seconds)

    def text(self) -> str:
        """What the widget is, in one line that is the same in every run."""
        raise NotImplementedError

    def alternative(self) -> str:
        """Words in place of the still picture."""
        description: str = self.scene["description"]
        return description

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """The widget, and for a page without widgets its still picture and a line of text."""
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        data = {
            "text/plain": self.text(),
            "image/png": still.png(self.still()),
            "application/vnd.jupyter.widget-view+json": view,
        }
        return data, {"image/png": {"alt": self.alternative()}}

    def __repr__(self) -> str:
        return self.text()


class Player(Picture):
    """Descents on the contours of their cost, playing.

    Parameters
    ----------
    paths : descents by name, ``{"momentum": descend(...)}``, or one descent, or for each name any
        mapping with arrays "W" and "b" of shape (steps + 1,), and if you like "cost" of that shape.
        A name decides the look (`optlearn.palette`); of two of one method, the first has its.
    cost : called as ``cost(W, b)``; its contours are drawn, and its values where a path has none.
    arrows : those of "gradient", "velocity" and "step" that are switched on at first.
    plots : those of "cost" and "distance" that are drawn beside the contours.
    minimum : ``{"W": …, "b": …}``; by default the cost's own, if it has one.
    view : ``{"W": (low, high), "b": (low, high)}``; by default chosen from the paths.
    title : a line above the picture.
    steps_per_second : speed of playing; by default a path takes about eight seconds.
    loop : start again after the end.
    description : alternative text; by default what the paths are and where they end.
    target : a cost to reach, drawn in the plot of the cost.
    autoplay : play once when the player comes into sight (never for who prefers reduced motion).

    Raises TypeError or ValueError that names the argument, its value and what is allowed.
    """

    def __init__(
        self,
        paths: Mapping[str, Any] | Descent,
        cost: Callable[..., Any] | None = None,
        *,
        arrows: Sequence[str] = (),
        plots: Sequence[str] = PLOTS,
        minimum: Mapping[str, float] | None = None,
        view: Mapping[str, tuple[float, float]] | None = None,
        title: str = "",
        steps_per_second: float | None = None,
        loop: bool = False,
        description: str | None = None,
        target: float | None = None,
        autoplay: bool = True,
    ) -> None:
        cost = checked_cost(Bowl() if cost is None else cost)
        self.courses = checked_paths(paths, cost)
        minimum = checked_minimum(cost if minimum is None else minimum)
        points = [(path["W"], path["b"]) for path in self.courses.values()]
        self.view = view_of(points, minimum) if view is None else checked_view(view)
        self.cost = cost
        scene = scene_of(
            view=self.view,
            minimum=minimum,
            arrows=arrows,
            plots=plots,
            title=title,
            description=worded(description) or described(self.courses),
            rate=steps_per_second,
            target=target,
            loop=loop,
            autoplay=autoplay,
        )
        super().__init__(
            scene=scene,
            picture=contours(cost, self.view),
            paths=[
                packed(name, path, its_look)
                for (name, path), its_look in zip(
                    self.courses.items(), looks(list(self.courses)), strict=True
                )
            ],
        )

    def text(self) -> str:
        """Names and numbers of steps, such as ``Player: momentum (40 steps), adam (40 steps)``."""
        lengths = {name: len(path["W"]) - 1 for name, path in self.courses.items()}
        return "Player: " + ", ".join(f"{name} ({steps} steps)" for name, steps in lengths.items())


def scene_of(
    *,
    view: View,
    minimum: Mapping[str, float] | None,
    arrows: Sequence[str] = (),
    plots: Sequence[str],
    title: str,
    description: str,
    rate: float | None = None,
    target: float | None = None,
    loop: bool = False,
    autoplay: bool = True,
    **more: Any,
) -> dict[str, Any]:
    """What stays of a picture, each part checked, in the names of the front end."""
    return {
        "view": view.as_dict(),
        "aspect": view.aspect,
        "minimum": None if minimum is None else dict(minimum),
        "arrows": checked_choice("arrows", arrows, ARROWS),
        "plots": [
            plot
            for plot in checked_choice("plots", plots, PLOTS)
            if plot == "cost" or minimum is not None
        ],
        "title": checked_text("title", title),
        "description": description,
        "rate": checked_positive("steps_per_second", rate),
        "target": checked_positive("target", target),
        "repeat": checked_flag("loop", loop),
        "autoplay": checked_flag("autoplay", autoplay),
        **more,
    }


def packed(
    name: str, path: Mapping[str, NDArray[np.floating]], its_look: Look | None = None
) -> dict[str, Any]:
    """One path as the front end reads it, by default in the look of its name."""
    its_look = its_look or look(name)
    pairs = {kind: path.get(f"{kind}_W") for kind in ("gradient", "velocity")}
    return {
        "name": name,
        "look": {
            "light": its_look.light,
            "dark": its_look.dark,
            "marker": its_look.marker,
            "dash": list(its_look.dash),
        },
        "points": float32(path["W"], path["b"]),
        "cost": float32(path["cost"]),
        **{
            kind: None if along_W is None else bfloat16(along_W, path[f"{kind}_b"])
            for kind, along_W in pairs.items()
        },
    }


def float32(*arrays: ArrayLike) -> bytes:
    """Arrays one after the other as little-endian float32, finite numbers within its range."""
    return single(np.concatenate(arrays)).tobytes()


def bfloat16(*arrays: ArrayLike) -> bytes:
    """Arrays as bfloat16, the upper halves of float32, rounded: two figures and a half."""
    bits = np.frombuffer(float32(*arrays), "<u4")
    rounded = np.where(np.isfinite(bits.view("<f4")), bits + np.uint32(0x8000), bits)
    return (rounded >> 16).astype("<u2").tobytes()


#: How the alternative text of paths begins, where nobody has given other words.
ON_CONTOURS = "Paths on the contour lines of the cost."


def described(paths: Paths) -> str:
    """Alternative text: what the picture shows, and where each path ends."""
    return f"{ON_CONTOURS} {ends(paths)}"


def ends(paths: Paths) -> str:
    """Where each path ends, in words."""
    said = []
    for name, path in paths.items():
        W, b, steps = path["W"][-1], path["b"][-1], len(path["W"]) - 1
        said.append(f"{name}, after {steps} steps at W = {W:.3g}, b = {b:.3g}")
    return f"{'; '.join(said)}."


def checked_paths(paths: Mapping[str, Any] | Descent, cost: Callable[..., Any]) -> Paths:
    """Return each path's points, costs and arrows as arrays of shape (steps + 1,)."""
    if isinstance(paths, Descent):
        paths = {written(paths.rule): paths}
    if not isinstance(paths, Mapping) or not paths:
        raise TypeError(
            f"paths must be a descent, or a dict of names and descents, at least one; got {paths!r}"
        )
    return {str(name): _course(str(name), path, cost) for name, path in paths.items()}


def _course(name: str, path: Any, cost: Callable[..., Any]) -> dict[str, NDArray[np.floating]]:
    where = f"paths[{name!r}]"
    course = {}
    for parameter in ("W", "b"):
        try:
            values = path[parameter]
        except (KeyError, IndexError, TypeError, ValueError):
            raise TypeError(
                f'{where} must be a descent of "W" and "b" or a mapping with both; got {path!r}'
            ) from None
        course[parameter] = _series(f"{where}[{parameter!r}]", values, None)
    length = len(course["W"])
    course["b"] = _series(f"{where}['b']", course["b"], length)
    optional = getattr(path, "get", lambda name: None)  # which an array with names lacks
    given = path.cost if isinstance(path, Descent) else optional("cost")
    with np.errstate(all="ignore"):
        costs = cost(course["W"], course["b"]) if given is None else given
    course["cost"] = _series(f"the cost of {where}", costs, length)
    return course | (_arrows(path) if isinstance(path, Descent) else {})


def _arrows(path: Descent) -> dict[str, NDArray[np.floating]]:
    """Gradient at each point, and the velocity of the step that sets out from there.

    No step sets out from the last point, so it has neither.
    """
    arrows = {}
    for name in ("W", "b"):
        if f"d{name}" in path.gradients:
            arrows[f"gradient_{name}"] = np.append(path.gradients[f"d{name}"], np.nan)
        if f"v_d{name}" in path.averages:
            arrows[f"velocity_{name}"] = np.append(path.averages[f"v_d{name}"][1:], np.nan)
    return arrows


def _series(what: str, values: Any, length: int | None) -> NDArray[np.floating]:
    array = np.asarray(values)
    if array.dtype.kind not in "fiu":
        raise TypeError(f"{what} must be an array of numbers; got {values!r}")
    if array.ndim != 1 or array.size == 0 or (length is not None and len(array) != length):
        steps = "(steps + 1,)" if length is None else f"({length},), that of W"
        raise ValueError(f"{what} must have shape {steps}; got {array.shape}")
    return array.astype(float)


def checked_cost(cost: Any) -> Callable[..., Any]:
    """Return a cost that can be called as ``cost(W, b)``."""
    try:
        signature(cost).bind("W", "b")
    except TypeError:  # not callable either
        raise TypeError(
            f"cost must be a function of W and b, such as Bowl(); got {cost!r}"
        ) from None
    except ValueError:  # one of the few builtins that cannot tell
        pass
    function: Callable[..., Any] = cost
    return function


def checked_minimum(minimum: Any) -> dict[str, float] | None:
    """Return a minimum given as ``{"W": …, "b": …}``, or that of a cost which has one."""
    if callable(minimum):
        minimum = getattr(minimum, "minimum", None)
    if minimum is None:
        return None
    if not isinstance(minimum, Mapping) or not {"W", "b"} <= set(minimum):
        raise TypeError(f'minimum must be {{"W": number, "b": number}}; got {minimum!r}')
    point = {name: checked_floats(f"minimum[{name!r}]", minimum[name]) for name in ("W", "b")}
    if not all(x.ndim == 0 and np.isfinite(x) for x in point.values()):
        raise ValueError(f"minimum must be finite numbers; got {minimum!r}")
    return {name: float(x) for name, x in point.items()}


def checked_choice(what: str, chosen: Any, allowed: Sequence[str]) -> list[str]:
    """Return those of `allowed` that were chosen, in the order of `allowed`."""
    try:
        names = [chosen] if isinstance(chosen, str) else list(chosen)
    except TypeError:
        raise TypeError(f"{what} must be a list of {', '.join(allowed)}; got {chosen!r}") from None
    for name in names:
        if not isinstance(name, str) or name not in allowed:
            raise ValueError(f"{what} must be any of {', '.join(allowed)}; got {name!r}")
    return [name for name in allowed if name in names]


def checked_text(what: str, text: Any) -> str:
    """Return a text."""
    if not isinstance(text, str):
        raise TypeError(f"{what} must be a text; got {text!r}")
    return text


def worded(description: Any) -> str:
    """Return an alternative text; None is none."""
    return "" if description is None else checked_text("description", description)


def checked_positive(what: str, value: Any) -> float | None:
    """Return a finite number above 0, or None for None."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        raise TypeError(f"{what} must be a number greater than 0; got {value!r}")
    number = float(checked_floats(what, value))
    if not (np.isfinite(number) and number > 0):
        raise ValueError(f"{what} must be finite and greater than 0; got {value}")
    return number
