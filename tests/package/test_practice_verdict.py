"""A verdict plays: the learner's path beside the right one, so that the mistake is seen."""

import numpy as np
import pytest

from optlearn import Bowl, descend, heavy_ball, momentum
from optlearn.averages import correct
from optlearn.practice import check
from optlearn.practice.exercises import EXERCISES
from optlearn.practice.mistakes import MISTAKES
from optlearn.practice.running import Finding
from optlearn.practice.verdict import Verdict
from optlearn.theory import best_pair

RULES = [name for name, exercise in EXERCISES.items() if exercise.right_rule is exercise.rule]

#: Two that show in the averages alone: with the same alpha in every step it makes no difference to
#: the path whether alpha stands inside, and on the bowl the first squares stay the largest.
UNSEEN = {("momentum", "alpha inside the average"), ("amsgrad", "maximum averaged on")}


def furthest(one, other):
    """How far two descents are apart at most, infinity where one of them has overflowed."""
    with np.errstate(all="ignore"):
        apart = [np.abs(one[name] - other[name]) for name in ("W", "b")]
    return max(np.max(np.where(np.isfinite(distance), distance, np.inf)) for distance in apart)


@pytest.mark.parametrize(
    ("name", "mistake"),
    [(name, mistake) for name in RULES for mistake in MISTAKES[name]],
    ids=lambda x: getattr(x, "name", x),
)
def test_every_mistake_of_a_rule_is_seen_on_the_bowl(name, mistake):
    exercise = EXERCISES[name]
    paths = Verdict(exercise, Finding(mistake.name, ()), mistake.of_rule(exercise.rule)).paths()
    assert list(paths) == ["yours", "the rule"]
    if (name, mistake.name) in UNSEEN:
        assert furthest(*paths.values()) < 1e-12
    else:
        assert furthest(*paths.values()) > 0.1  # of a picture 10 wide


@pytest.mark.parametrize("name", RULES)
def test_a_right_answer_walks_the_right_path(name):
    paths = check(EXERCISES[name].rule, name).paths(40)
    assert furthest(*paths.values()) == 0
    assert paths["the rule"].steps == 40
    assert paths["the rule"].rule == name


def test_an_average_is_played_as_momentum():
    def my_average(v, theta, *, beta):
        return beta * v + (1 - beta) * theta

    bowl = Bowl()
    right = descend(momentum, bowl.start, bowl.gradient, 30, alpha=0.4, beta=0.8)
    paths = check(my_average, "exponential_average").paths()
    assert furthest(paths["yours"], right) == 0
    assert furthest(paths["the rule"], right) == 0
    paths = check(lambda v, theta, *, beta: beta * v + theta, "exponential_average").paths()
    assert furthest(*paths.values()) > 1


def test_a_correction_is_played_with_the_average_that_it_corrects():
    paths = check(lambda v, *, beta, t: correct(v, beta, t), "bias_correction").paths()
    assert furthest(*paths.values()) == 0
    paths = check(lambda v, *, beta, t: v, "bias_correction").paths()
    assert furthest(*paths.values()) > 0.15
    first_step = {name: np.diff(path["W"])[0] for name, path in paths.items()}
    assert first_step["the rule"] == pytest.approx(5 * first_step["yours"])


def test_a_pair_of_settings_is_played_as_a_heavy_ball():
    bowl = Bowl()
    alpha, beta = best_pair(bowl.curvature_W, bowl.curvature_b)
    right = descend(heavy_ball, bowl.start, bowl.gradient, 30, alpha=alpha, beta=beta)
    paths = check(best_pair, "best_pair").paths()
    assert furthest(paths["yours"], right) == 0
    assert furthest(paths["the rule"], right) == 0


@pytest.mark.parametrize("mistake", MISTAKES["best_pair"], ids=lambda mistake: mistake.name)
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
    assert list(verdict.paths()) == ["the rule"]
    assert verdict.play().scene["title"] == "Your function has no path yet"


def test_both_paths_are_in_the_player():
    player = check(lambda W, dW, *, t, alpha: (W + alpha * dW,), "gradient_descent").play(12)
    assert repr(player) == "Player: yours (12 steps), the rule (12 steps)"
    assert player.scene["title"] == ""


@pytest.mark.parametrize("name", ["half_life", "corrected_averages", "layer_gradient"])
def test_what_is_no_part_of_a_rule_says_that_it_has_no_path(name):
    with pytest.raises(ValueError, match=f"{name} is no part of an update rule"):
        check(..., name).play()
