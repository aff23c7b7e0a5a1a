# SPDX-License-Identifier: EUPL-1.2
"""Texts of the data in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

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


@register.inclusion_tag("standort/parts/room.html")
def room(here: str) -> dict[str, object]:
    """Show the ways to the pages of this room. here: name of the address of the page that is shown."""
    return {"here": here, "pages": [(name, reverse(f"standort:{name}"), words) for name, words in _rooms()]}


def _rooms() -> list[tuple[str, str]]:
    return [
        ("start", _("Ergebnis")),
        ("roadmap", _("Fahrplan")),
        ("funding", _("Förderung")),
        ("weighings", _("Abwägen")),
        ("interviews", _("Interviews")),
        ("survey", _("Umfrage")),
        ("bundles", _("Pakete")),
        ("restore_trials", _("Sicherungen")),
    ]
