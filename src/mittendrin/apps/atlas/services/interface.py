# SPDX-License-Identifier: EUPL-1.2
"""The addresses of the interface for programs as people read them, taken from its OpenAPI description."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from mittendrin.web.api.site import openapi

PREFIX = "/api/v1/atlas/"
SHARED = ("page", "page_size", "lang")

PURPOSES = {
    "municipalities": (_("Orte mit amtlichem Schlüssel, Einwohnern, Fläche und Lage"), "?state=RP&size=medium"),
    "profiles": (_("Was eine Studie über einen Ort sagt"), "?study=rlp-ten"),
    "projects": (_("Projekte, Modellversuche, Forschung und KI-Einsätze"), "?ai=image&stage=in_operation"),
    "providers": (_("Anbieter mit Produkten"), "?category=start_up_small"),
    "application-fields": (_("Wofür KI in einer Stadt taugt"), "?group=citizens"),
    "factors": (_("Was bremst und was hilft"), "?direction=hinders&theme=money"),
    "recommendations": (_("Was die Studien empfehlen"), "?addressee=towns"),
    "steps": (_("Zehn Schritte zur digitalen Agenda"), ""),
    "survey": (_("Gedruckte Zahlen der Umfrage"), "?topic=obstacles&year=2017"),
    "clusters": (_("Fünf Typen von Kommunen"), ""),
    "voices": (_("Themen des Kolumnenarchivs"), "?theme=ai"),
    "sources": (_("Die vier Dokumente"), ""),
    "statistics": (_("Amtliche Statistiken, die der Atlas nutzt"), ""),
    "search": (_("Suche über alles, wie auf der Suchseite"), "?q=straßenzustand"),
    "twins": (_("Ähnliche Orte mit Begründung"), "?name=Musterstadt&state=RP&population=41000&area_km2=80"),
    "cross-section": (_("Aussagen quer über alle Orte, neu gerechnet"), ""),
}
WORDS = {
    "q": _("Wörter, die vorkommen müssen"),
    "year": _("Jahr"),
    "municipality": _("Kennung eines Ortes, zum Beispiel soest"),
    "literal": _("true: genau diese Wörter, ohne Verwandtes"),
    "kind": _("Art: eine Art von Projekten oder Einträgen"),
    "state": _("Land, zum Beispiel RP"),
    "size": _("large, medium, small oder county"),
    "programme": _("Kennung eines Programms"),
    "town": _("Kennung eines Ortes oder amtlicher Schlüssel"),
    "name": _("Name des eigenen Ortes"),
    "role": _("independent_city oder district_member"),
    "population": _("Einwohner"),
    "area_km2": _("Fläche in Quadratkilometern"),
    "limit": _("wie viele Orte, bis 50"),
    "source": _("Kennung einer Quelle, zum Beispiel smart-city-atlas"),
    "provider": _("Kennung eines Anbieters"),
    "application_field": _("Kennung eines Anwendungsfelds"),
}


@dataclass(frozen=True)
class Parameter:
    """One parameter with the values that it takes; ``note`` says it in words where there is no list."""

    name: str
    values: list[str]
    note: str


@dataclass(frozen=True)
class Address:
    """One list of the interface with an example that works."""

    path: str
    name: str
    purpose: str
    example: str
    parameters: list[Parameter]
    single: str


def addresses() -> list[Address]:
    """Return the addresses of the Atlas in the order of the description, lists with their single records."""
    paths = openapi()["paths"]
    return [_address(path, item["get"], paths) for path, item in paths.items() if _is_list(path)]


def _is_list(path: str) -> bool:
    return path.startswith(PREFIX) and "{" not in path


def _address(path: str, operation: Mapping[str, Any], paths: Mapping[str, Any]) -> Address:
    name = path.removeprefix(PREFIX)
    purpose, example = PURPOSES.get(name, (operation["summary"], ""))
    single = next((other for other in paths if other.startswith(f"{path}/{{")), "")
    return Address(path, name, str(purpose), f"{path}{example}", list(_parameters(operation)), single)


def _parameters(operation: Mapping[str, Any]) -> Iterator[Parameter]:
    for parameter in operation.get("parameters", []):
        if parameter["name"] not in SHARED:
            schema = parameter["schema"]
            values = [str(value) for value in _values(schema)]
            weight = _("Gewicht von 0 bis 10") if parameter["name"].startswith("weight_") else ""
            yield Parameter(parameter["name"], values, str(WORDS.get(parameter["name"], weight)))


def _values(schema: Mapping[str, Any]) -> list[Any]:
    inner = schema.get("items", schema)
    return list(inner.get("enum", [inner["const"]] if "const" in inner else []))
