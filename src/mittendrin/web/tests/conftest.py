# SPDX-License-Identifier: EUPL-1.2
"""One person of each role and a browser for each."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from mittendrin.townhall.accounts import demo
from mittendrin.townhall.accounts.models import Person, Role

PUBLIC = "public"
As = Callable[[str], Client]


@pytest.fixture
def people(db: None) -> dict[str, Person]:
    """Return the demo people by role."""
    demo.ensure_demo_town()
    return {role: Person.objects.get(role=role) for role in Role.values}


@pytest.fixture
def as_role(people: dict[str, Person]) -> As:
    """Return a browser in which a person of a role is logged in; the public is not."""

    def browser(role: str) -> Client:
        client = Client()
        if role != PUBLIC:
            client.force_login(people[role], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return browser


@pytest.fixture
def admin(as_role: As) -> Client:
    """Return the browser of an administrator."""
    return as_role(Role.ADMINISTRATOR)
