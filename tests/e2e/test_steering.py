# SPDX-License-Identifier: EUPL-1.2
"""A head of unit watches what blocks do, changes the promise and goes one version back; a citizen objects."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect
from tests.e2e.visitors import PHONE, Visitors
from tools.serving import REPO, Serving, environment

pytestmark = pytest.mark.browser
MANAGE, ENTRY = "/ki-register/verwaltung/letter_unit/", "/ki-register/letter_unit/"


@pytest.fixture(scope="module")
def decided(server: Serving) -> None:
    """Let people have decided on thirty proposals."""
    command = [sys.executable, "-m", "tests.e2e.decided"]
    env = {**os.environ, **environment(server.data)}
    subprocess.run(command, env=env, cwd=REPO, check=True, timeout=180)


def test_promise_meter_and_one_click_back(visitors: Visitors, decided: None) -> None:
    with visitors.visit(person="yilmaz") as visitor:
        page = visitor.page
        visitor.open(f"{visitors.url}/ki-register/verwaltung/")
        page.get_by_role("link", name="Zuständige Einheit eines Schreibens").click()
        expect(page.locator("main")).to_contain_text("mindestens 149 sind nötig")
        expect(page.get_by_role("heading", name=re.compile("Geändert nach Amt"))).to_be_visible()
        row = page.locator(".m-meterlines tr").filter(has_text="Steueramt")
        # 30 and 2, and those of tests that used the same server before.
        expect(row.first).to_contain_text(re.compile(r"Steueramt\s*3\d\s*[2-9]"))
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert visitor.accessibility() == []
        page.get_by_label("Höchstens so viele von 100 dürfen falsch sein").fill("viele")
        page.get_by_role("button", name="Speichern").click()
        expect(page.locator(".m-summary")).to_be_visible()
        page.get_by_label("Höchstens so viele von 100 dürfen falsch sein").fill("5")
        page.get_by_role("button", name="Speichern").click()
        expect(page.locator("#meldung, .m-messages").first).to_contain_text("Gespeichert.")
        expect(page.get_by_label("Höchstens so viele von 100 dürfen falsch sein")).to_have_value("5,0")
        page.get_by_role("button", name="Zurück zu Fassung 0").click()
        expect(page.locator("main, .m-messages").first).to_be_visible()
        expect(page.get_by_text("Fassung 0 ist wieder in Betrieb.")).to_be_visible()
        expect(page.get_by_role("button", name="Zurück zu Fassung")).to_have_count(0)


def test_a_citizen_objects_and_a_clerk_answers(visitors: Visitors, decided: None) -> None:
    with visitors.visit(viewport=PHONE) as visitor:
        page = visitor.page
        visitor.open(f"{visitors.url}{ENTRY}")
        page.get_by_role("link", name="Widersprechen oder fragen").click()
        assert visitor.overflow() == []
        page.get_by_role("button", name="An die Stadt senden").click()
        expect(page.locator(".m-summary")).to_be_focused()
        expect(page.locator(".m-summary")).to_contain_text("Ohne Anschrift oder E-Mail")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert visitor.accessibility() == []
        page.get_by_label("Nummer Ihres Briefs oder Aktenzeichen").fill("2026-11-30-007")
        page.get_by_label("Wie erreichen wir Sie?").fill("Erika Sandmann, Gartenweg 7")
        page.get_by_role("button", name="An die Stadt senden").click()
        expect(page.get_by_role("heading", name="Bei der Stadt angekommen")).to_be_visible()
        said = page.get_by_text("Ihr Schreiben ist bei der Stadt. Nummer:").inner_text()
        number = re.search(r"\d{4}-\d{5}", said)
        assert number
    with visitors.visit(person="lorenz") as visitor:
        page = visitor.page
        visitor.open(f"{visitors.url}/vorgaenge/?ansicht=amt&q={number[0]}")
        page.get_by_role("link", name="Widerspruch: Zuständige Einheit eines Schreibens").click()
        history = page.locator(".m-pane__history")
        expect(history).to_contain_text("Ein Mensch soll entscheiden, ohne dieses Programm.")
        expect(history).to_contain_text("Erika Sandmann, Gartenweg 7")
        assert visitor.take_complaints() == []
    with visitors.visit(person="yilmaz") as visitor:
        visitor.open(f"{visitors.url}/vorgaenge/?ansicht=alle&q={number[0]}")
        expect(visitor.page.get_by_role("link", name="Widerspruch: Zuständige")).to_have_count(0)
