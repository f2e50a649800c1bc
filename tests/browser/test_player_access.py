"""Player, explorer and map for everybody: by keyboard, by ear, at rest, in the dark."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from anywidget import AnyWidget
from playwright.sync_api import Browser, Locator, expect

from optlearn import Bowl, adam, descend, gradient_descent, momentum
from optlearn.explore import explore, settings_map
from optlearn.player import Player
from tests.browser.alone import Alone
from tests.browser.axe import findings

PLAYER, EXPLORER, MAP = range(3)

#: What a screen reader calls the controls of all three, in the order of the Tab key.
PLAYBACK = [
    ("button", "To the start"),
    ("button", "One step back"),
    ("button", "Play"),
    ("button", "One step forward"),
    ("button", "To the end"),
    ("slider", "Step"),
    ("combobox", "Speed"),
    ("button", "Repeat"),
]
CONTROLS = {
    PLAYER: [*PLAYBACK, ("button", "gradient"), ("button", "velocity"), ("button", "step")],
    EXPLORER: [
        ("slider", "alpha"),
        ("checkbox", "bias correction"),
        *PLAYBACK,
        ("button", "step"),
        ("button", "Show as code"),
    ],
    MAP: [
        ("application", "Steps to converge over alpha and beta. Arrow keys choose a cell."),
        *PLAYBACK,
        ("button", "step"),
    ],
}


@pytest.fixture(scope="module")
def widgets() -> list[AnyWidget]:
    """A player, an explorer and a map, none of which needs a kernel."""
    bowl = Bowl()
    paths = {
        "momentum": descend(
            momentum, bowl.start, bowl.gradient, 40, cost=bowl, alpha=0.8, beta=0.6
        ),
        "gradient descent": descend(
            gradient_descent, bowl.start, bowl.gradient, 40, cost=bowl, alpha=0.4
        ),
        "too large": {"W": [-5, 5, -8, 20, np.inf], "b": [-2, 2, -2, 2, np.nan]},
    }
    return [
        Player(paths, title="Two paths and one that leaves"),
        explore(
            adam,
            settings={"alpha": 0.4},
            sliders=("alpha", "bias_correction"),
            target=(1e-6, 40),
            sweep=True,
        ),
        settings_map(
            momentum,
            x=("alpha", np.geomspace(0.01, 10, 12)),
            y=("beta", np.linspace(0, 0.95, 10)),
            curves={"a curve": ([0.01, 10], [0.9, 0.1])},
            marks={"a mark": (0.1, 0.5)},
        ),
    ]


@pytest.fixture
def calm(browser: Browser, tmp_path: Path) -> Iterator[Alone]:
    """A page of somebody who has asked for reduced motion."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, reduced_motion="reduce", color_scheme="light"
    )
    yield Alone(context.new_page(), tmp_path / "calm.html")
    context.close()


def test_every_control_is_reached_by_tab_has_a_name_and_shows_its_focus(
    calm: Alone, widgets: list[AnyWidget]
) -> None:
    calm.show(*widgets)
    calm.page.locator("h1").click()
    for place, controls in CONTROLS.items():
        root = calm.root(place)
        for role, name in controls:
            calm.page.keyboard.press("Tab")
            control = root.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]
            expect(control).to_be_focused()
            focus = control.evaluate(FOCUS)
            assert focus["width"] >= 2, name
            assert focus["contrast"] >= 3, name
    calm.page.keyboard.press("Tab")
    assert calm.page.evaluate("document.activeElement === document.body"), "no stop without a name"


