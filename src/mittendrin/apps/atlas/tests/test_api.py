# SPDX-License-Identifier: EUPL-1.2
"""The interface for programs: every kind, filters, paging, ETag, problems, OpenAPI."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as bounded
from hypothesis import strategies as st
from pytest_django import Settings

from mittendrin.apps.atlas.api.records import RESOURCES, Resource
from mittendrin.apps.atlas.ingest import bump_version
from mittendrin.apps.atlas.models import Record, RegisterImport
from mittendrin.apps.atlas.services import interface, lists
from mittendrin.apps.atlas.sources import schemas as content_schemas

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("atlas_content")]
API = "/api/v1/atlas"
by_name = pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)


@pytest.fixture(autouse=True)
def _no_limit(settings: Settings) -> None:
    settings.API_THROTTLE = 0
    cache.clear()


def get(client: Client, path: str, status: int = 200, **parameters: Any) -> Any:
    """Return the answer of the interface after checking its status and kind."""
    response = client.get(path if path.startswith("/") else f"{API}/{path}", parameters)
    assert response.status_code == status, response.content[:500]
    if status >= 400:
        assert response.headers["Content-Type"] == "application/problem+json"
        body = response.json()
        assert set(body) == {"type", "title", "status", "detail", "errors"}
        assert body["status"] == status
        return body
    return response.json()


@by_name
def test_every_record_comes_out_as_it_was_published(client: Client, resource: Resource) -> None:
    page, seen = 1, {}
    while True:
        body = get(client, resource.name, page=page, page_size=100)
        for item in body["items"]:
            item.pop("meta")
            assert item["id"] not in seen
            seen[item["id"]] = item
        page += 1
        if body["next"] is None:
            break
    assert seen == {record.key: record.data for record in Record.objects.of(resource.kind)}
    assert body["count"] == len(seen) > 0


@by_name
def test_a_single_record_names_its_sources(client: Client, resource: Resource) -> None:
    record = Record.objects.of(resource.kind)[0]
    body = get(client, f"{resource.name}/{record.key}")
    assert body["item"]["id"] == record.key
    assert body["attribution"]["licence"] == "CC BY 4.0"
    assert len(body["attribution"]["sources"]) >= 1
    assert body["attribution"]["sources"][0]["publisher"] in body["attribution"]["text"]
    assert client.get(body["item"]["meta"]["self"]).status_code == 200


@by_name
def test_fields_are_those_of_the_content_schema(resource: Resource) -> None:
    kind = resource.kind
    single = kind in content_schemas.RECORD_KINDS
    written = content_schemas.schema(kind) if single else content_schemas.schema("lists")["$defs"][kind]
    typed = resource.item.model_json_schema()
    assert set(typed["properties"]) - {"meta"} == set(written["properties"])
    optional = set(typed["properties"]) - set(typed["required"])
    assert optional == set(written["properties"]) - set(written["required"])


def test_every_filter_of_an_address_is_answered_by_the_services() -> None:
    for resource in RESOURCES:
        asked = set(resource.filters.model_fields) - {"page", "page_size", "lang", "q"}
        assert asked == set(lists.FILTERS[resource.kind]), resource.name  # type: ignore[index]


def test_filters_narrow_and_values_of_one_filter_add_up(client: Client) -> None:
    images = get(client, "projects", ai="image", page_size=100)
    both = get(client, "projects", ai=["image", "text"], page_size=100)
    running = get(client, "projects", ai="image", stage="in_operation", page_size=100)
    assert all("image" in item["ai"] for item in images["items"])
    assert both["count"] > images["count"] > running["count"] > 0
    assert all(item["stage"] == "in_operation" for item in running["items"])


def test_lists_can_be_narrowed_by_state_and_place(client: Client) -> None:
    towns = {item["id"] for item in get(client, "municipalities", state="RP", page_size=100)["items"]}
    projects = get(client, "projects", state="RP", page_size=100)["items"]
    assert projects
    assert all(towns & set(item["municipalities"]) for item in projects)
    soest = get(client, "profiles", municipality="soest")["items"]
    assert {item["municipality"] for item in soest} == {"soest"}
    places = get(client, "municipalities", field="Mobilität", size="medium", page_size=100)["items"]
    assert "soest" in {item["id"] for item in places}


def test_words_are_found_in_titles_and_texts(client: Client) -> None:
    found = get(client, "projects", q="straßen", page_size=100)
    assert found["count"] > 0
    upper = get(client, "projects", q="STRASSEN straßen"[9:].upper().replace("SS", "ß"), page_size=100)
    assert upper["count"] == found["count"]
    assert get(client, "projects", q="gibtesnirgends")["count"] == 0


def test_paging_is_stable_and_ends_clearly(client: Client) -> None:
    first = get(client, "survey", page_size=10)
    second = client.get(first["next"]).json()
    assert not {item["id"] for item in first["items"]} & {item["id"] for item in second["items"]}
    assert second["previous"].endswith("page=1") or "page=1&" in second["previous"]
    behind = get(client, "survey", 404, page=9999)
    assert "9999" in behind["detail"]
    assert get(client, "survey", 422, page=10**9)["errors"][0]["field"] == "page"
    assert get(client, "survey", 422, page="9" * 5000)["errors"][0]["field"] == "page"


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"state": "XX"}, "state"),
        ({"field": ["Handel", "Blödsinn"]}, "field"),
        ({"municipality": "../etc"}, "municipality"),
        ({"page": "zwei"}, "page"),
        ({"page_size": 0}, "page_size"),
        ({"page_size": 101}, "page_size"),
        ({"lang": "fr"}, "lang"),
        ({"q": "x" * 10_000}, "q"),
        ({"stage": ["idea"] * 21}, "stage"),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_a_wrong_value_is_named(client: Client, parameters: dict[str, Any], field: str) -> None:
    body = get(client, "projects", 422, **parameters)
    assert field in {error["field"] for error in body["errors"]}
    assert all(error["message"] for error in body["errors"])


def test_a_wrong_code_is_answered_with_the_right_ones(client: Client) -> None:
    german = get(client, "projects", 422, stage="running")
    assert "in_operation" in german["errors"][0]["message"]
    assert german["errors"][0]["message"].startswith("Erlaubt sind")
    assert get(client, "projects", 422, stage="running", lang="en")["status"] == 422


def test_language_changes_meta_only(client: Client) -> None:
    client.cookies["language"] = "en"
    german, english = get(client, "projects"), get(client, "projects", lang="en")
    assert german["items"][0]["meta"]["language"] == "de"
    assert english["items"][0]["meta"]["summary"] == english["items"][0]["summary_en"]
    assert german["items"][0]["summary_de"] == english["items"][0]["summary_de"]


def test_the_same_question_is_answered_once(client: Client) -> None:
    first = client.get(f"{API}/steps")
    tag = first.headers["ETag"]
    again = client.get(f"{API}/steps", headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert client.get(f"{API}/steps", headers={"If-None-Match": f'"x", W/{tag}'}).status_code == 304
    assert client.get(f"{API}/clusters", headers={"If-None-Match": tag}).status_code == 200
    bump_version()
    assert client.get(f"{API}/steps", headers={"If-None-Match": tag}).status_code == 200
    assert "ETag" not in client.get(f"{API}/steps/none").headers


def test_head_options_and_other_sites(client: Client) -> None:
    body, head = client.get(f"{API}/steps"), client.head(f"{API}/steps")
    assert head.status_code == 200
    assert head.content == b""
    assert int(head.headers["Content-Length"]) == len(body.content)
    assert body.headers["Access-Control-Allow-Origin"] == "*"
    options = client.options(f"{API}/steps")
    assert (options.status_code, options.headers["Allow"]) == (204, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("key", ["gibt-es-nicht", "a" * 5000, "..", "Ä ö"])
def test_an_unknown_record_is_said_to_be_unknown(client: Client, key: str) -> None:
    get(client, f"projects/{key}", 404)


def test_nul_signs_in_an_address_are_refused(client: Client) -> None:
    get(client, "projects/%00", 400)
    get(client, "projects", 400, municipality="a\0b")


def test_all_errors_have_one_shape(client: Client, settings: Settings) -> None:
    get(client, "/api/", 404)
    get(client, "/api/v9/nothing", 404)
    response = client.post(f"{API}/projects", {"title": "x"})
    assert response.status_code == 405
    assert response.json()["type"] == "urn:problem-type:method-not-allowed"
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    wrong_host = client.get(f"{API}/projects", headers={"Host": "evil.example"})
    assert wrong_host.status_code == 400
    assert wrong_host.json()["status"] == 400
    assert get(client, "/api/", 404, lang="en")["status"] == 404


def test_a_crash_is_reported_in_the_same_shape(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: Any, **__: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(lists, "find", crash)
    client.raise_request_exception = False
    body = get(client, "projects", 500)
    assert "secret" not in str(body)


def test_too_many_requests_wait(client: Client, settings: Settings) -> None:
    settings.API_THROTTLE = 2
    statuses = [client.get(f"{API}/steps").status_code for _ in range(2)]
    refused = client.get(f"{API}/steps")
    assert (statuses, refused.status_code) == ([200, 200], 429)
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.json()["type"] == "urn:problem-type:too-many-requests"
    other = client.get(f"{API}/steps", headers={"X-Forwarded-For": "192.0.2.7"})
    assert other.status_code == 429, "an invented header does not open the door"


def test_openapi_describes_every_address(client: Client) -> None:
    schema = get(client, "/api/v1/openapi.json")
    assert schema["openapi"].startswith("3.")
    for resource in RESOURCES:
        operation = schema["paths"][f"{API}/{resource.name}"]["get"]
        names = {parameter["name"] for parameter in operation["parameters"]}
        assert names == set(resource.filters.model_fields)
        assert "$ref" in operation["responses"]["200"]["content"]["application/json"]["schema"]
        assert f"{API}/{resource.name}/{{key}}" in schema["paths"]
    stage = next(p for p in schema["paths"][f"{API}/projects"]["get"]["parameters"] if p["name"] == "stage")
    assert "in_operation" in stage["schema"]["items"]["enum"]
    assert len({op["operationId"] for path in schema["paths"].values() for op in path.values()}) == sum(
        len(path) for path in schema["paths"].values()
    )


_names = st.sampled_from(
    ["q", "page", "page_size", "lang", "state", "field", "ai", "stage", "kind", "year", "municipality", "source", "x"]
)
_values = st.one_of(
    st.text(max_size=300),
    st.integers().map(str),
    st.sampled_from(
        ["NW", "image", "Mobilität", "idea", "de", "en", "1", "-1", "1e9", "NaN", "null", "[]", "%", "\\", "_"]
    ),
)


@bounded(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from([resource.name for resource in RESOURCES]),
    parameters=st.lists(st.tuples(_names, _values), max_size=6),
)
def test_no_parameters_break_the_interface(client: Client, name: str, parameters: list[tuple[str, str]]) -> None:
    query: dict[str, list[str]] = {}
    for key, value in parameters:
        query.setdefault(key, []).append(value)
    response = client.get(f"{API}/{name}", query)
    assert response.status_code in {200, 400, 404, 422}, "400: a character that no database takes"
    assert isinstance(response.json(), dict)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_for_people_lists_every_address_with_examples_that_work(client: Client, language: str) -> None:
    page = client.get("/atlas/api/", {"lang": language})
    assert page.status_code == 200
    for address in interface.addresses():
        assert address.path in page.content.decode()
        assert address.name in interface.PURPOSES, "say in German what it holds"
        body = client.get(address.example)
        assert body.status_code == 200, address.example
        assert all(parameter.values or parameter.note for parameter in address.parameters), address.name


def test_search_answers_like_the_page(client: Client) -> None:
    body = get(client, "search", q="straßenzustant", page_size=5)
    assert body["searched"].lower() == "straßenzustand"
    assert [one["typed"] for one in body["corrected"]] == ["straßenzustant"]
    assert body["count"] >= 3
    assert len(body["items"]) <= 5
    assert any(run["found"] for run in body["items"][0]["title"] + body["items"][0]["text"])
    assert client.get(body["items"][0]["self"]).status_code == 200
    assert body["attribution"]["sources"]
    literal = get(client, "search", q="straßenzustant", literal="true")
    assert literal["count"] == 0


def test_search_is_narrowed_by_facets_and_names_wrong_ones(client: Client) -> None:
    every = get(client, "search", q="mobilität")
    narrowed = get(client, "search", q="mobilität", kind="ai_use")
    assert 0 < narrowed["count"] == every["facets"]["kind"]["ai_use"] < every["count"]
    wrong = get(client, "search", 422, q="mobilität", kind="ai", size="huge")
    assert {error["field"] for error in wrong["errors"]} == {"kind", "size"}
    get(client, "search", 404, q="mobilität", page=500)
    get(client, "search", 422, q="x" * 10_001)
    assert get(client, "search", q="straße " * 1400)["page"] == 1


def test_twins_of_a_known_and_of_a_typed_town(client: Client) -> None:
    soest = get(client, "twins", town="soest", limit=4)
    assert (soest["own"]["id"], len(soest["with_records"])) == ("soest", 4)
    first = soest["with_records"][0]
    assert first["similarity"] == pytest.approx(sum(part["points"] for part in first["parts"]), abs=0.05)
    assert first["reason"]
    assert first["records"]
    typed = get(client, "twins", name="Hier", population=47514, area_km2=85.81, state="NW", role="district_member")
    assert typed["with_records"][0]["id"] == "soest"
    only_people = get(client, "twins", population=47514)
    assert "density" in only_people["not_counted"]


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({}, 422),
        ({"town": "nirgends"}, 404),
        ({"population": "viele"}, 422),
        ({"population": 0}, 422),
        ({"area_km2": "NaN"}, 422),
        ({"area_km2": "inf"}, 422),
        ({"population": 5, "state": "XX"}, 422),
        ({"population": 5, "weight_area": 11}, 422),
        ({"town": "soest", "limit": 51}, 422),
    ],
)
def test_wrong_questions_about_twins_are_named(client: Client, parameters: dict[str, Any], status: int) -> None:
    get(client, "twins", status, **parameters)


def test_cross_sections_carry_computed_and_printed_figures(client: Client) -> None:
    overview = get(client, "cross-section")
    assert overview["count"] == len(overview["items"]) >= 10
    found = get(client, "cross-section/leuchtturmprojekte")
    chart = found["charts"][0]
    rows = {row[0]: row[1] for row in chart["rows"]}
    assert rows["Mobilität"] == 30
    assert len(chart["columns"]) == len(chart["rows"][0])
    assert chart["source"]
    assert get(client, "cross-section/stand-der-agenda", state="NW")["charts"]
    get(client, "cross-section/gibt-es-nicht", 404)
    get(client, "cross-section/leuchtturmprojekte", 422, state="XX")


def test_a_new_register_changes_the_tags(client: Client) -> None:
    address = f"{API}/twins?town=soest"
    tag = client.get(address).headers["ETag"]
    RegisterImport.objects.create(label="31.12.2019", file_name="x.csv", rows=0)
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_search_is_tagged_by_its_answer(client: Client) -> None:
    address = f"{API}/search?q=chatbot"
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"{API}/search?q=drohne", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
