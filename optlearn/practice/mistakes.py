"""The known mistakes: each is the right rule with a few of its characters changed.

A `Mistake` says which characters of the rule's source (its docstring aside) become which, so that
the table holds only what is wrong, and follows the rule wherever it goes. To add one, add a row to
the family that it belongs to::

    Mistake("alpha forgotten", {"alpha * ": ""},
            "The step is as long as the whole gradient: `alpha` is missing.",
            "What sets the length of a step?"),

A family is a function of the names that a rule uses: Adam has two averages and two corrections, and
gets their mistakes twice. Two mistakes of a table at once are recognised as well.
"""

import inspect
from ast import parse
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from types import CodeType
from typing import Any


@dataclass(frozen=True)
class Mistake:
    """A known mistake.

    name : short, unique within an exercise.
    edits : what of the rule's source, and what stands in its place.
    what : a sentence that says what the mistake is.
    hint : a sentence that helps, and is not the solution.
    """

    name: str
    edits: dict[str, str]
    what: str
    hint: str

    def of_rule(self, rule: Callable[..., Any]) -> Callable[..., Any]:
        """Return `rule` with this mistake in it.

        ValueError if the rule does not have, exactly once, what the mistake would change.
        """
        variant = edited(rule, tuple(self.edits.items()))
        if variant is None:
            raise ValueError(f"{rule.__name__} has not once each of {list(self.edits)}")
        return variant


def pairs_of(
    mistakes: Iterable[Mistake], rule: Callable[..., Any]
) -> Iterator[tuple[Mistake, Mistake, Callable[..., Any]]]:
    """Every two mistakes that fit into `rule` together, and the rule with both."""
    for first, second in combinations(mistakes, 2):
        variant = edited(rule, (*first.edits.items(), *second.edits.items()))
        if variant is not None:
            yield first, second, variant


def edited(
    rule: Callable[..., Any], edits: tuple[tuple[str, str], ...]
) -> Callable[..., Any] | None:
    """Return `rule` with its source edited, or None where an edit does not fit exactly once."""
    source = body_of(rule)
    for old, new in edits:
        if source.count(old) != 1:
            return None
        source = source.replace(old, new)
    namespace = dict(rule.__globals__)
    exec(_compiled(source), namespace)
    return namespace[rule.__name__]  # type: ignore[no-any-return]


@cache
def body_of(rule: Callable[..., Any]) -> str:
    """Source of `rule` without its docstring."""
    lines = inspect.getsource(rule).splitlines()
    first, *body = parse("\n".join(lines)).body[0].body  # type: ignore[attr-defined]
    del lines[first.lineno - 1 : body[0].lineno - 1]
    return "\n".join(lines)


@cache
def _compiled(source: str) -> CodeType:
    return compile(source, "<a rule with a known mistake>", "exec")


# --- the step -------------------------------------------------------------------------------------


def of_step() -> list[Mistake]:
    """Mistakes of ``W = W - alpha * …``, the same in every rule."""
    return [
        Mistake(
            "plus for minus",
            {"W = W - ": "W = W + "},
            "`W` goes uphill: the step is added where it should be taken away.",
            "The gradient points to where the cost grows. Which way do we want to go?",
        ),
        Mistake(
            "alpha forgotten",
            {"alpha * ": ""},
            "The step does not depend on `alpha`.",
            "Which setting says how long a step is?",
        ),
        Mistake(
            "divided by alpha",
            {"alpha * ": "1 / alpha * "},
            "The step is divided by `alpha`, so a smaller learning rate takes a larger step.",
            "Twice the learning rate should be twice the step.",
        ),
        Mistake(
            "only the step",
            {"W = W - ": "W = -"},
            "The first value is the step alone, not the place where it leads.",
            "A step starts somewhere. From where?",
        ),
        Mistake(
            "only the step, without its sign",
            {"W = W - ": "W = "},
            "The first value is the length of the step, not the place where it leads.",
            "A step starts somewhere, and goes downhill. From where?",
        ),
    ]


# --- averages -------------------------------------------------------------------------------------


