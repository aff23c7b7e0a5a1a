# SPDX-License-Identifier: EUPL-1.2
"""The profile of the town (Steckbrief), in the order of the profiles of the Smart-City-Atlas."""

from __future__ import annotations

from mittendrin.apps.standort.services import wording
from mittendrin.apps.standort.services.assessment import Assessment
from mittendrin.apps.standort.services.papers import parts
from mittendrin.apps.standort.services.papers.model import (
    OPEN,
    Blank,
    Block,
    Items,
    Paper,
    Section,
    Sources,
    Text,
    day,
    section,
)
from mittendrin.apps.standort.services.wording import say
from mittendrin.apps.standort.sources.knowledge import cluster_rules

# Heading -> items that speak to it; the order is that of the study.
_PARTS = (
    ("Organisation", ("organisation-unit", "organisation-officer", "organisation-staff", "organisation-involved")),
    ("Digitale Agenda", ("strategy-agenda", "strategy-goals", "strategy-backing", "strategy-fields")),
    ("Akteure und Partner", ("cooperation-network", "cooperation-towns", "cooperation-partners", "money-funding")),
    ("Beteiligung", ("participation-process", "participation-events", "participation-everyone")),
    ("Kommunikation", ("participation-communication",)),
)


def paper(found: Assessment) -> Paper:
    """Return the profile of a town."""
    sources = Sources()
    town = found.answers.town
    sections = [
        section("Kurz gesagt", [Text(f"{found.headline} {found.lead}".strip(), lead=True)]),
        *(_part(found, heading, items) for heading, items in _PARTS),
        _milestones(found),
        _challenges(found),
        section("Projekte", [_projects(found)]),
        section(
            "Stand je Feld", [parts.standing_table(found), parts.card_text(found, sources), parts.card_table(found)]
        ),
        section("Wie sicher sind diese Angaben?", parts.uncertainty(found)),
    ]
    return Paper(
        title=f"Steckbrief {town.name}",
        subtitle="Digitalisierung auf einen Blick",
        town=town.name,
        on=found.answers.on,
        facts=(*parts.town_facts(found), ("Stand der Angaben", day(found.answers.on))),
        sections=tuple(sections),
        sources=sources.listed(),
    )


def _part(found: Assessment, heading: str, items: tuple[str, ...]) -> Section:
    readings = [found.readings[name] for name in items if name in found.readings]
    lines = [
        f"{say(one.item.question)} {OPEN if one.answer is None else wording.answer(one.item, one.answer)}"
        + (f" ({one.comment})" if one.comment else "")
        for one in readings
    ]
    return section(heading, [Items(tuple(lines)) if lines else Blank(heading)])


def _milestones(found: Assessment) -> Section:
    table = parts.milestones(found.answers.measures)
    return section("Meilensteine", [table or Blank("Was war, was kommt: Tag und Ereignis")])


def _challenges(found: Assessment) -> Section:
    named = found.answers.town.challenges
    if named is None:
        return section("Herausforderungen", [Blank("Was die Stadt besonders beschäftigt")])
    names = [say(one.label) for one in cluster_rules().challenges if one.key in named]
    return section("Herausforderungen", [Items(tuple(names)) if names else Text("Keine genannt.")])


def _projects(found: Assessment) -> Block:
    measures = found.answers.measures
    return parts.measures_table(measures) if measures else Blank("Drei Vorhaben, die hervorstechen")
