"""The shipped data are whole, genuine, and what their docstrings say."""

import numpy as np
import pytest

from optlearn.data import load_digits, load_mlp_accuracy, load_temperatures

# Highs at Seattle-Tacoma in whole degrees Fahrenheit, from FiveThirtyEight's collection
# us-weather-history (KSEA.csv, CC BY 4.0), which was made independently of ours.
PUBLISHED_HIGHS = [
    ("2014-07-01", 94),
    ("2014-07-20", 67),
    ("2014-08-11", 96),
    ("2014-09-13", 83),
    ("2014-10-31", 55),
    ("2014-11-30", 37),
    ("2014-12-10", 66),
    ("2015-01-01", 42),
    ("2015-01-25", 63),
    ("2015-02-16", 59),
    ("2015-03-15", 51),
    ("2015-04-27", 77),
    ("2015-05-13", 54),
    ("2015-06-27", 92),
]


def fahrenheit(celsius):
    return celsius * 9 / 5 + 32


def test_temperatures_are_four_years_of_days_without_a_gap():
    dates, theta = load_temperatures()
    assert dates.dtype == np.dtype("datetime64[D]")
    assert theta.dtype == np.float64
    assert dates.shape == theta.shape == (1461,)
    assert str(dates[0]) == "2012-01-01"
    assert str(dates[-1]) == "2015-12-31"
    assert np.all(np.diff(dates) == np.timedelta64(1, "D"))


@pytest.mark.parametrize(("day", "high"), PUBLISHED_HIGHS)
def test_temperature_agrees_with_another_publication_of_the_station(day, high):
    dates, theta = load_temperatures()
    (celsius,) = theta[dates == np.datetime64(day)]
    assert celsius == pytest.approx((high - 32) * 5 / 9, abs=0.05 + 1e-9)


def test_temperatures_are_whole_degrees_fahrenheit_but_for_the_two_days_named():
    dates, theta = load_temperatures()
    away = np.abs(fahrenheit(theta) - np.round(fahrenheit(theta)))
    odd = dates[away > 0.05 * 9 / 5 + 1e-9]
    assert [str(day) for day in odd] == ["2014-02-05", "2014-02-06"]


def test_temperatures_have_a_season():
    dates, theta = load_temperatures()
    month = dates.astype("datetime64[M]").astype(int) % 12 + 1
    assert 7 < theta[month == 1].mean() < 10
    assert 24 < theta[month == 7].mean() < 28


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_digits_are_scaled_images_and_whole_labels(dtype):
    digits = load_digits(dtype)
    for images, labels, n in [
        (digits.train_images, digits.train_labels, 1280),
        (digits.test_images, digits.test_labels, 517),
    ]:
        assert images.shape == (n, 64)
        assert images.dtype == dtype
        assert images.min() == 0
        assert images.max() == 1
        assert np.array_equal(images * 16, np.round(images * 16))
        assert labels.shape == (n,)
        assert labels.dtype == np.int64


def test_digits_are_those_of_the_uci_test_set():
    digits = load_digits()
    labels = np.concatenate([digits.train_labels, digits.test_labels])
    # The counts that the repository's description of the data gives for its test set.
    counts = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert np.bincount(labels).tolist() == counts


def test_no_digit_of_the_test_is_also_trained_on():
    digits = load_digits()
    trained = {image.tobytes() for image in digits.train_images}
    assert len(trained) == len(digits.train_images)
    assert not trained & {image.tobytes() for image in digits.test_images}


def test_first_stored_digit_is_the_zero_that_the_repository_lists_first():
    # First row of optdigits.tes, the first row of pixels and a whole one from the middle.
    first_lines = [0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0]
    digits = load_digits()
    images = np.concatenate([digits.train_images, digits.test_images]) * 16
    labels = np.concatenate([digits.train_labels, digits.test_labels])
    (found,) = np.flatnonzero((images[:, :16] == first_lines).all(axis=1))
    assert labels[found] == 0


def test_split_is_fixed():
    digits = load_digits()
    assert digits.train_labels[:10].tolist() == [6, 6, 6, 2, 5, 6, 6, 2, 2, 1]
    assert digits.test_labels[:10].tolist() == [3, 4, 9, 3, 6, 0, 7, 9, 4, 6]


def test_every_load_is_an_array_of_its_own():
    load_digits().train_images[:] = -1
    load_temperatures().theta[:] = -1
    assert load_digits().train_images.min() == 0
    assert load_temperatures().theta.max() > 30


@pytest.mark.parametrize("dtype", [int, bool, "U3", ",", "nonsense", 5])
def test_digits_say_which_dtype_they_cannot_have(dtype):
    with pytest.raises(TypeError, match=r"^dtype must be a float type.*got"):
        load_digits(dtype)


# What scikit-learn makes of the digits


def test_recorded_accuracies_are_shares_of_the_test_digits():
    for alpha in (0.001, 0.003, 0.01, 0.03):
        for epochs in (5, 10, 20, 40):
            accuracy = load_mlp_accuracy(alpha, epochs)
            assert accuracy.shape == (10,)
            # Six digits were recorded, so a share is a whole number of 517 to within half of that.
            assert accuracy * 517 == pytest.approx(np.round(accuracy * 517), abs=517 * 5e-7)


def test_recorded_accuracies_grow_with_the_epochs():
    means = [load_mlp_accuracy(0.001, epochs).mean() for epochs in (5, 10, 20, 40)]
    assert means == sorted(means)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"alpha": 1.0}, "alpha must be one of 0.001, 0.003, 0.01, 0.03; got 1.0"),
        ({"epochs": 3}, "epochs must be one of 5, 10, 20, 40; got 3"),
    ],
)
def test_what_was_not_recorded_is_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        load_mlp_accuracy(**arguments)
