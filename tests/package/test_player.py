"""The player: what it sends, what it draws without a browser, and what it refuses."""

import base64
import json
import re
import shutil
import zlib

import numpy as np
import pytest
from ipywidgets.embed import dependency_state
from PIL import Image

from optlearn import Bowl, CurvedValley, Saddle, adam, descend, gradient_descent, momentum, rmsprop
from optlearn.player import Player
from optlearn.player.landscape import contours, view_of
from optlearn.player.sweeps import LARGEST, SCALE, SMALLEST, packed_paths
from optlearn.publish.widgets import Widgets
from tests.marks import SILENT

BOWL = Bowl()


def descent(rule=momentum, steps=20, **settings):
    settings = {"alpha": 0.4} | settings
    return descend(rule, BOWL.start, BOWL.gradient, steps, cost=BOWL, **settings)


def bfloat16(buffer):
    return (np.frombuffer(buffer, "<u2").astype("<u4") << 16).view("<f4")


def in_a_saved_page(widget):
    """Characters of a widget's state as nbconvert writes it into a page."""

    def text(value):
        if isinstance(value, bytes):
            return base64.b64encode(value).decode()
        if isinstance(value, dict):
            return {name: text(part) for name, part in value.items()}
        return [text(part) for part in value] if isinstance(value, list) else value

    return len(json.dumps(text(widget.get_state())))


# What is sent ------------------------------------------------------------------------------------


def test_points_and_costs_are_sent_as_float32():
    path = descent()
    (sent,) = Player({"momentum": path}).paths
    W, b = np.frombuffer(sent["points"], "<f4").reshape(2, -1)
    np.testing.assert_allclose(W, path["W"], rtol=1e-7)
    np.testing.assert_allclose(b, path["b"], rtol=1e-7)
    np.testing.assert_allclose(np.frombuffer(sent["cost"], "<f4"), path.cost, rtol=1e-7)


def test_arrows_are_the_gradient_of_each_point_and_the_velocity_of_the_step_from_there():
    path = descent()
    (sent,) = Player({"momentum": path}).paths
    dW, db = bfloat16(sent["gradient"]).reshape(2, -1)
    np.testing.assert_allclose(dW[:-1], path.gradients["dW"], rtol=2**-8)
    np.testing.assert_allclose(db[:-1], path.gradients["db"], rtol=2**-8)
    v_dW, _ = bfloat16(sent["velocity"]).reshape(2, -1)
    np.testing.assert_allclose(
        path["W"][:-1] - 0.4 * v_dW[:-1], path["W"][1:], rtol=0.01, atol=1e-3
    )
    assert np.isnan(dW[-1])
    assert np.isnan(v_dW[-1])


def test_method_without_velocity_sends_none():
    (sent,) = Player({"RMSprop": descent(rmsprop)}).paths
    assert sent["velocity"] is None
    assert sent["gradient"] is not None


def test_path_may_be_any_mapping_and_its_cost_is_computed():
    points = {"W": [-5, -3, 0], "b": [-2, 1, 0]}
    (sent,) = Player({"mine": points}).paths
    costs = np.frombuffer(sent["cost"], "<f4")
    np.testing.assert_allclose(costs, BOWL(np.array([-5, -3, 0]), np.array([-2, 1, 0])), rtol=1e-7)


def test_single_descent_is_named_after_its_rule():
    (sent,) = Player(descent(gradient_descent)).paths
    assert sent["name"] == "gradient descent"


def test_overflowing_path_is_sent_and_drawn():
    path = descent(gradient_descent, steps=700, alpha=3.0)
    assert not np.isfinite(path["b"][-1])
    player = Player({"too large": path, "not a number": {"W": [np.nan], "b": [np.nan]}})
    assert np.frombuffer(player.paths[0]["points"], "<f4").size == 2 * 701
    assert np.isfinite([player.scene["view"]["W"], player.scene["view"]["b"]]).all()
    assert player._repr_mimebundle_()[0]["image/png"].startswith(b"\x89PNG")


