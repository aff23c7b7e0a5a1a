# SPDX-License-Identifier: EUPL-1.2
"""The refusal that all of this folder raise."""

from __future__ import annotations

from mittendrin.core.errors import MittendrinError


class BackupRefused(MittendrinError):
    """A backup was not made or is not whole; ``reason`` says why, ``detail`` where."""

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason, self.detail = reason, detail
        super().__init__(f"{reason} {detail}".strip())
