"""Every formula of a lesson, displayed or within a line, comes to what the package computes.

The formula is read as it stands, TeX or pseudocode, and computed with random numbers. The table
says, for each, what its names are and, for a term without an equals sign, what it must come to.
"""

import ast
import re
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from optlearn import Bowl, descend, later_rules, network, rules
from optlearn.averages import (
    correct,
    exponential_average,
    half_life,
    running_mean,
    weights,
    window,
)
from optlearn.player.sliders import uncorrected
from optlearn.theory import best_pair, critical_beta, stable_alpha
from tests.lessons.reading import LESSONS, text
from tests.lessons.tex import equations, sides

BOWL = Bowl()


class Random:
    """Random numbers under the names of the course; averages and rules computed with them."""

    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)
        self.W, self.b, self.dW, self.v, self.g = self.rng.normal(size=5)
        self.s, self.alpha, self.epsilon, self.decay = self.rng.uniform(0.01, 0.5, 4)
        self.beta, self.beta1, self.beta2 = self.rng.uniform(0.1, 0.95, 3)
        self.low, self.high = np.sort(self.rng.uniform(0.1, 5, 2))
        self.t = int(self.rng.integers(2, 9))
        self.series = self.rng.normal(size=self.t)

    @property
    def best_rate(self):
        """The rate with which the worse of two directions keeps least, and what it keeps."""
        alphas = np.linspace(0, 2 / self.high, 1_000_001)
        kept = [abs(rules.gradient_descent(1, x, t=1, alpha=alphas)[0]) for x in self.curvatures]
        worse = np.maximum(*kept)
        return alphas[worse.argmin()], worse.min()

    @property
    def curvatures(self):
        return self.low, self.high

    def kept(self, alpha, beta, curvature):
        """Shares of the distance that a step of the heavy ball keeps, in its two proper ways."""
        columns = [
            rules.heavy_ball(W, curvature * W, v, t=1, alpha=alpha, beta=beta)
            for W, v in ((1.0, 0.0), (0.0, 1.0))
        ]
        return np.linalg.eigvals(np.transpose(columns))

    @property
    def swinging(self):
        """Settings and a curvature with which the heavy ball swings, and the share it keeps."""
        alpha = self.alpha / self.high
        beta = self.rng.uniform(critical_beta(alpha, self.high), 1)
        return alpha, beta, self.kept(alpha, beta, self.high)

    def too_long(self):
        """How many times too long a step of Adam is without correction, on a steady slope."""
        settings = {"alpha": 1, "beta1": self.beta1, "beta2": self.beta2, "epsilon": 0}
        steps = [
            np.diff(descend(rule, {"W": 0.0}, lambda W: {"W": 1.0}, self.t, **settings)["W"])[-1]
            for rule in (uncorrected(rules.adam), rules.adam)
        ]
        return steps[0] / steps[1]

    @cache  # noqa: B019 - as many as there are tests
    def layers(self):
        """A small network: its images, its parameters, hidden values and logarithms."""
        shapes = {"W1": (4, 3), "b1": (1, 3), "W2": (3, 2), "b2": (1, 2)}
        params = {name: self.rng.normal(size=shape) for name, shape in shapes.items()}
        images = self.rng.normal(size=(5, 4))
        return images, params, *network.forward(images, **params)


def averaged(r, beta):
    """Names of the last two averages of a series."""
    before, now = exponential_average(r.series, beta)[-2:]
    return {"v_t": now, "v_t-1": before, "theta_t": r.series[-1], "beta": beta}


def first_average(r):
    """What an average was before its first value."""
    return (exponential_average([r.g], r.beta)[0] - (1 - r.beta) * r.g) / r.beta


def three(r):
    values = dict(zip(("theta_1", "theta_2", "theta_3"), r.series[[0, 1, 0]], strict=True))
    return {"v_3": exponential_average(list(values.values()), r.beta)[2], "beta": r.beta} | values


def mean(r):
    before, now = running_mean(r.series)[-2:]
    return {"v_t": now, "v_t-1": before, "theta_t": r.series[-1], "t": r.t}


def young(r):
    return {"beta": r.beta, "t": r.t}, weights(r.beta, r.t).sum()


