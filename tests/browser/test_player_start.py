"""The start of an explorer, moved by hand: it goes where the hand goes, and nowhere else."""

import re

import pytest
from playwright.sync_api import Locator, expect

from optlearn import Saddle, momentum
from optlearn.explore import explore
from tests.browser.alone import Alone

#: A start that two decimals cannot tell from a point where nothing moves any more.
NEARLY_NOWHERE = {"W": -0.005, "b": -0.002}


#: An explorer without a kernel waits three seconds for one. Here it waits as long as a test takes.
_PATIENT = """{
  const { setTimeout: later } = window;
  window.setTimeout = (callback, wait) => later(callback, wait === 3000 ? 1e7 : wait);
}"""


@pytest.fixture
def patient(alone: Alone) -> Alone:
    """A page on which nobody finds out that there is no kernel."""
    alone.page.add_init_script(_PATIENT)
    return alone


def where(handle: Locator) -> list[float]:
    """W and b as a screen reader says them."""
    said = (handle.get_attribute("aria-label") or "").replace("−", "-")
    found = re.search(r"Start at W (\S+), b (\S+)\. ", said)
    assert found, said
    return [float(number) for number in found.groups()]


def test_click_on_the_start_leaves_it_where_it_is(patient: Alone) -> None:
    patient.show(
        explore(momentum, cost=Saddle(), settings={"alpha": 0.1}),
        explore(momentum, start=NEARLY_NOWHERE, settings={"alpha": 0.1}),
    )
    for place, start in enumerate([Saddle().start, NEARLY_NOWHERE]):
        handle = patient.root(place).locator(".optlearn-start")
        handle.click()
        assert where(handle) == [start["W"], start["b"]]


def test_arrow_key_moves_one_coordinate_of_the_start_and_not_the_other(patient: Alone) -> None:
    explorers = [
        explore(momentum, cost=Saddle(), settings={"alpha": 0.1}),
        explore(momentum, start=NEARLY_NOWHERE, settings={"alpha": 0.1}),
    ]
    patient.show(*explorers)
    for place, explorer in enumerate(explorers):
        handle, view = patient.root(place).locator(".optlearn-start"), explorer.view
        W, b = where(handle)
        handle.press("ArrowRight")
        across, up = where(handle)
        share = (across - W) / (view.W[1] - view.W[0])
        assert share == pytest.approx(0.01, rel=0.2)
        assert up == b
        handle.press("ArrowUp")
        share = (where(handle)[1] - b) / (view.b[1] - view.b[0])
        assert share == pytest.approx(0.01, rel=0.2)
        assert where(handle)[0] == across


def test_start_follows_the_hand_and_comes_back_with_it_exactly(patient: Alone) -> None:
    patient.show(explore(momentum, start=NEARLY_NOWHERE, settings={"alpha": 0.1}))
    root, mouse = patient.root(), patient.page.mouse
    handle = root.locator(".optlearn-start")
    box, frame = handle.bounding_box(), root.locator(".optlearn-contours canvas").bounding_box()
    assert box
    assert frame
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    W, b = where(handle)
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 40, y)
    assert where(handle)[0] > W
    assert where(handle)[1] == b
    mouse.move(x + 40, y - 20)
    assert where(handle)[1] > b
    mouse.move(x, y)
    mouse.up()
    assert where(handle) == [W, b]


def test_start_that_no_kernel_answers_for_goes_back_and_stays(alone: Alone) -> None:
    alone.show(explore(momentum, cost=Saddle(), settings={"alpha": 0.1}))
    root, mouse = alone.root(), alone.page.mouse
    root.get_by_role("button", name="Show as code").click()
    handle, code = root.locator(".optlearn-start"), root.locator(".optlearn-code")
    said = code.inner_text()
    handle.press("ArrowRight")  # at once: nobody knows yet whether there is a kernel
    expect(root.locator(".optlearn-note")).to_contain_text("need a running kernel")
    expect(handle).to_be_disabled()
    expect(code).to_have_text(said)
    handle.press("Shift+ArrowRight")
    box = handle.bounding_box()
    assert box
    mouse.move(box["x"] + 5, box["y"] + 5)
    mouse.down()
    mouse.move(box["x"] + 60, box["y"] + 5)
    mouse.up()
    assert where(handle) == [Saddle().start["W"], Saddle().start["b"]]
    expect(code).to_have_text(said)
