"""What a lesson says of its own accord, in an answer, in a note or between cells, is so.

Most numbers of a lesson's text stand beside a cell that prints them, which test_numbers.py sees to.
The others are here: the words as they stand, and a function that is given their numbers, in order,
and finds out whether they are true.
"""

import re
from functools import cache
from inspect import signature

import numpy as np
import pytest

from optlearn import (
    Bowl,
    CurvedValley,
    Saddle,
    adam,
    descend,
    figures,
    gradient_descent,
    heavy_ball,
    momentum,
    network,
    rmsprop,
    steps_to_reach,
)
from optlearn.averages import exponential_average, half_life, weights, window
from optlearn.data import load_digits, load_mlp_accuracy
from optlearn.later_rules import nesterov
from optlearn.player.sliders import uncorrected
from optlearn.section import Section
from optlearn.theory import best_pair, critical_beta, stable_alpha
from optlearn.training import train
from tests.lessons.reading import as_it_stands, code, numbers, shown, text

BOWL = Bowl()
CURVATURES = BOWL.curvature_W, BOWL.curvature_b


def is_called(stated, value):
    """Whether a number is a value, rounded to the digits that it is given with."""
    digits = len(f"{stated:.15g}".partition(".")[2])
    return round(float(value), digits) == stated


def default(rule, setting):
    """What a setting of a rule is if nobody says otherwise."""
    return signature(rule).parameters[setting].default


def run(rule, steps, **settings):
    """A descent on the bowl."""
    return descend(rule, BOWL.start, BOWL.gradient, steps, cost=BOWL, **settings)


# --- lesson 00 ------------------------------------------------------------------------------------


def the_race_is_the_tuned_one(J):
    """The settings of the race are those that tests/package/test_figures.py holds to 0.01."""
    told = re.sub(r"'", '"', repr(list(figures.TUNED.values())))
    return J == 0.01 and all(settings in code("00") for settings in re.findall(r"{.*?}", told))


def ends_of_lectures():
    lessons = [f"0{number}" for number in range(1, 10)]
    plans = [re.search(r"A plan for (\d+) minutes", text(lesson))[1] for lesson in lessons]
    return float(min(plans)), float(max(plans))


# --- lesson 01 ------------------------------------------------------------------------------------


def prints_what_the_textbook_does():
    """Dive into Deep Learning, chapter 12.6: where 20 steps of rate 0.4 and 0.6 lead."""
    ends = re.findall(r"^alpha = +[\d.]+: +W = +(\S+) +b = +(\S+)$", shown("01"), re.M)
    return [ends[1], ends[-1]] == [("-0.943467", "-0.000073"), ("-0.387814", "-1673.365109")]


def best_rate_of_forty_steps(alpha, J):
    alphas = np.arange(0.3, 0.5, 0.0005)
    last = run(gradient_descent, 40, alpha=alphas).cost[-1]
    return abs(alphas[last.argmin()] - alpha) < 0.0025 and is_called(J, last.min())


def rate_from_which_the_target_is_missed(alpha):
    alphas = np.array([alpha - 0.005, alpha, alpha + 0.005])
    steps = steps_to_reach(run(gradient_descent, 40, alpha=alphas).cost, 0.01)
    return list(steps <= 40) == [True, False, False]


def steps_of_the_best_rate(condition_number, steps):
    bowl = Bowl(curvature_W=4 / condition_number)
    alpha = 2 / (bowl.curvature_W + bowl.curvature_b)
    path = descend(gradient_descent, bowl.start, bowl.gradient, 40, cost=bowl, alpha=alpha)
    return steps_to_reach(path.cost, 0.01) == steps


def smallest_cost_of_forty_steps(condition_number, J):
    bowl, alpha = Bowl(curvature_W=4 / condition_number), np.arange(0.001, 0.6, 0.0005)
    path = descend(gradient_descent, bowl.start, bowl.gradient, 40, cost=bowl, alpha=alpha)
    return is_called(J, np.nanmin(path.cost))


BEHAVIOURS = {0.99: "crawls", -0.5: "zig-zags", -1.01: "diverges"}


