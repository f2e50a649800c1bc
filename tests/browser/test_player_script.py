"""The pure parts of the scripts, in the browser that they are written for."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "tests" / "js").glob("*.test.mjs"))

#: Where the page finds the project's files; no server is there, the test itself answers.
HERE = "http://127.0.0.1/"

CHECK = """async module => {
  await import(`/tests/js/${module}`);
  return (await import("/tests/js/facts.mjs")).checked();
}"""


def checked(page: Page, module: str) -> dict[str, Any]:
    """How many facts of a module hold, and what is wrong with the others."""

    def answer(route: Route) -> None:
        path = ROOT / route.request.url.removeprefix(HERE)
        if path.suffix in (".js", ".mjs"):
            route.fulfill(path=path, content_type="text/javascript")
        else:
            route.fulfill(body="<!DOCTYPE html><title>Scripts</title>", content_type="text/html")

    page.route(f"{HERE}**", answer)
    page.goto(HERE)
    result: dict[str, Any] = page.evaluate(CHECK, module)
    return result


@pytest.mark.parametrize("module", [path.name for path in MODULES])
def test_every_fact_of_a_script_holds(page: Page, module: str) -> None:
    result = checked(page, module)
    assert result["faults"] == []
    written = (ROOT / "tests" / "js" / module).read_text(encoding="utf-8")
    assert result["held"] == written.count("\ntest(") > 0


def test_every_script_with_pure_parts_has_its_facts() -> None:
    scripts = {
        path.stem for path in (ROOT / "optlearn").glob("*/*.js") if path.parent.name != "publish"
    }
    assert scripts | {"facts"} == {path.name.removesuffix(".test.mjs") for path in MODULES}
