"""The site: every page from a disk or a server, without kernel and with the network blocked."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from optlearn.publish import book
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
    """First page of a site with one lesson that has one of everything."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "notebooks").mkdir()
    path, build = small_lesson(folder / "notebooks")
    return book.write([path], folder / "site", build)[0]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """First page of the course's site."""
    return book.write(LESSONS, tmp_path_factory.mktemp("site"), BUILD)[0]


@pytest.fixture(params=["disk", "server"])
def address(request: pytest.FixtureRequest, small: Path) -> Iterator[str]:
    """Address of the small lesson, on the disk and on a local server."""
    with either_way(request.param, small.parent, "notebooks/00_start_here.html") as address:
        yield address


def test_widgets_live_and_formulas_are_typeset(page: Page, address: str) -> None:
    log = Strict(page)
    page.goto(address)
    wake_all(page)
    player = page.locator('.optlearn[data-kind="player"]')
    player.get_by_role("combobox", name="Speed").select_option("4×")
    player.get_by_role("button", name="Play").click()
    expect(player).to_have_attribute("data-step", "40", timeout=20_000)
    expect(page.locator('.optlearn[data-kind="map"]')).to_have_attribute("data-ready", "true")
    expect(page.locator('math[display="block"]')).to_have_count(1)
    assert log.complaints() == []


def test_player_follows_the_theme(page: Page, address: str) -> None:
    page.goto(address)
    wake_all(page)
    player = page.locator('.optlearn[data-kind="player"]')
    for theme in ("dark", "light"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        expect(player).to_have_attribute("data-theme", theme)


def test_answers_and_solutions_unfold_and_exercises_say_where(page: Page, small: Path) -> None:
    page.goto((small.parent / "notebooks" / "00_start_here.html").as_uri())
    expect(page.get_by_text("jupyter lab --ServerApp.root_dir=.")).to_be_visible()
    expect(page.get_by_text("right=")).to_have_count(0)
    page.locator("summary", has_text=re.compile("^2$")).click()
    expect(page.get_by_text("Half of four.")).to_be_visible()
    page.get_by_text("Solution", exact=True).click()
    expect(page.get_by_text("W = W - alpha * dW")).to_be_visible()


def test_search_finds_a_lesson_from_the_disk(page: Page, small: Path) -> None:
    log = Strict(page)
    page.goto(f"{(small.parent / 'search.html').as_uri()}?q=lesson")
    expect(page.locator("#search-results a").first).to_be_visible(timeout=20_000)
    assert log.complaints() == []


def test_every_page_of_the_course_opens_clean_answers_and_keeps_nobody_out(
    page: Page, course: Path
) -> None:
    pages = [file for file in course.parent.rglob("*.html") if "_static" not in file.parts]
    assert len(pages) > len(LESSONS)
    # By night; by day the same colours are on the lessons' pages, and on the small site's.
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    for path in pages:
        log = Strict(page)
        page.goto(path.as_uri())
        wake_all(page)
        without_text = page.locator("img:not([alt]), img[alt='']").count()
        assert (path.name, log.complaints(), without_text) == (path.name, [], 0)
        assert path.stat().st_size < 3_000_000
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert (path.name, sticking_out(page)) == (path.name, 0)
        for explorer in page.locator('.optlearn[data-kind="explorer"]').all():
            assert (path.name, unmoved(explorer)) == (path.name, [])
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        assert (path.name, grave(page.locator("html"))) == (path.name, [])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_grave(page: Page, small: Path, theme: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    for path in (small, small.parent / "guide.html", small.parent / "notebooks/00_start_here.html"):
        page.goto(path.as_uri())
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        wake_all(page)
        assert grave(page.locator("html")) == []
