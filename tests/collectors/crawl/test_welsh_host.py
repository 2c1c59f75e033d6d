"""A council whose Welsh pages have a host of their own is read and marked like one that has all on one host."""

import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from collectors.crawl.evidence import open_evidence
from collectors.crawl.limits import Limits
from collectors.crawl.replay import replay
from collectors.crawl.run import crawl
from collectors.crawl.settings import Progress, Settings
from commands.websites import reading_of
from detectors.crawled import observer
from evaluation.simulated_internet.councils import SimCouncil, make_council
from evaluation.simulated_internet.misbehaving.registry import anchors, document
from evaluation.simulated_internet.records import SimPage, SimSite, text
from evaluation.simulated_internet.register import registered, write_links, write_register
from evaluation.simulated_internet.server import SimWeb
from evaluation.simulated_internet.welsh_host import with_welsh_host
from models import AuthorityType
from paths import FACTS, REGISTER
from register.authorities import load_authorities
from tests.collectors.crawl.conftest import CUES, crawl_web, seed, through

CONTACT = "https://operator.org.uk/crawler"
WHOLE_SITE = 400
"""More pages than the council has: with fewer, which are read depends on how soon each host's reply is stored."""


class Judged(NamedTuple):
    """What the chain makes of one council: every mark, and how many requests of each kind that took."""

    marks: dict[str, list]
    requests: dict[str, int]
    complete: bool


def judged(council: SimCouncil, folder: Path) -> Judged:
    """Return what is made of a council read to its end as the commands read it, but with less waiting."""
    register, db, authorities = folder / "register", folder / "crawl.db", registered([council])
    write_register(register, authorities)
    write_links(folder / FACTS.name, [council], authorities)
    reading = reading_of(register, authorities, db, CONTACT, WHOLE_SITE, 1.0)
    with SimWeb([council]) as web, through(web) as fetcher:
        settings = replace(reading.settings, delay_s=0.03, commit_s=0.02, lock=folder / "lock", origin="simulated")
        assert crawl(settings, reading.seeds, fetcher).finished
    replay(db, observer(register))
    with closing(open_evidence(db)) as evidence:
        services = evidence.execute("SELECT service, status, level, vendor FROM services").fetchall()
        observed = evidence.execute("SELECT measure, subject, status, value, denominator FROM observations").fetchall()
        requests = dict(evidence.execute("SELECT kind, count(*) FROM fetches GROUP BY kind").fetchall())
        ((complete,),) = evidence.execute("SELECT complete FROM sites").fetchall()
    marks = {code: row for code, *row in services} | {f"{code}{part}": row for code, part, *row in observed}
    return Judged(marks, requests, bool(complete))


def test_every_mark_is_the_same_wherever_the_welsh_pages_are(tmp_path: Path) -> None:
    council = make_council(0, "wales", welsh="pairs")
    on_one_host = judged(council, tmp_path / "one")
    on_two_hosts = judged(with_welsh_host(council), tmp_path / "two")
    assert on_two_hosts.marks == on_one_host.marks
    assert on_two_hosts.complete and on_one_host.complete
    status, share, _ = on_one_host.marks["A10"]
    assert status == "measured" and abs(share - council.facts["A10"].value["k"] / council.facts["A10"].value["n"]) < 0.1
    beside = {kind: on_two_hosts.requests[kind] - on_one_host.requests[kind] for kind in on_one_host.requests}
    assert beside == dict.fromkeys(on_one_host.requests, 0) | {"robots": 1, "sitemap": 1}


HOST, WELSH, PRODUCT = "www.testham.gov.uk", "www.llanbrawf.llyw.cymru", "testham.paying.co.uk"
CALLED = {"testham": frozenset({"llanbrawf", "testham"})}
PAGES = [f"/tudalen-{number}" for number in range(6)]


def welsh_site(host: str, **settings: object) -> SimSite:
    """A site of seven pages of which no link says that they are about a service."""
    pages = {path: SimPage(document(path, f"<p>Geiriau {path}.</p>", lang="cy")) for path in PAGES}
    return SimSite(host, {"/": SimPage(document("Hafan", anchors(PAGES), lang="cy")), **pages}, **settings)