def behaviours():
    """What a direction does of which a step keeps these shares."""
    found = {}
    for share in BEHAVIOURS:
        W = descend(gradient_descent, {"W": 1.0}, lambda W: {"W": W}, 20, alpha=1 - share)["W"]
        diverges, turns = abs(W[-1]) > 1, W[1] < 0
        found[share] = "diverges" if diverges else "zig-zags" if turns else "crawls"
    return found


def is_beyond(edge):
    """Whether a direction comes back no more from here on, and still does just before."""
    shares = np.array([edge - 0.01, edge + 0.01])
    W = descend(gradient_descent, {"W": 1.0}, lambda W: {"W": W}, 20, alpha=1 - shares)["W"]
    return list(np.abs(W[-1]) > 1) == [True, False]


# --- lesson 02 ------------------------------------------------------------------------------------


def weight_left(steps, beta, power, share):
    newest_first = weights(beta, 50)[::-1]
    left = newest_first[int(steps)] / newest_first[0]
    return steps == power and is_called(share, 100 * left)


def lag(beta):
    climb = np.arange(500.0)
    return climb[-1] - exponential_average(climb, beta)[-1]


# --- lesson 03 ------------------------------------------------------------------------------------


def arrives_only_with_less_beta(too_much, alpha, beta, steps):
    never = run(heavy_ball, 40, alpha=np.linspace(0.01, 2, 200), beta=too_much).cost
    soon = run(heavy_ball, 40, alpha=alpha, beta=beta).cost
    return np.isinf(steps_to_reach(never, 1e-6)).all() and steps_to_reach(soon, 1e-6) == steps


def best_pair_takes(steps):
    alpha, beta = best_pair(*CURVATURES)
    return (
        steps_to_reach(run(heavy_ball, 100, alpha=alpha, beta=beta).cost, 1e-6, stay=True) == steps
    )


# --- lesson 04 ------------------------------------------------------------------------------------


def stays(alpha, steps=120, **settings):
    path = run(rmsprop, steps, alpha=alpha, **settings)
    return steps_to_reach(path.cost, 1e-2, stay=True) <= 40


def rmsprop_wins_with(beta, epsilon, lowest, highest):
    never = stays(np.geomspace(0.01, 3, 400), beta=beta).any()
    alphas = np.linspace(lowest, highest, 21)
    return not never and stays(alphas, 3000, beta=beta, epsilon=epsilon).all()


def wins_only_in_the_picture(epsilon, alpha):
    return stays(alpha, epsilon=epsilon) and not stays(alpha, 150, epsilon=epsilon)


def surprised_later(beta, steps):
    alphas = np.geomspace(0.01, 3, 100)
    winners = alphas[stays(alphas, beta=beta)]
    later = run(rmsprop, int(steps), alpha=winners, beta=beta).cost[121:]
    return np.mean((later > 1e-2).any(axis=0)) > 0.5


def in_row(name, column, value):
    """Whether this stands in a row of the table of first steps."""
    (row,) = re.findall(rf"^{re.escape(name)} (.*)$", shown("04"), re.M)
    return float(row.split()[column]) == value


# --- lesson 05 ------------------------------------------------------------------------------------


def uncorrected_adam_wins_with(lowest, highest, without_crossing):
    edge = 0.0005 * np.array([-1, 0, 1])
    alphas = np.concatenate([np.linspace(lowest, highest, 27), lowest + edge, highest + edge])
    path = run(uncorrected(adam), 40, alpha=alphas)
    steps = steps_to_reach(path.cost, 0.01)
    crossed = np.maximum.accumulate(path["W"] > 0)
    first = np.where(steps <= 40, steps, 0).astype(int)
    early = crossed[first, np.arange(alphas.size)]
    inside = (alphas >= lowest) & (alphas <= highest)
    return (
        (steps[inside] <= 40).all()
        and steps[-6] > 40
        and not early[alphas <= without_crossing].any()
        and early[inside & (alphas > without_crossing + 0.001)].all()
    )


def step_of_adam(t):
    """Length of its step `t`, in alphas, while the slope is steady."""
    path = descend(adam, {"W": 0.0}, lambda W: {"W": 1.0}, int(t), alpha=1)
    return np.abs(np.diff(path["W"])[-1])


