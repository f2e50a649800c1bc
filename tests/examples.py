"""How many random examples a property is tried on."""

from hypothesis import settings


def examples(share: float) -> settings:
    """So many times the examples of the profile, which `conftest.py` beside this file sets."""
    return settings(max_examples=int(share * settings.default.max_examples))
