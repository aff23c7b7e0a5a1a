# SPDX-License-Identifier: EUPL-1.2
"""The daily mail: numbers and links, never a title, a name or a word of a letter."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mittendrin.core.dates.workdays import is_working_day
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.cases.models import Absence, DigestWish, State
from mittendrin.townhall.cases.services.access import Viewer, viewer
from mittendrin.townhall.cases.services.days import Group, town_state
from mittendrin.townhall.cases.services.finding import View, lights

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Numbers:
    """What waits for one person. free: nobody in the unit is in charge. deputy: due ones of people who are away."""

    overdue: int = 0
    today: int = 0
    resubmission: int = 0
    free: int = 0
    deputy: int = 0

    def __bool__(self) -> bool:
        return any((self.overdue, self.today, self.resubmission, self.free, self.deputy))


@dataclass
class Sent:
    """How a run went."""

    sent: int = 0
    nothing: int = 0
    before: int = 0
    failed: int = 0


def numbers(who: Viewer) -> Numbers:
    """Return what waits for the person today."""
    alive = lights(who, who.cases().exclude(state=State.DONE))
    own = [light for light in alive if light.person_id == who.person.pk]
    covered = [light for light in alive if light.person_id in who.covers]
    return Numbers(
        overdue=sum(light.group is Group.OVERDUE for light in own),
        today=sum(light.group is Group.TODAY for light in own),
        resubmission=sum(light.resubmission is not None and light.resubmission <= who.today for light in own),
        free=sum(light.person_id is None for light in alive),
        deputy=sum(light.group in {Group.OVERDUE, Group.TODAY} for light in covered),
    )


def send_all(day: date | None = None, *, dry_run: bool = False) -> Sent:
    """Return how many mails went out for ``day`` (today): on working days, to people who want it, once a day each.

    A mail that fails is tried again by the next run. Somebody away gets none. Killed between sending and noting it,
    a run sends one mail twice.
    """
    today, outcome = day or timezone.localdate(), Sent()
    if not is_working_day(today, town_state()):
        return outcome
    for person in _wanting(today):
        wish, _made = DigestWish.objects.get_or_create(person=person)
        if wish.sent_for is not None and wish.sent_for >= today:
            outcome.before += 1
            continue
        waiting = numbers(viewer(person, today))
        if not waiting:
            outcome.nothing += 1
        elif dry_run or _send(person, waiting):
            outcome.sent += 1
            if not dry_run:
                DigestWish.objects.filter(pk=wish.pk).update(sent_for=today)
        else:
            outcome.failed += 1
    log.info("digest.done sent=%s failed=%s dry=%s", outcome.sent, outcome.failed, dry_run)
    return outcome


def _wanting(today: date) -> Iterator[Person]:
    away = Absence.objects.filter(first__lte=today, last__gte=today).values("person_id")
    people = Person.objects.filter(is_active=True).exclude(email="").exclude(digest_wish__wanted=False)
    yield from people.exclude(pk__in=away)


def _send(person: Person, waiting: Numbers) -> bool:
    message = mail(person, waiting)
    try:
        message.send()
    except (SMTPException, OSError) as error:
        log.error("digest.failed person=%s error=%s", person.pk, type(error).__name__)
        return False
    return True


def mail(person: Person, waiting: Numbers) -> EmailMessage:
    """Return the mail in the language of the person."""
    with translation.override(person.language or settings.LANGUAGE_CODE):
        lines = list(_lines(waiting))
        text = "\n".join(
            [
                _("Guten Tag,"),
                "",
                _("in Ihrer Liste der Vorgänge steht heute:"),
                "",
                *(f"- {sentence}\n  {_address(view)}" for sentence, view in lines),
                "",
                _("Diese Nachricht enthält mit Absicht keine Inhalte. Abbestellen: %(address)s")
                % {"address": settings.PUBLIC_ADDRESS + reverse("vorgaenge:settings")},
            ]
        )
        total = waiting.overdue + waiting.today
        subject = ngettext("%(n)s Vorgang ist fällig", "%(n)s Vorgänge sind fällig", total) % {"n": total}
        return EmailMessage(f"Mittendrin: {subject}", text, to=[person.email])


def _lines(waiting: Numbers) -> Iterator[tuple[str, View]]:
    overdue = ngettext("%(n)s Vorgang ist überfällig.", "%(n)s Vorgänge sind überfällig.", waiting.overdue)
    today = ngettext("%(n)s Vorgang ist heute fällig.", "%(n)s Vorgänge sind heute fällig.", waiting.today)
    again = ngettext("%(n)s Wiedervorlage ist da.", "%(n)s Wiedervorlagen sind da.", waiting.resubmission)
    free = ngettext("Für %(n)s Vorgang ist niemand da.", "Für %(n)s Vorgänge ist niemand da.", waiting.free)
    deputy = ngettext(
        "%(n)s Vorgang ist fällig, bei dem Sie vertreten.",
        "%(n)s Vorgänge sind fällig, bei denen Sie vertreten.",
        waiting.deputy,
    )
    rows = (
        (waiting.overdue, overdue, View.OVERDUE),
        (waiting.today, today, View.MINE),
        (waiting.resubmission, again, View.RESUBMISSION),
        (waiting.free, free, View.FREE),
        (waiting.deputy, deputy, View.DEPUTY),
    )
    yield from ((sentence % {"n": count}, view) for count, sentence, view in rows if count)


def _address(view: View) -> str:
    return f"{settings.PUBLIC_ADDRESS}{reverse('vorgaenge:list')}?ansicht={view.value}"


def wish(person: Person) -> bool:
    """Return whether ``person`` gets the daily mail."""
    return not DigestWish.objects.filter(person=person, wanted=False).exists()


def keep_wish(person: Person, wanted: bool) -> None:
    """Note whether ``person`` wants the daily mail."""
    DigestWish.objects.update_or_create(person=person, defaults={"wanted": wanted})
