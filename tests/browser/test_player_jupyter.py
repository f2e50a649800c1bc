"""Player, explorer and map through a notebook's life: views, themes, reloads, a dead kernel."""

import re

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.axe import findings
from tests.browser.chromium import PageLog
from tests.browser.lab import LabServer, OpenNotebook
from tests.browser.watch import under_way, watch

CELLS = [
    """\
import numpy as np
from optlearn import Bowl, descend, momentum
from optlearn.explore import explore, settings_map
from optlearn.player import Player
bowl = Bowl()
path = descend(momentum, bowl.start, bowl.gradient, 40, cost=bowl, alpha=0.8, beta=0.6)
player = Player({"momentum": path}, bowl, steps_per_second=20)
player""",
    "player",
    'explore(momentum, settings={"alpha": 0.4, "beta": 0.5}, sliders=("alpha",), sweep=True)',
    'settings_map(momentum, x=("alpha", np.geomspace(0.01, 10, 20)), y=("beta", [0, 0.5, 0.9]))',
    'explorer = explore(momentum, settings={"alpha": 0.4, "beta": 0.5}, sliders=("alpha",))\n'
    "explorer",
    "explorer",
    'print(f"step {player.step},", explorer.descent.settings["alpha"], explorer.descent["W"][-1])',
]
PLAYER, AGAIN, SWEEP, MAP, EXPLORER, TWIN, STATE = range(len(CELLS))

#: The other widget of the course, with a script of its own.
AVERAGES = """\
from optlearn.averages_explorer import AverageExplorer
AverageExplorer(np.sin(np.arange(600) / 9))"""

#: Two players are in sight, since one out of sight waits.
WIDE: ViewportSize = {"width": 1000, "height": 1700}


@pytest.fixture
def wide(page: Page) -> Page:
    """A wide page without anything."""
    page.set_viewport_size(WIDE)
    return page


@pytest.fixture
def wide_desk(desk: Page) -> Page:
    """A wide page with a JupyterLab."""
    desk.set_viewport_size(WIDE)
    return desk


def test_player_plays_scrubs_and_slides_over_a_sweep(lab: LabServer, wide_desk: Page) -> None:
    plays_scrubs_and_slides(lab.open_cells(wide_desk, CELLS))


def test_all_the_same_in_jupyter_notebook(lab: LabServer, wide: Page) -> None:
    plays_scrubs_and_slides(lab.open_cells(wide, CELLS, front="notebook"))


def plays_scrubs_and_slides(notebook: OpenNotebook) -> None:
    log = PageLog(notebook.page)  # Notebook 7.6 throws an error of its own while it opens
    notebook.run_all()
    player, again = widget(notebook, PLAYER), widget(notebook, AGAIN)
    for view in (player, again):
        expect(view).to_have_attribute("data-step", "40")
    scrub(player, 7)
    expect(again).to_have_attribute("data-step", "40")
    again.get_by_role("button", name="To the start").click()
    again.get_by_role("combobox", name="Speed").select_option("¼×")
    again.get_by_role("button", name="Play").click()
    expect(again).to_have_attribute("data-step", re.compile("^[1-9]"))
    expect(player).to_have_attribute("data-step", "7")
    expect(player).to_have_attribute("data-playing", "false")
    expect(player.get_by_role("combobox", name="Speed")).to_have_value("1×")
    again.get_by_role("button", name="Pause").click()

    sweep = widget(notebook, SWEEP)
    shown = set()
    alpha = sweep.get_by_role("slider", name="alpha")
    for position in ("0", "20", "59"):
        alpha.fill(position)
        shown.add((sweep.locator(".optlearn-value").inner_text(), last_point(sweep)))
    assert len(shown) == 3

    chart = widget(notebook, MAP)
    canvas = chart.get_by_role("application")
    box = canvas.bounding_box()
    assert box
    canvas.hover(position={"x": box["width"] * 0.2, "y": box["height"] * 0.3})
    column, point = chart.get_attribute("data-column"), last_point(chart)
    chart.evaluate(NOTE_THE_PLAYING)
    canvas.hover(position={"x": box["width"] * 0.6, "y": box["height"] * 0.3})
    expect(chart).not_to_have_attribute("data-column", str(column))
    notebook.page.wait_for_function("() => window.hasPlayed")
    assert last_point(chart) != point
    assert log.errors == []
    assert log.outside == []