def lag(r):
    climb = np.arange(5000.0)
    return {"beta": r.beta}, climb[-1] - exponential_average(climb, r.beta)[-1]


def goh(r):
    alpha, beta = best_pair(*r.curvatures)
    return {
        "alpha": alpha, "beta": beta, "kappa": r.high / r.low,
        "lambda_1": r.low, "lambda_2": r.high, "lambda_W": r.low, "lambda_b": r.high,
    }  # fmt: skip


def plain(r):
    """Gradient descent at its best rate."""
    alpha, kept = r.best_rate
    values = {"lambda_1": r.low, "lambda_2": r.high, "alpha": alpha, "kappa": r.high / r.low}
    return values | {"lambda_max": r.high}, alpha, kept


def stable(r):
    return {"lambda_max": r.high, "lambda": r.high, "alpha": stable_alpha(0, r.high)}


def factor(r):
    W = rules.gradient_descent(r.W, r.high * r.W, t=1, alpha=r.alpha)[0]
    return {"alpha": r.alpha, "lambda": r.high}, W / r.W


def bowl_step(r):
    dW = BOWL.gradient(r.W, r.b)["W"]
    return {"W": r.W, "alpha": r.alpha}, rules.gradient_descent(r.W, dW, t=1, alpha=r.alpha)[0]


def velocity(rule):
    def facts(r):
        values = {"v_dW": r.v, "dW": r.dW, "beta": r.beta}
        return values, rule(r.W, r.dW, r.v, t=1, alpha=r.alpha, beta=r.beta)[1]

    return facts


def share_taken_in(r):
    """What an average that starts at 0 holds after one step, for a slope of 1."""
    return {"beta": r.beta}, rules.momentum(0, 1, 0, t=1, alpha=1, beta=r.beta)[1]


def as_large(r):
    """How many times as large the sum of slopes is as their average."""
    slopes = {"t": 1, "alpha": 1, "beta": r.beta}
    ball, average = (rule(0, r.dW, 0, **slopes)[1] for rule in (rules.heavy_ball, rules.momentum))
    return {"beta": r.beta}, ball / average


def first_stride(r):
    values = {"alpha": r.alpha, "beta": r.beta}
    return values, -rules.rmsprop(0, abs(r.dW), 0, t=1, epsilon=0, **values)[0]


def in_alphas(r):
    values, stride = first_stride(r)
    return values, stride / r.alpha


def highest_rate(r):
    settings = {"alpha": r.alpha, "epsilon": r.epsilon}
    return settings, -rules.rmsprop(0, 1e-200, 0, t=1, beta=r.beta, **settings)[0] / 1e-200


def misprint(r):
    """The rule, given the wrong average to carry on."""
    values = {"v_dW": r.s, "dW": r.dW, "beta": r.beta}
    return values, rules.rmsprop(r.W, r.dW, r.s, t=1, alpha=1, beta=r.beta)[1]


def root(r):
    """What RMSprop divides by, once its average has come to s."""
    W = rules.rmsprop(0, r.dW, (r.s - 0.5 * r.dW**2) / 0.5, t=1, alpha=1, beta=0.5, epsilon=0)[0]
    return {"s": r.s}, -r.dW / W


def too_long_for_rmsprop(r):
    s = exponential_average(np.ones(r.t), r.beta)
    strides = [
        rules.rmsprop(0, 1, before, t=1, alpha=1, beta=r.beta, epsilon=0)[0]
        for before in ([0, *s][r.t - 1], 1)
    ]
    return {"beta": r.beta, "t": r.t}, strides[0] / strides[1]


def corrected(r):
    values = {"v_t": r.v, "v_hat_t": correct(r.v, r.beta, r.t), "beta": r.beta, "t": r.t}
    return values | {"v_dW": r.v}, values["v_hat_t"]


def adam(r):
    values = {"W": r.W, "alpha": r.alpha, "epsilon": r.epsilon}
    settings = {"beta1": r.beta1, "beta2": r.beta2}
    W, v, s = rules.adam(r.W, r.dW, r.v, r.s, t=r.t, alpha=r.alpha, epsilon=r.epsilon, **settings)
    return values | {"v_hat": correct(v, r.beta1, r.t), "s_hat": correct(s, r.beta2, r.t)}, W


