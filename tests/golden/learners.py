"""What learners write, right and wrong: functions with a known mistake, and whole cells.

Cells are text and not functions of a module, because a verdict shows the line of a cell and its
number, which must not change when a line is added elsewhere.
"""

import linecache
from collections.abc import Callable
from typing import Any

from optlearn.practice.exercises import EXERCISES
from optlearn.practice.mistake import Mistake

# --- functions with a known mistake ---------------------------------------------------------------


def _step(v: Any, value: Any, *, beta: Any) -> Any:
    v = beta * v + (1 - beta) * value
    return v


def answer(name: str, mistake: Mistake | None = None) -> Callable[..., Any]:
    """The right answer to an exercise, or one with a mistake, in the form that a learner writes."""
    # An average over a series is the answer of two exercises; one of them asks for a step of it.
    rule = _step if name == "exponential_average" else EXERCISES[name].rule
    made = (mistake or Mistake("none", {}, "", "")).of_rule(rule)
    forms: dict[str, Callable[..., Any]] = {
        "half_life": lambda *, beta: made(beta),
        "bias_correction": lambda v, *, beta, t: made(v, beta, t),
        "corrected_averages": lambda series, *, beta: made(series, beta, corrected=True),
    }
    function = forms.get(name, made)
    function.__name__ = f"my_{name}"
    return function


# --- cells ----------------------------------------------------------------------------------------

#: Exercise, what is special about the cell, the cell.
Cells = tuple[tuple[str, str, str], ...]


def defined(name: str, cell: str, heading: str = "cell") -> Callable[..., Any]:
    """Run a cell and return its `my_…`, which tells its lines as a function of a notebook does."""
    file = f"<{heading}>"
    linecache.cache[file] = (len(cell), None, cell.splitlines(keepends=True), file)
    namespace: dict[str, Any] = {"__name__": "__main__"}
    exec("import numpy as np; from optlearn.practice.limits import TimeUp", namespace)
    exec(compile(cell, file, "exec"), namespace)
    return namespace[f"my_{name}"]  # type: ignore[no-any-return]


_SIGNATURES = {
    "gradient_descent": "W, dW, *, t, alpha",
    "exponential_average": "v, theta, *, beta",
    "half_life": "*, beta",
    "momentum": "W, dW, v_dW, *, t, alpha, beta",
    "rmsprop": "W, dW, s_dW, *, t, alpha, beta, epsilon",
    "bias_correction": "v, *, beta, t",
    "corrected_averages": "series, *, beta",
    "adam": "W, dW, v_dW, s_dW, *, t, alpha, beta1, beta2, epsilon",
    "layer_gradient": "inputs, doutputs",
    "best_pair": "*, curvature_W, curvature_b",
}


def _cell(name: str, *body: str, before: str = "") -> str:
    lines = "".join(f"    {line}\n" for line in body)
    return f"{before}def my_{name}({_SIGNATURES[name]}):\n{lines}"


def _momentum(*body: str, before: str = "") -> str:
    """A cell that has the average right, to which the body is added."""
    return _cell("momentum", "v_dW = beta * v_dW + (1 - beta) * dW", *body, before=before)


_RIGHT = "return W - alpha * v_dW, v_dW"

UNWRITTEN: Cells = (
    (
        "momentum",
        "as the lesson gives it",
        _cell("momentum", "v_dW = ...", "W = ...", "return W, v_dW"),
    ),
    (
        "momentum",
        "half written",
        _cell("momentum", "v_dW = ...", "W = W - alpha * v_dW", "return W, v_dW"),
    ),
    ("momentum", "only described", _cell("momentum", '"""To be written."""')),
)

