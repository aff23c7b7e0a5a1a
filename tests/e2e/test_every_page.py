# SPDX-License-Identifier: EUPL-1.2
"""Every named address: axe-core, console, content security policy, small screens, both languages and themes."""

from __future__ import annotations

import pytest

from tests.e2e.addresses import ADDRESSES, Address, named_urls, rows
from tests.e2e.visitors import PHONE, Visitors

pytestmark = pytest.mark.browser
PAGES = rows("page")
pages = pytest.mark.parametrize(("name", "address"), PAGES, ids=[f"{name}{row.kwargs}{row.query}" for name, row in PAGES])


def test_every_named_address_has_a_row() -> None:
    """A new address needs a row in addresses.py, so that nothing is left unchecked."""
    assert sorted(set(named_urls()) - set(ADDRESSES)) == []


def test_no_row_is_left_over() -> None:
    assert sorted(set(ADDRESSES) - set(named_urls())) == []


@pages
@pytest.mark.parametrize(
    ("language", "theme"), [("de", "light"), ("de", "dark"), ("en", "light"), ("en", "dark")], ids=lambda value: value
)
def test_page(visitors: Visitors, name: str, address: Address, language: str, theme: str) -> None:
    with visitors.visit(language, theme, address.person) as visitor:
        assert visitor.open(visitors.url + address.path(name)) == address.status
        assert visitor.page.locator("html").get_attribute("lang") == language
        assert visitor.page.locator("html").get_attribute("data-kern-theme") == theme
        assert visitor.page.locator("h1").count() == 1
        assert visitor.accessibility() == []
        assert visitor.complaints == []


@pages
def test_nothing_scrolls_sideways_on_a_small_screen(visitors: Visitors, name: str, address: Address) -> None:
    """320 CSS pixels are also 1280 pixels at 400 % zoom."""
    with visitors.visit(person=address.person, viewport=PHONE) as visitor:
        visitor.open(visitors.url + address.path(name))
        assert visitor.overflow() == []
        visitor.page.set_viewport_size({"width": 640, "height": 450})  # 1280 at 200 %
        assert visitor.overflow() == []


@pages
def test_print_has_no_bars(visitors: Visitors, name: str, address: Address) -> None:
    with visitors.visit(person=address.person) as visitor:
        visitor.open(visitors.url + address.path(name))
        visitor.page.emulate_media(media="print")
        for selector in ("header.m-bar", "footer.m-footer", ".m-skip"):
            for element in visitor.page.locator(selector).all():
                assert not element.is_visible(), selector
        assert visitor.page.locator("h1").is_visible()


@pytest.mark.parametrize(("name", "address"), rows("data"), ids=lambda value: value if isinstance(value, str) else "")
def test_data_answers(visitors: Visitors, name: str, address: Address) -> None:
    with visitors.visit(person=address.person) as visitor:
        response = visitor.page.request.get(visitors.url + address.path(name))
        assert response.status == address.status
        assert "html" not in response.headers["content-type"]
        assert len(response.body()) > 10


@pytest.mark.parametrize(("name", "address"), rows("post"), ids=lambda value: value if isinstance(value, str) else "")
def test_forms_only_addresses_do_nothing_when_opened(visitors: Visitors, name: str, address: Address) -> None:
    with visitors.visit(person="admin") as visitor:
        response = visitor.page.request.get(visitors.url + address.path(name), max_redirects=0)
        assert response.status == 405
