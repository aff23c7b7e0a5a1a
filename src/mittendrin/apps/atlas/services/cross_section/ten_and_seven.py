# SPDX-License-Identifier: EUPL-1.2
"""What the ten towns of Rhineland-Palatinate and the seven good-practice places share."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from mittendrin.apps.atlas.models import Kind
from mittendrin.apps.atlas.services.cross_section import words
from mittendrin.apps.atlas.services.cross_section.base import Counts, Data, Finding, Part, cite, count_part
from mittendrin.apps.atlas.services.cross_section.facts import Facts, Selection
from mittendrin.apps.atlas.services.labels import ATTACHED_TO, DMS, FACTOR_THEME, STAGE, label

STUDY = "ki-in-mittelstaedten"
RUNNING_DMS = ("in_use", "partly")


def answer(facts: Facts, selection: Selection) -> Finding:
    """Return post, staff, documents, networks of the ten; strategy, grants, AI of the seven; factors of both."""
    ten, seven = facts.profiles("rlp-ten", selection), facts.profiles("good-practice", selection)
    dms = Counter(data.get("dms", {}).get("state", "not_stated") for data in ten)
    running = sum(dms[code] for code in RUNNING_DMS)
    uses = _uses(facts, seven, selection)
    stages = Counter(data["stage"] for data in uses)
    counted = [
        _documents(dms, running, len(ten), facts),
        _post(ten, facts),
        _staff(ten, facts),
        _networks(ten, facts),
        _seven(seven, facts),
        _ai(stages, len(uses), facts),
    ]
    parts = tuple(count_part(what, selection) for what in counted)
    return Finding(
        _sentence(running, len(ten), len(uses), len(seven)),
        _("Von den KI-Vorhaben der sieben sind %(running)s in Betrieb. In den zehn Städten sind es %(ten)s.")
        % {"running": stages["in_operation"], "ten": _running(_uses(facts, ten, selection))},
        (*parts, *_factors(facts)),
        _(
            "Die zehn Städte wurden im Frühjahr 2020 befragt, die sieben Orte danach. Bei so wenigen Fällen zählen wir "
            "Orte und lassen Anteile unter fünf Fällen weg."
        ),
    )


def _uses(facts: Facts, places: list[Data], selection: Selection) -> list[Data]:
    keys = {data["municipality"] for data in places}
    return [data for data in facts.projects(["ai_use"], selection) if keys & set(data["municipalities"])]


def _running(uses: list[Data]) -> int:
    return sum(1 for data in uses if data["stage"] == "in_operation")


def _sentence(running: int, ten: int, uses: int, seven: int) -> str:
    values = {"running": running, "ten": ten, "uses": uses, "seven": seven}
    if ten and seven:
        return (
            _(
                "In %(running)s von %(ten)s Städten in Rheinland-Pfalz läuft die elektronische Akte. "
                "Die %(seven)s guten Beispiele haben %(uses)s KI-Vorhaben."
            )
            % values
        )
    if ten:
        return _("In %(running)s von %(ten)s Städten in Rheinland-Pfalz läuft die elektronische Akte.") % values
    if seven:
        return _("Die guten Beispiele der Auswahl haben %(uses)s KI-Vorhaben.") % values
    return _("Zu dieser Auswahl gehört keiner der siebzehn Orte.")


def _documents(dms: Counter[str], running: int, ten: int, facts: Facts) -> Counts:
    return Counts(
        key="elektronische-akte",
        title=_("Die zehn: Stand der elektronischen Akte (DMS)"),
        sentence=_("In %(n)s von %(all)s Städten läuft sie wenigstens teilweise.") % {"n": running, "all": ten},
        counts={code: dms[code] for code in DMS},
        base=ten,
        source=cite(facts, (STUDY, _("Tabelle 2"))),
        vocabulary="dms",
        against="ten-dms",
        adds_up=True,
        noun=_("Elektronische Akte"),
    )


def _post(ten: list[Data], facts: Facts) -> Counts:
    found = Counter(data["organisation"].get("attached_to", "not_stated") for data in ten)
    return Counts(
        key="stelle",
        title=_("Die zehn: Wo die Stelle sitzt"),
        sentence=_("Im Hauptamt sitzt die Stelle in %(n)s von %(all)s Städten.")
        % {"n": found["main_office"], "all": len(ten)},
        counts={code: found[code] for code in ATTACHED_TO if found[code]},
        base=len(ten),
        source=cite(facts, (STUDY, _("Tabelle 1")), (STUDY, _("Kap. 4.2.1"))),
        vocabulary="attached_to",
        against="ten-attached",
        adds_up=True,
        noun=_("Stelle"),
    )


def _staff(ten: list[Data], facts: Facts) -> Counts:
    known = [data["staff"]["count"] for data in ten if data.get("staff", {}).get("count") is not None]
    found = Counter(f"{number:g}" for number in known)
    return Counts(
        key="personal",
        title=_("Die zehn: Personen, die sich um Digitales kümmern"),
        sentence=_("In %(n)s von %(all)s Städten kümmert sich eine einzige Person darum.")
        % {"n": found["1"], "all": len(ten)},
        counts={**found, "unknown": len(ten) - len(known)},
        base=len(ten),
        source=cite(facts, (STUDY, _("Kap. 4.2.1"))),
        against="ten-staff",
        names={"1": _("eine Person"), "2": _("zwei Personen"), "unknown": _("nicht genannt")},
        adds_up=True,
        noun=_("Personal"),
    )


def _networks(ten: list[Data], facts: Facts) -> Counts:
    def members(word: str) -> int:
        return sum(1 for data in ten if any(word in name for name in data.get("networks", [])))

    counts = {"ikone": members("IKONE"), "metropolregion": members("Metropolregion")}
    return Counts(
        key="netzwerke",
        title=_("Die zehn: Gemeinsame Netzwerke"),
        sentence=_("%(n)s von %(all)s Städten gehören zum Netzwerk IKONE DS.")
        % {"n": counts["ikone"], "all": len(ten)},
        counts=counts,
        base=len(ten),
        source=cite(facts, (STUDY, _("Kap. 4.2.1"))),
        against="ten-networks",
        names={"ikone": "IKONE DS", "metropolregion": _("Arbeitskreis Metropolregion Rhein-Neckar")},
        noun=_("Netzwerk"),
    )


def _seven(seven: list[Data], facts: Facts) -> Counts:
    strategy = sum(1 for data in seven if data["agenda"]["state"] in ("adopted", "in_development"))
    grants = sum(1 for data in seven if data.get("programmes"))
    return Counts(
        key="strategie-und-geld",
        title=_("Die sieben: Strategie und Förderprogramm"),
        sentence=_("%(n)s von %(all)s Orten haben eine Strategie oder arbeiten daran, %(grants)s nennen ein Programm.")
        % {"n": strategy, "all": len(seven), "grants": grants},
        counts={"strategy": strategy, "funding": grants},
        base=len(seven),
        source=cite(facts, (STUDY, _("Kap. 5.4"))),
        against="seven",
        names={"strategy": _("Strategie vorhanden oder in Arbeit"), "funding": _("Förderprogramm")},
        noun=_("Merkmal"),
    )


def _ai(stages: Counter[str], uses: int, facts: Facts) -> Counts:
    return Counts(
        key="ki-vorhaben",
        title=_("Die sieben: KI-Vorhaben nach Stand"),
        sentence=_("%(n)s von %(all)s KI-Vorhaben sind in Betrieb.") % {"n": stages["in_operation"], "all": uses},
        counts={code: stages[code] for code in STAGE},
        base=uses,
        source=cite(facts, (STUDY, _("Kap. 4.2.5")), (STUDY, _("Kap. 5"))),
        vocabulary="stage",
        adds_up=True,
        noun=_("Stand"),
    )


def _factors(facts: Facts) -> list[Part]:
    texts = {
        "hinders": (_("Was bremst"), _("Am häufigsten bremst: %(names)s.")),
        "fosters": (_("Was hilft"), _("Am häufigsten hilft: %(names)s.")),
    }
    parts = []
    for direction, (title, sentence) in texts.items():
        found = Counter(
            data["theme"]
            for data in facts.of(Kind.FACTOR)
            if data["direction"] == direction and data["source"] == STUDY
        )
        first = words.leaders(found, 3)
        what = Counts(
            key="bremst" if direction == "hinders" else "hilft",
            title=title,
            sentence=sentence % {"names": words.listing(label("factor_theme", code) for code in first)}
            if first
            else _("Kein Thema ragt heraus."),
            counts={code: found[code] for code in FACTOR_THEME if found[code]},
            base=sum(found.values()),
            source=cite(facts, (STUDY, _("Kap. 4 bis 6"))),
            vocabulary="factor_theme",
            adds_up=True,
            noun=_("Thema"),
            note=_("Gezählt sind Aussagen der Studie, nicht Orte. Land und Größe ändern hier nichts."),
        )
        parts.append(count_part(what, Selection()))
    return parts
