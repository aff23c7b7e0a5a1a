# SPDX-License-Identifier: EUPL-1.2
"""Visitors with language, theme and perhaps a login, and what their browser complains about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, ViewportSize

from mittendrin.townhall.accounts import demo

DESK = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=320, height=640)
ZOOMED = ViewportSize(width=640, height=450)
_AXE = """axe.run(document, {resultTypes: ['violations']}).then(result => result.violations.map(
    found => `${found.id} (${found.impact}): ` + found.nodes.slice(0, 4).map(
        node => node.html.slice(0, 160) + ' -> ' + (node.any[0] ?? node.all[0] ?? node.none[0] ?? {}).message
    ).join(' | ')))"""


class Watched:
    """A page with everything that its console, its scripts and its requests complain about."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page, self._origin = page, origin
        self.complaints: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("request", lambda request: self._own(request.url, origin))
        page.on("requestfailed", self._failed)

    def _console(self, message: Any) -> None:
        if message.type in {"error", "warning"} and "GL Driver Message" not in message.text:
            self.complaints.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        if "ERR_ABORTED" not in str(request.failure):  # the page was left before it had everything
            self.complaints.append(f"failed: {request.url} {request.failure}")

    def _own(self, url: str, origin: str) -> None:
        if not url.startswith((origin, "data:", "blob:")):
            self.complaints.append(f"from outside: {url}")

    def open(self, url: str) -> int:
        """Open an address and return the status; a refused page that was asked for is no complaint."""
        response = self.page.goto(url, wait_until="load")
        status = response.status if response else 0
        if status >= 400:
            self.complaints = [text for text in self.complaints if f"status of {status}" not in text]
        return status

    def choose(self, language: str, theme: str) -> None:
        """Let the visitor prefer a language and a theme."""
        choices = {"language": language, "theme": theme}
        self.page.context.add_cookies(
            [{"name": name, "value": value, "url": self._origin} for name, value in choices.items()]
        )

    def take_complaints(self) -> list[str]:
        """Return the complaints since the last call."""
        complaints, self.complaints = self.complaints, []
        return complaints

    def accessibility(self) -> list[str]:
        """Return what axe-core finds with all its rules."""
        self.page.evaluate(_axe_script())
        return list(self.page.evaluate(_AXE))

    def shows(self, selector: str) -> bool:
        """Return whether any element that fits is visible."""
        return any(element.is_visible() for element in self.page.locator(selector).all())

    def overflow(self) -> list[str]:
        """Return what makes the whole page scroll sideways."""
        return list(self.page.evaluate(_OVERFLOW))


_OVERFLOW = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  const found = [...document.querySelectorAll('body *')].filter(element => {
    const box = element.getBoundingClientRect();
    return box.right > wide + 1 && box.width > 0 && !element.closest('.m-scroll');
  });
  return [`${document.documentElement.scrollWidth} > ${wide}`, ...found.slice(-5).map(
    element => `${element.tagName}.${element.className.baseVal ?? element.className} `
      + (element.textContent ?? '').slice(0, 40))];
}"""


@cache
def _axe_script() -> str:
    return str(Axe().axe_script)


class Visitors:
    """Browser contexts by language, theme and person, made once."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser, self.url = browser, url
        self._states: dict[str, Any] = {}
        self._regulars: dict[str, Watched] = {}

    @contextmanager
    def visit(
        self, language: str = "de", theme: str = "light", person: str = "", viewport: ViewportSize = DESK, **more: Any
    ) -> Iterator[Watched]:
        """Give a fresh page of such a visitor."""
        state = self.login(person) if person else None
        context = self._browser.new_context(viewport=viewport, locale="de-DE", storage_state=state, **more)
        try:
            page = context.new_page()
            page.set_default_timeout(10_000)
            watched = Watched(page, self.url)
            watched.choose(language, theme)
            yield watched
        finally:
            context.close()

    def regular(self, person: str = "") -> Watched:
        """Return the page of a visitor who comes again and again: the browser has style sheet and scripts already."""
        if person not in self._regulars:
            state = self.login(person) if person else None
            context = self._browser.new_context(viewport=DESK, locale="de-DE", storage_state=state)
            page = context.new_page()
            page.set_default_timeout(20_000)
            self._regulars[person] = Watched(page, self.url)
        return self._regulars[person]

    def login(self, person: str) -> Any:
        """Return the cookies of a logged-in demo person."""
        if person not in self._states:
            password = next(login.password for login in demo.logins() if login.username == person)
            with self.visit() as visitor:
                visitor.page.goto(f"{self.url}/anmelden/")
                visitor.page.fill("input[name=username]", person)
                visitor.page.fill("input[name=password]", password)
                visitor.page.press("input[name=password]", "Enter")
                visitor.page.wait_for_url(lambda url: "anmelden" not in url)
                self._states[person] = visitor.page.context.storage_state()
        return self._states[person]

    def close(self) -> None:
        """Send everybody away."""
        for regular in self._regulars.values():
            regular.page.context.close()
        self._states.clear()
