"""Sites without end, and sitemaps that mislead. Each has its sound pages, which must all be found."""

from __future__ import annotations

import random
import re

from evaluation.simulated_internet.misbehaving.registry import SOUND, anchors, document, fault, sound
from evaluation.simulated_internet.misbehaving.transport import gigabyte_of_spaces
from evaluation.simulated_internet.records import Request, SimPage, SimSite, redirect, text
from evaluation.simulated_internet.wire import gzipped

BOUND = 450
"""Requests that a crawl of a trap may take at most, unless the test's own budget is lower."""


def _page(title: str, links: list[str]) -> SimPage:
    return SimPage(document(title, "<p>Words enough to be a page.</p>" + anchors(links)))


@fault("replied", pages=SOUND, max_requests=BOUND)
def calendar_trap(host: str) -> SimSite:
    """A calendar with a page for each month and day, for ever forwards and backwards."""

    def answer(request: Request) -> SimPage | None:
        match = re.fullmatch(r"/events/(\d{4})/(\d{1,2})(?:/\d{1,2})?", request.path)
        if not match:
            return None
        year, month = int(match[1]), int(match[2])
        after = f"/events/{year + month // 12}/{month % 12 + 1}"
        before = f"/events/{year - (month == 1)}/{month - 1 or 12}"
        days = [f"/events/{year}/{month}/{day}" for day in range(1, 29)]
        return _page(f"Events {year} {month}", [after, before, *days])

    return sound(host, dynamic=answer, links='<a href="/events/2026/11">What is on</a>')


@fault("replied", pages=SOUND, max_requests=BOUND)
def session_ids(host: str) -> SimSite:
    """Every link carries a session number that is new at each visit, as query and as path parameter."""
    rng = random.Random(host)

    def answer(request: Request) -> SimPage | None:
        path = re.split(r"[;?]", request.path)[0]
        if path not in SOUND:
            return None
        token = f"{rng.getrandbits(64):016x}"
        links = [f"{other}?sessionid={token}" for other in SOUND] + [f"{other};jsessionid={token}" for other in SOUND]
        return SimPage(document(f"{path} of {host}", f"<p>Words of {path}.</p>" + anchors(links)), cacheable=False)

    site = sound(host)
    site.pages, site.dynamic = {}, answer
    return site


@fault("replied", pages=SOUND, max_requests=BOUND)
def growing_paths(host: str) -> SimSite:
    """A relative link that makes the path one segment longer at each step."""
    grow = SimPage(document("Deeper", '<p>Words.</p><a href="more/">More</a><a href="more/info/">Info</a>'))
    site = sound(host, links='<a href="/guide/">Guide</a>')
    site.dynamic = lambda request: grow if request.path.startswith("/guide/") else None
    return site


@fault("replied", pages=SOUND, max_requests=BOUND)
def facets(host: str) -> SimSite:
    """A directory with eight filters that combine in every order."""
    names = ("area", "type", "age", "cost", "day", "access", "language", "sort")

    def answer(request: Request) -> SimPage | None:
        path, _, query = request.path.partition("?")
        if path != "/directory":
            return None
        links = [f"/directory?{query}{'&' if query else ''}{name}={value}" for name in names for value in range(4)]
        return _page(f"Directory {query}"[:60], links)

    return sound(host, dynamic=answer, links='<a href="/directory">Directory</a>')


@fault("replied", pages=SOUND, max_requests=BOUND)
def endless_paging(host: str) -> SimSite:
    """A list whose next page always exists."""

    def answer(request: Request) -> SimPage | None:
        match = re.fullmatch(r"/news(?:\?page=(\d+))?", request.path)
        number = int(match[1] or 1) if match else 0
        return _page(f"News {number}", [f"/news?page={number + 1}", "/bins"]) if match else None

    return sound(host, dynamic=answer, links='<a href="/news">News</a>')


@fault("replied", pages=SOUND, max_requests=40)
def cyclic_links(host: str) -> SimSite:
    """Few pages under many spellings: other case, trailing slash, fragment, dot segments, empty query, escapes."""
    spellings = [
        "/BINS",
        "/bins/",
        "/bins#top",
        "/x/../bins",
        "/bins?",
        "//bins"[1:],
        "/%62ins",
        "/./bins",
        "https://" + host + ":443/bins",
    ]
    site = sound(host, links="".join(f'<a href="{spelling}">Bins</a>' for spelling in spellings))
    site.dynamic = lambda request: site.pages["/bins"] if request.path.lower().rstrip("/?") == "/bins" else None
    return site


@fault("replied", pages=SOUND, max_requests=BOUND)
def many_links(host: str) -> SimSite:
    """One page with 50,000 links, all of them sound."""
    index = _page("All documents", [f"/document-{number}" for number in range(50_000)])
    leaf = _page("Document", ["/"])
    return sound(
        host, {"/documents": index}, dynamic=lambda request: leaf if request.path.startswith("/document-") else None
    )


