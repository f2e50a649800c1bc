"""One step of each rule, from a hundred parameters to ten million."""

import numpy as np

from optlearn import adam, gradient_descent, heavy_ball, momentum, rmsprop
from tests.benchmarks.timing import digits, duration, in_turns, ratio, table
from tests.golden.peers import installed

SIZES = [10**k for k in range(2, 8)]
RULES = {
    gradient_descent: {"alpha": 1e-3},
    momentum: {"alpha": 1e-3, "beta": 0.9},
    heavy_ball: {"alpha": 1e-3, "beta": 0.9},
    rmsprop: {"alpha": 1e-3, "beta": 0.9, "epsilon": 1e-8},
    adam: {"alpha": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
}
AVERAGES = {gradient_descent: 0, momentum: 1, heavy_ball: 1, rmsprop: 1, adam: 2}
REPEATS = 9
SECONDS_A_REPEAT = 2e-3
#: Up to so many parameters, no peer should be faster.
SMALL = 10**4


def our_step(rule, W, dW):
    """Function that takes one step more each time it is called."""
    state = [W, *[np.zeros_like(W) for _ in range(AVERAGES[rule])]]
    settings, t = RULES[rule], 0

    def step():
        nonlocal state, t
        t += 1
        W, *averages = state
        state = rule(W, dW, *averages, t=t, **settings)

    return step


def in_place_step(W, dW):
    """The same formula of Adam in NumPy, each result in an array that is there already."""
    s = RULES[adam]
    W, scratch, step_taken = W.copy(), np.empty_like(W), np.empty_like(W)
    v_dW, s_dW, t = np.zeros_like(W), np.zeros_like(W), 0

    def step():
        nonlocal t
        t += 1
        np.multiply(v_dW, s["beta1"], out=v_dW)
        np.multiply(dW, 1 - s["beta1"], out=scratch)
        np.add(v_dW, scratch, out=v_dW)
        np.multiply(s_dW, s["beta2"], out=s_dW)
        np.square(dW, out=scratch)
        np.multiply(scratch, 1 - s["beta2"], out=scratch)
        np.add(s_dW, scratch, out=s_dW)
        np.divide(v_dW, 1 - s["beta1"] ** t, out=step_taken)
        np.divide(s_dW, 1 - s["beta2"] ** t, out=scratch)
        np.sqrt(scratch, out=scratch)
        np.add(scratch, s["epsilon"], out=scratch)
        np.multiply(step_taken, s["alpha"], out=step_taken)
        np.divide(step_taken, scratch, out=step_taken)
        np.subtract(W, step_taken, out=W)
        return W

    return step


def torch_step(rule, W, dW, variant):
    """The same of PyTorch: single, foreach or fused; none where it has no such variant."""
    import torch

    s = RULES[rule]
    how = {"fused": True} if variant == "fused" else {"foreach": variant == "foreach"}
    parameter = torch.tensor(W, requires_grad=True)
    parameter.grad = torch.tensor(dW)
    if rule is rmsprop:
        if variant == "fused":
            return None
        return torch.optim.RMSprop(
            [parameter], lr=s["alpha"], alpha=s["beta"], eps=s["epsilon"], **how
        ).step
    if rule is adam:
        betas = s["beta1"], s["beta2"]
        return torch.optim.Adam(
            [parameter], lr=s["alpha"], betas=betas, eps=s["epsilon"], **how
        ).step
    beta = s.get("beta", 0.0)
    dampening = beta if rule is momentum else 0.0  # without it, PyTorch's momentum is heavy ball
    return torch.optim.SGD(
        [parameter], lr=s["alpha"], momentum=beta, dampening=dampening, **how
    ).step


def optax_step(rule, W, dW):
    """The same of Optax, compiled, and allowed to write over the old point and averages."""
    import jax
    import optax

    jax.config.update("jax_enable_x64", True)
    s = RULES[rule]
    optimizer = {
        gradient_descent: lambda: optax.sgd(s["alpha"]),
        momentum: lambda: optax.chain(optax.ema(s["beta"], debias=False), optax.scale(-s["alpha"])),
        heavy_ball: lambda: optax.sgd(s["alpha"], momentum=s["beta"]),
        rmsprop: lambda: optax.rmsprop(
            s["alpha"], decay=s["beta"], eps=s["epsilon"], eps_in_sqrt=False
        ),
        adam: lambda: optax.adam(s["alpha"], b1=s["beta1"], b2=s["beta2"], eps=s["epsilon"]),
    }[rule]()

    def update(params, state, slopes):
        updates, state = optimizer.update(slopes, state)
        return optax.apply_updates(params, updates), state

    compiled = jax.jit(update, donate_argnums=(0, 1))
    slopes, params = jax.numpy.asarray(dW), jax.numpy.array(W)
    state = optimizer.init(params)

    def step():
        nonlocal params, state
        params, state = jax.block_until_ready(compiled(params, state, slopes))

    return step


def sklearn_step(rule, W, dW):
    """The same of scikit-learn's own optimizers, in place; it has no RMSprop and no average."""
    from sklearn.neural_network import _stochastic_optimizers as optimizers

    s = RULES[rule]
    parameter = W.copy()
    if rule in (rmsprop, momentum):
        return None
    if rule is adam:
        optimizer = optimizers.AdamOptimizer(
            [parameter], s["alpha"], s["beta1"], s["beta2"], s["epsilon"]
        )
    else:
        optimizer = optimizers.SGDOptimizer(
            [parameter], s["alpha"], momentum=s.get("beta", 0.0), nesterov=False
        )
    return lambda: optimizer.update_params([parameter], [dW])


def peers(rule, W, dW):
    """A step of each peer that is installed and has the rule."""
    steps = {}
    if installed("PyTorch"):
        for variant in ("single", "foreach", "fused"):
            steps[f"PyTorch {variant}"] = torch_step(rule, W, dW, variant)
    if installed("Optax"):
        steps["Optax"] = optax_step(rule, W, dW)
    if installed("scikit-learn"):
        steps["scikit-learn"] = sklearn_step(rule, W, dW)
    return {name: step for name, step in steps.items() if step is not None}


def measure(rule, n, dtype):
    """Seconds of a step, by library."""
    W, dW = np.random.default_rng(0).standard_normal((2, n)).astype(dtype)
    steps = {"ours": our_step(rule, W, dW)} | peers(rule, W, dW)
    if rule is adam:
        steps["in place"] = in_place_step(W, dW)
    return timed(steps)


def measure_on_one_core(rule, n, dtype):
    """Seconds of our step and of PyTorch's fused one, held to one core."""
    import torch

    W, dW = np.random.default_rng(0).standard_normal((2, n)).astype(dtype)
    steps = {"ours": our_step(rule, W, dW), "PyTorch fused": torch_step(rule, W, dW, "fused")}
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return timed(steps)
    finally:
        torch.set_num_threads(threads)


def timed(steps):
    """Seconds of each of the steps, in turns that are long enough for the clock."""
    once = in_turns(steps, 3)["ours"].min()
    return in_turns(steps, REPEATS, calls=max(1, int(SECONDS_A_REPEAT / once)))


def report() -> str:
    """Our times, and their ratios to the fastest peer's, PyTorch's fused and another Adam's."""
    # Cells of each row, by title.
    own, fastest, fused, one_core, folded, in_place = ({} for _ in range(6))
    slower = []
    for dtype in (np.float32, np.float64):
        for rule in RULES:
            title = f"{rule.__name__}, {np.dtype(dtype).name}"
            for n in SIZES:
                seconds = measure(rule, n, dtype)
                mine = seconds.pop("ours")
                own.setdefault(title, []).append(duration(float(np.median(mine))))
                if "in place" in seconds:
                    in_place.setdefault(title, []).append(_cell(mine, seconds.pop("in place")))
                if rule is adam and "scikit-learn" in seconds:
                    folded.setdefault(title, []).append(_cell(mine, seconds.pop("scikit-learn")))
                if seconds:
                    name = min(seconds, key=lambda peer: np.median(seconds[peer]))
                    fastest.setdefault(title, []).append(f"{_cell(mine, seconds[name])} {name}")
                    if n <= SMALL and ratio(mine, seconds[name]).median > 1:
                        slower.append(f"{title}, {n:,}")
                if "PyTorch fused" in seconds:
                    fused.setdefault(title, []).append(_cell(mine, seconds["PyTorch fused"]))
                    mine, theirs = measure_on_one_core(rule, n, dtype).values()
                    one_core.setdefault(title, []).append(_cell(mine, theirs))
    names = ("PyTorch", "Optax", "scikit-learn")
    missing = [name for name in names if not installed(name)]
    sections = ["## One step of a rule\n", f"Our time, median of {REPEATS}:\n", _by_size(own)]
    if len(missing) < len(names):
        sections += [
            "\nOur time over that of the fastest peer that computes the same formula, which is "
            "named; in brackets the spread. PyTorch: single, foreach and fused on all cores; "
            "Optax: compiled, its arrays donated; scikit-learn: in place.\n",
            _by_size(fastest),
            f"\nTo be at most 1 up to {SMALL:,} parameters, which is "
            + (f"not so of {'; '.join(slower)}." if slower else "so of all."),
        ]
    if "PyTorch" not in missing:
        sections += ["\nOur time over PyTorch's fused step:\n", _by_size(fused), f"\n{WHY}"]
        sections += ["\nThe same with PyTorch held to one core, as ours is:\n", _by_size(one_core)]
    if "scikit-learn" not in missing:
        sections += [f"\n{FOLDED}\n", _by_size(folded)]
    sections += [f"\n{IN_PLACE}\n", _by_size(in_place)]
    if missing:
        sections.append(f"\nNot installed: {', '.join(missing)}.")
    return "\n".join(sections)


WHY = (
    "What limits it: a rule is read as pseudocode, so each operation passes over memory once and "
    "makes an array of its own, on one core. A fused step passes once in all, in place, on every "
    "core; once the arrays no longer fit the cache, the ratio is that of bytes moved."
)
FOLDED = (
    "Our time over that of scikit-learn's Adam, in place, which is another formula: it folds the "
    "corrections into alpha. That spares two divisions of whole arrays and leaves epsilon beside a "
    "root that is not corrected, so it weighs more in the first steps. Kingma & Ba (2015, section "
    "2) offer this order for speed, at the expense of clarity. Ours stays their algorithm 1."
)
IN_PLACE = (
    "Our time over that of the same formula of Adam in NumPy, each result in an array that is "
    "there already: what the reading costs, and how near any NumPy comes to the peers."
)


def _by_size(rows):
    return table(["", *[f"{n:,}" for n in SIZES]], [[title, *row] for title, row in rows.items()])


def _cell(ours, theirs):
    r = ratio(ours, theirs)
    return f"{digits(r.median)} ({digits(r.low)} to {digits(r.high)})"
