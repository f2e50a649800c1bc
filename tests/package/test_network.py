"""The network's cost and gradient are right, and the rules train it as they move a point."""

import json
from importlib.resources import files
from itertools import islice

import numpy as np
import pytest

from optlearn import adam, gradient_descent, momentum, rmsprop, walk
from optlearn.data import load_digits, load_mlp_accuracy
from optlearn.network import (
    accuracy,
    cost,
    forward,
    gradient,
    initial_weights,
    mini_batch,
    mini_batch_gradient,
    predict,
)

RULES = [gradient_descent, momentum, rmsprop, adam]
PIXELS, HIDDEN, CLASSES = SIZES = (6, 5, 4)
RECORD = json.loads((files("optlearn.data") / "mlp_classifier.json").read_text())


def examples(n=7, *runs):
    random = np.random.default_rng(1)
    return random.uniform(0, 1, (*runs, n, PIXELS)), random.integers(0, CLASSES, (*runs, n))


def weights(*runs):
    """Weights away from their start, biases included."""
    random = np.random.default_rng(2)
    shapes = {
        "W1": (PIXELS, HIDDEN),
        "b1": (1, HIDDEN),
        "W2": (HIDDEN, CLASSES),
        "b2": (1, CLASSES),
    }
    return {name: random.normal(0, 0.7, (*runs, *shape)) for name, shape in shapes.items()}


def run_of(params, run):
    return {name: W[run] for name, W in params.items()}


# Cost and gradient


def test_cost_of_a_network_of_one_hidden_value_is_what_the_hand_calculates():
    """2 images of 1 pixel, 1 hidden value, 2 classes.

    Image 1 with W1 = 2, b1 = 0 has hidden 2, scores (2, 0): cost log(1 + e**-2) for label 0.
    Image -1 has hidden max(-2, 0) = 0, scores (0, 0): cost log(2) for either label.
    """
    params = {
        "W1": np.array([[2.0]]),
        "b1": np.zeros((1, 1)),
        "W2": np.array([[1.0, 0.0]]),
        "b2": np.zeros((1, 2)),
    }
    by_hand = (np.log1p(np.exp(-2.0)) + np.log(2.0)) / 2
    assert cost([[1.0], [-1.0]], [0, 1], **params) == pytest.approx(by_hand, rel=1e-15)


def test_cost_of_a_network_of_zeros_is_log_of_the_number_of_classes():
    zeros = {name: np.zeros_like(W) for name, W in weights().items()}
    assert cost(*examples(), **zeros) == pytest.approx(np.log(CLASSES), rel=1e-14)


@pytest.mark.parametrize("runs", [(), (3,), (2, 3)])
def test_gradient_agrees_with_central_differences(runs):
    # The error of a central difference is about h**2 + 1e-16 / h: 1e-10 for h = 1e-6.
    images, labels = examples()
    params, h = weights(*runs), 1e-6
    slopes = gradient(images, labels, **params)
    assert list(slopes) == list(params)
    for name, W in params.items():
        assert slopes[name].shape == W.shape
        for place in np.ndindex(W.shape[-2:]):
            shift = np.zeros(W.shape[-2:])
            shift[place] = h
            after = cost(images, labels, **params | {name: W + shift})
            before = cost(images, labels, **params | {name: W - shift})
            assert slopes[name][..., *place] == pytest.approx((after - before) / (2 * h), abs=1e-9)


def test_that_comparison_meets_hidden_values_on_both_sides_of_the_bend():
    hidden, _ = forward(examples()[0], **weights())
    assert 0.2 < np.mean(hidden > 0) < 0.8
    for name, slope in gradient(*examples(), **weights()).items():
        assert np.abs(slope).max() > 0.01, name


