# SPDX-License-Identifier: EUPL-1.2
"""The inbox by keyboard, beside the list, on a phone and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.visitors import PHONE, Visitors, Watched

pytestmark = pytest.mark.browser
LIST = "/vorgaenge/?ansicht=amt"


def open_list(visitor: Watched, url: str) -> Page:
    visitor.open(f"{url}{LIST}")
    return visitor.page


def make(page: Page, url: str, title: str) -> None:
    """Make a case of the own unit that nobody has."""
    page.goto(f"{url}/vorgaenge/neu/")
    page.get_by_label("Titel").fill(title)
    page.get_by_label("Ich kümmere mich darum").uncheck()
    page.get_by_role("button", name="Anlegen").click()
    expect(page.locator("#vorgang-titel")).to_have_text(title)


def focus_row(page: Page, title: str) -> None:
    """Walk down the list with J until the row has the focus."""
    for _ in range(30):
        page.keyboard.press("j")
        if page.evaluate("document.activeElement.textContent") == title:
            return
    raise AssertionError(title)


def test_the_whole_way_by_keyboard(visitors: Visitors) -> None:
    with visitors.visit(person="meier") as visitor:
        make(visitor.page, visitors.url, "Tastatur: von Anfang bis Ende")
        page = open_list(visitor, visitors.url)
        focus_row(page, "Tastatur: von Anfang bis Ende")
        page.keyboard.press("Enter")
        expect(page.locator("#vorgang-titel")).to_be_focused()
        expect(page).to_have_url(re.compile(r"/vorgaenge/[0-9a-f-]{36}/\?ansicht=amt"))
        page.keyboard.press("a")
        expect(page.locator("#meldung")).to_contain_text("haben jetzt Sie")
        expect(page.locator("#vorgang-titel")).to_be_focused()
        page.keyboard.press("e")
        expect(page.locator("#aendern-title")).to_be_focused()
        page.keyboard.type("wxz")
        assert "wxz" in page.locator("#aendern-title").input_value(), "letters are typed, not taken as keys"
        page.locator("#vorgang-titel").focus()
        page.keyboard.press("v")
        expect(page.locator(".m-act__quick button").first).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#meldung")).to_contain_text("kommt am")
        page.locator("#vorgang-titel").focus()
        page.keyboard.press("z")
        expect(page.locator("#meldung")).to_contain_text("Zurückgenommen")
        expect(page.locator("#vorgang-titel")).to_have_text("Tastatur: von Anfang bis Ende")
        page.keyboard.press("w")
        expect(page.locator("#weitergeben-target")).to_be_focused()
        page.locator("#weitergeben-target").select_option(label="Ordnungsamt, Eingang")
        page.locator("#weitergeben-target").press("Tab")
        page.keyboard.type("Gehört zu Ihnen.")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#meldung")).to_contain_text("ist weitergegeben")
        assert visitor.take_complaints() == []
    with visitors.visit(person="yilmaz") as visitor:
        page = open_list(visitor, visitors.url)
        page.get_by_role("link", name="Tastatur: von Anfang bis Ende").click()
        expect(page.locator(".m-pane__history")).to_contain_text("Gehört zu Ihnen.")
        page.get_by_role("button", name="Erledigen").click()
        expect(page.locator("#meldung")).to_contain_text("ist erledigt")


def test_rows_are_chosen_and_go_together(visitors: Visitors) -> None:
    with visitors.visit(person="meier") as visitor:
        for title in ("Sammel A", "Sammel B"):
            make(visitor.page, visitors.url, title)
        page = open_list(visitor, visitors.url)
        bar = page.locator("[data-bulk]")
        expect(bar).to_be_hidden()
        for title in ("Sammel A", "Sammel B"):
            focus_row(page, title)
            page.keyboard.press("x")
        expect(bar).to_contain_text("2 gewählt")
        page.keyboard.press("Escape")
        expect(bar).to_be_hidden()
        page.locator("h1").click()
        for title in ("Sammel A", "Sammel B"):
            focus_row(page, title)
            page.keyboard.press("x")
        page.keyboard.press("a")
        expect(page.locator("#meldung")).to_contain_text("Übernehmen: 2 Vorgänge.")
        page.keyboard.press("z")
        expect(page.locator("#meldung")).to_contain_text("Zurückgenommen")
        assert visitor.take_complaints() == []


def test_filter_key_and_way_back(visitors: Visitors) -> None:
    with visitors.visit(person="meier") as visitor:
        page = open_list(visitor, visitors.url)
        page.keyboard.press("f")
        expect(page.locator("#filter-q")).to_be_focused()
        page.keyboard.type("Führungszeugnis")
        page.keyboard.press("Enter")
        page.wait_for_url("**q=F%C3%BChrungszeugnis**")
        rows = page.locator("[data-key-item]")
        expect(rows).to_have_count(1)
        rows.locator("a").click()
        expect(page.locator("#vorgang-titel")).to_contain_text("Führungszeugnis")
        page.go_back()
        expect(page.locator("#vorgang-titel")).to_have_count(0)
        expect(rows).to_have_count(1)
        assert page.evaluate("localStorage.getItem('htmx-history-cache')") in (None, "[]"), "no content stays behind"


def test_single_keys_off_means_off(visitors: Visitors) -> None:
    with visitors.visit(person="lorenz") as visitor:
        visitor.open(f"{visitors.url}/tastatur/")
        visitor.page.get_by_role("button", name="Einzelne Tasten ausschalten").click()
        page = open_list(visitor, visitors.url)
        page.locator("[data-key-item] a").first.focus()
        page.keyboard.press("x")
        expect(page.locator(".m-case__tick input").first).not_to_be_checked()
        expect(page.locator(".m-keybar__key").first).to_be_hidden()
        visitor.open(f"{visitors.url}/tastatur/")
        visitor.page.get_by_role("button", name="Einzelne Tasten einschalten").click()
        expect(visitor.page.get_by_role("button", name="Einzelne Tasten ausschalten")).to_be_visible()


def test_a_phone_shows_list_or_case(visitors: Visitors) -> None:
    with visitors.visit(person="meier", viewport=PHONE) as visitor:
        page = open_list(visitor, visitors.url)
        row = page.locator("[data-key-item] a").first
        expect(page.locator("#vorgang")).to_be_hidden()
        row.click()
        expect(page.locator("#vorgang-titel")).to_be_visible()
        expect(row).to_be_hidden()
        assert visitor.overflow() == []
        page.get_by_role("link", name="Zur Liste").click()
        expect(row).to_be_visible()
        assert visitor.take_complaints() == []


def test_it_works_without_scripts(visitors: Visitors) -> None:
    with visitors.visit(person="meier", java_script_enabled=False) as visitor:
        make(visitor.page, visitors.url, "Ohne Skript")
        page = open_list(visitor, visitors.url)
        page.get_by_role("link", name="Ohne Skript").click()
        page.get_by_role("button", name="Übernehmen", exact=False).last.click()
        expect(page.locator("#meldung")).to_contain_text("haben jetzt Sie")
        page.locator("summary", has_text="Kommentar").click()
        page.get_by_label("Kommentar").fill("Telefonisch erledigt.")
        page.get_by_role("button", name="Kommentar schreiben").click()
        expect(page.locator(".m-pane__comments")).to_contain_text("Telefonisch erledigt.")
        page.locator("[data-key-item]", has_text="Ohne Skript").locator("input").check()
        page.locator("[data-bulk]").get_by_role("button", name="Erledigen").click()
        expect(page.locator("#meldung")).to_contain_text("Erledigen: 1 Vorgang.")
