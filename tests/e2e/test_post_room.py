# SPDX-License-Identifier: EUPL-1.2
"""A post room beside the desk: separator sheets, splitting, twins, search, files, answers, rights, protocol."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect
from tests.e2e.visitors import PHONE, Visitors, Watched
from tools.serving import REPO, Serving, environment, mittendrin, prepared

from mittendrin.apps.posteingang.tests.reading_factories import pdf_with_text

pytestmark = pytest.mark.browser
CLERK, ADMIN, HEAD = "lorenz", "admin", "yilmaz"
DOG = """Anna Sandmann
Gartenweg 7
56999 Musterstadt

Stadtverwaltung Musterstadt

12. November 2026

Antrag auf Ermäßigung der Hundesteuer

Sehr geehrte Damen und Herren,

hiermit beantrage ich die Ermäßigung der Hundesteuer für meinen Hund aus dem Tierheim. Nach Ihrer Satzung ist nur
die halbe Steuer fällig. Bitte antworten Sie mir bis zum 30.11.2026. Der Hund lebt seit dem Sommer bei uns im Haus.

Mit freundlichen Grüßen
Anna Sandmann
"""
LAMP = DOG.replace("Anna Sandmann", "Otto Brandt").replace("12.", "13.").split("Antrag auf")[0] + (
    "Straßenlaterne in der Lindenstraße ausgefallen\n\nGuten Tag,\n\ndie Laterne vor Haus 12 brennt seit Montag nicht"
    " mehr. Bitte schicken Sie jemanden vom Bauhof.\n\nOtto Brandt\n"
)
PAGES = {
    "Inge Hansen": ("Inge Hansen", "Gartenweg 9", "56999 Musterstadt", "", "Antrag auf Wohngeld", "",
                    "hiermit beantrage ich Wohngeld fuer meine Wohnung im Gartenweg."),
    "Karl Wagner": ("Karl Wagner", "Uferweg 3", "56999 Musterstadt", "", "Beschwerde ueber Laerm", "",
                    "hiermit beschwere ich mich ueber den Laerm der Baustelle am Ufer."),
}  # fmt: skip


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A server of its own: these letters would be in the way of others."""
    data = prepared(tmp_path_factory.mktemp("post"))
    with Serving(data, MITTENDRIN_API_THROTTLE="0", patience=180) as serving:
        yield serving


@pytest.fixture(scope="module")
def people(browser: Browser, town: Serving) -> Iterator[Visitors]:
    visitors = Visitors(browser, town.url)
    yield visitors
    visitors.close()


@pytest.fixture
def clerk(people: Visitors) -> Iterator[Watched]:
    with people.visit(person=CLERK) as visitor:
        yield visitor
        assert visitor.take_complaints() == []


def text_file(name: str, text: str) -> FilePayload:
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


def pdf_file(name: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/pdf", "buffer": data}


def hand_in(visitor: Watched, url: str, *files: FilePayload) -> list[str]:
    """Upload files and return the addresses of their letters, once the worker has looked at all of them."""
    page = visitor.page
    visitor.open(f"{url}/posteingang/hochladen/")
    page.set_input_files("#dateien", files)
    expect(page.locator("#ergebnis")).to_have_text(f"{len(files)} von {len(files)} Dateien angenommen", timeout=20_000)
    links = [str(link.get_attribute("href")) for link in page.locator(".m-results a").all()]
    for link in links:
        end = time.monotonic() + 120
        while time.monotonic() < end:
            visitor.open(url + link)
            if page.locator("#angabe-sender, .m-confirm [action$='/freigeben/']").count():
                break
            page.wait_for_timeout(1000)
        else:
            pytest.fail(f"nobody looked at {link}")
    return links


def settled(page: Page) -> None:
    page.wait_for_timeout(100)
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)
    page.wait_for_timeout(300)


def refused(visitor: Watched) -> None:
    """Forget that the browser complains about the status of an answer that was to be a refusal."""
    visitor.complaints = [text for text in visitor.complaints if "status of 422" not in text]


def clean(visitor: Watched) -> None:
    """Check what axe finds, light and dark, and that a narrow page does not scroll sideways."""
    for scheme in ("light", "dark"):
        visitor.page.emulate_media(color_scheme=scheme)
        assert visitor.accessibility() == []
    visitor.page.set_viewport_size(PHONE)
    assert visitor.overflow() == []


