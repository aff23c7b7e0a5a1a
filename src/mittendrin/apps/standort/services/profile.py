# SPDX-License-Identifier: EUPL-1.2
"""The town's Steckbrief in the form of the Atlas: only what is answered, and of that only what is listed here.

Comments, names of people and answers about security and data protection never become part of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mittendrin.apps.standort.models import PlannedMeasure
from mittendrin.apps.standort.services import wording
from mittendrin.apps.standort.services.assessment import Assessment
from mittendrin.apps.standort.services.readiness import Reading
from mittendrin.apps.standort.sources.questionnaire import YES
from mittendrin.townhall.wording import both

Text = dict[str, str]
Data = dict[str, Any]
MOST_WORDS, MOST_SIGNS = 60, 700
_NAMES: Mapping[str, Any] = {
    "strategy-agenda": gettext_lazy("Digitale Agenda"),
    "strategy-goals": gettext_lazy("Ziele"),
    "strategy-milestones": gettext_lazy("Fahrplan"),
    "strategy-backing": gettext_lazy("Rückhalt"),
    "strategy-fields": gettext_lazy("Bereiche mit digitalen Vorhaben"),
    "organisation-unit": gettext_lazy("Zuständigkeit"),
    "organisation-officer": gettext_lazy("Verantwortliche Person benannt"),
    "organisation-staff": gettext_lazy("Stellen"),
    "process-e-file": gettext_lazy("E-Akte"),
    "participation-process": gettext_lazy("Beteiligung"),
    "participation-events": gettext_lazy("Öffentliche Termine oder ein Ort"),
    "participation-communication": gettext_lazy("Berichte nach außen"),
    "cooperation-network": gettext_lazy("Netz von Partnern in der Stadt"),
    "cooperation-towns": gettext_lazy("Zusammenarbeit mit anderen Kommunen"),
    "cooperation-partners": gettext_lazy("Partner der Vorhaben"),
    "data-platform": gettext_lazy("Datenplattform"),
    "data-open": gettext_lazy("Offene Datensätze"),
    "data-sensors": gettext_lazy("Sensoren"),
    "ai-use": gettext_lazy("KI"),
    "law-register": gettext_lazy("Verzeichnis der KI"),
}
_AGENDA = {"adopted": "adopted", "running": "adopted", "in_development": "in_development", "planned": "in_development"}
_UNITS = {"own_unit": "own_unit", "working_group": "cross_cutting", "side_task": "existing_unit"}
_PARTICIPATION = {"feedback": "running", "single": "running", "planned": "planned", "none": "none"}
_DMS = {"all": "in_use", "most": "in_use", "some": "partly", "planned": "planned", "none": "none"}
_PARTNERS = {"state": "state_level"}
_STRATEGY = ("strategy-goals", "strategy-milestones", "strategy-backing", "strategy-fields")
_PROJECTS = ("data-platform", "data-sensors", "data-open", "ai-use", "law-register")


def profile(found: Assessment, summary: Text, chosen: Sequence[PlannedMeasure], today: date) -> Data:
    """Return the Steckbrief as the Atlas keeps it, without the fields that name place and study.

    summary: German and English. chosen: measures that the town wants to show; their titles and days become public.
    """
    known = {name: one for name, one in found.readings.items() if one.answer is not None}
    data: Data = {
        "locator": f"Standort, {today.day}.{today.month}.{today.year}",
        "as_of": today.year,
        "summary_de": summary["de"],
        "summary_en": summary["en"],
        "organisation": _organisation(known),
        "agenda": _agenda(known),
    }
    data |= {name: value for name, value in _optional(known) if value}
    if milestones := [milestone(measure, today) for measure in chosen]:
        data["milestones"] = milestones
    return data


def own_words(found: Assessment) -> Text:
    """Return the summary that the form begins with."""
    words = both(lambda: _summary(found))
    return {"de": words.de, "en": words.en}


def _summary(found: Assessment) -> str:
    known = [name for name in ("strategy-agenda", "organisation-unit", "ai-use") if _answered(found.readings, name)]
    parts = [_statement(found.readings[name]) for name in known]
    start = _("%(town)s beschreibt sich hier selbst.") % {"town": found.answers.town.name}
    return " ".join([start, *parts])


def _answered(readings: Mapping[str, Reading], name: str) -> bool:
    return name in readings and readings[name].answer is not None


def _statement(reading: Reading) -> str:
    return f"{_NAMES[reading.item.id]}: {wording.answer(reading.item, reading.answer)}."


def _text(known: Mapping[str, Reading], names: Sequence[str], otherwise: Callable[[], str] | None = None) -> Text:
    """Return the answers to some items in both languages; empty without any and nothing to say instead."""
    found = [known[name] for name in names if name in known]
    if not found and otherwise is None:
        return {}
    words = both(lambda: " ".join(map(_statement, found)) or (otherwise() if otherwise else ""))
    return {"de": words.de, "en": words.en}


def _not_said() -> str:
    return _("Dazu sagt die Stadt nichts.")


def _answer(known: Mapping[str, Reading], name: str) -> str:
    return str(known[name].answer) if name in known else ""


def _organisation(known: Mapping[str, Reading]) -> Data:
    models = [_UNITS[unit]] if (unit := _answer(known, "organisation-unit")) in _UNITS else []
    if _answer(known, "organisation-officer") == YES:
        models.append("person_role")
    names = ("organisation-unit", "organisation-officer")
    return {"models": models or ["not_stated"], **_text(known, names, _not_said)}


def _agenda(known: Mapping[str, Reading]) -> Data:
    said = _answer(known, "strategy-agenda")
    state = _AGENDA.get(said, "none" if said else "not_stated")
    return {"state": state, **_text(known, ["strategy-agenda"], _not_said)}


def _optional(known: Mapping[str, Reading]) -> Iterator[tuple[str, Any]]:
    yield "strategy", _text(known, _STRATEGY)
    if (staff := known.get("organisation-staff")) is not None and isinstance(staff.answer, float):
        yield "staff", {"count": staff.answer, **_text(known, ["organisation-staff"])}
    if "process-e-file" in known:
        yield "dms", {"state": _DMS[_answer(known, "process-e-file")], **_text(known, ["process-e-file"])}
    yield "participation", _participation(known)
    yield "communication", _text(known, ["participation-communication"])
    yield from _partners(known)
    yield "projects_text", _text(known, _PROJECTS)


def _participation(known: Mapping[str, Reading]) -> Data:
    names = ("participation-process", "participation-events")
    text = _text(known, names)
    if not text:
        return {}
    formats = ["events"] if _answer(known, "participation-events") == YES else []
    state = _PARTICIPATION.get(_answer(known, "participation-process"), "not_stated")
    return {"state": state, "formats": formats, **text}


def _partners(known: Mapping[str, Reading]) -> Iterator[tuple[str, Any]]:
    reading = known.get("cooperation-partners")
    if reading is not None and isinstance(reading.answer, frozenset):
        yield "stakeholders", sorted(_PARTNERS.get(one, one) for one in reading.answer)
    yield "stakeholders_text", _text(known, ["cooperation-partners", "cooperation-network", "cooperation-towns"])


def milestone(measure: PlannedMeasure, today: date) -> Data:
    """Return a measure as the event of a Steckbrief."""
    day = measure.start or measure.end or today
    done = day <= today and measure.state in {"running", "done"}
    title = measure.title
    begins = measure.start is not None
    words = both(lambda: (_("Beginn: %(title)s") if begins else _("Bis dahin: %(title)s")) % {"title": title})
    return {"date": f"{day:%Y-%m}", "status": "done" if done else "announced", "de": words.de, "en": words.en}
