"""The server answers as a web would, and counts what its clients do to it."""

from __future__ import annotations

import json
import os
import socket
import ssl
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from evaluation.simulated_internet.plain import make_plain_site
from evaluation.simulated_internet.records import SimPage, SimSite
from evaluation.simulated_internet.server import SimWeb

HOST = "bench-0000.gov.uk"


@pytest.fixture
def web():
    with SimWeb([make_plain_site(0, pages=4, size=8_000)], faults=("crawl_delay", "retry_after_seconds")) as served:
        yield served


@pytest.fixture
def session(web):
    with client(web.proxy_url, web.ca_file) as made:
        yield made


def client(proxy: str, ca_file: str) -> requests.Session:
    made = requests.Session()
    made.trust_env = False
    made.proxies, made.verify = {"http": proxy, "https": proxy}, ca_file
    return made


def test_the_same_page_comes_over_http_https_and_both_direct_ports(web, session):
    proxied = {session.get(f"{scheme}://{HOST}/service-001").content for scheme in ("http", "https")}
    plain = requests.get(f"http://127.0.0.1:{web.http_port}/service-001", headers={"Host": HOST})
    context = ssl.create_default_context(cafile=web.ca_file)
    with (
        socket.create_connection(("127.0.0.1", web.https_port)) as raw,
        context.wrap_socket(raw, server_hostname=HOST) as tls,
    ):
        tls.sendall(f"HEAD /service-001 HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
        assert tls.recv(4000).startswith(b"HTTP/1.1 200 OK")
    assert proxied == {plain.content}


def test_pages_are_compressed_validated_and_answered_304(session):
    first = session.get(f"https://{HOST}/")
    assert first.headers["Content-Encoding"] == "gzip" and len(first.content) > 7_000
    again = session.get(f"https://{HOST}/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    plain = session.get(f"https://{HOST}/", headers={"Accept-Encoding": "identity"})
    assert plain.content == first.content and "Content-Encoding" not in plain.headers
    assert session.head(f"https://{HOST}/").status_code == 200


@pytest.mark.parametrize(("validators", "header"), [("modified", "Last-Modified"), ("none", None)])
def test_a_site_offers_the_validators_it_is_said_to(validators, header):
    site = SimSite("plain.gov.uk", {"/": SimPage(b"<p>Words</p>")}, validators=validators)
    with SimWeb([site]) as web, client(web.proxy_url, web.ca_file) as session:
        reply = session.get("https://plain.gov.uk/")
        assert ("ETag" in reply.headers, reply.headers.get(header or "") is None) == (False, header is None)
        if header:
            again = session.get("https://plain.gov.uk/", headers={"If-Modified-Since": reply.headers[header]})
            assert again.status_code == 304


def test_http_readers_of_an_https_site_are_sent_on():
    with SimWeb([SimSite("plain.gov.uk", {"/a?b=1": SimPage(b"x")})]) as web, client(web.proxy_url, "") as session:
        reply = session.get("http://plain.gov.uk/a?b=1", allow_redirects=False)
        assert (reply.status_code, reply.headers["Location"]) == (301, "https://plain.gov.uk/a?b=1")


def test_unknown_hosts_and_odd_ports_are_refused_and_counted(web, session):
    with pytest.raises(requests.exceptions.ProxyError):
        session.get("https://no-such-host.gov.uk/")
    assert session.get("http://no-such-host.gov.uk/").headers["Proxy-Status"] == "simulated; error=dns_error"
    with pytest.raises(requests.exceptions.ProxyError):
        session.get(f"https://{HOST}:8443/")
    assert web.report().unknown_hosts == {"no-such-host.gov.uk": 2, f"{HOST}:8443": 1}


def test_hurry_posts_and_forbidden_paths_are_counted_at_the_server(web, session):
    for path in ("/robots.txt", "/", "/admin/x"):
        session.get(f"https://{HOST}{path}")
    session.post(f"https://{HOST}/search", data={"q": "x"})
    host = web.report().hosts[HOST]
    assert (host.requests, host.short_intervals, host.posts) == (4, 3, 1)
    assert host.robots_violations == ("/admin/x",) and host.methods == {"GET": 3, "POST": 1}
    assert host.shortest_interval < 0.9
    assert web.report().politeness_faults["robots"] == 1
    web.reset()
    assert web.report().requests == 0


def test_a_patient_client_has_nothing_against_it():
    with SimWeb([make_plain_site(0, pages=3)], limit_s=0.05) as web, client(web.proxy_url, web.ca_file) as session:
        for path in ("/robots.txt", "/", "/service-001"):
            session.get(f"https://{HOST}{path}")
            time.sleep(0.06)
        assert set(web.report().politeness_faults.values()) == {0}


def test_requests_at_the_same_time_are_seen_as_such():
    with SimWeb([make_plain_site(0, pages=3)], latency_s=0.3) as web:
        with ThreadPoolExecutor(4) as pool:
            urls = [f"http://127.0.0.1:{web.http_port}/"] * 4
            list(pool.map(lambda url: requests.get(url, headers={"Host": HOST}), urls))
        assert web.report().hosts[HOST].max_concurrency == 4
        assert web.report().politeness_faults["concurrency"] == 1


def test_an_early_return_after_retry_after_or_against_crawl_delay_is_counted(web, session):
    for _ in range(2):
        session.get("https://fault-retry-after-seconds.gov.uk/")
    session.get("https://fault-crawl-delay.gov.uk/robots.txt")
    session.get("https://fault-crawl-delay.gov.uk/")
    session.get("https://fault-crawl-delay.gov.uk/bins")
    hosts = web.report().hosts
    assert hosts["fault-retry-after-seconds.gov.uk"].retry_after_violations == 1
    assert hosts["fault-crawl-delay.gov.uk"].crawl_delay_violations == 1


def test_the_environment_sends_an_unsuspecting_client_here_and_is_put_back(monkeypatch):
    monkeypatch.delenv("HTTPS_PROXY", raising=False)
    with SimWeb([make_plain_site(0, pages=3)]) as web:
        with web.in_environment():
            assert requests.get(f"https://{HOST}/").status_code == 200
        assert "HTTPS_PROXY" not in os.environ


def test_plain_sites_differ_in_every_page_and_are_linked_throughout():
    site, other = make_plain_site(1, pages=12), make_plain_site(2, pages=12)
    bodies = [page.body for one in (site, other) for path, page in one.pages.items() if path != "/sitemap.xml"]
    assert len(set(bodies)) == 24
    assert all(55_000 < len(body) < 67_000 for body in bodies)
    assert all(path.encode() in site.pages["/service-003"].body for path in site.pages if path != "/sitemap.xml")


def test_the_server_runs_in_a_process_of_its_own_and_reports_over_the_proxy():
    command = [
        sys.executable,
        "-m",
        "evaluation.simulated_internet.serve",
        "--hosts",
        "2",
        "--pages",
        "3",
        "--faults",
        "good",
    ]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root) as server:
        where = json.loads(server.stdout.readline())
        with client(where["proxy_url"], where["ca_file"]) as session:
            assert session.get("https://bench-0001.gov.uk/").status_code == 200
            report = session.get("http://simulated.control/report").json()
            session.get("http://simulated.control/reset")
            assert session.get("http://simulated.control/report").json()["requests"] == 0
        server.stdin.close()
        assert server.wait(20) == 0
    assert report["hosts"]["bench-0001.gov.uk"]["requests"] == 1
    assert "fault-good.gov.uk" in where["hosts"]
