# SPDX-License-Identifier: EUPL-1.2
"""What a place is: main figures, size class, density."""

from __future__ import annotations

from typing import Any

MEDIUM = 20_000
LARGE = 100_000
_NO_TOWN = {"district", "association", "region"}
# The register gives population and area of all places for the same day; studies only fill gaps.
_ORDER = ("gemeindeverzeichnis", "zensus-2022")

Figure = dict[str, Any]


def ordered_figures(figures: list[Figure]) -> list[Figure]:
    """Return the figures with the official register first, then the youngest."""

    def rank(figure: Figure) -> tuple[int, int]:
        official = _ORDER.index(figure["source"]) if figure["source"] in _ORDER else len(_ORDER)
        return (0 if official == 0 else 1, -(figure["year"] or 0))

    return sorted(figures, key=rank)


def main_figure(figures: list[Figure]) -> Figure | None:
    """Return the figure that comparisons use, or None when no source gives one."""
    return next(iter(ordered_figures(figures)), None)


def value(figures: list[Figure]) -> float | None:
    """Return the value of the main figure."""
    figure = main_figure(figures)
    return figure["value"] if figure else None


def density(data: dict[str, Any]) -> float | None:
    """Return people per square kilometre from the main figures."""
    people, area = value(data["population"]), value(data["area_km2"])
    return people / area if people is not None and area else None


def size_class(data: dict[str, Any]) -> str:
    """Return large, medium, small, county or unknown for a municipality record."""
    if data["kind"] in _NO_TOWN:
        return "county"
    people = value(data["population"])
    if people is None:
        return "unknown"
    if people >= LARGE:
        return "large"
    return "medium" if people >= MEDIUM else "small"
