# SPDX-License-Identifier: EUPL-1.2
"""The promise: from which confidence on nobody needs to look, by the town's own confirmed cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from babel.numbers import format_decimal
from django.core.cache import cache
from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber
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
Asked = tuple[BlockState, ModelVersion, str]
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
    return standings([(blocks.state(block_id), blocks.live_version(block_id), part)])[0]


def standings(wanted: Sequence[Asked]) -> list[Standing]:
    """Return where blocks, or facts of them, stand; two questions to the store, however many there are."""
    uses, found = offers.uses(), _promises(wanted)
    return [
        Standing(
            block=state.block,
            part=part,
            promise=promise,
            version=version.number,
            mode=state.mode,
            fell_back=state.fell_back_at is not None,
            use=uses.get(manifest.question if (manifest := blocks.manifest(state.block)) else "", BlockUse("")),
        )
        for (state, version, part), promise in zip(wanted, found, strict=True)
    ]


def _promise(state: BlockState, version: ModelVersion, part: str) -> Promise:
    return _promises([(state, version, part)])[0]


def _promises(wanted: Sequence[Asked]) -> list[Promise]:
    keys = [
        f"decisions.promise.{state.block}.{part}.{version.pk}.{state.promised}.{state.position}"
        for state, version, part in wanted
    ]
    kept = {key: one for key, one in cache.get_many(keys).items() if isinstance(one, Promise)}
    missing = [(key, *one) for key, one in zip(keys, wanted, strict=True) if key not in kept]
    found = _cases([(version.pk, part) for _key, _state, version, part in missing]) if missing else {}
    made = {key: settle(found[version.pk, part], state.promised) for key, state, version, part in missing}
    if made:
        cache.set_many(made, timeout=24 * 60 * 60)
    return [{**kept, **made}[key] for key in keys]


def cases(version: ModelVersion, part: str = "") -> list[Case]:
    """Return what ``_cases`` says of one version and part."""
    return _cases([(version.pk, part)])[version.pk, part]


def _cases(wanted: Sequence[tuple[int, str]]) -> dict[tuple[int, str], list[Case]]:
    """Return for each version and part confidence and rightness of the newest confirmed cases it did not learn from.

    Two kinds: those it was tried on before it went into operation (held back, or by cross-prediction), and its own
    proposals that a person looked at one by one. Sure proposals that nobody looked at say nothing, except those that
    came back as wrong. What is unlike all that was confirmed is always asked, so it is no evidence for a threshold.
    """
    versions, parts = {version for version, _part in wanted}, {part for _version, part in wanted}
    found: dict[tuple[int, str], list[Case]] = {one: [] for one in wanted}
    own = Decision.objects.filter(version__in=versions, part__in=parts, looked=True, right__isnull=False)
    own = _newest(own, "part", "decided_at")
    for version, part, confidence, abstained, right, traits in own.values_list("version_id", "part", *_WANTED):
        case = (0.0, False) if abstained or traits.get(UNLIKE) else (confidence, bool(right))
        if (version, part) in found:
            found[version, part].append(case)
    held = HeldCase.objects.filter(version__in=versions, decision__part__in=parts)
    held = _newest(held, "decision__part", "decision__decided_at")
    for version, part, confidence, right in held.values_list("version_id", "decision__part", "confidence", "right"):
        if len(found.get((version, part), ())) < NEWEST and (version, part) in found:
            found[version, part].append((confidence, right))
    return found


def _newest(rows: QuerySet[Any], part: str, moment: str) -> Any:
    """Return the newest rows of each version and part, the newest first."""
    place = Window(RowNumber(), partition_by=[F("version"), F(part)], order_by=F(moment).desc())
    return rows.annotate(place=place).filter(place__lte=NEWEST).order_by(f"-{moment}")


def may_handle(block_id: str, confidence: float, part: str = "") -> bool:
    """Return whether an answer of this confidence needs no single look now."""
    return allows(blocks.state(block_id), blocks.live_version(block_id), confidence, part)


def allows(state: BlockState, version: ModelVersion, confidence: float, part: str = "") -> bool:
    """Return whether an answer of ``version`` needs no single look under the settings of ``state``."""
    return state.mode == Mode.AUTOMATIC and _promise(state, version, part).allows(confidence)
