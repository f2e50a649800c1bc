"""Fixtures of the browser tests; `lab.py` beside this file says how to use them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.alone import Alone
from tests.browser.chromium import PageLog, launched
from tests.browser.lab import LabServer

# What a page is expected to become, it becomes sooner or later; a busy machine is late, not wrong.
expect.set_options(timeout=30_000)

SCREEN = ViewportSize(width=1280, height=900)


# Of this folder and not of the whole session: as long as Playwright runs, its event loop keeps
# others out of this thread, and the notebooks that the same worker tests next need one.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A headless Chromium; where there is none, its tests are skipped (on CI they fail)."""
    with launched() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a fresh browser context, which shares nothing with any other test's."""
    context = browser.new_context(viewport=SCREEN)
    yield context.new_page()
    context.close()


@pytest.fixture
def log(page: Page) -> PageLog:
    """What the test's page complains of, from its start."""
    return PageLog(page)


@pytest.fixture
def alone(page: Page, tmp_path: Path) -> Alone:
    """A page that shows widgets alone, without Jupyter; `alone.py` says how."""
    return Alone(page, tmp_path / "alone.html")


@pytest.fixture(scope="package")
def lab_server(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    """One JupyterLab for all tests of this worker."""
    server = LabServer(
        tmp_path_factory.mktemp("lab"), repository / "notebooks", repository / "images"
    )
    yield server
    server.stop()


@pytest.fixture
def lab(lab_server: LabServer, browser: Browser) -> Iterator[LabServer]:
    """The JupyterLab, as it was after its start."""
    yield lab_server
    lab_server.tidy()


@pytest.fixture(scope="package")
def open_lab(browser: Browser, lab_server: LabServer) -> Iterator[Page]:
    """A page with a JupyterLab that stays open for all tests of this worker."""
    context = browser.new_context()
    page = context.new_page()
    lab_server.open_lab(page)
    yield page
    context.close()


@pytest.fixture
def desk(lab: LabServer, open_lab: Page) -> Iterator[Page]:
    """A page with a JupyterLab without documents, which needs not be loaded again for each test."""
    open_lab.set_viewport_size(SCREEN)
    yield open_lab
    lab.close_tabs(open_lab)


@pytest.fixture
def desk_log(desk: Page) -> PageLog:
    """What that JupyterLab complains of, from the start of the test."""
    return PageLog(desk)
