# SPDX-License-Identifier: EUPL-1.2
"""The work of a unit as a chart with its table."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mittendrin.townhall.cases.services.overview import DAYS, FEWEST, Load, Overview
from mittendrin.web.charts import Bar, Chart, Column, Row, Table, Value
from mittendrin.web.charts.model import ColumnKind

KEY = "offen"


def chart(found: Overview, today: date) -> Chart:
    """Return open and overdue cases by person."""
    rows = tuple(
        Row(_name(load), (Value.exact(load.open), Value.exact(load.overdue)), strong=load.person is None)
        for load in found.loads
    )
    return Chart(
        key=KEY,
        title=_("Offene Vorgänge nach Person"),
        sentence=sentence(found),
        rows=rows,
        bars=(Bar(_("offen")), Bar(_("überfällig"), quiet=True)),
        table=_table(found),
        source=_("Quelle: Vorgänge in Mittendrin, %(unit)s.") % {"unit": found.unit},
        date=_("Stand %(day)s.") % {"day": date_format(today, "DATE_FORMAT")},
    )


def sentence(found: Overview) -> str:
    """Return what the numbers say."""
    total = found.total
    if not total.open:
        return _("Im Amt %(unit)s ist nichts offen.") % {"unit": found.unit}
    opened = ngettext("%(n)s Vorgang ist offen", "%(n)s Vorgänge sind offen", total.open) % {"n": total.open}
    overdue = ngettext("%(n)s ist überfällig", "%(n)s sind überfällig", total.overdue) % {"n": total.overdue}
    return _("%(opened)s, %(overdue)s.") % {
        "opened": opened,
        "overdue": overdue if total.overdue else _("keiner zu spät"),
    }


def _table(found: Overview) -> Table:
    columns = (
        _("Person"),
        _("offen"),
        _("überfällig"),
        _("erledigt in %(days)s Tagen") % {"days": DAYS},
        _("Tage bis erledigt, Mittel"),
    )
    note = _("Mittel erst ab %(fewest)s erledigten Vorgängen. Besonders geschützte Vorgänge sind mitgezählt.")
    return Table(
        columns=(Column(columns[0], ColumnKind.TEXT), *(Column(title) for title in columns[1:])),
        rows=tuple(_cells(load, _name(load)) for load in found.loads),
        total=_cells(found.total, _("zusammen")),
        note=note % {"fewest": FEWEST},
    )


def _cells(load: Load, name: str) -> tuple[float | str | None, ...]:
    return name, load.open, load.overdue, load.done, round(load.days, 1) if load.days is not None else None


def _name(load: Load) -> str:
    return load.person.name if load.person else _("niemand")
