# SPDX-License-Identifier: EUPL-1.2
"""Texts of the data in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

from mittendrin.apps.standort.services import wording
from mittendrin.apps.standort.sources.questionnaire import Citation

register = template.Library()


@register.filter
def say(text: Mapping[str, str]) -> str:
    """Return a text in the language of the page."""
    return wording.say(text) if text else ""


@register.filter
def cited(source: Citation) -> str:
    """Return where something stands."""
    return wording.citation(source)


@register.filter
def own_words(record: Mapping[str, str], name: str) -> str:
    """Return the text ``name`` of a record (``name_de``, ``name_en``) in the language of the page."""
    return wording.say({language: record.get(f"{name}_{language}", "") for language in ("de", "en")})
