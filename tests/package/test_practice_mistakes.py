"""No known mistake passes any check; what is said of each is in test_practice_texts."""

import itertools
import random
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from optlearn import adam, averages, gradient_descent, momentum, rmsprop
from optlearn.practice import check
from optlearn.practice.differences import alike, excesses, first_difference, is_off
from optlearn.practice.exercises import EXERCISES
from optlearn.practice.mistake import Mistake, body_of, edited, pairs_of
from optlearn.practice.mistakes import MISTAKES
from optlearn.practice.running import Stopped, runs_of
from tests.golden.learners import answer, of_lines

ALL = [(name, mistake) for name in EXERCISES for mistake in MISTAKES[name]()]


@cache
def wrong_answers():
    """Exercise, name and function of every mistake; made by a test, so that one can fail."""
    return [(name, mistake.name, answer(name, mistake)) for name, mistake in ALL]


#: What is a mistake in one exercise and the right answer to another: exercise, mistake, other.
RIGHT_ELSEWHERE = {
    ("momentum", "looks ahead", "nesterov"),
    ("nesterov", "no look ahead", "momentum"),
    ("adamw", "decay forgotten", "adam"),
}


@pytest.mark.parametrize("name", EXERCISES)
def test_no_mistake_of_any_exercise_passes_any_check(name):
    for other, mistake, function in wrong_answers():
        expected = (other, mistake, name) in RIGHT_ELSEWHERE
        assert passes(function, EXERCISES[name]) == expected, f"{other}: {mistake}"


def passes(function, exercise):
    """Whether a check would call it right; quicker than the check, which looks for the reason."""
    try:
        paths = [run.outputs for run in runs_of(function, exercise)]
    except Stopped:
        return False
    right = [list(exercise.right_path(trial)) for trial in exercise.trials]
    return first_difference(paths, right, exercise) is None


@pytest.mark.parametrize(("name", "mistake"), ALL, ids=lambda x: getattr(x, "name", x))
def test_every_mistake_misses_by_a_thousand_times_what_is_tolerated(name, mistake):
    exercise = EXERCISES[name]
    worst = 0.0
    with np.errstate(all="ignore"):
        for trial in exercise.trials:
            wrong = list(exercise.right_path(trial, mistake.of_rule(exercise.rule)))
            for step in excesses(trial, wrong, exercise.right_path(trial)):
                worst = max(worst, *(float(np.max(excess)) for excess in step))
    assert worst > 1000


def test_what_is_the_same_differs_by_nothing():
    exercise = EXERCISES["rmsprop"]
    for trial in exercise.trials:
        path = list(exercise.right_path(trial))
        assert not any(np.any(x) for step in excesses(trial, path, path) for x in step)


def test_what_is_tolerated_is_no_difference():
    assert not is_off(np.array([0.0, 1.0]))
    assert is_off(np.array([0.0, 1.5]))


@pytest.mark.parametrize("name", EXERCISES)
def test_no_two_mistakes_of_an_exercise_have_one_name(name):
    names = [mistake.name for mistake in MISTAKES[name]()]
    assert len(set(names)) == len(names)


#: Two that undo each other: a step with the old velocity and one gradient more is the right step.
UNDONE = {("velocity of the step before", "looks ahead")}


@pytest.mark.parametrize("name", EXERCISES)
def test_two_mistakes_at_once_do_not_pass_either(name):
    exercise = EXERCISES[name]
    right = [list(exercise.right_path(trial)) for trial in exercise.trials]
    with np.errstate(all="ignore"):
        for first, second, variant in pairs_of(MISTAKES[name](), exercise.rule):
            as_if_right = all(
                alike(trial, path, exercise.right_path(trial, variant))
                for trial, path in zip(exercise.trials, right, strict=True)
            )
            undone = (first.name, second.name) in UNDONE
            assert as_if_right == undone, (first.name, second.name)


@pytest.mark.parametrize("name", ["momentum", "rmsprop", "adam"])
def test_two_mistakes_at_once_are_recognised(name):
    exercise = EXERCISES[name]
    everything = list(pairs_of(MISTAKES[name](), exercise.rule))
    for first, second, variant in random.Random(1).sample(everything, 8):
        if (first.name, second.name) not in UNDONE:
            finding = check(variant, name).finding
            assert finding not in ("right", "unknown"), (first.name, second.name)


