"""A verdict says where, by how much, what it looks like and how to see it."""

import numpy as np
import pytest

from optlearn.averages import exponential_average, half_life
from optlearn.practice import check
from optlearn.practice.display import box, html, plain
from optlearn.practice.exercises import EXERCISES
from optlearn.practice.mistakes import MISTAKES
from optlearn.practice.reading import numbers_in
from optlearn.practice.wording import apart, how_far, in_digits


@pytest.mark.parametrize(
    ("yours", "rules", "words"),
    [
        (
            np.nan,
            1.0,
            "nan is no number, and comes of 0 / 0 or of the root or logarithm of a negative one",
        ),
        (-np.inf, 0.0, "inf comes of a division by 0, or of a number too large to be held"),
        (-0.25, 0.0, ""),
        (0.0, 2.0, ""),
        (-2.0, 2.0, "the same with the other sign"),
        (-3.0, 2.0, "the sign is wrong"),
        (3.0, 2.0, "1.5 times as much"),
        (2.98, 2.0, "49 % too much"),
        (-1e6, -2.0, "500,000 times as much"),
        (1.4, 2.0, "only 70 % of it"),
        (1.42, 2.0, "29 % too little"),
        (2.001, 2.0, "0.05 % too much"),
        (2.99, 1.0, "2.99 times as much"),
        (3.309, 2.0, "1.65 times as much"),
        (1234.5, 1.0, "1,000 times as much"),
        (0.001, 2.0, "less than 1 % of it"),
        (0.019, 1.0, "only 1.9 % of it"),
        (0.01, 1.0, "only 1 % of it"),
        (1.00001, 1.0, "0.001 % too much"),
    ],
)
def test_how_far_two_numbers_are_apart(yours, rules, words):
    assert how_far(yours, rules) == words


def my_momentum(W, dW, v_dW, *, t, alpha, beta):
    v_dW = beta * v_dW + dW
    W = W - alpha * v_dW
    return W, v_dW


def test_verdict_on_a_known_mistake():
    assert repr(check(my_momentum, "momentum")) == (
        "✗ Not yet: momentum\n"
        "Already at step 1 your `v_dW` is 3, and the rule gives 0.6: 5 times as much.\n"
        "It looks as if the new value enters `v_dW` with its full weight, which makes a sum of the "
        "average, up to 1/(1 - beta) times as large.\n"
        "Hint: The two weights of an average add up to 1.\n"
        "To see it:\n"
        "my_momentum(2.0, 3.0, 0.0, t=1, alpha=0.3, beta=0.8)\n"
        'check(my_momentum, "momentum").play()'
    )


def my_rmsprop(W, dW, s_dW, *, t, alpha, beta, epsilon):
    s_dW = beta * s_dW + (1 - beta) * dW**2
    W = W - alpha * dW / np.sqrt(s_dW)
    return W, s_dW


def test_verdict_that_says_at_which_step():
    text = repr(check(my_rmsprop, "rmsprop"))
    assert (
        "Already at step 1 your `W` is 1.329, and the rule gives 1.334: 0.37 % too little." in text
    )
    assert "`epsilon` is missing: a gradient of 0 is then divided by 0." in text


def my_correction(v, *, beta, t):
    return v / (1 - beta)


def my_pair(*, curvature_W, curvature_b):
    alpha = 5 / (np.sqrt(curvature_W) + np.sqrt(curvature_b)) ** 2
    return alpha, (1 - np.sqrt(alpha * curvature_W)) ** 2


def test_verdict_begins_with_what_the_rest_follows_from():
    text = repr(check(my_pair, "best_pair"))
    assert "With curvatures 0.2 and 4.0 your `alpha` is 0.835, and the formula gives 0.668" in text
    assert "look at the line that makes `alpha`" in text.lower()
    assert "my_pair(curvature_W=0.2, curvature_b=4.0)" in text


def test_praise_of_a_formula_says_what_was_tried():
    assert "agrees with the formula, for every beta that was tried." in repr(
        check(half_life, "half_life")
    )


def test_verdict_on_what_only_a_later_step_shows():
    text = repr(check(my_correction, "bias_correction"))
    assert (
        "At step 2 your corrected average is -5, and the formula gives -2.78: 1.8 times as much."
        in text
    )
    assert "my_correction(-1.0, beta=0.8, t=2)" in text


