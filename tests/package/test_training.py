"""Training many networks at once gives what training each alone gives, and measures it rightly."""

from itertools import islice

import numpy as np
import pytest

from optlearn import adam, gradient_descent, momentum, walk
from optlearn.data import load_digits
from optlearn.network import accuracy, cost, initial_weights, mini_batch_gradient
from optlearn.training import progress_bar, train

DIGITS = load_digits()


def test_each_network_is_trained_as_it_would_be_alone():
    alphas, seeds = [0.01, 0.1], [3, 4, 5]
    together = train(momentum, DIGITS, alpha=alphas, seeds=seeds, steps=6, every=2, beta=0.5)
    assert together.steps.tolist() == [0, 2, 4, 6]
    assert together.cost.shape == (4, 2, 3)
    images, labels, test_images, test_labels = DIGITS
    for i, alpha in enumerate(alphas):
        for j, seed in enumerate(seeds):
            slope = mini_batch_gradient(images, labels, seed=seed)
            states = list(
                islice(walk(momentum, initial_weights(seed), slope, alpha=alpha, beta=0.5), 7)
            )
            costs = [cost(images, labels, **state.params) for state in states[::2]]
            assert together.cost[:, i, j] == pytest.approx(costs, rel=1e-12)
            share = accuracy(test_images, test_labels, **states[-1].params)
            assert together.accuracy[i, j] == share


def test_digits_may_be_lists_and_of_whole_pixels():
    whole = [(16 * DIGITS[i][:70]).astype(np.uint8) for i in (0, 2)]
    labels = [DIGITS[i][:70].tolist() for i in (1, 3)]
    pixels = (whole[0], labels[0], whole[1].tolist(), labels[1])
    floats = (whole[0].astype(float), np.array(labels[0]), whole[1].astype(float), labels[1])
    trained = [train(adam, digits, alpha=0.01, seeds=[0], steps=2) for digits in (pixels, floats)]
    np.testing.assert_array_equal(trained[0].cost, trained[1].cost)
    np.testing.assert_array_equal(trained[0].accuracy, trained[1].accuracy)


def test_one_learning_rate_leaves_out_its_axis():
    one = train(adam, DIGITS, alpha=0.01, seeds=range(2), steps=3)
    assert one.steps.tolist() == [0, 3]
    assert one.cost.shape == (2, 2)
    assert one.accuracy.shape == (2,)
    assert one.best == 0.01


def test_the_last_step_is_measured_also_where_it_is_no_multiple():
    assert train(adam, DIGITS, alpha=0.01, seeds=[0], steps=5, every=2).steps.tolist() == [
        0,
        2,
        4,
        5,
    ]


def test_best_learning_rate_is_that_of_the_lowest_mean_cost_whatever_overflows():
    tuning = train(gradient_descent, DIGITS, alpha=[0.01, 0.3, 1e200], seeds=range(2), steps=10)
    assert np.isinf(tuning.final_cost[2])
    assert tuning.best == 0.3
    assert tuning.final_cost[1] == tuning.cost[-1, 1].mean()


def test_methods_with_one_seed_start_at_one_cost():
    starts = [
        train(rule, DIGITS, alpha=0.1, seeds=[8], steps=1).cost[0]
        for rule in (gradient_descent, adam)
    ]
    assert starts[0] == starts[1]


@pytest.mark.parametrize("steps", [1, 7, 20, 33, 400])
def test_progress_bar_is_a_line_of_twenty_marks(steps, capsys):
    states = islice(walk(adam, {"W": 0.0}, lambda W: {"W": 1.0}), steps + 1)
    assert [state.t for state in progress_bar(states, steps, "Adam")] == list(range(steps + 1))
    assert capsys.readouterr().out == f"{'Adam':17}{'■' * 20}\n"


def test_progress_bar_grows_with_the_steps(capsys):
    lengths = []
    for _ in progress_bar(islice(walk(adam, {"W": 0.0}, lambda W: {"W": 1.0}), 41), 40, "Adam"):
        lengths.append(capsys.readouterr().out.count("■"))
    assert np.cumsum(lengths).tolist() == [max(t - 1, 0) // 2 for t in range(41)]


def test_training_without_a_name_prints_nothing(capsys):
    train(adam, DIGITS, alpha=0.01, seeds=[0], steps=2)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"alpha": 0.0}, ValueError, "alpha must be finite and greater than 0; got 0.0"),
        ({"alpha": "fast"}, TypeError, "alpha must be a number"),
        ({"steps": 0}, ValueError, "steps must be a whole number of at least 1; got 0"),
        ({"every": 0.5}, TypeError, "every must be a whole number of at least 1; got 0.5"),
        ({"seeds": []}, ValueError, "seeds must be one whole number or more; got none"),
        ({"seeds": 3}, TypeError, r"^seeds must be whole numbers, such as range\(5\); got 3$"),
        (
            {"seeds": [[0, 1]]},
            ValueError,
            r"^seeds must be .* one after another; got \[\[0, 1\]\]$",
        ),
        ({"seeds": [[0], [1, 2]]}, ValueError, r"^seeds must be whole numbers one after another"),
        ({"seeds": [0.5]}, TypeError, r"^seeds must be a whole number .* or several; got \[0.5\]"),
        ({"alpha": []}, ValueError, r"^alpha must be one learning rate or more; got \[\]"),
        ({"digits": (["ink"], *DIGITS[1:])}, TypeError, "^images must be a number or an array"),
        ({"digits": None}, TypeError, r"^digits must be as load_digits returns them; got None"),
        ({"digits": (1, 2)}, TypeError, r"^digits must be as load_digits returns them; got \(1, 2"),
        ({"seeds": [-1]}, ValueError, "^seeds must not be negative"),
        ({"beta": 0.5}, TypeError, "adam has no setting 'beta'"),
    ],
)
def test_a_bad_argument_is_named(changed, error, message):
    with pytest.raises(error, match=message):
        train(adam, **{"digits": DIGITS, "alpha": 0.01, "seeds": [0], "steps": 1} | changed)
