# SPDX-License-Identifier: EUPL-1.2
"""Files sealed with a key: encrypted in chunks, so that neither large files nor changed ones are a problem.

Format: ``MDSEAL01``, 8 bytes that name the key, 16 bytes of salt, then chunks of 1 MiB, each AES-256-GCM with 16 bytes
of tag. The key of a file is HKDF-SHA256 of the town's key and the salt; the nonce of a chunk is its number and a mark
on the last one (STREAM: Hoang, Reyhanitabar, Rogaway, Vizár 2015), so that no chunk can be left out, moved or cut off.
The header and the name of the file are authenticated with every chunk: files cannot be exchanged for one another.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from mittendrin.core.errors import MittendrinError

MAGIC = b"MDSEAL01"
KEY_BYTES = 32
CHUNK = 1024 * 1024
_ID, _SALT, _TAG = 8, 16, 16
_HEADER = len(MAGIC) + _ID + _SALT


class KeyWrong(MittendrinError):
    """A key is not 32 bytes in base64 or hex."""


class KeyMissing(MittendrinError):
    """No key at hand opens this file; the text names the key it was sealed with."""


class SealBroken(MittendrinError):
    """The file was changed, cut off, or belongs to another name."""


class Keyring:
    """Keys of 32 bytes: the first seals, all open."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        if any(len(key) != KEY_BYTES for key in keys):
            raise KeyWrong
        self._keys = {key_id(key): key for key in keys}
        self._first = keys[0] if keys else None

    @property
    def seals(self) -> bool:
        """Return whether there is a key to seal with."""
        return self._first is not None

    @property
    def first_id(self) -> bytes:
        """Return the name of the key that seals now, empty when there is none."""
        return key_id(self._first) if self._first else b""

    def seal(self, chunks: Iterable[bytes], name: str) -> Iterator[bytes]:
        """Yield the sealed form of ``chunks``. Raises KeyMissing."""
        if self._first is None:
            raise KeyMissing("-")
        header = MAGIC + key_id(self._first) + os.urandom(_SALT)
        cipher, bound = _cipher(self._first, header), header + name.encode()
        yield header
        number, held = 0, bytearray()
        for chunk in chunks:
            held += chunk
            while len(held) > CHUNK:
                yield cipher.encrypt(_nonce(number, last=False), bytes(held[:CHUNK]), bound)
                number += 1
                del held[:CHUNK]
        yield cipher.encrypt(_nonce(number, last=True), bytes(held), bound)

    def open(self, source: IO[bytes], name: str) -> Iterator[bytes]:
        """Yield the content of a sealed file. Raises KeyMissing, SealBroken."""
        header = source.read(_HEADER)
        if len(header) != _HEADER or not header.startswith(MAGIC):
            raise SealBroken
        named = header[len(MAGIC) : len(MAGIC) + _ID]
        if named not in self._keys:
            raise KeyMissing(named.hex())
        cipher, bound = _cipher(self._keys[named], header), header + name.encode()
        number, chunk = 0, source.read(CHUNK + _TAG)
        while True:
            following = source.read(CHUNK + _TAG)
            try:
                yield cipher.decrypt(_nonce(number, last=not following), chunk, bound)
            except InvalidTag as error:
                raise SealBroken from error
            if not following:
                return
            number, chunk = number + 1, following

    def seal_bytes(self, content: bytes, name: str) -> bytes:
        """Return ``content`` sealed. Raises KeyMissing."""
        return b"".join(self.seal([content], name))


def keyring(text: str) -> Keyring:
    """Return the keys in ``text``: base64 or hex, parted by commas; none for an empty text. Raises KeyWrong."""
    return Keyring([_key(part.strip()) for part in text.split(",") if part.strip()])


def new_key() -> str:
    """Return a new random key as base64."""
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()


def key_id(key: bytes) -> bytes:
    """Return 8 bytes that name a key without telling it."""
    return hashlib.sha256(b"mittendrin key id" + key).digest()[:_ID]


def sealed_with(header: bytes) -> bytes:
    """Return the name of the key in the first bytes of a sealed file; empty when it is not sealed."""
    return header[len(MAGIC) : len(MAGIC) + _ID] if header.startswith(MAGIC) else b""


def _key(text: str) -> bytes:
    try:
        if len(text) == 2 * KEY_BYTES:
            return bytes.fromhex(text)
        return base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except (ValueError, binascii.Error) as error:
        raise KeyWrong from error


def _cipher(key: bytes, header: bytes) -> AESGCM:
    salt = header[-_SALT:]
    return AESGCM(HKDF(SHA256(), KEY_BYTES, salt, b"mittendrin file").derive(key))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")
