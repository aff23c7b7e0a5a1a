# SPDX-License-Identifier: EUPL-1.2
"""What blocks know of a town: its units and their tasks, its own accounts, its rules."""

from __future__ import annotations

from dataclasses import dataclass

from mittendrin.core.dates.school_holidays import SchoolHolidays

TARGETS = ("unit", "second_unit", "kind", "urgent", "special_data")
PLACES = ("anywhere", "sender", "recipient", "subject", "body", "file")


@dataclass(frozen=True)
class PlannedUnit:
    """One unit of the town's plan of responsibilities: its name and, in free words, what it does."""

    name: str
    tasks: str


@dataclass(frozen=True)
class Rule:
    """A rule that a clerk wrote: when all ``words`` (or the pattern) stand at ``place``, ``target`` is ``value``.

    words: matched without regard to case and word ending, all must be there. without: words that must not be there.
    pattern: regular expression instead of words, empty when none. certain: decides alone; otherwise it only counts.
    """

    id: str
    target: str
    value: str
    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    pattern: str = ""
    place: str = "anywhere"
    certain: bool = True


@dataclass(frozen=True)
class TownPlan:
    """What a block is told about the town it works for.

    state: ISO 3166-2 code without ``DE-`` (``RP``), decides the public holidays. units: may be empty. exceptions: free
    text below the plan. names: how the town is called in addresses. ibans: its own accounts, without blanks.
    school: holidays that the town knows by a file, which count before those shipped for its state.
    """

    name: str = ""
    state: str = ""
    units: tuple[PlannedUnit, ...] = ()
    exceptions: str = ""
    names: tuple[str, ...] = ()
    ibans: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    school: SchoolHolidays | None = None
