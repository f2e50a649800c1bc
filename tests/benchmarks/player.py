"""Player, explorer and map against what they must reach, in a real browser, beside Matplotlib.

A headless Chromium without GPU opens a JupyterLab of its own and a page on disk without a network.
What a person would do is done with a real mouse. Close what else is running: the page at rest,
measured in the same run, shows how many frames the machine itself loses.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from ipywidgets.embed import dependency_state  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Locator, Page

from optlearn import Bowl, Descent, adam, descend, gradient_descent, momentum, rmsprop
from optlearn.explore import explore, settings_map
from optlearn.player import Player
from optlearn.publish.widgets import Widgets
from tests.benchmarks.timing import digits, table
from tests.browser.alone import Alone
from tests.browser.chromium import launched
from tests.browser.lab import LabServer, OpenNotebook
from tests.isolation import isolate_jupyter

REPOSITORY = Path(__file__).parents[2]

FRAME = 1000 / 60
PLAYS, MOVES, PEER_MOVES, FLOOD, RUNS = 3, 80, 20, 500, 7

SETUP = """\
import numpy as np, matplotlib.pyplot as plt, ipywidgets
from optlearn import Bowl, adam, descend, gradient_descent, momentum, rmsprop
from optlearn.explore import explore, settings_map
from optlearn.player import Player
bowl = Bowl()
def run(rule, **settings):
    return descend(rule, bowl.start, bowl.gradient, 500, cost=bowl, **settings)
paths = {
    "gradient descent": run(gradient_descent, alpha=0.4),
    "momentum": run(momentum, alpha=0.4, beta=0.9),
    "RMSprop": run(rmsprop, alpha=0.02, beta=0.9, epsilon=1e-8),
    "Adam": run(adam, alpha=0.05, beta1=0.9, beta2=0.999, epsilon=1e-8),
}"""

#: What Matplotlib users write: the same contours, paths and costs, drawn anew by the kernel.
PEER_DRAWS = """\
W, b = np.meshgrid(np.linspace(-6.5, 3, 161), np.linspace(-3.2, 3.2, 109))
J = bowl(W, b)
def draw(shown, step=500):
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4.4), width_ratios=(1.8, 1))
    left.contour(W, b, J, 11, colors="#b9c6d6")
    for name, path in shown.items():
        left.plot(path["W"][: step + 1], path["b"][: step + 1], label=name)
        right.semilogy(path.cost[: step + 1], label=name)
    left.legend()
    plt.show()"""

CELLS = {
    "setup": SETUP,
    "peer draws": PEER_DRAWS,
    "player": "Player(paths, bowl, autoplay=False)",
    "sweep": 'explore(momentum, settings={"alpha": 0.4, "beta": 0.5}, sliders=("alpha",), '
    "sweep=True)",
    "map": 'settings_map(momentum, x=("alpha", np.geomspace(0.01, 10, 100)), '
    'y=("beta", np.linspace(0, 0.99, 100)))',
    "explorer": 'explorer = explore(momentum, settings={"alpha": 0.4, "beta": 0.5})\nexplorer',
    "peer plays": """\
play = ipywidgets.Play(max=500, interval=16)
shown = ipywidgets.interactive_output(lambda step: draw(paths, step), {"step": play})
ipywidgets.VBox([play, shown])""",
    "peer slides": """\
alpha = ipywidgets.FloatLogSlider(0.4, base=10, min=-3, max=1, step=0.01)
shown = ipywidgets.interactive_output(
    lambda alpha: draw({"momentum": descend(momentum, bowl.start, bowl.gradient, 40, cost=bowl,
                                            alpha=alpha, beta=0.5)}),
    {"alpha": alpha})
ipywidgets.VBox([alpha, shown])""",
    "peer draws once": "draw(paths)",
    "state": 'print(explorer.descent.settings["alpha"], explorer.descent["W"][-1])',
}
#: The least that a widget can ask the kernel, and the least that it can answer.
CELLS["echo"] = """\
import anywidget
class Echo(anywidget.AnyWidget):
    _esm = '''export default { render({ model }) {
      window.echo = () => new Promise((done) => {
        const start = performance.now();
        const answered = () => {
          model.off("msg:custom", answered);
          requestAnimationFrame(() => requestAnimationFrame((frame) => done(frame - start)));
        };
        model.on("msg:custom", answered);
        model.send({});
      });
    } };'''
