"""A known mistake: the right rule with a few of its characters changed.

A `Mistake` says which characters of the rule's source (its docstring aside) become which. So a
table of mistakes holds only what is wrong, never a copy of what is right, and follows the rule
wherever it goes; and two mistakes can be tried at once.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from types import CodeType
from typing import Any

from optlearn.show import source


@dataclass(frozen=True)
class Mistake:
    """A known mistake.

    name : short, unique within an exercise.
    edits : what of the rule's source, and what stands in its place.
    what : what the mistake is, to follow "It looks as if".
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
            raise ValueError(
                f"the mistake {self.name!r} changes {', '.join(map(repr, self.edits))}, which "
                f"{rule.__name__} must have once each: write the mistake anew"
            )
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
    """Return `rule` with its source edited, or None where edits do not fit, each exactly once."""
    code = body_of(rule)
    if any(code.count(old) != 1 for old, _ in edits):
        return None
    pieces, end = [], 0
    for start, old, new in sorted((code.index(old), old, new) for old, new in edits):
        if start < end:
            return None
        pieces += [code[end:start], new]
        end = start + len(old)
    namespace = dict(rule.__globals__)
    exec(_compiled("".join([*pieces, code[end:]])), namespace)
    return namespace[rule.__name__]  # type: ignore[no-any-return]


@cache
def body_of(rule: Callable[..., Any]) -> str:
    """Source of `rule` without its docstring."""
    return source(rule).text


@cache
def _compiled(code: str) -> CodeType:
    return compile(code, "<a rule with a known mistake>", "exec")
