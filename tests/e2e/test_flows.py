# SPDX-License-Identifier: EUPL-1.2
"""What people come for: log in, choose language and view, search, look at towns, compare, find twins, see the map."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.visitors import Visitors, Watched

from mittendrin.townhall.accounts import demo

pytestmark = pytest.mark.browser


def log_in(visitor: Watched, url: str, username: str, password: str) -> None:
    """Fill the form and send it."""
    visitor.open(f"{url}/anmelden/")
    visitor.page.get_by_label("Benutzername").fill(username)
    visitor.page.get_by_label("Passwort", exact=True).fill(password)
    visitor.page.get_by_role("main").get_by_role("button", name="Anmelden").click()


def password_of(username: str) -> str:
    """Return the password that the start prints."""
    return next(login.password for login in demo.logins() if login.username == username)


def test_login_and_logout(visitors: Visitors) -> None:
    with visitors.visit() as visitor:
        log_in(visitor, visitors.url, "meier", "ganz falsch")
        expect(visitor.page.get_by_role("alert")).to_be_visible()
        log_in(visitor, visitors.url, "meier", password_of("meier"))
        expect(visitor.page.locator("header")).to_contain_text("Jana Meier")
        menu = visitor.page.locator("header details[data-menu] summary")
        if menu.count():
            menu.click()
        visitor.page.get_by_role("button", name="Abmelden").click()
        expect(visitor.page.get_by_role("link", name="Anmelden")).to_be_visible()


def test_too_many_wrong_passwords_lock_the_login_for_this_person_only(visitors: Visitors) -> None:
    with visitors.visit() as visitor:
        for _ in range(5):
            log_in(visitor, visitors.url, "yilmaz", "ganz falsch")
        log_in(visitor, visitors.url, "yilmaz", password_of("yilmaz"))
        expect(visitor.page.get_by_role("main")).to_contain_text("gesperrt")
        expect(visitor.page.locator("h1")).to_have_count(1)
        assert visitor.accessibility() == []
        log_in(visitor, visitors.url, "meier", password_of("meier"))
        expect(visitor.page.locator("header")).to_contain_text("Jana Meier")


def test_language_is_kept_and_goes_with_the_person(visitors: Visitors) -> None:
    with visitors.visit(person="meier") as visitor:
        visitor.open(f"{visitors.url}/atlas/orte/soest/")
        visitor.page.get_by_role("button", name="English version").click()
        expect(visitor.page.locator("html")).to_have_attribute("lang", "en")
        assert "/orte/soest/" in visitor.page.url
    with visitors.visit("de", person="meier") as visitor:
        visitor.open(f"{visitors.url}/impressum/")
        assert visitor.page.locator("html").get_attribute("lang") == "en", "the person counts, not the cookie"
        visitor.page.get_by_role("button", name="deutsche Fassung").click()
        expect(visitor.page.locator("html")).to_have_attribute("lang", "de")


def test_the_view_is_kept(visitors: Visitors) -> None:
    with visitors.visit(theme="light") as visitor:
        visitor.open(f"{visitors.url}/atlas/orte/soest/")
        before = background(visitor.page)
        visitor.page.get_by_role("button", name="dunkel").click()
        expect(visitor.page.locator("html")).to_have_attribute("data-kern-theme", "dark")
        assert background(visitor.page) != before
        visitor.open(f"{visitors.url}/atlas/suche/?q=ki")
        assert visitor.page.locator("html").get_attribute("data-kern-theme") == "dark"


def background(page: Page) -> str:
    """Return the ground colour of the page."""
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_typing_error_is_corrected_and_can_be_taken_literally(visitors: Visitors, scripts: bool) -> None:
    with visitors.visit(java_script_enabled=scripts) as visitor:
        page = visitor.page
        visitor.open(f"{visitors.url}/atlas/")
        box = page.get_by_role("main").locator("input[name=q]")
        box.fill("straßenzustant")
        box.press("Enter")
        page.wait_for_url("**/suche/**")
        expect(page.locator("h1")).to_contain_text("Straßenzustand", ignore_case=True)
        expect(page.get_by_role("main")).to_contain_text("Schreibweise angepasst")
        expect(page.locator("mark").first).to_be_visible()
        page.get_by_role("link", name="Nur „straßenzustant“ suchen").click()
        expect(page.locator("h1")).to_contain_text("Nichts gefunden zu „straßenzustant“")
        assert visitor.take_complaints() == []


def test_a_facet_narrows_and_the_address_can_be_shared(visitors: Visitors) -> None:
    with visitors.visit() as visitor:
        page = visitor.page
        visitor.open(f"{visitors.url}/atlas/suche/?q=mobilität")
        before = page.locator("h1").inner_text()
        page.get_by_label("Nordrhein-Westfalen").check()
        expect(page.locator("h1")).not_to_have_text(before)
        expect(page.locator("h1")).to_contain_text("von")
        assert "land=NW" in page.url
        narrowed = page.locator("h1").inner_text()
        with visitors.visit() as other:
            other.open(page.url)
            assert other.page.locator("h1").inner_text() == narrowed
        page.get_by_role("link", name="Nordrhein-Westfalen").first.click()
        expect(page.locator("h1")).to_have_text(before)
        assert visitor.take_complaints() == []


def test_a_town_page_names_sources_and_leads_on(visitors: Visitors) -> None:
    with visitors.visit() as visitor:
        page = visitor.page
        visitor.open(f"{visitors.url}/atlas/orte/soest/")
        expect(page.locator("h1")).to_have_text("Soest")
        expect(page.get_by_role("heading", name="Quellen")).to_be_visible()
        page.locator("main a[href*='/projekte/']").first.click()
        page.wait_for_url("**/projekte/**")
        expect(page.locator("h1")).to_be_visible()
        expect(page.get_by_role("main")).to_contain_text("Soest")


def test_towns_side_by_side(visitors: Visitors) -> None:
    with visitors.visit() as visitor:
        page = visitor.page
        visitor.open(f"{visitors.url}/atlas/orte/soest/")
        page.get_by_role("main").get_by_role("link", name="Vergleichen").click()
        page.wait_for_url("**/vergleich/**")
        page.locator("main select").nth(1).select_option("emden")
        page.locator("main form button").first.click()
        expect(page.locator("main table").first).to_contain_text("Emden")
        expect(page.locator("main table").first).to_contain_text("Soest")
        assert visitor.accessibility() == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_twins_of_ones_own_town(visitors: Visitors, scripts: bool) -> None:
    with visitors.visit(java_script_enabled=scripts) as visitor:
        page = visitor.page
        visitor.open(f"{visitors.url}/atlas/zwillinge/?name=Hier&land=NW&einwohner=viele&flaeche=85,81")
        expect(page.get_by_role("main")).to_contain_text("Das ist keine Zahl")
        page.locator("input[name=einwohner]").fill("47.514")
        page.locator("input[name=einwohner]").press("Enter")
        expect(page.locator("main table").first).to_contain_text("Soest")
        assert "einwohner=47" in page.url
        if scripts:
            assert visitor.accessibility() == []


def test_the_map_draws_and_its_list_stands_beside_it(visitors: Visitors) -> None:
    with visitors.visit() as visitor:
        page = visitor.page
        visitor.open(f"{visitors.url}/atlas/orte/")
        page.locator("[data-map]").scroll_into_view_if_needed()
        expect(page.locator("[data-map-canvas] canvas")).to_be_visible(timeout=20_000)
        expect(page.locator("[data-map-error]")).to_be_hidden()
        expect(page.locator("[data-map-fallback]")).to_be_hidden()
        expect(page.get_by_role("main").get_by_role("link", name="Soest").first).to_be_visible()
        assert visitor.take_complaints() == []


def test_without_scripts_the_map_is_a_drawing(visitors: Visitors) -> None:
    with visitors.visit(java_script_enabled=False) as visitor:
        visitor.open(f"{visitors.url}/atlas/orte/")
        expect(visitor.page.locator("[data-map-fallback] svg")).to_be_visible()
        expect(visitor.page.get_by_role("main").get_by_role("link", name="Soest").first).to_be_visible()