@fault("replied", pages=SOUND, max_requests=200)
def dangerous_links(host: str) -> SimSite:
    """Links that act when fetched (disallowed by robots.txt), and mailto, tel and script links."""
    links = anchors(
        ["/basket/delete?id=1", "/logout", "mailto:a@example.gov.uk", "tel:01632960001", "javascript:void(0)"]
    )
    site = sound(host, links=links)
    site.robots = "User-agent: *\nDisallow: /basket/\nDisallow: /logout\n"
    return site


def _sitemap(host: str, paths: list[str], kind: str = "url") -> bytes:
    outer = "urlset" if kind == "url" else "sitemapindex"
    rows = "".join(f"<{kind}><loc>https://{host}{path}</loc></{kind}>" for path in paths)
    return (
        f'<?xml version="1.0"?><{outer} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</{outer}>'.encode()
    )


def _mapped(host: str, pages: dict[str, SimPage], hidden: dict[str, SimPage] | None = None) -> SimSite:
    site = sound(host)
    site.pages |= {**pages, **(hidden or {})}
    site.robots = f"User-agent: *\nSitemap: https://{host}/sitemap.xml\n"
    return site


HIDDEN = {"/only-in-sitemap": SimPage(document("Only in the sitemap", "<p>Nobody links here.</p>"))}


@fault("replied", pages=(*SOUND, "/only-in-sitemap"))
def sitemap_index_gzip(host: str) -> SimSite:
    """A sitemap index whose parts are gzip files; one page is found nowhere else."""
    part = SimPage(gzipped(_sitemap(host, [*SOUND, "/only-in-sitemap"])), content_type="application/gzip")
    index = SimPage(_sitemap(host, ["/part-1.xml.gz"], "sitemap"), content_type="application/xml")
    return _mapped(host, {"/sitemap.xml": index, "/part-1.xml.gz": part}, HIDDEN)


@fault("replied", pages=SOUND, max_requests=BOUND)
def sitemap_stale(host: str) -> SimSite:
    """A sitemap of a former site: three hundred pages that are gone, four that are there."""
    paths = [f"/former/{number}" for number in range(300)] + list(SOUND)
    return _mapped(host, {"/sitemap.xml": SimPage(_sitemap(host, paths), content_type="application/xml")})


@fault("replied", pages=SOUND, max_requests=60)
def sitemap_of_itself(host: str) -> SimSite:
    """A sitemap index that lists itself and endless others like it."""
    site = _mapped(host, {})

    def answer(request: Request) -> SimPage | None:
        match = re.fullmatch(r"/sitemap(\d*)\.xml", request.path)
        after = int(match[1] or 0) + 1 if match else 0
        rows = _sitemap(host, ["/sitemap.xml", f"/sitemap{after}.xml"], "sitemap")
        return SimPage(rows, content_type="application/xml") if match else None

    site.dynamic = answer
    return site


@fault("replied", pages=SOUND)
def sitemap_html(host: str) -> SimSite:
    """sitemap.xml is an HTML apology served as 200."""
    return _mapped(host, {"/sitemap.xml": SimPage(document("Sorry", "<p>No such page.</p>"))})


@fault("replied", pages=SOUND)
def sitemap_laughs(host: str) -> SimSite:
    """sitemap.xml defines entities that multiply to a gigabyte."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    body = (
        f'<?xml version="1.0"?><!DOCTYPE u [<!ENTITY l0 "lol">{entities}]><urlset><url><loc>&l9;</loc></url></urlset>'
    )
    return _mapped(host, {"/sitemap.xml": text(body, "application/xml")})


@fault("replied", pages=SOUND)
def sitemap_bomb(host: str) -> SimSite:
    """A gzip sitemap that unpacks to a gigabyte."""
    page = SimPage(gigabyte_of_spaces, content_type="application/gzip")
    index = SimPage(_sitemap(host, ["/big.xml.gz"], "sitemap"), content_type="application/xml")
    return _mapped(host, {"/sitemap.xml": index, "/big.xml.gz": page})


@fault("replied", pages=SOUND)
def sitemap_elsewhere(host: str) -> SimSite:
    """A sitemap that lists another council's pages and forbidden addresses, which are not this council's pages."""
    rows = _sitemap(host, list(SOUND)).replace(b"</urlset>", b"")
    others = b"<url><loc>https://fault-good.gov.uk/bins</loc></url><url><loc>http://127.0.0.1/x</loc></url></urlset>"
    return _mapped(host, {"/sitemap.xml": SimPage(rows + others, content_type="application/xml")})


@fault("replied", pages=SOUND)
def long_urls(host: str) -> SimSite:
    """Links of 5,000 characters, in path and query, and a redirect to one."""
    links = f'<a href="/x{"x" * 5000}">Long</a><a href="/bins?{"y" * 5000}">Long</a>'
    return sound(host, {"/long": redirect("/" + "z" * 5000, 302)}, links=links)
