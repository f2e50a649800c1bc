"""Show a rule of the package in a notebook: its source as it is today, alone or beside pseudocode.

A lesson never holds a copy of a rule, so what it shows cannot drift from what it runs.
"""

import ast
import inspect
import textwrap
from collections.abc import Callable
from html import escape
from itertools import zip_longest
from typing import Any


class Shown:
    """Text that a notebook shows as HTML, and as it stands wherever HTML is not shown."""

    def __init__(self, text: str, html: str | None = None) -> None:
        self.text = text
        self.html = html or f"<pre><code>{escape(text)}</code></pre>"

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html


def source(function: Callable[..., Any]) -> Shown:
    """Show the source of a function, without its docstring."""
    head, body = _parts(function)
    code = "\n".join([*head, *(f"    {line}".rstrip() for line in body)])
    return Shown(code)


def beside(pseudocode: str, rule: Callable[..., Any]) -> Shown:
    """Show pseudocode and, line by line beside it, the package's own code for it.

    A blank line parts the pseudocode into groups; each group says for W and for b what one line
    of the rule says for any parameter. Raises ValueError if there are not as many groups as lines.
    """
    groups = [group.splitlines() for group in textwrap.dedent(pseudocode).strip().split("\n\n")]
    lines = [line for line in _parts(rule)[1] if not line.startswith("return")]
    if len(groups) != len(lines):
        raise ValueError(
            f"pseudocode must have one group for each of the {len(lines)} lines of "
            f"{rule.__name__}; got {len(groups)}"
        )
    titles = ("pseudocode", f"optlearn.rules.{rule.__name__}")
    width = max(len(line) for group in groups for line in [*group, titles[0]]) + 4
    text = [f"{titles[0]:{width}}{titles[1]}"]
    rows = ["<tr>" + "".join(f"<th scope='col'>{escape(title)}</th>" for title in titles) + "</tr>"]
    for group, line in zip(groups, lines, strict=True):
        text += [f"{a:{width}}{b}" for a, b in zip_longest(group, [line], fillvalue="")]
        cells = ("\n".join(group), line)
        rows.append(
            "<tr>"
            + "".join(f"<td><pre><code>{escape(cell)}</code></pre></td>" for cell in cells)
            + "</tr>"
        )
    left = " style='text-align: left'"
    table = f"<table>{''.join(rows)}</table>".replace("<td>", f"<td{left}>")
    return Shown("\n".join(text), table.replace("<th ", f"<th{left} "))


def _parts(function: Callable[..., Any]) -> tuple[list[str], list[str]]:
    """Lines of a function's head, and of its body without docstring, unindented."""
    code = textwrap.dedent(inspect.getsource(function))
    definition = ast.parse(code).body[0]
    if not isinstance(definition, ast.FunctionDef):
        raise TypeError(f"function must be one made with def; got {function!r}")
    described = ast.get_docstring(definition) is not None
    statements = definition.body[1:] if described else definition.body
    lines = code.splitlines()
    head = lines[definition.lineno - 1 : definition.body[0].lineno - 1]
    body = lines[statements[0].lineno - 1 : statements[-1].end_lineno]
    return head, textwrap.dedent("\n".join(body)).splitlines()
