"""The server of the tests ends with what it is for."""

import threading
from pathlib import Path

import pytest

from tests.browser.published import served


def test_server_ends_with_a_test_that_fails(tmp_path: Path) -> None:
    before = threading.active_count()
    with pytest.raises(RuntimeError, match="failed"), served(tmp_path):
        raise RuntimeError("the test has failed")
    assert threading.active_count() == before
