"""The explorer and the map of settings: what they compute, send and refuse, without a browser."""

import base64
import zlib
from functools import partial

import numpy as np
import pytest

from optlearn import Bowl, Saddle, adam, descend, gradient_descent, heavy_ball, momentum, rmsprop
from optlearn.explore import explore, settings_map, uncorrected
from optlearn.player.sweeps import DIVERGED, NEVER, SCALE

BOWL = Bowl()
ALPHAS, BETAS = np.geomspace(0.01, 10, 12), np.linspace(0, 0.9, 10)


def ask(explorer, **values):
    """Ask as a view does, for the path of the values on the screen with some changed."""
    explorer._asked(None, {"ask": "view/1", "values": explorer.values | values}, [])


def end_on_the_screen(explorer):
    W, b = np.frombuffer(explorer.paths[0]["points"], "<f4").reshape(2, -1)
    return W[-1], b[-1]


# The explorer ------------------------------------------------------------------------------------


def test_first_path_is_that_of_the_settings():
    explorer = explore(momentum, settings={"alpha": 0.4, "beta": 0.5}, steps=20)
    path = descend(momentum, BOWL.start, BOWL.gradient, 20, alpha=0.4, beta=0.5)
    np.testing.assert_allclose(end_on_the_screen(explorer), [path["W"][-1], path["b"][-1]])


def test_asked_for_other_values_it_shows_their_path_and_says_whose_question_it_answered():
    explorer = explore(momentum, settings={"alpha": 0.4}, steps=20)
    ask(explorer, alpha=0.8, beta=0.5, W=-3.0, b=1.0)
    path = descend(momentum, {"W": -3.0, "b": 1.0}, BOWL.gradient, 20, alpha=0.8, beta=0.5)
    np.testing.assert_allclose(end_on_the_screen(explorer), [path["W"][-1], path["b"][-1]])
    assert explorer.answer == "view/1"
    assert explorer.values == {"alpha": 0.8, "beta": 0.5, "W": -3.0, "b": 1.0}


def test_message_that_asks_nothing_is_no_question():
    explorer = explore(momentum, settings={"alpha": 0.4, "beta": 0.5})
    before = explorer.answer, explorer.paths
    explorer._asked(None, {}, [])
    assert (explorer.answer, explorer.paths) == before


def test_question_whether_anybody_is_there_is_answered_and_changes_nothing():
    explorer = explore(momentum, settings={"alpha": 0.4})
    before = explorer.paths
    explorer._asked(None, {"ask": "view/7", "values": None}, [])
    assert explorer.answer == "view/7"
    assert explorer.paths is before


def test_contours_are_sent_again_only_when_the_bowl_has_changed():
    explorer = explore(momentum, settings={"alpha": 0.4}, sliders=("alpha", "rotation"))
    before = explorer.picture
    ask(explorer, alpha=0.1)
    assert explorer.picture is before
    ask(explorer, rotation=45.0)
    assert explorer.picture is not before


@pytest.mark.parametrize(
    ("bowl", "changed"),
    [(BOWL, Bowl(4.0 / 50, 4.0, 30.0)), (Bowl(4.0, 0.2), Bowl(4.0, 4.0 / 50, 30.0))],
)
def test_condition_number_keeps_the_larger_curvature(bowl, changed):
    explorer = explore(
        gradient_descent,
        cost=bowl,
        settings={"alpha": 0.4},
        sliders=("condition_number", "rotation"),
    )
    path = descend(gradient_descent, BOWL.start, bowl.gradient, 40, alpha=0.4)
    np.testing.assert_allclose(end_on_the_screen(explorer), [path["W"][-1], path["b"][-1]])
    ask(explorer, condition_number=50.0, rotation=30.0)
    path = descend(gradient_descent, BOWL.start, changed.gradient, 40, alpha=0.4)
    np.testing.assert_allclose(end_on_the_screen(explorer), [path["W"][-1], path["b"][-1]])


@pytest.mark.parametrize(
    ("rule", "cost", "sliders", "changed"),
    [
        (momentum, BOWL, None, {"alpha": 0.25, "beta": 0.75}),
        (adam, BOWL, ("alpha", "bias_correction"), {"bias_correction": False, "alpha": 0.3}),
        (adam, BOWL, ("alpha", "bias_correction"), {"W": 1.5, "b": -0.25}),
        (rmsprop, BOWL, ("alpha", "condition_number"), {"condition_number": 35.0}),
        (rmsprop, Bowl(4.0, 0.2), ("condition_number",), {"condition_number": 35.0}),
        (rmsprop, BOWL, ("rotation",), {"rotation": 20.0}),
    ],
)
def test_code_computes_the_path_on_the_screen(rule, cost, sliders, changed):
    explorer = explore(rule, cost=cost, settings={"alpha": 0.4}, sliders=sliders)
    ask(explorer, **changed)
    names = {}
    exec(explorer.code, names)
    np.testing.assert_array_equal(names["path"]["W"], explorer.descent["W"])
    np.testing.assert_array_equal(names["path"].cost, explorer.descent.cost)


