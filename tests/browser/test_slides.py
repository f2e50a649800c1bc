"""Decks: every slide fits its screen and is large enough, players live, the presenter has notes."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from optlearn.publish import slides
from tests.browser.published import (
    BUILD,
    LESSONS,
    Strict,
    either_way,
    grave,
    small_lesson,
    unmoved,
)
from tests.publish import notebook

SCREENS = [(1280, 720), (1024, 768)]
SMALLEST = 20

#: Shows a slide, counted from 0, with all its fragments.
SHOW = """number => {
  const { h, v } = Reveal.getIndices(Reveal.getSlides()[number]);
  Reveal.slide(h, v);
  while (Reveal.availableFragments().next) Reveal.nextFragment();
}"""

#: Shows every slide by a function of its number, waits until its widgets are awake and as large as
#: they will be, and calls a second one; returns what that found, by the number and first words.
EACH_SLIDE = """async (show, visit) => {
  const found = {}, frame = () => new Promise(requestAnimationFrame);
  for (const [number, slide] of Reveal.getSlides().entries()) {
    show(number);
    while (slide.querySelector(".widget:not([data-awake])")) await frame();
    const widget = slide.querySelector(".widget");
    if (widget) {
      const size = () => widget.getBoundingClientRect().height;
      for (let before = null; before !== size(); await frame(), await frame()) before = size();
    }
    const result = visit(), folds = [...slide.querySelectorAll("details")];
    if (folds.length) {
      const toggled = folds.map((fold) => new Promise((done) => {
        fold.addEventListener("toggle", done, { once: true });
        fold.open = true;
      }));
      await Promise.all(toggled);
      result.push(...visit());
    }
    if (result.length) found[`${number + 1}: ${slide.innerText.trim().slice(0, 40)}`] = result;
  }
  return found;
}"""

#: What lies outside its slide, and what is written smaller than it may be: one line for each.
MEASURE = """smallest => {
  const slide = Reveal.getCurrentSlide(), frame = slide.getBoundingClientRect(), faults = [];
  // Its lower margin, where the slide's number is, counts as well.
  const hidden = slide.scrollHeight - slide.clientHeight;
  if (hidden > 1) faults.push(`${hidden} px more than the slide holds`);
  for (const row of slide.querySelectorAll(".listing table:not(.highlighttable) tr")) {
    const [left, right] = [...row.cells].map((cell) => {
      const words = document.createRange();
      words.selectNodeContents(cell);
      return words.getBoundingClientRect();
    });
    const gap = right.left - left.right;
    if (gap < 20) faults.push(`only ${gap.toFixed(0)} px between ${row.innerText}`);
  }
  for (const node of slide.querySelectorAll("*")) {
    const unseen = node.closest("aside, annotation, .optlearn-unseen, svg [aria-hidden]");
    if (unseen || !node.checkVisibility()) continue;
    const box = node.getBoundingClientRect(), name = `${node.tagName} ${node.className}`;
    const over = Math.max(
      box.bottom - frame.bottom, box.right - frame.right, frame.left - box.left, frame.top - box.top
    );
    if (box.width > 0 && !node.closest("svg") && over > 1) {
      faults.push(`${name} is ${over.toFixed(0)} px outside of its slide`);
    }
    const written = [...node.childNodes].some((part) => part.nodeType === 3 && part.data.trim());
    const magnified = (node.currentCSSZoom ?? 1) * Reveal.getScale();
    const size = parseFloat(getComputedStyle(node).fontSize) * magnified;
    if (written && size < smallest - 0.05 && !node.closest("math")) {
      faults.push(`${name} is ${size.toFixed(1)} px: ${node.textContent.trim().slice(0, 30)}`);
    }
  }
  return faults;
}"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Deck of a small lesson with one of everything."""
    folder = tmp_path_factory.mktemp("small")
    path, build = small_lesson(folder)
    return slides.write([path], folder / "slides", build)[0]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Decks of all lessons, by the name of their notebook."""
    files = slides.write(LESSONS, tmp_path_factory.mktemp("slides"), BUILD)
    return {file.stem: file for file in files}


@pytest.fixture(params=["disk", "server"])
def address(request: pytest.FixtureRequest, small: Path) -> Iterator[str]:
    """Address of the small deck, on the disk and on a local server."""
    with either_way(request.param, small.parent, small.name) as address:
        yield address


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_function("() => window.Reveal?.isReady()")
    return page


def go_to(page: Page, slide: int) -> Locator:
    """Show a slide, counted from 0, with all its fragments; its widgets are awake."""
    page.evaluate(SHOW, slide)
    current = page.locator("section.present:not(.stack)")
    for place in current.locator(".widget").all():
        expect(place).to_have_attribute("data-awake", "true")
    return current


def widget(page: Page, kind: str) -> Locator:
    """The slide of the deck's player, explorer or map, and the latter itself."""
    place = page.locator("section:not(.stack):has(.widget)").nth(
        ["player", "explorer", "map"].index(kind)
    )
    go_to(page, int(place.evaluate("slide => Reveal.getSlides().indexOf(slide)")))
    root = page.locator(f'section.present .optlearn[data-kind="{kind}"]')
    expect(root).to_have_attribute("data-ready", "true")
    return root


