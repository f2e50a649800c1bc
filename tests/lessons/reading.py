"""What stands in a lesson: its sentences by section, and the numbers that its cells know."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("[0-9][0-9]_*.ipynb"))
LESSONS = [path for path in NOTEBOOKS if not path.name.startswith("00")]

#: A number of a text, with its sign. A hyphen after a letter, a digit or a bracket is no sign.
NUMBER = re.compile(r"(?:(?<![\w.)\]}])-)?(?<![\w.])\d+(?:\.\d+)?(?:e[-+]?\d+)?(?![\w]|\.\d)")
#: A setting and its value: `alpha = 0.4`, `alpha` 0.4, `alpha` of 0.4, `alpha` at 0.4.
SETTING = re.compile(
    rf"`(?P<name>[a-z]\w*)(?: ?= ?|` (?:(?:of|at|is|=) )?)(?P<value>{NUMBER.pattern})"
)
PRINTED_SETTING = re.compile(rf"\b(?P<name>[a-z]\w*) ?[= ] *(?P<value>{NUMBER.pattern})")


@cache
def read(path: Path) -> NotebookNode:
    """A notebook, which is read once for all tests: none may change it."""
    return nbformat.read(path, as_version=4)


def cells(lesson: str, kind: str) -> list[NotebookNode]:
    """Cells of a kind, "code" or "markdown", of the lesson whose name begins with these digits."""
    (path,) = (path for path in NOTEBOOKS if path.stem.startswith(lesson))
    return [cell for cell in read(path).cells if cell.cell_type == kind]


@cache
def text(lesson: str) -> str:
    """All text of a lesson, its questions too."""
    texts = [cell.source for cell in cells(lesson, "markdown")]
    for cell in filter(is_question, cells(lesson, "code")):
        texts += [asked(cell), said(cell)]
    return "\n\n".join(texts)


def is_question(cell: NotebookNode) -> bool:
    return bool(cell.source.startswith("question("))


def asked(cell: NotebookNode) -> str:
    """What a question asks and offers."""
    return _strings(cell, lambda call: [call.args[0], *call.args[1].keys])


def said(cell: NotebookNode) -> str:
    """What a question says to each answer."""
    return _strings(cell, lambda call: call.args[1].values)


def _strings(cell: NotebookNode, choose: Callable[[Any], list[ast.expr]]) -> str:
    call = ast.parse(cell.source).body[0].value  # type: ignore[attr-defined]
    return "\n".join(map(ast.literal_eval, choose(call)))


def code(lesson: str) -> str:
    """All code of a lesson."""
    return "\n".join(cell.source for cell in cells(lesson, "code"))


def shown(lesson: str) -> str:
    """Everything that a lesson's cells print."""
    return "\n".join(printed(cell) for cell in cells(lesson, "code"))


def as_it_stands(words: str) -> re.Pattern[str]:
    """A pattern for these words that does not end, or begin, within a number."""
    start = r"(?<![\w.−-])" if words[0].isdigit() else ""
    return re.compile(start + re.escape(words) + r"(?![,.]?\d)")


def slide_type(cell: NotebookNode) -> str:
    return str(cell.metadata.get("slideshow", {}).get("slide_type", "-"))


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def printed(cell: NotebookNode) -> str:
    """Everything that a cell prints or shows as text, the descriptions of its pictures too."""
    shown = []
    for output in cell.get("outputs", []):
        shown.append(output.get("text", ""))
        shown.append(output.get("data", {}).get("text/plain", ""))
        html = _Text()
        html.feed(output.get("data", {}).get("text/html", ""))
        shown.append(" ".join(html.words))
        shown.append(output.get("metadata", {}).get("image/png", {}).get("alt", ""))
    return "\n".join(shown)


def plain(words: str) -> str:
    """One way to write a number: 1,000 is 1000, and a minus is a hyphen."""
    return re.sub(r"(?<=\d),(?=\d{3}\b)", "", words).replace("−", "-")


def numbers(words: str, behind: str = "") -> list[float]:
    """Every number in a text, with its sign, in order; or those with something behind them."""
    return [float(n.group()) for n in re.finditer(NUMBER.pattern + behind, plain(words))]


def shares(words: str) -> list[float]:
    """Every number that has a % behind it."""
    return numbers(words, behind=r"(?=\s?%)")


