# SPDX-License-Identifier: EUPL-1.2
"""The shell in a browser: menu on small screens, single keys, forms with errors, menu of a person, print."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import ViewportSize, expect
from tests.e2e.visitors import Visitors

pytestmark = pytest.mark.browser
SMALL = ViewportSize(width=375, height=667)
PAGE = "/impressum/"


def test_the_menu_stands_behind_one_button_on_small_screens(visitors: Visitors) -> None:
    with visitors.visit(viewport=SMALL) as visitor:
        visitor.open(visitors.url + PAGE)
        button, menu = visitor.page.get_by_role("button", name="Menü"), visitor.page.locator("#menue")
        expect(menu).to_be_hidden()
        button.focus()
        visitor.page.keyboard.press("Enter")
        expect(menu).to_be_visible()
        expect(button).to_have_attribute("aria-expanded", "true")
        assert visitor.accessibility() == []
        visitor.page.keyboard.press("Escape")
        expect(menu).to_be_hidden()
        expect(button).to_be_focused()


def test_without_scripts_the_menu_is_there(visitors: Visitors) -> None:
    with visitors.visit(viewport=SMALL, java_script_enabled=False) as visitor:
        visitor.page.goto(visitors.url + PAGE)
        expect(visitor.page.locator("#menue")).to_be_visible()
        expect(visitor.page.locator("[data-menu-button]")).to_be_hidden()


def test_targets_on_small_screens_are_large_enough(visitors: Visitors) -> None:
    with visitors.visit(viewport=SMALL) as visitor:
        visitor.open(visitors.url + PAGE)
        visitor.page.get_by_role("button", name="Menü").click()
        for target in visitor.page.locator("header a:visible, header button:visible").all():
            box = target.bounding_box()
            assert box
            assert box["height"] >= 44, target.inner_text()


def test_single_keys_act_and_can_be_switched_off(visitors: Visitors) -> None:
    with visitors.visit() as visitor:
        page = visitor.page
        visitor.open(visitors.url + PAGE)
        page.keyboard.press("/")
        expect(page.get_by_role("searchbox")).to_be_focused()
        page.keyboard.press("?")
        expect(page.get_by_role("searchbox")).to_have_value("?")
        page.get_by_role("searchbox").blur()
        page.keyboard.press("?")
        page.wait_for_url("**/tastatur/")
        page.get_by_role("button", name="Einzelne Tasten ausschalten").click()
        expect(page.get_by_role("status")).to_contain_text("Einzelne Tasten sind aus.")
        page.keyboard.press("/")
        expect(page.get_by_role("searchbox")).not_to_be_focused()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_form_with_errors_leads_to_them(theme: str, visitors: Visitors) -> None:
    with visitors.visit(theme=theme) as visitor:
        page = visitor.page
        visitor.open(f"{visitors.url}/melden/")
        page.get_by_role("button", name="Meldung senden").click()
        expect(page.locator(".m-summary")).to_be_focused()
        expect(page).to_have_title("Fehler: Problem melden · Musterstadt · Mittendrin")
        assert visitor.accessibility() + visitor.take_complaints() == []
        page.get_by_role("link", name="Was ist das Problem?").click()
        expect(page.get_by_label("Was ist das Problem?")).to_be_focused()


def test_the_menu_of_a_person_closes_with_escape_and_elsewhere(visitors: Visitors) -> None:
    with visitors.visit(person="admin") as visitor:
        page = visitor.page
        visitor.open(visitors.url + PAGE)
        entry = page.get_by_role("link", name="Rückmeldungen")
        for close in ("Escape", ""):
            page.get_by_text("Kim Sander").click()
            expect(entry).to_be_visible()
            assert visitor.accessibility() == []
            page.keyboard.press(close) if close else page.locator("h1").click()
            expect(entry).to_be_hidden()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_import_with_errors_and_its_preview_are_clean(theme: str, visitors: Visitors) -> None:
    with visitors.visit(person="admin", theme=theme) as visitor:
        page = visitor.page
        for text, heading in (("Amt\n=X\n", "Ämter einlesen"), ("Amt\nFeuerwehr\n", "Das würde geschehen.")):
            visitor.open(f"{visitors.url}/verwaltung/einlesen/aemter/")
            page.set_input_files("input[type=file]", {"name": "a.csv", "mimeType": "text/csv", "buffer": text.encode()})
            page.get_by_role("button", name="Vorschau zeigen").click()
            expect(page.get_by_role("heading", level=1)).to_have_text(heading)
            visitor.complaints = [text for text in visitor.complaints if "status of 422" not in text]
            assert visitor.accessibility() + visitor.take_complaints() == []


def test_paper_gets_head_addresses_and_foot(visitors: Visitors) -> None:
    with visitors.visit() as visitor:
        page = visitor.page
        visitor.open(f"{visitors.url}/fassung/")
        page.emulate_media(media="print")
        page.evaluate("document.querySelector('main .m-lead').innerHTML += ' <a href=\"/datenschutz/\">x</a>'")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        expect(page.locator(".m-printhead")).to_contain_text("Musterstadt")
        expect(page.locator(".m-printlinks li")).to_have_text([f"{visitors.url}/datenschutz/"])
        expect(page.locator(".m-printfoot")).to_have_text(f"{visitors.url}/fassung/")
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        expect(page.locator(".m-printlinks")).to_have_count(0)


def test_a_wide_table_becomes_a_list_on_a_phone_and_stays_a_table_for_screen_readers(visitors: Visitors) -> None:
    with visitors.visit(viewport=SMALL) as visitor:
        visitor.open(f"{visitors.url}/atlas/suche/?q=parken&ansicht=tabelle")
        table = visitor.page.get_by_role("table").first
        assert table.evaluate("table => table.parentElement.scrollWidth <= table.parentElement.clientWidth + 1")
        cell = table.get_by_role("row").nth(1).get_by_role("cell").first
        assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == '"Art"'
        visitor.page.set_viewport_size(ViewportSize(width=1200, height=800))
        expect(table).not_to_have_class(re.compile("stack"))
        assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == "none"
