# SPDX-License-Identifier: EUPL-1.2
"""Stored files: whole or not at all, sealed with a key, only for that key."""

from __future__ import annotations

import base64
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import SuspiciousFileOperation
from hypothesis import given
from hypothesis import strategies as st

from mittendrin.apps.posteingang.ingest import store
from mittendrin.core import sealing
from mittendrin.core.sealing import CHUNK, KeyMissing, Keyring, KeyWrong, SealBroken, keyring

KEY, OTHER = b"k" * 32, b"o" * 32
NAMES = ("text", base64.b64encode(KEY).decode(), KEY.hex())


def opened(ring: Keyring, sealed: bytes, name: str = "a") -> bytes:
    return b"".join(ring.open(BytesIO(sealed), name))


@given(st.lists(st.binary(max_size=300), max_size=8))
def test_what_is_sealed_opens_again(chunks: list[bytes]) -> None:
    ring = Keyring([KEY])
    assert opened(ring, b"".join(ring.seal(chunks, "a"))) == b"".join(chunks)


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])
def test_sizes_around_the_chunk(size: int) -> None:
    ring, content = Keyring([KEY]), bytes(size)
    sealed = ring.seal_bytes(content, "a")
    assert opened(ring, sealed) == content
    if size >= 64:  # a single byte stands in sealed content by chance
        assert content[:64] not in sealed


def test_changes_cuts_and_other_names_are_noticed() -> None:
    ring = Keyring([KEY])
    sealed = ring.seal_bytes(bytes(2 * CHUNK + 5), "a")
    block = CHUNK + 16
    changed = [
        sealed[:50] + bytes([sealed[50] ^ 1]) + sealed[51:],
        sealed[:-1],
        sealed[: 32 + block],
        sealed[:32] + sealed[32 + block :],
        sealed[:32] + sealed[32 + block : 32 + 2 * block] + sealed[32 : 32 + block] + sealed[32 + 2 * block :],
        sealed[:20],
    ]
    for one in changed:
        with pytest.raises(SealBroken):
            opened(ring, one)
    with pytest.raises(SealBroken):
        opened(ring, sealed, "b")


def test_another_key_does_not_open() -> None:
    sealed = Keyring([KEY]).seal_bytes(b"secret", "a")
    with pytest.raises(KeyMissing):
        opened(Keyring([OTHER]), sealed)
    assert opened(Keyring([OTHER, KEY]), sealed) == b"secret"


def test_keys_are_read_from_the_setting() -> None:
    assert keyring("").seals is False
    assert keyring(f"{NAMES[1]},{OTHER.hex()}").first_id == sealing.key_id(KEY)
    assert keyring(sealing.new_key()).seals
    for wrong in ("short", "!" * 44, base64.b64encode(b"31" * 15).decode()):
        with pytest.raises(KeyWrong):
            keyring(wrong)


def test_files_are_sealed_on_disk_and_change_keys(settings: Any, store_of_its_own: Path) -> None:
    store.put("ab/one", [b"plain words"])
    settings.FILE_KEY = KEY.hex()
    assert store.content("ab/one") == b"plain words"
    assert store.sealed_anew("ab/one")
    assert b"plain" not in (store_of_its_own / "letters/ab/one").read_bytes()
    settings.FILE_KEY = f"{OTHER.hex()},{KEY.hex()}"
    assert store.sealed_anew("ab/one")
    assert not store.sealed_anew("ab/one")
    settings.FILE_KEY = OTHER.hex()
    assert store.content("ab/one") == b"plain words"
    settings.FILE_KEY = KEY.hex()
    with pytest.raises(KeyMissing):
        store.content("ab/one")


def test_a_write_that_breaks_off_leaves_what_was_there(store_of_its_own: Path) -> None:
    store.put("ab/one", [b"first"])

    def broken() -> Any:
        yield b"sec"
        raise OSError(28, "No space left on device")

    with pytest.raises(store.StoreFull):
        store.put("ab/one", broken())
    assert store.content("ab/one") == b"first"
    assert [path.name for path in (store_of_its_own / "letters/ab").iterdir()] == ["one"]


def test_stored_files_are_for_us_only(store_of_its_own: Path) -> None:
    stored = store.put("ab/one", [b"a" * 10, b"b"])
    assert (stored.size, stored.encrypted) == (11, False)
    assert (store_of_its_own / "letters/ab/one").stat().st_mode & 0o777 == 0o600
    with pytest.raises(store.FileGone):
        store.content("ab/none")


def test_paths_out_of_the_store_are_refused() -> None:
    with pytest.raises(SuspiciousFileOperation):
        store.put("../../out", [b"x"])
