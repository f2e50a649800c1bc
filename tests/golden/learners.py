"""What learners write, right and wrong: functions with a known mistake, and whole cells.

Cells are text and not functions of a module, because a verdict shows the line of a cell and its
number, which must not change when a line is added elsewhere.
"""

import linecache
import re
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

#: What is special about a cell, and the cell.
Cells = tuple[tuple[str, str], ...]


def exercise_of(cell: str) -> str:
    """The exercise that a cell solves, which is in the name of its function."""
    (name,) = re.findall(r"def my_(\w+)\(", cell)
    return str(name)


def defined(cell: str, heading: str = "cell") -> Callable[..., Any]:
    """Run a cell and return its `my_…`, which tells its lines as a function of a notebook does."""
    file = f"<{heading}>"
    linecache.cache[file] = (len(cell), None, cell.splitlines(keepends=True), file)
    namespace: dict[str, Any] = {"__name__": "__main__"}
    exec("import numpy as np; from optlearn.practice.limits import TimeUp", namespace)
    exec(compile(cell, file, "exec"), namespace)
    return namespace[f"my_{exercise_of(cell)}"]  # type: ignore[no-any-return]


def of_lines(name: str, body: str) -> Callable[..., Any]:
    """A learner's answer to an exercise: its first line as the lesson gives it, and these lines."""
    exercise = EXERCISES[name]
    settings = ("*", *exercise.keywords) if exercise.keywords else ()
    head = f"def my_{name}({', '.join((*exercise.takes, *settings))}):"
    return defined("\n    ".join([head, *body.splitlines()]))


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
        "as the lesson gives it",
        _cell("momentum", "v_dW = ...", "W = ...", "return W, v_dW"),
    ),
    (
        "half written",
        _cell("momentum", "v_dW = ...", "W = W - alpha * v_dW", "return W, v_dW"),
    ),
    ("only described", _cell("momentum", '"""To be written."""')),
)

