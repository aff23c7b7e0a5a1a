# SPDX-License-Identifier: EUPL-1.2
"""A bundle is read exactly as it was signed, or refused: changed bytes, hostile files, fields that may not travel."""

from __future__ import annotations

import hashlib
import io
import zipfile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mittendrin.apps.standort.services.bundles import words
from mittendrin.apps.standort.services.bundles.personal import Name, findings
from mittendrin.apps.standort.sources import bundle, bundle_file
from mittendrin.apps.standort.tests.bundles import BLOCK, KEY, MADE, MEASURE, OTHER_KEY, PROFILE, TOWN, packed
from mittendrin.core import json_strict
from mittendrin.core.errors import ProblemsFound

PACKED = packed()
FILES = bundle_file.unpack(PACKED)


def refused(data: bytes) -> str:
    """Return the kind of the first problem; each one has words."""
    with pytest.raises(ProblemsFound) as caught:
        bundle.read(data)
    for problem in caught.value.problems:
        assert str(words.describe(problem))
    return caught.value.problems[0].kind


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as file:
        for name, data in files.items():
            file.writestr(name, data)
    return target.getvalue()


def signed(change: dict[str, Any] | None = None, **parts: Any) -> bytes:
    """Return a bundle that a town with bad intentions signed: anything may stand in it."""
    files = {f"{name}.json": json_strict.dump(part) for name, part in parts.items()}
    listed = [
        {"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in sorted(files.items())
    ]
    manifest = {
        "format": "mittendrin-bundle", "version": 1, "issue": 1, "made": MADE.isoformat(), "town": TOWN,
        "key": KEY.public.hex(), "files": listed, **(change or {}),
    }  # fmt: skip
    raw = json_strict.dump(manifest)
    return bundle_file.pack({**files, bundle_file.MANIFEST: raw, bundle_file.SIGNATURE: KEY.sign(raw)})


def test_what_was_written_is_read() -> None:
    found = bundle.read(PACKED)
    assert (found.name, found.issue, found.made, found.key) == ("Nachbarstadt", 1, MADE, KEY.public)
    assert (found.content.measures, found.content.blocks, found.content.profile) == ((MEASURE,), (BLOCK,), PROFILE)
    assert packed() == PACKED


def test_the_container_is_the_same_on_every_machine() -> None:
    """Other versions of Python must not write it differently: every bundle from elsewhere would be refused."""
    digest = hashlib.sha256(bundle_file.pack({"b": b"2", "a": b"1"})).hexdigest()
    assert digest == "abba080c92582d63232654caf7e671fcc0b40992dd809e155abd224886238e9c"


def test_each_changed_byte_is_refused() -> None:
    for place in range(len(PACKED)):
        changed = bytearray(PACKED)
        changed[place] ^= 1
        refused(bytes(changed))


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(PACKED) - 1), st.integers(1, 255))
def test_any_flipped_bits_are_refused(place: int, mask: int) -> None:
    changed = bytearray(PACKED)
    changed[place] ^= mask
    refused(bytes(changed))


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(PACKED)), st.binary(min_size=1, max_size=20), st.integers(0, 20))
def test_anything_cut_out_or_put_in_is_refused(place: int, more: bytes, left_out: int) -> None:
    changed = PACKED[:place] + more + PACKED[place + left_out :]
    if changed != PACKED:
        refused(changed)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_noise_is_refused(data: bytes) -> None:
    refused(data)
    refused(b"PK\x03\x04" + data)


def test_a_bomb_and_paths_and_foreign_files_are_refused() -> None:
    assert refused(zipped({**FILES, "measures.json": b"0" * 1_000_000}, zipfile.ZIP_DEFLATED)) == "bundle-packed"
    assert refused(b"0" * (bundle_file.MOST_BYTES + 1)) == "bundle-too-large"
    assert refused(zipped({**FILES, "../../etc/passwd": b"x"})) == "bundle-foreign-file"
    assert refused(zipped({**FILES, "/tmp/x": b"x"})) == "bundle-foreign-file"  # noqa: S108 - a name, no path of ours
    assert refused(bundle_file.pack({**FILES, "profile.json": b"0" * (bundle_file.MOST_OF_ONE + 1)})) == (
        "bundle-too-large"
    )
    assert refused(zipped({bundle_file.MANIFEST: b"{}"})) == "bundle-part-missing"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice_is_refused() -> None:
    target = io.BytesIO(PACKED)
    with zipfile.ZipFile(target, "a") as file:
        file.writestr("measures.json", b"[]")
    assert refused(target.getvalue()) == "bundle-changed"


def test_parts_that_the_manifest_does_not_list_are_refused() -> None:
    files = dict(FILES)
    del files["blocks.json"]
    assert refused(bundle_file.pack(files)) == "bundle-changed"
    assert refused(bundle_file.pack({**FILES, "blocks.json": b"[]\n"})) == "bundle-changed"


