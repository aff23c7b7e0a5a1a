# SPDX-License-Identifier: EUPL-1.2
"""How far the cities are with a digital agenda, over all and by size."""

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
    notes,
    printed_for,
)
from mittendrin.apps.atlas.services.cross_section.facts import Facts, Selection
from mittendrin.apps.atlas.services.labels import AGENDA, label
from mittendrin.web.charts import Bar, Chart, Column, Form, Row, Table, Value
from mittendrin.web.charts.model import ColumnKind

STUDY = "smart-city-atlas"
BY_SIZE = ("medium", "large")


def _counts(profiles: list[Data]) -> dict[str, int]:
    found = Counter(data["agenda"]["state"] for data in profiles)
    return {code: found[code] for code in AGENDA}


def answer(facts: Facts, selection: Selection) -> Finding:
    """Return the state of the agenda of the fifty cities."""
    profiles = facts.profiles(STUDY, selection)
    counts = _counts(profiles)
    what = Counts(
        key="stand",
        title=_("Stand der Digitalen Agenda"),
        sentence=_sentence(counts, len(profiles)),
        counts=counts,
        base=len(profiles),
        source=cite(facts, (STUDY, _("Kap. 3")), (STUDY, _("Abbildung 8"))),
        vocabulary="agenda",
        against="agenda-state",
        adds_up=True,
        noun=_("Digitale Agenda"),
    )
    return Finding(
        what.sentence,
        _("Stand der Steckbriefe: Ende 2018 bis Anfang 2019."),
        (count_part(what, selection), _by_size(facts, selection)),
        _(
            "„Liegt vor“ heißt: Der Steckbrief nennt ein fertiges Papier, mit oder ohne Beschluss. „In Arbeit“ reicht "
            "von der Vorbereitung bis zum ausstehenden Beschluss."
        ),
    )


def _sentence(counts: dict[str, int], cities: int) -> str:
    if not cities:
        return _("Zu dieser Auswahl gibt es keinen Steckbrief.")
    values = {
        "n": words.count(counts["adopted"]),
        "all": words.count(cities),
        "dev": words.count(counts["in_development"]),
    }
    if not counts["adopted"]:
        return _("Keine der %(all)s Städte hat schon eine Digitale Agenda, %(dev)s arbeiten daran.") % values
    return (
        ngettext(
            "%(n)s von %(all)s Städten hat eine Digitale Agenda, %(dev)s arbeiten daran.",
            "%(n)s von %(all)s Städten haben eine Digitale Agenda, %(dev)s arbeiten daran.",
            counts["adopted"],
        )
        % values
    )


def _by_size(facts: Facts, selection: Selection) -> Part:
    sizes = [selection.size] if selection.size else BY_SIZE
    groups = {size: _counts(facts.profiles(STUDY, Selection(selection.state, size))) for size in sizes}
    totals = {size: sum(counts.values()) for size, counts in groups.items()}
    shown = [code for code in AGENDA if any(counts[code] for counts in groups.values())]
    names = {size: f"{label('size', size)} ({totals[size]})" for size in groups}
    what = Counts("groesse", "", "", totals, sum(totals.values()), "", "size", "agenda-medium")
    chart = Chart(
        key="groesse",
        title=_("Stand der Agenda nach Größe der Stadt"),
        sentence=_size_sentence(groups, totals),
        rows=tuple(
            Row(label("agenda", code), tuple(Value.exact(counts[code]) for counts in groups.values())) for code in shown
        ),
        table=Table(
            (Column(_("Digitale Agenda"), ColumnKind.TEXT), *(Column(name) for name in names.values())),
            tuple((label("agenda", code), *(counts[code] for counts in groups.values())) for code in shown),
            (_("Summe"), *totals.values()),
        ),
        source=cite(facts, (STUDY, _("Kap. 3"))),
        date=computed_today(),
        form=Form.PANELS,
        bars=tuple(Bar(names[size], quiet=size == "large") for size in groups),
    )
    return Part(chart, notes(what, None if selection.size else printed_for("agenda-medium", selection)))


def _size_sentence(groups: dict[str, dict[str, int]], totals: dict[str, int]) -> str:
    parts = [
        _("%(n)s von %(all)s (%(size)s)") % {"n": counts["adopted"], "all": totals[size], "size": label("size", size)}
        for size, counts in groups.items()
        if totals[size]
    ]
    if not parts:
        return _("Zu dieser Auswahl gibt es keinen Steckbrief.")
    return _("Eine Digitale Agenda haben: %(groups)s.") % {"groups": words.listing(parts)}
