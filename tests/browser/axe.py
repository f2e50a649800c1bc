"""axe-core on a page: what it finds that would keep somebody out.

It comes with the package axe-playwright-python, so that no test needs a network.
"""

import importlib.resources
from typing import Any

from playwright.sync_api import Locator

_SCRIPT = (importlib.resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")

#: Looks for faults in a part of a page. In a piece of code, words of one class look alike and stand
#: on one ground, and axe takes most of its time for their contrast: so it sees the longest of each
#: (of a single letter it says nothing), and the others are hidden from it meanwhile.
_LOOK = """async (part, [script, rules]) => {
  if (!window.axe) (0, eval)(script);
  const runOnly = rules.length ? { runOnly: { type: "rule", values: rules } } : {};
  const options = { resultTypes: ["violations"], preload: false, ...runOnly };
  const alike = [...part.querySelectorAll("pre")].flatMap((piece) => {
    const words = [...piece.querySelectorAll("span[class]:not([style], :has(*))")];
    const looks = Object.groupBy(words, (w) => `${w.className} in ${w.parentElement.className}`);
    const longest = (a, b) => (b.textContent.length > a.textContent.length ? b : a);
    const seen = new Set(Object.values(looks).map((same) => same.reduce(longest)));
    return words.filter((word) => !seen.has(word));
  });
  for (const word of alike) word.style.visibility = "hidden";
  const found = await window.axe.run(part, options);
  for (const word of alike) word.removeAttribute("style");
  return found;
}"""


def findings(part: Locator, *rules: str) -> list[str]:
    """What axe-core finds in a part of a page, gravest first: impact, rule, and the elements.

    rules : names of those that are asked; all without any.

    A page from a disk can fetch no style sheet to be looked through, so none is (`preload`).
    Only faults that are certain; where axe cannot tell (a text over a picture), a test must.
    """
    found: dict[str, list[dict[str, Any]]] = part.evaluate(_LOOK, [_SCRIPT, rules])
    order = ["critical", "serious", "moderate", "minor"]
    return [
        f"{fault['impact']}: {fault['id']}: {', '.join(node['html'] for node in fault['nodes'])}"
        for fault in sorted(found["violations"], key=lambda fault: order.index(fault["impact"]))
    ]