def test_finite_numbers_beyond_float32_are_sent_as_its_ends_and_never_as_infinite_or_0():
    W = np.array([1e39, -1e300, 1e-60, -1e-300, 0.0, np.inf, -np.inf, np.nan, 1.5])
    (sent,) = Player({"mine": {"W": W, "b": W, "cost": W}}).paths
    expected = [LARGEST, -LARGEST, SMALLEST, -SMALLEST, 0, np.inf, -np.inf, np.nan, 1.5]
    np.testing.assert_array_equal(np.frombuffer(sent["points"], "<f4"), expected * 2)
    np.testing.assert_array_equal(np.frombuffer(sent["cost"], "<f4"), expected)


def test_four_paths_of_500_steps_stay_below_100_kB_in_a_saved_page():
    rules = [(gradient_descent, 0.4), (momentum, 0.8), (rmsprop, 0.3), (adam, 0.6)]
    paths = {rule.__name__: descent(rule, 500, alpha=alpha) for rule, alpha in rules}
    player = Player(paths)
    assert in_a_saved_page(player) < 100_000
    widgets = Widgets()
    widgets.add("player", dependency_state([player], drop_defaults=False)[player.model_id])
    assert len(widgets.html()) < 100_000


def test_script_and_style_are_sent_packed_and_unpack_to_their_files(repository):
    packed = re.search(r'atob\("([^"]+)"\)', Player._esm)[1]
    script, style = zlib.decompress(base64.b64decode(packed)).decode().split("\0")
    folder = repository / "optlearn/player"
    file = (folder / "player.js").read_text(encoding="utf-8")
    assert script == f"{file}\n//# sourceURL=optlearn/player.js"
    assert style == (folder / "player.css").read_text(encoding="utf-8")


# The picture -------------------------------------------------------------------------------------


@pytest.mark.parametrize("cost", [Bowl(), Bowl(rotation=30.0), Saddle(), CurvedValley()])
def test_view_holds_the_start_and_the_minimum(cost):
    path = descend(gradient_descent, cost.start, cost.gradient, 10, alpha=1e-4)
    view = view_of([(path["W"], path["b"])], cost.minimum)
    assert view.holds(cost.start["W"], cost.start["b"])
    assert view.holds(cost.minimum["W"], cost.minimum["b"])


def test_nearly_the_same_paths_are_shown_in_the_same_view():
    views = [Player({"x": descent(gradient_descent, alpha=alpha)}).view for alpha in (0.4, 0.45)]
    assert views[0] == views[1]


def test_one_unit_is_as_long_along_b_as_along_W_where_the_ranges_allow_it():
    view = Player({"momentum": descent()}).view
    width, height = view.W[1] - view.W[0], view.b[1] - view.b[0]
    assert width / height == pytest.approx(view.aspect)


def test_view_of_one_point_and_no_minimum_is_not_empty():
    view = view_of([(np.array([3.0]), np.array([4.0]))], None)
    assert view.holds(3.0, 4.0)
    assert view.W[0] < view.W[1]


def test_contours_lie_on_their_levels():
    view = Player({"momentum": descent()}).view
    picture = contours(BOWL, view)
    codes = np.frombuffer(picture["points"], "<u2").reshape(-1, 2) / 65535
    reach = picture["reach"]
    W, b = (
        reach[name][0] + codes[:, i] * (reach[name][1] - reach[name][0])
        for i, name in enumerate("Wb")
    )
    start = 0
    for lengths in picture["levels"]:
        ring = slice(start, start := start + sum(lengths))
        inside = view.holds(W[ring], b[ring])
        off_level = np.ptp(BOWL(W[ring], b[ring])[inside])
        slope = np.hypot(*BOWL.gradient(W[ring], b[ring]).values())[inside]
        # Less than a pixel of a picture 600 pixels wide.
        assert np.max(off_level / slope) < (view.W[1] - view.W[0]) / 600
    assert start == len(codes)


def test_cost_that_is_flat_or_not_a_number_has_no_contours_and_no_error():
    view = Player({"momentum": descent()}).view
    for cost in (lambda W, b: 0 * W, lambda W, b: np.nan * W):
        assert contours(cost, view)["levels"] == []


# Without a browser -------------------------------------------------------------------------------


def test_text_and_description_are_the_same_in_every_run():
    player = Player({"momentum": descent(), "too large a rate": descent(gradient_descent)})
    data, metadata = player._repr_mimebundle_()
    assert data["text/plain"] == "Player: momentum (20 steps), too large a rate (20 steps)"
    assert data["image/png"].startswith(b"\x89PNG")
    assert "momentum, after 20 steps" in metadata["image/png"]["alt"]


