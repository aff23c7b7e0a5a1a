# SPDX-License-Identifier: EUPL-1.2
"""Public rules that anybody may subscribe to: asked for, confirmed by a link in a mail, left by a link in each mail."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mittendrin.apps.stadtdaten.models import AlertRule, Subscription
from mittendrin.apps.stadtdaten.services import access, alerts_words
from mittendrin.contracts.app import Repeated
from mittendrin.core.errors import MittendrinError
from mittendrin.townhall.backups import ledger
from mittendrin.townhall.town import town

CONFIRM, LEAVE = "stadtdaten.confirm", "stadtdaten.leave"
CONFIRM_FOR = timedelta(days=3)
PER_VISITOR_AND_HOUR = 10
PER_HOUR = 200
log = logging.getLogger(__name__)


class TooMany(MittendrinError):
    """Refused: too many wishes within the hour."""


class NotSent(MittendrinError):
    """The mail with the link could not be sent."""


def public_rules() -> QuerySet[AlertRule]:
    """Return the rules that the public may subscribe to; never those about what is not open."""
    rows = AlertRule.objects.filter(public=True, active=True, datastream__in=access.exact_datastreams(access.PUBLIC))
    return rows.select_related("datastream__thing", "datastream__observed_property")


def ask(rule_ids: list[int], email: str, visitor: str) -> None:
    """Note the wish and send one mail with a link that confirms it; the answer never tells whether it was there before.

    Raises TooMany, NotSent.
    """
    _count(visitor)
    found = list(public_rules().filter(pk__in=rule_ids))
    wishes = [_noted(rule, email.strip().lower()) for rule in found]
    new = [wish for wish in wishes if wish.confirmed_at is None]
    if not new or not _may_write(email):
        return
    token = signing.dumps([wish.pk for wish in new], salt=CONFIRM)
    address = settings.PUBLIC_ADDRESS + reverse("stadtdaten:confirm", args=[token])
    titles = "\n".join(f"- {wish.rule.title}" for wish in new)
    text = "\n\n".join(
        [
            _("Guten Tag,"),
            _("jemand, hoffentlich Sie, möchte bei diesen Ereignissen eine E-Mail bekommen:"),
            titles,
            _("Bestätigen Sie das hier: %(address)s") % {"address": address},
            _("Der Link gilt drei Tage. Wenn Sie das nicht waren, tun Sie nichts: Die Adresse wird dann gelöscht."),
        ]
    )
    try:
        EmailMessage(_("%(town)s: Bitte bestätigen") % {"town": town().name}, text, to=[email.strip()]).send()
    except (SMTPException, OSError) as error:
        log.warning("subscription.not_sent error=%s", type(error).__name__)
        raise NotSent from error


def _noted(rule: AlertRule, email: str) -> Subscription:
    language = get_language() or "de"
    wish, _new = Subscription.objects.get_or_create(rule=rule, email=email, defaults={"language": language})
    return wish


def _count(visitor: str) -> None:
    hour = int(timezone.now().timestamp() // 3600)
    hashed = salted_hmac("stadtdaten.subscribe", visitor, algorithm="sha256").hexdigest()
    for key, most in ((f"subscribe-{hashed}-{hour}", PER_VISITOR_AND_HOUR), (f"subscribe-{hour}", PER_HOUR)):
        cache.add(key, 0, 3600)
        try:
            if cache.incr(key) > most:
                log.info("subscription.refused reason=too-many")
                raise TooMany
        except ValueError:  # the entry left a full cache between the two calls
            continue


def _may_write(email: str) -> bool:
    """Return whether this address may get a mail now: not more than one each ten minutes, whoever asks."""
    hashed = salted_hmac("stadtdaten.mail", email.strip().lower(), algorithm="sha256").hexdigest()
    return cache.add(f"subscribe-mail-{hashed}", 1, 600)


def wanted(token: str) -> list[Subscription]:
    """Return the wishes that a link confirms; none when it is too old, broken, or they are gone."""
    try:
        numbers = signing.loads(token, salt=CONFIRM, max_age=CONFIRM_FOR)
    except signing.BadSignature:
        return []
    return list(Subscription.objects.filter(pk__in=numbers).select_related("rule"))


def confirm(token: str) -> list[Subscription]:
    """Confirm the wishes of a link and return them."""
    found = wanted(token)
    numbers = [wish.pk for wish in found]
    Subscription.objects.filter(pk__in=numbers, confirmed_at=None).update(confirmed_at=timezone.now())
    if found:
        log.info("subscription.confirmed n=%s", len(found))
    return found


def leave_address(wish: Subscription) -> str:
    """Return the address that ends a subscription."""
    token = signing.dumps(wish.pk, salt=LEAVE)
    return settings.PUBLIC_ADDRESS + reverse("stadtdaten:leave", args=[token])


def leaving(token: str) -> Subscription | None:
    """Return the subscription that a link ends; None when the link is broken or it is gone."""
    try:
        number = signing.loads(token, salt=LEAVE)
    except signing.BadSignature:
        return None
    return Subscription.objects.filter(pk=number).select_related("rule").first()


@transaction.atomic
def leave(wish: Subscription, *, everything: bool = False) -> None:
    """Delete a subscription, or all of the same address."""
    rows = Subscription.objects.filter(email=wish.email) if everything else Subscription.objects.filter(pk=wish.pk)
    ledger.note("subscription", *(_identity(row) for row in rows))
    count = rows.delete()[0]
    log.info("subscription.left n=%s", count)


def _identity(wish: Subscription) -> str:
    return f"{wish.pk} {wish.made_at.isoformat()}"


def leave_again(identities: Sequence[str]) -> Repeated:
    """End the subscriptions that an old backup brought back."""
    numbers = [int(one.partition(" ")[0]) for one in identities]
    found = [row for row in Subscription.objects.filter(pk__in=numbers) if _identity(row) in set(identities)]
    return Repeated(Subscription.objects.filter(pk__in=[row.pk for row in found]).delete()[0])


def tidy() -> int:
    """Delete wishes that nobody confirmed in time; return how many."""
    return Subscription.objects.filter(confirmed_at=None, made_at__lt=timezone.now() - 2 * CONFIRM_FOR).delete()[0]


def sentence_of(rule: AlertRule) -> str:
    """Return a rule in words for the public list."""
    return alerts_words.sentence(rule)
