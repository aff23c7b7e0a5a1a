# SPDX-License-Identifier: EUPL-1.2
"""In which fields of action the lighthouse projects lie: three ways of counting, beside the printed figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mittendrin.apps.atlas.services.cross_section import words
from mittendrin.apps.atlas.services.cross_section.agenda_fields import fields_beside_projects
from mittendrin.apps.atlas.services.cross_section.base import Counts, Data, Finding, cite, count_part
from mittendrin.apps.atlas.services.cross_section.facts import Facts, Selection
from mittendrin.apps.atlas.services.labels import FIELD, label

ANNEX, HEADING, EVERY = "annex", "heading", "every"


def ways() -> dict[str, str]:
    """Return the ways of counting."""
    return {
        ANNEX: _("Hauptfeld nach Anhang A"),
        HEADING: _("erstgenanntes Feld im Steckbrief"),
        EVERY: _("jede Zuordnung"),
    }


def _fields(project: Data, way: str) -> list[str]:
    if way == EVERY:
        return list(project["fields"])
    named = project.get("fields_printed") or project["fields"] if way == HEADING else project["fields"]
    return list(named[:1])


def count_fields(projects: Iterable[Data], way: str) -> dict[str, int]:
    """Return the number of projects per field of action; all ten fields, also those without a project."""
    found = Counter(field for project in projects for field in _fields(project, way))
    return {field: found[field] for field in FIELD}


def _methods() -> dict[str, str]:
    return {
        ANNEX: _("Jedes Projekt zählt einmal, in dem Feld, dem der Anhang A der Studie es zuordnet."),
        HEADING: _(
            "Jedes Projekt zählt einmal, in dem Feld, das sein Steckbrief zuerst nennt. "
            "Die Studie ordnet nach dem Hauptzweck."
        ),
        EVERY: _("Jedes Projekt zählt in jedem Feld, das sein Steckbrief nennt."),
    }


def answer(facts: Facts, selection: Selection) -> Finding:
    """Return the projects per field."""
    way = selection.way or ANNEX
    projects = facts.projects(["lighthouse"], selection)
    counts = count_fields(projects, way)
    sentence = _sentence(counts, len(projects), way)
    what = Counts(
        key="felder",
        title=_("Leuchtturmprojekte je Handlungsfeld"),
        sentence=sentence,
        counts=counts,
        base=sum(counts.values()),
        source=cite(facts, ("smart-city-atlas", _("Tabelle 5 und Anhang A"))),
        vocabulary="field",
        against="projects-by-field",
        way=way,
        extra=None if way == EVERY else (_("jede Zuordnung"), count_fields(projects, EVERY)),
        adds_up=True,
        noun=_("Handlungsfeld"),
        note=_several(projects),
    )
    side = () if selection.filtered else (fields_beside_projects(facts),)
    return Finding(sentence, _lead(facts, projects, counts), (count_part(what, selection),), _methods()[way], side)


def _several(projects: list[Data]) -> str:
    several = sum(1 for project in projects if len(project["fields"]) > 1)
    if not several:
        return ""
    return ngettext(
        "%(n)s Projekt gehört zu mehreren Feldern. „Jede Zuordnung“ zählt es mehrfach.",
        "%(n)s Projekte gehören zu mehreren Feldern. „Jede Zuordnung“ zählt sie mehrfach.",
        several,
    ) % {"n": words.count(several)}


def _sentence(counts: dict[str, int], projects: int, way: str) -> str:
    total = sum(counts.values())
    if not total:
        return _("Zu dieser Auswahl gibt es kein Leuchtturmprojekt.")
    first = words.leaders(counts)
    if not first:
        return _("Die Leuchtturmprojekte verteilen sich gleichmäßig auf die Felder.")
    names = words.listing(label("field", code) for code in first)
    part = sum(counts[code] for code in first)
    values = {"names": names, "part": words.count(part), "total": words.count(total)}
    if way == EVERY:
        return _("Am häufigsten zugeordnet: %(names)s, %(part)s von %(total)s Mal.") % values
    share = words.share_words(part, projects)
    if len(first) == 1:
        return _("%(names)s stellt %(part)s von %(total)s Leuchtturmprojekten.") % values
    if share:
        return _("%(names)s stellen %(share)s der Leuchtturmprojekte.") % {**values, "share": share}
    return _("%(names)s stellen %(part)s von %(total)s Leuchtturmprojekten.") % values


def _lead(facts: Facts, projects: list[Data], counts: dict[str, int]) -> str:
    profiled = {data["municipality"] for data in facts.profiles("smart-city-atlas", Selection())}
    towns = len({town for project in projects for town in project["municipalities"]} & profiled)
    if not projects:
        return _("Eine andere Auswahl von Land und Größe zeigt wieder Projekte.")
    first, total = words.leaders(counts), sum(counts.values())
    values = {
        "part": words.count(sum(counts[code] for code in first)),
        "total": words.count(total),
        "projects": words.count(len(projects)),
        "towns": words.count(towns),
    }
    lead = ngettext("%(projects)s Projekte aus %(towns)s Stadt.", "%(projects)s Projekte aus %(towns)s Städten.", towns)
    if len(projects) == total:
        lead = ngettext(
            "%(part)s von %(total)s Projekten aus %(towns)s Stadt.",
            "%(part)s von %(total)s Projekten aus %(towns)s Städten.",
            towns,
        )
    return f"{lead % values} {_last(counts)}".strip()


def _last(counts: dict[str, int]) -> str:
    last = sorted(counts, key=lambda code: (counts[code], code))[:3]
    part = sum(counts[code] for code in last)
    names = words.listing(label("field", code) for code in last)
    if not part:
        return _("%(names)s kommen nicht vor.") % {"names": names}
    return _("%(names)s kommen zusammen auf %(part)s.") % {"names": names, "part": words.count(part)}