def test_closed_view_leaves_nothing_under_way(lab: LabServer, wide: Page, log: PageLog) -> None:
    watch(wide)
    notebook = lab.open_cells(wide, [*CELLS, AVERAGES])
    nothing = under_way(wide)
    assert set(nothing.values()) == {0}
    notebook.run_all()
    widget(notebook, PLAYER).get_by_role("button", name="To the end").click()
    for index in (AGAIN, SWEEP, MAP, EXPLORER, TWIN):
        rest(widget(notebook, index))
    averages = notebook.cell(len(CELLS)).locator(".average-explorer")
    expect(averages).to_be_visible()
    before = settled(wide)
    assert before["observers"] > 0
    assert before["listeners"] > 0

    notebook.cell(PLAYER)
    run(wide, "notebook:create-output-view")
    extra = wide.locator(".jp-LinkedOutputView .optlearn")
    expect(extra).to_have_attribute("data-ready", "true")
    extra.get_by_role("button", name="Repeat").click()
    extra.get_by_role("button", name="Play").click()
    expect(extra).to_have_attribute("data-playing", "true")
    assert under_way(wide)["frames"] > 0
    run(wide, "application:close")
    expect(extra).to_have_count(0)
    assert settled(wide) == before, "the view of a tab that was closed"

    for _ in range(3):
        notebook.run_cell(EXPLORER)
        rest(widget(notebook, EXPLORER))
    notebook.run_cell(TWIN)
    rest(widget(notebook, TWIN))
    assert settled(wide) == before, "the views of a cell that was run again"

    notebook.cell(PLAYER)
    widget(notebook, PLAYER).get_by_role("button", name="To the start").click()
    widget(notebook, PLAYER).get_by_role("button", name="Repeat").click()
    widget(notebook, PLAYER).get_by_role("button", name="Play").click()
    notebook.cell(len(CELLS))
    averages.get_by_role("button", name="Play the days").click()
    run(wide, "notebook:clear-all-cell-outputs")
    expect(wide.locator(".optlearn, .average-explorer")).to_have_count(0)
    assert settled(wide) == nothing, "outputs that were cleared while two played"
    assert log.errors == []


def test_flood_of_moves_ends_with_the_last_one(
    lab: LabServer, wide_desk: Page, desk_log: PageLog
) -> None:
    notebook = lab.open_cells(wide_desk, CELLS)
    notebook.run_all()
    explorer, twin = widget(notebook, EXPLORER), widget(notebook, TWIN)
    for index, last in [(SWEEP, 41), (EXPLORER, 0.61)]:
        widget(notebook, index).get_by_role("slider", name="alpha").evaluate(FLOOD, last)
    for view in (explorer, twin):
        expect(view.locator(".optlearn-value")).to_have_text("0.275", timeout=20_000)
    notebook.run_until(STATE, ", 0.275 ")
    W = float(notebook.text(STATE).split()[-1])
    for view in (explorer, twin):
        assert number(last_point(view)[0]) == pytest.approx(W, rel=2e-3)
    sweep = widget(notebook, SWEEP)
    shown = last_point(sweep)
    alpha_of_the_sweep = sweep.get_by_role("slider", name="alpha")
    alpha_of_the_sweep.fill("40")
    alpha_of_the_sweep.fill("41")
    assert last_point(sweep) == shown
    assert desk_log.errors == []


