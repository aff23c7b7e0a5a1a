# SPDX-License-Identifier: EUPL-1.2
"""Interviews in words: what is wrong with a transcript, how strong an agreement is."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from mittendrin.apps.standort.services.interviews.agreement import Kappa
from mittendrin.apps.standort.services.wording import number
from mittendrin.apps.standort.sources import interview_scheme
from mittendrin.core.errors import Problem

_WORDS = {
    "transcript-large": lazy("Der Text ist größer als %(detail)s kB. Teilen Sie ihn in mehrere Interviews."),
    "transcript-long": lazy("Der Text hat mehr als %(detail)s Sätze. Teilen Sie ihn in mehrere Interviews."),
    "transcript-no-text": lazy("Das ist keine Textdatei. Speichern Sie die Abschrift als reinen Text (.txt)."),
    "transcript-empty": lazy("Die Datei enthält keinen Text."),
}
# Landis and Koch 1977: names for ranges of kappa, a convention and no test.
_RANGES = (
    (0.8, lazy("fast vollständig")),
    (0.6, lazy("beachtlich")),
    (0.4, lazy("mittel")),
    (0.2, lazy("schwach")),
    (0.0, lazy("gering")),
)


def describe(problem: Problem) -> str:
    """Return in words what is wrong with a transcript and what to do."""
    return str(_WORDS[problem.kind]) % {"detail": problem.detail}


def largest() -> str:
    """Return what is said of a file that is too large."""
    return describe(Problem("", "transcript-large", str(interview_scheme.MOST_BYTES // 1000)))


def kappa_sentence(found: Kappa) -> str:
    """Return what a kappa says, in one sentence."""
    if found.value is None or found.low is None or found.high is None:
        return _("Kappa lässt sich hier nicht berechnen: Beide haben durchweg dieselbe Kategorie benutzt.")
    name = next((str(words) for limit, words in _RANGES if found.value > limit), _("nicht besser als Zufall"))
    values = {
        "value": number(found.value, 2),
        "low": number(found.low, 2),
        "high": number(found.high, 2),
        "name": name,
        "count": found.count,
        "agreed": number(100 * found.agreed, 0),
    }
    return (
        _("Kappa %(value)s (95 %%: %(low)s bis %(high)s), die Übereinstimmung ist %(name)s.") % values
        + " "
        + _("Gleich eingeordnet: %(agreed)s %% von %(count)s Stellen.") % values
    )
