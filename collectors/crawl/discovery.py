"""What a page that was read leads to: links, the site's own search, sitemaps, files that no page links to."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from collectors.crawl.frontier.entry import Entry, Kind, State, Via
from collectors.crawl.frontier.site import FILE, FIRST_SEARCHES, SEARCH, SITEMAP, Site
from collectors.crawl.frontier.unlinked import contact_file, meetings_service
from collectors.crawl.reading.examine import Finding, search_url
from collectors.crawl.recorder import Recorder
from collectors.crawl.schedule import Schedule
from collectors.crawl.settings import Settings
from collectors.crawl.writer import Record
from register.domains import registrable

SEARCHES_KEPT = 2
"""How many of the queries to a site's own search are among what is read first."""


class Discovery:
    """Queues what the pages of one crawl lead to, in the same record as the page."""

    def __init__(self, settings: Settings, sites: Mapping[str, Site], schedule: Schedule, recorder: Recorder) -> None:
        self._settings, self._sites, self._schedule, self._recorder = settings, sites, schedule, recorder
        self._abroad: set[int] = set()

    def expand(self, entry: Entry, finding: Finding, record: Record) -> None:
        """Queue everything that a page or sitemap leads to."""
        site = self._sites[entry.authority]
        self.offer(entry, finding.links, record, Via.SITEMAP if entry.kind is Kind.SITEMAP else Via.LINK)
        for url in finding.sitemaps:
            if site.note_seen(url) and site.is_own(urlsplit(url).hostname or "") and entry.depth < 3:
                self.queue(site.entry(url, Kind.SITEMAP, SITEMAP, entry.depth + 1, Via.SITEMAP), record)
        if finding.search and not site.searched and site.is_own(entry.host):
            site.searched = True
            for number, words in enumerate(self._settings.searches[: self._settings.limits.searches]):
                url = search_url(finding.search, words)
                if url and site.is_own(urlsplit(url).hostname or "") and site.note_seen(url):
                    priority = FIRST_SEARCHES if number < SEARCHES_KEPT else SEARCH
                    self.queue(site.entry(url, Kind.SEARCH, priority, 1, Via.SEARCH), record)
        if (
            finding.follow
            and len(entry.hops) < self._settings.limits.redirects
            and site.is_own(urlsplit(finding.follow).hostname or "")
            and site.note_seen(finding.follow)
        ):
            self.queue(entry.hop(finding.follow), record)

    def offer(self, entry: Entry, links: list, record: Record, via: Via = Via.LINK) -> None:
        """Queue the links of a page that are worth asking for."""
        site = self._sites[entry.authority]
        if entry.depth and not site.is_own(entry.host):
            return
        self._ask_for_files(site, entry, links, record)
        for link in links:
            offered = site.offer(link, entry, via)
            if offered is not None and self._is_first_abroad(site, offered):
                self.queue(offered, record)

    def queue(self, entry: Entry, record: Record) -> None:
        """Let a request wait, and store that it does."""
        record.frontier += self._recorder.state(entry, State.QUEUED)
        self._schedule.push(entry)

    def _ask_for_files(self, site: Site, entry: Entry, links: list, record: Record) -> None:
        """Ask for what no page links to: the security contact of the home page's host, the meetings service."""
        wanted = []
        if entry.is_home and site.is_own(entry.host):
            wanted.append((contact_file(entry.url), Via.SECURITY_CONTACT))
        if not site.meetings_asked:
            domain = registrable(urlsplit(site.seed.home_url).hostname or "")
            found = (meetings_service(url, site.is_own, domain) for url, *_ in links)
            service = next((url for url in found if url), None)
            site.meetings_asked = service is not None
            wanted.append((service, Via.MEETINGS))
        for url, via in wanted:
            if url and site.note_seen(url):
                self.queue(site.entry(url, Kind.FILE, FILE, 1, via), record)

    def _is_first_abroad(self, site: Site, entry: Entry) -> bool:
        if site.is_own(entry.host):
            return True
        known = len(self._abroad)
        self._abroad.add(hash(entry.url))
        return len(self._abroad) > known
