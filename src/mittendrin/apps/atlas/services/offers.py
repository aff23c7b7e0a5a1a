# SPDX-License-Identifier: EUPL-1.2
"""What the Atlas tells other apps that ask."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from mittendrin.apps.atlas.models import Kind, Record
from mittendrin.apps.atlas.services import knowledge, records, statements, twins
from mittendrin.apps.atlas.services.twins import Town
from mittendrin.web.templatetags.web import pick

LIMIT = 8
_DONE = "done"


def similar_towns(
    name: str, state: str, role: str, population: int | None, area_km2: float | None, limit: int = LIMIT
) -> list[dict[str, Any]]:
    """Return the most similar towns with their records: name, url, reason, what they did first, profile, projects."""
    own = Town(name=name, state=state, role=role, population=population, area_km2=area_km2)
    found = twins.similar_with_records(own, limit)
    return [_town(twin) for twin in found if twin.town.name != name]


def _town(twin: twins.Twin) -> dict[str, Any]:
    place = records.get(Kind.MUNICIPALITY, twin.town.key)
    profiles = [one.data for one in records.profiles_of(place)] if place else []
    return {
        "name": twin.town.name,
        "population": twin.town.population,
        "url": reverse("atlas:place", args=[twin.town.key]),
        "reason": twin.reason,
        "first": _first(profiles),
        "profile": profiles[0] if profiles else None,
        "projects": [one.data for one in records.projects_of(place)] if place else [],
    }


def _first(profiles: list[dict[str, Any]]) -> str:
    """Return the earliest event that a profile proves; empty when it names none."""
    dated = [
        event
        for profile in profiles
        for event in profile.get("milestones", [])
        if event["status"] == _DONE and event["date"]
    ]
    return str(pick(min(dated, key=lambda event: str(event["date"])))) if dated else ""


def agenda_steps() -> list[dict[str, Any]]:
    """Return the ten steps to a digital agenda: number, key, title, text, url and source, in the page's language."""
    english = (get_language() or "de").startswith("en")
    return [
        {
            "number": entry.record.data["order"],
            "key": entry.record.key,
            "title": entry.record.data["title_en" if english else "title"],
            "text": entry.record.data["summary_en" if english else "summary_de"],
            "url": f"{reverse('atlas:steps')}#{entry.record.key}",
            "source": "; ".join(f"{one.name}, {one.locator}" for one in entry.references),
        }
        for entry in knowledge.step_page().steps
    ]


def published_towns() -> list[dict[str, Any]]:
    """Return the towns whose profile is their own statement, by name, whether published here or taken from a bundle.

    Each with key, name, state, population, area_km2, role, ags, url, and what the town says itself: profile, projects.
    """
    own = Record.objects.of(Kind.PROFILE).filter(data__study=statements.STUDY)
    youngest: dict[str, Record] = {}
    for record in sorted(own, key=lambda one: (one.data["as_of"], one.updated_at)):
        youngest[record.data["municipality"]] = record
    places = records.some(Kind.MUNICIPALITY, youngest)
    return sorted((_published(place, youngest[place.key]) for place in places), key=lambda one: str(one["name"]))


def _published(place: Record, profile: Record) -> dict[str, Any]:
    town = twins.town_of(place.key)
    return {
        "key": place.key,
        "name": place.title,
        "state": place.data.get("state", ""),
        "population": town.population if town else None,
        "area_km2": town.area_km2 if town else None,
        "role": place.data.get("role", ""),
        "ags": place.data.get("ags", ""),
        "url": reverse("atlas:place", args=[place.key]),
        "profile": profile.data,
        "projects": [one.data for one in records.projects_of(place) if one.data["source"] == statements.STUDY],
    }
