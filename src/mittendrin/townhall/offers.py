# SPDX-License-Identifier: EUPL-1.2
"""What the installed apps offer, read from their manifests."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any, cast

from django.apps import apps
from django.utils.module_loading import import_string

from mittendrin.contracts.app import AppManifest, BlockUse, Recurring, Seen
from mittendrin.contracts.dataset import OpenDataset
from mittendrin.contracts.document import Document
from mittendrin.contracts.town_plan import Rule

log = logging.getLogger(__name__)
Loader = Callable[[str], Document | None]
Rules = Callable[[], Sequence[Rule]]


def manifests() -> list[AppManifest]:
    """Return the manifests of all installed apps that have one."""
    found = (getattr(config, "manifest", None) for config in apps.get_app_configs())
    return [manifest for manifest in found if isinstance(manifest, AppManifest)]


def uses() -> dict[str, BlockUse]:
    """Return what apps ask building blocks, by question."""
    return {use.question: use for manifest in manifests() for use in manifest.uses}


def recurring() -> list[Recurring]:
    """Return the recurring work of all apps."""
    return [work for manifest in manifests() for work in manifest.recurring]


def rules() -> tuple[Rule, ...]:
    """Return the rules that clerks wrote in all apps."""
    paths = [manifest.rules for manifest in manifests() if manifest.rules]
    return tuple(rule for path in paths for rule in cast("Rules", import_string(path))())


def document(subject: str) -> Document | None:
    """Return the document that a decision was about; None when it is gone or no app knows its kind."""
    kind = subject.partition(":")[0]
    paths = (manifest.subjects[kind] for manifest in manifests() if kind in manifest.subjects)
    path = next(paths, None)
    return cast("Loader", import_string(path))(subject) if path else None


def evidence() -> dict[str, Seen]:
    """Return what all apps see of the town's own work, by name; one that fails is left out."""
    paths = {name: path for manifest in manifests() for name, path in manifest.evidence.items()}
    found = ((name, _look(name, path)) for name, path in paths.items())
    return {name: seen for name, seen in found if seen is not None}


def _look(name: str, path: str) -> Seen | None:
    try:
        return cast("Callable[[], Seen | None]", import_string(path))()
    except Exception as error:  # noqa: BLE001 - evidence is an offer: without it the question is asked
        log.warning("evidence.failed name=%s error=%s", name, type(error).__name__)
        return None


def knowledge(name: str) -> Callable[..., Any] | None:
    """Return the callable that an app offers under ``name``; None when no installed app does."""
    paths = (manifest.knowledge[name] for manifest in manifests() if name in manifest.knowledge)
    path = next(paths, None)
    return cast("Callable[..., Any]", import_string(path)) if path else None


def datasets() -> list[OpenDataset]:
    """Return what all apps offer as open data, by key; an app that fails and a key given twice are left out."""
    found: dict[str, OpenDataset] = {}
    for path in (manifest.datasets for manifest in manifests() if manifest.datasets):
        for one in _offered(path):
            if one.key in found:
                log.warning("datasets.twice key=%s", one.key)
            found.setdefault(one.key, one)
    return [found[key] for key in sorted(found)]


def _offered(path: str) -> Sequence[OpenDataset]:
    try:
        return cast("Callable[[], Sequence[OpenDataset]]", import_string(path))()
    except Exception as error:
        log.exception("datasets.failed path=%s error=%s", path, type(error).__name__)
        return ()
