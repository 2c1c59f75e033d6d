"""What a host allows: its robots.txt asked for, followed, adopted, over http where port 443 does not answer."""

from urllib.parse import urljoin, urlsplit

from collectors.crawl.frontier.site import SITEMAP, Entry
from collectors.crawl.hosts import Host
from collectors.crawl.manners.robots import MAX_REDIRECTS, STAY_AWAY, Robots, RobotsAnswer, read_answer
from collectors.crawl.net.fetcher import Exchange
from collectors.crawl.reading.verdict import PageStatus
from collectors.crawl.ways_in import closed_port, is_closed_port, plain_robots
from collectors.crawl.writer import Record
from detectors.urls import canonical
from models import Outcome


class HostRules:
    """Takes the replies for robots.txt of one crawl."""

    def __init__(self, crawl) -> None:
        self._crawl, self._limits = crawl, crawl.limits

    def take(self, entry: Entry, exchange: Exchange, redirected: bool, record: Record) -> None:
        """Follow the reply to where it leads, or let it govern its host; what changes goes into the record."""
        governed = self._crawl.host(entry.robots_for)
        target = urljoin(entry.url, exchange.headers.get("location", "")) if redirected else ""
        leads_back = governed.closed is not None and target.startswith(f"https://{governed.name}/")
        if target and len(entry.hops) < MAX_REDIRECTS and urlsplit(target).hostname and not leads_back:
            self._crawl.push(entry.hop(target))
        else:
            record.host = self._adopt(governed, entry, governed.closed if leads_back else read_answer(exchange))

    def asks_port_80(self, host: Host, entry: Entry, exchange: Exchange) -> bool:
        """Ask a council's host over http, once, if its port 443 did not answer; return whether that is done.

        What waited for the host goes on waiting: it may be that this robots.txt forbids it.
        """
        governed = self._crawl.host(entry.robots_for) if entry.robots_for else host
        site = self._crawl.sites[entry.authority]
        if governed.closed or governed is not host or not site.is_own(host.name) or not is_closed_port(exchange):
            return False
        host.closed, host.robots_asked, host.robots = closed_port(exchange), True, None
        self._crawl.push(plain_robots(host.name, entry, self._limits.tries - 1))
        if entry.kind != "robots":
            entry.tries = 0
            self._crawl.push(entry)
        return True

    def _adopt(self, governed: Host, entry: Entry, answer: RobotsAnswer) -> dict:
        governed.robots = Robots(answer)
        governed.plain = governed.closed is not None and answer.verdict != STAY_AWAY
        governed.pace.ask_for_delay(governed.robots.crawl_delay_s, self._limits)
        if governed.pace.parked:
            self._crawl.park(governed)
        self._plant_sitemaps(entry, governed)
        self._crawl.timetable.schedule(governed)
        return self._crawl.memory.host_row(governed, self._limits)

    def _plant_sitemaps(self, entry: Entry, governed: Host) -> None:
        site = self._crawl.sites[entry.authority]
        if not self._crawl.plan.sitemaps or site.mapped or not site.is_own(governed.name):
            return
        site.mapped = True
        default = urljoin(entry.first_url, "/sitemap.xml")
        for url in (governed.robots.sitemaps or [default])[: self._limits.sitemaps]:
            plain = canonical(entry.first_url, url)
            if plain and site.is_own(urlsplit(plain).hostname or "") and site.note_seen(plain):
                self._crawl.push(site.entry(plain, "sitemap", SITEMAP, 1, "robots"))


def robots_status(exchange: Exchange, status: PageStatus) -> PageStatus:
    """Return what is stored of a reply for robots.txt: `ok` for a file, else what the reply is."""
    return PageStatus.OK if exchange.outcome is Outcome.REPLIED and exchange.status == 200 else status
