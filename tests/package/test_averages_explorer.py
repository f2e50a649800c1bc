"""The averages explorer ships what `optlearn.averages` computes, and refuses anything else."""

import numpy as np
import pytest

from optlearn.averages import exponential_average
from optlearn.averages_explorer import BETAS, AverageExplorer
from optlearn.data import load_temperatures


@pytest.fixture(scope="module")
def temperatures():
    return load_temperatures()


def shipped(explorer, trait, dtype):
    return np.frombuffer(getattr(explorer, trait), dtype).reshape(len(BETAS), -1)


def test_every_place_of_the_slider_has_the_average_of_the_whole_series(temperatures):
    explorer = AverageExplorer(temperatures.theta, show=365)
    averages = shipped(explorer, "_averages", np.float32)
    for beta, average in zip(BETAS, averages, strict=True):
        whole = exponential_average(temperatures.theta, float(beta))
        np.testing.assert_allclose(average, whole[-365:], rtol=1e-6)


def test_slider_runs_from_no_memory_to_a_hundred_days():
    assert BETAS[0] == 0
    assert BETAS[30] == 0.9
    assert BETAS[-1] == 0.99
    assert np.all(np.diff(BETAS) > 0)


def test_shade_of_a_value_falls_by_half_in_a_half_life():
    explorer = AverageExplorer(np.arange(100.0), beta=0.99)
    counts = shipped(explorer, "_counts", np.uint8)[explorer._place]
    assert counts[0] == 255
    assert counts[69] == pytest.approx(255 / 2, abs=1)


def test_lag_is_how_late_the_average_is_on_a_straight_slope():
    slope = np.arange(2000.0)
    explorer = AverageExplorer(slope, beta=0.9)
    late = slope[-1] - exponential_average(slope, explorer.beta)[-1]
    assert explorer.lag == pytest.approx(late)


def test_wobble_is_the_mean_change_over_the_days_shown():
    explorer = AverageExplorer([0.0, 50.0, 1.0, 3.0, 2.0], show=3, beta=0)
    assert explorer.wobble == pytest.approx((2 + 1) / 2)


@pytest.mark.parametrize(("beta", "met"), [(0.8, False), (0.815, True), (0.9, False)])
def test_target_is_met_where_lag_and_wobble_are_both_small_enough(temperatures, beta, met):
    explorer = AverageExplorer(
        *reversed(temperatures), show=365, beta=beta, target={"lag": 5, "wobble": 0.5}
    )
    assert explorer.beta == beta
    assert explorer.met is met


def test_beta_between_two_places_begins_at_the_nearer():
    assert AverageExplorer([1.0, 2.0], beta=0.899).beta == 0.9


def test_axis_names_the_months_that_begin_within_it(temperatures):
    dates, theta = temperatures
    explorer = AverageExplorer(theta, dates, show=61)
    assert explorer._ticks == [(0, "Nov"), (30, "Dec")]
    assert explorer._days[-1] == "31 December 2015"


def test_days_of_less_than_two_months_are_named_on_the_axis():
    dates = np.arange("2024-01-05", "2024-01-25", dtype="datetime64[D]")
    explorer = AverageExplorer(np.arange(20.0), dates)
    assert explorer._ticks[:3] == [(0, "5 Jan"), (3, "8 Jan"), (6, "11 Jan")]
    assert len(explorer._ticks) == 7


def test_months_of_dates_further_apart_begin_with_their_first_date_and_the_still_has_room():
    dates = np.datetime64("2024-01-05") + 7 * np.arange(100)
    explorer = AverageExplorer(np.arange(100.0), dates)
    assert explorer._ticks[:3] == [(4, "Feb"), (8, "Mar"), (13, "Apr")]
    assert len(explorer._ticks) == 22
    labels = [label.get_text() for label in explorer.still().axes[0].get_xticklabels()]
    assert labels[:3] == ["Feb", "Apr", "Jun"]


def test_without_dates_days_are_numbered_from_the_first_of_the_series():
    assert AverageExplorer([5.0, 6.0, 7.0], show=2)._days == ["day 2", "day 3"]


def test_without_a_front_end_there_is_a_picture_and_a_line_of_text():
    data, metadata = AverageExplorer([5.0, 6.0, 7.0], beta=0.9)._repr_mimebundle_()
    assert data["image/png"].startswith(b"\x89PNG")
    # The average is 0.5, 1.05, 1.645: it changes by 0.55 and 0.595.
    assert data["text/plain"] == "<AverageExplorer: beta 0.9, lag 9.0, wobble 0.57>"
    assert "3 days as dots" in metadata["image/png"]["alt"]


@pytest.mark.parametrize(
    ("size", "said"), [(1, "0.57"), (1e-6, "5.7e-07"), (1e9, "5.7e+08"), (0, "0.00")]
)
def test_wobble_is_said_in_figures_that_say_something(size, said):
    assert repr(AverageExplorer(size * np.array([5.0, 6.0, 7.0]))).endswith(f"wobble {said}>")


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"series": [[1.0, 2.0]]}, ValueError, r"series must have the shape .*\(1, 2\)"),
        ({"series": [1.0]}, ValueError, r"series must have the shape .*\(1,\)"),
        ({"series": [1.0, np.nan]}, ValueError, "series must be finite; got nan"),
        ({"series": "warm"}, TypeError, "series must be a number or an array"),
        ({"dates": ["2015-01-01"]}, ValueError, r"dates must have the shape .*got \(1,\)"),
        ({"dates": ["Monday", "b", "c"]}, TypeError, "dates must be datetime64"),
        ({"show": 1}, ValueError, "show must be from 2 to the 3 days given; got 1"),
        ({"show": 4}, ValueError, "show must be from 2 to the 3 days given; got 4"),
        ({"show": 2.5}, TypeError, "show must be a whole number"),
        ({"beta": 1}, ValueError, "beta must be at least 0 and less than 1; got 1"),
        ({"target": {"speed": 1}}, ValueError, "target may name .* got 'speed'"),
        ({"target": [5]}, TypeError, r"target must be a dict .* got \[5\]"),
        ({"unit": 5}, TypeError, "unit must be a text; got 5"),
        ({"beta": [0.5, 0.9]}, TypeError, "beta must be one number"),
        ({"series": [1.0, 1e39]}, ValueError, "series must be at most 3.4e.38 in size"),
        ({"dates": [1.0, 2.0, 3.0]}, TypeError, "dates must be datetime64"),
        ({"dates": [1, 2, 3]}, TypeError, "dates must be datetime64"),
        (
            {"dates": ["2015-01-01", "2015-01-03", "2015-01-02"]},
            ValueError,
            "dates must grow, oldest first; got 2015-01-02 after 2015-01-03",
        ),
        (
            {"dates": ["2015-01-01"] * 3},
            ValueError,
            "dates must grow, oldest first; got 2015-01-01",
        ),
        ({"dates": ["2015-01-01", "NaT", "2015-01-03"]}, ValueError, "dates must be .* got NaT"),
        (
            {"dates": np.arange(3) + np.datetime64("20000-01-01")},
            ValueError,
            "dates .* 20000-01-01",
        ),
        ({"target": {"lag": 0}}, ValueError, "target.'lag'. must be one finite number .* got 0"),
    ],
)
def test_bad_argument_is_named(arguments, error, message):
    with pytest.raises(error, match=message):
        AverageExplorer(**{"series": [1.0, 2.0, 3.0]} | arguments)