def test_screen_reader_finds_roles_names_and_states(calm: Alone, widgets: list[AnyWidget]) -> None:
    calm.show(*widgets)
    tree = calm.page.context.new_cdp_session(calm.page).send("Accessibility.getFullAXTree")
    heard = [
        (node["role"]["value"], node.get("name", {}).get("value", ""))
        for node in tree["nodes"]
        if not node.get("ignored")
    ]
    for group, parts in {
        "Two paths and one that leaves": CONTROLS[PLAYER],
        "Sliders change the path.": CONTROLS[EXPLORER],
        "Map of the steps to J < 1e-06 over 12 values of alpha": CONTROLS[MAP],
    }.items():
        assert any(role == "group" and group in name for role, name in heard), group
        assert set(parts) <= set(heard)
    counts = {
        role: sum(role == heard_role for heard_role, _ in heard) for role in ("toolbar", "table")
    }
    assert counts == {"toolbar": 3, "table": 3}
    pictures = [name for role, name in heard if role in ("img", "image")]
    assert len(pictures) == 5
    assert all(re.search("contour|axis|Map", name) for name in pictures), pictures
    assert ("meter", "Target") in heard
    assert sum(role == "status" for role, _ in heard) >= 3
    states: dict[str, dict[str, object]] = {
        "Repeat": {"pressed": "false"},
        "Show as code": {"expanded": False},
        "bias correction": {"checked": "true"},
    }
    for node in tree["nodes"]:
        wanted = states.get(node.get("name", {}).get("value", ""))
        if wanted and node["role"]["value"] in ("button", "checkbox"):
            said = {p["name"]: p["value"]["value"] for p in node["properties"]}
            assert wanted.items() <= said.items()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_grave(alone: Alone, widgets: list[AnyWidget], dark: bool) -> None:
    alone.page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
    alone.show(*widgets)
    for place in CONTROLS:
        root = alone.root(place)
        expect(root).to_have_attribute("data-theme", "dark" if dark else "light")
        for toggle in root.locator("[aria-pressed], [aria-expanded]").all():
            toggle.click()
        grave = [fault for fault in findings(root) if fault.startswith(("critical", "serious"))]
        assert grave == []
        # Axe cannot tell what lies behind a label: a picture. It is at worst the label's own rim.
        for label in root.locator(".optlearn-label").all():
            assert label.evaluate(LABEL_CONTRAST) >= 4.5, label.inner_text()


@pytest.mark.parametrize("width", [500, 700, 820, 1200])
def test_nothing_is_cut_and_everything_can_be_used_at_any_width(
    calm: Alone, widgets: list[AnyWidget], width: int
) -> None:
    calm.page.set_viewport_size({"width": width, "height": 900})
    settings = ("alpha", "beta1", "beta2", "epsilon", "condition_number", "bias_correction")
    all_settings = explore(adam, settings={"alpha": 0.4}, sliders=settings, target=(1e-6, 40))
    bowl = Bowl()
    rates = {"gradient descent, corrected by hand": 3.0, "momentum, corrected by hand": 0.1}
    far = {
        name: descend(gradient_descent, bowl.start, bowl.gradient, 1300, cost=bowl, alpha=alpha)
        for name, alpha in rates.items()
    }
    calm.show(*widgets, all_settings, Player(far, target=1e-6))
    for place in range(len(widgets) + 2):
        root = calm.root(place)
        assert root.evaluate("root => root.scrollWidth <= root.clientWidth")
        for cell in root.locator(".optlearn-readout :is(td, th), .optlearn-counter").all():
            assert cell.evaluate("cell => cell.scrollWidth <= cell.clientWidth"), cell.inner_text()
        for slider in root.locator(".optlearn-setting input[type=range]").all():
            assert slider.evaluate("slider => slider.clientWidth") >= 140
    heat = calm.root(MAP).locator(".optlearn-heat").bounding_box()
    assert heat
    assert heat["width"] > 390
    assert heat["height"] > 240


