"""Descents: closed forms, batches, matrices, float types, records of one's own, bad input."""

from functools import partial
from itertools import islice

import numpy as np
import pytest

from optlearn import (
    Bowl,
    adam,
    descend,
    gradient_descent,
    heavy_ball,
    momentum,
    rmsprop,
    steps_to_reach,
    walk,
)
from tests.marks import SILENT

BOWL = Bowl()
RULES = {
    gradient_descent: {"alpha": 0.3},
    momentum: {"alpha": 0.3, "beta": 0.8},
    heavy_ball: {"alpha": 0.06, "beta": 0.8},
    rmsprop: {"alpha": 0.1, "beta": 0.888, "epsilon": 0.01},
    adam: {"alpha": 0.1, "beta1": 0.8, "beta2": 0.888, "epsilon": 0.01},
}
EVERY_RULE = pytest.mark.parametrize(
    ("rule", "settings"), RULES.items(), ids=[r.__name__ for r in RULES]
)
STEPS = 40


def assert_same(actual, expected):
    """The same records, bit for bit."""
    assert actual.keys() == expected.keys()
    for name, array in actual.items():
        assert array.dtype == expected[name].dtype
        np.testing.assert_array_equal(array, expected[name], err_msg=name)


# Closed forms


@pytest.mark.parametrize("alpha", [0.05, 0.3, 0.476, 0.52])
def test_gradient_descent_shrinks_each_coordinate_by_its_own_factor(alpha):
    path = descend(gradient_descent, BOWL.start, BOWL.gradient, STEPS, alpha=alpha)
    t = np.arange(STEPS + 1)
    for name, curvature in [("W", 0.2), ("b", 4.0)]:
        expected = BOWL.start[name] * (1 - alpha * curvature) ** t
        # A step of a diverging path rounds a product that is subtracted: half an ulp each.
        np.testing.assert_allclose(path[name], expected, rtol=4e-16 * STEPS * 8)


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.8, 0.95])
@pytest.mark.parametrize("alpha", [0.05, 0.3, 0.5])
@pytest.mark.parametrize(
    ("rule", "weight"), [(momentum, lambda b: 1 - b), (heavy_ball, lambda b: 1)]
)
def test_momentum_is_the_power_of_its_matrix(rule, weight, alpha, beta):
    path = descend(rule, BOWL.start, BOWL.gradient, STEPS, alpha=alpha, beta=beta)
    for name, curvature in [("W", 0.2), ("b", 4.0)]:
        slope = weight(beta) * curvature
        # (v, W) after a step: v = beta v + slope W, then W = W - alpha v.
        matrix = np.array([[beta, slope], [-alpha * beta, 1 - alpha * slope]])
        start = np.array([0.0, BOWL.start[name]])
        expected = np.array([np.linalg.matrix_power(matrix, t) @ start for t in range(STEPS + 1)])
        actual = np.stack([path.averages[f"v_d{name}"], path[name]], axis=1)
        tolerance = 1e-14 * np.abs(expected).max()
        np.testing.assert_allclose(actual, expected, rtol=1e-12, atol=tolerance)


def test_adam_agrees_with_a_plain_loop():
    W, v, s = -5.0, 0.0, 0.0
    path = descend(adam, {"W": W}, lambda W: {"W": 0.2 * W}, STEPS, alpha=0.5)
    for t in range(1, STEPS + 1):
        g = 0.2 * W
        v = 0.9 * v + 0.1 * g
        s = 0.999 * s + 0.001 * g * g
        W -= 0.5 * (v / (1 - 0.9**t)) / ((s / (1 - 0.999**t)) ** 0.5 + 1e-8)
        np.testing.assert_allclose(path["W"][t], W, rtol=1e-12)


# What is recorded


@EVERY_RULE
def test_record_holds_every_point_gradient_average_and_cost(rule, settings):
    descent = descend(rule, BOWL.start, BOWL.gradient, STEPS, cost=BOWL, **settings)
    assert descent.steps == STEPS
    assert descent.rule == rule.__name__
    assert descent.settings == settings
    for name in "Wb":
        assert descent[name] is descent.params[name]
        assert descent[name].shape == (STEPS + 1,)
        assert descent[name][0] == BOWL.start[name]
        assert descent.end[name] == descent[name][-1]
    at_points = BOWL.gradient(descent["W"][:-1], descent["b"][:-1])
    assert_same(descent.gradients, {f"d{name}": slope for name, slope in at_points.items()})
    np.testing.assert_allclose(descent.cost, BOWL(descent["W"], descent["b"]), rtol=1e-15)
    # Every point follows from the one before by the rule itself.
    kept = [name for name in ("v", "s") if f"{name}_dW" in descent.averages]
    assert len(descent.averages) == 2 * len(kept)
    for name in "Wb":
        averages = [descent.averages[f"{average}_d{name}"] for average in kept]
        assert all(average[0] == 0 for average in averages)
        for t in range(1, STEPS + 1):
            before = [average[t - 1] for average in averages]
            dW = descent.gradients[f"d{name}"][t - 1]
            after = rule(descent[name][t - 1], dW, *before, t=t, **settings)
            assert after == (descent[name][t], *(average[t] for average in averages))