def test_theme_reload_and_a_dead_kernel_leave_a_player_that_plays(
    lab: LabServer, wide: Page
) -> None:
    notebook = lab.open_cells(wide, CELLS)
    notebook.run_all()
    for dark in (True, False):
        notebook.set_theme(dark=dark)
        for index in (PLAYER, MAP, EXPLORER):
            expect(widget(notebook, index)).to_have_attribute(
                "data-theme", "dark" if dark else "light"
            )
            wide.wait_for_function(GROUND, arg=[widget(notebook, index).element_handle(), dark])
            grave = findings(widget(notebook, index))
            assert [fault for fault in grave if fault.startswith(("critical", "serious"))] == []
    scrub(widget(notebook, PLAYER), 12)
    notebook.run_until(STATE, "step 12,")  # Python knows where the playhead rests

    notebook.save()
    notebook.reload()
    log = PageLog(wide)
    player = widget(notebook, PLAYER)
    expect(player).to_have_attribute("data-step", "12")
    play_to_the_end(player)
    explorer = widget(notebook, EXPLORER)
    before = last_point(explorer)
    explorer.get_by_role("slider", name="alpha").press("ArrowRight")
    expect(explorer.locator(".optlearn-W").last).not_to_have_text(before[0])

    lab.shutdown_kernels()
    for index in (PLAYER, SWEEP, MAP, EXPLORER):
        view = widget(notebook, index)
        play_to_the_end(view)
        scrub(view, 3)
    wide.wait_for_function(
        "() => !['idle', 'busy'].includes("
        "window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status)"
    )
    for index in (PLAYER, SWEEP, MAP, EXPLORER):
        scrub(widget(notebook, index), 4)
    sweep = widget(notebook, SWEEP)
    before = last_point(sweep)
    sweep.get_by_role("slider", name="alpha").press("ArrowRight")
    assert last_point(sweep) != before
    explorer = widget(notebook, EXPLORER)
    explorer.get_by_role("slider", name="alpha").press("ArrowRight")
    expect(explorer.locator(".optlearn-note")).to_contain_text("kernel")
    # Jupyter itself logs each step that it could not save.
    unsaved = "Could not send widget sync message"
    assert [error for error in log.errors if "optlearn" in error and unsaved not in error] == []


def widget(notebook: OpenNotebook, index: int) -> Locator:
    """The widget that a cell shows, in sight and alive."""
    shown = notebook.output(index).locator(".optlearn")
    expect(shown).to_have_attribute("data-ready", "true")
    return shown


def scrub(view: Locator, step: int) -> None:
    view.get_by_role("slider", name="Step").fill(str(step))
    expect(view).to_have_attribute("data-step", str(step))
    expect(view).to_have_attribute("data-playing", "false")


def rest(view: Locator) -> None:
    view.get_by_role("button", name="To the end").click()
    expect(view).to_have_attribute("data-playing", "false")


def play_to_the_end(view: Locator) -> None:
    scrub(view, int(view.get_attribute("data-steps") or 0) - 10)
    view.get_by_role("combobox", name="Speed").select_option("4×")
    view.get_by_role("button", name="Play").click()
    expect(view).to_have_attribute("data-step", str(view.get_attribute("data-steps")))


def last_point(view: Locator) -> tuple[str, str]:
    """W and b of the only path, as they are shown at its end."""
    view.get_by_role("button", name="To the end").click()
    expect(view).to_have_attribute("data-step", str(view.get_attribute("data-steps")))
    W, b = (view.locator(f"td.optlearn-{name}").inner_text() for name in ("W", "b"))
    return W, b


def number(text: str) -> float:
    return float(text.replace("−", "-"))


def run(page: Page, command: str) -> None:
    page.evaluate("command => window.jupyterapp.commands.execute(command)", command)


def settled(page: Page) -> dict[str, int]:
    """What the player has under way once nothing changes any more."""
    page.wait_for_function("() => underWay().frames + underWay().timers === 0")
    return under_way(page)


#: 500 moves of a slider, as fast as a hand that shakes: five in each frame, then the last one.
FLOOD = """async (input, last) => {
  for (let move = 0; move < 500; move += 1) {
    input.value = move === 499 ? last : input.max * Math.random();
    input.dispatchEvent(new Event("input", { bubbles: true }));
    if (move % 5 === 0) await new Promise(requestAnimationFrame);
  }
}"""

#: Remembers whether a widget has played; a path of a map plays for a moment only.
NOTE_THE_PLAYING = """widget => {
  window.hasPlayed = false;
  new MutationObserver(() => { window.hasPlayed ||= widget.dataset.playing === "true"; })
    .observe(widget, { attributeFilter: ["data-playing"] });
}"""

#: Whether every picture of a widget has the ground of its theme.
GROUND = """([root, dark]) => [...root.querySelectorAll(".optlearn-box canvas")].every(canvas => {
  const [r, g, b] = canvas.getContext("2d").getImageData(1, 1, 1, 1).data;
  return (r + g + b < 384) === dark;
})"""
