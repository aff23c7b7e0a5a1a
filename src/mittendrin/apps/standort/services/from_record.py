# SPDX-License-Identifier: EUPL-1.2
"""Answers that the records of a place in the Atlas give: what its text does not say stays open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mittendrin.apps.standort.sources.answer_values import Value
from mittendrin.apps.standort.sources.answers import Answer, Answers, TownFacts
from mittendrin.apps.standort.sources.questionnaire import YES

Record = Mapping[str, Any]
_AGENDA = {"adopted": "adopted", "in_development": "in_development", "none": "none"}
_UNITS = (("own_unit", "own_unit"), ("cross_cutting", "working_group"), ("existing_unit", "side_task"))
_PARTICIPATION = {"running": "single", "planned": "planned", "none": "none"}
_PUBLIC = {"events", "workshops", "hackathon_barcamp", "lab_or_place", "roadshow"}
_DMS = {"in_use": "most", "partly": "some", "in_progress": "planned", "planned": "planned", "none": "none"}
_PARTNERS = {
    "citizens": "citizens",
    "companies": "companies",
    "start_ups": "companies",
    "science": "science",
    "municipal_companies": "municipal_companies",
    "associations": "associations",
    "neighbours": "neighbours",
    "state_level": "state",
}
_AREAS = {
    "Verwaltung": "administration",
    "Mobilität": "mobility",
    "Bildung": "education",
    "Energie & Umwelt": "energy_environment",
    "Gesellschaft": "society",
    "Gesundheit": "health",
    "Handel": "trade",
    "Datenplattform": "data_platform",
    "IT-Infrastruktur": "it_infrastructure",
    "Sicherheit": "security",
}
_BEGUN = ("in_operation", "in_progress")
_NO_AI = {"none", "not_stated"}
_STAGES = {"in_operation": "operation", "in_progress": "trial", "planned": "planned", "idea": "planned"}
_AI_STAGES = {"in_operation": "operation", "in_progress": "trial", "planned": "idea", "idea": "idea"}
_ORDER = ("planned", "idea", "trial", "operation")


def answers_of(town: TownFacts, profile: Record | None, projects: Iterable[Record] = ()) -> Answers:
    """Return the answers that a profile and the projects of a place give."""
    found: dict[str, Value] = {}
    if profile:
        found.update(_profile(profile))
    found.update(_projects(list(projects)))
    return Answers(town, {item: Answer(value) for item, value in found.items()})


def _profile(profile: Record) -> Iterator[tuple[str, Value]]:
    yield from _organisation(profile)
    if stage := _AGENDA.get(profile["agenda"]["state"]):
        yield "strategy-agenda", stage
    if profile.get("goals"):
        yield "strategy-goals", "named"
    if profile.get("programmes"):
        yield "money-funding", "granted"
    if profile.get("networks"):
        yield "cooperation-network", "regular"
    if profile.get("communication"):
        yield "participation-communication", "press"
    partners = frozenset(_PARTNERS[name] for name in profile.get("stakeholders", []) if name in _PARTNERS)
    if partners:
        yield "cooperation-partners", partners
    if state := _DMS.get(profile.get("dms", {}).get("state", "")):
        yield "process-e-file", state
    yield from _participation(profile.get("participation", {}))


def _organisation(profile: Record) -> Iterator[tuple[str, Value]]:
    models = profile["organisation"]["models"]
    unit = next((answer for model, answer in _UNITS if model in models), None)
    if unit:
        yield "organisation-unit", unit
    if "person_role" in models:
        yield "organisation-officer", YES
    if profile["organisation"].get("attached_to") == "mayor":
        yield "strategy-backing", "top"
    count = profile.get("staff", {}).get("count")
    if count is not None:
        yield "organisation-staff", float(count)


def _participation(said: Record) -> Iterator[tuple[str, Value]]:
    if state := _PARTICIPATION.get(said.get("state", "")):
        yield "participation-process", state
    if _PUBLIC & set(said.get("formats", [])):
        yield "participation-events", YES


def _projects(projects: list[Record]) -> Iterator[tuple[str, Value]]:
    begun = [project for project in projects if project["stage"] in _BEGUN]
    areas = frozenset(_AREAS[name] for project in begun for name in project.get("fields", []) if name in _AREAS)
    if areas:
        yield "strategy-fields", areas
    with_ai = [one for one in projects if set(one.get("ai", [])) - _NO_AI]
    if stage := _furthest(with_ai, _AI_STAGES):
        yield "ai-use", stage
    if stage := _furthest([one for one in projects if "data-platform" in one.get("technologies", [])], _STAGES):
        yield "data-platform", stage
    if any({"sensors", "lorawan"} & set(one.get("technologies", [])) for one in begun):
        yield "data-sensors", "trial"


def _furthest(projects: list[Record], stages: Mapping[str, str]) -> str:
    reached = {stages[one["stage"]] for one in projects if one["stage"] in stages}
    return max(reached, key=_ORDER.index, default="")
