# SPDX-License-Identifier: EUPL-1.2
"""A letter as one row of a table: what ``mittendrin posteingang read`` writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from mittendrin.apps.posteingang.services import proposing
from mittendrin.apps.posteingang.services.proposing import Proposals
from mittendrin.apps.posteingang.sources.reading import Remark
from mittendrin.contracts.block import Answer, Reason
from mittendrin.contracts.document import Document

COLUMNS = (
    "file", "unit", "unit_confidence", "unit_2", "unit_3", "second_unit", "kind", "language", "sender", "date",
    "subject", "reference", "deadline", "amount", "iban", "invoice_no", "person", "urgent", "special_data",
    "abstained", "reasons",
)  # fmt: skip
FACTS = ("sender", "date", "subject", "reference", "deadline", "amount", "iban", "invoice_no", "person")
_TEXTS = frozenset({"file", "sender", "subject", "reference", "invoice_no", "person", "reasons"})
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_YES = frozenset({"true", "yes", "ja"})
_REASONS_EACH = 3
_NOTHING: Answer[Any] = Answer(None, 0.0)

Row = dict[str, str]


def refused_row(file: str, remark: Remark) -> Row:
    """Return the row of a file that was not read."""
    return _safe({**dict.fromkeys(COLUMNS, ""), "file": file, "abstained": "true", "reasons": sentence(remark)})


def letter_row(file: str, document: Document, proposals: Proposals, remarks: Iterable[Remark]) -> Row:
    """Return the row of a letter: values in normal form, empty where nothing was found."""
    unit = proposals.get(proposing.UNIT, _NOTHING)
    facts = proposals.get(proposing.FACTS, _NOTHING).value or {}
    others = [str(one.value) for one in unit.alternatives[:2]]
    row = {name: _text(facts.get(name)) for name in FACTS}
    row |= {
        "file": file,
        "unit": _text(unit),
        "unit_confidence": f"{unit.confidence:.3f}" if unit.value else "",
        "unit_2": others[0] if others else "",
        "unit_3": others[1] if len(others) > 1 else "",
        "second_unit": _text(proposals.get(proposing.SECOND_UNIT)),
        "kind": _text(proposals.get(proposing.KIND)),
        "language": _text(proposals.get(proposing.LANGUAGE)),
        "urgent": _flag(proposals.get(proposing.URGENCY)),
        "special_data": _flag(proposals.get(proposing.SPECIAL)),
        "abstained": "true" if unit.abstained or unit.value is None else "false",
        "reasons": " | ".join(_reasons(proposals, remarks)),
    }
    row["subject"] = row["subject"] or document.known.get("subject", "")
    return _safe({name: row[name] for name in COLUMNS})


def _text(answer: Answer[Any] | None) -> str:
    return "" if answer is None or answer.value is None else str(answer.value)


def _flag(answer: Answer[Any] | None) -> str:
    if answer is None or answer.value is None:
        return ""
    return "true" if str(answer.value).lower() in _YES else "false"


def _reasons(proposals: Proposals, remarks: Iterable[Remark]) -> Iterator[str]:
    facts = proposals.get(proposing.FACTS, _NOTHING).value or {}
    titles = (
        (_("Einheit"), proposals.get(proposing.UNIT)),
        (_("Zweite Einheit"), proposals.get(proposing.SECOND_UNIT)),
        (_("Art"), proposals.get(proposing.KIND)),
        (_("Eilt"), proposals.get(proposing.URGENCY)),
        (_("Frist"), facts.get("deadline")),
        (_("Betrag"), facts.get("amount")),
    )
    computed = facts.get("deadline_computed")
    if computed is not None and computed.value:
        yield f"{_('Berechnete Frist')}: {computed.value} ({_joined(computed.reasons)})"
    for title, answer in titles:
        if answer is not None and answer.reasons and (answer.value or answer.abstained):
            yield f"{title}: {_joined(answer.reasons)}"
    yield from map(sentence, remarks)


def _joined(reasons: Sequence[Reason]) -> str:
    best = sorted(reasons, key=lambda reason: -reason.weight)[:_REASONS_EACH]
    return "; ".join(dict.fromkeys(sentence(reason) for reason in best))


def sentence(said: Remark | Reason) -> str:
    """Return a reason or remark in the language of the process."""
    text = _(said.text)
    try:
        return text % said.values if said.values else text
    except (KeyError, ValueError, TypeError):  # a translation or a block of others that does not fit its values
        return text


def _safe(row: Row) -> Row:
    """Return ``row`` on one line each, no cell a formula for a spreadsheet.

    Half characters, as in names of files from other systems, are spelt out: no file could hold them.
    """
    return {name: _cell(name, " ".join(_whole(value).split())) for name, value in row.items()}


def _whole(value: str) -> str:
    return value.encode("utf-8", "backslashreplace").decode("utf-8")


def _cell(name: str, value: str) -> str:
    return f"'{value}" if name in _TEXTS and value.startswith(_FORMULA) else value
