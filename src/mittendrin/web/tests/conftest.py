# SPDX-License-Identifier: EUPL-1.2
"""One person of each role and a browser for each."""

from __future__ import annotations

import pytest
from django.test import Client

from mittendrin.townhall.accounts import demo
from mittendrin.townhall.accounts.models import Person, Role
from mittendrin.web.tests.browsers import As, browsers


@pytest.fixture
def people(db: None) -> dict[str, Person]:
    """Return the demo people by role."""
    demo.ensure_demo_town()
    return {role: Person.objects.get(role=role) for role in Role.values}


@pytest.fixture
def as_role(people: dict[str, Person]) -> As:
    """Return a browser in which a person of a role is logged in; the public is not."""
    return browsers(people)


@pytest.fixture
def admin(as_role: As) -> Client:
    """Return the browser of an administrator."""
    return as_role(Role.ADMINISTRATOR)
