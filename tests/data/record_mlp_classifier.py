"""Record what scikit-learn's MLPClassifier makes of the course's digits.

    pip install scikit-learn==1.9.1
    python tests/data/record_mlp_classifier.py

Run from the project's root with optlearn importable; the record goes to
optlearn/data/mlp_classifier.json. Two things are recorded, both with layers of 64, 32 and 10, ReLU,
no weight decay and Adam (beta1 0.9, beta2 0.999), in mini-batches of 64:

accuracy : test accuracy after some epochs, for several alphas and seeds, with scikit-learn's own
    initial weights (uniform, Glorot & Bengio 2010) and its own order of the digits. Not exactly the
    course's network, so only its level can be compared.
path : the cost of each mini-batch while scikit-learn trains from fixed weights on the digits in
    their stored order. Here the course must walk the same path. Epsilon is next to nothing there,
    because scikit-learn adds it before the bias correction and the course after.
"""

import json
import platform
from pathlib import Path

import numpy as np
import sklearn
from sklearn.neural_network import MLPClassifier

from optlearn.data import load_digits

TARGET = Path(__file__).parents[2] / "optlearn" / "data" / "mlp_classifier.json"
HIDDEN, CLASSES, BATCH_SIZE = 32, 10, 64
ALPHAS = [0.001, 0.003, 0.01, 0.03]
SEEDS = list(range(10))
EPOCHS = [5, 10, 20, 40]
PATH_ALPHA, PATH_STEPS, PATH_EPSILON = 0.01, 100, 1e-30


def fixed_weights(inputs, outputs):
    """Weights from -0.2 to 0.2, strewn by a multiplication instead of a random generator."""
    strewn = np.arange(1, inputs * outputs + 1) * 7919 % 101
    return (strewn.reshape(inputs, outputs) - 50) / 250


class FixedStart(MLPClassifier):
    """An MLPClassifier that starts at `fixed_weights`, biases zero."""

    def _init_coef(self, fan_in, fan_out, dtype):
        return fixed_weights(fan_in, fan_out).astype(dtype), np.zeros(fan_out, dtype)


def classifier(kind, **settings):
    return kind(
        hidden_layer_sizes=(HIDDEN,),
        activation="relu",
        solver="adam",
        alpha=0.0,
        batch_size=BATCH_SIZE,
        beta_1=0.9,
        beta_2=0.999,
        **settings,
    )


def recorded_accuracy(digits):
    """Test accuracies by alpha, one list of epochs for each seed."""
    recorded = {}
    for alpha in ALPHAS:
        recorded[str(alpha)] = []
        for seed in SEEDS:
            network = classifier(
                MLPClassifier, learning_rate_init=alpha, epsilon=1e-8, random_state=seed
            )
            scores = []
            for epoch in range(1, max(EPOCHS) + 1):
                network.partial_fit(
                    digits.train_images, digits.train_labels, classes=range(CLASSES)
                )
                if epoch in EPOCHS:
                    scores.append(network.score(digits.test_images, digits.test_labels))
            recorded[str(alpha)].append([round(score, 6) for score in scores])
    return recorded


def recorded_path(digits):
    """Cost of the mini-batch of each step, before the step is taken."""
    network = classifier(
        FixedStart, learning_rate_init=PATH_ALPHA, epsilon=PATH_EPSILON, shuffle=False
    )
    costs = []
    for step in range(PATH_STEPS):
        rows = np.arange(step * BATCH_SIZE, (step + 1) * BATCH_SIZE) % len(digits.train_images)
        network.partial_fit(
            digits.train_images[rows], digits.train_labels[rows], classes=range(CLASSES)
        )
        costs.append(float(network.loss_))
    return costs


def main() -> None:
    digits = load_digits()
    record = {
        "versions": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scikit-learn": sklearn.__version__,
        },
        "batch_size": BATCH_SIZE,
        "accuracy": {
            "epsilon": 1e-8,
            "seeds": SEEDS,
            "epochs": EPOCHS,
            "test_accuracy": recorded_accuracy(digits),
        },
        "path": {
            "alpha": PATH_ALPHA,
            "epsilon": PATH_EPSILON,
            "cost": recorded_path(digits),
        },
    }
    TARGET.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8", newline="\n")
    for alpha, scores in record["accuracy"]["test_accuracy"].items():
        print(alpha, np.mean(scores, axis=0).round(4), np.std(scores, axis=0, ddof=1).round(4))


if __name__ == "__main__":
    main()