def test_verdict_on_a_formula():
    text = repr(check(lambda *, beta: 1 / (1 - beta), "half_life"))
    assert "With beta = 0.8 your half-life is 5, and the formula gives 3.11: 1.61 times" in text
    assert "the window 1/(1 - beta), which is about 10 at beta = 0.9" in text
    assert "To see it" not in text, "a lambda has no name to call it by"


def my_averages(series, *, beta):
    return exponential_average(series, beta)


def test_verdict_on_a_series_shows_no_call_of_a_step():
    verdict = check(my_averages, "corrected_averages")
    assert verdict.finding == "no correction"
    assert "your corrected average is 0.6, and the formula gives 3: only 20 % of it." in repr(
        verdict
    )
    assert repr(verdict).endswith('To see it:\ncheck(my_averages, "corrected_averages").play()')


def test_backticks_become_code_and_everything_else_is_escaped():
    assert html("`W < 1` & <b>") == "<code>W &lt; 1</code> &amp; &lt;b&gt;"
    assert html("a ` alone") == "a ` alone"


def test_box_and_plain_text_hold_the_same_words():
    shown = box("good", "Heading", ["One `x`."], items=["a", "b"], code="f(1)\ng(2)")
    assert "<strong>Heading</strong>" in shown
    assert "<li>a</li><li>b</li>" in shown
    assert "One <code>x</code>." in shown
    assert ">f(1)\ng(2)</pre>" in shown
    assert "#2e9e5b" in shown
    assert plain("Heading", "One.", "", "f(1)") == "Heading\nOne.\nf(1)"


@pytest.mark.parametrize(
    ("function", "tone"),
    [(my_momentum, "#d9534f"), (..., "#7a869a")],
)
def test_colour_follows_the_verdict(function, tone):
    assert tone in check(function, "momentum")._repr_html_()


@pytest.mark.parametrize(
    ("x", "digits", "text"),
    [
        (0.6, 3, "0.6"),
        (-2.77777, 3, "-2.78"),
        (12345.0, 3, "12,300"),
        (999.9, 3, "1,000"),
        (0.0000123, 2, "0.000012"),
        (0.00001, 3, "0.00001"),
        (0.000009996, 3, "1e-05"),
        (99999e4, 4, "1,000,000,000"),
        (1e9, 3, "1e+09"),
        (1e12, 3, "1e+12"),
        (1e-9, 3, "1e-09"),
        (0.0, 3, "0"),
        (np.nan, 3, "nan"),
        (-np.inf, 3, "-inf"),
    ],
)
def test_number_is_rounded_and_written_out(x, digits, text):
    assert in_digits(x, digits) == text


def test_two_numbers_have_as_many_digits_as_tell_them_apart():
    assert apart(1.654512, 3.0) == ("1.65", "3")
    assert apart(1.8182, 1.82) == ("1.818", "1.82")
    assert apart(1.0000001, 1.0) == ("1.0000001", "1")
    assert apart(1.00000001, 1.0) == ("1", "1")


def test_whole_numbers_and_halves_in_a_function_are_taken_for_no_setting():
    def mine(x):
        return 2.0 * x**0.5 + 1.5 + sum(0.9 * y for y in x)

    assert numbers_in(mine) == "`0.9`"


def test_praise_of_an_average_speaks_of_values_and_not_of_gradients():
    assert "and for values from 0.00001 to 100,000." in repr(
        check(lambda v, theta, *, beta: v + (1 - beta) * (theta - v), "exponential_average")
    )


#: In which lesson a word is taught; what is said in an earlier one does without.
TAUGHT = {
    "average": 2,
    "momentum": 3,
    "velocity": 3,
    "heavy ball": 3,
    "rmsprop": 4,
    "epsilon": 4,
    "corrected": 5,
    "correction": 5,
    "adam": 6,
    "nesterov": 9,
    "amsgrad": 9,
    "adamw": 9,
    "regularisation": 9,
}


@pytest.mark.parametrize("name", EXERCISES)
def test_verdict_uses_no_word_that_a_later_lesson_teaches(name):
    later = [word for word, lesson in TAUGHT.items() if lesson > EXERCISES[name].lesson]
    for mistake in MISTAKES[name]():
        said = f"{mistake.what} {mistake.hint}".lower()
        assert not [word for word in later if word in said], mistake.name


@pytest.mark.parametrize("name", EXERCISES)
def test_what_two_averages_have_in_common_is_said_in_plain_words(name):
    for mistake in MISTAKES[name]():
        assert "the same has happened" not in mistake.what
        assert not (" and s_dW" in mistake.name and "beta1" in mistake.what)
