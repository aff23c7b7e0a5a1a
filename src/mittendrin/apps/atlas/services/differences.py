# SPDX-License-Identifier: EUPL-1.2
"""Two states of a record compared field by field, in words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from babel.numbers import format_decimal
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mittendrin.apps.atlas.models import Record
from mittendrin.apps.atlas.services import field_labels
from mittendrin.apps.atlas.services.fields import CHOICE_TYPES, LISTS, Field, Type, tree

Data = dict[str, Any]
MIN_WORDS = 4  # shorter texts are shown whole
MIN_LIKENESS = 0.3  # less alike texts are shown whole


@dataclass(frozen=True)
class Part:
    """A piece of a changed text: same in both, or only in the one."""

    text: str
    changed: bool


@dataclass(frozen=True)
class Change:
    """One changed field: what stood there before and what stands there after. None means nothing."""

    label: str
    before: list[Part] | None
    after: list[Part] | None

    @property
    def sort(self) -> str:
        """Return added, removed or changed."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"


def changes(kind: str, before: Data | None, after: Data | None) -> list[Change]:
    """Return what differs between two states of a record; None stands for a record that is not there."""
    return list(_object(tree(kind), before or {}, after or {}, ""))


def _object(field: Field, before: Data, after: Data, label: str) -> Iterator[Change]:
    for child in field.children:
        old, new = before.get(child.name), after.get(child.name)
        if old != new:
            yield from _field(child, old, new, f"{label}{field_labels.field_label(child.path)}")


def _field(field: Field, old: Any, new: Any, label: str) -> Iterator[Change]:
    if field.type is Type.OBJECT and isinstance(old or {}, dict) and isinstance(new or {}, dict):
        yield from _object(field, old or {}, new or {}, f"{label}: ")
    elif field.type in LISTS and isinstance(old or [], list) and isinstance(new or [], list):
        yield from _list(field, old or [], new or [], label)
    else:
        yield _change(label, _shown(field, old), _shown(field, new))


def _list(field: Field, old: list[Any], new: list[Any], label: str) -> Iterator[Change]:
    matcher = SequenceMatcher(a=[_mark(item) for item in old], b=[_mark(item) for item in new], autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            continue
        for offset, (first, second) in enumerate(zip_longest(old[old_from:old_to], new[new_from:new_to])):
            if field.type is not Type.ROWS:
                yield _change(label, _item(field, first), _item(field, second))
                continue
            number = (new_from if second is not None else old_from) + offset + 1
            if first is not None and second is not None:
                yield from _object(field, first, second, f"{label} {number}: ")
            else:
                yield _change(f"{label} {number}", _row(field, first), _row(field, second))


def _mark(item: Any) -> str:
    return json.dumps(item, sort_keys=True, ensure_ascii=False)


def _row(field: Field, row: Data | None) -> str | None:
    if row is None:
        return None
    values = (
        f"{field_labels.field_label(child.path)}: {_shown(child, row[child.name])}"
        for child in field.children
        if child.name in row
    )
    return " · ".join(values)


def _item(field: Field, value: Any) -> str | None:
    if value is None:
        return None
    if field.type in CHOICE_TYPES:
        return field_labels.value_label(value, field.path)
    return _title(field.target, str(value)) if field.target else str(value)


def _title(kind: str, key: str) -> str:
    record = Record.objects.filter(kind=kind, key=key).only("title").first()
    return record.title if record else key


def _shown(field: Field, value: Any) -> str | None:
    """Return a value as a person reads it; None when there is none."""
    if value is None:
        return None
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    if isinstance(value, list):
        return ", ".join(str(_item(field, item)) for item in value) or None
    if isinstance(value, int | float) and field.type is Type.NUMBER:
        return format_decimal(value, format="#,##0.######", locale=get_language() or "de")
    return _item(field, value)


def _change(label: str, old: str | None, new: str | None) -> Change:
    if old is None or new is None:
        return Change(label, _whole(old), _whole(new))
    before, after = old.split(), new.split()
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    if max(len(before), len(after)) < MIN_WORDS or matcher.ratio() < MIN_LIKENESS:
        return Change(label, _whole(old), _whole(new))
    return Change(label, list(_parts(matcher, before, first=True)), list(_parts(matcher, after, first=False)))


def _whole(text: str | None) -> list[Part] | None:
    return None if text is None else [Part(text, changed=True)]


def _parts(matcher: SequenceMatcher[str], words: list[str], *, first: bool) -> Iterator[Part]:
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        piece = words[old_from:old_to] if first else words[new_from:new_to]
        if piece:
            yield Part(" ".join(piece), changed=tag != "equal")
