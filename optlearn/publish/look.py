"""Style sheets of pages and decks, with the font for formulas."""

import base64
from pathlib import Path

from optlearn.publish.maths import FONT

STYLES = Path(__file__).parent / "styles"


def style(*names: str) -> str:
    """Text of the named style sheets, after the one that all share and the font for formulas."""
    font = base64.b64encode(FONT.read_bytes()).decode()
    face = (
        '@font-face { font-family: "Course Math"; font-display: block;'
        f' src: url(data:font/woff2;base64,{font}) format("woff2"); }}'
    )
    texts = [(STYLES / name).read_text(encoding="utf-8") for name in ("shared.css", *names)]
    return "\n".join([face, *texts])
