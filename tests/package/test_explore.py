"""The explorer: what it computes, sends and refuses, without a browser."""

import base64
import zlib
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import pytest

from optlearn import Bowl, Saddle, adam, descend, gradient_descent, momentum, rmsprop
from optlearn.explore import VARIABLE, explore, uncorrected
from optlearn.later_rules import decaying_gradient_descent, nesterov
from optlearn.player.sweeps import LARGEST, packed_series

BOWL = Bowl()

#: Five digits: float32 without its lowest byte.
SENT = 2.0**-16


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


@pytest.mark.parametrize(("asked", "sent"), [(None, []), (0, []), (1500, [1500]), (10**9, [2**16])])
def test_answer_is_followed_by_the_bytes_that_carry_it(asked, sent, monkeypatch):
    explorer = explore(momentum, settings={"alpha": 0.4})
    said = []
    monkeypatch.setattr(
        explorer, "send", lambda _, buffers: said.append((explorer.answer, buffers))
    )
    packet = {} if asked is None else {"packet": asked}
    explorer._asked(None, {"ask": "view/3", "values": None} | packet, [])
    assert said == [("view/3", [bytes(count)]) for count in sent]


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
def test_code_computes_the_path_on_the_screen_and_prints_its_end(
    rule, cost, sliders, changed, capsys
):
    explorer = explore(rule, cost=cost, settings={"alpha": 0.4}, sliders=sliders)
    ask(explorer, **changed)
    names = {}
    exec(explorer.code, names)
    np.testing.assert_array_equal(names["path"]["W"], explorer.descent["W"])
    np.testing.assert_array_equal(names["path"].cost, explorer.descent.cost)
    assert float(capsys.readouterr().out) == explorer.descent.cost[-1]


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


class Steep:
    """A cost that does not say how it is made."""

    def __call__(self, W, b):
        return W**2 + b**2

    def gradient(self, W, b):
        return {"W": 2 * W, "b": 2 * b}


@dataclass(frozen=True)
class Steeper(Steep):
    by: float = 2.0


@dataclass(frozen=True)
class Sampled(Steep):
    values: Any = field(default_factory=lambda: np.ones(2))


def steep(W, b):
    return W**2 + b**2


steep.gradient = Steep().gradient


@pytest.mark.parametrize(
    ("rule", "cost", "said"),
    [
        (partial(momentum, beta=0.5), BOWL, "descend(partial(momentum, beta=0.5), start"),
        (partial(partial(adam, beta1=0.5), beta2=np.float32(0.5)), BOWL, "adam, beta1=0.5, beta2="),
        (partial(nesterov, beta=0.5), BOWL, "from optlearn.later_rules import nesterov"),
        (uncorrected(adam), BOWL, "descend(uncorrected(adam), start"),
        (momentum, Steeper(3.0), f"from {__name__} import Steeper"),
        (momentum, steep, "cost = steep"),
        (momentum, Steeper({3}), "cost = Steeper(by={3})"),
    ],
)
def test_code_says_how_a_rule_and_a_cost_are_made_and_runs(rule, cost, said):
    explorer = explore(rule, cost=cost, settings={"alpha": 0.1}, start=BOWL.start, steps=5)
    names = {}
    exec(explorer.code, names)
    np.testing.assert_array_equal(names["path"]["W"], explorer.descent["W"])
    assert said in explorer.code


