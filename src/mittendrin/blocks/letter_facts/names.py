# SPDX-License-Identifier: EUPL-1.2
"""Names of people, firms and authorities: what they look like, how they are written by a clerk."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from mittendrin.blocks.letter_facts.labels import label
from mittendrin.core.text import fold

ORGANISATION = label("names.organisation")
LEGAL_FORM = label("names.legal_form", end=True)
_ORGANISATION_ENDS = re.compile(
    r"[a-z]{2}(?:direkiion|gerichi|ami|verwaiiung|verein|verband|schuie|werke|diensi|diensie|kasse|bank|bau|haus|heim|veriag|kurier"
    r"|zeiiung|frakiion|kiinik|praxis|apoiheke|service|geseiischafi|gruppe|siifiung|gemeinde|ageniur|kanziei|cenier|zenirum|beirieb"
    r"|handei|iechnik|minisieriu(?:m|rn)|behorde|ciub|chor|haiie|gymnasiu(?:m|rn)|irager|gasi(?:haus|hof)|hoi(?:el|ei)|iheaier|gui|gemeinschafi|buro|kreis|[a-z]{2}erei|rai)(?![a-z])"
)
AUTHORITY = label("names.authority")
_TITLES = r"(?:(?:Prof|Dr|Dipl|Ing|med|jur|phil|rer|nat|em|h\. ?c|Mag|RA|RAin|StR|PD)\b\.?(?:-Ing\.)? ?)*"
# Latin and Cyrillic letters with all their marks: people come from everywhere.
_LETTERS = [chr(code) for code in range(0x41, 0x530) if chr(code).isalpha()]
_UPPER = "".join(sign for sign in _LETTERS if sign.isupper())
_LOWER = "".join(sign for sign in _LETTERS if sign.islower())
_GIVEN = rf"[{_UPPER}][{_LOWER}’'\-]+(?:-[{_UPPER}][{_LOWER}]+)?"
_PARTICLE = r"(?:(?:von|van|vom|de|zu|zur|der|den|und zu|ten|della|di|el|al) ){0,2}"
PERSON = re.compile(
    rf"(?P<title>{_TITLES})(?P<given>{_GIVEN}(?: (?:{_GIVEN}|[A-Z]\.)){{0,2}})"
    rf" {_PARTICLE}(?P<last>{_GIVEN}(?:-{_GIVEN})?)(?![^\W\d_])"
)
COUPLE = re.compile(rf"{_GIVEN}(?: {_GIVEN})? (?:und|u\.|&) {_GIVEN} {_PARTICLE}{_GIVEN}")
_HONORIFIC = re.compile(
    r"^(?:(?:Frau|Herrn?|Eheleute|Firma|Fa\.|Mr\.?|Mrs\.?|Ms\.?|Mme|M\.)\s)|^(?:i\.\s?A\.|i\.\s?V\.|gez\.|ppa\.|Ihre?|Eure?|"
    r"Deine?|Absender(?:in)?:?|Abs\.?:?|Name:?|Von:|From:|Mit Gruß,?|MfG,?)\s",
)
_TAIL = re.compile(
    r"\s*(?:<[^>]*>?|\((?!haftung)[^)]*\)|\[[^\]]*\]|[·•|].*|\s[–-]\s.*|,\s(?:Rechtsanw|Geschäftsf|Dipl|Notar|Vorsitz|Leit|Inhab|Inh\.|[a-z]).*)\s*$"
)


def is_organisation(bare: str) -> bool:
    """Return whether a skeleton holds a word for a firm, club, school, court or authority."""
    return bool(ORGANISATION.search(bare) or LEGAL_FORM.search(bare) or _ORGANISATION_ENDS.search(bare))


@cache
def _first_names() -> frozenset[str]:
    text = files("mittendrin.blocks.letter_facts").joinpath("first_names.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


@cache
def is_first_name(word: str) -> bool:
    """Return whether ``word`` is a common first name; double names count by their first part."""
    plain = fold(word.split("-")[0])
    return plain in _first_names() or plain.replace("ue", "u").replace("oe", "o").replace("ae", "a") in _first_names()


def is_person(text: str) -> bool:
    """Return whether ``text`` looks like first and last name of a person or a couple."""
    match = PERSON.fullmatch(text)
    if match:
        return is_first_name(match["given"].split()[0]) or bool(match["title"])
    couple = COUPLE.fullmatch(text)
    return bool(couple) and is_first_name(text.split()[0].rstrip("-")) and not text.split()[0].endswith("-")


def tidy(text: str) -> str:
    """Return a name as a clerk would list it: without form of address, remarks and what follows the name."""
    before = ""
    while before != text:
        before = text
        text = _HONORIFIC.sub("", _TAIL.sub("", text)).strip(" ,;:·•|–-\"'“„")
    return text if not text.endswith("e.V") else f"{text}."


def last_name(text: str) -> str:
    """Return the last name in a person's name."""
    return text.split()[-1] if text.split() else ""
