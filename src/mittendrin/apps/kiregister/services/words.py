# SPDX-License-Identifier: EUPL-1.2
"""Texts of manifests and content files in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as lazy

from mittendrin.contracts.manifest import Manifest
from mittendrin.core import yaml_strict

CONTENT = Path(__file__).resolve().parent.parent / "content"
_TECHNOLOGY = {
    "text": lazy("Textverfahren auf dem Rechner der Stadt, kein Sprachmodell"),
    "image": lazy("Bildverfahren auf dem Rechner der Stadt"),
    "time series": lazy("Verfahren für Zeitreihen auf dem Rechner der Stadt"),
    "rules": lazy("Regeln, die jeder lesen kann"),
}
_RISK = {
    "minimal": lazy("Kein hohes Risiko"),
    "limited": lazy("Begrenztes Risiko"),
    "high": lazy("Hohes Risiko"),
}


def english() -> bool:
    """Return whether the page is in English."""
    return (get_language() or "de") == "en"


def say(manifest: Manifest, name: str) -> str:
    """Return the text ``name`` of a manifest in the language of the page."""
    return str(getattr(manifest, f"{name}_en" if english() else name))


def technology(manifest: Manifest) -> str:
    """Return the kinds of technology in words."""
    return "; ".join(str(_TECHNOLOGY.get(kind, kind)) for kind in manifest.technology)


def risk(manifest: Manifest) -> str:
    """Return the class after the AI Act in words."""
    return str(_RISK[manifest.ai_act])


@cache
def _ai_act() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml_strict.read(CONTENT / "ai_act.yaml")
    return found


@cache
def _plain_language() -> Mapping[str, list[str]]:
    found: Mapping[str, list[str]] = yaml_strict.read(CONTENT / "plain_language.yaml")
    return found


def plain_sentences(question: str) -> list[str]:
    """Return the draft in Leichte Sprache on what answers ``question``; empty when nobody wrote one."""
    return list(_plain_language().get(question, []))


def duties(risk_class: str) -> list[dict[str, Any]]:
    """Return the legal duties for a class: ``article``, ``title``, ``text``, ``begins`` and whether it ``applies``."""
    ending = "_en" if english() else ""
    today = date.today()  # noqa: DTZ011 - a day of the law, the hour does not matter
    return [
        {
            "article": duty["article"],
            "title": duty[f"title{ending}"],
            "text": duty[f"text{ending}"],
            "begins": date.fromisoformat(duty["from"]),
            "applies": date.fromisoformat(duty["from"]) <= today,
        }
        for duty in _ai_act()["duties"]
        if duty["class"] in {"all", risk_class} or (risk_class == "high" and duty["class"] == "limited")
    ]


def duties_source() -> dict[str, Any]:
    """Return where the duties come from: ``source``, ``url``, ``note``, ``checked_on``."""
    data = _ai_act()
    note = data["note_en"] if english() else data["note"]
    checked = date.fromisoformat(data["checked_on"])
    return {"source": data["source"], "url": data["source_url"], "note": note, "checked_on": checked}