# --- lesson 06 ------------------------------------------------------------------------------------


def only_beta1_helps(beta1):
    alphas = np.geomspace(0.001, 10, 400)
    as_it_comes = run(adam, 40, alpha=alphas).cost
    short = run(adam, 40, alpha=alphas, beta1=beta1).cost
    return not (as_it_comes < 1e-8).any() and (short < 1e-8).any()


def passes_as_misprinted(steps):
    """Adam that carries on the wrong average, from the side where the slopes are positive."""

    def misprinted(W, dW, v_dW, s_dW, *, t, alpha, beta1=0.9, beta2=0.999, epsilon=1e-8):
        s_dW = beta1 * v_dW + (1 - beta1) * dW  # what adam then takes for the average of squares
        return adam(W, dW, v_dW, s_dW, t=t, alpha=alpha, beta1=beta1, beta2=beta2, epsilon=epsilon)

    with np.errstate(invalid="ignore"):
        ends = [
            descend(
                misprinted, {"W": 5.0 * side, "b": 2.0 * side}, BOWL.gradient, int(steps), alpha=1
            )["b"][-1]
            for side in (1, -1)
        ]
    return list(np.isfinite(ends)) == [True, False]


# --- lesson 07 ------------------------------------------------------------------------------------


@cache
def winning_rates(beta1, alphas=60):
    """How many learning rates bring Adam below 1e-5 in the slanted valley within 25 steps."""
    digits = load_digits()
    section = Section(
        digits.train_images, digits.train_labels, network.initial_weights(0), hidden=7, digit=6
    )
    alpha = np.geomspace(0.001, 10, alphas)
    path = descend(
        adam, section.start, section.gradient, 25, cost=section, alpha=alpha, beta1=beta1
    )
    return int(np.sum(steps_to_reach(path.cost, 1e-5) <= 25))


def training_digits_seen(batch, steps, digits):
    examples = len(load_digits().train_images)
    assert default(network.mini_batch_gradient, "batch_size") == batch
    return examples == digits == batch * steps


def ends_of(pattern, lesson):
    """The lowest and the highest number that a lesson prints in such a place."""
    found = [float(number) for number in re.findall(pattern, shown(lesson))]
    return min(found), max(found)


def adam_is_thrown_out_late():
    """Adam of the race arrives like nobody else, and is thrown out thousands of steps later."""
    J = run(adam, 6000, **figures.TUNED["Adam"]).cost
    bounces = run(rmsprop, 400, **figures.TUNED["RMSprop"]).cost[200:].max()
    return bounces > 1e-6 and J[400:3000].max() < 1e-6 and J[3000:].max() > 1e-2


# --- lesson 08 ------------------------------------------------------------------------------------


def adams_cells_come_down_and_fly_off_again():
    alpha, beta1 = np.meshgrid(np.linspace(0.02, 2, 100), np.linspace(0, 0.99, 100))
    start = BOWL(**BOWL.start)
    higher = run(adam, 100, alpha=alpha, beta1=beta1).cost[-1] > start
    J = run(adam, 20_000, alpha=alpha[higher], beta1=beta1[higher]).cost
    down = steps_to_reach(J, 1e-2)
    later = np.arange(len(J))[:, np.newaxis] > down
    return np.isfinite(down).all() and np.where(later, J, 0).max(axis=0).min() > start


@cache
def wins_on_all_four(beta1):
    """Learning rates from 0.05 to 6, and with which of them Adam wins in the four valleys."""
    alphas, bowls = np.geomspace(0.05, 6, 80), Bowl(rotation=np.array([0, 20, 45, 70]))
    start = {"W": np.full(4, -5.0), "b": np.full(4, -2.0)}
    settings = {"alpha": alphas[:, np.newaxis], "beta1": beta1}
    runs = descend(adam, start, bowls.gradient, 80, cost=bowls, **settings)
    return alphas, (steps_to_reach(runs.cost, 1e-6, stay=True) <= 80).all(axis=1)


