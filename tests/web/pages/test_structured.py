"""What search engines read: the files with licence, time and place, and where a page stands; true of the edition."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.small_edition import EDITION
from tests.web.pages.conftest import make_server
from tests.web.pages.reading import soup
from web.pages.structured import trail
from web.site import Site

BASE = "https://index.example"


@pytest.fixture(scope="module")
def known(server) -> FlaskClient:
    """A client of a site that has an address and an operator."""
    return make_server(server.config["PUBLISHED"], Site(base_url=BASE, operator="A charity")).test_client()


def read(client: FlaskClient, path: str, kind: str) -> dict[str, Any]:
    scripts = soup(client, path).select('head script[type="application/ld+json"]')
    (found,) = [told for script in scripts if (told := json.loads(script.string))["@type"] == kind]
    assert found["@context"] == "https://schema.org"
    return found


@pytest.mark.parametrize("prefix", ["", f"/{EDITION}"])
def test_the_files_are_a_dataset_with_licence_time_place_and_downloads_that_are_there(known: FlaskClient, prefix: str):
    told = read(known, f"{prefix}/data", "Dataset")
    asked = sqlite3.connect(known.application.config["PUBLISHED"])
    (oldest,) = asked.execute("SELECT min(observed_on) FROM cells WHERE state = 'observed'").fetchone()
    assert told["temporalCoverage"] == f"{oldest}/2026-11-21" and told["creativeWorkStatus"] == "preview"
    nations = asked.execute("SELECT DISTINCT nation FROM authorities JOIN scores USING (authority)")
    assert {place["name"] for place in told["spatialCoverage"]} == {nation for (nation,) in nations}
    assert told["creator"]["name"] == "A charity" and told["description"].startswith("Simulated")
    for url in (told["url"], told["license"]):
        assert url.startswith(f"{BASE}{prefix}/") and known.get(url.removeprefix(BASE)).status_code == 200
    for file in told["distribution"]:
        answer = known.get(file["contentUrl"].removeprefix(BASE))
        assert (answer.status_code, answer.mimetype) == (200, file["encodingFormat"])
    assert len(told["distribution"]) > 10


def test_what_is_not_known_is_left_out(client: FlaskClient):
    told = read(client, "/data", "Dataset")
    assert "creator" not in told and told["url"] == "/data"


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/council/simford", ["Council Digital Index", "District councils", "Simford Council"]),
        ("/council/simford/changes", ["Council Digital Index", "District councils", "Simford Council", "What changed"]),
        ("/service/S05", ["Council Digital Index", "All services", None]),
        ("/indicator/T09W", ["Council Digital Index", "All questions", None]),
    ],
)
def test_a_page_says_where_it_stands(known: FlaskClient, path: str, names: list[str | None]):
    steps = read(known, path, "BreadcrumbList")["itemListElement"]
    assert [step["position"] for step in steps] == list(range(1, len(names) + 1))
    assert all(told is None or told == step["name"] for told, step in zip(names, steps, strict=True))
    assert steps[-1]["item"] == BASE + path
    assert all(known.get(step["item"].removeprefix(BASE)).status_code == 200 for step in steps)


def test_nothing_that_is_in_a_name_can_end_the_script(server):
    with server.test_request_context("/"):
        data = trail(("</script><script>alert(1)", "/x"))
        text = server.jinja_env.from_string('{% from "macros.html" import ld %}{{ ld(data) }}').render(data=data)
    assert text.count("</script>") == 1 and json.loads(text.partition(">")[2].removesuffix("</script>")) == data
