"""Lesson 01 in a real JupyterLab: everything runs, and the path on the bowl moves."""

from playwright.sync_api import Page, expect

from tests.browser.chromium import PageLog
from tests.browser.lab import PATIENCE, LabServer

WIDGET = "application/vnd.jupyter.widget-view+json"


def test_lesson_runs_without_error_and_its_path_moves(
    lab: LabServer, desk: Page, desk_log: PageLog
) -> None:
    lesson = lab.open(desk, "notebooks/01_oblong_bowl.ipynb")
    lesson.run_all()
    with_widget = [
        number
        for number, cell in enumerate(lesson.cells())
        if any(WIDGET in output.get("data", {}) for output in cell.get("outputs", []))
    ]
    player = lesson.output(with_widget[0]).locator('.optlearn[data-kind="player"]')
    expect(player).to_have_attribute("data-ready", "true", timeout=PATIENCE)

    player.get_by_role("button", name="To the start").click()
    expect(player).to_have_attribute("data-step", "0")
    contours = player.locator(".optlearn-contours canvas")
    row = player.locator(".optlearn-readout [data-path]").first
    at_start, said_at_start = contours.screenshot(), row.inner_text()

    player.evaluate(
        "player => { window.stepsSeen = []; new MutationObserver("
        "() => window.stepsSeen.push(Number(player.dataset.step))"
        ").observe(player, {attributeFilter: ['data-step']}); }"
    )
    player.get_by_role("combobox", name="Speed").select_option("4×")
    player.get_by_role("button", name="Play").click()
    last = player.get_attribute("data-steps") or ""
    expect(player).to_have_attribute("data-step", last, timeout=PATIENCE)
    expect(player).to_have_attribute("data-playing", "false")
    seen = desk.evaluate("() => window.stepsSeen")
    assert seen == sorted(seen)
    assert len(set(seen)) > 3, "it is played step by step, and does not jump to its end"
    assert contours.screenshot() != at_start
    assert row.inner_text() != said_at_start
    assert desk_log.errors == []
    assert desk_log.outside == []