def wins_are_tickets_below(beta1):
    """Most wins have no stretch of others around them."""
    few = [wins_on_all_four(beta1 - below)[1].mean() for below in (0.02, 0.05, 0.1, 0.2)]
    return max(few) < 0.15


def broad_stretch(lowest, highest, at, alpha, up_to, cliff, safe):
    assert safe == at
    wins = [wins_on_all_four(beta1)[1].mean() for beta1 in np.linspace(lowest, highest, 5)]
    alphas, won = wins_on_all_four(at)
    return (
        min(wins) > 0.35
        and won[(alphas >= alpha) & (alphas <= up_to)].mean() > 0.95
        and wins_on_all_four(cliff)[1].mean() < 0.05
    )


# --- lesson 09 ------------------------------------------------------------------------------------


def walls_are_steeper(beta2, less):
    valley = CurvedValley()
    alphas = np.geomspace(0.001, 10, 400)
    arrive = [
        descend(
            adam, valley.start, valley.gradient, 200, cost=valley, alpha=alphas, beta2=memory
        ).cost
        for memory in (beta2, less)
    ]
    long, short = (np.sum(steps_to_reach(J, 1e-2) <= 200) for J in arrive)
    return 8 <= short / long <= 10


def bounces_much_later():
    """With the long memory as with the short one, the cost rises again once it is down."""
    valley = CurvedValley()

    def down_and_out(beta2):
        settings = {"alpha": 0.1, "beta2": beta2}
        J = descend(adam, valley.start, valley.gradient, 4000, cost=valley, **settings).cost
        down = int(steps_to_reach(J, 1e-2))
        return down + int(np.argmax(J[down:] > 1e-2))

    return 0 < 2 * down_and_out(0.9) < down_and_out(0.999)


def each_pair_suits_its_method_best():
    alphas, betas = np.linspace(0.05, 2, 196), np.linspace(0, 0.95, 96)

    def best(rule):
        J = run(rule, 200, alpha=alphas[:, np.newaxis], beta=betas).cost
        n = steps_to_reach(J, 1e-6, stay=True)
        i, j = np.unravel_index(np.argmin(n), n.shape)
        return f"({alphas[i]:.4g}, {betas[j]:.4g})"

    return f"{best(momentum)}, {best(nesterov)}]" in code("09")


def adam_waits_on_a_turned_saddle(angle):
    """The nearer to the ridge Adam starts, the longer it stays, once the saddle is turned."""
    saddle, turn = Saddle(), np.deg2rad(angle)
    cos, sin = np.cos(turn), np.sin(turn)

    def unturned(W, b):
        return cos * W + sin * b, cos * b - sin * W

    def slopes(W, b):
        d = saddle.gradient(*unturned(W, b))
        return {"W": cos * d["W"] - sin * d["b"], "b": sin * d["W"] + cos * d["b"]}

    b = np.array([1e-3, 1e-6, 1e-9])
    start = {"W": cos * -2 - sin * b, "b": sin * -2 + cos * b}
    path = descend(adam, start, slopes, 400, cost=lambda W, b: saddle(*unturned(W, b)), alpha=0.1)
    return (np.diff(steps_to_reach(path.cost, 0.01)) > 30).all()


