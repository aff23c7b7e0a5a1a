# SPDX-License-Identifier: EUPL-1.2
"""The draft of a strategy: what is known stands in it, what the town has to decide stays marked."""

from __future__ import annotations

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
from mittendrin.apps.standort.services.wording import say
from mittendrin.apps.standort.sources.measures import YEARS

YEARLY = 5
STRONG, WEAK = 0.6, 0.35


def paper(found: Assessment) -> Paper:
    """Return the draft."""
    sources = Sources()
    sections = (
        section(
            "Ausgangslage", [Text(f"{found.headline} {found.lead}".strip(), lead=True), parts.standing_table(found)]
        ),
        section("Leitbild", [Blank("Wofür die Stadt digital wird: in zwei Sätzen, ohne Technik")]),
        section(
            "Ziele", [Blank("Drei bis fünf Ziele mit Maß und Jahr, zum Beispiel: Anteil der Leistungen ganz online")]
        ),
        _fields(found),
        _measures(found, sources),
        _order(found),
        section("Organisation und Beteiligung", [Blank("Wer steuert, wer entscheidet, wie wirken Menschen mit")]),
        _money(found),
        section("Überprüfung", [Blank("Wann und woran der Fortschritt gemessen wird")]),
        section("Wie sicher sind diese Angaben?", parts.uncertainty(found)),
    )
    return Paper(
        title="Digitalstrategie (Entwurf)",
        subtitle="Entwurf zur Beratung, noch nicht beschlossen",
        town=found.answers.town.name,
        on=found.answers.on,
        facts=(*parts.town_facts(found), ("Stand der Angaben", day(found.answers.on))),
        sections=sections,
        sources=sources.listed(),
    )


def _fields(found: Assessment) -> Section:
    strong = [say(one.field.name) for one in found.standings if one.score >= STRONG]
    weak = [say(one.field.name) for one in found.standings if one.answered and one.high <= WEAK]
    blocks: list[Block] = [
        Text("Darauf lässt sich bauen:"),
        Items(tuple(strong)) if strong else Text("Noch ragt kein Feld heraus."),
        Text("Hier ist am meisten zu tun:"),
        Items(tuple(weak)) if weak else Text("Kein Feld steht nachweislich am Anfang."),
        Blank("Welche Felder die Stadt zuerst angeht"),
    ]
    return section("Handlungsfelder", blocks)


def _measures(found: Assessment, sources: Sources) -> Section:
    measures = found.answers.measures
    chosen = found.plan.ready[:YEARLY]
    blocks: list[Block | None] = [parts.measures_table(measures) if measures else None]
    if chosen:
        blocks += [
            Text("Vorschläge nach den Lücken, zur Auswahl:"),
            parts.steps_table(found, chosen, sources),
            Text("Das haben andere Kommunen getan:"),
            parts.examples(chosen, sources),
        ]
    if not measures and not chosen:
        blocks.append(Blank("Maßnahmen mit Verantwortlichen und Terminen"))
    return section("Maßnahmen", blocks)


def _order(found: Assessment) -> Section:
    held = parts.waiting(found)
    text = "Alles Vorgeschlagene kann beginnen." if held is None else "Diese Vorhaben brauchen zuerst etwas anderes:"
    return section("Reihenfolge", [Text(text), held, parts.milestones(found.answers.measures)])


def _money(found: Assessment) -> Section:
    measures = found.answers.measures
    if not measures:
        return section("Geld", [Blank(f"Kosten einmalig, jährlich und über {YEARS} Jahre, Förderung, Deckung")])
    return section("Geld", [parts.money(measures), Blank("Deckung und Förderung")])
