# SPDX-License-Identifier: EUPL-1.2
"""Facts from an embedded e-invoice (EN 16931): its fields are the truth."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from mittendrin.contracts.block import Answer, Reason
from mittendrin.contracts.document import Document
from mittendrin.core.dates.reading import parse_date
from mittendrin.core.iban import is_iban

# The first term that is filled counts.
_TERMS: Mapping[str, tuple[str, ...]] = {
    "sender": ("BT-27", "BT-28"),
    "date": ("BT-2",),
    "deadline": ("BT-9",),
    "amount": ("BT-115", "BT-112"),
    "iban": ("BT-84", "BT-91"),
    "invoice_no": ("BT-1",),
    "reference": ("BT-13", "BT-10", "BT-12", "BT-11", "BT-46"),
}
_ADDRESS = ("BT-35", "BT-36", "BT-38", "BT-37")
_NO_REFERENCE = ("", "-", "n/a", "0")


def from_invoice(document: Document, own_ibans: tuple[str, ...] = ()) -> dict[str, Answer[str]]:
    """Return the facts that the embedded e-invoice of ``document`` holds; empty when there is none."""
    found: dict[str, Answer[str]] = {}
    for name, terms in _TERMS.items():
        for term in terms:
            value = _normal(name, document.invoice.get(term, "").strip())
            if value and not (name == "iban" and value in own_ibans):
                found[name] = _answer(value, term)
                break
    if address := _address(document.invoice):
        found["sender_address"] = _answer(address, "BT-35")
    return found


def _answer(value: str, term: str) -> Answer[str]:
    return Answer(value, 0.99, (Reason("einvoice", "steht in der elektronischen Rechnung (%(term)s)", {"term": term}),))


def _address(terms: Mapping[str, str]) -> str:
    street, extra, postcode, town = (terms.get(term, "").strip() for term in _ADDRESS)
    place = f"{postcode} {town}".strip()
    return ", ".join(part for part in (street, extra, place) if part)


def _normal(name: str, value: str) -> str:
    if name in ("date", "deadline"):
        bare = f"{value[:4]}-{value[4:6]}-{value[6:]}" if len(value) == 8 and value.isdigit() else value[:10]
        day = parse_date(bare)
        return day.isoformat() if day else ""
    if name == "amount":
        try:
            return f"{abs(Decimal(value)):.2f}"
        except InvalidOperation:
            return ""
    if name == "iban":
        bare = "".join(value.split()).upper()
        return bare if is_iban(bare) else ""
    return "" if value.lower() in _NO_REFERENCE else value
