"""Decks on paper: a PDF of each, printed by the Chromium, Chrome or Edge of this machine."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Playwright, sync_playwright

from optlearn.publish.notebooks import NotPublished

VARIABLE = "OPTLEARN_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

WRONG = f"{VARIABLE} must be the path of Chromium, Chrome or Edge; got {{!r}}: {{}}"


def print_decks(decks: list[Path], *, notes: bool = False) -> list[Path]:
    """Print each deck beside it; with `notes`, each slide's notes on a page after it.

    Raises NotPublished if this machine has no browser that prints.
    """
    question = "?print-pdf&showNotes=separate-page" if notes else "?print-pdf"
    files = []
    with sync_playwright() as playwright, browser(playwright) as chromium:
        for deck in decks:
            page = chromium.new_page()
            page.goto(deck.resolve().as_uri() + question)
            page.locator("html[data-printable]").wait_for(state="attached")
            file = deck.with_suffix(".pdf")
            page.pdf(path=file, prefer_css_page_size=True, print_background=True, tagged=True)
            page.close()
            files.append(file)
    return files


@contextmanager
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A Chromium, Chrome or Edge, as long as the context lasts.

    The one that OPTLEARN_CHROMIUM names, one on the path, in its usual place, or Playwright's own.
    Raises NotPublished if there is none, or if the one that is named does not start.
    """
    named, problem = os.environ.get(VARIABLE), "no such file"
    if named and not Path(named).is_file():
        raise NotPublished(WRONG.format(named, problem))
    paths = [named] if named else filter(None, map(shutil.which, NAMES))
    places: list[dict[str, Any]] = [{"executable_path": path} for path in paths]
    if not named:
        places += [{"channel": "chrome"}, {"channel": "msedge"}, {}]
    for place in places:
        try:
            found = playwright.chromium.launch(**place)
        except Error as error:
            problem = error.message.splitlines()[0]
            continue
        yield found
        found.close()
        return
    if named:
        raise NotPublished(WRONG.format(named, problem))
    raise NotPublished(
        "a PDF needs Chromium, Chrome or Edge, and none was found; install one (Debian and Ubuntu: "
        f"apt-get install chromium), or put its path into the environment variable {VARIABLE}; "
        f"the last one tried: {problem}"
    )
