"""The JSON interface: its document, lists in parts, problems, other sites' scripts, and answers asked for again."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import schemathesis
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings

from tests.small_edition import COUNCILS, INDICATORS, values
from tests.web.pages.conftest import make_server
from tests.web.pages.reading import soup, words
from web.pages.api import OPERATIONS
from web.site import Site

LISTS = (
    "councils",
    "scores",
    "marks",
    "receipts",
    "facts",
    "history",
    "services",
    "indicators",
    "links",
    "sources",
    "editions",
)


@pytest.fixture(scope="session")
def described(published: Path) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", make_server(published))


RIGHT, WRONGLY = schemathesis.GenerationMode
ASKED = [(one.path, RIGHT) for one in OPERATIONS] + [(one.path, WRONGLY) for one in OPERATIONS if one.asks]


@pytest.mark.parametrize(("path", "mode"), ASKED)
def test_every_answer_is_as_its_document_says(
    described: schemathesis.BaseSchema, path: str, mode: schemathesis.GenerationMode
):
    """Right and wrong requests made of the document: statuses, media types and bodies are as it says."""
    operation = described[re.sub(r"<(?:path:)?(\w+)>", r"{\1}", f"/api/v1{path}")]["GET"]

    @given(operation.as_strategy(generation_mode=mode))
    @settings(max_examples=6, suppress_health_check=list(HealthCheck))
    def asked(case: schemathesis.Case):
        case.call_and_validate(headers={"Accept-Encoding": "identity"})  # its client does not decompress

    asked()


@pytest.mark.parametrize(
    ("path", "query"),
    [("/search", {"q": "Simford bins"}), ("/search", {"q": "bins"}), ("/search", {"q": "SM1 1AA"}),
     ("/league", {"view": "core"}), ("/league", {"type": "district"}), ("/marks", {"council": "simford"})],
)  # fmt: skip
def test_answers_that_find_something_are_as_their_document_says(
    described: schemathesis.BaseSchema, path: str, query: dict[str, str]
):
    case = described[f"/api/v1{path}"]["GET"].Case(query=query)
    assert case.call_and_validate(headers={"Accept-Encoding": "identity"}).status_code == 200


@pytest.mark.parametrize("name", ["2026-12-pilot", "2026-11-website", "autumn"])
def test_an_edition_of_any_name_that_editions_may_have_can_be_asked_for(client: FlaskClient, name: str):
    assert client.get(f"/api/v1/scores?edition={name}").status_code == 404, "not there, but no wrong name"
    assert client.get("/api/v1/scores?edition=Not_A_Name").status_code == 400


def test_the_document_is_of_openapi_and_names_every_address(client: FlaskClient):
    told = client.get("/api/v1/openapi.json").get_json()
    assert told["openapi"] == "3.1.0" and told["servers"] == [{"url": "/"}] and "contact" not in told["info"]
    routes = {rule.rule for rule in client.application.url_map.iter_rules() if rule.rule.startswith("/api/v1/")}
    assert len(told["paths"]) == len(routes) - 1, "all but the document itself"
    assert "No key is needed" in told["info"]["description"]


def test_the_document_has_the_address_and_contact_of_site_toml(published: Path):
    site = Site("Example Trust", "https://trust.example/contact", base_url="https://index.example")
    told = make_server(published, site).test_client().get("/api/v1/openapi.json").get_json()
    assert told["servers"] == [{"url": "https://index.example"}]
    assert told["info"]["contact"] == {"name": "Example Trust", "url": "https://trust.example/contact"}


def test_the_page_for_people_lists_every_address_and_explains_every_problem(client: FlaskClient):
    page = soup(client, "/api")
    told = client.get("/api/v1/openapi.json").get_json()
    assert {code.get_text() for code in page.select("main p code")} >= set(told["paths"])
    wrong = client.get("/api/v1/nope").get_json()["type"]
    assert page.find(id=wrong.partition("#")[2])
    assert "never to be quoted without its range" in words(page.main)


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [("SM11AA", 200, "found"), ("sm1 1aa", 200, "found"), ("x", 400, "malformed"), ("SM11ZZ", 404, "unknown"),
     ("GY11AA", 200, "crown_dependency")],
)  # fmt: skip
def test_postcodes_are_answered_with_their_kind(client: FlaskClient, path: str, status: int, kind: str):
    answer = client.get(f"/api/v1/postcodes/{path}")
    assert (answer.status_code, answer.get_json()["place"]["kind"]) == (status, kind)


def test_councils_tables_and_marks(client: FlaskClient):
    assert len(client.get("/api/v1/councils").get_json()["councils"]) == len(COUNCILS)
    assert client.get("/api/v1/councils/simford").get_json()["council"]["name"] == "Simford Council"
    assert len(client.get("/api/v1/league?type=wales").get_json()["rows"]) == 1
    marks = client.get("/api/v1/marks?council=simford&state=observed").get_json()["marks"]
    known = {code: value for code, value in values("simford").items() if value is not None}
    assert {mark["indicator"]: mark["value"] for mark in marks} == pytest.approx(known)
    told = client.get("/api/v1/indicators").get_json()["indicators"]
    assert {one["indicator"] for one in told} >= {one.code for one in INDICATORS}
    assert client.get("/api/v1/services/S17").get_json()["service"]["service"] == "S17"
    duties = client.get("/api/v1/councils/simford/services").get_json()["services"]
    assert all((one["url"] is None) is (one["duty"] == "none") for one in duties) and len(duties) > 1


def test_a_list_is_filtered_by_what_is_asked(client: FlaskClient):
    welsh = client.get("/api/v1/councils?type=wales").get_json()
    assert [one["type"] for one in welsh["councils"]] == ["wales"] and welsh["page"]["total"] == 1
    scores = client.get("/api/v1/scores?council=simford").get_json()["scores"]
    assert [one["slug"] for one in scores] == ["simford"]


@pytest.mark.parametrize("name", LISTS)
def test_the_parts_of_a_list_make_the_whole(client: FlaskClient, name: str):
    whole = client.get(f"/api/v1/{name}").get_json()
    address, found = f"/api/v1/{name}?limit=7", []
    while address:
        answer = client.get(address)
        part = answer.get_json()
        assert len(part[name]) <= 7 and part["page"]["total"] == whole["page"]["total"]
        found += part[name]
        following, address = address, part["page"]["next"]
        assert (f'<{address}>; rel="next"' in answer.headers["Link"]) is bool(address)
        assert 'rel="first"' in answer.headers["Link"] and following != address
    assert found == whole[name] and len(found) == whole["page"]["total"]


def test_beyond_the_end_of_a_list_there_is_nothing(client: FlaskClient):
    answer = client.get("/api/v1/councils?offset=2147483647").get_json()
    assert answer["councils"] == [] and answer["page"]["next"] is None and answer["page"]["total"] == len(COUNCILS)


WRONG = (
    "limit=0", "limit=-1", "limit=1001", "limit=NaN", "limit=1e3", "limit=1_0", "limit=%201", "limit=", "limit=١",
    "limit=" + "9" * 5000, "limit=1&limit=2", "offset=-1", "offset=2147483648", "offset=1.5", "offset=inf",
    "council=../..", "council=%00", "council=" + "x" * 5000, "council=%ff", "council=LEEDS", "indicator=a",
    "indicator='%20OR%201=1", "edition=Now!", "edition=2026-11%0A1", "edition=", "state=bad", "typ=wales", "%00=1",
    "<script>=1",
)  # fmt: skip


@pytest.mark.parametrize("query", WRONG)
def test_a_wrong_parameter_is_named_with_its_value_and_what_was_expected(client: FlaskClient, query: str):
    answer = client.get(f"/api/v1/marks?{query}")
    told = answer.get_json()
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert told["status"] == 400 and told["title"] == "Bad Request" and told["type"] == "/api#problem-400"
    assert all(one["expected"] and len(one["value"]) <= 80 for one in told["errors"]) and told["errors"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "status"),
    [("councils/nope", 404), ("league?type=nope", 400), ("league?view=nope", 400), ("nope", 404), ("a/b/c", 404),
     ("marks?council=nope", 404), ("marks?indicator=Z99", 404), ("scores?edition=1999-01", 404), ("services/S99", 404),
     ("indicators/<script>", 404), ("editions/..%2f..", 404), ("links?service=S99", 404), ("councils/", 404),
     ("councils/%00", 404), ("councils/" + "x" * 4000, 404), ("search", 400), ("search?q=%20", 400),
     ("search?q=zzzzz", 404), ("search?q=" + "x" * 1001, 400), ("postcodes/", 404), ("postcodes/%2e%2e%2f", 400)],
)  # fmt: skip
def test_every_error_is_a_problem_in_json(client: FlaskClient, path: str, status: int):
    answer = client.get(f"/api/v1/{path}")
    told = answer.get_json()
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert told["status"] == status and told["title"] and told["detail"]
    assert not any(word in answer.text for word in ("Traceback", "/tmp", "sqlite", "SELECT"))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_it_is_read_only(client: FlaskClient, method: str):
    answer = client.open("/api/v1/councils", method=method)
    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_without_a_database_the_problem_says_so(tmp_path: Path):
    answer = make_server(tmp_path / "none.db").test_client().get("/api/v1/councils")
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert str(tmp_path) not in answer.text


PATHS = ("/api/v1/councils", "/api/v1/postcodes/SM11AA", "/api/v1/nope", "/data/scores.csv", "/api/v1/openapi.json")


@pytest.mark.parametrize("path", PATHS)
def test_scripts_of_other_sites_may_read_data_and_pages_stay_ours(client: FlaskClient, path: str):
    for _ in range(2):
        answer = client.get(path, headers={"Origin": "https://elsewhere.example"})
        assert answer.headers.getlist("Access-Control-Allow-Origin") == ["*"]
        assert "Access-Control-Allow-Credentials" not in answer.headers
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    before = client.options("/api/v1/councils", headers=asked)
    assert before.status_code == 200 and "GET" in before.headers["Access-Control-Allow-Methods"]
    assert "If-None-Match" in before.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Origin" not in client.get("/council/simford").headers


def test_an_answer_asked_for_again_is_sent_only_if_it_changed(client: FlaskClient):
    first = client.get("/api/v1/councils?limit=3")
    again = client.get("/api/v1/councils?limit=3", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    head = client.head("/api/v1/councils?limit=3")
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", first.headers["ETag"])


@pytest.mark.parametrize(
    "tag", ["", "x", '"', 'W/"', "W/", "*x", '"a", "b', "\xff", '"' + "x" * 9000 + '"', ",,,", 'W/W/"a"']
)
def test_a_tag_that_is_none_does_no_harm(client: FlaskClient, tag: str):
    answer = client.get("/api/v1/councils?limit=3", headers={"If-None-Match": tag})
    assert answer.status_code == 200 and len(json.loads(answer.data)["councils"]) == 3


def test_what_was_typed_has_no_tag_and_is_kept_by_nobody(client: FlaskClient):
    answer = client.get("/api/v1/postcodes/SM11AA")
    assert "ETag" not in answer.headers and answer.headers["Cache-Control"] == "private, no-cache"


def test_a_back_cast_says_that_it_was_never_published(client: FlaskClient):
    for one in client.get("/api/v1/editions").get_json()["editions"]:
        assert (one["status"] == "back-cast") is ("never published" in one["note"])
