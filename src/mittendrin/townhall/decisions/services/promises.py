# SPDX-License-Identifier: EUPL-1.2
"""The promise: from which confidence on nobody needs to look, by the town's own confirmed cases."""

from __future__ import annotations

from dataclasses import dataclass

from babel.numbers import format_decimal
from django.core.cache import cache
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mittendrin.contracts.app import BlockUse
from mittendrin.core.promise import Case, Promise, settle
from mittendrin.townhall import offers
from mittendrin.townhall.decisions.models import BlockState, Decision, HeldCase, Mode, ModelVersion
from mittendrin.townhall.decisions.services import blocks

NEWEST = 5000
"""So many confirmed cases count at most: the newest ones."""
UNLIKE = "unlike"
"""Name of the trait of proposals that are asked because nothing like them was confirmed before."""
_WANTED = ("confidence", "abstained", "right", "traits")


@dataclass(frozen=True)
class Standing:
    """Where a block stands with its promise.

    promise: what the confirmed cases of the live version allow. version: its number. mode: what the town allows.
    fell_back: the block went back to suggesting by itself. use: the words of the app that asks it.
    """

    block: str
    part: str
    promise: Promise
    version: int
    mode: str
    fell_back: bool
    use: BlockUse

    @property
    def handles(self) -> bool:
        """Return whether anything goes without a single look."""
        return self.mode == Mode.AUTOMATIC and self.promise.threshold is not None

    @property
    def sentence(self) -> str:
        """Return the promise in words, in the language of the page."""
        if self.mode == Mode.OFF:
            return _("Das Programm ist abgeschaltet.")
        if self.fell_back:
            return _("Es wurde zu oft geändert. Das Programm schlägt nur noch vor, bis ein Mensch es wieder zulässt.")
        if self.mode == Mode.SUGGEST:
            return _("Das Programm schlägt nur vor. Ein Mensch bestätigt alles einzeln.")
        if self.promise.threshold is None:
            return _(self.use.too_few)
        return _(self.use.promise) % {"wrong": per_hundred(self.promise.promised)}

    @property
    def evidence(self) -> str:
        """Return how sure the promise is and how much it covers, in words."""
        promise = self.promise
        if promise.threshold is None:
            words = {"cases": number(promise.cases), "needed": number(promise.needed)}
            if promise.cases < promise.needed:
                return _("%(cases)s bestätigt, mindestens %(needed)s sind nötig, alle richtig.") % words
            return _("%(cases)s bestätigt. Bei keiner Grenze war genug davon richtig.") % words
        return _(
            "%(handled)s von %(cases)s bestätigten Fällen lagen über der Grenze, davon %(wrong)s falsch."
            " Mit %(level)s %% Sicherheit sind höchstens %(bound)s von 100 falsch."
        ) % {
            "handled": number(promise.handled),
            "cases": number(promise.cases),
            "wrong": number(promise.wrong),
            "level": per_hundred(promise.level),
            "bound": per_hundred(promise.bound),
        }


def number(value: float, pattern: str = "#,##0.#") -> str:
    """Return a number in the language of the page."""
    return format_decimal(value, format=pattern, locale=get_language() or "de")


def per_hundred(share: float) -> str:
    """Return a share as a number of 100."""
    return number(100 * share)


def standing(block_id: str, part: str = "") -> Standing:
    """Return where a block (or one fact of it) stands; kept until a word, a setting or a version changes it."""
    state = blocks.state(block_id)
    version = blocks.live_version(block_id)
    manifest = blocks.manifest(block_id)
    use = offers.uses().get(manifest.question if manifest else "", BlockUse(""))
    return Standing(
        block=block_id,
        part=part,
        promise=_promise(state, version, part),
        version=version.number,
        mode=state.mode,
        fell_back=state.fell_back_at is not None,
        use=use,
    )


def _promise(state: BlockState, version: ModelVersion, part: str) -> Promise:
    key = f"decisions.promise.{state.block}.{part}.{version.pk}.{state.promised}.{state.position}"
    kept = cache.get(key)
    if isinstance(kept, Promise):
        return kept
    found = settle(cases(version, part), state.promised)
    cache.set(key, found, timeout=24 * 60 * 60)
    return found


def cases(version: ModelVersion, part: str = "") -> list[Case]:
    """Return confidence and rightness of the confirmed cases that ``version`` did not learn from, the newest ones.

    Two kinds: those it was tried on before it went into operation (held back, or by cross-prediction), and its own
    proposals that a person looked at one by one. Sure proposals that nobody looked at say nothing, except those that
    came back as wrong. What is unlike all that was confirmed is always asked, so it is no evidence for a threshold.
    """
    own = Decision.objects.filter(version=version, part=part, looked=True, right__isnull=False).order_by("-decided_at")
    found = [
        (0.0, False) if abstained or traits.get(UNLIKE) else (confidence, bool(right))
        for confidence, abstained, right, traits in own.values_list(*_WANTED)[:NEWEST]
    ]
    held = HeldCase.objects.filter(version=version, decision__part=part).order_by("-decision__decided_at")
    return found + list(held.values_list("confidence", "right")[: NEWEST - len(found)])


def may_handle(block_id: str, confidence: float, part: str = "") -> bool:
    """Return whether an answer of this confidence needs no single look now."""
    return allows(blocks.state(block_id), blocks.live_version(block_id), confidence, part)


def allows(state: BlockState, version: ModelVersion, confidence: float, part: str = "") -> bool:
    """Return whether an answer of ``version`` needs no single look under the settings of ``state``."""
    return state.mode == Mode.AUTOMATIC and _promise(state, version, part).allows(confidence)
