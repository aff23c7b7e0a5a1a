# SPDX-License-Identifier: EUPL-1.2
"""What the Atlas tells other apps about what similar towns did: in which order, what they stopped, whom to ask."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mittendrin.apps.atlas.models import Kind
from mittendrin.apps.atlas.services import records, twins
from mittendrin.apps.atlas.services.citations import Reference, SourceList
from mittendrin.apps.atlas.services.labels import label
from mittendrin.apps.atlas.services.towns import ProjectLine
from mittendrin.apps.atlas.services.twins import Town
from mittendrin.apps.atlas.services.twins.details import Detail, Step, details
from mittendrin.apps.atlas.templatetags.atlas import isodate
from mittendrin.web.templatetags.web import pick

LIMIT = 4
Data = dict[str, Any]


def similar_deeds(
    name: str, state: str, role: str, population: int | None, area_km2: float | None, limit: int = LIMIT
) -> list[Data]:
    """Return what the most similar towns did, in the language of the page.

    Each: name, url, reason; ``order``: events with when, text, done, url, source; ``stopped`` and ``going``: projects
    with title, stage, stage_text, year, url, source; ``offices``: who does it as a source names it, with year, source
    and the partners it names; ``links``: pages that the records name.
    """
    own = Town(name=name, state=state, role=role, population=population, area_km2=area_km2)
    found = [twin for twin in twins.similar_with_records(own, limit + 1) if twin.town.name != name][:limit]
    reasons = {twin.town.key: twin.reason for twin in found}
    return [_town(one, reasons[one.town.key]) for one in details([twin.town for twin in found], SourceList())]


def _town(detail: Detail, reason: str) -> Data:
    going = [line for group in detail.ai for line in group.lines] + detail.projects
    return {
        "name": detail.town.name,
        "url": reverse("atlas:place", args=[detail.town.key]),
        "reason": reason,
        "order": [_event(step) for step in detail.steps],
        "stopped": [_project(line) for line in detail.ended],
        "going": [_project(line) for line in going],
        "more": detail.more,
        **_contact(detail.town.key),
    }


def _english() -> bool:
    return (get_language() or "de").startswith("en")


def _event(step: Step) -> Data:
    when = isodate(step.date) or _("ohne Datum") if _english() else step.when or isodate(step.date)
    return {
        "when": when,
        "date": step.date,
        "text": str(pick(step.text)),
        "done": step.done,
        "url": step.url,
        "source": _cited(step.references),
    }


def _project(line: ProjectLine) -> Data:
    texts = line.row.texts
    record = records.get(Kind.PROJECT, line.row.key)
    english = _english()
    return {
        "title": texts.get("title_en") if english and texts.get("title_en") else texts["title"],
        "stage": label("stage", line.row.stage),
        "stage_text": str(pick(record.data.get("stage_text"))) if record else "",
        "year": line.row.as_of,
        "url": reverse("atlas:project", args=[line.row.key]),
        "source": _cited(line.references),
    }


def _contact(key: str) -> Data:
    """Return which offices the profiles name and which pages the records know; the youngest first."""
    place = records.get(Kind.MUNICIPALITY, key)
    if place is None:
        return {"official_name": "", "offices": [], "links": []}
    sources = SourceList()
    profiles = [record.data for record in records.profiles_of(place)]
    offices = [
        {"text": str(pick(one["organisation"])), "year": one["as_of"], "source": _cited(sources.of(one))}
        for one in profiles
        if one["organisation"]["models"] != ["not_stated"]
    ]
    pages = [*profiles, *(record.data for record in records.projects_of(place))]
    links = {link["url"]: link["title"] for one in pages for link in one.get("links", []) if link.get("url")}
    return {
        "official_name": place.data.get("official_name") or place.data["name"],
        "offices": offices,
        "links": [{"title": title, "url": url} for url, title in links.items()],
    }


def _cited(references: Iterable[Reference]) -> str:
    return "; ".join(f"{one.name}, {one.locator}" if one.locator else one.name for one in references)