def test_settings_are_recorded_with_their_defaults():
    descent = descend(adam, BOWL.start, BOWL.gradient, 1, beta2=0.99)
    assert descent.settings == {"alpha": 0.001, "beta1": 0.9, "beta2": 0.99, "epsilon": 1e-8}


@EVERY_RULE
def test_points_only_leaves_the_rest_out_and_the_points_as_they_are(rule, settings):
    whole = descend(rule, BOWL.start, BOWL.gradient, STEPS, cost=BOWL, **settings)
    points = descend(
        rule, BOWL.start, BOWL.gradient, STEPS, cost=BOWL, points_only=True, **settings
    )
    assert_same(points.params, whole.params)
    assert np.array_equal(points.cost, whole.cost)
    assert points.gradients == points.averages == {}


def test_without_a_cost_none_is_recorded():
    assert descend(gradient_descent, BOWL.start, BOWL.gradient, 3, alpha=0.1).cost is None


def test_a_descent_shows_what_it_is():
    descent = descend(momentum, {"W": np.zeros((2, 3)), "b": 1.0}, dict, 7, alpha=0.1)
    assert repr(descent) == "<Descent by momentum: 7 steps of W (2, 3), b ()>"


def test_a_record_cannot_be_exchanged_for_another():
    descent = descend(gradient_descent, {"W": 1.0}, dict, 3, alpha=0.1)
    with pytest.raises(AttributeError):
        descent.params = {}


@EVERY_RULE
def test_walk_yields_what_descend_records(rule, settings):
    start = {"W": np.array([-5.0, 3.0]), "b": np.array([-2.0, 0.5])}
    descent = descend(rule, start, BOWL.gradient, STEPS, **settings)
    states = list(islice(walk(rule, start, BOWL.gradient, **settings), STEPS + 1))
    assert [state.t for state in states] == list(range(STEPS + 1))
    assert states[0].gradients == {}
    assert_same(dict(descent.params), stack(state.params for state in states))
    assert_same(descent.averages, stack(state.averages for state in states))
    assert_same(descent.gradients, stack(state.gradients for state in states[1:]))


def stack(dicts):
    dicts = list(dicts)
    return {name: np.array([d[name] for d in dicts]) for name in dicts[0]}


def test_walk_never_ends():
    (state,) = islice(walk(gradient_descent, {"W": 1.0}, dict, alpha=0.5), 1000, 1001)
    assert state.t == 1000
    assert state.params["W"] == 0.5**1000


def test_a_gradient_with_t_is_given_the_number_of_the_step():
    seen = []

    def gradient(W, t):
        seen.append(t)
        return {"W": float(t)}

    descent = descend(gradient_descent, {"W": 0.0}, gradient, 4, alpha=1.0)
    assert seen == [1, 2, 3, 4]
    assert descent["W"].tolist() == [0, -1, -3, -6, -10]


def test_a_parameter_may_be_called_t():
    descent = descend(gradient_descent, {"t": 1.0}, lambda t: {"t": t}, 3, alpha=0.5)
    assert descent["t"].tolist() == [1, 0.5, 0.25, 0.125]


def test_a_parameter_may_bear_the_name_of_a_setting():
    descent = descend(
        gradient_descent,
        {"alpha": [1.0, 2.0]},
        lambda alpha: {"alpha": alpha},
        1,
        alpha=[0.5, 0.25],
    )
    assert descent.end["alpha"].tolist() == [0.5, 1.5]


def test_a_gradient_may_be_a_builtin_that_cannot_tell_its_parameters():
    descent = descend(gradient_descent, {"W": 1.0, "b": 2.0}, dict, 1, alpha=0.25)
    assert descent.end == {"W": 0.75, "b": 1.5}


# Batches: starts, grids of settings, matrices of a layer


@EVERY_RULE
def test_a_batch_of_starts_equals_its_single_runs_bit_for_bit(rule, settings):
    start = {"W": np.linspace(-5, 5, 7), "b": np.linspace(-2, 3, 7)}
    batch = descend(rule, start, BOWL.gradient, STEPS, cost=BOWL, **settings)
    for i in range(7):
        single = {name: x[i : i + 1] for name, x in start.items()}
        one = descend(rule, single, BOWL.gradient, STEPS, cost=BOWL, **settings)
        for whole, part in [
            (batch.params, one.params),
            (batch.gradients, one.gradients),
            (batch.averages, one.averages),
            ({"J": batch.cost}, {"J": one.cost}),
        ]:
            assert_same({name: x[:, i : i + 1] for name, x in whole.items()}, part)


@EVERY_RULE
def test_a_grid_of_settings_equals_its_single_runs_bit_for_bit(rule, settings):
    first, *rest = settings
    grid = settings | {first: settings[first] * np.array([[0.5], [1.0], [1.5]])}
    if rest:
        grid |= {rest[0]: np.array([0.0, 0.5, 0.7, 0.9])}
    batch = descend(rule, BOWL.start, BOWL.gradient, STEPS, **grid)
    shape = np.broadcast_shapes((3, 1), (4,) if rest else ())
    assert batch["W"].shape == (STEPS + 1, *shape)
    for index in np.ndindex(shape):
        # As arrays of one value, so that NumPy takes the same routine for the same powers.
        single = {
            name: np.broadcast_to(x, shape)[index].reshape(1) if isinstance(x, np.ndarray) else x
            for name, x in grid.items()
        }
        one = descend(rule, BOWL.start, BOWL.gradient, STEPS, **single)
        assert_same(
            {name: x[(slice(None), *index)] for name, x in batch.params.items()},
            {name: x[:, 0] for name, x in one.params.items()},
        )