def of_average(v: str, beta: str, x: str) -> list[Mistake]:
    """Mistakes of the average `v` of `x`."""
    line = f"{v} = {beta} * {v} + (1 - {beta}) * {x}"
    return [
        Mistake(
            f"no (1 - {beta}) in {v}",
            {f"(1 - {beta}) * {x}": x},
            f"It looks as if the new value enters `{v}` with its full weight, which makes a sum of "
            f"the average, up to 1/(1 - {beta}) times as large.",
            "The two weights of an average add up to 1.",
        ),
        Mistake(
            f"weights of {v} swapped",
            {line: f"{v} = (1 - {beta}) * {v} + {beta} * {x}"},
            f"It looks as if the two weights of `{v}` have changed places: the new value has the "
            "weight of the past.",
            f"With {beta} close to 1 an average is slow to change. Is yours?",
        ),
        Mistake(
            f"{v} forgets nothing",
            {f"= {beta} * {v} +": f"= {v} +"},
            f"It looks as if the old `{v}` is carried on whole, so that it grows and grows.",
            f"What happens to the past in each step when {beta} is 0.9?",
        ),
        Mistake(
            f"{v} keeps nothing",
            {f"= {beta} * {v} + ": "= "},
            f"It looks as if the old `{v}` is not used at all, so nothing is averaged.",
            "An average remembers. Which part of the line is the memory?",
        ),
        Mistake(
            f"minus in {v}",
            {f"* {v} + (1": f"* {v} - (1"},
            f"It looks as if the new value is taken away from `{v}` where it should be added.",
            "The average of positive values is positive. Is yours?",
        ),
        Mistake(
            f"(1 + {beta}) in {v}",
            {f"(1 - {beta}) * {x}": f"(1 + {beta}) * {x}"},
            f"It looks as if the new value has the weight 1 + {beta} in `{v}`.",
            "The two weights of an average add up to 1.",
        ),
        Mistake(
            f"past and present of {v} both weighted with {beta}",
            {f"(1 - {beta}) * {x}": f"{beta} * {x}"},
            f"It looks as if the old `{v}` and the new value have the same weight, {beta}.",
            "The two weights of an average add up to 1.",
        ),
    ]


def of_old_average(v: str, beta: str, used: str) -> list[Mistake]:
    """Mistakes of an average `v` that is worked out and then lost; `used` is where it is needed."""
    return [
        Mistake(
            f"old {v} returned",
            {f"{v} = {beta}": f"new = {beta}", used: used.replace(v, "new")},
            f"`W` is right, but the `{v}` that you return is the one you were given, so the next "
            "step will not know of this one.",
            "Which of your names holds the new average?",
        ),
    ]


def of_order(right: str, *others: str) -> list[Mistake]:
    """The returned values in another order."""
    return [
        Mistake(
            f"returned in the order {other}",
            {f"return {right}": f"return {other}"},
            f"The values are right and come back in another order: `{other}`.",
            "Compare your `return` with the first line of the function, where they come in.",
        )
        for other in others
    ]


def of_square(s: str, beta: str, used: str) -> list[Mistake]:
    """Mistakes of the square in the average `s`, which the step takes from `used`."""
    line = f"{s} = {beta} * {s} + (1 - {beta}) * dW**2"
    return [
        Mistake(
            "gradient not squared",
            {"dW**2": "dW"},
            f"It looks as if `{s}` averages the gradient itself, not its square; it can then be "
            "negative, and its root is nan.",
            "What does the S in RMS stand for?",
        ),
        Mistake(
            "doubled for squared",
            {"dW**2": "dW * 2"},
            "It looks as if the gradient is doubled where it should be squared.",
            "In Python `*` multiplies. What raises to a power?",
        ),
        Mistake(
            "square of the average",
            {line: f"{s} = ({beta} * {s} + (1 - {beta}) * dW) ** 2"},
            f"It looks as if `{s}` is the square of an average, not the average of squares.",
            "Which comes first, the square or the average?",
        ),
        Mistake(
            "root of the square of the average",
            {"dW**2": "dW", f"sqrt({used})": f"sqrt({used} ** 2)"},
            f"It looks as if `{s}` averages the gradient and is squared only afterwards, so that "
            "gradients of opposite sign cancel.",
            "Which comes first, the square or the average?",
        ),
        Mistake(
            "weight squared as well",
            {f"(1 - {beta}) * dW**2": f"((1 - {beta}) * dW) ** 2"},
            f"It looks as if (1 - {beta}) is squared together with the gradient.",
            "How far does the square reach? A pair of parentheses decides.",
        ),
        Mistake(
            "root kept in the average",
            {line: line.replace("= ", "= sqrt(", 1) + ")", f"sqrt({used})": used},
            f"It looks as if the root is taken when `{s}` is stored, so the next step averages "
            "squares with a root.",
            "What is carried on is the average of squares. When is its root needed?",
        ),
        Mistake(
            "root taken twice",
            {line: line.replace("= ", "= sqrt(", 1) + ")"},
            f"It looks as if the root is taken twice, once when `{s}` is stored and once in the "
            "step.",
            "What is carried on is the average of squares. When is its root needed?",
        ),
    ]


