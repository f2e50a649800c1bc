"""A method looks the same in every picture, by whichever of its names a path goes."""

import pytest

from optlearn.palette import ALIASES, LOOKS, OTHERS, WRITTEN, look, looks, written


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


@pytest.mark.parametrize(
    "name", ["adam_l2", "adamwise", "mine", "heavy ballast", "my momentum", ""]
)
def test_any_other_name_looks_like_its_place(name):
    assert look(name, 1) == OTHERS[1]
    assert look(name, len(OTHERS)) == OTHERS[0]


def test_methods_are_told_apart_by_colour_and_by_marker_or_dash():
    for of in ("light", "dark"):
        assert len({getattr(look, of) for look in LOOKS.values()}) == len(LOOKS)
    assert len({(look.marker, look.dash) for look in LOOKS.values()}) == len(LOOKS)


@pytest.mark.parametrize(
    "names",
    [
        ["momentum", "Adam", "mine", "yours"],
        ["momentum, beta 0.5", "momentum, beta 0.9", "momentum, beta 0.99"],
        ["mine", "adam", "Adam", "yours", *map(str, range(4))],
        ["the same"] * (len(LOOKS) + len(OTHERS)),
    ],
)
def test_paths_shown_together_are_told_apart_and_the_first_of_a_method_has_its_look(names):
    assert len(set(looks(names))) == len(names)
    methods = [look(name) for name in names]
    for place, method in enumerate(methods):
        if method in LOOKS.values() and method not in methods[:place]:
            assert looks(names)[place] == method


def test_beyond_the_last_look_they_begin_anew():
    names = [*LOOKS, *map(str, range(2 * len(OTHERS)))]
    assert looks(names)[:-6] == [look(name, place) for place, name in enumerate(names)][:-6]
    assert looks(names)[-6:] == looks(names)[-12:-6]


@pytest.mark.parametrize(
    ("function", "name"),
    [("rmsprop", "RMSprop"), ("adam", "Adam"), ("heavy_ball", "heavy ball"), ("mine", "mine")],
)
def test_name_of_a_function_is_written_as_the_field_writes_it(function, name):
    assert written(function) == name


def test_a_method_looks_the_same_however_its_name_is_written():
    assert all(look(name) == look(plain) for plain, name in WRITTEN.items())
