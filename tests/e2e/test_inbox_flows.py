# SPDX-License-Identifier: EUPL-1.2
"""The inbox through a day: views and filters, following, comments, files, history, deputies, export, the daily mail."""

from __future__ import annotations

import json
import socketserver
import threading
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.visitors import PHONE, Visitors
from tools.serving import Serving, mittendrin

from mittendrin.core.dates.workdays import is_working_day

pytestmark = pytest.mark.browser
LIST = "/vorgaenge/"
TODAY = datetime.now(ZoneInfo("Europe/Berlin")).date()


def make(page: Page, url: str, title: str, *, mine: bool = True, due: str = "") -> None:
    page.goto(f"{url}{LIST}neu/")
    page.get_by_label("Titel").fill(title)
    if due:
        page.get_by_label("Frist").fill(due)
    if not mine:
        page.get_by_label("Ich kümmere mich darum").uncheck()
    page.get_by_role("button", name="Anlegen").click()
    expect(page.locator("#vorgang-titel")).to_have_text(title)


def settled(page: Page) -> None:
    page.wait_for_timeout(100)
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)


def test_views_and_filters_by_unit_and_person(visitors: Visitors) -> None:
    with visitors.visit(person="meier") as visitor:
        page = visitor.page
        make(page, visitors.url, "Meine Sache mit Frist", due=TODAY.isoformat())
        make(page, visitors.url, "Sache ohne Person", mine=False)
        visitor.open(f"{visitors.url}{LIST}")
        views = page.locator("nav.m-inbox__views")
        expect(page.locator(".m-cases")).to_contain_text("Meine Sache mit Frist")
        expect(page.locator(".m-cases")).not_to_contain_text("Sache ohne Person")
        views.get_by_role("link", name="Ohne Person").click()
        expect(page.locator(".m-cases")).to_contain_text("Sache ohne Person")
        views.get_by_role("link", name="Mein Amt").click()
        page.locator("summary").filter(has_text="Suchen und filtern").click()
        page.locator("#filter-person").select_option(label="Jana Meier")
        page.locator("#filter-stand").select_option(label="in Arbeit")
        page.get_by_role("button", name="Filtern").click()
        expect(page.locator(".m-cases")).to_contain_text("Meine Sache mit Frist")
        expect(page.locator(".m-cases")).not_to_contain_text("Sache ohne Person")
        page.locator(".m-segment").get_by_role("link", name="nach Person").click()
        expect(page.locator(".m-cases__group").first).to_contain_text("Jana Meier")
        assert visitor.accessibility() == []
        page.set_viewport_size(PHONE)
        assert visitor.overflow() == []
        assert visitor.take_complaints() == []