echo = Echo()
echo.on_msg(lambda *given: echo.send({}))
echo"""
PLACE = {name: place for place, name in enumerate(CELLS)}

#: In the page: when the picture of a widget was last drawn, and how long a move takes to be seen.
PROBE = """(() => {
  const drawn = new WeakMap(), copy = CanvasRenderingContext2D.prototype.drawImage;
  CanvasRenderingContext2D.prototype.drawImage = function (...given) {
    drawn.set(this.canvas, performance.now());
    return copy.apply(this, given);
  };
  const picture = (root) => root.querySelector(".optlearn-contours canvas");
  const probe = (window.probe = {});

  /** Milliseconds from the next event of a type to the frame after the one with its answer. */
  probe.arm = (type, shown) => {
    probe.seen = new Promise((done) => addEventListener(type, () => {
      const event = performance.now(), answered = shown();
      const look = (frame) => {
        if (answered(event)) done(frame - event);
        else if (frame - event > 10000) done(NaN);
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    }, { capture: true, once: true }));
  };
  probe.ours = (root) => () => (event) => drawn.get(picture(root)) >= event;
  const image = (output) => [...output.querySelectorAll("img")].at(-1);
  probe.peers = (output) => () => {
    const before = image(output);
    return () => {
      const now = image(output);
      return now !== before && now?.complete && now.naturalWidth > 0;
    };
  };

  /** Times of all frames while something goes on. */
  probe.frames = (goesOn) => new Promise((done) => {
    const times = [];
    const next = (time) => {
      times.push(time);
      if (goesOn(time - times[0])) requestAnimationFrame(next);
      else done(times);
    };
    requestAnimationFrame(next);
  });
})()"""


@dataclass
class Row:
    """One line of the table."""

    figure: str
    reach: str
    measured: str
    met: bool
    peer: str = ""
    ratio: str = ""

    def cells(self) -> list[str]:
        """As the table shows it."""
        met = ("yes" if self.met else "**no**") if self.reach else "–"
        return [
            self.figure,
            self.reach or "–",
            self.measured,
            met,
            self.peer or "–",
            self.ratio or "–",
        ]


@dataclass
class Playing:
    """Frames of some plays: a second, the share that came late, and the processor's work for one.

    The work, in milliseconds, is nearly the same on a busy machine.
    """

    rates: np.ndarray
    late: np.ndarray
    work: dict[str, float]

    @classmethod
    def of(cls, plays: list[list[float]], seconds: dict[str, float]) -> Playing:
        """From the times of the frames of each play (ms), and the processor's seconds for all."""
        gaps = [np.diff(times) for times in plays]
        frames = sum(map(len, plays))
        return cls(
            np.array([1000 * len(gap) / gap.sum() for gap in gaps]),
            np.array([float(np.mean(gap > 1.5 * FRAME)) for gap in gaps]),
            {part: 1000 * spent / frames for part, spent in seconds.items()},
        )

    def __str__(self) -> str:
        late = ", ".join(f"{digits(100 * share)}" for share in self.late)
        work = ", ".join(f"{part} {ms:.1f} ms" for part, ms in self.work.items())
        return f"{np.median(self.rates):.1f} frames a second; late {late} %; work a frame: {work}"

    def reaches(self) -> bool:
        """Sixty frames a second, and less than one in a hundred late, at the median play."""
        return bool(np.median(self.rates) >= 59.4 and np.median(self.late) < 0.01)


class Moves:
    """Milliseconds of some moves, until they were seen."""

    def __init__(self, milliseconds: list[float]) -> None:
        if not np.all(np.isfinite(milliseconds)):
            raise RuntimeError(f"some moves were never answered: {milliseconds}")
        self.median, self.late = np.quantile(milliseconds, [0.5, 0.95])

    def __str__(self) -> str:
        return f"{self.median:.1f} ms; 95 %: {self.late:.1f} ms"


# --- what a person does ---------------------------------------------------------------------------


def play(root: Locator) -> Playing:
    """Play a player from its start to its end, some times."""
    work = Work(root.page)
    plays = [
        root.evaluate(
            """async root => {
              root.querySelector("[aria-label='To the start']").click();
              root.querySelector("[aria-label='Play']").click();
              await new Promise(requestAnimationFrame);
              return probe.frames(() => root.dataset.playing === "true");
            }"""
        )
        for _ in range(PLAYS)
    ]
    return Playing.of(plays, work.seconds())


def rest(page: Page) -> Playing:
    """The same page while nothing moves: frames that the machine itself loses."""
    work = Work(page)
    times = page.evaluate("probe.frames(passed => passed < 8000)")
    return Playing.of([times], work.seconds())


class Work:
    """The processor's seconds from now on: for the page's main thread, and for painting."""

    def __init__(self, page: Page) -> None:
        browser = page.context.browser
        assert browser
        self._page = page.context.new_cdp_session(page)
        self._browser = browser.new_browser_cdp_session()
        self._page.send("Performance.enable", {"timeDomain": "threadTicks"})
        self._before = self._spent()

    def seconds(self) -> dict[str, float]:
        """Seconds since the start, for each part."""
        return {part: now - self._before[part] for part, now in self._spent().items()}

    def _spent(self) -> dict[str, float]:
        metrics = self._page.send("Performance.getMetrics")["metrics"]
        named = {metric["name"]: metric["value"] for metric in metrics}
        processes = self._browser.send("SystemInfo.getProcessInfo")["processInfo"]
        return {
            "script": named["ScriptDuration"],
            "main thread in all": named["TaskDuration"],
            "painting": sum(part["cpuTime"] for part in processes if part["type"] == "GPU"),
        }


def slide(root: Locator, slider: Locator, shown: str, moves: int) -> Moves:
    """Drag a slider with the mouse, wait until each move is seen, and move on."""
    page, box = root.page, slider.bounding_box()
    assert box
    target = root.element_handle()
    y = box["y"] + box["height"] / 2
    places = box["x"] + box["width"] * random_places(moves)
    slider_is_noui = "noUi" in (slider.get_attribute("class") or "")
    event = "pointermove" if slider_is_noui else "input"
    if slider_is_noui:
        handle = slider.locator(".noUi-handle").bounding_box()
        assert handle
        page.mouse.move(handle["x"] + handle["width"] / 2, y)
    else:
        page.mouse.move(float(places[0]), y)
    page.mouse.down()
    page.wait_for_timeout(500)
    milliseconds = [one_move(page, event, shown, target, float(x), y) for x in places[1:]]
    page.mouse.up()
    return Moves(milliseconds)


def point(root: Locator, moves: int) -> Moves:
    """Move the mouse over a map, and wait until each cell's path is seen."""
    page, box = root.page, root.get_by_role("application").bounding_box()
    assert box
    target = root.element_handle()
    across, up = 0.15 + 0.6 * random_places(moves), 0.1 + 0.7 * random_places(moves)[::-1]
    return Moves(
        [
            one_move(
                page,
                "pointermove",
                "ours",
                target,
                box["x"] + box["width"] * float(x),
                box["y"] + box["height"] * float(y),
            )
            for x, y in zip(across, up, strict=True)
        ]
    )


def one_move(page: Page, event: str, shown: str, target: object, x: float, y: float) -> float:
    """Move the mouse, and return the milliseconds until the answer is seen."""
    page.evaluate(
        "([event, shown, target]) => { probe.arm(event, probe[shown](target)); }",
        [event, shown, target],
    )
    page.mouse.move(x, y)
    milliseconds: float = page.evaluate("probe.seen")
    return milliseconds


def random_places(count: int) -> np.ndarray:
    """Shares of a width, each at least a tenth away from the one before."""
    rng = np.random.default_rng(0)
    return np.cumsum(rng.uniform(0.1, 0.4, count)) % 0.8 + 0.1


def flood(notebook: OpenNotebook, root: Locator, slider: Locator) -> tuple[bool, float]:
    """Drag a slider by many fast moves: is the last one what is shown, and how soon."""
    page, box = root.page, slider.bounding_box()
    assert box
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, y)
    page.mouse.down()
    places = box["x"] + box["width"] * (0.1 + 0.8 * np.random.default_rng(1).random(FLOOD))
    for x in places[:-1]:
        page.mouse.move(float(x), y)
    page.evaluate("root => { probe.arm('input', probe.ours(root)); }", root.element_handle())
    page.mouse.move(float(places[-1]), y)
    page.mouse.up()
    soon: float = page.evaluate("probe.seen")
    page.wait_for_timeout(1500)
    shown = float(slider.get_attribute("aria-valuetext") or "nan")
    at_the_end = root.locator("td.optlearn-W").inner_text().replace("−", "-")
    notebook.run_cell(PLACE["state"])
    alpha, W = (float(number) for number in notebook.text(PLACE["state"]).split())
    return bool(alpha == shown and np.isclose(W, float(at_the_end), rtol=2e-3)), soon


