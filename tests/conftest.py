"""What all tests share: a private Jupyter, no windows, the same random examples in every run."""

import os
import tempfile
from pathlib import Path

import hypothesis
import pytest

REPOSITORY = Path(__file__).parent.parent

# Everybody's plain `pytest` tries the same examples; `--hypothesis-profile=explore` goes looking
# for new ones. No deadline, because a busy machine is slow and not wrong.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.register_profile("explore", max_examples=2000, deadline=None)
hypothesis.settings.load_profile("repeatable")


def pytest_configure(config: pytest.Config) -> None:
    """Keep a person's own settings away from the kernels and figures of the tests."""
    os.environ["MPLBACKEND"] = "Agg"
    private = tempfile.TemporaryDirectory(prefix="optlearn-", ignore_cleanup_errors=True)
    config.add_cleanup(private.cleanup)
    for variable in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
        folder = Path(private.name, variable.lower())
        folder.mkdir()
        os.environ[variable] = str(folder)


@pytest.fixture(scope="session")
def repository() -> Path:
    """Folder of the whole project."""
    return REPOSITORY
