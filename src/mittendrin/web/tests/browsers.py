# SPDX-License-Identifier: EUPL-1.2
"""A browser for each of some people, and one for the public."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.test import Client

from mittendrin.townhall.accounts.models import Person

PUBLIC = "public"
As = Callable[[str], Client]


def browsers(people: Mapping[str, Person]) -> As:
    """Return what gives a browser in which the person of that name is logged in; the public is not."""

    def browser(who: str) -> Client:
        client = Client()
        if who != PUBLIC:
            client.force_login(people[who], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return browser
