# SPDX-License-Identifier: EUPL-1.2
"""The charts of a survey: one for each question, with sentence and table, beside an earlier year when there is one."""

from __future__ import annotations

from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from mittendrin.apps.standort.services.wording import number
from mittendrin.core.text import fold
from mittendrin.web.charts.model import Bar, Chart, Column, ColumnKind, Row, Table, Value


def charts(data: dict[str, Any], source: str) -> list[Chart]:
    """Return the charts of the tables in ``data`` (``tables.as_data``). source: where the answers come from."""
    drawn = [one for one in data["questions"] if one["kind"] != "number"]
    return [_chart(one, source, place) for place, one in enumerate(drawn, start=1)]


def _chart(question: dict[str, Any], source: str, place: int) -> Chart:
    values = question["values"]
    single = question["kind"] == "single"
    ordered = values if single else sorted(values, key=lambda one: -(one["share"] or 0))
    compared = any("earlier" in one for one in values)
    bars = (Bar(_("jetzt")), Bar(_("früher"), quiet=True)) if compared else (Bar(),)
    rows = tuple(
        Row(one["words"], (_value(one), _value(one["earlier"])) if compared else (_value(one),)) for one in ordered
    )
    return Chart(
        key=f"frage-{place}-{slugify(fold(question['title']))[:40]}",
        title=question["title"],
        sentence=_sentence(question),
        rows=rows,
        table=_table(ordered, compared),
        source=source,
        date="",
        bars=bars,
        unit="%",
        legend=(
            ("known", _("sicher mindestens so viele (95 %)")),
            ("possible", _("möglich, wegen der kleinen Zahl der Antworten")),
        ),
    )


def _value(one: dict[str, Any]) -> Value | None:
    if one["share"] is None:
        return None
    shown = {name: number(100 * one[name], 0) for name in ("share", "low", "high")}
    label = _("%(share)s %% (%(low)s bis %(high)s)") % shown
    return Value(100 * one["low"], 100 * one["high"], label)


def _sentence(question: dict[str, Any]) -> str:
    known = [one for one in question["values"] if one["share"] is not None]
    if not known:
        return _("Unter fünf Antworten wird kein Anteil gezeigt.")
    most = max(known, key=lambda one: one["share"])
    values = {"words": most["words"], "share": number(100 * most["share"], 0), "count": question["answered"]}
    first = _("Am häufigsten: „%(words)s“ mit %(share)s %% von %(count)s Antworten.") % values
    changed = [one for one in known if one.get("change") and one["change"]["p_value"] < 0.05]
    if changed:
        names = ", ".join(f"„{one['words']}“" for one in changed)
        return f"{first} {_('Mehr als durch Zufall verändert: %(names)s.') % {'names': names}}"
    return f"{first} {_('Nichts hat sich deutlich verändert.')}" if any("change" in one for one in known) else first


def _table(values: list[dict[str, Any]], compared: bool) -> Table:
    columns = [
        Column(_("Antwort"), ColumnKind.TEXT),
        Column(_("Anteil"), ColumnKind.PERCENT),
        Column(_("von"), ColumnKind.PERCENT),
        Column(_("bis"), ColumnKind.PERCENT),
        Column(_("Fälle")),
    ]
    if compared:
        columns += [Column(_("früher"), ColumnKind.PERCENT), Column(_("Unterschied"), ColumnKind.DIFFERENCE)]
    rows = []
    for one in values:
        cells: list[float | str | None] = [one["words"], *(_hundred(one[name]) for name in ("share", "low", "high"))]
        cells.append(float(one["count"]))
        if compared:
            change = one.get("change")
            cells += [_hundred(one["earlier"]["share"]), _hundred(change["difference"]) if change else None]
        rows.append(tuple(cells))
    return Table(tuple(columns), tuple(rows))


def _hundred(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)


def source_words(file: str, simulated: bool) -> str:
    """Return where the answers come from; made-up ones are called so."""
    name = _("Eigene Auszählung: %(file)s.") % {"file": file}
    return f"{_('Simulierte Daten: Die Antworten sind erfunden.')} {name}" if simulated else name


def classes_sentence(found: dict[str, Any]) -> str:
    """Return what the latent classes say, in words."""
    values = {
        "count": found["count"],
        "shares": ", ".join(f"{number(100 * one, 0)} %" for one in found["shares"]),
        "stable": number(found["stability"], 2),
        "reached": number(100 * found["reached"], 0),
    }
    if found["count"] == 1:
        return _("Latente Klassen: Nach BIC reicht eine; die Antworten trennen keine Gruppen.")
    return (
        _(
            "Latente Klassen: %(count)s nach BIC, mit %(shares)s der Kommunen. Stabilität %(stable)s (1 ist fest); "
            "%(reached)s %% der Anläufe fanden dieselben."
        )
        % values
    )


def class_table(found: dict[str, Any]) -> list[tuple[str, str, list[str]]]:
    """Return the share of each answer in each class: question, answer, shares; rare second answers are left out."""
    rows = []
    for item, profile in zip(found["items"], found["profiles"], strict=True):
        pairs = list(zip(item["values"], profile, strict=True))
        for value, shares in pairs[1:] if item["values"] == ("nein", "ja") else pairs:
            shown = _("ja") if item["values"] == ("nein", "ja") else value
            rows.append((item["question"], shown, [f"{number(100 * share, 0)} %" for share in shares]))
    return rows
