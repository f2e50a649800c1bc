"""Pages: one file each, from a disk or a server, without kernel and with the network blocked."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from optlearn.publish import page as pages
from tests.browser.published import (
    BUILD,
    LESSONS,
    Strict,
    either_way,
    grave,
    small_lesson,
    sticking_out,
    unmoved,
    wake_all,
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Page of a small lesson with one of everything."""
    folder = tmp_path_factory.mktemp("small")
    path, build = small_lesson(folder)
    return pages.write([path], folder / "page", build)[0]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages of all lessons, by the name of their notebook."""
    files = pages.write(LESSONS, tmp_path_factory.mktemp("pages"), BUILD)
    return {file.stem: file for file in files}


@pytest.fixture(params=["disk", "server"])
def address(request: pytest.FixtureRequest, small: Path) -> Iterator[str]:
    """Address of the small page, on the disk and on a local server."""
    with either_way(request.param, small.parent, small.name) as address:
        yield address


def widget(page: Page, kind: str) -> Locator:
    """The page's player, explorer or map, scrolled into view and awake."""
    place = page.locator(".widget").nth(["player", "explorer", "map"].index(kind))
    place.scroll_into_view_if_needed()
    root = page.locator(f'.optlearn[data-kind="{kind}"]')
    expect(root).to_have_attribute("data-ready", "true")
    return root


def test_player_plays_scrubs_and_takes_keys(page: Page, address: str) -> None:
    log = Strict(page)
    page.goto(address)
    root = widget(page, "player")
    expect(root).to_have_attribute("data-step", "0")
    canvas = root.locator(".optlearn-contours canvas")
    before = canvas.screenshot()
    root.get_by_role("combobox", name="Speed").select_option("4×")
    root.get_by_role("button", name="Play").click()
    expect(root).to_have_attribute("data-playing", "true")
    expect(root).to_have_attribute("data-step", "40", timeout=20_000)
    assert canvas.screenshot() != before
    root.get_by_role("slider", name="Step").fill("7")
    expect(root).to_have_attribute("data-step", "7")
    canvas.click()
    page.keyboard.press("ArrowRight")
    expect(root).to_have_attribute("data-step", "8")
    page.keyboard.press("Home")
    expect(root).to_have_attribute("data-step", "0")
    assert log.complaints() == []


def test_player_plays_at_the_screens_own_rate(page: Page, small: Path) -> None:
    page.goto(small.as_uri())
    widget(page, "player").get_by_role("button", name="Play").click()
    gaps = page.evaluate(
        """() => new Promise((done) => {
          const times = [];
          const next = (time) => {
            times.push(time);
            if (times.length < 90) requestAnimationFrame(next);
            else done(times.slice(1).map((t, k) => t - times[k]).sort((a, b) => a - b));
          };
          requestAnimationFrame(next);
        })"""
    )
    assert gaps[len(gaps) // 2] < 17.5, "milliseconds from frame to frame, at the median"


def test_slider_goes_through_its_sweep(page: Page, address: str) -> None:
    log = Strict(page)
    page.goto(address)
    root = widget(page, "explorer")
    cost = root.locator(".optlearn-readout .optlearn-J")
    before = cost.inner_text()
    alpha = root.locator('[data-setting="alpha"] input')
    alpha.focus()
    alpha.press("ArrowRight")
    expect(cost).not_to_have_text(before)
    assert log.complaints() == []


def test_map_answers_its_pointer_and_the_arrow_keys(page: Page, address: str) -> None:
    log = Strict(page)
    page.goto(address)
    root = widget(page, "map")
    cell = root.locator(".optlearn-cell")
    heat = root.locator(".optlearn-heat canvas")
    box = heat.bounding_box()
    assert box
    heat.hover(position={"x": box["width"] * 0.3, "y": box["height"] * 0.3})
    chosen = cell.inner_text()
    heat.hover(position={"x": box["width"] * 0.6, "y": box["height"] * 0.3})
    expect(cell).not_to_have_text(chosen)
    chosen = cell.inner_text()
    heat.focus()
    page.keyboard.press("ArrowLeft")
    expect(cell).not_to_have_text(chosen)
    assert log.complaints() == []


def test_formulas_are_typeset(page: Page, small: Path) -> None:
    page.goto(small.as_uri())
    display = page.locator('math[display="block"]')
    expect(display).to_have_count(1)
    box = display.bounding_box()
    assert box
    assert box["height"] > 15
    assert "$" not in page.locator("main").inner_text().replace("$5", "")
    fonts = page.evaluate("() => document.fonts.check('20px \"Course Math\"')")
    assert fonts, "the font for formulas comes with the page"


def test_answers_and_solutions_unfold(page: Page, small: Path) -> None:
    page.goto(small.as_uri())
    solution = page.get_by_text("W = W - alpha * dW")
    expect(solution).to_be_hidden()
    page.get_by_text("Solution", exact=True).click()
    expect(solution).to_be_visible()
    page.locator("summary", has_text=re.compile("^2$")).click()
    expect(page.get_by_text("Half of four.")).to_be_visible()


def test_without_scripts_every_widget_is_a_picture(browser: Browser, small: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(small.as_uri())
    stills = page.locator(".widget .still")
    expect(stills).to_have_count(3)
    for still in stills.all():
        still.scroll_into_view_if_needed()
        expect(still).to_be_visible()
    context.close()


def test_paper_gets_pictures_and_no_dark_page(page: Page, small: Path) -> None:
    page.emulate_media(color_scheme="dark", media="print")
    page.goto(small.as_uri())
    background = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert background == "rgb(255, 255, 255)"
    root = widget(page, "player")
    expect(root).to_be_hidden()
    expect(page.locator(".widget .still").first).to_be_visible()


@pytest.mark.parametrize("name", [path.stem for path in LESSONS])
def test_lesson_opens_clean_answers_and_keeps_nobody_out(
    page: Page, course: dict[str, Path], name: str
) -> None:
    log = Strict(page)
    page.emulate_media(reduced_motion="reduce")
    page.goto(course[name].as_uri())
    wake_all(page)
    assert log.complaints() == []
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert sticking_out(page) == 0
    assert course[name].stat().st_size < 3_000_000
    for explorer in page.locator('.optlearn[data-kind="explorer"]').all():
        assert unmoved(explorer) == []
        expect(explorer.locator(".optlearn-note")).to_contain_text("Computed beforehand")
    assert grave(page.locator("html")) == []
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert grave(page.locator("html"), "color-contrast") == []
    assert log.complaints() == []


def test_target_of_a_lesson_is_judged_for_the_settings_on_the_screen(
    page: Page, course: dict[str, Path]
) -> None:
    page.goto(course["05_bias_correction"].as_uri())
    wake_all(page)
    explorer = page.locator('.optlearn[data-kind="explorer"]')
    goal, alpha = explorer.locator(".optlearn-goal"), explorer.get_by_role("slider", name="alpha")
    met = set()
    for place in range(int(alpha.get_attribute("max") or 0) + 1):
        alpha.fill(str(place))
        met.add(goal.get_attribute("data-met"))
    assert met == {"true", "false"}