def offering(head: str = "", body: str = "") -> SimSite:
    return SimSite(HOST, {"/": SimPage(document("Home", f"<p>Welcome</p>{body}", head))}, robots_means="allow")


def link(host: str, words: str = "Cymraeg", more: str = "") -> str:
    return f'<a {more} href="https://{host}/">{words}</a>'


def read_at(db: Path, host: str) -> int:
    question = "SELECT count(DISTINCT final_url) FROM fetches WHERE host = ? AND kind = 'page' AND page_status = 'ok'"
    with closing(open_evidence(db)) as evidence:
        return evidence.execute(question, [host]).fetchone()[0]


@pytest.mark.parametrize(
    "home",
    [
        offering(body=link(WELSH)),
        offering(body=link(WELSH, "Newid i'r Gymraeg")),
        offering(body=link(WELSH, "CY", 'hreflang="cy"')),
        offering(head=f'<link rel="alternate" hreflang="cy-GB" href="https://{WELSH}/">'),
    ],
)
def test_the_host_that_the_home_page_offers_in_welsh_is_read_to_its_end(tmp_path: Path, home: SimSite) -> None:
    db = tmp_path / "crawl.db"
    with SimWeb([home, welsh_site(WELSH, robots="User-agent: *\nDisallow: /tudalen-3\n")], limit_s=0.05) as web:
        crawl_web(web, db, [seed(HOST)], sitemaps=False, called=CALLED)
        assert not any(web.report().politeness_faults.values())
    assert read_at(db, WELSH) == len(PAGES)  # and the front page, but not what its robots.txt forbids


@pytest.mark.parametrize(
    ("host", "settings"),
    [
        (WELSH, {"called": {}}),  # a council outside Wales
        (WELSH, {"called": CALLED, "claimed": {"llanbrawf.llyw.cymru": "another"}}),
        ("www.gov.wales", {"called": CALLED}),
        ("llyw.cymru", {"called": CALLED}),
        ("www.llanarall.llyw.cymru", {"called": CALLED}),
        ("llanbrawf.example", {"called": CALLED}),
        ("testham.moderngov.co.uk", {"called": CALLED}),
    ],
)
def test_nobody_elses_host_is_read_for_its_welsh(tmp_path: Path, host: str, settings: dict) -> None:
    db = tmp_path / "crawl.db"
    with SimWeb([offering(body=link(host)), welsh_site(host, robots_means="allow")], limit_s=0.05) as web:
        crawl_web(web, db, [seed(HOST)], sitemaps=False, **settings)
        assert host not in web.report().hosts or not web.report().hosts[host].requests
    assert read_at(db, host) == 0


def test_only_the_first_host_and_only_of_the_home_page_counts(tmp_path: Path) -> None:
    db, second = tmp_path / "crawl.db", "www.testham.gov.wales"
    home = offering(body=link(WELSH) + link(second) + '<a href="/about">About</a>')
    home.pages["/about"] = SimPage(document("About", link("testham.llyw.cymru")))
    welsh = [welsh_site(host, robots_means="allow") for host in (WELSH, second, "testham.llyw.cymru")]
    with SimWeb([home, *welsh], limit_s=0.05) as web:
        crawl_web(web, db, [seed(HOST)], sitemaps=False, called=CALLED, max_pages=40)
    assert [read_at(db, site.host) for site in welsh] == [1 + len(PAGES), 0, 0]


def test_welsh_pages_have_no_budget_of_their_own_and_no_better_place_in_it(tmp_path: Path) -> None:
    """What the first pages lead to is not known yet when the other host is idle, and is better than its front page."""
    db, bins = tmp_path / "crawl.db", ("a", "b", "c")
    home = offering(body=link(WELSH) + "".join(f'<a href="/bins-{name}">Bins {name}</a>' for name in bins))
    for name in bins:
        onward = "".join(f'<a href="/bins-{name}-{n}">Bins {name} {n}</a>' for n in range(2))
        home.pages[f"/bins-{name}"] = SimPage(document(f"Bins {name}", onward))
        home.pages |= {f"/bins-{name}-{n}": SimPage(document(f"Bins {name} {n}", "<p>Bins</p>")) for n in range(2)}
    with SimWeb([home, welsh_site(WELSH, robots_means="allow")], limit_s=0.05) as web:
        crawl_web(web, db, [seed(HOST)], sitemaps=False, called=CALLED, max_pages=10)
        assert web.report().hosts[WELSH].paths == ("/robots.txt",)
    assert (read_at(db, HOST), read_at(db, WELSH)) == (10, 0)


