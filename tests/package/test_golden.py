"""The rules walk the paths that PyTorch, Optax and Keras walked when tests/golden/make.py asked."""

import inspect

import numpy as np
import pytest

from optlearn import later_rules, rules
from tests.golden import peers
from tests.golden.cases import KEPT, PER_RULE, RULES, unpack
from tests.golden.make import LIBRARIES, STORED

with np.load(STORED) as stored:
    MADE_BY = stored["made_by"].tolist()
    GOLDEN = unpack(stored)
PATHS = [(library, case, path) for case, paths in GOLDEN for library, path in paths.items()]


@pytest.mark.parametrize(
    ("library", "case", "path"), PATHS, ids=[f"{library} {case}" for library, case, _ in PATHS]
)
def test_rule_walks_the_path_of_another_library(library, case, path):
    assert path.dtype == case.start.dtype
    assert path.shape == (len(KEPT), *case.start.shape)
    assert case.difference(path) <= case.tolerance


def test_every_rule_is_compared_with_every_library_that_has_it_in_both_float_types():
    compared = {(library, case.rule, case.start.dtype.name) for library, case, _ in PATHS}
    assert compared == {
        (library, rule, dtype)
        for library in LIBRARIES
        for rule in peers.AGREES[library]
        for dtype in ("float64", "float32")
    }
    assert [text.split()[0] for text in MADE_BY] == list(LIBRARIES)


@pytest.mark.parametrize("module", [rules, later_rules])
def test_every_rule_of_the_package_has_golden_paths(module):
    functions = inspect.getmembers(module, inspect.isfunction)
    assert {name for name, rule in functions if rule.__module__ == module.__name__} <= set(RULES), (
        "give the new rule to RULES in tests/golden/cases.py and to its peers in "
        "tests/golden/peers.py, then run `python -m tests.golden.make`"
    )


def test_the_paths_move():
    for _, case, path in PATHS:
        assert np.all(np.any(np.diff(path, axis=0) != 0, axis=0)), case


def test_the_store_is_small():
    assert STORED.stat().st_size < 400_000


def test_every_rule_is_held_to_two_dozen_cases_of_many_shapes_and_all_settings():
    assert PER_RULE >= 24
    for rule, names in RULES.items():
        cases = [case for case, _ in GOLDEN if case.rule == rule]
        assert len(cases) == PER_RULE
        assert all(case.settings.keys() == {"alpha", *names} for case in cases)
        assert len({case.start.shape for case in cases}) >= 4
        for library in LIBRARIES:
            for dtype in ("float64", "float32"):
                walked = [
                    case
                    for by, case, _ in PATHS
                    if (by, case.rule, case.start.dtype) == (library, rule, dtype)
                ]
                assert len(walked) >= 6 or rule not in peers.AGREES[library], (library, rule, dtype)


# Known mistakes, as a change of a line of the rule.
MISTAKES = [
    ("momentum", "(1 - beta) * dW", "dW"),
    ("heavy_ball", "+ dW", "+ (1 - beta) * dW"),
    ("rmsprop", "dW**2", "dW"),
    ("rmsprop", "(sqrt(s_dW) + epsilon)", "s_dW"),
    ("rmsprop", "(sqrt(s_dW) + epsilon)", "sqrt(s_dW + epsilon)"),
    ("rmsprop", "dW / (sqrt(s_dW) + epsilon)", "(dW / sqrt(s_dW) + epsilon)"),
    ("adam", "beta1 * v_dW + (1 - beta1)", "beta2 * v_dW + (1 - beta2)"),
    ("adam", "s_dW / (1 - beta2**t)", "s_dW / (1 - beta1**t)"),
    ("adam", "s_dW / (1 - beta2**t)", "s_dW"),
    ("adam", "v_dW / (1 - beta1**t)", "v_dW"),
    ("adam", "v_dW / (1 - beta1**t)", "v_dW / (1 - beta1)"),
    ("adam", "beta2 * s_dW + (1 - beta2)", "beta2 * v_dW**2 + (1 - beta2)"),
    ("adam", "(sqrt(s_dW_corrected) + epsilon)", "sqrt(s_dW_corrected + epsilon)"),
    ("adam", "(sqrt(s_dW_corrected) + epsilon)", "sqrt(s_dW_corrected + epsilon**2)"),
    ("adam", "1 - beta2**t", "1 - beta2**(t + 1)"),
    ("decaying_gradient_descent", "(t - 1)", "t"),
    ("nesterov", "beta * v_dW + (1 - beta) * dW)", "v_dW)"),
    ("amsgrad", "maximum(s_dW_max, s_dW)", "s_dW"),
    ("amsgrad", "sqrt(s_dW_max_corrected)", "sqrt(s_dW_max)"),
    ("adam_l2", "dW + weight_decay * W", "dW"),
    ("adamw", " + weight_decay * W)", ")"),
    ("adamw", " + weight_decay * W)", ") - weight_decay * W"),
]


@pytest.mark.parametrize(("rule", "line", "mistake"), MISTAKES)
@pytest.mark.filterwarnings("ignore")
def test_a_known_mistake_would_be_seen(monkeypatch, rule, line, mistake):
    module = rules if hasattr(rules, rule) else later_rules
    head, _, body = inspect.getsource(getattr(module, rule)).split('"""')
    assert body.count(line) == 1
    namespace = {"sqrt": np.sqrt, "maximum": np.maximum}
    exec(head + body.replace(line, mistake), namespace)  # the package's own source, one line wrong
    monkeypatch.setattr(module, rule, namespace[rule])
    seen = [
        not case.difference(path) <= 100 * case.tolerance
        for _, case, path in PATHS
        if case.rule == rule
    ]
    assert any(seen)