@EVERY_RULE
def test_a_run_of_plain_numbers_equals_its_place_in_a_batch_but_for_rounding(rule, settings):
    """NumPy squares and raises a lone number by another routine, which differs in the last bit."""
    settings_grid = {name: np.array([0.9, 1.0]) * x for name, x in settings.items()}
    batch = descend(rule, BOWL.start, BOWL.gradient, STEPS, **settings_grid)
    one = descend(rule, BOWL.start, BOWL.gradient, STEPS, **settings)
    for name, start in BOWL.start.items():
        np.testing.assert_allclose(
            batch[name][:, 1], one[name], rtol=0, atol=STEPS * 4e-16 * abs(start)
        )


def test_starts_and_grids_combine():
    start = {"W": np.linspace(-5, 5, 7)[:, None], "b": np.ones((7, 1))}
    batch = descend(
        momentum, start, BOWL.gradient, STEPS, alpha=[0.1, 0.2], beta=[[[0.5]], [[0.9]]]
    )
    assert batch["W"].shape == batch["b"].shape == (STEPS + 1, 2, 7, 2)
    one = descend(
        momentum, {"W": start["W"][3, 0], "b": 1.0}, BOWL.gradient, STEPS, alpha=0.2, beta=0.9
    )
    assert np.array_equal(batch["W"][:, 1, 3, 1], one["W"])


def layer_gradient(X, Y):
    """Gradient of a linear layer's mean squared error, W and b as in `X @ W + b`."""

    def gradient(W, b):
        error = (X @ W + b - Y) / len(X)
        return {"W": X.T @ error, "b": error.sum(axis=-2, keepdims=np.ndim(b) > 1)}

    return gradient


