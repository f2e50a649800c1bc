"""The real data of the course: daily temperatures and handwritten digits, shipped with it.

Both are small, both may be passed on, and nothing is fetched when they are loaded. The docstring of
each loader says where its data came from and under which terms.
"""

import json
from importlib.resources import as_file, files
from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from optlearn.settings import checked_float_type

#: The first digits of the stored order train; the others are kept for the test.
TRAINING_DIGITS = 1280


class Temperatures(NamedTuple):
    """Daily temperatures: `dates` as datetime64[D] and `theta` in degrees Celsius, shape (n,)."""

    dates: NDArray[np.datetime64]
    theta: NDArray[np.float64]


class Digits(NamedTuple):
    """Handwritten digits: images of shape (n, 64) with pixels from 0 to 1, labels of shape (n,)."""

    train_images: NDArray[np.floating]
    train_labels: NDArray[np.int64]
    test_images: NDArray[np.floating]
    test_labels: NDArray[np.int64]


def load_temperatures() -> Temperatures:
    """Highest temperature of each day in Seattle, 2012 to 2015.

        dates, theta = load_temperatures()

    1,461 days in a row without a gap, in degrees Celsius, oldest first: a season, and real weather
    on top of it.

    Source: observed by the US National Weather Service at Seattle-Tacoma International Airport
    (station GHCND:USW00024233), published by NOAA as GHCN-Daily, doi.org/10.7289/V5D21VHZ (Menne
    et al., 2012, doi.org/10.1175/JTECH-D-11-00103.1). A work of the US government, in the public
    domain. The values were taken unchanged from ``temp_max`` of seattle-weather.csv in the package
    vega_datasets 0.9.0 (MIT licence); the other columns were left out. The package names NOAA but
    not the station, which was found by comparing its highs with those published for the airport.

    The station reads whole degrees Fahrenheit, so a value is one of those, rounded to 0.1 °C. Only
    5 and 6 February 2014, both below freezing, are 0.1 °C warmer than that rule gives.
    """
    text = (files(__name__) / "temperatures.csv").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if not line.startswith("#")]
    dates, theta = zip(*(row.split(",") for row in rows[1:]), strict=True)
    return Temperatures(np.array(dates, dtype="datetime64[D]"), np.array(theta, dtype=np.float64))


def load_digits(dtype: DTypeLike = np.float64) -> Digits:
    """Handwritten digits of 8 by 8 pixels: 1,280 to train on and 517 for the test.

        train_images, train_labels, test_images, test_labels = load_digits()

    A row of 64 pixels, from 0 (paper) to 1 (ink), is one image, ``image.reshape(8, 8)`` its
    picture, and its label the digit that was meant. A stored order of the 1,797 images, drawn once
    from a seeded generator, decides the split: its first 1,280 train (20 mini-batches of 64), the
    other 517 are for the test. The same writers are in both parts, so this test is easier than one
    on the hand of a stranger.

    `dtype` is that of the images, float64 or float32 (TypeError if it is no float).

    Source: E. Alpaydin and C. Kaynak (1998), Optical Recognition of Handwritten Digits, UCI Machine
    Learning Repository, doi.org/10.24432/C50P49. Licence: Creative Commons Attribution 4.0
    International (CC BY 4.0), creativecommons.org/licenses/by/4.0. The file holds the test part of
    that data, as copied by scikit-learn 1.9.1, its pixels (whole numbers from 0 to 16) stored as
    uint8; this function divides them by 16.
    """
    dtype = checked_float_type(dtype)
    with (
        as_file(files(__name__) / "digits.npz") as path,
        np.load(path, allow_pickle=False) as stored,
    ):
        order = stored["order"]
        images = stored["images"][order].astype(dtype) / 16
        labels = stored["labels"][order].astype(np.int64)
    train, test = slice(TRAINING_DIGITS), slice(TRAINING_DIGITS, None)
    return Digits(images[train], labels[train], images[test], labels[test])


def load_mlp_accuracy(alpha: float = 0.01, epochs: int = 20) -> NDArray[np.float64]:
    """Test accuracy of scikit-learn's MLPClassifier on these digits, for each of ten seeds.

    Shares from 0 to 1 of the 517 test digits, shape (10,). Its layers are of 64, 32 and 10 as in
    `optlearn.network`, and it trains by Adam (beta1 0.9, beta2 0.999, no weight decay) in
    mini-batches of 64; its initial weights and the order of the digits are its own. Recorded with
    scikit-learn 1.9.1 by ``tests/data/record_mlp_classifier.py``.

    Raises ValueError for an alpha or a number of epochs that was not recorded.
    """
    text = (files(__name__) / "mlp_classifier.json").read_text(encoding="utf-8")
    recorded = json.loads(text)["accuracy"]
    by_alpha = {float(name): scores for name, scores in recorded["test_accuracy"].items()}
    for name, value, known in (
        ("alpha", alpha, by_alpha),
        ("epochs", epochs, recorded["epochs"]),
    ):
        if value not in known:
            raise ValueError(f"{name} must be one of {', '.join(map(str, known))}; got {value!r}")
    return np.array(by_alpha[alpha])[:, recorded["epochs"].index(epochs)]
