"""What an explorer offers: its sliders, its target, and the Python call for what it shows."""

from __future__ import annotations

import ast
import keyword
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from functools import partial, wraps
from typing import Any

import numpy as np
from numpy.typing import NDArray

import optlearn
from optlearn.costs import Bowl
from optlearn.descent import Descent
from optlearn.forms import checked_outcome, name_of, rule_form
from optlearn.settings import LIMITS, WEIGHT, checked_count, checked_numbers, checked_setting

Rule = Callable[..., Any]

#: How far a slider goes by default, and its scale: "past" is that of a weight of the past, on
#: which 0.9, 0.99 and 0.999 are evenly spaced. On a "log" scale 0 has no place: where it is wanted,
#: the slider's lower stop means 0, and the scale begins beside it.
SLIDERS = {
    "alpha": ("log", 0.001, 10.0),
    "beta": ("past", 0.0, 0.999),
    "beta1": ("past", 0.0, 0.999),
    "beta2": ("past", 0.0, 0.9999),
    "epsilon": ("log", 1e-10, 1.0),
    "condition_number": ("log", 1.0, 200.0),
    "rotation": ("linear", 0.0, 90.0),
}

#: Sliders that change the bowl, and the checkbox.
OF_THE_BOWL = ("condition_number", "rotation")
SWITCH = "bias_correction"

#: How far apart the ends of a log scale are, if the lower one is 0 and nothing says more; and what
#: they must stay below.
DECADES, MOST_DECADES = 3, 300

#: Names of the code that is shown, which a rule there cannot have.
TAKEN = {"cost", "start", "path", "descend", *keyword.kwlist}

#: What the code writes as a number.
NUMBER = (int, float, np.integer, np.floating)

#: How many values of a slider a sweep takes at most, where none are given; and how many times as
#: many of the learning rate as of another, because it decides most. The least is both ends and the
#: value to begin with.
FEWEST_VALUES, MOST_VALUES = 3, 60
WEIGHTS = {"alpha": 2}

#: Bowls of a sweep: the contours of each take 5 kB in a saved page.
MOST_BOWLS = 100


def uncorrected(rule: Rule) -> Rule:
    """The same rule without its bias correction.

    A rule divides by ``1 - beta**t``, which is 1 when t is infinite: so the rule itself runs, told
    that it has been running forever.
    """

    @wraps(rule)
    def without(*arrays: Any, t: Any, **settings: Any) -> Any:
        return rule(*arrays, t=np.inf, **settings)

    without.__name__ = f"uncorrected_{name_of(rule)}"
    return without