def steady(r):
    v, s = exponential_average(np.full((r.t, 1), [r.g]), r.beta1), np.full(r.t, r.g**2)
    s_hat = correct(exponential_average(s, r.beta2)[-1], r.beta2, r.t)
    return {"v_hat": correct(v[-1, 0], r.beta1, r.t), "s_hat": s_hat, "g": r.g}


def spike(_):
    return {}, -rules.adam(0.0, 7.0, 0.0, 0.0, t=10**6, alpha=1, epsilon=0)[0]


def taken_in(setting, average, power):
    def facts(r):
        W = rules.adam(0, r.dW, 0, 0, t=1, **{setting: getattr(r, setting)})
        return {setting: getattr(r, setting)}, W[average] / r.dW**power

    return facts


def forwards(r):
    images, params, hidden, log_probabilities = r.layers()
    scores = images @ params["W1"] + params["b1"]
    scores = np.maximum(scores, 0) @ params["W2"] + params["b2"]
    scores = log_probabilities + np.log(np.exp(scores).sum(axis=1, keepdims=True))
    values = {f"{name[0]}_{name[1]}": W for name, W in params.items()}
    return values | {"images": images, "hidden": hidden, "scores": scores}


def cross_entropy(r):
    images, params, _, log_probabilities = r.layers()
    J = network.cost(images[:1], np.array([1]), **params)
    return {"p": np.exp(log_probabilities[0, 1])}, J


def blind(r):
    params = {name: 0 * W for name, W in network.initial_weights(0).items()}
    return {}, network.cost(r.rng.uniform(size=(3, 64)), np.array([1, 5, 9]), **params)


def cut_off(r):
    row = r.rng.normal(size=(1, 3))
    params = {"W1": np.eye(3), "b1": np.zeros((1, 3))}
    rest = {"W2": np.ones((3, 2)), "b2": np.zeros((1, 2))}
    return {"cdot": row}, network.forward(row, **params, **rest)[0]


def layer(r):
    images, params, _, _ = r.layers()
    values = {"inputs": images, "W": params["W1"], "b": params["b1"], "X": images}
    return values, images @ values["W"] + values["b"]


def pull(r):
    inputs, doutputs = r.rng.normal(size=(1, 4)), r.rng.normal(size=(1, 3))
    dW, _ = network.layer_gradient(inputs, doutputs)
    return {"inputs": inputs, "doutputs": doutputs, "i": 2, "j": 1}, dW[2, 1:2]


def swings(times):
    def facts(r):
        _, beta, kept = r.swinging
        return {"beta": beta}, times * abs(kept)

    return facts


def characteristic(r):
    alpha, beta, kept = r.swinging
    return {"alpha": alpha, "beta": beta, "lambda": r.high, "x": kept[0]}


def decayed(r):
    values = {"W": r.W, "dW": r.dW, "alpha": r.alpha, "lambda": r.decay, "weight_decay": r.decay}
    slope = later_rules.adam_l2(r.W, r.dW, 0, 0, t=1, beta1=0, weight_decay=r.decay)[1]
    return values, rules.gradient_descent(r.W, slope, t=1, alpha=r.alpha)[0]


def added_decay(r):
    values, _ = decayed(r)
    return values, later_rules.adam_l2(r.W, r.dW, 0, 0, t=1, beta1=0, weight_decay=r.decay)[1]


def shrinking_rate(r):
    settings = {"alpha": r.alpha, "decay": r.decay}
    step = later_rules.decaying_gradient_descent(0, r.dW, t=r.t, **settings)[0]
    return settings | {"t": r.t}, -step / r.dW