def test_two_mistakes_at_once_are_told_one_by_one():
    def my_momentum(W, dW, v_dW, *, t, alpha, beta):
        v_dW = beta * v_dW + dW
        W = W + alpha * v_dW
        return W, v_dW

    verdict = check(my_momentum, "momentum")
    assert verdict.finding == "no (1 - beta) in v_dW + plus for minus"
    text = repr(verdict)
    assert "1. It looks as if the new value enters `v_dW` with its full weight" in text
    assert "2. It looks as if `W` goes uphill" in text


# --- the mistakes that others have published, in the words of a learner ---------------------------


def carries_velocity(W, dW, v, s, *, t, alpha, beta1, beta2, epsilon):
    v = beta1 * v + (1 - beta1) * dW
    s = beta2 * v + (1 - beta2) * dW**2
    step = (v / (1 - beta1**t)) / (np.sqrt(s / (1 - beta2**t)) + epsilon)
    return W - alpha * step, v, s


def epsilon_after(W, dW, s, *, t, alpha, beta, epsilon):
    s = beta * s + (1 - beta) * np.square(dW)
    return W - alpha * (dW / np.sqrt(s) + epsilon), s


def t_never_grows(W, dW, v, s, *, t, alpha, beta1, beta2, epsilon):
    v = beta1 * v + (1 - beta1) * dW
    s = beta2 * s + (1 - beta2) * dW**2
    t = 1
    step = (v / (1 - beta1**t)) / (np.sqrt(s / (1 - beta2**t)) + epsilon)
    return W - alpha * step, v, s


def t_from_zero(W, dW, v, s, *, t, alpha, beta1, beta2, epsilon):
    t = t - 1
    v = beta1 * v + (1 - beta1) * dW
    s = beta2 * s + (1 - beta2) * dW**2
    step = (v / (1 - beta1**t)) / (np.sqrt(s / (1 - beta2**t)) + epsilon)
    return W - alpha * step, v, s


def s_corrected_with_beta1(W, dW, v, s, *, t, alpha, beta1, beta2, epsilon):
    v = beta1 * v + (1 - beta1) * dW
    s = beta2 * s + (1 - beta2) * dW**2
    root = np.sqrt(s / (1 - beta1**t)) + epsilon
    return W - alpha * v / (1 - beta1**t) / root, v, s


def epsilon_inside(W, dW, s, *, t, alpha, beta, epsilon):
    s = beta * s + (1 - beta) * dW**2
    return W - alpha * dW / (s + epsilon) ** 0.5, s


def no_root(W, dW, v, s, *, t, alpha, beta1, beta2, epsilon):
    v = beta1 * v + (1 - beta1) * dW
    s = beta2 * s + (1 - beta2) * dW**2
    return W - alpha * (v / (1 - beta1**t)) / (s / (1 - beta2**t) + epsilon), v, s


def sorted_index(series, *, beta):
    rank = 1 + np.argsort(np.argsort(series, axis=0, kind="stable"), axis=0, kind="stable")
    v, rows = 0 * series[0], []
    for k, theta in enumerate(series):
        v = beta * v + (1 - beta) * theta
        rows.append(v / (1 - beta ** rank[k]))
    return np.array(rows)


def one_array_many_times(series, *, beta):
    v = np.zeros(np.broadcast_shapes(series.shape[1:], np.shape(beta)))
    corrected, rows = np.zeros_like(v), []
    for t, theta in enumerate(series, start=1):
        v = beta * v + (1 - beta) * theta
        corrected[...] = v / (1 - beta**t)
        rows.append(corrected)
    return np.array(rows)


def heavy(W, dW, v, *, t, alpha, beta):
    v = beta * v + dW
    return W - alpha * v, v


def updated_in_place(W, dW, v, *, t, alpha, beta):
    v *= beta
    v += (1 - beta) * dW
    W -= alpha * v
    return W, v