def test_code_of_another_cost_and_start_names_them():
    explorer = explore(gradient_descent, cost=Saddle(), settings={"alpha": 0.1}, steps=5)
    names = {}
    exec(explorer.code, names)
    np.testing.assert_array_equal(names["path"]["b"], explorer.descent["b"])


def test_code_of_a_learners_rule_uses_its_name():
    def mine(W, dW, *, t, alpha):
        return (W - alpha * dW,)

    code = explore(mine, settings={"alpha": 0.1}).code
    assert "descend(mine, start" in code
    assert "import mine" not in code


def test_uncorrected_adam_takes_the_first_step_without_the_division():
    stepped = uncorrected(adam)(1.0, 2.0, 0.0, 0.0, t=1, alpha=0.1)
    assert stepped == pytest.approx((1 - 0.1 * 0.2 / (np.sqrt(0.004) + 1e-8), 0.2, 0.004))


def test_uncorrected_rule_keeps_the_form_of_a_rule():
    path = descend(uncorrected(adam), BOWL.start, BOWL.gradient, 3, alpha=0.1)
    assert path.rule == "uncorrected_adam"


def test_rule_with_some_settings_filled_in_keeps_its_name_and_its_correction_can_be_switched_off():
    explorer = explore(partial(adam, beta1=0.5), sliders=("alpha", "bias_correction"))
    assert explorer.text() == "Explorer of adam: alpha, bias_correction"
    ask(explorer, bias_correction=False)
    assert explorer.trouble == ""
    path = descend(uncorrected(adam), BOWL.start, BOWL.gradient, 40, beta1=0.5)
    np.testing.assert_allclose(end_on_the_screen(explorer), [path["W"][-1], path["b"][-1]])


def test_error_of_a_learners_rule_is_told_and_the_last_path_stays():
    def fragile(W, dW, *, t, alpha):
        if alpha > 1:
            raise ZeroDivisionError("too bold")
        return (W - alpha * dW,)

    explorer = explore(fragile, settings={"alpha": 0.1})
    before = explorer.paths
    ask(explorer, alpha=2.0)
    assert explorer.trouble == "ZeroDivisionError: too bold"
    assert explorer.answer == "view/1"
    assert explorer.paths is before
    ask(explorer, alpha=0.2)
    assert explorer.trouble == ""


def test_error_of_a_target_of_its_own_leaves_all_that_is_on_the_screen():
    def fragile(descent):
        if descent.settings["alpha"] > 1:
            raise ZeroDivisionError("too bold")
        return True

    explorer = explore(
        gradient_descent,
        settings={"alpha": 0.1},
        sliders=("alpha", "rotation"),
        target=("hold", fragile),
    )
    before = explorer.picture, explorer.paths, explorer.code, explorer.descent
    ask(explorer, alpha=2.0, rotation=45.0)
    assert explorer.trouble == "ZeroDivisionError: too bold"
    after = explorer.picture, explorer.paths, explorer.code, explorer.descent
    assert all(now is then for now, then in zip(after[:2], before[:2], strict=True))
    assert after[2:] == before[2:]


def test_target_of_its_own_is_judged_with_each_path():
    def overshoots_once(descent):
        crossings = int(np.sum(np.diff(np.sign(descent["b"])) != 0))
        return crossings == 1, f"It crosses {crossings} times."

    explorer = explore(
        gradient_descent, settings={"alpha": 0.4}, target=("overshoot once", overshoots_once)
    )
    assert explorer.paths[0]["met"] is False
    assert explorer.paths[0]["said"].startswith("It crosses ")
    ask(explorer, alpha=0.2)
    assert explorer.paths[0]["said"] == "It crosses 0 times."


def test_range_of_a_slider_holds_its_first_value():
    explorer = explore(gradient_descent, settings={"alpha": 25.0})
    (slider,) = explorer.scene["sliders"]
    assert (slider["low"], slider["high"]) == (0.001, 25.0)


def test_view_stays_while_sliders_move():
    explorer = explore(momentum, settings={"alpha": 0.4})
    before = explorer.view
    ask(explorer, alpha=10.0)
    assert explorer.view == before


