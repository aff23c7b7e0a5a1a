# SPDX-License-Identifier: EUPL-1.2
"""A town proposes without an account, an editor adds a row, publishes and goes back: with and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.e2e.visitors import Visitors

pytestmark = pytest.mark.browser
RECORD = "/atlas/redaktion/project/ki-soest-chatbot/"


def test_a_proposal_reaches_the_editors(visitors: Visitors) -> None:
    with visitors.visit() as visitor:
        visitor.open(f"{visitors.url}/atlas/vorschlagen/project/ki-soest-baumkontrolle/")
        page = visitor.page
        page.get_by_label("Ihr Hinweis").fill("Ist seit Mai in Betrieb.")
        page.get_by_role("button", name="Vorschlag senden").click()
        expect(page.get_by_role("alert")).to_contain_text("für welche Stadt")
        page.get_by_label("Ihre Stadt oder Gemeinde").fill("Stadt Soest")
        page.get_by_role("button", name="Vorschlag senden").click()
        expect(page.locator("h1")).to_contain_text("Danke")
    with visitors.visit(person="lorenz") as visitor:
        visitor.open(f"{visitors.url}/atlas/redaktion/vorschlaege/")
        visitor.page.get_by_role("link", name="Baum").first.click()
        expect(visitor.page.locator("blockquote")).to_contain_text("Ist seit Mai in Betrieb.")
        visitor.page.get_by_role("button", name="Hinweis ist erledigt").click()
        expect(visitor.page.locator("#meldung")).to_contain_text("Übernommen")


def test_a_row_is_added_in_place_and_undone(visitors: Visitors) -> None:
    with visitors.visit(person="lorenz") as visitor:
        visitor.open(visitors.url + RECORD)
        page = visitor.page
        page.locator("details.m-more summary").click()
        rows = page.locator("fieldset.m-row")
        before = rows.count()
        page.get_by_role("button", name="Weitere Zeile: Links").click()
        expect(rows).to_have_count(before + 1)
        assert page.evaluate("document.activeElement.name").startswith("links.")
        page.keyboard.type("Chatbot der Stadt")
        page.get_by_role("button", name="Veröffentlichen").click()
        expect(page.locator("h1")).to_contain_text("Verlauf")
        page.get_by_role("link", name="Was ist neu?").first.click()
        expect(page.locator("table")).to_contain_text("Chatbot der Stadt")
        visitor.open(f"{visitors.url}{RECORD}verlauf/")
        page.get_by_role("button", name="Zurück zu Fassung 1").click()
        expect(page.locator("#meldung")).to_contain_text("Fassung 1 gilt wieder")
        assert visitor.take_complaints() == []
