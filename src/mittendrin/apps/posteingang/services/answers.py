# SPDX-License-Identifier: EUPL-1.2
"""Answer templates: texts with placeholders that are filled in from the letter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from mittendrin.apps.posteingang.models import AnswerTemplate, Letter
from mittendrin.apps.posteingang.services import access, history, words
from mittendrin.apps.posteingang.services.errors import NotVisible, Refused
from mittendrin.contracts import registry
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.town import town

MOST = 20_000
PLACEHOLDERS: Mapping[str, str | Promise] = {
    "sender": lazy("Absender"),
    "subject": lazy("Betreff"),
    "date": lazy("Datum des Briefs"),
    "reference": lazy("Zeichen"),
    "deadline": lazy("Frist"),
    "amount": lazy("Betrag"),
    "person": lazy("Betroffene Person"),
    "number": lazy("Nummer des Briefs"),
    "received": lazy("Eingegangen am"),
    "unit": lazy("Amt"),
    "today": lazy("Heute"),
    "clerk": lazy("Ihr Name"),
    "town": lazy("Name der Stadt"),
    "objection": lazy("Adresse zum Widersprechen"),
}
_FIELD = re.compile(r"\{(\w+)\}")


class TemplateWrong(Refused):
    """A template cannot be kept."""

    @property
    def words(self) -> str:
        """Return the sentence in the language of the page."""
        return _("Unbekannte Platzhalter: %(names)s.") % self.values if self.values else _("Titel oder Text fehlt.")


def templates(person: Person, letter: Letter | None = None) -> list[AnswerTemplate]:
    """Return the templates that ``person`` may use; for a letter those that fit its kind, and its unit or the own."""
    found = AnswerTemplate.objects.select_related("unit")
    if not access.is_post_room(person):
        found = found.filter(Q(unit=None) | Q(unit_id=person.unit_id))
    rows = list(found)
    if letter is None:
        return rows
    fitting = [
        one for one in rows if one.kind in {"", letter.kind} and one.unit_id in {None, letter.unit_id, person.unit_id}
    ]
    return sorted(fitting, key=lambda one: (not one.kind, one.unit_id is None, one.title))


def save(person: Person, title: str, text: str, *, kind: str = "", uuid: UUID | str | None = None) -> AnswerTemplate:
    """Return the template, stored for the person's unit; one of the whole town is changed by those who manage.

    Raises TemplateWrong, NotVisible, NotAllowed.
    """
    title, text = " ".join(title.split())[:120], text.strip()[:MOST]
    if not title or not text:
        raise TemplateWrong
    if unknown := sorted({name for name in _FIELD.findall(text) if name not in PLACEHOLDERS}):
        raise TemplateWrong(names=", ".join(unknown))
    row = _usable(person, uuid) if uuid else AnswerTemplate(unit=person.unit)
    access.demand(access.may_change_for(person, row.unit_id))
    row.title, row.text, row.kind, row.author = title, text, kind[:40], person
    row.save()
    return row


def delete(person: Person, uuid: UUID | str) -> None:
    """Take a template away. Raises NotVisible, NotAllowed."""
    row = _usable(person, uuid)
    access.demand(access.may_change_for(person, row.unit_id))
    row.delete()


def filled(person: Person, uuid: UUID | str, template: UUID | str) -> str:
    """Return the text of a template with the values of a letter; unknown ones stay as a gap. Raises NotVisible."""
    letter = access.letter(person, uuid)
    row = next((one for one in templates(person) if str(one.uuid) == str(template)), None)
    if row is None:
        raise NotVisible
    values = _values(letter, person)
    history.note(letter, person, "answered")
    return _FIELD.sub(lambda match: values.get(match[1]) or "…", row.text)


def _values(letter: Letter, person: Person) -> dict[str, str]:
    own = {
        name: words.shown(name, str(getattr(letter, words.BY_NAME[name].column) or ""))
        for name in ("sender", "subject", "date", "reference", "deadline", "amount", "person")
    }
    today, received = timezone.localdate(), timezone.localdate(letter.received_at)
    return {
        **own,
        "number": letter.number,
        "received": words.shown("date", received.isoformat()),
        "unit": letter.unit.name if letter.unit else "",
        "today": words.shown("date", today.isoformat()),
        "clerk": person.name,
        "town": town().name,
        "objection": objection(letter),
    }


def objection(letter: Letter) -> str:
    """Return the public address where people object to what the program proposed for a letter."""
    path = reverse("kiregister:object", args=[registry.answering("letter.unit")])
    return f"{settings.PUBLIC_ADDRESS}{path}?{urlencode({'nummer': letter.number})}"


def _usable(person: Person, uuid: UUID | str) -> AnswerTemplate:
    found = next((one for one in templates(person) if str(one.uuid) == str(uuid)), None)
    if found is None:
        raise NotVisible
    return found