@dataclass
class Known:
    """Numbers that cells print or are written with, shares in per cent, and settings by name."""

    numbers: set[float] = field(default_factory=set)
    shares: set[float] = field(default_factory=set)
    settings: set[tuple[str, float]] = field(default_factory=set)

    @classmethod
    def of(cls, cells: list[NotebookNode]) -> "Known":
        """What these cells know."""
        known = cls()
        for cell in cells:
            known.add(cell)
        return known

    def add(self, cell: NotebookNode) -> None:
        """Take in a cell: what it prints, and the numbers of its code, not of its comments."""
        text = printed(cell)
        self.numbers.update(numbers(text))
        self.shares.update(shares(text))
        for found in PRINTED_SETTING.finditer(plain(text)):
            self.settings.add((found["name"], float(found["value"])))
        for node in ast.walk(ast.parse(re.sub(r"^[%!].*$", "", cell.source, flags=re.M))):
            value = _number(node)
            if value is not None:
                self.numbers.add(value)
            self.settings.update(_settings(node))


def _number(node: ast.AST) -> float | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = _number(node.operand)
        return None if value is None else -value
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return float(node.value)
    return None


def _settings(node: ast.AST) -> Iterator[tuple[str, float]]:
    """Names that a node gives a number to, or each number of a list in turn."""
    pairs: list[tuple[str, ast.AST]] = []
    match node:
        case ast.keyword(arg=str(name), value=value):
            pairs.append((name, value))
        case ast.Dict(keys=keys, values=values):
            named = zip(keys, values, strict=True)
            pairs += [(k.value, v) for k, v in named if isinstance(k, ast.Constant)]
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            pairs.append((name, value))
        case ast.For(target=ast.Name(id=name), iter=ast.List(elts=values)):
            pairs += [(name, value) for value in values]
        case ast.arguments(kwonlyargs=arguments, kw_defaults=defaults):
            pairs += [(a.arg, d) for a, d in zip(arguments, defaults, strict=True) if d]
    for name, value in pairs:
        number = _number(value)
        if number is not None:
            yield name, number


@dataclass
class Part:
    """What stands below one heading, for readers or for the speaker, and what its cells know."""

    title: str
    text: str
    known: Known


def parts(notebook: NotebookNode) -> list[Part]:
    """The sections of a lesson up to its references, each as readers and as speakers read it.

    A section knows its own cells and the last two before it; its notes, which speak of what comes,
    also those of the next section; the recap knows all. So does what is said to the answers of a
    question, which also knows what was asked.
    """
    titles, texts, notes, cells = [""], [[]], [[]], [[]]  # type: ignore[var-annotated]
    questions: list[NotebookNode] = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            (questions if is_question(cell) else cells[-1]).append(cell)
            continue
        first, *rest = re.split(r"^(?=## )", cell.source, flags=re.M)
        (notes if slide_type(cell) == "notes" else texts)[-1].append(first)
        for text in rest:
            titles.append(text.partition("\n")[0].removeprefix("## "))
            texts.append([text.partition("\n")[2]])
            notes.append([])
            cells.append([])
    found = []
    for i, title in enumerate(titles):
        if title == "References":
            break
        earlier = [cell for those in cells[:i] for cell in those]
        own = [*(earlier if title == "Recap" else earlier[-2:]), *cells[i]]
        later = cells[i + 1] if i + 1 < len(cells) else []
        found.append(Part(title, "\n\n".join(texts[i]), Known.of(own)))
        found.append(Part(f"{title} (notes)", "\n\n".join(notes[i]), Known.of([*own, *later])))
    for question in questions:
        known = Known.of([cell for those in cells for cell in those])
        known.numbers.update(numbers(asked(question)))
        known.shares.update(shares(asked(question)))
        found.append(Part("Quick questions", said(question), known))
    return found


#: What is checked elsewhere: listings, displayed formulas, pictures, the targets of links, the
#: minutes of a lecture. And what states nothing: the numbers of lessons, years, and markup.
ELSEWHERE = [
    re.compile(pattern, re.S | re.M)
    for pattern in (
        r"```.*?```",
        r"\$\$.*?\$\$",
        r"!\[[^\]]*\]\([^)]*\)",
        r"^# 0\d[^\n]*$",
        r"^\*\d+ minutes\b[^\n]*$",
        r"\*A plan for \d+ minutes:[^*]*\*",
        r"\(\d+\smin\)|\| \d+\smin\b",
        r"\[0\d [^\]]*\](?=\()",
        r"\]\([^)]*\)",
        r"<[^>]*>",
        r"\b[Ll]essons? 0\d(?:(?:,| and| to| or) 0\d)*",
        r"\(0\d\)",
        r"\bin 1[5-9]\d\d\b",
    )
]


def sentences(markdown: str) -> str:
    """Drop what `ELSEWHERE` names."""
    for pattern in ELSEWHERE:
        markdown = pattern.sub(" ", markdown)
    return markdown