FORMULAS = [
    ("01", r"J(W, b) = 0.1\,W^2 + 2\,b^2", lambda r: {"J": BOWL, "W": r.W, "b": r.b}),
    ("01", "dW = 0.2 * W", lambda r: ({"W": r.W}, BOWL.gradient(r.W, r.b)["W"])),
    ("01", r"W - \alpha\,(0.2\,W) = (1 - 0.2\,\alpha)\,W", bowl_step),
    ("01", r"1 - \alpha\lambda", factor),
    ("01", r"\alpha = 2/\lambda_{\max}", stable),
    ("01", r"1-\alpha\lambda_1 = -(1-\alpha\lambda_2)", lambda r: plain(r)[0]),
    ("01", r"\alpha = \frac{2}{\lambda_1 + \lambda_2}, \qquad \text{where a step leaves}\quad "
     r"\frac{\kappa - 1}{\kappa + 1}", plain),
    ("01", r"2/\lambda_{\max}", lambda r: (stable(r), stable_alpha(0, r.high))),
    ("01", r"2/(\lambda_1 + \lambda_2)", plain),
    ("02", r"v_t = v_{t-1} + \frac{1}{t}\,(\theta_t - v_{t-1})", mean),
    ("02", "1/t", lambda r: ({"t": r.t}, running_mean(np.eye(r.t)[-1])[-1])),
    ("02", r"v_t = v_{t-1} + 0.1\,(\theta_t - v_{t-1}) = 0.9\,v_{t-1} + 0.1\,\theta_t",
     lambda r: averaged(r, 0.9)),
    ("02", r"v_t = \beta\,v_{t-1} + (1 - \beta)\,\theta_t, \qquad v_0 = 0",
     lambda r: averaged(r, r.beta) | {"v_0": first_average(r)}),
    ("02", r"v_3 = (1-\beta)\,\theta_3 + (1-\beta)\,\beta\,\theta_2 + (1-\beta)\,\beta^2\,\theta_1",
     three),
    ("02", "v = beta * v + (1 - beta) * theta",
     lambda r: ({"v": averaged(r, r.beta)["v_t-1"], "beta": r.beta, "theta": r.series[-1]},
                averaged(r, r.beta)["v_t"])),
    ("02", "v + (1 - beta) * (theta - v)",
     lambda r: ({"v": averaged(r, r.beta)["v_t-1"], "beta": r.beta, "theta": r.series[-1]},
                averaged(r, r.beta)["v_t"])),
    ("02", r"1 - \beta^t", young),
    ("02", r"\beta^t", lambda r: (young(r)[0], 1 - young(r)[1])),
    ("02", r"1/(1-\beta)", lambda r: ({"beta": r.beta}, window(r.beta))),
    ("02", r"\ln\tfrac12 / \ln\beta", lambda r: ({"beta": r.beta}, half_life(r.beta))),
    ("02", r"\ln\tfrac12/\ln\beta", lambda r: ({"beta": r.beta}, half_life(r.beta))),
    ("02", r"\beta/(1-\beta)", lag),
    ("03", "v_dW = beta * v_dW + (1 - beta) * dW", velocity(rules.momentum)),
    ("03", "v_dW = beta * v_dW + dW", velocity(rules.heavy_ball)),
    ("03", "(1 - beta)", share_taken_in),
    ("03", r"1-\beta", share_taken_in),
    ("03", r"1/(1-\beta)", as_large),
    ("03", r"2/\lambda", lambda r: (stable(r), stable_alpha(0, r.high))),
    ("03", r"2(1+\beta)/\lambda",
     lambda r: ({"beta": r.beta, "lambda": r.high}, stable_alpha(r.beta, r.high))),
    ("03", r"\lambda = 4", lambda r: {"lambda": BOWL.curvature_b}),
    ("03", r"(1-\sqrt{\alpha\lambda})^2",
     lambda r: ({"alpha": r.alpha, "lambda": r.high}, critical_beta(r.alpha, r.high))),
    ("03", r"\sqrt\beta", swings(1)),
    ("03", r"1-\sqrt{\alpha\lambda_1} = \sqrt{\alpha\lambda_2}-1", goh),
    ("03", r"\alpha = \Big(\tfrac{2}{\sqrt{\lambda_1} + \sqrt{\lambda_2}}\Big)^2 \qquad "
     r"\beta = \Big(\tfrac{\sqrt{\lambda_2} - \sqrt{\lambda_1}}"
     r"{\sqrt{\lambda_2} + \sqrt{\lambda_1}}\Big)^2 \qquad "
     r"\sqrt\beta = \frac{\sqrt\kappa - 1}{\sqrt\kappa + 1}", goh),
    ("04", r"1-\beta", share_taken_in),
    ("04", r"\alpha/\sqrt{1-\beta}", first_stride),
    ("04", r"1/\sqrt{1-\beta}", in_alphas),
    ("04", "alpha / epsilon", highest_rate),
    ("04", "s_dW = beta * v_dW + (1 - beta) * dW**2", misprint),
    ("04", "dW**2",
     lambda r: ({"dW": r.dW}, rules.rmsprop(0, r.dW, 0, t=1, alpha=1, beta=0)[1])),
    ("05", r"1 - \beta^t", young),
    ("05", r"\hat v_t = \frac{v_t}{1 - \beta^t}", lambda r: corrected(r)[0]),
    ("05", "v_dW_corrected = v_dW / (1 - beta**t)", corrected),
    ("05", r"v_t = (1 - \beta^t)\,c",
     lambda r: young(r)[0]
     | {"c": r.g, "v_t": exponential_average(np.full(r.t, r.g), r.beta)[-1]}),
    ("05", "alpha * v_dW",
     lambda r: ({"alpha": r.alpha, "v_dW": r.v},
                -rules.momentum(0, 0, r.v / r.beta, t=1, alpha=r.alpha, beta=r.beta)[0])),
    ("05", r"\sqrt{s}", root),
    ("05", r"1/\sqrt{1-\beta^t}", too_long_for_rmsprop),
    ("05", r"\frac{1 - \beta_1^t}{\sqrt{1 - \beta_2^t}}",
     lambda r: ({"beta_1": r.beta1, "beta_2": r.beta2, "t": r.t}, r.too_long())),
    ("05", r"v_1 = \theta_1",
     lambda r: {"theta_1": r.g, "v_1": exponential_average([r.g], r.beta, corrected=True)[0]}),
    ("05", "1 - beta * t", lambda r: ({"beta": r.beta, "t": 1}, weights(r.beta, 1).sum())),
    ("05", "t = t + 1", lambda r: ({"t": r.t}, r.t + 1)),
    ("06", r"W \leftarrow W - \alpha\,\frac{\hat v}{\sqrt{\hat s} + \epsilon}", adam),
    ("06", r"\hat v = g", steady),
    ("06", r"\sqrt{\hat s} = |g|", steady),
    ("06", r"\sqrt{\hat s}", lambda r: (steady(r), abs(r.g))),
    ("06", "1 - beta1", taken_in("beta1", 1, 1)),
    ("06", "1 - beta2", taken_in("beta2", 2, 2)),
    ("06", r"0.1/\sqrt{0.001} = 3.16", spike),
    ("06", r"\sum x^2", lambda r: ({"x": r.series}, r.series @ r.series)),
    ("07", r"\text{hidden} = \max(0,\ \text{images}\,W_1 + b_1), \qquad "
     r"\text{scores} = \text{hidden}\,W_2 + b_2", forwards),
    ("07", r"-\log p", cross_entropy),
    ("07", r"\log 10", blind),
    ("07", r"\max(0, \cdot)", cut_off),
    ("07", "outputs = inputs @ W + b", layer),
    ("07", "X @ W", lambda r: (layer(r)[0], layer(r)[1] - layer(r)[0]["b"])),
    ("07", "inputs[:, i] * doutputs[:, j]", pull),
    ("08", r"\sqrt\beta", swings(1)),
    ("08", r"2\sqrt\beta", swings(2)),
    ("08", r"1 - \sqrt{\alpha\,\lambda_W} = \sqrt{\alpha\,\lambda_b} - 1", goh),
    ("08", r"\sqrt\alpha\,(\sqrt{\lambda_W} + \sqrt{\lambda_b}) = 2", goh),
    ("08", r"x^2 - (1 + \beta - \alpha\lambda)\,x + \beta = 0", characteristic),
    ("09", "alpha / (1 + decay * (t - 1))", shrinking_rate),
    ("09", r"W - \alpha\,(dW + \lambda W)", decayed),
    ("09", r"(1 - \alpha\lambda)\,W - \alpha\,dW", decayed),
    ("09", "dW = dW + weight_decay * W", added_decay),
]  # fmt: skip


