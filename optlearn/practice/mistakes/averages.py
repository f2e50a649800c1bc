"""Mistakes of averages, of their half-life and of the correction for their start at zero."""

from optlearn.practice.families import of_average, of_correction
from optlearn.practice.mistake import Mistake


def of_exponential_average() -> list[Mistake]:
    """Mistakes of one step of the exponentially weighted average."""
    return of_average("v", "beta", "value")


def of_half_life() -> list[Mistake]:
    """Mistakes of the half-life, given the whole of its formula."""
    right = 'np.log(0.5) / np.log(checked_setting("beta", beta))'
    window = "this is {}, which is about {} at beta = 0.9; the half-life is 6.58."
    hint = "After how many steps is beta * beta * … * beta equal to one half?"
    return [
        Mistake(
            "the window",
            {right: "1 / (1 - beta)"},
            window.format("the window 1/(1 - beta)", "10"),
            hint,
        ),
        Mistake("1 / beta", {right: "1 / beta"}, window.format("1/beta", "1.11"), hint),
        Mistake(
            "half the window",
            {right: "0.5 / (1 - beta)"},
            window.format("half the window", "5"),
            hint,
        ),
        Mistake(
            "ln 2 times the window",
            {right: "np.log(2) / (1 - beta)"},
            "this is ln(2)/(1 - beta): close when beta is close to 1, but an approximation.",
            "The exact one has the logarithm of beta in it.",
        ),
        Mistake(
            "upside down",
            {right: "np.log(beta) / np.log(0.5)"},
            "the two logarithms have changed places.",
            hint,
        ),
        Mistake(
            "negative",
            {right: "np.log(2) / np.log(beta)"},
            "only the sign is wrong: the logarithm of a number below 1 is negative.",
            "The logarithm of one half is negative as well.",
        ),
        Mistake(
            "mean life",
            {right: "-1 / np.log(beta)"},
            "this is the number of steps after which a value counts 1/e, not one half.",
            "Where does the one half of half-life come in?",
        ),
        Mistake(
            "one half raised to beta",
            {right: "0.5 ** beta"},
            "one half is raised to the power of beta.",
            hint,
        ),
        Mistake(
            "beta raised to one half",
            {right: "beta ** 0.5"},
            "this is the root of beta.",
            hint,
        ),
    ]


def of_bias_correction() -> list[Mistake]:
    """Mistakes of the bias correction on its own."""
    # Without a correction `v` comes back as it was given, and every check says so by itself.
    return [x for x in of_correction("v", "beta") if x.name != "no correction"]


def of_corrected_averages() -> list[Mistake]:
    """Mistakes of a whole series of corrected averages."""
    store = "averages[t - 1] = v / (1 - beta**t) if corrected else v"
    return [
        *of_average("v", "beta", "value"),
        *of_correction("v", "beta"),
        Mistake(
            "place in the sorted data",
            {"beta**t": "beta ** (1 + np.argsort(np.argsort(theta, axis=0), axis=0)[t - 1])"},
            "the exponent is the value's place in the sorted series, not the number of the step.",
            "The correction undoes the start at zero. What says how long ago that was?",
        ),
        Mistake(
            "corrected average carried on",
            {store: f"v = {store}"},
            "the corrected average goes into the next step, where it is corrected again.",
            "The correction is for looking at. Which value is averaged further?",
        ),
        Mistake(
            "every row is the last",
            {"return averages": "return np.broadcast_to(averages[-1], averages.shape)"},
            "one array is written again and again and the list holds it many times: every row is "
            "the last average.",
            "Put a new array into the list in each step, or a copy.",
        ),
        Mistake(
            "starts at the first value",
            {"v = np.zeros(": "v = theta[0] + np.zeros("},
            "the average starts at the first value: then there is nothing to "
            "correct, and the correction makes it too large.",
            "The correction belongs to an average that starts at zero.",
        ),
    ]
