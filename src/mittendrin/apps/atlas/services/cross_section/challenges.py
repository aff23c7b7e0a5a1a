# SPDX-License-Identifier: EUPL-1.2
"""What worries the fifty cities and what they hope for."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from mittendrin.apps.atlas.services.cross_section import words
from mittendrin.apps.atlas.services.cross_section.base import Counts, Data, Finding, cite, count_part
from mittendrin.apps.atlas.services.cross_section.facts import Facts, Selection
from mittendrin.apps.atlas.services.labels import label

STUDY = "smart-city-atlas"


def _cities(profiles: list[Data], name: str) -> dict[str, int]:
    return dict(Counter(code for data in profiles for code in {item["topic"] for item in data.get(name, [])}))


def answer(facts: Facts, selection: Selection) -> Finding:
    """Return challenges and chances by topic."""
    profiles = facts.profiles(STUDY, selection)
    worries, hopes = _cities(profiles, "challenges"), _cities(profiles, "chances")
    base = len(profiles)
    source = cite(facts, (STUDY, _("Kap. 3")), (STUDY, _("Kap. 4.5")))
    challenges = Counts(
        key="herausforderungen",
        title=_("Herausforderungen nach Thema"),
        sentence=_first(worries, base, _("Die größte Sorge: %(names)s, in %(n)s von %(all)s Städten.")),
        counts=worries,
        base=base,
        source=source,
        vocabulary="topic",
        against="challenges",
        noun=_("Thema"),
    )
    chances = Counts(
        key="chancen",
        title=_("Chancen nach Thema"),
        sentence=_first(hopes, base, _("Die häufigste Hoffnung: %(names)s, in %(n)s von %(all)s Städten.")),
        counts=hopes,
        base=base,
        source=source,
        vocabulary="topic",
        noun=_("Thema"),
    )
    fears = sum(
        1
        for data in profiles
        if {"acceptance_fears", "digital_divide"} & {item["topic"] for item in data.get("challenges", [])}
    )
    return Finding(
        challenges.sentence,
        _("%(n)s von %(all)s Städten sorgen sich um Akzeptanz oder darum, dass Menschen nicht mitkommen.")
        % {"n": words.count(fears), "all": words.count(base)},
        (count_part(challenges, selection), count_part(chances, selection)),
        _(
            "Eine Stadt zählt bei einem Thema einmal, auch wenn sie es mehrfach anspricht. Jede Aussage hat genau ein "
            "Thema; welches passt, haben wir beim Erfassen entschieden."
        ),
    )


def _first(counts: dict[str, int], base: int, sentence: str) -> str:
    first = words.leaders(counts, 1)
    if not first:
        return _("Zu dieser Auswahl ist nichts genannt.")
    return sentence % {
        "names": words.listing(label("topic", code) for code in first),
        "n": words.count(counts[first[0]]),
        "all": words.count(base),
    }
