"""Show a rule of the package in a notebook: its source, its pseudocode, or what changed in it.

What is shown is the source as it is today. A lesson never holds a copy of a rule, so what it shows
cannot drift from what it runs.
"""

import ast
import inspect
import textwrap
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from html import escape
from itertools import zip_longest
from typing import Any

#: Code keeps its lines, and the ground of whatever it lies on: JupyterLab would break long lines
#: within a word, and paint code white where the row of a table is grey.
_CODE = "white-space: pre; background: transparent"
#: Two columns of code must fit side by side: a long line goes on further in, between two words.
_FOLDED = (
    "display: block; padding-left: 2em; text-indent: -2em; "
    "white-space: pre-wrap; word-break: normal"
)
#: What is wider than the page scrolls sideways, by the keyboard too; where nothing can scroll, on
#: paper and on slides, the published course finds it by its class and breaks its lines.
_LISTING = (
    "<div class='listing' role='group' aria-label='code' tabindex='0' "
    "style='overflow-x: auto; margin: 0.4em'>{}</div>"
)


class Shown:
    """Text that a notebook shows as HTML, and as it stands wherever HTML is not shown."""

    def __init__(self, text: str, html: str | None = None) -> None:
        self.text = text
        self.html = html or _LISTING.format(_code(escape(text)))

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html


def _code(html: str) -> str:
    return f"<pre style='{_CODE}; margin: 0'><code style='{_CODE}'>{html}</code></pre>"


def source(function: Callable[..., Any], *, after: Callable[..., Any] | None = None) -> Shown:
    """Show the source of a function, without its docstring.

    With `after`, an earlier function, only the lines of the body, each marked with what became of
    it: ``+`` is new, ``-`` is gone, the rest has stayed.
    Raises TypeError for what was not made with ``def``, such as a lambda, or whose source is in no
    file and no cell.
    """
    head, body = _parts(function)
    if after is not None:
        return _changes(_parts(after)[1], body)
    code = "\n".join([*head, *(f"    {line}".rstrip() for line in body)])
    return Shown(code)


def _changes(before: list[str], now: list[str]) -> Shown:
    """Lines that stayed, went and came, in order; a line that went stands before its successor."""
    rows = []
    for kind, i, j, k, end in SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        if kind == "equal":
            rows += [(" ", line) for line in now[k:end]]
            continue
        for gone, new in zip_longest(before[i:j], now[k:end]):
            rows += [(mark, line) for mark, line in (("-", gone), ("+", new)) if line is not None]
    tags = {
        " ": "<span style='opacity: 0.75'>{}</span>",
        "-": "<del style='opacity: 0.75'>{}</del>",
        "+": "<ins style='text-decoration: none; font-weight: bold'>{}</ins>",
    }
    html = "\n".join(tags[mark].format(escape(f"{mark} {line}")) for mark, line in rows)
    text = "\n".join(f"{mark} {line}" for mark, line in rows)
    return Shown(text, _LISTING.format(_code(html)))


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
    titles = ("pseudocode", f"{rule.__module__}.{rule.__name__}")
    width = max(len(line) for group in groups for line in [*group, titles[0]]) + 4
    text = [f"{titles[0]:{width}}{titles[1]}"]
    rows = ["<tr>" + "".join(f"<th scope='col'>{escape(title)}</th>" for title in titles) + "</tr>"]
    for group, line in zip(groups, lines, strict=True):
        text += [f"{a:{width}}{b}" for a, b in zip_longest(group, [line], fillvalue="")]
        cells = "".join(f"<td>{_folded(cell)}</td>" for cell in (group, [line]))
        rows.append(f"<tr>{cells}</tr>")
    left = " style='text-align: left'"
    table = "".join(rows).replace("<td>", f"<td{left}>").replace("<th ", f"<th{left} ")
    # As wide as its code: JupyterLab would give both columns one half of the page each.
    table = f"<table style='table-layout: auto; width: auto'>{table}</table>"
    return Shown("\n".join(text), _LISTING.format(table))


def _folded(lines: Sequence[str]) -> str:
    # With its end of line, for where styles are left out, as on GitHub.
    rows = "\n".join(lines).splitlines(keepends=True)
    return _code("".join(f"<span style='{_FOLDED}'>{escape(row)}</span>" for row in rows))


def _parts(function: Callable[..., Any]) -> tuple[list[str], list[str]]:
    """Lines of a function's head, and of its body without docstring, unindented."""
    try:
        code = textwrap.dedent(inspect.getsource(function))
        definition = ast.parse(code).body[0]
    except (OSError, TypeError, SyntaxError):  # made by exec, or in C, or within other code
        definition = None
    if not isinstance(definition, ast.FunctionDef):
        raise TypeError(f"function must be one made with def; got {function!r}")
    # Without its docstring, unless that is all there is.
    described = ast.get_docstring(definition) is not None
    statements = definition.body[described:] or definition.body
    lines = code.splitlines()
    before, _ = _split(lines, definition.body[0])
    _, first = _split(lines, statements[0])
    head = [*lines[definition.lineno - 1 : definition.body[0].lineno - 1], *before]
    body = [*first, *lines[statements[0].lineno : statements[-1].end_lineno]]
    return head, textwrap.dedent("\n".join(body)).splitlines()


def _split(lines: list[str], statement: ast.stmt) -> tuple[list[str], list[str]]:
    """What stands before a statement on its line, if anything does, and the rest of the line."""
    line = lines[statement.lineno - 1]
    before = line.encode()[: statement.col_offset].decode()  # the column counts bytes
    if not before.strip():
        return [], [line]
    return [before.rstrip()], [line[len(before) :]]
