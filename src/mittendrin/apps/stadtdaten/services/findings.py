# SPDX-License-Identifier: EUPL-1.2
"""Put on record what the blocks for series tell people: one decision for each event, not for each reading."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from mittendrin.apps.stadtdaten.models import Datastream, Matter, SeriesFinding
from mittendrin.apps.stadtdaten.services.cockpit_blocks import answering
from mittendrin.contracts.block import Answer, Reason
from mittendrin.core.instants import DAY, HOUR
from mittendrin.townhall.decisions import services as decisions

QUESTIONS = {Matter.ANOMALY: "series.anomaly", Matter.FAULT: "series.faults", Matter.FORECAST: "series.forecast"}
SAME = {Matter.ANOMALY: 6 * HOUR, Matter.FAULT: 2 * DAY, Matter.FORECAST: 12 * HOUR}
"""What is seen again within this time is the same event: an alarm of a rule and the hourly look tell one thing."""
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Told:
    """What a block told about a series. what: its label; began, last: from when to when; value: what was read."""

    stream: Datastream
    matter: Matter
    what: str
    began: int
    last: int
    confidence: float
    reasons: tuple[Reason, ...]
    value: float | None = None


def subject(stream: int, matter: str, began: int) -> str:
    """Return how a decision names what it is about."""
    return f"series:{stream}:{matter}:{began}"


@transaction.atomic
def note(told: Told) -> SeriesFinding | None:
    """Return what is on record of an event, new or known already; None when the block was switched off meanwhile."""
    known = _known(told)
    if known is not None:
        if told.last > known.last:
            known.last = told.last
            known.save(update_fields=["last"])
        return known
    block = answering(QUESTIONS[told.matter])
    if not block:
        return None
    answer: Answer[Any] = Answer(told.what, min(max(told.confidence, 0.0), 1.0), told.reasons)
    name = subject(told.stream.pk, told.matter, told.began)
    kind = told.stream.observed_property.name
    decision = decisions.propose(decisions.Proposal(block, name, answer, kind=kind))[0]
    made = SeriesFinding.objects.create(
        datastream=told.stream, matter=told.matter, what=told.what, began=told.began, last=told.last,
        value=told.value, decision=decision.uuid,
    )  # fmt: skip
    log.info("series.told stream=%s matter=%s what=%s", told.stream.pk, told.matter, told.what)
    return made


def _known(told: Told) -> SeriesFinding | None:
    rows = SeriesFinding.objects.select_for_update().filter(
        datastream=told.stream, matter=told.matter, what=told.what,
        began__lte=told.last + SAME[told.matter], last__gte=told.began - SAME[told.matter],
    )  # fmt: skip
    return rows.order_by("-last").first()
