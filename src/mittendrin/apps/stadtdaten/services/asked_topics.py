# SPDX-License-Identifier: EUPL-1.2
"""Which topics somebody subscribed to at a broker: the embedded one knows, Mosquitto writes it into its log."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Protocol

from django.db import DatabaseError
from django.utils import timezone

from mittendrin.apps.stadtdaten.models import AskedTopic
from mittendrin.apps.stadtdaten.sources.embedded_broker import EmbeddedBroker
from mittendrin.apps.stadtdaten.sources.mqtt import BrokerAddress, Message

log = logging.getLogger(__name__)
LOG = "$SYS/broker/log/M/subscribe"  # of Mosquitto: time, client, quality of service, topic
MOST = 100
KEPT = timedelta(days=90)
_LINE = re.compile(r"\d+: (?P<client>.*) [012] (?P<topic>v1\.1/.*)", re.DOTALL)


class Asked(Protocol):
    """Who knows what was asked for."""

    def topics(self) -> Sequence[str]:
        """Return the topics, at most MOST of them."""

    def learn(self, batch: Sequence[Message]) -> list[Message]:
        """Learn of further ones from messages and return the messages that are about something else."""


class OfEmbedded:
    """What clients of the broker inside this process subscribed to."""

    def __init__(self, broker: EmbeddedBroker, client: str) -> None:
        self._broker, self._client = broker, client

    def topics(self) -> Sequence[str]:
        """Return the topics of the standard among the subscriptions of others."""
        return _fitting(self._broker.asked_for(self._client))[-MOST:]

    def learn(self, batch: Sequence[Message]) -> list[Message]:
        """Return all messages."""
        return list(batch)


class OfLog:
    """What the log of a broker tells, kept over restarts: subscribers that stay connected do not ask again.

    Who asked is not kept. Of more than MOST topics the one that was asked for longest ago goes.
    """

    def __init__(self, client: str) -> None:
        self._client = client
        self._known: dict[str, None] | None = None

    def topics(self) -> Sequence[str]:
        """Return the topics; those of earlier processes come from the store."""
        if self._known is None:
            rows = AskedTopic.objects.order_by("asked_on", "topic").values_list("topic", flat=True)
            self._known = dict.fromkeys(rows)
        return list(self._known)

    def learn(self, batch: Sequence[Message]) -> list[Message]:
        """Keep what lines of the log ask for and return the other messages."""
        lines = [message.payload for message in batch if message.topic == LOG]
        if not lines:
            return list(batch)
        found = [_LINE.fullmatch(line.decode(errors="replace")) for line in lines]
        self._keep(_fitting(one["topic"] for one in found if one and one["client"] != self._client))
        return [message for message in batch if message.topic != LOG]

    def _keep(self, topics: Iterable[str]) -> None:
        try:
            known = dict.fromkeys(self.topics())
            for topic in topics:
                known.pop(topic, None)
                known[topic] = None
                AskedTopic.objects.update_or_create(topic=topic, defaults={"asked_on": timezone.localdate()})
            gone = list(known)[: max(0, len(known) - MOST)]
            if gone:
                log.warning("mqtt.topics_forgotten count=%s", len(gone))
                AskedTopic.objects.filter(topic__in=gone).delete()
        except DatabaseError as error:
            log.warning("mqtt.topics_not_kept kind=%s", type(error).__name__)
        else:
            self._known = dict.fromkeys(list(known)[len(gone) :])


def known_by(address: BrokerAddress, embedded: EmbeddedBroker | None) -> Asked | None:
    """Return who knows what others subscribed to: the broker inside, or the log of another; None where nobody does."""
    if embedded is not None:
        return OfEmbedded(embedded, address.client)
    return OfLog(address.client) if LOG in address.topics else None


def _fitting(topics: Iterable[str]) -> list[str]:
    """Return those that name something of the standard; patterns do not, and are served by what is told anyway."""
    return [
        topic
        for topic in topics
        if topic.startswith("v1.1/") and len(topic) <= 400 and "+" not in topic and "#" not in topic
    ]


def tidy() -> int:
    """Forget topics that nobody asked for in a long time; return how many."""
    return AskedTopic.objects.filter(asked_on__lt=timezone.localdate() - KEPT).delete()[0]
