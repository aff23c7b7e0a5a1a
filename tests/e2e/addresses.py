# SPDX-License-Identifier: EUPL-1.2
"""Every named address with what it needs to be opened. An address without a row here fails the tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from mittendrin.townhall.cases.demo import demo_uuid

Kind = Literal["page", "part", "data", "post"]


@dataclass(frozen=True)
class Address:
    """How to open one named address.

    kind: page (checked in the browser), part (HTML without the shell: must answer), data (JSON, files: must answer),
    post (forms only: GET is refused).
    person: the demo person who may open it; empty for everybody.
    """

    kwargs: dict[str, Any] = field(default_factory=dict)
    query: str = ""
    kind: Kind = "page"
    person: str = ""
    status: int = 200

    def path(self, name: str) -> str:
        """Return the path with its query."""
        return reverse(name, kwargs=self.kwargs) + self.query


PAGE, DATA, POST = Address(), Address(kind="data"), Address(kind="post")
ADMIN = Address(person="admin")
EDITOR = Address(person="lorenz")
STAFF, HEAD = Address(person="meier"), Address(person="yilmaz")
DEMO_CASE = demo_uuid(0)
SLUGS = ("leuchtturmprojekte", "stand-der-projekte", "die-zehn-und-die-sieben")  # one of each form of chart
NOBODY = "00000000-0000-4000-8000-000000000000"
BLOCK = "letter_unit"
SURVEY_CHART = "strategie-sinnvoll"

DEMO_DEVICE = "00000000DE300001"

ADDRESSES: dict[str, tuple[Address, ...]] = {
    "home": (PAGE,),
    "web:login": (PAGE,),
    "web:logout": (POST,),
    "web:profile": (Address(person="meier"),),
    "web:password": (Address(person="meier"),),
    "web:language": (POST,),
    "web:theme": (POST,),
    "web:single_keys": (POST,),
    "web:accessibility": (PAGE,),
    "web:report": (PAGE,),
    "web:privacy": (PAGE,),
    "web:imprint": (PAGE,),
    "web:keys": (PAGE,),
    "web:version": (PAGE,),
    "web:people": (ADMIN,),
    "web:new_person": (ADMIN,),
    "web:person": (Address({"pk": 1}, person="admin"),),
    "web:new_password": (Address({"pk": 1}, kind="post"),),
    "web:person_active": (Address({"pk": 1}, kind="post"),),
    "web:units": (ADMIN,),
    "web:new_unit": (ADMIN,),
    "web:unit": (Address({"pk": 1}, person="admin"),),
    "web:unit_active": (Address({"pk": 1}, kind="post"),),
    "web:import": (Address({"what": "personen"}, person="admin"), Address({"what": "aemter"}, person="admin")),
    "web:import_example": (Address({"what": "personen"}, kind="data", person="admin"),),
    "web:reports": (ADMIN,),
    "web:report_done": (Address({"pk": 1}, kind="post"),),
    "web:healthz": (DATA,),
    "kiregister:list": (PAGE,),
    "kiregister:entry": (Address({"block": BLOCK}), Address({"block": "gibt-es-nicht"}, status=404)),
    "kiregister:plain_language": (Address({"block": BLOCK}),),
    "kiregister:try": (Address({"block": BLOCK}, person="meier"), Address({"block": "x"}, person="meier", status=404)),
    "kiregister:object": (
        Address({"block": BLOCK}, "?nummer=2026-11-30-007"),
        Address({"block": "gibt-es-nicht"}, status=404),
    ),
    "kiregister:objected": (Address({"block": BLOCK}),),
    "kiregister:meter_csv": (Address({"block": BLOCK}, kind="data"),),
    "kiregister:meter_svg": (Address({"block": BLOCK}, kind="data"),),
    "kiregister:json": (DATA,),
    "kiregister:schema": (DATA,),
    "kiregister:entry_json": (Address({"block": BLOCK}, kind="data"),),
    "kiregister:manage_list": (ADMIN,),
    "kiregister:manage": (Address({"block": BLOCK}, person="admin"),),
    "kiregister:roll_back": (Address({"block": BLOCK}, kind="post", person="admin"),),
    "kiregister:learn": (Address({"block": BLOCK}, kind="post", person="admin"),),
    "stadtdaten:devices": (
        EDITOR,
        Address(query="?stand=messend", person="lorenz"),
        Address(query="?stand=uebergangen", person="lorenz"),
    ),
    "stadtdaten:device": (
        Address({"dev_eui": DEMO_DEVICE}, query="?codec=1", person="lorenz"),
        Address({"dev_eui": "0"}, person="lorenz", status=404),
    ),
    "stadtdaten:places": (Address(kind="data", person="lorenz"),),
    "stadtdaten:check_word": (POST,),
    "stadtdaten:device_standing": (Address({"dev_eui": DEMO_DEVICE}, kind="post"),),
    "stadtdaten:codecs": (EDITOR,),
    "stadtdaten:new_codec": (EDITOR,),
    "stadtdaten:codec": (Address({"number": 1}, person="lorenz"),),
    "stadtdaten:sources": (EDITOR,),
    "stadtdaten:new_source": (EDITOR,),
    "stadtdaten:source": (Address({"number": 1}, person="lorenz"),),
    "stadtdaten:holidays": (ADMIN,),
    "stadtdaten:forget_holidays": (POST,),
    "stadtdaten:access": (EDITOR,),
    "stadtdaten:access_thing": (Address({"number": 1}, person="lorenz"),),
    "stadtdaten:agreements": (EDITOR,),
    "stadtdaten:agreement": (Address({"number": 9999}, person="lorenz", status=404),),
    "stadtdaten:delete_agreement": (Address({"number": 1}, kind="post"),),
    "stadtdaten:keys": (EDITOR,),
    "stadtdaten:revoke_key": (Address({"number": 1}, kind="post"),),
    "stadtdaten:source_feed": (Address({"number": 1}, kind="post"),),
    "stadtdaten:source_act": (Address({"number": 1}, kind="post"),),
    "stadtdaten:api_uplinks": (POST,),
    "opendata:list": (
        PAGE,
        Address(query="?q=projekte&thema=GOVE"),
        Address(query="?q=gibtesnirgends"),
    ),
    "opendata:dataset": (Address({"key": "atlas-orte"}), Address({"key": "gibt-es-nicht"}, status=404)),
    "opendata:download": tuple(
        Address({"key": "atlas-orte", "name": "atlas-orte", "form": form}, kind="data")
        for form in ("csv", "json", "parquet")
    ),
    "catalog:catalog": (DATA,),
    "catalog:catalog_as": tuple(Address({"form": form}, kind="data") for form in ("ttl", "rdf", "jsonld")),
    "catalog:dataset": (Address({"key": "atlas-orte"}, kind="data"),),
    "catalog:dataset_as": (Address({"key": "atlas-orte", "form": "ttl"}, kind="data"),),
    "atlas:start": (PAGE,),
    "atlas:search": (
        PAGE,
        Address(query="?q=straßenzustant"),
        Address(query="?q=mobilität&ansicht=karte"),
        Address(query="?q=mobilität&ansicht=tabelle"),
        Address(query="?q=gibtesnirgends"),
    ),
    "atlas:search_places": (Address(query="?q=mobilität", kind="data"),),
    "atlas:suggest": (Address(query="?q=soe", kind="data"),),
    "atlas:places": (PAGE, Address(query="?land=NW&groesse=medium")),
    "atlas:places_map": (DATA,),
    "atlas:place": (
        Address({"key": "soest"}),
        Address({"key": "grossobringen"}),
        Address({"key": "nirgendwo"}, status=404),
    ),
    "atlas:compare": (PAGE, Address(query="?orte=soest,emden,bamberg")),
    "atlas:projects": (PAGE, Address(query="?art=ai_use&stand=in_operation")),
    "atlas:project": (Address({"key": "aachen-autonomer-marktliner"}),),
    "atlas:providers": (PAGE,),
    "atlas:provider": (Address({"key": "vialytics"}),),
    "atlas:application_fields": (PAGE,),
    "atlas:factors": (PAGE,),
    "atlas:recommendations": (PAGE,),
    "atlas:steps": (PAGE,),
    "atlas:voices": (PAGE,),
    "atlas:sources": (PAGE,),
    "atlas:source": (Address({"key": "smart-city-atlas"}), Address({"key": "gemeindeverzeichnis"})),
    "atlas:twins": (
        PAGE,
        Address(query="?ort=Soest"),
        Address(query="?name=Hier&einwohner=41.000&flaeche=80&land=RP&rolle=district_member"),
        Address(query="?einwohner=viele"),
    ),
    "atlas:twins_suggest": (Address(query="?ort=soe", kind="part"),),
    "atlas:register": (EDITOR,),
    "atlas:register_import": (Address({"pk": 999}, person="lorenz", status=404),),
    "atlas:cross_sections": (PAGE,),
    "atlas:cross_section": tuple(Address({"slug": slug}) for slug in SLUGS),
    "atlas:cross_section_csv": (Address({"slug": SLUGS[0], "key": "felder"}, kind="data"),),
    "atlas:cross_section_svg": (Address({"slug": SLUGS[0], "key": "felder"}, kind="data"),),
    "atlas:cross_section_embed": (Address({"slug": SLUGS[0]}, kind="part"),),
    "atlas:survey": (Address(query="?einwohner=41000&strategie=adopted"),),
    "atlas:survey_csv": (Address({"key": SURVEY_CHART}, kind="data"),),
    "atlas:survey_svg": (Address({"key": SURVEY_CHART}, kind="data"),),
    "atlas:api": (PAGE,),
    "atlas:data": (PAGE,),
    "atlas:download": tuple(
        Address({"format_name": name}, "?art=projects", "data") for name in ("json", "yaml", "csv", "xlsx", "geojson")
    ),
    "atlas:desk": (EDITOR,),
    "atlas:import": (EDITOR,),
    "atlas:conflicts": (EDITOR,),
    "atlas:conflict": (Address({"kind": "project", "key": "ki-soest-strassenzustand"}, person="lorenz", status=404),),
    "atlas:proposals": (EDITOR,),
    "atlas:proposal": (Address({"number": 999}, person="lorenz", status=404),),
    "atlas:edit_list": (Address({"kind": "project"}, "?q=soest&seite=2", person="lorenz"),),
    "atlas:edit_new": (Address({"kind": "profile"}, person="lorenz"),),
    "atlas:edit": (
        Address({"kind": "project", "key": "ki-soest-strassenzustand"}, person="lorenz"),
        Address({"kind": "municipality", "key": "soest"}, person="lorenz"),
    ),
    "atlas:withdraw": (Address({"kind": "project", "key": "ki-soest-strassenzustand"}, person="lorenz"),),
    "atlas:history": (
        Address({"kind": "project", "key": "ki-soest-strassenzustand"}, person="meier"),
        Address({"kind": "project", "key": "ki-soest-strassenzustand"}, person="lorenz"),
    ),
    "atlas:revisions": (Address({"kind": "project", "key": "ki-soest-strassenzustand"}, person="meier"),),
    "atlas:undo": (Address({"kind": "project", "key": "ki-soest-strassenzustand"}, kind="post"),),
    "atlas:propose_thanks": (PAGE,),
    "atlas:propose": (
        Address({"kind": "municipality", "key": "soest"}),
        Address({"kind": "project", "key": "neu"}),
    ),
    "vorgaenge:list": (
        STAFF,
        Address(query="?ansicht=alle&q=Auskunft", person="meier"),
        Address(query="?ansicht=erledigt", person="meier"),
        Address(query="?ansicht=gefolgt", person="meier"),
    ),
    "vorgaenge:case": (
        Address({"uuid": DEMO_CASE}, "?ansicht=amt&tun=weitergeben", person="meier"),
        Address({"uuid": DEMO_CASE}, person="yilmaz", status=404),
    ),
    "vorgaenge:new": (STAFF,),
    "vorgaenge:several": (POST,),
    "vorgaenge:undo": (POST,),
    "vorgaenge:step": (Address({"uuid": DEMO_CASE, "name": "erledigen"}, kind="post"),),
    "vorgaenge:comment": (Address({"uuid": DEMO_CASE}, kind="post"),),
    "vorgaenge:follow": (Address({"uuid": DEMO_CASE}, kind="post"),),
    "vorgaenge:attach": (Address({"uuid": DEMO_CASE}, kind="post"),),
    "vorgaenge:attachment": (),  # the demo has no files: apps/vorgaenge/tests/test_access.py
    "vorgaenge:export": tuple(Address({"form": form}, "?ansicht=alle", "data", "meier") for form in ("csv", "json")),
    "vorgaenge:absences": (STAFF,),
    "vorgaenge:end_absence": (Address({"pk": 1}, kind="post"),),
    "vorgaenge:disposal": (HEAD,),
    "vorgaenge:grants": (HEAD,),
    "vorgaenge:end_grant": (Address({"pk": 1}, kind="post"),),
    "vorgaenge:settings": (STAFF,),
    "vorgaenge:overview": (HEAD,),
    "vorgaenge:overview_file": tuple(Address({"form": form}, kind="data", person="yilmaz") for form in ("csv", "svg")),
    "stadtdaten:cockpit": (PAGE,),
    "stadtdaten:live": (DATA,),
    "stadtdaten:kiosk": (PAGE,),
    "stadtdaten:internal": (STAFF,),
    "stadtdaten:arrange": (EDITOR,),
    "stadtdaten:arrange_preview": (EDITOR,),
    "stadtdaten:simulated": (PAGE,),
    "stadtdaten:stream": (
        Address({"number": 1}),
        Address({"number": 1}, "?von=2020-01-01&bis=2020-01-02"),
        Address({"number": 999_999}, status=404),
    ),
    "stadtdaten:embed": (Address({"number": 1}, kind="part"),),
    "stadtdaten:stream_csv": (Address({"number": 1}, kind="data"),),
    "stadtdaten:stream_svg": (Address({"number": 1}, kind="data"),),
    "stadtdaten:subscribe": (PAGE,),
    "stadtdaten:subscribed": (PAGE,),
    "stadtdaten:confirm": (Address({"token": "falsch"}, status=404),),
    "stadtdaten:leave": (Address({"token": "falsch"}, status=404),),
    "stadtdaten:device_health": (STAFF,),
    "stadtdaten:counts": (STAFF,),
    "stadtdaten:air": (STAFF,),
    "stadtdaten:finding": (Address({"number": 1}, kind="post"),),
    "stadtdaten:energy": (STAFF,),
    "stadtdaten:rules": (STAFF, EDITOR),
    "stadtdaten:new_rule": (EDITOR,),
    "stadtdaten:rule": (Address({"number": 1}, person="lorenz"),),
    "stadtdaten:switch_rule": (Address({"number": 1}, kind="post"),),
    "stadtdaten:delete_rule": (Address({"number": 1}, kind="post"),),
    # The post room: letters come in through test_desk.py; here nobody has sent one.
    "posteingang:desk": (EDITOR,),
    "posteingang:stack": (EDITOR,),
    "posteingang:quarantine": (EDITOR,),
    "posteingang:parked": (EDITOR,),
    "posteingang:later": (EDITOR,),
    "posteingang:done": (EDITOR,),
    "posteingang:upload": (EDITOR,),
    "posteingang:rules": (EDITOR,),
    "posteingang:new_rule": (EDITOR,),
    "posteingang:plan": (EDITOR,),
    "posteingang:load_plan": (EDITOR,),
    "posteingang:templates": (EDITOR,),
    "posteingang:settings": (EDITOR, ADMIN),
    "posteingang:post_room": (POST,),
    "posteingang:right": (POST,),
    "posteingang:search": (EDITOR, Address(query="?q=hund", person="lorenz")),
    "posteingang:held": (Address(person="lorenz", status=403),),
    "posteingang:separator": (Address(kind="data", person="lorenz"),),
    "posteingang:letter": (Address({"uuid": NOBODY}, person="lorenz", status=404),),
    "posteingang:rule": (Address({"uuid": NOBODY}, person="lorenz", status=404),),
    "posteingang:template": (Address({"uuid": NOBODY}, person="lorenz", status=404),),
    "posteingang:history": (Address({"uuid": NOBODY}, person="lorenz", status=404),),
    "posteingang:file": (Address({"uuid": NOBODY}, person="lorenz", status=404),),
    "posteingang:page_image": (Address({"uuid": NOBODY, "page": 1}, person="lorenz", status=404),),
    "posteingang:answer": (Address({"uuid": NOBODY, "template": NOBODY}, person="lorenz", status=404),),
    "posteingang:undo": (POST,),
    "posteingang:demo": (POST,),
    "posteingang:confirm_stack": (POST,),
    "posteingang:retry_all": (POST,),
    "posteingang:api_letters": (POST,),
    "posteingang:switch_rule": (Address({"uuid": NOBODY}, kind="post"),),
    "posteingang:close_file": (Address({"uuid": NOBODY}, kind="post"),),
    "posteingang:delete_template": (Address({"uuid": NOBODY}, kind="post"),),
    "posteingang:step": (Address({"uuid": NOBODY, "name": "bestaetigen"}, kind="post"),),
    "posteingang:api_letter": (Address({"uuid": NOBODY}, kind="data", status=401),),
    # Standort: rounds are made in test_standort.py; here nobody has begun one.
    "standort:start": (Address(person="lorenz"), STAFF),
    "standort:begin": (POST,),
    "standort:result": (Address({"uuid": NOBODY}, person="lorenz", status=404),),
    "standort:facts": (Address({"uuid": NOBODY}, person="lorenz", status=404),),
    "standort:section": (Address({"uuid": NOBODY, "field": "money"}, person="lorenz", status=404),),
    "standort:answers": (Address({"uuid": NOBODY}, person="lorenz", status=404),),
    "standort:answers_yaml": (Address({"uuid": NOBODY}, person="lorenz", status=404),),
    "standort:compare": (Address({"uuid": NOBODY}, person="lorenz", status=404),),
    "standort:beside": (Address({"uuid": NOBODY}, person="lorenz", status=404),),
    "standort:paper": (Address({"uuid": NOBODY, "kind": "council", "form": "docx"}, person="lorenz", status=404),),
    "standort:share": (Address({"uuid": NOBODY, "field": "money"}, kind="post"),),
    "standort:unshare": (Address({"uuid": NOBODY, "field": "money", "pk": 1}, kind="post"),),
    "standort:save": (Address({"uuid": NOBODY, "field": "money", "item": "money-budget"}, kind="post"),),
    "standort:publish": (Address({"uuid": NOBODY}, person="lorenz", status=404),),
    "standort:withdraw": (Address({"uuid": NOBODY}, kind="post"),),
    "standort:twins": (Address({"uuid": NOBODY}, person="lorenz", status=404),),
    "standort:restore_trials": (EDITOR, STAFF),
    "standort:funding": (EDITOR, Address(person="meier", status=404)),
    "standort:new_programme": (EDITOR,),
    "standort:read_programmes": (EDITOR,),
    "standort:council": (EDITOR,),
    "standort:programme": (Address({"uuid": NOBODY}, person="lorenz", status=404),),
    "standort:edit_programme": (Address({"uuid": NOBODY}, person="lorenz", status=404),),
    "standort:delete_programme": (Address({"uuid": NOBODY}, kind="post"),),
    "standort:watch": (Address({"uuid": NOBODY}, kind="post"),),
    "standort:unwatch": (Address({"uuid": NOBODY}, kind="post"),),
    "standort:roadmap": (
        EDITOR,
        Address(query="?ansicht=zeit", person="lorenz"),
        Address(query="?ansicht=schritte", person="lorenz"),
    ),
    "standort:new_measure": (EDITOR,),
    "standort:measure": (Address({"uuid": NOBODY}, person="lorenz", status=404),),
    "standort:remind": (Address({"uuid": NOBODY}, kind="post"),),
    "standort:delete_measure": (Address({"uuid": NOBODY}, kind="post"),),
    "standort:bundle_file": (Address(status=404),),
    "standort:bundles": (EDITOR,),
    "standort:new_bundle": (EDITOR,),
    "standort:withdraw_bundle": (POST,),
    "standort:follow": (POST,),
    "standort:receive_bundle": (POST,),
    "standort:followed": (Address({"uuid": NOBODY}, person="lorenz", status=404),),
    "standort:followed_act": (Address({"uuid": NOBODY}, kind="post"),),
    "standort:weighings": (EDITOR,),
    "standort:new_weighing": (EDITOR,),
    "standort:weighing": (Address({"uuid": NOBODY}, person="lorenz", status=404),),
    "standort:weighing_links": (Address({"uuid": NOBODY}, kind="post"),),
    "standort:weighing_act": (Address({"uuid": NOBODY}, kind="post"),),
    "standort:weighing_csv": (Address({"uuid": NOBODY}, person="lorenz", status=404),),
    "standort:vote": (Address({"token": "gibt-es-nicht"}, status=404),),
    "standort:vote_thanks": (PAGE,),
    "standort:interviews": (EDITOR,),
    "standort:new_interview": (EDITOR,),
    "standort:interview_categories": (EDITOR,),
    "standort:interview": (Address({"uuid": NOBODY}, person="lorenz", status=404),),
    "standort:interview_code": (Address({"uuid": NOBODY}, kind="post"),),
    "standort:interview_share": (Address({"uuid": NOBODY}, kind="post"),),
    "standort:delete_interview": (Address({"uuid": NOBODY}, kind="post"),),
    "standort:interview_agreement": (Address({"uuid": NOBODY}, person="lorenz", status=404),),
    "standort:interview_export": (Address({"uuid": NOBODY, "form": "csv"}, person="lorenz", status=404),),
    "standort:survey": (EDITOR, Address(query="?beispiel=1", person="lorenz")),
    "standort:survey_sample": tuple(Address({"what": what}, kind="data", person="lorenz") for what in ("csv", "yaml")),
    "standort:template": (EDITOR, Address(person="meier", status=404)),
    "standort:template_file": (Address(person="lorenz", status=404),),
    "standort:forget_template": (POST,),
    "standort:settle_record": (Address({"uuid": NOBODY, "pk": 1}, kind="post"),),
}
WHOLE_NAMESPACES = {
    "api": "answered in apps/atlas/tests/test_api.py, described in openapi.json",
    "sta": "answered in tests/conformance/sta, described in docs/reference/sensorthings.md",
}


def named_urls() -> Iterator[str]:
    """Yield the name of every address of the URL conf, with its namespace."""
    yield from _names(get_resolver(), "")


def _names(resolver: URLResolver, prefix: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            if entry.namespace not in WHOLE_NAMESPACES:
                yield from _names(entry, inner)
        elif isinstance(entry, URLPattern) and entry.name:
            yield f"{prefix}{entry.name}"


def rows(kind: Kind) -> list[tuple[str, Address]]:
    """Return name and address of all rows of a kind whose name exists."""
    known = set(named_urls())
    return [(name, row) for name, found in ADDRESSES.items() if name in known for row in found if row.kind == kind]