def test_still_picture_is_small():
    player = Player({"momentum": descent(), "adam": descent(adam)})
    assert len(player._repr_mimebundle_()[0]["image/png"]) < 60_000


@SILENT
@pytest.mark.parametrize("steps", [30, 60, 200])
def test_cost_that_grows_beyond_all_floats_is_drawn_without_a_warning(steps):
    steep = Bowl(curvature_W=200.0, curvature_b=4000.0)
    path = descend(gradient_descent, steep.start, steep.gradient, steps, cost=steep, alpha=0.46)
    data, _ = Player({"gradient descent": path}, steep)._repr_mimebundle_()
    assert data["image/png"].startswith(b"\x89PNG")


@SILENT
@pytest.mark.parametrize(
    ("W", "cost"),
    [
        ([3, 2, 1], [1.7e308, 1e308, 1]),
        ([3, 2, 1], [1e-320, 1e-320, 1e-322]),
        ([3, 2, 1], [1e-300, 1e-310, 1e-320]),
        ([1e308, 2, 1], [3, 2, 1]),
        ([-1e308, 1e308, -1e308], [3, 2, 1]),
        ([np.inf, 2, 1], [3, 2, 1]),
    ],
)
def test_path_of_the_largest_and_smallest_floats_is_drawn_without_a_warning(W, cost):
    path = {"W": np.array(W, float), "b": np.array([3.0, 2.0, 1.0]), "cost": np.array(cost, float)}
    data, _ = Player({"a path": path}, BOWL, plots=("cost", "distance"))._repr_mimebundle_()
    assert data["image/png"].startswith(b"\x89PNG")


def test_labels_of_paths_that_leave_the_still_at_one_place_are_apart():
    path = descent(gradient_descent, alpha=3.0)
    still = Player({"too large": path, "a": path, "b": path}).still()
    boxes = [text.get_window_extent() for text in still.axes[0].texts]
    assert len(boxes) == 3
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_paths_of_one_method_are_told_apart_live_and_in_the_still():
    player = Player({f"momentum, beta {beta}": descent(beta=beta) for beta in (0.5, 0.9)})
    live = [path["look"]["light"] for path in player.paths]
    assert len(set(live)) == 2
    for ax in player.still().axes:
        drawn = [line.get_color() for line in ax.lines if line.get_label().startswith("momentum")]
        assert drawn == live


def test_still_says_at_which_step_a_path_left():
    figure = Player({"too large": descent(gradient_descent, 40, alpha=0.6)}).still()
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert any(re.fullmatch(r"left the picture at step \d+", text) for text in texts)


@pytest.mark.parametrize("plots", [(), ("cost",), ("cost", "distance")])
def test_still_has_the_plots_that_were_asked_for(plots):
    figure = Player({"momentum": descent()}, plots=plots, title="T", target=1e-6).still()
    assert len(figure.axes) == 1 + len(plots) + ("distance" in plots)


def test_gif_moves_from_the_start_to_the_still_picture_and_rests_there(tmp_path):
    file = tmp_path / "a.gif"
    player = Player({"momentum": descent(steps=3)}, plots=("cost",))
    player.save_gif(file, seconds=0.5)
    frames, seconds = [], 0.0
    with Image.open(file) as image:
        for number in range(image.n_frames):
            image.seek(number)
            frames.append(np.asarray(image.convert("L"), float))
            seconds += image.info["duration"] / 1000
    assert len(frames) >= 8
    assert seconds == pytest.approx(1.5)
    player.save_png(tmp_path / "whole.png", dpi=100)
    with Image.open(tmp_path / "whole.png") as image:
        whole = np.asarray(image.convert("L").resize(frames[-1].shape[::-1]), float)
    off = [np.abs(frame - whole).mean() for frame in frames]
    assert off[-1] < 1.5
    assert off[0] > 1.3 * off[-1]


