"""The player: what it sends, what it draws without a browser, and what it refuses."""

import numpy as np
import pytest

from optlearn import Bowl, descend, gradient_descent, momentum
from optlearn.player import Player

BOWL = Bowl()


def descent(rule=momentum, steps=20, **settings):
    settings = {"alpha": 0.4} | settings
    return descend(rule, BOWL.start, BOWL.gradient, steps, cost=BOWL, **settings)


def test_points_are_sent_as_float32_and_come_back():
    path = descent()
    (sent,) = Player({"momentum": path}).paths
    W, b = np.frombuffer(sent["points"], "<f4").reshape(2, -1)
    np.testing.assert_allclose(W, path["W"], rtol=1e-7)
    np.testing.assert_allclose(b, path["b"], rtol=1e-7)


def test_text_and_description_are_the_same_in_every_run():
    player = Player({"momentum": descent(), "too large a rate": descent(gradient_descent)})
    data, metadata = player._repr_mimebundle_()
    assert data["text/plain"] == "Player: momentum (20 steps), too large a rate (20 steps)"
    assert data["image/png"].startswith(b"\x89PNG")
    assert "momentum, after 20 steps" in metadata["image/png"]["alt"]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("steps", [30, 60, 200])
def test_a_cost_that_grows_beyond_all_floats_is_drawn_without_a_warning(steps):
    steep = Bowl(curvature_W=200.0, curvature_b=4000.0)
    path = descend(gradient_descent, steep.start, steep.gradient, steps, cost=steep, alpha=0.46)
    data, _ = Player({"gradient descent": path}, steep)._repr_mimebundle_()
    assert data["image/png"].startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"paths": {}}, TypeError, "paths must be a descent, or a dict"),
        ({"paths": {"x": {"W": [1.0]}}}, TypeError, r"paths\['x'\] must be a descent"),
        ({"paths": {"x": {"W": [[1.0]], "b": [1.0]}}}, ValueError, r"\['W'\] must have shape"),
        ({"paths": {"x": {"W": [1.0, 2.0], "b": [1.0]}}}, ValueError, r"\['b'\] must have shape"),
        ({"cost": 3}, TypeError, "cost must be a function of W and b"),
        ({"arrows": ["speed"]}, ValueError, "arrows must be any of gradient, velocity, step"),
        ({"plots": "loss"}, ValueError, "plots must be any of cost, distance; got 'loss'"),
        ({"view": (0, 1)}, TypeError, "view must be"),
        ({"view": {"W": (1, 0), "b": (0, 1)}}, ValueError, "low < high"),
        ({"steps_per_second": 0}, ValueError, "steps_per_second must be finite and greater"),
        ({"target": "low"}, TypeError, "target must be a number greater than 0"),
        ({"title": 1}, TypeError, "title must be a text"),
        ({"minimum": {"W": 0.0}}, TypeError, "minimum must be"),
    ],
)
def test_bad_argument_is_named(arguments, error, message):
    with pytest.raises(error, match=message):
        Player(**({"paths": {"momentum": descent()}} | arguments))