def checked_sliders(
    sliders: Any, rule: Rule, cost: Any, settings: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return each slider as the front end reads it, with the value that it begins with.

    `sliders` are names, or a mapping of names to ranges; None is every setting of the rule.
    """
    own = [name for name, value in settings.items() if np.ndim(value) == 0]
    allowed = [*own, *OF_THE_BOWL, SWITCH]
    sliders = own if sliders is None else sliders
    if isinstance(sliders, str) or not isinstance(sliders, Sequence | Mapping):
        raise TypeError(f"sliders must be names, any of {', '.join(allowed)}; got {sliders!r}")
    specifications: list[dict[str, Any]] = []
    for name in sliders:
        if not isinstance(name, str) or name not in allowed:
            raise ValueError(f"sliders must be any of {', '.join(allowed)}; got {name!r}")
        if any(slider["name"] == name for slider in specifications):
            raise ValueError(f"sliders must have each name once; got {name!r} twice")
        if name == SWITCH:
            check_correction(rule, settings)
            specifications.append({"name": name, "value": True})
            continue
        if name in OF_THE_BOWL and not isinstance(cost, Bowl):
            raise ValueError(f"the slider {name!r} needs a Bowl as cost; got {cost!r}")
        value = getattr(cost, name) if name in OF_THE_BOWL else settings[name]
        if np.ndim(value):
            raise ValueError(f"the slider {name!r} needs one Bowl as cost; got {cost!r}")
        ends = sliders[name] if isinstance(sliders, Mapping) else None
        specifications.append(_slider(name, ends, float(value)))
    return specifications


def _slider(name: str, ends: Any, value: float) -> dict[str, Any]:
    if name not in SLIDERS and ends is None:
        raise ValueError(f"the slider {name!r} needs a range: sliders={{{name!r}: (low, high)}}")
    scale, least, most = SLIDERS.get(name, ("linear", 0.0, 1.0))
    where = f"sliders[{name!r}]"
    if ends is None:
        low, high = min(least, value), max(most, value)
    else:
        low, high = _ends(where, name, ends)
        if not low <= value <= high or low == high:
            raise ValueError(f"{where} must hold the value to begin with, {value:g}; got {ends!r}")
    slider: dict[str, Any] = {"name": name, "value": value, "scale": scale}
    slider |= {"low": low, "high": high}
    if scale == "log":
        if low == 0:
            slider["low"] = min(least, high / 10**DECADES, value or np.inf)
        if not high / 10.0**MOST_DECADES < slider["low"]:
            raise ValueError(f"{where} must span less than {MOST_DECADES} decades; got {low, high}")
        return slider | {"zero": low == 0}
    if scale == "past" and low == 0:
        return slider
    step = float(f"{(high - low) / 400:.1g}")
    if not 0 < step < np.inf:
        raise ValueError(f"{where} must span what 400 steps can divide; got {low, high}")
    return slider | {"scale": "linear", "step": 1.0 if name == "rotation" else step}


def _ends(where: str, name: str, ends: Any) -> tuple[float, float]:
    """Lower and upper end of a range, each allowed for its setting."""
    numbers = _allowed(where, name, ends)
    if numbers.shape != (2,):
        raise TypeError(f"{where} must be (low, high); got {ends!r}")
    low, high = map(float, numbers)
    return low, high


def _allowed(where: str, name: str, values: Any) -> NDArray[np.floating]:
    """Values of a slider as floats, or say what is wrong with them and where they stand."""
    try:
        array = np.asarray(checked_setting(name, values), float)
    except (TypeError, ValueError) as error:
        raise type(error)(f"{where}: {error}") from None
    least = 1.0 if name == "condition_number" else -np.inf
    bad = array[~(np.isfinite(array) & (array >= least))]
    if bad.size:
        allowed = "finite" if least < 0 else f"finite and at least {least:g}"
        raise ValueError(f"{where} must be {allowed}; got {bad.flat[0]}")
    return array


def check_correction(rule: Rule, settings: Mapping[str, Any]) -> None:
    """Raise ValueError for a rule without a bias correction.

    A correction is for averages: it depends on the step, and goes away in the long run, when the
    rule still moves. A learning rate that decays depends on the step too, but then nothing moves.
    """
    averages, _ = rule_form(rule)
    W, dW, average = np.array([1.0]), np.array([0.5]), np.array([0.25])
    # With no weight of the past, as a slider may have at first, there is nothing to correct.
    weights = {name: 0.5 for name in settings if LIMITS.get(name) is WEIGHT}
    steps = []
    with np.errstate(all="ignore"):
        for t in (1, np.inf):
            result = rule(W, dW, *[average] * len(averages), t=t, **{**settings, **weights})
            steps.append(checked_outcome(rule, result, W, len(averages))[0] - W)
    first, forever = steps
    if not averages:
        why = "it keeps no averages"
    elif np.array_equal(first, forever):
        why = "its step does not depend on t"
    elif np.all(np.isfinite(forever)) and np.any(forever != 0):
        return
    else:
        why = "when t is infinite, its step is 0 or no number"
    raise ValueError(f"sliders has {SWITCH!r}, but {name_of(rule)} has no bias correction: {why}")


def checked_sweep(sweep: Any) -> bool | Mapping[str, Any]:
    """Return whether there is a sweep, or the values of its sliders by name."""
    if isinstance(sweep, Mapping):
        return sweep
    if isinstance(sweep, bool | np.bool_):
        return bool(sweep)
    raise TypeError(f"sweep must be True, False or a dict of names and values; got {sweep!r}")


def with_choices(sliders: list[dict[str, Any]], values: Any, most: int) -> list[dict[str, Any]]:
    """Sliders of a sweep: each has the list of its values; `values` may give them by name.

    Of the others, each gets as many as `most` combinations of all, and `MOST_BOWLS`, allow.
    """
    given = values if isinstance(values, Mapping) else {}
    names = [slider["name"] for slider in sliders]
    if not set(names) - {SWITCH}:
        raise ValueError(f"sweep takes one slider or more; got {', '.join(names) or 'none'}")
    for name in given:
        if name not in names:
            raise ValueError(f"sweep must give values of {', '.join(names)}; got {name!r}")
    lists = {name: _given(name, given[name]) for name in given}
    if SWITCH in names:
        lists[SWITCH] = [True, False]
    taken = math.prod(map(len, lists.values()))
    bowls = math.prod(len(lists[name]) for name in OF_THE_BOWL if name in lists)
    free = [name for name in names if name not in lists]
    counts = _counts(free, most // taken, MOST_BOWLS // bowls)
    return [slider | {"choices": _choices(slider, lists, counts)} for slider in sliders]


def _given(name: str, values: Any) -> list[float]:
    where = f"sweep[{name!r}]"
    if name == SWITCH:
        if not isinstance(values, Sequence) or sorted(map(repr, values)) != ["False", "True"]:
            raise ValueError(f"{where} must be [True, False]; got {values!r}")
        return []
    own = _allowed(where, name, values)
    if own.ndim != 1 or len(own) < 2:
        raise ValueError(f"{where} must be two values or more; got {values!r}")
    return [float(value) for value in own]


def _counts(names: Sequence[str], room: int, bowls: int) -> dict[str, int]:
    """How many values each slider gets, if all combinations, and all bowls, must find room."""
    counts = dict.fromkeys(names, FEWEST_VALUES)

    def can_grow(name: str) -> bool:
        grown = counts | {name: counts[name] + 1}
        drawn = math.prod(grown[own] for own in OF_THE_BOWL if own in grown)
        fits = math.prod(grown.values()) <= room and (name not in OF_THE_BOWL or drawn <= bowls)
        return fits and counts[name] < MOST_VALUES

    while growing := [name for name in names if can_grow(name)]:
        counts[min(growing, key=lambda name: counts[name] / WEIGHTS.get(name, 1))] += 1
    return counts


def _choices(
    slider: Mapping[str, Any], lists: Mapping[str, list[Any]], counts: Mapping[str, int]
) -> list[Any]:
    name, first = slider["name"], slider["value"]
    if name == SWITCH:
        return lists[name]
    own = lists[name] if name in lists else _values(slider, counts[name] - 1)
    # Of values that read alike only one is offered; the first is found again as it was given.
    distinct = {f"{value:.6g}": value for value in [*own, first]}
    return sorted(distinct.values())


def _values(slider: Mapping[str, Any], count: int) -> list[float]:
    low, high, share = slider["low"], slider["high"], np.linspace(0, 1, count)
    if slider["scale"] == "log":
        values = [float(f"{value:.3g}") for value in low * (high / low) ** share]
        return [0.0, *values[1:]] if slider["zero"] else values
    if slider["scale"] == "past":
        return [float(f"{1 - float(f'{rest:.2g}'):.9g}") for rest in (1 - high) ** share]
    step = slider["step"]
    return [float(f"{round(value / step) * step:.6g}") for value in low + share * (high - low)]


def bowl_with(bowl: Bowl, values: Mapping[str, float]) -> Bowl:
    """The bowl with these values of its sliders; its larger curvature stays."""
    changed = {"rotation": values["rotation"]} if "rotation" in values else {}
    if "condition_number" in values:
        larger, smaller = _larger_first(bowl)
        changed[smaller] = getattr(bowl, larger) / values["condition_number"]
    return replace(bowl, **changed)


def _larger_first(bowl: Bowl) -> tuple[str, str]:
    names = "curvature_b", "curvature_W"
    return names if bowl.curvature_b >= bowl.curvature_W else names[::-1]


def checked_target(target: Any, steps: int) -> tuple[dict[str, Any] | None, Any]:
    """Return a target as the front end reads it, and its test if it has one."""
    if target is None:
        return None, None
    if not isinstance(target, Sequence) or isinstance(target, str) or len(target) != 2:
        raise TypeError(f"target must be (J, steps) or (text, test); got {target!r}")
    first, second = target
    if isinstance(first, str):
        if not callable(second):
            raise TypeError(f"target must be (text, test) with a function as test; got {second!r}")
        return {"text": first, "cost": None, "steps": None}, second
    limit = checked_numbers("target[0]", first)
    if limit.ndim or not (np.isfinite(limit) and limit > 0):
        raise ValueError(f"target[0] must be a cost, finite and greater than 0; got {first!r}")
    within = checked_count("target[1]", second)
    if within > steps:
        raise ValueError(f"target[1] must be at most {steps}, the number of steps; got {within}")
    text = f"J < {float(limit):g} within {within} steps"
    return {"text": text, "cost": float(limit), "steps": within}, None


def judged(test: Any, descent: Descent) -> tuple[bool, str]:
    """Whether a test is met by a descent, and what it says about how far it is."""
    if test is None:
        return False, ""
    verdict = test(descent)
    met, said = verdict if isinstance(verdict, tuple) else (verdict, "")
    return bool(met), str(said)


def call(
    rule: Rule, cost: Any, steps: int, settings: Mapping[str, Any], names: Sequence[str]
) -> list[str]:
    """Python that computes a path, with ``{name}`` for each value that can change.

    Two texts: with the rule as it is, and without its bias correction. What Python has no words
    for, a lambda or an object that does not say how it is made, is called ``rule`` or ``cost``, and
    a comment says that it is to come from whoever made it.
    """
    keywords = "".join(
        f", {name}={{{name}}}" if name in names else f", {name}={_number(value)}"
        for name, value in settings.items()
    )
    texts = []
    for corrected in (True, False):
        imports = Imports()
        rule_text, cost_text = _words(rule, imports), _cost_words(cost, names, imports)
        called = rule_text or "rule"
        if not corrected:
            called = f"{imports.add('optlearn.explore', 'uncorrected')}({called})"
        lines = [
            *imports.lines(),
            "",
            *(["# rule: yours"] if rule_text is None else []),
            "# cost: yours" if cost_text is None else f"cost = {cost_text}",
            'start = {"W": {W}, "b": {b}}',
            f"path = descend({called}, start, cost.gradient, {steps}, cost=cost{keywords})",
            "print(path.cost[-1])",
        ]
        texts.append("\n".join(lines))
    return texts


class Imports:
    """What a piece of Python must import: names by module."""

    def __init__(self) -> None:
        self.modules: dict[str, set[str]] = {"optlearn": {"descend"}}

    def add(self, module: str, name: str) -> str:
        """Import a name from a module, and return it."""
        self.modules.setdefault(module, set()).add(name)
        return name

    def find(self, thing: Any) -> str:
        """Import a function or class from where it can be had, if anywhere; return its name.

        A notebook's own has its name there and needs no import.
        """
        name: str = thing.__name__
        if getattr(optlearn, name, None) is thing:
            return self.add("optlearn", name)
        module = str(getattr(thing, "__module__", None))
        if module != "__main__" and getattr(sys.modules.get(module), name, None) is thing:
            return self.add(module, name)
        return name

    def lines(self) -> list[str]:
        """The statements, those of Python's own modules first."""
        statements = [
            f"from {module} import {', '.join(sorted(names, key=str.lower))}"
            for module, names in self.modules.items()
        ]
        own = [line for line in statements if line.startswith("from functools ")]
        return [*own, *([""] if own else []), *(line for line in statements if line not in own)]


def _words(thing: Any, imports: Imports) -> str | None:
    """Python for a rule or a cost: its name, or how it is made; None if there are no words for it.

    A repr is taken for Python if it is a call of the thing's own class with plain values.
    """
    if isinstance(thing, partial):
        if not all(isinstance(x, NUMBER) for x in [*thing.args, *thing.keywords.values()]):
            return None
        inner = _words(thing.func, imports)
        if inner is None:
            return None
        given = [*map(_number, thing.args)]
        given += [f"{name}={_number(value)}" for name, value in thing.keywords.items()]
        return f"{imports.add('functools', 'partial')}({', '.join([inner, *given])})"
    name, inside = getattr(thing, "__name__", None), getattr(thing, "__wrapped__", None)
    if inside is not None and name == f"uncorrected_{name_of(inside)}":
        inner = _words(inside, imports)
        return inner and f"{imports.add('optlearn.explore', 'uncorrected')}({inner})"
    if isinstance(name, str):
        return imports.find(thing) if name.isidentifier() and name not in TAKEN else None
    text, kind = repr(thing), type(thing)
    return text if _makes(text, kind.__name__) and imports.find(kind) else None


def _makes(text: str, kind: str) -> bool:
    """Whether a text is a call of a class with plain values, such as ``Bowl(curvature_W=0.2)``."""
    try:
        made = ast.parse(text, mode="eval").body
        if not (isinstance(made, ast.Call) and ast.unparse(made.func) == kind):
            return False
        for value in [*made.args, *(given.value for given in made.keywords)]:
            ast.literal_eval(value)
    except (SyntaxError, ValueError):
        return False
    return True


def _number(value: Any) -> str:
    """A number as Python reads it, also one that is none."""
    value = value.item() if isinstance(value, np.generic) else value
    return repr(value) if np.isfinite(value) else f'float("{value}")'


def _cost_words(cost: Any, names: Sequence[str], imports: Imports) -> str | None:
    if not isinstance(cost, Bowl) or not set(names) & set(OF_THE_BOWL):
        return imports.find(Bowl) + "()" if cost == Bowl() else _words(cost, imports)
    given = {field.name: repr(float(getattr(cost, field.name))) for field in fields(cost)}
    if "condition_number" in names:
        larger, smaller = _larger_first(cost)
        given[smaller] = f"{given[larger]} / {{condition_number}}"
    if "rotation" in names:
        given["rotation"] = "{rotation}"
    values = ", ".join(f"{name}={text}" for name, text in given.items())
    return f"{imports.find(type(cost))}({values})"