FORMS: Cells = (
    ("momentum", "a list", _momentum("return [W - alpha * v_dW, v_dW]")),
    ("momentum", "one value", _momentum("return W - alpha * v_dW")),
    ("momentum", "no return", _momentum("W = W - alpha * v_dW")),
    ("momentum", "three values", _momentum("return W - alpha * v_dW, v_dW, t")),
    ("momentum", "a dict", _momentum("return {'W': W - alpha * v_dW, 'v_dW': v_dW}")),
    ("momentum", "W as a list", _momentum("return (W - alpha * v_dW).tolist(), v_dW")),
    ("momentum", "W as a tuple", _momentum("return (W - alpha * v_dW,), v_dW")),
    ("momentum", "text", _momentum("return 'W', v_dW")),
    ("momentum", "None for the average", _momentum("return W - alpha * v_dW, None")),
    ("momentum", "whole numbers", _momentum("return (W - alpha * v_dW).astype('int64'), v_dW")),
    ("momentum", "true or false", _momentum("return W > alpha * v_dW, v_dW")),
    ("momentum", "complex numbers", _momentum("return W - alpha * v_dW + 0j, v_dW")),
    ("momentum", "ragged rows", _momentum("return [[1.0], [1.0, 2.0]], v_dW")),
    ("momentum", "a mean", _momentum("return W - alpha * v_dW, np.mean(v_dW)")),
    ("momentum", "a flat array", _momentum("return W - alpha * v_dW, np.ravel(v_dW)")),
    ("momentum", "a generator", _momentum("yield W - alpha * v_dW, v_dW")),
    ("momentum", "a coroutine", "async " + _momentum(_RIGHT)),
    (
        "momentum",
        "an average written in place",
        _cell("momentum", "v_dW *= beta", "v_dW += (1 - beta) * dW", _RIGHT),
    ),
    (
        "momentum",
        "a gradient written in place",
        _cell("momentum", "dW *= 1 - beta", "v_dW = beta * v_dW + dW", _RIGHT),
    ),
    (
        "momentum",
        "a setting written in place",
        _momentum("W = W - alpha * v_dW", "alpha *= 0.5", "return W, v_dW"),
    ),
    (
        "momentum",
        "a global velocity",
        _cell(
            "momentum",
            "global kept",
            "kept = beta * kept + (1 - beta) * dW",
            "return W - alpha * kept, kept",
            before="kept = 0.0\n",
        ),
    ),
    (
        "momentum",
        "random numbers",
        _momentum("return W - alpha * v_dW * np.random.default_rng().random(), v_dW"),
    ),
    ("momentum", "no argument t", _momentum(_RIGHT).replace(" t,", "")),
    ("momentum", "an argument too few", _momentum(_RIGHT).replace(" v_dW,", "", 1)),
    ("gradient_descent", "no comma", _cell("gradient_descent", "return W - alpha * dW")),
    ("gradient_descent", "a list", _cell("gradient_descent", "return [W - alpha * dW]")),
    ("gradient_descent", "two values", _cell("gradient_descent", "return W - alpha * dW, dW")),
    ("gradient_descent", "no values", _cell("gradient_descent", "return ()")),
    (
        "exponential_average",
        "a comma too many",
        _cell("exponential_average", "return beta * v + (1 - beta) * theta,"),
    ),
    (
        "exponential_average",
        "two values",
        _cell("exponential_average", "return beta * v + (1 - beta) * theta, theta"),
    ),
    ("half_life", "a comma too many", _cell("half_life", "return np.log(0.5) / np.log(beta),")),
    ("half_life", "a whole number", _cell("half_life", "return 7")),
    ("half_life", "a list", _cell("half_life", "return [np.log(0.5) / np.log(beta)]")),
    ("bias_correction", "a sum", _cell("bias_correction", "return np.sum(v) / (1 - beta**t)")),
    ("corrected_averages", "the last alone", _cell("corrected_averages", "return series[-1]")),
    ("corrected_averages", "three rows", _cell("corrected_averages", "return series[:3]")),
    (
        "layer_gradient",
        "the other axis",
        _cell(
            "layer_gradient",
            "return inputs.T @ doutputs, doutputs.sum(axis=1, keepdims=True)",
        ),
    ),
    (
        "layer_gradient",
        "the transpose",
        _cell(
            "layer_gradient",
            "return doutputs.T @ inputs, doutputs.sum(axis=0, keepdims=True)",
        ),
    ),
    (
        "layer_gradient",
        "a row that is none",
        _cell("layer_gradient", "return inputs.T @ doutputs, doutputs.sum(axis=0)"),
    ),
    ("best_pair", "alpha alone", _cell("best_pair", "return 4.0")),
)

#: What libraries say differs from version to version, so most cells raise their words themselves.
EXCEPTIONS: Cells = (
    ("momentum", "a division by 0", _momentum("return W / (1 / (t - t)), v_dW")),
    (
        "momentum",
        "an exception in a helper",
        _cell(
            "momentum",
            "v_dW = average(v_dW, dW)",
            _RIGHT,
            before="def average(v, x):\n    raise ValueError('not today')\n\n\n",
        ),
    ),
    ("momentum", "an exception without a word", _momentum("raise AssertionError")),
    ("momentum", "an exit", _momentum("raise SystemExit(3)")),
    (
        "momentum",
        "an if",
        _momentum("raise ValueError('The truth value of an array is ambiguous')"),
    ),
    (
        "momentum",
        "a power written with ^",
        _momentum("raise TypeError('unsupported operand type(s) for ^')"),
    ),
    (
        "momentum",
        "a power of an array written with ^",
        _momentum("raise TypeError(\"ufunc 'bitwise_xor' not supported\")"),
    ),
    (
        "momentum",
        "math.sqrt of a matrix",
        _momentum("raise TypeError('only 0-dimensional arrays can be converted')"),
    ),
    (
        "momentum",
        "math.sqrt of a matrix, older words",
        _momentum("raise TypeError('only length-1 arrays can be converted')"),
    ),
    (
        "momentum",
        "a function that calls itself",
        _momentum("raise RecursionError('maximum recursion depth exceeded')"),
    ),
    ("momentum", "a matrix product", _momentum("raise ValueError('matmul: mismatch')")),
    (
        "momentum",
        "a read-only array",
        _momentum("raise ValueError('assignment destination is read-only')"),
    ),
    ("momentum", "an unknown name", _momentum("return W - alpha * s_dW, v_dW")),
    ("momentum", "no import", _momentum("return W - alpha * v_dW * math.pi, v_dW")),
    ("momentum", "a function of NumPy's", _momentum("return W - alpha * sqrt(v_dW), v_dW")),
    (
        "momentum",
        "an array of the notebook",
        _cell("momentum", "return W + old[9], v_dW", before="old = np.zeros(3)\nrate = 0.1\n"),
    ),
    (
        "momentum",
        "two numbers of the notebook",
        _cell(
            "momentum",
            "v_dW = share * v_dW + (1 - beta) * dW",
            "return W - rate * v_dW, v_dW",
            before="share, rate = 0.7, 0.1\n",
        ),
    ),
    ("momentum", "an endless loop", _momentum("raise TimeUp")),
    ("momentum", "far too much memory", _momentum("raise MemoryError")),
)

