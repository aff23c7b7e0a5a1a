# SPDX-License-Identifier: EUPL-1.2
"""Names in data that pages translate: of observed properties and of limits."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

NAMES = (
    _("Lufttemperatur"),
    _("Luftfeuchte"),
    _("Niederschlag"),
    _("Windgeschwindigkeit"),
    _("Luftdruck"),
    _("Freie Parkplätze"),
    _("Freie Ladepunkte"),
    _("Radverkehr"),
    _("Stromverbrauch"),
    _("Wärmeverbrauch"),
    _("Schallpegel"),
    _("Stickstoffdioxid"),
    _("Feinstaub PM10"),
    _("Feinstaub PM2.5"),
    _("Ozon"),
    _("Kohlendioxid in der Raumluft"),
    _("Bodenfeuchte"),
    _("Wasserstand"),
    _("Wassertemperatur"),
    _("Grenze"),
    _("Informationsschwelle"),
    _("Alarmschwelle"),
    _("Stundengrenzwert"),
    _("Tagesgrenzwert"),
    _("Jahresgrenzwert"),
    _("Zielwert, 8 Stunden"),
    _("reines Wohngebiet"),
    _("allgemeines Wohngebiet"),
    _("Kern-, Dorf- und Mischgebiet"),
    _("urbanes Gebiet"),
    _("Gewerbegebiet"),
    _("Industriegebiet"),
    _("Kurgebiet, Krankenhaus, Pflege"),
    _("Richtwert"),
    _("Schwelle der Stadt"),
    _("Meldestufe 1"),
    _("Meldestufe 2"),
    _("Meldestufe 3"),
)
"""What the demo town and the limits by law use; other names stay as the town wrote them."""
