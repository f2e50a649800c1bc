"""Questions and verdicts in a real browser: in JupyterLab, trusted or not, and in a static page."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.chromium import PageLog
from tests.browser.lab import BROKEN_WORDS, LabServer

CELLS = [
    """from optlearn.practice import check, progress, question""",
    """question(
    "At which `alpha` does gradient descent on $J = 2 b^2$ stop to converge?",
    {
        "0.25": "There it lands on the minimum in one step.",
        "0.5": "The step is then twice the distance, and `b` jumps from side to side for ever.",
        "1": "There it has long diverged.",
    },
    right="0.5",
)""",
    """def my_momentum(W, dW, v_dW, *, t, alpha, beta):
    v_dW = beta * v_dW + dW
    W = W - alpha * v_dW
    return W, v_dW


verdict = check(my_momentum, "momentum")
verdict""",
    """def my_gradient_descent(W, dW, *, t, alpha):
    return (W - alpha * dW,)


check(my_gradient_descent, "gradient_descent")""",
    """check(..., "adam")""",
    """check(lambda W, dW, *, t, alpha: (W / (1 // 0),), "gradient_descent")""",
    """progress()""",
    """verdict.play()""",
]
QUESTION, VERDICT, RIGHT, UNWRITTEN, RAISED, PROGRESS, PLAYED = range(1, 8)


def choose_by_keyboard(page: Page, place: Locator) -> None:
    """Choose each answer with the keyboard alone, and read what there is to say about it."""
    answers = place.locator("details")
    assert answers.count() == 3
    for index, (word, why) in enumerate(
        [("✗ No.", "one step"), ("✓ Right.", "from side to side"), ("✗ No.", "diverged")]
    ):
        answer = answers.nth(index)
        said = answer.locator("p")
        expect(said).not_to_be_visible()
        answer.locator("summary").focus()
        page.keyboard.press("Enter" if index else "Space")
        expect(said).to_be_visible()
        expect(said).to_contain_text(word)
        expect(said).to_contain_text(why)


def test_question_is_answered_with_the_keyboard_in_jupyterlab(
    lab: LabServer, desk: Page, desk_log: PageLog
) -> None:
    notebook = lab.open_cells(desk, CELLS[:2])
    notebook.run_all()
    output = notebook.output(QUESTION)
    expect(output.locator("mjx-container").first).to_be_visible()
    choose_by_keyboard(desk, output)
    assert desk_log.errors == []


def test_question_of_a_notebook_that_is_not_trusted_still_works(
    lab: LabServer, desk: Page, stored: nbformat.NotebookNode
) -> None:
    path = lab.root / "scratch" / "stored.ipynb"
    path.parent.mkdir(exist_ok=True)
    nbformat.write(stored, path)
    notebook = lab.open(desk, "scratch/stored.ipynb")
    trusted = desk.evaluate(
        "() => window.jupyterapp.shell.currentWidget.content.widgets.map(c => c.model.trusted)"
    )
    assert not any(trusted)
    choose_by_keyboard(desk, notebook.output(QUESTION))
    verdict = notebook.output(VERDICT)
    expect(verdict).to_contain_text("✗ Not yet: momentum")
    expect(verdict).to_contain_text("5 times as much")


def test_question_is_answered_in_a_static_page_without_any_script(
    browser: Browser, stored: nbformat.NotebookNode, tmp_path: Path
) -> None:
    exporter = HTMLExporter(template_name="lab", mathjax_url="", require_js_url="")
    html, _ = exporter.from_notebook_node(stored)
    (tmp_path / "page.html").write_text(html, encoding="utf-8")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    choose_by_keyboard(page, page.locator(".jp-Cell").nth(QUESTION))
    context.close()


def test_screen_reader_hears_answers_that_can_be_opened(
    page: Page, stored: nbformat.NotebookNode
) -> None:
    page.set_content(stored.cells[QUESTION].outputs[0].data["text/html"])
    page.get_by_text("0.5").click()
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    heard = [
        (node["name"]["value"], {p["name"]: p["value"]["value"] for p in node["properties"]})
        for node in tree
        if node["role"]["value"] == "DisclosureTriangle"
    ]
    assert [name for name, _ in heard] == ["0.25", "0.5", "1"]
    assert [state["expanded"] for _, state in heard] == [False, True, False]
    assert all(state["focusable"] for _, state in heard)


def test_words_stand_out_from_the_page_in_either_theme(lab: LabServer, desk: Page) -> None:
    notebook = lab.open_cells(desk, CELLS)
    notebook.run_all()
    for dark in (False, True):
        notebook.set_theme(dark=dark)
        for index in (QUESTION, VERDICT, RIGHT, UNWRITTEN, RAISED, PROGRESS):
            output = notebook.output(index)
            output.evaluate("o => o.querySelectorAll('details').forEach(d => { d.open = true; })")
            if pictures := os.environ.get("OPTLEARN_PICTURES"):
                theme = "dark" if dark else "light"
                notebook.screenshot(index, Path(pictures, f"{index}-{theme}.png"))
            for words in output.locator("strong, p, li, pre, code, summary").all():
                assert words.evaluate(CONTRAST) >= 4.5, words.inner_text()


def test_code_of_a_verdict_breaks_its_lines_between_words(lab: LabServer, desk: Page) -> None:
    notebook = lab.open_cells(desk, [CELLS[0], CELLS[VERDICT]])
    notebook.run_all()
    code = notebook.output(1).locator("pre")
    expect(code).to_contain_text("my_momentum(")
    for width in range(220, 440, 20):
        code.evaluate("(code, width) => { code.style.width = `${width}px`; }", width)
        assert code.evaluate(BROKEN_WORDS) == [], width


def test_verdict_plays_beside_the_right_path(lab: LabServer, desk: Page, desk_log: PageLog) -> None:
    notebook = lab.open_cells(desk, [CELLS[0], CELLS[VERDICT], CELLS[PLAYED]])
    notebook.run_all()
    player = notebook.output(2).locator(".optlearn")
    expect(player).to_have_attribute("data-ready", "true")
    expect(player.locator(".optlearn-readout [data-path]")).to_have_count(2)
    expect(player).to_contain_text("yours")
    expect(player).to_contain_text("the rule's")
    expect(notebook.output(2)).to_contain_text("Not yet: momentum")
    expect(notebook.output(2)).to_contain_text("After 30 steps yours has reached J =")
    assert desk_log.errors == []


@pytest.fixture(scope="module")
def stored() -> nbformat.NotebookNode:
    """A notebook as it is stored: executed, its widget's model gone with the kernel."""
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS[:-1]]
    notebook = nbformat.v4.new_notebook(
        cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    )
    client = NotebookClient(notebook, timeout=60)
    with ThreadPoolExecutor(1) as elsewhere:  # Playwright's event loop has this thread
        executed: nbformat.NotebookNode = elsewhere.submit(client.execute).result()
    return executed


#: Contrast of an element's words with what is behind them, as WCAG defines it.
CONTRAST = """element => {
  const channels = colour => colour.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => [r, g, b]
    .map(c => c / 255)
    .map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  let behind = element;
  while (behind && (channels(getComputedStyle(behind).backgroundColor)[3] ?? 1) === 0) {
    behind = behind.parentElement;
  }
  const ground = behind ? getComputedStyle(behind).backgroundColor : 'rgb(255, 255, 255)';
  const [low, high] = [getComputedStyle(element).color, ground]
    .map(colour => luminance(channels(colour))).sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}"""
