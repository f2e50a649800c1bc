"""axe-core on a page: what it finds that would keep somebody out.

It comes with the package axe-playwright-python, so that no test needs a network.
"""

import importlib.resources
from typing import Any

from playwright.sync_api import Locator

_SCRIPT = (importlib.resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


def findings(part: Locator) -> list[str]:
    """What axe-core finds in a part of a page, gravest first: impact, rule, and the elements.

    Only faults that are certain; where axe cannot tell (a text over a picture), a test must.
    """
    found: dict[str, list[dict[str, Any]]] = part.evaluate(
        """async (part, script) => {
          if (!window.axe) (0, eval)(script);
          return await window.axe.run(part, { resultTypes: ["violations"] });
        }""",
        _SCRIPT,
    )
    order = ["critical", "serious", "moderate", "minor"]
    return [
        f"{fault['impact']}: {fault['id']}: {', '.join(node['html'] for node in fault['nodes'])}"
        for fault in sorted(found["violations"], key=lambda fault: order.index(fault["impact"]))
    ]
