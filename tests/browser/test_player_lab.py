"""Player, explorer and map in a real JupyterLab: they play, answer, and keep their keys."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.chromium import PageLog
from tests.browser.lab import BROKEN_WORDS, LabServer

IMPORTS = """\
import numpy as np
from optlearn import Bowl, descend, gradient_descent, momentum
from optlearn.explore import explore, settings_map
from optlearn.player import Player
bowl = Bowl()"""
PLAYER = """\
path = descend(momentum, bowl.start, bowl.gradient, 40, cost=bowl, alpha=0.8, beta=0.6)
Player({"momentum": path, "<b>mine</b>": {"W": [-5, np.nan], "b": [-2, np.inf]}})"""
EXPLORER = """\
explorer = explore(momentum, settings={"alpha": 0.4, "beta": 0.5}, target=(1e-6, 40))
explorer"""
MAP = """\
alphas, betas = np.geomspace(0.01, 10, 20), np.linspace(0, 0.95, 20)
settings_map(momentum, x=("alpha", alphas), y=("beta", betas))"""


def widget(output: Locator) -> Locator:
    shown = output.locator(".optlearn")
    expect(shown).to_have_attribute("data-ready", "true")
    return shown


def test_player_plays_stops_and_steps_by_keys(
    lab: LabServer, desk: Page, desk_log: PageLog
) -> None:
    notebook = lab.open_cells(desk, [IMPORTS, PLAYER])
    notebook.run_all()
    player = widget(notebook.output(1))
    expect(player).to_have_attribute("data-playing", "true")
    expect(player).to_have_attribute("data-step", re.compile("[1-9]"))
    player.get_by_role("button", name="Pause").press("Space")
    expect(player).to_have_attribute("data-playing", "false")
    active = notebook.page.evaluate("window.jupyterapp.shell.currentWidget.content.activeCellIndex")
    for key, step in [("End", "40"), ("ArrowLeft", "39"), ("Home", "0"), ("ArrowRight", "1")]:
        desk.keyboard.press(key)
        expect(player).to_have_attribute("data-step", step)
    now = notebook.page.evaluate("window.jupyterapp.shell.currentWidget.content.activeCellIndex")
    assert now == active, "Jupyter moved its selection with a key that was pressed in the player"
    expect(player.get_by_role("status")).to_contain_text("Step 1 of 40. momentum: W")
    expect(player.get_by_role("row", name="<b>mine</b>")).to_contain_text("not a number")
    assert desk_log.errors == []


def test_explorer_answers_its_slider_and_its_start(
    lab: LabServer, desk: Page, desk_log: PageLog
) -> None:
    listen = "asked = []\nexplorer.on_msg(lambda _, content, __: asked.append(content['values']))"
    notebook = lab.open_cells(
        desk, [IMPORTS, EXPLORER, listen, "print(explorer.code)\nprint(sum(map(bool, asked)))"]
    )
    notebook.run_all()
    explorer = widget(notebook.output(1))
    cost = explorer.locator("td.optlearn-J")
    before = cost.inner_text()
    explorer.get_by_role("slider", name="alpha").press("ArrowRight")
    expect(cost).not_to_have_text(before)
    expect(explorer.locator(".optlearn-goal")).to_have_attribute("data-met", "false")
    start, before = explorer.locator(".optlearn-start"), cost.inner_text()
    start.click()  # a hand that does not move asks for nothing
    start.press("Shift+ArrowRight")
    expect(start).to_have_attribute("aria-label", re.compile("Start at W −3.7"))
    # The start moves at once, the cost when the kernel has answered. Until then another cell may
    # run first: Jupyter gives widgets a shell of their own.
    expect(cost).not_to_have_text(before)
    notebook.run_cell(3)
    assert '"W": -3.7' in notebook.text(3)
    assert notebook.text(3).split()[-1] == "2"
    assert desk_log.errors == []


def test_code_of_the_explorer_breaks_its_lines_between_words(lab: LabServer, desk: Page) -> None:
    notebook = lab.open_cells(desk, [IMPORTS, EXPLORER])
    notebook.run_all()
    explorer = widget(notebook.output(1))
    explorer.get_by_role("button", name="Show as code").click()
    code = explorer.locator(".optlearn-code")
    for width in range(340, 600, 20):
        code.evaluate("(code, width) => { code.style.width = `${width}px`; }", width)
        assert code.evaluate("code => code.scrollWidth <= code.clientWidth"), width
        assert code.evaluate(BROKEN_WORDS) == [], width


def test_map_shows_the_path_of_the_cell_that_the_keys_choose(
    lab: LabServer, desk: Page, desk_log: PageLog
) -> None:
    notebook = lab.open_cells(desk, [IMPORTS, MAP])
    notebook.run_all()
    chart = widget(notebook.output(1))
    cell = chart.locator(".optlearn-cell")
    expect(cell).to_contain_text("converged in ")
    heat = chart.get_by_role("application")
    for _ in range(20):
        heat.press("ArrowRight")
    expect(chart).to_have_attribute("data-column", "19")
    expect(cell).to_contain_text("alpha = 10.0")
    expect(cell).to_contain_text("diverged")
    assert desk_log.errors == []
