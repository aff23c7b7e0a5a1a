# SPDX-License-Identifier: EUPL-1.2
"""An owner, a colleague, a head, a stranger, an administrator, the public: a browser for each."""

from __future__ import annotations

import pytest
from django.test import Client

from mittendrin.townhall.accounts.models import Person, Role
from mittendrin.townhall.cases.tests.town import person
from mittendrin.web.tests.browsers import As, browsers


@pytest.fixture
def people(db: None) -> dict[str, Person]:
    return {
        "owner": person("eins"),
        "colleague": person("zwei"),
        "head": person("chefin", role=Role.HEAD_OF_UNIT),
        "stranger": person("bau", "Bauamt"),
        "admin": person("admin", "Hauptamt", Role.ADMINISTRATOR),
    }


@pytest.fixture
def as_person(people: dict[str, Person]) -> As:
    return browsers(people)


@pytest.fixture
def owner(as_person: As) -> Client:
    return as_person("owner")
