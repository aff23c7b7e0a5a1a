# SPDX-License-Identifier: EUPL-1.2
"""What happened to a letter: steps are noted with the values before, so that the last one can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from mittendrin.apps.posteingang.models import Channel, Letter, LetterEvent
from mittendrin.apps.posteingang.services import words
from mittendrin.townhall.accounts.models import Person

UNDO_HOURS = 12
_STEPS = {
    "confirmed": lazy("Bestätigung"),
    "stacked": lazy("Bestätigung im Stapel"),
    "corrected": lazy("Änderung"),
    "checked": lazy("Prüfung"),
    "snoozed": lazy("Wiedervorlage"),
    "woken": lazy("Ende der Wiedervorlage"),
    "assigned": lazy("Zuordnung zur Akte"),
    "noted": lazy("Notiz"),
    "taken out": lazy("Herausnahme aus dem Stapel"),
}
UNDOABLE = frozenset(_STEPS)
_SENTENCES = {
    "received": lazy("Eingegangen: %(channel)s"),
    "proposed": lazy("Vorschläge gemacht"),
    "quarantined": lazy("In Quarantäne gelegt"),
    "parked": lazy("Geparkt"),
    "retried": lazy("Noch einmal versucht"),
    "released": lazy("Aus der Quarantäne freigegeben"),
    "split": lazy("In %(count)s Briefe geteilt"),
    "kept together": lazy("Als ein Brief belassen"),
    "checked": lazy("Geprüft: %(title)s"),
    "corrected": lazy("Geändert: %(title)s, statt „%(was)s“ jetzt „%(value)s“"),
    "confirmed": lazy("Bestätigt und übergeben an %(unit)s"),
    "stacked": lazy("Im Stapel bestätigt und übergeben an %(unit)s"),
    "taken out": lazy("Aus dem Stapel genommen"),
    "snoozed": lazy("Wiedervorlage am %(day)s"),
    "woken": lazy("Wiedervorlage aufgehoben"),
    "assigned": lazy("Zur Akte %(sign)s genommen"),
    "noted": lazy("Notiz geändert"),
    "answered": lazy("Antwort geschrieben"),
    "undone": lazy("Zurückgenommen: %(what)s"),
}


def note(
    letter: Letter, person: Person | None, what: str, before: Mapping[str, Any] | None = None, **values: Any
) -> LetterEvent:
    """Return the event, written down. before: what is needed to take the step back."""
    return LetterEvent.objects.create(letter=letter, person=person, what=what, values=values, before=dict(before or {}))


def sentence(event: LetterEvent) -> str:
    """Return what happened in words, in the language of the page."""
    values = dict(event.values)
    if "channel" in values:
        values["channel"] = str(Channel(values["channel"]).label)
    if "name" in values and values["name"] in words.BY_NAME:
        values["title"] = str(words.BY_NAME[values["name"]].title)
        for part in ("was", "value"):
            values[part] = words.shown(values["name"], str(values.get(part, ""))) or _("nichts")
    if "day" in values:
        values["day"] = words.shown("date", values["day"])
    if event.what == "undone":
        values["what"] = str(_STEPS.get(values.get("step", ""), ""))
    if event.what == "read":
        pages = int(values.get("pages", 0))
        return ngettext("Gelesen: %(pages)s Seite", "Gelesen: %(pages)s Seiten", pages) % {"pages": pages}
    try:
        said = str(_SENTENCES.get(event.what, event.what)) % values
    except (KeyError, ValueError):
        return event.what
    reason = values.get("reason")
    return f"{said}. {_('Grund: %(reason)s') % {'reason': reason}}" if reason else said


def last_step(person: Person, letter: Letter) -> LetterEvent | None:
    """Return the last step on a letter if ``person`` took it lately and may take it back."""
    events = LetterEvent.objects.filter(letter=letter, undone=False, person__isnull=False).exclude(what="undone")
    last = events.order_by("-pk").first()
    fresh = last is not None and last.at > timezone.now() - timedelta(hours=UNDO_HOURS)
    return last if last and fresh and last.person_id == person.pk and last.what in UNDOABLE and last.before else None


def last_letter(person: Person) -> Letter | None:
    """Return the letter on which ``person`` took the last step that can be taken back."""
    since = timezone.now() - timedelta(hours=UNDO_HOURS)
    steps = LetterEvent.objects.filter(person=person, what__in=UNDOABLE, undone=False, at__gte=since)
    last = steps.select_related("letter").order_by("-pk").first()
    return last.letter if last and last_step(person, last.letter) else None
