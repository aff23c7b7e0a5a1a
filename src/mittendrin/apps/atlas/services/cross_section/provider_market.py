# SPDX-License-Identifier: EUPL-1.2
"""Who offers AI to town halls, and for what."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from mittendrin.apps.atlas.models import Kind
from mittendrin.apps.atlas.services.cross_section import words
from mittendrin.apps.atlas.services.cross_section.base import Counts, Data, Finding, cite, count_part, text_of
from mittendrin.apps.atlas.services.cross_section.facts import Facts, Selection
from mittendrin.apps.atlas.services.labels import PROVIDER, label

STUDY = "ki-in-mittelstaedten"


def answer(facts: Facts, selection: Selection) -> Finding:
    """Return providers by kind and by field of application."""
    providers = facts.of(Kind.PROVIDER)
    kinds = _kinds(providers, facts)
    return Finding(
        kinds.sentence,
        _("Stand: erstes Quartal 2020, nach den eigenen Angaben der Firmen im Netz."),
        (count_part(kinds, selection), count_part(_uses(providers, facts), selection)),
        _(
            "Die Art des Unternehmens folgt der Studie. Ein Anwendungsfeld zählt nur, wenn der Text es für den "
            "Anbieter nennt; die Studie selbst druckt dazu keine Zahlen."
        ),
    )


def _kinds(providers: tuple[Data, ...], facts: Facts) -> Counts:
    found = Counter(data["category"] for data in providers)
    counts = {code: found[code] for code in PROVIDER}
    return Counts(
        key="arten",
        title=_("Anbieter nach Art des Unternehmens"),
        sentence=_sentence(counts, len(providers)),
        counts=counts,
        base=len(providers),
        source=cite(facts, (STUDY, _("Kap. 6.1.1"))),
        vocabulary="provider",
        against="providers",
        adds_up=True,
        noun=_("Art des Unternehmens"),
    )


def _sentence(counts: dict[str, int], providers: int) -> str:
    if not providers:
        return _("Es ist kein Anbieter erfasst.")
    first = words.leaders(counts, 1)
    part = sum(counts[code] for code in first)
    share = words.share_words(part, providers)
    names = words.listing(label("provider", code) for code in first)
    values = {"names": names, "n": part, "all": providers, "share": share}
    if share:
        return words.as_subject(_("%(share)s der %(all)s Anbieter: %(names)s.") % values)
    return _("%(n)s von %(all)s Anbietern: %(names)s.") % values


def _uses(providers: tuple[Data, ...], facts: Facts) -> Counts:
    titles = {
        data["id"]: text_of({"de": data["title"], "en": data["title_en"]}) for data in facts.of(Kind.APPLICATION_FIELD)
    }
    uses = Counter(code for data in providers for code in data["application_fields"])
    best = words.leaders(uses, 1)
    return Counts(
        key="anwendungsfelder",
        title=_("Wofür die Produkte sind"),
        sentence=_("Am häufigsten genannt: %(names)s.") % {"names": words.listing(titles[code] for code in best)}
        if best
        else _("Es ist kein Anwendungsfeld erfasst."),
        counts={code: uses[code] for code in titles},
        base=len(providers),
        source=cite(facts, (STUDY, _("Kap. 6.1.2"))),
        names=titles,
        noun=_("Anwendungsfeld"),
        note=_("Bei %(n)s Anbietern nennt die Studie kein Anwendungsfeld.")
        % {"n": sum(1 for data in providers if not data["application_fields"])},
    )
