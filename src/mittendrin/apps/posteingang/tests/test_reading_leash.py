# SPDX-License-Identifier: EUPL-1.2
"""Hostile files and misbehaving programs: bounded, named, and the next file is read."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path
from time import monotonic

import pikepdf
import pytest

from mittendrin.apps.posteingang.sources import limits, reader
from mittendrin.apps.posteingang.sources.read import read
from mittendrin.apps.posteingang.sources.reader import Reader
from mittendrin.apps.posteingang.sources.reading import Postponed
from mittendrin.apps.posteingang.tests.reading_factories import (
    LETTER,
    attached,
    package,
    pdf_with_text,
    picture,
    picture_file,
    saved,
)


def code(data: bytes, name: str) -> str:
    refused = read(data, name).refused
    return refused.code if refused else ""


@pytest.fixture
def bad(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(reader, "_WORKER", "mittendrin.apps.posteingang.tests.bad_worker")
    monkeypatch.setattr(limits, "SILENCE_SECONDS", 2.0)
    monkeypatch.setattr(limits, "READER_ADDRESSES", 300 * limits.MIB)
    for name in ("hang", "crash", "eat", "later", "good"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize(("name", "reason"), [("hang", "took-too-long"), ("crash", "crashed"), ("eat", "crashed")])
def test_what_a_bad_file_does_to_the_process_ends_there(bad: Path, name: str, reason: str) -> None:
    beats = []
    with Reader(lambda: beats.append(1)) as one:
        started = monotonic()
        refused = one.read(bad / name).refused
        assert refused is not None and refused.code == reason
        assert monotonic() - started < 10
        assert one.read(bad / "good").kind == "text"
    assert len(beats) == 2


def test_what_is_missing_puts_the_file_off(bad: Path) -> None:
    with Reader() as one, pytest.raises(Postponed) as caught:
        one.read(bad / "later")
    assert caught.value.remark.code == "no-tesseract"


def test_the_real_process_reads_and_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Guten Tag, es ist laut.", encoding="utf-8")
    (tmp_path / "b.pdf").write_bytes(pdf_with_text(LETTER)[:500])
    with Reader() as one:
        assert one.read(tmp_path / "a.txt").documents[0].text == "Guten Tag, es ist laut."
        assert one.read(tmp_path / "b.pdf", "b.pdf").refused is not None
        assert one.read(tmp_path / "missing.pdf").refused is not None
        assert one.read(tmp_path / "a.txt", "../../x.txt").name == "x.txt"
        assert 0 < one.peak_memory < 1024**3


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "leer.pdf", "empty"),
        (b"MZ\x90\x00" + b"\0" * 60, "rechnung.pdf", "disguised"),
        (b"\x7fELF\x02\x01" + b"\0" * 60, "", "program"),
        (b"#!/bin/sh\nrm -rf /\n", "brief.txt", "disguised"),
        (b"WScript.Echo(1)", "rechnung.pdf.js", "program"),
        (b"Rar!\x1a\x07" + b"\0" * 60, "x.rar", "archive"),
        (package({"a.txt": "x"}), "x.zip", "archive"),
        (package({"xl/workbook.xml": "<x/>"}), "x.xlsx", "unknown-format"),
        (b"a,b\n1,2\n", "tabelle.csv", "unknown-format"),
        (b"\x00\x01\x02\x03" * 50, "x.bin", "unknown-format"),
    ],
)
def test_what_is_no_letter_is_refused_by_its_content(data: bytes, name: str, reason: str) -> None:
    assert code(data, name) == reason


def test_two_things_at_once_are_refused() -> None:
    archive = package({"evil.txt": "x"})
    assert code(pdf_with_text(LETTER) + archive, "x.pdf") == "polyglot"
    assert code(picture_file(picture(dpi=60), "PNG") + archive, "x.png") == "polyglot"
    assert code(b"<html><script>alert(1)</script>" + pdf_with_text(LETTER), "x.pdf") == "polyglot"
    assert code(b"\xff\xd8\xff\xe0" + pdf_with_text(LETTER), "x.jpg") in {"polyglot", "broken"}


def test_an_office_bomb_is_refused_without_unpacking() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        with archive.open("word/document.xml", "w") as member:
            for _ in range(250):
                member.write(b" " * 1_000_000)
    assert code(out.getvalue(), "x.docx") == "bomb"


def test_an_office_bomb_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(package({"[Content_Types].xml": "x", "word/document.xml": b" " * (limits.XML_BYTES + 10)}))
    for at in (i for i in range(len(data) - 46) if data[i : i + 4] == b"PK\x01\x02"):
        data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    assert code(bytes(data), "x.docx") in {"bomb", "broken"}


def test_deeply_nested_office_text_is_refused() -> None:
    body = "<w:p>" * 5000 + "</w:p>" * 5000
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    data = package({"word/document.xml": f"<w:document {space}><w:body>{body}</w:body></w:document>"})
    assert code(data, "x.docx") in {"bomb", "broken"}


def test_too_large_files_are_not_even_opened(tmp_path: Path) -> None:
    large = tmp_path / "x.pdf"
    with large.open("wb") as file:
        file.truncate(2 * 1024**3)
    started = monotonic()
    refused = read(large).refused
    assert refused is not None and refused.code == "too-large"
    assert monotonic() - started < 1


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing", Path("/dev/zero")):
        refused = read(path).refused
        assert refused is not None and refused.code == "not-a-file"


@pytest.mark.slow
def test_a_pdf_that_unpacks_to_gigabytes_stays_within_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "READER_ADDRESSES", 1_200 * limits.MIB)
    packer = zlib.compressobj(1)
    block = b"\0" * 50_000_000
    packed = b"".join([*(packer.compress(block) for _ in range(40)), packer.flush()])
    document = pikepdf.open(io.BytesIO(pdf_with_text(LETTER)))
    stream = pikepdf.Stream(document, packed)
    stream.Filter = pikepdf.Name.FlateDecode
    file = attached(document, b"x", "factur-x.xml")
    document.attachments["factur-x.xml"] = file
    file.obj.EF.F = document.make_indirect(stream)
    content = pikepdf.Stream(document, packed)
    content.Filter = pikepdf.Name.FlateDecode
    document.pages[0].Contents = document.make_indirect(content)
    (tmp_path / "x.pdf").write_bytes(saved(document))
    (tmp_path / "a.txt").write_text("Guten Tag", encoding="utf-8")
    with Reader() as one:
        started = monotonic()
        one.read(tmp_path / "x.pdf")
        assert monotonic() - started < 60
        assert one.read(tmp_path / "a.txt").kind == "text"
        assert one.peak_memory < limits.READER_ADDRESSES
