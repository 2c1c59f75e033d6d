"""One council's website as the crawl sees it: what is known of it, what is still to read, and how much of it."""

import heapq
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from collectors.crawl.frontier.cues import LinkKind
from collectors.crawl.frontier.entry import Entry, Kind, State, Via
from collectors.crawl.frontier.traps import PatternBudget, trap_reason
from collectors.crawl.limits import Limits
from detectors.owners import is_called
from detectors.site_pages import SITE_PAGES
from detectors.urls import may_be_a_page, tidy
from register.domains import registrable

HOME, SITEMAP, WAY_IN, LOCAL_LINK, SERVICE, INDEX, ACTION, SEARCH, OTHER, LISTED = (
    *(1000, 500, 290, 280, 200),
    *(150, 120, 100, 50, 20),
)
FILE = 155
SITE_PAGE = 390  # the page that answers most questions about the whole site; each further one is worth one less
FIRST_SEARCHES = SITE_PAGE - 9.5  # between the pages that answer more and those that answer less
HINT = 178  # the words speak of a service only by its subject, or of several
FURTHER = 130  # a page about the whole site beyond their share, or about a service that is not this council's job
_RANKS = {page.name: (SITE_PAGE - rank, page.addresses) for rank, page in enumerate(SITE_PAGES)}
LAST = 1  # a page that failed while its host did: asked for again when nothing else is left
STALE_AFTER = 6
BESIDES = frozenset({Kind.SITEMAP, Kind.ROBOTS, Kind.FILE})  # kinds of request that no page budget counts
COUNCIL_DOMAINS = (".gov.uk", ".gov.wales", ".gov.scot", ".llyw.cymru")
NEVER_FOLLOWED = frozenset(
    {
        "addtoany.com",
        "apple.com",
        "bing.com",
        "browsealoud.com",
        "bsky.app",
        "eventbrite.co.uk",
        "eventbrite.com",
        "facebook.com",
        "flickr.com",
        "goo.gl",
        "google.com",
        "gov.uk",
        "instagram.com",
        "legislation.gov.uk",
        "linkedin.com",
        "microsoft.com",
        "nextdoor.co.uk",
        "nextdoor.com",
        "nhs.uk",
        "pinterest.com",
        "recite.me",
        "reciteme.com",
        "surveymonkey.co.uk",
        "surveymonkey.com",
        "t.me",
        "threads.net",
        "tiktok.com",
        "translate.goog",
        "trustpilot.com",
        "twitter.com",
        "vimeo.com",
        "wa.me",
        "whatsapp.com",
        "wikipedia.org",
        "www.gov.uk",
        "x.com",
        "youtu.be",
        "youtube.com",
    }
)


@dataclass(frozen=True, slots=True)
class SiteSeed:
    """Where the reading of one council begins. links: (url, words, via) known beforehand, such as GOV.UK's own."""

    authority: str
    slug: str
    home_url: str
    links: tuple[tuple[str, str, str], ...] = ()


