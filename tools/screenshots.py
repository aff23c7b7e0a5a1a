# SPDX-License-Identifier: EUPL-1.2
"""Pictures of the pages for README and tutorial, taken with Debian's Chromium from a server of its own.

Needs what the tests need: make setup-dev, then .venv/bin/python -m tools.screenshots [NAME ...]
Writes docs/images/*.png, each smaller than 300 KB.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from benchmarks import ten_minutes
from playwright.sync_api import Browser, StorageState, sync_playwright
from tools.prepare import chromium

from mittendrin.apps.standort.services import papers, reading
from tools import serving

TARGET = serving.REPO / "docs" / "images"
LARGEST = 300_000
PAPER, SAMPLE = "standort-vorlage", serving.REPO / "samples" / "standort" / "musterstadt.yaml"


@dataclass(frozen=True)
class Picture:
    """One page: file, address, size of the window, and what must be there before it is taken.

    officer: taken by the demo officer after the walk to the council paper; ``{round}`` stands for what it answered.
    """

    name: str
    address: str
    height: int = 860
    width: int = 1280
    wait_for: str = "h1"
    scroll_to: str = ""
    officer: bool = False


PICTURES = (
    Picture("atlas-start", "/atlas/", height=900),
    Picture("atlas-ort", "/atlas/orte/soest/", width=1440, height=920),
    Picture("atlas-suche", "/atlas/suche/?q=stra%C3%9Fen+zustant"),
    Picture(
        "atlas-zwillinge",
        "/atlas/zwillinge/?name=Musterstadt&land=RP&einwohner=41000&flaeche=80&rolle=district_member",
        height=1000,
    ),
    Picture("atlas-querschnitt", "/atlas/querschnitt/leuchtturmprojekte/", wait_for="main svg"),
    Picture("standort-fragen", "/standort/runde/{round}/fragen/strategy/", officer=True),
    Picture("standort-ergebnis", "/standort/runde/{round}/", width=1440, height=1000, officer=True),
    Picture("standort-steckbrief", "/standort/runde/{round}/steckbrief/", officer=True),
    Picture("standort-schritte", "/standort/fahrplan/?ansicht=schritte", officer=True),
)


def officer(browser: Browser, url: str) -> tuple[StorageState, str]:
    """Return the cookies of an officer who has answered everything, and the round of the answers."""
    page = browser.new_page(locale="de-DE")
    ten_minutes.log_in(page, url)
    ten_minutes.walk(page, url)
    answered = page.url.rstrip("/").rpartition("/")[2]
    cookies = page.context.storage_state()
    page.close()
    return cookies, answered


def take(browser: Browser, url: str, picture: Picture, cookies: StorageState | None, answered: str) -> Path:
    """Take one picture and return its file; raises ValueError when the page failed or the file is too large."""
    page = browser.new_page(
        viewport={"width": picture.width, "height": picture.height},
        locale="de-DE",
        reduced_motion="reduce",
        storage_state=cookies if picture.officer else None,
    )
    answer = page.goto(url + picture.address.format(round=answered), wait_until="networkidle")
    if answer is None or not answer.ok:
        raise ValueError(f"{picture.address} answered {answer.status if answer else 'nothing'}")
    page.wait_for_selector(picture.wait_for)
    if picture.scroll_to:
        page.locator(picture.scroll_to).first.scroll_into_view_if_needed()
    file = TARGET / f"{picture.name}.png"
    page.screenshot(path=file)
    page.close()
    if file.stat().st_size > LARGEST:
        raise ValueError(f"{file.name} has {file.stat().st_size} bytes, at most {LARGEST}")
    return file


def paper() -> Path:
    """Draw the first page of the sample town's council paper and return its file."""
    found = reading.read_answers(SAMPLE, reading.read_questions())
    page = pypdfium2.PdfDocument(papers.render(papers.make("council", found), "pdf"))[0]
    file = TARGET / f"{PAPER}.png"
    page.render(scale=1.3).to_pil().convert("P", palette=1, colors=64).save(file, optimize=True)
    return file


def main(arguments: Sequence[str]) -> int:
    """Take all pictures, or those named; return the exit code."""
    TARGET.mkdir(exist_ok=True)
    if not arguments or PAPER in arguments:
        print(paper().name)
    if list(arguments) == [PAPER]:
        return 0
    wanted = [picture for picture in PICTURES if not arguments or picture.name in arguments]
    with (
        tempfile.TemporaryDirectory() as folder,
        serving.Serving(Path(folder), patience=300) as server,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        cookies, answered = None, ""
        if any(picture.officer for picture in wanted):
            cookies, answered = officer(browser, server.url)
        for picture in wanted:
            file = take(browser, server.url, picture, cookies, answered)
            print(f"{file.name} {file.stat().st_size // 1024} KB")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