@EVERY_RULE
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_the_matrices_of_a_layer_are_trained_element_by_element(rule, settings, dtype):
    rng = np.random.default_rng(4)
    X, Y = rng.standard_normal((30, 5)).astype(dtype), rng.standard_normal((30, 3)).astype(dtype)
    start = {"W": rng.standard_normal((5, 3)).astype(dtype), "b": np.zeros(3, dtype)}
    descent = descend(rule, start, layer_gradient(X, Y), STEPS, **settings)
    assert descent["W"].shape == (STEPS + 1, 5, 3)
    assert descent["b"].shape == (STEPS + 1, 3)
    assert {x.dtype for x in [*descent.params.values(), *descent.averages.values()]} == {
        np.dtype(dtype)
    }
    for name, path in descent.params.items():
        replayed = start[name]
        averages = [np.zeros_like(replayed)] * (len(descent.averages) // 2)
        for t, slope in enumerate(descent.gradients[f"d{name}"], start=1):
            replayed, *averages = rule(replayed, slope, *averages, t=t, **settings)
            np.testing.assert_array_equal(path[t], replayed)


def test_a_layer_is_trained_with_many_settings_at_once():
    rng = np.random.default_rng(5)
    X, Y = rng.standard_normal((30, 5)), rng.standard_normal((30, 3))
    gradient = layer_gradient(X, Y)
    start = {"W": rng.standard_normal((5, 3)), "b": np.zeros(3)}
    alphas = np.array([0.01, 0.1, 0.3])
    many = descend(adam, start, gradient, STEPS, alpha=alphas[:, None, None])
    assert many["W"].shape == (STEPS + 1, 3, 5, 3)
    assert many["b"].shape == (STEPS + 1, 3, 1, 3)
    one = descend(adam, start, gradient, STEPS, alpha=0.1)
    np.testing.assert_allclose(many["W"][:, 1], one["W"], rtol=0, atol=1e-12)
    np.testing.assert_allclose(many["b"][:, 1, 0], one["b"], rtol=0, atol=1e-12)


# Float types


@EVERY_RULE
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_descent_keeps_the_float_type_of_its_start(rule, settings, dtype):
    for start in (
        {"W": dtype(-5), "b": dtype(-2)},
        {"W": np.full(2, -5, dtype), "b": np.ones(2, dtype)},
    ):
        for grid in (settings, {name: np.array([x, x]) for name, x in settings.items()}):
            descent = descend(rule, start, BOWL.gradient, 5, cost=BOWL, **grid)
            records = [*descent.params.values(), *descent.gradients.values()]
            records += [*descent.averages.values(), descent.cost]
            assert {record.dtype for record in records} == {np.dtype(dtype)}


@EVERY_RULE
def test_float32_follows_float64_to_its_own_precision(rule, settings):
    single = {name: np.float32(x) for name, x in BOWL.start.items()}
    half = descend(rule, single, BOWL.gradient, STEPS, **settings)
    full = descend(rule, BOWL.start, BOWL.gradient, STEPS, **settings)
    for name, start in BOWL.start.items():
        atol = STEPS * np.finfo(np.float32).eps * abs(start)
        np.testing.assert_allclose(half[name], full[name], rtol=0, atol=atol)


def test_an_array_of_betas_is_as_exact_in_float32_as_one_beta():
    # 1 - 0.999 in float32 is off by 1.3e-5 of itself; a grid must not fall into that.
    start = {"W": np.float32(-5), "b": np.float32(-2)}
    one = descend(adam, start, BOWL.gradient, STEPS, alpha=0.1, beta2=0.999)
    many = descend(adam, start, BOWL.gradient, STEPS, alpha=0.1, beta2=[0.9, 0.999])
    for name in ("s_dW", "s_db"):
        np.testing.assert_allclose(many.averages[name][:, 1], one.averages[name], rtol=1e-6)


@pytest.mark.parametrize(
    ("start", "dtype"),
    [
        ({"W": -5, "b": -2}, np.float64),
        ({"W": [-5, 4], "b": [1, 2]}, np.float64),
        ({"W": np.float32(1), "b": 2}, np.float64),
        ({"W": np.float32(1), "b": np.float64(2)}, np.float64),
        ({"W": np.float32(1), "b": np.ones((), np.float32)}, np.float32),
    ],
)
def test_all_parameters_have_one_float_type(start, dtype):
    descent = descend(gradient_descent, start, BOWL.gradient, 2, alpha=0.1)
    assert descent["W"].dtype == descent["b"].dtype == dtype


def test_a_cost_of_whole_numbers_is_not_cut_off():
    descent = descend(
        gradient_descent, {"W": 4.0}, dict, 3, cost=lambda W: 4 if W == 4 else W, alpha=0.5
    )
    assert descent.cost.tolist() == [4, 2, 1, 0.5]


# Records are one's own


@EVERY_RULE
def test_what_is_given_is_never_written_to(rule, settings):
    given = {"W": np.linspace(-5, 5, 7), "b": np.linspace(-2, 3, 7)}
    grid = {name: np.full(7, x) for name, x in settings.items()}
    untouched = [x.copy() for x in [*given.values(), *grid.values()]]
    descent = descend(rule, given, BOWL.gradient, STEPS, **grid)
    for record in [*descent.params.values(), *descent.settings.values()]:
        record[:] = 77
    for state in islice(walk(rule, given, BOWL.gradient, **grid), 3):
        state.params["W"][:] = 77
    for x, before in zip([*given.values(), *grid.values()], untouched, strict=True):
        assert np.array_equal(x, before)


def in_place_slopes(W, b):
    W *= 0.2
    b *= 4.0
    return {"W": W, "b": b}


def assigning_slopes(W, b):
    W[...] = 0.2 * W
    return {"W": W, "b": 4.0 * b}


def in_place_cost(W, b):
    np.square(W, out=W)
    return 0.1 * W + 2 * b**2


@pytest.mark.parametrize(
    ("what", "functions"),
    [
        ("gradient", {"gradient": in_place_slopes}),
        ("gradient", {"gradient": assigning_slopes}),
        ("cost", {"gradient": BOWL.gradient, "cost": in_place_cost}),
    ],
)
def test_a_gradient_or_a_cost_that_would_move_the_point_is_named(what, functions):
    start = {"W": [-5.0], "b": [-2.0]}
    told = (
        rf"^{what} must write to no array that is read-only, as W and b are, .*; got .*read-only$"
    )
    with pytest.raises(ValueError, match=told):
        descend(gradient_descent, start, steps=3, alpha=0.3, **functions)


def test_a_gradient_that_would_move_the_point_is_named_in_a_walk_too():
    states = walk(gradient_descent, START, in_place_slopes, alpha=0.3)
    next(states)
    with pytest.raises(ValueError, match=r"^gradient must write to no array that is"):
        next(states)


def test_an_error_of_a_gradient_of_ones_own_stays_what_it_is():
    def gradient(W):
        raise ValueError("no slope here")

    with pytest.raises(ValueError, match=r"^no slope here$"):
        descend(gradient_descent, {"W": 1.0}, gradient, 3, alpha=0.3)


def test_a_gradient_may_work_in_place_on_copies_and_on_numbers():
    def on_copies(W, b):
        return in_place_slopes(W.copy(), b.copy())

    for start, gradient in ((START, on_copies), (BOWL.start, in_place_slopes)):
        expected = descend(momentum, start, BOWL.gradient, STEPS, alpha=0.3)
        assert_same(descend(momentum, start, gradient, STEPS, alpha=0.3).params, expected.params)


def test_a_rule_cannot_change_the_settings_of_its_next_step():
    def shrinking(W, dW, *, t, alpha):
        alpha *= 0.5
        return (W - alpha * dW,)

    with pytest.raises(ValueError, match="read-only"):
        descend(shrinking, {"W": 1.0}, dict, 3, alpha=[0.1, 0.2])


def in_place(W, dW, v_dW, *, t, alpha, beta):
    v_dW *= beta
    dW *= 1 - beta
    v_dW += dW
    dW[...] = v_dW
    dW *= alpha
    W -= dW
    return W, v_dW


START = {"W": np.linspace(-5, 5, 7), "b": np.linspace(-2, 3, 7)}
KEPT = np.linspace(1.0, 2.0, 7)
TRICKY_GRADIENTS = {
    "of its own": lambda W, b: {"W": 0.2 * W, "b": 4 * b},
    "the parameters themselves": lambda W, b: {"W": W, "b": b},
    "the other parameter": lambda W, b: {"W": b, "b": W},
    "one array for both": lambda W, b: dict.fromkeys("Wb", W + b),
    "one array for all steps": lambda W, b: {"W": KEPT, "b": KEPT[::-1]},
}


@pytest.mark.parametrize("gradient", TRICKY_GRADIENTS.values(), ids=TRICKY_GRADIENTS)
@pytest.mark.parametrize("points_only", [False, True])
def test_an_in_place_rule_cannot_reach_the_record(gradient, points_only):
    settings = {"alpha": 0.3, "beta": 0.8}
    expected = descend(momentum, START, gradient, STEPS, points_only=points_only, **settings)
    actual = descend(in_place, START, gradient, STEPS, points_only=points_only, **settings)
    assert_same(actual.params, expected.params)
    assert_same(actual.gradients, expected.gradients)
    assert_same(actual.averages, expected.averages)


@pytest.mark.parametrize("gradient", TRICKY_GRADIENTS.values(), ids=TRICKY_GRADIENTS)
def test_an_in_place_rule_cannot_reach_the_states_of_a_walk(gradient):
    expected = descend(momentum, START, gradient, STEPS, alpha=0.3, beta=0.8)
    walked = list(islice(walk(in_place, START, gradient, alpha=0.3, beta=0.8), STEPS + 1))
    assert_same(stack(state.params for state in walked), expected.params)
    assert_same(stack(state.averages for state in walked), expected.averages)
    assert_same(stack(state.gradients for state in walked[1:]), expected.gradients)


def test_writing_to_a_state_does_not_change_the_walk():
    expected = descend(momentum, START, BOWL.gradient, STEPS, alpha=0.3)
    for state in islice(walk(momentum, START, BOWL.gradient, alpha=0.3), STEPS + 1):
        np.testing.assert_array_equal(state.params["W"], expected["W"][state.t])
        for arrays in (state.params, state.gradients, state.averages):
            for array in arrays.values():
                array[:] = np.nan


# Overflow is data


@SILENT
@EVERY_RULE
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_path_that_overflows_is_recorded_without_a_warning(rule, settings, dtype):
    steep = Bowl(1.0, 1e30)
    for start in (
        {"W": dtype(-5), "b": dtype(1e30)},
        {"W": np.full(2, -5, dtype), "b": np.full(2, dtype(1e30))},
    ):
        descent = descend(rule, start, steep.gradient, STEPS, cost=steep, **settings)
        assert np.all(np.isfinite(descent["W"]))
        assert descent["b"].shape[0] == STEPS + 1
        if rule in (gradient_descent, momentum, heavy_ball):
            assert not np.any(np.isfinite(descent["b"][-1]))
            assert not np.any(np.isfinite(descent.cost[-1]))


@SILENT
def test_a_cost_that_overflows_at_the_start_gives_no_warning():
    descent = descend(gradient_descent, {"W": 1e200}, dict, 2, cost=lambda W: W**2, alpha=0.1)
    assert descent.cost.tolist() == [np.inf] * 3


@SILENT
def test_a_path_that_left_float32_is_recorded_as_infinite():
    descent = descend(gradient_descent, {"W": np.float32(1e38)}, dict, 3, alpha=np.array([9.0]))
    # 1e38 - 9e38 is beyond float32; from there on it is infinity less infinity.
    np.testing.assert_array_equal(descent["W"][1:, 0], [-np.inf, np.nan, np.nan])


def test_one_diverging_path_leaves_the_others_as_they_are():
    alphas = np.array([0.1, 9.0])
    both = descend(gradient_descent, BOWL.start, BOWL.gradient, 500, alpha=alphas)
    alone = descend(gradient_descent, BOWL.start, BOWL.gradient, 500, alpha=alphas[:1])
    assert np.array_equal(both["b"][:, :1], alone["b"])
    assert not np.isfinite(both["b"][-1, 1])


# Rules of one's own


def test_a_rule_of_ones_own_drops_in():
    def signed(W, dW, *, t, alpha, decay=0.5):
        return (W - alpha * decay**t * np.sign(dW),)

    descent = descend(signed, {"W": 5.0}, dict, 3, alpha=1.0)
    assert descent["W"].tolist() == [5, 4.5, 4.25, 4.125]
    assert descent.settings == {"alpha": 1.0, "decay": 0.5}


def test_averages_are_named_after_their_parameter():
    def rule(W, dW, v_dW, best, *, t):
        return W, v_dW, best

    descent = descend(rule, {"W": 1.0, "b": 2.0}, dict, 1)
    assert set(descent.averages) == {"v_dW", "best_dW", "v_db", "best_db"}


def test_t_may_be_given_by_place_and_further_settings_by_any_name():
    def rule(W, dW, t, alpha, **more):
        return (W - alpha * more["factor"] * dW,)

    descent = descend(rule, {"W": 1.0}, dict, 1, alpha=0.5, factor=0.5)
    assert descent.end["W"] == 0.75
    assert descent.settings == {"alpha": 0.5, "factor": 0.5}


def test_settings_that_are_given_by_name_may_stand_before_t():
    def rule(W, dW, v_dW, *, alpha, t, beta=0.5):
        v_dW = beta * v_dW + (1 - beta) * dW
        return W - alpha * v_dW, v_dW

    descent = descend(rule, BOWL.start, BOWL.gradient, 5, alpha=0.3)
    expected = descend(momentum, BOWL.start, BOWL.gradient, 5, alpha=0.3, beta=0.5)
    assert_same(descent.params, expected.params)
    assert_same(descent.averages, expected.averages)
    assert descent.settings == {"alpha": 0.3, "beta": 0.5}


def test_a_setting_may_be_the_third_that_a_rule_takes():
    descent = descend(lambda W, dW, *, alpha, t: (W - alpha * dW,), {"W": 1.0}, dict, 1, alpha=0.5)
    assert descent.end["W"] == 0.5
    assert descent.averages == {}


class Sluggish:
    def __call__(self, W, dW, *, t, alpha):
        return (W - alpha * dW / 2,)


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        (partial(gradient_descent, alpha=0.25), "gradient_descent"),
        (partial(partial(momentum, beta=0.0), alpha=0.25), "momentum"),
        (partial(Sluggish(), alpha=0.5), "Sluggish"),
        (lambda W, dW, *, t: (W - 0.25 * dW,), "<lambda>"),
    ],
)
def test_rules_without_a_name_of_their_own_have_one(rule, name):
    descent = descend(rule, {"W": 1.0}, dict, 1)
    assert descent.end["W"] == 0.75
    assert descent.rule == name


