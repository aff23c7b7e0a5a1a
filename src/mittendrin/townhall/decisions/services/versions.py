# SPDX-License-Identifier: EUPL-1.2
"""Versions of a block: into operation, refused, one step back."""

from __future__ import annotations

import logging
import shutil

from django.db import transaction
from django.utils import timezone

from mittendrin.core import model_files
from mittendrin.core.errors import MittendrinError, ModelDamaged
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.decisions.models import BlockState, Kind, ModelVersion, VersionState
from mittendrin.townhall.decisions.services import blocks
from mittendrin.townhall.decisions.services.chain import Link, append, name_of

KEPT = 6
"""So many versions keep their files: the live one and those to go back to."""
log = logging.getLogger(__name__)


class NothingBefore(MittendrinError):
    """Refused: there is no earlier version whose files are still there."""


def put_live(version: ModelVersion, by: Person | None, what: Kind = Kind.VERSION_LIVE) -> ModelVersion:
    """Return ``version``, now in operation; the one before is retired."""
    with transaction.atomic():
        before = blocks.live_version(version.block)
        ModelVersion.objects.filter(block=version.block, state=VersionState.LIVE).update(state=VersionState.RETIRED)
        version.state, version.live_since, version.decided_by = VersionState.LIVE, timezone.now(), by
        version.save(update_fields=["state", "live_since", "decided_by"])
        body = {"block": version.block, "version": version.number, "before": before.number}
        entry = append([Link(what, name_of(by), body)])[0]
        blocks.state(version.block)
        BlockState.objects.filter(block=version.block).update(position=entry.hash)
    _clear(version.block)
    log.info("model.live block=%s version=%s before=%s", version.block, version.number, before.number)
    return version


def refuse(version: ModelVersion, by: Person | None) -> ModelVersion:
    """Return ``version``, refused; its files go, its figures stay."""
    with transaction.atomic():
        version.state, version.reason = VersionState.REFUSED, "worse"
        version.save(update_fields=["state", "reason"])
        body = {"block": version.block, "version": version.number, "reason": "worse"}
        append([Link(Kind.VERSION_REFUSED, name_of(by), body)])
    shutil.rmtree(blocks.folder(version), ignore_errors=True)
    log.info("model.refused block=%s version=%s", version.block, version.number)
    return version


def earlier(block_id: str) -> ModelVersion | None:
    """Return the version to which one step back leads; None when there is none."""
    live = blocks.live_version(block_id)
    found = ModelVersion.objects.filter(block=block_id, state=VersionState.RETIRED, number__lt=live.number)
    return next((version for version in found.order_by("-number") if _usable(version)), None)


def roll_back(block_id: str, by: Person) -> ModelVersion:
    """Return the earlier version, in operation again. Raises NoRight, NothingBefore."""
    if not blocks.may_change(by):
        raise blocks.NoRight
    version = earlier(block_id)
    if version is None:
        raise NothingBefore
    return put_live(version, by, Kind.ROLLED_BACK)


def _usable(version: ModelVersion) -> bool:
    if not version.folder:
        return True
    try:
        return model_files.fingerprint(blocks.folder(version)) == version.checksum
    except ModelDamaged:
        return False


def _clear(block_id: str) -> None:
    """Remove the files of versions that are too old to go back to."""
    old = ModelVersion.objects.filter(block=block_id, state=VersionState.RETIRED).exclude(folder="")
    for version in old.order_by("-number")[KEPT - 1 :]:
        shutil.rmtree(blocks.folder(version), ignore_errors=True)
