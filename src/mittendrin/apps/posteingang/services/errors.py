# SPDX-License-Identifier: EUPL-1.2
"""Why something was not done to a letter, each with a sentence for people."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mittendrin.apps.posteingang.ingest.document_store import ReadingDamaged as ReadingDamaged
from mittendrin.apps.posteingang.ingest.store import FileGone as FileGone
from mittendrin.apps.posteingang.ingest.store import StoreFull as StoreFull
from mittendrin.apps.posteingang.models import Letter
from mittendrin.townhall import refused


class Refused(refused.Refused):
    """Nothing was changed in a letter."""

    sentence: str | Promise = _("Das geht mit diesem Brief nicht.")


class NotVisible(Refused):
    """The person may not know of the letter; callers answer as if there was none."""

    sentence = _("Diesen Brief gibt es nicht.")


class NotAllowed(Refused):
    """The person lacks the right for this."""

    sentence = _("Dazu fehlt Ihnen das Recht.")


class Changed(Refused):
    """The letter has changed since the person saw it; ``letter`` is how it is now."""

    sentence = _("Der Brief wurde inzwischen geändert. Bitte sehen Sie ihn noch einmal an.")

    def __init__(self, letter: Letter) -> None:
        self.letter = letter
        super().__init__()


class Unsure(Refused):
    """Facts that are unsure have to be looked at first."""

    sentence = _("Bitte zuerst prüfen: %(names)s.")


class MissingUnit(Refused):
    """No unit is chosen."""

    sentence = _("Es fehlt das Amt.")


class WrongState(Refused):
    """The letter is not where this can be done."""

    sentence = _("Das geht gerade nicht: Der Brief ist im Zustand „%(state)s“.")


class WrongValue(Refused):
    """A value does not fit the fact."""

    sentence = _("„%(value)s“ passt nicht: %(hint)s.")


class NoSuchPages(Refused):
    """A letter cannot be parted there."""

    sentence = _("Nichts wurde geteilt. Nennen Sie Seiten von 2 bis %(last)s.")


class NothingToUndo(Refused):
    """No step of this person can be taken back."""

    sentence = _("Es gibt nichts, was sich zurücknehmen lässt.")


class CaseTouched(Refused):
    """Somebody already works on the case."""

    sentence = _("Der Vorgang wird schon bearbeitet. Er lässt sich nur noch dort ändern.")


class NoCase(Refused):
    """The case could not be made."""

    sentence = _("Der Vorgang ließ sich nicht anlegen: %(reason)s")