def test_mp4_is_written_or_its_error_says_what_is_missing(tmp_path, monkeypatch):
    player = Player({"momentum": descent(steps=3)}, plots=())
    if shutil.which("ffmpeg"):
        player.save_mp4(tmp_path / "a.mp4", seconds=0.2)
        assert (tmp_path / "a.mp4").stat().st_size > 1000
    monkeypatch.setattr("matplotlib.animation.FFMpegWriter.isAvailable", lambda: False)
    with pytest.raises(RuntimeError, match="needs the program ffmpeg"):
        player.save_mp4(tmp_path / "b.mp4")


def test_png_is_saved(tmp_path):
    Player({"momentum": descent()}).save_png(tmp_path / "a.png", dpi=50)
    with Image.open(tmp_path / "a.png") as image:
        assert image.width == 445


# Errors ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"paths": {}}, TypeError, "paths must be a descent, or a dict"),
        ({"paths": {"x": {"W": [1.0]}}}, TypeError, r"paths\['x'\] must be a descent"),
        ({"paths": {"x": 3}}, TypeError, r"paths\['x'\] must be a descent"),
        ({"paths": {"x": {"W": ["a"], "b": [1.0]}}}, TypeError, r"\['W'\] must be an array"),
        ({"paths": {"x": {"W": [[1.0]], "b": [1.0]}}}, ValueError, r"\['W'\] must have shape"),
        ({"paths": {"x": {"W": [1.0, 2.0], "b": [1.0]}}}, ValueError, r"\['b'\] must have shape"),
        ({"cost": 3}, TypeError, "cost must be a function of W and b"),
        ({"cost": lambda W, b: 1.0}, ValueError, "cost must return one value for each"),
        ({"arrows": ["speed"]}, ValueError, "arrows must be any of gradient, velocity, step"),
        ({"arrows": None}, TypeError, "arrows must be a list of gradient, velocity"),
        ({"plots": "loss"}, ValueError, "plots must be any of cost, distance; got 'loss'"),
        ({"view": (0, 1)}, TypeError, "view must be"),
        ({"view": {"W": 1, "b": (0, 1)}}, TypeError, r"view\['W'\] must be two numbers"),
        ({"view": {"W": (1, 0), "b": (0, 1)}}, ValueError, "low < high"),
        ({"view": {"W": (0, np.inf), "b": (0, 1)}}, ValueError, "must be finite"),
        ({"steps_per_second": 0}, ValueError, "steps_per_second must be finite and greater"),
        ({"steps_per_second": True}, TypeError, "steps_per_second must be a number"),
        ({"target": "low"}, TypeError, "target must be a number greater than 0"),
        ({"title": 1}, TypeError, "title must be a text"),
        ({"description": 1}, TypeError, "description must be a text"),
        ({"loop": "no"}, TypeError, "loop must be True or False; got 'no'"),
        ({"cost": lambda W: W}, TypeError, "cost must be a function of W and b"),
        ({"cost": lambda W, b: "high"}, TypeError, "what cost returns must be a number"),
        ({"view": {"W": "12", "b": (0, 1)}}, TypeError, r"view\['W'\] must be two numbers"),
        ({"minimum": {"W": 0.0}}, TypeError, "minimum must be"),
        ({"minimum": {"W": 0.0, "b": np.nan}}, ValueError, "minimum must be finite"),
        ({"minimum": {"W": [0.0], "b": 0.0}}, ValueError, "minimum must be finite numbers"),
        ({"minimum": {"W": "x", "b": 0.0}}, TypeError, r"minimum\['W'\] must be a number"),
    ],
)
def test_bad_argument_is_named(arguments, error, message):
    with pytest.raises(error, match=message):
        Player(**({"paths": {"momentum": descent()}} | arguments))


# What the front end unpacks -----------------------------------------------------------------------


def test_packed_paths_of_a_map_are_small_differences():
    W = np.linspace(-1, 1, 4 * 5 * 3).reshape(4, 5, 3)
    unpacked = np.frombuffer(zlib.decompress(packed_paths([(W, (-1.0, 1.0))])), np.uint8)
    low, high = unpacked.reshape(2, -1).astype(int)
    folded = low + 256 * high
    differences = np.where(folded % 2, -(folded + 1) // 2, folded // 2).reshape(W.shape)
    codes = differences.cumsum(axis=0).cumsum(axis=1)
    np.testing.assert_allclose(-1 + 2 * codes / SCALE, W, atol=0.51 * 2 / SCALE)
