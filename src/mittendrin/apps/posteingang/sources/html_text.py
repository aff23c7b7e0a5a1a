# SPDX-License-Identifier: EUPL-1.2
"""The words of an HTML message: nothing is loaded, nothing runs, what a reader would not see is left out."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from mittendrin.apps.posteingang.sources import limits

_BLOCK_TAGS = (
    "address article aside blockquote br div dd dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr li main ol p "
    "pre section table tr ul"
)
_UNSEEN_TAGS = "script style head title noscript template iframe object embed svg math"
_VOID_TAGS = "area base br col embed hr img input link meta source track wbr"
_BLOCKS, _UNSEEN, _VOID = (frozenset(tags.split()) for tags in (_BLOCK_TAGS, _UNSEEN_TAGS, _VOID_TAGS))
_CELLS = frozenset({"td", "th"})
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])|opacity\s*:\s*0(?![.\d])"
)
_REMOTE = re.compile(r"\s*(?:https?:)?//", re.IGNORECASE)
_LOADING = (("img", "src"), ("iframe", "src"), ("link", "href"), ("video", "src"), ("audio", "src"), ("embed", "src"))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden: list[str] = []
        self.remote = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.remote |= any(tag == name and _REMOTE.match(values.get(key, "")) for name, key in _LOADING)
        style = values.get("style", "").lower()
        self.remote |= "url(" in style and "//" in style
        if tag in _VOID:
            self._break(tag)
        elif self.hidden or tag in _UNSEEN or _HIDING.search(style) or "hidden" in values:
            self.hidden.append(tag)
        else:
            self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.hidden:
            # Unclosed tags inside of a hidden part end with it.
            if tag in self.hidden:
                del self.hidden[len(self.hidden) - 1 - self.hidden[::-1].index(tag) :]
        else:
            self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(re.sub(r"\s+", " ", data))

    def _break(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")
        elif tag in _CELLS:
            self.parts.append("  ")


def text_of(html: str) -> tuple[str, bool]:
    """Return the visible text of ``html`` and whether it wanted to load something from the internet."""
    reader = _Reader()
    reader.feed(html[: limits.TEXT_CHARACTERS * 4])
    reader.close()
    lines = (line.strip() for line in "".join(reader.parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[: limits.TEXT_CHARACTERS], reader.remote