PUBLISHED = [
    (1, carries_velocity, "adam", "velocity carried on in s_dW"),
    (2, epsilon_after, "rmsprop", "epsilon after the division"),
    (3, t_never_grows, "adam", "t never grows of v_dW and s_dW"),
    (4, t_from_zero, "adam", "t counted from 0 of v_dW and s_dW"),
    (5, s_corrected_with_beta1, "adam", "s_dW corrected with beta1"),
    (6, epsilon_inside, "rmsprop", "epsilon inside the root"),
    (7, no_root, "adam", "no root"),
    (8, lambda *, beta: 1 / beta, "half_life", "1 / beta"),
    (8, lambda *, beta: 1 / (1 - beta), "half_life", "the window"),
    (9, sorted_index, "corrected_averages", "place in the sorted data"),
    (10, one_array_many_times, "corrected_averages", "every row is the last"),
    (10, updated_in_place, "momentum", "writes to its input"),
    (11, heavy, "momentum", "no (1 - beta) in v_dW"),
]


@pytest.mark.parametrize(("row", "function", "name", "finding"), PUBLISHED)
def test_published_mistake_is_recognised_in_a_learners_own_words(row, function, name, finding):
    assert check(function, name).finding == finding


# --- others, in the words of a learner ------------------------------------------------------------


def by_sign(W, dW, *, t, alpha):
    return (W - alpha * np.sign(dW),)


def without_a_sign(W, dW, *, t, alpha):
    return (W - alpha * (dW != 0),)


def pushes(v, theta, *, beta):
    return v - (1 - beta) * (theta - v)


def weights_alike(v, theta, *, beta):
    return (1 - beta) * v + (1 - beta) * theta


def halves(W, dW, s, *, t, alpha, beta, epsilon):
    s = beta * s + (1 - beta) * dW**2
    return W - alpha * dW / (s**1 / 2 + epsilon), s


def keeps_the_corrected(W, dW, v, s, largest, *, t, alpha, beta1, beta2, epsilon):
    v = beta1 * v + (1 - beta1) * dW
    s = beta2 * s + (1 - beta2) * dW**2
    largest = np.maximum(largest, s) / (1 - beta2**t)
    return W - alpha * v / (1 - beta1**t) / (np.sqrt(largest) + epsilon), v, s, largest


def turned_twice(W, dW, v, *, t, alpha, beta):
    v = beta * v - (1 - beta) * dW
    return W + alpha * v, v


def halves_curvatures(*, curvature_W, curvature_b):
    alpha = (2 / (curvature_W**1 / 2 + curvature_b**1 / 2)) ** 2
    return alpha, (1 - (alpha * curvature_W) ** 0.5) ** 2


def halves_the_product(*, curvature_W, curvature_b):
    alpha = (2 / (curvature_W**0.5 + curvature_b**0.5)) ** 2
    return alpha, (1 - (alpha * curvature_b) ** 1 / 2) ** 2


def throws_away(W, dW, *, t, alpha):
    W_new = W - alpha * dW  # noqa: F841
    return (W,)


@pytest.mark.parametrize(
    ("function", "name", "finding"),
    [
        (by_sign, "gradient_descent", "sign of the gradient only"),
        (without_a_sign, "gradient_descent", "unknown"),
        (pushes, "exponential_average", "v pushed away"),
        (
            weights_alike,
            "exponential_average",
            "past and present of v both weighted with 1 - beta",
        ),
        (halves, "rmsprop", "half for the root"),
        (keeps_the_corrected, "amsgrad", "corrected s_dW_max returned"),
        (throws_away, "gradient_descent", "W unchanged"),
        (turned_twice, "momentum", "velocity with the other sign"),
        (halves_curvatures, "best_pair", "half for the root in alpha"),
        (halves_the_product, "best_pair", "half for the root in beta, along b"),
    ],
)
def test_mistake_is_recognised_in_a_learners_own_words(function, name, finding):
    assert check(function, name).finding == finding


# --- what looks like another mistake, since averages begin at 0 -----------------------------------

VELOCITY = "v_dW = beta * v_dW + (1 - beta) * dW\n"
MOMENTS = """\
v_dW = beta1 * v_dW + (1 - beta1) * dW
s_dW = beta2 * s_dW + (1 - beta2) * dW**2
"""
STEP = "W = W - alpha * v_dW_corrected / (np.sqrt(s_dW_corrected) + epsilon)\nreturn W, v_dW, s_dW"
V = "v_dW_corrected = v_dW / (1 - beta1**t)\n"
S = "s_dW_corrected = s_dW / (1 - beta2**t)\n"
LARGEST = f"""\
{V}s_dW_max_corrected = s_dW_max / (1 - beta2**t)
W = W - alpha * v_dW_corrected / (np.sqrt(s_dW_max_corrected) + epsilon)
return W, v_dW, s_dW, s_dW_max"""
UNDER_ANOTHER_NAME = LARGEST.replace("corrected = s_dW_max", "corrected = s_max")


