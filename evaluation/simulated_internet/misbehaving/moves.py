"""Councils that moved: to a host of theirs, by many hosts, to somebody else, or only within their own host."""

from __future__ import annotations

import itertools
from typing import Unpack

from evaluation.simulated_internet.misbehaving.registry import SOUND, anchors, document, everywhere, fault, sound
from evaluation.simulated_internet.records import Request, Serving, SimPage, SimSite, redirect

MANY = ("/", *(f"/page-{number}" for number in range(1, 25)))


def _large(host: str, links_to: str = "", **site: Unpack[Serving]) -> SimSite:
    """A sound site of 25 pages that all link to each other; links_to: the host that every other link names."""
    names = [f"https://{links_to}{path}" if links_to and number % 2 else path for number, path in enumerate(MANY)]
    pages = {
        path: SimPage(document(f"{path[1:] or 'Home'} of {host}", f"<p>Words of {path}.</p>" + anchors(names)))
        for path in MANY
    }
    return SimSite(host, pages, robots="User-agent: *\nDisallow: /private\n", **site)


def _forwards(host: str, to: str, status: int = 301) -> SimSite:
    def forward(request: Request) -> SimPage:
        return redirect(f"https://{to}{request.path}", status)

    return SimSite(host, dynamic=forward, robots_means="allow")


def _new(host: str) -> str:
    return f"www.new-{host}"


@fault("replied", pages=MANY)
def moved_over_five(host: str) -> list[SimSite]:
    """Every path goes over five hosts, one after the other, to the same path of the new host."""
    stem = host.removesuffix(".gov.uk")
    hosts = [host, f"www.{host}", f"{stem}-a.gov.uk", f"www.{stem}-b.gov.uk", f"new-{host}", _new(host)]
    return [*(_forwards(one, to) for one, to in itertools.pairwise(hosts)), _large(_new(host))]


@fault("replied", pages=MANY)
def moved_with_old_links(host: str) -> list[SimSite]:
    """The new host's pages still name the old host in every other link, which forwards them."""
    stem = host.removesuffix(".gov.uk")
    hosts = [host, f"www.{host}", f"{stem}-a.gov.uk", _new(host)]
    return [*(_forwards(one, to) for one, to in itertools.pairwise(hosts)), _large(_new(host), host)]


@fault("replied", pages=MANY)
def moved_to_home_alone(host: str) -> list[SimSite]:
    """Only the old home page redirects; the new host's pages name the new host in full."""
    old = SimSite(host, {"/": redirect(f"https://{_new(host)}/")}, robots_means="allow")
    return [old, _large(_new(host), _new(host))]


@fault("replied", pages=MANY)
def moved_by_refresh(host: str) -> list[SimSite]:
    """The old home page is a meta refresh to the new host."""
    head = f'<meta http-equiv="refresh" content="5; url=https://{_new(host)}/">'
    words = f'<p>We have moved. Our new website is <a href="https://{_new(host)}/">{_new(host)}</a>.</p>'
    return [everywhere(host, SimPage(document("We have moved", words, head))), _large(_new(host))]


@fault("replied", pages=MANY)
def moved_by_refresh_with_links(host: str) -> list[SimSite]:
    """The old home page has a dozen links to the new host and sends its reader there after ten seconds."""
    head = f'<meta http-equiv="refresh" content="10; url=https://{_new(host)}/">'
    links = anchors([f"https://{_new(host)}{path}" for path in MANY[:12]])
    return [everywhere(host, SimPage(document("We are moving", f"<p>Welcome.</p>{links}", head))), _large(_new(host))]


@fault("replied", pages=MANY)
def moved_by_canonical(host: str) -> list[SimSite]:
    """The old home page gives the new host's as its canonical address, and all its links lead there."""
    links = anchors([f"https://{_new(host)}{path}" for path in MANY])
    head = f'<link rel="canonical" href="https://{_new(host)}/">'
    old = SimSite(host, {"/": SimPage(document("Home", f"<p>Welcome.</p>{links}", head))}, robots_means="allow")
    return [old, _large(_new(host))]


@fault("replied", pages=("/", "/page-1"))
def moved_to_its_own_manners(host: str) -> list[SimSite]:
    """The new host forbids a path and asks for two seconds between requests; the old one asks for nothing."""
    paths = ("/", "/page-1", "/page-2")
    pages = {path: SimPage(document(path, f"<p>Words of {path}.</p>" + anchors(list(paths)))) for path in paths}
    rules = "User-agent: *\nCrawl-delay: 2\nDisallow: /page-2\n"
    return [_forwards(host, _new(host)), SimSite(_new(host), pages, robots=rules, crawl_delay=2.0)]


@fault("replied", pages=MANY)
def moved_but_for_home(host: str) -> list[SimSite]:
    """The old home page is still there; every page it links to has moved over five hosts for good, to the same path."""
    old, *rest = moved_over_five(host)
    home = document("Home", "<p>Welcome.</p>" + anchors(list(MANY[1:])))
    return [SimSite(host, {"/": SimPage(home)}, old.dynamic, robots_means="allow"), *rest]


