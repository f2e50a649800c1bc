"""Every picture in ``images/`` is what its function draws today, and is described in words."""

import re
from itertools import combinations
from pathlib import Path

import nbformat
import numpy as np
import pytest
from matplotlib import rc_context
from matplotlib.font_manager import findfont
from PIL import Image

from optlearn import descend, figures, steps_to_reach
from tests import links
from tests.golden import figures as golden

ROOT = Path(__file__).parents[2]
IMAGES = ROOT / "images"


def texts_with_pictures():
    """The README and the text of every notebook, by the name of their file."""
    texts = {"README": (ROOT / "README.md").read_text(encoding="utf-8")}
    for path in sorted(ROOT.glob("notebooks/*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        texts[path.stem] = "\n\n".join(c.source for c in cells if c.cell_type == "markdown")
    return texts


#: Every picture of a text that lies in images/: where it is used, its name and its words.
USED = [
    (where, Path(target).stem, words)
    for where, text in texts_with_pictures().items()
    for target, words in links.images(text)
    if Path(target).parent.name == "images"
]


@pytest.mark.parametrize("name", figures.FIGURES)
def test_the_stored_picture_is_what_its_function_draws(name):
    assert figures.difference(name, IMAGES, golden.figure_of(name)) == ""


def test_there_is_one_picture_for_each_function_and_no_other():
    assert sorted(p.name for p in IMAGES.iterdir()) == sorted(f"{n}.png" for n in figures.FIGURES)


def test_a_function_bears_the_name_of_its_picture():
    assert all(getattr(figures, name) is draw for name, draw in figures.FIGURES.items())


@pytest.mark.parametrize("name", figures.FIGURES)
def test_a_picture_is_sharp_on_a_slide_and_light_on_a_page(name):
    with Image.open(IMAGES / f"{name}.png") as picture:
        assert picture.width == 1400
        assert not picture.info.keys() & {"Software", "Creation Time"}
    assert (IMAGES / f"{name}.png").stat().st_size < 150_000


@pytest.mark.parametrize("name", figures.FIGURES)
def test_the_texts_on_a_picture_are_those_that_are_stored(name):
    """A minus in the place of a plus is fewer pixels than the comparison of pictures allows."""
    assert golden.shown(name) == golden.stored()[name], (
        "`python -m tests.golden.figures` stores what is drawn now, to be read in the difference"
    )


def test_texts_are_stored_for_every_picture_and_no_other():
    assert list(golden.stored()) == list(figures.FIGURES)


@pytest.mark.parametrize("name", figures.FIGURES)
def test_text_is_at_least_14_pixels_high_where_a_picture_is_900_wide(name):
    figure, texts = golden.drawn_texts(name)
    pixels_a_point = 900 / figure.get_figwidth() / 72
    sizes = {shown: text.get_fontsize() * pixels_a_point for text, shown, _ in texts}
    assert sizes
    assert not {shown: size for shown, size in sizes.items() if size < 14}


@pytest.mark.parametrize("name", figures.FIGURES)
def test_no_text_is_cut_off_and_no_two_texts_overlap(name):
    figure, texts = golden.drawn_texts(name)
    for _, shown, box in texts:
        assert figure.bbox.contains(*box.min), shown
        assert figure.bbox.contains(*box.max), shown
    assert not [(t, u) for (_, t, a), (_, u, b) in combinations(texts, 2) if a.overlaps(b)]


@pytest.mark.parametrize("name", figures.FIGURES)
def test_every_decimal_and_percentage_in_the_words_is_on_the_picture(name):
    """What a figure prints, it has computed, so its alternative text can't drift from it."""
    shown = " ".join(shown for _, shown, _ in golden.drawn_texts(name)[1])
    said = re.findall(r"\d[\d,]*\.\d+|\d[\d,]*(?= %)|\d+,\d+", figures.ALT[name])
    assert not [number for number in said if number not in shown]


@pytest.mark.parametrize("name", figures.FIGURES)
def test_alternative_text_is_one_to_four_whole_sentences(name):
    text = figures.ALT[name]
    assert 60 <= len(text) <= 400
    assert text.endswith(".")
    assert not set(text) & set("[]\n$"), "this would end or break the alternative text in Markdown"


@pytest.mark.parametrize(("where", "name", "words"), USED, ids=[f"{w} {n}" for w, n, _ in USED])
def test_a_lesson_describes_a_picture_in_the_words_of_its_function(where, name, words):
    if where == "README":  # where nothing stands before the picture that its words could refer to
        assert len(words.split()) >= 10
    else:
        assert words == figures.ALT[name]


def test_every_picture_is_used_and_there_is_no_other():
    assert {name for _, name, _ in USED} == set(figures.FIGURES)
    assert {where for where, _, _ in USED} > {"README"}


def test_the_font_is_the_one_that_matplotlib_brings_along():
    assert "mpl-data" in findfont("DejaVu Sans", fallback_to_default=False)


def test_a_reader_s_own_settings_change_no_picture(tmp_path):
    with rc_context({"lines.linewidth": 9, "font.size": 30, "savefig.dpi": 20, "axes.grid": False}):
        figures.save(figures.momentum_2(), tmp_path / "momentum_2.png")
    assert (
        figures.compare_images(
            str(IMAGES / "momentum_2.png"), str(tmp_path / "momentum_2.png"), tol=figures.TOLERANCE
        )
        is None
    )


def test_check_names_a_picture_that_has_changed(tmp_path, capsys, monkeypatch):
    main = figures.main
    assert main(["momentum_2", "--images", str(tmp_path)]) == 0
    assert main(["momentum_2", "--images", str(tmp_path), "--check"]) == 0
    capsys.readouterr()
    monkeypatch.setattr(figures, "TOO_SMALL", 0.03)
    assert main(["momentum_2", "--images", str(tmp_path), "--check"]) == 1
    assert "momentum_2: differs from momentum_2.png" in capsys.readouterr().out


def test_check_names_a_picture_that_is_missing(tmp_path, capsys):
    assert figures.main(["momentum_1", "--images", str(tmp_path), "--check"]) == 1
    assert "there is no momentum_1.png" in capsys.readouterr().out


def test_the_command_names_the_pictures_there_are(capsys):
    with pytest.raises(SystemExit):
        figures.main(["momentum_4"])
    assert "no picture 'momentum_4'; there are momentum_1" in capsys.readouterr().err


@pytest.mark.parametrize("name", figures.TUNED)
def test_settings_of_the_races_are_within_three_steps_of_the_best_alpha(name):
    rule, tuned = figures.RULES[name], figures.TUNED[name]
    alphas = np.append(np.geomspace(0.001, 3, 2000), tuned["alpha"])
    bowl = figures.BOWL
    runs = descend(rule, bowl.start, bowl.gradient, 300, cost=bowl, **(tuned | {"alpha": alphas}))
    steps = steps_to_reach(runs.cost, 0.01, stay=True)
    assert steps[-1] <= steps.min() + 3
