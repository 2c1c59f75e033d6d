"""Where a redirect may lead: the rules of following, for the redirects of HTTP and for those written into a page."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from collectors.crawl.fallbacks import plain
from collectors.crawl.frontier.cues import LinkKind
from collectors.crawl.frontier.entry import Entry, Kind, Via
from collectors.crawl.frontier.site import ACTION, COUNCIL_DOMAINS, Site
from collectors.crawl.net.addresses import AddressPolicy, UnsafeUrl, vet_url
from collectors.crawl.reading.examine import Finding
from collectors.crawl.reading.verdict import PageStatus
from collectors.crawl.settings import Settings
from detectors.urls import address_key
from detectors.verdict.look import FEW_LINKS
from register.domains import registrable

GOVERNMENTS = frozenset({"gov.uk", "gov.wales", "llyw.cymru", "gov.scot", "nidirect.gov.uk", "service.gov.uk"})
PERMANENT = frozenset({301, 308})
SENDS_ON = frozenset({PageStatus.OK, PageStatus.NEEDS_JAVASCRIPT, PageStatus.UNPARSEABLE, PageStatus.SOFT_404})
"""What a page may be that sends its reader on; a wall that does is still a wall."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a redirect makes of a request: status `redirect` if it is to be followed, else why not.

    unsafe: it leads to an address that nobody may ask.
    """

    status: PageStatus
    reason: str = ""
    unsafe: bool = False


class RedirectRules:
    """Judges the redirects of one crawl. is_over_http: whether the host of that name is read over http.

    on_merged: told of a site that turns out to share the website of another.
    """

    def __init__(
        self,
        settings: Settings,
        sites: Mapping[str, Site],
        policy: AddressPolicy,
        is_over_http: Callable[[str], bool],
        on_merged: Callable[[Site], None],
    ) -> None:
        self._claimed, self._max_redirects, self._policy = settings.claimed, settings.limits.redirects, policy
        self._is_over_http, self._on_merged = is_over_http, on_merged
        self._homes = {address_key(site.seed.home_url): code for code, site in sites.items() if not site.merged_into}

    def judge(self, site: Site, entry: Entry, target: str, status: int | None = None) -> Verdict:
        """Return what a redirect to `target` makes of an entry.

        status: of the HTTP redirect, None for one written into the page.
        """
        early = self._impossible(entry, target)
        if early is not None:
            return early
        host = urlsplit(target).hostname or ""
        if entry.is_home:
            return self._home(site, host, target)
        if address_key(target) == address_key(site.seed.home_url) and entry.kind is Kind.PAGE:
            return Verdict(PageStatus.SOFT_404, "redirects to the home page")
        if self._moves(site, entry.url, target, status):
            site.adopt(host)
        if not site.is_own(host) and (entry.priority < ACTION or entry.kind is not Kind.PAGE):
            return Verdict(PageStatus.OFF_SITE, f"redirects to {host}")
        return Verdict(PageStatus.REDIRECT)

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
        verdict = self.judge(site, entry, target)
        return None if verdict.unsafe else verdict

    def new_address(self, site: Site, finding: Finding) -> None:
        """Take the hosts for the council's that its home page names as its own address, or sends its readers to."""
        for url in (finding.page.get("canonical", ""), finding.follow):
            host = urlsplit(url).hostname or ""
            if host and self._is_free(site, host):
                site.adopt(host)

    def welsh_host(self, site: Site, links: Iterable[list]) -> str:
        """Take the host for the council's at which its home page says that it is in Welsh, if it bears its name.

        Returns an address there if that was not known, else "". links: of the home page, as the first reading judged
        them.
        """
        for url, _, _, kind in links:
            host = urlsplit(url).hostname or ""
            offered = kind == LinkKind.WELSH and site.called and self._is_offered(site, host)
            if offered and site.adopt_welsh(host):
                return url
        return ""

    def recall(self, site: Site, rows: Iterable[tuple[str, str, str, int | None]]) -> None:
        """Take again for the council's own what an interrupted run had found to be so.

        rows: (final_url, last hop before it or "", discovered_via, HTTP status) of the site's fetches, in order.
        """
        statuses: dict[str, int | None] = {}
        for url, before, via, status in rows:
            statuses[url] = status
            moved = before and self._moves(site, before, url, statuses.get(before))
            host = urlsplit(url).hostname or ""
            if moved or (via == Via.HOME and self._is_free(site, host)):
                site.adopt(host)

    def _impossible(self, entry: Entry, target: str) -> Verdict | None:
        if not target:
            return Verdict(PageStatus.UNREACHABLE, "redirect without a target")
        try:
            vet_url(target, self._policy)
        except UnsafeUrl as error:
            status = PageStatus.UNREACHABLE if entry.is_home else PageStatus.OFF_SITE
            return Verdict(status, f"redirects to an unsafe address: {error}", unsafe=True)
        if self._is_over_http(urlsplit(target).hostname or "") and plain(target) == entry.url:
            return Verdict(PageStatus.UNREACHABLE, "port 443 does not answer, and port 80 leads there")
        if [*entry.hops, entry.url].count(target) > 1:
            return Verdict(PageStatus.UNREACHABLE, "redirect loop")
        if len(entry.hops) >= self._max_redirects:
            return Verdict(PageStatus.UNREACHABLE, "too many redirects")
        return None

    def _home(self, site: Site, host: str, target: str) -> Verdict:
        other = self._homes.get(address_key(target), site.seed.authority)
        if other != site.seed.authority:
            site.merged_into = other
            self._on_merged(site)
            return Verdict(PageStatus.OFF_SITE, f"shares the website of {host}")
        if site.is_own(host) or self._is_free(site, host):
            self._homes.setdefault(address_key(target), site.seed.authority)
            site.adopt(host)
            return Verdict(PageStatus.REDIRECT)
        owner = self._claimed.get(registrable(host))
        whose = f", the website of {owner}" if owner else ""
        return Verdict(PageStatus.OFF_SITE, f"the home page has moved to {host}{whose}")

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

    def _is_offered(self, site: Site, host: str) -> bool:
        return site.is_own(host) or (site.is_called(host) and self._is_free(site, host))

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