UNKNOWN: Cells = (
    ("momentum", "W a little off", _momentum("return W - 1.01 * alpha * v_dW, v_dW")),
    (
        "momentum",
        "an average off",
        _cell("momentum", "v_dW = beta * v_dW + (1 - beta) * dW + 0.25", _RIGHT),
    ),
    (
        "momentum",
        "off from step 2 on",
        _momentum("v_dW = v_dW * (1 if t < 2 else 3)", _RIGHT),
    ),
    (
        "momentum",
        "off in everything",
        _cell("momentum", "v_dW = 3 * beta * v_dW + 4 * (1 - beta) * dW", _RIGHT),
    ),
    (
        "momentum",
        "off for a matrix",
        _momentum("return W - alpha * v_dW * np.size(W), v_dW"),
    ),
    (
        "momentum",
        "all off for a matrix",
        _cell("momentum", "v_dW = beta * v_dW + (1 - beta) * dW * np.size(dW)", _RIGHT),
    ),
    (
        "momentum",
        "a number in the way",
        _cell("momentum", "v_dW = beta * v_dW + 0.1 * dW", _RIGHT),
    ),
    (
        "momentum",
        "two mistakes at once",
        _cell("momentum", "v_dW = beta * v_dW + dW", "return W + alpha * v_dW, v_dW"),
    ),
    ("gradient_descent", "alpha unused", _cell("gradient_descent", "return (W - 0.1 * dW,)")),
    (
        "gradient_descent",
        "only the sign of a number",
        _cell("gradient_descent", "return (-(W - alpha * dW),)"),
    ),
    (
        "gradient_descent",
        "an abs too many",
        _cell("gradient_descent", "return (abs(W) - alpha * dW,)"),
    ),
    (
        "gradient_descent",
        "a step a million times too long",
        _cell("gradient_descent", "return (W - 1e6 * alpha * dW,)"),
    ),
    (
        "rmsprop",
        "alpha unused, epsilon looked at",
        _cell(
            "rmsprop",
            "assert np.all(epsilon > 0)",
            "s_dW = beta * s_dW + (1 - beta) * dW**2",
            "return W - 0.1 * dW / (s_dW**0.5 + epsilon), s_dW",
        ),
    ),
    (
        "exponential_average",
        "a little too much",
        _cell("exponential_average", "return beta * v + (1 - beta) * theta + 0.05"),
    ),
    (
        "momentum",
        "alpha unused, beta looked at",
        _momentum("assert np.all(beta < 1)", "return W - 0.1 * v_dW, v_dW"),
    ),
    (
        "exponential_average",
        "beta unused",
        _cell("exponential_average", "return 0.9 * v + 0.1 * theta"),
    ),
    (
        "rmsprop",
        "three unused",
        _cell(
            "rmsprop",
            "s_dW = 0.9 * s_dW + 0.1 * dW**2",
            "return W - 0.3 * dW / (s_dW**0.5 + 1e-8), s_dW",
        ),
    ),
    (
        "adam",
        "two averages right",
        _cell(
            "adam",
            "v_dW = beta1 * v_dW + (1 - beta1) * dW",
            "s_dW = beta2 * s_dW + (1 - beta2) * dW**2",
            "return W - 7 * alpha * v_dW / (s_dW + epsilon + t), v_dW, s_dW",
        ),
    ),
    ("bias_correction", "t unused", _cell("bias_correction", "return v / beta")),
    (
        "bias_correction",
        "beta unused, t looked at",
        _cell("bias_correction", "assert t >= 1", "return v / (1 - 0.9**t)"),
    ),
    ("half_life", "nothing of the kind", _cell("half_life", "return 100 * beta**2")),
    ("half_life", "nan", _cell("half_life", "return np.float64('nan') * beta")),
    (
        "corrected_averages",
        "a little too large",
        _cell("corrected_averages", "return [1.25 * row for row in series]"),
    ),
    (
        "layer_gradient",
        "dW off",
        _cell(
            "layer_gradient",
            "return 0.7 * (inputs.T @ doutputs), doutputs.sum(axis=0, keepdims=True)",
        ),
    ),
    (
        "best_pair",
        "a 5 for a 4",
        _cell(
            "best_pair",
            "alpha = 5 / (curvature_W**0.5 + curvature_b**0.5) ** 2",
            "return alpha, (1 - (alpha * curvature_W) ** 0.5) ** 2",
        ),
    ),
)
