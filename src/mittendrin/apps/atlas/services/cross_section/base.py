# SPDX-License-Identifier: EUPL-1.2
"""Parts of all cross-sections: a finding with its charts, computed beside printed, each difference explained."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from mittendrin.apps.atlas.models import Kind
from mittendrin.apps.atlas.services.addresses import url_of
from mittendrin.apps.atlas.services.cross_section import words
from mittendrin.apps.atlas.services.cross_section.facts import Facts, Selection
from mittendrin.apps.atlas.services.labels import label
from mittendrin.apps.atlas.sources.printed import Difference, Figure, Printed, printed
from mittendrin.web.charts import Chart, Column, Row, Table, Value
from mittendrin.web.charts.model import ColumnKind
from mittendrin.web.charts.numbers import amount, share, signed

Data = dict[str, Any]
SHOWN = 15


@dataclass(frozen=True)
class Note:
    """Why figures differ: what differs, the reason, and the address of the project it is about."""

    lead: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class Part:
    """One chart of a finding with the notes on its differences."""

    chart: Chart
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Finding:
    """Answer to one question: a sentence, the figures behind it, how they were counted."""

    sentence: str
    lead: str
    parts: tuple[Part, ...]
    method: str
    side: tuple[Part, ...] = ()

    @property
    def compared(self) -> bool:
        """Whether a count stands beside a printed figure."""
        return any(part.chart.legend[:1] == (counted_sign(),) for part in self.parts)

    @property
    def agrees(self) -> bool:
        """Whether no count differs from print."""
        return not any(part.notes for part in self.parts)

    @property
    def charts(self) -> tuple[Chart, ...]:
        """All charts, the main one first."""
        return tuple(part.chart for part in (*self.parts, *self.side))


@dataclass(frozen=True)
class Question:
    """One cross-section: its address, its name, and how it is answered.

    ways: choices of counting, the usual one first. by_place: whether state and size can be chosen.
    """

    slug: str
    title: Callable[[], str]
    answer: Callable[[Facts, Selection], Finding]
    by_place: bool = True
    ways: Callable[[], dict[str, str]] = dict
    way_title: Callable[[], str] = lambda: _("Zählweise")


@dataclass(frozen=True)
class Counts:
    """What a bar chart of counts is made from.

    base: number of cases that a share refers to. vocabulary: where the words of the codes are. against: id of the
    printed figures. way: way of counting. extra: one more column. names: words of codes without a vocabulary.
    """

    key: str
    title: str
    sentence: str
    counts: Mapping[str, int]
    base: int
    source: str
    vocabulary: str = ""
    against: str = ""
    way: str = ""
    extra: tuple[str, Mapping[str, int]] | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    adds_up: bool = False
    note: str = ""
    noun: str = ""

    def name(self, code: str) -> str:
        """Return the words for ``code``."""
        return self.names.get(code) or (label(self.vocabulary, code) if self.vocabulary else code)


def text_of(texts: Data) -> str:
    """Return the statement of a German/English pair in the language of the page."""
    return str(texts.get("en" if (get_language() or "de") == "en" else "de", ""))


def cite(facts: Facts, *places: tuple[str, str]) -> str:
    """Return the sources of a chart as one line: short title, year, places in it."""
    found: dict[str, list[str]] = {}
    for source, locator in places:
        found.setdefault(source, []).append(locator)
    parts = []
    for source, locators in found.items():
        document = facts.source(source)
        where = ", ".join(filter(None, locators))
        parts.append(f"{document.get('short') or document['title']}, {document['year']}{', ' if where else ''}{where}")
    return _("Quelle: %(places)s.") % {"places": "; ".join(parts)}


def computed_today() -> str:
    """Return the day of the computation in words."""
    return _("Neu gerechnet am %(day)s.") % {
        "day": date_format(timezone.localdate(), "j. F Y" if _german() else "j F Y")
    }


def _german() -> bool:
    return (get_language() or "de") != "en"


def printed_for(key: str, selection: Selection) -> Printed | None:
    """Return the printed figures, unless the visitor left places out: they hold for all places only."""
    return None if selection.filtered or not key else printed()[key]


def count_part(what: Counts, selection: Selection) -> Part:
    """Return the bar chart of ``what`` with its table and the notes on differences."""
    against = printed_for(what.against, selection)
    order = words.ranked(what.counts)
    chart = Chart(
        key=what.key,
        title=what.title,
        sentence=what.sentence,
        rows=tuple(_row(what, code, number, against) for code, number in order[:SHOWN]),
        table=_table(what, order, against),
        source=what.source,
        date=computed_today(),
        legend=legend(against),
    )
    return Part(chart, notes(what, against))


def legend(against: Printed | None) -> tuple[tuple[str, str], ...]:
    """Return what the signs of a chart mean; nothing when only bars are drawn."""
    if against is None:
        return ()
    signs = [counted_sign()]
    if any(figure.exact is not None for figure in against.values.values()):
        signs.append(("tick", _("in der Studie gedruckt")))
    if any(figure.words and figure.low is not None for figure in against.values.values()):
        signs.append(("span", _("in Worten gedruckt, als Spanne gelesen")))
    return tuple(signs)


def counted_sign() -> tuple[str, str]:
    """Return the sign of counted bars with its words."""
    return ("bar", _("aus den Datensätzen gezählt"))


def figure_words(figure: Figure | None) -> str:
    """Return what is printed: the number, or the words."""
    if figure is None:
        return "–"
    return amount(figure.exact) if figure.exact is not None else text_of(figure.words)


def _row(what: Counts, code: str, number: int, against: Printed | None) -> Row:
    figure = against.values.get(code) if against else None
    unlike = figure is not None and differs(what, code, figure)
    mark: float | tuple[float, float] | None = None
    if figure is not None and figure.low is not None and figure.high is not None:
        mark = figure.exact if figure.exact is not None else (figure.low, figure.high)
    said = text_of(figure.words) if figure and figure.words else ""
    return Row(what.name(code), (Value.exact(number),), mark, f"„{said}“" if said else "", strong=unlike)


def _table(what: Counts, order: list[tuple[str, int]], against: Printed | None) -> Table:
    columns = [Column(what.noun or _("Merkmal"), ColumnKind.TEXT), Column(_("gezählt"))]
    if against:
        columns += [Column(_("gedruckt")), Column(_("Unterschied"), ColumnKind.DIFFERENCE)]
    if what.extra:
        columns.append(Column(what.extra[0]))
    columns.append(Column(_("Anteil"), ColumnKind.PERCENT))
    rows, marked = [], set()
    for place, (code, number) in enumerate(order):
        figure = against.values.get(code) if against else None
        cells: list[float | str | None] = [what.name(code), number]
        if against:
            cells += [_printed_cell(figure), number - figure.exact if figure and figure.exact is not None else None]
        if what.extra:
            cells.append(what.extra[1].get(code, 0))
        cells.append(share(number, what.base))
        rows.append(tuple(cells))
        if figure and differs(what, code, figure):
            marked.add(place)
    total = _total(what, against) if what.adds_up else ()
    return Table(tuple(columns), tuple(rows), total, frozenset(marked), what.note)


def _printed_cell(figure: Figure | None) -> float | str | None:
    if figure is None:
        return None
    return figure.exact if figure.exact is not None else figure_words(figure)


def _total(what: Counts, against: Printed | None) -> tuple[float | str | None, ...]:
    counted = sum(what.counts.values())
    cells: list[float | str | None] = [_("Summe"), counted]
    if against:
        exact = [figure.exact for figure in against.values.values()]
        whole = None if None in exact else sum(value or 0 for value in exact)
        cells += [whole, None if whole is None else counted - whole]
    if what.extra:
        cells.append(sum(what.extra[1].values()))
    return (*cells, share(counted, what.base))


def notes(what: Counts, against: Printed | None) -> tuple[Note, ...]:
    """Return what differs from print, grouped by reason; a difference without a known reason says so."""
    if against is None:
        return ()
    found: dict[int, tuple[Difference | None, list[str]]] = {}
    for code, figure in against.values.items():
        if differs(what, code, figure):
            reason = next((item for item in against.differences if item.explains(code, what.way)), None)
            found.setdefault(id(reason), (reason, []))[1].append(code)
    return tuple(_note(what, against, reason, codes) for reason, codes in found.values())


def differs(what: Counts, code: str, figure: Figure) -> bool:
    """Return whether the count of ``code`` is not what is printed; ranks in words are checked against the order."""
    number = what.counts.get(code, 0)
    if figure.low is not None:
        return not figure.agrees(number)
    others = [count for other, count in what.counts.items() if other not in (code, *words.LAST)]
    higher, tied = sum(1 for count in others if count > number), others.count(number)
    if "rank" in figure.words:
        return higher + 1 != int(figure.words["rank"]) or tied > 0
    return higher >= int(figure.words.get("top", len(others) + 1))


def _note(what: Counts, against: Printed, reason: Difference | None, codes: list[str]) -> Note:
    pieces = []
    for code in codes:
        figure, number = against.values[code], what.counts.get(code, 0)
        gap = signed(number - figure.exact) if figure.exact is not None else f"{number}, „{figure_words(figure)}“"
        pieces.append(f"{what.name(code)} ({gap})")
    lead = ngettext(
        "Ein Wert weicht von der Studie ab: %(names)s.", "%(n)s Werte weichen von der Studie ab: %(names)s.", len(codes)
    ) % {"n": len(codes), "names": words.listing(pieces)}
    text = text_of(reason.texts) if reason else _("Einen Grund dafür kennen wir noch nicht.")
    return Note(lead, text, url_of(Kind.PROJECT, reason.project) if reason and reason.project else "")
