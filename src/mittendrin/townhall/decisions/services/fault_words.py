# SPDX-License-Identifier: EUPL-1.2
"""What is wrong with a link of the chain, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

_SENTENCES = {
    "missing": _("Der Eintrag fehlt."),
    "previous": _("Der Eintrag gehört nicht hinter den vorigen."),
    "changed": _("Der Eintrag wurde nachträglich geändert."),
    "decision": _("Der Eintrag wurde einer anderen Entscheidung zugeordnet."),
    "content-missing": _("Der Inhalt fehlt, ohne dass eine Löschung vermerkt ist."),
    "content-changed": _("Der Inhalt wurde nachträglich geändert."),
    "erased-unsaid": _("Der Inhalt wurde gelöscht, ohne dass ein Eintrag es sagt."),
    "end": _("Am Ende der Kette fehlt etwas oder steht etwas zu viel."),
    "row": _("Was die Seiten zur Entscheidung zeigen, passt nicht zur Kette."),
}


def fault_sentence(fault: str) -> str:
    """Return what is wrong, in the language of the page or command."""
    return str(_SENTENCES[fault])


def known() -> frozenset[str]:
    """Return the faults that have words."""
    return frozenset(_SENTENCES)
