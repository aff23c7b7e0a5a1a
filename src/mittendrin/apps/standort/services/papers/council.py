# SPDX-License-Identifier: EUPL-1.2
"""The council paper (Beschlussvorlage)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from mittendrin.apps.standort.services.assessment import Assessment
from mittendrin.apps.standort.services.next_steps import Proposal
from mittendrin.apps.standort.services.papers import parts
from mittendrin.apps.standort.services.papers.model import (
    OPEN,
    Blank,
    Block,
    Items,
    Paper,
    Section,
    Sources,
    Table,
    Text,
    day,
    euros,
    section,
)
from mittendrin.apps.standort.services.readiness import Origin
from mittendrin.apps.standort.services.wording import say
from mittendrin.apps.standort.sources.knowledge import cluster_rules
from mittendrin.apps.standort.sources.measures import YEARS

DECIDED = 3
PARTICIPATION = "participation"


def paper(found: Assessment) -> Paper:
    """Return the council paper of a town."""
    sources = Sources()
    chosen = found.plan.ready[: parts.SHOWN]
    decided = list(takewhile(lambda one: not one.rests_on_open, chosen))[:DECIDED]
    sections = (
        _facts(found, sources),
        _reasons(found, chosen, len(decided), sources),
        _finance(found, chosen),
        _climate(),
        _participation(found),
        _decision(found, decided),
        section("Wie sicher sind diese Angaben?", parts.uncertainty(found)),
    )
    return Paper(
        title="Beschlussvorlage: Stand und nächste Schritte der Digitalisierung",
        subtitle=found.headline,
        town=found.answers.town.name,
        on=found.answers.on,
        facts=(
            ("Vorlage Nr.", OPEN),
            ("Stand der Angaben", day(found.answers.on)),
            ("Federführendes Amt", OPEN),
            ("Gremium und Sitzung", OPEN),
            ("Öffentlichkeit", OPEN),
        ),
        sections=sections,
        sources=sources.listed(),
    )


def _facts(found: Assessment, sources: Sources) -> Section:
    town = found.answers.town
    known = [f"{name}: {value}" for name, value in parts.town_facts(found) if value != OPEN]
    about = f"{town.name} ({'; '.join(known)})" if known else town.name
    blocks: list[Block] = [
        Text(f"{found.headline} {found.lead}".strip(), lead=True),
        Text(
            f"{about} hat mit einem Fragebogen erhoben, wie weit die Digitalisierung ist. Er fragt zehn Felder ab, "
            "die auf drei veröffentlichten Studien beruhen. Eine Gesamtnote gibt es nicht, weil sich die Felder nicht "
            "gegeneinander verrechnen lassen."
            if len(found.standings) == 10
            else f"{about} hat mit einem Fragebogen erhoben, wie weit die Digitalisierung ist."
        ),
        parts.standing_table(found),
        parts.card_text(found, sources),
        Text(
            f"Vergleich mit den fünf Gruppen der Umfrage: {found.kind.sentence} "
            f"{sources.mark([cluster_rules().source])}"
        ),
    ]
    return section("Sachverhalt", blocks)


def _reasons(found: Assessment, chosen: Sequence[Proposal], decided: int, sources: Sources) -> Section:
    if not chosen:
        blocks: list[Block | None] = [
            Text("Nach den Antworten ist derzeit kein Schritt ohne Vorbedingung offen."),
            parts.waiting(found),
        ]
        return section("Begründung", blocks)
    held = parts.waiting(found)
    blocks = [
        Text(
            "Die folgenden Schritte schließen große Lücken oder schaffen Voraussetzungen; schnelle und tragende sind"
            f" gemischt. {_how_many(decided)}"
        ),
        parts.steps_table(found, chosen, sources),
        Text("So kann es jeweils beginnen:"),
        parts.first_steps(chosen),
        Text("Das haben andere Kommunen getan:"),
        parts.examples(chosen, sources),
        Text("Nicht vorgeschlagen wird, was noch Voraussetzungen braucht:") if held else None,
        held,
    ]
    return section("Begründung", blocks)


def _how_many(decided: int) -> str:
    """Return which of the steps the council is asked to decide on, and why not on all."""
    if not decided:
        return "Sie beruhen auf offenen Antworten; deshalb steht noch keiner im Beschlussvorschlag."
    first = "Der erste steht" if decided == 1 else f"Die ersten {decided} stehen"
    return f"{first} im Beschlussvorschlag."


def _finance(found: Assessment, chosen: Sequence[Proposal]) -> Section:
    measures = found.answers.measures
    if not measures:
        rows = tuple((say(one.step.title), say(one.step.cost), OPEN, OPEN, OPEN) for one in chosen)
        head = ("Schritt", "Art der Kosten", "einmalig", "jährlich", f"in {YEARS} Jahren")
        blocks: list[Block] = [
            Text(
                f"Beträge sind noch nicht ermittelt. Nötig sind die Kosten über {YEARS} Jahre mit Betrieb und Pflege."
            ),
        ]
        if rows:
            blocks.append(Table("Kosten der vorgeschlagenen Schritte", head, rows))
        return section("Finanzielle Auswirkungen", [*blocks, Blank("Deckung, Produkt und Sachkonto, Förderung")])
    costs = found.costs
    text = (
        f"Die eingetragenen Maßnahmen kosten einmalig {euros(costs.one_off)} und jährlich {euros(costs.yearly)}, "
        f"in {YEARS} Jahren zusammen {euros(costs.over_years)}."
    )
    posts = parts.posts([one for one in measures if one.state != "stopped"])
    text += (
        " Wie viele Stellen nötig sind, ist noch auszufüllen." if posts == OPEN else f" Dazu kommen {posts} Stellen."
    )
    if costs.open:
        text += f" Maßnahmen, bei denen noch ein Betrag fehlt: {costs.open}; die Summe ist also eine Untergrenze."
    blank = Blank("Deckung, Produkt und Sachkonto, Förderung")
    return section("Finanzielle Auswirkungen", [Text(text), parts.money(measures), blank])


def _climate() -> Section:
    hint = "Verbrauch von Strom und Geräten, weniger Wege und Papier; Prüfung nach den Regeln der Stadt"
    return section("Auswirkungen auf das Klima", [Blank(hint)])


def _participation(found: Assessment) -> Section:
    standing = next((one for one in found.standings if one.field.id == PARTICIPATION), None)
    blocks: list[Block] = []
    if standing:
        blocks.append(Text("So steht es um Beteiligung und Berichte:"))
        blocks.append(parts.answers_table(standing))
    blocks.append(Blank("Anhörung von Personalrat, Datenschutz, Ortsbeiräten und Bürgerschaft zu dieser Vorlage"))
    return section("Beteiligung", blocks)


def _decision(found: Assessment, chosen: Sequence[Proposal]) -> Section:
    items = ["Der Rat nimmt den Stand der Digitalisierung zur Kenntnis."]
    items += [f"Der Rat beauftragt die Verwaltung mit dem Schritt „{say(one.step.title)}“." for one in chosen]
    if not chosen and found.count(Origin.OPEN):
        items.append(
            "Der Rat beauftragt die Verwaltung, die offenen Fragen zu klären und danach Schritte vorzuschlagen."
        )
    if found.answers.measures and not found.costs.open:
        items.append(
            f"Für die Maßnahmen werden einmalig {euros(found.costs.one_off)} und jährlich {euros(found.costs.yearly)} "
            f"vorgesehen; Deckung: {OPEN}."
        )
    else:
        items.append(f"Für die Maßnahmen werden Mittel in Höhe von ({OPEN}) vorgesehen.")
    items.append(f"Die Verwaltung berichtet dem Rat über den Fortschritt bis: {OPEN}.")
    return section("Beschlussvorschlag", [Items(tuple(items), numbered=True)])