def first_pictures(notebook: OpenNotebook, name: str, shown: str) -> list[float]:
    """Milliseconds from running a cell to the frame after its first picture, some times."""
    return [
        notebook.page.evaluate(
            f"""async index => {{
              const {{ jupyterapp: app }} = window, notebook = app.shell.currentWidget.content;
              notebook.deselectAll();
              notebook.activeCellIndex = index;
              const cell = notebook.widgets[index].node;
              cell.querySelector(".jp-OutputArea-output")?.remove();
              const start = performance.now();
              app.commands.execute("notebook:run-cell");
              const seen = {shown};
              for (;;) {{
                const frame = await new Promise(requestAnimationFrame);
                if (seen(cell)) return await new Promise(requestAnimationFrame) - start;
                if (frame - start > 30000) return NaN;
              }}
            }}""",
            PLACE[name],
        )
        for _ in range(RUNS)
    ]


OURS_IS_THERE = """(cell) => {
  const root = cell.querySelector(".optlearn[data-ready]");
  const canvas = root?.querySelector(".optlearn-contours canvas");
  return canvas?.width > 300 && canvas.getContext("2d").getImageData(20, 20, 1, 1).data[3] > 0;
}"""
PEER_IS_THERE = "(cell) => cell.querySelector('.jp-OutputArea img')?.complete"


