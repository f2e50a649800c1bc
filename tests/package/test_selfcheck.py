"""The self-check says what is wrong and what to do, and never fails itself."""

import re
import shutil
from importlib.metadata import PackageNotFoundError
from importlib.resources import files

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


@pytest.mark.parametrize(
    "gradient", [lambda self, W, b: None, lambda self, W, b: 1 / 0], ids=["no dict", "raises"]
)
def test_a_check_that_raises_is_reported_and_raises_nothing(monkeypatch, gradient):
    monkeypatch.setattr("optlearn.costs.Bowl.gradient", gradient)
    shown = repr(selfcheck.selfcheck())
    assert "NOT RIGHT  the numbers" in shown
    assert re.search(r"The check ended in (TypeError|ZeroDivisionError): \w+", shown)
    assert shown.endswith("Install once more, as README.md says, then restart the kernel.")


@pytest.mark.parametrize("folder", ["player", "averages_explorer"])
@pytest.mark.parametrize("kind", ["js", "css"])
def test_a_missing_file_for_the_browser_is_named(monkeypatch, tmp_path, folder, kind):
    package = tmp_path / "optlearn"
    shutil.copytree(files("optlearn"), package, ignore=shutil.ignore_patterns("*.py", "data"))
    monkeypatch.setattr(selfcheck, "files", lambda name: tmp_path / name)
    assert "NOT RIGHT" not in repr(selfcheck.selfcheck())
    (package / folder / f"{folder}.{kind}").unlink()
    shown = repr(selfcheck.selfcheck())
    assert (
        f"NOT RIGHT  the player\n           optlearn/{folder}/{folder}.{kind} is missing." in shown
    )