def test_a_signature_of_somebody_else_is_refused() -> None:
    raw = FILES[bundle_file.MANIFEST]
    assert refused(bundle_file.pack({**FILES, bundle_file.SIGNATURE: OTHER_KEY.sign(raw)})) == "bundle-signature"
    swapped = raw.replace(KEY.public.hex().encode(), OTHER_KEY.public.hex().encode())
    assert refused(bundle_file.pack({**FILES, bundle_file.MANIFEST: swapped})) == "bundle-signature"


@pytest.mark.parametrize(
    ("parts", "change", "kind"),
    [
        ({"measures": [{**MEASURE, "owner": "Frau Beispiel"}]}, {}, "bundle-field"),
        ({"measures": [{**MEASURE, "risks": "geheim"}]}, {}, "bundle-field"),
        ({"measures": [{**MEASURE, "title": ["Liste"]}]}, {}, "bundle-value"),
        ({"measures": [{**MEASURE, "title": "x" * 201}]}, {}, "bundle-value"),
        ({"measures": [{**MEASURE, "one_off": -1}]}, {}, "bundle-value"),
        ({"measures": [{**MEASURE, "start": "2027-02-30"}]}, {}, "bundle-value"),
        ({"measures": [MEASURE, MEASURE]}, {}, "bundle-twice"),
        ({"measures": {"a": 1}}, {}, "bundle-value"),
        ({"measures": [MEASURE] * 501}, {}, "bundle-value"),
        ({"blocks": [{**BLOCK, "decided": 4}]}, {}, "bundle-value"),
        ({"blocks": [{**BLOCK, "changed": 121}]}, {}, "bundle-value"),
        ({"profile": {**PROFILE, "staff": {"de": "x", "en": "x"}}}, {}, "bundle-field"),
        ({"profile": [1]}, {}, "bundle-value"),
        ({"measures": []}, {"version": 2}, "bundle-version"),
        ({"measures": []}, {"issue": 0}, "bundle-value"),
        ({"measures": []}, {"made": "2026-02-30"}, "bundle-value"),
        ({"measures": []}, {"town": {"name": "A", "mayor": "B"}}, "bundle-value"),
    ],
)
def test_a_signed_bundle_with_wrong_content_is_refused(
    parts: dict[str, Any], change: dict[str, Any], kind: str
) -> None:
    with pytest.raises(ProblemsFound) as caught:
        bundle.read(signed(change, **parts))
    assert kind in {problem.kind for problem in caught.value.problems}
    assert all(str(words.describe(problem)) for problem in caught.value.problems)


def test_deep_json_is_refused() -> None:
    deep: Any = "x"
    for _turn in range(30):
        deep = [deep]
    with pytest.raises(ProblemsFound):
        bundle.read(signed(profile=deep))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=15,
)


@settings(max_examples=150, deadline=None)
@given(JSON, st.sampled_from(["measures", "blocks", "profile"]))
def test_any_signed_json_is_read_or_refused_in_words(part: Any, name: str) -> None:
    try:
        bundle.read(signed(None, **{name: part}))
    except ProblemsFound as error:
        assert all(str(words.describe(problem)) for problem in error.problems)


# Personal data -------------------------------------------------------------------------------------------------------
PEOPLE = [Name("Erika", "Lorenz"), Name("Karl", "Berg")]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Fragen an erika.lorenz@stadt.de", "mail"),
        ("Fragen an lorenz (at) stadt (dot) de", "mail"),
        ("Tel. 06131 12-2345", "phone"),
        ("Tel. +49 6131 122345", "phone"),
        ("Konto DE02 1203 0000 0000 2020 51", "account"),
        ("Frau Schneider führt ein", "name"),
        ("mit Dr. Schneider", "name"),
        ("Erika Lorenz leitet", "person"),
        ("Lorenz, Erika", "person"),
        ("Schule am Berg", "surname"),
    ],
)
def test_personal_data_is_found(text: str, kind: str) -> None:
    found = findings({"title": text}, PEOPLE)
    assert kind in {one.kind for one in found}
    assert all(one.where == "title" for one in found)
    assert all(one.sure for one in found) == (kind != "surname")


@pytest.mark.parametrize(
    "text",
    [
        "E-Akte bis 01.02.2027",
        "Von 01/02/2027 bis 2028",
        "40.000 Euro einmalig, 0,5 Stellen",
        "Start am 31.3.2027 im Bürgerbüro, Raum 0815",
        "Postleitzahl 01067 Dresden",
        "Bergstraße und Lorenzkirche",
        "LoRaWAN 868 MHz, 5G, ISO 27001",
    ],
)
def test_harmless_texts_are_left_alone(text: str) -> None:
    assert findings([{"title": text}], PEOPLE) == []
