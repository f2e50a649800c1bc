"""Keep a person's own settings away from the kernels and figures of the tests."""

import os
from pathlib import Path

FOLDERS = ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")


def isolate_jupyter(folder: Path) -> None:
    """Make this process, and every kernel it starts, read and write only below `folder`.

    A start-up script, a kernel of the same name or a Matplotlib backend of one's own would change
    what a notebook prints and shows.
    """
    os.environ["OPTLEARN_PROGRESS"] = os.devnull  # nobody's exercises are read or marked as done
    os.environ.pop("MPLBACKEND", None)  # so that a kernel chooses pictures within the notebook
    for variable in FOLDERS:
        place = folder / variable.lower()
        place.mkdir()
        os.environ[variable] = str(place)
