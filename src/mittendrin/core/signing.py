# SPDX-License-Identifier: EUPL-1.2
"""Ed25519 signatures (RFC 8032): a key pair, its fingerprint, signing and checking."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from mittendrin.core.errors import MittendrinError

KEY_BYTES, SIGNATURE_BYTES = 32, 64
_GROUP, _SHOWN = 4, 32


class SigningKeyDamaged(MittendrinError):
    """The file of the private key does not hold 32 bytes, or others than its owner can read it."""


class Signer:
    """A private key of 32 bytes that signs."""

    def __init__(self, private: bytes) -> None:
        if len(private) != KEY_BYTES:
            raise SigningKeyDamaged
        self._key = Ed25519PrivateKey.from_private_bytes(private)

    @property
    def public(self) -> bytes:
        """Return the public key, 32 bytes."""
        return self._key.public_key().public_bytes_raw()

    def sign(self, content: bytes) -> bytes:
        """Return the signature of ``content``, 64 bytes."""
        return self._key.sign(content)


def is_signed(content: bytes, signature: bytes, public: bytes) -> bool:
    """Return whether the owner of the ``public`` key signed exactly this ``content``."""
    if len(signature) != SIGNATURE_BYTES or len(public) != KEY_BYTES:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(public: bytes) -> str:
    """Return what people compare: 128 bits of the key's SHA-256 in groups of four, ``ab12 cd34 ...``."""
    digest = hashlib.sha256(b"mittendrin public key" + public).hexdigest()[:_SHOWN]
    return " ".join(digest[start : start + _GROUP] for start in range(0, _SHOWN, _GROUP))


def same_fingerprint(typed: str, public: bytes) -> bool:
    """Return whether a fingerprint as a person types it belongs to the key; blanks, dashes, capitals do not matter."""
    plain = "".join(sign for sign in typed.lower() if sign not in " -:\t\n\u00a0")
    return plain == fingerprint(public).replace(" ", "")


def signer_at(path: Path) -> Signer:
    """Return the signer whose key lies at ``path``; the first call makes it, readable for its owner only.

    Raises SigningKeyDamaged.
    """
    if not path.exists():
        _make(path)
    if path.stat().st_mode & 0o077:
        raise SigningKeyDamaged
    return Signer(path.read_bytes())


def _make(path: Path) -> None:
    """Write a new key so that it is there whole or not at all; of two that come at once the first wins."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(Ed25519PrivateKey.generate().private_bytes_raw())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink()
