"""Writing down what came of each request of a run, and counting it."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from collectors.crawl.frontier.entry import Entry, Kind, State, Via
from collectors.crawl.frontier.site import Site
from collectors.crawl.manners.pace import ParkedFor, Parking
from collectors.crawl.manners.robots import Access, Robots
from collectors.crawl.net.fetcher import Exchange
from collectors.crawl.reading.examine import Finding
from collectors.crawl.reading.verdict import PageStatus
from collectors.crawl.rows import fetch_row
from collectors.crawl.settings import Progress
from collectors.crawl.writer import Record
from models import Outcome

BY_OUTCOME = {
    Outcome.TLS_FAILED: PageStatus.TLS_FAILED,
    Outcome.TOO_LARGE: PageStatus.UNPARSEABLE,
    Outcome.DISALLOWED: PageStatus.DISALLOWED,
    Outcome.OFF_SITE: PageStatus.OFF_SITE,
}
"""What an outcome without a reply makes of a page; any other leaves it unreachable."""
_BY_PARKING = {
    ParkedFor.CRAWL_DELAY: PageStatus.DISALLOWED,
    ParkedFor.RETRY_AFTER: PageStatus.BLOCKED,
    ParkedFor.FAILURES: PageStatus.UNREACHABLE,
}


class Recorder:
    """Makes the records of one run. put: hands one to the writer; last_id: the highest id of a stored fetch."""

    def __init__(
        self, run: int, sites: Mapping[str, Site], progress: Progress, put: Callable[[Record], None], last_id: int
    ) -> None:
        self.run, self.put = run, put
        self._sites, self._progress, self._last_id = sites, progress, last_id

    def new_id(self) -> int:
        """Return the id of the next fetch."""
        self._last_id += 1
        return self._last_id

    def count(self, entry: Entry, status: PageStatus) -> None:
        """Count a request that has come to its end."""
        site = self._sites[entry.authority]
        if entry.via == Via.SITEMAP and entry.kind is Kind.PAGE:
            site.note_listed(status == PageStatus.OK)
        if entry.kind is Kind.SEARCH and status in (PageStatus.UNREACHABLE, PageStatus.MAINTENANCE):
            site.search_failed = True
        self._progress.pages += status == PageStatus.OK and entry.kind in (Kind.PAGE, Kind.SEARCH)
        self._progress.blocked += status in (PageStatus.BLOCKED, PageStatus.DISALLOWED)
        self._progress.errors += status in (PageStatus.UNREACHABLE, PageStatus.TLS_FAILED, PageStatus.UNPARSEABLE)

    def attempt(
        self,
        entry: Entry,
        exchange: Exchange,
        status: PageStatus,
        reason: str,
        sha256: str = "",
        finding: Finding | None = None,
        same_as: int | None = None,
    ) -> dict:
        """Return the row of `fetches` for an attempt, under a new id; see rows.fetch_row."""
        return fetch_row(self.run, self.new_id(), entry, exchange, status, reason, sha256, finding, same_as)

    def state(self, entry: Entry, state: State) -> list[dict]:
        """Return the row that says so in `frontier`; requests for robots.txt have none."""
        return [] if entry.kind is Kind.ROBOTS else [entry.row(self.run, state)]

    def disallowed(self, entry: Entry, robots: Robots) -> None:
        """Record that robots.txt keeps us from a URL, which costs the host no request."""
        self._sites[entry.authority].forgo(entry)
        answer = robots.answer
        status = PageStatus.DISALLOWED
        if answer.access is Access.STAY_AWAY:
            status = BY_OUTCOME.get(answer.outcome, PageStatus.UNREACHABLE)
        self._not_sent(entry, answer.outcome, status, answer.reason)

    def parked(self, entry: Entry, parking: Parking) -> None:
        """Record that a host is left alone: for a home page as an attempt, since the site is judged by it."""
        if entry.is_home:
            self._not_sent(entry, Outcome.DISALLOWED, _BY_PARKING[parking.cause], f"left alone: {parking.note}")
        else:
            self.put(Record(frontier=self.state(entry, State.DROPPED)))

    def merged(self, site: Site) -> None:
        """Record that a council's website is read as another's, whose it is too."""
        self.put(Record(site=site.row(self.run)))

    def _not_sent(self, entry: Entry, outcome: Outcome, status: PageStatus, reason: str) -> None:
        exchange = Exchange(entry.url, outcome, reason, None, {}, b"", None, None, 0.0, datetime.now(UTC).isoformat())
        self.count(entry, status)
        self.put(Record(fetch=self.attempt(entry, exchange, status, reason), frontier=self.state(entry, State.DONE)))
