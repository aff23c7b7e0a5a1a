# SPDX-License-Identifier: EUPL-1.2
"""The plan of the town comes from its units; an import changes what the file names and nothing else."""

from __future__ import annotations

import pytest
from django.db import DatabaseError

from mittendrin.core.errors import ProblemsFound
from mittendrin.core.plan_tables import PlanRows
from mittendrin.townhall import plan, town
from mittendrin.townhall.accounts.demo import ensure_demo_town
from mittendrin.townhall.accounts.models import Unit


@pytest.mark.django_db
def test_the_demo_town_has_its_plan_and_accounts() -> None:
    ensure_demo_town()
    found = plan.town_plan()
    assert len(found.units) == 14
    assert all(unit.tasks for unit in found.units)
    assert (found.state, found.ibans) == ("RP", ("DE42575501200000471108", "DE39570928000210081500"))


def test_without_tables_the_demo_plan_is_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise DatabaseError("no such table")

    monkeypatch.setattr(plan, "_units", broken)
    assert len(plan.town_plan().units) == 14


@pytest.mark.django_db
def test_an_import_adds_and_changes_units() -> None:
    Unit.objects.create(key="bauamt", name="Bauamt", tasks="alt")
    Unit.objects.create(key="museum", name="Museum", tasks="bleibt")
    assert plan.store_plan(PlanRows((("Bauamt", "Bauanträge"), ("Ordnungsamt", "Lärm")))) == (1, 1)
    told = {unit.name: unit.tasks for unit in plan.town_plan().units}
    assert told == {"Bauamt": "Bauanträge", "Museum": "bleibt", "Ordnungsamt": "Lärm"}


@pytest.mark.django_db
def test_a_unit_out_of_use_is_not_proposed() -> None:
    Unit.objects.create(key="a", name="Bauamt", tasks="Bauanträge")
    Unit.objects.create(key="b", name="Altes Amt", tasks="Siegel", active=False)
    assert [unit.name for unit in plan.town_plan().units] == ["Bauamt"]


def test_a_file_that_is_no_plan_is_refused() -> None:
    with pytest.raises(ProblemsFound):
        plan.read_plan(b"%PDF-1.7", "plan.pdf")


def test_state_and_accounts_of_a_town() -> None:
    own = town.Town(ags="08335043", ibans="DE02 1203 0000 0000 2020 51, de89370400440532013000")
    assert own.state == "BW"
    assert own.own_ibans == ("DE02120300000000202051", "DE89370400440532013000")
    assert town.Town().state == ""
