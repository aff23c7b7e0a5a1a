# SPDX-License-Identifier: EUPL-1.2
"""Fields of action on the agendas of the cities, as printed, beside the projects that they show."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from mittendrin.apps.atlas.services.cross_section.base import (
    Finding,
    Part,
    cite,
    computed_today,
    figure_words,
    text_of,
)
from mittendrin.apps.atlas.services.cross_section.facts import Facts, Selection
from mittendrin.apps.atlas.services.labels import FIELD, label
from mittendrin.apps.atlas.sources.printed import Figure, printed
from mittendrin.web.charts import Bar, Chart, Column, Form, Row, Table, Value
from mittendrin.web.charts.model import ColumnKind

CITIES = 50


def _agenda(figure: Figure) -> Value:
    low, high = figure.low or 0, figure.high or 0
    return Value(low, high, f"{low:.0f}–{high:.0f}" if low != high else "")


def _widest_gap(projects: dict[str, int], agendas: dict[str, Figure]) -> str:
    """Return the field that the most agendas name for each project; equal ones by name."""
    return max(projects, key=lambda code: ((agendas[code].low or 0) - projects[code], code))


def fields_beside_projects(facts: Facts) -> Part:
    """Return agendas (printed) and projects (counted) per field as one chart."""
    agendas = printed()["agenda-fields"].values
    found = Counter(data["fields"][0] for data in facts.projects(["lighthouse"], Selection()))
    projects = {code: found[code] for code in FIELD}
    widest = _widest_gap(projects, agendas)
    sentence = _("%(agendas)s von 50 Städten nennen %(field)s. Nur %(projects)s Projekte stellen sie dazu vor.") % {
        "agendas": figure_words(agendas[widest]),
        "field": label("field", widest),
        "projects": projects[widest],
    }
    order = sorted(FIELD, key=lambda code: -(agendas[code].low or 0))
    chart = Chart(
        key="agenda-und-projekte",
        title=_("Oft auf der Agenda, selten ein Leuchtturm"),
        sentence=sentence,
        rows=tuple(
            Row(
                label("field", code),
                (_agenda(agendas[code]), Value.exact(projects[code])),
                strong=code == widest,
            )
            for code in order
        ),
        table=Table(
            (
                Column(_("Handlungsfeld"), ColumnKind.TEXT),
                Column(_("in Agenden (gedruckt), von 50")),
                Column(_("Projekte (gezählt)")),
            ),
            tuple(
                (
                    label("field", code),
                    agendas[code].exact if agendas[code].exact is not None else text_of(agendas[code].words),
                    projects[code],
                )
                for code in order
            ),
        ),
        source=cite(facts, ("smart-city-atlas", _("Kap. 4.2")), ("smart-city-atlas", _("Anhang A"))),
        date=computed_today(),
        form=Form.PANELS,
        bars=(Bar(_("in Agenden"), quiet=True), Bar(_("Projekte"))),
        legend=(("open", _("gestrichelt: Die Studie druckt nur die Spanne 38 bis 42.")),),
    )
    return Part(chart)


def answer(facts: Facts, _selection: Selection) -> Finding:
    """Return agendas beside projects."""
    part = fields_beside_projects(facts)
    return Finding(
        part.chart.sentence,
        _("Die Agenda zeigt, was eine Stadt vorhat. Leuchtturmprojekte zeigen, was sie vorzeigen kann."),
        (part,),
        _(
            "Links stehen die gedruckten Zahlen: Städte, die das Feld in ihrer Agenda nennen. Rechts zählen wir die "
            "Leuchtturmprojekte, jedes einmal nach Anhang A. Welche Stadt welches Feld nennt, ist im Steckbrief "
            "farbig markiert; die Markierung ging in der Textfassung verloren. Deshalb lässt sich die linke Seite "
            "nicht nachrechnen und nicht nach Land oder Größe teilen."
        ),
    )