def test_gradients_of_the_mini_batches_of_an_epoch_average_to_that_of_all_examples():
    images, labels = examples(12)
    params = weights()
    pieces = mini_batch_gradient(images, labels, batch_size=4, seed=3)
    slopes = [pieces(t=t, **params) for t in (1, 2, 3)]
    for name, whole in gradient(images, labels, **params).items():
        mean = np.mean([slope[name] for slope in slopes], axis=0)
        assert mean == pytest.approx(whole, abs=1e-15)


def test_large_scores_do_not_overflow():
    images, labels = examples()
    params = weights() | {"W2": weights()["W2"] * 1e6}
    assert np.isfinite(cost(images, labels, **params))
    assert all(np.all(np.isfinite(dW)) for dW in gradient(images, labels, **params).values())


def test_a_network_that_has_left_has_no_cost_and_raises_no_warning():
    images, labels = examples()
    params = weights() | {"W2": weights()["W2"] * np.inf}
    assert np.isnan(cost(images, labels, **params))
    assert predict(images, **params).tolist() == [0] * 7
    assert accuracy(images, labels, **params) == np.mean(labels == 0)


@pytest.mark.parametrize("own_images", [False, True])
def test_runs_are_networks_of_their_own(own_images):
    images, labels = examples(7, 3) if own_images else examples()
    params = weights(3)
    slopes = gradient(images, labels, **params)
    costs, scores = cost(images, labels, **params), accuracy(images, labels, **params)
    assert costs.shape == scores.shape == (3,)
    for run in range(3):
        own = (images[run], labels[run]) if own_images else (images, labels)
        alone = run_of(params, run)
        assert costs[run] == pytest.approx(cost(*own, **alone), rel=1e-14)
        assert scores[run] == accuracy(*own, **alone)
        for name, slope in gradient(*own, **alone).items():
            assert slopes[name][run] == pytest.approx(slope, abs=1e-15)


def test_float32_stays_float32_and_agrees_with_float64():
    images, labels = examples()
    params = weights()
    small = {name: W.astype(np.float32) for name, W in params.items()}
    assert cost(images.astype(np.float32), labels, **small).dtype == np.float32
    for name, slope in gradient(images.astype(np.float32), labels, **small).items():
        assert slope.dtype == np.float32
        assert slope == pytest.approx(gradient(images, labels, **params)[name], abs=1e-6)


def test_nothing_that_is_passed_in_is_written_to():
    images, labels = examples()
    params = weights()
    for array in (images, labels, *params.values()):
        array.setflags(write=False)
    cost(images, labels, **params)
    gradient(images, labels, **params)
    accuracy(images, labels, **params)


def test_accuracy_is_the_share_of_the_predictions_that_are_right():
    images, _ = examples(8)
    params = weights()
    predicted = predict(images, **params)
    assert predicted.shape == (8,)
    assert accuracy(images, predicted, **params) == 1
    wrong = predicted.copy()
    wrong[:2] = (wrong[:2] + 1) % CLASSES
    assert accuracy(images, wrong, **params) == 0.75


# Initial weights


def test_initial_weights_have_the_variance_of_he_and_no_bias():
    params = initial_weights(0, (400, 300, 200))
    assert [(name, W.shape) for name, W in params.items()] == [
        ("W1", (400, 300)),
        ("b1", (1, 300)),
        ("W2", (300, 200)),
        ("b2", (1, 200)),
    ]
    # The relative error of a variance from n normal values is about sqrt(2 / n), 0.6 % here.
    assert params["W1"].var() == pytest.approx(2 / 400, rel=0.03)
    assert params["W2"].var() == pytest.approx(2 / 300, rel=0.03)
    assert not params["b1"].any()
    assert not params["b2"].any()


def test_initial_weights_follow_from_the_seed():
    runs, again, other = initial_weights([3, 4]), initial_weights(3), initial_weights(4)
    for name, W in runs.items():
        assert np.array_equal(W[0], again[name])
        assert np.array_equal(W[1], other[name])
    assert not np.array_equal(again["W1"], other["W1"])


