"""Every text on every still picture: `python -m tests.golden.figures`.

Writes figures.txt: a heading for each picture, and below it the texts in the order in which they
are drawn. One sign of a formula is a few pixels of a picture, too few for a comparison of pixels.
tests/package/test_figures.py compares the file with what is drawn.
"""

from functools import cache
from pathlib import Path
from unittest.mock import patch

from matplotlib.text import Text

from optlearn import figures

STORED = Path(__file__).with_name("figures.txt")
HEAD = "The texts on each picture of images/. Written by `python -m tests.golden.figures`.\n"


@cache
def figure_of(name):
    """A figure as its function draws it, drawn once."""
    return figures.FIGURES[name]()


@cache
def drawn_texts(name):
    """A figure and all texts that are seen on it, each with its box in pixels."""
    figure = figure_of(name)
    drawn, draw = {}, Text.draw

    def note(text, renderer):
        draw(text, renderer)
        if text.get_visible() and text.get_text().strip():
            drawn[text] = Text.get_window_extent(text, renderer)

    with patch.object(Text, "draw", note):
        figure.draw_without_rendering()
    return figure, [(text, text.get_text(), box) for text, box in drawn.items()]


def shown(name):
    """Texts of a picture, one a line, a line break within a text written as `\\n`."""
    return [text.replace("\n", r"\n") for _, text, _ in drawn_texts(name)[1]]


def stored():
    """The texts of each picture as they are stored, by its name."""
    _, *parts = STORED.read_text(encoding="utf-8").split("\n# ")
    lines = (part.rstrip("\n").splitlines() for part in parts)
    return {name: texts for name, _, *texts in lines}


def main() -> None:
    """Write the file."""
    parts = [f"\n# {name}\n\n" + "\n".join(shown(name)) + "\n" for name in figures.FIGURES]
    STORED.write_text(HEAD + "".join(parts), encoding="utf-8", newline="\n")
    print(f"the texts of {len(parts)} pictures")


if __name__ == "__main__":
    main()