def test_text_and_still_stand_in_where_there_is_no_browser():
    explorer = explore(adam, settings={"alpha": 0.4}, sliders=("alpha", "beta1"))
    data, metadata = explorer._repr_mimebundle_()
    assert data["text/plain"] == "Explorer of adam: alpha, beta1"
    assert data["image/png"].startswith(b"\x89PNG")
    assert "after 40 steps" in metadata["image/png"]["alt"]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"rule": 3}, TypeError, "rule must be a function"),
        ({"settings": {}}, TypeError, "needs a value for its setting 'alpha'"),
        ({"settings": {"alpha": -1.0}}, ValueError, "alpha must be finite and greater than 0"),
        ({"settings": {"alpha": 0.1, "gamma": 1}}, TypeError, "has no setting 'gamma'"),
        ({"settings": [0.1]}, TypeError, "settings must be a dict"),
        ({"cost": lambda W, b: W}, TypeError, "cost must have a value and a gradient"),
        ({"start": {"W": 1.0}}, TypeError, "start must be"),
        ({"start": {"W": 1.0, "b": np.inf}}, ValueError, r"start\['b'\] must be one finite"),
        ({"steps": 0}, ValueError, "steps must be a whole number"),
        ({"sliders": ("alpha", "speed")}, ValueError, "sliders must be any of alpha, beta"),
        ({"sliders": "alpha"}, TypeError, "sliders must be names"),
        ({"sliders": {"alpha": 3}}, TypeError, r"sliders\['alpha'\] must be \(low, high\)"),
        ({"sliders": {"alpha": (1.0, 2.0)}}, ValueError, "must hold the value to begin with"),
        ({"sliders": ("bias_correction",)}, ValueError, "momentum has no bias correction"),
        ({"sliders": ("rotation",), "cost": Saddle()}, ValueError, "'rotation' needs a Bowl"),
        ({"target": 1e-6}, TypeError, r"target must be \(J, steps\) or \(text, test\)"),
        ({"target": ("once", 3)}, TypeError, "with a function as test"),
        ({"target": (0.0, 10)}, ValueError, r"target\[0\] must be a cost"),
        ({"target": (1e-6, 41)}, ValueError, r"target\[1\] must be at most 40"),
        ({"sweep": {"gamma": [1, 2]}}, ValueError, "sliders must be any of"),
        ({"sweep": {"alpha": [0.1]}}, ValueError, r"sweep\['alpha'\] must be two values"),
        ({"sweep": True, "sliders": ("rotation",)}, ValueError, "sweep is over settings"),
        ({"sweep": True, "steps": 5000}, ValueError, "sweep must hold at most"),
        ({"plots": ("loss",)}, ValueError, "plots must be any of cost, distance"),
    ],
)
def test_bad_argument_of_an_explorer_is_named(arguments, error, message):
    arguments = {"rule": momentum, "settings": {"alpha": 0.4}} | arguments
    with pytest.raises(error, match=message):
        explore(arguments.pop("rule"), **arguments)


def test_slider_of_an_unknown_setting_needs_a_range():
    def mine(W, dW, *, t, speed=1.0):
        return (W - 0.1 * speed * dW,)

    with pytest.raises(ValueError, match="'speed' needs a range"):
        explore(mine)
    assert explore(mine, sliders={"speed": (0.0, 2.0)}).scene["sliders"][0]["scale"] == "linear"


# Sweeps ------------------------------------------------------------------------------------------


def swept(explorer, i):
    """Points and costs of one path of a sweep."""
    sweep, count = explorer.sweep, explorer.sweep["points_each"]
    points = np.frombuffer(sweep["points"], "<f4").reshape(-1, 2, count)
    return points[i], np.frombuffer(sweep["cost"], "<f4").reshape(-1, count)[i]


def test_each_path_of_a_sweep_is_that_of_its_settings():
    sweep = {"alpha": [0.1, 0.4, 0.8], "beta": [0.5, 0.9]}
    explorer = explore(momentum, settings={"alpha": 0.4, "beta": 0.5}, sweep=sweep, steps=10)
    assert explorer.sweep["choices"] == [[0.1, 0.4, 0.8], [0.5, 0.9]]
    for i, (alpha, beta) in enumerate((a, b) for a in sweep["alpha"] for b in sweep["beta"]):
        path = descend(momentum, BOWL.start, BOWL.gradient, 10, cost=BOWL, alpha=alpha, beta=beta)
        points, costs = swept(explorer, i)
        np.testing.assert_allclose(points, [path["W"], path["b"]], rtol=1e-6)
        np.testing.assert_allclose(costs, path.cost, rtol=1e-6)


