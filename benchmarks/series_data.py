# SPDX-License-Identifier: EUPL-1.2
"""The real series of the test data: bicycles in Münster and buildings in Cambridge, by the hour."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from mittendrin.contracts.series import Series

FOLDER = Path(os.environ.get("MITTENDRIN_TEST_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))


def bicycles() -> Iterator[Series]:
    """Yield the hourly sums of each counter."""
    for path in sorted((FOLDER / "radverkehr-muenster").glob("*.csv")):
        sums: dict[datetime, float] = {}
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                if row["count"]:
                    hour = datetime.fromisoformat(row["datetime"]).replace(minute=0)
                    sums[hour] = sums.get(hour, 0.0) + float(row["count"])
        yield Series(tuple(sorted(sums)), tuple(sums[time] for time in sorted(sums)), f"bicycles {path.stem}")


def buildings(columns: tuple[str, ...] = ("electricity_kwh", "gas_kwh")) -> Iterator[Series]:
    """Yield the hourly readings of each meter."""
    for path in sorted((FOLDER / "building-energy-cambridge").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        times = tuple(datetime.fromisoformat(row["datetime"]) for row in rows)
        for column in columns:
            values = tuple(float(row[column]) if row[column] else float("nan") for row in rows)
            yield Series(times, values, f"{path.stem.removeprefix('UCam_Building_')} {column.partition('_')[0]}")
