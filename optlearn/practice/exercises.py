"""The exercises: what the learner writes, what it is compared with, and on which numbers.

An exercise takes its right answer from the rules, the averages or the network of the package;
nothing is written down a second time here. The numbers are awkward on purpose: usual ones (betas of
0.9 and 0.999, an epsilon of 1e-8, gradients around 1) let many a mistake pass.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optlearn import averages, later_rules, network, rules, theory
from optlearn.costs import Bowl
from optlearn.forms import rule_form
from optlearn.palette import written
from optlearn.show import source

Array = NDArray[np.floating]
Outputs = tuple[Array, ...]
Call = Callable[..., Outputs]
OverDays = tuple[Callable[[Callable[..., Any], Array], Array], Callable[[Array], Array]]


@dataclass(frozen=True)
class Trial:
    """Numbers to run a function on: a start and, for each step, a gradient (or value of a series).

    label : what is special about it, to go into a sentence.
    start : shape (*shape); a number in a trial of single numbers.
    values : shape (steps, *shape).
    settings : everything that any exercise may ask for; arrays in a batch.
    """

    label: str
    start: Any
    values: Array
    settings: dict[str, Any]


# --- the numbers ----------------------------------------------------------------------------------


def _trial(
    label: str, shape: tuple[int, ...], settings: dict[str, Any], dtype: type = np.float64
) -> Trial:
    """A trial whose gradients span ten orders of magnitude, with a parameter of gradient 0."""
    n, steps = int(np.prod(shape)), 9
    size = np.append(10.0 ** np.arange(-5, 6), 0.0)[np.arange(n) % 12]
    # Small fractions in no order, zeros among them, the first step included.
    pattern = ((7 * np.arange(steps)[:, None] + 3 * np.arange(n)) % 11 - 5) / 4
    # A start no larger than the steps, so that no wrong step is lost in the digits of W.
    start = (5 * np.arange(n) % 7 - 3) / 2 * np.minimum(size, 1)
    return Trial(
        label,
        start.reshape(shape).astype(dtype),
        (pattern * size).reshape(steps, *shape).astype(dtype),
        settings,
    )


def _column(*values: float) -> Array:
    return np.array(values).reshape(-1, 1, 1)


_USUAL = {
    "alpha": 0.3,
    "beta": 0.8,
    "beta1": 0.8,
    "beta2": 0.888,
    "epsilon": 1e-2,
    "weight_decay": 0.1,
}

#: Simplest first, because a message tells of the first that differs.
TRIALS = (
    Trial(
        "single numbers",
        np.float64(2.0),
        np.array([3.0, -1.0, 2.0, 0.0, 0.5, -4.0, 0.25, 1.0, -2.0, 0.125]),
        _USUAL,
    ),
    Trial(
        "single numbers that begin with 0",
        np.float64(-0.002),
        np.array([0.0, 0.004, -0.02, 0.001, 0.0, 0.01]),
        _USUAL | {"alpha": 0.07, "beta": 0.888, "beta1": 0.888, "beta2": 0.8},
    ),
    _trial("a matrix", (3, 4), _USUAL),
    _trial(
        "a batch with an array for each setting",
        (4, 3, 4),
        {
            "alpha": _column(0.3, 0.07, 1.5, 0.3),
            "beta": _column(0.8, 0.888, 0.5, 0.0),
            "beta1": _column(0.8, 0.888, 0.0, 0.5),
            "beta2": _column(0.888, 0.8, 0.5, 0.0),
            "epsilon": _column(1e-2, 1e-2, 1e-1, 1.0),
            "weight_decay": _column(0.1, 0.05, 0.5, 0.0),
        },
    ),
    _trial("a float32 matrix", (4, 3), _USUAL, np.float32),
)


#: Of the averages that are drawn over days.
BETA = 0.9

ONE_NUMBER = "One number is wanted: look for brackets that make an array of it."

SIZES = "single numbers, a matrix and a batch, and for {} from 0.00001 to 100,000"


@dataclass(frozen=True)
class Exercise:
    """What a learner writes: ``my_function(*takes, **keywords)`` that returns `returns`.

    name : as in ``check(my_function, name)``.
    lesson : number of its lesson.
    rule : the right answer, whose source the table of mistakes alters.
    takes, keywords, returns : names of the arguments, and of what comes back.
    steps : runs a function of the learner's form over a trial and yields its outputs step by step.
    expected : the same for `rule`, where that is of another form.
    as_rule : turns a function of the learner's form into an update rule, to be seen on the bowl.
    bowl : the settings under which both are played there; with an epsilon so large that mistakes
        with it are seen.
    over_days : runs a function of the learner's form over a series of values, to be drawn; and what
        the right answer gives for that series.
    in_tuple : a rule returns a tuple; anything else returns its one value alone.
    trials : the numbers it is run on, simplest first.
    extra : beyond what the lessons ask for, so progress does without it.
    tried : what these are, in words.
    shapes : the shape of each value that is returned, given the arguments; by default the shape to
        which these broadcast.
    about_shapes, about_products : what to say of a value of another shape, and of a product of
        matrices that do not fit.
    """

    name: str
    lesson: int
    rule: Callable[..., Any]
    takes: tuple[str, ...]
    keywords: tuple[str, ...]
    returns: tuple[str, ...]
    steps: "Callable[[Exercise, Call, Trial], Iterator[Outputs]]"
    expected: Callable[[Callable[..., Any], Trial], Iterator[Outputs]] | None = None
    as_rule: Callable[[Callable[..., Any]], Callable[..., Any]] | None = None
    bowl: dict[str, Any] = field(default_factory=dict)
    over_days: OverDays | None = None
    in_tuple: bool = False
    trials: tuple[Trial, ...] = TRIALS
    extra: bool = False
    tried: str = SIZES.format("gradients")
    shapes: Callable[..., tuple[tuple[int, ...], ...]] | None = None
    about_shapes: str = (
        "Everything works entry by entry: look for a sum, a mean, a norm, an index, a transpose or "
        "a product of matrices."
    )
    about_products: str = (
        "`@` and `np.dot` multiply matrices; the rule works entry by entry, with `*`."
    )

    def settings(self, trial: Trial) -> dict[str, Any]:
        """The settings of a trial that this exercise asks for."""
        return {name: trial.settings[name] for name in self.keywords if name != "t"}

    def has_many(self, trial: Trial) -> bool:
        """Whether the settings of a trial are arrays, many values at once."""
        return any(np.ndim(x) > 0 for x in self.settings(trial).values())

    @property
    def one_by_one(self) -> "Exercise":
        """The same exercise, whose trials have one value of each setting at a time."""
        trials: list[Trial] = []
        for trial in self.trials:
            trials += self._apart(trial) if self.has_many(trial) else [trial]
        return replace(self, trials=tuple(trials))

    def _apart(self, trial: Trial) -> list[Trial]:
        """A batch as the trials that it holds."""
        return [
            Trial(
                "a matrix with other settings",
                trial.start[i],
                trial.values[:, i],
                {name: x.flat[i].item() for name, x in trial.settings.items()},
            )
            for i in range(len(trial.start))
        ]

    @property
    def title(self) -> str:
        """The name as a reader writes it."""
        return "half-life" if self.name == "half_life" else written(self.name)

    @property
    def in_steps(self) -> bool:
        """Whether one call comes after the other, rather than each on its own."""
        return self.steps not in (follow_setting, follow_layer)

    @property
    def by_step(self) -> bool:
        """Whether each call is a step, rather than all of them or none."""
        return self.in_steps and self.steps is not follow_series

    @property
    def right_word(self) -> str:
        """What the learner's function is held against."""
        return "rule" if self.steps is follow_rule else "formula"

    @property
    def played(self) -> bool:
        """Whether there is anything to see: a path on the bowl, or a curve over days."""
        return self.as_rule is not None or self.over_days is not None

    def needs(self, name: str) -> bool:
        """Whether the right answer depends on an argument: every rule is given t, few use it."""
        body = source(self.rule).text.partition(":\n")[2]
        return name != "t" or re.search(r"\bt\b", body) is not None

    def right_path(self, trial: Trial, rule: Callable[..., Any] | None = None) -> Iterator[Outputs]:
        """Yield what the rule (or a variant of it) gives after each step of a trial."""
        rule = rule or self.rule
        if self.expected is not None:
            return self.expected(rule, trial)
        return self.steps(self, lambda *args, **kw: as_tuple(rule(*args, **kw)), trial)


