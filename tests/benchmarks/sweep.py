"""A sweep: Adam at 100 x 100 settings, 200 steps on the bowl, float64, every point recorded.

The record, 32 MB, is made anew in every call, by everybody.
"""

import numpy as np

from optlearn import Bowl, adam, descend
from tests.benchmarks.timing import digits, duration, in_turns, ratio, table
from tests.golden.peers import installed

STEPS = 200
REPEATS = 15
TORCH_RUNS = 20
ALPHAS = np.geomspace(1e-3, 2, 100)
BETAS = np.linspace(0, 0.99, 100)
BETA2, EPSILON = 0.999, 1e-8
BOWL = Bowl()
CURVATURES = {"W": BOWL.curvature_W, "b": BOWL.curvature_b}


def ours():
    """One call of `descend`."""
    return descend(
        adam,
        BOWL.start,
        BOWL.gradient,
        STEPS,
        alpha=ALPHAS[:, None],
        beta1=BETAS,
        points_only=True,
    ).params


def in_place():
    """The same operations, each into an array that is there already, and beta1 spread out once."""
    shape = (len(ALPHAS), len(BETAS))
    beta1 = np.broadcast_to(BETAS, shape).copy()
    one_less_beta1 = 1 - beta1
    alpha = ALPHAS[:, None]
    step, dW, scratch = np.empty(shape), np.empty(shape), np.empty(shape)
    paths = {name: np.empty((STEPS + 1, *shape)) for name in CURVATURES}
    v = {name: np.zeros(shape) for name in CURVATURES}
    s = {name: np.zeros(shape) for name in CURVATURES}
    for name, path in paths.items():
        path[0] = BOWL.start[name]
    for t in range(1, STEPS + 1):
        np.divide(alpha, 1 - BETAS**t, out=step)
        for name, curvature in CURVATURES.items():
            W, v_dW, s_dW = paths[name][t - 1], v[name], s[name]
            np.multiply(W, curvature, out=dW)
            np.multiply(v_dW, beta1, out=v_dW)
            np.multiply(dW, one_less_beta1, out=scratch)
            np.add(v_dW, scratch, out=v_dW)
            np.multiply(s_dW, BETA2, out=s_dW)
            np.multiply(dW, dW, out=scratch)
            np.multiply(scratch, 1 - BETA2, out=scratch)
            np.add(s_dW, scratch, out=s_dW)
            np.divide(s_dW, 1 - BETA2**t, out=scratch)
            np.sqrt(scratch, out=scratch)
            np.add(scratch, EPSILON, out=scratch)
            np.divide(v_dW, scratch, out=scratch)
            np.multiply(scratch, step, out=scratch)
            np.subtract(W, scratch, out=paths[name][t])
    return paths


def in_place_and_folded():
    """In place, both parameters in one array, corrections folded into alpha and epsilon."""
    shape = (2, len(ALPHAS), len(BETAS))
    beta1 = np.broadcast_to(BETAS, shape).copy()
    one_less_beta1 = 1 - beta1
    curvature = np.broadcast_to(np.reshape([*CURVATURES.values()], (2, 1, 1)), shape).copy()
    alpha, step = ALPHAS[:, None], np.empty(shape[1:])
    dW, scratch, v_dW, s_dW = np.empty(shape), np.empty(shape), np.zeros(shape), np.zeros(shape)
    path = np.empty((STEPS + 1, *shape))
    path[0] = np.reshape([BOWL.start[name] for name in CURVATURES], (2, 1, 1))
    for t in range(1, STEPS + 1):
        correction = (1 - BETA2**t) ** 0.5
        np.multiply(alpha, correction / (1 - BETAS**t), out=step)
        np.multiply(path[t - 1], curvature, out=dW)
        np.multiply(v_dW, beta1, out=v_dW)
        np.multiply(dW, one_less_beta1, out=scratch)
        np.add(v_dW, scratch, out=v_dW)
        np.multiply(s_dW, BETA2, out=s_dW)
        np.multiply(dW, dW, out=dW)
        np.multiply(dW, 1 - BETA2, out=dW)
        np.add(s_dW, dW, out=s_dW)
        np.sqrt(s_dW, out=scratch)
        np.add(scratch, EPSILON * correction, out=scratch)
        np.divide(v_dW, scratch, out=scratch)
        np.multiply(scratch, step, out=scratch)
        np.subtract(path[t - 1], scratch, out=path[t])
    return dict(zip(CURVATURES, path.swapaxes(0, 1), strict=True))


