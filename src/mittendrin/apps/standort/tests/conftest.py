# SPDX-License-Identifier: EUPL-1.2
"""An owner, a colleague, a stranger, an administrator, the public: a browser for each."""

from __future__ import annotations

import pytest
from django.test import Client

from mittendrin.apps.standort.models import Round
from mittendrin.apps.standort.services import rounds
from mittendrin.townhall.accounts.models import Person, Role
from mittendrin.townhall.cases.tests.town import person
from mittendrin.web.tests.browsers import As, browsers


@pytest.fixture
def people(db: None) -> dict[str, Person]:
    return {
        "owner": person("lorenz", "Hauptamt", Role.EDITOR),
        "head": person("chefin", "Hauptamt", Role.HEAD_OF_UNIT),
        "colleague": person("zwei"),
        "stranger": person("bau", "Bauamt"),
        "admin": person("admin", "Hauptamt", Role.ADMINISTRATOR),
    }


@pytest.fixture
def as_person(people: dict[str, Person]) -> As:
    return browsers(people)


@pytest.fixture
def owner(as_person: As) -> Client:
    return as_person("owner")


@pytest.fixture
def a_round(people: dict[str, Person]) -> Round:
    return rounds.begin(people["owner"])
