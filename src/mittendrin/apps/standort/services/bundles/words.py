# SPDX-License-Identifier: EUPL-1.2
"""Bundles in words: why one is refused, what came of it, what looks like personal data."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from mittendrin.apps.standort.services.bundles.keys import FILE
from mittendrin.apps.standort.services.bundles.personal import Finding
from mittendrin.apps.standort.services.problem_words import Words
from mittendrin.core.errors import Problem
from mittendrin.core.fetch import FetchError

_AGAIN = lazy("Bitten Sie die andere Stadt um die Datei, wie sie ausgegeben wurde.")
_WORDS = {
    "bundle-too-large": (lazy("Die Datei ist größer als %(detail)s MB."), _AGAIN),
    "bundle-no-zip": (lazy("Das ist kein Paket, oder die Datei wurde verändert oder beschädigt."), _AGAIN),
    "bundle-part-missing": (lazy("Ein Teil des Pakets fehlt."), _AGAIN),
    "bundle-changed": (lazy("Das Paket wurde nach dem Unterschreiben verändert."), _AGAIN),
    "bundle-foreign-file": (lazy("Die Datei „%(detail)s“ gehört in kein Paket."), _AGAIN),
    "bundle-packed": (lazy("Dieser Teil ist gepackt; Pakete sind es nie."), _AGAIN),
    "bundle-signature": (lazy("Die Unterschrift passt nicht zum Inhalt."), _AGAIN),
    "bundle-version": (
        lazy("Das Paket hat den Aufbau %(detail)s, gelesen wird 1."),
        lazy("Eine neuere Ausgabe von Mittendrin kann es vielleicht lesen."),
    ),
    "bundle-field": (
        lazy("Das Feld „%(detail)s“ darf in keinem Paket stehen."),
        lazy("Die andere Stadt muss das Paket ohne dieses Feld ausgeben."),
    ),
    "bundle-value": (
        lazy("Der Wert passt nicht zu seinem Feld (%(detail)s)."),
        lazy("Erlaubte Werte nennt docs/reference/pakete.md."),
    ),
    "bundle-twice": (lazy("Eine Kennung kommt doppelt vor."), _AGAIN),
    "bundle-own": (
        lazy("Das ist ein Paket Ihrer eigenen Stadt."),
        lazy("Folgen kann man nur anderen Städten."),
    ),
    "bundle-old": (
        lazy("Das Paket ist älter (Nummer %(detail)s) als das, was Sie schon haben (Nummer %(more)s)."),
        lazy("Nehmen Sie das neueste Paket der Stadt."),
    ),
    "bundle-same-number": (
        lazy("Ein anderes Paket mit der Nummer %(detail)s ist schon eingelesen."),
        lazy("Fragen Sie bei der Stadt nach: Jede Nummer gibt es nur einmal."),
    ),
    "bundle-too-many": (
        lazy("Sie folgen schon %(detail)s Städten."),
        lazy("Beenden Sie eine, dann ist wieder Platz."),
    ),
    "json": (lazy("Ein Teil des Pakets ist nicht lesbar."), _AGAIN),
}
_FETCH = {
    "unreachable": lazy("Der Server antwortet nicht."),
    "timed-out": lazy("Der Server braucht zu lange."),
    "bad-certificate": lazy("Der Server kann sich nicht ausweisen (Zertifikat)."),
    "refused-address": lazy(
        "Diese Adresse wird nicht gefragt: Sie liegt im eigenen Netz oder ist keine Webadresse. Server im eigenen Netz "
        "erlaubt, wer Mittendrin betreut, mit MITTENDRIN_BUNDLE_HOSTS."
    ),
    "answer-too-large": lazy("Die Datei dort ist zu groß für ein Paket."),
    "bad-status": lazy("Der Server hat die Datei nicht oder gibt sie nicht heraus."),
    "fetch-failed": lazy("Das Paket kam nicht an."),
}


def describe(problem: Problem) -> Words:
    """Return in words why a bundle is refused and what to do."""
    detail, _bar, more = problem.detail.partition("|")
    what, mend = _WORDS[problem.kind]
    return Words(problem.where or _("Paket"), str(what) % {"detail": detail, "more": more}, str(mend))


def kinds() -> frozenset[str]:
    """Return the kinds of problems that have words."""
    return frozenset(_WORDS)


def key_sentence() -> str:
    """Return what is said when the town's own key cannot be used."""
    return _("Der Schlüssel „%(file)s“ ist beschädigt oder für andere lesbar. Die Administration kann es richten.") % {
        "file": FILE
    }


def fetch_sentence(error: FetchError) -> str:
    """Return in words why nothing came."""
    return str(_FETCH.get(error.kind, _FETCH["fetch-failed"]))


def stored_problem(text: str) -> str:
    """Return in words what a town's ``problem`` keeps: the kind of a failed fetch, or a problem of a bundle."""
    if not text:
        return ""
    kind, _first, rest = text.partition("|")
    if kind in _FETCH:
        return str(_FETCH[kind])
    where, _second, detail = rest.partition("|")
    if kind not in _WORDS:
        return str(_FETCH["fetch-failed"])
    words = describe(Problem(where, kind, detail))
    return f"{words.what} {words.mend}"


def finding_kind(finding: Finding) -> str:
    """Return what a passage looks like."""
    return {
        "mail": _("E-Mail-Adresse"),
        "phone": _("Telefonnummer"),
        "account": _("Kontonummer"),
        "name": _("Name einer Person"),
        "person": _("Name aus den Konten"),
        "surname": _("Nachname aus den Konten"),
    }[finding.kind]


def outcome_lines(counts: Mapping[str, int]) -> list[str]:
    """Return what came of a bundle in the Atlas, only what is not zero."""
    names = {
        "new": _("neu"),
        "changed": _("geändert"),
        "same": _("unverändert"),
        "kept": _("hier bearbeitet, bleibt"),
        "conflict": _("auf beiden Seiten geändert"),
        "withdrawn": _("zurückgezogen"),
        "deleted": _("hier gelöscht, bleibt gelöscht"),
        "refused": _("abgelehnt"),
    }
    return [f"{counts[state]} {name}" for state, name in names.items() if counts.get(state)]


def verdict(key: str) -> str:
    """Return whether a block kept its promise."""
    return {
        "kept": _("gehalten"),
        "so-far": _("bisher gehalten"),
        "broken": _("nicht gehalten"),
    }.get(key, _("keine Angabe"))
