# SPDX-License-Identifier: EUPL-1.2
"""Tells whom an event concerns: mail in the house and outside, webhook, case. What fails is tried some times."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from mittendrin.apps.stadtdaten.models import AlertDelivery, AlertEvent, Channel, Subscription
from mittendrin.apps.stadtdaten.services import alerts_public, alerts_words
from mittendrin.apps.stadtdaten.services.cockpit_words import day_and_clock
from mittendrin.core import instants
from mittendrin.core.webhook import NotTold, post_json
from mittendrin.townhall.accounts.models import Person, Unit
from mittendrin.townhall.cases.services.making import create
from mittendrin.townhall.town import town

MOST_TRIES = 6
AT_ONCE = 200
MAILS = {Channel.PERSON, Channel.SUBSCRIBER}
log = logging.getLogger(__name__)


def send_due(now: datetime | None = None) -> int:
    """Return how many messages went out. Killed between sending and noting it, one goes out twice, never none."""
    moment = now or timezone.now()
    rows = AlertDelivery.objects.filter(sent_at=None, tries__lt=MOST_TRIES, next_try__lte=moment)
    related = rows.select_related("event__rule__datastream__thing", "event__rule__datastream__observed_property")
    sent = 0
    for delivery in related.select_related("event__rule__unit").order_by("pk")[:AT_ONCE]:
        sent += _one(delivery, moment)
    return sent


def _one(delivery: AlertDelivery, now: datetime) -> bool:
    if delivery.channel in MAILS:
        wait = quiet_until(delivery.event, now)
        if wait is not None:
            AlertDelivery.objects.filter(pk=delivery.pk).update(next_try=wait)
            return False
        if delivery.tries == 0 and _over_in_quiet(delivery, now):
            AlertDelivery.objects.filter(pk=delivery.pk).update(sent_at=now)
            return False
    try:
        told = _SENDERS[Channel(delivery.channel)](delivery)
    except (SMTPException, OSError, NotTold) as error:
        log.warning(
            "alert.not_sent channel=%s event=%s error=%s", delivery.channel, delivery.event_id, error.__class__.__name__
        )
        pause = timedelta(minutes=2 ** (delivery.tries + 1))
        AlertDelivery.objects.filter(pk=delivery.pk).update(tries=delivery.tries + 1, next_try=now + pause)
        return False
    AlertDelivery.objects.filter(pk=delivery.pk).update(sent_at=now, tries=delivery.tries + 1)
    return told


def quiet_until(event: AlertEvent, now: datetime) -> datetime | None:
    """Return when the quiet hours of a rule end; None when it is not quiet now."""
    begin, end = event.rule.quiet_from, event.rule.quiet_to
    if begin is None or end is None or begin == end:
        return None
    local = timezone.localtime(now)
    at = local.time()
    inside = begin <= at < end if begin < end else at >= begin or at < end
    if not inside:
        return None
    day = local.date() + timedelta(days=1 if begin > end and at >= begin else 0)
    return datetime.combine(day, end, local.tzinfo)


def _over_in_quiet(delivery: AlertDelivery, now: datetime) -> bool:
    """Return whether an event that waited for the end of quiet hours is over by now: then nobody needs the mail."""
    waited = delivery.event.noted_at < now - timedelta(minutes=30)
    return waited and delivery.event.ended is not None and delivery.event.rule.quiet_from is not None


def _stream_address(event: AlertEvent) -> str:
    return f"{settings.PUBLIC_ADDRESS}{reverse('stadtdaten:stream', args=[event.rule.datastream_id])}"


def _lines(event: AlertEvent) -> list[str]:
    now = instants.now()
    found = [alerts_words.event_sentence(event, now)]
    found.append(_("Regel: %(rule)s") % {"rule": alerts_words.sentence(event.rule)})
    if event.rule.datastream.simulated or event.rule.datastream.thing.simulated:
        found.append(_("Achtung: simulierte Werte, keine echte Messung."))
    found.append(_("Verlauf: %(address)s") % {"address": _stream_address(event)})
    return found


def _to_person(delivery: AlertDelivery) -> bool:
    person = Person.objects.filter(pk=delivery.target, is_active=True).exclude(email="").first()
    if person is None:
        return False
    with translation.override(person.language or settings.LANGUAGE_CODE):
        text = "\n\n".join([_("Guten Tag,"), *_lines(delivery.event)])
        EmailMessage(f"{town().name}: {delivery.event.rule.title}", text, to=[person.email]).send()
    return True


def _to_subscriber(delivery: AlertDelivery) -> bool:
    wish = Subscription.objects.filter(pk=delivery.target, confirmed_at__isnull=False).first()
    if wish is None or not delivery.event.rule.public:
        return False
    with translation.override(wish.language):
        leave = alerts_public.leave_address(wish)
        text = "\n\n".join(
            [_("Guten Tag,"), *_lines(delivery.event), _("Abbestellen: %(address)s") % {"address": leave}]
        )
        headers = {"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        EmailMessage(f"{town().name}: {delivery.event.rule.title}", text, to=[wish.email], headers=headers).send()
    return True


def _to_webhook(delivery: AlertDelivery) -> bool:
    event, rule = delivery.event, delivery.event.rule
    if not rule.webhook:
        return False
    data = {
        "id": f"stadtdaten-{event.pk}",
        "rule": rule.pk,
        "title": rule.title,
        "sentence": alerts_words.sentence(rule),
        "datastream": rule.datastream_id,
        "began": instants.to_iso(event.began),
        "ended": instants.to_iso(event.ended) if event.ended is not None else None,
        "value": event.value,
        "unit": rule.datastream.unit_symbol,
        "simulated": rule.datastream.simulated or rule.datastream.thing.simulated,
        "address": _stream_address(event),
    }
    post_json(rule.webhook, data)
    return True


def _to_case(delivery: AlertDelivery) -> bool:
    unit = Unit.objects.filter(pk=delivery.target, active=True).first()
    if unit is None:
        return False
    event, rule = delivery.event, delivery.event.rule
    with translation.override(settings.LANGUAGE_CODE):
        create(
            kind="sensor_alert",
            title=f"{rule.title} ({day_and_clock(event.began, instants.now())})",
            unit=unit,
            source=f"datastream:{rule.datastream_id}",
            note="\n".join(_lines(event)),
            once=f"stadtdaten-alert:{event.pk}",
        )
    return True


_SENDERS: Mapping[Channel, Callable[[AlertDelivery], bool]] = {
    Channel.PERSON: _to_person,
    Channel.SUBSCRIBER: _to_subscriber,
    Channel.WEBHOOK: _to_webhook,
    Channel.CASE: _to_case,
}