@pytest.mark.parametrize(
    ("name", "body", "finding"),
    [
        (
            "amsgrad",
            f"{MOMENTS}s_max = np.maximum(s_dW_max, s_dW)\n{UNDER_ANOTHER_NAME}",
            "old s_dW_max returned",
        ),
        (
            "amsgrad",
            f"{MOMENTS}s_dw_max = np.maximum(s_dW_max, s_dW)\n{LARGEST}",
            "s_dW_max unchanged",
        ),
        ("amsgrad", f"{MOMENTS}{LARGEST}", "s_dW_max unchanged"),
        (
            "amsgrad",
            f"{MOMENTS}s_dW = np.maximum(s_dW_max, s_dW)\n{LARGEST}",
            "s_dW_max unchanged",
        ),
        (
            "amsgrad",
            f"{MOMENTS}s_dW_max = np.minimum(s_dW_max, s_dW)\n{LARGEST}",
            "smallest for largest",
        ),
        ("exponential_average", "return beta * v + (1 - beta) * v", "v at 0 throughout"),
        (
            "momentum",
            "v_dW = beta * v_dW + (1 - beta) * v_dW\nreturn W - alpha * v_dW, v_dW",
            "v_dW at 0 throughout",
        ),
        ("momentum", "v_dW = beta * v_dW\nreturn W - alpha * v_dW, v_dW", "v_dW at 0 throughout"),
        (
            "momentum",
            "v_dW = beta * v_dW * (1 - beta) * dW\nreturn W - alpha * v_dW, v_dW",
            "v_dW at 0 throughout",
        ),
        ("bias_correction", "corrected = v / (1 - beta**t)\nreturn v", "v unchanged"),
    ],
)
def test_what_stays_at_0_is_told_from_what_is_returned_as_it_came(name, body, finding):
    assert check(of_lines(name, body), name).finding == finding


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("gradient_descent", "plus for minus"),
        ("momentum", "v_dW forgets nothing"),
        ("rmsprop", "old s_dW returned"),
        ("adam", "minus in v_dW"),
    ],
)
def test_mistake_is_recognised_in_float32_as_well(name, wrong):
    (mistake,) = (mistake for mistake in MISTAKES[name]() if mistake.name == wrong)
    in_float64 = answer(name, mistake)

    def mine(*arguments, **settings):
        return in_float64(*(np.asarray(x, np.float32)[()] for x in arguments), **settings)

    assert check(mine, name).finding == wrong


def test_averages_that_stay_at_0_are_said_to():
    verdict = check(of_lines("adam", "return W, beta1 * v_dW, beta2 * s_dW"), "adam")
    assert verdict.finding == "W unchanged"
    verdict = check(of_lines("adam", "return W * t, beta1 * v_dW, beta2 * s_dW"), "adam")
    assert "`v_dW` and `s_dW` start at 0, and stay there." in repr(verdict)
    assert "What does each step add to them?" in repr(verdict)


def test_correction_that_is_missing_is_told_in_the_words_of_its_exercise():
    text = repr(check(of_lines("bias_correction", "return v"), "bias_correction"))
    assert "You return `v` as it was given to you, unchanged." in text
    assert "Which of your names holds the corrected one?" in text


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("gradient_descent", "return (dW,)", "What you return as `W` is the `dW` that came in."),
        ("momentum", f"{VELOCITY}return dW, v_dW", "as `W` is the `dW` that came in."),
        ("momentum", f"{VELOCITY}return W - alpha * v_dW, dW", "as `v_dW` is the `dW` that"),
        ("momentum", f"{VELOCITY}return v_dW, v_dW", "What you return as `W` is your `v_dW`."),
        (
            "momentum",
            f"{VELOCITY}W = W - alpha * v_dW\nreturn W, W",
            "What you return as `v_dW` is your `W`.",
        ),
        ("rmsprop", "return W - alpha * dW, dW", "What you return as `s_dW` is the `dW` that"),
        ("exponential_average", "v = theta\nreturn v", "as `v` is the `theta` that came in."),
        ("half_life", "return beta", "What you return as the half-life is the `beta` that came in"),
    ],
)
def test_argument_or_result_in_the_place_of_another_is_named(name, body, words):
    text = repr(check(of_lines(name, body), name))
    assert words in text
    assert "Look at the `return`" in text
    assert "Two things" not in text


