"""The same descents by other libraries, each called as its own documentation says.

A peer is told the rule in this package's names and translates. It walks only what it means by the
same formula; `AGREES` says which rules that is. What is left out, and why:

- Only Optax has an average weighted with (1 - beta). The others walk the path of `momentum` as a
  `heavy_ball` whose alpha is rescaled by (1 - beta), which is what a learner would do there; and
  `nesterov` likewise, by all.
- Optax's AMSGrad takes the largest of the corrected averages. Keras and scikit-learn have no Adam
  with an L2 penalty, scikit-learn neither AMSGrad nor AdamW.
- Keras and scikit-learn put Adam's epsilon beside the root before its correction, and Keras puts
  RMSprop's inside the root: they agree where epsilon is 0. scikit-learn has no RMSprop.
"""

import importlib.util
import os
from importlib.metadata import version

import numpy as np

from tests.golden.cases import KEPT, RULES, STEPS, Case

ALL = set(RULES)
AGREES = {
    "PyTorch": ALL,
    "PyTorch foreach": ALL,
    "PyTorch fused": ALL - {"rmsprop"},
    "Optax": ALL - {"amsgrad"},
    "Keras": ALL - {"adam_l2"},
    "scikit-learn": ALL - {"rmsprop", "amsgrad", "adam_l2", "adamw", "decaying_gradient_descent"},
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
    """The kept points of a case as `library` walks it, start included."""
    if library.startswith("PyTorch"):
        points = _pytorch(case, library.removeprefix("PyTorch").strip())
    else:
        points = {"Optax": _optax, "Keras": _keras, "scikit-learn": _sklearn}[library](case)
    return np.array([case.start, *points])[KEPT]


def _rescaled(case):
    """Settings of a case, with the alpha of momentum in the form without (1 - beta)."""
    settings = dict(case.settings)
    if case.rule in ("momentum", "nesterov"):
        settings["alpha"] *= 1 - settings["beta"]
    return settings


def _alpha(case, t):
    """Learning rate of step `t`."""
    return case.settings["alpha"] / (1 + case.settings["decay"] * (t - 1))


def _pytorch(case, variant):
    import torch

    s = _rescaled(case)
    W = torch.tensor(case.start, requires_grad=True)
    how = {"fused": True} if variant == "fused" else {"foreach": variant == "foreach"}

    def sgd(**more):
        return torch.optim.SGD([W], lr=s["alpha"], **how, **more)

    def adam(kind=torch.optim.Adam, **more):
        return kind(
            [W], lr=s["alpha"], betas=(s["beta1"], s["beta2"]), eps=s["epsilon"], **how, **more
        )

    optimizer = {
        "gradient_descent": sgd,
        "decaying_gradient_descent": sgd,
        "momentum": lambda: sgd(momentum=s["beta"]),
        "heavy_ball": lambda: sgd(momentum=s["beta"]),
        "nesterov": lambda: sgd(momentum=s["beta"], nesterov=True),
        "rmsprop": lambda: torch.optim.RMSprop(
            [W], lr=s["alpha"], alpha=s["beta"], eps=s["epsilon"], **how
        ),
        "adam": adam,
        "amsgrad": lambda: adam(amsgrad=True),
        "adam_l2": lambda: adam(weight_decay=s["weight_decay"]),
        "adamw": lambda: adam(torch.optim.AdamW, weight_decay=s["weight_decay"]),
    }[case.rule]()
    for t in range(1, STEPS + 1):
        if "decay" in s:
            optimizer.param_groups[0]["lr"] = _alpha(case, t)
        W.grad = torch.tensor(case.slope(W.detach().numpy(), t))
        optimizer.step()
        yield W.detach().numpy().copy()


def _optax(case):
    import jax
    import optax

    jax.config.update("jax_enable_x64", True)
    s = case.settings if case.rule == "momentum" else _rescaled(case)

    def adam(kind=optax.adam, **more):
        return kind(s["alpha"], b1=s["beta1"], b2=s["beta2"], eps=s["epsilon"], **more)

    transformation = {
        "gradient_descent": lambda: optax.sgd(s["alpha"]),
        "decaying_gradient_descent": lambda: optax.sgd(lambda taken: _alpha(case, taken + 1)),
        "momentum": lambda: optax.chain(
            optax.ema(s["beta"], debias=False), optax.scale(-s["alpha"])
        ),
        "heavy_ball": lambda: optax.sgd(s["alpha"], momentum=s["beta"]),
        "nesterov": lambda: optax.sgd(s["alpha"], momentum=s["beta"], nesterov=True),
        "rmsprop": lambda: optax.rmsprop(
            s["alpha"], decay=s["beta"], eps=s["epsilon"], eps_in_sqrt=False
        ),
        "adam": adam,
        "adam_l2": lambda: optax.chain(optax.add_decayed_weights(s["weight_decay"]), adam()),
        "adamw": lambda: adam(optax.adamw, weight_decay=s["weight_decay"]),
    }[case.rule]()
    W = jax.numpy.asarray(case.start)
    state = transformation.init(W)
    update = jax.jit(transformation.update)
    for t in range(1, STEPS + 1):
        step, state = update(jax.numpy.asarray(case.slope(np.asarray(W), t)), state, W)
        W = optax.apply_updates(W, step)
        yield np.asarray(W)


def _keras(case):
    os.environ.setdefault("KERAS_BACKEND", "jax" if installed("Optax") else "torch")
    if os.environ["KERAS_BACKEND"] == "jax":
        import jax

        jax.config.update("jax_enable_x64", True)
    import keras

    s = _rescaled(case)
    dtype = case.start.dtype.name
    keras.config.set_floatx(dtype)
    W = keras.Variable(case.start, dtype=dtype)

    def sgd(**more):
        return keras.optimizers.SGD(s["alpha"], **more)

    def adam(kind=keras.optimizers.Adam, **more):
        return kind(s["alpha"], beta_1=s["beta1"], beta_2=s["beta2"], epsilon=s["epsilon"], **more)

    optimizer = {
        "gradient_descent": sgd,
        "decaying_gradient_descent": lambda: keras.optimizers.SGD(
            keras.optimizers.schedules.InverseTimeDecay(s["alpha"], 1, s["decay"])
        ),
        "momentum": lambda: sgd(momentum=s["beta"]),
        "heavy_ball": lambda: sgd(momentum=s["beta"]),
        "nesterov": lambda: sgd(momentum=s["beta"], nesterov=True),
        "rmsprop": lambda: keras.optimizers.RMSprop(
            s["alpha"], rho=s["beta"], epsilon=s["epsilon"]
        ),
        "adam": adam,
        "amsgrad": lambda: adam(amsgrad=True),
        "adamw": lambda: adam(keras.optimizers.AdamW, weight_decay=s["weight_decay"]),
    }[case.rule]()
    for t in range(1, STEPS + 1):
        slope = case.slope(keras.ops.convert_to_numpy(W), t)
        optimizer.apply([keras.ops.convert_to_tensor(slope)], [W])
        yield keras.ops.convert_to_numpy(W).copy()


def _sklearn(case):
    from sklearn.neural_network import _stochastic_optimizers as optimizers

    s = _rescaled(case)
    W = case.start.copy().reshape(-1)  # it writes to its parameters, in place

    def sgd(nesterov=False):
        return optimizers.SGDOptimizer(
            [W], s["alpha"], momentum=s.get("beta", 0.0), nesterov=nesterov
        )

    optimizer = {
        "gradient_descent": sgd,
        "momentum": sgd,
        "heavy_ball": sgd,
        "nesterov": lambda: sgd(nesterov=True),
        "adam": lambda: optimizers.AdamOptimizer(
            [W], s["alpha"], beta_1=s["beta1"], beta_2=s["beta2"], epsilon=s["epsilon"]
        ),
    }[case.rule]()
    for t in range(1, STEPS + 1):
        slope = case.slope(W.reshape(case.start.shape), t)
        optimizer.update_params([W], [slope.reshape(-1)])
        yield W.reshape(case.start.shape).copy()
