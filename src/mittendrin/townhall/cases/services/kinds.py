# SPDX-License-Identifier: EUPL-1.2
"""The kinds of cases that the installed apps make, and what they say about the source of a case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from mittendrin.contracts.app import CaseKind
from mittendrin.townhall.cases.models import Case
from mittendrin.townhall.offers import manifests

Facts = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Origin:
    """Where cases of a kind come from: the app, and the words for them."""

    kind: CaseKind
    app: str

    @property
    def title(self) -> str:
        """Return the name of the kind in the language of the page."""
        return _(self.kind.title)

    @property
    def app_title(self) -> str:
        """Return the name of the app in the language of the page."""
        return _(self.app)


def origins() -> dict[str, Origin]:
    """Return all kinds by key."""
    return {kind.key: Origin(kind, manifest.title) for manifest in manifests() for kind in manifest.cases}


def origin(case: Case) -> Origin:
    """Return where ``case`` comes from; a kind whose app is gone goes by its key."""
    return origins().get(case.kind) or Origin(CaseKind(case.kind, case.kind), case.kind)


def source_url(case: Case) -> str:
    """Return the address that shows the source of ``case``; empty when there is nothing to open."""
    name, reference = origin(case).kind.open_url_name, case.source.partition(":")[2]
    if not name or not case.source:
        return ""
    try:
        return reverse(name, args=[reference] if reference else [])
    except NoReverseMatch:
        return ""


def facts(case: Case) -> Facts:
    """Return what the app says about the source of ``case``: pairs of name and value."""
    path = origin(case).kind.facts
    return cast("Callable[[str], Facts]", import_string(path))(case.source) if path and case.source else ()
