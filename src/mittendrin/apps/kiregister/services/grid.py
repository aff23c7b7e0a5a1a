# SPDX-License-Identifier: EUPL-1.2
"""The unit grid: 100 squares for what happened to 100 proposals."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from mittendrin.townhall.decisions.services.realised import Realised

ACROSS, STEP, SIDE = 20, 20, 15


@dataclass(frozen=True)
class Square:
    """One square: place in the drawing and what it stands for (``right``, ``wrong``, ``asked``)."""

    x: int
    y: int
    sign: str

    @property
    def cross(self) -> str:
        """Return the path of the cross of a wrong one."""
        left, right, top = self.x + 4, self.x + SIDE - 4, self.y + 4
        size = SIDE - 8
        return f"M{left} {top}l{size} {size}M{right} {top}l{-size} {size}"


@dataclass(frozen=True)
class UnitGrid:
    """The squares, how many of each, and the finding as a sentence."""

    squares: tuple[Square, ...]
    right: int
    wrong: int
    asked: int
    side: int = SIDE

    @property
    def finding(self) -> str:
        """Return what the grid shows."""
        return _(
            "Von 100: %(right)s ohne einzelne Ansicht oder als Stichprobe, nicht beanstandet; %(wrong)s davon falsch;"
            " %(asked)s einzeln angesehen, weil das Programm unsicher war."
        ) % {"right": self.right, "wrong": self.wrong, "asked": self.asked}


def unit_grid(found: Realised) -> UnitGrid | None:
    """Return the grid of the last 90 days; None when they are too few."""
    counts = found.of_hundred()
    if counts is None:
        return None
    signs = [name for name in ("right", "wrong", "asked") for _number in range(counts[name])]
    squares = tuple(
        Square(1 + STEP * (place % ACROSS), 1 + STEP * (place // ACROSS), sign) for place, sign in enumerate(signs)
    )
    return UnitGrid(squares, counts["right"], counts["wrong"], counts["asked"])
