# SPDX-License-Identifier: EUPL-1.2
"""Forms of weighing together: the question, links, the options that go into the roadmap."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mittendrin.apps.standort.services.weighing.making import (
    FEWEST_OPTIONS,
    LEAST_POINTS,
    MOST_LINKS_AT_ONCE,
    MOST_OPTIONS,
    MOST_POINTS,
    Wanted,
)

USUAL, LONGEST = 21, 366
_TITLE = 200


class WeighingForm(forms.Form):
    """A new weighing."""

    title = forms.CharField(
        label=_("Worüber wird abgewogen?"), max_length=_TITLE, help_text=_("Zum Beispiel: Was soll 2027 zuerst kommen?")
    )
    text = forms.CharField(
        label=_("Was sollten die Leute vorher wissen?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    steps = forms.MultipleChoiceField(
        label=_("Vorschläge aus Ihren nächsten Schritten"), required=False, widget=forms.CheckboxSelectMultiple
    )
    own = forms.CharField(
        label=_("Eigene Vorschläge"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Je Zeile einer."),
    )
    points = forms.IntegerField(
        label=_("Wie viele Punkte hat jede Person?"), min_value=LEAST_POINTS, max_value=MOST_POINTS, initial=10
    )
    closes_on = forms.DateField(
        label=_("Letzter Tag"),
        initial=lambda: timezone.localdate() + timedelta(days=USUAL),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, choices: Iterable[tuple[str, str]], *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        steps: Any = self.fields["steps"]
        steps.choices = list(choices)
        if not steps.choices:
            del self.fields["steps"]

    def clean_closes_on(self) -> Any:
        """Return the last day; refuse one that has passed or is a year away."""
        day, today = self.cleaned_data["closes_on"], timezone.localdate()
        if day < today:
            raise ValidationError(_("Dieser Tag ist vorbei. Wählen Sie heute oder einen späteren."))
        if day > today + timedelta(days=LONGEST):
            raise ValidationError(_("Wählen Sie einen Tag innerhalb eines Jahres."))
        return day

    def clean_own(self) -> tuple[str, ...]:
        """Return the own proposals, one a line, each once."""
        lines = [" ".join(line.split()) for line in str(self.cleaned_data["own"]).splitlines()]
        found = tuple(dict.fromkeys(line for line in lines if line))
        if any(len(line) > _TITLE for line in found):
            raise ValidationError(_("Ein Vorschlag ist länger als 200 Zeichen. Kürzen Sie ihn."))
        return found

    def clean(self) -> dict[str, Any]:
        """Refuse fewer than two and more than twenty proposals."""
        data = super().clean() or self.cleaned_data
        count = len(data.get("steps", ())) + len(data.get("own", ()))
        if not FEWEST_OPTIONS <= count <= MOST_OPTIONS and "own" in data:
            words = _("Es braucht 2 bis 20 Vorschläge, jetzt sind es %(count)s.")
            self.add_error("own", ValidationError(words, params={"count": count}))
        return data

    def wanted(self) -> Wanted:
        """Return what is asked."""
        data = self.cleaned_data
        return Wanted(
            data["title"], data["text"], data["points"], data["closes_on"], tuple(data.get("steps", ())), data["own"]
        )


class LinksForm(forms.Form):
    """How many links to make, and in which form."""

    count = forms.IntegerField(
        label=_("Wie viele Links?"),
        min_value=1,
        max_value=MOST_LINKS_AT_ONCE,
        initial=20,
        help_text=_("Für jede Person einen. Sie stehen nur dieses eine Mal da."),
    )
    form = forms.ChoiceField(
        label=_("Form"),
        choices=[
            ("bogen", _("Bogen zum Drucken, mit QR-Codes")),
            ("csv", _("Liste als CSV, zum Beispiel für E-Mails")),
        ],
        widget=forms.RadioSelect,
        initial="bogen",
    )


class RoadmapForm(forms.Form):
    """Options that become measures."""

    options = forms.MultipleChoiceField(label=_("Was soll in den Fahrplan?"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, choices: Iterable[tuple[str, str]], *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        options: Any = self.fields["options"]
        options.choices = list(choices)