@pytest.mark.parametrize(
    ("rule", "cost", "yours"),
    [
        (lambda W, dW, *, t, alpha: (W - alpha * dW,), BOWL, ["rule"]),
        (partial(lambda W, dW, *, t, alpha: (W - alpha * dW,), alpha=0.1), BOWL, ["rule"]),
        (momentum, Steep(), ["cost"]),
        (momentum, Sampled(), ["cost"]),
        (lambda W, dW, *, t, alpha: (W - alpha * dW,), Steep(), ["rule", "cost"]),
    ],
)
@pytest.mark.parametrize("which", [0, 1])
def test_code_leaves_to_the_learner_what_python_has_no_words_for(rule, cost, yours, which):
    explorer = explore(rule, cost=cost, settings={"alpha": 0.1}, start=BOWL.start, steps=5)
    code = explorer.scene["code"][which]
    for name, value in {"alpha": 0.1, "beta": 0.9, "W": -5.0, "b": -2.0}.items():
        code = code.replace(f"{{{name}}}", str(value))
    for name in yours:
        assert f"# {name}: yours" in code
    names = {"rule": rule, "cost": cost}
    exec(code, names)
    if which == 0:
        np.testing.assert_array_equal(names["path"]["W"], explorer.descent["W"])


def test_code_writes_a_setting_that_is_no_finite_number():
    def mine(W, dW, *, t, alpha, limit=np.inf):
        return (W - np.clip(alpha * dW, -limit, limit),)

    code = explore(mine, settings={"alpha": 0.1}, sliders=("alpha",)).code
    assert 'limit=float("inf")' in code
    compile(code, "shown", "exec")


def test_uncorrected_adam_takes_the_first_step_without_the_division():
    stepped = uncorrected(adam)(1.0, 2.0, 0.0, 0.0, t=1, alpha=0.1)
    assert stepped == pytest.approx((1 - 0.1 * 0.2 / (np.sqrt(0.004) + 1e-8), 0.2, 0.004))


def test_uncorrected_rule_keeps_the_form_of_a_rule():
    path = descend(uncorrected(adam), BOWL.start, BOWL.gradient, 3, alpha=0.1)
    assert path.rule == "uncorrected_adam"


def test_only_a_rule_with_averages_whose_step_remains_has_a_bias_correction():
    def slowed_momentum(W, dW, v_dW, *, t, alpha, beta):
        v_dW = beta * v_dW + (1 - beta) * dW
        return W - alpha / t * v_dW, v_dW

    for rule, settings, why in [
        (decaying_gradient_descent, {"decay": 0.1}, "it keeps no averages"),
        (decaying_gradient_descent, {}, "it keeps no averages"),
        (slowed_momentum, {"beta": 0.9}, "its step is 0 or no number"),
        (momentum, {"beta": 0.9}, "its step does not depend on t"),
    ]:
        with pytest.raises(ValueError, match=f"has no bias correction: .*{why}"):
            explore(rule, settings={"alpha": 0.4} | settings, sliders=("bias_correction",))


def test_bias_correction_can_be_had_also_where_the_weights_of_the_past_begin_at_0():
    settings = {"alpha": 0.4, "beta1": 0.0, "beta2": 0.0}
    explorer = explore(adam, settings=settings, sliders=("beta2", "bias_correction"))
    ask(explorer, beta2=0.9, bias_correction=False)
    off = descend(uncorrected(adam), BOWL.start, BOWL.gradient, 40, **settings | {"beta2": 0.9})
    np.testing.assert_allclose(end_on_the_screen(explorer), [off["W"][-1], off["b"][-1]])


def test_rule_with_some_settings_filled_in_keeps_its_name_and_its_correction_can_be_switched_off():
    explorer = explore(partial(adam, beta1=0.5), sliders=("alpha", "bias_correction"))
    assert explorer.text() == "Explorer of Adam: alpha, bias_correction"
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


