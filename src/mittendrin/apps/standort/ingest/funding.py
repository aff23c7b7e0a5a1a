# SPDX-License-Identifier: EUPL-1.2
"""Store funding programmes: the same list twice changes nothing, what is watched stays watched."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, fields

from django.db import transaction

from mittendrin.apps.standort.models import FundingProgramme
from mittendrin.apps.standort.sources.funding import Programme
from mittendrin.apps.standort.sources.funding_files import Line

NEW, CHANGED, SAME = "new", "changed", "same"
NAMES = tuple(field.name for field in fields(Programme))
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Plan:
    """What a row does: ``new``, ``changed`` (with the fields that differ) or ``same``."""

    row: int
    name: str
    action: str
    fields: tuple[str, ...] = ()


def values(programme: Programme) -> dict[str, object]:
    """Return the columns of a programme."""
    found = {name: getattr(programme, name) for name in NAMES}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}


@transaction.atomic
def store(lines: Sequence[Line], *, dry_run: bool) -> list[Plan]:
    """Return what each row does and do it, unless ``dry_run``."""
    known = {one.key: one for one in FundingProgramme.objects.select_for_update()}
    plans = [_plan(line, known.get(line.programme.key)) for line in lines]
    if not dry_run:
        for line, plan in zip(lines, plans, strict=True):
            if plan.action != SAME:
                save(line.programme, known.get(line.programme.key))
        log.info("funding.imported rows=%s", len(lines))
    return plans


def _plan(line: Line, stored: FundingProgramme | None) -> Plan:
    if stored is None:
        return Plan(line.row, line.programme.name, NEW)
    different = tuple(name for name, value in values(line.programme).items() if getattr(stored, name) != value)
    return Plan(line.row, line.programme.name, CHANGED if different else SAME, different)


def save(programme: Programme, stored: FundingProgramme | None) -> FundingProgramme:
    """Return the stored programme; ``stored`` is the one that it replaces."""
    found = stored or FundingProgramme()
    found.key = programme.key
    for name, value in values(programme).items():
        setattr(found, name, value)
    found.save()
    return found
