"""What looks for faults finds them, in code too, of which it looks at one word of each kind."""

from playwright.sync_api import Page

from tests.browser.axe import findings

PAGE = """<!doctype html><html lang="en"><title>Code</title>
<style>body { color: #000; background: #fff } .pale { color: #ddd }</style>
<main><h1>Code</h1><pre><span class="dark">for</span> <span class="pale">W</span>
<span class="dark">in</span> <span class="pale">beta</span></pre>
<pre>beside <b><span class="pale">v_dW</span></b></pre></main></html>"""


def test_pale_words_of_code_are_found_once_in_each_piece(page: Page) -> None:
    page.set_content(PAGE)
    before = page.content()
    pale = '<span class="pale">{}</span>'
    for _ in range(2):
        assert findings(page.locator("main"), "color-contrast") == [
            f"serious: color-contrast: {pale.format('beta')}, {pale.format('v_dW')}"
        ]
    assert page.content() == before


def test_faults_come_gravest_first(page: Page) -> None:
    page.set_content(PAGE.replace("<h1>", "<img src='data:,'><h1>"))
    assert [fault.split(": ")[:2] for fault in findings(page.locator("html"))] == [
        ["critical", "image-alt"],
        ["serious", "color-contrast"],
    ]
