# SPDX-License-Identifier: EUPL-1.2
"""The progress report on the measures of a roadmap."""

from __future__ import annotations

from datetime import date

from mittendrin.apps.standort.services.assessment import Assessment
from mittendrin.apps.standort.services.papers import parts
from mittendrin.apps.standort.services.papers.model import (
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
from mittendrin.apps.standort.sources.measures import Measure


def paper(found: Assessment) -> Paper:
    """Return the report; without measures it says that none are entered."""
    sources = Sources()
    measures = found.answers.measures
    sections = (
        section("Kurz gesagt", [Text(_sentence(found), lead=True)]),
        _table(found),
        _late(found),
        section("Risiken", [parts.risks(measures) or Blank("Was den Fortschritt gefährdet")]),
        section("Geld", [parts.money(measures) if measures else Blank("Kosten der Maßnahmen")]),
        section("Stand je Feld", [parts.standing_table(found), parts.card_text(found, sources)]),
        section("Wie sicher sind diese Angaben?", parts.uncertainty(found)),
    )
    return Paper(
        title="Sachstandsbericht Digitalisierung",
        subtitle=found.headline,
        town=found.answers.town.name,
        on=found.answers.on,
        facts=(("Stand der Angaben", day(found.answers.on)), ("Maßnahmen", str(len(measures)))),
        sections=sections,
        sources=sources.listed(),
    )


def _sentence(found: Assessment) -> str:
    measures = found.answers.measures
    if not measures:
        return "Es sind noch keine Maßnahmen eingetragen."
    counts = [(word, sum(one.state == key for one in measures)) for key, word in parts.STATE_WORDS.items()]
    told = ", ".join(f"{count} {word}" for word, count in counts if count)
    return f"{'Eine Maßnahme' if len(measures) == 1 else f'{len(measures)} Maßnahmen'}: {told}."


def _table(found: Assessment) -> Section:
    measures = found.answers.measures
    blocks: list[Block | None] = [
        parts.measures_table(measures) if measures else Blank("Maßnahmen mit Stand und Verantwortlichen"),
        parts.milestones(measures),
    ]
    return section("Maßnahmen", blocks)


def _late(found: Assessment) -> Section:
    if found.answers.on is None:
        return section("Im Verzug", [Blank("Ohne den Tag der Angaben lässt sich der Verzug nicht bestimmen")])
    late = tuple(text for measure in found.answers.measures for text in _delays(measure, found.answers.on))
    return section("Im Verzug", [Items(late) if late else Text("Keine eingetragene Frist ist überschritten.")])


def _delays(measure: Measure, today: date) -> list[str]:
    if measure.state in {"done", "stopped"}:
        return []
    found = []
    if measure.end and measure.end < today:
        found.append(f"{measure.title}: sollte am {day(measure.end)} fertig sein.")
    if measure.state in {"idea", "planned"} and measure.start and measure.start < today:
        found.append(f"{measure.title}: sollte am {day(measure.start)} beginnen.")
    return found