CLAIMS = [
    ("00", "with which its cost comes below 0.01", the_race_is_the_tuned_one),
    ("00", "nine lectures, of 38 to 55 minutes each", lambda *ends: ends == ends_of_lectures()),
    ("01", "the minimum lies 5 away along `W` and only 2 away along `b`",
     lambda W, b: (-W, -b) == tuple(BOWL.start.values())),
    ("01", "The same goes for `b`, with 4 for 0.2.", lambda b, W: (W, b) == CURVATURES),
    ("01", "gives it along `b` (0.25), and along `W` (5)",
     lambda b, W: 1 - b * BOWL.curvature_b == 0 and 1 - W * BOWL.curvature_W == 0),
    ("01", "About 0.465 is best here, where `J` ends near 0.001", best_rate_of_forty_steps),
    ("01", "from 0.48 on the target is missed", rate_from_which_the_target_is_missed),
    ("01", "At condition number 2 the best rate needs 4 steps.", steps_of_the_best_rate),
    ("01", "At 100 nobody gets there: the smallest `J` is still 0.11.",
     smallest_cost_of_forty_steps),
    ("01", "The second and the last are the two that the textbook *Dive into Deep Learning* prints "
     "for this bowl; they agree to the last digit.", prints_what_the_textbook_does),
    ("01", "near 1 it crawls, below 0 it zig-zags, below -1 it diverges",
     lambda *factors: factors == (1, 0, -1) and behaviours() == BEHAVIOURS),
    ("01", "| below -1 | it lands further away each time", is_beyond),
    ("01", "the factor along b is 1 - 0.25 * 4 = 0",
     lambda one, alpha, curvature, share: one - alpha * curvature == share
     and curvature == BOWL.curvature_b),
    ("01", "Along W it is 0.95: a crawl",
     lambda share: is_called(share, 1 - 0.25 * BOWL.curvature_W)),
    ("01", "The limit is 2 divided by the largest curvature, 0.5 on this bowl.",
     lambda two, limit: limit == two / BOWL.curvature_b == stable_alpha(0, BOWL.curvature_b)),
    ("02", "at beta 0.9, a value loses half its weight in 1/(1 - beta) = 10 steps.",
     lambda beta, _, one, steps: is_called(steps, window(beta))),
    ("02", "After 10 steps, 0.9**10 is left of a weight, about 35 %.", weight_left),
    ("02", "After 5 steps, 0.9**5 is left of it, about 59 %.", weight_left),
    ("02", "0.9**6.6 is a half", lambda beta, steps: is_called(steps, half_life(beta))),
    ("02", "The lag falls from 9 steps to 1.",
     lambda before, after: is_called(before, lag(0.9)) and is_called(after, lag(0.5))),
    ("02", "the real weights add up to a mere 0.1", lambda w: is_called(w, weights(0.9, 1).sum())),
    ("03", "with `alpha` 0.05, and 0.2 for the curvature along `W`, that is 0.81",
     lambda alpha, W, beta: CURVATURES[0] == W and is_called(beta, critical_beta(alpha, W))),
    ("03", "you may beat its 26 steps", best_pair_takes),
    ("03", "at 0.9 no `alpha` arrives in time. Near `alpha` 0.65 and `beta` 0.43 it takes 19 "
     "steps.", arrives_only_with_less_beta),
    ("03", "`heavy_ball` at 0.01 is `momentum` at 0.1", lambda a, b: is_called(b, a / (1 - 0.9))),
    ("03", "condition number 100 becomes when its root is taken", lambda kappa: kappa == 100),
    ("03", "With condition number 10,000, gradient descent at its best keeps 99.98 % a step.",
     lambda kappa, share: is_called(share, 100 * (kappa - 1) / (kappa + 1))),
    ("03", "The root is 100, and 99 / 101 is 0.9802",
     lambda root, above, below, share: is_called(share, np.sqrt(best_pair(1.0, root**2)[1]))
     and is_called(share, above / below)),
    ("04", "0.1 divided by the root of 1 - 0.99, which is 0.1.",
     lambda alpha, _, beta, root: is_called(root, np.sqrt(1 - beta))
     and is_called(1, -rmsprop(0, 7, 0, t=1, alpha=alpha, beta=beta)[0])),
    ("04", "100 times and 10 times smaller", lambda all_of_it, root: all_of_it == root**2),
    ("04", "With `beta` 0.9 and the tiny `epsilon` no `alpha` wins. With `epsilon` 2 every `alpha` "
     "from 0.85 to 0.95 does, and for good", rmsprop_wins_with),
    ("04", "which is below lesson 01's limit of 0.5",
     lambda _, limit: 0.95 / 2 < limit == stable_alpha(0, BOWL.curvature_b)),
    ("04", "With `epsilon` 1 an `alpha` of 0.7 wins as well, but bounces as soon as the picture "
     "has ended", wins_only_in_the_picture),
    ("04", "Whoever won with beta = 0.999 may run 3,000 steps and be surprised", surprised_later),
    ("04", "here 1 - rate × curvature, drops below -1", lambda _, edge: is_beyond(edge)),
    ("04", "You see `W` after 0, 1, 2, 3, 20 and 110 steps",
     lambda *steps: f"[[{', '.join(f'{k:g}' for k in steps)}]]" in code("04")),
    ("04", "RMSprop is there after 4 steps", lambda n: in_row("RMSprop, 0.85", 1, n)),
    ("04", "momentum, tuned to stay, needs 9, gradient descent 29",
     lambda ours, theirs: in_row("momentum, 1.15", 2, ours)
     and in_row("gradient descent, 0.46", 2, theirs)),
    ("05", r"On the first day with $\beta = 0.9$ that is 0.1",
     lambda beta, w: is_called(w, weights(beta, 1).sum())),
    ("05", "with `beta1 = 0.9` for `v` and `beta2 = 0.999` for `s`",
     lambda *betas: betas == (default(adam, "beta1"), default(adam, "beta2"))),
    ("05", "It makes `alpha` mean at step 1 what it means at step 1,000.",
     lambda one, other: is_called(1, step_of_adam(one)) and is_called(1, step_of_adam(other))),
    ("05", "what happens to that `alpha` after 2,000 steps, when `s` has woken up",
     lambda t: (1 - 0.9**t) / np.sqrt(1 - 0.999**t) < 1.1),
    ("05", "Any `alpha` from 0.026 to 0.039 does it, and up to 0.032 without `W` crossing",
     uncorrected_adam_wins_with),
    ("05", "`1 - beta * t`, which is 0.1 as well at `t = 1`",
     lambda _, right, t: is_called(right, 1 - 0.9 * t) and is_called(right, 1 - 0.9**t)),
    ("05", "At first 10 times too long",
     lambda times: is_called(times, np.sqrt((1 - 0.9) / (1 - 0.999)))),
    ("06", "3 / 0.001 = 3,000", lambda way, alpha, steps: is_called(steps, way / alpha)),
    ("06", "That would be 3.16 alpha a step.",
     lambda step: is_called(step, -adam(0.0, 1.0, 0.0, 0.0, t=10**6, alpha=1)[0])),
    ("06", "write 0.1 over the root of 0.001",
     lambda v, s: is_called(v, 1 - default(adam, "beta1"))
     and is_called(s, 1 - default(adam, "beta2"))),
    ("06", "| `beta1` | 0.9 |", lambda beta1: beta1 == default(adam, "beta1")),
    ("06", "| `beta2` | 0.999 |", lambda beta2: beta2 == default(adam, "beta2")),
    ("06", "| `epsilon` | 1e-8 |", lambda epsilon: epsilon == default(adam, "epsilon")),
    ("06", "In the paper `alpha` is 0.001", lambda alpha: alpha == default(adam, "alpha")),
    ("06", "its `beta1` of 0.9", lambda beta1: beta1 == default(adam, "beta1")),
    ("06", "turns beta1 down to about 0.4", only_beta1_helps),
    ("06", "RMSprop bounces; Adam, with its longer memory, does so thousands of steps later",
     adam_is_thrown_out_late),
    ("06", "it is thrown out of the minimum as well, but thousands of steps later",
     adam_is_thrown_out_late),
    ("06", "A test of 10 steps that starts on the lucky side passes", passes_as_misprinted),
    ("07", "over two of its 2,410 parameters",
     lambda n: n == sum(W.size for W in network.initial_weights(0).values())),
    ("07", "from now on each step sees 64 digits only",
     lambda size: size == default(network.mini_batch_gradient, "batch_size")),
    ("07", "the accident of 64 digits",
     lambda size: size == default(network.mini_batch_gradient, "batch_size")),
    ("07", "run it again from 20 other seeds",
     lambda n: f"seeds=range(100, {100 + n:g})" in code("07")),
    ("07", "nobody should expect 100 %",
     lambda share: load_mlp_accuracy(alpha=0.01, epochs=20).max() < share / 100),
    ("07", "Take the next 64 digits of a shuffled order",
     lambda size: size == default(network.mini_batch_gradient, "batch_size")),
    ("07", "After 20 steps each of the 1,280 training digits has had its turn",
     lambda steps, digits: training_digits_seen(64, steps, digits)),
    ("07", "All read between 97.0 % and 98.2 %",
     lambda *ends: ends == ends_of(r"below 0\.1 at +\d+, reads ([\d.]+)%", "07")),
    ("07", "one to three digits of 517", lambda n: n == len(load_digits().test_labels)),
    ("07", "one kind of digits, 400 steps", lambda steps: steps == default(train, "steps")),
    ("07", "With `beta1` at 0 you have no chance, and with 0.9 you need luck",
     lambda none, luck: winning_rates(none) == 0 < winning_rates(luck, 400) < 20),
    ("07", "with `beta1` between 0.5 and 0.7, many an alpha arrives",
     lambda low, high: min(winning_rates(beta1) for beta1 in (low, 0.6, high)) >= 10),
    ("07", "`v_dW` is multiplied by 10 and `s_dW` by 1000",
     lambda v, s: is_called(1 / v, 1 - default(adam, "beta1"))
     and is_called(1 / s, 1 - default(adam, "beta2"))),
    ("07", "0.32 of what they should be, the root of 1/10",
     lambda size, one, ten: is_called(size, np.sqrt(one / ten))),
    ("07", "over the 17 rates of the race",
     lambda n: f"rates = np.geomspace(0.001, 10, {n:g})" in code("07")),
    ("08", "Below 0.7 most wins are tickets", wins_are_tickets_below),
    ("08", "From 0.75 to 0.8 a broad stretch of alphas wins, at 0.8 nearly every alpha from 0.7 to "
     "4; but at 0.82 next to none does. So 0.8 is safe along alpha", broad_stretch),
    ("08", "faster than momentum's 20 steps",
     lambda n: f"momentum, {n:g} steps on the map" in shown("08")),
    ("08", "The fastest needs 12 steps", lambda n: f"Adam, {n:g} steps on the map" in shown("08")),
    ("08", "the few that end higher bounce, come down later, and are thrown out again",
     adams_cells_come_down_and_fly_off_again),
    ("08", "turned by 0, 5, 15, 30 and 45 degrees",
     lambda *angles: f"np.array([{', '.join(f'{x:g}' for x in angles)}])" in code("08")),
    ("09", "may move between -1 and 1",
     lambda low, high: f"min(max(W, np.float64({low:g})), np.float64({high:g}))" in code("09")),
    ("09", "Both slopes are 10/101 on average: downhill is to -1.",
     lambda ten, rounds, side: f'"b": {ten:g} / {rounds:g}' in code("09") and side == -1),
    ("09", "1010 once in 101 steps, -10 in the others",
     lambda lump, rounds, small: lump + (rounds - 1) * small == 10
     and f"{lump:.1f} if t % {rounds:g} == 1 else {small:.1f}" in code("09")),
    ("09", "default memory of 0.999", lambda beta2: beta2 == default(adam, "beta2")),
    ("09", "`b` = 0.001", lambda b: Saddle().start["b"] == b),
    ("09", "With beta2 = 0.999 the root remembers the wall for the whole walk. Lower it to 0.9, "
     "and about nine times as many learning rates arrive.", walls_are_steeper),
    ("09", "A long one crawls, and bounces much later", bounces_much_later),
    ("09", "give each the pair that suits it best", each_pair_suits_its_method_best),
    ("09", "turn the saddle by 45 degrees, so that no parameter has the small slope to itself: "
     "then Adam has to wait, too", adam_waits_on_a_turned_saddle),
    ("09", "a larger share of 2 than of 5", lambda b, W: (-W, -b) == tuple(BOWL.start.values())),
]  # fmt: skip


@pytest.mark.parametrize(
    ("lesson", "words", "holds"),
    CLAIMS,
    ids=[f"{lesson} {words[:40]}" for lesson, words, _ in CLAIMS],
)
def test_a_claim_stands_in_its_lesson_and_is_true(lesson, words, holds):
    assert as_it_stands(words).search(text(lesson)), (
        "the words have changed: change them here, too, and what they claim"
    )
    assert holds(*numbers(words))
