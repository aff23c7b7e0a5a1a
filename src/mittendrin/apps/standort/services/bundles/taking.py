# SPDX-License-Identifier: EUPL-1.2
"""From a trusted bundle into the Atlas: new records with their origin, own edits never overwritten."""

from __future__ import annotations

import logging
from collections import Counter
from typing import Any

from django.utils import timezone

from mittendrin.apps.standort.models import FollowedTown, TakenRecord
from mittendrin.apps.standort.sources.bundle import Bundle
from mittendrin.core.signing import fingerprint
from mittendrin.townhall import offers

PREFIX_LENGTH = 10
STORED = frozenset({"new", "changed", "same", "kept", "conflict", "deleted"})
log = logging.getLogger(__name__)


def origin_of(town: FollowedTown, found: Bundle) -> str:
    """Return where the records come from, in German as all places in sources are."""
    return f"Paket {found.issue} von {town.name} vom {found.made:%d.%m.%Y}, Schlüssel {fingerprint(found.key)[:9]}"


def take_in(town: FollowedTown, found: Bundle) -> Counter[str]:
    """Store what a trusted bundle holds; return how many records came to which end."""
    said = found.content
    content = {
        "town": said.town,
        "profile": said.profile,
        "measures": list(said.measures),
        "blocks": list(said.blocks),
    }
    counts = _to_atlas(town, found, content)
    town.issue, town.digest, town.made, town.content = found.issue, found.digest, found.made, content
    town.taken_at, town.problem = timezone.now(), ""
    town.save()
    log.info("standort.bundle_taken town=%s issue=%s %s", town.pk, found.issue, dict(counts))
    return counts


def _to_atlas(town: FollowedTown, found: Bundle, content: dict[str, Any]) -> Counter[str]:
    ask = offers.knowledge("take_in_bundle")
    if ask is None:
        return Counter()
    known = {(one.kind, one.key): one for one in town.records.all()}
    digests = {identity: one.digest for identity, one in known.items()}
    prefix = f"paket-{town.uuid.hex[:PREFIX_LENGTH]}"
    results = ask(prefix, content, origin_of(town, found), found.made.year, digests)
    for one in results:
        _remember(town, one)
    return Counter(one["state"] for one in results)


def _remember(town: FollowedTown, result: dict[str, Any]) -> None:
    identity = {"town": town, "kind": result["kind"], "key": result["key"]}
    if result["state"] == "withdrawn":
        TakenRecord.objects.filter(**identity).delete()
    elif result["state"] == "conflict":
        conflict = {name: result[name] for name in ("data", "digest", "differences")}
        values = {"title": result["title"][:250], "conflict": conflict}
        TakenRecord.objects.update_or_create(**identity, defaults=values, create_defaults={**values, "digest": ""})
    elif result["state"] in STORED:
        values = {"title": result["title"][:250], "digest": result["digest"], "conflict": None}
        TakenRecord.objects.update_or_create(**identity, defaults=values)
