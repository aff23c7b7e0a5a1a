# SPDX-License-Identifier: EUPL-1.2
"""An e-invoice as a page that people read, with the names of EN 16931 in German."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mittendrin.apps.posteingang.sources.einvoice import Invoice, Line

_CONTACT = (("BT-41", "Ansprechpartner"), ("BT-42", "Telefon"), ("BT-43", "E-Mail"), ("BT-31", "USt-IdNr."))
_HEAD = (
    ("BT-1", "Rechnungsnummer"),
    ("BT-2", "Rechnungsdatum"),
    ("BT-9", "Fällig am"),
    ("BT-10", "Leitweg-ID"),
    ("BT-13", "Bestellnummer"),
    ("BT-12", "Vertragsnummer"),
    ("BT-11", "Projektnummer"),
    ("BT-25", "Vorausgegangene Rechnung"),
    ("BT-72", "Lieferdatum"),
)
_SUMS = (
    ("BT-106", "Summe der Positionen"),
    ("BT-107", "Abschläge"),
    ("BT-108", "Zuschläge"),
    ("BT-109", "Gesamtbetrag ohne Umsatzsteuer"),
    ("BT-110", "Umsatzsteuer"),
    ("BT-112", "Gesamtbetrag mit Umsatzsteuer"),
    ("BT-113", "Bereits gezahlt"),
    ("BT-115", "Zahlbetrag"),
)
_PAYMENT = (
    ("BT-59", "Zahlungsempfänger"),
    ("BT-85", "Kontoinhaber"),
    ("BT-84", "IBAN"),
    ("BT-86", "BIC"),
    ("BT-83", "Verwendungszweck"),
    ("BT-89", "Mandatsreferenz"),
    ("BT-91", "Abbuchung von"),
    ("BT-20", "Zahlungsbedingungen"),
)
_DATES = frozenset({"BT-2", "BT-9", "BT-72"})
_UNITS = {"C62": "Stück", "H87": "Stück", "XPP": "Stück", "HUR": "Std.", "DAY": "Tage", "MON": "Monate", "KGM": "kg",
          "MTR": "m", "MTK": "m²", "MTQ": "m³", "LTR": "l", "KWH": "kWh", "LS": "pauschal"}  # fmt: skip


def readable(invoice: Invoice) -> str:
    """Return ``invoice`` as German text: parties, numbers, lines, sums, payment."""
    return "\n".join(_parts(invoice))


def _parts(invoice: Invoice) -> Iterator[str]:
    terms = invoice.terms
    yield from _party(invoice, "BT-27", "BT-35", "BT-38", "BT-37")
    for term, label in (
        ("BT-41", "Ansprechpartner"),
        ("BT-42", "Telefon"),
        ("BT-43", "E-Mail"),
        ("BT-31", "USt-IdNr."),
    ):
        if term in terms:
            yield f"{label}: {terms[term]}"
    yield ""
    yield from _party(invoice, "BT-44", "BT-50", "BT-53", "BT-52")
    yield ""
    yield "Rechnungskorrektur" if invoice.credit_note else "Rechnung"
    yield from _labelled(invoice, _HEAD)
    if "BT-73" in terms or "BT-74" in terms:
        yield f"Abrechnungszeitraum: {_day(terms.get('BT-73', ''))} bis {_day(terms.get('BT-74', ''))}"
    if note := terms.get("BT-22"):
        yield from ("", note)
    yield ""
    yield "Pos.  Bezeichnung  Menge  Einzelpreis  USt.  Betrag"
    yield from map(_line, invoice.lines)
    yield ""
    yield from _labelled(invoice, _SUMS)
    yield ""
    yield from _labelled(invoice, _PAYMENT)


def _party(invoice: Invoice, name: str, street: str, code: str, city: str) -> Iterator[str]:
    terms = invoice.terms
    yield terms.get(name, "")
    if street in terms:
        yield terms[street]
    yield f"{terms.get(code, '')} {terms.get(city, '')}".strip()


def _labelled(invoice: Invoice, fields: tuple[tuple[str, str], ...]) -> Iterator[str]:
    currency = invoice.terms.get("BT-5", "EUR")
    for term, label in fields:
        if value := invoice.terms.get(term):
            if fields is _SUMS:
                value = f"{german(value)} {currency}"
            yield f"{label}: {_day(value) if term in _DATES else value}"


def _line(line: Line) -> str:
    unit = _UNITS.get(line.unit, line.unit)
    rate = f"{german(line.rate, 0)} %" if line.rate else ""
    cells = (line.number, line.name, f"{german(line.quantity, 0)} {unit}", german(line.price), rate, german(line.net))
    return "  ".join(cell for cell in cells if cell.strip())


def german(value: str, decimals: int = 2) -> str:
    """Return the number ``value`` as Germans write it, with at least ``decimals`` decimals; other texts as they are."""
    try:
        number = float(value)
    except ValueError:
        return value
    digits = max(decimals, len(value.partition(".")[2].rstrip("0")))
    return f"{number:,.{digits}f}".replace(",", " ").replace(".", ",").replace(" ", ".")


def _day(value: str) -> str:
    try:
        return date.fromisoformat(value).strftime("%d.%m.%Y")
    except ValueError:
        return value
