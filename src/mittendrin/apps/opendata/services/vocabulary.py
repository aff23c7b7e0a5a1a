# SPDX-License-Identifier: EUPL-1.2
"""IRIs of the tables that DCAT-AP.de asks for, made from their codes."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

EU = "http://publications.europa.eu/resource/authority"
GERMAN = "http://dcat-ap.de/def"
MEDIA = "https://www.iana.org/assignments/media-types"
LICENCES: Mapping[str, tuple[str, str]] = {
    "dl-by-de/2.0": ("Datenlizenz Deutschland – Namensnennung – 2.0", "https://www.govdata.de/dl-de/by-2-0"),
    "dl-zero-de/2.0": ("Datenlizenz Deutschland – Zero – 2.0", "https://www.govdata.de/dl-de/zero-2-0"),
    "cc-by/4.0": ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "cc-zero": ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
}
THEMES = {
    "AGRI": _("Landwirtschaft, Fischerei, Wald und Ernährung"),
    "ECON": _("Wirtschaft und Finanzen"),
    "EDUC": _("Bildung, Kultur und Sport"),
    "ENER": _("Energie"),
    "ENVI": _("Umwelt"),
    "GOVE": _("Regierung und öffentlicher Sektor"),
    "HEAL": _("Gesundheit"),
    "INTR": _("Internationale Themen"),
    "JUST": _("Justiz, Rechtssystem und Sicherheit"),
    "REGI": _("Regionen und Städte"),
    "SOCI": _("Bevölkerung und Gesellschaft"),
    "TECH": _("Wissenschaft und Technik"),
    "TRAN": _("Verkehr"),
}
FREQUENCIES = {
    "UPDATE_CONT": _("laufend"),
    "HOURLY": _("stündlich"),
    "DAILY": _("täglich"),
    "WEEKLY": _("wöchentlich"),
    "MONTHLY": _("monatlich"),
    "QUARTERLY": _("vierteljährlich"),
    "ANNUAL": _("jährlich"),
    "IRREG": _("unregelmäßig"),
    "NEVER": _("nie"),
    "UNKNOWN": _("nicht bekannt"),
}
# Form of a file -> code in the EU's table file-type, media type.
FORMS: Mapping[str, tuple[str, str]] = {
    "csv": ("CSV", "text/csv"),
    "json": ("JSON", "application/json"),
    "parquet": ("PARQUET", "application/vnd.apache.parquet"),
}


def scheme(table: str) -> str:
    """Return the IRI of a table of the EU: ``data-theme``, ``frequency``, ``language`` ..."""
    return f"{EU}/{table}"


def authority(table: str, code: str) -> str:
    """Return the IRI of an entry of a table of the EU."""
    return f"{EU}/{table}/{code}"


def licence(code: str) -> str:
    """Return the IRI of a licence of DCAT-AP.de."""
    return f"{GERMAN}/licenses/{code}"


def contributor(code: str) -> str:
    """Return the IRI of a contributor id; one that is an IRI already stays as it is."""
    return code if code.startswith(("http://", "https://")) else f"{GERMAN}/contributors/{code}"


def media_type(name: str) -> str:
    """Return the IRI of a media type."""
    return f"{MEDIA}/{name}"


def geocoding(ags: str, regional_key: str) -> str:
    """Return the IRI of a municipality: by its Regionalschlüssel, else by its AGS; empty without both."""
    if regional_key:
        return f"{GERMAN}/politicalGeocoding/regionalKey/{regional_key}"
    return f"{GERMAN}/politicalGeocoding/municipalityKey/{ags}" if ags else ""


def level(*, national: bool) -> str:
    """Return the IRI of the level of government that data are about."""
    return f"{GERMAN}/politicalGeocoding/Level/{'federal' if national else 'municipality'}"
