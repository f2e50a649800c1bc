"""The known mistakes of each exercise.

To add one, add a row here, or to `families` if more than one rule can have it: a name, what of the
rule's source becomes what, what to say after "It looks as if", and a hint::

    Mistake("W for dW", {"alpha * dW": "alpha * W"},
            "the step is a part of `W` itself, so the gradient plays no role.",
            "Which of the arguments knows the slope?"),

The tests then ask of it what they ask of all: that no check lets it pass and that every check it
belongs to calls it by its name.
"""

from dataclasses import replace

from optlearn.practice.families import (
    both,
    of_average,
    of_correction,
    of_division,
    of_loose_epsilon,
    of_old_average,
    of_order,
    of_square,
    of_step,
    within,
)
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
            {"alpha * dW": "alpha * (dW > 0) - alpha * (dW < 0)"},
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
            "alpha for (1 - beta)",
            {"(1 - beta) * dW": "alpha * dW"},
            "the new gradient has the weight `alpha` in the average.",
            "The two weights of an average add up to 1.",
        ),
        Mistake(
            "velocity of the step before",
            {f"{line}\n    {step}": f"{step}\n    {line}"},
            "`W` takes its step with the old velocity, one gradient late.",
            "In which order do the two lines come?",
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


def of_rmsprop() -> list[Mistake]:
    """Mistakes of RMSprop."""
    line = "s_dW = beta * s_dW + (1 - beta) * dW**2"
    step = "W = W - alpha * dW / (sqrt(s_dW) + epsilon)"
    return [
        *of_average("s_dW", "beta", "dW**2"),
        *of_square("s_dW", "beta", "s_dW"),
        *of_division("dW", "s_dW"),
        *of_loose_epsilon("dW", "s_dW"),
        *of_step(),
        *of_old_average("s_dW", "beta", "sqrt(s_dW)"),
        *of_order("W, s_dW", "s_dW, W"),
        Mistake(
            "gradient carried on",
            {"= beta * s_dW": "= beta * dW"},
            "`beta` multiplies the gradient, not the old average, so the "
            "denominator follows the gradient and can be negative.",
            "An average carries on itself. Which name stands on the left?",
        ),
        Mistake(
            "alpha inside the average",
            {"(1 - beta) * dW**2": "alpha * (1 - beta) * dW**2"},
            "`alpha` stands inside the average of the squares.",
            "Average first; the learning rate comes in when the step is taken.",
        ),
        Mistake(
            "average of the step before",
            {f"{line}\n    {step}": f"{step}\n    {line}"},
            "`W` takes its step with the old average: in the first step that is "
            "a division by `epsilon` alone.",
            "In which order do the two lines come?",
        ),
        Mistake(
            "bias corrected",
            {"sqrt(s_dW)": "sqrt(s_dW / (1 - beta**t))"},
            "the average is divided by `1 - beta**t`, to make up for its start at zero. A good "
            "thought, but this rule takes the average as it is.",
            "Every rule is given `t`. This one has no use for it.",
        ),
        Mistake(
            "average in place of the gradient",
            {"alpha * dW /": "alpha * s_dW /"},
            "the average of the squares stands above the line as well, so the "
            "sign of the gradient is lost.",
            "What is it that is divided?",
        ),
    ]


def of_bias_correction() -> list[Mistake]:
    """Mistakes of the bias correction on its own."""
    return of_correction("v", "beta")


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


def of_moments(s: str) -> list[Mistake]:
    """Mistakes of Adam and its descendants, which divide by the root of `s`, corrected."""
    v_corrections = of_correction("v_dW", "beta1", " of v_dW")
    s_corrections = of_correction(s, "beta2", f" of {s}")
    root = f"sqrt({s}_corrected)"
    own = "Each average has a beta of its own. Which belongs to this one?"
    return [
        *of_average("v_dW", "beta1", "dW"),
        *of_average("s_dW", "beta2", "dW**2"),
        *of_square("s_dW", "beta2", f"{s}_corrected"),
        *v_corrections,
        *s_corrections,
        *both(v_corrections, s_corrections),
        *of_division("v_dW_corrected", f"{s}_corrected"),
        *of_step(),
        *of_old_average("v_dW", "beta1", "v_dW / (1"),
        Mistake(
            "velocity carried on in s_dW",
            {"= beta2 * s_dW": "= beta2 * v_dW"},
            "`s_dW` carries on `v_dW`, the wrong average (a misprint that is widely copied): it "
            "can then be negative, and its root is nan.",
            "An average carries on itself. Which name stands on the left?",
        ),
        Mistake(
            "velocity squared",
            {"dW**2": "v_dW**2"},
            "`s_dW` averages the square of the velocity.",
            "RMSprop knows nothing of momentum. Whose square does it average?",
        ),
        *(
            Mistake(
                f"{theirs} for {mine} in {v}{where}",
                {f"{old}{end}": f"{new}{end}"},
                f"`{v}` is averaged with `{theirs}`{where}.",
                own,
            )
            for v, x, mine, theirs in (
                ("v_dW", "dW", "beta1", "beta2"),
                ("s_dW", "dW**2", "beta2", "beta1"),
            )
            for where, old, new, end in (
                ("", f"{mine} * {v} + (1 - {mine})", f"{theirs} * {v} + (1 - {theirs})", f" * {x}"),
                (", in the weight of the past", f"= {mine}", f"= {theirs}", f" * {v}"),
                (", in the weight of the new value", f"(1 - {mine})", f"(1 - {theirs})", f" * {x}"),
            )
        ),
        Mistake(
            "v_dW corrected with beta2",
            {"beta1**t": "beta2**t"},
            "`v_dW` is corrected with `beta2`.",
            own,
        ),
        Mistake(
            f"{s} corrected with beta1",
            {"beta2**t": "beta1**t"},
            f"`{s}` is corrected with `beta1`, so steps have a wrong length for as long as the "
            "correction matters.",
            own,
        ),
        Mistake(
            "betas swapped throughout",
            {
                "beta1 * v_dW + (1 - beta1)": "beta2 * v_dW + (1 - beta2)",
                "beta2 * s_dW + (1 - beta2)": "beta1 * s_dW + (1 - beta1)",
                "v_dW / (1 - beta1**t)": "v_dW / (1 - beta2**t)",
                f"{s} / (1 - beta2**t)": f"{s} / (1 - beta1**t)",
            },
            "`beta1` and `beta2` have changed places throughout.",
            own,
        ),
        Mistake(
            "gradient in place of v_dW",
            {"v_dW_corrected / (sqrt": "dW / (sqrt"},
            "the step follows the gradient itself, so the momentum is worked out and not used.",
            "Which average stands above the line?",
        ),
        Mistake(
            "alpha inside the average",
            {"(1 - beta1) * dW": "alpha * (1 - beta1) * dW"},
            "`alpha` stands inside the average of the gradients.",
            "Average first; the learning rate comes in when the step is taken.",
        ),
        Mistake(
            "epsilon before the correction",
            {f"{root} + epsilon": f"{root} + epsilon / sqrt(1 - beta2**t)"},
            "`epsilon` is added to the root before that is corrected, as one library does, so that "
            "it weighs more in the first steps.",
            "Correct first; what keeps the denominator away from 0 comes last.",
        ),
    ]


def of_corrected_returned() -> list[Mistake]:
    """Mistakes of Adam's ``return W, v_dW, s_dW`` that carry on what is corrected."""
    right = "return W, v_dW, s_dW"
    kept = "The corrected average is for this step alone. Which one does the next step need?"
    return [
        Mistake(
            "corrected averages returned",
            {right: "return W, v_dW_corrected, s_dW_corrected"},
            "the corrected averages are returned, so the next step averages them further and "
            "corrects them again.",
            kept,
        ),
        Mistake(
            "corrected v_dW returned",
            {right: "return W, v_dW_corrected, s_dW"},
            "the corrected `v_dW` is returned, so the next step corrects it again.",
            kept,
        ),
        Mistake(
            "corrected s_dW returned",
            {right: "return W, v_dW, s_dW_corrected"},
            "the corrected `s_dW` is returned, so the next step corrects it again.",
            kept,
        ),
    ]


def of_adam() -> list[Mistake]:
    """Mistakes of Adam."""
    return [
        *of_moments("s_dW"),
        *of_loose_epsilon("v_dW_corrected", "s_dW_corrected"),
        *of_old_average("s_dW", "beta2", "s_dW / (1"),
        *of_corrected_returned(),
        *of_order("W, v_dW, s_dW", "W, s_dW, v_dW", "v_dW, s_dW, W", "v_dW, W, s_dW"),
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


def of_amsgrad() -> list[Mistake]:
    """Mistakes of AMSGrad."""
    largest = "s_dW_max = maximum(s_dW_max, s_dW)"
    returned = "W, v_dW, s_dW, s_dW_max"
    return [
        *of_moments("s_dW_max"),
        *of_loose_epsilon("v_dW_corrected", "s_dW_max_corrected"),
        *of_order(returned, "W, v_dW, s_dW_max, s_dW", "W, s_dW, v_dW, s_dW_max"),
        Mistake(
            "no maximum",
            {largest: "s_dW_max = s_dW"},
            "the largest average so far is forgotten in every step: that is Adam.",
            "What does AMSGrad remember that Adam forgets?",
        ),
        Mistake(
            "smallest for largest",
            {largest: "s_dW_max = -maximum(-s_dW_max, -s_dW)"},
            "the smallest average so far is kept, which is 0 from the start.",
            "A denominator that never shrinks keeps steps from growing.",
        ),
        Mistake(
            "maximum of the squares themselves",
            {largest: "s_dW_max = maximum(s_dW_max, dW**2)"},
            "the maximum is taken over the squared gradients, not over their averages.",
            "Which two averages are compared?",
        ),
        Mistake(
            "maximum averaged on",
            {largest: "s_dW = s_dW_max = maximum(s_dW_max, s_dW)"},
            "the maximum takes the place of the average, which the next step needs as it is.",
            "AMSGrad carries three things from step to step.",
        ),
        Mistake(
            "maximum not used",
            {"s_dW_max / (1": "s_dW / (1"},
            "the maximum is worked out, and the step divides by the average all the same.",
            "Whose root is in the denominator?",
        ),
        Mistake(
            "maximum of the corrected averages",
            {
                largest: "s_dW_max = maximum(s_dW_max, s_dW / (1 - beta2**t))",
                "s_dW_max / (1 - beta2**t)": "s_dW_max",
            },
            "the average is corrected before the maximum is taken, as one library does.",
            "Here the largest average comes first, its correction after.",
        ),
    ]


def of_adamw() -> list[Mistake]:
    """Mistakes of AdamW."""
    apart = "In AdamW the decay has a term of its own. What stands before it?"
    quotient = "v_dW_corrected / (sqrt(s_dW_corrected) + epsilon)"
    return [
        *of_moments("s_dW"),
        *of_old_average("s_dW", "beta2", "s_dW / (1"),
        *of_corrected_returned(),
        *of_order("W, v_dW, s_dW", "W, s_dW, v_dW"),
        Mistake(
            "decay forgotten",
            {" + weight_decay * W": ""},
            "the weights do not decay: that is Adam.",
            "How would a weight shrink whose gradient is 0?",
        ),
        Mistake(
            "weights that grow",
            {" + weight_decay * W": " - weight_decay * W"},
            "the weights grow in every step where they should shrink.",
            "The step is taken away from W. Which sign makes a large W smaller?",
        ),
        Mistake(
            "decay in the gradient",
            {
                "v_dW = beta1": "dW = dW + weight_decay * W\n    v_dW = beta1",
                " + weight_decay * W)": ")",
            },
            "the decay is added to the gradient, where it is averaged and divided by the root as "
            "well: that is Adam with L2 regularisation.",
            apart,
        ),
        Mistake(
            "decay divided by the root",
            {
                f"{quotient} + weight_decay * W": "(v_dW_corrected + weight_decay * W)"
                " / (sqrt(s_dW_corrected) + epsilon)"
            },
            "the decay is divided by the root together with the average.",
            apart,
        ),
        Mistake(
            "decay without alpha",
            {" + weight_decay * W)": ") - weight_decay * W"},
            "the decay is not multiplied by `alpha`.",
            "How far does `alpha` reach? A pair of parentheses decides.",
        ),
        Mistake(
            "decay after the step",
            {" + weight_decay * W)": ")\n    W = W - alpha * weight_decay * W"},
            "the decay is taken from where the step has led, not from where it set out.",
            "Both parts of the step start from the same W.",
        ),
        Mistake(
            "decay by a constant",
            {"weight_decay * W": "weight_decay"},
            "every weight loses the same amount, whatever its size.",
            "A share of what?",
        ),
    ]


def of_layer_gradient() -> list[Mistake]:
    """Mistakes of the gradient of one layer."""
    product = "inputs.mT @ doutputs"
    total = "doutputs.sum(axis=-2, keepdims=True)"
    mean = (
        "the mean over the digits is taken once more: `doutputs` has been divided by their number."
    )
    number = "The cost is a mean, and its gradient knows that already. What is left to do?"
    last = "only the last digit counts: a loop may write over what the digits before it gave."
    every = "Every digit of the mini-batch pulls at the same weights. What becomes of their pulls?"
    sign = "the sign is turned, so a step would go uphill."
    way = "The rule takes the step downhill itself. What should it be given?"
    in_dW = [
        Mistake("mean for the sum", {product: f"{product} / len(inputs)"}, mean, number),
        Mistake("only the last digit", {product: "inputs[-1:].mT @ doutputs[-1:]"}, last, every),
        Mistake("sign turned", {"dW = ": "dW = -"}, sign, way),
    ]
    in_db = [
        Mistake("mean for the sum", {".sum(": ".mean("}, mean, number),
        Mistake("only the last digit", {total: "doutputs[-1:]"}, last, every),
        Mistake("sign turned", {"db = ": "db = -"}, sign, way),
    ]
    return [
        *(replace(mistake, name=f"{mistake.name} in dW") for mistake in in_dW),
        *(replace(mistake, name=f"{mistake.name} in db") for mistake in in_db),
        *(
            Mistake(f"{one.name} in both", one.edits | other.edits, one.what, one.hint)
            for one, other in zip(in_dW, in_db, strict=True)
        ),
        Mistake(
            "product of the sums",
            {product: f"inputs.sum(axis=-2, keepdims=True).mT @ {total}"},
            "inputs and slopes are each summed over the digits, and the sums are multiplied.",
            "An input belongs to the slope of its own digit: which comes first, product or sum?",
        ),
        Mistake(
            "db from dW",
            {"doutputs.sum(": "dW.sum("},
            "`db` is the sum of `dW`, so it is mixed with the inputs.",
            "The bias is added whatever the inputs are. What would its input be?",
        ),
    ]


def of_best_pair() -> list[Mistake]:
    """Mistakes of momentum's best pair."""
    alpha = "(2 / (sqrt(curvature_W) + sqrt(curvature_b))) ** 2"
    beta = "(1 - sqrt(alpha * curvature_W)) ** 2"
    crossing = "At the crossing one root is as far below 1 as the other is above. Solve that."
    line = "Beta is read off one of the two lines, at your alpha. What does such a line say?"
    return [
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


#: By the name of the exercise.
MISTAKES: dict[str, list[Mistake]] = {
    "gradient_descent": of_gradient_descent(),
    "exponential_average": of_exponential_average(),
    "half_life": of_half_life(),
    "momentum": of_momentum(),
    "rmsprop": of_rmsprop(),
    "bias_correction": of_bias_correction(),
    "corrected_averages": of_corrected_averages(),
    "adam": of_adam(),
    "layer_gradient": of_layer_gradient(),
    "best_pair": of_best_pair(),
    "nesterov": of_nesterov(),
    "amsgrad": of_amsgrad(),
    "adamw": of_adamw(),
}
