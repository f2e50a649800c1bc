"""A method looks the same in every picture, by whichever of its names a path goes."""

import pytest

from optlearn.palette import ALIASES, LOOKS, OTHERS, look


@pytest.mark.parametrize(
    ("name", "method"),
    [
        *((name, name) for name in LOOKS),
        *ALIASES.items(),
        ("Momentum", "momentum"),
        ("RMSprop, beta 0.9", "rmsprop"),
        ("too large a rate", "too large"),
        ("Heavy ball, beta 0.9", "momentum"),
        ("heavy_ball with alpha 0.1", "momentum"),
        ("gradient_descent, alpha 0.1", "gradient descent"),
    ],
)
def test_a_method_is_found_by_any_of_its_names_with_words_after_it(name, method):
    assert look(name) == LOOKS[method]


@pytest.mark.parametrize("name", ["adamw", "mine", "heavy ballast", "my momentum", ""])
def test_any_other_name_looks_like_its_place(name):
    assert look(name, 1) == OTHERS[1]
    assert look(name, len(OTHERS)) == OTHERS[0]
