# SPDX-License-Identifier: EUPL-1.2
"""Drift: do the letters of the last weeks, and the answers to them, still look like those that were learned from?"""

from __future__ import annotations

import logging
import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from mittendrin.contracts.block import Answer
from mittendrin.townhall.decisions.models import Alert, BlockState, Decision, What
from mittendrin.townhall.decisions.services import blocks
from mittendrin.townhall.decisions.services.examples import Known

WEEKS, LEAST = 4, 50
"""Weeks that are compared, and how many cases each side must have."""
SHIFTED, FAR = 0.1, 0.25
"""Population stability index: below 0.1 stable, above 0.25 a marked change (Siddiqi 2006)."""
_Z99 = 2.3263
_TENTHS = [step / 10 for step in range(1, 10)]
_SHARES = [0.05, 0.1, 0.2, 0.3, 0.5]
INPUT = ("length", "language", "source", "sender", "unknown")
OUTPUT = ("label", "confidence")
log = logging.getLogger(__name__)
Counts = dict[str, int]

_NAMES = {
    "length": lazy("Länge in Wörtern"),
    "language": lazy("Sprache"),
    "source": lazy("Eingang"),
    "sender": lazy("Art des Absenders"),
    "unknown": lazy("Anteil unbekannter Wörter"),
    "label": lazy("Vorschlag"),
    "confidence": lazy("Sicherheit"),
}
_CLASSES = {
    "de": lazy("Deutsch"),
    "en": lazy("Englisch"),
    "fr": lazy("Französisch"),
    "tr": lazy("Türkisch"),
    "pl": lazy("Polnisch"),
    "?": lazy("nicht erkannt"),
    "person": lazy("Privatperson"),
    "firm": lazy("Firma"),
    "authority": lazy("Behörde"),
    "scan": lazy("Scan"),
    "fax": lazy("Fax"),
    "pdf": lazy("PDF"),
    "email": lazy("E-Mail"),
    "office": lazy("Textdatei"),
    "einvoice": lazy("E-Rechnung"),
    "text": lazy("reiner Text"),
}


@dataclass(frozen=True)
class Finding:
    """How far one trait has moved.

    index: population stability index. limit: what chance alone reaches in 1 of 100 comparisons of this size. level:
    ``calm``, ``shifted`` or ``far``. most: the class that moved most, with its shares then and now.
    """

    trait: str
    index: float
    limit: float
    level: str
    most: str
    then: float
    now: float

    @property
    def name(self) -> str:
        """Return the trait in words."""
        return str(_NAMES[self.trait])

    @property
    def sentence(self) -> str:
        """Return what moved, in words."""
        words = {"name": self.name, "class": class_name(self.most)}
        words |= {"then": f"{100 * self.then:.0f}", "now": f"{100 * self.now:.0f}"}
        if self.level == "calm":
            return _("%(name)s: wie beim Lernen.") % words
        return _("%(name)s: „%(class)s“ kommt jetzt %(now)s-mal in 100 Fällen vor, beim Lernen %(then)s-mal.") % words


def trait_name(key: str) -> str:
    """Return the name of a trait."""
    return str(_NAMES.get(key, key))


def class_name(key: str) -> str:
    """Return the name of a class of a trait."""
    return str(_CLASSES.get(key, key))


