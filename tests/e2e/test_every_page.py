# SPDX-License-Identifier: EUPL-1.2
"""Every named address: axe-core, console, content security policy, small screens, both languages and themes."""

from __future__ import annotations

import pytest
from tests.e2e.addresses import ADDRESSES, Address, named_urls, rows
from tests.e2e.visitors import PHONE, Visitors

pytestmark = pytest.mark.browser
PAGES = rows("page")
pages = pytest.mark.parametrize(
    ("name", "address"), PAGES, ids=[f"{name}{row.kwargs}{row.query}" for name, row in PAGES]
)


def test_every_named_address_has_a_row() -> None:
    """A new address needs a row in addresses.py, so that nothing is left unchecked."""
    assert sorted(set(named_urls()) - set(ADDRESSES)) == []


def test_no_row_is_left_over() -> None:
    assert sorted(set(ADDRESSES) - set(named_urls())) == []


# Colours depend on the theme and words on the language: the two other pairs need only the rules about colours.
ALL: list[str] = []
COLOURS = ["color-contrast", "link-in-text-block"]
VARIANTS = (("de", "light", ALL), ("en", "dark", ALL), ("de", "dark", COLOURS), ("en", "light", COLOURS))


@pages
def test_page(visitors: Visitors, name: str, address: Address) -> None:
    """axe-core finds nothing, the console stays empty, nothing comes from outside; in every language and theme."""
    found: dict[str, list[str]] = {}
    with visitors.visit(person=address.person) as visitor:
        for language, theme, rules in VARIANTS:
            visitor.choose(language, theme)
            assert visitor.open(visitors.url + address.path(name)) == address.status
            html = visitor.page.locator("html")
            assert (html.get_attribute("lang"), html.get_attribute("data-kern-theme")) == (language, theme)
            assert visitor.page.locator("h1").count() == 1
            found[f"{language} {theme}"] = visitor.accessibility(rules) + visitor.take_complaints()
    assert {variant: problems for variant, problems in found.items() if problems} == {}


@pages
def test_small_screen_and_print(visitors: Visitors, name: str, address: Address) -> None:
    """Nothing scrolls sideways at 320 pixels (1280 at 400 % zoom) and 640 (200 %); bars vanish in print."""
    with visitors.visit(person=address.person, viewport=PHONE) as visitor:
        visitor.open(visitors.url + address.path(name))
        assert visitor.overflow() == []
        visitor.page.set_viewport_size({"width": 640, "height": 450})
        assert visitor.overflow() == []
        visitor.page.emulate_media(media="print")
        shown = [bar for bar in ("header.m-bar", "footer.m-footer", ".m-skip") if visitor.shows(bar)]
        assert shown == []
        assert visitor.page.locator("h1").is_visible()


@pytest.mark.parametrize(("name", "address"), rows("data"), ids=lambda value: value if isinstance(value, str) else "")
def test_data_answers(visitors: Visitors, name: str, address: Address) -> None:
    with visitors.visit(person=address.person) as visitor:
        response = visitor.page.request.get(visitors.url + address.path(name))
        assert response.status == address.status
        assert "html" not in response.headers["content-type"]
        assert len(response.body()) > 10


@pytest.mark.parametrize(("name", "address"), rows("part"), ids=lambda value: value if isinstance(value, str) else "")
def test_parts_answer(visitors: Visitors, name: str, address: Address) -> None:
    with visitors.visit() as visitor:
        response = visitor.page.request.get(visitors.url + address.path(name))
        assert response.status == address.status
        assert "html" in response.headers["content-type"]


@pytest.mark.parametrize(("name", "address"), rows("post"), ids=lambda value: value if isinstance(value, str) else "")
def test_forms_only_addresses_do_nothing_when_opened(visitors: Visitors, name: str, address: Address) -> None:
    with visitors.visit(person="admin") as visitor:
        response = visitor.page.request.get(visitors.url + address.path(name), max_redirects=0)
        assert response.status == 405
