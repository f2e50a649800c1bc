"""The self-check says what is wrong and what to do, and never fails itself."""

import re
from importlib.metadata import PackageNotFoundError

import pytest

from optlearn import selfcheck


def test_a_right_installation_is_in_place():
    shown = repr(selfcheck.selfcheck())
    assert shown.endswith("Everything is in place. Enjoy the course.")
    assert "NOT RIGHT" not in shown


@pytest.mark.parametrize(
    ("found", "said"),
    [("1.0.0", "must be .* or newer; this is 1.0.0"), (None, "is missing from")],
)
def test_an_old_or_missing_package_is_named_with_what_to_do(monkeypatch, found, said):
    def version(name):
        if found is None:
            raise PackageNotFoundError(name)
        return found

    monkeypatch.setattr(selfcheck, "version", version)
    shown = repr(selfcheck.selfcheck())
    assert "NOT RIGHT  packages" in shown
    assert re.search(f"numpy {said}", shown)
    assert shown.endswith("Install once more, as README.md says, then restart the kernel.")


def test_a_wrong_number_is_noticed(monkeypatch):
    monkeypatch.setattr("optlearn.costs.Bowl.gradient", lambda self, W, b: {"W": W, "b": b})
    assert "NOT RIGHT  the numbers" in repr(selfcheck.selfcheck())
