"""A run summed up per council: what was asked, what came of it, and whether "not found" may be believed."""

import json
from collections import Counter
from dataclasses import dataclass

from collectors.crawl.site_address import site_address
from collectors.sqlite import Database
from errors import CrawlError


@dataclass(frozen=True, slots=True)
class SiteLine:
    """One council's line. host: of its home page in the register; statuses: replies by what they were, e.g. {"ok": 38};
    read_at: where the home page was read, "" if it was not; remark: what the register should be told, "" if nothing.
    """

    authority: str
    slug: str
    host: str
    status: str
    reason: str
    complete: bool
    pages: int
    attempts: int
    statuses: dict[str, int]
    read_at: str
    remark: str


@dataclass(frozen=True, slots=True)
class RunReport:
    """One run. state: running, finished or interrupted."""

    run: int
    state: str
    origin: str
    started_at: str
    finished_at: str | None
    settings: dict
    sites: tuple[SiteLine, ...]

    @property
    def by_status(self) -> Counter:
        """Councils by the status of their site."""
        return Counter(site.status for site in self.sites)


def report_run(db: Database, run: int | None = None) -> RunReport:
    """Return the report of a run, the newest by default. Raises CrawlError if there is none."""
    row = db.execute(
        "SELECT run, state, origin, started_at, finished_at, settings FROM runs "
        "WHERE run = coalesce(?, (SELECT max(run) FROM runs))",
        [run],
    ).fetchone()
    if row is None:
        raise CrawlError(f"no run {run} in this database" if run else "this database holds no run yet")
    number, state, origin, started_at, finished_at, settings = row
    lines = tuple(_lines(db, number))
    return RunReport(number, state, origin, started_at, finished_at, json.loads(settings), lines)


def _lines(db: Database, run: int) -> list[SiteLine]:
    counts: dict[str, dict[str, int]] = {}
    for authority, status, number in db.execute(
        "SELECT authority, page_status, count(*) FROM fetches WHERE run = ? AND kind IN ('page', 'search') "
        "GROUP BY 1, 2",
        [run],
    ):
        counts.setdefault(authority, {})[status] = number
    found = db.execute(
        "SELECT authority, slug, home_url, status, reason, complete, pages, attempts, crawled_as "
        "FROM sites WHERE run = ? ORDER BY slug",
        [run],
    )
    return [_line(db, run, row, counts.get(row[8], {})) for row in found.fetchall()]


def _line(db: Database, run: int, row: tuple, statuses: dict[str, int]) -> SiteLine:
    authority, slug, home_url, status, reason, complete, pages, attempts, crawled_as = row
    address = site_address(db, run, crawled_as, home_url)
    host = home_url.partition("://")[2].partition("/")[0]
    return SiteLine(
        authority,
        slug,
        host,
        status,
        reason,
        bool(complete),
        pages,
        attempts,
        statuses,
        address.read_at,
        address.remark,
    )
