# SPDX-License-Identifier: EUPL-1.2
"""Forms in the look of the KERN design system."""

from django.forms.renderers import TemplatesSetting


class KernRenderer(TemplatesSetting):
    """Renders fields with KERN's markup: label, hint and error tied to the input."""

    field_template_name = "web/forms/field.html"
    form_template_name = "web/forms/form.html"
