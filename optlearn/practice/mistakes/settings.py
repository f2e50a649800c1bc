"""Mistakes of the settings that theory foretells."""

from dataclasses import replace

from optlearn.practice.mistake import Mistake


def of_best_pair() -> list[Mistake]:
    """Mistakes of momentum's best pair."""
    alpha = "(2 / (sqrt(curvature_W) + sqrt(curvature_b))) ** 2"
    beta = "(1 - sqrt(alpha * curvature_W)) ** 2"
    crossing = "At the crossing one root is as far below 1 as the other is above. Solve that."
    line = "Beta is read off one of the two lines, at your alpha. What does such a line say?"
    half = "in Python `x**1/2` is `(x**1) / 2`."
    exponent = "Powers come before division. What keeps an exponent together?"
    of_alpha = [
        Mistake(
            "the best rate of gradient descent",
            {alpha: "2 / (curvature_W + curvature_b)"},
            "this is the best `alpha` of gradient descent, which knows no roots.",
            crossing,
        ),
        Mistake(
            "root of alpha",
            {alpha: "2 / (sqrt(curvature_W) + sqrt(curvature_b))"},
            "what you have is the root of `alpha`.",
            "You have solved for the root. One operation is left.",
        ),
        Mistake(
            "1 for 2 in alpha",
            {alpha: alpha.replace("2 /", "1 /")},
            "`alpha` is a quarter of what it should be: there is a 1 in place of a 2.",
            "Bring both roots to one side of the equation. What is left on the other?",
        ),
        Mistake(
            "2 not squared",
            {alpha: "2 / (sqrt(curvature_W) + sqrt(curvature_b)) ** 2"},
            "the square reaches the denominator only, so `alpha` is half of what it should be.",
            "How far does the square reach? A pair of parentheses decides.",
        ),
        Mistake(
            "curvatures without roots",
            {alpha: "(2 / (curvature_W + curvature_b)) ** 2"},
            "`alpha` has the curvatures themselves where their roots belong.",
            crossing,
        ),
        Mistake(
            "half for the root in alpha",
            {alpha: "(2 / (curvature_W / 2 + curvature_b / 2)) ** 2"},
            f"`alpha` has half of each curvature where its root belongs: {half}",
            exponent,
        ),
        Mistake(
            "root of the sum",
            {alpha: "4 / (curvature_W + curvature_b)"},
            "the root is taken of the sum of the curvatures, not of each.",
            "The root of a sum is not the sum of the roots.",
        ),
        Mistake(
            "both roots below 1",
            {alpha: "(2 / (sqrt(curvature_W) - sqrt(curvature_b))) ** 2"},
            "a sign went astray on the way: the roots are subtracted where they add up.",
            crossing,
        ),
    ]
    return [
        *of_alpha,
        # Beta may be read off either line: the two differ as soon as alpha is wrong.
        *(
            replace(
                mistake,
                name=f"{mistake.name}, beta along b",
                edits=mistake.edits | {beta: beta.replace("curvature_W", "curvature_b")},
            )
            for mistake in of_alpha
        ),
        Mistake(
            "alpha not squared",
            {"return alpha, beta": "return sqrt(alpha), beta"},
            "`beta` is right, and what you return for `alpha` is its root.",
            "You have solved for the root. One operation is left.",
        ),
        Mistake(
            "alpha of the form with the average",
            {"return alpha, beta": "return alpha / (1 - beta), beta"},
            "`alpha` belongs to the form with the average; the map is drawn in the form with the "
            "sum.",
            "Which of the two forms is called heavy ball?",
        ),
        Mistake(
            "root of beta",
            {beta: "abs(1 - sqrt(alpha * curvature_W))"},
            "what you have is the root of `beta`: the share of the distance that a step keeps.",
            line,
        ),
        Mistake(
            "root of beta with its sign",
            {beta: "1 - sqrt(alpha * curvature_W)"},
            "what you have is the bracket, without its square.",
            line,
        ),
        Mistake(
            "root of beta with its sign, along b",
            {beta: "1 - sqrt(alpha * curvature_b)"},
            "what you have is the bracket, without its square.",
            line,
        ),
        Mistake(
            "no root in beta",
            {beta: "(1 - alpha * curvature_W) ** 2"},
            "the product of `alpha` and curvature stands in `beta` without its root.",
            line,
        ),
        Mistake(
            "no root in beta, along b",
            {beta: "(1 - alpha * curvature_b) ** 2"},
            "the product of `alpha` and curvature stands in `beta` without its root.",
            line,
        ),
        Mistake(
            "root of the curvature alone",
            {beta: "(1 - alpha * sqrt(curvature_W)) ** 2"},
            "in `beta`, the root is taken of the curvature but not of `alpha`.",
            line,
        ),
        Mistake(
            "half for the root in beta",
            {beta: "(1 - alpha * curvature_W / 2) ** 2"},
            f"`beta` has half of the product where its root belongs: {half}",
            exponent,
        ),
        Mistake(
            "half for the root in beta, along b",
            {beta: "(1 - alpha * curvature_b / 2) ** 2"},
            f"`beta` has half of the product where its root belongs: {half}",
            exponent,
        ),
        Mistake(
            "plus in beta",
            {beta: beta.replace("1 -", "1 +")},
            "there is a plus in `beta` where a minus belongs, so it is above 1.",
            line,
        ),
        Mistake(
            "the share that gradient descent keeps",
            {beta: "abs(curvature_W - curvature_b) / (curvature_W + curvature_b)"},
            "this is the share of the distance that gradient descent keeps at its best.",
            line,
        ),
        Mistake(
            "beta comes first",
            {"return alpha, beta": "return beta, alpha"},
            "the two values come back in the other order.",
            "Compare your `return` with that of the exercise.",
        ),
    ]
