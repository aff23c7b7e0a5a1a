# SPDX-License-Identifier: EUPL-1.2
"""Everything the Atlas knows about one place, each statement with its source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mittendrin.apps.atlas.models import Record
from mittendrin.apps.atlas.services import places, records
from mittendrin.apps.atlas.services.catalogue import STAGES, Catalogue, PlaceRow, ProjectRow, catalogue
from mittendrin.apps.atlas.services.checks import OWN_STATEMENT
from mittendrin.apps.atlas.services.citations import Reference, SourceList, Statement
from mittendrin.apps.atlas.services.labels import label
from mittendrin.apps.atlas.services.timeline import Timeline, timeline
from mittendrin.core.text import sort_key

Data = dict[str, Any]


@dataclass(frozen=True)
class Figure:
    """One printed or official figure."""

    value: float
    year: int | None
    approximate: bool
    census: bool
    references: list[Reference]


@dataclass(frozen=True)
class ProjectLine:
    """A project as its place shows it."""

    row: ProjectRow
    references: list[Reference]
    elsewhere: list[PlaceRow]


@dataclass(frozen=True)
class StageGroup:
    """Projects of one stage."""

    stage: str
    lines: list[ProjectLine]


@dataclass(frozen=True)
class TopicLine:
    """A chance, challenge or goal with the name of its topic."""

    topic: str
    statement: Statement


@dataclass
class TownPage:
    """The page of a place. Lists are empty and texts missing where no source says anything."""

    record: Record
    row: PlaceRow
    findings: list[Statement]
    ai: list[StageGroup]
    projects: list[ProjectLine]
    notes: list[Statement]
    timeline: Timeline | None
    agenda: list[Statement]
    organisation: dict[str, list[Statement]]
    goals: list[TopicLine]
    participation: list[Statement]
    chances: list[TopicLine]
    challenges: list[TopicLine]
    lessons: list[Statement]
    population: list[Figure]
    area: list[Figure]
    links: list[Data]
    sources: SourceList

    @property
    def ai_count(self) -> int:
        """Return the number of AI uses shown."""
        return sum(len(group.lines) for group in self.ai)

    @property
    def ai_by_stage(self) -> dict[str, int]:
        """Return the number of AI uses per stage."""
        return {group.stage: len(group.lines) for group in self.ai}


def town_page(key: str, sources: SourceList | None = None) -> TownPage | None:
    """Return the page of the place ``key``, or None when the Atlas does not know it.

    Pages shown together share their ``sources``, so that numbers mean the same in all of them.
    """
    record = records.get("municipality", key)
    if record is None:
        return None
    listing = catalogue()
    row = listing.places.get(key)
    if row is None:
        return None
    sources = sources or SourceList()
    profiles = [profile.data for profile in records.profiles_of(record)]
    findings = [Statement(_summary(profile), sources.of(profile), profile["as_of"]) for profile in profiles]
    rows = sorted(listing.projects_at(key), key=lambda item: (-item.as_of, sort_key(item.texts["title"])))
    ai_rows = without_doubles([item for item in rows if item.uses_ai])
    shown = {item.key for item in ai_rows if item.kind == "ai_use"}
    page = TownPage(
        record=record,
        row=row,
        findings=findings,
        ai=_by_stage(ai_rows, key, listing, sources),
        projects=[_line(item, key, listing, sources) for item in rows if item.key not in shown],
        notes=[item for profile in profiles for item in sources.statements(profile.get("notes", []), profile)],
        timeline=timeline(profiles, sources),
        agenda=_statements(profiles, "agenda", "agenda", sources),
        organisation=_organisation(profiles, sources),
        goals=_topics(profiles, "goals", "category", "goal", sources),
        participation=_participation(profiles, sources),
        chances=_topics(profiles, "chances", "topic", "topic", sources),
        challenges=_topics(profiles, "challenges", "topic", "topic", sources),
        lessons=[item for profile in profiles for item in sources.statements(profile.get("lessons", []), profile)],
        population=_figures(record.data["population"], sources),
        area=_figures(record.data["area_km2"], sources),
        links=_links(profiles),
        sources=sources,
    )
    if note := sources.statement(record.data.get("note"), record.data["citations"][0]):
        page.notes.append(note)
    sources.of(record.data, further=True)
    return page


def _summary(profile: Data) -> Data:
    return {"de": profile["summary_de"], "en": profile["summary_en"]}


def without_doubles(rows: list[ProjectRow]) -> list[ProjectRow]:
    """Leave out what an AI use of the same place describes more closely."""
    covered = {key for row in rows if row.kind == "ai_use" for key in row.related}
    return [row for row in rows if row.kind == "ai_use" or row.key not in covered]


def _by_stage(rows: list[ProjectRow], place: str, listing: Catalogue, sources: SourceList) -> list[StageGroup]:
    groups = [(stage, [row for row in rows if row.stage == stage]) for stage in STAGES]
    return [
        StageGroup(stage, [_line(row, place, listing, sources) for row in found]) for stage, found in groups if found
    ]


def _line(row: ProjectRow, place: str, listing: Catalogue, sources: SourceList) -> ProjectLine:
    others = listing.place_rows(other for other in row.municipalities if other != place)
    return ProjectLine(row, [sources.cite(row.source, row.locator)], others)


def _figures(figures: list[Data], sources: SourceList) -> list[Figure]:
    return [
        Figure(
            item["value"],
            item["year"],
            bool(item.get("approximate")),
            item["source"] == "zensus-2022",
            sources.of(item),
        )
        for item in places.ordered_figures(figures)
    ]


def _statements(profiles: list[Data], key: str, vocabulary: str, sources: SourceList) -> list[Statement]:
    return [
        Statement(profile[key], sources.of(profile), profile["as_of"], label(vocabulary, profile[key].get("state", "")))
        for profile in profiles
        if profile.get(key)
    ]


def _organisation(profiles: list[Data], sources: SourceList) -> dict[str, list[Statement]]:
    """Return what the profiles say about who does it, by subject, subjects without any statement left out."""
    found: dict[str, list[Statement]] = {}
    for subject in ("organisation", "position", "staff", "dms", "strategy", "stakeholders_text", "communication"):
        texts = [(profile, profile.get(subject)) for profile in profiles]
        found[subject] = [item for profile, text in texts if (item := sources.statement(text, profile))]
    # The studies' words on projects are records of their own; a town that tells of itself has only these.
    own = [profile for profile in profiles if profile["study"] == OWN_STATEMENT]
    told = [sources.statement(profile.get("projects_text"), profile) for profile in own]
    found["projects_text"] = [item for item in told if item]
    for subject in ("partners", "programmes", "networks"):
        found[subject] = [
            Statement({"de": ", ".join(profile[subject])}, sources.of(profile), profile["as_of"])
            for profile in profiles
            if profile.get(subject)
        ]
    return {subject: statements for subject, statements in found.items() if statements}


def _participation(profiles: list[Data], sources: SourceList) -> list[Statement]:
    found = []
    for profile in profiles:
        if not (part := profile.get("participation")):
            continue
        formats = ", ".join(label("format", item) for item in part["formats"] if item != "other")
        state = label("participation", part["state"])
        words = f"{state}: {formats}" if formats else state
        found.append(Statement(part, sources.of(profile), profile["as_of"], words))
    return found


def _topics(profiles: Iterable[Data], key: str, code: str, vocabulary: str, sources: SourceList) -> list[TopicLine]:
    return [
        TopicLine(label(vocabulary, item[code]), Statement(item, sources.of(profile), profile["as_of"]))
        for profile in profiles
        for item in profile.get(key, [])
    ]


def _links(profiles: list[Data]) -> list[Data]:
    found = {(link["title"], link.get("url", "")): link for profile in profiles for link in profile.get("links", [])}
    return list(found.values())
