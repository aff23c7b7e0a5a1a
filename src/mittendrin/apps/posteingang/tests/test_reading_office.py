# SPDX-License-Identifier: EUPL-1.2
"""Office files: what their senders meant, nothing from outside, several at once. Some need LibreOffice."""

from __future__ import annotations

import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mittendrin.apps.posteingang.sources import libreoffice, office, office_doc, office_tidy, pdf, plain
from mittendrin.apps.posteingang.sources.read import read
from mittendrin.apps.posteingang.sources.reading import Refused
from mittendrin.apps.posteingang.tests.reading_factories import docx, odt, package, picture, picture_file
from mittendrin.contracts.document import Document
from mittendrin.core.program import Limits, ProgramTimedOut

needs_libreoffice = pytest.mark.skipif(not libreoffice.is_there(), reason="LibreOffice is not installed")
OFFICE_PARTS = {
    "[Content_Types].xml": """<?xml version="1.0"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>""",
    "_rels/.rels": """<?xml version="1.0"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
 Target="word/document.xml"/></Relationships>""",
}
STRUCK = """<w:p><w:r><w:t xml:space='preserve'>Offen sind </w:t></w:r>
<w:del w:id='1'><w:r><w:delText>999,99</w:delText></w:r></w:del>
<w:ins w:id='2'><w:r><w:rPr><w:rPrChange w:id='3'><w:rPr/></w:rPrChange></w:rPr><w:t>184,50</w:t></w:r></w:ins>
<w:r><w:t xml:space='preserve'> Euro.</w:t></w:r></w:p>
<w:p><w:moveFrom w:id='4'><w:r><w:t>777,77</w:t></w:r></w:moveFrom></w:p>"""
RENEWED = """<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> DA</w:instrText></w:r>
<w:r><w:instrText>TE \\@ &quot;dd.MM.yyyy&quot; </w:instrText></w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r>
<w:r><w:t>03.11.2019</w:t></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>
<w:p><w:fldSimple w:instr=' TIME '><w:r><w:t>04.11.2019</w:t></w:r></w:fldSimple></w:p>
<w:p><w:fldSimple w:instr=' PAGE '><w:r><w:t>7</w:t></w:r></w:fldSimple></w:p>"""
ODT_STRUCK = (
    "<text:tracked-changes><text:changed-region xml:id='c1'><text:deletion><text:p>999,99</text:p></text:deletion>"
    "</text:changed-region></text:tracked-changes>"
    "<text:p>Offen sind <text:change text:change-id='c1'/>184,50 Euro.</text:p>"
    "<text:p><text:date text:date-value='2026-11-30'>03.11.2019</text:date></text:p>"
)
RTF = (
    rb"{\rtf1\ansi Offen sind {\deleted 999,99}{\revised 184,50} Euro.\par "
    rb"{\field{\*\fldinst { DATE \\@ dd.MM.yyyy}}{\fldrslt 03.11.2019}}\par}"
)


