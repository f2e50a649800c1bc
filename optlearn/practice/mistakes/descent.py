"""Mistakes of the rules that step along a gradient or its average."""

from optlearn.practice.families import of_average, of_old_average, of_order, of_step, within
from optlearn.practice.mistake import Mistake


def of_gradient_descent() -> list[Mistake]:
    """Mistakes of gradient descent."""
    return [
        *of_step(),
        Mistake(
            "W for dW",
            {"alpha * dW": "alpha * W"},
            "the step is a part of `W` itself, so the gradient plays no role.",
            "Which of the arguments knows the slope?",
        ),
        Mistake(
            "W scaled by 1 - alpha",
            {"W - alpha * dW": "(1 - alpha) * W - alpha * dW"},
            "`W` itself shrinks in each step, besides the step along the gradient.",
            "How far would your W move where the gradient is 0?",
        ),
        Mistake(
            "averaged with the gradient",
            {"W - alpha * dW": "(1 - alpha) * W + alpha * dW"},
            "`W` is mixed with its gradient: `1 - alpha` parts of the one, `alpha` of the other.",
            "How far would your W move where the gradient is 0?",
        ),
        Mistake(
            "sign of the gradient only",
            {"alpha * dW": "alpha * (1.0 * (dW > 0) - (dW < 0))"},
            "only the sign of the gradient counts, so each step has the length `alpha`.",
            "Where the slope is twice as steep, the step should be twice as long.",
        ),
        Mistake(
            "gradient squared",
            {"alpha * dW": "alpha * dW**2"},
            "the gradient is squared, so its sign is lost.",
            "Gradient descent takes the gradient as it is.",
        ),
    ]


def of_momentum() -> list[Mistake]:
    """Mistakes of momentum."""
    line = "v_dW = beta * v_dW + (1 - beta) * dW"
    step = "W = W - alpha * v_dW"
    inside = "`alpha` stands inside the average, so the velocity is made of steps, "
    inside += "not of gradients."
    apart = "Average first; the learning rate comes in when the step is taken."
    return [
        *of_average("v_dW", "beta", "dW"),
        *of_step(),
        *of_old_average("v_dW", "beta", "alpha * v_dW"),
        *of_order("W, v_dW", "v_dW, W"),
        Mistake(
            "alpha inside the average",
            {"(1 - beta) * dW": "alpha * (1 - beta) * dW", step: "W = W - v_dW"},
            inside,
            apart,
        ),
        Mistake(
            "alpha inside the average and in the step",
            {"(1 - beta) * dW": "alpha * (1 - beta) * dW"},
            "`alpha` counts twice: inside the average and in the step.",
            apart,
        ),
        Mistake(
            "alpha inside the sum",
            {"(1 - beta) * dW": "alpha * dW", step: "W = W - v_dW"},
            inside,
            apart,
        ),
        Mistake(
            "velocity of steps",
            {"+ (1 - beta) * dW": "- alpha * dW", step: "W = W + v_dW"},
            "this is momentum as some libraries write it, with a velocity that is made of steps: "
            "`alpha` and the minus sign stand inside.",
            apart,
        ),
        Mistake(
            "velocity with the other sign",
            {"+ (1 - beta) * dW": "- (1 - beta) * dW", step: "W = W + alpha * v_dW"},
            "your velocity has the other sign; `W` is right, because the step is turned as well.",
            "A velocity is an average. Which sign does it have while the gradients are positive?",
        ),
        Mistake(
            "alpha for (1 - beta)",
            {"(1 - beta) * dW": "alpha * dW"},
            "the new gradient has the weight `alpha` in the average.",
            "The two weights of an average add up to 1.",
        ),
        Mistake(
            "velocity of the step before",
            {f"{line}\n    {step}": f"{step}\n    {line}"},
            "`W` takes its step with the old velocity, one gradient late.",
            "Which name holds the new one, and is it there when the step is taken?",
        ),
        Mistake(
            "step along the gradient",
            {"alpha * v_dW": "alpha * dW"},
            "the step follows the gradient, and the average that you work out is not used.",
            "Which of the two has the oscillation cancelled?",
        ),
        Mistake(
            "gradient squared",
            {"(1 - beta) * dW": "(1 - beta) * dW**2"},
            "the gradient is squared, so its sign is lost and nothing can cancel.",
            "What does momentum average?",
        ),
        Mistake(
            "bias corrected",
            {"alpha * v_dW": "alpha * v_dW / (1 - beta**t)"},
            "the average is divided by `1 - beta**t`, to make up for its start at zero. A good "
            "thought, but this rule takes the average as it is.",
            "Every rule is given `t`. This one has no use for it.",
        ),
        Mistake(
            "looks ahead",
            {"alpha * v_dW": "alpha * (beta * v_dW + (1 - beta) * dW)"},
            "the gradient enters twice: the step follows an average that is averaged once more.",
            "Here the step is along the average, as it is.",
        ),
    ]


def of_nesterov() -> list[Mistake]:
    """Mistakes of Nesterov's momentum."""
    ahead = "(beta * v_dW + (1 - beta) * dW)"
    return [
        *within("v_dW = beta * v_dW + (1 - beta) * dW\n", of_average("v_dW", "beta", "dW")),
        *of_step(),
        *of_old_average("v_dW", "beta", "(beta * v_dW"),
        *of_order("W, v_dW", "v_dW, W"),
        Mistake(
            "no look ahead",
            {ahead: "v_dW"},
            "the step follows the average as it is: that is plain momentum.",
            "What will the average be after one more step, if the gradient stays?",
        ),
        Mistake(
            "step along the gradient",
            {ahead: "dW"},
            "the step follows the gradient, and the average that you work out is not used.",
            "What will the average be after one more step, if the gradient stays?",
        ),
        Mistake(
            "no (1 - beta) in the look ahead",
            {ahead: "(beta * v_dW + dW)"},
            "the gradient enters the look ahead with its full weight.",
            "Looking ahead is averaging once more, with the same two weights.",
        ),
        Mistake(
            "weights of the look ahead swapped",
            {ahead: "((1 - beta) * v_dW + beta * dW)"},
            "the two weights of the look ahead have changed places.",
            "Looking ahead is averaging once more, with the same two weights.",
        ),
    ]
