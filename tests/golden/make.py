"""Ask PyTorch, Optax and Keras for the stored paths: `python -m tests.golden.make`.

Needs the libraries of tests/peers.txt. What is stored is what they answered, with their versions;
tests/package/test_golden.py compares this package with it, on machines without any of them.
"""

from pathlib import Path

import numpy as np

from tests.golden import peers
from tests.golden.cases import pack, random_cases

STORED = Path(__file__).with_name("paths.npz")
LIBRARIES = ("PyTorch", "Optax", "Keras")
SEED = 2026


def main() -> None:
    """Write the paths of all cases."""
    cases = random_cases(SEED)
    paths = [
        {library: peers.path(library, case) for library in LIBRARIES if peers.agrees(library, case)}
        for case in cases
    ]
    made_by = [f"{name} {version}" for name, version in peers.versions().items()]
    made_by = [text for text in made_by if text.startswith(LIBRARIES)]
    np.savez_compressed(STORED, made_by=np.array(made_by), **pack(cases, paths))
    print(f"{sum(map(len, paths))} paths of {len(cases)} descents by {', '.join(made_by)}")
    print(f"{STORED.stat().st_size / 1000:.0f} kB in {STORED.name}")


if __name__ == "__main__":
    main()
