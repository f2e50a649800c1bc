"""`import optlearn` brings the ground floor and nothing heavier."""

import subprocess
import sys

HEAVY = ("matplotlib", "ipywidgets", "anywidget", "IPython", "traitlets")


def test_import_loads_no_drawing_and_no_widgets():
    code = f"import sys, optlearn; print([name for name in {HEAVY} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert run.stdout == "[]\n"


def test_everything_that_is_promised_is_there():
    import optlearn

    assert all(hasattr(optlearn, name) for name in optlearn.__all__)
    assert sorted(optlearn.__all__) == optlearn.__all__
