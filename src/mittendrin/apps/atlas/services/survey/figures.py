# SPDX-License-Identifier: EUPL-1.2
"""All printed figures of the survey by topic and question; 2015 beside 2017 where both are printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from mittendrin.apps.atlas.models import Kind, Record
from mittendrin.apps.atlas.services.records import data_version
from mittendrin.apps.atlas.services.survey import precision
from mittendrin.web.charts import Bar, Chart, Column, Form, Row, Table, Value
from mittendrin.web.charts.model import ColumnKind

Data = dict[str, Any]


def topic_names() -> dict[str, str]:
    """Return the topics in their order, in words."""
    return {
        "strategy": _("Strategie"),
        "east_west": _("Ost und West"),
        "fields": _("Handlungsfelder"),
        "motivation": _("Motive und Erwartungen"),
        "effects": _("Wirkung und Aufgaben"),
        "stakeholders": _("Beteiligte"),
        "obstacles": _("Hindernisse und Geld"),
        "know_how": _("Wissen"),
        "support": _("Unterstützung"),
        "cooperation": _("Zusammenarbeit"),
        "clusters": _("Gruppen von Kommunen"),
        "method": _("Methode"),
        "practice": _("Praxisbeispiele"),
    }


@dataclass(frozen=True)
class Fact:
    """A figure that makes no chart: a year, a rank, a single count."""

    item: str
    value: str
    printed: str
    year: int | None


@dataclass(frozen=True)
class Group:
    """The figures of one question asked of one group, as a chart when there is something to compare."""

    keys: tuple[str, ...]
    question: str
    base: str
    chart: Chart | None
    facts: tuple[Fact, ...]
    notes: tuple[str, ...]
    places: tuple[str, ...]

    @property
    def anchors(self) -> tuple[str, ...]:
        """Keys of figures that other pages may point to; the chart carries its own."""
        return tuple(key for key in self.keys if self.chart is None or key != self.chart.key)


@dataclass(frozen=True)
class Topic:
    """All groups of one topic."""

    code: str
    title: str
    groups: tuple[Group, ...]


@lru_cache(maxsize=1)
def _records(_version: int) -> tuple[Data, ...]:
    return tuple(Record.objects.of(Kind.SURVEY).values_list("data", flat=True))


def records() -> tuple[Data, ...]:
    """Return all figures in their order."""
    return _records(data_version())


def clear() -> None:
    """Forget what is kept in memory."""
    _records.cache_clear()
    _topics.cache_clear()


def text(data: Data, name: str) -> str:
    """Return one text of a figure in the language of the page."""
    english = (get_language() or "de") == "en"
    return str(data.get(f"{name}_en") if english and data.get(f"{name}_en") else data[name])


def topics() -> list[Topic]:
    """Return all figures by topic and question."""
    return _topics(data_version(), get_language() or "de")


@lru_cache(maxsize=4)
def _topics(_version: int, _language: str) -> list[Topic]:
    found: dict[str, dict[tuple[str, str], list[Data]]] = {code: {} for code in topic_names()}
    for data in records():
        groups = found.setdefault(data["topic"], {})
        groups.setdefault((data["question"], data["base"]), []).append(data)
    return [
        Topic(code, topic_names().get(code, code), _groups(list(groups.values())))
        for code, groups in found.items()
        if groups
    ]


def chart(key: str) -> Chart | None:
    """Return one chart by its key, or None."""
    groups = (group for topic in topics() for group in topic.groups)
    return next((group.chart for group in groups if group.chart and group.chart.key == key), None)


def _groups(groups: list[list[Data]]) -> tuple[Group, ...]:
    """Return the groups; a question asked of several groups of people names them in its heading."""
    asked = Counter(rows[0]["question"] for rows in groups)
    return tuple(_group(rows, asked[rows[0]["question"]] > 1) for rows in groups)


def _group(rows: list[Data], name_base: bool) -> Group:
    question, base = text(rows[0], "question"), text(rows[0], "base")
    if name_base:
        question = _("%(question)s (gefragt: %(base)s)") % {"question": question, "base": base}
    notes = dict.fromkeys(_note(data) for data in rows if data.get("note"))
    return Group(
        tuple(data["id"] for data in rows),
        question,
        base,
        _chart(rows, question) if _drawn(rows) else None,
        () if _drawn(rows) else tuple(_fact(data) for data in rows),
        tuple(notes),
        tuple(dict.fromkeys(data["locator"] for data in rows)),
    )


def _note(data: Data) -> str:
    english = (get_language() or "de") == "en"
    return str(data["note"]["en" if english else "de"])


def _drawn(rows: list[Data]) -> bool:
    """Shares are drawn, and counts that can be compared; limits, points and what describes the survey are not."""
    if any(data["topic"] == "method" or _points(data) for data in rows):
        return False
    units = {data["unit"] for data in rows}
    exact = all(data.get("precision", "exact") == "exact" for data in rows)
    return units == {"percent"} or (units == {"count"} and len(rows) > 1 and exact)


def _points(data: Data) -> bool:
    return "Prozentpunkt" in data["item"]


def _fact(data: Data) -> Fact:
    shown = "" if data["unit"] == "rank" else precision.words({**data, "unit": "count"} if _points(data) else data)
    return Fact(text(data, "item"), shown, data.get("printed", ""), data["year"])


def _lines(rows: Iterable[Data]) -> list[tuple[str, dict[int | None, Data]]]:
    """Return items with their figures by year; a second figure for the same year gets a line of its own."""
    lines: list[tuple[str, dict[int | None, Data]]] = []
    for data in rows:
        for item, years in lines:
            if item == text(data, "item") and data["year"] not in years:
                years[data["year"]] = data
                break
        else:
            lines.append((text(data, "item"), {data["year"]: data}))
    return lines


def _years(rows: list[Data]) -> list[int | None]:
    return sorted({data["year"] for data in rows}, key=lambda year: -(year or 0))


def _chart(rows: list[Data], question: str) -> Chart:
    years, lines = _years(rows), _lines(rows)
    unit = precision.unit_of(rows[0])
    axis = 100.0 if unit else max(float(data["value"]) for data in rows)
    best = {
        item: max(data["value"] for name, found in lines if name == item for data in found.values())
        for item, _f in lines
    }
    lines.sort(key=lambda line: (-best[line[0]], line[0], -len(line[1])))
    grid = len(rows) == 1 and bool(unit)
    return Chart(
        key=rows[0]["id"],
        title=question,
        sentence=_sentence(lines),
        rows=tuple(
            Row(_name(lines, number), tuple(_value(found.get(year), axis) for year in years))
            for number, (_item, found) in enumerate(lines)
        ),
        table=_table(lines, years),
        source=_source(rows),
        date="",
        form=Form.GRID if grid else Form.BARS,
        bars=tuple(Bar(str(year or ""), quiet=place > 0) for place, year in enumerate(years)),
        unit=unit,
        legend=(("open", _("gestrichelt: nicht genau gedruckt; die Länge sagt nichts.")),)
        if any(data.get("precision", "exact") != "exact" for data in rows)
        else (),
    )


def _value(data: Data | None, axis: float) -> Value | None:
    return None if data is None else precision.value(data, axis)


def _name(lines: list[tuple[str, dict[int | None, Data]]], number: int) -> str:
    item = lines[number][0]
    if any(other == item for other, _found in lines[:number]):
        return _("%(item)s (andere Angabe der Studie)") % {"item": item}
    return item


def _when(years: list[int | None]) -> str:
    known = [str(year) for year in sorted(year for year in years if year)]
    return " / ".join(known)


def _sentence(lines: list[tuple[str, dict[int | None, Data]]]) -> str:
    item, found = max(lines, key=lambda line: len(line[1]))
    newest = next(iter(sorted(found, key=lambda year: -(year or 0))))
    values = {"item": item[:1].upper() + item[1:], "value": precision.words(found[newest]), "year": newest}
    if len(found) > 1:
        older = min(found, key=lambda year: year or 0)
        values |= {"old": precision.words(found[older]), "older": older}
        return _("%(item)s: %(value)s im Jahr %(year)s, %(old)s im Jahr %(older)s.") % values
    return _("%(item)s: %(value)s.") % values


def _table(lines: list[tuple[str, dict[int | None, Data]]], years: list[int | None]) -> Table:
    columns = [Column(_("Angabe"), ColumnKind.TEXT)]
    columns += [Column(str(year) if year else _("Wert")) for year in years]
    columns.append(Column(_("gedruckt"), ColumnKind.TEXT))
    rows = []
    for number, (_item, found) in enumerate(lines):
        cells: list[str | float | None] = [_name(lines, number)]
        cells += [precision.words(found[year]) if year in found else None for year in years]
        said = dict.fromkeys(found[year].get("printed", "") for year in years if year in found)
        rows.append((*cells, ", ".join(f"„{words}“" for words in said if words)))
    return Table(tuple(columns), tuple(rows))


def _source(rows: list[Data]) -> str:
    locators = dict.fromkeys(data["locator"] for data in rows)
    return _("Quelle: Zukunft wird vor Ort gemacht, 2018, %(places)s. Gefragt: %(base)s%(years)s.") % {
        "places": ", ".join(locators),
        "base": text(rows[0], "base"),
        "years": f", {_when(_years(rows))}" if _when(_years(rows)) else "",
    }


def opening() -> str:
    """Return the sentence of the page: how many have a strategy, now and before."""
    found = {data["id"]: data for data in records()}
    now, before = found.get("strategie-stand-2017"), found.get("strategie-stand-2015")
    if now and before:
        values = {"now": precision.words(now), "old": precision.words(before)}
        return _("%(now)s der Kommunen haben oder planen 2017 eine Digitalstrategie. 2015 sind es %(old)s.") % values
    number = len(found)
    return ngettext("Die Befragung druckt %(n)s Zahl.", "Die Befragung druckt %(n)s Zahlen.", number) % {"n": number}


def support_groups() -> list[str]:
    """Return the three ways in which municipalities get help."""
    return [text(data, "item") for data in records() if data["id"].startswith("hilfe-gruppe-")]