def as_tuple(result: Any) -> Outputs:
    """Return a rule's outputs, or the one value of a function that is no rule, as a tuple."""
    return result if isinstance(result, tuple) else (result,)


# --- how a function of each form is run over a trial ----------------------------------------------


def follow_rule(exercise: Exercise, call: Call, trial: Trial) -> Iterator[Outputs]:
    """Feed the gradients one by one, the averages carried from step to step.

    Each step sets out from the same W: so a W that has become nan hides nothing that comes later.
    """
    carried = [np.zeros_like(trial.start)[()] for _ in exercise.returns[1:]]
    for t, dW in enumerate(trial.values, start=1):
        _, *carried = outputs = call(trial.start, dW, *carried, t=t, **exercise.settings(trial))
        yield outputs


def follow_average(exercise: Exercise, call: Call, trial: Trial) -> Iterator[Outputs]:
    """Feed the values one by one, the average carried from step to step."""
    v = np.zeros_like(trial.start)[()]
    for theta in trial.values:
        outputs = call(v, theta, **exercise.settings(trial))
        (v,) = outputs
        yield outputs


def follow_correction(exercise: Exercise, call: Call, trial: Trial) -> Iterator[Outputs]:
    """Take each value for the average after as many steps; nothing is carried."""
    for t, v in enumerate(trial.values, start=1):
        yield call(v, **exercise.settings(trial), t=t)


