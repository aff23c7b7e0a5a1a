# SPDX-License-Identifier: EUPL-1.2
"""What the installed apps offer, read from their manifests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from django.apps import apps
from django.utils.module_loading import import_string

from mittendrin.contracts.app import AppManifest, BlockUse, Recurring
from mittendrin.contracts.document import Document
from mittendrin.contracts.town_plan import Rule

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
