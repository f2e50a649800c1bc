"""A slider for beta over a series and its exponentially weighted average, with a target to hit."""

from collections.abc import Mapping, Sequence
from datetime import MAXYEAR, MINYEAR, date
from io import BytesIO
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets
from matplotlib import style
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from optlearn.averages import checked_series, exponential_average, half_life, window
from optlearn.palette import look
from optlearn.settings import checked_count, checked_numbers, checked_setting

HERE = Path(__file__).parent

#: Places of the slider: 1 - beta falls from 1 to 0.01, by the same factor from place to place.
BETAS = np.round(1 - 10 ** (-np.arange(61) / 30), 3)

#: Size of the largest number that can be sent, as float32.
LARGEST = float(np.finfo(np.float32).max)


class AverageExplorer(anywidget.AnyWidget):
    """Show a series and its average; a slider turns beta, another the day that is called today.

        AverageExplorer(theta, dates, show=365, unit="°C", target={"lag": 5, "wobble": 0.5})

    The darker a value, the more it counts in today's average. Every average of the slider was
    computed here, once, by `optlearn.averages.exponential_average`; the browser only draws.

    Parameters
    ----------
    series : shape (n,), one value a day, oldest first, n at least 2, all finite as float32.
    dates : datetime64, shape (n,), each later than the last; without them, days count from 1.
    show : only the last `show` days are shown, all by default; the average knows the earlier ones.
    unit : of the series, for the axis.
    beta : where the slider begins, at the nearest of its places, `BETAS`.
    target : what "lag" and "wobble" must be less than, either or both; none by default. The lag, in
        days, is how late the average is on a straight slope, ``beta / (1 - beta)``. The wobble is
        the mean change of the average from a day to the next, over the days shown, in the unit of
        the series.

    `explorer.beta`, `explorer.lag`, `explorer.wobble` and `explorer.met` say what is on the screen.

    Raises ValueError or TypeError that names the argument for anything else.
    """

    _esm = HERE / "averages_explorer.js"
    _css = HERE / "averages_explorer.css"

    _place = traitlets.Int().tag(sync=True)
    _betas = traitlets.List(traitlets.Float()).tag(sync=True)
    _series = traitlets.Bytes().tag(sync=True)  # float32, (days,)
    _averages = traitlets.Bytes().tag(sync=True)  # float32, (betas, days)
    _counts = traitlets.Bytes().tag(sync=True)  # uint8, (betas, days): weight by age, of 255
    _readouts = traitlets.List(traitlets.Dict()).tag(sync=True)  # a dict for each beta
    _target = traitlets.Dict().tag(sync=True)
    _days = traitlets.List(traitlets.Unicode()).tag(sync=True)
    _ticks = traitlets.List(traitlets.Tuple()).tag(sync=True)  # (day, label)
    _unit = traitlets.Unicode().tag(sync=True)
    _colours = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        series: ArrayLike,
        dates: ArrayLike | None = None,
        *,
        show: int | None = None,
        unit: str = "",
        beta: float = 0.9,
        target: Mapping[str, float] | None = None,
    ) -> None:
        theta = _checked_days(series)
        shown = len(theta) if show is None else checked_count("show", show)
        if not 2 <= shown <= len(theta):
            raise ValueError(f"show must be from 2 to the {len(theta)} days given; got {show}")
        days, ticks = _calendar(dates, len(theta), shown)
        start = checked_setting("beta", beta)
        if np.ndim(start):
            raise TypeError(f"beta must be one number; got {beta!r}")
        if not isinstance(unit, str):
            raise TypeError(f"unit must be a text; got {unit!r}")
        aims = _checked_target(target)
        averages = exponential_average(theta, BETAS)[-shown:].T
        self._shown = theta[-shown:]
        self._shown_averages = averages
        self._wobbles = np.abs(np.diff(averages, axis=1)).mean(axis=1)
        self._lags = BETAS / (1 - BETAS)
        ages = np.arange(shown)
        super().__init__(
            _place=int(np.abs(BETAS - start).argmin()),
            _betas=BETAS.tolist(),
            _series=self._shown.astype(np.float32).tobytes(),
            _averages=averages.astype(np.float32).tobytes(),
            _counts=np.rint(255 * BETAS[:, None] ** ages).astype(np.uint8).tobytes(),
            _readouts=[
                {"window": float(n), "half_life": float(h), "lag": float(g), "wobble": float(w)}
                for n, h, g, w in zip(
                    window(BETAS), half_life(BETAS), self._lags, self._wobbles, strict=True
                )
            ],
            _target=aims,
            _days=days,
            _ticks=ticks,
            _unit=unit,
            _colours={"light": look("average").light, "dark": look("average").dark},
        )

    @property
    def beta(self) -> float:
        """Where the slider stands."""
        return float(BETAS[self._place])

    @property
    def lag(self) -> float:
        """Lag of the average on the screen, in days."""
        return float(self._lags[self._place])

    @property
    def wobble(self) -> float:
        """Wobble of the average on the screen, in the unit of the series, a day."""
        return float(self._wobbles[self._place])

    @property
    def met(self) -> bool:
        """Whether the average on the screen is within the target."""
        return all(getattr(self, name) < limit for name, limit in self._target.items())

    def still(self) -> Figure:
        """What is on the screen with today on the last day, as a Matplotlib figure."""
        with style.context(["default", "optlearn.course"]):
            figure = Figure(figsize=(8, 3.6))
            ax = figure.subplots()
            ax.plot(self._shown, ".", color="#9aa5b4", markersize=4, label="each day")
            line = (
                f"average, β = {self.beta}: lag {self.lag:.1f} days, wobble {_change(self.wobble)}"
            )
            ax.plot(self._shown_averages[self._place], color=look("average").light, label=line)
            ticks = self._ticks[:: -(-len(self._ticks) // 14)]  # as many as have room
            ax.set_xticks([place for place, _ in ticks], [text for _, text in ticks])
            ax.set(ylabel=self._unit, xlim=(-1, len(self._shown)))
            ax.legend(loc="upper center", ncols=2, frameon=False, bbox_to_anchor=(0.5, 1.16))
        return figure

    def _repr_mimebundle_(self, **_settings: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle = super()._repr_mimebundle_(**_settings)
        if bundle is None:
            return None
        data, metadata = bundle
        with BytesIO() as png, style.context(["default", "optlearn.course"]):
            self.still().savefig(png, format="png", dpi=120, metadata={"Software": None})
            data |= {"image/png": png.getvalue(), "text/plain": repr(self)}
        seen = f"The values of {len(self._shown)} days as dots, their average as a line"
        return data, metadata | {"image/png": {"alt": f"{seen}: {repr(self)[1:-1]}."}}

    def __repr__(self) -> str:
        wobble = _change(self.wobble)
        return f"<AverageExplorer: beta {self.beta}, lag {self.lag:.1f}, wobble {wobble}>"


def _change(wobble: float) -> str:
    """A wobble in two decimals, or in two figures where these say nothing."""
    return f"{wobble:.2f}" if wobble == 0 or 0.005 <= wobble < 1e6 else f"{wobble:.1e}"


def _checked_days(series: ArrayLike) -> NDArray[np.floating]:
    theta: NDArray[np.floating] = checked_series(checked_numbers("series", series)).astype(float)
    if theta.ndim != 1 or len(theta) < 2:
        raise ValueError(f"series must have the shape (n,), n at least 2; got {theta.shape}")
    if not np.all(np.isfinite(theta)):
        raise ValueError(f"series must be finite; got {theta[~np.isfinite(theta)][0]}")
    if np.abs(theta).max() > LARGEST:
        raise ValueError(f"series must be at most {LARGEST:.1e} in size; got {theta}")
    return theta


def _checked_target(target: Any) -> dict[str, float]:
    limits: dict[str, float] = {}
    if target is None:
        return limits
    if not isinstance(target, Mapping):
        raise TypeError(f'target must be a dict of "lag", "wobble" or both; got {target!r}')
    for name, limit in target.items():
        if name not in ("lag", "wobble"):
            raise ValueError(f'target may name "lag" and "wobble"; got {name!r}')
        value = checked_numbers(f"target[{name!r}]", limit)
        if value.ndim or not np.isfinite(value) or value <= 0:
            raise ValueError(
                f"target[{name!r}] must be one finite number greater than 0; got {limit!r}"
            )
        limits[name] = float(value)
    return limits


def _calendar(
    dates: ArrayLike | None, days: int, shown: int
) -> tuple[list[str], list[tuple[int, str]]]:
    """Name of each day that is shown, and the ticks of the axis: months, or about six days."""
    if dates is None:
        first = days - shown + 1
        ticks = [(place, str(first + place)) for place in _every(shown)]
        return [f"day {first + place}" for place in range(shown)], ticks
    calendar = _checked_dates(dates)
    if calendar.shape != (days,):
        raise ValueError(f"dates must have the shape of series, ({days},); got {calendar.shape}")
    backwards = np.flatnonzero(np.diff(calendar) <= np.timedelta64(0, "D"))
    if backwards.size:
        before, after = calendar[backwards[0] :][:2]
        raise ValueError(f"dates must grow, oldest first; got {after} after {before}")
    named = calendar[-shown:].tolist()
    return [f"{day.day} {day:%B %Y}" for day in named], _ticks_of(named)


def _checked_dates(dates: ArrayLike) -> NDArray[np.datetime64]:
    """Days of a calendar that has names for them; as text, as Python's own dates, or NumPy's."""
    try:
        given = np.asarray(dates)
        if given.dtype.kind not in "MUO" or (
            given.dtype.kind == "O" and not all(isinstance(day, date) for day in given.flat)
        ):
            raise TypeError
        calendar = given.astype("datetime64[D]")
    except (TypeError, ValueError, OverflowError):
        raise TypeError(f"dates must be datetime64; got {dates!r}") from None
    years = calendar.astype("datetime64[Y]").astype(int) + 1970
    nameless = np.isnat(calendar) | (years < MINYEAR) | (years > MAXYEAR)
    if nameless.any():
        raise ValueError(
            f"dates must be days of the years {MINYEAR} to {MAXYEAR}; got {calendar[nameless][0]}"
        )
    return calendar


def _ticks_of(days: Sequence[date]) -> list[tuple[int, str]]:
    """The first day of each month; where fewer than two begin, about six days."""
    months = [(day.year, day.month) for day in days]
    ticks = [
        (place, f"{day:%b}")
        for place, day in enumerate(days)
        if (day.day == 1 if place == 0 else months[place] != months[place - 1])
    ]
    if len(ticks) < 2:
        ticks = [(at, f"{days[at].day} {days[at]:%b}") for at in _every(len(days))]
    return ticks


def _every(shown: int) -> range:
    """Places of about six of the days that are shown."""
    return range(0, shown, max(1, shown // 6))