def optax_sweep():
    """A new compiled function: nested `vmap` over a `scan`, jitted as a whole."""
    import jax
    import optax

    jax.config.update("jax_enable_x64", True)
    start = {name: jax.numpy.asarray(W) for name, W in BOWL.start.items()}

    def run(alpha, beta1):
        optimizer = optax.adam(alpha, b1=beta1, b2=BETA2, eps=EPSILON)

        def step(carry, _):
            params, state = carry
            slopes = {name: curvature * params[name] for name, curvature in CURVATURES.items()}
            updates, state = optimizer.update(slopes, state)
            params = optax.apply_updates(params, updates)
            return (params, state), params

        _, points = jax.lax.scan(step, (start, optimizer.init(start)), None, length=STEPS)
        return {n: jax.numpy.concatenate([start[n][None], points[n]]) for n in start}

    compiled = jax.jit(jax.vmap(jax.vmap(run, in_axes=(None, 0)), in_axes=(0, None)))
    return lambda: jax.block_until_ready(compiled(ALPHAS, BETAS))


def torch_runs():
    """Twenty of the runs one by one, as a PyTorch loop would do all."""
    import torch

    diagonal = np.linspace(0, len(ALPHAS) - 1, TORCH_RUNS).astype(int)
    paths = {name: torch.empty((STEPS + 1, TORCH_RUNS), dtype=torch.float64) for name in CURVATURES}
    for column, i in enumerate(diagonal):
        params = {n: torch.tensor(W, dtype=torch.float64) for n, W in BOWL.start.items()}
        optimizer = torch.optim.Adam(
            params.values(), lr=ALPHAS[i], betas=(BETAS[i], BETA2), eps=EPSILON
        )
        for t in range(STEPS + 1):
            for name, W in params.items():
                paths[name][t, column] = W
                W.grad = CURVATURES[name] * W
            if t < STEPS:
                optimizer.step()
    return {name: path.numpy() for name, path in paths.items()}, diagonal


def report() -> str:
    """Time all that is installed, having made sure that all walk the same paths."""
    peers = {"NumPy in place": in_place, "NumPy in place, folded": in_place_and_folded}
    missing, expected = [], ours()
    for walked in (in_place(), in_place_and_folded()):
        _assert_same(walked, expected)
    if installed("Optax"):
        compiled = optax_sweep()
        _assert_same({n: np.moveaxis(p, 2, 0) for n, p in compiled().items()}, expected)
        peers |= {"Optax, compiled": compiled, "Optax, first time": lambda: optax_sweep()()}
    else:
        missing.append("Optax")
    if installed("PyTorch"):
        walked, i = torch_runs()
        _assert_same(walked, {n: path[:, i, i] for n, path in expected.items()})
        peers["PyTorch loop"] = torch_runs
    else:
        missing.append("PyTorch")
    seconds = in_turns({"ours": ours} | peers, REPEATS)
    if "PyTorch loop" in seconds:
        seconds["PyTorch loop"] *= len(ALPHAS) * len(BETAS) / TORCH_RUNS
    rows = []
    for name in peers:
        r = ratio(seconds["ours"], seconds[name])
        limit, why = REMARKS[name]
        rows.append([name, duration(r.theirs), digits(r.median), r.spread, limit, why])
    text = (
        f"## A sweep: 10,000 settings of Adam, {STEPS} steps\n\n"
        f"`descend` takes {duration(float(np.median(seconds['ours'])))}; "
        f"{REPEATS} repeats in turns; the ratio is its time over the peer's.\n\n"
        + table(["peer", "takes", "ratio", "spread", "to be", "what limits it"], rows)
    )
    return text + (f"\n\nNot installed: {', '.join(missing)}." if missing else "")


REMARKS = {
    "NumPy in place": (
        "at most 1.6",
        "a pure rule makes a new array for each operation, and an open grid of settings is "
        "broadcast anew in each",
    ),
    "NumPy in place, folded": (
        "",
        "also one division less and one array for both parameters, no longer the pseudocode",
    ),
    "Optax, compiled": (
        "as near 1 as can be",
        "XLA fuses all operations of a step into one pass over memory, on all cores",
    ),
    "Optax, first time": ("at most 0.2", "compiled anew, as for every new shape of a sweep"),
    "PyTorch loop": ("", f"extrapolated from {TORCH_RUNS} runs"),
}


def _assert_same(walked, expected):
    for name, path in expected.items():
        np.testing.assert_allclose(walked[name], path, rtol=0, atol=1e-9)
