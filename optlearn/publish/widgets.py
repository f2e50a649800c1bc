"""Take the widgets out of a notebook that was run, so that a page can bring them back to life.

Jupyter's own way needs three scripts of megabytes (require.js, the widget manager, anywidget's) and
copies a widget's front end into the page once for every widget. All widgets of this course are
anywidgets, whose front end is one module with one function, so sixty lines of script, `widgets.js`,
take the place of all three; each front end is stored once a page, and the page stays one file.
"""

import hashlib
import json
import re
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from optlearn.publish.notebooks import NotPublished

VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
#: As it goes into every page: without indentation, and without comments on lines of their own.
SCRIPT = re.sub(
    r"^\s*/\*.*?\*/\n|^\s*//[^\n]*\n|^ +",
    "",
    (Path(__file__).parent / "widgets.js").read_text(encoding="utf-8"),
    flags=re.MULTILINE | re.DOTALL,
)

#: Traits of anywidget itself, which no front end reads.
_OF_ANYWIDGET = ("_esm", "_css", "_anywidget_id")


@dataclass
class Widgets:
    """What the widgets of a page need: each script and style sheet once, and each widget's state.

    scripts, styles : texts, under a name that follows from each.
    models : for each widget "script", "style", "state" and "buffers", as Jupyter stores the latter.
    """

    scripts: dict[str, str] = field(default_factory=dict)
    styles: dict[str, str] = field(default_factory=dict)
    models: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, key: str, model: dict[str, Any]) -> None:
        """Add a widget as Jupyter has stored it."""
        state = model["state"]
        self.models[key] = {
            "script": _once(self.scripts, state["_esm"]),
            "style": _once(self.styles, state.get("_css") or ""),
            "state": {
                name: value
                for name, value in state.items()
                if name not in _OF_ANYWIDGET and not name.startswith(("_model_", "_view_"))
            },
            "buffers": model.get("buffers", []),
        }

    def html(self) -> str:
        """Everything as elements for the end of a page's body; nothing where there is no widget."""
        if not self.models:
            return ""
        data = {"scripts": self.scripts, "styles": self.styles, "models": self.models}
        # In a script element only "</" and "<!--" could end or change what follows.
        text = json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")
        return (
            f'<script type="application/json" id="widgets">{text}</script>\n'
            f"<script>\n{SCRIPT}</script>\n"
        )


def _once(texts: dict[str, str], text: str) -> str:
    name = hashlib.sha256(text.encode()).hexdigest()[:12]
    texts[name] = text
    return name


def take_out(notebook: NotebookNode) -> Widgets:
    """Put a place for each widget into the outputs, with its still picture, and return the widgets.

    A widget of another kind stays a still picture. Raises NotPublished if it has none.
    """
    stored = notebook.metadata.get("widgets", {}).get(STATE, {}).get("state", {})
    widgets = Widgets()
    for number, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            view = output.get("data", {}).pop(VIEW, None)
            if view is None:
                continue
            key, still = view["model_id"], picture(output)
            model = stored.get(key, {})
            if "_esm" in model.get("state", {}):
                widgets.add(key, model)
                output.data["text/html"] = (
                    f'<div class="widget" data-widget="{escape(key)}">{still}</div>'
                )
            elif not still:
                kind = model.get("model_name", "a widget that was not stored")
                raise NotPublished(
                    f"cell {number} shows {kind}, which no page can play, and leaves no picture"
                )
    notebook.metadata.pop("widgets", None)
    return widgets


def picture(output: NotebookNode) -> str:
    """The picture of an output as an element, with its alternative text; nothing without one."""
    for kind in ("image/png", "image/jpeg"):
        if kind in output.get("data", {}):
            alt = output.get("metadata", {}).get(kind, {}).get("alt")
            alt = alt or output.data.get("text/plain", "a picture")
            data = output.data[kind].replace("\n", "")
            return f'<img class="still" src="data:{kind};base64,{data}" alt="{escape(alt)}">'
    return ""