def test_remark_finds_room_in_a_column_of_a_phone(calm: Alone) -> None:
    calm.page.set_viewport_size({"width": 390, "height": 844})
    bowl = Bowl()
    paths = {
        name: descend(gradient_descent, bowl.start, bowl.gradient, 40, cost=bowl, alpha=alpha)
        for name, alpha in {"gradient descent": 3.0, "momentum": 0.4}.items()
    }
    calm.show(Player(paths))
    root = calm.root()
    table = root.get_by_role("table")
    for role, count in {"columnheader": 5, "rowheader": 2, "cell": 8}.items():
        expect(table.get_by_role(role)).to_have_count(count)  # type: ignore[arg-type]
    expect(table.locator(".optlearn-remark").first).to_contain_text("left the picture")
    for cell in table.locator("th, td").all():
        assert cell.evaluate("cell => cell.scrollWidth <= cell.clientWidth"), cell.inner_text()
    height = root.evaluate("root => root.clientHeight")
    root.get_by_role("button", name="To the start").click()
    expect(table.locator(".optlearn-remark").first).to_be_empty()
    assert root.evaluate("root => root.clientHeight") == height, "a path that leaves moves nothing"


def test_pressed_switch_is_told_from_another_one_in_forced_colours(
    calm: Alone, widgets: list[AnyWidget]
) -> None:
    calm.page.emulate_media(forced_colors="active", reduced_motion="reduce")
    calm.show(*widgets)
    ground = "node => getComputedStyle(node).backgroundColor"
    repeat = calm.root(PLAYER).get_by_role("button", name="Repeat")
    before = repeat.evaluate(ground)
    repeat.click()
    calm.page.mouse.move(0, 0)
    assert repeat.evaluate(ground) != before
    swatches = calm.root(MAP).locator(".optlearn-legend span span").all()
    image = "node => getComputedStyle(node).backgroundImage"
    assert len({swatch.evaluate(image) for swatch in swatches}) == 2
    bar = calm.root(EXPLORER).locator(".optlearn-bar")
    assert bar.evaluate(ground) != bar.locator("..").evaluate(ground)


def test_keys_do_in_every_control_what_they_do_there(calm: Alone, widgets: list[AnyWidget]) -> None:
    calm.show(widgets[PLAYER])
    calm.page.evaluate(
        "document.addEventListener('keydown', ({ key }) => (window.heard ??= []).push(key))"
    )
    root, keyboard = calm.root(), calm.page.keyboard

    def press(key: str, step: int) -> None:
        keyboard.press(key)
        expect(root).to_have_attribute("data-step", str(step))

    for role, name in CONTROLS[PLAYER]:
        if role == "combobox":
            continue
        root.get_by_role(role, name=name, exact=True).focus()  # type: ignore[arg-type]
        press("Home", 0)
        press("ArrowRight", 1)
        press("ArrowRight", 2)
        press("ArrowLeft", 1)
        press("End", 40)
    repeat = root.get_by_role("button", name="Repeat")
    repeat.press("Space")
    expect(repeat).to_have_attribute("aria-pressed", "true")
    expect(root).to_have_attribute("data-playing", "false")
    speed = root.get_by_role("combobox", name="Speed")
    speed.select_option("1×")
    speed.press("ArrowDown")
    expect(speed).to_have_value("2×")
    expect(root).to_have_attribute("data-step", "40")
    root.get_by_role("slider", name="Step").focus()
    for playing in ("true", "false"):
        keyboard.press("Space")
        expect(root).to_have_attribute("data-playing", playing)
    root.focus()
    for playing in ("true", "false"):
        keyboard.press("Space")
        expect(root).to_have_attribute("data-playing", playing)
    assert not calm.page.evaluate("window.heard"), "a deck of slides would have turned its page"
    assert calm.page.evaluate("window.scrollY") == 0
    step = root.get_attribute("data-step")
    for key in ("Control+ArrowRight", "Alt+ArrowRight", "Shift+ArrowRight"):
        keyboard.press(key)
    assert root.get_attribute("data-step") == step


def test_arrow_with_another_key_is_left_to_the_browser(
    calm: Alone, widgets: list[AnyWidget]
) -> None:
    calm.show(widgets[MAP])
    calm.page.evaluate(
        "document.addEventListener('keydown', event => (window.taken = event.defaultPrevented))"
    )
    root = calm.root()
    root.get_by_role("application").focus()
    column = root.get_attribute("data-column")
    for key in ("Alt", "Control", "Meta"):
        calm.page.keyboard.press(f"{key}+ArrowRight")
        assert calm.page.evaluate("window.taken") is False, key
    assert root.get_attribute("data-column") == column


