# SPDX-License-Identifier: EUPL-1.2
"""Whoever is concerned objects, asks or reports a mistake without an account; it becomes a case of the right unit."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import override

from mittendrin.apps.kiregister.services.entries import Entry
from mittendrin.core.dates.periods import Period, deadline
from mittendrin.core.errors import MittendrinError
from mittendrin.townhall import offers
from mittendrin.townhall.accounts.models import Role, Unit
from mittendrin.townhall.cases.models import Case
from mittendrin.townhall.cases.services.days import town_state
from mittendrin.townhall.cases.services.making import create
from mittendrin.townhall.feedback.limits import admit

KIND = "objection"
HUMAN, TOLD, WRONG = "human", "told", "wrong"
WISHES: dict[str, str | Promise] = {
    HUMAN: lazy("Ein Mensch soll entscheiden, ohne dieses Programm."),
    TOLD: lazy("Ich möchte wissen, ob und wie das Programm mitgewirkt hat."),
    WRONG: lazy("Das Programm hat etwas falsch gemacht."),
}
# Art. 12 (3) GDPR: what was done is told within a month.
ANSWER = Period(1, "months")


class NoUnit(MittendrinError):
    """The town has no unit that could answer."""


@dataclass(frozen=True)
class Objection:
    """What somebody sends. reference: number of a letter or file. contact: how to answer; empty when not wanted."""

    wish: str
    reference: str = ""
    text: str = ""
    contact: str = ""


@transaction.atomic
def send(entry: Entry, sent: Objection, address: str) -> Case:
    """Return the case that was made. address: of the visitor's network, to slow down floods; it is not kept.

    Raises TooMany, NoUnit.
    """
    unit = unit_for(entry.manifest.question)
    if unit is None:
        raise NoUnit
    admit(KIND, address)
    with override("de"):  # those who answer read the language of the town hall
        return create(
            kind=KIND,
            title=_title(entry, sent.wish),
            unit=unit,
            due=deadline(timezone.localdate(), ANSWER, town_state()).day,
            source=f"{KIND}:{entry.block}",
            note=_note(sent),
        )


def unit_for(question: str) -> Unit | None:
    """Return the unit that answers: the one that the asking app names, else that of an administrator, else the first.

    Apps name it as knowledge ``objections``: a callable that gets the question of the block.
    """
    ask = offers.knowledge("objections")
    named = ask(question) if ask else None
    if isinstance(named, Unit):
        return named
    units = Unit.objects.filter(active=True)
    return units.filter(people__role=Role.ADMINISTRATOR, people__is_active=True).first() or units.first()


def _title(entry: Entry, wish: str) -> str:
    heading = {HUMAN: _("Widerspruch"), TOLD: _("Auskunft"), WRONG: _("Fehler")}[wish]
    return f"{heading}: {entry.title}"


def _note(sent: Objection) -> str:
    parts = (
        (_("Wunsch"), str(WISHES[sent.wish])),
        (_("Nummer oder Zeichen"), sent.reference),
        (_("Antwort an"), sent.contact),
        (_("Nachricht"), sent.text),
    )
    return "\n".join(f"{name}: {value}" for name, value in parts if value)
