# SPDX-License-Identifier: EUPL-1.2
"""Why something was not done to a case, each with a sentence for people."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mittendrin.townhall import refused
from mittendrin.townhall.cases.models import Case


class Refused(refused.Refused):
    """Nothing was changed in a case."""

    sentence: str | Promise = _("Das geht mit diesem Vorgang nicht.")


class NotYours(Refused):
    """The person may not know of the case; callers answer as if there was none."""

    sentence = _("Diesen Vorgang gibt es nicht.")


class NotHandled(Refused):
    """Somebody else is in charge."""

    sentence = _("Zuständig ist %(person)s. Ändern können das auch die Vertretung und die Leitung.")


class Conflict(Refused):
    """The case has changed since the person saw it."""

    sentence = _("Der Vorgang wurde inzwischen geändert.")

    def __init__(self, case: Case) -> None:
        self.case = case
        super().__init__()


class AlreadyDone(Refused):
    """A finished case has to be opened again first."""

    sentence = _("Der Vorgang ist erledigt. Öffnen Sie ihn zuerst wieder.")


class NotDone(Refused):
    """Only finished cases can be opened again."""

    sentence = _("Der Vorgang ist nicht erledigt.")


class WrongPerson(Refused):
    """The person is not active or belongs to another unit."""

    sentence = _("%(person)s arbeitet nicht in diesem Amt.")


class WrongUnit(Refused):
    """The unit is not in use."""

    sentence = _("Dieses Amt nimmt keine Vorgänge an.")


class NotGranted(Refused):
    """The person may not see special categories of personal data."""

    sentence = _("%(person)s darf keine besonders geschützten Daten sehen.")


class NobodyGranted(Refused):
    """Nobody in the unit may see special categories of personal data."""

    sentence = _("Im Amt %(unit)s darf niemand besonders geschützte Daten sehen.")


class PastDay(Refused):
    """A day to come was asked for."""

    sentence = _("Die Wiedervorlage muss nach heute liegen.")


class NothingChanged(Refused):
    """The values are those that the case has already."""

    sentence = _("Es gibt nichts zu ändern.")


class NothingToUndo(Refused):
    """The person's last step is gone, too old, or somebody went on from it."""

    sentence = _("Es gibt keinen Schritt, den Sie zurücknehmen können.")


class Missing(Refused):
    """A text that is needed is empty or too long."""

    sentence = _("Schreiben Sie einen Text mit höchstens %(limit)s Zeichen.")


class FileRefused(Refused):
    """A file was not taken."""

    sentence = _("Diese Datei nehmen wir nicht an: %(reason)s.")


class UnknownKind(Refused):
    """No installed app makes cases of this kind."""

    sentence = _("Diese Art von Vorgang gibt es nicht.")


class NotAllowed(Refused):
    """Only the head of the unit or the administration may do this."""

    sentence = _("Das darf nur die Leitung des Amts oder die Administration.")


class TooMany(Refused):
    """More cases were chosen than can be changed at once."""

    sentence = _("Höchstens %(limit)s Vorgänge auf einmal.")