@pytest.mark.parametrize(
    ("body", "finding"),
    [
        (f"{V}s_dW_corrected = v_dW / (1 - beta2**t)\n", "v_dW for s_dW in its correction"),
        (f"v_dW_corrected = s_dW / (1 - beta1**t)\n{S}", "s_dW for v_dW in its correction"),
        (f"v_dW_corrected = dW / (1 - beta1**t)\n{S}", "dW for v_dW in its correction"),
        (f"{V}s_dW_corrected = 3 * s_dW / (1 - beta2**t)\n", "unknown"),
    ],
)
def test_wrong_correction_sends_nobody_to_a_line_that_is_right(body, finding):
    verdict = check(of_lines("adam", f"{MOMENTS}{body}{STEP}"), "adam")
    assert verdict.finding == finding
    assert "look at the line that makes `W`" not in repr(verdict)


def test_where_the_averages_are_right_the_corrections_are_pointed_out_as_well():
    body = f"{MOMENTS}{V}s_dW_corrected = 3 * s_dW / (1 - beta2**t)\n{STEP}"
    assert (
        "`v_dW` and `s_dW` are right all the way, so look at the lines below them: the "
        "corrections, and the one that makes `W`."
    ) in repr(check(of_lines("adam", body), "adam"))


def test_three_averages_that_are_right_are_told_in_a_row():
    body = LARGEST.replace("W = W - alpha", "W = W - 3 * alpha")
    body = f"{MOMENTS}s_dW_max = np.maximum(s_dW_max, s_dW)\n{body}"
    text = repr(check(of_lines("amsgrad", body), "amsgrad"))
    assert "`v_dW`, `s_dW` and `s_dW_max` are right all the way" in text


@pytest.mark.parametrize("old", [V, S])
def test_correction_that_comes_too_early_is_recognised(old):
    later = (V + S).replace(old, "")
    verdict = check(of_lines("adam", f"{old}{MOMENTS}{later}{STEP}"), "adam")
    assert verdict.finding == f"old {old[0]}_dW corrected"


# --- the tables -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "mistake"), ALL, ids=lambda x: getattr(x, "name", x))
def test_hint_is_not_the_solution(name, mistake):
    right = [old for old in mistake.edits if len(old) > 3]
    assert not any(part in mistake.hint for part in right)
    assert mistake.what.endswith((".", "?"))
    assert mistake.hint.endswith((".", "?"))


@pytest.mark.parametrize("name", EXERCISES)
def test_every_mistake_fits_its_rule(name):
    for mistake in MISTAKES[name]():
        assert callable(mistake.of_rule(EXERCISES[name].rule)), mistake.name


def test_mistake_that_does_not_fit_its_rule_is_reported():
    with pytest.raises(ValueError, match="which momentum must have once each"):
        Mistake("gone", {"sqrt(": ""}, "", "").of_rule(momentum)
    with pytest.raises(ValueError, match="which momentum must have once each"):
        Mistake("ambiguous", {"v_dW": "s_dW"}, "", "").of_rule(momentum)


@pytest.mark.parametrize("rule", [gradient_descent, momentum, rmsprop, adam, averages.correct])
def test_edits_see_the_code_of_a_rule_and_not_its_docstring(rule):
    body = body_of(rule)
    assert body.startswith(f"def {rule.__name__}(")
    assert '"""' not in body
    assert "Source:" not in body
    assert "return" in body


def test_a_rule_without_a_docstring_keeps_its_first_line():
    def two_lines(W, dW, *, t, alpha):
        W = W - alpha * dW
        return (W,)

    assert body_of(two_lines) == (
        "def two_lines(W, dW, *, t, alpha):\n    W = W - alpha * dW\n    return (W,)"
    )
    assert edited(two_lines, (("W - alpha", "W + alpha"),))(1.0, 2.0, t=1, alpha=0.5) == (2.0,)


