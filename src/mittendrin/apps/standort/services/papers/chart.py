# SPDX-License-Identifier: EUPL-1.2
"""One chart as a paper: the standing by field, with its sentence, its table and where it comes from."""

from __future__ import annotations

from collections.abc import Sequence

from mittendrin.apps.standort.services.assessment import Assessment
from mittendrin.apps.standort.services.papers import parts
from mittendrin.apps.standort.services.papers.model import Paper, Picture, Text, day, section
from mittendrin.apps.standort.services.readiness import Standing
from mittendrin.apps.standort.services.report import percent
from mittendrin.apps.standort.services.wording import number, say
from mittendrin.web.charts.model import Bar, Chart, Row, Table, Value

MOST_SERIES = 3


def paper(found: Assessment) -> Paper:
    """Return the chart of a town as a paper."""
    town = found.answers.town
    drawn = picture([found], sentence(found))
    return Paper(
        title=f"Stand je Feld, {town.name}",
        subtitle="Ein Diagramm mit seinen Zahlen",
        town=town.name,
        on=found.answers.on,
        facts=(("Stand der Angaben", day(found.answers.on)),),
        sections=(
            section("Diagramm", [Text(sentence(found), lead=True), drawn, Text(how_to_read(), hint=True)]),
            section("Dieselben Zahlen als Tabelle", [parts.standing_table(found)]),
            section("Wie sicher sind diese Angaben?", parts.uncertainty(found)),
        ),
    )


def how_to_read() -> str:
    """Return how the bars are read."""
    return (
        "Voll: durch Antworten belegt. Gestrichelt: möglich, wenn alle offenen Antworten die besten wären. "
        "0 heißt nicht begonnen, 100 gefestigt. Eine Gesamtnote gibt es nicht."
    )


def sentence(found: Assessment) -> str:
    """Return what the chart shows, in one sentence."""
    if not any(one.answered for one in found.standings):
        return "Noch ist keine Frage beantwortet."
    ordered = sorted(found.standings, key=lambda one: -one.score)
    open_count = sum(one.open for one in found.standings)
    text = (
        f"Am weitesten ist {say(ordered[0].field.name)} ({number(percent(ordered[0].score))} belegt), "
        f"am wenigsten belegt ist {say(ordered[-1].field.name)} ({number(percent(ordered[-1].score))})."
    )
    return f"{text} {open_count} Antworten sind offen." if open_count else text


def picture(found: Sequence[Assessment], said: str) -> Picture:
    """Return the standing of up to three towns as bars, the first one's in front. said: what the drawing shows."""
    shown = found[:MOST_SERIES]
    fields = [one.field for one in shown[0].standings]
    rows = tuple(
        Row(say(one.name), tuple(_value(town.standings[at]) for town in shown)) for at, one in enumerate(fields)
    )
    names = [town.answers.town.name for town in shown]
    bars = tuple(Bar(name if len(shown) > 1 else "", quiet=at > 0) for at, name in enumerate(names))
    title = f"Stand je Feld: {', '.join(names)}"
    told = "; ".join(
        f"{say(one.name)} " + ", ".join(f"{names[at]} {_span(town.standings[place])}" for at, town in enumerate(shown))
        for place, one in enumerate(fields)
    )
    chart = Chart("stand", title, said, rows, Table((), ()), "Eigene Angaben.", "", bars=bars)
    return Picture(chart.standalone(), f"Balken je Feld, 0 bis 100, belegt bis möglich: {told}.", title)


def _value(standing: Standing) -> Value:
    low, high = percent(standing.score), percent(standing.high)
    return Value(low, max(low, high), _span(standing))


def _span(standing: Standing) -> str:
    low, high = number(percent(standing.score), 0), number(percent(standing.high), 0)
    return low if low == high else f"{low} bis {high}"
