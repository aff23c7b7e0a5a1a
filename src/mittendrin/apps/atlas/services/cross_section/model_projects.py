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
    research = facts.projects(["research"], selection)
    states, by_field = _by_state(projects, facts), _by_field(projects, facts)
    lists = _lists(len(projects), len(research), facts)
    return Finding(
        states.sentence,
        by_field.sentence if selection.filtered else lists.sentence,
        tuple(count_part(what, selection) for what in (states, by_field, lists, _plain(projects, facts))),
        _("Gezählt sind die nummerierten Projekte aus Anhang 9.4 mit den Orten, die dort stehen."),
    )


def _by_state(projects: list[Data], facts: Facts) -> Counts:
    placed = [_states(data, facts) for data in projects]
    found = Counter(code for codes in placed for code in codes)
    return Counts(
        key="laender",
        title=_("Modellprojekte je Land"),
        sentence=_sentence(found, len(projects)),
        counts={code: found[code] for code in STATE},
        base=len(projects),
        source=cite(facts, (STUDY, _("Anhang 9.4"))),
        vocabulary="state",
        noun=_("Land"),
        note=_("%(n)s Projekte nennen keinen einzelnen Ort; sie fehlen hier. Ein Projekt zählt in jedem seiner Länder.")
        % {"n": sum(1 for codes in placed if not codes)},
    )


def _by_field(projects: list[Data], facts: Facts) -> Counts:
    found = Counter(code for data in projects for code in data["fields"])
    first = words.leaders(found)
    return Counts(
        key="felder",
        title=_("Modellprojekte je Handlungsfeld"),
        sentence=_("Am häufigsten geht es um %(names)s.")
        % {"names": words.listing(label("field", code) for code in first)}
        if first
        else _("Zu dieser Auswahl gibt es kein Modellprojekt."),
        counts={code: found[code] for code in FIELD},
        base=len(projects),
        source=cite(facts, (STUDY, _("Anhang 9.4"))),
        vocabulary="field",
        noun=_("Handlungsfeld"),
        note=_("Die Felder haben wir beim Erfassen zugeordnet, ein bis drei je Projekt. Die Studie druckt sie nicht."),
    )


def _lists(model: int, research: int, facts: Facts) -> Counts:
    return Counts(
        key="listen",
        title=_("Projekte in den Listen der Studie"),
        sentence=_("Der Anhang zählt %(model)s Modell- und %(research)s Forschungsprojekte.")
        % {"model": words.count(model), "research": words.count(research)},
        counts={"model_research": model + research},
        base=model + research,
        source=cite(facts, (STUDY, _("Kap. 3.2.1")), (STUDY, _("Anhang 9.4"))),
        against="projects-found",
        names={"model_research": _("Modell- und Forschungsprojekte")},
        noun=_("Liste"),
    )


def _plain(projects: list[Data], facts: Facts) -> Counts:
    plain = _without_ai(projects)
    return Counts(
        key="ohne-ki",
        title=_("Modellprojekte ohne KI"),
        sentence=_("%(n)s von %(all)s Modellprojekten kommen ohne KI aus.")
        % {"n": words.count(plain), "all": words.count(len(projects))},
        counts={"none": plain},
        base=len(projects),
        source=cite(facts, (STUDY, _("Kap. 3.2.2")), (STUDY, _("Anhang 9.4"))),
        against="model-without-ai",
        names={"none": _("Modellprojekte ohne KI")},
        noun=_("Merkmal"),
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
