"""Widgets alone on a page: no Jupyter, no kernel, no network; the quickest way to try a front end.

    def test_something(alone):
        log = alone.show(Player(...), explore(..., sweep=True))
        alone.root(1).get_by_role("slider", name="alpha").press("ArrowRight")
        assert log.complaints() == []

`alone` shows the widgets one below the other, with the script that all pages of the course use.
"""

from pathlib import Path

from anywidget import AnyWidget
from ipywidgets.embed import dependency_state  # type: ignore[import-untyped]
from playwright.sync_api import Locator, Page, expect

from optlearn.publish.widgets import Widgets
from tests.browser.published import Strict

_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title>Widgets alone</title>
<main><h1>Widgets</h1>{places}</main>
{widgets}
</html>
"""


class Alone:
    """A page of widgets, on disk.

    page : the Playwright page.
    file : where the HTML is written.
    """

    def __init__(self, page: Page, file: Path) -> None:
        self.page = page
        self.file = file

    def show(self, *shown: AnyWidget) -> Strict:
        """Show these widgets, wait until all are alive, and return what the page complains of."""
        widgets = Widgets()
        for place, widget in enumerate(shown):
            state = dependency_state([widget], drop_defaults=False)[widget.model_id]
            widgets.add(str(place), state)
        places = "".join(
            f'<div class="widget" data-widget="{place}"></div>' for place in range(len(shown))
        )
        self.file.write_text(_PAGE.format(places=places, widgets=widgets.html()), encoding="utf-8")
        log = Strict(self.page)
        self.page.goto(self.file.as_uri())
        for place in reversed(range(len(shown))):
            self.root(place)
        return log

    def root(self, place: int = 0) -> Locator:
        """One of the widgets, scrolled into view and alive."""
        slot = self.page.locator(".widget").nth(place)
        slot.evaluate("slot => slot.scrollIntoView({ block: 'nearest' })")
        root = slot.locator(".optlearn")
        expect(root).to_have_attribute("data-ready", "true")
        return root
