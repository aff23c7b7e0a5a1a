# SPDX-License-Identifier: EUPL-1.2
"""Why a message, codec, file or source was refused, in words for people."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from mittendrin.apps.stadtdaten.sources.measured import SourceRefused

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
    "codec-syntax": lazy("Der Codec ist kein gültiges JavaScript: %(detail)s"),
    "codec-failed": lazy("Der Codec bricht ab: %(detail)s"),
    "codec-no-function": lazy("Der Codec hat keine Funktion decodeUplink, Decoder oder Decode."),
    "codec-no-answer": lazy("Der Codec gibt keine Werte zurück."),
    "codec-says": lazy("Der Codec meldet: %(detail)s"),
    "sandbox-not-started": lazy("Der abgesicherte Prozess für Codecs startet nicht."),
}


def words_of(error: SourceRefused) -> str:
    """Return one sentence on what is wrong."""
    found = _WORDS.get(error.kind)
    return str(found) % {"detail": error.detail} if found else _("Nicht lesbar: %(kind)s") % {"kind": error.kind}