FORMS: Cells = (
    ("a list", _momentum("return [W - alpha * v_dW, v_dW]")),
    ("one value", _momentum("return W - alpha * v_dW")),
    ("no return", _momentum("W = W - alpha * v_dW")),
    ("a print for a return", _momentum("print(W - alpha * v_dW, v_dW)")),
    (
        "the setting of the first descent",
        _cell(
            "bias_correction", "v = v / (1 - beta**t)", "return v if np.ndim(beta) == 0 else v[0]"
        ),
    ),
    ("three values", _momentum("return W - alpha * v_dW, v_dW, t")),
    ("a dict", _momentum("return {'W': W - alpha * v_dW, 'v_dW': v_dW}")),
    ("W as a list", _momentum("return (W - alpha * v_dW).tolist(), v_dW")),
    ("W as a tuple", _momentum("return (W - alpha * v_dW,), v_dW")),
    ("text", _momentum("return 'W', v_dW")),
    ("None for the average", _momentum("return W - alpha * v_dW, None")),
    ("whole numbers", _momentum("return (W - alpha * v_dW).astype('int64'), v_dW")),
    ("true or false", _momentum("return W > alpha * v_dW, v_dW")),
    ("complex numbers", _momentum("return W - alpha * v_dW + 0j, v_dW")),
    ("ragged rows", _momentum("return [[1.0], [1.0, 2.0]], v_dW")),
    ("a mean", _momentum("return W - alpha * v_dW, np.mean(v_dW)")),
    ("a flat array", _momentum("return W - alpha * v_dW, np.ravel(v_dW)")),
    (
        "db before dW",
        _cell("layer_gradient", "return doutputs.sum(axis=0, keepdims=True), inputs.T @ doutputs"),
    ),
    ("a generator", _momentum("yield W - alpha * v_dW, v_dW")),
    ("a coroutine", "async " + _momentum(_RIGHT)),
    (
        "an average written in place",
        _cell("momentum", "v_dW *= beta", "v_dW += (1 - beta) * dW", _RIGHT),
    ),
    (
        "a gradient written in place",
        _cell("momentum", "dW *= 1 - beta", "v_dW = beta * v_dW + dW", _RIGHT),
    ),
    (
        "a setting written in place",
        _momentum("W = W - alpha * v_dW", "alpha *= 0.5", "return W, v_dW"),
    ),
    (
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
        "random numbers",
        _momentum("return W - alpha * v_dW * np.random.default_rng().random(), v_dW"),
    ),
    ("no argument t", _momentum(_RIGHT).replace(" t,", "")),
    ("an argument too few", _momentum(_RIGHT).replace(" v_dW,", "", 1)),
    ("no comma", _cell("gradient_descent", "return W - alpha * dW")),
    ("a list", _cell("gradient_descent", "return [W - alpha * dW]")),
    ("two values", _cell("gradient_descent", "return W - alpha * dW, dW")),
    ("no values", _cell("gradient_descent", "return ()")),
    (
        "a comma too many",
        _cell("exponential_average", "return beta * v + (1 - beta) * theta,"),
    ),
    (
        "two values",
        _cell("exponential_average", "return beta * v + (1 - beta) * theta, theta"),
    ),
    ("a comma too many", _cell("half_life", "return np.log(0.5) / np.log(beta),")),
    ("a whole number", _cell("half_life", "return 7")),
    ("a list", _cell("half_life", "return [np.log(0.5) / np.log(beta)]")),
    ("a sum", _cell("bias_correction", "return np.sum(v) / (1 - beta**t)")),
    ("the last alone", _cell("corrected_averages", "return series[-1]")),
    ("three rows", _cell("corrected_averages", "return series[:3]")),
    (
        "the other axis",
        _cell(
            "layer_gradient",
            "return inputs.T @ doutputs, doutputs.sum(axis=1, keepdims=True)",
        ),
    ),
    (
        "the transpose",
        _cell(
            "layer_gradient",
            "return doutputs.T @ inputs, doutputs.sum(axis=0, keepdims=True)",
        ),
    ),
    (
        "a row that is none",
        _cell("layer_gradient", "return inputs.T @ doutputs, doutputs.sum(axis=0)"),
    ),
    ("alpha alone", _cell("best_pair", "return 4.0")),
    ("a return in an if", _momentum("if t > 2:", f"    {_RIGHT}")),
    ("a constant", _momentum("return W - alpha * v_dW, 0")),
    ("a comma at the end of a line", _momentum("W = W - alpha * v_dW,", "return W, v_dW")),
    (
        "a comma in the line above",
        _cell(
            "rmsprop",
            "s_dW = beta * s_dW + (1 - beta) * dW**2,",
            "return W - alpha * dW / (np.sqrt(s_dW) + epsilon), s_dW",
        ),
    ),
    ("an array of one", _cell("half_life", "return np.array([np.log(0.5) / np.log(beta)])")),
    (
        "an array of the notebook",
        _cell("bias_correction", "return days / (1 - beta**t)", before="days = np.ones(60)\n"),
    ),
    ("an input written in place", _cell("layer_gradient", "doutputs *= 2", "return inputs, 0")),
    ("a mean that is wrong before", _cell("bias_correction", "return np.mean(v)")),
)

#: What libraries say differs from version to version, so most cells raise their words themselves.
_OF_A_MEAN = (
    "s_dW = beta * s_dW + (1 - beta) * np.mean(dW**2)",
    "return W - alpha * dW / (s_dW**0.5 + epsilon), s_dW",
)

_KEEPDIM = "\"sum() got an unexpected keyword argument 'keepdim'\""

