"""Security headers on every route, errors too."""

from __future__ import annotations

import json

import dash
import pytest
from flask.testing import FlaskClient
from plotly.offline import get_plotlyjs_version

from web.serving.headers import FILES_POLICY, STYLES, content_policy, embedded_policy, explorer_policy

EVERYWHERE = (
    "/",
    "/league",
    "/league?type=nonsense",
    "/council/simford",
    "/council/nobody",
    "/postcode/hello",
    "/nope",
    "/explore/",
    "/explore/nope",
    "/explore/_dash-layout",
    "/assets/nothing.css",
    "/robots.txt",
)


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_carries_the_security_headers(one_site: FlaskClient, path: str) -> None:
    with one_site.get(path) as answer:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
        assert "geolocation=()" in answer.headers["Permissions-Policy"]
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        expected = explorer_policy() if path.startswith("/explore/") else content_policy()
        assert answer.headers["Content-Security-Policy"] == expected
        assert "Set-Cookie" not in answer.headers
        assert "Strict-Transport-Security" not in answer.headers
        assert answer.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/assets/site.css", "/assets/suggest.js", "/assets/favicon.svg"])
def test_a_file_carries_what_counts_for_files_and_weighs_little_more(one_site: FlaskClient, path: str) -> None:
    with one_site.get(path) as answer:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == FILES_POLICY
        assert "Set-Cookie" not in answer.headers and answer.headers["Cache-Control"]
        assert len(str(answer.headers)) < 340


def test_a_wrong_method_and_a_broken_callback_carry_them_too(one_site: FlaskClient) -> None:
    for answer in (one_site.post("/league"), one_site.post("/explore/_dash-update-component", data="{")):
        assert 400 <= answer.status_code < 500
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("policy", [content_policy(), explorer_policy()])
def test_no_policy_allows_inline_code_or_another_origin(policy: str) -> None:
    assert policy.startswith("default-src 'none'; script-src 'self';")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "*" not in policy
    assert "base-uri 'none'" in policy
    assert "frame-ancestors 'none'" in policy


def test_a_card_alone_may_be_framed_and_runs_nothing(one_site: FlaskClient) -> None:
    """Also when it comes from memory, and as 304: a browser takes the headers of that for what it has."""
    first = one_site.get("/embed/simford")
    again = one_site.get("/embed/simford", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    for answer in (first, one_site.get("/embed/simford"), again):
        assert answer.headers["Content-Security-Policy"] == embedded_policy()
        assert "X-Frame-Options" not in answer.headers
    assert "frame-ancestors *" in embedded_policy() and "script" not in embedded_policy()
    for path in ("/embed/nobody", "/embed/Simford", "/embed/", "/badge/simford.svg", "/council/simford"):
        assert one_site.get(path).headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in one_site.get(path).headers["Content-Security-Policy"]


def test_transport_security_is_asked_for_only_over_https(one_site: FlaskClient) -> None:
    assert "Strict-Transport-Security" in one_site.get("/", base_url="https://index.example").headers


def test_the_pinned_styles_belong_to_the_versions_that_are_installed() -> None:
    pinned = json.loads(STYLES.read_text(encoding="utf-8"))
    assert (pinned["dash"], pinned["plotly"]) == (dash.__version__, get_plotlyjs_version())
    assert pinned["sha256"]


@pytest.mark.parametrize("path", ["/", "/league", "/council/simford", "/explore/"])
def test_no_page_repeats_the_host_that_was_asked_for(one_site: FlaskClient, path: str) -> None:
    """Pages are kept in memory for everybody, so a forged Host must not get into one."""
    answer = one_site.get(path, base_url="http://forged.example")
    assert b"forged.example" not in answer.data
