"""What is indented in a docstring is so: an example runs, a formula comes to what the code does.

Whoever adds an example need not come here: it is found, and run with the names that `given` lists.
"""

import ast
import doctest
import importlib
import importlib.util
import inspect
import re
import textwrap
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from matplotlib import pyplot as plt

import optlearn
from optlearn import costs, descent, later_rules, network, rules, theory
from optlearn.averages import exponential_average, running_mean, weights
from optlearn.data import load_digits, load_temperatures
from optlearn.training import train

INDENTED = re.compile(r"(?:\A|\n\n)((?: {4}\S.*(?:\n|\Z)(?: {4}.*(?:\n|\Z))*))")


def modules():
    """Every module of the package, but for those that publish it: they show no example."""
    folder = Path(optlearn.__file__).parent
    files = [file.relative_to(folder.parent).with_suffix("") for file in folder.rglob("*.py")]
    names = [".".join(file.parts).removesuffix(".__init__") for file in sorted(files)]
    return [
        importlib.import_module(name)
        for name in names
        if not re.match(r"optlearn\.publish\.|.*\.__main__$", name)
    ]


def documented(module):
    """A module and its own classes, functions and methods, by name."""
    yield module.__name__.removeprefix("optlearn."), module
    for name, thing in vars(module).items():
        if getattr(thing, "__module__", None) == module.__name__ and callable(thing):
            yield f"{module.__name__.removeprefix('optlearn.')}.{name}", thing
            for inner, method in vars(thing).items() if inspect.isclass(thing) else ():
                if inspect.isfunction(method):
                    yield f"{module.__name__.removeprefix('optlearn.')}.{name}.{inner}", method


def blocks():
    """Every indented block of every docstring: where it stands, and its lines."""
    for module in MODULES:
        for name, thing in documented(module):
            text = thing.__doc__ and inspect.cleandoc(thing.__doc__)
            for found in INDENTED.finditer(text or ""):
                yield name, module, textwrap.dedent(found[1]).rstrip()


def parsed(lines):
    """Statements of the lines that are code, without the words behind them; the rest is prose."""
    statements = []
    for line in lines.splitlines():
        code = re.sub(r"^(\w+) +=", r"\1 =", line)
        code = re.sub(r"= (.*?) +where (.*), else 0$", r"= (\1) * (\2)", code)
        try:
            statements += ast.parse(re.split(r",?  +", code)[0]).body
        except SyntaxError:
            continue
    return statements


MODULES = modules()
BLOCKS = list(blocks())
RULES = {
    f"{module.__name__.removeprefix('optlearn.')}.{name}": rule
    for module in (rules, later_rules)
    for name, rule in inspect.getmembers(module, inspect.isfunction)
    if rule.__module__ == module.__name__
}


# --- formulas -------------------------------------------------------------------------------------


def same(statement):
    """A statement as text, however a formula calls the greater of two."""
    return ast.unparse(statement).replace("maximum(", "max(")


@pytest.mark.parametrize(("name", "rule"), RULES.items(), ids=RULES)
def test_a_rule_says_what_it_does(name, rule):
    (function,) = ast.parse(inspect.getsource(rule)).body
    body = [same(statement) for statement in function.body[1:]]
    (said,) = [[same(line) for line in parsed(text)] for where, _, text in BLOCKS if where == name]
    assert [line for line in body if line in said] == said
    assert said


RANDOM = np.random.default_rng(3)
SERIES, (W, b), BETA, ALPHA = RANDOM.normal(size=5), RANDOM.normal(size=2), 0.7, 0.3
CURVATURES = {"curvature_W": 0.7, "curvature_b": 3.0}
PARAMS = {"W1": RANDOM.normal(size=(4, 3)), "b1": RANDOM.normal(size=(1, 3))}
PARAMS |= {"W2": RANDOM.normal(size=(3, 2)), "b2": RANDOM.normal(size=(1, 2))}
IMAGES, LABELS = RANDOM.normal(size=(5, 4)), np.array([0, 1, 1, 0, 1])
HIDDEN, LOGARITHMS = network.forward(IMAGES, **PARAMS)


def softmax(scores):
    return np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)


def averaged():
    """A series and its average, to be filled in step by step: both are counted from 1."""
    return {"beta": BETA, "theta": [None, *SERIES], "v": np.zeros(6)}


def known():
    """Names that the formulas of the network know."""
    return PARAMS | {
        "images": IMAGES, "hidden": HIDDEN, "label": np.eye(2)[LABELS], "n": 5,
        "scores": HIDDEN @ PARAMS["W2"] + PARAMS["b2"], "softmax": softmax, "log": np.log,
        "relu": lambda x: np.maximum(x, 0), "max": np.maximum, "one_hot": lambda label: label,
        "layer_gradient": network.layer_gradient, "inputs": HIDDEN, "doutputs": LOGARITHMS,
    }  # fmt: skip