def test_picture_of_an_explorer_is_described_as_it_is_now(
    calm: Alone, widgets: list[AnyWidget]
) -> None:
    calm.show(widgets[EXPLORER])
    root = calm.root()
    picture, cell = root.locator(".optlearn-contours canvas"), root.locator(".optlearn-W")
    for _ in range(2):
        before = cell.inner_text()
        root.get_by_role("slider", name="alpha").press("ArrowRight")
        expect(cell).not_to_have_text(before)
        W = float(cell.inner_text().replace("−", "-"))
        label = (picture.get_attribute("aria-label") or "").replace("−", "-")
        said = re.search(r"after 40 steps at W = (\S+),", label)
        assert said
        assert float(said[1]) == pytest.approx(W, rel=0.01)


def test_map_and_explorer_are_used_by_keyboard_alone(calm: Alone, widgets: list[AnyWidget]) -> None:
    calm.show(*widgets)
    chart, heat = calm.root(MAP), calm.root(MAP).get_by_role("application")
    heat.focus()
    for key, cell in [
        *[("Shift+ArrowLeft", None), ("Shift+ArrowLeft", ("0", None))],
        *[("Shift+ArrowDown", ("0", "0")), ("ArrowRight", ("1", "0")), ("ArrowUp", ("1", "1"))],
        *[("Shift+ArrowRight", ("11", "1")), ("Shift+ArrowUp", ("11", "9"))],
    ]:
        calm.page.keyboard.press(key)
        for name, value in zip(("data-column", "data-row"), cell or (), strict=False):
            if value:
                expect(chart).to_have_attribute(name, value)
    expect(chart.get_by_role("status")).to_contain_text(re.compile("^alpha = 10.00?, beta = 0.95"))
    explorer = calm.root(EXPLORER)
    code = explorer.locator(".optlearn-code")
    expect(code).to_be_hidden()
    explorer.get_by_role("button", name="Show as code").press("Enter")
    expect(code).to_be_visible()
    expect(code).to_contain_text("path = descend(adam")
    explorer.get_by_role("checkbox", name="bias correction").press("Space")
    expect(code).to_contain_text("uncorrected(adam)")
    before = explorer.locator(".optlearn-J").last.inner_text()
    alpha = explorer.get_by_role("slider", name="alpha")
    alpha.press("ArrowRight")
    expect(explorer.locator(".optlearn-J").last).not_to_have_text(before)
    said = alpha.get_attribute("aria-valuetext")
    assert said
    expect(code).to_contain_text(f"alpha={said}")


def test_reduced_motion_rests_on_the_last_step_and_still_plays_when_asked(
    calm: Alone, widgets: list[AnyWidget]
) -> None:
    calm.show(*widgets)
    for place, last in {PLAYER: 40, EXPLORER: 40, MAP: 100}.items():
        root = calm.root(place)
        calm.page.wait_for_timeout(200)
        expect(root).to_have_attribute("data-playing", "false")
        expect(root).to_have_attribute("data-step", str(last))
    calm.root(MAP).get_by_role("application").press("ArrowRight")
    calm.page.wait_for_timeout(600)  # after 350 ms the path of a cell would begin to play
    expect(calm.root(MAP)).to_have_attribute("data-step", "100")
    calm.root(PLAYER).get_by_role("button", name="Play").click()
    expect(calm.root(PLAYER)).to_have_attribute("data-playing", "true")