def member(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def whole_odt(body: str) -> bytes:
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    with zipfile.ZipFile(io.BytesIO(odt(body))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return package({**parts, "META-INF/manifest.xml": manifest})


def test_struck_text_and_renewed_dates_of_a_docx_are_cut_and_the_rest_stays() -> None:
    plain_part = "<w:p><w:r><w:t>DATE und TIME sind Wörter.</w:t></w:r></w:p>"
    data = docx(STRUCK + RENEWED + plain_part, **OFFICE_PARTS)
    sent = office_tidy.as_sent(data, "docx")
    assert sent.changed
    text = member(sent.data, "word/document.xml")
    assert "999,99" not in text and "777,77" not in text and "<w:ins " not in text and "rPrChange" not in text
    assert "184,50" in text and "03.11.2019" in text and "04.11.2019" in text and "PAGE" in text
    assert "fldChar" not in text and "DATE und TIME sind Wörter." in text
    assert office.text_of(sent.data, "docx").split() == office.text_of(data, "docx").split()


def test_an_untouched_docx_stays_byte_for_byte() -> None:
    data = docx("<w:p><w:r><w:t>Antrag</w:t></w:r></w:p>", **OFFICE_PARTS)
    assert office_tidy.as_sent(data, "docx") == office_tidy.Tidied(data)


def test_struck_text_and_renewed_dates_of_an_odt_are_cut() -> None:
    sent = office_tidy.as_sent(odt(ODT_STRUCK), "odt")
    text = member(sent.data, "content.xml")
    assert sent.changed and "999,99" not in text
    assert "<text:p>03.11.2019</text:p>" in text


def test_struck_text_of_an_rtf_is_not_read() -> None:
    assert plain.rtf_text(RTF).split("\n")[:2] == ["Offen sind 184,50 Euro.", "03.11.2019"]
    assert office_tidy.is_marked_rtf(RTF) and not office_tidy.is_marked_rtf(rb"{\rtf1 Antrag\par}")


def test_a_document_type_is_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>DATE &a;</x>'
    with pytest.raises(Refused):
        office_tidy.as_sent(package({"word/document.xml": bomb}), "docx")


@given(st.text("<>/w:del insDATE='\"x", max_size=80), st.sampled_from(["docx", "odt"]))
def test_broken_parts_stay_as_they_are(content: str, kind: str) -> None:
    name = "content.xml" if kind == "odt" else "word/document.xml"
    data = package({name: content})
    sent = office_tidy.as_sent(data, kind)
    assert sent.data == data or len(member(sent.data, name)) <= len(content)


@pytest.mark.parametrize(
    ("more", "remote"),
    [
        ("http://schemas.openxmlformats.org/officeDocument/2006/relationships/image", True),
        ("http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate", True),
        ("http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink", False),
    ],
)
def test_what_a_docx_wants_loaded_is_told(more: str, remote: bool) -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" '
        f'Type="{more}" Target="http://203.0.113.9/x" TargetMode="External"/></Relationships>'
    )
    assert office.wants_remote(docx("", **{"word/_rels/document.xml.rels": relations})) is remote


def test_an_encrypted_odt_says_so() -> None:
    data = package(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": b"\x8f\x01",
            "META-INF/manifest.xml": "<m><manifest:encryption-data xmlns:manifest='x'/></m>",
        }
    )
    refused = read(data, "x.odt").refused
    assert refused is not None and refused.code == "encrypted"


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("kind", ["docx", "rtf"])
def test_libreoffice_gives_pages_with_places(kind: str) -> None:
    body = "<w:p><w:r><w:t>Antrag auf Wohngeld</w:t></w:r></w:p>"
    made = {
        "docx": docx(body, **OFFICE_PARTS),
        "rtf": rb"{\rtf1 Antrag auf Wohngeld\par}",
    }
    reading = read(made[kind], f"x.{kind}")
    assert reading.remarks == ()
    document = reading.documents[0]
    assert document.source == "office"
    assert document.text == "Antrag auf Wohngeld"
    assert 0.05 < document.pages[0].words[0].x0 < 0.2


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.filterwarnings("ignore:The metadata field /CreationDate")
@pytest.mark.parametrize("kind", ["docx", "odt", "doc", "rtf"])
def test_libreoffice_prints_what_was_meant(kind: str, tmp_path: Path) -> None:
    body = docx(STRUCK + RENEWED, **OFFICE_PARTS)
    made = {"docx": lambda: body, "odt": lambda: whole_odt(ODT_STRUCK), "rtf": lambda: RTF, "doc": lambda: as_doc(body)}
    reading = read(made[kind](), f"x.{kind}", tmp_path)
    lines = reading.documents[0].text.split("\n")
    assert lines[0] == "Offen sind 184,50 Euro."
    assert "999,99" not in " ".join(lines) and "777,77" not in " ".join(lines)
    assert "03.11.2019" in lines
    assert [one.code for one in reading.remarks] == ["struck-text"]
    assert_words_lie_on_their_ink(reading.documents[0], (tmp_path / reading.letters[0].archive).read_bytes())


