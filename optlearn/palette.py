"""How each method looks, in every picture of the course: told apart by colour, marker and dash."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """Colour on a light and on a dark page (CSS hex), Matplotlib marker, dash in points on/off."""

    light: str
    dark: str
    marker: str
    dash: tuple[float, ...] = ()


#: By the name a path is given; `look` finds the rest.
LOOKS = {
    "gradient descent": Look("#4b5563", "#c3cad5", "o"),
    "too large": Look("#7b2cbf", "#c99bf5", "v", (4, 1.5)),
    "too small": Look("#1565c0", "#7ab8f5", "^", (1, 1.2)),
    "momentum": Look("#c96a00", "#f5a742", "s", (6, 1.5, 1, 1.5)),
    "rmsprop": Look("#15803d", "#5fd08a", "D", (8, 2)),
    "adam": Look("#be123c", "#ff7a93", "*"),
    "nesterov": Look("#b5179e", "#f78be0", ">", (3, 1.5)),
    "adamw": Look("#0e7490", "#67d8ee", "h", (5, 2)),
}

#: Names that the field does not write in lower case.
WRITTEN = {
    "rmsprop": "RMSprop",
    "adam": "Adam",
    "nesterov": "Nesterov",
    "amsgrad": "AMSGrad",
    "adamw": "AdamW",
}

#: For paths that belong to no method, in order; dashes of their own keep neighbours apart.
OTHERS = [
    Look("#0f766e", "#4fd1c5", "P", (3, 1)),
    Look("#7c4a1e", "#d9a679", "X", (5, 1, 1, 1)),
    Look("#374785", "#a3b1f0", "h", (2, 1)),
    Look("#8a1c7c", "#e58bd8", "p", (7, 1.5)),
    Look("#5b6d00", "#c1d44c", "<", (1, 1)),
    Look("#9a3412", "#f2a07b", ">", (4, 1, 1, 1, 1, 1)),
]

#: Other names of a method, which count wherever its own does.
ALIASES = {
    "gradient_descent": "gradient descent",
    "heavy_ball": "momentum",
    "heavy ball": "momentum",
}


def written(name: str) -> str:
    """A method's name as the field writes it, from its function's: "RMSprop", "heavy ball"."""
    plain = name.replace("_", " ")
    return WRITTEN.get(plain, plain)


def look(name: str, place: int = 0) -> Look:
    """The look of a method by its name, upper or lower case ("RMSprop", "too large a rate").

    A name that belongs to no method gets the look of its `place` among its neighbours.
    """
    plain = name.lower()
    for known in (*LOOKS, *ALIASES):
        if plain == known or plain.startswith((f"{known} ", f"{known},")):
            return LOOKS[ALIASES.get(known, known)]
    return OTHERS[place % len(OTHERS)]


def looks(names: Sequence[str]) -> list[Look]:
    """Looks of paths that are shown together, which tell them apart as long as there are enough.

    The first one with a method's name gets its look; another, as "momentum" with another beta, gets
    one that none before it has.
    """
    found: list[Look] = []
    for place, name in enumerate(names):
        wished, first = look(name, place), place % len(OTHERS)
        order = (wished, *OTHERS[first:], *OTHERS[:first], *LOOKS.values())
        found.append(next((free for free in order if free not in found), wished))
    return found