# --- what is measured -----------------------------------------------------------------------------


def in_jupyterlab(browser: Browser, folder: Path) -> list[Row]:
    """Everything that needs a notebook, and the peer."""
    (folder / "jupyter").mkdir()
    isolate_jupyter(folder / "jupyter")
    server = LabServer(folder / "lab", REPOSITORY / "notebooks", REPOSITORY / "images")
    try:
        page = fresh_page(browser)
        notebook = server.open_cells(page, list(CELLS.values()))
        notebook.run_all()
        page.wait_for_timeout(2000)
        return [*rows_of_playing(notebook), *rows_of_moves(notebook), row_of_start(notebook)]
    finally:
        server.stop()


def rows_of_playing(notebook: OpenNotebook) -> list[Row]:
    """Frames while four paths play, while nothing does, and while Matplotlib draws."""
    page = notebook.page
    alive(notebook, "player")
    still = rest(page)
    playing = play(alive(notebook, "player"))
    output = notebook.output(PLACE["peer plays"])
    output.locator(".widget-play button").first.click()
    page.wait_for_timeout(1000)
    shown = output.evaluate(
        """async output => {
          let last = null, count = 0;
          await probe.frames(passed => {
            const image = [...output.querySelectorAll("img")].at(-1);
            if (image && image !== last && image.complete) [last, count] = [image, count + 1];
            return passed < 8000;
          });
          return count / 8;
        }"""
    )
    output.locator(".widget-play button").nth(1).click()  # stop
    page.wait_for_timeout(5000)
    ratio = np.median(playing.rates) / shown
    return [
        Row("JupyterLab at rest, nothing moves", "", str(still), still.reaches()),
        Row(
            "playing four paths of 500 steps, JupyterLab",
            "60 frames a second, under 1 % late",
            str(playing),
            playing.reaches(),
            f"inline Matplotlib: {digits(shown)} pictures a second",
            f"{digits(ratio)} times as many",
        ),
    ]


