"""What the tests of pages, slides and site share: a small server, and what went wrong in a page."""

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, Request, Response

from tests.browser.chromium import PageLog


class _Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Address of a local server of a folder, as long as the context lasts."""
    handler = functools.partial(_Silent, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


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


def wake_all(page: Page) -> None:
    """Scroll through a page until every widget in it is awake."""
    for place in page.locator(".widget").all():
        place.scroll_into_view_if_needed()
        place.locator("xpath=self::*[@data-awake]").wait_for(state="attached")
