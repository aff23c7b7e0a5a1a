# SPDX-License-Identifier: EUPL-1.2
"""Blocks, their answers and figures as JSON and in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from babel.numbers import format_decimal, format_percent
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from mittendrin.contracts.block import Answer, Reason
from mittendrin.contracts.evaluation import Report, Spread
from mittendrin.contracts.manifest import Manifest
from mittendrin.core.promise import Promise

_FIELDS = {
    "purpose": lazy("Zweck"),
    "data": lazy("Daten"),
    "personal_data": lazy("Personenbezogene Daten"),
    "human_role": lazy("Rolle des Menschen"),
    "fallback": lazy("Wenn er nicht entscheiden darf"),
}


def own_language(manifest: Manifest, name: str) -> str:
    """Return a text of the manifest in the language of the command."""
    return str(getattr(manifest, name if get_language() == "de" else f"{name}_en"))


def manifest_data(manifest: Manifest) -> dict[str, Any]:
    """Return a manifest for programs."""
    return {**asdict(manifest), "technology": list(manifest.technology)}


def manifest_lines(manifest: Manifest) -> Iterator[str]:
    """Yield a manifest for people."""
    yield f"{own_language(manifest, 'title')} ({manifest.id} {manifest.version})"
    yield _("Frage: %(question)s, Art: %(contract)s") % {"question": manifest.question, "contract": manifest.contract}
    for name, label in _FIELDS.items():
        yield f"{label}: {own_language(manifest, name)}"
    yield _("KI-Verordnung: %(ai_act)s. %(reason)s") % {
        "ai_act": manifest.ai_act,
        "reason": own_language(manifest, "ai_act_reason"),
    }
    yield _("Verlangt: %(metric)s mindestens %(floor)s") % {"metric": manifest.metric, "floor": number(manifest.floor)}
    yield _("Verantwortlich: %(owner)s, Lizenz: %(licence)s") % {"owner": manifest.owner, "licence": manifest.licence}


def number(value: float) -> str:
    """Return a figure with three places."""
    return str(format_decimal(round(value, 3), format="0.000", locale=get_language() or "de"))


def percent(value: float) -> str:
    """Return a share in per cent with at most one place."""
    return str(format_percent(value, format="#,##0.#\u00a0%", locale=get_language() or "de"))


def answer_data(answer: Answer[Any]) -> dict[str, Any]:
    """Return an answer for programs; an extractor's value holds the answers of the facts."""
    value = answer.value
    if isinstance(value, Mapping):
        value = {name: answer_data(fact) for name, fact in value.items()}
    return {
        "value": value,
        "confidence": round(answer.confidence, 4),
        "abstained": answer.abstained,
        "reasons": [{"code": reason.code, "text": sentence(reason)} for reason in answer.reasons],
        "alternatives": [
            {"value": other.value, "confidence": round(other.confidence, 4)} for other in answer.alternatives
        ],
    }


def answer_lines(answer: Answer[Any]) -> Iterator[str]:
    """Yield an answer with its reasons for people."""
    if isinstance(answer.value, Mapping):
        for name, fact in answer.value.items():
            yield from _one(fact, f"{name}: ")
        if answer.value:
            return
    yield from _one(answer, "")


def _one(answer: Answer[Any], head: str) -> Iterator[str]:
    if answer.abstained or answer.value is None:
        yield head + _("Weiß ich nicht.")
    else:
        yield f"{head}{answer.value} ({percent(answer.confidence)})"
    yield from (f"  {sentence(reason)}" for reason in answer.reasons)
    if answer.alternatives:
        others = ", ".join(f"{other.value} ({percent(other.confidence)})" for other in answer.alternatives)
        yield "  " + _("Sonst: %(others)s") % {"others": others}


def sentence(reason: Reason) -> str:
    """Return a reason in the language of the command."""
    return _(reason.text) % reason.values if reason.values else _(reason.text)


def report_lines(reports: Sequence[Report], figures: Mapping[str, Spread]) -> Iterator[str]:
    """Yield a table of figures: mean and deviation over the seeds, the dummy, the peers."""
    first = reports[0]
    yield _("Daten: %(data)s (%(count)s Stück)") % {"data": first.data, "count": first.count}
    yield f"{'':<22}{_('Baustein'):>16}{_('Attrappe'):>12}" + "".join(f"  {name}" for name in first.peers)
    for name, found in figures.items():
        spread = f" ±{number(found.deviation)}" if len(reports) > 1 else ""
        others = [first.baseline.get(name), *(peer.get(name) for peer in first.peers.values())]
        widths = [12, *(len(peer) + 2 for peer in first.peers)]
        cells = "".join(
            f"{number(value) if value is not None else '–':>{width}}"
            for value, width in zip(others, widths, strict=True)
        )
        yield f"{name:<22}{number(found.mean) + spread:>16}{cells}"


def promise_line(promise: Promise) -> str:
    """Return in words what confirmed cases allow."""
    values = {
        "promised": percent(promise.promised),
        "share": percent(promise.share),
        "cases": promise.cases,
        "needed": promise.needed,
    }
    if promise.threshold is not None:
        return _("Bei höchstens %(promised)s Fehlern ginge %(share)s ohne Nachfrage.") % values
    if promise.cases < promise.needed:
        return (
            _("Bei höchstens %(promised)s Fehlern wird alles gefragt: %(cases)s von mindestens %(needed)s Fällen.")
            % values
        )
    return _("Bei höchstens %(promised)s Fehlern wird alles gefragt: Er irrt sich zu oft.") % values
