"""What each setting may be: its limits to the last float, its type, and the words of an error."""

import re

import numpy as np
import pytest

from optlearn import Bowl
from optlearn.settings import (
    checked_count,
    checked_floats,
    checked_function,
    checked_numbers,
    checked_setting,
    checked_shape,
)

JUST_BELOW_1 = np.nextafter(1, 0)
TINY = np.nextafter(0, 1)
POSITIVE = "finite and greater than 0"
WEIGHT = "at least 0 and less than 1"
ALLOWED = [
    ("alpha", POSITIVE, [TINY, 0.001, 1, 1e300], [0, -0.0, -TINY, -1, np.inf, np.nan]),
    ("beta", WEIGHT, [0, -0.0, 0.9, JUST_BELOW_1], [1, 1.5, -TINY, -0.1, np.inf, -np.inf, np.nan]),
    ("beta1", WEIGHT, [0, 0.9, JUST_BELOW_1], [1, -TINY, np.nan]),
    ("beta2", WEIGHT, [0, 0.999, JUST_BELOW_1], [1, -TINY, np.nan]),
    ("epsilon", "finite and at least 0", [0, TINY, 1e-8, 5], [-TINY, -1, np.inf, np.nan]),
    ("t", "at least 1, as steps are counted from 1", [1, 1.5, 1e9], [0, -1, 0.999, np.nan]),
    ("curvature_W", POSITIVE, [TINY, 0.2], [0, -1, np.inf, np.nan]),
    ("curvature_b", POSITIVE, [TINY, 4], [0, -1, np.inf, np.nan]),
    ("rotation", "finite", [0, -720.5, 1e9], [np.inf, -np.inf, np.nan]),
    ("steepness", POSITIVE, [TINY, 100], [0, -1, np.inf, np.nan]),
]


@pytest.mark.parametrize(("name", "words", "good", "bad"), ALLOWED, ids=[a[0] for a in ALLOWED])
def test_limits_hold_to_the_last_float(name, words, good, bad):
    for value in good:
        assert checked_setting(name, value) == value
    assert checked_setting(name, good).tolist() == good
    for value in bad:
        for form in (value, np.float64(value), [*good, value], np.full((2, 2), value)):
            with pytest.raises(ValueError, match=f"^{name} must be {words}; got ") as caught:
                checked_setting(name, form)
            shown = float(str(caught.value).split("; got ")[1])
            np.testing.assert_equal(shown, float(value))


def test_a_setting_of_another_name_may_be_any_number():
    for value in (-3, 0.0, np.inf, 1e300):
        assert checked_setting("warmth", value) == value
    assert np.isnan(checked_setting("warmth", np.nan))


@pytest.mark.parametrize("value", [1, np.float32(0.5), np.float64(0.5), np.int8(1), np.array(0.5)])
def test_a_number_becomes_a_python_float(value):
    assert type(checked_setting("warmth", value)) is float


@pytest.mark.parametrize("value", [[0.5], (0.1, 0.2), np.array([[0.5]]), []])
def test_an_array_stays_an_array(value):
    checked = checked_setting("beta", value)
    assert isinstance(checked, np.ndarray)
    assert np.array_equal(checked, value)


NOT_NUMBERS = ["0.1", b"0.1", None, True, [True], 1j, [1, "2"], [[1], [2, 3]], {}, {"a": 1}, object]


@pytest.mark.parametrize("value", NOT_NUMBERS, ids=repr)
@pytest.mark.parametrize("check", [checked_numbers, checked_floats, checked_setting])
def test_what_is_no_number_is_a_type_error_that_shows_it(check, value):
    with pytest.raises(TypeError) as caught:
        check("warmth", value)
    assert str(caught.value) == f"warmth must be a number or an array of numbers; got {value!r}"


