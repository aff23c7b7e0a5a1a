# SPDX-License-Identifier: EUPL-1.2
"""How the town arranges its cockpit: one row, with what is published and what is being worked on."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models


class CockpitLayout(models.Model):
    """published: what the pages follow; draft: what is being changed, None when nothing is. See cockpit_layout."""

    published: models.JSONField[Any, Any] = models.JSONField(default=dict)
    draft: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.changed_at}"