# --- the division by a root -----------------------------------------------------------------------


def of_division(v: str, s: str) -> list[Mistake]:
    """Mistakes of ``alpha * v / (sqrt(s) + epsilon)``."""
    step = f"alpha * {v} / (sqrt({s}) + epsilon)"
    root = f"sqrt({s}) + epsilon"
    after = "It looks as if `epsilon` is added after the division, where it moves every parameter "
    after += "by a constant and guards against nothing."
    division = "The denominator is everything that you divide by. Are there parentheses around it?"
    return [
        Mistake(
            "epsilon after the division",
            {step: f"alpha * ({v} / sqrt({s}) + epsilon)"},
            after,
            division,
        ),
        Mistake(
            "epsilon added to W", {step: f"alpha * {v} / sqrt({s}) + epsilon"}, after, division
        ),
        Mistake(
            "epsilon taken from W", {step: f"alpha * {v} / sqrt({s}) - epsilon"}, after, division
        ),
        Mistake(
            "epsilon inside the root",
            {root: f"sqrt({s} + epsilon)"},
            "It looks as if `epsilon` stands inside the root. With the usual 1e-8 hardly anyone "
            "would see it, with 1e-2 it shows.",
            "Where does the root end?",
        ),
        Mistake(
            "epsilon multiplied",
            {root: f"sqrt({s}) * epsilon"},
            "It looks as if the root is multiplied by `epsilon`, which makes the step enormous.",
            "A negligible number should change hardly anything. Which operation leaves a number "
            "almost as it is?",
        ),
        Mistake(
            "epsilon subtracted",
            {root: f"sqrt({s}) - epsilon"},
            "It looks as if `epsilon` is taken from the root, which can then be 0 or negative.",
            "It is to keep the denominator away from 0.",
        ),
        Mistake(
            "epsilon forgotten",
            {root: f"sqrt({s})"},
            "It looks as if `epsilon` is missing: a gradient of 0 is then divided by 0.",
            "What could keep the denominator away from 0?",
        ),
        Mistake(
            "no root",
            {root: f"{s} + epsilon"},
            "It looks as if you divide by the average of the squares and not by its root, so the "
            "step explodes where gradients are small.",
            "What does the R in RMS stand for?",
        ),
        Mistake(
            "multiplied by the root",
            {step: f"alpha * {v} * ({root})"},
            "It looks as if you multiply by the root, so a steep direction takes an even larger "
            "step.",
            "A large gradient should meet a large denominator.",
        ),
        Mistake(
            "root of the last square alone",
            {root: "sqrt(dW**2) + epsilon"},
            "It looks as if you divide by the latest gradient alone, so every step has about the "
            "same length.",
            "You have worked out an average of squares. Where is it used?",
        ),
    ]


# --- bias correction ------------------------------------------------------------------------------


