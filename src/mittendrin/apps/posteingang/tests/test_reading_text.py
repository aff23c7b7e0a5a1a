# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mittendrin.apps.posteingang.sources import html_text, libreoffice, plain
from mittendrin.apps.posteingang.sources.names import safe_name
from mittendrin.apps.posteingang.sources.read import read
from mittendrin.apps.posteingang.sources.reading import Refused
from mittendrin.apps.posteingang.tests.reading_factories import docx, odt
from mittendrin.core.program import ProgramFailed, ProgramTimedOut

GERMAN = "Sehr geehrte Frau Müller,\ndie Straße ist zu laut. Größe, Öl, Übung: 12,50 €\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_text_in_each_usual_encoding(encoding: str) -> None:
    assert plain.decoded(GERMAN.encode(encoding)) == GERMAN


@pytest.mark.parametrize("encoding", ["cp850", "cp437", "mac_roman"])
def test_text_of_old_programs_keeps_its_umlauts(encoding: str) -> None:
    text = GERMAN.replace("€", "EUR")
    assert plain.decoded(text.encode(encoding)) == text


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text = plain.decoded(data)
    except Refused:
        return
    assert "\x00" not in text


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=200))
def test_any_text_survives_utf_8(text: str) -> None:
    read_back = plain.decoded(("x" + text).encode("utf-8", "ignore"))
    assert set(read_back) <= set("x" + text) | {"\n"}


def test_rtf_gives_its_words_and_nothing_else() -> None:
    data = (
        rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\*\generator Word}{\info{\author Geheim}}"
        rb"\f0 Sehr geehrte Frau M\'fcller,\par die Stra\u223?e \{1\}\tab 12,50 \u8364?{\pict 0102ff}\par}"
    )
    text = plain.rtf_text(data)
    assert text == "Sehr geehrte Frau Müller,\ndie Straße {1}\t12,50 €\n"


@given(st.binary(max_size=300))
def test_broken_rtf_never_raises(data: bytes) -> None:
    plain.rtf_text(b"{\\rtf1" + data)


def test_html_shows_what_a_reader_sees() -> None:
    html = (
        "<html><head><title>T</title><style>p{}</style></head><body><p>Guten&nbsp;Tag,</p><script>alert(1)</script>"
        "<div style='display:none'>Geheim <p>mehr</p></div><table><tr><td>Betrag</td><td>12&euro;</td></tr></table>"
        "<img src='https://spy.example/p.gif'></body></html>"
    )
    text, remote = html_text.text_of(html)
    assert remote
    assert [line for line in text.splitlines() if line] == ["Guten Tag,", "Betrag    12€"]


@pytest.fixture
def no_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libreoffice, "is_there", lambda: False)


@pytest.mark.usefixtures("no_libreoffice")
def test_docx_reads_text_tables_and_leaves_out_what_is_deleted_or_hidden() -> None:
    body = (
        "<w:p><w:r><w:t>Antrag auf Wohngeld</w:t></w:r></w:p>"
        "<w:p><w:del><w:r><w:delText>alt</w:delText></w:r></w:del><w:r><w:rPr><w:vanish/></w:rPr><w:t>versteckt</w:t></w:r>"
        "<w:r><w:t>neu</w:t></w:r></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Miete</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:p><w:r><w:t>450,00</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    reading = read(docx(body, **{"word/vbaProject.bin": b"x"}), "antrag.docx")
    assert reading.documents[0].text.split("\n") == ["Antrag auf Wohngeld", "neu", "Miete 450,00"]
    assert reading.documents[0].source == "office"
    assert {one.code for one in reading.remarks} == {"macros", "text-only"}
    assert any("LibreOffice" in str(one) for one in reading.remarks)


@pytest.mark.usefixtures("no_libreoffice")
def test_odt_reads_text() -> None:
    body = (
        "<text:h>Widerspruch</text:h><text:p>gegen den<text:s text:c='2'/>Bescheid<text:line-break/>vom 3.11.</text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>A</text:p></table:table-cell>"
        "<table:table-cell><text:p>B</text:p></table:table-cell></table:table-row></table:table>"
    )
    assert read(odt(body), "x.odt").documents[0].text == "Widerspruch\ngegen den Bescheid\nvom 3.11.\nA B"


@pytest.mark.parametrize(
    ("fault", "code"), [(ProgramTimedOut("soffice"), "office-stuck"), (ProgramFailed("soffice", 1), "office-failed")]
)
def test_when_libreoffice_hangs_the_bare_text_is_read(
    monkeypatch: pytest.MonkeyPatch, fault: Exception, code: str
) -> None:
    def hang(_data: bytes, _kind: str) -> bytes:
        raise fault

    monkeypatch.setattr(libreoffice, "is_there", lambda: True)
    monkeypatch.setattr(libreoffice, "as_pdf", hang)
    monkeypatch.setattr(libreoffice, "as_odt", hang)
    reading = read(docx("<w:p><w:r><w:t>Antrag</w:t></w:r></w:p>"), "x.docx")
    assert reading.documents[0].text == "Antrag"
    assert [one.code for one in reading.remarks] == [code, "read-without-layout"]
    refused = read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "alt.doc").refused
    assert refused is not None and refused.code == code


@pytest.mark.usefixtures("no_libreoffice")
def test_an_old_word_file_without_libreoffice_says_so() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le")
    refused = read(data, "alt.doc").refused
    assert refused is not None and refused.code == "no-libreoffice"
    assert "LibreOffice" in str(refused)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\evil.pdf", "evil.pdf"),
        ("brief\u202efdp.exe", "brieffdp.exe"),
        ("a\x00b\n.pdf", "ab.pdf"),
        ("nul.pdf", "_nul.pdf"),
        ("..", "Datei"),
        ("", "Datei"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_names_of_strangers_lead_nowhere(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(max_size=300))
def test_safe_names_are_plain(name: str) -> None:
    safe = safe_name(name)
    assert safe and "/" not in safe and "\\" not in safe and len(safe) <= 120 and safe not in {".", ".."}
