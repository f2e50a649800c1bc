"""Formulas become MathML that says what the TeX says, or an error that names the formula."""

import pytest
from bs4 import BeautifulSoup

from optlearn.publish.maths import FONT, mathml, typeset
from optlearn.publish.notebooks import NotPublished


def typeset_text(html: str) -> str:
    soup = BeautifulSoup(html, "html.parser")
    typeset(soup)
    return str(soup)


def test_formula_in_a_line_and_on_a_line_of_its_own() -> None:
    assert 'display="inline"' in mathml(r"\alpha")
    assert 'display="block"' in mathml(r"\alpha", display=True)


def test_tex_stays_as_a_note() -> None:
    assert r'x-tex">a &lt; \beta</annotation>' in mathml(r"a < \beta")


@pytest.mark.parametrize("formula", [r"\nosuchcommand{x}", r"\left( x"])
def test_formula_that_cannot_be_typeset_is_named(formula: str) -> None:
    with pytest.raises(NotPublished, match=r"formula .* cannot be typeset"):
        mathml(formula)


def test_big_brackets_fit_what_they_enclose() -> None:
    assert mathml(r"\Big(\frac{a}{b}\Big)^2").count('stretchy="true"') == 2


def test_function_is_set_apart_from_an_argument_without_bracket() -> None:
    assert "<mi>log</mi><mspace" in mathml(r"\log p")
    assert "<mspace" not in mathml(r"\log(p)")
    assert "</msub><mspace" in mathml(r"\log_2 p")


def test_bars_enclose_without_a_gap() -> None:
    assert mathml(r"\sqrt{s} = |g|").count('<mo lspace="0em" rspace="0em"') == 2


def test_dollars_in_code_and_prices_stay() -> None:
    text = "<p>$5 and <code>$x$</code>, <b>$x$</b></p>"
    made = typeset_text(text)
    assert made.count("<math") == 1
    assert "$5 and <code>$x$</code>" in made


def test_font_comes_along() -> None:
    assert FONT.read_bytes()[:4] == b"wOF2"