def rows_of_moves(notebook: OpenNotebook) -> list[Row]:
    """From the hand to the pixels, with and without the kernel, and Matplotlib's."""
    output = notebook.output(PLACE["peer slides"])
    peer = slide(output, output.locator(".noUi-target"), "peers", PEER_MOVES)
    root = alive(notebook, "sweep")
    sweep = slide(root, root.get_by_role("slider", name="alpha"), "ours", MOVES)
    pointer = point(alive(notebook, "map"), MOVES)
    root = alive(notebook, "explorer")
    alpha = root.get_by_role("slider", name="alpha")
    kernel = slide(root, alpha, "ours", MOVES)
    drag = drag_the_start(alive(notebook, "explorer"))
    notebook.output(PLACE["echo"])
    page = notebook.page
    page.wait_for_function("window.echo")
    bare = Moves([page.evaluate("echo()") for _ in range(MOVES)])
    last_is_shown, soon = flood(notebook, alive(notebook, "explorer"), alpha)
    by_name = {"sweep computed": sweep, "map pointer": pointer}
    return [
        Row("an empty question to the kernel, and its answer", "", str(bare), True),
        *(
            fast_row(f"{name} to pixels, JupyterLab", moves, peer)
            for name, moves in by_name.items()
        ),
        *(
            Row(
                f"{name} to pixels, computed by the kernel",
                "under 40 ms at the median",
                str(moves),
                bool(moves.median < 40),
                f"inline Matplotlib: {peer}",
                f"{digits(peer.median / moves.median)} times as fast",
            )
            for name, moves in {"slider": kernel, "dragged start": drag}.items()
        ),
        Row(
            f"after {FLOOD} fast moves",
            "the last one is shown",
            f"{'it is' if last_is_shown else 'it is not'}, {digits(soon)} ms after it",
            last_is_shown,
        ),
    ]


def fast_row(figure: str, moves: Moves, peer: Moves | None) -> Row:
    """A move that needs no kernel."""
    # A frame's time is given to a hundredth; half a millisecond of grace is for the clock alone.
    met = moves.median <= FRAME + 0.5 and moves.late <= 2 * FRAME + 0.5
    return Row(
        figure,
        "16.7 ms; 95 %: 33.3 ms",
        str(moves),
        bool(met),
        f"inline Matplotlib: {peer}" if peer else "",
        f"{digits(peer.median / moves.median)} times as fast" if peer else "",
    )


def drag_the_start(root: Locator) -> Moves:
    """Drag the start of an explorer over the picture."""
    page, target = root.page, root.element_handle()
    picture, handle = (
        root.locator(place).bounding_box() for place in (".optlearn-contours", ".optlearn-start")
    )
    assert picture
    assert handle
    page.mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
    page.mouse.down()
    across, up = random_places(MOVES), random_places(MOVES)[::-1]
    milliseconds = [
        one_move(
            page,
            "pointermove",
            "ours",
            target,
            picture["x"] + picture["width"] * (0.1 + 0.8 * float(x)),
            picture["y"] + picture["height"] * (0.1 + 0.7 * float(y)),
        )
        for x, y in zip(across, up, strict=True)
    ]
    page.mouse.up()
    return Moves(milliseconds)


def row_of_start(notebook: OpenNotebook) -> Row:
    """From running the cell of the player to its picture."""
    notebook.output(PLACE["player"])
    ours = np.median(first_pictures(notebook, "player", OURS_IS_THERE))
    notebook.output(PLACE["peer draws once"])
    theirs = np.median(first_pictures(notebook, "peer draws once", PEER_IS_THERE))
    return Row(
        "first picture after the cell runs",
        "under 500 ms",
        f"{ours:.0f} ms",
        bool(ours < 500),
        f"inline Matplotlib: {theirs:.0f} ms",
        f"{digits(theirs / ours)} times as fast",
    )