def reference(earlier: Sequence[Known], held: Sequence[tuple[Known, Answer[Any] | None]]) -> dict[str, Any]:
    """Return what later weeks are compared with: input traits of the learned cases, answers to the held-back ones."""
    traits = [known.decisions[0].traits for known in earlier]
    learned = [one for one in traits if "length" in one]
    if not learned:
        return {}
    lengths = sorted(one["length"] for one in learned)
    edges = sorted({lengths[len(lengths) * step // 5] for step in range(1, 5)})
    kept: dict[str, Any] = {"edges": edges}
    for trait in ("length", "language", "source", "sender"):
        kept[trait] = Counter(_class(trait, one[trait], edges) for one in learned)
    answers = [answer for _known, answer in held if answer is not None and not answer.abstained]
    kept["label"] = Counter(str(answer.value) for answer in answers if isinstance(answer.value, str))
    kept["confidence"] = Counter(_class("confidence", answer.confidence, edges) for answer in answers)
    return kept


def _class(trait: str, value: Any, edges: Sequence[float]) -> str:
    if trait == "length":
        place = bisect_right(edges, value)
        start = f"{edges[place - 1]:g}" if place else "0"
        return f"{start}–{edges[place]:g}" if place < len(edges) else f"≥ {start}"
    if trait in {"confidence", "unknown"}:
        steps = [0.0, *(_TENTHS if trait == "confidence" else _SHARES), 1.0]
        place = min(bisect_right(steps, value), len(steps) - 1)
        return f"{100 * steps[place - 1]:.0f}–{100 * steps[place]:.0f} %"
    return str(value)


def findings(block_id: str) -> list[Finding]:
    """Return how far each trait has moved in the last weeks; empty when a side has too few cases."""
    version = blocks.live_version(block_id)
    kept: Mapping[str, Any] = version.figures.get("watch") or {}
    since = timezone.now() - timedelta(weeks=WEEKS)
    rows = list(
        Decision.objects.filter(version=version, part="", proposed_at__gte=since).values(
            "traits", "label", "confidence", "abstained"
        )[:20_000]
    )
    if not kept or len(rows) < LEAST:
        return []
    edges = kept["edges"]
    current = {
        trait: Counter(_class(trait, row["traits"][trait], edges) for row in rows if trait in row["traits"])
        for trait in ("length", "language", "source", "sender")
    }
    answered = [row for row in rows if not row["abstained"]]
    current["label"] = Counter(row["label"] for row in answered if row["label"])
    current["confidence"] = Counter(_class("confidence", row["confidence"], edges) for row in answered)
    compared = (compare(trait, kept.get(trait, {}), current[trait]) for trait in current)
    return [finding for finding in [*compared, _unknown_words(version.pk, rows)] if finding]


def _unknown_words(version_id: int, rows: Sequence[Mapping[str, Any]]) -> Finding | None:
    """Compare the share of unknown words with that of the version's own first letters."""
    first = Decision.objects.filter(version_id=version_id, part="").order_by("pk").values_list("traits", flat=True)
    then = [one["unknown"] for one in first[: 4 * LEAST] if one.get("unknown") is not None]
    now = [row["traits"]["unknown"] for row in rows if row["traits"].get("unknown") is not None]
    return compare("unknown", _counted("unknown", then), _counted("unknown", now))


def _counted(trait: str, values: Iterable[float]) -> Counts:
    return Counter(_class(trait, value, ()) for value in values)


def compare(trait: str, then: Mapping[str, int], now: Mapping[str, int]) -> Finding | None:
    """Return how far ``now`` lies from ``then``, both counts by class; None when a side has too few cases.

    Half a case is added to each class, so that empty ones have a logarithm. With N and M cases and k classes the index
    times N M / (N + M) follows about a chi-square distribution with k - 1 degrees when nothing changed (Yurdakul
    2018): only what also goes beyond that is called a shift.
    """
    total, recent = sum(then.values()), sum(now.values())
    classes = sorted({*then, *now})
    if total < LEAST or recent < LEAST or len(classes) < 2:
        return None
    size = len(classes) / 2
    shares = {
        name: ((then.get(name, 0) + 0.5) / (total + size), (now.get(name, 0) + 0.5) / (recent + size))
        for name in classes
    }
    index = math.fsum((b - a) * math.log(b / a) for a, b in shares.values())
    limit = chi_square_99(len(classes) - 1) * (1 / total + 1 / recent)
    most = max(classes, key=lambda name: abs(shares[name][1] - shares[name][0]))
    level = "calm" if index <= max(SHIFTED, limit) else "far" if index > FAR else "shifted"
    return Finding(trait, index, limit, level, most, then.get(most, 0) / total, now.get(most, 0) / recent)


def chi_square_99(degrees: int) -> float:
    """Return about the value that a chi-square variable exceeds once in 100 times (Wilson and Hilferty 1931)."""
    part = 2 / (9 * degrees)
    return degrees * (1 - part + _Z99 * math.sqrt(part)) ** 3


def watch(block_id: str) -> list[Finding]:
    """Return the findings and keep them for the pages; people are told of a new shift, once."""
    state = blocks.state(block_id)
    found = findings(block_id)
    before = {one["trait"] for one in state.drift if one["level"] != "calm"}
    new = [one for one in found if one.level != "calm" and one.trait not in before]
    for one in new:
        log.warning("block.drift block=%s trait=%s index=%.2f", block_id, one.trait, one.index)
    kept = [vars(one) for one in found]
    with transaction.atomic():
        BlockState.objects.filter(pk=state.pk).update(drift=kept, drift_at=timezone.now())
        if new:
            Alert.objects.create(block=block_id, what=What.DRIFT, values={"traits": [one.trait for one in new]})
    return found


def kept(block_id: str) -> list[Finding]:
    """Return the findings of the last watch."""
    return [Finding(**one) for one in blocks.state(block_id).drift]
