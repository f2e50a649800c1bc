"""The animated path player: descents on the contours of their cost, in a notebook or a page.

    Player({"momentum": descend(momentum, bowl.start, bowl.gradient, 40, cost=bowl, alpha=0.4)})

Python computes the paths and sends them once; the browser plays them (`player.js`). Where there
is no browser, a still picture of the whole paths stands in (`still.py`).
"""

from optlearn.player.player import Picture, Player

__all__ = ["Picture", "Player"]
