# SPDX-License-Identifier: EUPL-1.2
"""Looks into texts before they leave the house: addresses, phone numbers, accounts, names of people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from mittendrin.core.iban import is_iban

_MAIL = re.compile(
    r"[\w.+%-]+\s?(?:@|\(at\)|\[at\]|\{at\}|\sat\s(?=[\w-]+\.[a-z]{2,}))\s?[\w-]+(?:\s?(?:\.|\(dot\)|\[dot\])\s?[\w-]+)+",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\w.,/-])(?:\+|00?(?=[1-9]))\d{1,5}(?:[\s\u00a0/()–-]{0,3}\d){5,12}(?!\d)")
_DATE = re.compile(r"\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[0-9A-Z]{4}){2,7}(?:\s?[0-9A-Z]{1,4})?\b")
_TITLE = r"(?:Herrn?|Frau|Dr\.|Prof\.|Kolleg(?:e|in|en)|Bürgermeister(?:in)?|Mr\.?|Mrs\.?|Ms\.?)"
_NAMED = re.compile(rf"\b{_TITLE}\s+(?:(?:Dr|Prof)\.\s+)?(?P<name>[A-ZÄÖÜ][\w-]{{2,}})")
_NO_NAME = frozenset({"Holle", "Doktor"})
_SHORT = 4


@dataclass(frozen=True)
class Finding:
    """A place that looks like personal data. where: the field. text: the passage. sure: False: a person must look."""

    where: str
    kind: str
    text: str
    sure: bool = True


@dataclass(frozen=True)
class Name:
    """First and last name of somebody who has an account."""

    first: str
    last: str


def findings(content: Any, names: Iterable[Name] = (), where: str = "") -> list[Finding]:
    """Return what looks like personal data in all texts of ``content``. names: people with an account, if known."""
    people = list(names)
    found = [finding for place, text in _texts(content, where) for finding in _in_text(place, text, people)]
    return list(dict.fromkeys(found))


def _texts(value: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _texts(part, f"{where}.{key}" if where else str(key))
    elif isinstance(value, list | tuple):
        for number, part in enumerate(value, start=1):
            yield from _texts(part, f"{where}.{number}" if where else str(number))


def _in_text(where: str, text: str, people: list[Name]) -> Iterator[Finding]:
    for match in _MAIL.finditer(text):
        yield Finding(where, "mail", match[0])
    for match in _IBAN.finditer(text):
        if is_iban(match[0].replace(" ", "")):
            yield Finding(where, "account", match[0])
    for match in _PHONE.finditer(text):
        if not _DATE.fullmatch(match[0].strip()):
            yield Finding(where, "phone", match[0].strip())
    for match in _NAMED.finditer(text):
        if match["name"] not in _NO_NAME:
            yield Finding(where, "name", match[0])
    yield from _of_people(where, text, people)


def _of_people(where: str, text: str, people: list[Name]) -> Iterator[Finding]:
    for one in people:
        if not one.last:
            continue
        whole = [
            rf"{re.escape(one.first)}\s+{re.escape(one.last)}",
            rf"{re.escape(one.last)},?\s+{re.escape(one.first)}",
        ]
        found = re.search(rf"(?<!\w)(?:{'|'.join(whole)})(?!\w)", text, re.IGNORECASE) if one.first else None
        if found:
            yield Finding(where, "person", found[0])
        elif len(one.last) >= _SHORT and (alone := re.search(rf"(?<!\w){re.escape(one.last)}(?:s|')?(?!\w)", text)):
            yield Finding(where, "surname", alone[0], sure=False)