def test_sweep_over_the_bias_correction_holds_both():
    explorer = explore(
        adam,
        settings={"alpha": 0.4},
        sliders=("alpha", "bias_correction"),
        sweep={"alpha": [0.4, 0.8]},
        steps=10,
    )
    off = descend(uncorrected(adam), BOWL.start, BOWL.gradient, 10, alpha=0.8)
    np.testing.assert_allclose(swept(explorer, 3)[0], [off["W"], off["b"]], rtol=1e-6)
    on = descend(adam, BOWL.start, BOWL.gradient, 10, alpha=0.8)
    np.testing.assert_allclose(swept(explorer, 2)[0], [on["W"], on["b"]], rtol=1e-6)


@pytest.mark.parametrize(
    ("name", "value"), [("alpha", 0.123), ("alpha", 1 / 3), ("beta", 1 - 1e-9), ("beta", 0.9)]
)
def test_sweep_holds_the_values_to_begin_with(name, value):
    settings = {"alpha": 0.4, name: value}
    explorer = explore(momentum, settings=settings, sliders=[name], sweep=True)
    (choices,) = explorer.sweep["choices"]
    assert value in choices
    assert choices == sorted(choices)
    assert len({f"{choice:.6g}" for choice in choices}) == len(choices)


def test_target_of_its_own_is_judged_for_each_path_of_a_sweep():
    explorer = explore(
        gradient_descent,
        settings={"alpha": 0.4},
        sweep={"alpha": [0.1, 0.4, 0.6]},
        target=("stay", lambda descent: bool(abs(descent["b"][-1]) < 2)),
    )
    assert [met for met, _ in explorer.sweep["judged"]] == [True, True, False]


# The map -----------------------------------------------------------------------------------------


def momentum_map(**options):
    options = {"x": ("alpha", ALPHAS), "y": ("beta", BETAS), "steps": 60} | options
    return settings_map(momentum, **options)


def test_map_counts_the_steps_of_each_cell():
    chart = momentum_map(target=1e-3)
    for row, column in ((0, 3), (5, 7), (9, 11)):
        path = descend(
            momentum,
            BOWL.start,
            BOWL.gradient,
            60,
            cost=BOWL,
            alpha=ALPHAS[column],
            beta=BETAS[row],
        )
        below = np.flatnonzero(path.cost < 1e-3)
        steps = below[0] if below.size else np.inf
        assert chart.steps_to_converge[row, column] == steps


def test_best_cell_is_the_fastest():
    chart = momentum_map()
    assert chart.best["steps"] == chart.steps_to_converge.min()
    column, row = chart.scene["map"]["best"]
    assert (chart.best["alpha"], chart.best["beta"]) == (ALPHAS[column], BETAS[row])


def test_map_tells_what_diverged_from_what_was_only_too_slow():
    chart = momentum_map()
    counts = np.frombuffer(chart.grid["counts"], "<u2").reshape(len(BETAS), len(ALPHAS))
    assert counts[0, -1] == DIVERGED
    assert counts[0, 0] == NEVER
    assert not chart.diverged[np.isfinite(chart.steps_to_converge)].any()
    reached = np.isfinite(chart.steps_to_converge)
    np.testing.assert_array_equal(counts[reached], chart.steps_to_converge[reached])