def test_initial_weights_come_in_the_dtype_asked_for():
    small, large = initial_weights(0, dtype=np.float32), initial_weights(0)
    for name, W in small.items():
        assert W.dtype == np.float32
        assert np.array_equal(W, large[name].astype(np.float32))


# Mini-batches


def test_an_epoch_shows_every_example_once():
    rows = [mini_batch(t, 12, batch_size=4, seed=0) for t in (1, 2, 3)]
    assert sorted(np.concatenate(rows)) == list(range(12))


def test_epochs_differ_in_their_order_and_so_do_seeds():
    orders = [
        tuple(mini_batch(t, 50, batch_size=50, seed=seed)) for t in (1, 2, 3) for seed in (0, 1)
    ]
    assert len(set(orders)) == 6


def test_a_mini_batch_follows_from_seed_and_step_alone():
    asked_late = mini_batch(7, 12, batch_size=4, seed=5)
    for t in (1, 9, 3):
        mini_batch(t, 12, batch_size=4, seed=5)
    assert np.array_equal(mini_batch(7, 12, batch_size=4, seed=5), asked_late)


def test_examples_left_over_sit_out_one_epoch_and_not_always_the_same():
    out = set()
    for epoch in range(5):
        rows = np.concatenate([mini_batch(3 * epoch + i, 14, batch_size=4) for i in (1, 2, 3)])
        assert len(set(rows)) == 12
        out.add(frozenset(range(14)) - frozenset(rows))
    assert len(out) > 1


def test_several_seeds_give_a_mini_batch_for_each_run():
    rows = mini_batch(2, 30, batch_size=4, seed=[8, 9])
    assert rows.shape == (2, 4)
    for run, seed in enumerate((8, 9)):
        assert np.array_equal(rows[run], mini_batch(2, 30, batch_size=4, seed=seed))


def test_order_of_an_epoch_is_drawn_once_however_many_runs_there_are(monkeypatch):
    seeds, drawn, generator = range(1000, 1300), [], np.random.default_rng

    def counted(seed):
        drawn.append(seed)
        return generator(seed)

    monkeypatch.setattr(np.random, "default_rng", counted)
    for t in (1, 2, 3):
        mini_batch(t, 30, batch_size=10, seed=seeds)
    assert len(drawn) == len(seeds)


def test_order_of_the_examples_is_not_drawn_from_the_numbers_of_the_weights():
    order = mini_batch(1, 1280, batch_size=1280, seed=5)
    assert not np.array_equal(order, np.random.default_rng(5).permutation(1280))


# Training


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_trains_all_runs_and_alphas_at_once_as_it_would_each_alone(rule):
    images, labels = examples(20)
    alphas, seeds = [0.01, 0.1], [0, 1, 2]

    def trained(seed, alpha):
        slope = mini_batch_gradient(images, labels, batch_size=5, seed=seed)
        states = walk(rule, initial_weights(seed, SIZES), slope, alpha=alpha)
        return next(islice(states, 6, None)).params

    together = trained(seeds, np.reshape(alphas, (2, 1, 1, 1)))
    for i, alpha in enumerate(alphas):
        for j, seed in enumerate(seeds):
            for name, W in trained(seed, alpha).items():
                assert together[name][i, j] == pytest.approx(W, abs=1e-12)


@pytest.mark.parametrize("rule", RULES)
def test_float32_weights_train_in_float32(rule):
    digits = load_digits(np.float32)
    slope = mini_batch_gradient(digits.train_images, digits.train_labels)
    state = next(
        islice(walk(rule, initial_weights(0, dtype=np.float32), slope, alpha=0.1), 3, None)
    )
    assert {W.dtype for W in state.params.values()} == {np.dtype(np.float32)}


def test_the_same_seed_trains_the_same_network_twice():
    images, labels = examples(20)
    slope = mini_batch_gradient(images, labels, batch_size=5, seed=1)
    ends = [
        next(islice(walk(adam, initial_weights(1, SIZES), slope), 9, None)).params for _ in range(2)
    ]
    for name in ends[0]:
        assert np.array_equal(ends[0][name], ends[1][name])


