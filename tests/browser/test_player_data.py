"""The player with data that could break a picture: it plays, and never shows what is not so."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from optlearn import Bowl, descend, momentum, rmsprop
from optlearn.explore import explore, settings_map
from optlearn.palette import LOOKS, OTHERS, look
from optlearn.player import Player
from tests.browser.alone import Alone

BOWL = Bowl()
LONG = descend(momentum, BOWL.start, BOWL.gradient, 500, cost=BOWL, alpha=0.5, beta=0.6)
NAUGHTY = '<img src=x onerror="window.struck = true"><b>bold</b>'


def line(W: Any, b: Any) -> dict[str, Any]:
    return {"W": np.asarray(W, float), "b": np.asarray(b, float)}


def fan(names: list[str]) -> dict[str, dict[str, Any]]:
    """A path for each name, from the left to the right, each at a height of its own."""
    heights = np.linspace(-2.4, 2.4, len(names))
    return {
        name: line(np.linspace(-5, 1, 13), height + 0.3 * np.sin(np.arange(13)))
        for name, height in zip(names, heights, strict=True)
    }


MANY = fan([*LOOKS, "one", "two", "three", "four", "five", "six"])
BROKEN = {
    "momentum": line([-5, np.nan, -3, np.inf, 1, np.nan], [-2, 1, 1, 1, -np.inf, 0]),
    "adam": line([-5, -3, -1, 0.1, 0.2, 0.1], [-2, 1, -1, 0.5, 0.1, 0.1]),
}
LEAVING = {"too large": line([-3, 2, -4, 9, -40, 1e30, 1e300, np.inf], [1, -1, 2, -3, 9, 0, 1, 0])}

#: By what is hard about them: the paths, and the view where it is not chosen from them.
HARD: dict[str, tuple[Mapping[str, Any], Mapping[str, Any] | None]] = {
    "infinities and not-a-numbers": (BROKEN, None),
    "a path that leaves for good": (LEAVING, {"W": (-6, 3), "b": (-3, 3)}),
    "never in the picture": ({"adam": line([9, 8, 7], [9, 8, 9])}, {"W": (-6, 3), "b": (-3, 3)}),
    "nothing but not-a-numbers": ({"adam": line([np.nan] * 3, [np.nan] * 3)}, None),
    "no step": ({"adam": line([-5], [-2])}, None),
    "a path that never moves": ({"adam": line([-1] * 4, [-1] * 4)}, None),
    "a start at the minimum": ({"adam": line([0] * 4, [0] * 4)}, None),
    "one path of 500 steps": ({"momentum": LONG}, None),
    "many paths": (MANY, None),
    "paths of different lengths": (
        {"momentum": LONG, "adam": BROKEN["adam"], "rmsprop": line([-4], [1])},
        None,
    ),
    "HTML in its label": (fan([NAUGHTY, "</script><!-- & &amp;"]), None),
    "one name for a line of its own": (fan(["a name that has no end " * 8, ""]), None),
}


#: From where to where across its canvas each text is written.
WRITTEN = """
window.written = [];
const canvas = CanvasRenderingContext2D.prototype, write = canvas.fillText;
canvas.fillText = function (text, x, y) {
  const { width } = this.measureText(text);
  const left = x - width * { left: 0, center: 0.5, right: 1 }[this.textAlign];
  const room = this.canvas.width / this.getTransform().a;
  window.written.push({ text, left, right: left + width, room });
  write.call(this, text, x, y);
};
"""


@pytest.mark.parametrize(("scale", "offset"), [(1, 0), (1e-6, 0), (1e6, 0), (1e-3, 1000)])
def test_no_number_along_an_axis_is_cut(alone: Alone, scale: float, offset: float) -> None:
    path = {name: LONG[name] * scale + offset for name in ("W", "b")}
    view = dict.fromkeys(path, (offset - 6 * scale, offset + 4 * scale))
    alone.page.add_init_script(WRITTEN)
    alone.show(Player({"momentum": path}, view=view, autoplay=False))
    written = alone.page.evaluate("() => window.written")
    assert sum(bool(re.match("−?[0-9]", each["text"])) for each in written) > 8
    cut = [each for each in written if each["left"] < 0 or each["right"] > each["room"]]
    assert cut == []


@pytest.mark.parametrize("what", HARD)
def test_player_plays_scrubs_and_steps_with(alone: Alone, what: str) -> None:
    paths, view = HARD[what]
    last = max(len(path["W"]) for path in paths.values()) - 1
    player = Player(paths, view=view, autoplay=False, steps_per_second=300)
    log = alone.show(player)
    root = alone.root()
    for _ in ("once", "and again"):
        root.get_by_role("button", name="Play").click()
        expect(root).to_have_attribute("data-step", str(last))
        expect(root).to_have_attribute("data-playing", "false")
    assert_labels_stand_beside_their_paths(root, player)
    for step in {last // 2, 0, last}:
        root.get_by_role("slider", name="Step").fill(str(step))
        expect(root).to_have_attribute("data-step", str(step))
        expect(root.locator(".optlearn-counter")).to_have_text(f"{step} / {last}")
        expect(root.locator("tbody tr")).to_have_count(len(paths))
        assert not re.search("NaN|Infinity|undefined|null", everything_said(root))
    for key, step in [("Home", 0), ("ArrowRight", min(1, last)), ("End", last)]:
        root.press(key)
        expect(root).to_have_attribute("data-step", str(step))
    for name in ("gradient", "velocity", "step"):
        if (toggle := root.get_by_role("button", name=name, exact=True)).count():
            toggle.click()
    assert log.complaints() == []


def test_counter_and_table_name_the_same_step_between_two_steps(alone: Alone) -> None:
    alone.show(Player({"mine": line(np.arange(11), np.zeros(11))}, autoplay=False))
    root = alone.root()
    for at in (3.2, 3.5, 3.8, 4):
        root.get_by_role("slider", name="Step").evaluate(
            "(slider, at) => { slider.value = at; slider.dispatchEvent(new Event('input')); }", at
        )
        expect(root.locator(".optlearn-counter")).to_have_text(f"{int(at)} / 10")
        expect(root.locator(".optlearn-W")).to_have_text("3.000" if at < 4 else "4.000")


def test_pointer_scrubs_where_it_was_pressed_and_not_where_it_is_only_released(
    alone: Alone,
) -> None:
    alone.show(Player(LONG, autoplay=False))
    root, mouse = alone.root(), alone.page.mouse
    box = root.locator(".optlearn-series canvas").bounding_box()
    assert box is not None
    left, middle, right = (box["x"] + share * box["width"] for share in (0.2, 0.5, 0.99))
    height = box["y"] + box["height"] / 2
    mouse.move(box["x"] - 100, height)
    mouse.down()
    mouse.move(middle, height)
    mouse.up()
    mouse.click(middle, height, button="right")
    alone.page.wait_for_timeout(200)  # a step that is not to be taken would be drawn by then
    expect(root).to_have_attribute("data-step", "0")
    mouse.move(left, height)
    mouse.down()
    mouse.move(right, height)
    mouse.up()
    expect(root).to_have_attribute("data-step", "500")
    # What is said when the playhead comes to rest.
    expect(root.locator(".optlearn-status")).to_contain_text("Step 500 of 500")


def test_infinities_and_not_a_number_are_said_in_words(alone: Alone) -> None:
    alone.show(Player(BROKEN, autoplay=False))
    root = alone.root()
    row = root.locator('tr[data-path="0"]')
    expected = {1: ("not a number", "1.000"), 3: ("∞", "1.000"), 4: ("1.000", "−∞")}
    for step, (W, b) in expected.items():
        root.get_by_role("slider", name="Step").fill(str(step))
        expect(row.locator(".optlearn-W")).to_have_text(W)
        expect(row.locator(".optlearn-b")).to_have_text(b)
        remark = "left the picture at step 3" if step >= 3 else ""
        expect(row.locator(".optlearn-remark")).to_have_text(remark)
    expect(root.get_by_role("status")).to_contain_text("W 1.000, b −∞, J ∞, left the picture")


def test_path_that_leaves_is_cut_at_the_frame_and_says_when(alone: Alone) -> None:
    alone.show(Player(LEAVING, view={"W": (-6, 3), "b": (-3, 3)}, autoplay=False))
    root = alone.root()
    label = root.locator(".optlearn-label", has_text="left the picture at step 3")
    remark = root.locator(".optlearn-remark").last
    colour = look("too large").light
    for step, gone in [(2, False), (3, True), (7, True)]:
        root.get_by_role("slider", name="Step").fill(str(step))
        expect(label).to_have_attribute("data-shown", str(gone).lower())
        expect(remark).to_have_text("left the picture at step 3" if gone else "")
        inside, outside = coloured(root, colour)
        assert inside > 30
        assert outside == 0


def test_no_text_of_a_player_is_taken_for_html(alone: Alone) -> None:
    log = alone.show(Player(fan([NAUGHTY]), title=NAUGHTY, description=NAUGHTY, autoplay=False))
    root = alone.root()
    for place in (".optlearn-title", ".optlearn-label", "tbody th"):
        expect(root.locator(place)).to_have_text(NAUGHTY)
    expect(root.locator(".optlearn-contours canvas")).to_have_attribute("aria-label", NAUGHTY)
    root.press("End")
    expect(root.get_by_role("status")).to_contain_text(NAUGHTY)
    assert root.locator("b, img, script").count() == 0
    assert alone.page.evaluate("window.struck") is None
    assert log.complaints() == []


def test_one_point_is_shown_and_does_not_pretend_to_play(alone: Alone) -> None:
    alone.show(Player({"adam": line([-5], [-2])}))
    root = alone.root()
    root.get_by_role("button", name="Play").click()
    alone.page.wait_for_timeout(200)
    expect(root).to_have_attribute("data-playing", "false")
    expect(root.locator(".optlearn-counter")).to_have_text("0 / 0")
    expect(root.locator("tbody tr")).to_contain_text("−5.000−2.00010.5")
    assert coloured(root, look("adam").light)[0] > 30


def test_many_paths_are_told_apart(alone: Alone) -> None:
    alone.show(Player(MANY, autoplay=False))
    root = alone.root()
    looks = [*LOOKS.values(), *OTHERS]
    swatches = {swatch.screenshot() for swatch in root.locator(".optlearn-swatch").all()}
    assert len(swatches) == len(looks)
    for step in ("Home", "End"):
        root.press(step)
        expect(root).to_have_attribute("data-step", "0" if step == "Home" else "12")
        for its_look in looks:
            assert coloured(root, its_look.light)[0] > 30, f"{its_look} at the {step}"
    said = root.get_by_role("status")
    expect(said).to_contain_text("Step 12 of 12. gradient descent: W 1.000")
    expect(said).to_contain_text("And 8 more.")
    expect(said).not_to_contain_text("six: W")


def test_slider_of_an_epsilon_of_0_leaves_it_and_comes_back(alone: Alone) -> None:
    settings = {"alpha": 0.4, "epsilon": 0.0}
    alone.show(
        explore(rmsprop, settings=settings, sliders=("epsilon",), sweep=True),
        explore(rmsprop, settings=settings, sliders=("epsilon",)),
    )
    for place in (0, 1):
        slider = alone.root(place).get_by_role("slider", name="epsilon")
        expect(slider).to_have_attribute("aria-valuetext", "0")
        slider.press("ArrowRight")
        expect(slider).to_have_attribute("aria-valuetext", re.compile(r"^1(\.\d+)?e−10$"))
        slider.press("End")
        expect(slider).to_have_attribute("aria-valuetext", "1")
        slider.press("Home")
        expect(slider).to_have_attribute("aria-valuetext", "0")


def test_hand_on_the_controls_calls_off_the_play_of_a_cell_just_chosen(alone: Alone) -> None:
    clock = alone.page.clock
    clock.install(time=0)
    alone.show(settings_map(momentum, x=("alpha", [0.1, 0.4]), y=("beta", [0.0, 0.5])))
    chart = alone.root()
    clock.pause_at(60_000)  # from here on, time passes only as it is told
    heat = chart.get_by_role("application")
    for key, control, step in [
        ("ArrowRight", "To the end", "100"),
        ("ArrowLeft", "One step back", "99"),
    ]:
        heat.press(key)
        chart.get_by_role("button", name=control).click()
        clock.run_for(1000)
        expect(chart).to_have_attribute("data-playing", "false")
        expect(chart).to_have_attribute("data-step", step)
    heat.press("ArrowRight")
    clock.run_for(1000)
    expect(chart).to_have_attribute("data-playing", "true")


def test_plots_show_of_what_is_to_come_only_what_has_been_seen(alone: Alone) -> None:
    slow = descend(momentum, BOWL.start, BOWL.gradient, 100, cost=BOWL, alpha=0.05, beta=0.6)
    log = alone.show(Player({"momentum": slow}, BOWL, autoplay=False))
    root = alone.root()
    expect(root).to_have_attribute("data-step", "0")
    unseen = colours_to_the_right(root)
    for button in ("To the end", "To the start"):
        root.get_by_role("button", name=button).click()
    expect(root).to_have_attribute("data-step", "0")
    alone.page.evaluate("() => new Promise(requestAnimationFrame)")  # the step is told first
    assert colours_to_the_right(root) > unseen + 200
    assert log.complaints() == []


def colours_to_the_right(root: Locator) -> int:
    """How many pixels of the right half of the plots are of a colour, more or less."""
    count: int = root.locator(".optlearn-series canvas").evaluate(
        """canvas => {
          const { width, height } = canvas, x = Math.round(width / 2);
          const { data } = canvas.getContext("2d").getImageData(x, 0, width - x, height);
          let count = 0;
          for (let i = 0; i < data.length; i += 4) {
            const rgb = data.slice(i, i + 3);
            if (Math.max(...rgb) - Math.min(...rgb) > 12) count += 1;
          }
          return count;
        }"""
    )
    return count


def everything_said(root: Locator) -> str:
    """All texts of a widget: those on the page, and those only for a screen reader."""
    said: str = root.evaluate(
        """root => [root, ...root.querySelectorAll("*")].flatMap(
          node => [node.getAttribute("aria-label"), node.getAttribute("aria-valuetext"),
                   node.children.length ? "" : node.textContent]).filter(Boolean).join("\\n")"""
    )
    return said


def coloured(root: Locator, colour: str) -> tuple[int, int]:
    """Pixels of the contours' canvas in a colour (#rrggbb), inside of the frame and outside."""
    wanted = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    inside, outside = root.locator(".optlearn-contours").evaluate(
        """(box, wanted) => {
          const { paddingLeft, paddingTop, paddingRight, paddingBottom } = getComputedStyle(box);
          const canvas = box.querySelector("canvas"), { width, height } = canvas;
          const size = width / box.clientWidth, { data } = canvas.getContext("2d")
            .getImageData(0, 0, width, height), counts = [0, 0];
          for (let i = 0; i < data.length; i += 4) {
            if (wanted.some((channel, c) => Math.abs(channel - data[i + c]) > 6)) continue;
            const x = (i / 4 % width) / size, y = Math.floor(i / 4 / width) / size;
            // A head that has left stands on the frame, half outside.
            const within = x > parseFloat(paddingLeft) - 8 && y > parseFloat(paddingTop) - 8 &&
              x < box.clientWidth - parseFloat(paddingRight) + 8 &&
              y < box.clientHeight - parseFloat(paddingBottom) + 8;
            counts[within ? 0 : 1] += 1;
          }
          return counts;
        }""",
        wanted,
    )
    return inside, outside


