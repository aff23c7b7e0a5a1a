# SPDX-License-Identifier: EUPL-1.2
"""The records that cross-sections count, kept in memory until one of them changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from mittendrin.apps.atlas.models import Kind, Record
from mittendrin.apps.atlas.services import places
from mittendrin.apps.atlas.services.labels import STATE
from mittendrin.apps.atlas.services.records import data_version

Data = dict[str, Any]
SIZES = ("medium", "small", "large", "county")
COUNTED = (
    Kind.MUNICIPALITY,
    Kind.PROFILE,
    Kind.PROJECT,
    Kind.PROVIDER,
    Kind.APPLICATION_FIELD,
    Kind.FACTOR,
    Kind.RECOMMENDATION,
    Kind.SOURCE,
)


@dataclass(frozen=True)
class Selection:
    """What the visitor asks for: a state, a size class, a way of counting; empty means all or the usual one."""

    state: str = ""
    size: str = ""
    way: str = ""

    @property
    def filtered(self) -> bool:
        """Whether places are left out."""
        return bool(self.state or self.size)


@dataclass(frozen=True)
class Facts:
    """Records by kind in their order, and the size class of each place."""

    records: dict[str, tuple[Data, ...]]
    sizes: dict[str, str]
    states: dict[str, str]

    def of(self, kind: str) -> tuple[Data, ...]:
        """Return all records of ``kind``."""
        return self.records.get(kind, ())

    def _fits(self, keys: Iterable[str], selection: Selection) -> bool:
        if not selection.filtered:
            return True
        return any(
            (not selection.state or self.states.get(key) == selection.state)
            and (not selection.size or self.sizes.get(key) == selection.size)
            for key in keys
        )

    def profiles(self, study: str, selection: Selection) -> list[Data]:
        """Return the profiles of one study whose places fit."""
        found = (data for data in self.of(Kind.PROFILE) if data["study"] == study)
        return [data for data in found if self._fits([data["municipality"]], selection)]

    def projects(self, kinds: Iterable[str], selection: Selection) -> list[Data]:
        """Return the projects of ``kinds`` of which at least one place fits; no kinds means all."""
        wanted = set(kinds)
        found = (data for data in self.of(Kind.PROJECT) if not wanted or data["kind"] in wanted)
        return [data for data in found if self._fits(data["municipalities"], selection)]

    def source(self, key: str) -> Data:
        """Return the document ``key``."""
        return next((data for data in self.of(Kind.SOURCE) if data["id"] == key), {"title": key, "year": ""})


def facts() -> Facts:
    """Return the records as they are now."""
    return _build(data_version())


def clear() -> None:
    """Forget what is kept in memory."""
    _build.cache_clear()


@lru_cache(maxsize=1)
def _build(_version: int) -> Facts:
    found: dict[str, list[Data]] = {}
    for kind, data in Record.objects.filter(kind__in=COUNTED).values_list("kind", "data"):
        found.setdefault(kind, []).append(data)
    towns = found.get(Kind.MUNICIPALITY, [])
    return Facts(
        {kind: tuple(rows) for kind, rows in found.items()},
        {data["id"]: places.size_class(data) for data in towns},
        {data["id"]: data["state"] for data in towns},
    )


def states() -> list[str]:
    """Return the codes of all states by name."""
    return sorted(STATE, key=lambda code: str(STATE[code]))