# Bad input


def lacks_b(W, b):
    return {"W": W}


def pair(W, b):
    return W, b


def wrong_shape(W, b):
    return {"W": np.ones(3), "b": b}


def no_number(W, b):
    return {"W": W, "b": None}


def descend_with(**changes):
    """One good call, with some of its arguments changed."""
    arguments = {
        "rule": momentum,
        "params": BOWL.start,
        "gradient": BOWL.gradient,
        "steps": 3,
        "alpha": 0.1,
    } | changes
    return descend(**arguments)


BAD_INPUT = {
    "beta of 1": ({"beta": 1}, ValueError, "beta must be at least 0 and less than 1; got 1"),
    "beta of -0.1": (
        {"beta": -0.1},
        ValueError,
        "beta must be at least 0 and less than 1; got -0.1",
    ),
    "one beta of many": (
        {"beta": [0.5, 1.0]},
        ValueError,
        "beta must be at least 0 and less than 1; got 1.0",
    ),
    "beta1 of 1": (
        {"rule": adam, "beta1": 1},
        ValueError,
        "beta1 must be at least 0 and less than 1; got 1",
    ),
    "beta2 of 2": (
        {"rule": adam, "beta2": 2},
        ValueError,
        "beta2 must be at least 0 and less than 1; got 2",
    ),
    "alpha of 0": ({"alpha": 0}, ValueError, "alpha must be finite and greater than 0; got 0"),
    "negative alpha": (
        {"alpha": -1.0},
        ValueError,
        "alpha must be finite and greater than 0; got -1.0",
    ),
    "alpha of NaN": (
        {"alpha": np.nan},
        ValueError,
        "alpha must be finite and greater than 0; got nan",
    ),
    "infinite alpha": (
        {"alpha": np.inf},
        ValueError,
        "alpha must be finite and greater than 0; got inf",
    ),
    "alpha in words": (
        {"alpha": "fast"},
        TypeError,
        "alpha must be a number or an array of numbers; got 'fast'",
    ),
    "alpha of True": (
        {"alpha": True},
        TypeError,
        "alpha must be a number or an array of numbers; got True",
    ),
    "alpha of None": (
        {"alpha": None},
        TypeError,
        "alpha must be a number or an array of numbers; got None",
    ),
    "negative epsilon": (
        {"rule": rmsprop, "epsilon": -1e-8},
        ValueError,
        "epsilon must be finite and at least 0; got -1e-08",
    ),
    "unknown setting": (
        {"lr": 0.1},
        TypeError,
        "momentum has no setting 'lr'; it takes alpha, beta",
    ),
    "setting of another rule": (
        {"rule": gradient_descent, "beta": 0.9},
        TypeError,
        "gradient_descent has no setting 'beta'; it takes alpha",
    ),
    "t as a setting": ({"t": 1}, TypeError, "momentum has no setting 't'; it takes alpha, beta"),
    "setting of a rule without any": (
        {"rule": lambda W, dW, *, t: (W,)},
        TypeError,
        "<lambda> has no setting 'alpha'; it takes none",
    ),
    "steps of 0": ({"steps": 0}, ValueError, "steps must be a whole number of at least 1; got 0"),
    "negative steps": (
        {"steps": -5},
        ValueError,
        "steps must be a whole number of at least 1; got -5",
    ),
    "fractional steps": (
        {"steps": 2.5},
        TypeError,
        "steps must be a whole number of at least 1; got 2.5",
    ),
    "steps of True": (
        {"steps": True},
        TypeError,
        "steps must be a whole number of at least 1; got True",
    ),
    "start in words": (
        {"params": {"W": "left", "b": 1.0}},
        TypeError,
        "W must be a number or an array of numbers; got 'left'",
    ),
    "start at infinity": (
        {"params": {"W": 1.0, "b": np.inf}},
        ValueError,
        "b must start at finite numbers; got inf",
    ),
    "start at NaN": (
        {"params": {"W": [1.0, np.nan], "b": 1.0}},
        ValueError,
        "W must start at finite numbers; got [ 1. nan]",
    ),
    "start without names": (
        {"params": [1.0, 2.0]},
        TypeError,
        "params must be a dict of names and numbers; got [1.0, 2.0]",
    ),
    "empty start": (
        {"params": {}},
        TypeError,
        "params must be a dict of names and numbers; got {}",
    ),
    "start named by a number": (
        {"params": {1: 2.0}},
        TypeError,
        "params must be a dict of names and numbers; got {1: 2.0}",
    ),
    "start and setting that do not broadcast": (
        {"params": {"W": [1.0, 2.0], "b": 1.0}, "beta": [0.1, 0.2, 0.3]},
        ValueError,
        "the start of W and beta must have shapes that broadcast; "
        "got the start of W (2,), beta (3,)",
    ),
    "settings that do not broadcast": (
        {"alpha": [0.1, 0.2], "beta": [0.1, 0.2, 0.3]},
        ValueError,
        "the start of W and beta and alpha must have shapes that broadcast; "
        "got the start of W (), beta (3,), alpha (2,)",
    ),
    "gradient that is no function": (
        {"gradient": {"W": 1.0}},
        TypeError,
        "gradient must be a function; got {'W': 1.0}",
    ),
    "gradient of other parameters": (
        {"gradient": lambda w, b: {"w": w, "b": b}},
        TypeError,
        "gradient must take W, b by name; got <lambda>(w, b)",
    ),
    "timed gradient of other parameters": (
        {"gradient": lambda W, t: {"W": W}},
        TypeError,
        "gradient must take W, b, t by name; got <lambda>(W, t)",
    ),
    "gradient that lacks a parameter": (
        {"gradient": lacks_b},
        ValueError,
        "gradient must return a slope for 'b'; got ['W']",
    ),
    "gradient that returns a tuple": (
        {"gradient": pair},
        TypeError,
        "gradient must return a dict of slopes; got (np.float64(-5.0), np.float64(-2.0))",
    ),
    "gradient of another shape": (
        {"gradient": wrong_shape},
        ValueError,
        "gradient['W'] must have shape (); got (3,)",
    ),
    "gradient that is no number": (
        {"gradient": no_number},
        TypeError,
        "gradient['b'] must be a number or an array of numbers; got None",
    ),
    "rule that is no function": (
        {"rule": "adam"},
        TypeError,
        "rule must be a function of the form rule(W, dW, *averages, t, **settings); got 'adam'",
    ),
    "rule without t": (
        {"rule": lambda W, dW, alpha: (W,)},
        TypeError,
        "rule must have the form rule(W, dW, *averages, t, **settings); got <lambda>(W, dW, alpha)",
    ),
    "rule without a gradient": (
        {"rule": lambda W, t, alpha: (W,)},
        TypeError,
        "rule must have the form rule(W, dW, *averages, t, **settings); got <lambda>(W, t, alpha)",
    ),
    "rule with t by place": (
        {"rule": lambda W, dW, t, alpha, /: (W,)},
        TypeError,
        "rule must have the form rule(W, dW, *averages, t, **settings), t by name; "
        "got <lambda>(W, dW, t, alpha)",
    ),
    "rule with its gradient by name": (
        {"rule": lambda W, *, dW, t, alpha: (W,)},
        TypeError,
        "rule must have the form rule(W, dW, *averages, t, **settings), dW by place; "
        "got <lambda>(W, dW, t, alpha)",
    ),
    "rule with any number of averages": (
        {"rule": lambda W, dW, *rest, t, alpha: (W, *rest)},
        TypeError,
        "rule must have the form rule(W, dW, *averages, t, **settings), each average by a name of "
        "its own instead of *rest; got <lambda>(W, dW, rest, t, alpha)",
    ),
    "t as one of any settings": (
        {"rule": lambda W, dW, *, t, alpha, **more: (W,), "t": 1},
        TypeError,
        "<lambda> has no setting 't'; it takes alpha",
    ),
    "a parameter as one of any settings": (
        {"rule": lambda W, dW, *, t, alpha, **more: (W,), "W": 1},
        TypeError,
        "<lambda> has no setting 'W'; it takes alpha",
    ),
    "an average as one of any settings": (
        {"rule": lambda W, dW, v_dW, *, t, alpha, **more: (W, v_dW), "v_dW": 1},
        TypeError,
        "<lambda> has no setting 'v_dW'; it takes alpha",
    ),
    "rule that cannot tell its parameters": (
        {"rule": dict},
        TypeError,
        "rule must have the form rule(W, dW, *averages, t, **settings); got dict()",
    ),
    "rule that forgets its averages": (
        {"rule": lambda W, dW, v_dW, *, t, alpha: (W,)},
        TypeError,
        "<lambda> must return a tuple of the parameter and its averages, 2 in all; "
        "got (np.float64(-5.0),)",
    ),
    "rule that returns no tuple": (
        {"rule": lambda W, dW, *, t, alpha: W},
        TypeError,
        "<lambda> must return a tuple of the parameter and its averages, 1 in all; "
        "got np.float64(-5.0)",
    ),
    "rule that returns another shape": (
        {"rule": lambda W, dW, *, t, alpha: (np.ones(2),)},
        ValueError,
        "what <lambda> returns must have shape (); got (2,)",
    ),
    "rule that returns no number": (
        {"rule": lambda W, dW, *, t, alpha: ("W",)},
        TypeError,
        "what <lambda> returns must be a number or an array of numbers; got 'W'",
    ),
    "cost that is no function": ({"cost": 3.0}, TypeError, "cost must be a function; got 3.0"),
    "cost of other parameters": (
        {"cost": lambda W: W},
        TypeError,
        "cost must take W, b by name; got <lambda>(W)",
    ),
    "cost that is no number": (
        {"cost": lambda W, b: "low"},
        TypeError,
        "cost must be a number or an array of numbers; got 'low'",
    ),
    "cost whose shape changes": (
        {"cost": lambda W, b: 1.0 if W == -5 else [1.0, 2.0]},
        ValueError,
        "cost must have shape (); got (2,)",
    ),
}


