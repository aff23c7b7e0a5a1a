# SPDX-License-Identifier: EUPL-1.2
"""How often people change what a block proposes: the chart, and the table by office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mittendrin.apps.kiregister.services.entries import Entry
from mittendrin.townhall.decisions.services import meter
from mittendrin.townhall.decisions.services.meter import Rate
from mittendrin.townhall.decisions.services.promises import number, per_hundred
from mittendrin.web.charts.figures import Bar, Form, Row, Value
from mittendrin.web.charts.model import Chart, Column, ColumnKind, Table

MONTHS, WEEKS, YEAR = 9, 13, 365


def by_month(entry: Entry) -> Chart:
    """Return the chart of the last months."""
    rates = meter.monthly(entry.block, MONTHS)
    names = [date_format(date.fromisoformat(rate.name), "M") for rate in rates]
    full = [date_format(date.fromisoformat(rate.name), "F") for rate in rates]
    return _chart(entry, rates, names, full, _("Monat"))


def by_week(entry: Entry) -> Chart:
    """Return the chart of the last weeks, named by their Mondays."""
    rates = meter.weekly(entry.block, WEEKS)
    names = [date_format(date.fromisoformat(rate.name), "j.n.") for rate in rates]
    return _chart(entry, rates, names, [_("in der Woche vom %(day)s") % {"day": name} for name in names], _("Woche"))


def _chart(entry: Entry, rates: Sequence[Rate], names: Sequence[str], full: Sequence[str], unit: str) -> Chart:
    limit = 100 * entry.state.override_limit
    return Chart(
        key="aenderungen",
        title=_("Wie oft Menschen den Vorschlag ändern"),
        sentence=sentence(rates, full),
        rows=tuple(_row(rate, name) for rate, name in zip(rates, names, strict=True)),
        table=_table(rates, full, unit),
        source=_("Verzeichnis der Entscheidungen dieser Stadt."),
        date=_("Stand %(day)s.") % {"day": date_format(timezone.localdate(), "DATE_FORMAT")},
        form=Form.BAND,
        bars=(Bar(), Bar()),
        limit=limit,
        limit_text=_("ab %(limit)s: nur noch Vorschläge") % {"limit": number(limit)},
    )


def _row(rate: Rate, name: str) -> Row:
    if rate.share is None:
        return Row(name, (None, None))
    return Row(name, (Value.exact(100 * rate.share), Value(100 * rate.low, 100 * rate.high)))


def sentence(rates: Sequence[Rate], names: Sequence[str]) -> str:
    """Return what the chart says."""
    known = [(rate.share, name) for rate, name in zip(rates, names, strict=True) if rate.share is not None]
    if not known:
        return _("Es gibt noch zu wenige Entscheidungen für eine Zahl.")
    share, name = known[-1]
    last = _("Von 100 Vorschlägen änderten Menschen zuletzt (%(name)s) %(share)s.")
    said = last % {"name": name, "share": per_hundred(round(share, 3))}
    if len(known) > 1:
        first, before = known[0]
        said += " " + _("Am Anfang (%(name)s) waren es %(share)s.") % {
            "name": before,
            "share": per_hundred(round(first, 3)),
        }
    return said


def _table(rates: Sequence[Rate], names: Sequence[str], unit: str) -> Table:
    columns = (
        Column(unit, ColumnKind.TEXT),
        Column(_("entschieden")),
        Column(_("geändert")),
        Column(_("je 100")),
        Column(_("95-%-Band"), ColumnKind.TEXT),
    )
    rows = [
        (
            name,
            float(rate.count),
            float(rate.changed),
            None if rate.share is None else round(100 * rate.share, 1),
            _band(rate),
        )
        for rate, name in zip(rates, names, strict=True)
    ]
    return Table(columns, tuple(rows), note=_("Unter 5 Fällen steht keine Zahl je 100."))


def _band(rate: Rate) -> str:
    if rate.share is None:
        return "–"
    return _("%(low)s bis %(high)s") % {"low": per_hundred(rate.low), "high": per_hundred(rate.high)}


@dataclass(frozen=True)
class Line:
    """One line of the table by office. width: of its bar, 0 to 100; None when there are too few cases."""

    name: str
    count: int
    changed: int
    share: str
    width: float | None


def lines(block: str, name: str) -> list[Line]:
    """Return the rates of the last year by ``unit``, ``kind`` or ``part``, with bars from a common zero."""
    rates = [rate for rate in meter.by(block, name, timezone.now() - timedelta(days=YEAR)) if rate.name]
    top = max((rate.share for rate in rates if rate.share), default=0) or 1
    return [
        Line(
            rate.name,
            rate.count,
            rate.changed,
            "" if rate.share is None else per_hundred(round(rate.share, 3)),
            None if rate.share is None else round(100 * rate.share / top, 1),
        )
        for rate in rates
    ]
