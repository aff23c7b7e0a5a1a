# SPDX-License-Identifier: EUPL-1.2
"""Forms of bundles: what goes out, whom to follow, the fingerprint."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mittendrin.apps.standort.services.bundles import following
from mittendrin.apps.standort.sources.bundle_file import MIB, MOST_BYTES


class IssueForm(forms.Form):
    """Measures that go out; the tick that a person looked at passages that may name somebody."""

    measures = forms.MultipleChoiceField(
        label=_("Welche Maßnahmen sollen andere sehen?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    looked = forms.BooleanField(label=_("Ich habe nachgesehen: Kein Name einer Person ist dabei."), required=False)

    def __init__(self, choices: Iterable[tuple[str, str]], *arguments: Any, ask: bool = False, **more: Any) -> None:
        super().__init__(*arguments, **more)
        measures: Any = self.fields["measures"]
        measures.choices = list(choices)
        if not ask:
            del self.fields["looked"]
        if not measures.choices:
            del self.fields["measures"]


class FollowForm(forms.Form):
    """The address of another town's bundle."""

    url = forms.CharField(
        label=_("Adresse des Pakets"),
        max_length=2000,
        help_text=_("Die andere Stadt nennt sie Ihnen; sie endet auf /standort/paket.zip"),
        widget=forms.URLInput,
    )

    def clean_url(self) -> str:
        """Return the address; refuse what is none."""
        text = str(self.cleaned_data["url"]).strip()
        if not following.is_address(text):
            raise ValidationError(_("Das ist keine Webadresse. Sie beginnt mit https:// und enthält kein Passwort."))
        return text


class BundleFileForm(forms.Form):
    """A bundle as a file."""

    file = forms.FileField(
        label=_("Paket als Datei"),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
        error_messages={"required": _("Wählen Sie eine Datei."), "empty": _("Die Datei ist leer.")},
    )

    def clean_file(self) -> bytes:
        """Return the bytes of the file; one that is too large is not read."""
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise ValidationError(_("Die Datei ist größer als %(most)s MB."), params={"most": MOST_BYTES // MIB})
        data: bytes = upload.read()
        return data


class FingerprintForm(forms.Form):
    """The fingerprint as the other town told it, by telephone or letter."""

    fingerprint = forms.CharField(
        label=_("Fingerabdruck, den die Stadt Ihnen genannt hat"),
        max_length=80,
        help_text=_("32 Zeichen, Leerzeichen sind gleichgültig."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
