# SPDX-License-Identifier: EUPL-1.2
"""The main menu, gathered from the manifests of the installed apps."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from mittendrin.contracts.app import AppManifest, MenuEntry
from mittendrin.townhall.accounts.models import Person


@dataclass(frozen=True)
class MenuItem:
    """One menu entry as a page shows it."""

    title: str
    url: str
    current: bool


def manifests() -> list[AppManifest]:
    """Return the manifests of all installed apps that have one."""
    found = (getattr(config, "manifest", None) for config in apps.get_app_configs())
    return [manifest for manifest in found if isinstance(manifest, AppManifest)]


def menu(request: HttpRequest) -> list[MenuItem]:
    """Return the menu that the visitor of ``request`` may see, the current entry marked."""
    entries = sorted((entry for manifest in manifests() for entry in manifest.menu), key=lambda entry: entry.order)
    namespace = request.resolver_match.namespace if request.resolver_match else ""
    return [
        MenuItem(_(entry.title), reverse(entry.url_name), entry.url_name.split(":")[0] == namespace)
        for entry in entries
        if _visible(entry, request)
    ]


def _visible(entry: MenuEntry, request: HttpRequest) -> bool:
    person = getattr(request, "user", None)
    return not entry.roles or (isinstance(person, Person) and person.has_role(*entry.roles))
