"""The averages explorer in a real JupyterLab, by mouse, by keyboard and without a kernel."""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from optlearn.averages_explorer import AverageExplorer
from optlearn.data import load_temperatures
from tests.browser.alone import Alone
from tests.browser.chromium import PageLog
from tests.browser.lab import LabServer, OpenNotebook

SHOW = [
    "from optlearn.averages_explorer import AverageExplorer\n"
    "from optlearn.data import load_temperatures\n"
    "dates, theta = load_temperatures()",
    "explorer = AverageExplorer(\n"
    "    theta, dates, show=365, unit='°C', target={'lag': 5, 'wobble': 0.5}\n"
    ")\n"
    "explorer",
]


class Averages(Alone):
    """A page of averages explorers."""

    def root(self, place: int = 0) -> Locator:
        """One of them, drawn."""
        root = self.page.locator(".widget").nth(place).locator(".average-explorer")
        expect(root.get_by_role("img")).to_have_attribute("aria-label", re.compile("average is"))
        return root


@pytest.fixture
def averages(page: Page, tmp_path: Path) -> Averages:
    """A page of averages explorers alone, for what Jupyter has no part in."""
    return Averages(page, tmp_path / "alone.html")


def a_year() -> AverageExplorer:
    """What the notebooks of these tests show."""
    dates, theta = load_temperatures()
    return AverageExplorer(theta, dates, show=365, unit="°C")


def opened(lab: LabServer, desk: Page, more: Sequence[str] = ()) -> tuple[OpenNotebook, Locator]:
    notebook = lab.open_cells(desk, [*SHOW, *more])
    notebook.run_all()
    return notebook, notebook.output(1)


def test_slider_meets_the_target_and_the_kernel_learns_of_it(
    lab: LabServer, desk: Page, desk_log: PageLog
) -> None:
    notebook, output = opened(lab, desk, ["(explorer.beta, explorer.met)"])
    assert notebook.text(2) == "(0.9, False)"
    beta = output.get_by_role("slider", name="beta")
    line = output.locator(".average")
    before = line.get_attribute("d")
    expect(output.get_by_role("status")).to_have_text("Not yet: the lag must be smaller.")
    beta.focus()
    for _ in range(8):
        beta.press("ArrowLeft")
    expect(beta).to_have_attribute("aria-valuetext", "0.815")
    expect(output.get_by_role("status")).to_have_text("Target met.")
    assert line.get_attribute("d") != before
    notebook.run_until(2, "(0.815, True)")
    assert desk_log.errors == []


def test_days_play_to_the_end_and_stop(averages: Averages) -> None:
    log = averages.show(a_year())
    output = averages.root()
    today = output.get_by_role("slider", name="today")
    today.focus()
    today.press("Home")
    expect(today).to_have_attribute("aria-valuetext", "1 January 2015")
    output.get_by_role("button", name="Play the days").click()
    expect(today).not_to_have_attribute("aria-valuetext", "1 January 2015")
    output.get_by_role("button", name="Pause").click()
    paused = today.get_attribute("aria-valuetext")
    averages.page.wait_for_timeout(200)
    expect(today).to_have_attribute("aria-valuetext", paused or "")
    today.fill("350")
    output.get_by_role("button", name="Play the days").click()
    expect(today).to_have_attribute("aria-valuetext", "31 December 2015")
    expect(output.get_by_role("button", name="Play the days")).to_be_visible()
    assert log.complaints() == []


def test_pointer_on_the_chart_chooses_the_day(averages: Averages) -> None:
    averages.show(a_year())
    output = averages.root()
    chart = output.get_by_role("img")
    box = chart.bounding_box()
    assert box
    chart.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    expect(output.get_by_role("slider", name="today")).to_have_attribute(
        "aria-valuetext", re.compile("(June|July) 2015")
    )
    expect(chart).to_have_attribute("aria-label", re.compile(r"(June|July) 2015 the average is "))


