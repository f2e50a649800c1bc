"""Pack the paths of all settings of a map, or of an explorer, into less than a megabyte.

A map's point is rounded to 1/2047 of the picture's width or height, a quarter of a pixel; what lies
outside is held at 0.3 widths beyond the frame, since it is never drawn. Neighbouring cells have
similar paths, so each code is stored as its difference from what its neighbours to the left and
below foretell; the differences are small, and zlib makes little of them.

An explorer tells W, b and J in numbers, so there they keep five digits: float32 without its lowest
byte. From step to step such numbers differ little, and what has converged not at all.
"""

import zlib

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: Code of the upper end of a range; that of the lower end is 0.
SCALE = 2047

#: Ends of the range in which finite numbers are sent: those of float32 without its lowest byte.
SMALLEST, LARGEST = 2.0**-126, (2 - 2.0**-15) * 2.0**127

#: In place of a number of steps.
NEVER, DIVERGED = 65534, 65535


def packed_paths(
    coordinates: list[tuple[NDArray[np.floating], tuple[float, float]]],
) -> bytes:
    """Coordinates of all paths, each an array (rows, columns, points) and the range it is seen in.

    The front end undoes it in `inflated` and `unpacked`.
    """
    return zlib.compress(b"".join(_folded(_codes(x, ends)) for x, ends in coordinates), 9)


def packed_series(*series: NDArray[np.floating]) -> bytes:
    """Series of all paths, each an array (paths, points), to five digits.

    The front end undoes it in `inflated` and `unpackedSeries`.
    """
    return zlib.compress(b"".join(map(_shortened, series)), 9)


def single(x: ArrayLike) -> NDArray[np.float32]:
    """Numbers as little-endian float32; what is finite but beyond its range is held at an end.

    So no finite number reads as infinite or 0. The front end says "> 3.4e+38" and "< 1.2e−38".
    """
    x = np.asarray(x, float)
    held = np.copysign(np.clip(np.abs(x), SMALLEST, LARGEST), x)
    return np.where(np.isfinite(x) & (x != 0), held, x).astype("<f4")


def packed_counts(steps: NDArray[np.floating], diverged: NDArray[np.bool_]) -> bytes:
    """Number of steps of each cell as uint16; infinity is `NEVER` or, where so, `DIVERGED`."""
    counts = np.where(np.isfinite(steps), steps, np.where(diverged, DIVERGED, NEVER))
    return counts.astype("<u2").tobytes()


def _codes(x: NDArray[np.floating], ends: tuple[float, float]) -> NDArray[np.int16]:
    low, high = ends
    with np.errstate(all="ignore"):
        share = (np.asarray(x, float) - low) / (high - low)
    share = np.clip(np.nan_to_num(share, nan=1.3, posinf=1.3, neginf=-0.3), -0.3, 1.3)
    return np.round(share * SCALE).astype(np.int16)


def _folded(codes: NDArray[np.int16]) -> bytes:
    """Differences between neighbours, their signs folded into the lowest bit, bytes apart."""
    differences = np.diff(np.diff(codes, axis=0, prepend=0), axis=1, prepend=0).astype(np.int16)
    folded = ((differences << 1) ^ (differences >> 15)).astype("<u2")
    return (folded & 255).astype(np.uint8).tobytes() + (folded >> 8).astype(np.uint8).tobytes()


def _shortened(x: NDArray[np.floating]) -> bytes:
    """The upper 24 bits of float32, rounded, as differences along a path, bytes apart."""
    numbers = np.ascontiguousarray(single(x))
    bits = numbers.view("<u4")
    upper = np.where(np.isfinite(numbers), bits + np.uint32(0x80), bits) >> 8
    differences = np.diff(upper, axis=1, prepend=np.uint32(0)).astype("<u4")
    return differences.view(np.uint8).reshape(-1, 4)[:, :3].T.tobytes()
