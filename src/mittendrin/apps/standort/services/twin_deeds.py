# SPDX-License-Identifier: EUPL-1.2
"""What the most similar towns did, in which order, what they stopped, whom to ask: for the page and the papers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from mittendrin.apps.standort.services import papers
from mittendrin.apps.standort.services.papers.model import Block, Items, Section, Text, section
from mittendrin.apps.standort.services.wording import join
from mittendrin.apps.standort.sources.answers import TownFacts
from mittendrin.townhall import offers

Data = dict[str, Any]
IN_PAPERS = frozenset({"council", "sheet"})
FIRST = 6
"""So many events and projects of a town stand in a paper; the page shows all."""


@dataclass(frozen=True)
class Deeds:
    """One similar town with what its records say; a list is empty where they say nothing."""

    name: str
    url: str
    reason: str
    order: Sequence[Data]
    stopped: Sequence[Data]
    going: Sequence[Data]
    more: int
    official_name: str
    offices: Sequence[Data]
    links: Sequence[Data]


def deeds(town: TownFacts) -> list[Deeds]:
    """Return the deeds of similar towns; none without the size of the own town or without an app that knows towns."""
    ask = offers.knowledge("similar_deeds")
    if ask is None or town.population is None:
        return []
    return [Deeds(**one) for one in ask(town.name, town.state, town.role, town.population, town.area_km2)]


def headline(found: Sequence[Deeds]) -> str:
    """Return what all of them together show, in one sentence."""
    stopped = sum(len(one.stopped) for one in found)
    going = sum(len(one.going) + one.more for one in found)
    names = join([one.name for one in found])
    words = {"names": names, "going": going + stopped, "stopped": stopped}
    if not stopped:
        return _("%(names)s: %(going)s Vorhaben genannt, von keinem heißt es, dass es beendet wurde.") % words
    return _("%(names)s: %(going)s Vorhaben genannt, %(stopped)s davon beendet.") % words


def shared_first(found: Sequence[Deeds]) -> str:
    """Return with what most of them began: the year of the first proved event of each."""
    years = Counter(str(one.order[0]["date"])[:4] for one in found if one.order and one.order[0]["done"])
    if not years:
        return ""
    return _("Früheste belegte Jahre: %(years)s.") % {"years": ", ".join(sorted(years))}


def paper_section(found: Sequence[Deeds]) -> Section:
    """Return the section of a paper; what no record says is said as well."""
    blocks: list[Block] = [
        Text(f"{headline(found)} Die Angaben stammen aus den Studien und gelten für deren Jahr; Quelle in Klammern.")
    ]
    for one in found:
        blocks.append(Text(f"{one.name}: {one.reason}"))
        blocks.append(Items(tuple(_lines(one))))
    return section("Was ähnliche Städte taten", blocks)


def with_twins(made: papers.Paper, town: TownFacts) -> papers.Paper:
    """Return the paper with what similar towns did, as it is when nothing is known of any."""
    with translation.override("de"):
        found = deeds(town)
        return papers.with_section(made, paper_section(found)) if found else made


def _lines(one: Deeds) -> list[str]:
    lines = [
        f"{event['when']}: {event['text'].rstrip('.')}{'' if event['done'] else ' (angekündigt)'} ({event['source']})"
        for event in one.order[:FIRST]
    ]
    lines += [f"{line['stage']}: {line['title']} ({line['source']})" for line in one.going[: FIRST - len(lines)]]
    lines += [f"Beendet: {_stopped(line)} ({line['source']})" for line in one.stopped]
    if not one.stopped:
        lines.append("Beendet: Die Studien nennen nichts.")
    office = one.offices[0] if one.offices else None
    if office:
        lines.append(f"Zu fragen, Stand {office['year']}: {office['text']} ({office['source']})")
    else:
        lines.append(f"Zu fragen: Die Studien nennen keine Stelle; Auskunft gibt das Rathaus ({one.official_name}).")
    return lines


def _stopped(line: Data) -> str:
    return f"{line['title']}. {line['stage_text']}".rstrip(". ") if line["stage_text"] else str(line["title"])
