# SPDX-License-Identifier: EUPL-1.2
"""A town as twins are compared by."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from mittendrin.apps.atlas.services import places
from mittendrin.apps.atlas.services.twins.deeds import Deeds


@dataclass(frozen=True, slots=True)
class Town:
    """A town as twins are compared by; figures that nobody gave are None.

    year: of the population. ags and key are empty for a town typed in by hand; key is the Atlas's own.
    deeds: what the Atlas has of it, None without records.
    """

    name: str
    state: str
    role: str
    population: int | None
    area_km2: float | None
    year: int | None = None
    ags: str = ""
    key: str = ""
    district: str = ""
    lon: float | None = None
    lat: float | None = None
    deeds: Deeds | None = None
    log_people: float | None = field(init=False)
    log_density: float | None = field(init=False)
    log_area: float | None = field(init=False)

    def __post_init__(self) -> None:
        people = math.log(self.population) if self.population else None
        area = math.log(self.area_km2) if self.area_km2 else None
        object.__setattr__(self, "log_people", people)
        object.__setattr__(self, "log_area", area)
        object.__setattr__(self, "log_density", None if people is None or area is None else people - area)

    @property
    def density(self) -> float | None:
        """Return people per square kilometre."""
        return self.population / self.area_km2 if self.population and self.area_km2 else None

    @property
    def size(self) -> str:
        """Return the size class: large, medium, small or unknown."""
        if self.population is None:
            return "unknown"
        if self.population >= places.LARGE:
            return "large"
        return "medium" if self.population >= places.MEDIUM else "small"

    def same_as(self, other: Town) -> bool:
        """Return whether both are the same town."""
        return bool(self.ags and self.ags == other.ags) or bool(self.key and self.key == other.key)
