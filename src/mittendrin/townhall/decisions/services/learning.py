# SPDX-License-Identifier: EUPL-1.2
"""Learn anew from what people said; a version goes into operation only if it is not worse than the one before."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from django.db import transaction

from mittendrin.contracts import registry
from mittendrin.contracts.block import Answer, Block
from mittendrin.contracts.evaluation import cross_predictions
from mittendrin.contracts.town_plan import TownPlan
from mittendrin.core import model_files
from mittendrin.core.alone import alone
from mittendrin.core.calibration import expected_error
from mittendrin.core.errors import MittendrinError, ModelDamaged
from mittendrin.core.promise import Case, binomial_below, settle
from mittendrin.townhall import offers
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.decisions.models import BlockState, HeldCase, Kind, ModelVersion
from mittendrin.townhall.decisions.services import blocks, drift, traits, versions
from mittendrin.townhall.decisions.services.chain import Link, append, canonical, name_of
from mittendrin.townhall.decisions.services.examples import Known, known_examples
from mittendrin.townhall.plan import town_plan

HELD_SHARE, LEAST_HELD, MOST_HELD, LEAST_LEARNED = 0.25, 10, 500, 20
log = logging.getLogger(__name__)


class CannotLearn(MittendrinError):
    """Nothing was learned; ``reason`` is ``fixed`` (the block does not learn) or ``too-few`` (confirmed cases)."""

    def __init__(self, reason: str, known: int = 0) -> None:
        self.reason, self.known, self.needed = reason, known, LEAST_LEARNED + LEAST_HELD
        super().__init__(reason)


@dataclass(frozen=True)
class _Said:
    """What was said about one case, by fact, by a model that had not learned from it."""

    known: Known
    answers: dict[str, Answer[Any]]


@dataclass(frozen=True)
class _Trial(_Said):
    """What the candidate said about a held-back case; right values of it and of the live version."""

    right: int
    right_before: int
    count: int


def retrain(block_id: str, by: Person | None = None, seed: int = 0) -> ModelVersion:
    """Return the version that was learned: in operation, or refused because it was worse.

    The newest quarter of the confirmed cases is held back, the candidate learns from the earlier ones. It goes into
    operation when it gets at least as many of the held-back values right as the live version, on the same cases; how
    likely such a difference is by chance is told beside (McNemar's exact test), but a worse one is never excused by
    chance. The threshold of the promise then comes from the held-back cases and from cross-predictions on the others.
    Raises CannotLearn, UnknownBlock.
    """
    if not registry.manifest(block_id).learns:
        raise CannotLearn("fixed")
    models = blocks.town_path("models")
    models.mkdir(parents=True, exist_ok=True)
    with alone(models / f"{block_id}.lock"):
        return _retrain(block_id, by, seed)


def split(known: Sequence[Known]) -> tuple[list[Known], list[Known]]:
    """Return the earlier cases to learn from and the newest to try on. Raises CannotLearn when they are too few."""
    held = min(max(LEAST_HELD, round(len(known) * HELD_SHARE)), MOST_HELD)
    if len(known) - held < LEAST_LEARNED:
        raise CannotLearn("too-few", len(known))
    return list(known[:-held]), list(known[-held:])


def _retrain(block_id: str, by: Person | None, seed: int) -> ModelVersion:
    earlier, held = split(known_examples(block_id))
    plan = town_plan(offers.rules())
    candidate = registry.block_class(block_id)(plan)
    candidate.learn([known.example for known in earlier], seed)
    live_block, live = blocks.working(block_id, plan)
    learned_before = _learned_ids(live)
    fresh = [known for known in held if not learned_before.intersection(row.pk for row in known.decisions)]
    trials = [_try(candidate, live_block, known) for known in fresh or held]
    crossed = _cross(block_id, plan, earlier, seed)
    version = _store(block_id, candidate, earlier, trials, crossed, by)
    figures = version.figures
    if figures["right"] >= figures["right_before"]:
        return versions.put_live(version, by)
    return versions.refuse(version, by)


def _cross(block_id: str, plan: TownPlan, earlier: Sequence[Known], seed: int) -> list[_Said]:
    """Return what models that learned from the other four fifths say about the cases that the candidate learned from.

    The held-back quarter alone would be too little evidence: after each learning everything would be asked again.
    """
    kind = registry.block_class(block_id)
    scored = cross_predictions(lambda: kind(plan), [known.example for known in earlier], seed=seed)
    return [_Said(known, _by_fact(answer, known)) for known, (answer, _truth) in zip(earlier, scored, strict=True)]


def _try(candidate: Block[Any], live: Block[Any], known: Known) -> _Trial:
    said = _by_fact(candidate.predict(known.example.item), known)
    before = _by_fact(live.predict(known.example.item), known)
    right = sum(_right(said[name], value) for name, value in known.values.items())
    right_before = sum(_right(before[name], value) for name, value in known.values.items())
    return _Trial(known, said, right, right_before, len(known.values))


_SILENT: Answer[Any] = Answer(None, 0.0, abstained=True)


def _by_fact(answer: Answer[Any], known: Known) -> dict[str, Answer[Any]]:
    if set(known.values) == {""}:
        return {"": answer}
    return {name: (answer.value or {}).get(name, _SILENT) for name in known.values}


def _right(answer: Answer[Any], value: Any) -> bool:
    return bool((None if answer.abstained else answer.value) == value)


def _learned_ids(version: ModelVersion) -> frozenset[int]:
    if not version.folder:
        return frozenset()
    try:
        files = model_files.load(blocks.folder(version) / traits.FOLDER, traits.FORMAT, traits.FORMAT_VERSION)
    except ModelDamaged:
        return frozenset()
    return frozenset(files.arrays["decisions"].tolist())


def _store(
    block_id: str,
    candidate: Block[Any],
    earlier: Sequence[Known],
    trials: Sequence[_Trial],
    crossed: Sequence[_Said],
    by: Person | None,
) -> ModelVersion:
    """Write the files, then the rows: a version without files never comes to be."""
    last = ModelVersion.objects.filter(block=block_id).order_by("-number").first()
    number = (last.number if last else 0) + 1
    place = f"models/{block_id}/{number}"
    checksum = _write(blocks.town_path(place), candidate, earlier)
    with transaction.atomic():
        version = ModelVersion.objects.create(
            block=block_id,
            number=number,
            folder=place,
            checksum=checksum,
            learned_from=len(earlier),
            figures=_figures(block_id, trials, crossed, earlier),
            decided_by=by,
        )
        HeldCase.objects.bulk_create(_held_cases(version, [*crossed, *trials]))
        body = {"block": block_id, "version": number, "checksum": checksum, "learned_from": len(earlier)}
        append([Link(Kind.VERSION_ADDED, name_of(by), body)])
        BlockState.objects.filter(block=block_id).update(words_since_learning=0)
    log.info("model.learned block=%s version=%s examples=%s", block_id, number, len(earlier))
    return version


def _write(target: Path, candidate: Block[Any], earlier: Sequence[Known]) -> str:
    """Write a model beside its place, then move it there as a whole; return its fingerprint."""
    draft = target.with_name(f".{target.name}")
    for old in (draft, target):  # what a killed learning left
        shutil.rmtree(old, ignore_errors=True)
    draft.mkdir(parents=True)
    candidate.save(draft)
    watch = traits.learned(known.example.item for known in earlier)
    ids = np.array(sorted(row.pk for known in earlier for row in known.decisions), dtype=np.int64)
    kept = model_files.ModelFiles(arrays={**watch.arrays, "decisions": ids})
    model_files.save(draft / traits.FOLDER, traits.FORMAT, traits.FORMAT_VERSION, kept)
    checksum = model_files.fingerprint(draft)
    draft.rename(target)
    return checksum


def _held_cases(version: ModelVersion, said: Sequence[_Said]) -> list[HeldCase]:
    found = []
    for trial in said:
        for row in trial.known.decisions:
            answer = trial.answers[row.part]
            silent = answer.abstained
            found.append(
                HeldCase(
                    version=version,
                    decision=row,
                    confidence=0.0 if silent or answer.unlike else answer.confidence,
                    predicted=canonical(None if silent else answer.value),
                    right=not silent and _right(answer, trial.known.values[row.part]),
                )
            )
    return found


def _figures(
    block_id: str, trials: Sequence[_Trial], crossed: Sequence[_Said], earlier: Sequence[Known]
) -> dict[str, Any]:
    answers = [
        (answer, _right(answer, said.known.values[name]))
        for said in (*crossed, *trials)
        for name, answer in said.answers.items()
        if not answer.abstained
    ]
    better = sum(trial.right > trial.right_before for trial in trials)
    worse = sum(trial.right < trial.right_before for trial in trials)
    count = sum(trial.count for trial in trials)
    right = sum(trial.right for trial in trials)
    promised = blocks.state(block_id).promised
    return {
        "held": len(trials),
        "count": count,
        "right": right,
        "right_before": sum(trial.right_before for trial in trials),
        "better": better,
        "worse": worse,
        "chance": chance(better, worse),
        "accuracy": right / count if count else 0.0,
        "ece": expected_error((answer.confidence, right) for answer, right in answers),
        "covered": settle(_sure(answers), promised).share,
        "watch": drift.reference(earlier, [(trial.known, trial.answers.get("")) for trial in trials]),
    }


def _sure(answers: Sequence[tuple[Answer[Any], bool]]) -> list[Case]:
    """Return how sure each answer is, 0 for what is asked in any case, and whether it is right."""
    return [(0.0 if answer.unlike else answer.confidence, right) for answer, right in answers]


def chance(better: int, worse: int) -> float:
    """Return how likely a difference this big or bigger is by chance: McNemar's test, exact, two-sided, 0 to 1."""
    return min(1.0, 2 * binomial_below(min(better, worse), better + worse, 0.5))