@pytest.mark.parametrize(("changes", "error", "message"), BAD_INPUT.values(), ids=BAD_INPUT)
def test_bad_input_gets_one_error_that_names_it(changes, error, message):
    with pytest.raises(error) as caught:
        descend_with(**changes)
    assert str(caught.value) == message


def test_a_setting_that_is_missing_is_named():
    with pytest.raises(TypeError, match=r"^momentum needs a value for its setting 'alpha'$"):
        descend(momentum, BOWL.start, BOWL.gradient, 3)


FOUND_WHILE_WALKING = ("steps", "cost", "lacks", "tuple", "shape", "no number", "forgets")


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [case for name, case in BAD_INPUT.items() if not any(x in name for x in FOUND_WHILE_WALKING)],
    ids=[name for name in BAD_INPUT if not any(x in name for x in FOUND_WHILE_WALKING)],
)
def test_walk_reports_a_bad_argument_before_its_first_state(changes, error, message):
    arguments = {"rule": momentum, "params": BOWL.start, "gradient": BOWL.gradient, "alpha": 0.1}
    with pytest.raises(error) as caught:
        walk(**arguments | changes)
    assert str(caught.value) == message


# Steps to reach a cost


def test_steps_to_reach_is_the_first_step_below_the_target():
    cost = np.array([[4.0, 4.0, 4.0, 0.5], [2.0, 0.5, 3.0, 5.0], [1.0, 2.0, 2.0, 6.0]])
    assert steps_to_reach(cost, 1.0).tolist() == [np.inf, 1, np.inf, 0]
    assert steps_to_reach(cost, 1.5).tolist() == [2, 1, np.inf, 0]


