# SPDX-License-Identifier: EUPL-1.2
"""The town's own template for papers."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class PaperTemplate(models.Model):
    """A DOCX with the town's styles, page, head and foot; the newest one counts, there is one at most."""

    name = models.CharField(max_length=120)
    content = models.BinaryField()
    brought_at = models.DateTimeField(auto_now_add=True)
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name
