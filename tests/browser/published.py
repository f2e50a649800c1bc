"""What the tests of pages, slides and site share.

A small lesson, run once for all of them; a small server; what went wrong in a page; whether its
explorers answer, and whether anybody is kept out of it.
"""

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, Request, Response

from tests.browser.axe import findings
from tests.browser.chromium import PageLog
from tests.publish import notebook

ROOT = Path(__file__).parents[2]

#: All lessons, and where what they are when run is kept from one test to the next.
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
BUILD = ROOT / "build"


class _Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Address of a local server of a folder, as long as the context lasts."""
    handler = functools.partial(_Silent, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.02])  # seconds between looks
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:  # else the thread keeps the process of a test that failed
            server.shutdown()
            thread.join()


@contextmanager
def either_way(way: str, folder: Path, name: str) -> Iterator[str]:
    """Address of a file below a folder, from the "disk" or from a local "server" of the folder."""
    if way == "disk":
        yield (folder / name).as_uri()
    else:
        with served(folder) as server:
            yield f"{server}/{name}"


class Strict(PageLog):
    """A log that also notes requests which fail.

    failed : addresses of what did not arrive.
    """

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.failed: list[str] = []
        page.on("requestfailed", self._note_failure)
        page.on("response", self._note_response)

    def _note_failure(self, request: Request) -> None:
        self.failed.append(f"{request.url}: {request.failure}")

    def _note_response(self, response: Response) -> None:
        if response.status >= 400:
            self.failed.append(f"{response.url}: {response.status}")

    def complaints(self) -> list[str]:
        """Everything that went wrong."""
        return [*self.errors, *self.outside, *self.failed]


def small_lesson(folder: Path) -> tuple[Path, Path]:
    """A lesson with one of everything, in a folder; and where it is kept when it was run."""
    return notebook.write(folder, "00_start_here"), BUILD / "small"


def unmoved(explorer: Locator) -> list[str]:
    """The sliders of an explorer that are dead, or whose path does not follow in the next frame."""
    dead: list[str] = explorer.evaluate(
        """async (root) => {
          root.scrollIntoView({ block: "center" }); // what nobody sees is not drawn
          const canvas = root.querySelector(".optlearn-contours canvas"), dead = [];
          const frames = async (n) => {
            for (; n > 0; n -= 1) await new Promise((done) => requestAnimationFrame(done));
          };
          await frames(3);
          for (const input of root.querySelectorAll(".optlearn-setting input")) {
            const before = canvas.toDataURL(), to = input.value > input.max / 2 ? 0.25 : 0.75;
            if (input.type === "checkbox") input.checked = !input.checked;
            else input.value = Math.round(to * input.max);
            input.dispatchEvent(new Event("input", { bubbles: true }));
            await frames(2); // one in which it is drawn, and the next, before which it is there
            if (input.disabled || canvas.toDataURL() === before) dead.push(input.ariaLabel);
          }
          return dead;
        }"""
    )
    return dead


def sticking_out(page: Page) -> int:
    """Pixels by which a page is wider than its window."""
    pixels: int = page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return pixels


def grave(part: Locator, *rules: str) -> list[str]:
    """What axe-core finds in a part of a page that is serious or critical, by all or some rules."""
    return [fault for fault in findings(part, *rules) if fault.startswith(("critical", "serious"))]


def wake_all(page: Page) -> None:
    """Scroll through a page until every widget in it is awake."""
    page.wait_for_function(
        """() => {
          const asleep = document.querySelector(".widget:not([data-awake])");
          asleep?.scrollIntoView({ block: "center" });
          return !asleep;
        }"""
    )