def test_two_edits_of_the_same_characters_do_not_fit_together():
    assert edited(momentum, (("(1 - beta) * dW", "dW"), ("- beta) *", "+ beta) *"))) is None
    assert edited(momentum, (("(1 - beta)", "(1 + beta)"), (" * dW", " * dW**2"))) is not None


def test_variant_leaves_the_rule_as_it_is():
    mistake = MISTAKES["momentum"]()[0]
    before = momentum(1.0, 1.0, 0.0, t=1, alpha=0.1, beta=0.9)
    mistake.of_rule(momentum)
    assert momentum(1.0, 1.0, 0.0, t=1, alpha=0.1, beta=0.9) == before


def test_check_needs_no_list_of_exercises_beside_the_exercises_themselves():
    assert not [name for name in EXERCISES if f'"{name}"' in check.__doc__]
    with pytest.raises(ValueError, match=f"one of {', '.join(EXERCISES)}; got"):
        check(..., "no exercise")


def test_every_exercise_has_mistakes_and_every_table_an_exercise():
    assert list(MISTAKES) == list(EXERCISES)
    assert all(len(table()) >= 7 for table in MISTAKES.values())


def test_the_numbers_of_the_trials_are_awkward():
    trials = EXERCISES["adam"].trials
    shapes = [np.ndim(trial.start) for trial in trials]
    assert {0, 2, 3} <= set(shapes)
    assert {trial.start.dtype for trial in trials} == {np.dtype("f4"), np.dtype("f8")}
    assert trials[0].settings["beta1"] == 0.8
    assert trials[0].settings["beta2"] == 0.888
    assert trials[0].settings["epsilon"] == 1e-2
    sizes = np.abs(np.concatenate([trial.values.ravel() for trial in trials]))
    assert sizes.max() / sizes[sizes > 0].min() >= 1e10
    assert all(np.any(trial.values == 0) for trial in trials)
    assert any(np.any(np.all(trial.values == 0, axis=0)) for trial in trials)
    assert any(np.any(trial.values[0] == 0) for trial in trials)
    assert np.ndim(trials[3].settings["alpha"]) == 3


@pytest.mark.parametrize("name", EXERCISES)
def test_a_trial_is_of_float32_throughout_or_not_at_all(name):
    for trial in EXERCISES[name].trials:
        dtypes = {trial.start.dtype} if np.ndim(trial.start) else set()
        dtypes |= {trial.values.dtype}
        dtypes |= {x.dtype for x in trial.settings.values() if isinstance(x, np.ndarray)}
        assert dtypes == {np.dtype("f4" if "float32" in trial.label else "f8")}, trial.label


def test_no_start_is_so_large_that_a_wrong_step_is_lost_in_its_digits():
    for trial in EXERCISES["adam"].trials:
        assert np.all(np.abs(trial.start) <= 2 * np.abs(trial.values).max(axis=0)), trial.label


def test_the_gradients_of_layers_are_of_ten_orders_of_magnitude():
    for trial in EXERCISES["layer_gradient"].trials:
        largest = np.abs(trial.values).max(axis=(1, 2))
        assert largest.max() / largest.min() > 1e9, trial.label


def test_no_two_trials_are_the_same():
    for one, other in itertools.combinations(EXERCISES["adam"].trials, 2):
        assert one.label != other.label


def test_mistakes_that_no_longer_fit_a_changed_rule_are_left_out_of_its_check(monkeypatch):
    def momentum(W, dW, v_dW, *, t, alpha, beta=0.9):
        v_dW = v_dW * beta + dW * (1 - beta)
        W = W - alpha * v_dW
        return W, v_dW

    def uphill(W, dW, v_dW, *, t, alpha, beta=0.9):
        W, v_dW = momentum(W, dW, v_dW, t=t, alpha=-alpha, beta=beta)
        return W, v_dW

    exercise = replace(EXERCISES["momentum"], rule=momentum)
    assert any(edited(momentum, tuple(m.edits.items())) is None for m in MISTAKES["momentum"]())
    monkeypatch.setitem(EXERCISES, "momentum", exercise)
    assert check(momentum, "momentum").right
    assert check(uphill, "momentum").finding == "plus for minus"