#: What a formula's names are, and what they must have come to afterwards; `it` is the value of a
#: line without an equals sign.
FORMULAS = {
    "averages": (averaged, {"v": [0, *exponential_average(SERIES, BETA)]}),
    "averages.running_mean": (averaged, {"v": [0, *running_mean(SERIES)]}),
    "averages.exponential_average": (averaged, {"v": [0, *exponential_average(SERIES, BETA)]}),
    "averages.weights": (lambda: {"beta": BETA, "i": np.arange(1, 6)}, {"it": weights(BETA, 5)}),
    "costs.Bowl": (lambda: CURVATURES | {"W": W, "b": b}, {"J": costs.Bowl(**CURVATURES)(W, b)}),
    "costs.CurvedValley": (
        lambda: {"W": W, "b": b, "steepness": 7.0}, {"J": costs.CurvedValley(7.0)(W, b)}
    ),
    "theory.critical_beta": (
        lambda: {"alpha": ALPHA, "curvature": 2.0}, {"it": theory.critical_beta(ALPHA, 2.0)}
    ),
    "theory.stable_alpha": (
        lambda: {"beta": BETA, "curvature": 2.0}, {"it": theory.stable_alpha(BETA, 2.0)}
    ),
    "theory.best_pair": (
        lambda: dict(CURVATURES),
        dict(zip(("alpha", "beta"), theory.best_pair(**CURVATURES), strict=True)),
    ),
    "network": (known, {"hidden": HIDDEN, "scores": known()["scores"]}),
    "network.forward": (known, {"hidden": HIDDEN, "log_probabilities": LOGARITHMS}),
    "network.gradient": (
        known, {f"d{x}": slope for x, slope in network.gradient(IMAGES, LABELS, **PARAMS).items()}
    ),
    "network.layer_gradient": (known, {"dW": network.layer_gradient(HIDDEN, LOGARITHMS)[0]}),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMULAS)
def test_a_formula_of_a_docstring_comes_to_what_the_code_computes(name):
    given, expected = FORMULAS[name]
    names = {"sqrt": np.sqrt, "it": None} | given()
    (lines,) = [parsed(text) for where, _, text in BLOCKS if where == name]
    for t in range(1, 6):
        for line in lines:
            code = (
                ast.unparse(line) if isinstance(line, ast.Assign) else f"it = {ast.unparse(line)}"
            )
            names["t"] = t
            exec(code, names)
    for result, value in expected.items():
        np.testing.assert_allclose(names[result], value, rtol=1e-12, atol=1e-12)


# --- examples -------------------------------------------------------------------------------------


def given():
    """What the examples take for granted: the course's bowl, some settings, the data."""
    dates, theta = load_temperatures()
    images, labels, *_ = load_digits()
    bowl = costs.Bowl()
    return {
        **{name: getattr(optlearn, name) for name in optlearn.__all__},
        "np": np, "plt": plt, "bowl": bowl, "start": bowl.start, "dates": dates, "theta": theta,
        "images": images, "labels": labels, "alphas": np.array([0.1, 0.4]), "seed": 0,
        "betas": np.array([0.5, 0.9]), "walk": descent.walk, "load_digits": load_digits,
        "initial_weights": network.initial_weights,
        "train": partial(train, steps=2),  # as any number of steps, only sooner
    }  # fmt: skip


def is_example(name, lines):
    return name not in FORMULAS and name not in RULES and not is_prose(lines)


def is_prose(lines):
    """Whether a block is a command, the form of a rule or words, and no code."""
    try:
        whole = ast.parse(lines).body
    except SyntaxError:
        whole = []
    return "->" in lines or not (whole or parsed(lines))


EXAMPLES = [(name, module, lines) for name, module, lines in BLOCKS if is_example(name, lines)]


@pytest.mark.parametrize(
    ("module", "lines"), [row[1:] for row in EXAMPLES], ids=[row[0] for row in EXAMPLES]
)
def test_an_example_of_a_docstring_runs(module, lines):
    code = re.sub(r"(?<=\S)  +[a-z].*", "", lines)  # what is said of a line, behind it
    names = {name: thing for name, thing in vars(module).items() if not name.startswith("_")}
    try:
        exec(compile(code, f"<{module.__name__}>", "exec"), names | given())
    finally:
        plt.close("all")


def test_every_doctest_prints_what_it_says():
    assert not [module.__name__ for module in MODULES if doctest.testmod(module).failed]


def test_examples_are_found():
    names = {name for name, _, _ in EXAMPLES}
    assert names >= {
        "descent", "explore", "maps", "player", "plots", "section", "training",
        "averages_explorer.AverageExplorer", "network.mini_batch_gradient",
    }  # fmt: skip


@pytest.mark.parametrize(
    "command", [c for _, _, text in BLOCKS for c in re.findall(r"python -m (\S+)", text)]
)
def test_a_command_of_a_docstring_is_a_module(command):
    assert command == "pip" or importlib.util.find_spec(command)
