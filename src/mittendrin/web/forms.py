# SPDX-License-Identifier: EUPL-1.2
"""Forms of the shell in the look of the KERN design system."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import forms as auth_forms
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mittendrin.townhall.accounts.models import Person, Theme, Unit
from mittendrin.townhall.accounts.services import unit_key
from mittendrin.townhall.feedback.models import Feedback


class KernRenderer(TemplatesSetting):
    """Renders fields with KERN's markup: label, hint and error tied to the input."""

    field_template_name = "web/forms/field.html"
    form_template_name = "web/forms/form.html"


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what a form sent, even when it is empty; None when nothing was sent."""
    return request.POST if request.method == "POST" else None


class LoginForm(auth_forms.AuthenticationForm):
    """User name and password; capital letters in the user name do not matter."""

    error_messages = {
        "invalid_login": _("Benutzername oder Passwort stimmt nicht. Prüfen Sie auch die Feststelltaste."),
        "inactive": _("Dieses Konto ist abgeschaltet."),
        "expired": _("Das vorläufige Passwort ist abgelaufen. Bitten Sie die Administration um ein neues."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Benutzername")
        self.fields["password"].label = _("Passwort")

    def clean_username(self) -> str:
        """Return the user name in small letters, as all are stored."""
        return str(self.cleaned_data["username"]).lower()

    def confirm_login_allowed(self, user: AbstractBaseUser) -> None:
        """Refuse temporary passwords that are too old."""
        super().confirm_login_allowed(user)  # type: ignore[arg-type]
        if isinstance(user, Person) and user.temporary_expired:
            raise ValidationError(self.error_messages["expired"], code="expired")


class PasswordForm(auth_forms.PasswordChangeForm):
    """Old password and the new one twice; the rules stand in words on the page."""

    error_messages = {
        **auth_forms.PasswordChangeForm.error_messages,
        "password_mismatch": _("Die beiden neuen Passwörter sind verschieden."),
        "password_incorrect": _("Das bisherige Passwort stimmt nicht."),
        "same": _("Das neue Passwort ist das bisherige. Wählen Sie ein anderes."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("Bisheriges Passwort")
        self.fields["new_password1"].label = _("Neues Passwort")
        self.fields["new_password1"].help_text = ""
        self.fields["new_password2"].label = _("Neues Passwort noch einmal")
        self.fields["new_password2"].help_text = ""

    def clean(self) -> dict[str, Any]:
        """Refuse the old password as the new one."""
        values = super().clean() or self.cleaned_data
        if values.get("new_password1") and values.get("new_password1") == values.get("old_password"):
            self.add_error("new_password1", ValidationError(self.error_messages["same"], code="same"))
        return values


def password_rules() -> list[str]:
    """Return the rules for passwords, one sentence each."""
    return list(password_validators_help_texts())


class PreferencesForm(forms.Form):
    """What a person may choose about the pages."""

    language = forms.ChoiceField(label=_("Sprache"), choices=settings.LANGUAGES)
    theme = forms.ChoiceField(label=_("Ansicht"), choices=Theme)
    single_keys = forms.BooleanField(
        label=_("Einzelne Tasten nutzen"),
        help_text=_("Zum Beispiel / für die Suche. Ausschalten hilft bei Spracheingabe."),
        required=False,
    )


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    """One person as administrators see it."""

    class Meta:
        model = Person
        fields = ["username", "first_name", "last_name", "email", "unit", "role"]
        labels = {
            "username": _("Benutzername"),
            "first_name": _("Vorname"),
            "last_name": _("Nachname"),
            "email": _("E-Mail"),
            "unit": _("Amt"),
            "role": _("Rolle"),
        }
        help_texts = {"username": _("Kleinbuchstaben, Ziffern und die Zeichen @ . + - _")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_name"].required = True
        unit = self.fields["unit"]
        if isinstance(unit, forms.ModelChoiceField):
            unit.queryset = Unit.objects.filter(Q(active=True) | Q(pk=self.instance.unit_id))
            unit.empty_label = gettext("kein Amt")

    def clean_username(self) -> str:
        """Return the user name in small letters; refuse one that is taken in any spelling."""
        username = str(self.cleaned_data["username"]).lower()
        if Person.objects.filter(username__iexact=username).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Diesen Benutzernamen gibt es schon."), code="taken")
        return username


class UnitForm(forms.ModelForm):  # type: ignore[type-arg]
    """One unit; its key comes from the name when it is new."""

    class Meta:
        model = Unit
        fields = ["name", "order"]
        labels = {"name": _("Name"), "order": _("Reihenfolge")}
        help_texts = {"order": _("Kleine Zahlen stehen oben.")}

    def clean_name(self) -> str:
        """Return the name; refuse one that is taken or leads to a key that is taken."""
        name = str(self.cleaned_data["name"]).strip()
        others = Unit.objects.exclude(pk=self.instance.pk)
        if any(other.name.casefold() == name.casefold() for other in others):
            raise ValidationError(_("Ein Amt mit diesem Namen gibt es schon."), code="taken")
        if self.instance.pk is None:
            self.instance.key = unit_key(name)
            if not self.instance.key or others.filter(key=self.instance.key).exists():
                raise ValidationError(_("Der Name ist einem anderen zu ähnlich. Wählen Sie einen anderen."), code="key")
        return name


class ImportForm(forms.Form):
    """A CSV file."""

    file = forms.FileField(
        label=_("CSV-Datei"),
        help_text=_("Bis 1 MB. UTF-8 oder Windows-1252, Trennzeichen Semikolon, Komma oder Tabulator."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"required": _("Wählen Sie eine Datei."), "empty": _("Die Datei ist leer.")},
    )


class FeedbackForm(forms.ModelForm):  # type: ignore[type-arg]
    """A report of a barrier or an error; needs no account and no name."""

    class Meta:
        model = Feedback
        fields = ["topic", "page", "text", "contact"]
        labels = {
            "topic": _("Worum geht es?"),
            "page": _("Auf welcher Seite?"),
            "text": _("Was ist das Problem?"),
            "contact": _("Wie erreichen wir Sie?"),
        }
        help_texts = {
            "page": _("Adresse oder Überschrift der Seite."),
            "text": _("Höchstens 4.000 Zeichen."),
            "contact": _("E-Mail oder Telefon, nur für die Antwort."),
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 6, "maxlength": 4000})}
