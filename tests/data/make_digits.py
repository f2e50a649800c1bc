"""Remake optlearn/data/digits.npz from scikit-learn's copy of the UCI digits.

    pip install scikit-learn==1.9.1
    python tests/data/make_digits.py

Keeps the images and labels in scikit-learn's order, as uint8, and adds `order`: one seeded
permutation of the rows, drawn here once and stored, so that the split into training and test
digits stays what it is whatever becomes of the random generator. Run twice, it writes the same
bytes.
"""

from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

SEED = 0
TARGET = Path(__file__).parents[2] / "optlearn" / "data" / "digits.npz"


def main() -> None:
    images, labels = load_digits(return_X_y=True)
    small = images.astype(np.uint8)
    if not np.array_equal(small, images) or small.max() != 16:
        raise SystemExit("the pixels are expected to be whole numbers from 0 to 16")
    order = np.random.default_rng(SEED).permutation(len(small)).astype(np.uint16)
    np.savez_compressed(TARGET, images=small, labels=labels.astype(np.uint8), order=order)
    print(f"{TARGET.name}: {len(small)} digits, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