def test_a_separator_sheet_parts_a_scan(clerk: Watched, people: Visitors) -> None:
    page = clerk.page
    clerk.open(f"{people.url}/posteingang/einstellungen/")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Trennblatt herunterladen (PDF)").click()
    sheet = Path(waiting.value.path()).read_bytes()
    whole = io.BytesIO()
    with pikepdf.new() as scan:
        for part in (pdf_with_text(PAGES["Inge Hansen"]), sheet, pdf_with_text(PAGES["Karl Wagner"])):
            with pikepdf.open(io.BytesIO(part)) as one:
                scan.pages.extend(one.pages)
        scan.save(whole)
    link = hand_in(clerk, people.url, pdf_file("stapel.pdf", whole.getvalue()))[0]
    expect(page.locator(".m-proposals__note").filter(has_text="Aus demselben Scan:")).to_be_visible()
    page.locator(".m-proposals__note").filter(has_text="Aus demselben Scan:").get_by_role("link").click()
    settled(page)
    assert link not in page.url
    expect(page.locator("#angabe-sender")).to_contain_text("Karl Wagner", timeout=30_000)


def test_a_clerk_parts_what_the_program_did_not(clerk: Watched, people: Visitors) -> None:
    page = clerk.page
    both = pdf_with_text(*([*PAGES["Inge Hansen"], "Seite"], ["Anlage", "zum Antrag", "auf Wohngeld"]))
    hand_in(clerk, people.url, pdf_file("zwei.pdf", both))
    page.locator("summary").filter(has_text="Mehr").click()
    split = page.locator("form[action$='/teilen/']").last
    split.get_by_label("Auf welchen Seiten beginnt ein neuer").fill("7")
    split.get_by_role("button", name="Teilen").click()
    expect(page.get_by_text("Nichts wurde geteilt. Nennen Sie Seiten von 2 bis 2.")).to_be_visible()
    split.get_by_label("Auf welchen Seiten beginnt ein neuer").fill("2")
    split.get_by_role("button", name="Teilen").click()
    expect(page.get_by_text("sind 2 Briefe geworden.")).to_be_visible()


def test_where_another_letter_may_begin_is_proposed(clerk: Watched, people: Visitors) -> None:
    page = clerk.page
    head = ("Stadtverwaltung Musterstadt", "Rathausplatz 1", "56999 Musterstadt", "", "12. November 2026", "")
    opened = [
        (
            *lines[:3],
            "",
            *head,
            *lines[4:6],
            "Sehr geehrte Damen und Herren,",
            *lines[6:],
            "",
            "Mit freundlichen Grüßen",
            lines[0],
        )
        for lines in PAGES.values()
    ]
    hand_in(clerk, people.url, pdf_file("ohne Trennblatt.pdf", pdf_with_text(*opened)))
    note = page.locator(".m-proposals__note").filter(has_text="mehrere Briefe beieinander")
    expect(note.get_by_label("Seite 2")).to_be_checked()
    note.get_by_role("button", name="Teilen").click()
    expect(page.get_by_text("sind 2 Briefe geworden.")).to_be_visible()


def test_near_twins_are_named_and_everybody_who_looked_is_on_record(clerk: Watched, people: Visitors) -> None:
    page = clerk.page
    hand_in(clerk, people.url, text_file("erster.txt", DOG), text_file("zweiter.txt", DOG.replace("Sommer", "Herbst")))
    expect(page.locator(".m-proposals__note").filter(has_text="Fast gleich wie")).to_be_visible()
    page.locator("summary").filter(has_text="Mehr").click()
    page.get_by_role("link", name="Verlauf und Zugriffe").click()
    expect(page.get_by_role("heading", name="Wer ihn gesehen hat")).to_be_visible()
    expect(page.locator("section[aria-labelledby=zugriffe]")).to_contain_text("Petra Lorenz: angesehen")
    expect(page.locator("section[aria-labelledby=schritte]")).to_contain_text("Eingegangen: hochgeladen")
    expect(page.get_by_role("link", name="/widersprechen/?nummer=")).to_be_visible()
    clean(clerk)


