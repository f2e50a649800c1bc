"""The landscapes: values, gradients against differences, minima, rotation, float types, errors."""

import numpy as np
import pytest

from optlearn import Bowl, CurvedValley, Saddle, descend, gradient_descent, momentum, rmsprop

COSTS = [
    Bowl(),
    Bowl(3.0, 0.5),
    Bowl(rotation=30),
    Bowl(1.0, 7.0, rotation=-110),
    Bowl(rotation=90),
    Saddle(),
    CurvedValley(),
    CurvedValley(steepness=5),
]
RNG = np.random.default_rng(0)
W, B = RNG.uniform(-3, 3, (2, 40))


@pytest.mark.parametrize("cost", COSTS, ids=repr)
def test_gradient_is_the_central_difference_of_the_value(cost):
    h = 1e-5
    slope = cost.gradient(W, B)
    # The error of a central difference is h**2 / 6 times the third derivative, at most 7,200
    # here, and its rounding is the largest value, 2e4, times 1e-16 / h.
    tolerance = {"rtol": 0, "atol": 1e-6}
    np.testing.assert_allclose(slope["W"], (cost(W + h, B) - cost(W - h, B)) / (2 * h), **tolerance)
    np.testing.assert_allclose(slope["b"], (cost(W, B + h) - cost(W, B - h)) / (2 * h), **tolerance)


@pytest.mark.parametrize("cost", COSTS, ids=repr)
def test_minimum_is_the_lowest_point_and_flat(cost):
    lowest = cost(**cost.minimum)
    slope = cost.gradient(**cost.minimum)
    assert slope == {"W": 0, "b": 0}
    assert np.all(cost(W, B) > lowest)
    near = np.linspace(-0.01, 0.01, 21)
    around = cost(cost.minimum["W"] + near, cost.minimum["b"] + near[:, None])
    assert around.min() == pytest.approx(lowest, abs=1e-12)


@pytest.mark.parametrize("cost", COSTS, ids=repr)
def test_nobody_can_move_the_start_or_the_minimum_of_everybody(cost):
    cost.start["W"] = 99.0
    cost.minimum["W"] = 99.0
    assert cost.start["W"] != 99
    assert cost.minimum["W"] != 99


def test_bowl_is_the_one_of_the_course():
    bowl = Bowl()
    assert bowl.start == {"W": -5.0, "b": -2.0}
    np.testing.assert_allclose(bowl(W, B), 0.1 * W**2 + 2 * B**2, rtol=1e-15)
    assert bowl(-5.0, -2.0) == pytest.approx(10.5)
    assert bowl.gradient(-5.0, -2.0) == {"W": -1.0, "b": -8.0}


@pytest.mark.parametrize(("curvatures", "number"), [((0.2, 4), 20), ((4, 0.2), 20), ((3, 3), 1)])
def test_condition_number_is_the_largest_curvature_over_the_smallest(curvatures, number):
    assert Bowl(*curvatures).condition_number == pytest.approx(number, rel=1e-15)


def test_rotation_turns_the_bowl_anticlockwise():
    # A quarter turn brings the valley, which lay along W, to lie along b.
    np.testing.assert_allclose(Bowl(rotation=90)(W, B), Bowl(4.0, 0.2)(W, B), rtol=1e-12)
    # An eighth of a turn anticlockwise brings it to lie along W = b, and not along W = -b.
    turned = Bowl(rotation=45)
    assert turned(1.0, 1.0) == pytest.approx(0.2)
    assert turned(1.0, -1.0) == pytest.approx(4.0)


@pytest.mark.parametrize("rotation", [10, 45, 77.7, -200])
def test_rotated_bowl_is_the_bowl_at_the_point_turned_back(rotation):
    cos, sin = np.cos(np.deg2rad(rotation)), np.sin(np.deg2rad(rotation))
    turned = Bowl(rotation=rotation)(cos * W - sin * B, sin * W + cos * B)
    np.testing.assert_allclose(turned, Bowl()(W, B), rtol=1e-12)


def test_a_whole_turn_changes_nothing():
    np.testing.assert_allclose(Bowl(rotation=360)(W, B), Bowl()(W, B), rtol=1e-12)


@pytest.mark.parametrize("rotation", [30, 45, 133])
@pytest.mark.parametrize(
    ("rule", "settings", "notices"),
    [
        (gradient_descent, {"alpha": 0.4}, False),
        (momentum, {"alpha": 0.8, "beta": 0.6}, False),
        (rmsprop, {"alpha": 0.1}, True),
    ],
)
def test_rotation_is_noticed_by_rules_that_divide_and_by_no_other(
    rule, settings, notices, rotation
):
    cos, sin = np.cos(np.deg2rad(rotation)), np.sin(np.deg2rad(rotation))
    bowl, turned = Bowl(), Bowl(rotation=rotation)
    start = {"W": cos * -5.0 - sin * -2.0, "b": sin * -5.0 + cos * -2.0}
    costs = descend(rule, bowl.start, bowl.gradient, 30, cost=bowl, **settings).cost
    costs_turned = descend(rule, start, turned.gradient, 30, cost=turned, **settings).cost
    # Rounding is the start's, 1e-15, however far the cost has fallen.
    assert np.allclose(costs_turned, costs, rtol=1e-9, atol=1e-13) != notices


