# SPDX-License-Identifier: EUPL-1.2
"""E-mails to the people in charge when a block falls back or drifts: numbers and a link, nothing from a letter."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from mittendrin.townhall.accounts.models import Person, Role
from mittendrin.townhall.decisions.models import Alert, What
from mittendrin.townhall.decisions.services import blocks, drift

GIVE_UP = timedelta(days=3)
"""After this long without a mail server the notice on the pages has to do."""
log = logging.getLogger(__name__)


def in_charge() -> QuerySet[Person]:
    """Return who may change what blocks do and has an address: administrators and heads of units."""
    may = Q(role=Role.ADMINISTRATOR) | Q(role=Role.HEAD_OF_UNIT)
    return Person.objects.filter(may, is_active=True).exclude(email="").order_by("pk")


def send_all() -> int:
    """Return how many mails went out; each person gets one for each alert, failed ones are tried again next time.

    Killed between sending and noting it, a run sends one mail twice.
    """
    count = 0
    for alert in Alert.objects.filter(closed_at=None):
        people = [person for person in in_charge() if person.pk not in alert.told]
        sent = [person for person in people if _send(alert, person)]
        count += len(sent)
        if len(sent) == len(people) or timezone.now() - alert.made_at > GIVE_UP:
            Alert.objects.filter(pk=alert.pk).update(closed_at=timezone.now())
    return count


def _send(alert: Alert, person: Person) -> bool:
    try:
        mail(alert, person).send()
    except (SMTPException, OSError) as error:
        log.error("alert.failed alert=%s person=%s error=%s", alert.pk, person.pk, type(error).__name__)
        return False
    with transaction.atomic():
        row = Alert.objects.select_for_update().get(pk=alert.pk)
        row.told = [*row.told, person.pk]
        row.save(update_fields=["told"])
    return True


def mail(alert: Alert, person: Person) -> EmailMessage:
    """Return the mail in the language of the person."""
    with translation.override(person.language or settings.LANGUAGE_CODE):
        address = settings.PUBLIC_ADDRESS + reverse("kiregister:manage", args=[alert.block])
        lines = [_("Guten Tag,"), "", *_lines(alert), "", _("Zu den Einstellungen: %(address)s") % {"address": address}]
        lines += ["", _("Diese Nachricht enthält mit Absicht keine Inhalte aus Briefen.")]
        return EmailMessage(f"Mittendrin: {_subject(alert)}", "\n".join(lines), to=[person.email])


def _title(alert: Alert) -> str:
    manifest = blocks.manifest(alert.block)
    if manifest is None:
        return alert.block
    return manifest.title_en if translation.get_language() == "en" else manifest.title


def _subject(alert: Alert) -> str:
    words = {"title": _title(alert)}
    if alert.what == What.FELL_BACK:
        return _("„%(title)s“ schlägt nur noch vor") % words
    return _("„%(title)s“: die Post hat sich verändert") % words


def _lines(alert: Alert) -> Iterator[str]:
    if alert.what == What.FELL_BACK:
        yield _(
            "Menschen haben %(changed)s von %(count)s Vorschlägen des Bausteins „%(title)s“ geändert. Das ist mehr, als"
            " Ihre Stadt erlaubt. Der Baustein hat sich deshalb selbst zurückgeschaltet: Er schlägt nur noch vor, jeder"
            " Fall wird einzeln gefragt."
        ) % {**alert.values, "title": _title(alert)}
        yield ""
        yield _("Bitte sehen Sie nach, woran es liegt. Wieder einschalten kann ihn nur ein Mensch.")
        return
    yield _(
        "Was der Baustein „%(title)s“ bekommt oder vorschlägt, sieht nicht mehr aus wie die Fälle, aus denen er gelernt"
        " hat. Verschoben hat sich: %(traits)s."
    ) % {"title": _title(alert), "traits": _traits(alert.values.get("traits", ()))}
    yield ""
    yield _("Die Seite erklärt, was sich verschoben hat. Oft hilft es, den Baustein neu lernen zu lassen.")


def _traits(names: Iterable[str]) -> str:
    return ", ".join(drift.trait_name(name) for name in names)
