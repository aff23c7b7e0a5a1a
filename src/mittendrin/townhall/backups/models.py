# SPDX-License-Identifier: EUPL-1.2
"""Trials of bringing a backup back; only the program writes them, after it has looked at the restored copy."""

from __future__ import annotations

from django.db import models


class RestoreTrial(models.Model):
    """One backup that was unpacked beside the running town and found whole.

    made_at: when the backup was made. checksum: SHA-256 of the file. tables, rows: of the restored database.
    seconds: how long it took.
    """

    tried_at = models.DateTimeField(auto_now_add=True)
    made_at = models.DateTimeField()
    checksum = models.CharField(max_length=64)
    size = models.BigIntegerField()
    files = models.PositiveIntegerField()
    tables = models.PositiveIntegerField()
    rows = models.BigIntegerField()
    seconds = models.FloatField()

    class Meta:
        ordering = ["-tried_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.tried_at:%Y-%m-%d}"
