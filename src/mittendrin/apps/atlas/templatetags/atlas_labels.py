# SPDX-License-Identifier: EUPL-1.2
"""Template filters for the words of fields and values: ``{{ stage|enum_label:"stage" }}``."""

from __future__ import annotations

from typing import Any

from django import template

from mittendrin.apps.atlas.services import editing, field_labels, proposals
from mittendrin.apps.atlas.services import problem_words as wording
from mittendrin.core.errors import Problem

register = template.Library()


@register.filter
def enum_label(value: Any, path: str) -> str:
    """Return the word for ``value`` in the language of the page; ``path`` names the field, e.g. ``agenda.state``."""
    return field_labels.value_label(value, path)


@register.filter
def field_label(path: str) -> str:
    """Return the name of the field at ``path``."""
    return field_labels.field_label(path)


@register.filter
def kind_label(kind: str) -> str:
    """Return the name of one record of ``kind``."""
    return field_labels.kind_label(kind)


@register.filter
def kinds_label(kind: str) -> str:
    """Return the name of several records of ``kind``."""
    return field_labels.kind_label(kind, many=True)


@register.filter
def shown_title(record: Any) -> str:
    """Return the title of a record as editors read it."""
    return editing.shown_title(record.kind, record.data) if record else ""


@register.filter
def problem_words(problem: Problem) -> str:
    """Return a problem in words."""
    return str(wording.describe(problem))


@register.filter
def proposal_sender(proposal: Any) -> str:
    """Return who proposed, in words."""
    return proposals.sender_name(proposal)
