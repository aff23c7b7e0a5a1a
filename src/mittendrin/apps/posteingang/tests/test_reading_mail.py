# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from email.message import EmailMessage

from hypothesis import given
from hypothesis import strategies as st

from mittendrin.apps.posteingang.sources import limits
from mittendrin.apps.posteingang.sources.msg import read_msg, unpacked_rtf
from mittendrin.apps.posteingang.sources.read import read
from mittendrin.apps.posteingang.tests.reading_factories import LETTER, msg, pdf_with_text


def message(body: str = "Guten Tag,\nes ist laut.\n") -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Jörg Müller <j@example.org>"
    mail["Subject"] = "Laute Nachbarn"
    mail["Date"] = "Tue, 03 Nov 2026 23:30:00 +0100"
    mail.set_content(body)
    return mail


def test_a_message_says_who_wrote_what_and_when() -> None:
    document = read(message().as_bytes(), "a.eml").documents[0]
    assert document.source == "email"
    assert document.known["sender"] == "Jörg Müller"
    assert document.known["address"] == "j@example.org"
    assert document.known["subject"] == "Laute Nachbarn"
    assert document.known["sent"] == "2026-11-03"
    assert document.text == "Laute Nachbarn\nGuten Tag,\nes ist laut."


def test_attachments_become_pages_of_the_letter() -> None:
    mail = message()
    mail.add_attachment(pdf_with_text(LETTER), maintype="application", subtype="pdf", filename="../Antrag.pdf")
    reading = read(mail.as_bytes(), "a.eml")
    document = reading.documents[0]
    assert len(document.pages) == 2
    assert document.attachments == ("Antrag.pdf",)
    assert "Hundesteuer" in document.text


def test_a_bad_attachment_is_named_and_the_message_is_read() -> None:
    mail = message()
    mail.add_attachment(b"MZ\x90\x00" + b"\0" * 100, maintype="application", subtype="pdf", filename="rechnung.pdf")
    reading = read(mail.as_bytes(), "a.eml")
    assert reading.refused is None
    assert [one.code for one in reading.remarks] == ["attachment-refused"]
    assert "rechnung.pdf" in str(reading.remarks[0]) and "Programm" in str(reading.remarks[0])


def test_html_alone_is_read_and_loads_nothing() -> None:
    mail = message()
    mail.set_content("<p>Hallo Amt</p><img src='http://spy.example/x'>", subtype="html")
    reading = read(mail.as_bytes(), "a.eml")
    assert "Hallo Amt" in reading.documents[0].text
    assert [one.code for one in reading.remarks] == ["remote-content"]


def test_messages_within_messages_end_somewhere() -> None:
    mail = message()
    for _ in range(limits.MAIL_DEPTH + 3):
        outer = message("Weitergeleitet")
        outer.add_attachment(mail)
        mail = outer
    reading = read(mail.as_bytes(), "a.eml")
    assert reading.refused is None
    assert len(reading.documents[0].pages) == limits.MAIL_DEPTH
    assert any(one.code == "attachment-refused" for one in reading.remarks)


def test_an_encrypted_message_is_refused() -> None:
    data = (
        b"From: a@b.de\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/encrypted; boundary=x\r\n\r\n--x--"
    )
    refused = read(data, "a.eml").refused
    assert refused is not None and refused.code == "encrypted"


@given(st.binary(max_size=500))
def test_no_bytes_after_a_header_raise(data: bytes) -> None:
    read(b"From: a@b.de\r\nSubject: x\r\nMIME-Version: 1.0\r\n" + data, "a.eml")


def test_an_outlook_message_is_read_like_any_other() -> None:
    data = msg("Sperrmüll", "Bitte holen Sie ihn ab.\r\nDanke", "Ada Weber", {"..\\brief.txt": b"Anlage " * 600})
    reading = read(data, "x.msg")
    assert reading.kind == "msg"
    document = reading.documents[0]
    assert document.known["sender"] == "Ada Weber"
    assert document.known["sent"] == "2025-11-07"
    assert document.attachments == ("brief.txt",)
    assert "holen Sie ihn ab." in document.text and "Anlage Anlage" in document.text


def test_a_broken_outlook_message_is_refused() -> None:
    data = msg("Sperrmüll", "Bitte", "Ada Weber")
    for cut in (600, 2000, len(data) // 2):
        assert read(data[:cut], "x.msg").refused is not None
    assert read_msg(data).known["subject"] == "Sperrmüll"


def test_packed_rtf_of_the_specification_is_unpacked() -> None:
    # [MS-OXRTFCP] 4.1.1 and 4.2.1
    simple = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    )
    assert unpacked_rtf(simple) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    crossing = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")
    assert unpacked_rtf(crossing) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"


@given(st.binary(max_size=200))
def test_no_packed_rtf_raises(data: bytes) -> None:
    unpacked_rtf(b"\x2d\0\0\0\xff\0\0\0LZFu\0\0\0\0" + data)
