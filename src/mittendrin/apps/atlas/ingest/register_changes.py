# SPDX-License-Identifier: EUPL-1.2
"""What differs between two states of the register: new, gone, renamed, borders, people."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from mittendrin.apps.atlas.models import RegisterMunicipality
from mittendrin.apps.atlas.sources.register import Municipality

BORDER_KM2, BORDER_SHARE = 0.1, 0.005
SAME_AREA = 0.02
MAX_LISTED = 300
LARGEST = 10
LARGEST_FROM = 1_000

Entry = dict[str, Any]


Known = RegisterMunicipality | Municipality
Register = Mapping[str, Known]


def compare(old: Register, new: Register) -> dict[str, Any]:
    """Return the changes as plain data for storing and showing; lists are cut at 300, counts are whole.

    A municipality that only got another key counts as rekeyed. For one that is gone, ``into`` names where it
    probably went: the nearest one of its district that grew by at least its area. Areas are surveyed anew every
    year, so only a difference of 0.1 km² and half a per cent counts as a change of borders.
    """
    gone = [old[ags] for ags in old if ags not in new]
    added = [new[ags] for ags in new if ags not in old]
    rekeyed = _rekeyed(gone, added)
    moved = {one.ags for pair in rekeyed for one in pair}
    gone = [one for one in gone if one.ags not in moved]
    added = [one for one in added if one.ags not in moved]
    both = [(old[ags], new[ags]) for ags in new if ags in old]
    grown = _grown(both, added)
    borders = [(before, after) for before, after in both if _border_moved(before, after)]
    lists: dict[str, list[Entry]] = {
        "new": [_entry(one) for one in added] if old else [],
        "gone": [{**_entry(one), "into": _successor(one, grown)} for one in gone],
        "rekeyed": [{**_entry(after), "was": before.ags} for before, after in rekeyed],
        "renamed": [
            {**_entry(after), "was": before.name} for before, after in [*both, *rekeyed] if before.name != after.name
        ],
        "area": [{**_entry(after), "was": before.area_km2, "is": after.area_km2} for before, after in borders],
    }
    return {
        "first": not old,
        "counts": {name: len(entries) for name, entries in lists.items()} | {"new": len(added)},
        "remeasured": sum(1 for before, after in both if before.area_km2 != after.area_km2) - len(borders),
        **{name: entries[:MAX_LISTED] for name, entries in lists.items()},
        "population": _population(both, old, new),
    }


def _entry(one: Known) -> Entry:
    return {"ags": one.ags, "name": one.name, "state": one.state, "district": one.district}


def _rekeyed(gone: Iterable[Known], added: Iterable[Known]) -> list[tuple[Known, Known]]:
    by_name: dict[tuple[str, str], list[Known]] = defaultdict(list)
    for one in added:
        by_name[(one.state, one.name)].append(one)
    pairs = []
    for before in gone:
        candidates = [one for one in by_name[(before.state, before.name)] if _same_area(before, one)]
        if len(candidates) == 1:
            by_name[(before.state, before.name)].remove(candidates[0])
            pairs.append((before, candidates[0]))
    return pairs


def _same_area(one: Known, other: Known) -> bool:
    return abs(one.area_km2 - other.area_km2) <= SAME_AREA * max(one.area_km2, other.area_km2)


def _border_moved(before: Known, after: Known) -> bool:
    difference = abs(after.area_km2 - before.area_km2)
    return difference >= BORDER_KM2 and difference >= BORDER_SHARE * before.area_km2


def _grown(both: Iterable[tuple[Known, Known]], added: Iterable[Known]) -> dict[str, list[tuple[Known, float]]]:
    """Return by district who gained area, new ones with their whole area."""
    found: dict[str, list[tuple[Known, float]]] = defaultdict(list)
    for before, after in both:
        if after.area_km2 > before.area_km2:
            found[after.ags[:5]].append((after, after.area_km2 - before.area_km2))
    for one in added:
        found[one.ags[:5]].append((one, one.area_km2))
    return found


def _successor(gone: Known, grown: Mapping[str, list[tuple[Known, float]]]) -> Entry | None:
    fitting = [one for one, gain in grown.get(gone.ags[:5], []) if gain >= gone.area_km2 * (1 - SAME_AREA)]
    if not fitting:
        return None
    return _entry(min(fitting, key=lambda one: _distance(gone, one)))


def _distance(one: Known, other: Known) -> float:
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return math.inf
    return math.hypot((one.lon - other.lon) * math.cos(math.radians(one.lat)), one.lat - other.lat)


def _population(both: list[tuple[Known, Known]], old: Register, new: Register) -> dict[str, Any]:
    moved = [(before, after) for before, after in both if before.population != after.population]
    large = [(before, after) for before, after in moved if before.population >= LARGEST_FROM]
    large.sort(key=lambda pair: -abs(pair[1].population / pair[0].population - 1))
    return {
        "before": sum(one.population for one in old.values()),
        "after": sum(one.population for one in new.values()),
        "before_year": _main_year(old),
        "after_year": _main_year(new),
        "grown": sum(1 for before, after in moved if after.population > before.population),
        "shrunk": sum(1 for before, after in moved if after.population < before.population),
        "same": len(both) - len(moved),
        "largest": [
            {**_entry(after), "was": before.population, "is": after.population} for before, after in large[:LARGEST]
        ],
    }


def _main_year(register: Register) -> int | None:
    """Return the year that most population figures are of."""
    years = Counter(one.population_year for one in register.values())
    return max(years, key=lambda year: years[year]) if years else None