@fault("replied", pages=tuple(f"/services{path}" for path in MANY[1:]))
def moved_under_a_prefix(host: str) -> list[SimSite]:
    """The old home page is still there; its pages are sent, for now and to other paths, to a host of its name."""
    new = _new(host)
    pages = {f"/services{path}": page for path, page in _large(new).pages.items()}
    home = document("Home", "<p>Welcome.</p>" + anchors(list(MANY[1:])))

    def forward(request: Request) -> SimPage | None:
        return redirect(f"https://{new}/services{request.path}", 302) if request.path in MANY else None

    old = SimSite(host, {"/": SimPage(home)}, forward, robots_means="allow")
    return [old, SimSite(new, pages, robots_means="allow")]


@fault("replied", pages=SOUND, unasked=("https://www.fault-sends-to-namesake-fire.gov.uk/only-linked-there",))
def sends_to_namesake(host: str) -> list[SimSite]:
    """A page is sent to the fire service, whose host has the council's name in it, and which is not the council's."""
    fire = f"www.{host.removesuffix('.gov.uk')}-fire.gov.uk"
    links = '<p>We are the fire service.</p><a href="/only-linked-there">More</a>'
    there = SimSite(fire, {"/welcome": SimPage(document("Welcome", links))}, robots_means="allow")
    return [sound(host, {"/fire": redirect(f"https://{fire}/welcome", 302)}), there]


@fault("replied", pages=SOUND, unasked=("https://www.a-partner.gov.uk/only-linked-there",))
def sends_to_partner(host: str) -> list[SimSite]:
    """A page is sent to a partner's host, which is not the council's for that."""
    site = sound(host, {"/partner": redirect("https://www.a-partner.gov.uk/welcome", 302)})
    links = '<p>We are partners.</p><a href="/only-linked-there">More</a>'
    welcome = {"/welcome": SimPage(document("Welcome", links))}
    return [site, SimSite("www.a-partner.gov.uk", welcome, robots_means="allow")]


@fault("moved", outcomes={"/": ("off_site",)})
def moved_to_govuk(host: str) -> SimSite:
    """The council is no more: its home page sends readers to the government's."""
    return everywhere(host, redirect("https://www.gov.uk/find-local-council", 302))


@fault("moved", outcomes={"/": ("off_site",)})
def moved_to_another_council(host: str) -> SimSite:
    """The home page sends readers to a page of another council, which the register knows."""
    return everywhere(host, redirect("https://fault-good.gov.uk/bins", 302))


@fault("moved", unasked=("/page-1",))
def moved_by_canonical_elsewhere(host: str) -> list[SimSite]:
    """The home page is a stub that refreshes to a shop that calls itself the council's new website."""
    shop = "www.new-website-for-councils.com"
    head = f'<link rel="canonical" href="https://{shop}/"><meta http-equiv="refresh" content="0; url=https://{shop}/">'
    return [everywhere(host, SimPage(document("We have moved", "<p>We have moved.</p>", head))), _large(shop)]


OLD_HOME = "/pages/home.aspx"


def _at_root(host: str, gone: SimPage) -> SimSite:
    site = sound(host)
    site.pages[OLD_HOME] = gone
    return site


@fault("replied", home=OLD_HOME, pages=SOUND)
def home_404(host: str) -> SimSite:
    """The home page of the register is not there; the host's root is sound."""
    return sound(host)


@fault("replied", home=OLD_HOME, pages=SOUND)
def home_410(host: str) -> SimSite:
    """The home page of the register is gone for good, with no byte of body; the host's root is sound."""
    return _at_root(host, SimPage(b"", status=410, cacheable=False))


@fault("replied", home=OLD_HOME, pages=SOUND)
def home_soft_404(host: str) -> SimSite:
    """The home page of the register answers 200 with an apology; the host's root is sound."""
    return _at_root(host, SimPage(document("Sorry, we can't find that page", "<p>It may have been moved.</p>")))


@fault("replied", home=OLD_HOME, pages=SOUND)
def home_404_after_redirect(host: str) -> SimSite:
    """The home page of the register redirects to a page that is not there; the host's root is sound."""
    return _at_root(host, redirect("/home-of-2019", 302))


@fault("replied", pages=SOUND)
def home_404_www(host: str) -> list[SimSite]:
    """The bare host answers 404 to everything; the site is at www."""
    return [everywhere(host, SimPage(document("Not found", "<p>No.</p>"), status=404)), sound(f"www.{host}")]


@fault("replied", home="https://www.fault-home-404-bare.gov.uk/", pages=SOUND)
def home_404_bare(host: str) -> list[SimSite]:
    """The host at www answers 404 to everything; the site is at the bare host."""
    return [everywhere(f"www.{host}", SimPage(document("Not found", "<p>No.</p>"), status=404)), sound(host)]


@fault("unreachable", home=OLD_HOME, max_requests=5)
def home_404_everywhere(host: str) -> list[SimSite]:
    """Neither the register's page nor a root of the two hosts is there."""
    gone = SimPage(document("Not found", "<p>No.</p>"), status=404)
    return [everywhere(host, gone), everywhere(f"www.{host}", gone)]


@fault("blocked", home=OLD_HOME)
def home_404_root_blocked(host: str) -> SimSite:
    """The home page of the register is not there and the root is behind a wall: nothing is known of the council."""
    site = SimSite(host, robots_means="allow")
    site.pages["/"] = SimPage(document("Forbidden", "<p>No.</p>"), status=403, cacheable=False)
    return site