@pytest.mark.parametrize(
    ("sliders", "value", "low", "high"),
    [
        (["epsilon"], 0.0, 1e-10, 1.0),
        ({"epsilon": (0, 10)}, 0.0, 1e-10, 10.0),
        ({"epsilon": (0, 10)}, 1e-8, 1e-10, 10.0),
        ({"epsilon": (0, 1e-9)}, 1e-9, 1e-12, 1e-9),
        ({"epsilon": (0, 1)}, 1e-30, 1e-30, 1.0),
    ],
)
def test_slider_of_epsilon_has_a_stop_at_zero_where_it_is_asked_for(sliders, value, low, high):
    explorer = explore(rmsprop, settings={"alpha": 0.4, "epsilon": value}, sliders=sliders)
    (slider,) = explorer.scene["sliders"]
    assert slider["zero"] is True
    assert (slider["value"], slider["low"], slider["high"]) == pytest.approx((value, low, high))
    swept = explore(
        rmsprop, settings={"alpha": 0.4, "epsilon": value}, sliders=sliders, sweep=True, steps=5
    )
    (choices,) = swept.sweep["choices"]
    assert choices[0] == 0
    assert choices[-1] == pytest.approx(high)
    assert value in choices


def test_slider_of_epsilon_has_no_stop_at_zero_where_nobody_asked_for_it():
    (slider,) = explore(rmsprop, settings={"alpha": 0.4}, sliders=["epsilon"]).scene["sliders"]
    assert slider["zero"] is False


def test_view_stays_while_sliders_move():
    explorer = explore(momentum, settings={"alpha": 0.4})
    before = explorer.view
    ask(explorer, alpha=10.0)
    assert explorer.view == before


def test_text_and_still_stand_in_where_there_is_no_browser():
    explorer = explore(adam, settings={"alpha": 0.4}, sliders=("alpha", "beta1"))
    data, metadata = explorer._repr_mimebundle_()
    assert data["text/plain"] == "Explorer of Adam: alpha, beta1"
    assert data["image/png"].startswith(b"\x89PNG")
    assert "after 40 steps" in metadata["image/png"]["alt"]


