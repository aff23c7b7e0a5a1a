# SPDX-License-Identifier: EUPL-1.2
"""What a twin did: by stage, what was stopped, and in which order, each with its source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mittendrin.apps.atlas.models import Kind, Record
from mittendrin.apps.atlas.services.citations import Reference, SourceList, Statement
from mittendrin.apps.atlas.services.towns import ProjectLine, StageGroup, TownPage, town_page
from mittendrin.apps.atlas.services.twins.town import Town

MAX_LINES = 8


@dataclass(frozen=True)
class Step:
    """One dated event: ``done`` is proved, else announced; ``when`` is the wording of the source, if any."""

    date: str
    when: str
    text: dict[str, Any]
    done: bool
    url: str
    references: Sequence[Reference]


@dataclass(frozen=True)
class Detail:
    """Records of one twin. ``more`` counts the projects that are not listed."""

    town: Town
    ai: list[StageGroup]
    projects: list[ProjectLine]
    more: int
    ended: list[ProjectLine]
    agenda: list[Statement]
    dms: list[Statement]
    steps: list[Step]


def details(towns: Sequence[Town], sources: SourceList) -> list[Detail]:
    """Return the records of ``towns``; all share the numbers of ``sources``."""
    pages = [(town, town_page(town.key, sources)) for town in towns]
    found = [(town, page) for town, page in pages if page]
    periods = _periods([line.row.key for _town, page in found for line in _lines(page)])
    return [_detail(town, page, periods) for town, page in found]


def _lines(page: TownPage) -> list[ProjectLine]:
    return [*(line for group in page.ai for line in group.lines), *page.projects]


def _periods(keys: list[str]) -> dict[str, dict[str, str]]:
    records = Record.objects.of(Kind.PROJECT).filter(key__in=keys).only("key", "data")
    return {record.key: record.data["period"] for record in records if record.data.get("period")}


def _detail(town: Town, page: TownPage, periods: dict[str, dict[str, str]]) -> Detail:
    lines = _lines(page)
    unique = {line.row.key: line for line in lines}
    shown = {line.row.key for group in page.ai for line in group.lines}
    others = [line for line in page.projects if line.row.key not in shown and line.row.stage != "ended"]
    return Detail(
        town=town,
        ai=[group for group in page.ai if group.stage != "ended"],
        projects=others[:MAX_LINES],
        more=max(0, len(others) - MAX_LINES),
        ended=[line for line in unique.values() if line.row.stage == "ended"],
        agenda=page.agenda,
        dms=page.organisation.get("dms", []),
        steps=_steps(page, list(unique.values()), periods),
    )


def _steps(page: TownPage, lines: list[ProjectLine], periods: dict[str, dict[str, str]]) -> list[Step]:
    """Return milestones and starts and ends of projects by date; undated milestones are left to the town's page."""
    steps = [
        Step(event.date, event.when, event.text, event.done, "", event.references)
        for event in (page.timeline.events if page.timeline else [])
        if event.date
    ]
    for line in lines:
        period = periods.get(line.row.key, {})
        for part, words in (("start", _("Beginn: %(title)s")), ("end", _("Ende: %(title)s"))):
            if part in period:
                steps.append(_project_step(line, period[part], words))
    return sorted(steps, key=lambda step: step.date)


def _project_step(line: ProjectLine, date: str, words: str) -> Step:
    texts = line.row.texts
    text = {
        "de": words % {"title": texts["title"]},
        "en": words % {"title": texts.get("title_en") or texts["title"]},
    }
    done = date[:4] <= str(line.row.as_of)
    return Step(date, "", text, done, reverse("atlas:project", args=[line.row.key]), line.references)