def test_player_has_its_keys_and_the_deck_has_the_others(page: Page, address: str) -> None:
    log = Strict(page)
    opened(page, address)
    root = widget(page, "player")
    here = page.evaluate("() => Reveal.getSlidePastCount()")
    root.get_by_role("combobox", name="Speed").select_option("4×")
    root.locator(".optlearn-contours canvas").click()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(root).to_have_attribute("data-step", "1")
    page.keyboard.press("Space")
    expect(root).to_have_attribute("data-playing", "true")
    expect(root).to_have_attribute("data-step", "40", timeout=20_000)
    assert page.evaluate("() => Reveal.getSlidePastCount()") == here
    page.keyboard.press("Escape")
    assert not page.evaluate("() => Reveal.isOverview()")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("() => Reveal.getSlidePastCount()") == here + 1
    assert log.complaints() == []


def test_remote_control_turns_the_page_whatever_has_the_focus(page: Page, small: Path) -> None:
    opened(page, small.as_uri())
    root = widget(page, "player")
    here = page.evaluate("() => Reveal.getSlidePastCount()")
    root.get_by_role("slider", name="Step").focus()
    page.keyboard.press("PageDown")
    assert page.evaluate("() => Reveal.getSlidePastCount()") == here + 1
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("() => Reveal.getSlidePastCount()") == here


def test_player_waits_for_whoever_asks_before_pressing_play(page: Page, tmp_path: Path) -> None:
    lesson = notebook.example()
    lesson.cells[3].source = lesson.cells[3].source.replace(", autoplay=False", "")
    path = notebook.write(tmp_path, lesson=lesson)
    file = slides.write([path], tmp_path / "slides", tmp_path / "build")[0]
    opened(page, file.as_uri())
    root = widget(page, "player")
    page.wait_for_timeout(500)
    expect(root).to_have_attribute("data-step", "0")
    expect(root).to_have_attribute("data-playing", "false")
    root.get_by_role("button", name="Play").click()
    expect(root).to_have_attribute("data-playing", "true")


def test_player_without_its_numbers_still_says_who_is_who(page: Page, small: Path) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    opened(page, small.as_uri())
    root = widget(page, "player")
    expect(page.locator("section.present .widget")).to_have_class(re.compile("brief"))
    expect(root.locator("tbody th")).to_have_text(["gradient descent", "Adam"])
    for name in root.locator("tbody th").all():
        expect(name).to_be_visible()
        expect(name.locator("canvas")).to_be_visible()
    expect(root.locator("tbody td >> visible=true")).to_have_count(0)


def test_slider_goes_through_its_sweep(page: Page, address: str) -> None:
    log = Strict(page)
    opened(page, address)
    root = widget(page, "explorer")
    alpha = root.locator('[data-setting="alpha"] input')
    shown = root.locator('[data-setting="alpha"] .optlearn-value')
    before = shown.inner_text()
    alpha.focus()
    alpha.press("ArrowRight")
    expect(shown).not_to_have_text(before)
    assert log.complaints() == []


def test_map_answers_its_pointer_where_the_pointer_is(page: Page, address: str) -> None:
    log = Strict(page)
    page.set_viewport_size({"width": 1600, "height": 900})  # the deck is enlarged to it
    opened(page, address)
    root = widget(page, "map")
    heat = root.locator(".optlearn-heat canvas")
    box = heat.bounding_box()
    assert box
    columns = []
    for share in (0.25, 0.5, 0.75):
        heat.hover(position={"x": box["width"] * share, "y": box["height"] * 0.4})
        columns.append(int(root.get_attribute("data-column") or -1))
    assert columns == sorted(set(columns)), "further right is a larger column"
    assert columns[-1] - columns[0] >= 3, "half of the map's width holds about half of 8 columns"
    assert log.complaints() == []


def test_presenter_sees_notes_and_their_time(page: Page, address: str) -> None:
    log = Strict(page)
    opened(page, address)
    widget(page, "player")
    with page.expect_popup() as waiting:
        page.keyboard.press("s")
    presenter = waiting.value
    notes = presenter.locator(".speaker-controls-notes .value")
    expect(notes).to_contain_text("4 min")
    expect(notes.locator("em")).to_have_text("play")
    expect(notes.locator("details")).to_have_count(0)
    expect(presenter.locator("iframe")).to_have_count(2)
    expect(presenter.locator(".pacing .hours-value")).to_be_visible()
    page.keyboard.press("PageDown")
    expect(notes).to_be_hidden()
    assert log.complaints() == []