def test_a_rule_is_tried_on_past_letters_before_it_holds(clerk: Watched, people: Visitors) -> None:
    page = clerk.page
    hand_in(clerk, people.url, text_file("laterne.txt", LAMP))
    clerk.open(f"{people.url}/posteingang/regeln/")
    page.get_by_role("link", name="Neue Regel").click()
    page.get_by_label("Wenn diese Wörter im Brief stehen").fill("Straßenlaterne")
    page.get_by_label("Und zwar").select_option(label="Ordnungsamt")
    page.get_by_role("button", name="An alten Briefen probieren").click()
    expect(page.locator("#probe")).to_be_focused()
    expect(page.locator(".m-trial")).to_contain_text("trifft auf 1 Brief zu")
    expect(page.locator(".m-trial")).to_contain_text("Otto Brandt")
    clean(clerk)
    page.get_by_role("button", name="Regel speichern").click()
    expect(page.get_by_text("Straßenlaterne").first).to_be_visible()
    link = hand_in(clerk, people.url, text_file("noch eine.txt", LAMP.replace("Haus 12", "Haus 40")))[0]
    assert link
    expect(page.locator("#angabe-unit")).to_contain_text("Ordnungsamt")
    expect(page.locator("#angabe-unit")).to_contain_text("Ihre Regel")


def test_letters_are_found_by_their_text(clerk: Watched, people: Visitors) -> None:
    page = clerk.page
    hand_in(clerk, people.url, text_file("fluss.txt", LAMP.replace("Lindenstraße", "Fährgasse")))
    end = time.monotonic() + 150
    while time.monotonic() < end:
        clerk.open(f"{people.url}/posteingang/suche/?q=fährgassen+laterne")
        if page.locator("mark").count():
            break
        page.wait_for_timeout(3000)
    expect(page.locator("mark").filter(has_text="Fährgasse").first).to_be_visible()
    clean(clerk)


def test_a_file_plan_is_read_in_and_letters_go_into_files(clerk: Watched, people: Visitors) -> None:
    page = clerk.page
    clerk.open(f"{people.url}/posteingang/aktenplan/einlesen/")
    page.set_input_files("input[type=file]", text_file("falsch.csv", "Nummer;Titel\n;ohne Nummer\n"))
    page.get_by_role("button", name="Prüfen").click()
    expect(page.get_by_role("alert").first).to_contain_text("Nichts wurde gespeichert.")
    refused(clerk)
    plan = text_file("plan.csv", "Nummer;Titel;Über;Jahre;Grund\n97;Versuche;;3;Dienstanweisung\n")
    page.set_input_files("input[type=file]", plan)
    page.get_by_role("button", name="Prüfen").click()
    expect(page.locator("#befund")).to_have_text("1 neue, 0 geänderte Nummern")
    page.set_input_files("input[type=file]", plan)
    page.get_by_role("button", name="Einlesen").click()
    expect(page.get_by_text("Der Aktenplan ist eingelesen.")).to_be_visible()
    page.get_by_label("Nummer im Aktenplan").fill("97")
    page.get_by_label("Aktenzeichen", exact=True).fill("97-2026-1")
    page.get_by_label("Titel", exact=True).fill("Versuch mit Hunden")
    page.get_by_role("button", name="Akte anlegen").click()
    expect(page.get_by_text("Die Akte 97-2026-1 ist angelegt.")).to_be_visible()
    hand_in(clerk, people.url, text_file("akte.txt", DOG.replace("Anna", "Berta").replace("Sommer", "Winter")))
    page.locator("summary").filter(has_text="Mehr").click()
    page.get_by_role("link", name="Zur Akte nehmen").click()
    page.locator("#weg-akte").select_option(index=1)
    page.get_by_role("button", name="Zur Akte nehmen").click()
    expect(page.locator("#meldung")).to_contain_text("gehört zur Akte 97-2026-1")
    clerk.open(f"{people.url}/posteingang/aktenplan/")
    clean(clerk)


def test_an_answer_is_filled_in_from_the_letter(clerk: Watched, people: Visitors) -> None:
    page = clerk.page
    clerk.open(f"{people.url}/posteingang/vorlagen/")
    page.get_by_label("Titel").fill("Danke")
    page.get_by_label("Text").fill("Guten Tag, {sender}. {quatsch}")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Unbekannte Platzhalter: quatsch.").first).to_be_visible()
    refused(clerk)
    page.get_by_label("Text").fill("Guten Tag, {sender}. Widersprechen: {objection}")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Die Vorlage ist gespeichert.")).to_be_visible()
    hand_in(clerk, people.url, text_file("antwort.txt", DOG.replace("Anna", "Clara").replace("Sommer", "Mai")))
    page.locator("summary").filter(has_text="Mehr").click()
    page.get_by_role("link", name="Danke").click()
    expect(page.locator("#antwort")).to_have_value(
        re.compile(r"Guten Tag, Clara Sandmann\. Widersprechen: http.*/widersprechen/\?nummer=2026")
    )


