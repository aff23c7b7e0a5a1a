# SPDX-License-Identifier: EUPL-1.2
"""How the fifty cities involve people: state, forms, groups."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from mittendrin.apps.atlas.services.cross_section import words
from mittendrin.apps.atlas.services.cross_section.base import Counts, Data, Finding, cite, count_part
from mittendrin.apps.atlas.services.cross_section.facts import Facts, Selection
from mittendrin.apps.atlas.services.labels import PARTICIPATION, label

STUDY = "smart-city-atlas"


def answer(facts: Facts, selection: Selection) -> Finding:
    """Return forms, state and groups."""
    profiles = facts.profiles(STUDY, selection)
    source = cite(facts, (STUDY, _("Kap. 3")), (STUDY, _("Kap. 4.4")))
    parts = [_forms(profiles, source), _state(profiles, source), _groups(profiles, source)]
    return Finding(
        parts[0].sentence,
        parts[1].sentence,
        tuple(count_part(what, selection) for what in parts),
        _(
            "Gezählt ist, was die Steckbriefe nennen, auch Geplantes. Eine Stadt zählt bei jedem Format und jeder "
            "Gruppe, die sie nennt. Worte der Studie wie „fast alle“ lesen wir als Spanne; die Spanne steht "
            "gestrichelt unter dem Balken."
        ),
    )


def _forms(profiles: list[Data], source: str) -> Counts:
    found = Counter(form for data in profiles for form in data["participation"]["formats"])
    first = words.leaders(found)
    return Counts(
        key="formate",
        title=_("Formate der Beteiligung"),
        sentence=_("Am häufigsten laden Städte ein zu: %(names)s.")
        % {"names": words.listing(label("format", code) for code in first)}
        if first
        else _("Zu dieser Auswahl ist kein Format genannt."),
        counts=dict(found),
        base=len(profiles),
        source=source,
        vocabulary="format",
        against="participation-formats",
        noun=_("Format"),
    )


def _state(profiles: list[Data], source: str) -> Counts:
    found = Counter(data["participation"]["state"] for data in profiles)
    return Counts(
        key="stand",
        title=_("Stand der Beteiligung"),
        sentence=_("In %(n)s von %(all)s Städten läuft Beteiligung schon, in %(planned)s ist sie geplant.")
        % {"n": found["running"], "all": len(profiles), "planned": found["planned"]},
        counts={code: found[code] for code in PARTICIPATION if found[code] or code in ("running", "planned")},
        base=len(profiles),
        source=source,
        vocabulary="participation",
        against="participation-state",
        adds_up=True,
        noun=_("Stand"),
    )


def _groups(profiles: list[Data], source: str) -> Counts:
    found = Counter(group for data in profiles for group in data["stakeholders"])
    first = words.leaders(found)
    return Counts(
        key="gruppen",
        title=_("Wen Städte einbinden"),
        sentence=_("Am häufigsten eingebunden: %(names)s.")
        % {"names": words.listing(label("stakeholder", code) for code in first)}
        if first
        else _("Zu dieser Auswahl ist keine Gruppe genannt."),
        counts=dict(found),
        base=len(profiles),
        source=source,
        vocabulary="stakeholder",
        against="stakeholders",
        noun=_("Gruppe"),
    )
