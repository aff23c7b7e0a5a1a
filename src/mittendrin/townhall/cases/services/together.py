# SPDX-License-Identifier: EUPL-1.2
"""One step for several cases: all of them, or none with a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID, uuid4

from django.db import transaction

from mittendrin.townhall.cases.errors import NotYours, Refused, TooMany
from mittendrin.townhall.cases.models import Case
from mittendrin.townhall.cases.services.access import Viewer, find

MOST = 200


class Action(Protocol):
    """A step of one case."""

    def __call__(self, who: Viewer, case: Case, version: int, *, batch: UUID) -> Case:
        """Return the changed case. Raises Refused."""


@dataclass
class Outcome:
    """What was done; when ``refused`` holds anything, nothing was done. refused: pairs of case number and sentence."""

    done: list[Case] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    chosen: int = 0


class _Back(Exception):
    """Takes everything back."""


def together(who: Viewer, chosen: Sequence[tuple[UUID, int]], action: Action) -> Outcome:
    """Return what ``action`` did to all of ``chosen`` (id and version seen): all or none.

    Cases that the person may not see are counted without a number. Raises TooMany above MOST cases.
    """
    outcome, batch = Outcome(chosen=len(chosen)), uuid4()
    if len(chosen) > MOST:
        raise TooMany(limit=MOST)
    try:
        with transaction.atomic():
            for uuid, version in chosen:
                _one(who, uuid, version, action, batch, outcome)
            if outcome.refused:
                raise _Back
    except _Back:
        outcome.done.clear()
    return outcome


def _one(who: Viewer, uuid: UUID, version: int, action: Action, batch: UUID, outcome: Outcome) -> None:
    number = ""
    try:
        case = find(who, uuid)
        number = case.number
        outcome.done.append(action(who, case, version, batch=batch))
    except NotYours as refusal:
        outcome.refused.append(("", refusal.words))
    except Refused as refusal:
        outcome.refused.append((number, refusal.words))
