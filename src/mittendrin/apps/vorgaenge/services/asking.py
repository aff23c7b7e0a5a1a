# SPDX-License-Identifier: EUPL-1.2
"""What an address of the inbox asks for, and the address that asks for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse

from mittendrin.townhall.cases.services.finding import Asked, By, View

LONGEST = 200


def read(given: QueryDict) -> Asked:
    """Return what the parameters ask for; what nobody knows counts as not asked."""
    view, by = given.get("ansicht", ""), given.get("gruppe", "")
    return Asked(
        view=View(view) if view in set(View) else View.MINE,
        by=By(by) if by in set(By) else By.DUE,
        words=_text(given, "q"),
        origin=_text(given, "herkunft"),
        state=_text(given, "stand"),
        person=_number(given.get("person", "")),
        page=_number(given.get("seite", "")) or 1,
    )


def query(asked: Asked, **changes: Any) -> str:
    """Return the parameters that ask for ``asked`` with ``changes``, without those that stand for themselves."""
    wanted = replace(asked, **changes)
    values = {
        "ansicht": wanted.view.value if wanted.view is not View.MINE else "",
        "gruppe": wanted.by.value if wanted.by is not By.DUE else "",
        "q": wanted.words,
        "herkunft": wanted.origin,
        "stand": wanted.state,
        "person": str(wanted.person or ""),
        "seite": str(wanted.page) if wanted.page > 1 else "",
    }
    made = QueryDict(mutable=True)
    made.update({name: value for name, value in values.items() if value})
    return made.urlencode()


def list_url(asked: Asked, **changes: Any) -> str:
    """Return the address of the list."""
    return _joined(reverse("vorgaenge:list"), query(asked, **changes))


def case_url(uuid: UUID, asked: Asked, **more: str) -> str:
    """Return the address of a case beside the list that it was opened from."""
    extra = QueryDict(mutable=True)
    extra.update(more)
    together = "&".join(part for part in (query(asked), extra.urlencode()) if part)
    return _joined(reverse("vorgaenge:case", args=[uuid]), together)


def _joined(path: str, parameters: str) -> str:
    return f"{path}?{parameters}" if parameters else path


def _text(given: QueryDict, name: str) -> str:
    return " ".join(given.get(name, "")[:LONGEST].replace("\x00", " ").split())


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 10 else None