def test_paths_of_a_map_are_sent_to_a_quarter_of_a_pixel():
    chart = momentum_map()
    folded = np.frombuffer(zlib.decompress(chart.grid["paths"]), np.uint8)
    shape = (len(BETAS), len(ALPHAS), 61)
    W_low, W_high, _, _ = folded.reshape(4, *shape).astype(int)
    folded = W_low + 256 * W_high
    differences = np.where(folded % 2, -(folded + 1) // 2, folded // 2)
    codes = differences.cumsum(axis=0).cumsum(axis=1)
    path = descend(
        momentum, BOWL.start, BOWL.gradient, 60, alpha=ALPHAS[6], beta=BETAS[4], cost=BOWL
    )
    low, high = chart.view.W
    np.testing.assert_allclose(
        low + codes[4, 6] / SCALE * (high - low), path["W"], atol=0.51 * (high - low) / SCALE
    )


@pytest.mark.parametrize(("rule", "second"), [(momentum, "beta"), (adam, "beta1")])
def test_map_of_100_x_100_settings_and_100_steps_stays_below_a_megabyte(rule, second):
    chart = settings_map(
        rule, x=("alpha", np.geomspace(0.01, 5, 100)), y=(second, np.linspace(0, 0.99, 100))
    )
    sent = sum(len(base64.b64encode(part)) for part in chart.grid.values() if type(part) is bytes)
    assert sent + len(chart._esm) < 1_000_000


def test_map_where_nothing_converges_still_has_a_cell_and_a_description():
    chart = momentum_map(target=1e-300)
    assert not np.isfinite(chart.best["steps"])
    assert "0% of the settings converge" in chart.scene["description"]
    assert chart._repr_mimebundle_()[0]["image/png"].startswith(b"\x89PNG")


def test_curves_and_marks_are_sent_and_drawn():
    chart = settings_map(
        heavy_ball,
        x=("alpha", ALPHAS),
        y=("beta", BETAS),
        curves={"a curve": (ALPHAS, np.linspace(0, 0.9, 12))},
        marks={"a mark": (0.667907, 0.402605)},
    )
    assert chart.scene["map"]["marks"] == [{"label": "a mark", "x": 0.667907, "y": 0.402605}]
    texts = [text.get_text() for text in chart.still().axes[0].texts]
    assert texts == ["a curve", "a mark"]


def test_measured_optimum_of_the_heavy_ball_is_near_gohs():
    chart = settings_map(
        heavy_ball,
        x=("alpha", np.linspace(0.4, 1.0, 25)),
        y=("beta", np.linspace(0.2, 0.6, 17)),
        target=1e-12,
    )
    # Goh, "Why Momentum Really Works" (2017), for curvatures 0.2 and 4.
    assert chart.best["alpha"] == pytest.approx(0.667907, abs=0.06)
    assert chart.best["beta"] == pytest.approx(0.402605, abs=0.06)


def test_axes_read_as_their_values_are_spaced():
    chart = momentum_map(y=("beta", [0.0, 0.5, 0.9, 0.99]))
    scales = [chart.scene["map"][axis]["scale"] for axis in "xy"]
    assert scales == ["log", "list"]
    assert momentum_map().scene["map"]["y"]["scale"] == "linear"


def test_map_has_a_text_and_a_still():
    data, metadata = momentum_map()._repr_mimebundle_()
    assert data["text/plain"] == "Map of momentum: alpha (12 values), beta (10 values)"
    assert data["image/png"].startswith(b"\x89PNG")
    assert "The fastest, alpha = " in metadata["image/png"]["alt"]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"x": "alpha"}, TypeError, "x must be \\(name, values\\)"),
        ({"x": ("alpha", [0.1])}, ValueError, "x must have two values or more that grow"),
        ({"y": ("beta", [0.9, 0.5])}, ValueError, "y must have two values or more that grow"),
        ({"y": ("beta", [0.5, 1.0])}, ValueError, "beta must be at least 0 and less than 1"),
        ({"y": ("gamma", [0.5, 0.6])}, TypeError, "has no setting 'gamma'"),
        ({"y": ("alpha", ALPHAS)}, ValueError, "x and y must be two settings"),
        ({"target": -1}, ValueError, "target must be finite and greater than 0"),
        ({"steps": 1.5}, TypeError, "steps must be a whole number"),
        ({"curves": {"c": ([1, 2], [1])}}, ValueError, r"curves\['c'\] must be"),
        ({"marks": {"m": 1.0}}, TypeError, r"marks\['m'\] must be \(x, y\)"),
        ({"marks": {"m": (1.0, np.nan)}}, ValueError, r"marks\['m'\] must be"),
        ({"arrows": ("speed",)}, ValueError, "arrows must be any of"),
    ],
)
def test_bad_argument_of_a_map_is_named(arguments, error, message):
    with pytest.raises(error, match=message):
        momentum_map(**arguments)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"steps": 65_534}, ValueError, "steps must be at most 65533 on a map; got 65534"),
        ({"steps": 40_000}, ValueError, "at most 4,000,000 points, .* got 12 × 10 × 40001"),
        ({"target": None}, TypeError, "target must be a number greater than 0; got None"),
    ],
)
def test_map_that_cannot_be_sent_or_held_is_refused_before_it_is_computed(options, error, message):
    def unused(W, b):
        raise AssertionError("a descent has begun")

    cost = lambda W, b: 0.0  # noqa: E731
    cost.gradient = unused
    with pytest.raises(error, match=message):
        momentum_map(cost=cost, start={"W": 1.0, "b": 1.0}, **options)


def test_largest_number_of_steps_of_a_map_is_sent_as_it_is():
    chart = momentum_map(
        x=("alpha", [0.0176, 0.02]), y=("beta", [0.0, 0.1]), steps=65_533, target=1e-200
    )
    counts = np.frombuffer(chart.grid["counts"], "<u2").reshape(2, 2)
    np.testing.assert_array_equal(counts, chart.steps_to_converge)
    assert counts.max() > 65_000
