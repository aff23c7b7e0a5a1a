# SPDX-License-Identifier: EUPL-1.2
"""The town's plan of responsibilities: which unit does what, as building blocks are told it; and its import."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.db import DatabaseError, transaction

from mittendrin.contracts.demo_town import demo_plan
from mittendrin.contracts.town_plan import PlannedUnit, Rule, TownPlan
from mittendrin.core import plan_tables
from mittendrin.core.plan_tables import PlanRows
from mittendrin.townhall.accounts.models import Unit
from mittendrin.townhall.accounts.services import unit_key
from mittendrin.townhall.town import town

log = logging.getLogger(__name__)


def town_plan(rules: Sequence[Rule] = ()) -> TownPlan:
    """Return the plan from the active units in the database, with ``rules``.

    The demo town's plan as long as there are no tables, and its tasks as long as no unit of it has any.
    """
    try:
        rows = _units()
    except DatabaseError:
        rows = []
    demo, current = demo_plan(), town()
    known = {unit.name: unit.tasks for unit in demo.units}
    told = dict(rows)
    if not rows or (not any(told.values()) and told.keys() <= known.keys()):
        told = {unit.name: unit.tasks for unit in demo.units if not rows or unit.name in told}
    is_demo = current.name in {"Musterstadt", demo.name}
    return TownPlan(
        name=current.name,
        state=current.state or (demo.state if is_demo else ""),
        units=tuple(PlannedUnit(name, tasks) for name, tasks in told.items()),
        exceptions=demo.exceptions if is_demo else "",
        names=(f"Stadt {current.name}", f"Stadtverwaltung {current.name}", *(demo.names if is_demo else ())),
        ibans=current.own_ibans or (demo.ibans if is_demo else ()),
        rules=tuple(rules),
    )


def _units() -> list[tuple[str, str]]:
    with transaction.atomic():
        return list(Unit.objects.filter(active=True).values_list("name", "tasks"))


def read_plan(data: bytes, name: str = "") -> PlanRows:
    """Return the plan in an uploaded file. Raises ProblemsFound with what is wrong and where."""
    return plan_tables.read(data, name)


@transaction.atomic
def store_plan(plan: PlanRows) -> tuple[int, int]:
    """Store names and tasks of the units; return how many are new and how many were there.

    Units that the plan does not name stay as they are.
    """
    new = 0
    for order, (name, tasks) in enumerate(plan.units):
        unit = Unit.objects.filter(name__iexact=name).first() or Unit.objects.filter(key=unit_key(name)).first()
        if unit is None:
            Unit.objects.create(key=unit_key(name), name=name, tasks=tasks, order=order)
            new += 1
        else:
            unit.tasks = tasks
            unit.save(update_fields=["tasks"])
    log.info("plan.stored units=%s new=%s", len(plan.units), new)
    return new, len(plan.units) - new
