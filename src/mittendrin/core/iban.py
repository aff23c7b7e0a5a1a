# SPDX-License-Identifier: EUPL-1.2
"""IBANs by ISO 13616: length by country, check digits by ISO 7064 (MOD 97-10), found in misread text too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product
from math import prod

# SWIFT IBAN registry, release 99: length of the IBAN by country.
_REGISTRY = (
    "AD:24 AE:23 AL:28 AT:20 AZ:28 BA:20 BE:16 BG:22 BH:22 BI:27 BR:29 BY:28 CH:21 CR:22 CY:28 CZ:24 DE:22 "
    "DJ:27 DK:18 DO:28 EE:20 EG:29 ES:24 FI:18 FK:18 FO:18 FR:27 GB:22 GE:22 GI:23 GL:18 GR:27 GT:28 HN:28 "
    "HR:21 HU:28 IE:22 IL:23 IQ:23 IS:26 IT:27 JO:30 KW:30 KZ:20 LB:28 LC:32 LI:21 LT:20 LU:20 LV:21 LY:25 "
    "MC:27 MD:24 ME:22 MK:19 MN:20 MR:27 MT:31 MU:30 NI:28 NL:18 NO:15 OM:23 PK:24 PL:28 PS:29 PT:25 QA:29 "
    "RO:24 RS:22 RU:33 SA:24 SC:31 SD:18 SE:24 SI:19 SK:24 SM:27 SO:23 ST:25 SV:28 TL:23 TN:24 TR:26 UA:29 "
    "VA:22 VG:24 XK:20 YE:30"
)
LENGTHS = {part[:2]: int(part[3:]) for part in _REGISTRY.split()}
# Countries whose account numbers hold digits only: there a letter is a misread digit.
_DIGITS_ONLY = "AE AT BE CZ DE DK EE ES FI HR HU IL IS LT NO PL PT SE SI SK"
# What a letter among digits may have been; the check digits tell which.
_MEND = {
    "O": "0", "o": "0", "Q": "0", "D": "0", "I": "1", "l": "1", "i": "1", "L": "1", "t": "1", "|": "1", "!": "1",
    "S": "5", "s": "5", "B": "86", "b": "6", "Z": "2", "z": "2", "G": "6", "g": "9", "q": "9", "T": "7", "A": "4",
    "?": "7",
}  # fmt: skip
_ANY_DIGIT = "0123456789"
_MOST_READINGS = 40
# An account in groups of four as printed: one group that lost or won a sign shows.
_GROUPS = re.compile(r"\s?(\w\w)\s(\w{3,5})\s(\w{3,5})\s(\w{3,5})\s(\w{3,5})\s(\w\w)(?!\w)")
_GROUP_LENGTHS = (2, 4, 4, 4, 4, 2)
# Signs that scanners take for one another; the check digits tell which is right.
_TWINS = {"O": "0", "0": "O", "I": "1", "1": "I", "S": "5", "5": "S", "B": "8", "8": "B"}
_HEAD = re.compile(
    r"(?<![A-Za-z0-9])(?:(?P<c>[A-Z]{2})|(?P<de>[DO0]\s?[E3F€]))[\s.\-]{0,2}(?=[0-9OoIlSBbZ|][\s]?[0-9OoIlSBbZ|])"
)
_FILLER = " .-–:\n\t\u00a0_,·"
_MAX_GAP = 3


@dataclass(frozen=True, slots=True)
class FoundIban:
    """An IBAN in a text. mended: how many signs had to be mended to fit the check digits."""

    start: int
    end: int
    value: str
    mended: int


def is_iban(value: str) -> bool:
    """Return whether ``value`` (without blanks, upper case) has the country's length and the right check digits."""
    return LENGTHS.get(value[:2]) == len(value) and value.isascii() and value.isalnum() and _remainder(value) == 1


def grouped(value: str) -> str:
    """Return an IBAN in groups of four, as printed."""
    return " ".join(value[at : at + 4] for at in range(0, len(value), 4))


def find_ibans(text: str) -> list[FoundIban]:
    """Return the IBANs in ``text`` whose check digits fit.

    Misread signs (O/0, I/1, S/5, B/8) are mended only when the check digits then fit and only one mending does so.
    """
    found: list[FoundIban] = []
    for match in _HEAD.finditer(text):
        if found and match.start() < found[-1].end:
            continue
        one = _read(text, match)
        if one is not None:
            found.append(one)
    return found


def _remainder(value: str) -> int:
    return int("".join(str(int(sign, 36)) for sign in value[4:] + value[:4])) % 97


