"""What the book adds to Sphinx: formulas as MathML, and widgets that wake."""

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from optlearn.publish.maths import mathml


def inline(translator: HTML5Translator, node: nodes.math) -> None:
    """Write a formula in a line."""
    translator.body.append(mathml(node.astext()))
    raise nodes.SkipNode


def display(translator: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula on a line of its own."""
    translator.body.append(f'<div class="formula">{mathml(node.astext(), display=True)}</div>')
    raise nodes.SkipNode


def add_end(
    app: Sphinx, page: str, template: str, context: dict[str, Any], tree: nodes.document | None
) -> None:
    """Put what a page's widgets need at the end of its text."""
    end = Path(app.srcdir) / f"{page}.end.html"
    if end.is_file() and "body" in context:
        context["body"] += end.read_text(encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx of it."""
    app.add_html_math_renderer("mathml", (inline, None), (display, None))
    app.connect("html-page-context", add_end)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
