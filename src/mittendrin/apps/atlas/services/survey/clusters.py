# SPDX-License-Identifier: EUPL-1.2
"""The five groups of municipalities, and which of them fits one's own town: open rules, no hidden score."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mittendrin.apps.atlas.models import Kind
from mittendrin.apps.atlas.services import records
from mittendrin.core import numbers
from mittendrin.web.charts.numbers import amount

Data = dict[str, Any]
MOST_PEOPLE = 4_000_000
HALF = 50
COUNTS_WITHOUT = frozenset({"digitale-nachzuegler"})
"""Groups whose printed share counts those without a plan; for the others it counts those with a strategy."""


class Fit(StrEnum):
    """How well something fits."""

    YES = "yes"
    NO = "no"
    OPEN = "open"


class Stage(StrEnum):
    """Stages of a strategy; the study tells planning, drawing up and carrying out."""

    NONE = "keine"
    PLANNED = "geplant"
    DRAFTED = "in-arbeit"
    RUNNING = "umsetzung"


@dataclass(frozen=True)
class Own:
    """What the visitor says about the own town."""

    people: int
    stage: Stage


@dataclass(frozen=True)
class Answer:
    """One group with its attributes, and, when asked, whether it fits and why."""

    key: str
    data: Data
    size: str
    strategy: str
    share: str
    challenges: str
    fit: Fit | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """All groups; with a question also the sentence that answers it and how sure it is."""

    answers: tuple[Answer, ...]
    sentence: str = ""
    certainty: str = ""
    sure: bool = False


def stage_names() -> dict[str, str]:
    """Return the stages in words."""
    return {
        Stage.NONE: _("keine Strategie, auch keine geplant"),
        Stage.PLANNED: _("Strategie geplant"),
        Stage.DRAFTED: _("Strategie in Arbeit"),
        Stage.RUNNING: _("Strategie in Umsetzung"),
    }


def read_own(people: str, stage: str) -> tuple[Own | None, dict[str, str]]:
    """Return what the form says, or what is wrong by field. An empty form is no question and no error."""
    if not people.strip() and not stage:
        return None, {}
    errors = {}
    number = 0
    try:
        number = numbers.parse_integer(people)
    except ValueError:
        errors["einwohner"] = _("Bitte eine Zahl eingeben, zum Beispiel 47.500.")
    if not errors and not 1 <= number <= MOST_PEOPLE:
        errors["einwohner"] = _("Bitte eine Zahl von 1 bis 4.000.000 eingeben.")
    if stage not in set(Stage):
        errors["strategie"] = _("Bitte einen Stand wählen.")
    return (None, errors) if errors else (Own(number, Stage(stage)), {})


def result(own: Own | None) -> Result:
    """Return the five groups, judged for ``own`` when given."""
    answers = tuple(_answer(record.key, record.data, own) for record in records.listing(Kind.CLUSTER))
    if own is None:
        return Result(answers)
    sentence, certainty, sure = _verdict(answers)
    return Result(answers, sentence, certainty, sure)


def _text(attribute: Data | None) -> str:
    english = (get_language() or "de") == "en"
    return str(attribute["en" if english else "de"]) if attribute else _("steht nicht im Text")


def _attribute(data: Data, name: str) -> Data | None:
    return next((item for item in data["attributes"] if item["name"] == name), None)


def _answer(key: str, data: Data, own: Own | None) -> Answer:
    size, strategy = _attribute(data, "size"), _attribute(data, "strategy")
    fit: Fit | None = None
    reasons: tuple[str, ...] = ()
    if own is not None:
        by_size, why_size = _size(size, own)
        by_strategy, why_strategy = _strategy(key, strategy, own)
        fit, reasons = _both(by_size, by_strategy), (why_size, why_strategy)
    return Answer(
        key,
        data,
        _text(size),
        _text(strategy),
        _text(_attribute(data, "share")),
        _text(_attribute(data, "challenges")),
        fit,
        reasons,
    )


def _size(size: Data | None, own: Own) -> tuple[Fit, str]:
    people = amount(own.people)
    if size is None or ("min" not in size and "max" not in size):
        return Fit.OPEN, _("Größe: Die Studie nennt keine Zahl.")
    fits = size.get("min", 0) <= own.people <= size.get("max", MOST_PEOPLE)
    values = {"people": people, "rule": _text(size)}
    if fits:
        return Fit.YES, _("Größe passt: %(people)s Menschen, die Gruppe hat %(rule)s.") % values
    return Fit.NO, _("Größe passt nicht: %(people)s Menschen, die Gruppe hat %(rule)s.") % values


def _strategy(key: str, strategy: Data | None, own: Own) -> tuple[Fit, str]:
    if strategy is None or "min" not in strategy:
        return Fit.OPEN, _("Strategie: Die Studie druckt für diese Gruppe keinen Anteil.")
    with_strategy = own.stage is not Stage.NONE
    usual_with = (strategy["min"] >= HALF) != (key in COUNTS_WITHOUT)
    values = {"rule": _text(strategy)}
    if with_strategy == usual_with:
        return Fit.YES, _("Strategie passt: %(rule)s.") % values
    return Fit.NO, _("Strategie ungewöhnlich: %(rule)s.") % values


def _both(size: Fit, strategy: Fit) -> Fit:
    if Fit.NO in (size, strategy):
        return Fit.NO
    return Fit.YES if size is strategy is Fit.YES else Fit.OPEN


def _names(answers: list[Answer]) -> str:
    english = (get_language() or "de") == "en"
    names = [f"„{answer.data['title_en' if english else 'title']}“" for answer in answers]
    return _(" oder ").join(names)


def _verdict(answers: tuple[Answer, ...]) -> tuple[str, str, bool]:
    fitting = [answer for answer in answers if answer.fit is Fit.YES]
    open_ = [answer for answer in answers if answer.fit is Fit.OPEN]
    if len(fitting) == 1 and not open_:
        return (
            _("Am besten passt die Gruppe %(names)s.") % {"names": _names(fitting)},
            _("ziemlich sicher, weil Größe und Strategie nur zu dieser Gruppe passen"),
            True,
        )
    if fitting or open_:
        return (
            _("In Frage kommt: %(names)s.") % {"names": _names([*fitting, *open_])},
            _("unsicher, weil die Studie nicht zu allen Gruppen Größe und Strategie druckt"),
            False,
        )
    return (
        _("Keine der fünf Gruppen passt zu Größe und Strategie zugleich."),
        _(
            "Die Studie beschreibt für solche Orte keine eigene Gruppe. Ihr drittes Merkmal, die Herausforderungen, "
            "druckt sie nur in Stichworten."
        ),
        True,
    )
