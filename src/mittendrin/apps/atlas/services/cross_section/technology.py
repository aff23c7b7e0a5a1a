# SPDX-License-Identifier: EUPL-1.2
"""Where AI is at work, and which techniques projects use."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mittendrin.apps.atlas.services.cross_section import words
from mittendrin.apps.atlas.services.cross_section.base import Counts, Data, Finding, cite, count_part
from mittendrin.apps.atlas.services.cross_section.facts import Facts, Selection
from mittendrin.apps.atlas.services.labels import AI, label

STUDIES = (("ki-in-mittelstaedten", ""), ("smart-city-atlas", ""), ("zukunft-vor-ort", ""))
ALL = "all"


def kinds() -> dict[str, str]:
    """Return the kinds of projects that can be counted, all of them first."""
    return {
        ALL: _("alle"),
        "lighthouse": _("Leuchtturmprojekte"),
        "model": _("Modellprojekte"),
        "research": _("Forschungsprojekte"),
        "ai_use": _("KI-Einsätze"),
        "practice": _("Praxisbeispiele"),
    }


def chosen(facts: Facts, selection: Selection) -> list[Data]:
    """Return the projects of the kind that the selection asks for."""
    return facts.projects([] if selection.way in ("", ALL) else [selection.way], selection)


def answer(facts: Facts, selection: Selection) -> Finding:
    """Return AI domains and technologies."""
    projects = chosen(facts, selection)
    domains = Counter(code for data in projects for code in data["ai"])
    with_ai = sum(1 for data in projects if set(data["ai"]) - {"none"})
    source = cite(facts, *STUDIES)
    ai = Counts(
        key="ki",
        title=_("Womit KI umgeht"),
        sentence=_sentence(domains, with_ai, len(projects)),
        counts={code: domains[code] for code in AI if code != "none"},
        base=with_ai,
        source=source,
        vocabulary="ai",
        noun=_("KI liest oder rechnet mit"),
        note=_("Ein Projekt kann zu mehreren gehören. Der Anteil bezieht sich auf die Projekte mit KI."),
    )
    found = Counter(code for data in projects for code in data["technologies"])
    first = words.leaders(found, 3)
    technologies = Counts(
        key="technik",
        title=_("Technik der Projekte"),
        sentence=_("Am häufigsten: %(names)s.") % {"names": words.listing(label("technology", code) for code in first)}
        if first
        else _("Zu dieser Auswahl ist keine Technik genannt."),
        counts=dict(found),
        base=len(projects),
        source=source,
        vocabulary="technology",
        noun=_("Technik"),
        note=_("Ein Projekt kann mehrere nutzen. Das Bild zeigt die 15 häufigsten, die Tabelle alle."),
    )
    return Finding(
        ai.sentence,
        ngettext(
            "%(n)s Projekt der Auswahl arbeitet mit KI oder will es, %(without)s kommen ohne aus.",
            "%(n)s Projekte der Auswahl arbeiten mit KI oder wollen es, %(without)s kommen ohne aus.",
            with_ai,
        )
        % {"n": words.count(with_ai), "without": words.count(len(projects) - with_ai)},
        (count_part(ai, selection), count_part(technologies, selection)),
        _(
            "KI zählt nur, wenn die Quelle sie selbst nennt. „Nicht genannt“ heißt: Die Quelle spricht von KI, "
            "aber nicht, womit sie umgeht. Stufen von der Idee bis zum Betrieb sind zusammen gezählt."
        ),
    )


def _sentence(domains: Counter[str], with_ai: int, projects: int) -> str:
    if not projects:
        return _("Zu dieser Auswahl gibt es kein Projekt.")
    if not with_ai:
        return _("Keines der %(all)s Projekte der Auswahl nennt KI.") % {"all": words.count(projects)}
    named = {code: number for code, number in domains.items() if code != "none"}
    first = words.leaders(named)
    values = {"n": words.count(with_ai), "all": words.count(projects)}
    if not first:
        return _("%(n)s von %(all)s Projekten nennen KI, aber nicht, womit sie umgeht.") % values
    names = words.listing(label("ai", code) for code in first)
    return ngettext(
        "%(n)s von %(all)s Projekten nennt KI, am häufigsten mit %(names)s.",
        "%(n)s von %(all)s Projekten nennen KI, am häufigsten mit %(names)s.",
        with_ai,
    ) % {**values, "names": names}