def without_listings(lesson):
    return re.sub(r"```.*?```", "", text(lesson), flags=re.S)


def formulas(lesson):
    """Every formula of a lesson: displayed, within a line, and in code with an operation in it."""
    markdown = without_listings(lesson)
    displayed = re.findall(r"\$\$(.*?)\$\$", markdown, re.S)
    rest = re.sub(r"\$\$.*?\$\$", "", markdown, flags=re.S)
    inline = [tex for tex in re.findall(r"\$([^$\n]+)\$", rest) if is_more_than_a_name(tex)]
    code = [line for line in re.findall(r"`([^`\n]+)`", rest) if has_an_operation(line)]
    return [*displayed, *inline, *code]


def is_more_than_a_name(tex):
    """Whether there is something to compute; the number of a setting is for test_numbers.py."""
    bare = re.sub(r"_(\{[^}]*\}|\\?\w+)|\\hat ", "", tex)
    return not re.fullmatch(r"\\?[A-Za-z]+( = [\d.]+)?", bare)


def has_an_operation(line):
    try:
        nodes = list(ast.walk(ast.parse(line)))
    except SyntaxError:
        return False
    unfinished = any(isinstance(node, ast.Constant) and node.value is ... for node in nodes)
    return not unfinished and any(isinstance(node, ast.BinOp) for node in nodes)


