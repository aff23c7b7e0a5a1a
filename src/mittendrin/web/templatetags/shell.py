# SPDX-License-Identifier: EUPL-1.2
"""Template tags for forms in KERN's markup and for values that a town has still to fill in."""

from __future__ import annotations

from datetime import date

from django import forms, template
from django.forms.boundfield import BoundField, BoundWidget
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def widget_kind(field: BoundField) -> str:
    """Return which markup of KERN a field needs: check, group, select or input."""
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "group"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.Select) and not widget.allow_multiple_selected:
        return "select"
    return "input"


@register.simple_tag
def kern_widget(field: BoundField) -> SafeString:
    """Return the input of ``field`` with KERN's classes, keeping its own."""
    base = {"check": "kern-form-check__checkbox", "select": "kern-form-input__select"}.get(
        widget_kind(field), "kern-form-input__input"
    )
    own = field.field.widget.attrs.get("class", "")
    classes = f"{base} {base}--error {own}" if field.errors else f"{base} {own}"
    return field.as_widget(attrs={"class": classes.strip()})


@register.simple_tag
def kern_options(field: BoundField) -> list[BoundWidget]:
    """Return the options of a group of radio buttons or boxes with KERN's classes."""
    # In Django boxes are a kind of radio buttons, so they are asked for first.
    kind = "checkbox" if isinstance(field.field.widget, forms.CheckboxSelectMultiple) else "radio"
    options: list[BoundWidget] = list(field.subwidgets)
    for option in options:
        option.data["attrs"]["class"] = f"kern-form-check__{kind}"
    return options


@register.simple_tag
def filled(value: str | date | None) -> SafeString | str:
    """Return a value of the town, or the dashed words for one that is missing."""
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    return value or format_html('<span class="m-missing">{}</span>', _("noch auszufüllen"))
