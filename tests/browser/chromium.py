"""Find a Chromium, and list what goes wrong in its pages."""

import os
import platform
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

VARIABLE = "OPTLEARN_CHROMIUM"
#: Where both are, the one without a window is taken: it needs a third less of the machine.
NAMES = (
    "chromium-headless-shell",
    "chrome-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
)
HOW_TO_GET_ONE = (
    "no Chromium found for the browser tests. Install Chromium, Chrome or Edge "
    "(Debian and Ubuntu: apt-get install chromium; or: python -m playwright install chromium), "
    f"or put the path of one into the environment variable {VARIABLE}"
)

#: No GPU, and none of the requests that a browser makes of its own accord. No name but that of this
#: machine has an address, so a page that asks any other host for something fails visibly.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


def find_chromium(playwrights_own: str = "") -> Path | None:
    """Path of a Chromium (or its headless shell), Chrome or Edge on this machine, or None.

    Looked for in this order: the environment variable OPTLEARN_CHROMIUM (which must name a file if
    it is set), the names on PATH, the usual places of macOS and Windows, Playwright's own download.
    """
    named = os.environ.get(VARIABLE)
    if named:
        if not Path(named).is_file():
            raise FileNotFoundError(f"{VARIABLE} must be the path of a browser; got {named!r}")
        return Path(named)
    on_path = [Path(found) for name in NAMES if (found := shutil.which(name))]
    usual = [*on_path, *_usual_places(), Path(playwrights_own)]
    return next((place for place in usual if place.is_file()), None)


def require_chromium(playwrights_own: str = "") -> Path:
    """Path of a Chromium; without one, the test is skipped, or fails where CI promises one."""
    path = find_chromium(playwrights_own)
    if path:
        return path
    if os.environ.get("CI") == "true":
        pytest.fail(HOW_TO_GET_ONE)
    pytest.skip(HOW_TO_GET_ONE)


@contextmanager
def launched() -> Iterator[Browser]:
    """A headless Chromium without GPU, as long as the context lasts."""
    with sync_playwright() as playwright:
        path = require_chromium(playwright.chromium.executable_path)
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


def _usual_places() -> list[Path]:
    if platform.system() == "Darwin":
        names = ("Google Chrome", "Chromium", "Microsoft Edge")
        roots = (Path("/Applications"), Path.home() / "Applications")
        return [root / f"{name}.app/Contents/MacOS/{name}" for name in names for root in roots]
    if platform.system() == "Windows":
        variables = ("ProgramFiles", "ProgramFiles(x86)", "LocalAppData")
        files = (
            "Google/Chrome/Application/chrome.exe",
            "Chromium/Application/chrome.exe",
            "Microsoft/Edge/Application/msedge.exe",
        )
        return [Path(os.environ[v], file) for file in files for v in variables if v in os.environ]
    return []


class PageLog:
    """What a page complained of, and whom it asked for something, since this log was made.

    errors : console errors and exceptions that nobody caught, as text.
    outside : addresses of requests to any host but this machine.
    """

    def __init__(self, page: Page) -> None:
        self.errors: list[str] = []
        self.outside: list[str] = []
        page.on("console", self._note_message)
        page.on("pageerror", lambda error: self.errors.append(f"uncaught: {error}"))
        page.on("request", self._note_request)

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            place = message.location
            self.errors.append(f"{message.text} ({place['url']}:{place['lineNumber']})")

    def _note_request(self, request: Request) -> None:
        local = ("http://127.0.0.1", "ws://127.0.0.1", "file:", "data:", "blob:", "about:")
        if not request.url.startswith(local):
            self.outside.append(request.url)