#: What is special about an exception, the exercise that meets it, and the words of Python or NumPy.
_RAISED = (
    (
        "a second array for a logarithm",
        "half_life",
        "TypeError",
        "return arrays must be of ArrayType",
    ),
    ("a root of what has none", "half_life", "ValueError", "math domain error"),
    ("a product without its sign", "momentum", "TypeError", "'float' object is not callable"),
    (
        "matrices that do not fit",
        "layer_gradient",
        "ValueError",
        "shapes (2,3) and (2,4) not aligned",
    ),
    (
        "shapes that do not fit",
        "momentum",
        "ValueError",
        "operands could not be broadcast together",
    ),
    (
        "shapes of a layer that do not fit",
        "layer_gradient",
        "ValueError",
        "operands could not be broadcast together",
    ),
    (
        "a matrix for an entry",
        "momentum",
        "ValueError",
        "setting an array element with a sequence.",
    ),
    (
        "a matrix for an entry of a series",
        "corrected_averages",
        "ValueError",
        "setting an array element with a sequence.",
    ),
    ("an empty list", "corrected_averages", "IndexError", "list index out of range"),
    ("an index too far", "corrected_averages", "IndexError", "index 9 is out of bounds for axis 0"),
    ("an entry of a number", "momentum", "IndexError", "invalid index to scalar variable."),
    (
        "an entry of a number in a series",
        "corrected_averages",
        "IndexError",
        "invalid index to scalar variable.",
    ),
    (
        "an array that is to grow",
        "momentum",
        "AttributeError",
        "'numpy.ndarray' object has no attribute 'append'",
    ),
    (
        "another name for NumPy's",
        "momentum",
        "AttributeError",
        "module 'numpy' has no attribute 'ln'",
    ),
    ("no name of NumPy's", "momentum", "AttributeError", "module 'numpy' has no attribute 'ema'"),
    (
        "a function as a method",
        "momentum",
        "AttributeError",
        "'float' object has no attribute 'sqrt'",
    ),
    ("an unknown method", "momentum", "AttributeError", "'float' object has no attribute 'ema'"),
    (
        "a value that comes later",
        "momentum",
        "UnboundLocalError",
        "cannot access local variable 'V'",
    ),
    ("the other parameter", "momentum", "UnboundLocalError", "cannot access local variable 'b'"),
    ("None in a sum", "momentum", "TypeError", "unsupported operand type(s) for +: 'NoneType'"),
    (
        "a decimal comma",
        "momentum",
        "TypeError",
        "can't multiply sequence by non-int of type 'float'",
    ),
    (
        "a division by 0 in a series",
        "corrected_averages",
        "ZeroDivisionError",
        "division by zero at t = 0",
    ),
    ("a division by 0 without steps", "half_life", "ZeroDivisionError", "division by zero, t = 0"),
    ("a package that is not there", "momentum", "ModuleNotFoundError", "No module named 'torch'"),
)

EXCEPTIONS: Cells = (
    ("a division by 0", _momentum("return W / (1 / (t - t)), v_dW")),
    (
        "an exception in a helper",
        _cell(
            "momentum",
            "v_dW = average(v_dW, dW)",
            _RIGHT,
            before="def average(v, x):\n    raise ValueError('not today')\n\n\n",
        ),
    ),
    ("an exception without a word", _momentum("raise AssertionError")),
    ("an exit", _momentum("raise SystemExit(3)")),
    (
        "an if",
        _momentum("raise ValueError('The truth value of an array is ambiguous')"),
    ),
    (
        "a power written with ^",
        _momentum("raise TypeError('unsupported operand type(s) for ^')"),
    ),
    (
        "a power of an array written with ^",
        _momentum("raise TypeError(\"ufunc 'bitwise_xor' not supported\")"),
    ),
    (
        "math.sqrt of a matrix",
        _momentum("raise TypeError('only 0-dimensional arrays can be converted')"),
    ),
    (
        "math.sqrt of a matrix, older words",
        _momentum("raise TypeError('only length-1 arrays can be converted')"),
    ),
    (
        "a function that calls itself",
        _momentum("raise RecursionError('maximum recursion depth exceeded')"),
    ),
    ("a matrix product", _momentum("raise ValueError('matmul: mismatch')")),
    (
        "a read-only array",
        _momentum("raise ValueError('assignment destination is read-only')"),
    ),
    ("the larger of two arrays", _momentum("return W, max(v_dW, np.ones(2))")),
    ("the smaller of two arrays", _momentum("return W, min(v_dW, np.ones(2))")),
    ("an array for an axis", _momentum("return W, np.max(v_dW, np.ones(2))")),
    ("a count without enumerate", _cell("corrected_averages", "for t, v in series: pass")),
    *((heading, _cell(name, f"raise {kind}({text!r})")) for heading, name, kind, text in _RAISED),
    ("an unknown name", _momentum("return W - alpha * s_dW, v_dW")),
    ("no import", _momentum("return W - alpha * v_dW * math.pi, v_dW")),
    ("a function of NumPy's", _momentum("return W - alpha * sqrt(v_dW), v_dW")),
    (
        "an array of the notebook",
        _cell("momentum", "return W + old[9], v_dW", before="old = np.zeros(3)\nrate = 0.1\n"),
    ),
    (
        "two numbers of the notebook",
        _cell(
            "momentum",
            "v_dW = share * v_dW + (1 - beta) * dW",
            "return W - rate * v_dW, v_dW",
            before="share, rate = 0.7, 0.1\n",
        ),
    ),
    ("a typo", _momentum("W = W - alpa * v_dW", _RIGHT)),
    ("one of two betas", _cell("adam", "return W, beta * v_dW, s_dW")),
    ("a function of the package", _momentum("return W, correct(v_dW, beta, t)")),
    ("a function of another cell", _momentum("return W, my_average(v_dW)")),
    ("another np", _momentum("return W, np.sqrt(v_dW)", before="np = 3\n")),
    ("a typo in a name of NumPy's", _momentum("return W, np.sqaure(v_dW)")),
    (
        "a comma at the end of a line",
        _cell("momentum", "v_dW = beta * v_dW + (1 - beta) * dW,", _RIGHT),
    ),
    ("a third array", _momentum("return W, np.power(v_dW, 2, dW)")),
    ("a called transpose", _cell("layer_gradient", "return inputs.T() @ doutputs, doutputs")),
    ("a small t", _cell("layer_gradient", "return inputs.t @ doutputs, doutputs")),
    ("keepdim", _cell("layer_gradient", "raise TypeError(KEEPDIM)").replace("KEEPDIM", _KEEPDIM)),
    (
        "what append returns",
        _cell("corrected_averages", "out = []", "for v in series:", "    out = out.append(v)"),
    ),
    ("an endless loop", _momentum("raise TimeUp")),
    ("an endless loop without steps", _cell("half_life", "raise TimeUp")),
    ("far too much memory", _momentum("raise MemoryError")),
)

