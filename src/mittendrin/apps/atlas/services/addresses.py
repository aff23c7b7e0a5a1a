# SPDX-License-Identifier: EUPL-1.2
"""Where a record is shown: its own page, or its place on the page of its kind."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from mittendrin.apps.atlas.models import Kind

OWN_PAGE = {
    Kind.MUNICIPALITY: "atlas:place",
    Kind.PROJECT: "atlas:project",
    Kind.PROVIDER: "atlas:provider",
    Kind.SOURCE: "atlas:source",
    Kind.STATISTICS: "atlas:source",
}
ON_LIST = {
    Kind.APPLICATION_FIELD: "atlas:application_fields",
    Kind.FACTOR: "atlas:factors",
    Kind.RECOMMENDATION: "atlas:recommendations",
    Kind.STEP: "atlas:steps",
    Kind.VOICE: "atlas:voices",
    Kind.SURVEY: "atlas:survey",
    Kind.CLUSTER: "atlas:survey",
}


def url_of(kind: str, key: str, data: dict[str, Any] | None = None) -> str:
    """Return the address of a record; a profile (needs ``data``) is shown on the page of its place."""
    if kind == Kind.PROFILE:
        return reverse("atlas:place", args=[(data or {})["municipality"]])
    known = Kind(kind)
    if known in OWN_PAGE:
        return reverse(OWN_PAGE[known], args=[key])
    return f"{reverse(ON_LIST[known])}#{key}"


def propose_url(kind: str, key: str) -> str:
    """Return the address of the form that mends or completes a record."""
    return reverse("atlas:propose", kwargs={"kind": kind, "key": key})