def in_a_page(browser: Browser, folder: Path) -> list[Row]:
    """Everything that a page on disk does, and how large it is."""
    bowl = Bowl()

    def run(rule: Callable[..., Any], **settings: Any) -> Descent:
        return descend(rule, bowl.start, bowl.gradient, 500, cost=bowl, **settings)

    player = Player(
        {
            "gradient descent": run(gradient_descent, alpha=0.4),
            "momentum": run(momentum, alpha=0.4, beta=0.9),
            "RMSprop": run(rmsprop, alpha=0.02, beta=0.9, epsilon=1e-8),
            "Adam": run(adam, alpha=0.05, beta1=0.9, beta2=0.999, epsilon=1e-8),
        },
        bowl,
        autoplay=False,
    )
    sweep = explore(momentum, settings={"alpha": 0.4, "beta": 0.5}, sliders=("alpha",), sweep=True)
    chart = settings_map(
        momentum,
        x=("alpha", np.geomspace(0.01, 10, 100)),
        y=("beta", np.linspace(0, 0.99, 100)),
    )
    alone = Alone(fresh_page(browser), folder / "page.html")
    alone.show(player, sweep, chart)
    playing = play(alone.root(0))
    root = alone.root(1)
    moved = slide(root, root.get_by_role("slider", name="alpha"), "ours", MOVES)
    pointed = point(alone.root(2), MOVES)
    return [
        Row(
            "playing four paths of 500 steps, page",
            "60 frames a second, under 1 % late",
            str(playing),
            playing.reaches(),
        ),
        fast_row("sweep computed to pixels, page", moved, None),
        fast_row("map pointer to pixels, page", pointed, None),
        size_row("player of four paths of 500 steps", player, 100),
        size_row("map of 100 × 100 settings × 100 steps", chart, 1000),
    ]


def size_row(what: str, widget: Player, limit: int) -> Row:
    """Kilobytes of a widget in a page: as Jupyter saves it, and in a page of the course."""
    state = dependency_state([widget], drop_defaults=False)
    saved = len(json.dumps(state, separators=(",", ":"))) / 1000
    widgets = Widgets()
    widgets.add("widget", state[widget.model_id])
    own = len(widgets.html()) / 1000
    return Row(
        f"{what}, saved",
        f"under {limit} kB",
        f"{saved:.1f} kB by Jupyter, script included; {own:.1f} kB in a page of the course",
        bool(saved < limit and own < limit),
    )


# --- the machine, the browser, the table ----------------------------------------------------------


def alive(notebook: OpenNotebook, name: str) -> Locator:
    """The widget of a cell, in the middle of the window."""
    root = notebook.output(PLACE[name]).locator(".optlearn[data-ready]")
    root.evaluate("root => root.scrollIntoView({ block: 'center' })")
    root.page.wait_for_timeout(1000)
    return root


def fresh_page(browser: Browser) -> Page:
    """A page with the probe in it."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.add_init_script(PROBE)
    return page


HOW = f"""\
How each is measured. *Playing*: times of all animation frames from the first to the last step, in
{PLAYS} plays; a frame is late if it comes more than one and a half frames (25 ms) after the one
before; the shares are those of each play. The work a frame is time of the processor, which other
programs lengthen little; a frame has room for 16.7 ms of it on each core. *To pixels*: a real mouse
moves, {MOVES} times; from the moment the page gets the event to the start of the frame after the
one in which the picture was drawn. The browser hands out a mouse's moves at the start of a frame:
what is drawn in that very frame takes 16.7 ms, less what the event came after the start. *First
picture*: from the command Run to the frame after the first drawn picture, median of {RUNS}; the
kernel's arithmetic and the still picture of the notebook are in it. The peer is `ipywidgets` with
Matplotlib's inline pictures, in the same notebook, browser and run: `Play` with 16 ms between
steps, and a slider moved in the same way ({PEER_MOVES} times) until its new picture is complete.
The page at rest, and the question of a widget that asks and answers nothing (from asking to the
start of the second frame after the answer), show what the machine itself takes in the same
minutes: with a load much above 1, times say more about its other programs than about this one."""


def report() -> str:
    """The whole table, and how each of its figures is measured."""
    before, start = os.getloadavg()[0], time.monotonic()
    with launched() as browser, tempfile.TemporaryDirectory() as folder:
        name = browser.version
        rows = [*in_jupyterlab(browser, Path(folder)), *in_a_page(browser, Path(folder))]
    packages = ("jupyterlab", "ipywidgets", "anywidget", "matplotlib", "playwright")
    versions = ", ".join(f"{package} {version(package)}" for package in packages)
    head = ["what", "reach", "measured", "reached", "peer", "against the peer"]
    return (
        "## Player, explorer and map\n\n"
        f"Chromium {name}, headless, without GPU; {versions}; load {before:.1f} before and "
        f"{os.getloadavg()[0]:.1f} after, {time.monotonic() - start:.0f} seconds in between.\n\n"
        f"{table(head, (row.cells() for row in rows))}\n\n{HOW}"
    )
