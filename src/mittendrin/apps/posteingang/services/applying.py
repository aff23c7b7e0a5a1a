# SPDX-License-Identifier: EUPL-1.2
"""Values of facts as the letter keeps them, there and back."""

from __future__ import annotations

from datetime import date
from typing import Any

from mittendrin.apps.posteingang.models import Letter
from mittendrin.apps.posteingang.services import access, words
from mittendrin.townhall.accounts.models import Unit

SNAPSHOT = (
    "state",
    "unit_id",
    "second_unit_id",
    "kind",
    "language",
    "sender",
    "subject",
    "date",
    "deadline",
    "reference",
    "amount",
    "iban",
    "invoice_no",
    "person",
    "urgent",
    "special",
    "handled_alone",
    "case_uuids",
    "note",
    "akte_id",
    "wiedervorlage_on",
    "dispose_on",
    "confirmed_by_id",
)


def put(letter: Letter, name: str, value: str) -> None:
    """Set what the letter keeps of a fact; a unit that does not exist and a date that is none become empty."""
    kind = words.BY_NAME.get(name)
    if kind is None or not kind.column:
        return
    if kind.input == "unit":
        setattr(letter, kind.column, access.unit_named(value))
    elif kind.input == "date":
        setattr(letter, kind.column, _day(value))
    elif kind.input == "bool":
        setattr(letter, kind.column, value == words.YES)
    else:
        setattr(letter, kind.column, value[: kind.length])


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None


def snapshot(letter: Letter) -> dict[str, Any]:
    """Return the values of a letter that a step may change, as plain values."""
    values = {name: getattr(letter, name) for name in SNAPSHOT}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def restore(letter: Letter, before: dict[str, Any]) -> None:
    """Give the letter the values of a snapshot. A unit that is gone by now becomes empty."""
    for name in SNAPSHOT:
        value = before.get(name)
        if name in {"date", "deadline", "wiedervorlage_on", "dispose_on"}:
            value = _day(value or "")
        if name in {"unit_id", "second_unit_id"} and value and not Unit.objects.filter(pk=value).exists():
            value = None
        setattr(letter, name, value)
