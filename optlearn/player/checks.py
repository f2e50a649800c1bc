"""What explorers and maps are asked for: a rule, its settings, a cost with a gradient, a start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from optlearn.costs import Bowl
from optlearn.forms import checked_settings, name_of, rule_form
from optlearn.palette import written
from optlearn.player.sliders import Rule
from optlearn.settings import checked_numbers


def rule_name(rule: Rule) -> str:
    """Name of a rule as the field writes it, found in the palette."""
    return written(name_of(rule))


def checked_rule(rule: Rule, settings: Any) -> tuple[Rule, dict[str, Any]]:
    """Return a rule and all of its settings, defaults filled in."""
    _, accepted = rule_form(rule)
    complete = checked_settings(rule, checked_names(settings), rule_name(rule))
    for name, value in complete.items():
        if np.ndim(value):
            raise TypeError(f"{name} must be one number; got {value!r}")
    order = [*accepted, *(name for name in complete if name not in accepted)]
    return rule, {name: complete[name] for name in order if name in complete}


def checked_names(settings: Any) -> Mapping[str, Any]:
    """Return settings by name; None is none."""
    settings = {} if settings is None else settings
    if not isinstance(settings, Mapping) or not all(isinstance(name, str) for name in settings):
        raise TypeError(f"settings must be a dict of names and numbers; got {settings!r}")
    return settings


def checked_flag(what: str, value: Any) -> bool:
    """Return True or False."""
    if not isinstance(value, bool | np.bool_):
        raise TypeError(f"{what} must be True or False; got {value!r}")
    return bool(value)


def checked_gradient(cost: Any) -> Any:
    """Return a cost that can be called as ``cost(W, b)`` and has a ``gradient(W, b)``."""
    cost = Bowl() if cost is None else cost
    if not callable(cost) or not callable(getattr(cost, "gradient", None)):
        raise TypeError(f"cost must have a value and a gradient, such as Bowl(); got {cost!r}")
    return cost


def checked_point(start: Any, cost: Any) -> dict[str, float]:
    """Return a start of W and b, by default the cost's own."""
    start = getattr(cost, "start", None) if start is None else start
    if not isinstance(start, Mapping) or set(start) != {"W", "b"}:
        raise TypeError(f'start must be {{"W": number, "b": number}}; got {start!r}')
    for name, value in start.items():
        if checked_numbers(f"start[{name!r}]", value).ndim or not np.isfinite(value):
            raise ValueError(f"start[{name!r}] must be one finite number; got {value!r}")
    return {name: float(start[name]) for name in ("W", "b")}
