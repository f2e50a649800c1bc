"""Mistakes of the rules that divide by the root of an average of squares."""

from optlearn.practice.families import (
    both,
    of_average,
    of_correction,
    of_division,
    of_line,
    of_loose_epsilon,
    of_old_average,
    of_order,
    of_square,
    of_step,
)
from optlearn.practice.mistake import Mistake


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
            "Which name holds the new one, and is it there when the step is taken?",
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
        *of_line("v_dW_corrected", v_corrections),
        *of_line(f"{s}_corrected", s_corrections),
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
        *of_copied_corrections(s),
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


def of_copied_corrections(s: str) -> list[Mistake]:
    """Mistakes of two corrections of which one is copied from the other, or stands too high."""
    v_right, s_right = "v_dW / (1 - beta1**t)", f"{s} / (1 - beta2**t)"
    s_begins = f"{s} = {'maximum(' if s == 's_dW_max' else 'beta2'}"
    own = "Each average has a correction of its own. What stands above the line in each?"
    new = "Which name holds the new average, and is it there when the correction is made?"
    return [
        Mistake(
            f"v_dW for {s} in its correction",
            {s_right: "v_dW / (1 - beta2**t)"},
            f"`{s}_corrected` is made of `v_dW`, not of `{s}`.",
            own,
        ),
        Mistake(
            f"{s} for v_dW in its correction",
            {v_right: f"{s} / (1 - beta1**t)"},
            f"`v_dW_corrected` is made of `{s}`, not of `v_dW`.",
            own,
        ),
        Mistake(
            "dW for v_dW in its correction",
            {v_right: "dW / (1 - beta1**t)"},
            "`v_dW_corrected` is made of `dW` itself, not of its average.",
            own,
        ),
        Mistake(
            "old v_dW corrected",
            {"v_dW = beta1": "old_v = v_dW\n    v_dW = beta1", v_right: "old_v / (1 - beta1**t)"},
            "`v_dW_corrected` is made of the `v_dW` that came in, not of the new one.",
            new,
        ),
        Mistake(
            f"old {s} corrected",
            {s_begins: f"old_s = {s}\n    {s_begins}", s_right: "old_s / (1 - beta2**t)"},
            f"`{s}_corrected` is made of the `{s}` that came in, not of the new one.",
            new,
        ),
    ]


def of_corrected_returned(returned: str) -> list[Mistake]:
    """Mistakes of a ``return W, v_dW, …`` that carries on what is corrected: v_dW and the last."""
    s = returned.rpartition(", ")[2]
    kept = "The corrected average is for this step alone. Which one does the next step need?"

    def mistake(name: str, edited: str, what: str) -> Mistake:
        return Mistake(name, {f"return {returned}": f"return {edited}"}, what, kept)

    corrected_v = returned.replace("v_dW", "v_dW_corrected")
    return [
        mistake(
            "corrected averages returned",
            f"{corrected_v}_corrected",
            "the corrected averages are returned, so the next step averages them further and "
            "corrects them again.",
        ),
        mistake(
            "corrected v_dW returned",
            corrected_v,
            "the corrected `v_dW` is returned, so the next step corrects it again.",
        ),
        mistake(
            f"corrected {s} returned",
            f"{returned}_corrected",
            f"the corrected `{s}` is returned, so the next step corrects it again.",
        ),
    ]


def of_adam() -> list[Mistake]:
    """Mistakes of Adam."""
    return [
        *of_moments("s_dW"),
        *of_loose_epsilon("v_dW_corrected", "s_dW_corrected"),
        *of_old_average("s_dW", "beta2", "s_dW / (1"),
        *of_corrected_returned("W, v_dW, s_dW"),
        *of_order("W, v_dW, s_dW", "W, s_dW, v_dW", "v_dW, s_dW, W", "v_dW, W, s_dW"),
    ]


def of_amsgrad() -> list[Mistake]:
    """Mistakes of AMSGrad."""
    largest = "s_dW_max = maximum(s_dW_max, s_dW)"
    returned = "W, v_dW, s_dW, s_dW_max"
    return [
        *of_moments("s_dW_max"),
        *of_loose_epsilon("v_dW_corrected", "s_dW_max_corrected"),
        *of_old_average("s_dW_max", "maximum(", "s_dW_max / (1"),
        *of_corrected_returned(returned),
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
        *of_corrected_returned("W, v_dW, s_dW"),
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