def test_notes_are_not_on_the_slides(page: Page, small: Path) -> None:
    opened(page, small.as_uri())
    for slide in range(page.evaluate("() => Reveal.getTotalSlides()")):
        expect(go_to(page, slide)).not_to_contain_text("Ask before you", use_inner_text=True)


def test_questions_unfold_and_find_room(page: Page, small: Path) -> None:
    opened(page, small.as_uri())
    last = page.evaluate("() => Reveal.getTotalSlides()") - 1
    slide = go_to(page, last)
    slide.locator("summary", has_text=re.compile("^2$")).click()
    expect(slide.get_by_text("Half of four.")).to_be_visible()
    assert page.evaluate(MEASURE, SMALLEST) == []


def test_deck_has_its_keys_after_a_click_on_a_fold_and_the_keyboard_stays_in_it(
    page: Page, small: Path
) -> None:
    opened(page, small.as_uri())
    last = page.evaluate("() => Reveal.getTotalSlides()") - 1
    fold = go_to(page, last).locator("details").first
    fold.locator("summary").click()
    expect(fold).to_have_attribute("open", "")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("() => Reveal.getSlidePastCount()") == last - 1
    go_to(page, last)
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(fold).not_to_have_attribute("open", "")
    expect(fold.locator("summary")).to_be_focused()


def test_printed_deck_has_a_picture_for_each_widget(page: Page, small: Path) -> None:
    # Counted on the screen: while Reveal lays pages out, it has no slides.
    slides_in_all = opened(page, small.as_uri()).evaluate("() => Reveal.getTotalSlides()")
    page.goto("about:blank")  # what the deck on the screen was still loading ends here
    log = Strict(page)
    opened(page, f"{small.as_uri()}?print-pdf")
    expect(page.locator(".pdf-page")).to_have_count(slides_in_all)
    expect(page.locator(".optlearn")).to_have_count(0)
    expect(page.locator(".still")).to_have_count(3)
    page.wait_for_function(
        "() => [...document.querySelectorAll('.still')].every("
        "still => still.getBoundingClientRect().height > 300)"
    )
    assert log.complaints() == []


def test_long_line_stays_whole_and_does_not_make_the_sentence_beside_it_small(
    page: Page, tmp_path: Path
) -> None:
    lesson = notebook.example()
    lesson.cells = [
        notebook.text("# A lesson\n\nA sentence.", "slide"),
        notebook.code("print('x' * 90)"),
    ]
    path = notebook.write(tmp_path, lesson=lesson)
    page.set_viewport_size({"width": 1280, "height": 720})
    opened(page, slides.write([path], tmp_path / "slides", tmp_path / "build")[0].as_uri())
    printed, sentence = page.locator("pre.printed"), page.locator(".text p")
    assert printed.evaluate("lines => lines.offsetHeight") < 2 * SMALLEST
    size = "node => parseFloat(getComputedStyle(node).fontSize)"
    assert SMALLEST <= printed.evaluate(size) < 24
    assert sentence.evaluate(size) > 30


def faults(page: Page) -> dict[str, list[str]]:
    """What is wrong with each slide, by its number and first words."""
    found: dict[str, list[str]] = page.evaluate(
        f"smallest => ({EACH_SLIDE})({SHOW}, () => ({MEASURE})(smallest))", SMALLEST
    )
    return found


def test_axe_finds_nothing_grave(page: Page, small: Path) -> None:
    page.emulate_media(reduced_motion="reduce")
    opened(page, small.as_uri())
    for slide in range(page.evaluate("() => Reveal.getTotalSlides()")):
        go_to(page, slide)
        assert grave(page.locator("html")) == []


@pytest.mark.parametrize("name", [path.stem for path in LESSONS])
def test_deck_fits_both_screens_is_large_enough_answers_and_keeps_nobody_out(
    page: Page, course: dict[str, Path], name: str
) -> None:
    assert course[name].stat().st_size < 3_000_000
    log = Strict(page)
    page.emulate_media(reduced_motion="reduce")
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        page.goto("about:blank")  # from a deck to itself, no more than the slide would change
        opened(page, course[name].as_uri())
        assert (width, faults(page)) == (width, {})
    kinds = page.evaluate(
        """() => {
          const { models } = JSON.parse(document.getElementById("widgets").textContent);
          return Reveal.getSlides().map((slide) => {
            const widget = slide.querySelector(".widget");
            return widget ? models[widget.dataset.widget].state.kind ?? "another" : "words";
          });
        }"""
    )
    for slide in {kind: slide for slide, kind in enumerate(kinds)}.values():  # the last of each
        current = go_to(page, slide)
        for explorer in current.locator('.optlearn[data-kind="explorer"]').all():
            assert unmoved(explorer) == []
        assert (slide, grave(current)) == (slide, [])
    assert log.complaints() == []
