"""Gradient descent, momentum, RMSprop and Adam, built piece by piece.

Read `averages`, `rules`, `costs` and `descent`, in that order: they are the course in code. Below
them, `settings` and `forms` say what is wrong with what they are given; everything else draws,
plays and checks.
"""

from optlearn.costs import Bowl, CurvedValley, Saddle
from optlearn.descent import Descent, descend, steps_to_reach, walk
from optlearn.rules import adam, gradient_descent, heavy_ball, momentum, rmsprop

__all__ = [
    "Bowl",
    "CurvedValley",
    "Descent",
    "Saddle",
    "adam",
    "descend",
    "gradient_descent",
    "heavy_ball",
    "momentum",
    "rmsprop",
    "steps_to_reach",
    "walk",
]
