r"""The value of a formula as it stands in a lesson: TeX, or the code of a line of pseudocode.

Enough TeX for the course: sums, products by juxtaposition, quotients, powers, ``\frac``,
``\sqrt``, ``\hat``, ``\ln``, ``\log``, ``\max``, ``\sum``, bars and brackets. A name is a letter,
``\alpha``, ``\text{scores}`` or ``dW``, with what stands below it: ``v_{t-1}`` is a name, too.
"""

import re

import numpy as np

TOKEN = re.compile(
    r"\\(?P<command>[A-Za-z]+)|(?P<number>\d+(?:\.\d+)?)|(?P<name>d[Wb]|[A-Za-z])|(?P<sign>[-+/^_=(){}|,*])"
)
#: Space, and the size of brackets.
SILENT = re.compile(r"\\(?:Big|big|left|right)\b|\\[,;: ]|\s+|\\(?:q?quad)\b")
FUNCTIONS = {"ln": np.log, "log": np.log, "sum": np.sum}
ABOVE = {"hat": "{}_hat"}


def sides(tex, values):
    """Values of what stands left and right of each equals sign, for one equation or one term.

    What an arrow gives a new value to is not among them.
    """
    return [_Reader(side, values).all() for side in tex.rpartition(r"\leftarrow")[2].split("=")]


def equations(tex):
    """The parts of a formula, which stand apart or have words between them."""
    parts = re.split(r"\\q?quad|\\text\{[^}]* [^}]*\}", tex)
    return [part.strip().rstrip(",") for part in parts if part.strip(" ,")]


class _Reader:
    """Reads a term from left to right and computes as it goes."""

    def __init__(self, tex, values):
        self.values = values
        bare = SILENT.sub(" ", tex)
        self.tokens = [found.group() for found in TOKEN.finditer(bare)]
        left_out = TOKEN.sub("", bare).strip()
        if left_out:
            raise ValueError(f"this TeX cannot be read: {left_out!r} of {tex!r}")

    def all(self):
        value = self.sum()
        if self.tokens:
            raise ValueError(f"this TeX cannot be read from here: {' '.join(self.tokens)}")
        return value

    def next(self, *expected):
        token = self.tokens.pop(0)
        if expected and token not in expected:
            raise ValueError(f"this TeX has {token!r} where {expected} was expected")
        return token

    def sees(self, *tokens):
        return bool(self.tokens) and self.tokens[0] in tokens

    def sum(self):
        value = -(self.next("-") and self.product()) if self.sees("-") else self.product()
        while self.sees("+", "-"):
            value = value + self.product() if self.next() == "+" else value - self.product()
        return value

    def product(self):
        value = self.power()
        while self.tokens and not self.sees("+", "-", ")", "}", "|", ",", "="):
            if self.sees("/"):
                self.next()
                value = value / self.power()
            else:
                value = _times(value, self.power())
        return value

    def power(self):
        value = self.factor()
        if self.sees("^"):
            self.next()
            value = value ** self.argument()
        return value

    def argument(self):
        """What a command or a power takes: a group, or the next sign alone."""
        if self.sees("{"):
            return self.factor()
        if self.tokens[0].isdigit() and len(self.tokens[0]) > 1:  # as in \tfrac12
            first, *rest = self.tokens[0]
            self.tokens[0] = "".join(rest)
            return float(first)
        return self.factor()

    def factor(self):
        token = self.next()
        if token in "({|":
            value = self.sum()
            self.next({"(": ")", "{": "}", "|": "|"}[token])
            return np.abs(value) if token == "|" else value
        if token[0].isdigit():
            return float(token)
        command = token.removeprefix("\\")
        if command in ("frac", "tfrac"):
            return self.argument() / self.argument()
        if command == "sqrt":
            return np.sqrt(self.argument())
        if command == "max":
            return np.maximum(*self.arguments())
        if command in FUNCTIONS:
            return FUNCTIONS[command](self.power())
        return self.named(command)

    def named(self, name):
        if name in ABOVE:
            name = ABOVE[name].format(self.next().removeprefix("\\"))
        elif name == "text":
            name = self.group()
        if self.sees("_"):
            self.next()
            below = self.group() if self.sees("{") else self.next()
            name = f"{name}_{below.removeprefix(chr(92))}"
        if name not in self.values:
            raise ValueError(f"nobody says what {name} is; there are {', '.join(self.values)}")
        value = self.values[name]
        return value(*self.arguments()) if callable(value) else value

    def group(self):
        """The signs within a pair of braces, as they stand."""
        self.next("{")
        end = self.tokens.index("}")
        inside, self.tokens = self.tokens[:end], self.tokens[end + 1 :]
        return "".join(inside)

    def arguments(self):
        self.next("(")
        values = [self.sum()]
        while self.next(",", ")") == ",":
            values.append(self.sum())
        return values


def _times(a, b):
    return a @ b if np.ndim(a) == 2 and np.ndim(b) == 2 else a * b
