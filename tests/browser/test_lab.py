"""The harness itself: it opens, runs, reads and restores, as the tests built on it trust it to."""

import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.chromium import PageLog
from tests.browser.lab import LabServer


def test_notebook_is_opened_run_and_read(
    lab: LabServer, desk: Page, desk_log: PageLog, tmp_path: Path
) -> None:
    notebook = lab.open_cells(desk, ["import optlearn", "print(6 * 7)", "'a' 'b'"])
    notebook.run_all()
    assert notebook.text(1) == "42\n"
    assert notebook.text(2) == "'ab'"
    assert "42" in notebook.output(1).inner_text()
    notebook.set_theme(dark=True)
    dark = notebook.screenshot(1, tmp_path / "dark.png").read_bytes()
    notebook.set_theme(dark=False)
    assert notebook.screenshot(1, tmp_path / "light.png").read_bytes() != dark
    assert desk_log.errors == []
    assert desk_log.outside == []


def test_cell_is_run_again_after_the_others(lab: LabServer, desk: Page) -> None:
    notebook = lab.open_cells(desk, ["a = 0", "a += 1; a", "1 / 0"])
    notebook.run_all(allow_errors=True)
    assert notebook.errors() == ["cell 2: ZeroDivisionError: division by zero"]
    notebook.run_cell(1)
    assert notebook.text(1) == "2"


def test_server_refuses_whoever_has_no_token(lab: LabServer) -> None:
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(f"{lab.url}/api/contents", timeout=30)


def test_error_of_a_cell_fails_the_run_and_names_the_cell(lab: LabServer, desk: Page) -> None:
    notebook = lab.open_cells(desk, ["1", "1 / 0", "2"])
    with pytest.raises(AssertionError, match="cell 1: ZeroDivisionError: division by zero"):
        notebook.run_all()


def test_cell_that_takes_too_long_is_reported_and_not_waited_for(
    lab: LabServer, desk: Page
) -> None:
    notebook = lab.open_cells(desk, ["import time", "time.sleep(60)"])
    with pytest.raises(AssertionError, match="not every cell was executed within 2 s"):
        notebook.run_all(timeout=2)


def test_tabs_of_a_desk_are_closed_and_its_theme_is_light(lab: LabServer, desk: Page) -> None:
    first = lab.open_cells(desk, ["a = 1; a"])
    first.run_all()
    first.set_theme(dark=True)
    lab.close_tabs(desk)
    assert desk.locator(".jp-NotebookPanel").count() == 0
    assert desk.locator("body").get_attribute("data-jp-theme-light") == "true"
    second = lab.open_cells(desk, ["'a' in globals()"])
    second.run_all()
    assert second.text(0) == "False"


def test_each_test_finds_the_server_as_it_was(lab: LabServer, desk: Page) -> None:
    assert lab.kernels() == []
    assert not (lab.root / "scratch").exists()
    lab.open_cells(desk, ["1"])
    assert desk.locator("body").get_attribute("data-jp-theme-light") == "true"
    assert len(lab.kernels()) == 1
    lab.tidy()
    assert lab.kernels() == []
    assert not (lab.root / "scratch").exists()