class Site:
    """What one council's part of the crawl has seen and may still ask for. elsewhere: services that are not its job.

    called: letters by which a domain is its own in which it writes Welsh; none for a council outside Wales.
    """

    def __init__(
        self,
        seed: SiteSeed,
        limits: Limits,
        max_pages: int,
        elsewhere: frozenset[str] = frozenset(),
        called: frozenset[str] = frozenset(),
    ) -> None:
        self.seed, self.limits, self.max_pages, self.elsewhere = seed, limits, max_pages, elsewhere
        self.called = called
        host = urlsplit(seed.home_url).hostname or ""
        self.domains = {registrable(host)}
        self.main_hosts = {host, f"www.{host}", bare(host)}
        self.pages_begun = self.site_pages_begun = 0
        self.searched = self.sitemap_asked = self.meetings_asked = self.search_failed = False
        self.listed_found = self.listed_missing = 0
        self.merged_into = ""
        self._waiting: list[float] = []
        self._unaffordable, self._behind = HostQueue(), HostQueue()
        self._beside: set[str] = set()
        self._sitemap_hosts: set[str] = set()
        self._bodies: Counter[str] = Counter()
        self._begun_at: Counter[str] = Counter()
        self._patterns = PatternBudget(limits)
        self._seen: set[int] = set()
        self._by_subject: Counter[str] = Counter()
        self._ways_in: Counter[str] = Counter()

    def seeds(self) -> list[Entry]:
        """Return the first requests: the home page and the links known beforehand."""
        home = [self.entry(tidy(self.seed.home_url) or self.seed.home_url, Kind.PAGE, HOME, 0, Via.HOME)]
        self.note_seen(home[0].url)
        known = [self.entry(url, Kind.PAGE, LOCAL_LINK, 1, via, words) for url, words, via in self.seed.links]
        return home + [entry for entry in known if self.note_seen(entry.url)]

    def entry(self, url: str, kind: Kind, priority: float, depth: int, via: str, text: str = "") -> Entry:
        """Return a request of this site's."""
        return Entry(self.seed.authority, url, kind, priority, depth, via, text, first_url=url)

    def note_seen(self, url: str) -> bool:
        """Return True if the URL is new, and know it from now on."""
        key = hash(url)
        if key in self._seen:
            return False
        self._seen.add(key)
        return True

    def is_own(self, host: str) -> bool:
        """Return True if the host lies in a domain of the council's."""
        return registrable(host) in self.domains

    def is_called(self, host: str) -> bool:
        """Return True if the host bears the council's name, and may be where it writes Welsh."""
        return is_called(host, self.called)

    def offer(self, link: list, parent: Entry, via: Via = Via.LINK) -> Entry | None:
        """Return a request for a link found on `parent`, or None if it is known, a trap or none of our business."""
        url, words, subject, kind = link
        if hash(url) in self._seen or parent.depth >= self.limits.depth:
            return None
        own = self.is_own(urlsplit(url).hostname or "")
        if kind == LinkKind.SITE and not (parent.host in self.main_hosts or parent.is_home):
            subject, kind = "", LinkKind.PLAIN
        if not own and not self._may_leave(url, subject, kind, parent):
            return None
        priority = self._priority(subject, kind, parent.depth, via)
        if len(self._waiting) > 3 * self.max_pages + 50 and priority < SEARCH:
            return None
        self.note_seen(url)
        if not may_be_a_page(url) or trap_reason(url, self.limits) or not self._patterns.admits(url):
            return None
        if subject and kind != LinkKind.HINT:
            self._by_subject[subject] += 1
        self._ways_in[subject] += priority == WAY_IN
        return self.entry(url, Kind.PAGE, priority, parent.depth + 1, via, words)

    def waits(self, entry: Entry) -> None:
        """Know that a request waits for its turn."""
        if _counts(entry):
            insort(self._waiting, entry.priority)

    def leaves(self, entry: Entry) -> None:
        """Know that a request waits no more."""
        if _counts(entry):
            del self._waiting[bisect_left(self._waiting, entry.priority)]

    def affords(self, entry: Entry) -> bool:
        """Return whether the budget has room for a request when all better ones that wait have had theirs.

        Without this a host that has nothing good to offer would spend, in its idle turns, what the others need.
        """
        if not _counts(entry):
            return True
        return self.pages_begun + self._better(entry) < self.max_pages

    def put_off(self, entry: Entry) -> None:
        """Keep a request that the budget has no room for, in case that better ones fall away."""
        self._unaffordable.push(entry)

    def affordable(self) -> Entry | None:
        """Return the best request that was put off and has room now, None if there is none."""
        best = self._unaffordable.pop()
        if best is None or self.affords(best):
            return best
        self._unaffordable.push(best)
        return None

    def is_behind(self, entry: Entry) -> bool:
        """Return whether a request waits for better ones, whatever the budget: those to the host of the Welsh pages do.

        They are read in the order in which a council's would be that has both languages on one host. In the idle turns
        of a host of their own they would be read before what the pages still to come lead to.
        """
        return _counts(entry) and bare(entry.host) in self._beside and self._better(entry) > 0

    def put_behind(self, entry: Entry) -> None:
        """Keep a request that is behind better ones; it goes on waiting."""
        self._behind.push(entry)
        self.waits(entry)

    def in_turn(self) -> Entry | None:
        """Return the best of the requests put behind if no better one waits any more, else None."""
        best = self._behind.pop()
        if best is None:
            return None
        if self.is_behind(best):
            self._behind.push(best)
            return None
        self.leaves(best)
        return best

    def is_beyond_share(self, entry: Entry) -> bool:
        """Return whether a request is for a page about the whole site, and those have had their share."""
        return _is_kept_for(entry) and self.site_pages_begun >= self.limits.site_pages

    def wants(self, entry: Entry) -> bool:
        """Return True and count it if the request is within the site's budget."""
        if self.merged_into or (entry.kind is Kind.SEARCH and self.search_failed):
            return False
        if not _counts(entry):
            return True
        if self.pages_begun >= self.max_pages or (entry.via == Via.SITEMAP and self.has_stale_sitemap()):
            return False
        if not self.is_own(entry.host) and self._third_party_begun() >= self.limits.third_party_pages:
            return False
        self._begun_at[registrable(entry.host)] += 1
        self.pages_begun += 1
        self.site_pages_begun += _is_kept_for(entry)
        return True

    def note_listed(self, found: bool) -> None:
        """Count whether a page that only the sitemap names was there."""
        self.listed_found += found
        self.listed_missing += not found

    def has_stale_sitemap(self) -> bool:
        """Return True once most of what the sitemap names has turned out to be gone."""
        return self.listed_missing >= STALE_AFTER and self.listed_missing > 4 * self.listed_found

    def asks_sitemaps_of(self, host: str) -> bool:
        """Return whether a host's sitemaps are still to be asked for: one host's, and that of its Welsh pages."""
        if bare(host) in self._beside:
            return bare(host) not in self._sitemap_hosts
        return self.is_own(host) and not self.sitemap_asked

    def note_sitemaps(self, host: str) -> None:
        """Know that a host's sitemaps were asked for."""
        self.sitemap_asked = True
        self._sitemap_hosts.add(bare(host))

    def recall(self, row: dict) -> Entry:
        """Return the request of a row of `frontier` and know what it says was asked for already."""
        entry = Entry.recalled(row)
        self.note_seen(entry.url)
        if row["state"] == State.DONE and entry.kind in (Kind.PAGE, Kind.SEARCH) and not entry.hops:
            self.pages_begun += 1
            self.site_pages_begun += _is_kept_for(entry)
            self._begun_at[registrable(entry.host)] += 1
        self.searched |= entry.kind is Kind.SEARCH
        if entry.kind is Kind.SITEMAP:
            self.note_sitemaps(entry.host)
        self.meetings_asked |= entry.via == Via.MEETINGS
        return entry

    def adopt(self, host: str) -> None:
        """Take a host's domain for one of the council's: its home page redirects there."""
        self.domains.add(registrable(host))
        self.main_hosts.add(host)

    def adopt_welsh(self, host: str) -> bool:
        """Take a host for that of the council's Welsh pages; return False if one is known, or has the English ones."""
        if host in self.main_hosts or self._beside:
            return False
        self._beside.add(bare(host))
        self.adopt(host)
        return True

    def forgo(self, entry: Entry) -> None:
        """Give back what `wants` counted for a request that was never sent."""
        if _counts(entry):
            self.pages_begun -= 1
            self.site_pages_begun -= _is_kept_for(entry)

    def row(self, run: int) -> dict:
        """Return the row of `sites` of a council of which nothing is known yet."""
        return {
            "run": run,
            "authority": self.seed.authority,
            "slug": self.seed.slug,
            "home_url": self.seed.home_url,
            "crawled_as": self.merged_into or self.seed.authority,
            "status": "not_checked",
            "reason": "",
            "complete": 0,
            "pages": 0,
            "attempts": 0,
            "errors": 0,
        }

    def is_repeated(self, sha256: str) -> bool:
        """Return True once the same bytes have answered under three addresses: a soft 404, or one page's many names."""
        self._bodies[sha256[:16]] += 1
        return self._bodies[sha256[:16]] > 3

    def _better(self, entry: Entry) -> int:
        return len(self._waiting) - bisect_right(self._waiting, entry.priority)

    def _third_party_begun(self) -> int:
        return sum(pages for domain, pages in self._begun_at.items() if domain not in self.domains)

    def _may_leave(self, url: str, subject: str, kind: LinkKind, parent: Entry) -> bool:
        host = urlsplit(url).hostname or ""
        if host in NEVER_FOLLOWED or registrable(host) in NEVER_FOLLOWED:
            return False
        return (bool(subject) or kind == LinkKind.ACTION) and self.is_own(parent.host)

    def _priority(self, subject: str, kind: LinkKind, depth: int, via: Via) -> float:
        if kind == LinkKind.SITE:
            best, pages = _RANKS.get(subject, (OTHER, 0))
            return best if self._by_subject[subject] < pages else OTHER - 5 * depth
        if subject in self.elsewhere:
            return FURTHER - self._by_subject[subject] - 4 * depth
        if kind == LinkKind.ACTION and subject and depth and via is Via.LINK and not self._ways_in[subject]:
            return WAY_IN  # without it the page that leads there, which was read, says nothing
        if kind == LinkKind.HINT:
            return HINT - 4 * depth
        if subject:
            bonus = 15 if kind in (LinkKind.ACTION, LinkKind.SUPPLIED) else 0
            return SERVICE + bonus - 12 * min(self._by_subject[subject], 10) - 4 * depth
        if kind == LinkKind.INDEX:
            return INDEX - depth
        if kind == LinkKind.ACTION:
            return ACTION - 5 * depth
        return (LISTED if via is Via.SITEMAP else OTHER) - 5 * depth


