# SPDX-License-Identifier: EUPL-1.2
"""How much does a new officer have to do from the first click to the council paper?

    python -m benchmarks.ten_minutes

Starts a real ``mittendrin run`` on a store of its own and walks through it with Chromium: log in is not counted, every
click and every filled field after it is. The time of a person is an estimate, not a measurement: the visible words of
the questions at 200 words a minute, 1.2 seconds for each click and 0.28 for each typed sign (keystroke-level model,
Card, Moran and Newell 1980). Thinking, asking colleagues and reading the result are not in it. No person was timed.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import django
from playwright.sync_api import Download, Page, expect, sync_playwright
from tools.prepare import chromium
from tools.serving import Serving

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mittendrin.config.settings")
django.setup()

from mittendrin.apps.standort.sources.questionnaire import shipped  # noqa: E402 - Django first
from mittendrin.townhall.accounts import demo  # noqa: E402

OFFICER = "lorenz"
STATE = re.compile("gespeichert um")
WORDS_A_MINUTE, CLICK_SECONDS, SIGN_SECONDS = 200, 1.2, 0.28


@dataclass
class Counted:
    """Clicks, filled fields and typed signs of a person, and the words of the questions that they read."""

    page: Page
    clicks: int = 0
    fields: int = 0
    signs: int = 0
    words: int = 0
    pages: int = 0

    def click(self, selector: str) -> None:
        """Click once."""
        self.page.locator(selector).first.click()
        self.clicks += 1

    def fill(self, selector: str, text: str) -> None:
        """Fill one field in."""
        self.page.fill(selector, text)
        self.fields += 1
        self.signs += len(text)

    def read(self, selector: str = "main form") -> None:
        """Count a page and the words that a person sees in its form; what is folded up is not seen."""
        self.words += len(self.page.locator(selector).first.inner_text().split())
        self.pages += 1

    @property
    def minutes(self) -> float:
        """Return the estimate: reading, clicking, typing."""
        hands = self.clicks * CLICK_SECONDS + self.signs * SIGN_SECONDS
        return self.words / WORDS_A_MINUTE + hands / 60


def begin(page: Page, url: str) -> Counted:
    """Return the count after the first click; a round begins, also where one is there already."""
    page.goto(f"{url}/standort/")
    counted = Counted(page, pages=1)
    first = page.get_by_role("button", name="Beginnen", exact=True)
    (first if first.count() else page.get_by_role("button", name="Neue Runde beginnen")).click()
    counted.clicks += 1
    expect(page.get_by_role("heading", level=1)).to_contain_text("Was zählt über")
    return counted


def answer_all(counted: Counted, choice: int = 1) -> None:
    """Answer every item with its second choice, section by section."""
    page = counted.page
    for section in shipped().fields:
        expect(page.get_by_role("heading", level=1)).to_have_text(section.name["de"])
        counted.read()
        for item in shipped().of_field(section.id):
            block = f"#frage-{item.id}"
            if item.kind == "number":
                counted.fill(f"{block} input[type=text]", "1")
                page.locator(f"{block} input[type=text]").blur()
            else:
                counted.click(f"{block} .kern-form-check:nth-of-type({choice + 1}) label")
            expect(page.locator(f"#stand-{item.id}")).to_contain_text(STATE)
        counted.click("form .m-btn--primary")


def walk(page: Page, url: str) -> tuple[Counted, Download]:
    """Return the count from the first click to the council paper, and the paper."""
    counted = begin(page, url)
    counted.read()
    counted.fill("#id_population", "41.200")
    counted.fill("#id_area_km2", "80")
    counted.click("form .m-btn--primary")
    answer_all(counted)
    expect(page.get_by_role("heading", name="Stand je Feld")).to_be_visible()
    counted.pages += 1
    with page.expect_download() as download:
        counted.click("text=Ratsvorlage erstellen")
    return counted, download.value


def log_in(page: Page, url: str, person: str = OFFICER) -> None:
    """Log a demo person in."""
    password = next(login.password for login in demo.logins() if login.username == person)
    page.goto(f"{url}/anmelden/")
    page.fill("input[name=username]", person)
    page.fill("input[name=password]", password)
    page.locator("main form button").click()
    page.wait_for_url(lambda address: "/anmelden/" not in address)


def main() -> int:
    """Print the figures; return the exit code."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Serving(Path(folder), patience=300) as server,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(locale="de-DE")
        log_in(page, server.url)
        begun = time.monotonic()
        counted, _paper = walk(page, server.url)
        seconds = time.monotonic() - begun
        browser.close()
    print("| clicks | filled fields | typed signs | pages | words of the questions | estimate for a person | script |")
    print("|---:|---:|---:|---:|---:|---:|---:|")
    print(
        f"| {counted.clicks} | {counted.fields} | {counted.signs} | {counted.pages} | {counted.words} "
        f"| {counted.minutes:.1f} min | {seconds:.0f} s |"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
