"""A function that raises is answered with what the error often means, and with its line."""

import re

import pytest

from optlearn.practice import check, raised
from tests.golden.learners import defined, of_lines

NO_ENTRIES = "What comes in may be one number, so it has no entries to look up or to loop over"
NO_CALCULATION = "Lists, tuples and text do not calculate"
COMMA = "A comma behind a value makes a tuple of it: look for one at the end of a line."
DIGITS = "To add up over the digits, `A` needs a column and `B` a row for each digit."
ENTRY_BY_ENTRY = "`@` and `np.dot` multiply matrices; the rule works entry by entry, with `*`."

#: The exercise, the lines that raise, and what helps.
CASES = (
    (
        "amsgrad",
        "return W, v_dW, s_dW, max(s_dW_max, s_dW)",
        "`max` looks for one entry",
    ),
    (
        "amsgrad",
        "return W, v_dW, s_dW, min(s_dW_max, s_dW)",
        "`min` looks for one entry",
    ),
    ("amsgrad", "s_dW_max = np.max(s_dW_max, s_dW)", "`np.max` looks for one entry"),
    ("amsgrad", "s_dW_max = np.max(s_dW, dW, axis=0)", "`np.maximum(a, b)` and"),
    (
        "momentum",
        "if dW > 0: W = -W\nreturn W, v_dW",
        "an `if` cannot decide for all its entries at once",
    ),
    ("half_life", "return np.log(0.5, beta)", "a quotient of two logarithms"),
    ("rmsprop", "return W, beta * s_dW + dW ^ 2", "power is `**`"),
    ("bias_correction", "return v / (1 - beta ^ t)", "power is `**`"),
    ("rmsprop", "import math\nreturn W, math.sqrt(dW) * s_dW", "of a number that has none"),
    ("momentum", "import math\nreturn W, v_dW * math.copysign(1, dW)", "such as `np.sqrt`"),
    ("half_life", "import math\nreturn math.log(-beta)", "of a number that has none"),
    ("bias_correction", "return float(v) / (1 - beta**t)", "`float` and the functions"),
    ("momentum", "return my_momentum(W, dW, v_dW, t=t, alpha=alpha, beta=beta)", "calls itself"),
    ("momentum", "return W - alpha(v_dW), v_dW", "a product needs its sign, `a * (b + c)`"),
    ("bias_correction", "return v(1 - beta**t)", "a product needs its sign"),
    ("rmsprop", "return W, beta * s_dW + dW @ dW", ENTRY_BY_ENTRY),
    ("momentum", "return W, v_dW + (dW @ dW if dW.shape else dW)", "the rule works entry by entry"),
    ("layer_gradient", "return inputs @ doutputs, doutputs", DIGITS),
    ("layer_gradient", "return np.dot(inputs, doutputs), doutputs", DIGITS),
    ("layer_gradient", "return inputs * doutputs, doutputs", DIGITS),
    ("momentum", "return W, v_dW + dW.T", "a transpose or a product of matrices"),
    ("momentum", "np.broadcast_to(dW, (2,))[0] = 1", "put the result into a new array"),
    (
        "corrected_averages",
        "v = np.zeros(len(series))\nv[0] = series[0]\nreturn v",
        "`np.zeros_like",
    ),
    ("corrected_averages", "for t, x in series: pass", "`enumerate(series, start=1)` gives"),
    ("corrected_averages", "v = []\nv[0] = series[0]", "`append` adds to it"),
    ("corrected_averages", "v = []\nreturn v[-1] + series", "`append` adds to it"),
    ("corrected_averages", "return series[len(series)]", "the last of `n` values is number n - 1"),
    ("corrected_averages", "return sum(x[0] for x in series)", "a number or an array to calculate"),
    ("momentum", "return W, v_dW[0]", NO_ENTRIES),
    ("momentum", "return W, [beta * v for v in v_dW]", NO_ENTRIES),
    ("momentum", "for i in range(len(W)): pass", NO_ENTRIES),
    ("bias_correction", "return v / beta[t]", NO_ENTRIES),
    ("corrected_averages", "v = np.array([])\nv.append(1)", "Only a list can `append`"),
    ("rmsprop", "return W, np.squareroot(s_dW)", "NumPy calls it `np.sqrt`"),
    ("momentum", "return W, np.ema(v_dW)", "root is `np.sqrt`, its natural logarithm `np.log`"),
    ("rmsprop", "return W, s_dW.sqrt()", "It is a function of NumPy's: write `np.sqrt(…)`"),
    ("momentum", "V = beta * V\nreturn W, V", "This line needs a value of `V`"),
    ("momentum", "b = b - alpha * dW", "for `b` it is called again, with `b` in the place of `W`"),
    ("momentum", "v_db = beta * v_db", "Your function is given one parameter at a time"),
    ("momentum", "return W - alpha * db, v_dW", "Your function is given one parameter at a time"),
    ("momentum", "return W, v_dW + print()", "`None` is what a function without `return` gives"),
    ("momentum", "beta = 0, 9\nreturn W, v_dW * beta", NO_CALCULATION),
    ("momentum", "return W, beta * {}", NO_CALCULATION),
    ("bias_correction", "return v * (1 / (t - 1))", "The first step is number 1: `t` is 1 there"),
    ("corrected_averages", "return [1 / t for t, x in enumerate(series)]", "count from 0"),
    ("momentum", "import torch_and_more", "NumPy is all that it needs"),
    ("half_life", "return math.log(beta)", "Import it in a cell above: `import math`"),
    ("half_life", "return log(beta)", "NumPy has it: write `np.log`"),
    ("half_life", "return ln(beta)", "NumPy has it: write `np.log`"),
    ("momentum", "return W, beta * v_dw", "Did you mean `v_dW`?"),
    ("momentum", "return W - alpa * v_dW, v_dW", "Did you mean `alpha`?"),
    ("momentum", "return W, beta1 * v_dW", "Did you mean `beta`?"),
    ("adam", "return W, beta * v_dW, s_dW", "Did you mean `beta1` or `beta2`?"),
    ("momentum", "velocity = beta * v_dW\nreturn W, velcity", "Did you mean `velocity`?"),
    ("adam", "v_hat = v_dW\ns_hat = s_dW\nreturn v_hut, v_dW, s_dW", "Did you mean `v_hat`?"),
    ("momentum", "return W, s_dW", "`s_dW` is not among the names that the function is given: `W`"),
    (
        "momentum",
        "return W, exponential_average(v_dW, beta)",
        "Import it in a cell above: `from optlearn.averages import exponential_average`.",
    ),
    ("adamw", "return adam(W, dW, v_dW, s_dW)", "`from optlearn.rules import adam`."),
    ("momentum", "return W - gradient, v_dW", "`gradient` is not among the names"),
    ("momentum", "return W, my_average(v_dW)", "run the cell that defines it, in this notebook."),
    ("momentum", "v_dW = beta * v_dW,\nreturn W - alpha * v_dW, v_dW", COMMA),
    ("momentum", "v_dW = beta * v_dW,\nreturn W - v_dW / 2, v_dW", COMMA),
    ("rmsprop", "return W - np.sqrt(s_dW, epsilon), s_dW", "One argument too many: the last of"),
    (
        "amsgrad",
        "return W, v_dW, s_dW, np.power(s_dW_max, 2, epsilon)",
        "One argument too many: the last of them is where the result goes.",
    ),
    ("layer_gradient", "return inputs.T() @ doutputs, doutputs", "`.T` takes no parentheses."),
    ("layer_gradient", "return inputs.mT() @ doutputs, doutputs", "`.T` takes no parentheses."),
    ("layer_gradient", "return inputs.t @ doutputs, doutputs", "The transpose is `.T`, with a"),
    ("layer_gradient", "return doutputs.sum(keepdim=True), 0", "NumPy calls it `keepdims`."),
    ("rmsprop", "return W, np.sqaure(s_dW)", "Did you mean `np.square`?"),
    ("rmsprop", "return W, np.sqr(s_dW)", "NumPy calls it `np.square`."),
    ("corrected_averages", "out = []\nfor x in series: out = out.append(x)", "it stands alone"),
    (
        "corrected_averages",
        "t = np.arange(1, len(series) + 1)\nreturn series / (1 - beta**t)",
        "then needs an axis for each of theirs",
    ),
)


