"""Faults of robots.txt (RFC 9309): absent, refused, broken, huge, slow, moved, strict."""

from __future__ import annotations

from typing import Unpack

from evaluation.simulated_internet.misbehaving.registry import SOUND, behaving, document, fault, sound
from evaluation.simulated_internet.records import Exchange, Serving, SimPage, SimSite, redirect, text

STAY_AWAY = ("disallowed", "unreachable")
PRIVATE = "User-agent: *\nDisallow: /private\n"


def _with(
    host: str, robots: SimPage | str | None, means: str = "text", links: str = "", **site: Unpack[Serving]
) -> SimSite:
    made = sound(host, {"/private": SimPage(document("Private", "<p>Not for crawlers.</p>"))}, links, **site)
    made.robots, made.robots_means = robots, means
    return made


@fault("replied", pages=SOUND)
def robots_404(host: str) -> SimSite:
    """No robots.txt: everything is allowed."""
    return _with(host, None)


@fault("replied", pages=SOUND)
def robots_403(host: str) -> SimSite:
    """403 for robots.txt: by the RFC everything is allowed."""
    return _with(host, text("Forbidden", status=403), "allow")


@fault("replied", pages=SOUND)
def robots_401(host: str) -> SimSite:
    """401 for robots.txt: by the RFC everything is allowed."""
    return _with(host, text("Who are you?", status=401), "allow")


@fault(*STAY_AWAY, max_requests=8)
def robots_500(host: str) -> SimSite:
    """500 for robots.txt: stay away for now."""
    return _with(host, text("Error", status=500), "deny")


@fault(*STAY_AWAY, max_requests=8)
def robots_503(host: str) -> SimSite:
    """503 for robots.txt: stay away for now."""
    return _with(host, text("Unavailable", status=503), "deny")


@fault(*STAY_AWAY, max_requests=6)
def robots_timeout(host: str) -> SimSite:
    """robots.txt never answers: stay away for now."""

    async def behave(wire: Exchange) -> None:
        await wire.sleep(600)
        wire.close()

    return _with(host, behaving(behave), "deny")


@fault(*STAY_AWAY, max_requests=6)
def robots_reset(host: str) -> SimSite:
    """The connection is reset when robots.txt is asked for: stay away for now."""

    async def behave(wire: Exchange) -> None:
        wire.reset()

    return _with(host, behaving(behave), "deny")


@fault("replied", pages=SOUND)
def robots_bom(host: str) -> SimSite:
    """A byte order mark before the first line, which still counts."""
    return _with(host, SimPage(b"\xef\xbb\xbf" + PRIVATE.encode(), content_type="text/plain"))


@fault("replied", pages=SOUND)
def robots_mac_lines(host: str) -> SimSite:
    """Lines ended by CR alone, group and rule in odd case, comments between."""
    return _with(host, SimPage(b"USER-AGENT: *\r# keep out\rDISALLOW: /private\r", content_type="text/plain"))


@fault("replied", pages=SOUND)
def robots_huge(host: str) -> SimSite:
    """2 MB of robots.txt; the rule that matters comes first, one past 500 KiB forbids everything and is not read."""
    filler = "".join(f"Disallow: /never/{number}\n" for number in range(25_000))
    whole = PRIVATE + filler + filler.replace("never", "ever") + "User-agent: *\nDisallow: /\n"
    site = _with(host, SimPage(whole.encode(), content_type="text/plain"))
    site.robots_means = "allow"
    return site


@fault("replied", pages=SOUND)
def robots_redirect(host: str) -> SimSite:
    """robots.txt redirects within the host to a file that counts."""
    site = _with(host, redirect("/site/robots-live.txt", 302), "allow")
    site.pages["/site/robots-live.txt"] = text(PRIVATE)
    return site


@fault("replied", "disallowed", "unreachable")
def robots_redirect_loop(host: str) -> SimSite:
    """robots.txt redirects to itself: the RFC lets a crawler take it for absent."""
    return _with(host, redirect("/robots.txt", 302), "allow")


@fault("replied", pages=SOUND)
def robots_html(host: str) -> SimSite:
    """An HTML page served as 200 for robots.txt: it holds no rule."""
    return _with(host, SimPage(document("Not found", "<p>Sorry, no such page.</p>")), "allow")


@fault("disallowed", max_requests=2)
def robots_disallow_all(host: str) -> SimSite:
    """Every path is forbidden to everyone."""
    return _with(host, "User-agent: *\nDisallow: /\n")


@fault("disallowed", max_requests=2)
def robots_only_others(host: str) -> SimSite:
    """One named search engine is welcome, everyone else is not."""
    return _with(host, "User-agent: Googlebot\nDisallow:\n\nUser-agent: *\nDisallow: /\n")


@fault("replied", pages=SOUND)
def robots_wildcards(host: str) -> SimSite:
    """Wildcards, an end mark and a longer Allow: /private/open is welcome, /private and *.pdf are not."""
    rules = "User-agent: *\nDisallow: /private\nAllow: /private/open$\nDisallow: /*.pdf$\nDisallow: /*?print=\n"
    site = _with(
        host, rules, links='<a href="/private/open">Open</a><a href="/x.pdf">File</a><a href="/bins?print=1">P</a>'
    )
    site.pages["/private/open"] = SimPage(document("Open", "<p>Welcome.</p>"))
    return site


@fault("replied", pages=SOUND)
def crawl_delay(host: str) -> SimSite:
    """Crawl-delay: 3."""
    return _with(host, "User-agent: *\nCrawl-delay: 3\nDisallow: /private\n", crawl_delay=3.0)


@fault("replied", "disallowed", max_requests=3)
def crawl_delay_huge(host: str) -> SimSite:
    """Crawl-delay: 86400, longer than any run: the host is parked after a page at most."""
    return _with(host, "User-agent: *\nCrawl-delay: 86400\n", crawl_delay=86400.0)


@fault("replied", pages=SOUND)
def crawl_delay_garbage(host: str) -> SimSite:
    """Crawl-delay: soon, which asks for nothing."""
    return _with(host, "User-agent: *\nCrawl-delay: soon\nDisallow: /private\n")