def assert_labels_stand_beside_their_paths(root: Locator, player: Player) -> None:
    """Each label lies in the picture, on no other one, and near a point of its path."""
    frame, labels = root.locator(".optlearn-contours").evaluate(
        """box => {
          const style = getComputedStyle(box), { left, top } = box.getBoundingClientRect();
          const edge = name => parseFloat(style[`padding${name}`]);
          const frame = [edge("Left"), box.clientWidth - edge("Right"),
                         edge("Top"), box.clientHeight - edge("Bottom")];
          return [frame, [...box.querySelectorAll(".optlearn-label")].map(label => {
            const r = label.getBoundingClientRect();
            return { text: label.textContent, path: Number(label.dataset.path),
              x: [r.left - left, r.right - left], y: [r.top - top, r.bottom - top] };
          })];
        }"""
    )
    left, right, top, bottom = frame
    for label in labels:
        assert left <= label["x"][0] < label["x"][1] <= right + 1, label
        assert top <= label["y"][0] < label["y"][1] <= bottom + 1, label
        points = list(pixels(player, label["path"], frame))
        long = label["x"][1] - label["x"][0] > (right - left) / 2
        if points and not long:
            away = min(distance(label["x"], x) + distance(label["y"], y) for x, y in points)
            assert away < 40, f"{label} is {away:.0f} pixels from its path"
    for i, one in enumerate(labels):
        for other in labels[:i]:
            overlap = [
                min(one[axis][1], other[axis][1]) - max(one[axis][0], other[axis][0])
                for axis in "xy"
            ]
            assert min(overlap) <= 1, f"{one} and {other} overlap"


def pixels(player: Player, place: int, frame: list[float]) -> Iterator[tuple[float, float]]:
    """Points of a path that lie in the picture, in pixels of its box."""
    course = list(player.courses.values())[place]
    left, right, top, bottom = frame
    for W, b in zip(course["W"], course["b"], strict=True):
        x = left + (W - player.view.W[0]) / np.ptp(player.view.W) * (right - left)
        y = bottom - (b - player.view.b[0]) / np.ptp(player.view.b) * (bottom - top)
        if left <= x <= right and top <= y <= bottom:
            yield float(x), float(y)


def distance(ends: list[float], x: float) -> float:
    """How far a number lies outside of an interval."""
    return max(ends[0] - x, x - ends[1], 0)
