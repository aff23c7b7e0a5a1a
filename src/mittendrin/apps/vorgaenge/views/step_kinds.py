# SPDX-License-Identifier: EUPL-1.2
"""The steps that people take with a case: form, deed, words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.forms import Form
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mittendrin.apps.vorgaenge import forms
from mittendrin.apps.vorgaenge.services import words
from mittendrin.townhall.cases.models import Case, Priority
from mittendrin.townhall.cases.services import handling
from mittendrin.townhall.cases.services.access import Viewer

Values = Mapping[str, Any]
Deed = Callable[[Viewer, Case, int, Values, UUID | None], Case]


@dataclass(frozen=True)
class StepKind:
    """One step. done: what the message says. leaves: whether the case then leaves the list."""

    form: type[Form]
    deed: Deed
    done: str | Promise
    leaves: bool = False


def _take(who: Viewer, case: Case, version: int, _values: Values, batch: UUID | None) -> Case:
    return handling.take(who, case, version, batch=batch)


def _forward(who: Viewer, case: Case, version: int, values: Values, batch: UUID | None) -> Case:
    unit, person = values["target"]
    return handling.forward(who, case, version, unit, person=person, note=values["note"], batch=batch)


def _snooze(who: Viewer, case: Case, version: int, values: Values, batch: UUID | None) -> Case:
    return handling.snooze(who, case, version, values["day"], note=values["note"], batch=batch)


def _wake(who: Viewer, case: Case, version: int, _values: Values, batch: UUID | None) -> Case:
    return handling.wake(who, case, version, batch=batch)


def _change(who: Viewer, case: Case, version: int, values: Values, batch: UUID | None) -> Case:
    wanted = {name: values[name] for name in ("title", "due", "priority", "special")}
    return handling.change(who, case, version, **wanted, batch=batch)


def _wait(who: Viewer, case: Case, version: int, values: Values, batch: UUID | None) -> Case:
    return handling.wait(who, case, version, note=values["note"], batch=batch)


def _go_on(who: Viewer, case: Case, version: int, _values: Values, batch: UUID | None) -> Case:
    return handling.go_on(who, case, version, batch=batch)


def _finish(who: Viewer, case: Case, version: int, values: Values, batch: UUID | None) -> Case:
    return handling.finish(who, case, version, note=values["note"], batch=batch)


def _reopen(who: Viewer, case: Case, version: int, _values: Values, batch: UUID | None) -> Case:
    return handling.reopen(who, case, version, batch=batch)


STEPS = {
    "uebernehmen": StepKind(forms.NoteForm, _take, _("%(number)s haben jetzt Sie.")),
    "weitergeben": StepKind(forms.ForwardForm, _forward, _("%(number)s ist weitergegeben."), leaves=True),
    "wiedervorlage": StepKind(forms.SnoozeForm, _snooze, _("%(number)s kommt am %(day)s wieder."), leaves=True),
    "wecken": StepKind(forms.NoteForm, _wake, _("%(number)s liegt wieder in der Liste.")),
    "aendern": StepKind(forms.ChangeForm, _change, _("%(number)s ist geändert.")),
    "warten": StepKind(forms.NoteForm, _wait, _("%(number)s wartet.")),
    "weiter": StepKind(forms.NoteForm, _go_on, _("%(number)s ist wieder in Arbeit.")),
    "erledigen": StepKind(forms.NoteForm, _finish, _("%(number)s ist erledigt."), leaves=True),
    "oeffnen": StepKind(forms.NoteForm, _reopen, _("%(number)s ist wieder offen.")),
}
TOGETHER = ("uebernehmen", "weitergeben", "wiedervorlage", "erledigen")


def blank_forms(case: Case) -> dict[str, Form]:
    """Return the forms of the pane with what the case holds."""
    return {
        "weitergeben": forms.ForwardForm(auto_id="weitergeben-%s"),
        "wiedervorlage": forms.SnoozeForm(auto_id="wiedervorlage-%s"),
        "aendern": forms.ChangeForm(
            auto_id="aendern-%s",
            initial={"title": case.title, "due": case.due, "priority": case.priority, "special": case.special},
        ),
        "kommentar": forms.CommentForm(auto_id="kommentar-%s"),
        "datei": forms.FileForm(auto_id="datei-%s"),
    }


def wanted(name: str, values: Values, case: Case) -> list[tuple[str, str, str]]:
    """Return what a step wanted beside what is stored now: name, wanted, stored."""
    stored_person = case.person.name if case.person else _("niemand")
    if name == "aendern":
        priority = Priority(values["priority"]).label, Priority(case.priority).label
        special = [str(_("ja") if one else _("nein")) for one in (values["special"], case.special)]
        return [
            (str(_("Titel")), values["title"], case.title),
            (str(_("Frist")), words.day(values["due"]), words.day(case.due)),
            (str(_("Vorrang")), str(priority[0]), str(priority[1])),
            (str(_("besonders geschützt")), special[0], special[1]),
        ]
    if name == "weitergeben":
        unit, person = values["target"]
        there = f"{unit}, {person.name if person else _('niemand')}"
        return [(str(_("Amt und Person")), there, f"{case.unit}, {stored_person}")]
    if name == "wiedervorlage":
        return [(str(_("Wiedervorlage")), words.day(values["day"]), words.day(case.resubmission))]
    return [(str(_("Stand")), words.step_words(name), f"{case.get_state_display()}, {stored_person}")]
