"""What the plots draw is what the descents hold, however far those go."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import same_color
from matplotlib.figure import Figure
from numpy.testing import assert_allclose, assert_array_equal

from optlearn import Bowl, CurvedValley, Saddle, adam, descend, gradient_descent, momentum, plots
from optlearn.averages import weights
from optlearn.descent import Descent
from optlearn.palette import look

BOWL = Bowl()


@pytest.fixture
def ax():
    return Figure().subplots()


def descent_through(W, b):
    params = {"W": np.array(W, dtype=float), "b": np.array(b, dtype=float)}
    return Descent(params, {}, {}, None, "by hand", {})


def texts(ax):
    return [text.get_text() for text in ax.texts]


def drawn(line):
    return np.column_stack(line.get_data())


@pytest.mark.parametrize("cost", [BOWL, Bowl(rotation=30), Saddle(), CurvedValley()])
def test_contours_mark_the_minimum_and_keep_a_unit_a_unit(ax, cost):
    plots.contours(ax, cost, W=(-2, 2), b=(-1.5, 2))
    (cross,) = ax.lines
    assert_array_equal(drawn(cross), [[cost.minimum["W"], cost.minimum["b"]]])
    assert (ax.get_xlim(), ax.get_ylim()) == ((-2, 2), (-1.5, 2))
    assert ax.get_aspect() == 1
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("$W$", "$b$")


def test_contours_of_a_bowl_are_evenly_spaced(ax):
    plots.contours(ax, BOWL, lines=6)
    lines = ax.collections[1]
    roots = np.sqrt(lines.levels)
    assert len(roots) == 6
    assert_allclose(np.diff(roots), roots[0])


def test_a_contour_runs_where_the_cost_has_its_level(ax):
    plots.contours(ax, BOWL)
    lines = ax.collections[1]
    for level, its_path in zip(lines.levels, lines.get_paths(), strict=True):
        assert_allclose(BOWL(*its_path.vertices.T), level, rtol=0.02)


def test_a_path_goes_through_the_points_of_its_descent(ax):
    plots.contours(ax, BOWL)
    descent = descend(momentum, BOWL.start, BOWL.gradient, 20, alpha=0.4, beta=0.5)
    line = plots.path(ax, descent, "momentum")
    assert_array_equal(drawn(line), np.column_stack([descent["W"], descent["b"]]))
    assert texts(ax) == []


def test_a_path_looks_like_its_method(ax):
    plots.contours(ax, BOWL)
    descent = descend(adam, BOWL.start, BOWL.gradient, 5, alpha=0.4)
    for name in ("too large", "too small", "RMSprop", "Adam", "momentum"):
        line = plots.path(ax, descent, name)
        assert same_color(line.get_color(), look(name).light)
        assert line.get_marker() == look(name).marker
        assert line.get_label() == name


def test_a_path_that_leaves_is_cut_at_the_frame_and_says_at_which_step(ax):
    plots.contours(ax, BOWL)
    descent = descend(gradient_descent, BOWL.start, BOWL.gradient, 2000, alpha=0.52)
    line = plots.path(ax, descent, "too large")
    inside = np.abs(descent["b"]) <= plots.FRAME_B[1]
    step = int(np.flatnonzero(~inside)[0])
    assert abs(descent["b"][-1]) > 1e60
    assert texts(ax) == [f"left the picture at step {step}"]
    assert len(drawn(line)) == step + 1
    assert abs(drawn(line)[-1, 1]) == pytest.approx(plots.FRAME_B[1])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.inf, "left the picture at step 2"),
        (-np.inf, "left the picture at step 2"),
        (1e300, "left the picture at step 2"),
        (np.nan, "not a number from step 2"),
    ],
)
def test_a_path_that_overflows_is_drawn_as_far_as_it_goes(ax, value, text):
    plots.contours(ax, BOWL)
    line = plots.path(ax, descent_through([-5, -4, value], [-2, -1, 0]), "by hand")
    assert texts(ax) == [text]
    assert np.all(np.isfinite(drawn(line)))
    assert_array_equal(drawn(line)[:2], [[-5, -2], [-4, -1]])


def test_a_path_that_comes_back_has_not_left(ax):
    plots.contours(ax, BOWL)
    line = plots.path(ax, descent_through([-5, -5, -1], [-2, 9, 0]), "by hand")
    assert texts(ax) == []
    assert_array_equal(drawn(line), [[-5, -2], [-5, 9], [-1, 0]])


def test_a_path_that_is_never_inside_says_that_it_starts_outside(ax):
    plots.contours(ax, BOWL)
    plots.path(ax, descent_through([-50, -40, np.inf], [-2, -1, 0]), "by hand")
    assert texts(ax) == ["starts outside the picture"]
    (W, b) = ax.texts[0].xy
    assert plots.FRAME_W[0] < W < plots.FRAME_W[1]
    assert plots.FRAME_B[0] < b < plots.FRAME_B[1]


@pytest.mark.parametrize(
    "params", [{"W": -5.0}, {"W": [-5.0, 1.0], "b": -2.0}, {"W1": 1.0, "b": 1.0}]
)
def test_a_path_of_anything_but_one_W_and_one_b_is_refused(ax, params):
    descent = descend(gradient_descent, params, lambda **p: p, 3, alpha=0.1)
    with pytest.raises(ValueError, match="descent must be one path of the numbers W and b; got "):
        plots.path(ax, descent, "gradient descent")


@pytest.mark.parametrize("nothing", [{"W": [], "b": []}, {}, 5, None])
def test_a_path_of_no_points_is_refused(ax, nothing):
    with pytest.raises(ValueError, match="descent must be one path of the numbers W and b; got "):
        plots.path(ax, nothing, "by hand")


coordinate = st.floats(-100, 100)


@given(
    st.tuples(st.floats(-1, 1), st.floats(-2, 2)), st.tuples(coordinate, coordinate).map(np.array)
)
def test_a_cut_is_on_the_frame_and_on_the_way(inside, outside):
    low, high = np.array([-1.0, -2.0]), np.array([1.0, 2.0])
    if np.all((low <= outside) & (outside <= high)):
        return
    at = plots.cut(np.array(inside), outside, low, high)
    assert np.min(np.abs(np.concatenate([at - low, high - at]))) == pytest.approx(0, abs=1e-9)
    assert np.all((low - 1e-9 <= at) & (at <= high + 1e-9))
    way, part = outside - inside, at - inside
    assert way[0] * part[1] - way[1] * part[0] == pytest.approx(0, abs=1e-6)


def test_markers_are_left_out_where_they_would_cover_each_other():
    points = np.array([[0, 0], [0.001, 0], [0.5, 0], [0.505, 0], [0.51, 0], [0.515, 0], [0.516, 0]])
    assert plots.apart(points) == [0, 2, 5, 6]


def test_a_cost_curve_shows_the_recorded_cost_on_a_log_axis(ax):
    descent = descend(adam, BOWL.start, BOWL.gradient, 30, cost=BOWL, alpha=0.4)
    line = plots.cost_curve(ax, descent, "Adam")
    assert_array_equal(line.get_xdata(), np.arange(31))
    assert_array_equal(line.get_ydata(), descent.cost)
    assert ax.get_yscale() == "log"


def test_a_cost_curve_of_a_descent_without_cost_is_refused(ax):
    descent = descend(adam, BOWL.start, BOWL.gradient, 3, alpha=0.4)
    with pytest.raises(ValueError, match="descent must have its cost recorded"):
        plots.cost_curve(ax, descent, "Adam")


def test_a_distance_curve_measures_from_the_minimum(ax):
    descent = descent_through([3.0, 0.0, -1.0], [0, 0, 0])
    line = plots.distance_curve(ax, descent, "W", "by hand", minimum=1.0)
    assert_array_equal(line.get_ydata(), [2, 1, 2])
    assert ax.get_yscale() == "log"


def test_stems_show_the_newest_weight_first(ax):
    its_weights = weights(0.9, 50)
    plots.stems(ax, its_weights, "beta 0.9")
    tops = [segment[1] for segment in ax.collections[0].get_segments()]
    assert_array_equal(tops, np.column_stack([np.arange(50), its_weights[::-1]]))


@pytest.mark.parametrize(
    ("offset", "side"), [((0, 0), "left"), ((8, 3), "left"), ((-8, 3), "right")]
)
def test_a_label_runs_away_from_its_point(ax, offset, side):
    assert plots.label(ax, "here", (1, 2), offset=offset).get_horizontalalignment() == side


def test_a_label_has_the_colour_of_its_method(ax):
    assert same_color(plots.label(ax, "J", (0, 0), "Adam").get_color(), look("Adam").light)
    assert same_color(plots.label(ax, "J", (0, 0)).get_color(), plots.QUIET)
