"""The same descents by other libraries, each called as its own documentation says.

A peer is told the rule in this package's names and translates. It walks only what it means by the
same formula; `AGREES` says which rules that is. What is left out, and why:

- Only Optax has an average weighted with (1 - beta). The others walk the path of `momentum` as a
  `heavy_ball` whose alpha is rescaled by (1 - beta), which is what a learner would do there.
- Keras and scikit-learn put Adam's epsilon beside the root before its correction, and Keras puts
  RMSprop's inside the root: they agree where epsilon is 0. scikit-learn has no RMSprop.
"""

import importlib.util
import os
from importlib.metadata import version

import numpy as np

from tests.golden.cases import STEPS, Case

ALL = {"gradient_descent", "momentum", "heavy_ball", "rmsprop", "adam"}
AGREES = {
    "PyTorch": ALL,
    "PyTorch foreach": ALL,
    "PyTorch fused": ALL - {"rmsprop"},
    "Optax": ALL,
    "Keras": ALL,
    "scikit-learn": ALL - {"rmsprop"},
}
ONLY_WITHOUT_EPSILON = {"Keras", "scikit-learn"}
MODULES = {"PyTorch": "torch", "Optax": "optax", "Keras": "keras", "scikit-learn": "sklearn"}


def agrees(library: str, case: Case) -> bool:
    """Whether a library means the same by this rule and these settings."""
    folded = library in ONLY_WITHOUT_EPSILON and case.settings.get("epsilon", 0) > 0
    return case.rule in AGREES[library] and not folded


def installed(library: str) -> bool:
    """Whether a library, or the one that a variant belongs to, is installed here."""
    module = next(m for name, m in MODULES.items() if library.startswith(name))
    return importlib.util.find_spec(module) is not None


def versions() -> dict[str, str]:
    """Version of each library that is installed."""
    distributions = {"PyTorch": "torch", "Optax": "optax", "Keras": "keras"}
    distributions["scikit-learn"] = "scikit-learn"
    return {name: version(d) for name, d in distributions.items() if installed(name)}


def path(library: str, case: Case) -> np.ndarray:
    """Points of a case as `library` walks it, start included."""
    if library.startswith("PyTorch"):
        points = _pytorch(case, library.removeprefix("PyTorch").strip())
    else:
        points = {"Optax": _optax, "Keras": _keras, "scikit-learn": _sklearn}[library](case)
    return np.array([case.start, *points])


def _as_heavy_ball(case):
    """Rule and settings of a case, where momentum is told as a heavy ball."""
    if case.rule != "momentum":
        return case.rule, case.settings
    alpha, beta = case.settings["alpha"], case.settings["beta"]
    return "heavy_ball", {"alpha": alpha * (1 - beta), "beta": beta}


def _pytorch(case, variant):
    import torch

    rule, s = _as_heavy_ball(case)
    W = torch.tensor(case.start, requires_grad=True)
    how = {"foreach": variant == "foreach"}
    if variant == "fused":
        how = {"fused": True}
    optimizer = {
        "gradient_descent": lambda: torch.optim.SGD([W], lr=s["alpha"], **how),
        "heavy_ball": lambda: torch.optim.SGD([W], lr=s["alpha"], momentum=s["beta"], **how),
        "rmsprop": lambda: torch.optim.RMSprop(
            [W], lr=s["alpha"], alpha=s["beta"], eps=s["epsilon"], **how
        ),
        "adam": lambda: torch.optim.Adam(
            [W], lr=s["alpha"], betas=(s["beta1"], s["beta2"]), eps=s["epsilon"], **how
        ),
    }[rule]()
    for t in range(1, STEPS + 1):
        W.grad = torch.tensor(case.slope(W.detach().numpy(), t))
        optimizer.step()
        yield W.detach().numpy().copy()


def _optax(case):
    import jax
    import optax

    jax.config.update("jax_enable_x64", True)
    s = case.settings
    transformation = {
        "gradient_descent": lambda: optax.sgd(s["alpha"]),
        "momentum": lambda: optax.chain(
            optax.ema(s["beta"], debias=False), optax.scale(-s["alpha"])
        ),
        "heavy_ball": lambda: optax.sgd(s["alpha"], momentum=s["beta"]),
        "rmsprop": lambda: optax.rmsprop(
            s["alpha"], decay=s["beta"], eps=s["epsilon"], eps_in_sqrt=False
        ),
        "adam": lambda: optax.adam(s["alpha"], b1=s["beta1"], b2=s["beta2"], eps=s["epsilon"]),
    }[case.rule]()
    W = jax.numpy.asarray(case.start)
    state = transformation.init(W)
    update = jax.jit(transformation.update)
    for t in range(1, STEPS + 1):
        step, state = update(jax.numpy.asarray(case.slope(np.asarray(W), t)), state)
        W = optax.apply_updates(W, step)
        yield np.asarray(W)


def _keras(case):
    os.environ.setdefault("KERAS_BACKEND", "jax" if installed("Optax") else "torch")
    if os.environ["KERAS_BACKEND"] == "jax":
        import jax

        jax.config.update("jax_enable_x64", True)
    import keras

    rule, s = _as_heavy_ball(case)
    dtype = case.start.dtype.name
    keras.config.set_floatx(dtype)
    W = keras.Variable(case.start, dtype=dtype)
    optimizer = {
        "gradient_descent": lambda: keras.optimizers.SGD(s["alpha"]),
        "heavy_ball": lambda: keras.optimizers.SGD(s["alpha"], momentum=s["beta"]),
        "rmsprop": lambda: keras.optimizers.RMSprop(
            s["alpha"], rho=s["beta"], epsilon=s["epsilon"]
        ),
        "adam": lambda: keras.optimizers.Adam(
            s["alpha"], beta_1=s["beta1"], beta_2=s["beta2"], epsilon=s["epsilon"]
        ),
    }[rule]()
    for t in range(1, STEPS + 1):
        slope = case.slope(keras.ops.convert_to_numpy(W), t)
        optimizer.apply([keras.ops.convert_to_tensor(slope)], [W])
        yield keras.ops.convert_to_numpy(W).copy()


def _sklearn(case):
    from sklearn.neural_network import _stochastic_optimizers as optimizers

    rule, s = _as_heavy_ball(case)
    W = case.start.copy().reshape(-1)  # it writes to its parameters, in place
    optimizer = {
        "gradient_descent": lambda: optimizers.SGDOptimizer([W], s["alpha"], momentum=0.0),
        "heavy_ball": lambda: optimizers.SGDOptimizer(
            [W], s["alpha"], momentum=s["beta"], nesterov=False
        ),
        "adam": lambda: optimizers.AdamOptimizer(
            [W], s["alpha"], beta_1=s["beta1"], beta_2=s["beta2"], epsilon=s["epsilon"]
        ),
    }[rule]()
    for t in range(1, STEPS + 1):
        slope = case.slope(W.reshape(case.start.shape), t)
        optimizer.update_params([W], [slope.reshape(-1)])
        yield W.reshape(case.start.shape).copy()
