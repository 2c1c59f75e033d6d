"""Hosts that are in trouble for a while: several failures in a row, and then nothing is wrong."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from evaluation.simulated_internet.misbehaving.registry import SOUND, anchors, behaving, document, fault, sound
from evaluation.simulated_internet.records import Exchange, Request, SimPage, SimSite

REST_S = 1.0
"""How long the crawls of these hosts leave one alone after five failures in a row (collectors/crawl/limits.py)."""


def _in_trouble(host: str, troubled: Callable[[int], bool], pages: int = 3) -> SimSite:
    """A sound site whose requests, numbered from 0, are answered 503 where `troubled` says so; robots.txt is absent.

    A fifth failure in a row asks the server to count who comes back before the rest is over.
    """
    names = [*SOUND[1:], *(f"/page-{number}" for number in range(4, pages + 1))]
    plain = {name: SimPage(document(f"{name[1:]} of {host}", f"<p>Words of {name}.</p>")) for name in names}
    plain["/"] = SimPage(document(f"Home of {host}", f"<p>Welcome to {host}.</p>" + anchors(names)))
    asked, streak = count(), count(1)

    def answer(request: Request) -> SimPage | None:
        nonlocal streak
        if not troubled(next(asked)):
            streak = count(1)
            return plain.get(request.path)
        wait = (("X-Simulated-Wait", str(REST_S)),) if next(streak) % 5 == 0 else ()
        return SimPage(document("Busy", "<p>Busy.</p>"), status=503, headers=wait, cacheable=False)

    return SimSite(host, dynamic=answer, robots_means="allow")


@fault("replied", pages=SOUND)
def six_503(host: str) -> SimSite:
    """The first six requests for pages get 503 without a wait, all later ones the page."""
    return _in_trouble(host, lambda number: number < 6)


@fault("replied", pages=SOUND)
def seven_503(host: str) -> SimSite:
    """The first seven requests for pages get 503, so that the first after a rest fails too and the second."""
    return _in_trouble(host, lambda number: number < 7)


@fault("replied", pages=SOUND)
def six_503_robots(host: str) -> SimSite:
    """The first six requests get 503, and the very first is for robots.txt."""
    site = sound(host)
    asked = count()

    async def behave(wire: Exchange) -> None:
        busy = next(asked) < 6
        first = b"HTTP/1.1 503 Service Unavailable" if busy else b"HTTP/1.1 404 Not Found"
        wire.raw(first + b"\r\nContent-Length: 0\r\n\r\n")

    site.robots, site.robots_means = behaving(behave), "allow"
    return site


@fault("replied", pages=(*SOUND, *(f"/page-{n}" for n in range(4, 25))))
def storm_503(host: str) -> SimSite:
    """In the middle of a large site six requests in a row get 503."""
    return _in_trouble(host, lambda number: 8 <= number < 14, pages=24)


@fault("replied", pages=(*SOUND, *(f"/page-{n}" for n in range(4, 13))))
def storms_503(host: str) -> SimSite:
    """Twice five requests in a row get 503, with sound pages between."""
    return _in_trouble(host, lambda number: 3 <= number < 8 or 12 <= number < 17, pages=12)
