# SPDX-License-Identifier: EUPL-1.2
"""Why a message, codec, file or source was refused, in words for people."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from mittendrin.apps.stadtdaten.sources.measured import SourceRefused

__all__ = ["SourceRefused"]

_WORDS = {
    "not-json": lazy("Das ist kein JSON-Objekt."),
    "too-large": lazy("Das ist größer als %(detail)s."),
    "unknown-form": lazy("Das ist keine Nachricht von The Things Stack oder ChirpStack. Felder: %(detail)s"),
    "no-uplink": lazy("Die Nachricht enthält keine Messung (Anmeldung, Quittung oder Ähnliches)."),
    "no-device": lazy("Die Kennung des Geräts (devEUI) fehlt oder ist falsch: %(detail)s"),
    "bad-payload": lazy("Die Nutzdaten sind nicht lesbar: %(detail)s"),
    "no-codec": lazy("Das Netz hat die Nutzdaten nicht entschlüsselt, und es ist kein Codec angegeben."),
    "too-many-values": lazy("Mehr als %(detail)s Werte auf einmal."),
    "too-deep": lazy("Zu tief verschachtelt: %(detail)s"),
    "cayenne-type": lazy("Das ist kein Cayenne LPP: unbekannte Art %(detail)s."),
    "cayenne-length": lazy("Das ist kein Cayenne LPP: Die Länge passt nicht."),
    "codec-too-long": lazy("Der Codec ist länger als %(detail)s."),
    "codec-too-slow": lazy("Der Codec rechnet länger als %(detail)s."),
    "codec-too-big": lazy("Der Codec braucht zu viel Speicher."),
    "codec-too-long-answer": lazy("Die Antwort des Codecs ist zu lang."),
    "codec-resting": lazy("Der Codec hat zu oft zu lange gerechnet und ruht, bis die nächsten Nachrichten kommen."),
    "codec-syntax": lazy("Der Codec ist kein gültiges JavaScript: %(detail)s"),
    "codec-failed": lazy("Der Codec bricht ab: %(detail)s"),
    "codec-no-function": lazy("Der Codec hat keine Funktion decodeUplink, Decoder oder Decode."),
    "codec-no-answer": lazy("Der Codec gibt keine Werte zurück."),
    "codec-says": lazy("Der Codec meldet: %(detail)s"),
    "no-table": lazy("Das ist keine Tabelle, die sich lesen lässt. %(detail)s"),
    "too-many-rows": lazy("Die Tabelle hat mehr als %(detail)s Zeilen."),
    "column-missing": lazy("Eine Spalte fehlt: %(detail)s"),
    "unknown-kind": lazy("Diese Art von Quelle gibt es nicht: %(detail)s"),
    "other-form": lazy("Die Antwort hat eine andere Form. Erwartet: %(detail)s"),
    "other-server": lazy("Die Quelle verweist auf einen anderen Server: %(detail)s"),
    "unreachable": lazy("Die Quelle ist nicht erreichbar: %(detail)s"),
    "timed-out": lazy("Die Quelle antwortet nicht rechtzeitig."),
    "bad-certificate": lazy("Das Zertifikat der Quelle ist ungültig: %(detail)s"),
    "refused-address": lazy("Diese Adresse wird nicht gefragt: Sie liegt im eigenen Netz oder ist keine Webadresse."),
    "answer-too-large": lazy("Die Antwort ist größer als %(detail)s."),
    "bad-status": lazy("Die Quelle antwortet mit Fehler %(detail)s."),
    "bad-time": lazy("Die Zeit ist nicht lesbar."),
    "no-such-hour": lazy("Diese Stunde gibt es bei der Umstellung auf Sommerzeit nicht."),
    "no-number": lazy("Da steht keine Zahl."),
    "no-station": lazy("Die Messstelle fehlt."),
    "bad-row": lazy("Die Zeile ist unvollständig."),
    "no-result": lazy("Der Messwert fehlt."),
    "too-many-series": lazy("Zu viele Messreihen für eine Quelle."),
    "not_finite": lazy("Der Wert ist keine endliche Zahl."),
    "too_old": lazy("Die Zeit liegt vor 1990."),
    "in_future": lazy("Die Zeit liegt in der Zukunft."),
    "bad_duration": lazy("Die Dauer passt nicht."),
    "no-right": lazy("Der Schlüssel, der für den Broker genannt ist, darf nicht schreiben oder ist widerrufen."),
    "bad-entity": lazy("In der Nachricht fehlt etwas, oder sie nennt etwas, das es nicht gibt."),
    "new-entity": lazy("%(detail)s steht ganz in der Nachricht; sie darf nur die Nummer nennen."),
    "unknown_datastream": lazy("Diese Messreihe gibt es nicht."),
    "sandbox-not-started": lazy("Der abgesicherte Prozess für Codecs startet nicht."),
}


def words_for(kind: str, detail: str = "") -> str:
    """Return one sentence for the name of a problem."""
    return words_of(SourceRefused(kind, detail))


def words_of(error: SourceRefused) -> str:
    """Return one sentence on what is wrong."""
    found = _WORDS.get(error.kind)
    return str(found) % {"detail": error.detail} if found else _("Nicht lesbar: %(kind)s") % {"kind": error.kind}
