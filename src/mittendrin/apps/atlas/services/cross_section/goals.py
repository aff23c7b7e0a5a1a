# SPDX-License-Identifier: EUPL-1.2
"""What the fifty cities want to reach."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from mittendrin.apps.atlas.services.cross_section import words
from mittendrin.apps.atlas.services.cross_section.base import Counts, Finding, cite, count_part
from mittendrin.apps.atlas.services.cross_section.facts import Facts, Selection
from mittendrin.apps.atlas.services.labels import GOAL, label

STUDY = "smart-city-atlas"


def answer(facts: Facts, selection: Selection) -> Finding:
    """Return the cities per kind of goal."""
    profiles = facts.profiles(STUDY, selection)
    found = Counter(code for data in profiles for code in {goal["category"] for goal in data.get("goals", [])})
    counts = {code: found[code] for code in GOAL}
    first = words.leaders(counts, 1)
    sentence = _("Zu dieser Auswahl ist kein Ziel genannt.")
    if first:
        sentence = _("Das häufigste Ziel: %(names)s, in %(n)s von %(all)s Städten.") % {
            "names": words.listing(label("goal", code) for code in first),
            "n": words.count(counts[first[0]]),
            "all": words.count(len(profiles)),
        }
    what = Counts(
        key="ziele",
        title=_("Ziele nach Gruppe"),
        sentence=sentence,
        counts=counts,
        base=len(profiles),
        source=cite(facts, (STUDY, _("Kap. 3")), (STUDY, _("Kap. 4.1"))),
        vocabulary="goal",
        against="goals",
        noun=_("Ziel"),
    )
    goals = sum(len(data.get("goals", [])) for data in profiles)
    return Finding(
        sentence,
        _("%(goals)s Ziele aus %(all)s Steckbriefen, nach Gruppen geordnet.")
        % {"goals": words.count(goals), "all": words.count(len(profiles))},
        (count_part(what, selection),),
        _(
            "Eine Stadt zählt in einer Gruppe einmal, auch wenn sie dort mehrere Ziele nennt. Die Gruppen folgen der "
            "Studie; Ziele für die Verwaltung führen wir für sich, was nirgends passt, steht unter „anderes“."
        ),
    )