def test_curvatures_and_rotations_may_be_arrays():
    bowls = Bowl([0.2, 1.0], 4.0, rotation=np.array([[0.0], [30.0], [90.0]]))
    values = bowls(1.5, -0.5)
    slopes = bowls.gradient(1.5, -0.5)
    for row, rotation in enumerate([0.0, 30.0, 90.0]):
        for column, curvature in enumerate([0.2, 1.0]):
            single = Bowl(curvature, 4.0, rotation)
            assert values[row, column] == pytest.approx(single(1.5, -0.5), rel=1e-14)
            for name, slope in single.gradient(1.5, -0.5).items():
                assert slopes[name][row, column] == pytest.approx(slope, rel=1e-13)


@pytest.mark.parametrize("cost", COSTS, ids=repr)
def test_a_whole_map_takes_one_call(cost):
    W_axis, b_axis = W[:5], B[:7, None]
    values = cost(W_axis, b_axis)
    assert values.shape == (7, 5)
    assert values[2, 3] == pytest.approx(cost(W[3], B[2]), rel=1e-14)
    slopes = cost.gradient(np.broadcast_to(W_axis, (7, 5)), np.broadcast_to(b_axis, (7, 5)))
    for name, slope in cost.gradient(W[3], B[2]).items():
        assert slopes[name][2, 3] == pytest.approx(slope, rel=1e-13)


@pytest.mark.parametrize("cost", COSTS, ids=repr)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_costs_keep_the_float_type(cost, dtype):
    for W_point, b_point in [(W.astype(dtype), B.astype(dtype)), (dtype(0.5), dtype(0.25))]:
        assert cost(W_point, b_point).dtype == dtype
        assert {x.dtype for x in cost.gradient(W_point, b_point).values()} == {np.dtype(dtype)}


def test_curvatures_from_numpy_keep_the_float_type_too():
    for cost in (Bowl(np.float64(0.2), np.float64(4.0)), CurvedValley(np.float64(100))):
        assert cost(np.float32(1), np.float32(1)).dtype == np.float32


@pytest.mark.parametrize("cost", COSTS, ids=repr)
def test_costs_never_write_to_what_they_are_given(cost):
    W_point, b_point = W.copy(), B.copy()
    cost(W_point, b_point)
    for slope in cost.gradient(W_point, b_point).values():
        slope[:] = 0
    assert np.array_equal(W_point, W)
    assert np.array_equal(b_point, B)


def test_saddle_is_flat_at_the_origin_and_has_two_minima():
    saddle = Saddle()
    assert saddle.gradient(0.0, 0.0) == {"W": 0, "b": 0}
    assert saddle(0.0, 0.0) == 0.25
    assert saddle(0.0, 1.0) == saddle(0.0, -1.0) == 0
    assert saddle(0.0, 0.1) < saddle(0.0, 0.0) < saddle(0.1, 0.0)


def test_the_slope_along_the_saddles_ridge_is_zero():
    assert np.all(Saddle().gradient(W, np.zeros(40))["b"] == 0)


def test_curved_valley_is_rosenbrocks():
    """Rosenbrock (1960): f = 100 (x2 - x1**2)**2 + (1 - x1)**2, started at (-1.2, 1), f = 24.2."""
    valley = CurvedValley()
    assert valley.start == {"W": -1.2, "b": 1.0}
    assert valley(**valley.start) == pytest.approx(24.2, rel=1e-14)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Bowl(0), ValueError, r"curvature_W must be finite and greater than 0; got 0"),
        (lambda: Bowl(1, -2), ValueError, r"curvature_b must be finite and greater than 0; got -2"),
        (
            lambda: Bowl([1, -2]),
            ValueError,
            r"curvature_W must be finite and greater than 0; got -2",
        ),
        (
            lambda: Bowl(curvature_b=np.inf),
            ValueError,
            r"curvature_b must be finite and greater than 0; got inf",
        ),
        (lambda: Bowl("1"), TypeError, r"curvature_W must be a number or an array.*got '1'"),
        (lambda: Bowl(rotation=np.nan), ValueError, r"rotation must be finite; got nan"),
        (lambda: Bowl(rotation=[0, np.inf]), ValueError, r"rotation must be finite; got inf"),
        (
            lambda: Bowl(np.ones(2), np.ones(3)),
            ValueError,
            r"^curvature_W and curvature_b and rotation must have shapes that broadcast; "
            r"got curvature_W \(2,\), curvature_b \(3,\), rotation \(\)$",
        ),
        (
            lambda: Bowl(np.ones(2), rotation=np.ones(3)),
            ValueError,
            r"must have shapes that broadcast; got .*rotation \(3,\)$",
        ),
        (lambda: Bowl(rotation=None), TypeError, r"rotation must be a number.*got None"),
        (
            lambda: CurvedValley(0),
            ValueError,
            r"steepness must be finite and greater than 0; got 0",
        ),
        (lambda: CurvedValley("steep"), TypeError, r"steepness must be a number.*got 'steep'"),
    ],
)
def test_a_bad_landscape_is_named(make, error, message):
    with pytest.raises(error, match=message):
        make()


