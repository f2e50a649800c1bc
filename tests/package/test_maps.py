"""The map of settings: what it computes, sends and refuses, without a browser."""

import base64
import zlib

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from optlearn import Bowl, adam, descend, heavy_ball, momentum
from optlearn.explore import settings_map
from optlearn.maps import scale_of
from optlearn.player.sweeps import DIVERGED, NEVER, SCALE
from optlearn.theory import best_pair, critical_beta, stable_alpha

BOWL = Bowl()
ALPHAS, BETAS = np.geomspace(0.01, 10, 12), np.linspace(0, 0.9, 10)


def momentum_map(**options):
    options = {"x": ("alpha", ALPHAS), "y": ("beta", BETAS), "steps": 60} | options
    return settings_map(momentum, **options)


def test_map_counts_the_steps_of_each_cell():
    chart = momentum_map(target=1e-3)
    for row, column in ((0, 3), (5, 7), (9, 11)):
        path = descend(
            momentum,
            BOWL.start,
            BOWL.gradient,
            60,
            cost=BOWL,
            alpha=ALPHAS[column],
            beta=BETAS[row],
        )
        below = np.flatnonzero(path.cost < 1e-3)
        steps = below[0] if below.size else np.inf
        assert chart.steps_to_converge[row, column] == steps


def test_best_cell_is_the_fastest():
    chart = momentum_map()
    assert chart.best["steps"] == chart.steps_to_converge.min()
    column, row = chart.scene["map"]["best"]
    assert (chart.best["alpha"], chart.best["beta"]) == (ALPHAS[column], BETAS[row])


def test_map_tells_what_diverged_from_what_was_only_too_slow():
    chart = momentum_map()
    counts = np.frombuffer(chart.grid["counts"], "<u2").reshape(len(BETAS), len(ALPHAS))
    assert counts[0, -1] == DIVERGED
    assert counts[0, 0] == NEVER
    assert not chart.diverged[np.isfinite(chart.steps_to_converge)].any()
    reached = np.isfinite(chart.steps_to_converge)
    np.testing.assert_array_equal(counts[reached], chart.steps_to_converge[reached])


