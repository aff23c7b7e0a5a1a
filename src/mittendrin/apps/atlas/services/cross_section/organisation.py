# SPDX-License-Identifier: EUPL-1.2
"""Who looks after digitalisation in the town halls of the fifty cities."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from mittendrin.apps.atlas.services.cross_section import words
from mittendrin.apps.atlas.services.cross_section.base import Counts, Data, Finding, cite, count_part
from mittendrin.apps.atlas.services.cross_section.facts import Facts, Selection
from mittendrin.apps.atlas.services.labels import ATTACHED_TO, ORGANISATION, label

STUDY = "smart-city-atlas"
NEW = frozenset({"person_role", "own_unit", "cross_cutting"})


def answer(facts: Facts, selection: Selection) -> Finding:
    """Return the models of organisation and where they hang."""
    profiles = facts.profiles(STUDY, selection)
    models = Counter(model for data in profiles for model in data["organisation"]["models"])
    counts = {code: models[code] for code in ORGANISATION if models[code] or code in NEW}
    what = Counts(
        key="modelle",
        title=_("Wie Städte das Thema verankern"),
        sentence=_sentence(counts, len(profiles)),
        counts=counts,
        base=len(profiles),
        source=cite(facts, (STUDY, _("Kap. 3")), (STUDY, _("Kap. 4.3"))),
        vocabulary="organisation",
        against="organisation",
        noun=_("Modell"),
        note=_("Eine Stadt kann mehrere Modelle haben. Der Anteil bezieht sich auf alle Städte der Auswahl."),
    )
    places = Counter(data["organisation"].get("attached_to", "not_stated") for data in profiles)
    where = Counts(
        key="angebunden",
        title=_("Wo das Thema angebunden ist"),
        sentence=_place_sentence(dict(places), len(profiles)),
        counts={code: places[code] for code in ATTACHED_TO if places[code]},
        base=len(profiles),
        source=cite(facts, (STUDY, _("Kap. 3"))),
        vocabulary="attached_to",
        adds_up=True,
        noun=_("Stelle im Rathaus"),
    )
    return Finding(
        what.sentence,
        _lead(profiles),
        (count_part(what, selection), count_part(where, selection)),
        _(
            "Gezählt ist, was der Abschnitt „Organisationsstruktur“ jedes Steckbriefs beschreibt. Die Zahlen der "
            "Abbildung 9 fehlen in der Textfassung; die Studie nennt im Text nur Reihenfolge und grobe Anteile."
        ),
    )


def _sentence(counts: dict[str, int], cities: int) -> str:
    first = words.leaders(counts, 1)
    if not first:
        return _("Zu dieser Auswahl gibt es keine Angaben zur Organisation.")
    values = {
        "names": words.quoted(label("organisation", code) for code in first),
        "n": words.count(counts[first[0]]),
        "all": words.count(cities),
    }
    if len(first) == 1:
        return _("%(names)s ist das häufigste Modell, in %(n)s von %(all)s Städten.") % values
    return _("%(names)s sind gleich häufig: je %(n)s von %(all)s Städten.") % values


def _lead(profiles: list[Data]) -> str:
    new = sum(1 for data in profiles if NEW & set(data["organisation"]["models"]))
    several = sum(1 for data in profiles if len(NEW & set(data["organisation"]["models"])) > 1)
    every = sum(1 for data in profiles if set(data["organisation"]["models"]) >= NEW)
    return _(
        "%(new)s von %(all)s Städten haben dafür eine neue Rolle, Stelle oder Gruppe geschaffen. "
        "%(several)s verbinden mehrere davon, %(every)s haben alle drei."
    ) % {"new": new, "all": len(profiles), "several": several, "every": every}


def _place_sentence(counts: dict[str, int], cities: int) -> str:
    first = words.leaders(counts, 1)
    if not first:
        return _("Zu dieser Auswahl gibt es keine Angaben zur Anbindung.")
    return _("Am häufigsten genannt: %(names)s, %(n)s von %(all)s Städten.") % {
        "names": words.listing(label("attached_to", code) for code in first),
        "n": words.count(counts[first[0]]),
        "all": words.count(cities),
    }
