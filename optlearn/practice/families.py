"""Families of mistakes, for what the rules have in common: step, average, square, root, correction.

A family is a function of the names that a rule uses, because Adam has two averages and two
corrections, and each can go wrong like those of the rules before it.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import reduce

from optlearn.practice.mistake import Mistake

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
            "the step does not depend on `alpha`.",
            "Which setting says how long a step is?",
        ),
        Mistake(
            "divided by alpha",
            {"alpha * ": "1 / alpha * "},
            "the step is divided by `alpha`, so a smaller learning rate takes a larger step.",
            "Twice the learning rate should be twice the step.",
        ),
        Mistake(
            "only the step",
            {"W = W - ": "W = -"},
            "the first value is the step alone, not the place where it leads.",
            "A step starts somewhere. From where?",
        ),
        Mistake(
            "only the step, without its sign",
            {"W = W - ": "W = "},
            "the first value is the length of the step, not the place where it leads.",
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
            f"the new value enters `{v}` with its full weight, which makes a sum of "
            f"the average, up to 1/(1 - {beta}) times as large.",
            "The two weights of an average add up to 1.",
        ),
        Mistake(
            f"weights of {v} swapped",
            {line: f"{v} = (1 - {beta}) * {v} + {beta} * {x}"},
            f"the two weights of `{v}` have changed places: the new value has the "
            "weight of the past.",
            f"With {beta} close to 1 an average is slow to change. Is yours?",
        ),
        Mistake(
            f"{v} forgets nothing",
            {f"= {beta} * {v} +": f"= {v} +"},
            f"the old `{v}` is carried on whole, so that it grows and grows.",
            f"What happens to the past in each step when {beta} is 0.9?",
        ),
        Mistake(
            f"{v} keeps nothing",
            {f"= {beta} * {v} + ": "= "},
            f"the old `{v}` is not used at all, so nothing is averaged.",
            "An average remembers. Which part of the line is the memory?",
        ),
        Mistake(
            f"minus in {v}",
            {f"* {v} + (1": f"* {v} - (1"},
            f"the new value is taken away from `{v}` where it should be added.",
            "The average of positive values is positive. Is yours?",
        ),
        Mistake(
            f"(1 + {beta}) in {v}",
            {f"(1 - {beta}) * {x}": f"(1 + {beta}) * {x}"},
            f"the new value has the weight 1 + {beta} in `{v}`.",
            "The two weights of an average add up to 1.",
        ),
        Mistake(
            f"no parentheses around 1 - {beta} in {v}",
            {f"(1 - {beta}) * {x}": f"1 - {beta} * {x}"},
            f"the parentheses around `1 - {beta}` are missing: multiplication comes first, so a 1 "
            f"is added and `{beta}` times the new value is taken away.",
            "What is the weight of the new value? It is one number: keep it together.",
        ),
        Mistake(
            f"past and present of {v} both weighted with {beta}",
            {f"(1 - {beta}) * {x}": f"{beta} * {x}"},
            f"the old `{v}` and the new value have the same weight, {beta}.",
            "The two weights of an average add up to 1.",
        ),
        Mistake(
            f"past and present of {v} both weighted with 1 - {beta}",
            {f"= {beta} * {v} +": f"= (1 - {beta}) * {v} +"},
            f"the old `{v}` and the new value have the same weight, 1 - {beta}.",
            "The two weights of an average add up to 1.",
        ),
        Mistake(
            f"{v} pushed away",
            {line: f"{v} = {v} - (1 - {beta}) * ({x} - {v})"},
            f"`{v}` is pushed away from the new value where it should be pulled towards it.",
            "If the new value is larger than the average, should the average rise or fall?",
        ),
    ]


def of_old_average(v: str, begins: str, used: str) -> list[Mistake]:
    """Mistakes of an average `v` that is worked out and then lost.

    begins : how the right side of its line begins.
    used : where it is needed.
    """
    return [
        Mistake(
            f"old {v} returned",
            {f"{v} = {begins}": f"new = {begins}", used: used.replace(v, "new")},
            f"the `{v}` that you return is the one you were given, so the next step will not know "
            "of this one, though `W` is right.",
            "Which of your names holds the new one?",
        ),
    ]


def of_order(right: str, *others: str) -> list[Mistake]:
    """The returned values in another order."""
    return [
        Mistake(
            f"returned in the order {other}",
            {f"return {right}": f"return {other}"},
            f"the values come back in another order: `{other}`.",
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
            f"`{s}` averages the gradient itself, not its square; it can then be "
            "negative, and its root is nan.",
            "What does the S in RMS stand for?",
        ),
        Mistake(
            "doubled for squared",
            {"dW**2": "dW * 2"},
            "the gradient is doubled where it should be squared.",
            "In Python `*` multiplies. What raises to a power?",
        ),
        Mistake(
            "square of the average",
            {line: f"{s} = ({beta} * {s} + (1 - {beta}) * dW) ** 2"},
            f"`{s}` is the square of an average, not the average of squares.",
            "Which comes first, the square or the average?",
        ),
        Mistake(
            "root of the square of the average",
            {"dW**2": "dW", f"sqrt({used})": f"sqrt({used} ** 2)"},
            f"`{s}` averages the gradient and is squared only afterwards, so that "
            "gradients of opposite sign cancel.",
            "Which comes first, the square or the average?",
        ),
        Mistake(
            "weight squared as well",
            {f"(1 - {beta}) * dW**2": f"((1 - {beta}) * dW) ** 2"},
            f"(1 - {beta}) is squared together with the gradient.",
            "How far does the square reach? A pair of parentheses decides.",
        ),
        Mistake(
            "root kept in the average",
            {line: line.replace("= ", "= sqrt(") + ")", f"sqrt({used})": used},
            f"the root is taken when `{s}` is stored, so the next step averages "
            "squares with a root.",
            "What is carried on is the average of squares. When is its root needed?",
        ),
        Mistake(
            "root taken twice",
            {line: line.replace("= ", "= sqrt(") + ")"},
            f"the root is taken twice, once when `{s}` is stored and once in the step.",
            "What is carried on is the average of squares. When is its root needed?",
        ),
    ]


# --- the division by a root -----------------------------------------------------------------------

AFTER = (
    "`epsilon` is added after the division, where it moves every parameter by a constant and "
    "guards against nothing."
)
DENOMINATOR = "The denominator is everything that you divide by. Are there parentheses around it?"


def of_division(v: str, s: str) -> list[Mistake]:
    """Mistakes of ``v / (sqrt(s) + epsilon)``."""
    root = f"sqrt({s}) + epsilon"
    return [
        Mistake(
            "epsilon after the division",
            {f"{v} / ({root})": f"({v} / sqrt({s}) + epsilon)"},
            AFTER,
            DENOMINATOR,
        ),
        Mistake(
            "epsilon inside the root",
            {root: f"sqrt({s} + epsilon)"},
            "`epsilon` stands inside the root. With the usual 1e-8 hardly anyone "
            "would see it, with 1e-2 it shows.",
            "Where does the root end?",
        ),
        Mistake(
            "epsilon multiplied",
            {root: f"sqrt({s}) * epsilon"},
            "the root is multiplied by `epsilon`, which makes the step enormous.",
            "A negligible number should change hardly anything. Which operation leaves a number "
            "almost as it is?",
        ),
        Mistake(
            "epsilon subtracted",
            {root: f"sqrt({s}) - epsilon"},
            "`epsilon` is taken from the root, which can then be 0 or negative.",
            "It is to keep the denominator away from 0.",
        ),
        Mistake(
            "epsilon forgotten",
            {root: f"sqrt({s})"},
            "`epsilon` is missing: a gradient of 0 is then divided by 0.",
            "What could keep the denominator away from 0?",
        ),
        Mistake(
            "half for the root",
            {f"sqrt({s})": f"{s} / 2"},
            f"you divide by half of `{s}` and not by its root: in Python `x**1/2` is `(x**1) / 2`.",
            "Powers come before division. What keeps an exponent together?",
        ),
        Mistake(
            "no root",
            {root: f"{s} + epsilon"},
            "you divide by the average of the squares and not by its root, so the "
            "step explodes where gradients are small.",
            "What does the R in RMS stand for?",
        ),
        Mistake(
            "multiplied by the root",
            {f"{v} / ({root})": f"{v} * ({root})"},
            "you multiply by the root, so a steep direction takes an even larger step.",
            "A large gradient should meet a large denominator.",
        ),
        Mistake(
            "root of the last square alone",
            {root: "sqrt(dW**2) + epsilon"},
            "you divide by the latest gradient alone, so every step has about the same length.",
            "You have worked out an average of squares. Where is it used?",
        ),
    ]


def of_loose_epsilon(v: str, s: str) -> list[Mistake]:
    """Mistakes of ``W = W - alpha * v / (sqrt(s) + epsilon)`` whose epsilon is left outside."""
    right, wrong = f"{v} / (sqrt({s}) + epsilon)", f"{v} / sqrt({s})"
    return [
        Mistake("epsilon added to W", {right: f"{wrong} + epsilon"}, AFTER, DENOMINATOR),
        Mistake("epsilon taken from W", {right: f"{wrong} - epsilon"}, AFTER, DENOMINATOR),
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
            "the correction is missing, so the average is too small in the first steps.",
            "What do the weights of a young average add up to? Not yet to 1.",
        ),
        wrong(
            "t never grows",
            f"{v} / (1 - {beta})",
            "the correction is that of step 1 in every step, so the average stays "
            f"1/(1 - {beta}) times too large.",
            "The correction fades away as steps go by. What makes it fade in yours?",
        ),
        wrong(
            "t counted from 0",
            f"{v} / (1 - {beta} ** (t - 1))",
            "steps are counted from 0, and at step 1 that divides by 0.",
            count,
        ),
        wrong(
            "t one too large",
            f"{v} / (1 - {beta} ** (t + 1))",
            "the exponent is one step ahead.",
            count,
        ),
        wrong(
            f"1 - {beta} * t",
            f"{v} / (1 - {beta} * t)",
            f"{beta} is multiplied by `t`, so the denominator soon turns negative.",
            "The weight of the past shrinks by the same factor in each step. Which "
            "operation is that?",
        ),
        wrong(
            f"(1 - {beta}) to the power t",
            f"{v} / (1 - {beta}) ** t",
            f"the whole of 1 - {beta} is raised to the power of `t`.",
            "What does the exponent belong to?",
        ),
        wrong(
            f"divided by {beta}**t",
            f"{v} / {beta} ** t",
            f"you divide by {beta}**t, which goes to 0, so the average explodes.",
            "After many steps the correction should change nothing: what should the denominator "
            "go to?",
        ),
        wrong(
            f"1 + {beta}**t",
            f"{v} / (1 + {beta} ** t)",
            f"the denominator is 1 + {beta}**t, which makes the average smaller still.",
            "The young average is too small. Should the denominator be above 1 or below?",
        ),
        wrong(
            f"t to the power {beta}",
            f"{v} / (1 - t ** {beta})",
            f"`t` is raised to the power of {beta}, not the other way round.",
            f"In t steps the past is multiplied by {beta} t times.",
        ),
        wrong(
            "multiplied by the correction",
            f"{v} * (1 - {beta} ** t)",
            "you multiply where you should divide, so a young average gets smaller still.",
            "The young average is too small. Which way should it go?",
        ),
        wrong(
            "no parentheses around the correction",
            f"{v} / 1 - {beta} ** t",
            f"only the 1 divides, and {beta}**t is subtracted afterwards.",
            "Division comes before subtraction. What groups a denominator?",
        ),
    ]


def within(line: str, mistakes: Iterable[Mistake]) -> list[Mistake]:
    """The same mistakes in one line of a rule that has their characters more than once."""
    return [
        replace(mistake, edits={line: reduce(_replaced, mistake.edits.items(), line)})
        for mistake in mistakes
    ]


def of_line(name: str, mistakes: Iterable[Mistake]) -> list[Mistake]:
    """The same mistakes, which say in whose line they are, since another may have them too."""
    return [replace(mistake, what=f"in `{name}` {mistake.what}") for mistake in mistakes]


def _replaced(text: str, edit: tuple[str, str]) -> str:
    return text.replace(*edit)


def both(first: Iterable[Mistake], second: Iterable[Mistake]) -> list[Mistake]:
    """The same mistake made in two places."""
    return [
        Mistake(
            f"{a.name} and {b.name.rpartition(' of ')[2]}",
            a.edits | b.edits,
            f"in both averages {a.what.replace('beta1', 'beta')}",
            a.hint.replace("beta1", "beta"),
        )
        for a, b in zip(first, second, strict=True)
    ]