UNKNOWN: Cells = (
    ("W as it came", _momentum("W_new = W - alpha * v_dW", "return W, v_dW")),
    (
        "both as they came",
        _cell(
            "momentum",
            "v = beta * v_dW + (1 - beta) * dW",
            "W_new = W - alpha * v",
            "return W, v_dW",
        ),
    ),
    ("v as it came, corrected beside it", _cell("bias_correction", "new = v / beta", "return v")),
    ("v stays at 0", _cell("exponential_average", "return beta * v + (1 - beta) * v")),
    ("both stay at 0", _cell("adam", "return W * t, beta1 * v_dW, beta2 * s_dW")),
    ("dW for v_dW", _momentum("return W - alpha * v_dW, dW")),
    ("beta alone", _cell("half_life", "return beta")),
    ("v_dW twice", _momentum("return v_dW, v_dW")),
    ("a whole division", _momentum("return W - alpha * v_dW // 1, v_dW")),
    (
        "a count from 0",
        _cell("bias_correction", "for i in range(t):", "    v = v / (1 - beta**i)", "return v"),
    ),
    (
        "a wrong correction",
        _cell(
            "adam",
            "v_dW = beta1 * v_dW + (1 - beta1) * dW",
            "s_dW = beta2 * s_dW + (1 - beta2) * dW**2",
            "v = v_dW / (1 - beta1**t)",
            "s = 3 * s_dW / (1 - beta2**t)",
            "return W - alpha * v / (np.sqrt(s) + epsilon), v_dW, s_dW",
        ),
    ),
    ("v forgotten", _cell("bias_correction", "return 1 / (1 - beta**t)")),
    ("v as it came", _cell("exponential_average", "new = beta * v + theta", "return v")),
    ("no sign", _cell("gradient_descent", "return (W - alpha * abs(dW),)")),
    ("two memories", _cell("exponential_average", "return beta**2 * v + (1 - beta) * theta")),
    (
        "the settings of the first descent",
        _cell(
            "momentum",
            "alpha, beta = np.ravel(alpha)[0], np.ravel(beta)[0]",
            "v_dW = beta * v_dW + (1 - beta) * dW",
            _RIGHT,
        ),
    ),
    ("a mean of the squares", _cell("rmsprop", *_OF_A_MEAN)),
    (
        "a mistake that prints",
        _momentum("print(v_dW)", "return W - 1.01 * alpha * v_dW, v_dW"),
    ),
    ("W a little off", _momentum("return W - 1.01 * alpha * v_dW, v_dW")),
    (
        "an average off",
        _cell("momentum", "v_dW = beta * v_dW + (1 - beta) * dW + 0.25", _RIGHT),
    ),
    (
        "off from step 2 on",
        _momentum("v_dW = v_dW * (1 if t < 2 else 3)", _RIGHT),
    ),
    (
        "off in everything",
        _cell("momentum", "v_dW = 3 * beta * v_dW + 4 * (1 - beta) * dW", _RIGHT),
    ),
    (
        "off for a matrix",
        _momentum("return W - alpha * v_dW * np.size(W), v_dW"),
    ),
    (
        "all off for a matrix",
        _cell("momentum", "v_dW = beta * v_dW + (1 - beta) * dW * np.size(dW)", _RIGHT),
    ),
    (
        "a number in the way",
        _cell("momentum", "v_dW = beta * v_dW + 0.1 * dW", _RIGHT),
    ),
    (
        "two mistakes at once",
        _cell("momentum", "v_dW = beta * v_dW + dW", "return W + alpha * v_dW, v_dW"),
    ),
    ("alpha unused", _cell("gradient_descent", "return (W - 0.1 * dW,)")),
    (
        "only the sign of a number",
        _cell("gradient_descent", "return (-(W - alpha * dW),)"),
    ),
    (
        "an abs too many",
        _cell("gradient_descent", "return (abs(W) - alpha * dW,)"),
    ),
    (
        "a step a million times too long",
        _cell("gradient_descent", "return (W - 1e6 * alpha * dW,)"),
    ),
    (
        "alpha unused, epsilon looked at",
        _cell(
            "rmsprop",
            "assert np.all(epsilon > 0)",
            "s_dW = beta * s_dW + (1 - beta) * dW**2",
            "return W - 0.1 * dW / (s_dW**0.5 + epsilon), s_dW",
        ),
    ),
    (
        "a little too much",
        _cell("exponential_average", "return beta * v + (1 - beta) * theta + 0.05"),
    ),
    (
        "alpha unused, beta looked at",
        _momentum("assert np.all(beta < 1)", "return W - 0.1 * v_dW, v_dW"),
    ),
    (
        "beta unused",
        _cell("exponential_average", "return 0.9 * v + 0.1 * theta"),
    ),
    (
        "three unused",
        _cell(
            "rmsprop",
            "s_dW = 0.9 * s_dW + 0.1 * dW**2",
            "return W - 0.3 * dW / (s_dW**0.5 + 1e-8), s_dW",
        ),
    ),
    (
        "two averages right",
        _cell(
            "adam",
            "v_dW = beta1 * v_dW + (1 - beta1) * dW",
            "s_dW = beta2 * s_dW + (1 - beta2) * dW**2",
            "return W - 7 * alpha * v_dW / (s_dW + epsilon + t), v_dW, s_dW",
        ),
    ),
    ("t unused", _cell("bias_correction", "return v / beta")),
    (
        "beta unused, t looked at",
        _cell("bias_correction", "assert t >= 1", "return v / (1 - 0.9**t)"),
    ),
    ("nothing of the kind", _cell("half_life", "return 100 * beta**2")),
    ("nan", _cell("half_life", "return np.float64('nan') * beta")),
    (
        "a little too large",
        _cell("corrected_averages", "return [1.25 * row for row in series]"),
    ),
    (
        "dW off",
        _cell(
            "layer_gradient",
            "return 0.7 * (inputs.T @ doutputs), doutputs.sum(axis=0, keepdims=True)",
        ),
    ),
    (
        "a 5 for a 4",
        _cell(
            "best_pair",
            "alpha = 5 / (curvature_W**0.5 + curvature_b**0.5) ** 2",
            "return alpha, (1 - (alpha * curvature_W) ** 0.5) ** 2",
        ),
    ),
)