def assert_words_lie_on_their_ink(document: Document, archive: bytes) -> None:
    """The desk marks places on the picture of the archive copy."""
    with pdf.opened(archive) as opened:
        gray = pdf.picture(opened, 0, 100)
    height, width = gray.shape
    for word in document.pages[0].words:
        down = slice(int(word.y0 * height), int(word.y1 * height))
        across = slice(int(word.x0 * width), int(word.x1 * width))
        assert gray[down, across].min() < 128


def as_doc(data: bytes) -> bytes:
    """Return a DOCX as an old Word file; its date fields, which LibreOffice renews, are set back."""
    made = libreoffice._turned(data, "docx", "doc", "doc:MS Word 97")
    now = datetime.now(UTC)
    for day in {(now + timedelta(hours=hours)).strftime("%d.%m.%Y") for hours in (-14, 0, 14)}:
        made = made.replace(day.encode("utf-16-le"), "03.11.2019".encode("utf-16-le"))
    return made


@pytest.mark.slow
@needs_libreoffice
def test_an_encrypted_old_word_file_says_so() -> None:
    made = bytearray(as_doc(docx("<w:p><w:r><w:t>Antrag</w:t></w:r></w:p>", **OFFICE_PARTS)))
    head = made.index(b"\xec\xa5")  # how each of them begins
    made[head + 11] |= 0x01
    refused = read(bytes(made), "x.doc").refused
    assert refused is not None and refused.code == "encrypted"


@given(st.binary(max_size=3000))
def test_broken_old_word_files_stay_as_they_are(content: bytes) -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + content
    assert office_doc.with_fixed_dates(data) == data
    assert not office_doc.is_locked(data)


@pytest.mark.slow
@needs_libreoffice
def test_nothing_is_loaded_from_the_disk_or_from_outside(tmp_path: Path) -> None:
    secret, shown = tmp_path / "secret.txt", tmp_path / "shown.png"
    secret.write_text("Geheim", encoding="utf-8")
    shown.write_bytes(picture_file(picture(dpi=100), "PNG"))
    link = 'xmlns:xlink="http://www.w3.org/1999/xlink" xlink:type="simple" xlink:actuate="onLoad"'
    body = (
        f'<text:section text:name="s"><text:section-source {link} xlink:href="{secret.as_uri()}"/><text:p>alt</text:p>'
        '</text:section><text:p xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0">'
        f'<draw:frame draw:name="f"><draw:image {link} xlink:href="{shown.as_uri()}"/></draw:frame></text:p>'
    )
    reading = read(whole_odt(body), "x.odt")
    assert reading.documents[0].text == "alt"
    assert [one.code for one in reading.remarks] == ["remote-parts"]


@pytest.mark.slow
@needs_libreoffice
def test_several_at_once_do_not_wait_for_each_other_and_leave_nothing() -> None:
    data = docx("<w:p><w:r><w:t>Antrag</w:t></w:r></w:p>", **OFFICE_PARTS)
    before = sockets()
    with ThreadPoolExecutor(3) as pool:
        pages = list(pool.map(lambda _number: libreoffice.as_pdf(data, "docx"), range(3)))
    assert all(page.startswith(b"%PDF") for page in pages)
    assert sockets() <= before


@pytest.mark.slow
@needs_libreoffice
def test_a_run_that_is_ended_leaves_no_socket() -> None:
    body = "".join(f"<w:p><w:r><w:t>Anlage {number}</w:t></w:r></w:p>" for number in range(40_000))
    before = sockets()
    with patch.object(libreoffice, "_LIMITS", Limits(2.5)), pytest.raises(ProgramTimedOut):
        libreoffice.as_pdf(docx(body, **OFFICE_PARTS), "docx")
    ends = monotonic() + 10
    while not sockets() <= before and monotonic() < ends:
        sleep(0.1)
    assert sockets() <= before


def sockets() -> set[Path]:
    return set(Path("/tmp").glob("OSL_PIPE_*"))  # noqa: S108 - where LibreOffice puts them
