# SPDX-License-Identifier: EUPL-1.2
"""The state of everything that answers rest on, as one short text."""

from __future__ import annotations

from mittendrin.apps.atlas.models import RegisterImport
from mittendrin.apps.atlas.services.search import finding


def state() -> str:
    """Return a text that differs whenever a record, the register or the list of synonyms differs."""
    imported = RegisterImport.objects.order_by("-pk").values_list("pk", "imported_at").first()
    return f"{finding.stamp()} {imported}"
