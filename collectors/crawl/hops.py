"""Where a redirect may lead: the rules of following, for the redirects of HTTP and for those written into a page."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from collectors.crawl.frontier.site import ACTION, COUNCIL_DOMAINS, Entry, Site, home_key
from collectors.crawl.net.addresses import UnsafeUrl, vet_url
from collectors.crawl.reading.examine import Finding
from collectors.crawl.reading.tier1 import FEW_LINKS
from collectors.crawl.reading.verdict import PageStatus
from collectors.crawl.ways_in import plain
from collectors.crawl.writer import Record
from register.domains import registrable

GOVERNMENTS = frozenset({"gov.uk", "gov.wales", "llyw.cymru", "gov.scot", "nidirect.gov.uk", "service.gov.uk"})
PERMANENT = frozenset({301, 308})
UNSAFE = "redirects to an unsafe address"
Verdict = tuple[PageStatus, str]
SENDS_ON = frozenset({PageStatus.OK, PageStatus.NEEDS_JAVASCRIPT, PageStatus.UNPARSEABLE, PageStatus.SOFT_404})
"""What a page may be that sends its reader on; a wall that does is still a wall."""


class Hops:
    """Judges the hops of one crawl. claimed: registrable domain -> the council that the register gives it to."""

    def __init__(self, crawl, claimed: Mapping[str, str]) -> None:
        self._crawl, self._claimed = crawl, claimed
        self._homes = {home_key(site.seed.home_url): code for code, site in crawl.sites.items() if not site.merged_into}

    def judge(self, site: Site, entry: Entry, target: str, status: int | None = None) -> Verdict:
        """Return what a redirect to `target` makes of an entry: `redirect` if it is to be followed, else why not.

        status: of the HTTP redirect, None for one written into the page.
        """
        early = self._impossible(entry, target)
        if early is not None:
            return early
        host = urlsplit(target).hostname or ""
        if entry.via == "seed:home":
            return self._home(site, host, target)
        if target.rstrip("/") == site.seed.home_url.rstrip("/") and entry.kind == "page":
            return PageStatus.SOFT_404, "redirects to the home page"
        if self._moves(site, entry.url, target, status):
            site.adopt(host)
        if not site.is_own(host) and (entry.priority < ACTION or entry.kind != "page"):
            return PageStatus.OFF_SITE, f"redirects to {host}"
        return PageStatus.REDIRECT, ""

    def refresh(self, site: Site, entry: Entry, finding: Finding) -> Verdict | None:
        """Return what a page that sends its reader on within seconds has become; None if it stays what it is.

        That is a redirect in other words, and judged as one; but a page that has something to say as well keeps it,
        as does one that leads to itself or to where nobody may go.
        """
        target = finding.follow
        if not target or finding.status not in SENDS_ON or target == entry.url:
            return None
        if len(finding.links) >= FEW_LINKS and finding.status == PageStatus.OK:
            return None
        status, reason = self.judge(site, entry, target)
        return None if reason.startswith(UNSAFE) else (status, reason)

    def new_address(self, site: Site, finding: Finding) -> None:
        """Take the hosts for the council's that its home page names as its own address, or sends its readers to."""
        for url in (finding.page.get("canonical", ""), finding.follow):
            host = urlsplit(url).hostname or ""
            if host and self._is_free(site, host):
                site.adopt(host)

    def recall(self, site: Site, rows: Iterable[tuple[str, str, str, int | None]]) -> None:
        """Take again for the council's own what an interrupted run had found to be so.

        rows: (final_url, last hop before it or "", discovered_via, HTTP status) of the site's fetches, in order.
        """
        statuses: dict[str, int | None] = {}
        for url, before, via, status in rows:
            statuses[url] = status
            moved = before and self._moves(site, before, url, statuses.get(before))
            host = urlsplit(url).hostname or ""
            if moved or (via == "seed:home" and self._is_free(site, host)):
                site.adopt(host)

    def _impossible(self, entry: Entry, target: str) -> Verdict | None:
        if not target:
            return PageStatus.UNREACHABLE, "redirect without a target"
        try:
            vet_url(target, self._crawl.fetcher.policy)
        except UnsafeUrl as error:
            home = entry.via == "seed:home"
            return PageStatus.UNREACHABLE if home else PageStatus.OFF_SITE, f"{UNSAFE}: {error}"
        host = self._crawl.timetable.hosts.get(urlsplit(target).hostname or "")
        if host is not None and host.plain and plain(target) == entry.url:
            return PageStatus.UNREACHABLE, "port 443 does not answer, and port 80 leads there"
        if [*entry.hops, entry.url].count(target) > 1:
            return PageStatus.UNREACHABLE, "redirect loop"
        if len(entry.hops) >= self._crawl.limits.redirects:
            return PageStatus.UNREACHABLE, "too many redirects"
        return None

    def _home(self, site: Site, host: str, target: str) -> Verdict:
        other = self._homes.get(home_key(target), site.seed.authority)
        if other != site.seed.authority:
            site.merged_into = other
            self._crawl.writer.put(Record(site={**site.row(self._crawl.plan.run), "crawled_as": other}))
            return PageStatus.OFF_SITE, f"shares the website of {host}"
        if site.is_own(host) or self._is_free(site, host):
            self._homes.setdefault(home_key(target), site.seed.authority)
            site.adopt(host)
            return PageStatus.REDIRECT, ""
        owner = self._claimed.get(registrable(host))
        whose = f", the website of {owner}" if owner else ""
        return PageStatus.OFF_SITE, f"the home page has moved to {host}{whose}"

    def _moves(self, site: Site, url: str, target: str, status: int | None) -> bool:
        """Return whether a page of the council's says by its redirect that the site is on another host from now on.

        That is so if it leads for good to the same path there, or if the host bears the name of the old one.
        """
        before, after = urlsplit(url), urlsplit(target)
        host = after.hostname or ""
        if site.is_own(host) or not site.is_own(before.hostname or "") or not self._is_free(site, host):
            return False
        alike = (before.path, before.query) == (after.path, after.query) and len(after.path) > 1
        return (alike and status in PERMANENT) or bears_name(host, before.hostname or "")

    def _is_free(self, site: Site, host: str) -> bool:
        """Return whether a host may be this council's: under a council domain, not another's and not everybody's."""
        if not host.endswith(COUNCIL_DOMAINS) or host.removeprefix("www.") in GOVERNMENTS:
            return False
        domain = registrable(host)
        return domain not in GOVERNMENTS and self._claimed.get(domain, site.seed.authority) == site.seed.authority


_BESIDE_NAME = re.compile(
    r"(?:new|my|the|council|cc|c?bc|[dml]bc|[dmu]c|district|borough|city|county|gov|online|web|beta)*"
)


def bears_name(host: str, old: str) -> bool:
    """Return whether the domain of a host is the old one's name and little else: "new-testham" or "testhamcouncil".

    "testham-fire" is somebody else's.
    """
    name, new = (registrable(each).partition(".")[0].replace("-", "") for each in (old, host))
    before, found, after = new.partition(name)
    return bool(found) and all(_BESIDE_NAME.fullmatch(part) for part in (before, after))
