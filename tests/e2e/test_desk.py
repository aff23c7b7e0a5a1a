# SPDX-License-Identifier: EUPL-1.2
"""A morning in the post room: letters come in, are corrected, confirmed, passed on and taken back, mostly by key."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import FilePayload, Page, expect
from tests.e2e.visitors import DESK, PHONE, Visitors, Watched
from tools.serving import Serving, mittendrin

pytestmark = pytest.mark.browser
CLERK = "lorenz"
LETTER = """{sender}
Gartenweg 7
56999 Musterstadt

Stadtverwaltung Musterstadt
Rathausplatz 1
56999 Musterstadt

12. November 2026

Antrag auf Ermäßigung der Hundesteuer, Kassenzeichen 21.004711.8

Sehr geehrte Damen und Herren,

hiermit beantrage ich die Ermäßigung der Hundesteuer für meinen Hund {dog}. Er kommt aus dem Tierheim, darum
ist nach Ihrer Satzung nur die halbe Steuer von 60,00 EUR fällig. Bitte antworten Sie mir bis zum 30.11.2026.

Mit freundlichen Grüßen
{sender}
"""
SENDERS = {"Erika Sandmann": "Waldi", "Otto Brandt": "Rex", "Inge Hansen": "Flocke", "Karl Wagner": "Bello"}


def letter(sender: str) -> FilePayload:
    """Return a letter as a file."""
    text = LETTER.format(sender=sender, dog=SENDERS[sender])
    return {"name": f"{sender}.txt", "mimeType": "text/plain", "buffer": text.encode()}


@pytest.fixture(scope="module")
def letters(visitors: Visitors, server: Serving) -> None:
    """Hand in letters and wait until the worker has read them."""
    prepared = mittendrin(server.data, "posteingang", "prepare", "--demo")
    assert prepared.returncode == 0, prepared.stderr
    with visitors.visit(person=CLERK) as visitor:
        page = visitor.page
        visitor.open(f"{visitors.url}/posteingang/hochladen/")
        page.set_input_files("#dateien", [letter(sender) for sender in SENDERS])
        expect(page.locator("#ergebnis")).to_have_text("4 von 4 Dateien angenommen", timeout=20_000)
        assert page.locator(".m-results a").count() == 4
        end = time.monotonic() + 120
        while time.monotonic() < end:
            visitor.open(f"{visitors.url}/posteingang/")
            if page.locator("[data-queue] .m-letter").count() >= 4:
                return
            page.wait_for_timeout(1000)
        pytest.fail("the worker did not read the letters")


@pytest.fixture
def clerk(visitors: Visitors, letters: None) -> Iterator[Watched]:
    """Return the browser of a clerk, at the desk."""
    with visitors.visit(person=CLERK, viewport=DESK) as visitor:
        visitor.open(f"{visitors.url}/posteingang/")
        yield visitor
        assert visitor.take_complaints() == []


def settled(page: Page) -> None:
    """Wait until the desk has taken in the answer and keys count again."""
    page.wait_for_timeout(100)
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)
    page.wait_for_timeout(500)


def look_at_all(page: Page) -> None:
    """Take every unsure proposal on purpose: go there, look, press again."""
    for _ in range(12):
        waits = page.locator("[data-waits]")
        if waits.count() == 0:
            return
        first = waits.first
        if first.locator("[data-take]").count():
            first.locator("[data-take]").click()
        else:
            first.locator("summary").click()
            first.locator("select").select_option(index=3)
            first.get_by_role("button", name="Speichern").click()
        settled(page)
    pytest.fail("something always waits")


def test_a_letter_is_corrected_confirmed_and_taken_back_by_key(clerk: Watched) -> None:
    page = clerk.page
    page.keyboard.press("j")
    settled(page)
    expect(page.locator("h1")).to_be_focused()
    look_at_all(page)
    number = page.locator(".m-proposals__head .m-small").inner_text()
    sender = page.locator("#angabe-sender")
    page.keyboard.press(sender.get_attribute("data-number") or "")
    expect(sender.locator("h2")).to_be_focused()
    expect(page.locator("[data-mark=sender].m-mark--lit").first).to_be_attached()
    page.keyboard.press("e")
    page.keyboard.type("Familie Sand")
    page.keyboard.press("Tab")
    page.keyboard.type("So steht es im Stempel")
    page.keyboard.press("Enter")
    settled(page)
    expect(sender).to_contain_text("Familie Sand")
    expect(sender).to_contain_text("statt")
    page.keyboard.press("z")
    settled(page)
    expect(sender).not_to_contain_text("Familie Sand")
    page.keyboard.press("Enter")
    settled(page)
    expect(page.locator("#meldung")).to_contain_text("gegangen")
    expect(page.locator("h1")).to_be_focused()
    assert page.locator(".m-proposals__head .m-small").inner_text() != number
    page.keyboard.press("z")
    settled(page)
    expect(page.locator(".m-proposals__head .m-small")).to_have_text(number)


def test_a_word_on_the_page_becomes_the_value_with_one_click(clerk: Watched) -> None:
    page = clerk.page
    page.locator("#angabe-sender summary").focus()
    page.keyboard.press("Enter")
    word = page.locator("[data-pick]").filter(has_text="Stadtverwaltung")
    word.first.click()
    settled(page)
    expect(page.locator("#angabe-sender")).to_contain_text("Stadtverwaltung Musterstadt")
    page.keyboard.press("z")
    settled(page)


def test_enter_never_confirms_what_nobody_looked_at(clerk: Watched) -> None:
    page = clerk.page
    waits = page.locator("[data-waits]")
    if waits.count() == 0:
        pytest.skip("all facts of this letter are sure")
    settled(page)
    page.keyboard.press("Enter")
    expect(waits.first.locator("h2")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    settled(page)
    assert page.locator("[data-waits]").count() >= 1


def test_a_letter_is_passed_on_and_put_off(clerk: Watched) -> None:
    page = clerk.page
    look_at_all(page)
    page.keyboard.press("w")
    expect(page.locator("#weg-amt")).to_be_focused()
    page.locator("#weg-amt").select_option(label="Ordnungsamt")
    page.locator(".m-way[open] .m-btn").click()
    settled(page)
    expect(page.locator("#meldung")).to_contain_text("Ordnungsamt")
    page.keyboard.press("v")
    expect(page.get_by_role("button", name="morgen")).to_be_focused()
    page.keyboard.press("Enter")
    settled(page)
    expect(page.locator("#meldung")).to_contain_text("kommt am")
    page.keyboard.press("z")
    settled(page)


def test_the_desk_is_without_findings(clerk: Watched) -> None:
    assert clerk.accessibility() == []
    clerk.page.emulate_media(color_scheme="dark")
    assert clerk.accessibility() == []


def test_the_desk_fits_a_phone(visitors: Visitors, letters: None) -> None:
    with visitors.visit(person=CLERK, viewport=PHONE) as visitor:
        page = visitor.page
        visitor.open(f"{visitors.url}/posteingang/")
        assert visitor.overflow() == []
        page.locator("[data-queue] .m-letter").first.click()
        settled(page)
        expect(page.locator(".m-queue")).to_be_hidden()
        assert visitor.overflow() == []
        assert visitor.accessibility() == []
        page.get_by_role("link", name="Zur Liste").click()
        settled(page)
        expect(page.locator(".m-queue")).to_be_visible()


def test_everything_works_without_scripts(visitors: Visitors, letters: None) -> None:
    with visitors.visit(person=CLERK, java_script_enabled=False) as visitor:
        page = visitor.page
        visitor.open(f"{visitors.url}/posteingang/")
        page.locator("[data-queue] .m-letter").first.click()
        page.locator("#angabe-sender summary").click()
        page.locator("#wert-sender").fill("Ohne Skript")
        page.locator("#angabe-sender").get_by_role("button", name="Speichern").click()
        expect(page.locator("#angabe-sender")).to_contain_text("Ohne Skript")
        page.get_by_role("button", name="zurück").click()
        expect(page.locator("#angabe-sender")).not_to_contain_text("Ohne Skript")
        visitor.open(f"{visitors.url}/posteingang/hochladen/")
        files: list[FilePayload] = [
            {"name": "schlecht.exe", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00" + bytes(200)},
            {"name": "leer.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"},
        ]
        page.set_input_files("#dateien", files)
        page.get_by_role("button", name="Hochladen").click()
        expect(page.locator("#ergebnis")).to_have_text("2 von 2 Dateien angenommen")


def test_files_are_dropped_onto_the_page(visitors: Visitors, letters: None) -> None:
    with visitors.visit(person=CLERK) as visitor:
        page = visitor.page
        visitor.open(f"{visitors.url}/posteingang/hochladen/")
        data = page.evaluate_handle(
            """() => { const data = new DataTransfer();
            for (const name of ['a.txt', 'b.txt']) data.items.add(new File([`Hallo Amt ${name}`], name));
            return data; }"""
        )
        page.dispatch_event("[data-drop]", "drop", {"dataTransfer": data})
        expect(page.locator("#ergebnis")).to_have_text("2 von 2 Dateien angenommen", timeout=15_000)
        assert visitor.take_complaints() == []