def verdict_on(name, body):
    """What a check says of a function with these lines."""
    return check(of_lines(name, body), name)


@pytest.mark.parametrize(("name", "body", "advice"), CASES)
def test_error_is_told_with_what_helps_and_with_its_line(name, body, advice):
    verdict = verdict_on(name, body)
    first, *_, last = repr(verdict).splitlines()[1:]
    assert verdict.finding == "raises"
    assert re.fullmatch(r"Your function raised `\w+Error`(: .*[^. ])?\.", first)
    assert advice in repr(verdict)
    assert re.fullmatch(r"line \d:  .+", last)


@pytest.fixture(scope="module")
def all_that_is_said():
    return [repr(verdict_on(name, body)) for name, body, _ in CASES]


# Named without the backslashes of a pattern, which not everything that runs single tests can say.
@pytest.mark.parametrize("clue", raised.CLUES, ids=lambda clue: re.sub(r"\W+", " ", clue.text))
def test_every_clue_helps_with_an_error_of_a_real_function(clue, all_that_is_said, monkeypatch):
    monkeypatch.setattr(raised, "CLUES", [other for other in raised.CLUES if other is not clue])
    assert all_that_is_said != [repr(verdict_on(name, body)) for name, body, _ in CASES]


def test_name_of_numpy_that_means_something_else_by_now_is_noticed():
    cell = "np = 3\ndef my_rmsprop(W, dW, s_dW, *, t, alpha, beta, epsilon):\n    "
    text = repr(check(defined(f"{cell}return W, np.sqrt(s_dW)"), "rmsprop"))
    assert "`np` is no longer NumPy: run the cell with `import numpy as np` again." in text
    assert "from the notebook" not in text
