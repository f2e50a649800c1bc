"""A verdict plays: the learner's path beside the right one, so that the mistake is seen."""

import matplotlib
import numpy as np
import pytest

from optlearn import Bowl, descend, heavy_ball, momentum
from optlearn.averages import correct, exponential_average
from optlearn.data import load_temperatures
from optlearn.practice import check
from optlearn.practice.exercises import EXERCISES, follow_rule
from optlearn.practice.mistakes import MISTAKES
from optlearn.practice.played import png
from optlearn.practice.running import Finding
from optlearn.practice.verdict import BOWL, STEPS, Verdict
from optlearn.theory import best_pair

RULES = [name for name, exercise in EXERCISES.items() if exercise.steps is follow_rule]

#: Two that show in the averages alone: with the same alpha in every step it makes no difference to
#: the path whether alpha stands inside, and on the bowl the first squares stay the largest.
#: What a velocity has turned, the step turns back.
UNSEEN = {
    ("momentum", "alpha inside the average"),
    ("momentum", "velocity with the other sign"),
    ("amsgrad", "maximum averaged on"),
}


def furthest(one, other):
    """How far two descents are apart at most, infinity where one of them has overflowed."""
    with np.errstate(all="ignore"):
        apart = [np.abs(one[name] - other[name]) for name in ("W", "b")]
    return max(np.max(np.where(np.isfinite(distance), distance, np.inf)) for distance in apart)


@pytest.mark.parametrize(
    ("name", "mistake"),
    [(name, mistake) for name in RULES for mistake in MISTAKES[name]()],
    ids=lambda x: getattr(x, "name", x),
)
def test_every_mistake_of_a_rule_is_seen_on_the_bowl(name, mistake):
    exercise = EXERCISES[name]
    paths = Verdict(exercise, Finding(mistake.name, ()), mistake.of_rule(exercise.rule)).paths()
    assert list(paths) == ["yours", "the rule's"]
    if (name, mistake.name) in UNSEEN:
        assert furthest(*paths.values()) < 1e-12
    else:
        assert furthest(*paths.values()) > 0.1  # of a picture 10 wide


@pytest.mark.parametrize("name", RULES)
def test_a_right_answer_walks_the_right_path(name):
    paths = check(EXERCISES[name].rule, name).paths(40)
    assert furthest(*paths.values()) == 0
    assert paths["the rule's"].steps == 40
    assert paths["the rule's"].rule == name


THETA = load_temperatures().theta[:60]


@pytest.mark.parametrize(
    ("name", "function", "corrected"),
    [
        ("exponential_average", lambda v, theta, *, beta: beta * v + (1 - beta) * theta, False),
        ("bias_correction", lambda v, *, beta, t: correct(v, beta, t), True),
        (
            "corrected_averages",
            lambda series, *, beta: exponential_average(series, beta, corrected=True),
            True,
        ),
    ],
)
def test_an_average_is_drawn_over_the_days_beside_the_formulas(name, function, corrected):
    played = check(function, name).play()
    lines = {line.get_label(): line for line in played.picture.axes[0].lines}
    right = exponential_average(THETA, 0.9, corrected=corrected)
    assert list(lines) == ["the days", "the formula's", "yours"]
    assert np.array_equal(lines["the days"].get_ydata(), THETA)
    for curve in ("yours", "the formula's"):
        assert np.allclose(lines[curve].get_ydata(), right, rtol=1e-12)
    assert played.remark == "The two lie on each other."


def remark(function, name):
    return check(function, name).play().remark


def test_remark_on_an_average_says_where_it_is_furthest_from_the_formulas():
    assert remark(lambda v, *, beta, t: v, "bias_correction") == (
        "They are furthest apart on day 1: yours is 1.28 °C, the formula's 12.8 °C."
    )


def test_remark_says_on_which_day_an_average_leaves_the_picture():
    played = check(lambda v, theta, *, beta: beta * v + theta, "exponential_average").play()
    assert played.remark.endswith("Yours leaves the picture on day 4.")
    (_, high), right = played.picture.axes[0].get_ylim(), exponential_average(THETA, 0.9)
    assert high < 4 * right.max()
    curve = check(lambda v, theta, *, beta: beta * v + theta, "exponential_average").curves(THETA)
    assert curve["yours"][2] < high < curve["yours"][3]


