# SPDX-License-Identifier: EUPL-1.2
"""How good forecasts of real series are, beside the week before and two known methods of ``statsforecast``.

python -m benchmarks.series_forecast [--origins N] [--peer-origins N] [--history DAYS] [--before DAYS]

Rolling origin over the last half year of each series. The block gets all of the past (it uses about two years of it),
the peers the last DAYS days (their time grows with it). All are compared on the same origins; the block runs from more
of them too.
"""

from __future__ import annotations

import argparse
import statistics
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
from benchmarks.machine import machine
from benchmarks.series_data import bicycles, buildings

from mittendrin.contracts import registry
from mittendrin.contracts.series import Series
from mittendrin.contracts.town_plan import TownPlan

EVERY = "Mittendrin, more origins"
HOUR, WEEK = timedelta(hours=1), timedelta(days=7)
Guess = tuple[Sequence[float], Sequence[float], Sequence[float]]
Method = Callable[[Series, int], Guess]


@dataclass
class Tally:
    """Errors of one method on one series, whether the limits held, and seconds for each forecast."""

    errors: list[float] = field(default_factory=list)
    naive: list[float] = field(default_factory=list)
    inside: list[bool] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def ratio(self) -> float:
        """Return the mean absolute error as a share of that of the week before."""
        return statistics.fmean(self.errors) / max(statistics.fmean(self.naive), 1e-9)


def ours(state: str) -> Method:
    """Return the block as a method."""
    block = registry.forecaster_class("series_forecast")(TownPlan(state=state))

    def run(history: Series, horizon: int) -> Guess:
        bands = block.forecast(history, horizon, HOUR).value or ()
        return [one.mean for one in bands], [one.low for one in bands], [one.high for one in bands]

    return run


def peers(days: int) -> dict[str, Method]:
    """Return the methods of statsforecast on the last ``days`` days."""
    from statsforecast.models import MSTL, AutoETS  # slow to load, and for development only

    def method(model: object) -> Method:
        def run(history: Series, horizon: int) -> Guess:
            past = np.array(history.values[-days * 24 :], dtype=np.float64)
            past = np.where(np.isfinite(past), past, np.nanmean(past))
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = model.forecast(y=past, h=horizon, level=[90])  # type: ignore[attr-defined]
            return list(found["mean"]), list(found["lo-90"]), list(found["hi-90"])

        return run

    return {
        "AutoETS(24)": method(AutoETS(season_length=24)),
        "MSTL(24, 168)": method(MSTL(season_length=[24, 168], trend_forecaster=AutoETS(model="ZZN"))),
    }


def measured(series: Series, method: Method, horizon: int, origins: Sequence[datetime]) -> Tally:
    """Return how the method does from each origin."""
    place = {moment: at for at, moment in enumerate(series.times)}
    truth, tally = series.values, Tally()
    for origin in origins:
        if origin not in place:
            continue
        end = place[origin] + 1
        history = Series(series.times[:end], series.values[:end], series.name)
        start = time.process_time()
        means, lows, highs = method(history, horizon)
        tally.seconds.append(time.process_time() - start)
        for ahead, (mean, low, high) in enumerate(zip(means, lows, highs, strict=True), start=1):
            now, before = place.get(origin + ahead * HOUR), place.get(origin + ahead * HOUR - WEEK)
            if now is None or before is None or np.isnan(truth[now]) or np.isnan(truth[before]):
                continue
            tally.errors.append(abs(truth[now] - mean))
            tally.naive.append(abs(truth[now] - truth[before]))
            tally.inside.append(low <= truth[now] <= high)
    return tally


def scale(series: Series) -> float:
    """Return the mean absolute change over a week before the test, the unit of MASE."""
    past = np.array(series.values[: -24 * 184])
    return float(np.nanmean(np.abs(past[168:] - past[:-168])))


def rows(series: Series, state: str, arguments: argparse.Namespace) -> list[tuple[int, str, Tally, float]]:
    """Return horizon, method, tally and MASE for one series."""
    start = series.times[-1].replace(hour=23, minute=0, second=0) - timedelta(days=arguments.before)
    found = []
    for horizon in (24, 168):
        methods = {EVERY: ours(state), "Mittendrin": ours(state), **peers(arguments.history)}
        for name, method in methods.items():
            count = arguments.origins if name == EVERY else arguments.peer_origins
            step = 175 / max(count, 1)
            origins = [start + timedelta(days=int(number * step)) for number in range(count)]
            tally = measured(series, method, horizon, origins)
            if tally.errors:
                found.append((horizon, name, tally, statistics.fmean(tally.errors) / scale(series)))
    return found


def main() -> None:
    """Print a row for each series and horizon, then the medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--origins", type=int, default=25)
    parser.add_argument("--peer-origins", type=int, default=5)
    parser.add_argument("--before", type=int, default=184, help="days before the end at which the origins begin")
    parser.add_argument("--history", type=int, default=56, help="days that the peers get")
    arguments = parser.parse_args()
    print(machine())
    print("\n| series | hours | method | MAE | MASE | of the week before | inside 90 % | s a forecast |")
    print("|---|---:|---|---:|---:|---:|---:|---:|")
    together: dict[tuple[int, str], list[tuple[float, float, float]]] = {}
    for series, state in [*((one, "NW") for one in bicycles()), *((one, "") for one in buildings())]:
        for horizon, name, tally, mase in rows(series, state, arguments):
            seconds, inside = statistics.median(tally.seconds), statistics.fmean(tally.inside)
            together.setdefault((horizon, name), []).append((tally.ratio(), inside, seconds))
            print(
                f"| {series.name} | {horizon} | {name} | {statistics.fmean(tally.errors):.2f} | {mase:.2f} | "
                f"{tally.ratio():.2f} | {inside:.2f} | {seconds:.2f} |",
                flush=True,
            )
    for (horizon, name), parts in together.items():
        ratio, inside, seconds = (statistics.median(one) for one in zip(*parts, strict=True))
        mean = statistics.fmean(part[0] for part in parts)
        covered = statistics.fmean(part[1] for part in parts)
        print(
            f"| all | {horizon} | {name} | | | median {ratio:.2f}, mean {mean:.2f} | "
            f"median {inside:.2f}, mean {covered:.2f} | {seconds:.2f} |"
        )


if __name__ == "__main__":
    main()
