# SPDX-License-Identifier: EUPL-1.2
"""The key with which the town signs: made at first use, kept in the town's folder, readable for its owner only."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from mittendrin.core.signing import Signer, fingerprint, signer_at

FILE = "signing-key"


def path() -> Path:
    """Return where the private key lies."""
    return Path(settings.TOWN_DIR) / FILE


def signer() -> Signer:
    """Return the town's signer. Raises SigningKeyDamaged."""
    return signer_at(path())


def own_fingerprint() -> str:
    """Return the fingerprint that the town tells others by another way than the bundle. Raises SigningKeyDamaged."""
    return fingerprint(signer().public)