def follow_series(exercise: Exercise, call: Call, trial: Trial) -> Iterator[Outputs]:
    """Hand over the whole series at once; what comes back is read step by step."""
    (whole,) = call(trial.values, **exercise.settings(trial))
    for row in whole:
        yield (row,)


def follow_setting(exercise: Exercise, call: Call, trial: Trial) -> Iterator[Outputs]:
    """Ask once: there is nothing but a setting."""
    yield call(**exercise.settings(trial))


def follow_layer(exercise: Exercise, call: Call, trial: Trial) -> Iterator[Outputs]:
    """Ask for the gradient of one layer after the other; nothing is carried."""
    for doutputs in trial.values:
        yield call(trial.settings["inputs"], doutputs)


# --- how a function of each form is seen: an average over days, anything else on the bowl ---------


def average_over(average: Callable[..., Any], theta: Array) -> Array:
    """The learner's average of a series, after each value."""
    v, rows = 0.0, []
    for value in theta:
        v = average(v, value, beta=BETA)
        rows.append(v)
    return np.array(rows, dtype=float)


def correction_over(correction: Callable[..., Any], theta: Array) -> Array:
    """The average of a series, corrected by the learner, after each value."""
    v = averages.exponential_average(theta, BETA)
    return np.array([correction(x, beta=BETA, t=t) for t, x in enumerate(v, 1)], dtype=float)


def series_over(series: Callable[..., Any], theta: Array) -> Array:
    """What the learner's function gives for a whole series at once."""
    return np.array(series(theta, beta=BETA), dtype=float)


def pair_as_rule(pair: Callable[..., Any]) -> Callable[..., Any]:
    """The heavy ball with the learner's alpha and beta for the course's bowl."""

    def with_your_pair(W: Any, dW: Any, v_dW: Any, *, t: int) -> tuple[Any, Any]:
        bowl = Bowl()
        alpha, beta = pair(curvature_W=bowl.curvature_W, curvature_b=bowl.curvature_b)
        W, v_dW = rules.heavy_ball(W, dW, v_dW, t=t, alpha=alpha, beta=beta)
        return W, v_dW

    return with_your_pair


# --- the exercises --------------------------------------------------------------------------------


def of_rule(lesson: int, rule: Callable[..., Any], *, extra: bool = False, **bowl: Any) -> Exercise:
    """Write an update rule."""
    kept, settings = rule_form(rule)
    return Exercise(
        name=rule.__name__,
        lesson=lesson,
        rule=rule,
        takes=("W", "dW", *kept),
        keywords=("t", *settings),
        returns=("W", *kept),
        steps=follow_rule,
        as_rule=lambda function: function,
        bowl=bowl,
        in_tuple=True,
        extra=extra,
    )


def _layer(label: str, examples: int, inputs: int, outputs: int, dtype: type = np.float64) -> Trial:
    """A trial of layers: inputs and gradients of the outputs are small fractions in no order."""
    pattern = (5 * np.arange(examples)[:, None] + 3 * np.arange(inputs)) % 7 - 2
    values = (7 * np.arange(3 * examples * outputs) % 11 - 4.0).reshape(3, examples, outputs)
    values *= np.array([1.0, 1e-5, 1e5]).reshape(3, 1, 1)
    return Trial(label, 0.0, (values / 8).astype(dtype), {"inputs": (pattern / 4).astype(dtype)})


