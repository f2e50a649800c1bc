"""The exercise on the gradient of a layer: right answers in any spelling, wrong shapes in words."""

import numpy as np
import pytest

from optlearn.network import layer_gradient
from optlearn.practice import check


def loops(inputs, doutputs):
    dW = np.zeros((inputs.shape[1], doutputs.shape[1]))
    db = np.zeros((1, doutputs.shape[1]))
    for x, d in zip(inputs, doutputs, strict=True):
        dW += np.outer(x, d)
        db += d
    return dW, db


RIGHT = [
    layer_gradient,
    lambda inputs, doutputs: (inputs.T @ doutputs, doutputs.sum(axis=0, keepdims=True)),
    lambda inputs, doutputs: (np.dot(inputs.T, doutputs), np.ones((1, len(inputs))) @ doutputs),
    lambda inputs, doutputs: (
        np.einsum("ni,nj->ij", inputs, doutputs),
        np.sum(doutputs, axis=0)[None],
    ),
    lambda inputs, doutputs: ((doutputs.T @ inputs).T, doutputs.sum(0).reshape(1, -1)),
    loops,
]


@pytest.mark.parametrize("function", RIGHT)
def test_right_answer_is_accepted_in_any_spelling(function):
    verdict = check(function, "layer_gradient")
    assert verdict.right, verdict
    assert "for mini-batches and layers of several sizes" in repr(verdict)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (
            lambda inputs, doutputs: (inputs.T @ doutputs, doutputs.sum(axis=0)),
            "`db` comes back with the shape (4,), where (1, 4) is wanted.",
        ),
        (
            lambda inputs, doutputs: (inputs.T @ doutputs, doutputs.sum(axis=1, keepdims=True)),
            "`db` comes back with the shape (2, 1), where (1, 4) is wanted.",
        ),
        (
            lambda inputs, doutputs: (inputs.T @ doutputs, doutputs.sum()),
            "`db` comes back as one number, where (1, 4) is wanted.",
        ),
    ],
)
def test_wrong_shape_is_told_with_the_right_one(function, words):
    verdict = check(function, "layer_gradient")
    assert verdict.finding == "returns another shape"
    assert words in repr(verdict)
    assert "along which axis do you sum" in repr(verdict)


def test_values_in_another_order_are_told_by_their_shapes():
    verdict = check(
        lambda inputs, doutputs: (doutputs.sum(axis=0, keepdims=True), inputs.T @ doutputs),
        "layer_gradient",
    )
    assert verdict.finding == "returns in another order"
    assert "The last line is `return dW, db`." in repr(verdict)


def test_transpose_of_what_is_wanted_is_called_that():
    text = repr(check(lambda inputs, doutputs: (doutputs.T @ inputs, 0), "layer_gradient"))
    assert "`dW` comes back with the shape (4, 3), where (3, 4) is wanted." in text
    assert "Its rows and columns have changed places." in text


def test_product_that_does_not_fit_is_shown_with_the_learners_line():
    def my_layer_gradient(inputs, doutputs):
        dW = inputs @ doutputs
        return dW, doutputs.sum(axis=0, keepdims=True)

    verdict = check(my_layer_gradient, "layer_gradient")
    assert verdict.finding == "raises"
    assert "dW = inputs @ doutputs" in repr(verdict)


def test_unwritten_exercise_is_no_mistake():
    def my_layer_gradient(inputs, doutputs):
        dW = ...
        db = ...
        return dW, db

    assert check(my_layer_gradient, "layer_gradient").finding == "not written yet"
