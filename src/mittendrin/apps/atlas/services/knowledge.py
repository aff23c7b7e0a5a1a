# SPDX-License-Identifier: EUPL-1.2
"""What the studies learned: factors, recommendations, steps, voices, and the studies themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from mittendrin.apps.atlas.models import Kind, Record
from mittendrin.apps.atlas.services import records
from mittendrin.apps.atlas.services.addresses import url_of
from mittendrin.apps.atlas.services.catalogue import catalogue
from mittendrin.apps.atlas.services.citations import Reference, SourceList
from mittendrin.apps.atlas.services.labels import (
    ADDRESSEE,
    FACTOR_THEME,
    RECOMMENDATION_GROUP,
    VOICE_THEME,
    Words,
    label,
)
from mittendrin.core.text import sort_key


@dataclass(frozen=True)
class Entry:
    """A record with its sources."""

    record: Record
    references: list[Reference]


@dataclass(frozen=True)
class Group:
    """Entries under one heading."""

    code: str
    title: str
    entries: list[Entry]


@dataclass(frozen=True)
class ThemeCount:
    """A theme with what hinders and what fosters."""

    code: str
    title: str
    hinders: list[Entry]
    fosters: list[Entry]


@dataclass(frozen=True)
class FactorPage:
    """All factors with their sources."""

    themes: list[ThemeCount]
    sources: SourceList

    @property
    def hinders(self) -> int:
        """Return the number of factors that hinder."""
        return sum(len(theme.hinders) for theme in self.themes)

    @property
    def fosters(self) -> int:
        """Return the number of factors that foster."""
        return sum(len(theme.fosters) for theme in self.themes)


@dataclass(frozen=True)
class RecommendationPage:
    """All recommendations with their sources."""

    by_addressee: list[Group]
    by_group: list[Group]
    sources: SourceList


@dataclass(frozen=True)
class StepPage:
    """The steps with their sources."""

    steps: list[Entry]
    sources: SourceList

    @property
    def common_notes(self) -> list[dict[str, str]]:
        """Return the notes that all steps share; said once for all of them."""
        notes = [entry.record.data.get("notes", []) for entry in self.steps]
        return [note for note in notes[0] if all(note in other for other in notes)] if notes else []


@dataclass(frozen=True)
class VoicePage:
    """The voices by theme with their sources."""

    groups: list[Group]
    sources: SourceList

    @property
    def count(self) -> int:
        """Return the number of voices."""
        return sum(len(group.entries) for group in self.groups)


@dataclass(frozen=True)
class Citing:
    """Records of one kind that cite a source."""

    kind: str
    records: list[tuple[str, str]]


@dataclass(frozen=True)
class SourcePage:
    """A source with what the Atlas took from it."""

    record: Record
    citing: list[Citing]

    @property
    def count(self) -> int:
        """Return the number of records that cite it."""
        return sum(len(group.records) for group in self.citing)


def factor_page() -> FactorPage:
    """Return the factors by theme, themes with most factors first."""
    sources = SourceList()
    entries = _entries(Kind.FACTOR, sources)
    themes = [
        ThemeCount(
            code,
            label("factor_theme", code),
            [entry for entry in entries if _is(entry, "theme", code) and _is(entry, "direction", "hinders")],
            [entry for entry in entries if _is(entry, "theme", code) and _is(entry, "direction", "fosters")],
        )
        for code in FACTOR_THEME
    ]
    found = [theme for theme in themes if theme.hinders or theme.fosters]
    found.sort(key=lambda theme: -len(theme.hinders) - len(theme.fosters))
    return FactorPage(found, sources)


def recommendation_page() -> RecommendationPage:
    """Return the recommendations of the study on AI by addressee, and those of the Smart-City-Atlas by group."""
    sources = SourceList()
    entries = _entries(Kind.RECOMMENDATION, sources)
    own = [entry for entry in entries if "group" in entry.record.data]
    rest = [entry for entry in entries if "group" not in entry.record.data]
    return RecommendationPage(
        _groups(rest, "addressee", ADDRESSEE, "addressee"),
        _groups(own, "group", RECOMMENDATION_GROUP, "recommendation_group"),
        sources,
    )


def step_page() -> StepPage:
    """Return the ten steps in their order."""
    sources = SourceList()
    return StepPage(sorted(_entries(Kind.STEP, sources), key=lambda entry: entry.record.data["order"]), sources)


def voice_page() -> VoicePage:
    """Return the voices by theme, themes with most voices first."""
    sources = SourceList()
    groups = _groups(_entries(Kind.VOICE, sources), "theme", VOICE_THEME, "voice_theme")
    return VoicePage(sorted(groups, key=lambda group: -len(group.entries)), sources)


def sources_with_counts() -> list[tuple[Record, int]]:
    """Return studies and statistics with the number of records that cite them."""
    counts = Counter(
        Record.objects.filter(links_out__role="source").order_by().values_list("links_out__target_key", flat=True)
    )
    found = records.listing(Kind.SOURCE) + records.listing(Kind.STATISTICS)
    return [(record, counts[record.key]) for record in found]


def source(key: str) -> Record | None:
    """Return a study or statistic, or None when the Atlas does not know it."""
    return records.get(Kind.SOURCE, key) or records.get(Kind.STATISTICS, key)


def source_page(record: Record) -> SourcePage:
    """Return what the Atlas took from a study or statistic."""
    found = Record.objects.filter(links_out__role="source", links_out__target_key=record.key)
    by_kind: dict[str, list[tuple[str, str]]] = {}
    for citing in sorted(found, key=lambda citing: sort_key(citing.title)):
        title = citing.title if citing.kind != Kind.PROFILE else _profile_title(citing)
        by_kind.setdefault(citing.kind, []).append((title, url_of(citing.kind, citing.key, citing.data)))
    return SourcePage(record, [Citing(kind, by_kind[kind]) for kind in Kind.values if kind in by_kind])


def _profile_title(record: Record) -> str:
    place = catalogue().places.get(record.data["municipality"])
    return place.name if place else record.title


def _entries(kind: str, sources: SourceList) -> list[Entry]:
    return [Entry(record, sources.of(record.data, further=True)) for record in records.listing(kind)]


def _is(entry: Entry, key: str, code: str) -> bool:
    return bool(entry.record.data.get(key) == code)


def _groups(entries: Iterable[Entry], key: str, words: Words, vocabulary: str) -> list[Group]:
    listed = list(entries)
    groups = [
        Group(code, label(vocabulary, code), [entry for entry in listed if _is(entry, key, code)]) for code in words
    ]
    return [group for group in groups if group.entries]
