# SPDX-License-Identifier: EUPL-1.2
"""What every source hands on: single measured values with name, time and unit."""

from __future__ import annotations

from dataclasses import dataclass

from mittendrin.core.errors import MittendrinError

Scalar = float | int | bool | str


@dataclass(frozen=True)
class Measured:
    """One value. time: microseconds since 1970 UTC, None: when it came in. unit: as the source names it, or empty."""

    name: str
    value: Scalar
    unit: str = ""
    time: int | None = None


class SourceRefused(MittendrinError):
    """What came in is not usable. kind: short stable name. detail: the value or rule at fault."""

    def __init__(self, kind: str, detail: str = "") -> None:
        self.kind, self.detail = kind, detail[:300]
        super().__init__(f"{kind}: {self.detail}" if detail else kind)
