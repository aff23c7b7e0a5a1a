# SPDX-License-Identifier: EUPL-1.2
"""Every named address: axe-core, console, content security policy, small screens, both languages and themes."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from tests.e2e.addresses import ADDRESSES, Address, named_urls, rows
from tests.e2e.visitors import DESK, PHONE, ZOOMED, Visitors, Watched

pytestmark = pytest.mark.browser
PAGES = rows("page")
NAMES = ["-".join([name, *map(str, row.kwargs.values()), row.query]) for name, row in PAGES]
pages = pytest.mark.parametrize(("name", "address"), PAGES, ids=NAMES)


def test_every_named_address_has_a_row() -> None:
    """A new address needs a row in addresses.py, so that nothing is left unchecked."""
    assert sorted(set(named_urls()) - set(ADDRESSES)) == []


def test_no_row_is_left_over() -> None:
    assert sorted(set(ADDRESSES) - set(named_urls())) == []


@dataclass(frozen=True)
class Variant:
    """One way to open a page. axe-core takes long: two runs see every language and every theme."""

    language: str
    theme: str

    def check(self, visitor: Watched, path: str, status: int) -> list[str]:
        """Open the page this way on a phone, then look at it larger, on a desk and in print; return what is wrong."""
        visitor.choose(self.language, self.theme)
        visitor.page.emulate_media(media="screen")
        visitor.page.set_viewport_size(PHONE)
        found = visitor.open(path)
        html = visitor.page.locator("html")
        shown = (
            found,
            html.get_attribute("lang"),
            html.get_attribute("data-kern-theme"),
            visitor.page.locator("h1").count(),
        )
        wrong = [] if shown == (status, self.language, self.theme, 1) else [f"{shown}"]
        return wrong + _small(visitor) + _on_a_desk(visitor) + _printed(visitor) + visitor.take_complaints()


def _small(visitor: Watched) -> list[str]:
    """Nothing scrolls sideways at 320 pixels (1280 at 400 % zoom) and at 640 (200 %)."""
    wrong = visitor.overflow()
    visitor.page.set_viewport_size(ZOOMED)
    return wrong + visitor.overflow()


def _on_a_desk(visitor: Watched) -> list[str]:
    """axe-core finds nothing."""
    visitor.page.set_viewport_size(DESK)
    return visitor.accessibility()


def _printed(visitor: Watched) -> list[str]:
    """Bars vanish, the heading stays."""
    visitor.page.emulate_media(media="print")
    bars = [bar for bar in ("header.m-bar", "footer.m-footer", ".m-skip") if visitor.shows(bar)]
    return bars + ([] if visitor.shows("h1") else ["no heading in print"])


VARIANTS = (Variant("de", "light"), Variant("en", "dark"))


def variants(name: str, address: Address) -> tuple[Variant, ...]:
    """Return how to open a page: both ways, and one by turns where it is the same page with another question."""
    rows_of_page = [row for other, row in PAGES if other == name]
    at = rows_of_page.index(address)
    return VARIANTS if at == 0 else (VARIANTS[at % 2],)


@pages
def test_page(visitors: Visitors, name: str, address: Address) -> None:
    """axe-core finds nothing, the console stays empty, nothing comes from outside, nothing scrolls sideways."""
    visitor = visitors.regular(address.person)
    path = visitors.url + address.path(name)
    ways = variants(name, address)
    found = {f"{one.language} {one.theme}": one.check(visitor, path, address.status) for one in ways}
    assert {variant: problems for variant, problems in found.items() if problems} == {}


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
