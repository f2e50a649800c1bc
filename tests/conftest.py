"""What all tests share: a private Jupyter, no windows, the same random examples in every run."""

import tempfile
from pathlib import Path

import hypothesis
import matplotlib
import pytest

from tests.isolation import isolate_jupyter
from tests.notebooks import pictures

# Everybody's plain `pytest` tries the same examples; `--hypothesis-profile=explore` goes looking
# for new ones. No deadline, because a busy machine is slow and not wrong.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.register_profile("explore", max_examples=2000, deadline=None)
hypothesis.settings.load_profile("repeatable")

matplotlib.use("Agg")


def pytest_configure(config: pytest.Config) -> None:
    """Set the stage before any test, notebook or server starts."""
    private = tempfile.TemporaryDirectory(prefix="optlearn-", ignore_cleanup_errors=True)
    config.add_cleanup(private.cleanup)
    isolate_jupyter(Path(private.name))
    config.pluginmanager.register(pictures)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what to do about a notebook that prints other things than it has stored."""
    failed = {Path(report.location[0]) for report in terminalreporter.stats.get("failed", [])}
    stems = {path.stem for path in failed if path.suffix == ".ipynb"}
    if stems:
        terminalreporter.write_line(
            "A cell of a notebook, counted from 0, no longer gives what is stored: + is stored, "
            "- is new.\nIf it is meant, run `python -m tests.notebooks.refresh "
            f"{' '.join(sorted(stems))}`, and look at the difference."
        )


@pytest.fixture(scope="session")
def repository() -> Path:
    """Folder of the whole project."""
    return Path(__file__).parent.parent
