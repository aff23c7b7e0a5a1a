# SPDX-License-Identifier: EUPL-1.2
"""What a person sent with a record form: the record, the wished action, what it was based on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from mittendrin.apps.atlas.forms.reading import MAX_ROWS, read_record
from mittendrin.apps.atlas.services import editing
from mittendrin.apps.atlas.services.checks import tidy
from mittendrin.apps.atlas.services.fields import Type, at_path, tree

Data = dict[str, Any]
ACTIONS = frozenset({"check", "save"})
NEW_KEY = "neu"


@dataclass(frozen=True)
class Submission:
    """``action`` is rows (a row was added or removed), check or save; ``focus`` names the field to go to."""

    data: Data
    action: str
    focus: str
    base_revision: int
    comment: str
    proposal: int


def read_submission(kind: str, post: QueryDict, *, key: str, base: Data | None) -> Submission:
    """Return what ``post`` holds; ``key`` is that of the edited record or "neu", ``base`` its published data."""
    added, removed = post.get("_add", ""), post.get("_remove", "")
    data = read_record(kind, post, base, skip=removed)
    if key != NEW_KEY:
        data = {"id": key, **data}
    action = post.get("_do", "")
    focus = ""
    if added or removed:
        action, focus = "rows", _add_row(kind, data, added) if added else removed.rpartition(".")[0]
    elif key == NEW_KEY and not data.get("id"):
        data = {"id": editing.new_key(kind, data), **data} if editing.new_key(kind, data) else data
    return Submission(
        data=data,
        action=action if action in ACTIONS | {"rows"} else "check",
        focus=focus,
        base_revision=_number(post.get("_base", "")),
        comment=" ".join(tidy(post.get("_comment", "")).split()),
        proposal=_number(post.get("_proposal", "")),
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _add_row(kind: str, data: Data, name: str) -> str:
    """Append an empty row to the list called ``name``; return the name of what should get the focus."""
    field = at_path(tree(kind), name)
    if field is None or field.type is not Type.ROWS:
        return name
    holder = data
    *parents, last = name.split(".")
    for part in parents:
        holder = holder.setdefault(part, {})
    rows = holder.setdefault(last, [])
    if len(rows) < MAX_ROWS:
        rows.append({})
    return f"{name}.{len(rows) - 1}"