def test_paths_of_a_map_are_sent_to_a_quarter_of_a_pixel():
    chart = momentum_map()
    folded = np.frombuffer(zlib.decompress(chart.grid["paths"]), np.uint8)
    shape = (len(BETAS), len(ALPHAS), 61)
    W_low, W_high, _, _ = folded.reshape(4, *shape).astype(int)
    folded = W_low + 256 * W_high
    differences = np.where(folded % 2, -(folded + 1) // 2, folded // 2)
    codes = differences.cumsum(axis=0).cumsum(axis=1)
    path = descend(
        momentum, BOWL.start, BOWL.gradient, 60, alpha=ALPHAS[6], beta=BETAS[4], cost=BOWL
    )
    low, high = chart.view.W
    np.testing.assert_allclose(
        low + codes[4, 6] / SCALE * (high - low), path["W"], atol=0.51 * (high - low) / SCALE
    )


@pytest.mark.parametrize(("rule", "second"), [(momentum, "beta"), (adam, "beta1")])
def test_map_of_100_x_100_settings_and_100_steps_stays_below_a_megabyte(rule, second):
    chart = settings_map(
        rule, x=("alpha", np.geomspace(0.01, 5, 100)), y=(second, np.linspace(0, 0.99, 100))
    )
    sent = sum(len(base64.b64encode(part)) for part in chart.grid.values() if type(part) is bytes)
    assert sent + len(chart._esm) < 1_000_000


def test_map_where_nothing_converges_still_has_a_cell_and_a_description():
    chart = momentum_map(target=1e-300)
    assert not np.isfinite(chart.best["steps"])
    assert "0% of the settings converge" in chart.scene["description"]
    assert chart._repr_mimebundle_()[0]["image/png"].startswith(b"\x89PNG")


def test_curves_and_marks_are_sent_and_drawn():
    chart = settings_map(
        heavy_ball,
        x=("alpha", ALPHAS),
        y=("beta", BETAS),
        curves={"a curve": (ALPHAS, np.linspace(0, 0.9, 12))},
        marks={"a mark": (0.667907, 0.402605)},
    )
    assert chart.scene["map"]["marks"] == [{"label": "a mark", "x": 0.667907, "y": 0.402605}]
    texts = [text.get_text() for text in chart.still().axes[0].texts]
    assert texts == ["a curve", "a mark"]


def test_names_on_a_still_map_are_within_it_apart_and_nearest_to_their_own_curves():
    alphas, betas = np.linspace(0.011, 1.1, 12), np.linspace(0, 0.99, 10)
    near, far = BOWL.curvature_W, BOWL.curvature_b
    curves = {
        "critical along W": (alphas, critical_beta(alphas, near)),
        "critical along b": (alphas, critical_beta(alphas, far)),
        "stable up to here": (stable_alpha(betas, far), betas),
    }
    chart = momentum_map(
        x=("alpha", alphas),
        y=("beta", betas),
        curves=curves,
        marks={"the best": best_pair(near, far)},
    )
    figure = chart.still()
    FigureCanvasAgg(figure).draw()
    ax = figure.axes[0]
    boxes = {text.get_text(): text.get_window_extent() for text in ax.texts}
    assert set(boxes) == {*curves, "the best"}
    extents = list(boxes.values())
    assert not any(a.overlaps(b) for i, a in enumerate(extents) for b in extents[:i])
    for name, box in boxes.items():
        assert ax.bbox.containsx(box.x0), name
        assert ax.bbox.containsx(box.x1), name
        gaps = {}
        for other, (x, y) in curves.items():
            x, y = ax.transData.transform(np.column_stack([x, y])).T
            across = np.maximum(np.maximum(box.x0 - x, x - box.x1), 0)
            gaps[other] = np.hypot(across, np.maximum(np.maximum(box.y0 - y, y - box.y1), 0)).min()
        assert name not in curves or min(gaps, key=gaps.__getitem__) == name


def test_measured_optimum_of_the_heavy_ball_is_near_gohs():
    chart = settings_map(
        heavy_ball,
        x=("alpha", np.linspace(0.4, 1.0, 25)),
        y=("beta", np.linspace(0.2, 0.6, 17)),
        target=1e-12,
    )
    # Goh, "Why Momentum Really Works" (2017), for curvatures 0.2 and 4.
    assert chart.best["alpha"] == pytest.approx(0.667907, abs=0.06)
    assert chart.best["beta"] == pytest.approx(0.402605, abs=0.06)


def test_axes_read_as_their_values_are_spaced():
    chart = momentum_map(y=("beta", [0.0, 0.5, 0.9, 0.99]))
    scales = [chart.scene["map"][axis]["scale"] for axis in "xy"]
    assert scales == ["log", "list"]
    assert momentum_map().scene["map"]["y"]["scale"] == "linear"


@pytest.mark.parametrize("size", [1e-300, 1e-12, 1.0, 1e300])
def test_scale_of_an_axis_does_not_depend_on_the_size_of_its_values(size):
    assert scale_of(size * np.geomspace(1, 1e4, 9)) == "log"
    assert scale_of(size * np.linspace(1, 2, 9)) == "linear"
    assert scale_of(size * np.array([1, 5, 6, 9])) == "list"


def test_map_has_a_text_and_a_still():
    data, metadata = momentum_map()._repr_mimebundle_()
    assert data["text/plain"] == "Map of momentum: alpha (12 values), beta (10 values)"
    assert data["image/png"].startswith(b"\x89PNG")
    assert "The fastest, alpha = " in metadata["image/png"]["alt"]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"x": "alpha"}, TypeError, "x must be \\(name, values\\)"),
        ({"x": ("alpha", [0.1])}, ValueError, "x must have two values or more that grow"),
        ({"x": ("alpha", [1e307, 1e308])}, ValueError, "x must .* none beyond 1e[+]300; got"),
        ({"y": ("beta", [0.9, 0.5])}, ValueError, "y must have two values or more that grow"),
        ({"y": ("beta", [0.5, 1.0])}, ValueError, "beta must be at least 0 and less than 1"),
        ({"y": ("gamma", [0.5, 0.6])}, TypeError, "has no setting 'gamma'"),
        ({"y": ("alpha", ALPHAS)}, ValueError, "x and y must be two settings"),
        ({"target": -1}, ValueError, "target must be finite and greater than 0"),
        ({"steps": 1.5}, TypeError, "steps must be a whole number"),
        ({"curves": {"c": ([1, 2], [1])}}, ValueError, r"curves\['c'\] must be"),
        ({"curves": {"c": ([], [])}}, ValueError, r"curves\['c'\] must be .* two or more; got"),
        ({"curves": [1]}, TypeError, r"curves must be a dict .* got \[1\]"),
        ({"marks": 3}, TypeError, "marks must be a dict .* got 3"),
        ({"settings": [1]}, TypeError, r"settings must be a dict .* got \[1\]"),
        ({"stay": "yes"}, TypeError, "stay must be True or False; got 'yes'"),
        ({"x": ("alpha", [0.1, -1])}, ValueError, "x: alpha must be finite and greater"),
        ({"marks": {"m": 1.0}}, TypeError, r"marks\['m'\] must be \(x, y\)"),
        ({"marks": {"m": (1.0, np.nan)}}, ValueError, r"marks\['m'\] must be"),
        ({"arrows": ("speed",)}, ValueError, "arrows must be any of"),
    ],
)
def test_bad_argument_of_a_map_is_named(arguments, error, message):
    with pytest.raises(error, match=message):
        momentum_map(**arguments)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"steps": 65_534}, ValueError, "steps must be at most 65533 on a map; got 65534"),
        ({"steps": 40_000}, ValueError, "at most 4,000,000 points, .* got 12 × 10 × 40001"),
        ({"target": None}, TypeError, "target must be a number greater than 0; got None"),
    ],
)
def test_map_that_cannot_be_sent_or_held_is_refused_before_it_is_computed(options, error, message):
    def unused(W, b):
        raise AssertionError("a descent has begun")

    cost = lambda W, b: 0.0  # noqa: E731
    cost.gradient = unused
    with pytest.raises(error, match=message):
        momentum_map(cost=cost, start={"W": 1.0, "b": 1.0}, **options)


def test_largest_number_of_steps_of_a_map_is_sent_as_it_is():
    chart = momentum_map(
        x=("alpha", [0.0176, 0.02]), y=("beta", [0.0, 0.1]), steps=65_533, target=1e-200
    )
    counts = np.frombuffer(chart.grid["counts"], "<u2").reshape(2, 2)
    np.testing.assert_array_equal(counts, chart.steps_to_converge)
    assert counts.max() > 65_000
