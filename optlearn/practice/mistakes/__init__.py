"""The known mistakes of each exercise.

To add one, add a row to the module of its kind, or to `families` if more than one rule can have it:
a name, what of the rule's source becomes what, what to say after "It looks as if", and a hint::

    Mistake("W for dW", {"alpha * dW": "alpha * W"},
            "the step is a part of `W` itself, so the gradient plays no role.",
            "Which of the arguments knows the slope?"),

The tests then ask of it what they ask of all: that no check lets it pass, that every check it
belongs to calls it by its name, and that what is said of it is stored in tests/golden/texts.txt,
which ``python -m tests.golden.texts`` writes.
"""

from collections.abc import Callable

from optlearn.practice.mistake import Mistake
from optlearn.practice.mistakes.adaptive import of_adam, of_adamw, of_amsgrad, of_rmsprop
from optlearn.practice.mistakes.averages import (
    of_bias_correction,
    of_corrected_averages,
    of_exponential_average,
    of_half_life,
)
from optlearn.practice.mistakes.descent import of_gradient_descent, of_momentum, of_nesterov
from optlearn.practice.mistakes.layer import of_layer_gradient
from optlearn.practice.mistakes.settings import of_best_pair

#: By the name of the exercise what makes its table, which is asked for only where numbers differ.
MISTAKES: dict[str, Callable[[], list[Mistake]]] = {
    "gradient_descent": of_gradient_descent,
    "exponential_average": of_exponential_average,
    "half_life": of_half_life,
    "momentum": of_momentum,
    "rmsprop": of_rmsprop,
    "bias_correction": of_bias_correction,
    "corrected_averages": of_corrected_averages,
    "adam": of_adam,
    "layer_gradient": of_layer_gradient,
    "best_pair": of_best_pair,
    "nesterov": of_nesterov,
    "amsgrad": of_amsgrad,
    "adamw": of_adamw,
}
