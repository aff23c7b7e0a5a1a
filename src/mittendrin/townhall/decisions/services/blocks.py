# SPDX-License-Identifier: EUPL-1.2
"""Blocks of this town: settings, the version in operation, the block itself ready to answer."""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mittendrin.contracts import registry
from mittendrin.contracts.block import Block, BuildingBlock
from mittendrin.contracts.manifest import Manifest
from mittendrin.contracts.town_plan import TownPlan
from mittendrin.core import model_files
from mittendrin.core.errors import MittendrinError, ModelDamaged
from mittendrin.townhall.accounts.models import Person, Role
from mittendrin.townhall.decisions.models import BlockState, Kind, Mode, ModelVersion, VersionState
from mittendrin.townhall.decisions.services.chain import Link, append, name_of

NUMBERS = ("promised", "override_limit", "override_days", "override_least", "sampled", "mode")
WORDS = ("legal_basis", "contact")
log = logging.getLogger(__name__)
Found = TypeVar("Found", bound=BuildingBlock)


class NoRight(MittendrinError):
    """Refused: only administrators and heads of units change what a block may do."""


class BlockOff(MittendrinError):
    """Refused: the town has switched the block off."""


def state(block_id: str) -> BlockState:
    """Return settings and state of a block; made with the defaults when it is asked for the first time."""
    return BlockState.objects.get_or_create(block=block_id)[0]


def is_off(block_id: str) -> bool:
    """Return whether the town has switched the block off."""
    return state(block_id).mode == Mode.OFF


def manifest(block_id: str) -> Manifest | None:
    """Return the manifest of a block; None when it is no longer installed."""
    try:
        return registry.manifest(block_id)
    except registry.UnknownBlock:
        return None


def live_version(block_id: str) -> ModelVersion:
    """Return the version in operation; the block as shipped, number 0, when nothing was learned yet."""
    found = ModelVersion.objects.filter(block=block_id, state=VersionState.LIVE).first()
    if found:
        return found
    first = {"state": VersionState.LIVE, "live_since": timezone.now()}
    shipped = ModelVersion.objects.get_or_create(block=block_id, number=0, defaults=first)[0]
    return shipped if shipped.state == VersionState.LIVE else _only_shipped(shipped)


def _only_shipped(shipped: ModelVersion) -> ModelVersion:
    """Return the shipped version, put back into operation: no other one is."""
    ModelVersion.objects.filter(pk=shipped.pk).update(state=VersionState.LIVE, live_since=timezone.now())
    shipped.refresh_from_db()
    return shipped


def town_path(folder: str) -> Path:
    """Return where a folder of the town lies."""
    return Path(settings.TOWN_DIR) / folder


def folder(version: ModelVersion) -> Path:
    """Return where the files of a version lie."""
    return town_path(version.folder)


def load(version: ModelVersion, plan: TownPlan) -> Block[Any]:
    """Return the block of a version for ``plan``. Raises ModelDamaged when its files are missing or changed."""
    return _read(registry.block_class(version.block), _files(version), version.checksum, plan)


def working(block_id: str, plan: TownPlan) -> tuple[Block[Any], ModelVersion]:
    """Return the block in operation, ready to answer, and its version. Raises BlockOff.

    When its files are damaged, the block as shipped answers and a log line says so.
    """
    return ready(block_id, registry.block_class(block_id), plan)


def ready(block_id: str, kind: type[Found], plan: TownPlan) -> tuple[Found, ModelVersion]:
    """Return the same for a block of any contract; ``kind`` is its class. Raises BlockOff."""
    if is_off(block_id):
        raise BlockOff(block_id)
    version = live_version(block_id)
    try:
        return cast("Found", _kept(kind, _files(version), version.checksum, plan)), version
    except ModelDamaged:
        log.error("model.damaged block=%s version=%s", block_id, version.number)
        shipped = ModelVersion.objects.get_or_create(
            block=block_id, number=0, defaults={"state": VersionState.RETIRED}
        )[0]
        return cast("Found", _kept(kind, None, "", plan)), shipped


def _files(version: ModelVersion) -> Path | None:
    """Return where the files of a version lie; None for the block as shipped."""
    return folder(version) if version.folder else None


def _read(kind: type[Found], files: Path | None, checksum: str, plan: TownPlan) -> Found:
    if files is None:
        return kind(plan)
    if model_files.fingerprint(files) != checksum:
        raise ModelDamaged(f"{files.name}: not the files that were put into operation")
    return cast("Found", kind.load(files, plan))


# Kept by what a block is made of: the number of a row may come to mean another version (a restored database).
_kept = lru_cache(maxsize=16)(_read)


def may_change(person: Person | None) -> bool:
    """Return whether ``person`` may change what blocks do."""
    return person is not None and person.has_role(Role.HEAD_OF_UNIT)


@transaction.atomic
def change(block_id: str, by: Person, **wished: Any) -> BlockState:
    """Return the state after changing settings (names in NUMBERS and WORDS); each change is an entry of the chain.

    Raises NoRight. Choosing the automatic mode ends a fallback and starts the override meter anew.
    """
    if not may_change(by):
        raise NoRight
    found = state(block_id)
    found = BlockState.objects.select_for_update().get(pk=found.pk)
    changed = {name: value for name, value in wished.items() if getattr(found, name) != value}
    if not changed:
        return found
    numbers = {name: [getattr(found, name), value] for name, value in changed.items() if name in NUMBERS}
    words = {name: [getattr(found, name), value] for name, value in changed.items() if name in WORDS}
    for name, value in changed.items():
        setattr(found, name, value)
    if changed.get("mode") == Mode.AUTOMATIC:
        found.fell_back_at, found.meter_from = None, timezone.now()
    body = {"block": block_id, "changed": numbers, "texts": sorted(words)}
    entry = append([Link(Kind.SETTINGS, name_of(by), body, content=words or None)])[0]
    found.position = entry.hash
    found.save()
    log.info("block.settings block=%s changed=%s", block_id, ",".join(sorted(changed)))
    return found
