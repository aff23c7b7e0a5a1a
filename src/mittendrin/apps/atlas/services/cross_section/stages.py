# SPDX-License-Identifier: EUPL-1.2
"""How far projects are, and in which year they began."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mittendrin.apps.atlas.services.cross_section import words
from mittendrin.apps.atlas.services.cross_section.base import (
    Counts,
    Data,
    Finding,
    Part,
    cite,
    computed_today,
    count_part,
)
from mittendrin.apps.atlas.services.cross_section.facts import Facts, Selection
from mittendrin.apps.atlas.services.cross_section.technology import STUDIES, chosen
from mittendrin.apps.atlas.services.labels import STAGE, label
from mittendrin.web.charts import Bar, Chart, Column, Form, Row, Table, Value
from mittendrin.web.charts.model import ColumnKind

FIRST_YEAR = 2008


def answer(facts: Facts, selection: Selection) -> Finding:
    """Return stages, stages by year of the source, and years of beginning."""
    projects = chosen(facts, selection)
    found = Counter(data["stage"] for data in projects)
    source = cite(facts, *STUDIES)
    what = Counts(
        key="stufen",
        title=_("Stand der Projekte"),
        sentence=_sentence(found, len(projects)),
        counts={code: found[code] for code in STAGE},
        base=len(projects),
        source=source,
        vocabulary="stage",
        adds_up=True,
        noun=_("Stand"),
    )
    dated = sum(1 for data in projects if data.get("period", {}).get("start"))
    return Finding(
        what.sentence,
        _("Der Stand ist der aus dem Jahr der Quelle. Was danach geschah, steht nicht in den Studien."),
        (count_part(what, selection), _by_year(projects, source), _beginnings(projects, source)),
        _(
            "Gezählt ist der Stand, den die Quelle beschreibt. Ein Beginn ist nur bei %(dated)s von %(all)s Projekten "
            "genannt; über die anderen sagt die Linie nichts."
        )
        % {"dated": words.count(dated), "all": words.count(len(projects))},
    )


def _sentence(found: Counter[str], projects: int) -> str:
    if not projects:
        return _("Zu dieser Auswahl gibt es kein Projekt.")
    return ngettext(
        "%(running)s von %(all)s Projekten ist in Betrieb, in Arbeit sind %(work)s.",
        "%(running)s von %(all)s Projekten sind in Betrieb, in Arbeit sind %(work)s.",
        found["in_operation"],
    ) % {
        "running": words.count(found["in_operation"]),
        "all": words.count(projects),
        "work": words.count(found["in_progress"]),
    }


def _by_year(projects: list[Data], source: str) -> Part:
    years = sorted({data["as_of"] for data in projects})
    counts = {year: Counter(data["stage"] for data in projects if data["as_of"] == year) for year in years}
    totals = {year: sum(found.values()) for year, found in counts.items()}
    parts = [
        _("%(n)s von %(all)s im Jahr %(year)s")
        % {"n": words.count(counts[year]["in_operation"]), "all": words.count(totals[year]), "year": year}
        for year in years
    ]
    sentence = _("In Betrieb sind %(parts)s.") % {"parts": words.listing(parts)} if parts else _("Nichts gefunden.")
    table = Table(
        (Column(_("Stand"), ColumnKind.TEXT), *(Column(_("Quelle von %(year)s") % {"year": year}) for year in years)),
        tuple((label("stage", code), *(counts[year][code] for year in years)) for code in STAGE),
        (_("Summe"), *totals.values()),
    )
    rows = tuple(
        Row(label("stage", code), tuple(Value.exact(counts[year][code]) for year in reversed(years))) for code in STAGE
    )
    return Part(
        Chart(
            key="stufen-je-jahr",
            title=_("Stand nach dem Jahr der Quelle"),
            sentence=sentence,
            rows=rows,
            table=table,
            source=source,
            date=computed_today(),
            bars=_year_bars(years),
        )
    )


def _year_bars(years: list[int]) -> tuple[Bar, ...]:
    return tuple(Bar(str(year), quiet=number > 0) for number, year in enumerate(reversed(years))) or (Bar(),)


def _beginnings(projects: list[Data], source: str) -> Part:
    starts = [int(data["period"]["start"][:4]) for data in projects if data.get("period", {}).get("start")]
    found = Counter(starts)
    years = range(max(min(starts), FIRST_YEAR), max(starts) + 1) if starts else range(0)
    earlier = sum(number for year, number in found.items() if year < FIRST_YEAR)
    best = max(years, key=lambda year: found[year], default=0)
    sentence = _("Kein Projekt der Auswahl nennt seinen Beginn.")
    if best:
        sentence = _("Die meisten Projekte mit genanntem Beginn starten %(year)s: %(n)s von %(all)s.") % {
            "year": best,
            "n": words.count(found[best]),
            "all": words.count(len(starts)),
        }
    return Part(
        Chart(
            key="beginn",
            title=_("Beginn der Projekte"),
            sentence=sentence,
            rows=tuple(Row(str(year), (Value.exact(found[year]),)) for year in years),
            table=Table(
                (Column(_("Jahr"), ColumnKind.TEXT), Column(_("begonnene Projekte"))),
                tuple((str(year), found[year]) for year in years),
                (_("Summe"), sum(found[year] for year in years)),
                note=_("Davor begannen %(n)s.") % {"n": words.count(earlier)} if earlier else "",
            ),
            source=source,
            date=computed_today(),
            form=Form.LINE,
        )
    )
