"""Widgets leave a notebook with their state, each front end once, and their still pictures stay."""

import json
import re

import nbformat
import pytest
from nbformat import NotebookNode

from optlearn.publish.notebooks import NotPublished
from optlearn.publish.widgets import STATE, VIEW, take_out

PICTURE = "iVBORw0KGgo="


def shown(*keys: str, picture: bool = True, front: str = "export default {}") -> NotebookNode:
    """A notebook that has been run, and shows widgets of these keys."""
    cells, state = [], {}
    for key in keys:
        cell = nbformat.v4.new_code_cell("show")
        data: dict[str, object] = {VIEW: {"model_id": key}, "text/plain": "a widget"}
        if picture:
            data["image/png"] = PICTURE
        metadata = {"image/png": {"alt": "A bowl <& a path>"}}
        cell.outputs = [nbformat.v4.new_output("display_data", data, metadata=metadata)]
        cells.append(cell)
        traits = {"_esm": front, "_css": "a {}", "step": 3} if front else {"value": 1}
        state[key] = {"model_name": "SliderModel", "state": traits, "buffers": []}
    notebook: NotebookNode = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata.widgets = {STATE: {"state": state}}
    return notebook


def test_front_end_is_stored_once_however_many_widgets_there_are() -> None:
    widgets = take_out(shown("one", "two"))
    assert len(widgets.scripts) == 1
    assert set(widgets.models) == {"one", "two"}
    assert widgets.models["one"]["state"] == {"step": 3}


def test_place_of_a_widget_holds_its_still_with_its_alternative_text() -> None:
    notebook = shown("one")
    take_out(notebook)
    html = notebook.cells[0].outputs[0].data["text/html"]
    assert 'data-widget="one"' in html
    assert 'alt="A bowl &lt;&amp; a path&gt;"' in html
    assert "widgets" not in notebook.metadata


def test_no_text_of_a_widget_ends_the_script_that_holds_it() -> None:
    html = take_out(shown("one", front="'</script><!--'")).html()
    held = re.search(r'<script type="application/json" id="widgets">(.*?)</script>', html, re.S)
    assert held
    assert list(json.loads(held[1])["scripts"].values()) == ["'</script><!--'"]


def test_widget_of_another_kind_stays_its_picture() -> None:
    notebook = shown("one", front="")
    assert take_out(notebook).models == {}
    assert "image/png" in notebook.cells[0].outputs[0].data


def test_widget_of_another_kind_without_a_picture_is_an_error_that_names_its_cell() -> None:
    with pytest.raises(NotPublished, match="cell 0 shows SliderModel"):
        take_out(shown("one", front="", picture=False))


def test_page_without_widgets_needs_no_script() -> None:
    assert take_out(shown()).html() == ""