def _read(text: str, match: re.Match[str]) -> FoundIban | None:
    country = match["c"] if match["c"] in LENGTHS else "DE" if match["de"] or match["c"] in ("OE", "DF") else ""
    if not country:
        return None
    misread_head = match[0].strip() != country
    gathered = _gather(text, match.end(), LENGTHS[country] - 2, country in _DIGITS_ONLY.split())
    if gathered is not None:
        signs, end = gathered
        for value, mended in _readings(country, signs):
            if is_iban(value):
                return FoundIban(match.start(), end, value, mended + misread_head)
    regrouped = _regrouped(text, match.end()) if country == "DE" else None
    return regrouped and FoundIban(match.start(), regrouped[1], regrouped[0], 1 + misread_head)


def _regrouped(text: str, at: int) -> tuple[str, int] | None:
    """Return the German IBAN whose printed groups are right but one, that lost or won a sign, and where it ends.

    None when no single sign mends it or more than one does.
    """
    match = _GROUPS.match(text, at)
    if not match:
        return None
    groups = [_digits(group) for group in match.groups()]
    odd = [place for place, group in enumerate(groups) if len(group) != _GROUP_LENGTHS[place]]
    if len(odd) != 1 or not all(group.isdigit() for group in groups):
        return None
    place = odd[0]
    fitting = {
        value
        for group in _one_sign_off(groups[place], _GROUP_LENGTHS[place])
        if is_iban(value := "DE" + "".join([*groups[:place], group, *groups[place + 1 :]]))
    }
    return (fitting.pop(), match.end()) if len(fitting) == 1 else None


def _is_word(text: str, at: int) -> bool:
    """Return whether a word begins at ``at`` ("BIC"), not some misread digits."""
    word = text[at : at + 3]
    return len(word) > 2 and word.isalpha() and any(sign not in _MEND for sign in word)


def _digits(signs: str) -> str:
    return "".join(_MEND.get(sign, sign)[0] for sign in signs)


def _one_sign_off(group: str, length: int) -> Iterator[str]:
    """Yield the groups of ``length`` signs that differ from ``group`` by one sign too many or too few."""
    if len(group) == length + 1:
        yield from (group[:at] + group[at + 1 :] for at in range(len(group)))
    elif len(group) == length - 1:
        yield from (group[:at] + digit + group[at:] for at in range(length) for digit in _ANY_DIGIT)


def _gather(text: str, at: int, count: int, digits: bool) -> tuple[str, int] | None:
    """Return the next ``count`` signs that can belong to an IBAN and where they end; words end one of ``digits``."""
    signs: list[str] = []
    gap = 0
    while at < len(text) and len(signs) < count and gap <= _MAX_GAP:
        sign = text[at]
        if digits and _is_word(text, at):
            break
        if sign.isascii() and (sign.isalnum() or sign in "|!?"):
            signs.append(sign)
            gap = 0
        elif sign in _FILLER:
            gap += 1
        else:
            break
        at += 1
    if len(signs) < count or (at < len(text) and text[at].isdigit()):
        return None
    return "".join(signs), at


def _readings(country: str, signs: str) -> Iterator[tuple[str, int]]:
    """Yield the reading as it is, then the only mended one that fits."""
    if country in _DIGITS_ONLY.split():
        fitting = {value for value in _mendings(country, signs) if is_iban(value)}
        if len(fitting) == 1:
            yield fitting.pop(), sum(not sign.isdigit() for sign in signs)
        return
    yield country + signs.upper(), 0
    plain = _digits(signs[:2]) + signs[2:].replace("|", "1").upper()
    mended = sum(before != after for before, after in zip(signs.upper(), plain, strict=True))
    yield country + plain, mended
    fitting = {value for value in _twins(country + plain) if is_iban(value)}
    if len(fitting) == 1:
        yield fitting.pop(), mended + 1


def _mendings(country: str, signs: str) -> Iterator[str]:
    """Yield the readings of ``signs`` in which each letter is a digit that it may have been; one may be any digit."""
    options = [sign if sign.isdigit() else _MEND.get(sign, _ANY_DIGIT) for sign in signs]
    if prod(len(one) for one in options) <= _MOST_READINGS:
        yield from (country + "".join(one) for one in product(*options))


def _twins(value: str) -> Iterator[str]:
    """Yield ``value`` with one or two signs of the account number changed for those they are taken for."""
    places = [at for at, sign in enumerate(value) if at > 3 and sign in _TWINS]
    for size in (1, 2):
        for chosen in combinations(places, size):
            yield "".join(_TWINS[sign] if at in chosen else sign for at, sign in enumerate(value))
