# SPDX-License-Identifier: EUPL-1.2
"""Template tags of the post room."""

from __future__ import annotations

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()
_QUOTED = re.compile(r"([„“])([^„“”]{1,120})([“”])")


@register.filter
def kind(value: str) -> str:
    """Return the name of a kind of letter in the language of the page."""
    return _(value) if value else ""


@register.filter
def quoted(text: str) -> SafeString:
    """Return a reason with the words that it quotes from the letter underlined; all else is escaped."""
    marked = _QUOTED.sub(r'\1<span class="m-why">\2</span>\3', escape(text))
    return mark_safe(marked)  # noqa: S308 - escaped above, only our own tag is added
