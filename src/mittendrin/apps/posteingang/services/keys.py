# SPDX-License-Identifier: EUPL-1.2
"""Change of the key: every stored file and reading is sealed anew with the first key."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from mittendrin.apps.posteingang.ingest import resealing, store
from mittendrin.core.errors import MittendrinError

log = logging.getLogger(__name__)


class NoKey(MittendrinError):
    """There is no key to seal with."""


@dataclass(frozen=True)
class KeyReport:
    """How many files and readings were sealed, and how many were sealed with the first key already."""

    sealed: int
    same: int


def seal_all() -> KeyReport:
    """Seal everything with the first key; may be stopped anywhere and called again.

    Raises NoKey, KeyWrong, KeyMissing, SealBroken.
    """
    if not store.keys().seals:
        raise NoKey
    changed = [*resealing.files(), *resealing.readings()]
    report = KeyReport(sum(changed), len(changed) - sum(changed))
    log.info("key.changed sealed=%s same=%s", report.sealed, report.same)
    return report
