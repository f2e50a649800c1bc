"""The rules walk with the libraries that are installed here, on cases that nobody has stored.

tests/peers.txt lists them. Where one is missing, its tests are skipped; the stored paths of
test_golden.py are compared everywhere.
"""

import numpy as np
import pytest

from tests.golden import peers
from tests.golden.cases import RULES, random_cases, unpack
from tests.golden.make import STORED

CASES = random_cases(seed=1)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("library", peers.AGREES)
def test_rule_walks_with_an_installed_library(library, rule):
    if not peers.installed(library):
        pytest.skip(f"{library} is not installed")
    cases = [case for case in CASES if case.rule == rule and peers.agrees(library, case)]
    for case in cases:
        assert case.difference(peers.path(library, case)) <= case.tolerance, case
    assert bool(cases) == (rule in peers.AGREES[library])


@pytest.mark.parametrize("library", ["PyTorch", "Optax", "Keras"])
def test_an_installed_library_still_walks_the_stored_paths(library):
    if not peers.installed(library):
        pytest.skip(f"{library} is not installed")
    with np.load(STORED) as stored:
        golden = unpack(stored)
    compared = 0
    for case, paths in golden:
        if library in paths:
            again = peers.path(library, case).astype(float)
            largest = np.abs(again).max()
            assert np.abs(again - paths[library]).max() <= case.tolerance * largest, case
            compared += 1
    assert compared


@pytest.mark.parametrize("library", sorted(peers.ONLY_WITHOUT_EPSILON))
def test_a_library_that_folds_epsilon_into_the_correction_differs_once_epsilon_counts(library):
    """Why `peers.agrees` leaves out what it leaves out."""
    if not peers.installed(library):
        pytest.skip(f"{library} is not installed")
    case = next(c for c in CASES if c.rule == "adam" and c.settings["epsilon"] > 1e-3)
    assert not peers.agrees(library, case)
    assert case.difference(peers.path(library, case)) > 100 * case.tolerance
