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
    best = [_title(data) for data in sized if figures[data["id"]].high == figures[sized[0]["id"]].high]
    sentence = words.as_subject(
        _("%(share)s der Städte rät: %(names)s.")
        % {"share": figure_words(figures[sized[0]["id"]]), "names": words.quoted(best)}
        if sized
        else _("Es ist kein Ratschlag erfasst.")
    )
    chart = Chart(
        key="ratschlaege",
        title=_("Ratschläge der 50 Städte"),
        sentence=sentence,
        rows=tuple(Row(_title(data), (_value(figures[data["id"]]),)) for data in sized),
        table=Table(
            (
                Column(_("Rat"), ColumnKind.TEXT),
                Column(_("Bereich"), ColumnKind.TEXT),
                Column(_("gedruckt"), ColumnKind.TEXT),
                Column(_("gelesen als mindestens")),
                Column(_("höchstens")),
            ),
            tuple(
                (
                    _title(data),
                    label("recommendation_group", data["group"]) if data.get("group") else _("außerhalb der Bereiche"),
                    figure_words(figures[data["id"]]),
                    figures[data["id"]].low,
                    figures[data["id"]].high,
                )
                for data in (*sized, *rest)
            ),
        ),
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
