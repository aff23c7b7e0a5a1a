# SPDX-License-Identifier: EUPL-1.2
"""The analysis of the studies, counted anew from the records: one module per question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from mittendrin.apps.atlas.services.cross_section import (
    advice,
    agenda_fields,
    agenda_state,
    challenges,
    goals,
    lighthouse,
    model_projects,
    organisation,
    participation,
    provider_market,
    stages,
    technology,
    ten_and_seven,
)
from mittendrin.apps.atlas.services.cross_section.base import Finding, Question
from mittendrin.apps.atlas.services.cross_section.facts import SIZES, Selection, facts, states
from mittendrin.apps.atlas.services.cross_section.facts import clear as forget_facts
from mittendrin.apps.atlas.services.labels import STATE
from mittendrin.apps.atlas.services.records import data_version
from mittendrin.web.charts import Chart

KEPT = 100
"""Findings kept in memory: more than all questions in both languages, far fewer than all choices."""

QUESTIONS = (
    Question(
        "leuchtturmprojekte",
        lambda: _("Leuchtturmprojekte nach Handlungsfeld"),
        lighthouse.answer,
        ways=lighthouse.ways,
    ),
    Question("felder-auf-der-agenda", lambda: _("Felder auf der Agenda"), agenda_fields.answer, by_place=False),
    Question("stand-der-agenda", lambda: _("Stand der Digitalen Agenda"), agenda_state.answer),
    Question("organisation", lambda: _("Organisation im Rathaus"), organisation.answer),
    Question("beteiligung", lambda: _("Beteiligung"), participation.answer),
    Question("ziele", lambda: _("Ziele"), goals.answer),
    Question("herausforderungen-und-chancen", lambda: _("Herausforderungen und Chancen"), challenges.answer),
    Question(
        "ki-und-technik",
        lambda: _("KI und Technik"),
        technology.answer,
        ways=technology.kinds,
        way_title=lambda: _("Projekte"),
    ),
    Question(
        "stand-der-projekte",
        lambda: _("Stand der Projekte"),
        stages.answer,
        ways=technology.kinds,
        way_title=lambda: _("Projekte"),
    ),
    Question("die-zehn-und-die-sieben", lambda: _("Die zehn und die sieben"), ten_and_seven.answer),
    Question("empfehlungen", lambda: _("Ratschläge der Städte"), advice.answer, by_place=False),
    Question("anbieter", lambda: _("Anbieter von KI"), provider_market.answer, by_place=False),
    Question("modellprojekte", lambda: _("Modellprojekte"), model_projects.answer),
)


def question(slug: str) -> Question | None:
    """Return one question, or None."""
    return next((item for item in QUESTIONS if item.slug == slug), None)


def read_selection(asked: Question, state: str, size: str, way: str) -> tuple[Selection, list[str]]:
    """Return the selection that fits ``asked`` and the values that it does not know; those count as not chosen."""
    known_states = STATE if asked.by_place else {}
    known_sizes = SIZES if asked.by_place else ()
    ways = asked.ways()
    wrong = [
        value
        for value, known in ((state, known_states), (size, known_sizes), (way, ways))
        if value and value not in known
    ]
    selection = Selection(
        state if state in known_states else "",
        size if size in known_sizes else "",
        way if way in ways else next(iter(ways), ""),
    )
    return selection, wrong


def find(asked: Question, selection: Selection) -> Finding:
    """Return the finding of ``asked`` for ``selection``, counted from the records as they are now."""
    return _found(asked, selection, data_version(), get_language() or "de", timezone.localdate())


@lru_cache(maxsize=KEPT)
def _found(asked: Question, selection: Selection, _version: int, _language: str, _day: dt.date) -> Finding:
    return asked.answer(facts(), selection)


def clear() -> None:
    """Forget what is kept in memory."""
    forget_facts()
    _found.cache_clear()


def usual(asked: Question) -> Selection:
    """Return the selection without any choice."""
    return Selection(way=next(iter(asked.ways()), ""))


def overview() -> list[tuple[Question, Finding]]:
    """Return all questions with their usual finding."""
    return [(item, find(item, usual(item))) for item in QUESTIONS]


def agreement(findings: Iterable[Finding]) -> str:
    """Return in a sentence how many findings count just what the studies print."""
    compared = [finding for finding in findings if finding.compared]
    same = sum(1 for finding in compared if finding.agrees)
    if not compared:
        return _("Noch steht keine gedruckte Zahl neben einer gezählten.")
    return ngettext(
        "Bei %(same)s von %(all)s Fragen zählen wir genau, was die Studie druckt.",
        "Bei %(same)s von %(all)s Fragen zählen wir genau, was die Studien drucken.",
        len(compared),
    ) % {"same": same, "all": len(compared)}


def chart_of(finding: Finding, key: str) -> Chart | None:
    """Return one chart of ``finding``, or None."""
    return next((chart for chart in finding.charts if chart.key == key), None)


__all__ = [
    "QUESTIONS",
    "SIZES",
    "Finding",
    "Question",
    "Selection",
    "agreement",
    "chart_of",
    "clear",
    "find",
    "overview",
    "question",
    "read_selection",
    "states",
    "usual",
]
