# SPDX-License-Identifier: EUPL-1.2
"""The interactive map: drawn from our own files, without complaint of the security policy, usable by keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.visitors import PHONE, Visitors, Watched

pytestmark = pytest.mark.browser
READY = "[data-map][data-ready]"
SLOW = 40_000  # the first frame without a graphics card


@pytest.fixture
def visitor(visitors: Visitors) -> Iterator[Watched]:
    with visitors.visit() as watched:
        watched.open(f"{visitors.url}/atlas/orte/?land=RP")
        watched.page.wait_for_selector(READY, timeout=SLOW)
        watched.page.wait_for_selector(".m-pin", timeout=SLOW)
        yield watched


def pins(page: Page) -> list[str]:
    return [str(pin.get_attribute("aria-label")) for pin in page.locator(".m-pin").all()]


def colours(page: Page) -> int:
    """Return how many different colours the drawn picture has in its middle."""
    return len(set(re.findall("..", page.locator(".maplibregl-canvas").screenshot().hex()[400:1400])))


def test_the_map_is_drawn_from_our_own_files(visitor: Watched) -> None:
    expect(visitor.page.locator("[data-map-fallback]")).to_have_count(0)
    expect(visitor.page.locator("[data-map-error]")).to_be_hidden()
    assert any(name.startswith("Landau") or "Punkte" in name for name in pins(visitor.page))
    assert colours(visitor.page) > 20
    assert visitor.take_complaints() == []
    assert visitor.accessibility() == []


def test_keys_move_the_map_and_tab_reaches_its_points(visitor: Watched) -> None:
    page = visitor.page
    canvas = page.locator(".maplibregl-canvas")
    expect(canvas).to_have_attribute("aria-label", re.compile("Pfeiltasten"))
    canvas.focus()
    first = page.locator(".m-pin").first
    before = first.bounding_box()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(1500)
    after = first.bounding_box()
    assert before is not None
    assert after is not None
    assert after["x"] < before["x"] - 20
    canvas.focus()
    reached = ""
    for _ in range(6):
        page.keyboard.press("Tab")
        reached = str(page.evaluate("document.activeElement.className"))
        if "m-pin" in reached:
            break
    assert "m-pin" in reached
    canvas.focus()
    clusters = page.locator(".m-pin--cluster").count()
    for _ in range(4):
        page.keyboard.press("+")
        page.wait_for_timeout(900)
    assert page.locator(".m-pin--cluster").count() < max(clusters, 1)


def test_a_cluster_opens_and_a_point_leads_to_its_page(visitor: Watched) -> None:
    page = visitor.page
    for _ in range(8):
        cluster = page.locator(".m-pin--cluster")
        if cluster.count() == 0 or page.locator("a.m-pin").count() > 2:
            break
        cluster.first.dispatch_event("click")
        page.wait_for_timeout(1500)
    point = page.locator("a.m-pin").first
    address = str(point.get_attribute("href"))
    assert address.startswith("/atlas/orte/")
    point.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")
    expect(page.locator("h1")).to_be_visible()


def test_without_points_the_list_says_what_the_map_cannot(visitors: Visitors) -> None:
    with visitors.visit(viewport=PHONE) as visitor:
        visitor.page.route("**/karte.geojson*", lambda route: route.abort())
        visitor.open(f"{visitors.url}/atlas/orte/")
        expect(visitor.page.locator("[data-map-error]")).to_have_text(re.compile("Liste"))
        expect(visitor.page.locator("[data-map-fallback]")).to_be_visible()
        expect(visitor.page.get_by_role("link", name="Soest", exact=True).first).to_be_visible()
