# SPDX-License-Identifier: EUPL-1.2
"""Sums of money in the text of a letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_D = r"[0-9OolISB]"
_CURRENCY = r"(?:€|EUR[O0]?|Eur[o0]s?|eur[o0]s?|E[UO]R|Avro|avro|euro)"
_WHOLE = rf"(?:\d{_D}{{0,2}}(?:[.,'’ ]\s?{_D}{{3}})+|\d{_D}{{0,6}}|[lIOSB]{_D}*\d{_D}*)"
_CENTS = rf"(?:\s?[,.]\s?(?P<c>{_D}{{2}}|-{{1,2}}|–|—))"
_MONEY = re.compile(
    rf"(?<![\w,.])(?<!\d[/\-])(?P<before>{_CURRENCY}\s{{0,2}})?(?P<sign>[\-–−]\s?)?(?P<w>{_WHOLE}){_CENTS}?"
    rf"(?P<after>\s{{0,2}}{_CURRENCY}(?![a-zäöü]{{2}}))?(?!\w)(?![.,/\-]\d)(?!\s?%)",
)
# A year before an hour is no money.
_AFTER_YEAR = re.compile(r"20\d\d\s?,\s")
_MEND = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "S": "5", "B": "8"})
_MAX = Decimal(1_000_000_000)
_MOST = 100  # of a long table the first and the last sums are enough


@dataclass(frozen=True, slots=True)
class Money:
    """A sum of money in the text. sure: it has a currency or cents."""

    start: int
    end: int
    value: Decimal
    currency: bool
    cents: bool
    negative: bool
    mended: int


def find_money(text: str) -> list[Money]:
    """Return the sums of money in ``text``: those with a currency or with cents."""
    found = list(read_money(text))
    return found if len(found) <= 2 * _MOST else [*found[:_MOST], *found[-_MOST:]]


def read_money(text: str) -> Iterator[Money]:
    """Yield the sums of money in ``text``: those with a currency or with cents."""
    for match in _MONEY.finditer(text):
        currency = bool(match["before"] or match["after"])
        cents = match["c"] is not None
        whole = re.sub(r"[.,'’\s]", "", match["w"])
        bare = whole.translate(_MEND)
        fraction = (match["c"] or "00").translate(_MEND) if match["c"] not in ("-", "--", "–", "—") else "00"
        if not (currency or (cents and fraction.isdecimal())) or not bare.isdecimal() or len(bare) > 9:
            continue
        if not currency and (_AFTER_YEAR.match(match[0]) or text.startswith(":", match.end())):
            continue
        if not currency and match["c"] and "." in match[0] and "," not in match[0] and _like_date(text, match):
            continue
        value = Decimal(f"{bare}.{fraction}")
        if 0 < value < _MAX:
            mended = sum(before != after for before, after in zip(whole, bare, strict=True))
            yield Money(
                match.start("w"),
                match.end("c") if match["c"] else match.end("w"),
                value,
                currency,
                cents,
                bool(match["sign"]),
                mended,
            )


def _like_date(text: str, match: re.Match[str]) -> bool:
    """Return whether ``12.11`` rather is a day, an hour or a version than money."""
    around = text[match.end() : match.end() + 5]
    return bool(re.fullmatch(r"\d{1,2}\s?\.\s?\d\d", match[0].strip())) or around.lstrip().startswith(("Uhr", "."))
