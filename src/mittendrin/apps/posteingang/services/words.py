# SPDX-License-Identifier: EUPL-1.2
"""What is known of the facts of a letter: titles, kinds of input, words for values and for how sure they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from mittendrin.apps.posteingang.services.errors import WrongValue
from mittendrin.contracts.cue_classifier import NO as NO
from mittendrin.contracts.cue_classifier import YES as YES
from mittendrin.core.dates.reading import find_dates, parse_date
from mittendrin.core.iban import find_ibans, grouped, is_iban
from mittendrin.core.text import sentence as shown_text

SURE, FAIRLY = 0.9, 0.6
KINDS = (
    shown_text("Antrag"),
    shown_text("Widerspruch"),
    shown_text("Beschwerde"),
    shown_text("Rechnung"),
    shown_text("Mahnung"),
    shown_text("Anfrage"),
    shown_text("Meldung"),
    shown_text("Bewerbung"),
    shown_text("Kündigung"),
    shown_text("Nachweis"),
    shown_text("Einladung"),
    shown_text("Behördenpost"),
    shown_text("Angebot"),
    shown_text("Werbung"),
    shown_text("Gerichtspost"),
    shown_text("Presseanfrage"),
)


@dataclass(frozen=True)
class FactKind:
    """A fact: name, title for people, how it is entered; column: where the letter keeps it, empty when it does not."""

    name: str
    title: str | Promise
    input: str
    column: str
    length: int = 250


FACTS = (
    FactKind("unit", lazy("Amt"), "unit", "unit"),
    FactKind("second_unit", lazy("Zweites Amt"), "unit", "second_unit"),
    FactKind("kind", lazy("Art"), "kind", "kind", 40),
    FactKind("sender", lazy("Absender"), "text", "sender"),
    FactKind("sender_address", lazy("Anschrift"), "text", "", 500),
    FactKind("date", lazy("Datum"), "date", "date"),
    FactKind("subject", lazy("Betreff"), "text", "subject", 300),
    FactKind("reference", lazy("Zeichen"), "text", "reference", 120),
    FactKind("deadline", lazy("Frist"), "date", "deadline"),
    FactKind("deadline_computed", lazy("Errechnete Frist"), "date", ""),
    FactKind("amount", lazy("Betrag"), "amount", "amount", 20),
    FactKind("iban", lazy("IBAN"), "iban", "iban", 34),
    FactKind("invoice_no", lazy("Rechnungsnummer"), "text", "invoice_no", 80),
    FactKind("person", lazy("Betroffene Person"), "text", "person", 200),
    FactKind("language", lazy("Sprache"), "language", "language", 8),
    FactKind("urgent", lazy("Eilig"), "bool", "urgent"),
    FactKind("special_data", lazy("Besonders geschützte Daten"), "bool", "special"),
)
BY_NAME = {fact.name: fact for fact in FACTS}
_OF_QUESTION = {
    "letter.kind": "kind",
    "letter.language": "language",
    "letter.urgency": "urgent",
    "letter.special_data": "special_data",
}
_AMOUNT = re.compile(r"-?\d{1,12}(?:\.\d{2})?")


def certainty(confidence: float) -> str:
    """Return ``sure``, ``fairly`` or ``unsure`` for a calibrated confidence."""
    return "sure" if confidence >= SURE else "fairly" if confidence >= FAIRLY else "unsure"


def certainty_word(level: str) -> str:
    """Return the word for how sure something is, in the language of the page."""
    return {"sure": _("sicher"), "fairly": _("ziemlich sicher"), "unsure": _("unsicher")}.get(level, "")


def shown(name: str, value: str) -> str:
    """Return a value as people read it, in the language of the page."""
    kind = BY_NAME[name].input if name in BY_NAME else "text"
    if not value:
        return ""
    if kind == "date":
        return _day(value)
    if kind == "amount":
        return _amount(value)
    if kind == "iban":
        return grouped(value)
    if kind == "bool":
        return _("ja") if value == YES else _("nein")
    if kind == "language":
        return _language(value)
    return _(value) if kind == "kind" else value


def shown_of(question: str, part: str, value: str) -> str:
    """Return what a block says to ``question`` (of an extractor: on the fact ``part``) as people read it."""
    return shown(part or _OF_QUESTION.get(question, ""), value)


def _day(value: str) -> str:
    try:
        return format_date(date.fromisoformat(value), "d. MMMM y", locale=get_language() or "de")
    except ValueError:
        return value


def _amount(value: str) -> str:
    try:
        return f"{format_decimal(value, '#,##0.00', locale=get_language() or 'de')} €"
    except (ValueError, ArithmeticError):
        return value


def _language(value: str) -> str:
    try:
        return Locale.parse(value).get_display_name(get_language() or "de") or value
    except (UnknownLocaleError, ValueError):
        return value


def normal(name: str, value: str) -> str:
    """Return a value that a person gave in normal form; empty says that there is none. Raises WrongValue."""
    kind = BY_NAME[name]
    text = " ".join(value.split())
    if not text:
        return ""
    if kind.input == "date":
        return _normal_day(text)
    if kind.input == "amount":
        return _normal_amount(text)
    if kind.input == "iban":
        return _normal_iban(text)
    if kind.input == "bool":
        return YES if text.lower() in {"true", "1", "ja", "yes", "on"} else NO
    if len(text) > kind.length:
        raise WrongValue(value=text[:40] + "…", hint=_("höchstens %(count)s Zeichen") % {"count": kind.length})
    return text


def _normal_day(text: str) -> str:
    found = parse_date(text)
    if found is None:
        raise WrongValue(value=text[:40], hint=_("ein Datum wie 12.11.2026"))
    return found.isoformat()


def _normal_amount(text: str) -> str:
    plain = re.sub(r"[^\d,.\-]", "", text).rstrip("-.,")
    if "," in plain and plain.rfind(",") > plain.rfind("."):
        plain = plain.replace(".", "").replace(",", ".")
    else:
        plain = plain.replace(",", "")
        if re.search(r"\.\d{3}$", plain):
            plain = plain.replace(".", "")
    if not _AMOUNT.fullmatch(plain):
        raise WrongValue(value=text[:40], hint=_("ein Betrag wie 1.234,50"))
    return f"{float(plain):.2f}"


def _normal_iban(text: str) -> str:
    plain = "".join(text.split()).upper()
    if not is_iban(plain):
        raise WrongValue(value=text[:40], hint=_("eine IBAN mit richtiger Prüfzahl"))
    return plain


def in_line(name: str, line: str, word: str) -> str:
    """Return the value for a fact that a chosen line of a letter holds, in normal form. Raises WrongValue."""
    kind = BY_NAME[name].input
    if kind == "iban":
        found = find_ibans(line)
        return found[0].value if found else normal(name, line)
    if kind == "date":
        days = [one.on() for one in find_dates(line)]
        return normal(name, next((day.isoformat() for day in days if day), line))
    if kind == "amount":
        return normal(name, word if re.search(r"\d", word) else "".join(re.findall(r"[\d.,]+", line)[-1:]))
    if name in {"reference", "invoice_no"}:
        return normal(name, line.partition(":")[2].strip() or (word or line))
    label, colon, rest = line.partition(":")
    return normal(name, rest if colon and len(label) < 20 and rest.strip() else line)
