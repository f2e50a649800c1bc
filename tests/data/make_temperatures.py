"""Remake optlearn/data/temperatures.csv from a published copy of NOAA's daily record.

    pip install --no-deps vega_datasets==0.9.0
    python tests/data/make_temperatures.py

Takes two columns, the date and the day's highest temperature, of the package's
seattle-weather.csv; the values are copied as they are printed there. Run twice, it writes the same
bytes.
"""

import csv
from datetime import date, datetime
from importlib.metadata import distribution
from pathlib import Path

VERSION = "0.9.0"
DAYS = (date(2015, 12, 31) - date(2012, 1, 1)).days + 1
TARGET = Path(__file__).parents[2] / "optlearn" / "data" / "temperatures.csv"

HEADER = """\
# Highest temperature of each day, degrees Celsius, 2012-01-01 to 2015-12-31.
# Seattle-Tacoma International Airport, Washington, USA; station GHCND:USW00024233.
# Observed by the US National Weather Service, published by NOAA as GHCN-Daily,
# doi.org/10.7289/V5D21VHZ. Public domain. Taken from seattle-weather.csv of vega_datasets 0.9.0.
date,theta
"""


def main() -> None:
    package = distribution("vega_datasets")
    if package.version != VERSION:
        raise SystemExit(f"vega_datasets must be {VERSION}; found {package.version}")
    source = Path(str(package.locate_file("vega_datasets/_data/seattle-weather.csv")))
    with source.open(newline="", encoding="utf-8") as file:
        rows = [
            (datetime.strptime(row["date"], "%Y/%m/%d").date(), row["temp_max"])
            for row in csv.DictReader(file)
        ]
    if len(rows) != DAYS or len({day for day, _ in rows}) != DAYS:
        raise SystemExit(f"expected one row for each of {DAYS} days; found {len(rows)} rows")
    body = "".join(f"{day.isoformat()},{celsius}\n" for day, celsius in sorted(rows))
    TARGET.write_text(HEADER + body, encoding="utf-8", newline="\n")
    print(f"{TARGET.name}: {len(rows)} days")


if __name__ == "__main__":
    main()