def test_remark_on_an_average_that_cannot_be_drawn_says_from_which_day():
    assert remark(lambda v, *, beta, t: v / (1 - beta ** (t - 1)), "bias_correction") == (
        "Yours is inf on day 1, which cannot be drawn."
    )


def test_an_average_that_clings_to_the_days_is_not_praised_by_its_picture():
    said = remark(lambda v, theta, *, beta: (1 - beta) * v + beta * theta, "exponential_average")
    assert said.endswith("closer to the days, but an average is there to smooth them.")


@pytest.mark.parametrize("name", ["exponential_average", "bias_correction", "corrected_averages"])
def test_an_unwritten_average_leaves_the_formulas_alone(name):
    played = check(..., name).play()
    assert played.remark == (
        "Your function cannot be run yet, so the formula's curve is alone here."
    )
    assert [line.get_label() for line in played.picture.axes[0].lines] == [
        "the days",
        "the formula's",
    ]


@pytest.mark.parametrize("name", ["exponential_average", "bias_correction", "corrected_averages"])
def test_an_average_that_gives_no_numbers_is_not_drawn(name):
    def unwritten(*arguments, **settings):
        return [...] * len(THETA) if name == "corrected_averages" else ...

    assert list(check(unwritten, name).curves(THETA)) == ["the formula's"]


def test_a_curve_of_another_length_is_not_drawn():
    assert list(check(lambda series, *, beta: series[:3], "corrected_averages").curves(THETA)) == [
        "the formula's"
    ]


def test_a_pair_of_settings_is_played_as_a_heavy_ball():
    bowl = Bowl()
    alpha, beta = best_pair(bowl.curvature_W, bowl.curvature_b)
    right = descend(heavy_ball, bowl.start, bowl.gradient, 30, alpha=alpha, beta=beta)
    paths = check(best_pair, "best_pair").paths()
    assert furthest(paths["yours"], right) == 0
    assert furthest(paths["the formula's"], right) == 0


@pytest.mark.parametrize("mistake", MISTAKES["best_pair"](), ids=lambda mistake: mistake.name)
def test_every_mistake_of_the_best_pair_is_seen_on_the_bowl(mistake):
    paths = check(mistake.of_rule(best_pair), "best_pair").paths()
    assert furthest(*paths.values()) > 0.1


def never_ends(W, dW, v_dW, *, t, alpha, beta):
    while True:
        pass


def raises(W, dW, v_dW, *, t, alpha, beta):
    raise RuntimeError


def leaves(W, dW, v_dW, *, t, alpha, beta):
    raise SystemExit


def is_unwritten(W, dW, v_dW, *, t, alpha, beta):
    v_dW = ...
    return W, v_dW


@pytest.mark.parametrize("function", [never_ends, raises, leaves, is_unwritten, ..., 3])
def test_what_cannot_be_run_has_no_path_and_the_right_one_plays_alone(function, monkeypatch):
    monkeypatch.setattr("optlearn.practice.limits.SECONDS", 0.2)
    verdict = check(function, "momentum")
    assert list(verdict.paths()) == ["the rule's"]
    assert verdict.play().remark == (
        "Your function cannot be run yet, so the rule's path is alone here."
    )


def test_paths_of_what_writes_to_its_input_speak_of_no_other_numbers():
    def in_place(W, dW, *, t, alpha):
        dW *= alpha
        return (W - dW,)

    assert remark(in_place, "gradient_descent") == (
        "The two lie on each other. Here nobody looks again at what your function writes over."
    )


def test_steps_to_be_played_have_an_upper_bound():
    verdict = check(momentum, "momentum")
    assert verdict.paths(STEPS)["yours"].steps == STEPS == 10_000
    for play in (verdict.play, verdict.paths, check(correct, "bias_correction").play):
        with pytest.raises(ValueError, match="steps must be at most 10,000; got 300,000"):
            play(300_000)
    with pytest.raises(TypeError, match="steps must be a whole number"):
        verdict.paths(2.5)


