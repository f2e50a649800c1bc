"""A browser is found where a person has one; it reaches this machine alone.

Without one, tests say so and how to get one.
"""

import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import chromium


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Make this machine one without any browser."""
    monkeypatch.delenv(chromium.VARIABLE, raising=False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(chromium, "_usual_places", list[Path])
    return monkeypatch


def test_without_a_browser_the_test_is_skipped_with_advice(nowhere: pytest.MonkeyPatch) -> None:
    nowhere.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="apt-get install chromium"):
        chromium.require_chromium()


def test_on_ci_a_missing_browser_is_a_failure(nowhere: pytest.MonkeyPatch) -> None:
    nowhere.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="apt-get install chromium"):
        chromium.require_chromium()


def test_named_browser_comes_first(nowhere: pytest.MonkeyPatch, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.touch()
    nowhere.setenv(chromium.VARIABLE, str(mine))
    assert chromium.require_chromium() == mine


def test_named_browser_that_is_not_there_is_an_error(nowhere: pytest.MonkeyPatch) -> None:
    nowhere.setenv(chromium.VARIABLE, "/no/such/browser")
    with pytest.raises(FileNotFoundError, match="OPTLEARN_CHROMIUM must be the path of a browser"):
        chromium.find_chromium()


@pytest.mark.skipif(sys.platform == "win32", reason="a program's name ends in .exe there")
def test_browser_without_a_window_is_preferred(nowhere: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nowhere.setenv("PATH", str(tmp_path))
    for name in ("chromium", "chromium-headless-shell"):
        (tmp_path / name).touch(mode=0o755)
        assert chromium.find_chromium() == tmp_path / name


def test_browser_of_playwright_comes_last(nowhere: pytest.MonkeyPatch, tmp_path: Path) -> None:
    usual, own = tmp_path / "usual", tmp_path / "own"
    own.touch()
    assert chromium.find_chromium(str(own)) == own
    usual.touch()
    nowhere.setattr(chromium, "_usual_places", lambda: [usual])
    assert chromium.find_chromium(str(own)) == usual


@pytest.mark.parametrize("address", ["https://example.org/script.js", "http://192.0.2.1/"])
def test_no_other_machine_is_reached_and_who_asks_for_one_is_noted(
    page: Page, address: str
) -> None:
    log = chromium.PageLog(page)
    page.goto("data:text/html,<title>Page</title>")
    with page.expect_event("requestfailed") as request:
        asked = page.evaluate("address => fetch(address).then(() => 'answered', String)", address)
    assert "Failed to fetch" in asked
    assert request.value.failure == "net::ERR_NAME_NOT_RESOLVED"
    assert log.outside == [address]
