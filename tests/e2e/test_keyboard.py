# SPDX-License-Identifier: EUPL-1.2
"""The keyboard alone is enough: skip link, menu, search, hits, shortcuts, visible focus."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.visitors import PHONE, Visitors

pytestmark = pytest.mark.browser
_FOCUS = """() => {
  const element = document.activeElement, drawn = element.querySelector('.m-map__hit');
  const style = getComputedStyle(drawn ?? element);
  const width = drawn ? style.strokeWidth : style.outlineStyle === 'none' ? '0' : style.outlineWidth;
  return [element.outerHTML.slice(0, 80), parseFloat(width), style.stroke];
}"""


def focused(page: Page) -> str:
    """Return the text of what has the focus."""
    return str(page.evaluate("document.activeElement.innerText || document.activeElement.value || ''")).strip()


def test_the_skip_link_comes_first_and_leads_to_the_content(visitors: Visitors) -> None:
    with visitors.visit() as visitor:
        visitor.open(f"{visitors.url}/atlas/orte/soest/")
        visitor.page.keyboard.press("Tab")
        assert focused(visitor.page) == "Zum Inhalt"
        expect(visitor.page.locator(".m-skip")).to_be_in_viewport()
        visitor.page.keyboard.press("Enter")
        assert visitor.page.evaluate("document.activeElement.id") == "inhalt"


@pytest.mark.parametrize("path", ["/atlas/", "/atlas/suche/?q=chatbot", "/atlas/orte/soest/", "/anmelden/"])
def test_the_focus_is_always_visible(visitors: Visitors, path: str) -> None:
    with visitors.visit() as visitor:
        visitor.open(visitors.url + path)
        for _ in range(25):
            visitor.page.keyboard.press("Tab")
            what, width, stroke = visitor.page.evaluate(_FOCUS)
            if what.startswith("<body"):
                break
            assert width >= 2, what
            assert "m-map__point" not in what or stroke != "none", what


def test_slash_searches_j_and_k_walk_enter_opens(visitors: Visitors) -> None:
    with visitors.visit() as visitor:
        page = visitor.page
        visitor.open(f"{visitors.url}/atlas/orte/soest/")
        page.keyboard.press("/")
        page.keyboard.type("jugend kita")
        assert page.locator("#bar-suche").input_value() == "jugend kita", "letters are typed, not taken as keys"
        page.locator("#bar-suche").fill("chatbot")
        page.keyboard.press("Enter")
        page.wait_for_url("**/suche/**")
        titles = page.locator("[data-key-item] h2 a")
        assert titles.count() >= 3
        page.locator("h1").click()
        page.keyboard.press("j")
        first = focused(page)
        page.keyboard.press("j")
        second = focused(page)
        assert [first, second] == [title.strip() for title in titles.all_inner_texts()[:2]]
        page.keyboard.press("k")
        assert focused(page) == first
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/suche/" not in url)
        expect(page.locator("h1")).to_be_visible()
        assert visitor.take_complaints() == []


def test_the_menu_on_a_phone_opens_and_closes_by_key(visitors: Visitors) -> None:
    with visitors.visit(viewport=PHONE) as visitor:
        page = visitor.page
        visitor.open(f"{visitors.url}/atlas/orte/soest/")
        button = page.get_by_role("button", name="Menü")
        expect(button).to_have_attribute("aria-expanded", "false")
        expect(page.get_by_role("navigation", name="Hauptmenü")).to_be_hidden()
        button.focus()
        page.keyboard.press("Enter")
        expect(button).to_have_attribute("aria-expanded", "true")
        expect(page.get_by_role("navigation", name="Hauptmenü")).to_be_visible()
        page.keyboard.press("Escape")
        expect(button).to_have_attribute("aria-expanded", "false")
        expect(button).to_be_focused()


def test_single_keys_can_be_switched_off(visitors: Visitors) -> None:
    with visitors.visit() as visitor:
        page = visitor.page
        visitor.open(f"{visitors.url}/atlas/orte/soest/")
        page.context.add_cookies([{"name": "single_keys", "value": "off", "url": visitors.url}])
        page.reload()
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") != "bar-suche"


def test_the_question_mark_shows_the_keys(visitors: Visitors) -> None:
    with visitors.visit() as visitor:
        visitor.open(f"{visitors.url}/atlas/orte/soest/")
        visitor.page.keyboard.press("?")
        visitor.page.wait_for_url("**/tastatur/**")
        expect(visitor.page.locator("h1")).to_be_visible()
