# SPDX-License-Identifier: EUPL-1.2
"""Parts that several papers share: the standing, the steps, the money, what is uncertain."""

from __future__ import annotations

from collections.abc import Sequence

from mittendrin.apps.standort.services import card as cards
from mittendrin.apps.standort.services import step_words, wording
from mittendrin.apps.standort.services.assessment import Assessment
from mittendrin.apps.standort.services.next_steps import Proposal
from mittendrin.apps.standort.services.papers.model import OPEN, Block, Items, Sources, Table, Text, day, euros, or_open
from mittendrin.apps.standort.services.readiness import Origin, Reading, Standing
from mittendrin.apps.standort.services.report import percent
from mittendrin.apps.standort.services.wording import say
from mittendrin.apps.standort.sources.answers import STATES
from mittendrin.apps.standort.sources.knowledge import estimate
from mittendrin.apps.standort.sources.measures import YEARS, Measure

STATE_WORDS = {
    "idea": "Idee",
    "planned": "geplant",
    "running": "läuft",
    "done": "fertig",
    "stopped": "beendet",
}
SHOWN = 5
_LIMITS = "Die Grenzen zwischen den Punkten sind von Mittendrin gesetzt; die Studie druckt sie nicht"


def town_facts(found: Assessment) -> tuple[tuple[str, str], ...]:
    """Return what is known about the town itself."""
    town = found.answers.town
    people = wording.number(town.population, 0) if town.population else OPEN
    area = f"{wording.number(town.area_km2)} km²" if town.area_km2 else OPEN
    return (
        ("Land", STATES.get(town.state, OPEN)),
        ("Einwohnerzahl", people),
        ("Fläche", area),
    )


def standing_table(found: Assessment) -> Table:
    """Return the fields with what is proved and what is possible."""
    rows = tuple(_standing_row(standing) for standing in found.standings)
    head = ("Feld", "belegt", "möglich", "Stufe", "offene Antworten")
    caption = "Stand je Feld, 0 (nicht begonnen) bis 100 (gefestigt)"
    return Table(caption, head, rows, frozenset({1, 2, 4}))


def _standing_row(standing: Standing) -> tuple[str, ...]:
    return (
        say(standing.field.name),
        wording.number(percent(standing.score)),
        wording.number(percent(standing.high)),
        wording.stages(standing.score, standing.high),
        f"{standing.open} von {len(standing.readings)}",
    )


def card_text(found: Assessment, sources: Sources) -> Text:
    """Return the sentence on the profile card."""
    card = found.card
    points = f"{card.points}" if card.points == card.possible else f"{card.points} bis {card.possible}"
    text = (
        f"Profilkarte nach den Kriterien des Smart-City-Atlas: {points} von 3 Punkten, "
        f"{card.fulfilled} von {len(card.criteria)} Kriterien erfüllt, {card.open} offen."
    )
    return Text(f"{text} {_LIMITS} {sources.mark([cards.SOURCE])}.")


def card_source(sources: Sources) -> Text:
    """Return where the criteria of the card come from."""
    return Text(f"Kriterien nach dem Smart-City-Atlas. {_LIMITS} {sources.mark([cards.SOURCE])}.")


def card_table(found: Assessment) -> Table:
    """Return the criteria of the card."""
    return Table("Kriterien der Profilkarte", ("Kriterium", "Stand"), tuple(cards.rows(found.card)))


def steps_table(found: Assessment, proposals: Sequence[Proposal], sources: Sources) -> Table:
    """Return steps with effort, cost, time and who decides; those that are a measure already say so."""
    rows = tuple(_step_row(found, number, proposal, sources) for number, proposal in enumerate(proposals, start=1))
    head = ("Schritt", "Begründung", "Aufwand", "Kosten", "Dauer", "Entscheidet")
    return Table("Vorgeschlagene Schritte", head, rows)


def _step_row(found: Assessment, number: int, proposal: Proposal, sources: Sources) -> tuple[str, ...]:
    step = proposal.step
    why = f"{say(step.why)} {sources.mark([step.source])}"
    why += " " + " ".join(step_words.reasons(proposal, found))
    if proposal.rests_on_open:
        why += " Beruht auf offenen Antworten."
    if step.id in found.planned:
        why += " Steht schon unter den Maßnahmen."
    return (
        f"{number}. {say(step.title)}",
        why,
        wording.effort(step.effort),
        say(step.cost),
        wording.months(step.months),
        say(step.decides),
    )


def first_steps(proposals: Sequence[Proposal]) -> Items:
    """Return the first small step of each proposal."""
    return Items(tuple(f"{say(one.step.title)}: {say(one.step.first)}" for one in proposals))


def examples(proposals: Sequence[Proposal], sources: Sources) -> Items:
    """Return what other towns did, with sources."""
    items = []
    for proposal in proposals:
        deed = proposal.step.done_by
        items.append(
            f"{say(proposal.step.title)}: {deed.name}, {say(deed.text).rstrip('.')} {sources.mark([deed.citation])}."
        )
    return Items(tuple(items))