def test_alternative_text_tells_where_the_path_ends_that_is_shown_now():
    for words in (None, "A bowl."):
        explorer = explore(momentum, settings={"alpha": 0.4}, description=words)
        before = explorer._repr_mimebundle_()[1]["image/png"]["alt"]
        ask(explorer, alpha=0.1)
        after = explorer._repr_mimebundle_()[1]["image/png"]["alt"]
        assert after != before
        assert f"at W = {explorer.descent['W'][-1]:.3g}, " in after
        assert after.startswith(words or "Paths on the contour lines of the cost.")


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
        ({"sliders": {"alpha": (0, 2)}}, ValueError, r"sliders\['alpha'\]: alpha must be .* got 0"),
        ({"sliders": {"alpha": (1e-305, 2)}}, ValueError, r"sliders\['alpha'\] must span less"),
        ({"sliders": {"alpha": (0.1, "a lot")}}, TypeError, r"sliders\['alpha'\]: alpha must be a"),
        (
            {"sliders": {"condition_number": (0, 100)}},
            ValueError,
            r"sliders\['condition_number'\] must be finite and at least 1; got 0",
        ),
        ({"sliders": {"condition_number": (-5, 100)}}, ValueError, "at least 1; got -5"),
        ({"sliders": {"rotation": (-1e308, 1e308)}}, ValueError, r"sliders\['rotation'\] must"),
        ({"sliders": {"rotation": (0, np.inf)}}, ValueError, r"rotation must be finite; got inf"),
        ({"sliders": ("bias_correction",)}, ValueError, "momentum has no bias correction"),
        ({"sliders": ("rotation",), "cost": Saddle()}, ValueError, "'rotation' needs a Bowl"),
        ({"target": 1e-6}, TypeError, r"target must be \(J, steps\) or \(text, test\)"),
        ({"target": ("once", 3)}, TypeError, "with a function as test"),
        ({"target": (0.0, 10)}, ValueError, r"target\[0\] must be a cost"),
        ({"target": (1e-6, 41)}, ValueError, r"target\[1\] must be at most 40"),
        ({"sweep": {"gamma": [1, 2]}}, ValueError, "sliders must be any of"),
        ({"sweep": {"alpha": [0.1]}}, ValueError, r"sweep\['alpha'\] must be two values"),
        ({"sweep": True, "sliders": ()}, ValueError, "sweep takes one slider or more; got none"),
        ({"sweep": True, "steps": 50_000}, ValueError, "at most 2 paths .* got 3 × 3"),
        (
            {"sweep": {"alpha": np.geomspace(0.1, 1, 20), "beta": np.linspace(0, 0.9, 20)}}
            | {"steps": 5000},
            ValueError,
            "sweep must hold at most 29 paths of 5000 steps; got 21 × 20",
        ),
        (
            {"sliders": ("condition_number", "rotation")}
            | {"sweep": {"rotation": np.arange(0, 90, 2.0)}},
            ValueError,
            "sweep must hold at most 100 bowls; got 3 × 45",
        ),
        ({"sweep": {"rotation": [0.0]}}, ValueError, r"sweep\['rotation'\] must be two values"),
        ({"sweep": {"alpha": 0.1}}, ValueError, r"sweep\['alpha'\] must be two values .* got 0.1"),
        ({"sweep": {"alpha": [0.1, -1]}}, ValueError, r"sweep\['alpha'\]: alpha must be .* got -1"),
        (
            {"sweep": {"condition_number": [0.0, 1.0]}},
            ValueError,
            r"sweep\['condition_number'\] must be finite and at least 1; got 0",
        ),
        ({"sweep": "yes"}, TypeError, "sweep must be True, False or a dict .* got 'yes'"),
        ({"sweep": 0}, TypeError, "sweep must be True, False or a dict .* got 0"),
        ({"sliders": ("alpha", "alpha")}, ValueError, "sliders must have each name once"),
        ({"settings": {"alpha": [0.1, 0.2]}}, TypeError, "alpha must be one number"),
        (
            {"cost": Bowl([0.2, 1.0]), "sliders": ("rotation", "condition_number")},
            ValueError,
            "one",
        ),
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
    """Points and costs of one path of a sweep, unpacked as the front end does."""
    count = explorer.sweep["points_each"]
    low, middle, high = np.moveaxis(
        np.frombuffer(zlib.decompress(explorer.sweep["series"]), np.uint8).reshape(3, 3, -1), 1, 0
    ).astype(int)
    differences = (low + (middle << 8) + (high << 16)).reshape(3, -1, count)
    bits = (differences.cumsum(axis=2) & 0xFFFFFF) << 8
    series = bits.astype("<u4").view("<f4")
    return series[:2, i], series[2, i]


def test_each_path_of_a_sweep_is_that_of_its_settings():
    sweep = {"alpha": [0.1, 0.4, 0.8], "beta": [0.5, 0.9]}
    explorer = explore(momentum, settings={"alpha": 0.4, "beta": 0.5}, sweep=sweep, steps=10)
    assert explorer.sweep["choices"] == [[0.1, 0.4, 0.8], [0.5, 0.9]]
    for i, (alpha, beta) in enumerate((a, b) for a in sweep["alpha"] for b in sweep["beta"]):
        path = descend(momentum, BOWL.start, BOWL.gradient, 10, cost=BOWL, alpha=alpha, beta=beta)
        points, costs = swept(explorer, i)
        np.testing.assert_allclose(points, [path["W"], path["b"]], rtol=SENT)
        np.testing.assert_allclose(costs, path.cost, rtol=SENT)


def test_sweep_over_the_bias_correction_holds_both():
    explorer = explore(
        adam,
        settings={"alpha": 0.4},
        sliders=("alpha", "bias_correction"),
        sweep={"alpha": [0.4, 0.8]},
        steps=10,
    )
    off = descend(uncorrected(adam), BOWL.start, BOWL.gradient, 10, alpha=0.8)
    np.testing.assert_allclose(swept(explorer, 3)[0], [off["W"], off["b"]], rtol=SENT)
    on = descend(adam, BOWL.start, BOWL.gradient, 10, alpha=0.8)
    np.testing.assert_allclose(swept(explorer, 2)[0], [on["W"], on["b"]], rtol=SENT)


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


