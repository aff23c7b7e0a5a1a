# SPDX-License-Identifier: EUPL-1.2
"""The menus, gathered from the manifests of the installed apps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from mittendrin.contracts.app import AppManifest, MenuEntry
from mittendrin.web.access import person_of


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
    """Return the main menu that the visitor of ``request`` may see, the app of this page marked."""
    namespace = request.resolver_match.namespace if request.resolver_match else ""
    return [
        MenuItem(_(entry.title), reverse(entry.url_name), entry.url_name.split(":")[0] == namespace)
        for entry in _visible((entry for manifest in manifests() for entry in manifest.menu), request)
    ]


def desk(request: HttpRequest) -> list[MenuItem]:
    """Return the entries under the person's name, the current page marked; empty for the public."""
    if person_of(request) is None:
        return []
    name = request.resolver_match.view_name if request.resolver_match else ""
    return [
        MenuItem(_(entry.title), reverse(entry.url_name), entry.url_name == name)
        for entry in _visible((entry for manifest in manifests() for entry in manifest.desk), request)
    ]


def foot(request: HttpRequest) -> list[MenuItem]:
    """Return the links of the apps at the end of every page."""
    entries = _visible((entry for manifest in manifests() for entry in manifest.foot), request)
    return [MenuItem(_(entry.title), reverse(entry.url_name), False) for entry in entries]


def search_url() -> str:
    """Return the address of the search that the bar offers; empty when no app has one."""
    return next((reverse(manifest.search) for manifest in manifests() if manifest.search), "")


def _visible(entries: Iterable[MenuEntry], request: HttpRequest) -> list[MenuEntry]:
    person = person_of(request)
    allowed = (entry for entry in entries if not entry.roles or (person and person.has_role(*entry.roles)))
    return sorted(allowed, key=lambda entry: entry.order)
