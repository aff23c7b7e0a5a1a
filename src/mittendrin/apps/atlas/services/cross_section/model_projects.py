# SPDX-License-Identifier: EUPL-1.2
"""Where the model projects are and which fields they touch."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from mittendrin.apps.atlas.services.cross_section import words
from mittendrin.apps.atlas.services.cross_section.base import Counts, Data, Finding, cite, count_part
from mittendrin.apps.atlas.services.cross_section.facts import Facts, Selection
from mittendrin.apps.atlas.services.labels import FIELD, STATE, label

STUDY = "ki-in-mittelstaedten"


def _states(project: Data, facts: Facts) -> set[str]:
    return {facts.states[key] for key in project["municipalities"] if key in facts.states}


def answer(facts: Facts, selection: Selection) -> Finding:
    """Return model projects per state and field, and how many lists of the study hold."""
    projects = facts.projects(["model"], selection)
    placed = [(data, _states(data, facts)) for data in projects]
    found = Counter(code for _data, codes in placed for code in codes)
    nowhere = sum(1 for _data, codes in placed if not codes)
    source = cite(facts, (STUDY, _("Anhang 9.4")))
    states = Counts(
        key="laender",
        title=_("Modellprojekte je Land"),
        sentence=_sentence(found, len(projects)),
        counts={code: found[code] for code in STATE},
        base=len(projects),
        source=source,
        vocabulary="state",
        noun=_("Land"),
        note=_("%(n)s Projekte nennen keinen einzelnen Ort; sie fehlen hier. Ein Projekt zählt in jedem seiner Länder.")
        % {"n": nowhere},
    )
    fields = Counter(code for data in projects for code in data["fields"])
    first = words.leaders(fields)
    by_field = Counts(
        key="felder",
        title=_("Modellprojekte je Handlungsfeld"),
        sentence=_("Am häufigsten geht es um %(names)s.")
        % {"names": words.listing(label("field", code) for code in first)}
        if first
        else _("Zu dieser Auswahl gibt es kein Modellprojekt."),
        counts={code: fields[code] for code in FIELD},
        base=len(projects),
        source=source,
        vocabulary="field",
        noun=_("Handlungsfeld"),
        note=_("Die Felder haben wir beim Erfassen zugeordnet, ein bis drei je Projekt. Die Studie druckt sie nicht."),
    )
    research = facts.projects(["research"], selection)
    lists = Counts(
        key="listen",
        title=_("Projekte in den Listen der Studie"),
        sentence=_("Der Anhang zählt %(model)s Modell- und %(research)s Forschungsprojekte.")
        % {"model": words.count(len(projects)), "research": words.count(len(research))},
        counts={"model_research": len(projects) + len(research)},
        base=len(projects) + len(research),
        source=cite(facts, (STUDY, _("Kap. 3.2.1")), (STUDY, _("Anhang 9.4"))),
        against="projects-found",
        names={"model_research": _("Modell- und Forschungsprojekte")},
        noun=_("Liste"),
    )
    without = Counts(
        key="ohne-ki",
        title=_("Modellprojekte ohne KI"),
        sentence=_("%(n)s von %(all)s Modellprojekten kommen ohne KI aus.")
        % {"n": words.count(_without_ai(projects)), "all": words.count(len(projects))},
        counts={"none": _without_ai(projects)},
        base=len(projects),
        source=cite(facts, (STUDY, _("Kap. 3.2.2")), (STUDY, _("Anhang 9.4"))),
        against="model-without-ai",
        names={"none": _("Modellprojekte ohne KI")},
        noun=_("Merkmal"),
    )
    return Finding(
        states.sentence,
        lists.sentence if not selection.filtered else by_field.sentence,
        tuple(count_part(what, selection) for what in (states, by_field, lists, without)),
        _("Gezählt sind die nummerierten Projekte aus Anhang 9.4 mit den Orten, die dort stehen."),
    )


def _without_ai(projects: list[Data]) -> int:
    return sum(1 for data in projects if data["ai"] == ["none"])


def _sentence(found: Counter[str], projects: int) -> str:
    first = words.leaders(found, 1)
    if not projects:
        return _("Zu dieser Auswahl gibt es kein Modellprojekt.")
    if not first:
        return _("%(all)s Modellprojekte, keines an einem einzelnen Ort.") % {"all": words.count(projects)}
    return _("Die meisten Modellprojekte mit Ort: %(names)s, %(n)s von %(all)s.") % {
        "names": words.listing(label("state", code) for code in first),
        "n": words.count(found[first[0]]),
        "all": words.count(projects),
    }