def test_both_paths_are_in_the_player_and_the_verdict_stays_above_it():
    verdict = check(lambda W, dW, *, t, alpha: (W + alpha * dW,), "gradient_descent")
    played = verdict.play(12)
    assert repr(played.picture) == "Player: yours (12 steps), the rule's (12 steps)"
    assert played.picture.cost is BOWL
    assert list(played.verdict.paths()) == ["yours", "the rule's"]
    assert repr(played).startswith(repr(verdict).partition("\nTo see it:")[0])
    assert repr(played).endswith(f"\n{played.remark}\n{played.picture}")
    assert "To see it:" not in repr(played)
    assert "uphill" in played._repr_html_()
    assert played.remark in played._repr_html_()


def shown(played, monkeypatch):
    outputs = []
    monkeypatch.setattr("IPython.display.display", outputs.append)
    played._ipython_display_()
    return outputs


def test_a_notebook_shows_the_verdict_first_and_then_the_player(monkeypatch):
    played = check(lambda W, dW, *, t, alpha: (W + alpha * dW,), "gradient_descent").play()
    assert shown(played, monkeypatch) == [played.verdict, played.picture]


def test_a_notebook_shows_an_average_as_a_picture_with_its_remark_for_who_cannot_see_it(
    monkeypatch,
):
    played = check(lambda v, *, beta, t: v, "bias_correction").play()
    _, picture = shown(played, monkeypatch)
    assert picture.data.startswith(b"\x89PNG")
    # Even where a learner has asked Matplotlib for another format.
    with matplotlib.rc_context({"savefig.format": "svg"}):
        assert png(played.picture).startswith(b"\x89PNG")
    width, height = (int.from_bytes(picture.data[i : i + 4]) for i in (16, 20))
    assert (width, height) == (792, 396)
    assert picture.alt == played.remark
    assert repr(played).endswith(f"\n{played.remark}")


def test_a_function_that_raises_is_played_with_its_own_line():
    played = check(raises, "momentum").play()
    assert "raise RuntimeError" in repr(played)
    assert played.remark in repr(played)


def test_remark_compares_the_two_costs():
    def heavy(W, dW, v_dW, *, t, alpha, beta):
        v_dW = beta * v_dW + dW
        return W - alpha * v_dW, v_dW

    assert remark(heavy, "momentum") == (
        "After 30 steps yours has reached J = 0.0133 and the rule's J = 0.00535."
    )


def test_remark_on_a_path_that_runs_away():
    def uphill(W, dW, *, t, alpha):
        return (W + alpha * dW,)

    assert remark(uphill, "gradient_descent").startswith("Yours ends higher than it began")


def variant(name, mistake):
    (found,) = (m for m in MISTAKES[name]() if m.name == mistake)
    return found.of_rule(EXERCISES[name].rule)


@pytest.mark.parametrize(
    ("name", "mistake", "words"),
    [
        ("momentum", "bias corrected", "than the rule (the first is 5 times as long), and"),
        ("rmsprop", "no root", "than the rule (the first is only 70 % as long), and"),
        ("amsgrad", "no maximum", "it takes other steps than the rule, and on one bowl"),
    ],
)
def test_a_wrong_path_that_ends_lower_is_not_left_without_a_word(name, mistake, words):
    said = remark(variant(name, mistake), name)
    assert "That does not make it right" in said
    assert words in said


def test_remark_where_a_slip_cannot_be_seen_on_the_bowl():
    said = remark(variant("momentum", "alpha inside the average"), "momentum")
    assert said.startswith("The two lie on each other. On this bowl and with these settings the")
    assert remark(momentum, "momentum") == "The two lie on each other."


@pytest.mark.parametrize("name", ["half_life", "layer_gradient"])
def test_what_is_no_part_of_a_rule_says_that_it_has_no_path(name):
    with pytest.raises(ValueError, match=f"{name} is no part of an update rule"):
        check(..., name).play()


def test_curve_is_asked_of_averages_alone():
    with pytest.raises(ValueError, match="momentum is no average"):
        check(momentum, "momentum").curves(THETA)


@pytest.mark.parametrize("name", ["momentum", "bias_correction"])
@pytest.mark.parametrize(("steps", "error"), [(0, ValueError), (-3, ValueError), ("x", TypeError)])
def test_number_of_steps_to_play_is_checked(name, steps, error):
    with pytest.raises(error, match="steps must be a whole number of at least 1; got"):
        check(..., name).play(steps)
