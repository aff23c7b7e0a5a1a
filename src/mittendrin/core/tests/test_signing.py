# SPDX-License-Identifier: EUPL-1.2
"""Signatures hold for exactly what was signed; the key lies where only its owner reads it; JSON of strangers."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mittendrin.core import json_strict
from mittendrin.core.errors import ProblemsFound
from mittendrin.core.signing import Signer, SigningKeyDamaged, fingerprint, is_signed, same_fingerprint, signer_at

# RFC 8032, section 7.1, TEST 2
PRIVATE = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
PUBLIC = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
SIGNATURE = bytes.fromhex(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)


def test_the_example_of_the_standard() -> None:
    signer = Signer(PRIVATE)
    assert (signer.public, signer.sign(b"\x72")) == (PUBLIC, SIGNATURE)
    assert is_signed(b"\x72", SIGNATURE, PUBLIC)


@given(st.binary(max_size=60), st.integers(min_value=0), st.integers(1, 255))
def test_one_other_byte_breaks_it(content: bytes, place: int, mask: int) -> None:
    signer = Signer(PRIVATE)
    whole = bytearray(content + signer.sign(content) + signer.public)
    whole[place % len(whole)] ^= mask
    changed = bytes(whole)
    assert not is_signed(changed[:-96], changed[-96:-32], changed[-32:])


def test_wrong_lengths_are_no_signature() -> None:
    assert not is_signed(b"", b"", b"")
    assert not is_signed(b"\x72", SIGNATURE + b"\0", PUBLIC)
    with pytest.raises(SigningKeyDamaged):
        Signer(b"short")


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "key"
    first = signer_at(path)
    assert signer_at(path).public == first.public
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["key"]
    path.chmod(0o644)
    with pytest.raises(SigningKeyDamaged):
        signer_at(path)
    path.chmod(0o600)
    path.write_bytes(b"x")
    with pytest.raises(SigningKeyDamaged):
        signer_at(path)


def test_a_fingerprint_as_people_type_it() -> None:
    shown = fingerprint(PUBLIC)
    assert len(shown.replace(" ", "")) == 32
    assert same_fingerprint(shown.upper().replace(" ", "-"), PUBLIC)
    assert not same_fingerprint(shown[:-1], PUBLIC)
    assert not same_fingerprint("", PUBLIC)


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b"\xff", b'{"a":1,"a":2}', b"[NaN]", b"[1e999]", b"[" * 5000, b"1" * 5000, b'["\\ud800"]', b"{} x"],
)
def test_json_of_strangers_is_refused(text: bytes) -> None:
    with pytest.raises(ProblemsFound):
        json_strict.parse(text, "a")


def test_json_is_not_deeper_than_asked() -> None:
    assert json_strict.parse(b"[[1]]", "a", depth=2) == [[1]]
    with pytest.raises(ProblemsFound):
        json_strict.parse(b"[[1]]", "a", depth=1)
    assert json_strict.dump({"b": 1, "a": "ü"}) == '{\n "a": "ü",\n "b": 1\n}\n'.encode()
