"""Sentences as HTML that reads on a light and on a dark page, and survives a strict sanitiser.

Sentences are plain text in which `backticks` mark code. No script, no style sheet and no id: so the
same HTML serves JupyterLab (trusted or not), VS Code, Colab, a static page, slides and GitHub.
"""

import re
from collections.abc import Iterable
from html import escape

#: Mid-tones that stand out on white and on black (contrast at least 3:1 on both).
TONES = {"good": "#2e9e5b", "bad": "#d9534f", "plain": "#7a869a"}


BELOW = "margin:0 0 0.4em 0"


def html(sentence: str) -> str:
    """Escape a sentence, its backticks turned into ``<code>``."""
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", escape(sentence, quote=False))


def box(
    tone: str,
    heading: str,
    sentences: Iterable[str] = (),
    *,
    items: Iterable[str] = (),
    code: str = "",
) -> str:
    """Return a heading, a list, paragraphs and lines of code beside a bar in one of the `TONES`."""
    body = f'<p style="{BELOW}"><strong>{html(heading)}</strong></p>'
    listed = "".join(f"<li>{html(item)}</li>" for item in items)
    if listed:
        body += f'<ul style="{BELOW};padding-left:0;list-style:none">{listed}</ul>'
    body += "".join(f'<p style="{BELOW}">{html(sentence)}</p>' for sentence in sentences)
    if code:  # Jupyter breaks lines inside words and numbers, if not told otherwise
        wrap = "white-space:pre-wrap;word-break:normal;overflow-wrap:anywhere"
        body += f'<pre style="{BELOW};{wrap}">{escape(code, quote=False)}</pre>'
    bar = f"border-left:4px solid {TONES[tone]};padding:0.4em 0 0.1em 0.9em;max-width:46em"
    return f'<div style="{bar}">{body}</div>'


def plain(heading: str, *parts: str) -> str:
    """Return a heading and what is below it as plain text, each part on a line of its own."""
    return "\n".join([heading, *(part for part in parts if part)])