_EXERCISES = (
    of_rule(1, rules.gradient_descent, alpha=0.4),
    Exercise(
        name="exponential_average",
        lesson=2,
        rule=averages.exponential_average,
        takes=("v", "theta"),
        keywords=("beta",),
        returns=("v",),
        steps=follow_average,
        tried=SIZES.format("values"),
        expected=lambda rule, trial: ((v,) for v in rule(trial.values, trial.settings["beta"])),
        over_days=(average_over, lambda theta: averages.exponential_average(theta, BETA)),
    ),
    Exercise(
        name="half_life",
        lesson=2,
        rule=averages.half_life,
        takes=(),
        keywords=("beta",),
        returns=("the half-life",),
        steps=follow_setting,
        trials=tuple(
            Trial(f"beta = {beta}", np.float64(0.0), np.zeros(1), {"beta": beta})
            for beta in (0.8, 0.888, 0.5, 0.9, 0.99, 0.999)
        ),
        tried="every beta that was tried",
        about_shapes=ONE_NUMBER,
        extra=True,
    ),
    of_rule(3, rules.momentum, alpha=0.4, beta=0.8),
    of_rule(4, rules.rmsprop, alpha=0.4, beta=0.8, epsilon=0.5),
    Exercise(
        name="bias_correction",
        lesson=5,
        rule=averages.correct,
        takes=("v",),
        keywords=("beta", "t"),
        returns=("the corrected average",),
        steps=follow_correction,
        tried=SIZES.format("averages"),
        over_days=(
            correction_over,
            lambda theta: averages.exponential_average(theta, BETA, corrected=True),
        ),
    ),
    Exercise(
        name="corrected_averages",
        lesson=5,
        rule=averages.exponential_average,
        takes=("series",),
        keywords=("beta",),
        returns=("the corrected average",),
        steps=follow_series,
        tried="series of single numbers, of matrices and of batches, with values from 0.00001 to "
        "100,000",
        expected=lambda rule, trial: (
            (v,) for v in rule(trial.values, trial.settings["beta"], corrected=True)
        ),
        over_days=(
            series_over,
            lambda theta: averages.exponential_average(theta, BETA, corrected=True),
        ),
        about_shapes=(
            "There is an average for each value of the series: look for a loop that ends early, a "
            "sum or a mean."
        ),
        extra=True,
    ),
    of_rule(6, rules.adam, alpha=0.4, beta1=0.8, beta2=0.888, epsilon=0.5),
    Exercise(
        name="layer_gradient",
        lesson=7,
        rule=network.layer_gradient,
        takes=("inputs", "doutputs"),
        keywords=(),
        returns=("dW", "db"),
        steps=follow_layer,
        in_tuple=True,
        trials=(
            _layer("two digits", 2, 3, 4),
            _layer("a mini-batch", 9, 5, 3),
            _layer("a layer of one output", 6, 4, 1),
            _layer("a float32 mini-batch", 8, 3, 5, np.float32),
        ),
        tried="mini-batches and layers of several sizes",
        shapes=lambda inputs, doutputs: (
            (inputs.shape[1], doutputs.shape[1]),
            (1, doutputs.shape[1]),
        ),
        about_shapes=(
            "`dW` has a row for each input and a column for each output, and `db` is one row: "
            "along which axis do you sum, and does the row stay a row?"
        ),
        about_products=(
            "`*` works entry by entry; `A @ B` adds up over the columns of `A` and the rows of "
            "`B`. To add up over the digits, `A` needs a column and `B` a row for each digit."
        ),
    ),
    Exercise(
        name="best_pair",
        lesson=8,
        rule=theory.best_pair,
        takes=(),
        keywords=("curvature_W", "curvature_b"),
        returns=("alpha", "beta"),
        steps=follow_setting,
        as_rule=pair_as_rule,
        in_tuple=True,
        trials=tuple(
            Trial(
                f"curvatures {low} and {high}",
                np.float64(0.0),
                np.zeros(1),
                {"curvature_W": low, "curvature_b": high},
            )
            for low, high in ((0.2, 4.0), (3.0, 0.5), (0.01, 7.0), (40.0, 90.0))
        ),
        tried="valleys along either axis, with condition numbers from 2 to 700",
        about_shapes=ONE_NUMBER,
    ),
    of_rule(9, later_rules.nesterov, extra=True, alpha=0.4, beta=0.8),
    of_rule(9, later_rules.amsgrad, alpha=0.4, beta1=0.8, beta2=0.888, epsilon=0.5),
    of_rule(
        9,
        later_rules.adamw,
        extra=True,
        alpha=0.4,
        beta1=0.8,
        beta2=0.888,
        epsilon=0.5,
        weight_decay=0.2,
    ),
)

#: By name, in the order of the lessons.
EXERCISES = {exercise.name: exercise for exercise in _EXERCISES}