def of_correction(v: str, beta: str, label: str = "") -> list[Mistake]:
    """Mistakes of ``v / (1 - beta**t)``; `label` ends the name of each."""
    right = f"{v} / (1 - {beta}**t)"

    def wrong(name: str, new: str, what: str, hint: str) -> Mistake:
        return Mistake(name + label, {right: new}, what, hint)

    count = "The first step is number 1, and each step counts one further."
    return [
        wrong(
            "no correction",
            v,
            "It looks as if the average is left uncorrected, so it is too small in the first "
            "steps.",
            f"What do the weights of a young average add up to? It is not yet 1, with {beta} "
            "as large as it is.",
        ),
        wrong(
            "t never grows",
            f"{v} / (1 - {beta})",
            "It looks as if the correction is that of step 1 in every step, so the average stays "
            f"1/(1 - {beta}) times too large.",
            "The correction fades away as steps go by. What makes it fade in yours?",
        ),
        wrong(
            "t counted from 0",
            f"{v} / (1 - {beta} ** (t - 1))",
            "It looks as if steps are counted from 0, and at step 1 that divides by 0.",
            count,
        ),
        wrong(
            "t one too large",
            f"{v} / (1 - {beta} ** (t + 1))",
            "It looks as if the exponent is one step ahead.",
            count,
        ),
        wrong(
            f"1 - {beta} * t",
            f"{v} / (1 - {beta} * t)",
            f"It looks as if {beta} is multiplied by `t`, so the denominator soon turns negative.",
            "The weight of the past shrinks by the same factor in each step. Which "
            "operation is that?",
        ),
        wrong(
            f"(1 - {beta}) to the power t",
            f"{v} / (1 - {beta}) ** t",
            f"It looks as if the whole of 1 - {beta} is raised to the power of `t`.",
            "What does the exponent belong to?",
        ),
        wrong(
            f"divided by {beta}**t",
            f"{v} / {beta} ** t",
            f"It looks as if you divide by {beta}**t, which goes to 0, so the average explodes.",
            "After many steps the correction should change nothing: what should the denominator "
            "go to?",
        ),
        wrong(
            f"1 + {beta}**t",
            f"{v} / (1 + {beta} ** t)",
            f"It looks as if the denominator is 1 + {beta}**t, which makes the average smaller "
            "still.",
            "The young average is too small. Should the denominator be above 1 or below?",
        ),
        wrong(
            f"t to the power {beta}",
            f"{v} / (1 - t ** {beta})",
            f"It looks as if `t` is raised to the power of {beta}, not the other way round.",
            f"In t steps the past is multiplied by {beta} t times.",
        ),
        wrong(
            "multiplied by the correction",
            f"{v} * (1 - {beta} ** t)",
            "It looks as if you multiply where you should divide, so a young average gets "
            "smaller still.",
            "The young average is too small. Which way should it go?",
        ),
        wrong(
            "no parentheses around the correction",
            f"{v} / 1 - {beta} ** t",
            f"It looks as if only the 1 divides, and {beta}**t is subtracted afterwards.",
            "Division comes before subtraction. What groups a denominator?",
        ),
    ]


def both(first: Iterable[Mistake], second: Iterable[Mistake]) -> list[Mistake]:
    """The same mistake made in two places."""
    return [
        Mistake(
            f"{a.name.removesuffix(' of v_dW')} of v_dW and s_dW",
            a.edits | b.edits,
            f"The same in both averages. {a.what}",
            a.hint,
        )
        for a, b in zip(first, second, strict=True)
    ]


# --- one table for each exercise ------------------------------------------------------------------


def of_gradient_descent() -> list[Mistake]:
    """Mistakes of gradient descent."""
    return [
        *of_step(),
        Mistake(
            "W for dW",
            {"alpha * dW": "alpha * W"},
            "It looks as if the step is a part of `W` itself, so the gradient plays no role.",
            "Which of the arguments knows the slope?",
        ),
        Mistake(
            "W scaled by 1 - alpha",
            {"W - alpha * dW": "(1 - alpha) * W - alpha * dW"},
            "It looks as if `W` itself shrinks in each step, besides the step along the gradient.",
            "How far would your W move where the gradient is 0?",
        ),
        Mistake(
            "averaged with the gradient",
            {"W - alpha * dW": "(1 - alpha) * W + alpha * dW"},
            "It looks as if `W` is averaged with its gradient, as a moving average would be.",
            "How far would your W move where the gradient is 0?",
        ),
        Mistake(
            "sign of the gradient only",
            {"alpha * dW": "alpha * (dW > 0) - alpha * (dW < 0)"},
            "It looks as if only the sign of the gradient counts, so each step has the length "
            "`alpha`.",
            "Where the slope is twice as steep, the step should be twice as long.",
        ),
        Mistake(
            "gradient squared",
            {"alpha * dW": "alpha * dW**2"},
            "It looks as if the gradient is squared, so its sign is lost.",
            "Gradient descent takes the gradient as it is.",
        ),
    ]


def of_exponential_average() -> list[Mistake]:
    """Mistakes of one step of the exponentially weighted average."""
    return of_average("v", "beta", "value")


