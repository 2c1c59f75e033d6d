"""What a host allows: its robots.txt asked for, followed, adopted, over http where port 443 does not answer."""

from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from collectors.crawl.discovery import Discovery
from collectors.crawl.fallbacks import closed_port, is_closed_port, plain_robots
from collectors.crawl.frontier.entry import Entry, Kind, Via
from collectors.crawl.frontier.site import SITEMAP, Site
from collectors.crawl.hosts import Host
from collectors.crawl.limits import Limits
from collectors.crawl.manners.robots import MAX_REDIRECTS, Access, Robots, RobotsAnswer, read_answer
from collectors.crawl.net.fetcher import Exchange
from collectors.crawl.reading.verdict import PageStatus
from collectors.crawl.schedule import Schedule
from collectors.crawl.settings import Settings
from collectors.crawl.writer import Record
from detectors.urls import canonical
from models import Outcome


class HostRobots:
    """Takes the replies for robots.txt of one crawl."""

    def __init__(self, settings: Settings, sites: Mapping[str, Site], schedule: Schedule, discovery: Discovery) -> None:
        self._settings, self._limits, self._sites = settings, settings.limits, sites
        self._schedule, self._discovery = schedule, discovery

    def take(self, entry: Entry, exchange: Exchange, record: Record) -> None:
        """Follow the reply to where it leads, or let it govern its host, and then put into the record what is to be
        stored with it: the host's row, and the sitemaps to ask for, which a run that is gone on with would not hear of
        again.
        """
        governed = self._schedule.host(entry.robots_for)
        target = urljoin(entry.url, exchange.headers.get("location", "")) if exchange.is_redirect else ""
        leads_back = governed.closed is not None and target.startswith(f"https://{governed.name}/")
        if target and len(entry.hops) < MAX_REDIRECTS and urlsplit(target).hostname and not leads_back:
            self._schedule.push(entry.hop(target))
            return
        answer = governed.closed if leads_back and governed.closed is not None else read_answer(exchange)
        self._adopt(governed, entry, answer, record)

    def asks_port_80(self, host: Host, entry: Entry, exchange: Exchange) -> bool:
        """Ask a council's host over http, once, if its port 443 did not answer; return whether that is done.

        What waited for the host goes on waiting: it may be that this robots.txt forbids it.
        """
        governed = self._schedule.host(entry.robots_for) if entry.robots_for else host
        site = self._sites[entry.authority]
        if governed.closed or governed is not host or not site.is_own(host.name) or not is_closed_port(exchange):
            return False
        host.closed, host.robots_asked, host.robots = closed_port(exchange), True, None
        self._schedule.push(plain_robots(host.name, entry, self._limits.tries - 1))
        if entry.kind is not Kind.ROBOTS:
            entry.tries = 0
            self._schedule.push(entry)
        return True

    def _adopt(self, governed: Host, entry: Entry, answer: RobotsAnswer, record: Record) -> None:
        robots = governed.robots = Robots(answer)
        governed.robots_at = datetime.now(UTC)
        governed.plain = governed.closed is not None and answer.access is not Access.STAY_AWAY
        governed.pace.ask_for_delay(robots.crawl_delay_s, self._limits)
        if governed.pace.parked:
            self._schedule.park(governed)
        self.plant_sitemaps(self._sites[entry.authority], entry.first_url, record)
        self._schedule.resume(governed)
        record.host = self._schedule.row(governed)

    def plant_sitemaps(self, site: Site, address: str, record: Record) -> None:
        """Ask for the sitemaps of the host of an address, once, if its rules are known."""
        host = self._schedule.host(urlsplit(address).hostname or "")
        if not self._settings.sitemaps or host.robots is None or not site.asks_sitemaps_of(host.name):
            return
        for sitemap in sitemaps_of(site, host.robots, address, self._limits):
            self._discovery.queue(sitemap, record)


def sitemaps_of(site: Site, robots: Robots, address: str, limits: Limits) -> list[Entry]:
    """Return requests for the sitemaps that a host's rules name, or for the usual one. address: any of that host."""
    site.note_sitemaps(urlsplit(address).hostname or "")
    named = (robots.sitemaps or [urljoin(address, "/sitemap.xml")])[: limits.sitemaps]
    own = [
        url for url in (canonical(address, each) for each in named) if url and site.is_own(urlsplit(url).hostname or "")
    ]
    return [site.entry(url, Kind.SITEMAP, SITEMAP, 1, Via.ROBOTS) for url in own if site.note_seen(url)]


def robots_status(exchange: Exchange, status: PageStatus) -> PageStatus:
    """Return what is stored of a reply for robots.txt: `ok` for a file, else what the reply is."""
    return PageStatus.OK if exchange.outcome is Outcome.REPLIED and exchange.status == 200 else status