@pytest.mark.parametrize("value", [2**100, -(2**100), [2**100, 0.5], [[1, 2**64]]])
def test_whole_numbers_of_more_than_64_bits_are_numbers(value):
    checked = checked_numbers("warmth", value)
    assert checked.dtype == np.float64
    assert checked.tolist() == value


@pytest.mark.parametrize("value", [10**400, -(10**400), [0.5, 10**400]])
def test_a_whole_number_beyond_all_floats_is_refused_as_that(value):
    told = (
        "warmth must be from -1.8e+308 to 1.8e+308, which floats can be; got a whole number beyond"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(told)}$"):
        checked_numbers("warmth", value)


@pytest.mark.parametrize("value", [[10**30, True], [10**30, None], [10**30, "1"]])
def test_what_is_no_number_stays_none_beside_a_large_one(value):
    with pytest.raises(TypeError, match=r"^warmth must be a number or an array of numbers; got "):
        checked_numbers("warmth", value)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble])
def test_floats_stay_the_floats_they_are(dtype):
    assert checked_floats("x", np.ones(3, dtype)).dtype == dtype


@pytest.mark.parametrize("dtype", [np.int8, np.int64, np.uint8])
def test_whole_numbers_become_float64(dtype):
    assert checked_floats("x", np.ones(3, dtype)).dtype == np.float64


@pytest.mark.parametrize("value", [1, 20, np.int64(3), np.uint8(1)])
def test_a_count_becomes_an_int(value):
    assert checked_count("steps", value) == value
    assert type(checked_count("steps", value)) is int


@pytest.mark.parametrize("value", [0, -1, np.int64(0)])
def test_a_count_below_1_is_a_value_error(value):
    with pytest.raises(
        ValueError, match=rf"^steps must be a whole number of at least 1; got {value}"
    ):
        checked_count("steps", value)


@pytest.mark.parametrize("value", [2.0, 1.5, "3", None, True, np.True_, [3], np.array(3), np.nan])
def test_a_count_that_is_no_whole_number_is_a_type_error(value):
    with pytest.raises(TypeError) as caught:
        checked_count("steps", value)
    assert str(caught.value) == f"steps must be a whole number of at least 1; got {value!r}"


def takes_both(W, b, scale=1.0):
    return W


@pytest.mark.parametrize("function", [takes_both, lambda **params: params, dict, Bowl().gradient])
def test_a_function_that_takes_the_arguments_is_returned_as_it_is(function):
    assert checked_function("cost", function, ["W", "b"]) is function


@pytest.mark.parametrize("value", [None, 3, "cost", {}])
def test_what_cannot_be_called_is_a_type_error(value):
    with pytest.raises(TypeError) as caught:
        checked_function("cost", value, ["W"])
    assert str(caught.value) == f"cost must be a function; got {value!r}"


@pytest.mark.parametrize(
    ("function", "got"),
    [
        (lambda w, b: w, "<lambda>(w, b)"),
        (lambda W, b, /: W, "<lambda>(W, b, /)"),
        (lambda W, b, noise: W, "<lambda>(W, b, noise)"),
        (len, "len(obj, /)"),
        (Bowl(), f"{Bowl()}(W, b)"),
    ],
)
def test_a_function_that_takes_other_arguments_is_a_type_error(function, got):
    with pytest.raises(TypeError) as caught:
        checked_function("cost", function, ["W", "b", "c"])
    assert str(caught.value) == f"cost must take W, b, c by name; got {got}"


def test_shapes_that_fit_give_their_common_shape():
    assert checked_shape({"a": (3, 1), "b": (4,), "c": ()}) == (3, 4)
    assert checked_shape({"a": ()}) == ()


def test_shapes_that_do_not_fit_are_all_named():
    with pytest.raises(ValueError) as caught:  # noqa: PT011, because the whole message is compared
        checked_shape({"a": (3,), "b": (4,)})
    assert str(caught.value) == "a and b must have shapes that broadcast; got a (3,), b (4,)"
