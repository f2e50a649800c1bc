"""Notebooks that are run for publication: one that fails is told at once."""

import threading

import pytest

from optlearn.publish import notebooks
from optlearn.publish.notebooks import NotPublished, executed


def test_failing_notebook_is_told_before_the_others_have_run(tmp_path, monkeypatch):
    begun, told = [], threading.Event()

    def run(path, _):
        begun.append(path)
        if path == paths[0]:
            raise NotPublished("the first one fails")
        told.wait(5)  # seconds; as long as nobody is told, the others take their time

    paths = [tmp_path / f"{number}.ipynb" for number in range(9)]
    monkeypatch.setattr(notebooks, "_executed", run)
    with pytest.raises(NotPublished, match="the first one fails"):
        list(executed(paths, tmp_path))
    told.set()
    assert len(begun) <= 1 + notebooks.AT_ONCE


def test_notebooks_are_not_run_on_for_somebody_who_stops_asking(tmp_path, monkeypatch):
    begun, stopped = [], threading.Event()

    def run(path, _):
        begun.append(path)
        assert len(begun) == 1 or stopped.wait(5)

    monkeypatch.setattr(notebooks, "_executed", run)
    some = executed([tmp_path / f"{number}.ipynb" for number in range(9)], tmp_path)
    next(some)
    some.close()
    stopped.set()
    assert len(begun) <= 1 + notebooks.AT_ONCE
