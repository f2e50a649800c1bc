"""Quick questions: choose an answer, then read why it is right or wrong.

Each answer is a native disclosure, ``<details>`` with its ``<summary>``: choosing one opens what
there is to say about it. That needs no script, no kernel and no style sheet, so a stored question
works wherever a notebook is shown: JupyterLab (trusted or not, since its sanitiser keeps these
elements), VS Code, Colab, a static page, slides, GitHub. A browser gives it the keyboard (Tab,
then Enter or the space bar) and tells a screen reader whether it is open.

The quiz libraries for notebooks, such as jupyterquiz, put a script into the output, which
JupyterLab removes until the notebook is trusted and GitHub removes always; a widget of radio
buttons would need its front end in every page. Neither would give the learner more.
"""

from collections.abc import Mapping

from optlearn.practice.display import BELOW, TONES, html, plain


class Question:
    """A question and its answers, each with what there is to say about it."""

    def __init__(self, text: str, answers: Mapping[str, str], right: str) -> None:
        self.text = text
        self.answers = dict(answers)
        self.right = right

    def __repr__(self) -> str:
        return plain(self.text, *(f"  ○ {answer}" for answer in self.answers))

    def _repr_html_(self) -> str:
        answers = "".join(map(self._answer, self.answers))
        return (
            '<div style="max-width:46em">'
            f'<p style="{BELOW}"><strong>{html(self.text)}</strong></p>{answers}</div>'
        )

    def _answer(self, answer: str) -> str:
        tone, word = ("good", "✓ Right.") if answer == self.right else ("bad", "✗ No.")
        return (
            '<details style="margin:0 0 0.3em 0">'
            f'<summary style="cursor:pointer;padding:0.2em 0">{html(answer)}</summary>'
            f'<p style="border-left:4px solid {TONES[tone]};padding-left:0.7em;'
            f'margin:0.2em 0 0.6em 1.1em"><strong>{word}</strong> {html(self.answers[answer])}</p>'
            "</details>"
        )


def question(text: str, answers: Mapping[str, str], *, right: str) -> Question:
    """Ask a question; choosing an answer shows why it is right or wrong.

    Parameters
    ----------
    text : the question; `backticks` mark code, dollar signs mark formulas.
    answers : two or more, each with what to say to whoever chooses it.
    right : the one among them that is right.

    Show it as the last line of a cell. Raises ValueError for fewer than two answers, an empty text,
    answer or explanation, or a right one that is not among them; TypeError for what is no text.
    """
    if not isinstance(answers, Mapping):
        raise TypeError(f"answers must be a dict of answer and explanation; got {answers!r}")
    if len(answers) < 2:
        raise ValueError(f"answers must be at least two; got {len(answers)}")
    for part in (text, *answers, *answers.values()):
        if not isinstance(part, str):
            raise TypeError(f"text, answers and explanations must be text; got {part!r}")
        if not part.strip():
            raise ValueError(f"text, answers and explanations must not be empty; got {part!r}")
    if right not in answers:
        raise ValueError(f"right must be one of the answers {list(answers)}; got {right!r}")
    return Question(text, answers, right)
