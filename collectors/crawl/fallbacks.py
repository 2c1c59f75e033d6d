"""What is asked instead where the register's address of a website leads nowhere: another root, another port."""

from urllib.parse import urlsplit

from collectors.crawl.frontier.entry import Entry, Kind, Via
from collectors.crawl.manners.robots import Access, RobotsAnswer
from collectors.crawl.net.addresses import registrable
from collectors.crawl.net.fetcher import Exchange
from collectors.crawl.net.troubles import Trouble
from collectors.crawl.reading.verdict import PageStatus
from models import Outcome

GONE = frozenset({PageStatus.NOT_FOUND, PageStatus.SOFT_404})


def roots(home: str) -> list[str]:
    """Return the roots to try where a home page is gone: that of its host, and that of the other of www and bare."""
    parts = urlsplit(home)
    host = parts.hostname or ""
    bare = registrable(host)
    hosts = [host, *({bare, f"www.{bare}"} - {host} if host in (bare, f"www.{bare}") else ())]
    return [f"{parts.scheme}://{each}/" for each in hosts]


def is_closed_port(exchange: Exchange) -> bool:
    """Return whether a request over https did not even find a port that answers. A bad certificate is an answer."""
    if not exchange.url.startswith("https://") or exchange.opened or exchange.trouble is Trouble.UNSAFE_ADDRESS:
        return False
    return exchange.outcome in (Outcome.REFUSED, Outcome.TIMED_OUT)


def closed_port(exchange: Exchange) -> RobotsAnswer:
    """Return what to do with such a host if port 80 only leads back to the port that does not answer."""
    return RobotsAnswer(Access.STAY_AWAY, "", exchange.outcome, f"port 443: {exchange.reason}; port 80 leads there")


def plain(url: str) -> str:
    """Return an https URL as one of http."""
    return "http" + url.removeprefix("https")


def plain_robots(host: str, entry: Entry, last_try: int) -> Entry:
    """Return the request for robots.txt over http of a host whose port 443 does not answer; it is made once."""
    url = f"http://{host}/robots.txt"
    return Entry(entry.authority, url, Kind.ROBOTS, 0, 0, Via.ROBOTS, first_url=url, robots_for=host, tries=last_try)