@pytest.mark.parametrize("cost", [Bowl(), Bowl(rotation=30), Saddle(), CurvedValley()], ids=repr)
@pytest.mark.parametrize(
    ("point", "error", "message"),
    [
        (("left", 1.0), TypeError, r"^W must be a number or an array of numbers; got 'left'$"),
        ((1.0, None), TypeError, r"^b must be a number or an array of numbers; got None$"),
        (
            (np.ones(2), np.ones(3)),
            ValueError,
            r"^W and b must have shapes that broadcast; got W \(2,\), b \(3,\)$",
        ),
    ],
)
def test_a_point_that_is_none_is_named(cost, point, error, message):
    for function in (cost, cost.gradient):
        with pytest.raises(error, match=message):
            function(*point)


@pytest.mark.parametrize("cost", COSTS, ids=repr)
def test_whole_numbers_of_any_size_and_sign_are_points(cost):
    assert cost(np.uint8(1), np.uint8(2)) == cost(1.0, 2.0)
    assert cost.gradient(np.array([2], np.uint8), -1) == cost.gradient(2.0, -1.0)


@pytest.mark.parametrize("cost", COSTS, ids=repr)
def test_a_value_beyond_all_floats_is_infinite(cost):
    with np.errstate(over="ignore", invalid="ignore"):
        assert not np.isfinite(cost(1e300, 1e300))


def test_a_landscape_cannot_change_after_its_check():
    with pytest.raises(AttributeError):
        Bowl().curvature_W = -1
    with pytest.raises(AttributeError):
        CurvedValley().steepness = -1


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda x: Bowl(curvature_W=x), "curvature_W"),
        (lambda x: Bowl(curvature_b=x), "curvature_b"),
        (lambda x: Bowl(rotation=x), "rotation"),
        (CurvedValley, "steepness"),
    ],
)
def test_nobody_can_change_the_numbers_of_a_landscape_through_their_array(make, name):
    given = np.array([0.2, 1.0])
    cost = make(given)
    before = hash(cost), cost(1.5, -0.5).tolist()
    given[0] = -5.0  # one's own, so allowed
    assert (hash(cost), cost(1.5, -0.5).tolist()) == before
    with pytest.raises(ValueError, match="read-only"):
        getattr(cost, name)[0] = -5.0


@pytest.mark.parametrize(
    ("cost", "same", "other"),
    [
        (Bowl(), Bowl(0.2, 4, rotation=-0.0), Bowl(0.2, 4.5)),
        (Bowl([0.2, 1.0]), Bowl(np.array([0.2, 1.0])), Bowl([0.2, 2.0])),
        (Bowl([1, 2]), Bowl([1.0, 2.0]), Bowl([[1.0, 2.0]])),
        (Bowl([1.0, 1.0]), Bowl([1, 1]), Bowl(1.0)),
        (Bowl(np.array([1, 2], np.float32)), Bowl([1.0, 2.0]), Bowl([1.0, 2.5])),
        (Bowl([1e-20, 1.0]), Bowl([1e-20, 1.0]), Bowl([2e-20, 1.0])),
        (CurvedValley([5, 50]), CurvedValley([5.0, 50.0]), CurvedValley([5, 60])),
        (CurvedValley(5), CurvedValley(5.0), Saddle()),
    ],
    ids=repr,
)
def test_costs_are_equal_if_all_their_numbers_are_whether_one_or_many(cost, same, other):
    assert cost == same
    assert hash(cost) == hash(same)
    assert cost != other
    assert len({cost, same, other}) == 2


def test_a_search_by_hash_does_not_meet_every_landscape():
    class Own(CurvedValley):
        """The same number in another shape of land."""

    assert len({hash(cost) for cost in (Bowl(), Bowl(rotation=3), CurvedValley(), Own())}) == 4