def test_dragging_over_the_labels_selects_no_text_and_the_arrow_keys_go_on_from_there(
    lab: LabServer, desk: Page
) -> None:
    _, output = opened(lab, desk)
    today = output.get_by_role("slider", name="today")
    labels = [label.bounding_box() for label in output.locator("svg text").all()[:3]]
    first, last = labels[0], labels[-1]
    assert first
    assert last
    desk.mouse.move(first["x"] + 2, first["y"] + 5)
    desk.mouse.down()
    desk.mouse.move(last["x"] + 200, last["y"] + 40, steps=8)
    desk.mouse.move(last["x"] + 300, last["y"] + 40, steps=4)
    desk.mouse.up()
    assert desk.evaluate("() => getSelection().toString()") == ""
    expect(today).to_be_focused()
    before = int(today.input_value())
    assert before < 364
    desk.keyboard.press("ArrowRight")
    assert int(today.input_value()) == before + 1


def test_slider_still_draws_when_the_kernel_is_gone(lab: LabServer, desk: Page) -> None:
    _, output = opened(lab, desk)
    lab.shutdown_kernels()
    beta = output.get_by_role("slider", name="beta")
    before = output.locator(".average").get_attribute("d")
    beta.focus()
    beta.press("End")
    expect(beta).to_have_attribute("aria-valuetext", "0.99")
    assert output.locator(".average").get_attribute("d") != before


def test_series_of_any_size_fills_its_picture_and_has_a_few_ticks(averages: Averages) -> None:
    waves = np.sin(np.arange(60.0))
    log = averages.show(*[AverageExplorer(size * waves, unit="V") for size in (1e-6, 1.0, 1e17)])
    for place, last in enumerate(["e−7 V", "V", "e+16 V"]):
        root = averages.root(place)
        across = [float(dot.get_attribute("cy") or 0) for dot in root.locator(".day").all()]
        box = root.get_by_role("img").bounding_box()
        assert box
        assert max(across) - min(across) > 0.7 * box["height"]
        assert 2 < root.locator(".grid").count() < 8
        expect(root.locator(".today-value")).to_have_text(re.compile(re.escape(last) + "$"))
        levels = root.locator("svg g").first.locator('text[text-anchor="end"]')
        assert min(label["x"] - box["x"] for label in boxes(levels)) >= 0
    assert log.complaints() == []


def test_average_that_begins_far_from_the_values_stays_off_the_numbers_of_the_axis(
    averages: Averages,
) -> None:
    averages.show(AverageExplorer(10 + np.sin(np.arange(60.0))))
    line = averages.root().locator(".average")
    above, below = line.evaluate(SHOWN)
    assert set(above) == {True}
    assert set(below) == {False}


#: Of points of the average above the foot of the axis, and of those below, whether each is seen.
SHOWN = """line => {
  const foot = line.parentNode.querySelector(".today-line").getBoundingClientRect().bottom + 2;
  const seen = [[], []];
  for (let share = 0; share <= 1; share += 1 / 512) {
    const at = line.getPointAtLength(share * line.getTotalLength());
    const { x, y } = at.matrixTransform(line.getScreenCTM());
    const all = document.elementsFromPoint(x, y);
    if (y < innerHeight) seen[Number(y > foot)].push(all.includes(line));
  }
  return seen;
}"""


def boxes(labels: Locator) -> list[dict[str, float]]:
    found: list[dict[str, float]] = labels.evaluate_all(
        "labels => labels.map(label => label.getBoundingClientRect().toJSON())"
    )
    return found


def test_nothing_sticks_out_of_its_cell(lab: LabServer, desk: Page) -> None:
    _, output = opened(lab, desk)
    root = output.locator(".average-explorer").element_handle()
    for width in (1200, 700):
        desk.set_viewport_size({"width": width, "height": 900})
        desk.wait_for_function(WITHIN, arg=[root, width])


#: Whether an element has found its place in a window of this width, with all that is in it.
WITHIN = """([element, width]) => element.getBoundingClientRect().right <= width
  && element.scrollWidth <= element.clientWidth"""
