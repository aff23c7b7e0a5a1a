# SPDX-License-Identifier: EUPL-1.2
"""Two to six towns beside each other: field by field, with what is proved and what is possible, and no ranking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mittendrin.apps.standort.services import wording
from mittendrin.apps.standort.services.assessment import Assessment
from mittendrin.apps.standort.services.papers import chart
from mittendrin.apps.standort.services.papers.model import (
    OPEN,
    Block,
    Items,
    Paper,
    Sources,
    Table,
    Text,
    day,
    euros,
    section,
)
from mittendrin.apps.standort.services.papers.parts import card_source
from mittendrin.apps.standort.services.readiness import Origin
from mittendrin.apps.standort.services.report import percent
from mittendrin.apps.standort.services.wording import number, say
from mittendrin.apps.standort.sources.answers import STATES

FEWEST, MOST = 2, 6
_CLEAR = 5.0
NOT_PUBLIC = "nicht veröffentlicht"


@dataclass(frozen=True)
class Public:
    """What is known of a town only because it published it. source: where; measures, of which running."""

    source: str
    measures: int = 0
    running: int = 0


Known = Sequence[Public | None]


def paper(found: Sequence[Assessment], published: Known = ()) -> Paper:
    """Return the comparison; the first town is the one whose paper it is. Raises ValueError for too few or too many.

    published: for each town what it published, when nothing else is known of it; else None.
    """
    if not FEWEST <= len(found) <= MOST:
        raise ValueError(len(found))
    own, sources = found[0], Sources()
    names = [one.answers.town.name for one in found]
    origins = published or [None] * len(found)
    drawn = len(found) <= chart.MOST_SERIES
    standing: list[Block | None] = [
        Text(_lead(found), lead=True),
        chart.picture(found, _lead(found)) if drawn else None,
        Text(chart.how_to_read(), hint=True) if drawn else None,
        _standings(found, names),
    ]
    return Paper(
        title=f"Vergleich: {', '.join(names)}",
        subtitle="Wo die Städte stehen, Feld für Feld",
        town=own.answers.town.name,
        on=own.answers.on,
        facts=tuple((name, _facts(one, origin)) for name, one, origin in zip(names, found, origins, strict=True)),
        sections=(
            section("Stand je Feld", standing),
            section("Wo sich die Städte klar unterscheiden", [_differences(found, names)]),
            section("Profilkarte", [_cards(found, names), card_source(sources)]),
            section("Maßnahmen", [_measures(found, names, origins)]),
            section("Wie sicher ist der Vergleich?", [_doubt(found, names, origins)]),
        ),
        sources=sources.listed(),
    )


def _facts(found: Assessment, origin: Public | None) -> str:
    town = found.answers.town
    said = origin.source if origin else f"Tag der Angaben {OPEN}"
    people = f"{number(town.population, 0)} Menschen" if town.population else f"Einwohnerzahl {OPEN}"
    asked = f"Angaben vom {day(found.answers.on)}" if found.answers.on else said
    return f"{STATES.get(town.state, f'Land {OPEN}')}, {people}, {asked}"


def _lead(found: Sequence[Assessment]) -> str:
    own = found[0].answers.town.name
    clear = len({place for place, _other in _clear(found)})
    if not clear:
        return f"In keinem Feld steht fest, dass {own} weiter oder weniger weit ist: Die Spannen überschneiden sich."
    fields = "einem Feld" if clear == 1 else f"{clear} Feldern"
    return f"In {fields} unterscheidet sich {own} klar von mindestens einer anderen Stadt."


def _standings(found: Sequence[Assessment], names: Sequence[str]) -> Table:
    rows = tuple(
        (say(one.field.name), *(_span(town, place) for town in found)) for place, one in enumerate(found[0].standings)
    )
    caption = "Stand je Feld, belegt bis möglich, 0 bis 100"
    return Table(caption, ("Feld", *names), rows, frozenset(range(1, len(names) + 1)))


def _span(found: Assessment, place: int) -> str:
    one = found.standings[place]
    low, high = number(percent(one.score), 0), number(percent(one.high), 0)
    return low if low == high else f"{low} bis {high}"


def _clear(found: Sequence[Assessment]) -> list[tuple[int, int]]:
    """Return (place of the field, number of the other town) where the spans do not overlap."""
    own = found[0].standings
    return [
        (place, other)
        for place, one in enumerate(own)
        for other in range(1, len(found))
        if percent(one.score) > percent(found[other].standings[place].high) + _CLEAR
        or percent(one.high) < percent(found[other].standings[place].score) - _CLEAR
    ]


def _differences(found: Sequence[Assessment], names: Sequence[str]) -> Block:
    lines = []
    for place, other in _clear(found):
        one, two = found[0].standings[place], found[other].standings[place]
        ahead = "weiter als" if one.score > two.high else "noch nicht so weit wie"
        spans = f"{_span(found[0], place)} gegen {_span(found[other], place)}"
        lines.append(f"{say(one.field.name)}: {names[0]} ist {ahead} {names[other]} ({spans}).")
    return Items(tuple(lines)) if lines else Text("Die Spannen überschneiden sich in allen Feldern.")


def _cards(found: Sequence[Assessment], names: Sequence[str]) -> Table:
    rows = tuple(
        (
            name,
            f"{wording.span(one.card.points, one.card.possible)} von 3",
            f"{one.card.fulfilled} von {len(one.card.criteria)}",
            str(one.card.open),
        )
        for name, one in zip(names, found, strict=True)
    )
    return Table("Profilkarten", ("Stadt", "Punkte", "Kriterien erfüllt", "offen"), rows, frozenset({2, 3}))


def _measures(found: Sequence[Assessment], names: Sequence[str], origins: Known) -> Table:
    rows = tuple(
        (
            name,
            *(_published(origin) if origin else _measured(one)),
        )
        for name, one, origin in zip(names, found, origins, strict=True)
    )
    return Table("Maßnahmen im Fahrplan", ("Stadt", "Zahl", "laufen", "in fünf Jahren"), rows, frozenset({1, 2, 3}))


def _published(said: Public) -> tuple[str, str, str]:
    """Return how many measures a town published; what they cost stands in no published profile."""
    if not said.measures:
        return (NOT_PUBLIC,) * 3
    return f"{said.measures} veröffentlicht", str(said.running), NOT_PUBLIC


def _measured(found: Assessment) -> tuple[str, str, str]:
    measures = found.answers.measures
    running = sum(measure.state == "running" for measure in measures)
    return str(len(measures)) if measures else OPEN, str(running), _costs(found)


def _costs(found: Assessment) -> str:
    if not found.answers.measures:
        return OPEN
    words = euros(found.costs.over_years)
    return f"mindestens {words}" if found.costs.open else words


def _doubt(found: Sequence[Assessment], names: Sequence[str], origins: Known) -> Items:
    lines = [
        _missing(name, town, is_public=bool(origin)) for name, town, origin in zip(names, found, origins, strict=True)
    ]
    lines.append(
        "Jede Stadt hat für sich selbst geantwortet. Ein Unterschied gilt hier nur als klar, wenn die Spannen mehr als "
        f"{number(_CLEAR, 0)} Punkte auseinander liegen. Eine Rangliste entsteht daraus nicht."
    )
    return Items(tuple(lines))


def _missing(name: str, town: Assessment, *, is_public: bool) -> str:
    """Return how much of a town is open, and of a published profile the fields of which it says nothing at all."""
    count = f"{town.count(Origin.OPEN)} von {len(town.readings)} Fragen"
    if not is_public:
        return f"{name}: {count} sind offen."
    silent = [say(one.field.name) for one in town.standings if not one.answered]
    fields = f" Zu diesen Feldern sagt er nichts: {'; '.join(silent)}." if silent else ""
    return f"{name}: {count} beantwortet der veröffentlichte Steckbrief nicht; sie gelten als offen.{fields}"
