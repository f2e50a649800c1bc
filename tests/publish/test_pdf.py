"""Which browser prints the decks, and what is said where none does."""

from types import SimpleNamespace

import pytest
from playwright.sync_api import Error

from optlearn.publish.notebooks import NotPublished
from optlearn.publish.pdf import VARIABLE, browser, print_decks
from tests.browser.chromium import require_chromium

#: A deck that is ready to be printed after a while, and has its address's question as its title.
DECK = """<!doctype html><html lang="en"><body><p>A slide</p><script>
setTimeout(() => {
  document.title = location.search;
  document.documentElement.dataset.printable = "true";
}, 100);
</script>"""


def refuse(**place):
    raise Error(f"no browser at {place.get('executable_path')}\nand many more lines")


PLAYWRIGHT = SimpleNamespace(chromium=SimpleNamespace(launch=refuse))


def said():
    """What is said of this machine's browsers, none of which starts."""
    with pytest.raises(NotPublished) as problem, browser(PLAYWRIGHT):
        pass
    return str(problem.value)


def test_named_browser_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setenv(VARIABLE, "/no/such/browser")
    assert said() == (
        "OPTLEARN_CHROMIUM must be the path of Chromium, Chrome or Edge; "
        "got '/no/such/browser': no such file"
    )


def test_named_browser_that_does_not_start_is_named_with_its_own_words(monkeypatch, tmp_path):
    (tmp_path / "mine").touch()
    monkeypatch.setenv(VARIABLE, str(tmp_path / "mine"))
    assert said() == (
        "OPTLEARN_CHROMIUM must be the path of Chromium, Chrome or Edge; "
        f"got {str(tmp_path / 'mine')!r}: no browser at {tmp_path / 'mine'}"
    )


def test_without_a_browser_it_is_said_how_to_get_one(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("PATH", "")
    assert "apt-get install chromium" in said()
    assert said().endswith("OPTLEARN_CHROMIUM; the last one tried: no browser at None")


@pytest.mark.parametrize(
    ("notes", "asked"),
    [(False, b"(?print-pdf)"), (True, b"(?print-pdf&showNotes=separate-page)")],
)
def test_decks_are_printed_beside_them_once_they_are_ready(tmp_path, monkeypatch, notes, asked):
    monkeypatch.setenv(VARIABLE, str(require_chromium()))
    decks = [tmp_path / "one.html", tmp_path / "two.html"]
    for deck in decks:
        deck.write_text(DECK)
    files = print_decks(decks, notes=notes)
    assert files == [tmp_path / "one.pdf", tmp_path / "two.pdf"]
    for file in files:
        printed = file.read_bytes()
        assert printed.startswith(b"%PDF")
        assert b"/Title " + asked in printed