def bare(host: str) -> str:
    """Return a host's name without www."""
    return host.removeprefix("www.")


def _counts(entry: Entry) -> bool:
    """Return whether a request takes one of its site's pages: redirect hops and repeated tries have had theirs."""
    return not (entry.kind in BESIDES or entry.hops or entry.tries)


def _is_kept_for(entry: Entry) -> bool:
    """Return whether a request is one for which a share of the pages is kept."""
    return WAY_IN < entry.priority <= SITE_PAGE


@dataclass(slots=True)
class HostQueue:
    """The requests that wait for one host, best first; `urgent` go before, past robots (they fetch robots.txt)."""

    urgent: list[Entry] = field(default_factory=list)
    _heap: list[tuple[float, int, Entry]] = field(default_factory=list)
    _count: int = 0

    def push(self, entry: Entry) -> None:
        """Add a request; one that is tried again goes before its equals, so that one failure does not become many."""
        self._count += 1
        heapq.heappush(self._heap, (-entry.priority, self._count - 2**40 * (entry.tries > 0), entry))

    def pop(self) -> Entry | None:
        """Return the best request and forget it, None if there is none."""
        return heapq.heappop(self._heap)[2] if self._heap else None

    def __bool__(self) -> bool:
        return bool(self.urgent or self._heap)