def of_half_life() -> list[Mistake]:
    """Mistakes of the half-life, given the whole of its formula."""
    right = 'np.log(0.5) / np.log(np.asarray(checked_setting("beta", beta), dtype=float))'
    window = "It looks as if this is {}, which is about {} at beta = 0.9; the half-life is 6.58."
    hint = "After how many steps is beta * beta * … * beta equal to one half?"
    return [
        Mistake(
            "the window",
            {right: "1 / (1 - beta)"},
            window.format("the window 1/(1 - beta)", "10"),
            hint,
        ),
        Mistake("1 / beta", {right: "1 / beta"}, window.format("1/beta", "1.11"), hint),
        Mistake(
            "half the window",
            {right: "0.5 / (1 - beta)"},
            window.format("half the window", "5"),
            hint,
        ),
        Mistake(
            "ln 2 times the window",
            {right: "np.log(2) / (1 - beta)"},
            "It looks as if this is ln(2)/(1 - beta): close when beta is close to 1, but an "
            "approximation.",
            "The exact one has the logarithm of beta in it.",
        ),
        Mistake(
            "upside down",
            {right: "np.log(beta) / np.log(0.5)"},
            "It looks as if the two logarithms have changed places.",
            hint,
        ),
        Mistake(
            "negative",
            {right: "np.log(2) / np.log(beta)"},
            "The number is right and its sign is not: the logarithm of a number below 1 is "
            "negative.",
            "The logarithm of one half is negative as well.",
        ),
        Mistake(
            "mean life",
            {right: "-1 / np.log(beta)"},
            "It looks as if this is the number of steps after which a value counts 1/e, not "
            "one half.",
            "Where does the one half of half-life come in?",
        ),
        Mistake(
            "one half raised to beta",
            {right: "0.5 ** beta"},
            "It looks as if one half is raised to the power of beta.",
            hint,
        ),
        Mistake(
            "beta raised to one half",
            {right: "beta ** 0.5"},
            "It looks as if this is the root of beta.",
            hint,
        ),
    ]


def of_momentum() -> list[Mistake]:
    """Mistakes of momentum."""
    line = "v_dW = beta * v_dW + (1 - beta) * dW"
    step = "W = W - alpha * v_dW"
    inside = "It looks as if `alpha` stands inside the average, so the velocity is made of steps, "
    inside += "not of gradients."
    apart = "Average first; the learning rate comes in when the step is taken."
    return [
        *of_average("v_dW", "beta", "dW"),
        *of_step(),
        *of_old_average("v_dW", "beta", "alpha * v_dW"),
        *of_order("W, v_dW", "v_dW, W"),
        Mistake(
            "alpha inside the average",
            {"(1 - beta) * dW": "alpha * (1 - beta) * dW", step: "W = W - v_dW"},
            inside,
            apart,
        ),
        Mistake(
            "alpha inside the average and in the step",
            {"(1 - beta) * dW": "alpha * (1 - beta) * dW"},
            "It looks as if `alpha` counts twice: inside the average and in the step.",
            apart,
        ),
        Mistake(
            "alpha inside the sum",
            {"(1 - beta) * dW": "alpha * dW", step: "W = W - v_dW"},
            inside,
            apart,
        ),
        Mistake(
            "velocity of steps",
            {"+ (1 - beta) * dW": "- alpha * dW", step: "W = W + v_dW"},
            "This is momentum as some libraries write it, with a velocity that is made of "
            "steps: `alpha` and the minus sign stand inside.",
            apart,
        ),
        Mistake(
            "alpha for (1 - beta)",
            {"(1 - beta) * dW": "alpha * dW"},
            "It looks as if the new gradient has the weight `alpha` in the average.",
            "The two weights of an average add up to 1.",
        ),
        Mistake(
            "velocity of the step before",
            {f"{line}\n    {step}": f"{step}\n    {line}"},
            "It looks as if `W` takes its step with the old velocity, one gradient late.",
            "In which order do the two lines come?",
        ),
        Mistake(
            "step along the gradient",
            {"alpha * v_dW": "alpha * dW"},
            "It looks as if the step follows the gradient, and the average that you work out "
            "is not used.",
            "Which of the two has the oscillation cancelled?",
        ),
        Mistake(
            "gradient squared",
            {"(1 - beta) * dW": "(1 - beta) * dW**2"},
            "It looks as if the gradient is squared, so its sign is lost and nothing can cancel.",
            "The square belongs to RMSprop. What does momentum average?",
        ),
        Mistake(
            "bias corrected",
            {"alpha * v_dW": "alpha * v_dW / (1 - beta**t)"},
            "It looks as if you correct the average for its start at zero: that is right in "
            "Adam, but this rule does without.",
            "This one needs no `t`.",
        ),
        Mistake(
            "looks ahead",
            {"alpha * v_dW": "alpha * (beta * v_dW + (1 - beta) * dW)"},
            "It looks as if the gradient enters twice, which is Nesterov's variant.",
            "Here the step is along the average, as it is.",
        ),
    ]


