# SPDX-License-Identifier: EUPL-1.2
"""The figures of a chart: known part, unsure part, printed counterpart."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """How a chart is drawn."""

    BARS = "bars"
    PANELS = "panels"
    LINE = "line"
    GRID = "grid"
    BAND = "band"


@dataclass(frozen=True)
class Value:
    """One figure: known up to ``known``, perhaps up to ``top``; ``open`` when nobody says how far it goes.

    label: text at the data when the number alone would say too much ("mehr als 80 %").
    """

    known: float
    top: float
    label: str = ""
    open: bool = False

    @classmethod
    def exact(cls, number: float) -> Value:
        """Return a figure without doubt."""
        return cls(number, number)

    def __post_init__(self) -> None:
        if not 0 <= self.known <= self.top:
            raise ValueError(f"bars start at zero: {self.known}, {self.top}")


@dataclass(frozen=True)
class Bar:
    """One series. ``quiet`` is the comparison: grey and slimmer."""

    name: str = ""
    quiet: bool = False


@dataclass(frozen=True)
class Row:
    """One line of a chart: a figure per series; None is missing and leaves a gap.

    printed: what the study prints, as a tick (number) or a dashed span (low, high). printed_text: its words.
    """

    name: str
    values: tuple[Value | None, ...]
    printed: float | tuple[float, float] | None = None
    printed_text: str = ""
    strong: bool = False

    @property
    def printed_top(self) -> float:
        """The largest printed figure, 0 without one."""
        if self.printed is None:
            return 0
        return self.printed[1] if isinstance(self.printed, tuple) else self.printed