def test_a_council_that_is_read_again_unchanged_has_its_welsh_host_read_again(tmp_path: Path) -> None:
    db, pages = tmp_path / "crawl.db", [*PAGES, "/"]
    welsh = welsh_site(WELSH, robots=f"User-agent: *\nDisallow:\nSitemap: https://{WELSH}/map.xml\n")
    listed = "".join(f"<url><loc>https://{WELSH}{path}</loc></url>" for path in ["/rhestr", *pages])
    welsh.pages["/map.xml"] = text(f"<urlset>{listed}</urlset>", "application/xml")
    welsh.pages["/rhestr"] = SimPage(document("Rhestr", "<p>Dim ond y map sy'n ei henwi.</p>", lang="cy"))
    with SimWeb([offering(body=link(WELSH)), welsh], limit_s=0.05) as web:
        crawl_web(web, db, [seed(HOST)], called=CALLED)
        web.reset()
        crawl_web(web, db, [seed(HOST)], called=CALLED)
        asked = web.report().hosts[WELSH].paths
    assert {"/map.xml", "/rhestr", *pages} <= set(asked) and "/robots.txt" not in asked


def test_a_run_that_goes_on_knows_where_the_council_writes_welsh(tmp_path: Path) -> None:
    db = tmp_path / "crawl.db"
    welsh = welsh_site(WELSH, robots_means="allow")
    welsh.pages[PAGES[-1]] = SimPage(document("Olaf", f'<a href="https://{PRODUCT}/">Pay council tax</a>', lang="cy"))
    elsewhere = SimSite(PRODUCT, {"/": SimPage(document("Pay", "<p>Pay</p>"))}, robots_means="allow")
    with SimWeb([offering(body=link(WELSH)), welsh, elsewhere], limit_s=0.05) as web:
        limits = Limits(third_party_pages=1)  # none of which the Welsh pages take that were read before
        chosen = {"sitemaps": False, "called": CALLED, "searches": (), "limits": limits}
        with through(web, limits) as fetcher:
            settings = Settings(db, db.with_suffix(".lock"), "simulated", CUES, 12, 0.2, 8, commit_s=0.02, **chosen)
            enough = threading.Event()

            def stop_soon(progress: Progress) -> None:
                if progress.pages >= 2:
                    enough.set()

            stopped = crawl(settings, [seed(HOST)], fetcher, stop_soon, enough)
        assert not stopped.finished and 0 < read_at(db, WELSH) < len(PAGES)
        assert crawl_web(web, db, [seed(HOST)], limits, resume=True, sitemaps=False, called=CALLED).finished
    assert (read_at(db, WELSH), read_at(db, PRODUCT)) == (1 + len(PAGES), 1)


def test_a_shard_of_a_cluster_reads_the_welsh_host_with_the_rest(tmp_path: Path) -> None:
    db = tmp_path / "crawl.db"
    home = offering(body=link(WELSH) + link(PRODUCT, "Pay council tax"))
    product = SimSite(PRODUCT, {"/": SimPage(document("Pay", "<p>Pay</p>"))}, robots_means="allow")
    with SimWeb([home, welsh_site(WELSH, robots_means="allow"), product], limit_s=0.05) as web:
        domains = frozenset({"testham.gov.uk"})
        crawl_web(web, db, [seed(HOST)], sitemaps=False, called=CALLED, domains=domains)
    assert (read_at(db, WELSH), read_at(db, PRODUCT)) == (1 + len(PAGES), 0)


def test_the_names_are_those_of_councils_in_wales_and_of_no_other(tmp_path: Path) -> None:
    councils = load_authorities(REGISTER / "authorities.csv")
    settings = reading_of(REGISTER, councils, tmp_path / "crawl.db", CONTACT, 60, 1.0).settings
    assert settings.called.keys() == {one.code for one in councils if one.type is AuthorityType.WALES}
    assert "siryfflint" in settings.called["W06000005"] and "sirgar" in settings.called["W06000010"]