def waiting(found: Assessment) -> Items | None:
    """Return what has to wait and for what."""
    items = [
        f"{say(one.step.title)}: noch nicht. {' '.join(say(need.text) for need in one.missing)}"
        + (f" Wird möglich durch Schritt {one.freed_by}." if 0 < one.freed_by <= SHOWN else "")
        for one in found.plan.waiting
    ]
    return Items(tuple(items)) if items else None


def money(measures: Sequence[Measure]) -> Table:
    """Return the costs of measures with their sum over five years; open amounts stay open."""
    rows = [_money_row(measure) for measure in measures]
    counted = [measure for measure in measures if measure.state != "stopped"]
    total = sum(measure.over_years or 0 for measure in counted)
    one_off = sum(measure.one_off or 0 for measure in counted)
    yearly = sum(measure.yearly or 0 for measure in counted)
    label = "Summe der eingetragenen Beträge" if any(one.cost_open for one in counted) else "Summe"
    if len(counted) < len(measures):
        label += " ohne Beendetes"
    rows.append((label, euros(one_off), euros(yearly), euros(total), posts(counted)))
    head = ("Maßnahme", "einmalig", "jährlich", f"in {YEARS} Jahren", "Stellen")
    return Table(f"Kosten der Maßnahmen über {YEARS} Jahre, ohne Stellen", head, tuple(rows), frozenset({1, 2, 3, 4}))


def posts(measures: Sequence[Measure]) -> str:
    """Return the posts of all measures; where some do not say it, the sum is the least."""
    known = [measure.posts for measure in measures if measure.posts is not None]
    if not known:
        return OPEN
    words = wording.number(sum(known), 2)
    return words if len(known) == len(measures) else f"mindestens {words}"


def _money_row(measure: Measure) -> tuple[str, ...]:
    whole = OPEN if measure.over_years is None else euros(measure.over_years)
    if measure.over_years is not None and measure.cost_open:
        whole = f"mindestens {whole}"
    own = OPEN if measure.posts is None else wording.number(measure.posts, 2)
    return (measure.title, euros(measure.one_off), euros(measure.yearly), whole, own)


def measures_table(measures: Sequence[Measure]) -> Table:
    """Return measures with owner, dates, state and funding."""
    rows = tuple(
        (
            measure.title,
            STATE_WORDS[measure.state],
            or_open(measure.owner),
            f"{day(measure.start)} bis {day(measure.end)}" if measure.start or measure.end else OPEN,
            or_open(measure.funding),
        )
        for measure in measures
    )
    return Table("Maßnahmen", ("Maßnahme", "Stand", "Verantwortlich", "Zeitraum", "Förderung"), rows)


def milestones(measures: Sequence[Measure]) -> Table | None:
    """Return the milestones of all measures by day."""
    found = sorted((one.on, measure.title, one.title) for measure in measures for one in measure.milestones)
    rows = tuple((day(on), name, title) for on, name, title in found)
    return Table("Meilensteine", ("Tag", "Maßnahme", "Erreicht"), rows) if rows else None


def risks(measures: Sequence[Measure]) -> Items | None:
    """Return the risks that were written down."""
    items = tuple(f"{measure.title}: {measure.risks}" for measure in measures if measure.risks)
    return Items(items) if items else None


def uncertainty(found: Assessment) -> list[Block]:
    """Return what the paper rests on and what is open."""
    own, seen, open_ = (found.count(origin) for origin in (Origin.OWN, Origin.SEEN, Origin.OPEN))
    blocks: list[Block] = [
        Text(
            f"Grundlage ist der Fragebogen {found.questions.name} mit {len(found.readings)} Fragen: "
            f"{own} hat die Stadt selbst beantwortet, {seen} hat das System belegt, {open_} sind offen. "
            "„Belegt“ zählt nur, was beantwortet ist; „möglich“ nimmt an, dass jede offene Antwort die beste wäre."
        ),
        Text(say(estimate())),
    ]
    questions = tuple(say(one.item.question) for one in found.readings.values() if one.answer is None)
    if questions:
        blocks += [Text("Offen sind diese Fragen:"), Items(questions)]
    if found.doubts:
        blocks += [
            Text("Diese Antworten passen schwer zusammen und sollten geprüft werden:"),
            Items(tuple(say(doubt.rule.text) for doubt in found.doubts)),
        ]
    differing = tuple(_differing(reading) for reading in found.readings.values() if reading.differs)
    if differing:
        blocks += [Text("Hier sagt die Stadt etwas anderes, als das System sieht:"), Items(differing)]
    return blocks


def _differing(reading: Reading) -> str:
    own = wording.answer(reading.item, reading.answer)
    seen = reading.evidence.sentence if reading.evidence else ""
    return f"{say(reading.item.question)} Antwort der Stadt: {own}. Das System sieht: {seen}"


def answers_table(standing: Standing) -> Table:
    """Return all answers of a field with who gave them."""
    words = {Origin.OWN: "Angabe der Stadt", Origin.SEEN: "vom System belegt", Origin.OPEN: "offen"}
    rows = tuple(
        (
            say(reading.item.question),
            OPEN if reading.answer is None else wording.answer(reading.item, reading.answer),
            words[reading.origin] + (f": {reading.comment}" if reading.comment else ""),
        )
        for reading in standing.readings
    )
    return Table(f"Antworten: {say(standing.field.name)}", ("Frage", "Antwort", "Grundlage"), rows)