def test_a_case_is_followed_commented_given_a_file_and_tells_its_history(visitors: Visitors) -> None:
    with visitors.visit(person="meier") as visitor:
        page = visitor.page
        make(page, visitors.url, "Vorgang mit Anlage")
        page.get_by_role("button", name="Folgen", exact=True).click()
        expect(page.locator("#meldung")).to_contain_text("Sie folgen")
        page.locator("summary").filter(has_text="Kommentar").click()
        page.get_by_label("Kommentar").fill("Frau Sandmann ruft morgen an.")
        page.get_by_role("button", name="Kommentar schreiben").click()
        expect(page.locator(".m-pane__comments")).to_contain_text("Frau Sandmann ruft morgen an.")
        page.locator("summary").filter(has_text="Datei anhängen").click()
        page.locator("#datei-file").set_input_files(
            {"name": "programm.exe", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00" + bytes(90)}
        )
        page.get_by_role("button", name="Anhängen", exact=True).click()
        expect(page.locator(".m-summary, .kern-error, .m-act[open]").first).to_be_visible()
        visitor.complaints = [text for text in visitor.complaints if "status of 422" not in text]
        page.locator("#datei-file").set_input_files(
            {"name": "notiz.txt", "mimeType": "text/plain", "buffer": "Grüße".encode()}
        )
        page.get_by_role("button", name="Anhängen", exact=True).click()
        expect(page.locator("#meldung")).to_contain_text("„notiz.txt“ hängt am Vorgang.")
        with page.expect_download() as waiting:
            page.get_by_role("link", name="notiz.txt").click()
        assert Path(waiting.value.path()).read_text(encoding="utf-8") == "Grüße"
        expect(page.locator(".m-pane__history")).to_contain_text("Datei angehängt")
        visitor.open(f"{visitors.url}{LIST}?ansicht=gefolgt")
        page.get_by_role("link", name="Vorgang mit Anlage").click()
        settled(page)
        assert visitor.accessibility() == []
        page.get_by_role("button", name="Nicht mehr folgen").click()
        expect(page.locator("#meldung")).to_contain_text("nicht mehr")
        expect(page.locator("nav.m-inbox__views")).to_contain_text("Von mir gefolgt0")
        assert visitor.take_complaints() == []


def test_a_deputy_sees_and_handles_what_is_somebody_elses(visitors: Visitors) -> None:
    with visitors.visit(person="meier") as visitor:
        make(visitor.page, visitors.url, "Wartet auf die Vertretung")
    with visitors.visit(person="admin") as visitor:
        page = visitor.page
        visitor.open(f"{visitors.url}{LIST}abwesenheit/")
        page.get_by_label("Wer?").select_option(label="Jana Meier, Bürgerbüro")
        page.get_by_label("Erster Tag").fill(TODAY.isoformat())
        page.get_by_label("Letzter Tag").fill((TODAY - timedelta(days=1)).isoformat())
        page.get_by_label("Vertretung").select_option(label="Deniz Yılmaz, Ordnungsamt")
        page.get_by_role("button", name="Eintragen").click()
        expect(page.locator(".m-summary")).to_contain_text("Der letzte Tag muss nach dem ersten liegen")
        page.get_by_label("Letzter Tag").fill((TODAY + timedelta(days=2)).isoformat())
        page.get_by_role("button", name="Eintragen").click()
        expect(page.get_by_text("Die Abwesenheit ist eingetragen.")).to_be_visible()
    with visitors.visit(person="yilmaz") as visitor:
        page = visitor.page
        visitor.open(f"{visitors.url}{LIST}?ansicht=vertretung")
        expect(page.locator("nav.m-inbox__views")).to_contain_text("Sie vertreten Jana Meier")
        page.get_by_role("link", name="Wartet auf die Vertretung").click()
        expect(page.locator("#vorgang")).to_contain_text("Sie vertreten")
        page.get_by_role("button", name="Erledigen").last.click()
        expect(page.locator("#meldung")).to_contain_text("ist erledigt")
        assert visitor.take_complaints() == []
    with visitors.visit(person="admin") as visitor:
        visitor.open(f"{visitors.url}{LIST}abwesenheit/")
        mine = visitor.page.locator("form[action*='/abwesenheit/']").filter(has_text="Jana Meier")
        mine.get_by_role("button").click()
        expect(visitor.page.get_by_text("Die Abwesenheit ist gelöscht.")).to_be_visible()


def test_the_list_goes_out_as_a_table_and_as_json(visitors: Visitors) -> None:
    with visitors.visit(person="meier") as visitor:
        page = visitor.page
        make(page, visitors.url, "=1+1 für die Ausgabe")
        visitor.open(f"{visitors.url}{LIST}?ansicht=amt")
        with page.expect_download() as waiting:
            page.get_by_role("link", name="CSV").click()
        table = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
        assert "'=1+1 für die Ausgabe" in table
        with page.expect_download() as waiting:
            page.get_by_role("link", name="JSON").click()
        cases = json.loads(Path(waiting.value.path()).read_text(encoding="utf-8"))["cases"]
        assert "=1+1 für die Ausgabe" in [one["title"] for one in cases]


class _Letterbox(socketserver.StreamRequestHandler):
    """As much of SMTP as a mail takes."""

    taken: list[bytes] = []

    def handle(self) -> None:
        self.wfile.write(b"220 letterbox\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                mail = b""
                while not mail.endswith(b"\r\n.\r\n"):
                    mail += self.rfile.readline()
                self.taken.append(mail.removesuffix(b".\r\n"))
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 good\r\n")
            if word == b"QUIT":
                return


@pytest.mark.skipif(not is_working_day(TODAY, "RP"), reason="the mail goes out on working days")
def test_the_daily_mail_holds_numbers_and_links_and_no_content(visitors: Visitors, server: Serving) -> None:
    with visitors.visit(person="meier") as visitor:
        page = visitor.page
        make(page, visitors.url, "Geheimer Titel Quellmann", due=(TODAY - timedelta(days=9)).isoformat())
        visitor.open(f"{visitors.url}{LIST}nachricht/")
        page.get_by_label("Täglich eine Nachricht, wenn etwas wartet").check()
        page.get_by_role("button", name="Speichern").click()
        expect(page.get_by_label("Täglich eine Nachricht, wenn etwas wartet")).to_be_checked()
    with visitors.visit(person="admin") as visitor:
        page = visitor.page
        visitor.open(f"{visitors.url}/verwaltung/personen/")
        page.get_by_role("link", name="Jana Meier").click()
        page.get_by_label("E-Mail").fill("jana.meier@stadt.example")
        page.get_by_role("button", name="Speichern").click()
        expect(page.locator("#meldung, .m-messages").first).to_be_visible()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Letterbox) as box:
        threading.Thread(target=box.serve_forever, daemon=True).start()
        done = mittendrin(
            server.data,
            "cases",
            "digest",
            "--json",
            MITTENDRIN_EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
            MITTENDRIN_EMAIL_HOST="127.0.0.1",
            MITTENDRIN_EMAIL_PORT=str(box.server_address[1]),
        )
        box.shutdown()
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["sent"] == len(_Letterbox.taken) >= 1
    texts = [str(message_from_bytes(mail, policy=default).get_content()) for mail in _Letterbox.taken]
    assert any("überfällig" in text and "/vorgaenge/?ansicht=" in text for text in texts)
    assert not any(word in text for text in texts for word in ("Quellmann", "Geheim"))
