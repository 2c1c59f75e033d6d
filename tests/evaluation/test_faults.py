"""Every fault is served, is bounded in time, and its sound pages can be had by a plain client."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields

import pytest
import requests
import zstandard

from evaluation.simulated_internet.faults import FAULTS, FORBIDDEN_URLS, HOST_STATUSES, THEMES, Fault
from evaluation.simulated_internet.server import SimWeb
from models import Outcome

LATE = ("six_503", "seven_503", "storm_503", "storms_503")
"""Hosts that turn several requests in a row away."""
ELSEWHERE = ("http_only", "port_443_refused", "port_443_silent", "port_443_refused_links", "home_404_www",
             "moved_to_home_alone", "moved_under_a_prefix", "moved_by_refresh", "moved_by_refresh_with_links",
             "moved_by_canonical")  # fmt: skip
"""Hosts whose sound pages are on another port or another host."""
STARTED = [name for name, one in FAULTS.items() if one.pages and name not in (*LATE, *ELSEWHERE)]
DIRECT = ("retry_after_seconds", "retry_after_503", "retry_after_date", "retry_after_garbage", "retry_after_negative")
"""Hosts that turn the first requests away on purpose."""


@pytest.fixture(scope="module")
def web():
    with SimWeb(FAULTS.values()) as served:
        yield served


def client(web: SimWeb) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.proxies = {"http": web.proxy_url, "https": web.proxy_url}
    session.verify = web.ca_file
    return session


def test_each_fault_has_a_name_a_description_and_a_truth():
    assert len(FAULTS) > 140
    for name, one in FAULTS.items():
        assert one.name == name and one.doc and one.host_status, name
        assert set(one.host_status) <= HOST_STATUSES, name
        accepted = {outcome for outcomes in one.outcomes.values() for outcome in outcomes}
        assert accepted <= set(Outcome), name
    assert len({one.host for one in FAULTS.values()}) == len(FAULTS)
    assert {field.name for field in fields(Fault)} >= {"host_status", "outcomes", "pages", "unread", "max_requests"}


def test_each_theme_declares_faults():
    declared = {one.build.__module__ for one in FAULTS.values()}
    assert declared == {theme.__name__ for theme in THEMES}


def test_the_sound_pages_of_every_host_can_be_read_by_a_plain_client(web):
    def fetch(url: str, session: requests.Session) -> str | None:
        status = session.get(url, timeout=20).status_code
        if status == 503 and "flaky" in url:
            status = session.get(url, timeout=20).status_code
        return None if status == 200 else f"{url} {status}"

    def fetch_alone(url: str) -> str | None:
        with client(web) as session:
            return fetch(url, session)

    def read(name: str) -> list[str | None]:
        urls = [f"https://{FAULTS[name].host}{path}" for path in FAULTS[name].pages]
        if name in ("closes_after_each_page", "cookie_heavy"):
            return [fetch_alone(url) for url in urls]
        with client(web) as session:
            if name in DIRECT:
                [session.get(url, timeout=10) for url in urls[:2]]
            return [fetch(url, session) for url in urls]

    with ThreadPoolExecutor(8) as pool:
        bad = [line for lines in pool.map(read, STARTED) for line in lines if line]
    assert bad == []


@pytest.mark.parametrize("name", ["certificate_expired", "certificate_not_yet_valid", "certificate_self_signed",
                                  "certificate_wrong_host", "certificate_unknown_issuer"])  # fmt: skip
def test_a_bad_certificate_is_refused_by_a_verifying_client(web, name):
    with client(web) as session, pytest.raises(requests.exceptions.SSLError):
        session.get(FAULTS[name].url, timeout=5)


@pytest.mark.parametrize(
    "name", ["slow_drip", "slow_drip_length", "slow_headers", "silent", "stalls_midway", "tls_silent"]
)
def test_a_slow_host_gives_nothing_whole_within_a_second(web, name):
    with client(web) as session, pytest.raises((requests.exceptions.Timeout, requests.exceptions.ConnectionError)):
        session.get(FAULTS[name].url, timeout=0.7)


@pytest.mark.parametrize("name", ["reset", "closes_without_reply", "bad_status_line", "not_http", "huge_header",
                                  "truncated_chunks", "truncated_body", "unresolved", "connection_refused",
                                  "tls_garbage"])  # fmt: skip
def test_a_broken_connection_is_an_error_to_a_plain_client(web, name):
    with client(web) as session, pytest.raises(requests.exceptions.RequestException):
        session.get(FAULTS[name].url, timeout=5)


def unpacked_bytes(reply: requests.Response) -> int:
    """How large the start of a body is when unpacked; not every client can unpack zstd, so that is done here."""
    if reply.headers["Content-Encoding"] == "zstd":
        packed = reply.raw.read(decode_content=False)
        return len(zstandard.ZstdDecompressor().decompressobj().decompress(packed))
    return len(next(reply.iter_content(6_000_000)))


def test_bombs_are_small_on_the_wire_and_large_when_unpacked(web):
    for name in ("gzip_bomb", "brotli_bomb", "zstd_bomb"):
        with client(web) as session:
            reply = session.get(FAULTS[name].url, timeout=10, stream=True)
            assert int(reply.headers["Content-Length"]) < 2_000_000
            assert unpacked_bytes(reply) > 1_000_000
            reply.close()


def test_forbidden_addresses_are_only_ever_named_in_redirects_and_links(web):
    with client(web) as session:
        seen = {
            session.get(f"https://{FAULTS['redirects_forbidden'].host}/go/{n}", allow_redirects=False).headers[
                "Location"
            ]
            for n in range(len(FORBIDDEN_URLS))
        }
    assert seen == set(FORBIDDEN_URLS)
