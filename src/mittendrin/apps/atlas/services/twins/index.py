# SPDX-License-Identifier: EUPL-1.2
"""All towns that can be twins, kept in memory until a record or the register changes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from mittendrin.apps.atlas.models import Kind, Record, RegisterImport, RegisterMunicipality
from mittendrin.apps.atlas.services import places
from mittendrin.apps.atlas.services.records import data_version
from mittendrin.apps.atlas.services.twins.deeds import Deeds, all_deeds
from mittendrin.apps.atlas.services.twins.similarity import Candidates
from mittendrin.apps.atlas.services.twins.town import Town
from mittendrin.core.text import fold

SUGGESTIONS = 12
_FIGURES = ("ags", "name", "state", "role", "district", "population", "population_year", "area_km2", "lon", "lat")


@dataclass(frozen=True)
class RegisterState:
    """The register that is in use: its label, year of the figures and whether they are of the census."""

    label: str
    year: int | None
    rows: int
    census: bool


@dataclass(frozen=True)
class TownIndex:
    """Towns by name, the way to find one by what people type, and the register in use (None without)."""

    towns: tuple[Town, ...]
    all: Candidates
    with_records: Candidates
    register: RegisterState | None
    labels: Mapping[str, Town]
    folded: tuple[tuple[str, str], ...]
    by_key: Mapping[str, Town]
    by_name: Mapping[str, Sequence[Town]]

    @cached_property
    def names_with_records(self) -> list[str]:
        """Return the labels of the towns with records, by name."""
        return [name for name, town in self.labels.items() if town.deeds]

    def label_of(self, town: Town) -> str:
        """Return a name that only this town has."""
        return next((name for name in _names(town) if self.labels.get(name) == town), town.name)

    def find(self, text: str) -> list[Town]:
        """Return the town named by a label, name, AGS or key; several when the name is not unique, else none."""
        bare = " ".join(text[:200].split())
        found = self.labels.get(bare) or self.by_key.get(bare)
        return [found] if found else list(self.by_name.get(fold(bare), ()))

    def suggest(self, text: str, limit: int = SUGGESTIONS) -> list[str]:
        """Return labels that begin with ``text``, then those that contain it."""
        plain = fold(text[:100])
        if len(plain) < 2:
            return []
        starts = [name for key, name in self.folded if key.startswith(plain)]
        inside = [name for key, name in self.folded if plain in key and not key.startswith(plain)]
        return [*starts, *inside][:limit]


def index() -> TownIndex:
    """Return the index of the data as they are now."""
    last = RegisterImport.objects.values_list("pk", "imported_at").order_by("-pk").first()
    return _build(data_version(), last)


def clear() -> None:
    """Forget what is kept in memory."""
    _build.cache_clear()


@lru_cache(maxsize=1)
def _build(_version: int, imported: tuple[int, Any] | None) -> TownIndex:
    deeds = all_deeds()
    records = [record for record in Record.objects.of(Kind.MUNICIPALITY).only("key", "data") if _is_town(record.data)]
    towns = _from_register(records, deeds) if imported else []
    known = {town.key for town in towns if town.key}
    towns += [_from_record(record, deeds) for record in records if record.key not in known]
    towns.sort(key=lambda town: (fold(town.name), town.state, town.district))
    labels = _labels(towns)
    by_name: dict[str, list[Town]] = defaultdict(list)
    for town in towns:
        by_name[fold(town.name)].append(town)
    return TownIndex(
        towns=tuple(towns),
        all=Candidates.of(towns),
        with_records=Candidates.of(town for town in towns if town.deeds),
        register=_register_state() if imported else None,
        labels=labels,
        folded=tuple((fold(name), name) for name in labels),
        by_key={key: town for town in towns for key in (town.ags, town.key) if key},
        by_name=by_name,
    )


def _is_town(data: dict[str, Any]) -> bool:
    return bool(data["kind"] == "municipality")


def _from_register(records: Iterable[Record], deeds: Mapping[str, Deeds]) -> list[Town]:
    keys = {record.data["ags"]: record for record in records if record.data.get("ags")}
    rows = RegisterMunicipality.objects.exclude(role="unincorporated").exclude(population=0).values_list(*_FIGURES)
    towns = []
    for ags, name, state, role, district, people, year, area, lon, lat in rows:
        record = keys.get(ags)
        key = record.key if record else ""
        short = record.data["name"] if record else name.split(",")[0].strip()
        within = district if role == "district_member" else ""
        towns.append(Town(short, state, role, people, area or None, year, ags, key, within, lon, lat, deeds.get(key)))
    return towns


def _from_record(record: Record, deeds: Mapping[str, Deeds]) -> Town:
    data = record.data
    people = places.main_figure(data["population"])
    area = places.value(data["area_km2"])
    return Town(
        name=data["name"],
        state=data["state"],
        role=data["role"],
        population=round(people["value"]) if people else None,
        area_km2=area or None,
        year=people["year"] if people else None,
        ags=data.get("ags", ""),
        key=record.key,
        lon=data.get("lon"),
        lat=data.get("lat"),
        deeds=deeds.get(record.key),
    )


def _names(town: Town) -> list[str]:
    """Return what a town may be called, shortest first; the last one is its own in any case."""
    names = [town.name, f"{town.name} ({town.state})"]
    if town.district:
        names.append(f"{town.name} ({town.district})")
    return [*names, f"{town.name} ({town.ags or town.key})"]


def _labels(towns: list[Town]) -> dict[str, Town]:
    """Return each town by the shortest name that no other town has."""
    counts = Counter(name for town in towns for name in _names(town))
    return {next((name for name in _names(town) if counts[name] == 1), _names(town)[-1]): town for town in towns}


def _register_state() -> RegisterState:
    last = RegisterImport.objects.order_by("-pk")[0]
    return RegisterState(last.label, last.year, last.rows, bool(last.changes.get("census")))
