# SPDX-License-Identifier: EUPL-1.2
"""The sentence that a result opens with: what is strong, what is weak, where answers are missing."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mittendrin.apps.standort.services.readiness import Standing
from mittendrin.apps.standort.services.wording import join, say, upper_first

STRONG, WEAK = 0.6, 0.35
ENOUGH = 0.25  # of all items must be answered before the page says what is weak
MOSTLY = 0.5  # below, open answers may hide what stands out
PARTS, HALF = 2, 0.5


def headline(found: Sequence[Standing]) -> str:
    """Return up to one strength and two weaknesses in one sentence."""
    if not sum(standing.answered for standing in found):
        return _("Noch ist keine Frage beantwortet.")
    if share_answered(found) < ENOUGH:
        return _("Für ein Bild fehlen noch Antworten.")
    strong = [say(one.field.strong) for one in _strong(found) if _main(one) >= HALF]
    weak = [say(one.field.weak) for one in _weak(found) if _main(one) <= HALF]
    parts = [*strong[:1], *weak[:PARTS]] if weak else strong[: PARTS + 1]
    if not parts and share_answered(found) < MOSTLY:
        return _("Für ein Bild fehlen noch Antworten.")
    if not parts:
        return _("Vieles ist begonnen, nichts sticht heraus.")
    return upper_first(", ".join(parts)) + "."


def lead(found: Sequence[Standing]) -> str:
    """Return the second sentence: which fields are ahead, which are behind, where answers are missing."""
    sentences = []
    if share_answered(found) >= ENOUGH:
        sentences += _compared(found)
    gaps = sorted((one for one in found if one.open), key=lambda one: -one.open)
    missing = sum(one.open for one in found)
    if missing:
        text = ngettext("Es fehlt %(count)s Antwort", "Es fehlen %(count)s Antworten", missing) % {"count": missing}
        where = join([say(one.field.name) for one in gaps[:PARTS]])
        sentences.append(_("%(text)s, vor allem: %(where)s.") % {"text": text, "where": where})
    return " ".join(sentences)


def _compared(found: Sequence[Standing]) -> list[str]:
    """Return which fields are furthest and which are behind them for certain: even the best answers would not help."""
    ahead = sorted((one for one in found if one.score >= WEAK), key=lambda one: -one.score)[:PARTS]
    weak = _weak(found)[:PARTS]
    limit = min((one.score for one in ahead), default=0.0)
    less = sorted((one for one in found if one.answered and one.high < limit), key=lambda one: one.high)[:PARTS]
    sentences = []
    if ahead:
        sentences.append(_("Am weitesten: %(names)s.") % {"names": _names(ahead)})
    if weak:
        sentences.append(_("Am Anfang: %(names)s.") % {"names": _names(weak)})
    elif less:
        sentences.append(_("Weniger weit: %(names)s.") % {"names": _names(less)})
    return sentences


def _names(found: Sequence[Standing]) -> str:
    return join([say(one.field.name) for one in found])


def _main(standing: Standing) -> float:
    """Return how good the answer is that counts most: no headline says what this answer denies."""
    known = [one for one in standing.readings if one.value is not None]
    return max(known, key=lambda one: one.share).known if known else HALF


def share_answered(found: Sequence[Standing]) -> float:
    """Return the share of items that are answered or seen."""
    total = sum(len(standing.readings) for standing in found)
    return sum(standing.answered for standing in found) / total if total else 0.0


def _strong(found: Sequence[Standing]) -> list[Standing]:
    return sorted((one for one in found if one.score >= STRONG), key=lambda one: -one.score)


def _weak(found: Sequence[Standing]) -> list[Standing]:
    return sorted((one for one in found if one.answered and one.high <= WEAK), key=lambda one: one.high)