def computed(formula, values, is_tex):
    """For each part of a formula, what stands on each side of it, and the digits to compare."""
    if not is_tex:
        return [[eval(formula.rpartition(" = ")[2], {}, values)]], [None]
    parts = equations(formula)
    written = [re.search(r"= (\d+\.\d+)$", part) for part in parts]
    return [sides(part, values) for part in parts], [
        len(found[1].partition(".")[2]) if found else None for found in written
    ]


@pytest.mark.parametrize(
    ("lesson", "formula", "facts"), FORMULAS, ids=[f"{n} {formula}" for n, formula, _ in FORMULAS]
)
def test_a_formula_comes_to_what_the_package_computes(lesson, formula, facts):
    stands = without_listings(lesson)
    is_tex = f"${formula}$" in stands
    assert is_tex or f"`{formula}`" in stands, (
        "the lesson has another formula now; is it meant? Then change it here, too"
    )
    for seed in range(3):
        found = facts(Random(seed))
        values, *expected = found if isinstance(found, tuple) else (found,)
        parts, digits = computed(formula, values, is_tex)
        for i, (part, places) in enumerate(zip(parts, digits, strict=True)):
            close = {"rtol": 1e-5, "atol": 1e-9 if places is None else 0.5 * 10**-places}
            compared = [*part, *expected[i : i + 1]]
            assert len(compared) > 1, "nothing says what this term must come to"
            for one, other in pairwise(compared):
                np.testing.assert_allclose(one, other, **close)


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_formula_of_a_lesson_is_in_the_table(path):
    known = {formula for lesson, formula, _ in FORMULAS if path.stem.startswith(lesson)}
    assert not [formula for formula in formulas(path.stem[:2]) if formula not in known], (
        "if it is meant, say in FORMULAS what it must come to"
    )


@pytest.mark.parametrize(
    ("tex", "value"),
    [
        (r"2/\lambda", 0.5),
        (r"2(1+\beta)/\lambda", 0.75),
        (r"\tfrac12 x^2", 4.5),
        (r"-x + 1", -2.0),
        (r"\frac{x - 1}{x + 1}", 0.5),
        (r"|1 - x|", 2.0),
        (r"\sqrt\lambda\,(x + \hat v)", 20.0),
        (r"\max(0, 1 - x)", 0.0),
        (r"v_{t-1} - \ln 1", 5.0),
    ],
)
def test_tex_is_read_as_it_is_meant(tex, value):
    names = {"lambda": 4.0, "beta": 0.5, "x": 3.0, "v_hat": 7.0, "v_t-1": 5.0}
    assert sides(tex, names) == [value]


@pytest.mark.parametrize("tex", [r"\int x", "x + y", r"x \% 2", "(x", "x)"])
def test_tex_that_cannot_be_read_is_an_error(tex):
    with pytest.raises((ValueError, IndexError)):
        sides(tex, {"x": 1.0})
