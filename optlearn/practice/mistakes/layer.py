"""Mistakes of the gradient of a network's layer."""

from dataclasses import replace

from optlearn.practice.mistake import Mistake


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