def strewn(inputs, outputs):
    """Return the start that record_mlp_classifier.py gave to scikit-learn."""
    numbers = np.arange(1, inputs * outputs + 1) * 7919 % 101
    return (numbers.reshape(inputs, outputs) - 50) / 250


def test_adam_trains_along_the_path_of_scikit_learn():
    digits = load_digits()
    path, size = RECORD["path"], RECORD["batch_size"]

    def batch(t):
        rows = np.arange((t - 1) * size, t * size) % len(digits.train_images)
        return digits.train_images[rows], digits.train_labels[rows]

    def slope(*, t, **params):
        return gradient(*batch(t), **params)

    start = {
        "W1": strewn(64, 32),
        "b1": np.zeros((1, 32)),
        "W2": strewn(32, 10),
        "b2": np.zeros((1, 10)),
    }
    states = walk(adam, start, slope, alpha=path["alpha"], epsilon=path["epsilon"])
    costs = [cost(*batch(state.t + 1), **state.params) for state in islice(states, 100)]
    assert len(path["cost"]) == 100
    assert costs == pytest.approx(path["cost"], rel=1e-10)


def test_adam_reaches_the_test_accuracy_of_scikit_learn():
    # Initial weights and order differ between the two, so only the level can agree: within 0.01,
    # five of the 517 test digits, over the means of ten seeds.
    digits = load_digits()
    alpha, epochs = 0.01, 20
    seeds = RECORD["accuracy"]["seeds"]
    slope = mini_batch_gradient(digits.train_images, digits.train_labels, seed=seeds)
    states = walk(adam, initial_weights(seeds), slope, alpha=alpha)
    end = next(islice(states, epochs * len(digits.train_images) // 64, None)).params
    ours = accuracy(digits.test_images, digits.test_labels, **end)
    assert ours.mean() == pytest.approx(load_mlp_accuracy(alpha, epochs).mean(), abs=0.01)
    assert ours.min() > 0.96


# Bad input

GOOD_IMAGES, GOOD_LABELS = examples()


@pytest.mark.parametrize("function", [cost, gradient, accuracy])
@pytest.mark.parametrize(
    ("images", "labels", "changed", "error", "message"),
    [
        (GOOD_IMAGES[0], GOOD_LABELS, {}, ValueError, r"images must be numbers of shape.*\(6,\)"),
        (GOOD_IMAGES.astype(str), GOOD_LABELS, {}, ValueError, r"images must be numbers"),
        (GOOD_IMAGES[:, :3], GOOD_LABELS, {}, ValueError, r"W1 must have shape \(3, 5\).*\(6, 5\)"),
        (GOOD_IMAGES, GOOD_LABELS[:3], {}, ValueError, r"labels must be one for each.*\(3,\)"),
        (GOOD_IMAGES[:0], GOOD_LABELS[:0], {}, ValueError, r"labels must be one for each.*\(0,\)"),
        (GOOD_IMAGES, GOOD_LABELS / 1, {}, TypeError, r"labels must be whole.*float64"),
        (GOOD_IMAGES, GOOD_LABELS + 1, {}, ValueError, r"labels must be from 0 to 3; got 1 to 4"),
        (GOOD_IMAGES, GOOD_LABELS - 1, {}, ValueError, r"labels must be from 0 to 3; got -1 to 2"),
        (GOOD_IMAGES, GOOD_LABELS, {"b1": np.zeros(5)}, ValueError, r"b1 must have shape \(1, 5\)"),
        (GOOD_IMAGES, GOOD_LABELS, {"b2": np.zeros((1, 3))}, ValueError, r"b2 must.*\(1, 4\)"),
        (GOOD_IMAGES, GOOD_LABELS, {"W2": np.zeros((4, 4))}, ValueError, r"W2 must.*\(5, 4\)"),
        (GOOD_IMAGES, GOOD_LABELS, {"b2": [[0.0]]}, TypeError, r"^b2 must be an array of numbers"),
        (GOOD_IMAGES, GOOD_LABELS, {"W1": None}, TypeError, r"^W1 must be an array of numbers"),
        (
            GOOD_IMAGES,
            GOOD_LABELS,
            {"W1": np.full((6, 5), "1")},
            TypeError,
            r"^W1 must be an array of numbers",
        ),
        ([[1.0], [2.0, 3.0]], GOOD_LABELS, {}, ValueError, r"^images must be numbers of shape"),
        (GOOD_IMAGES, [[1], [2, 3]], {}, TypeError, r"^labels must be whole numbers; got object"),
        (GOOD_IMAGES, GOOD_LABELS, {"W3": np.zeros((4, 4))}, TypeError, r"W1, b1, W2 and b2; got"),
    ],
)
def test_examples_and_weights_that_do_not_fit_are_named(
    function, images, labels, changed, error, message
):
    with pytest.raises(error, match=message):
        function(images, labels, **weights() | changed)


def test_a_missing_parameter_is_named():
    with pytest.raises(TypeError, match="are W1, b1, W2 and b2; got none"):
        predict(GOOD_IMAGES)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: initial_weights(-1), ValueError, "seed must not be negative; got -1"),
        (lambda: initial_weights(0.5), TypeError, "seed must be a whole number.*0.5"),
        (lambda: initial_weights([]), TypeError, "seed must be a whole number"),
        (lambda: initial_weights(0, (64, 10)), ValueError, "sizes must be three"),
        (lambda: initial_weights(0, 5), ValueError, "^sizes must be three.*got 5"),
        (lambda: initial_weights([[1], [2, 3]]), TypeError, "^seed must be a whole number"),
        (
            lambda: initial_weights(10**30),
            TypeError,
            "^seed must be .* at most 64 bits, or several",
        ),
        (lambda: initial_weights(0, dtype="no type"), TypeError, "^dtype must be a float type"),
        (lambda: initial_weights(0, dtype=","), TypeError, "^dtype must be a float type.* got ','"),
        (lambda: initial_weights(0, (64, 0, 10)), ValueError, "sizes must be a whole.*got 0"),
        (lambda: initial_weights(0, (64, 3.5, 10)), TypeError, "sizes must be a whole.*got 3.5"),
        (lambda: initial_weights(0, dtype=int), TypeError, "dtype must be a float type"),
        (lambda: mini_batch(0, 12, batch_size=4), ValueError, "t must be a whole.*got 0"),
        (lambda: mini_batch(1.0, 12, batch_size=4), TypeError, "t must be a whole.*got 1.0"),
        (lambda: mini_batch(1, 0, batch_size=4), ValueError, "n must be a whole.*got 0"),
        (lambda: mini_batch(1, 12, batch_size=0), ValueError, "batch_size must be a whole.*got 0"),
        (lambda: mini_batch(1, 12, batch_size=13), ValueError, "batch_size must be at most n.*13"),
        (lambda: mini_batch(1, 12, batch_size=4, seed=None), TypeError, "seed must be a whole"),
        (
            lambda: mini_batch_gradient(GOOD_IMAGES, GOOD_LABELS),
            ValueError,
            "batch_size must be at most n, which is 7; got 64",
        ),
        (
            lambda: mini_batch_gradient([[1.0], [2.0, 3.0]], GOOD_LABELS, batch_size=2),
            ValueError,
            r"^images must have shape \(n, pixels\) and labels \(n,\); got \(\) and \(7,\)",
        ),
        (
            lambda: mini_batch_gradient(GOOD_IMAGES, GOOD_LABELS[:3], batch_size=2),
            ValueError,
            r"images must have shape \(n, pixels\) and labels \(n,\); got \(7, 6\) and \(3,\)",
        ),
    ],
)
def test_a_bad_argument_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()
