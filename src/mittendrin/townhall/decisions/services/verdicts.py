# SPDX-License-Identifier: EUPL-1.2
"""Learn from what people said about alarms of blocks that watch series: right or not, and why it was raised."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Sequence
from pathlib import Path

from django.db import transaction

from mittendrin.contracts import registry
from mittendrin.contracts.sample_series import Marked, with_anomalies
from mittendrin.contracts.series import Detector, Verdict
from mittendrin.contracts.series_evaluation import detector_figures
from mittendrin.core import model_files
from mittendrin.core.alone import alone
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.decisions.models import BlockState, Decision, Kind, ModelVersion, Outcome
from mittendrin.townhall.decisions.services import blocks, recording, versions
from mittendrin.townhall.decisions.services.chain import Link, append, name_of
from mittendrin.townhall.decisions.services.learning import CannotLearn
from mittendrin.townhall.plan import town_plan

NEEDED = 10
"""Fewer verdicts than this say more about chance than about the sensors."""
NEWEST = 2000
_SERIES = 5
log = logging.getLogger(__name__)


def known(block_id: str) -> list[Verdict]:
    """Return what people said about single alarms of a block, oldest first, at most the newest ``NEWEST``."""
    looked = Decision.objects.filter(block=block_id, looked=True, right__isnull=False)
    rows = list(looked.exclude(outcome=Outcome.OPEN).exclude(subject="").order_by("-pk")[:NEWEST])[::-1]
    answers = recording.answers_of(rows)
    return [
        Verdict(row.confidence, tuple(reason.code for reason in answers[row.pk].reasons), bool(row.right))
        for row in rows
        if not answers[row.pk].abstained
    ]


def retrain(block_id: str, by: Person | None = None, seed: int = 0) -> ModelVersion:
    """Return the version that learned from the verdicts: in operation, or refused.

    It is refused when it no longer reaches the floor of its manifest on invented series whose events are known: what a
    town says about its own alarms decides how loud the block is, but must not make it deaf. Raises CannotLearn.
    """
    manifest = registry.manifest(block_id)
    if not manifest.learns:
        raise CannotLearn("fixed")
    models = blocks.town_path("models")
    models.mkdir(parents=True, exist_ok=True)
    with alone(models / f"{block_id}.lock"):
        said = known(block_id)
        if len(said) < NEEDED:
            raise CannotLearn("too-few", len(said))
        kind, plan = registry.detector_class(block_id), town_plan()
        candidate, live = kind(plan), blocks.ready(block_id, kind, plan)[0]
        candidate.learn(said, seed)
        figures = _figures(candidate, live, said)
        version = _store(block_id, candidate, len(said), figures, by)
        reached = figures[manifest.metric] >= manifest.floor
        return versions.put_live(version, by) if reached else versions.refuse(version, by)


def _figures(candidate: Detector, live: Detector, said: Sequence[Verdict]) -> dict[str, float]:
    """Return how many invented events the candidate and the live version tell, and what people said."""
    marked: list[Marked] = [with_anomalies(number) for number in range(_SERIES)]
    now, before = detector_figures(candidate, marked), detector_figures(live, marked)
    events = sum(len(one.events) for one in marked)
    return {
        **now,
        "count": events,
        "right": round(now["recall"] * events),
        "right_before": round(before["recall"] * events),
        "verdicts": len(said),
        "verdicts_right": sum(one.right for one in said),
    }


def _store(
    block_id: str, candidate: Detector, count: int, figures: dict[str, float], by: Person | None
) -> ModelVersion:
    """Write the files, then the rows: a version without files never comes to be."""
    last = ModelVersion.objects.filter(block=block_id).order_by("-number").first()
    number = (last.number if last else 0) + 1
    place = f"models/{block_id}/{number}"
    checksum = _write(blocks.town_path(place), candidate)
    with transaction.atomic():
        version = ModelVersion.objects.create(
            block=block_id, number=number, folder=place, checksum=checksum, learned_from=count, figures=figures,
            decided_by=by,
        )  # fmt: skip
        body = {"block": block_id, "version": number, "checksum": checksum, "learned_from": count}
        append([Link(Kind.VERSION_ADDED, name_of(by), body)])
        BlockState.objects.filter(block=block_id).update(words_since_learning=0)
    log.info("model.learned block=%s version=%s verdicts=%s", block_id, number, count)
    return version


def _write(target: Path, candidate: Detector) -> str:
    draft = target.with_name(f".{target.name}")
    for old in (draft, target):  # what a killed learning left
        shutil.rmtree(old, ignore_errors=True)
    draft.mkdir(parents=True)
    candidate.save(draft)
    checksum = model_files.fingerprint(draft)
    draft.rename(target)
    return checksum
