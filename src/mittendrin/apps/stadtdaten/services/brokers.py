# SPDX-License-Identifier: EUPL-1.2
"""Which brokers there are, and how the connections to them do."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mittendrin.apps.stadtdaten.models import BrokerState
from mittendrin.apps.stadtdaten.services import tokens
from mittendrin.apps.stadtdaten.services.asked_topics import LOG
from mittendrin.apps.stadtdaten.services.cockpit_words import ago, day_and_clock
from mittendrin.apps.stadtdaten.sources.mqtt import TOPICS, BrokerAddress, BrokerLink, address_of
from mittendrin.core import instants

NOTED = 10.0  # seconds between two notes while nothing changes
DEAD = timedelta(seconds=60)


def addresses() -> list[BrokerAddress]:
    """Return the brokers of the settings, that of ``MQTT_HOST`` first. Raises ValueError for a further one."""
    said = settings.MQTT
    topics, client = said["topics"] or TOPICS, said["client"] or f"mittendrin-{settings.TOWN}"
    found = []
    if said["host"]:
        found.append(
            BrokerAddress(
                said["host"],
                said["port"],
                said["security"],
                said["user"],
                said["password"],
                said["ca_file"],
                client,
                topics,
            )
        )
    more = [address_of(text) for text in settings.MQTT_MORE]
    found += [
        replace(one, ca_file=said["ca_file"], client=f"{client}-{number}", topics=topics)
        for number, one in enumerate(more, 2)
    ]
    if found and said["log"] and said["publish"] and not _has_own():
        found[0] = replace(found[0], topics=(*topics, LOG))
    return found


def numbers() -> list[int]:
    """Return the numbers of the brokers: from 1 on those of the settings, 0 the one inside."""
    return [0] * _has_own() + list(range(1, len(addresses()) + 1))


def _has_own() -> bool:
    """Return whether the broker inside is used."""
    return bool(settings.MQTT_EMBEDDED_PORT and not settings.MQTT["host"])


def own_address(port: int) -> BrokerAddress:
    """Return the broker inside this process, for the demo."""
    return BrokerAddress("127.0.0.1", port, "plain", client=f"mittendrin-{settings.TOWN}-{os.getpid()}")


def place(number: int) -> BrokerAddress:
    """Return the broker of this number. Raises LookupError when there is none."""
    if number == 0 and settings.MQTT_EMBEDDED_PORT:
        return own_address(settings.MQTT_EMBEDDED_PORT)
    if number < 1:
        raise LookupError(number)
    return addresses()[number - 1]


def creating_address() -> str:
    """Return the address of the broker that takes Observations with all that is new in them; empty when none does.

    That is the first broker, while the key that ``MQTT_KEY`` names may write.
    """
    return _address(_first()) if tokens.may_write(settings.MQTT["key"]) else ""


def telling_address() -> str:
    """Return the address of the broker whose subscribers get all that they ask for; empty when none does.

    That is the first broker, while it is told what is new and says who asks for what: the one inside does, others in
    their log.
    """
    first = _first() if settings.MQTT["publish"] else None
    return _address(first) if first == 0 or settings.MQTT["log"] else ""


def _first() -> int | None:
    """Return the number of the first broker; None when there is none or its address cannot be read."""
    try:
        return next(iter(numbers()), None)
    except ValueError:
        return None  # the system check says it


def _address(number: int | None) -> str:
    if number is None:
        return ""
    found = place(number)
    return f"{'mqtts' if found.security == 'tls' else 'mqtt'}://{found.name}"


class Notes:
    """Keeps for people how a connection does: at once when it comes or goes, otherwise now and then."""

    def __init__(self, link: BrokerLink) -> None:
        self._link = link
        self._up: bool | None = None
        self._since = timezone.now()
        self._heard: datetime | None = None
        self._taken = 0
        self._next = 0.0

    def note(self, messages: int) -> None:
        """Note that so many messages came. A database that is away is told later."""
        if messages:
            self._heard, self._taken = timezone.now(), self._taken + messages
        up = self._link.is_up
        if up != self._up:
            self._up, self._since, self._next = up, timezone.now(), 0.0
        if monotonic() < self._next:
            return
        values = {
            "up": up, "since": self._since, "problem": "" if up else self._link.lost[:80], "heard_at": self._heard,
            "taken": self._taken, "seen_at": timezone.now(),
        }  # fmt: skip
        try:
            BrokerState.objects.update_or_create(name=self._link.address.name, defaults=values)
        except DatabaseError:
            self._next = monotonic() + 1.0
        else:
            self._next = monotonic() + NOTED


@dataclass(frozen=True)
class Line:
    """One broker in words. good: it is connected."""

    name: str
    good: bool
    sentence: str


def lines() -> Sequence[Line]:
    """Return how the connections to all brokers do; none where there is no broker or its address cannot be read."""
    try:
        names = [place(number).name for number in numbers()]
    except ValueError:
        return []  # the system check says it
    known = BrokerState.objects.in_bulk(names)
    return [Line(name, *_said(known.get(name))) for name in names]


def _said(state: BrokerState | None) -> tuple[bool, str]:
    now = instants.now()
    if state is None:
        return False, _("Der Empfang lief noch nie.")
    since, seen = (day_and_clock(instants.from_datetime(one), now) for one in (state.since, state.seen_at))
    if timezone.now() - state.seen_at > DEAD:
        return False, _("Der Empfang läuft nicht, zuletzt %(time)s.") % {"time": seen}
    if not state.up:
        words = {"time": since, "reason": _reason(state.problem)}
        return False, _("nicht verbunden seit %(time)s: %(reason)s") % words
    if state.heard_at is None:
        return True, _("verbunden seit %(time)s, noch keine Nachricht") % {"time": since}
    words = {"time": since, "ago": ago(instants.from_datetime(state.heard_at), now), "n": str(state.taken)}
    text = ngettext(
        "verbunden seit %(time)s, %(n)s Nachricht seit dem Start, zuletzt %(ago)s",
        "verbunden seit %(time)s, %(n)s Nachrichten seit dem Start, zuletzt %(ago)s",
        state.taken,
    )
    return True, text % words


def _reason(problem: str) -> str:
    return {
        "ConnectionRefusedError": _("Dort nimmt niemand an."),
        "ConnectionResetError": _("Der Broker hat die Verbindung beendet."),
        "TimeoutError": _("Er antwortet nicht."),
        "silent": _("Er antwortet nicht."),
        "gaierror": _("Den Namen des Rechners gibt es nicht."),
        "SSLCertVerificationError": _("Das Zertifikat des Brokers ist nicht anerkannt."),
        "SSLError": _("Die Verschlüsselung passt nicht."),
        "Bad user name or password": _("Name oder Passwort ist falsch."),
        "Not authorized": _("Der Broker lässt uns nicht zu."),
    }.get(problem, problem or _("unbekannter Grund"))
