"""Sentences as HTML that reads on a light and on a dark page, and survives a strict sanitiser.

Sentences are plain text in which `backticks` mark code. No script, no style sheet and no id: so the
same HTML serves JupyterLab (trusted or not), VS Code, Colab, a static page, slides and GitHub.
"""

import re
from collections.abc import Iterable
from html import escape

#: Mid-tones that stand out on white and on black (contrast at least 3:1 on both).
TONES = {"good": "#2e9e5b", "bad": "#d9534f", "plain": "#7a869a"}


def html(sentence: str) -> str:
    """Escape a sentence, its backticks turned into ``<code>``."""
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", escape(sentence, quote=False))


def box(tone: str, heading: str, sentences: Iterable[str], code: str = "") -> str:
    """Return a heading, paragraphs and lines of code beside a bar in one of the `TONES`."""
    parts = [f"<strong>{html(heading)}</strong>", *(html(sentence) for sentence in sentences)]
    body = "".join(f'<p style="margin:0 0 0.4em 0">{part}</p>' for part in parts)
    if code:
        body += f'<pre style="margin:0 0 0.4em 0">{escape(code, quote=False)}</pre>'
    style = f"border-left:4px solid {TONES[tone]};padding:0.4em 0 0.1em 0.9em;max-width:46em"
    return f'<div style="{style}">{body}</div>'


def plain(heading: str, sentences: Iterable[str], code: str = "") -> str:
    """Return the same as plain text, one sentence a line."""
    lines = [heading, *sentences]
    if code:
        lines.append(code)
    return "\n".join(lines)