def test_screen_reader_hears_where_things_rest_and_no_flood(
    alone: Alone, widgets: list[AnyWidget]
) -> None:
    alone.show(widgets[PLAYER])
    root = alone.root()
    status = root.get_by_role("status")
    alone.page.evaluate(
        """() => {
          window.announced = [];
          const status = document.querySelector("[role=status]");
          new MutationObserver(() => announced.push(status.textContent))
            .observe(status, { childList: true });
        }"""
    )
    expect(root).to_have_attribute("data-playing", "true")
    expect(root).to_have_attribute("data-step", re.compile("^[5-9]$"))
    assert alone.page.evaluate("announced") == []
    root.get_by_role("button", name="Pause").click()
    expect(root).to_have_attribute("data-playing", "false")
    expect(status).to_contain_text(f"Step {root.get_attribute('data-step')} of 40.")
    scrubber = root.get_by_role("slider", name="Step")
    scrubber.evaluate(
        """async input => {
          for (let step = 0; step <= 20; step += 0.5) {
            input.value = step;
            input.dispatchEvent(new Event("input", { bubbles: true }));
            await new Promise(requestAnimationFrame);
          }
          input.dispatchEvent(new Event("change", { bubbles: true }));
        }"""
    )
    expect(status).to_contain_text("Step 20 of 40. momentum: W ")
    expect(scrubber).to_have_attribute("aria-valuetext", "step 20 of 40")
    assert len(alone.page.evaluate("announced")) == 2


def test_theme_follows_the_page_as_it_changes(alone: Alone, widgets: list[AnyWidget]) -> None:
    alone.page.emulate_media(color_scheme="light", reduced_motion="reduce")
    alone.show(*widgets)
    page = alone.page
    page.evaluate(  # Jupyter's style sheet
        "window.setGround = ground => document.body.style.setProperty('--jp-layout-color0', ground)"
    )
    for says, theme in [
        ("document.body.dataset.jpThemeLight = 'false'; setGround('#111111')", "dark"),
        ("document.body.dataset.jpThemeLight = 'true'; setGround('white')", "light"),
        ("delete document.body.dataset.jpThemeLight", "light"),
        ("document.documentElement.dataset.theme = 'dark'", "dark"),
        ("document.documentElement.dataset.theme = 'light'", "light"),
        ("document.body.className = 'vscode-dark'", "dark"),
        ("document.body.className = 'vscode-light'", "light"),
    ]:
        page.evaluate(says)
        for place in CONTROLS:
            root = alone.root(place)
            expect(root).to_have_attribute("data-theme", theme)
            assert_painted(root, theme)
    page.evaluate("document.body.className = ''; delete document.documentElement.dataset.theme")
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    for place in CONTROLS:
        expect(alone.root(place)).to_have_attribute("data-theme", "dark")
        assert_painted(alone.root(place), "dark")


def assert_painted(root: Locator, theme: str) -> None:
    """Every picture of a widget has the theme's ground."""
    root.page.wait_for_function(
        """([root, dark]) => [...root.querySelectorAll(".optlearn-box canvas")].every(canvas => {
          const [r, g, b] = canvas.getContext("2d").getImageData(1, 1, 1, 1).data;
          return (r + g + b < 384) === dark;
        })""",
        arg=[root.element_handle(), theme == "dark"],
    )


_COLOURS = """
  const channels = colour => {
    const ctx = new OffscreenCanvas(1, 1).getContext("2d");
    ctx.fillStyle = colour;
    ctx.fillRect(0, 0, 1, 1);
    return [...ctx.getImageData(0, 0, 1, 1).data];
  };
  const luminance = colour => channels(colour).slice(0, 3)
    .map(c => c / 255)
    .map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const contrast = (one, other) => {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const ground = getComputedStyle(element.closest(".optlearn")).backgroundColor;
"""

#: Width of the ring around what is in focus, and its contrast with the widget's ground.
FOCUS = f"""element => {{
  {_COLOURS}
  const {{ outlineStyle, outlineWidth, outlineColor }} = getComputedStyle(element);
  return {{
    width: outlineStyle === "solid" ? parseFloat(outlineWidth) : 0,
    contrast: contrast(outlineColor, ground),
  }};
}}"""

#: Contrast of a label with the widget's ground.
LABEL_CONTRAST = f"""element => {{
  {_COLOURS}
  return contrast(getComputedStyle(element).color, ground);
}}"""