def test_what_may_harm_waits_in_quarantine(clerk: Watched, people: Visitors) -> None:
    page = clerk.page
    link = hand_in(clerk, people.url, pdf_file("programm.pdf", b"MZ\x90\x00" + bytes(range(200))))[0]
    clerk.open(f"{people.url}/posteingang/quarantaene/")
    row = page.locator(".m-aside").filter(has=page.locator(f"a[href='{link}']"))
    expect(row).to_be_visible()
    assert len(row.locator("p").first.inner_text()) > 10, "the reason is a sentence"
    clean(clerk)
    page.on("dialog", lambda dialog: dialog.accept())
    row.get_by_role("button", name="Löschen").click()
    settled(page)
    expect(page.locator(f"a[href='{link}']")).to_have_count(0)
    clerk.open(f"{people.url}/posteingang/aktenplan/")
    expect(page.locator("section[aria-labelledby=vernichtet]")).to_contain_text("aus der Quarantäne gelöscht")


def test_what_is_held_on_a_person_is_handed_out_by_those_who_may(people: Visitors) -> None:
    with people.visit(person=CLERK) as visitor:
        hand_in(visitor, people.url, text_file("held.txt", DOG.replace("Anna Sandmann", "Dora Quellmann")))
        assert visitor.open(f"{people.url}/posteingang/auskunft/") == 403
    with people.visit(person=ADMIN) as visitor:
        page = visitor.page
        visitor.open(f"{people.url}/posteingang/einstellungen/")
        clean(visitor)
        page.get_by_label("Person", exact=True).select_option(label="Deniz Yılmaz, Ordnungsamt")
        page.get_by_label("Recht", exact=True).select_option(label="Datenschutz")
        page.get_by_role("button", name="Recht geben").click()
        expect(page.get_by_text("Deniz Yılmaz hat das Recht.")).to_be_visible()
    with people.visit(person=HEAD) as visitor:
        page = visitor.page
        visitor.open(f"{people.url}/posteingang/auskunft/")
        page.get_by_label("Name, Straße, Ort").fill("Dora Quellmann")
        page.get_by_role("button", name="Suchen").click()
        expect(page.locator("h2[data-focus]")).to_have_text("1 Brief")
        with page.expect_download() as waiting:
            page.get_by_role("button", name="Als ZIP herunterladen").click()
        with zipfile.ZipFile(waiting.value.path()) as held:
            assert any("held" in name for name in held.namelist())


def test_letters_whose_term_is_over_leave_a_line_in_the_protocol(
    clerk: Watched, people: Visitors, town: Serving
) -> None:
    link = hand_in(clerk, people.url, text_file("alt.txt", DOG.replace("Anna", "Emma").replace("Sommer", "Juli")))[0]
    script = (
        "import django; django.setup()\n"
        "from datetime import date\n"
        "from mittendrin.apps.posteingang.models import Letter\n"
        f"Letter.objects.filter(uuid='{link.strip('/').split('/')[-1]}')"
        ".update(state='done', dispose_on=date(2026, 1, 1))\n"
    )
    env = environment(town.data, DJANGO_SETTINGS_MODULE="mittendrin.config.settings")
    subprocess.run([sys.executable, "-c", script], env={**os.environ, **env}, cwd=REPO, check=True, timeout=120)
    clerk.open(f"{people.url}/posteingang/aktenplan/")
    expect(clerk.page.locator("section[aria-labelledby=vernichtet]")).to_contain_text("1 Brief ist fällig")
    done = mittendrin(town.data, "posteingang", "dispose")
    assert done.returncode == 0, done.stderr
    clerk.open(f"{people.url}/posteingang/aktenplan/")
    expect(clerk.page.locator("section[aria-labelledby=vernichtet]")).to_contain_text("Aufbewahrung abgelaufen")
    assert clerk.open(people.url + link) == 404
