r"""Formulas as MathML, which every browser typesets by itself.

No script has to run, nothing jumps while a page loads, a screen reader reads the formula, and
it prints. The font comes with the page: not every system has one for mathematics.
"""

import re
from html import escape
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement
from latex2mathml.converter import convert

from optlearn.publish.notebooks import NotPublished

FONT = Path(__file__).parent / "fonts" / "course-math.woff2"

#: Where a dollar sign is a dollar sign.
VERBATIM = ("code", "pre", "script", "style", "textarea", "math")

FUNCTIONS = ("cos", "det", "exp", "lim", "ln", "log", "max", "min", "sin", "tan")

_FORMULA = re.compile(
    r"\$\$(?P<display>.+?)\$\$|(?<![\\$])\$(?=\S)(?P<inline>[^$]+?)(?<=\S)\$(?!\d)", re.DOTALL
)
#: TeX's brackets of a given size: the converter knows only those that fit what they enclose.
_OPENING = re.compile(r"\\[Bb]igg?l?(?=[(\[])")
_CLOSING = re.compile(r"\\[Bb]igg?r?(?=[)\]])")
_LEFT_OVER = re.compile(r"<m[io]>(?:\\[A-Za-z]*|&(?:amp;)?)</m[io]>")


def mathml(formula: str, *, display: bool = False) -> str:
    """A formula in TeX's notation as MathML, with the TeX as a note in it.

    Raises NotPublished for what cannot be converted.
    """
    tex = formula.strip()
    fitting = _CLOSING.sub(r"\\right", _OPENING.sub(r"\\left", tex))
    try:
        converted: str = convert(fitting, display="block" if display else "inline")
    except Exception as problem:  # the converter has no error of its own that all others share
        raise NotPublished(f"formula {tex!r} cannot be typeset: {problem!r}") from problem
    strange = _LEFT_OVER.search(converted)
    if strange:
        raise NotPublished(f"formula {tex!r} cannot be typeset; {strange[0]} is left of it")
    soup = BeautifulSoup(converted, "html.parser")
    for name in soup.find_all("mi", string=FUNCTIONS):
        _space_after(name, soup)
    for bar in soup.find_all("mo", string="|"):
        # A bracket, which a browser takes for a sign: it cannot tell whether it opens or closes.
        bar["lspace"] = bar["rspace"] = "0em"
    head, body = str(soup).split(">", 1)
    body = body.removesuffix("</math>")
    note = f'<annotation encoding="application/x-tex">{escape(tex, quote=False)}</annotation>'
    return f"{head}><semantics>{body}{note}</semantics></math>"


def _space_after(name: Tag, soup: BeautifulSoup) -> None:
    """Set the name of a function apart from an argument that has no bracket."""
    whole = name
    while whole.parent is not None and whole.parent.name in ("msub", "msup", "msubsup", "munder"):
        whole = whole.parent
    follows = whole.next_sibling
    if isinstance(follows, Tag) and follows.name != "mo":
        whole.insert_after(soup.new_tag("mspace", width="0.167em"))


def typeset(soup: BeautifulSoup) -> None:
    """Turn every formula between dollar signs in the texts of a piece of HTML into MathML."""
    for text in soup.find_all(string=_FORMULA):
        if text.find_parent(VERBATIM):
            continue
        last = 0
        parts: list[PageElement] = []
        for found in _FORMULA.finditer(text):
            parts.append(NavigableString(text[last : found.start()]))
            display = found["display"] is not None
            formula = mathml(found["display"] or found["inline"], display=display)
            parts += BeautifulSoup(formula, "html.parser").contents
            last = found.end()
        parts.append(NavigableString(text[last:]))
        text.replace_with(*parts)