def test_steps_to_stay_count_only_paths_that_stay():
    cost = np.array([[4.0, 0.5, 0.5, 4.0], [0.5, 2.0, 0.5, 4.0], [0.5, 0.5, 0.5, 0.5]])
    assert steps_to_reach(cost, 1.0, stay=True).tolist() == [1, 2, 0, 2]
    assert steps_to_reach(cost[:2], 1.0, stay=True).tolist() == [1, np.inf, 0, np.inf]


def test_a_single_path_reaches_at_a_single_step():
    assert steps_to_reach([3, 2, 1], 2.5) == 1
    assert steps_to_reach([3, 2, 1], 0) == np.inf


def test_a_path_that_became_nan_has_not_arrived():
    assert steps_to_reach([3.0, np.nan, np.nan], 1.0) == np.inf


def test_steps_to_reach_agrees_with_the_closed_form():
    descent = descend(gradient_descent, {"W": 1.0}, dict, 100, cost=abs_W, alpha=0.1)
    # 0.9**t < 1e-3 first at t = ln(1e-3) / ln(0.9) = 65.6
    assert steps_to_reach(descent.cost, 1e-3) == 66


def abs_W(W):
    return abs(W)


@pytest.mark.parametrize(
    ("cost", "target", "error", "message"),
    [
        (None, 1.0, TypeError, "cost must be a number or an array of numbers; got None"),
        (3.0, 1.0, ValueError, "cost must have shape (steps + 1, ...); got shape ()"),
        ([], 1.0, ValueError, "cost must have shape (steps + 1, ...); got shape (0,)"),
        ([3.0], "low", TypeError, "target must be a number or an array of numbers; got 'low'"),
        ([3.0], np.nan, ValueError, "target must be one number; got nan"),
        ([3.0], [1.0, 2.0], ValueError, "target must be one number; got [1.0, 2.0]"),
    ],
)
def test_steps_to_reach_names_bad_input(cost, target, error, message):
    with pytest.raises(error) as caught:
        steps_to_reach(cost, target)
    assert str(caught.value) == message
