# SPDX-License-Identifier: EUPL-1.2
"""What the fifty cities advise others; shares as printed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mittendrin.apps.atlas.models import Kind
from mittendrin.apps.atlas.services.cross_section import words
from mittendrin.apps.atlas.services.cross_section.base import (
    Data,
    Finding,
    Part,
    cite,
    figure_words,
    text_of,
)
from mittendrin.apps.atlas.services.cross_section.facts import Facts, Selection
from mittendrin.apps.atlas.services.labels import label
from mittendrin.apps.atlas.sources.printed import Figure, printed
from mittendrin.web.charts import Chart, Column, Row, Table, Value
from mittendrin.web.charts.model import ColumnKind

STUDY = "smart-city-atlas"
CITIES = 50


def _title(data: Data) -> str:
    return text_of({"de": data["title"], "en": data["title_en"]})


def _value(figure: Figure) -> Value | None:
    if figure.low is None or figure.high is None:
        return None
    return Value(figure.low, figure.high, figure_words(figure))


def answer(facts: Facts, _selection: Selection) -> Finding:
    """Return the advice with the share of cities that give it, as far as the study prints one."""
    figures = printed()["advice"].values
    advice = [data for data in facts.of(Kind.RECOMMENDATION) if data["id"] in figures]
    sized = sorted(
        (data for data in advice if figures[data["id"]].high is not None),
        key=lambda data: -(figures[data["id"]].high or 0),
    )
    rest = [data for data in advice if figures[data["id"]].high is None]
    sentence = _sentence(sized, figures)
    chart = Chart(
        key="ratschlaege",
        title=_("Ratschläge der 50 Städte"),
        sentence=sentence,
        rows=tuple(Row(_title(data), (_value(figures[data["id"]]),)) for data in sized),
        table=_table([*sized, *rest], figures),
        source=cite(facts, (STUDY, _("Kap. 4.6"))),
        date="",
        legend=(("open", _("gestrichelt: Die Studie druckt nur Worte; wir lesen sie als Spanne.")),),
    )
    return Finding(
        sentence,
        _("%(n)s Ratschläge, %(sized)s davon mit einer Größe im Text.")
        % {"n": words.count(len(advice)), "sized": words.count(len(sized))},
        (Part(chart),),
        _(
            "Diese Anteile lassen sich nicht nachrechnen: Welche Stadt welchen Rat gibt, druckt die Studie nicht. Wir "
            "zeigen ihre Worte und dazu die Spanne, als die wir sie lesen: „knapp ein Drittel“ von 50 Städten sind "
            "14 bis 16. Ratschläge ohne Größe stehen nur in der Tabelle."
        ),
    )


def _sentence(sized: list[Data], figures: dict[str, Figure]) -> str:
    if not sized:
        return _("Es ist kein Ratschlag erfasst.")
    first = figures[sized[0]["id"]]
    best = [_title(data) for data in sized if figures[data["id"]].high == first.high]
    values = {"share": figure_words(first), "names": words.quoted(best)}
    return words.as_subject(_("%(share)s der Städte rät: %(names)s.") % values)


def _table(advice: list[Data], figures: dict[str, Figure]) -> Table:
    columns = (
        Column(_("Rat"), ColumnKind.TEXT),
        Column(_("Bereich"), ColumnKind.TEXT),
        Column(_("gedruckt"), ColumnKind.TEXT),
        Column(_("gelesen als mindestens")),
        Column(_("höchstens")),
    )
    return Table(columns, tuple(_cells(data, figures[data["id"]]) for data in advice))


def _cells(data: Data, figure: Figure) -> tuple[str | float | None, ...]:
    group = label("recommendation_group", data["group"]) if data.get("group") else _("außerhalb der Bereiche")
    return (_title(data), group, figure_words(figure), figure.low, figure.high)