def of_rmsprop() -> list[Mistake]:
    """Mistakes of RMSprop."""
    line = "s_dW = beta * s_dW + (1 - beta) * dW**2"
    step = "W = W - alpha * dW / (sqrt(s_dW) + epsilon)"
    return [
        *of_average("s_dW", "beta", "dW**2"),
        *of_square("s_dW", "beta", "s_dW"),
        *of_division("dW", "s_dW"),
        *of_step(),
        *of_old_average("s_dW", "beta", "sqrt(s_dW)"),
        *of_order("W, s_dW", "s_dW, W"),
        Mistake(
            "gradient carried on",
            {"= beta * s_dW": "= beta * dW"},
            "It looks as if `beta` multiplies the gradient, not the old average, so the "
            "denominator follows the gradient and can be negative.",
            "An average carries on itself. Which name stands on the left?",
        ),
        Mistake(
            "alpha inside the average",
            {"(1 - beta) * dW**2": "alpha * (1 - beta) * dW**2"},
            "It looks as if `alpha` stands inside the average of the squares.",
            "Average first; the learning rate comes in when the step is taken.",
        ),
        Mistake(
            "average of the step before",
            {f"{line}\n    {step}": f"{step}\n    {line}"},
            "It looks as if `W` takes its step with the old average: in the first step that is "
            "a division by `epsilon` alone.",
            "In which order do the two lines come?",
        ),
        Mistake(
            "bias corrected",
            {"sqrt(s_dW)": "sqrt(s_dW / (1 - beta**t))"},
            "It looks as if you correct the average for its start at zero: that is right in "
            "Adam, but this rule does without.",
            "This one needs no `t`.",
        ),
        Mistake(
            "average in place of the gradient",
            {"alpha * dW /": "alpha * s_dW /"},
            "It looks as if the average of the squares stands above the line as well, so the "
            "sign of the gradient is lost.",
            "What is it that is divided?",
        ),
    ]


def of_bias_correction() -> list[Mistake]:
    """Mistakes of the bias correction on its own."""
    return of_correction("v", "beta")


def of_corrected_averages() -> list[Mistake]:
    """Mistakes of a whole series of corrected averages."""
    store = "averages[t - 1] = v / (1 - beta**t) if corrected else v"
    return [
        *of_average("v", "beta", "value"),
        *of_correction("v", "beta"),
        Mistake(
            "place in the sorted data",
            {"(1 - beta**t)": "(1 - beta ** (1 + (theta < value).sum(axis=0)))"},
            "It looks as if the exponent is the value's place in the sorted series, not the "
            "number of the step.",
            "The correction undoes the start at zero. What says how long ago that was?",
        ),
        Mistake(
            "corrected average carried on",
            {store: f"v = {store}"},
            "It looks as if the corrected average goes into the next step, where it is "
            "corrected again.",
            "The correction is for looking at. Which value is averaged further?",
        ),
        Mistake(
            "every row is the last",
            {"return averages": "return np.broadcast_to(averages[-1], averages.shape)"},
            "Every row is the last average: it looks as if one array is written again and "
            "again, and the list holds it many times.",
            "Put a new array into the list in each step, or a copy.",
        ),
        Mistake(
            "starts at the first value",
            {"v = np.zeros(": "v = theta[0] + np.zeros("},
            "It looks as if the average starts at the first value: then there is nothing to "
            "correct, and the correction makes it too large.",
            "The correction belongs to an average that starts at zero.",
        ),
    ]


