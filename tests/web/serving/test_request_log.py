"""The log of requests: what an operator needs, and nothing of who asked or what was typed."""

from __future__ import annotations

import logging
import sys

import pytest
from flask.testing import FlaskClient
from werkzeug.test import Client

from web.serving.gunicorn_log import NothingPersonal
from web.serving.request_log import RequestLog

TYPED = ("SM11AA", "SM1", "secret", "192.0.2.7", "Reader/1", "who=me", "from.example")
ASKED = {
    "/postcode/SM11AA?find=secret": ("/postcode/<path:text>", 200),
    "/search?q=secret": ("/search", None),
    "/council/secret": ("/council/<slug>", 404),
    "/secret/SM11AA": ("", 404),
    "/api/v1/postcodes/SM11AA": ("/api/v1/postcodes/<path:text>", 200),
    "/assets/site.css?v=secret": ("/assets/<path:filename>", 200),
}
HEADERS = {"User-Agent": "Reader/1", "Cookie": "who=me", "Referer": "http://from.example/", "X-Forwarded-For": TYPED[3]}


def test_each_request_has_one_line_with_its_route_and_nothing_typed(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "web.serving.request_log")
    ticks = iter(range(1000))
    logged = Client(RequestLog(client.application, lambda: next(ticks) / 100))
    for address, (route, status) in ASKED.items():
        caplog.clear()
        with logged.get(address, headers=HEADERS, environ_base={"REMOTE_ADDR": "192.0.2.7"}) as answer:
            (record,) = caplog.records
            assert record.fields == {  # type: ignore[attr-defined]
                "method": "GET", "route": route, "status": answer.status_code, "milliseconds": 10.0, "kept": False,
                "bytes": answer.content_length,
            }, address  # fmt: skip
            assert status in (None, answer.status_code), address
        said = record.getMessage() + repr(vars(record))
        assert not any(word in said for word in TYPED), address
    caplog.clear()
    logged.get("/league", buffered=True), logged.get("/league", buffered=True)
    assert [record.fields["kept"] for record in caplog.records] == [False, True]  # type: ignore[attr-defined]
    logged.open("/", method="SECRET", buffered=True)
    assert caplog.records[-1].getMessage().startswith("other ")


def test_nothing_is_logged_and_nothing_measured_where_nobody_reads_the_log(client: FlaskClient) -> None:
    def clock() -> float:
        raise AssertionError("the clock was read")

    assert Client(RequestLog(client.application, clock)).get("/health", buffered=True).status_code == 200


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("Invalid request from ip=192.0.2.7: Invalid HTTP request line: 'GET /postcode/SM11AA'", ()),
        ("Error handling request %s %s", ("GET", "/postcode/SM11AA?find=secret")),
        ("Error handling request %s", ("/postcode/SM11AA",)),
    ],
)
def test_the_words_of_the_web_server_lose_who_asked_for_what(said: str, values: tuple[str, ...]) -> None:
    try:
        raise ValueError("SM11AA")
    except ValueError:
        record = logging.LogRecord("gunicorn.error", logging.ERROR, __file__, 1, said, values, sys.exc_info())
    assert NothingPersonal().filter(record)
    line = logging.Formatter("%(message)s").format(record)
    assert not any(word in line for word in TYPED) and "request" in line and "ValueError" in line


def test_a_body_that_is_too_large_is_refused(client: FlaskClient) -> None:
    answer = client.post("/explore/_dash-update-component", data="x" * 300_000, content_type="application/json")
    assert answer.status_code == 413 and "too much to read" in answer.text