def test_sweep_over_the_bowl_holds_its_paths_and_its_pictures():
    explorer = explore(
        adam,
        cost=Bowl(rotation=20.0),
        settings={"alpha": 0.4},
        sweep={
            "rotation": [0.0, 20.0, 45.0],
            "alpha": [0.2, 0.4],
            "condition_number": [20.0, 50.0],
        },
        steps=10,
    )
    turned = Bowl(4.0 / 50, 4.0, 45.0)
    path = descend(adam, BOWL.start, turned.gradient, 10, cost=turned, alpha=0.2)
    points, costs = swept(explorer, 9)
    np.testing.assert_allclose(points, [path["W"], path["b"]], rtol=SENT)
    np.testing.assert_allclose(costs, path.cost, rtol=SENT)
    assert explorer.sweep["of_the_bowl"] == ["rotation", "condition_number"]
    pictures = explorer.sweep["pictures"]
    assert len(pictures) == 6
    assert pictures[2]["points"] == explorer.picture["points"]
    ask(explorer, rotation=45.0, condition_number=50.0)
    assert pictures[5]["points"] == explorer.picture["points"]


@pytest.mark.parametrize(
    ("sliders", "counts"),
    [
        (("alpha",), [60]),
        (("alpha", "condition_number"), [60, 60]),
        (("condition_number", "rotation"), [10, 9]),
        (("rotation", "beta1", "condition_number"), [9, 36, 10]),
        (("alpha", "beta1", "beta2"), [25, 12, 12]),
        (("alpha", "beta1", "beta2", "epsilon", "bias_correction"), [12, 6, 5, 5, 2]),
    ],
)
def test_sliders_of_a_sweep_get_as_many_values_as_find_room(sliders, counts):
    explorer = explore(adam, settings={"alpha": 0.4}, sliders=sliders, sweep=True)
    assert [len(choices) for choices in explorer.sweep["choices"]] == counts


def sent_size(part):
    """Characters that a part of what is sent takes in a saved page."""
    if isinstance(part, bytes):
        return len(base64.b64encode(part))
    if isinstance(part, dict):
        return sum(map(sent_size, part.values()))
    return sum(map(sent_size, part)) if isinstance(part, list) else len(str(part))


@pytest.mark.parametrize(
    "sliders",
    [("condition_number", "rotation"), ("alpha", "condition_number", "rotation"), ("alpha",)],
)
def test_sweep_stays_below_a_megabyte_and_a_half_whatever_its_sliders(sliders):
    explorer = explore(momentum, settings={"alpha": 0.4}, sliders=sliders, sweep=True)
    assert sent_size(explorer.sweep) < 1_500_000


def test_numbers_of_a_sweep_keep_five_digits_whatever_they_are():
    paths = np.array([[1.0, np.inf, -1e300, np.nan], [1e-30, -2 / 3, 0.0, 12345.678]])
    packed = packed_series(paths, paths, paths)
    explorer = explore(momentum, settings={"alpha": 0.4}, sliders=("alpha",), sweep=True, steps=3)
    explorer.sweep = explorer.sweep | {"series": packed}
    sent = np.stack([swept(explorer, i)[1] for i in range(2)])
    expected = np.where(paths == -1e300, -LARGEST, paths)
    np.testing.assert_allclose(sent, expected, rtol=SENT)


def test_everything_is_a_sweep_while_notebooks_are_run_for_publication(monkeypatch):
    monkeypatch.setenv(VARIABLE, "1")
    assert explore(momentum, settings={"alpha": 0.4}).sweep is not None
    assert explore(momentum, settings={"alpha": 0.4}, sweep=False).sweep is None
    assert explore(momentum, settings={"alpha": 0.4}, sweep=np.False_).sweep is None
    monkeypatch.delenv(VARIABLE)
    assert explore(momentum, settings={"alpha": 0.4}).sweep is None
