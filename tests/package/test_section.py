"""A section through the network's cost is that cost, with two parameters free."""

import numpy as np
import pytest

from optlearn import adam, descend
from optlearn.data import load_digits
from optlearn.network import cost, gradient, initial_weights, mini_batch_gradient
from optlearn.section import Section

IMAGES, LABELS = load_digits()[:2]
PARAMS = initial_weights(0)
HIDDEN, DIGIT = 7, 6
SECTION = Section(IMAGES, LABELS, PARAMS, hidden=HIDDEN, digit=DIGIT)
#: A slope is a mean of 1,280 numbers below 1, and each may be off by a rounding, 1e-16.
ROUNDING = 1e-14
POINTS = [(-0.2, 0.0), (3.0, -1.0), (-4.0, 5.0), (50.0, -80.0)]


def network_at(W, b):
    params = {name: array.copy() for name, array in PARAMS.items()}
    params["W2"][HIDDEN, DIGIT] = W
    params["b2"][0, DIGIT] = b
    return params


@pytest.mark.parametrize(("W", "b"), POINTS)
def test_it_is_the_cost_of_the_network_with_these_two_parameters_above_the_floor(W, b):
    expected = cost(IMAGES, LABELS, **network_at(W, b))
    assert SECTION(W, b) + SECTION.floor == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize(("W", "b"), POINTS)
def test_its_slopes_are_two_entries_of_the_network_s_gradient(W, b):
    whole = gradient(IMAGES, LABELS, **network_at(W, b))
    slopes = SECTION.gradient(W, b)
    assert slopes["W"] == pytest.approx(whole["W2"][HIDDEN, DIGIT], abs=ROUNDING)
    assert slopes["b"] == pytest.approx(whole["b2"][0, DIGIT], abs=ROUNDING)


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (4, 4), (1, 17), (9, 7)])
def test_many_points_have_the_costs_and_slopes_of_each_alone(rows, columns):
    W, b = np.linspace(-4, 3, rows)[:, np.newaxis], np.linspace(-2, 2, columns)
    costs, slopes = SECTION(W, b), SECTION.gradient(W, b)
    for values in (costs, slopes["W"], slopes["b"]):
        assert values.shape == (rows, columns)
    for i, j in np.ndindex(rows, columns):
        one = SECTION.gradient(W[i, 0], b[j])
        assert costs[i, j] == SECTION(W[i, 0], b[j])
        assert (slopes["W"][i, j], slopes["b"][i, j]) == (one["W"], one["b"])


@pytest.mark.parametrize("t", [1, 21])
def test_its_mini_batches_are_those_of_the_network(t):
    whole = mini_batch_gradient(IMAGES, LABELS, seed=3)(t=t, **network_at(3.0, -1.0))
    slopes = SECTION.mini_batch_gradient(seed=3)(3.0, -1.0, t=t)
    assert slopes["W"] == pytest.approx(whole["W2"][HIDDEN, DIGIT], abs=ROUNDING)
    assert slopes["b"] == pytest.approx(whole["b2"][0, DIGIT], abs=ROUNDING)


def test_it_starts_where_the_network_does():
    assert SECTION.start == {"W": PARAMS["W2"][HIDDEN, DIGIT], "b": PARAMS["b2"][0, DIGIT]}


def test_no_slope_is_left_at_its_minimum_and_the_cost_is_higher_all_around():
    assert max(np.abs(list(SECTION.gradient(**SECTION.minimum).values()))) < 1e-14
    W, b = SECTION.minimum["W"], SECTION.minimum["b"]
    assert SECTION(W, b) == 0
    angle = np.linspace(0, 2 * np.pi, 16)
    around = SECTION(W + 0.1 * np.cos(angle), b + 0.1 * np.sin(angle))
    assert around.min() > 1e-5


def test_it_is_shown_as_the_call_that_makes_it():
    assert repr(SECTION) == "Section(images, labels, params, hidden=7, digit=6)"


def test_a_map_of_points_takes_one_call():
    W, b = np.meshgrid([-1.0, 0.0, 2.0], [0.5, 1.5])
    J, slopes = SECTION(W, b), SECTION.gradient(W, b)
    assert J.shape == slopes["W"].shape == slopes["b"].shape == (2, 3)
    assert J[1, 2] == pytest.approx(SECTION(2.0, 1.5), rel=1e-14)
    assert slopes["b"][0, 1] == pytest.approx(SECTION.gradient(0.0, 0.5)["b"], rel=1e-13)


def test_it_is_descended_like_any_other_cost():
    run = descend(adam, SECTION.start, SECTION.gradient, 300, cost=SECTION, alpha=0.19)
    assert run.cost[-1] < 1e-6


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"hidden": 32}, "hidden must be a whole number from 0 to 31; got 32"),
        ({"digit": -1}, "digit must be a whole number from 0 to 9; got -1"),
        ({"digit": 1.5}, "digit must be a whole number from 0 to 9; got 1.5"),
        ({"hidden": 7.0}, "hidden must be a whole number from 0 to 31; got 7.0"),
        ({"hidden": True}, "hidden must be a whole number from 0 to 31; got True"),
        ({"hidden": np.array([1])}, r"hidden must be a whole number from 0 to 31; got array\(\[1"),
        ({"params": initial_weights([0, 1])}, "params must be those of one network"),
        ({"labels": LABELS[:5]}, "labels must be one for each image"),
    ],
)
def test_a_bad_argument_is_named(changed, message):
    arguments = {"images": IMAGES, "labels": LABELS, "params": PARAMS, "hidden": 7, "digit": 6}
    with pytest.raises(ValueError, match=message):
        Section(**arguments | changed)


