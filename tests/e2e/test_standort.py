# SPDX-License-Identifier: EUPL-1.2
"""From the first click to the council paper: counted, kept when the browser closes, and without scripts."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from benchmarks.ten_minutes import OFFICER, STATE, begin, walk
from django.utils.timezone import localdate
from playwright.sync_api import expect
from tests.e2e.visitors import PHONE, Visitors

pytestmark = pytest.mark.browser


def test_a_new_officer_comes_from_the_first_click_to_the_council_paper(visitors: Visitors, tmp_path: Path) -> None:
    with visitors.visit(person=OFFICER) as visitor:
        counted, download = walk(visitor.page, visitors.url)
        path = tmp_path / "vorlage.docx"
        download.save_as(path)
        assert "Beschlussvorlage" in docx.Document(str(path)).paragraphs[0].text
        assert visitor.take_complaints() == []
        assert (counted.clicks, counted.fields) == (51, 4), "the figures stand in docs/explanation/standort.md"


def test_every_page_is_free_of_barriers_in_both_languages_and_themes(visitors: Visitors) -> None:
    with visitors.visit(person=OFFICER) as visitor:
        counted = begin(visitor.page, visitors.url)
        round_url = visitor.page.url.removesuffix("stadt/")
        visitor.page.locator("#id_population").fill("41.200")
        counted.click("form .m-btn--primary")
        counted.click("#frage-strategy-agenda .kern-form-check:nth-of-type(4) label")
        expect(visitor.page.locator("#stand-strategy-agenda")).to_contain_text(STATE)
        visitor.open(f"{visitors.url}/standort/fahrplan/neu/?schritt=data-list")
        visitor.page.fill("#id_start", "2027-01-01")
        visitor.page.fill("#id_end", "2027-12-31")
        counted.click("form .m-btn--primary")
        wrong = []
        visitor.open(f"{visitors.url}/standort/foerderung/neu/")
        visitor.page.fill("#id_name", "Probe")
        visitor.page.fill("#id_giver", "Land")
        visitor.page.fill("#id_deadline", f"{localdate().year + 1}-12-15")
        counted.click("form .m-btn--primary")
        programme = visitor.page.url.removeprefix(f"{visitors.url}/standort/")
        counted.click("text=Merken und erinnern")
        paths = ["", "stadt/", "fragen/strategy/", "fragen/organisation/", "antworten/", "steckbrief/", "aehnliche/",
                 "nebeneinander/", "../../fahrplan/", "../../fahrplan/?ansicht=zeit",
                 "../../fahrplan/?ansicht=schritte", "../../foerderung/", f"../../{programme}",
                 f"../../{programme}aendern/", "../../foerderung/einlesen/", "../../foerderung/ratssitzungen/",
                 "../../sicherungen/"]  # fmt: skip
        for path in paths:
            for language, theme in (("de", "light"), ("en", "dark")):
                visitor.choose(language, theme)
                assert visitor.open(f"{round_url}{path}") == 200
                wrong += [f"{path} {language}: {found}" for found in visitor.accessibility()]
                assert visitor.page.locator("h1").count() == 1
            visitor.page.set_viewport_size(PHONE)
            wrong += [f"{path}: {found}" for found in visitor.overflow()]
            visitor.page.set_viewport_size({"width": 1280, "height": 900})
        assert wrong + visitor.take_complaints() == []


def test_what_was_answered_is_there_when_the_browser_was_closed(visitors: Visitors) -> None:
    with visitors.visit(person=OFFICER) as visitor:
        begin(visitor.page, visitors.url)
        address = visitor.page.url.replace("stadt/", "fragen/money/")
        visitor.open(address)
        visitor.page.locator("#frage-money-budget label", has_text="ja, Jahr für Jahr").click()
        expect(visitor.page.locator("#stand-money-budget")).to_contain_text(STATE)
        visitor.page.locator("#frage-money-budget summary").click()
        visitor.page.fill("#money-budget-kommentar", "seit 2025")
        visitor.page.locator("#money-budget-kommentar").blur()
        expect(visitor.page.locator("#stand-money-budget")).to_contain_text(STATE)
        visitor.page.wait_for_load_state("networkidle")
    with visitors.visit(person=OFFICER) as later:
        later.open(address)
        expect(later.page.locator("#money-budget-yearly")).to_be_checked()
        expect(later.page.locator("#money-budget-kommentar")).to_have_value("seit 2025")


def test_it_works_without_scripts(visitors: Visitors) -> None:
    with visitors.visit(person=OFFICER, java_script_enabled=False) as visitor:
        begin(visitor.page, visitors.url)
        address = visitor.page.url.replace("stadt/", "fragen/ai/")
        visitor.open(address)
        visitor.page.locator("#frage-ai-use label", has_text="ein Versuch läuft").click()
        visitor.page.locator("form .m-btn--primary").first.click()
        expect(visitor.page.get_by_role("heading", name="Stand je Feld")).to_be_visible()
        visitor.open(address)
        expect(visitor.page.locator("#ai-use-trial")).to_be_checked()
