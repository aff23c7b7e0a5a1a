# SPDX-License-Identifier: EUPL-1.2
"""Care for all blocks in use: watch them, learn anew when people said enough."""

from __future__ import annotations

import logging

from django.utils import timezone

from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.decisions.models import BlockState, Mode, ModelVersion
from mittendrin.townhall.decisions.services import blocks, drift, learning, meter, verdicts

ENOUGH_NEW = 20
"""So many new words of people make it worth learning anew."""
log = logging.getLogger(__name__)


def watch_all() -> None:
    """Look at override meter and drift of all blocks that are in use."""
    for state in BlockState.objects.exclude(mode=Mode.OFF):
        meter.fall_back_if_due(state.block)
        drift.watch(state.block)


def learn_where_due() -> list[str]:
    """Return the blocks that learned anew: those that can, with enough new words of people."""
    waiting = BlockState.objects.filter(words_since_learning__gte=ENOUGH_NEW).exclude(mode=Mode.OFF)
    due = [state.block for state in waiting if (found := blocks.manifest(state.block)) and found.learns]
    return [block for block in due if learn(block) in {"live", "refused"}]


def ask_to_learn(block_id: str, by: Person) -> None:
    """Note that somebody waits for a learning. Raises NoRight."""
    if not blocks.may_change(by):
        raise blocks.NoRight
    blocks.state(block_id)
    BlockState.objects.filter(block=block_id).update(learning_since=timezone.now())


def learn(block_id: str, person: int = 0) -> str:
    """Return how a learning ended: ``live``, ``refused``, ``too-few`` or ``fixed``; the pages show it."""
    by = Person.objects.filter(pk=person).first()
    result = "failed"
    try:
        result = _retrain(block_id, by).state
    except learning.CannotLearn as reason:
        result = reason.reason
        log.info("model.not-learned block=%s reason=%s known=%s", block_id, reason.reason, reason.known)
    finally:
        BlockState.objects.filter(block=block_id).update(learning_since=None, learning_result=result)
    return result


def _retrain(block_id: str, by: Person | None) -> ModelVersion:
    """Let a block learn in the way of its contract."""
    found = blocks.manifest(block_id)
    if found and found.contract == "detector":
        return verdicts.retrain(block_id, by)
    return learning.retrain(block_id, by)