def test_whole_numbers_of_numpy_are_places():
    section = Section(IMAGES, LABELS, PARAMS, hidden=np.int64(HIDDEN), digit=np.uint8(DIGIT))
    assert section.minimum == SECTION.minimum


def test_parameters_that_are_no_dict_are_named():
    with pytest.raises(TypeError, match=r"^params must be a dict of W1, b1, W2 and b2; got 5$"):
        Section(IMAGES, LABELS, 5, hidden=HIDDEN, digit=DIGIT)


@pytest.mark.parametrize(
    ("point", "error", "message"),
    [
        (("a", 0.0), TypeError, r"^W must be a number or an array of numbers; got 'a'$"),
        ((0.0, None), TypeError, r"^b must be a number or an array of numbers; got None$"),
        ((np.ones(2), np.ones(3)), ValueError, r"^W and b must have shapes that broadcast"),
    ],
)
def test_a_point_that_is_none_is_named(point, error, message):
    slope_of_step = SECTION.mini_batch_gradient()
    for function in (SECTION, SECTION.gradient, lambda W, b: slope_of_step(W, b, t=1)):
        with pytest.raises(error, match=message):
            function(*point)


def test_parameters_of_other_names_are_named():
    told = r"^the parameters of the network are W1, b1, W2 and b2; got W1, 1$"
    with pytest.raises(TypeError, match=told):
        Section(IMAGES, LABELS, {"W1": PARAMS["W1"], 1: 0.5}, hidden=HIDDEN, digit=DIGIT)


@pytest.mark.parametrize("hidden", [5, 13, 22, 31])
def test_other_weights_of_the_last_layer_have_a_minimum_too(hidden):
    section = Section(IMAGES, LABELS, PARAMS, hidden=hidden, digit=hidden % 10)
    assert max(np.abs(list(section.gradient(**section.minimum).values()))) < 1e-14


def test_images_of_32_bits_have_the_same_minimum():
    params = {name: array.astype(np.float32) for name, array in PARAMS.items()}
    section = Section(IMAGES.astype(np.float32), LABELS, params, hidden=HIDDEN, digit=DIGIT)
    assert section.minimum == pytest.approx(SECTION.minimum, abs=1e-4)


def test_a_hidden_value_that_is_0_for_every_image_is_named():
    params = PARAMS | {"b1": PARAMS["b1"] - 1000 * (np.arange(32) == HIDDEN)}
    with pytest.raises(ValueError, match=r"hidden must .*hidden value 7 is 0 for every one"):
        Section(IMAGES, LABELS, params, hidden=HIDDEN, digit=DIGIT)


@pytest.mark.parametrize(("of_it", "word"), [(False, "none is of 6"), (True, "every is of 6")])
def test_a_digit_that_no_image_or_every_image_has_is_named(of_it, word):
    rows = (LABELS == DIGIT) == of_it
    with pytest.raises(ValueError, match=f"digit must be a class .*{word}"):
        Section(IMAGES[rows], LABELS[rows], PARAMS, hidden=HIDDEN, digit=DIGIT)


def test_a_hidden_value_above_0_for_other_digits_only_leaves_no_minimum():
    with pytest.raises(ValueError, match="got 0 and 0, where Newton's method finds none in 100"):
        Section(IMAGES, LABELS, PARAMS, hidden=0, digit=0)


def test_two_images_that_weight_and_bias_tell_apart_have_no_minimum():
    rows = [int(np.flatnonzero(its_digit == LABELS)[0]) for its_digit in (DIGIT, 0)]
    with pytest.raises(ValueError, match=r"hidden and digit must .*finds none in 100 steps"):
        Section(IMAGES[rows], LABELS[rows], PARAMS, hidden=HIDDEN, digit=DIGIT)


def test_a_start_far_out_is_no_reason_for_a_warning():
    W2 = PARAMS["W2"].copy()
    W2[HIDDEN, DIGIT] = -3000.0
    with pytest.raises(ValueError, match="hidden and digit must"):
        Section(IMAGES, LABELS, PARAMS | {"W2": W2}, hidden=HIDDEN, digit=DIGIT)


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"batch_size": 0}, ValueError, "batch_size must"),
        ({"batch_size": 5000}, ValueError, "batch_size must"),
        ({"seed": -1}, ValueError, "seed must not be negative"),
        ({"seed": [0, 1]}, TypeError, r"^seed must be one whole number; got \[0, 1\]$"),
    ],
)
def test_a_bad_setting_of_the_mini_batches_is_reported_at_once(settings, error, message):
    with pytest.raises(error, match=message):
        SECTION.mini_batch_gradient(**settings)
