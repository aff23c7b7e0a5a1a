# SPDX-License-Identifier: EUPL-1.2
"""What the studies print in their own cross-sections; ``printed.yaml`` holds it with the place of each figure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from mittendrin.core import yaml_strict

PRINTED_FILE = Path(__file__).parent.parent / "printed.yaml"

Texts = dict[str, Any]


@dataclass(frozen=True)
class Figure:
    """One printed figure: a number, or words that are read as a span, or words that name no size."""

    low: float | None
    high: float | None
    words: Texts

    @property
    def exact(self) -> float | None:
        """The number, if one is printed."""
        return self.low if self.low == self.high and not self.words else None

    def agrees(self, count: float) -> bool:
        """Return whether ``count`` is what the study prints; words without size never contradict."""
        return self.low is None or self.high is None or self.low <= count <= self.high


@dataclass(frozen=True)
class Difference:
    """Why computed figures differ from printed ones, for all or some items and ways of counting."""

    texts: Texts
    way: str
    items: frozenset[str]
    project: str

    def explains(self, item: str, way: str) -> bool:
        """Return whether this reason holds for ``item`` when counted in ``way``."""
        return (not self.way or self.way == way) and (not self.items or item in self.items)


@dataclass(frozen=True)
class Printed:
    """The figures of one printed chart or table."""

    id: str
    source: str
    locator: str
    texts: Texts
    values: dict[str, Figure]
    differences: tuple[Difference, ...]

    def reasons(self, items: list[str], way: str = "") -> list[Difference]:
        """Return the reasons that explain ``items``, each once."""
        return [reason for reason in self.differences if any(reason.explains(item, way) for item in items)]


def _figure(value: Any) -> Figure:
    if isinstance(value, dict):
        return Figure(value.get("min"), value.get("max"), value)
    return Figure(value, value, {})


def _difference(data: Texts) -> Difference:
    return Difference(data, data.get("when", ""), frozenset(data.get("items", ())), data.get("project", ""))


def read(path: Path = PRINTED_FILE) -> list[dict[str, Any]]:
    """Return the file as data, unchecked."""
    rows: list[dict[str, Any]] = yaml_strict.read(path)
    return rows


@cache
def printed() -> dict[str, Printed]:
    """Return all printed charts and tables by id."""
    return {
        row["id"]: Printed(
            row["id"],
            row["source"],
            row["locator"],
            row,
            {key: _figure(value) for key, value in row["values"].items()},
            tuple(_difference(item) for item in row.get("differences", ())),
        )
        for row in read()
    }