def of_adam() -> list[Mistake]:
    """Mistakes of Adam."""
    v_corrections = of_correction("v_dW", "beta1", " of v_dW")
    s_corrections = of_correction("s_dW", "beta2", " of s_dW")
    own = "Each average has a beta of its own. Which belongs to this one?"
    kept = "The corrected average is for this step alone. Which one does the next step need?"
    return [
        *of_average("v_dW", "beta1", "dW"),
        *of_average("s_dW", "beta2", "dW**2"),
        *of_square("s_dW", "beta2", "s_dW_corrected"),
        *v_corrections,
        *s_corrections,
        *both(v_corrections, s_corrections),
        *of_division("v_dW_corrected", "s_dW_corrected"),
        *of_step(),
        *of_old_average("v_dW", "beta1", "v_dW / (1"),
        *of_old_average("s_dW", "beta2", "s_dW / (1"),
        *of_order("W, v_dW, s_dW", "W, s_dW, v_dW", "v_dW, s_dW, W", "v_dW, W, s_dW"),
        Mistake(
            "velocity carried on in s_dW",
            {"= beta2 * s_dW": "= beta2 * v_dW"},
            "It looks as if `s_dW` carries on `v_dW`, the wrong average (a misprint that is "
            "widely copied): it can then be negative, and its root is nan.",
            "An average carries on itself. Which name stands on the left?",
        ),
        Mistake(
            "velocity squared",
            {"dW**2": "v_dW**2"},
            "It looks as if `s_dW` averages the square of the velocity.",
            "RMSprop knows nothing of momentum. Whose square does it average?",
        ),
        *(
            Mistake(
                f"{theirs} for {mine} in {v}{where}",
                {f"{old}{end}": f"{new}{end}"},
                f"It looks as if `{v}` is averaged with `{theirs}`{where}.",
                own,
            )
            for v, x, mine, theirs in (
                ("v_dW", "dW", "beta1", "beta2"),
                ("s_dW", "dW**2", "beta2", "beta1"),
            )
            for where, old, new, end in (
                ("", f"{mine} * {v} + (1 - {mine})", f"{theirs} * {v} + (1 - {theirs})", f" * {x}"),
                (", in the weight of the past", f"= {mine}", f"= {theirs}", f" * {v}"),
                (", in the weight of the new value", f"(1 - {mine})", f"(1 - {theirs})", f" * {x}"),
            )
        ),
        Mistake(
            "v_dW corrected with beta2",
            {"beta1**t": "beta2**t"},
            "It looks as if `v_dW` is corrected with `beta2`.",
            own,
        ),
        Mistake(
            "s_dW corrected with beta1",
            {"beta2**t": "beta1**t"},
            "It looks as if `s_dW` is corrected with `beta1`, so steps have a wrong length for "
            "as long as the correction matters.",
            own,
        ),
        Mistake(
            "corrected averages returned",
            {"return W, v_dW, s_dW": "return W, v_dW_corrected, s_dW_corrected"},
            "It looks as if the corrected averages are returned, so the next step averages "
            "them further and corrects them again.",
            kept,
        ),
        Mistake(
            "corrected v_dW returned",
            {"return W, v_dW, s_dW": "return W, v_dW_corrected, s_dW"},
            "It looks as if the corrected `v_dW` is returned, so the next step corrects it again.",
            kept,
        ),
        Mistake(
            "corrected s_dW returned",
            {"return W, v_dW, s_dW": "return W, v_dW, s_dW_corrected"},
            "It looks as if the corrected `s_dW` is returned, so the next step corrects it again.",
            kept,
        ),
        Mistake(
            "gradient in place of v_dW",
            {"alpha * v_dW_corrected": "alpha * dW"},
            "It looks as if the step follows the gradient itself, so the momentum is worked "
            "out and not used.",
            "Which average stands above the line?",
        ),
        Mistake(
            "alpha inside the average",
            {"(1 - beta1) * dW": "alpha * (1 - beta1) * dW"},
            "It looks as if `alpha` stands inside the average of the gradients.",
            "Average first; the learning rate comes in when the step is taken.",
        ),
        Mistake(
            "epsilon before the correction",
            {
                "sqrt(s_dW_corrected) + epsilon": "sqrt(s_dW_corrected)"
                " + epsilon / sqrt(1 - beta2**t)"
            },
            "It looks as if `epsilon` is added to the root before that is corrected, as one "
            "library does, so that it weighs more in the first steps.",
            "Correct first; what keeps the denominator away from 0 comes last.",
        ),
    ]


#: By the name of the exercise.
MISTAKES: dict[str, list[Mistake]] = {
    "gradient_descent": of_gradient_descent(),
    "exponential_average": of_exponential_average(),
    "half_life": of_half_life(),
    "momentum": of_momentum(),
    "rmsprop": of_rmsprop(),
    "bias_correction": of_bias_correction(),
    "corrected_averages": of_corrected_averages(),
    "adam": of_adam(),
}
