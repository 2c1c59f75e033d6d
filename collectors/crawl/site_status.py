"""How the reading of each council's website ended, told from what was stored: never better than it was."""

import logging
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from collectors.crawl.frontier.entry import Via
from collectors.crawl.reading.verdict import PageStatus
from collectors.sqlite import Database
from counted import plural

log = logging.getLogger(__name__)
TOLERATED_FAILURES = 0.1  # of a site's pages; beyond, what was not found may lie behind them


class SiteStatus(StrEnum):
    """What became of one council's website. Only `replied` lets anything be said about its services."""

    REPLIED = "replied"
    BLOCKED = "blocked"
    DISALLOWED = "disallowed"
    UNREACHABLE = "unreachable"
    TLS_FAILED = "tls_failed"
    NEEDS_JAVASCRIPT = "needs_javascript"
    MOVED = "moved"
    MAINTENANCE = "maintenance"
    UNPARSEABLE = "unparseable"
    NOT_CHECKED = "not_checked"


_BY_HOME = {
    PageStatus.BLOCKED: SiteStatus.BLOCKED,
    PageStatus.DISALLOWED: SiteStatus.DISALLOWED,
    PageStatus.UNREACHABLE: SiteStatus.UNREACHABLE,
    PageStatus.TLS_FAILED: SiteStatus.TLS_FAILED,
    PageStatus.NEEDS_JAVASCRIPT: SiteStatus.NEEDS_JAVASCRIPT,
    PageStatus.OFF_SITE: SiteStatus.MOVED,
    PageStatus.MAINTENANCE: SiteStatus.MAINTENANCE,
    PageStatus.UNPARSEABLE: SiteStatus.UNPARSEABLE,
    PageStatus.NOT_A_PAGE: SiteStatus.UNPARSEABLE,
    PageStatus.NOT_FOUND: SiteStatus.UNREACHABLE,
    PageStatus.SOFT_404: SiteStatus.UNREACHABLE,
    PageStatus.REDIRECT: SiteStatus.UNREACHABLE,
}
FAILED = frozenset(
    {
        PageStatus.BLOCKED,
        PageStatus.DISALLOWED,
        PageStatus.UNREACHABLE,
        PageStatus.TLS_FAILED,
        PageStatus.NEEDS_JAVASCRIPT,
        PageStatus.MAINTENANCE,
        PageStatus.UNPARSEABLE,
    }
)
_COUNTED = FAILED - {PageStatus.UNPARSEABLE}


@dataclass(frozen=True, slots=True)
class Seen:
    """What was stored of one site. pages: last page_status of every URL asked for, counted. left: links that
    were found worth asking for and never were, whatever they promised: a page about the whole site may go by any name.
    """

    home: str
    home_reason: str
    robots: str
    robots_reason: str
    pages: Counter
    left: int
    ended: bool


def conclude(seen: Seen) -> tuple[SiteStatus, str, bool]:
    """Return status, reason and whether the search was complete (only then does "not found" mean absent)."""
    status, reason = _status(seen)
    if status is not SiteStatus.REPLIED:
        return status, reason, False
    asked = sum(seen.pages.values())
    failed = sum(seen.pages[each] for each in FAILED)
    if not seen.ended:
        return status, "the crawl was interrupted", False
    if seen.left:
        return status, f"page limit reached with {plural(seen.left, 'link')} unread", False
    if failed > TOLERATED_FAILURES * asked:
        return status, f"{failed} of {plural(asked, 'page')} could not be read", False
    return status, "", True


def _status(seen: Seen) -> tuple[SiteStatus, str]:
    good, asked = seen.pages[PageStatus.OK], sum(seen.pages.values())
    worst, times = max(((each, seen.pages[each]) for each in sorted(_COUNTED)), key=lambda pair: pair[1])
    if good and times * 2 > asked:
        return _BY_HOME[worst], f"{times} of {plural(asked, 'page')}: {worst.replace('_', ' ')}"
    if seen.home == PageStatus.OK or (good > 2 and seen.home != PageStatus.OFF_SITE):
        return SiteStatus.REPLIED, ""
    if seen.home:
        return _BY_HOME[PageStatus(seen.home)], seen.home_reason or f"the home page is {seen.home.replace('_', ' ')}"
    if seen.robots in (PageStatus.UNREACHABLE, PageStatus.TLS_FAILED, PageStatus.BLOCKED):
        return _BY_HOME[PageStatus(seen.robots)], seen.robots_reason
    return SiteStatus.NOT_CHECKED, "nothing was asked"


def conclude_run(db: Database, run: int, ended: bool) -> None:
    """Write status, reason and counts into the `sites` rows of a run."""
    rows = []
    for site in db.query("SELECT * FROM sites WHERE run = ?", [run]):
        code = site["crawled_as"]
        seen = _seen(db, run, code, ended)
        status, reason, complete = conclude(seen)
        attempts = db.execute("SELECT count(*) FROM fetches WHERE run = ? AND authority = ?", [run, code]).fetchone()[0]
        log.info("%s: %s, %d pages", site["slug"], status.value, seen.pages[PageStatus.OK])
        rows.append(
            {
                **site,
                "status": status.value,
                "reason": reason,
                "complete": int(complete),
                "pages": seen.pages[PageStatus.OK],
                "attempts": attempts,
                "errors": sum(seen.pages[each] for each in FAILED),
            }
        )
    with db.atomic():
        db.table("sites").insert_all(rows, replace=True)


_HOME = """
SELECT page_status, reason FROM fetches
WHERE run = ? AND authority = ? AND kind = 'page' AND discovered_via = ?
ORDER BY CASE page_status WHEN 'ok' THEN 0 WHEN 'needs_javascript' THEN 1 WHEN 'not_found' THEN 3 WHEN 'soft_404' THEN 3
                          WHEN 'redirect' THEN 4 ELSE 2 END, id DESC
LIMIT 1
"""
"""What became of the home page: the best of what its address, and those tried in its place, came to."""


def _seen(db: Database, run: int, authority: str, ended: bool) -> Seen:
    last = db.execute(
        "SELECT page_status FROM fetches WHERE id IN (SELECT max(id) FROM fetches WHERE run = ? AND authority = ? "
        "AND kind IN ('page', 'search') GROUP BY final_url) AND page_status <> 'redirect'",
        [run, authority],
    ).fetchall()
    home = db.execute(_HOME, [run, authority, Via.HOME.value]).fetchone() or ("", "")
    robots = db.execute(
        "SELECT page_status, reason FROM fetches WHERE run = ? AND authority = ? AND kind = 'robots' "
        "ORDER BY id LIMIT 1",
        [run, authority],
    ).fetchone() or ("", "")
    left = db.execute(
        "SELECT count(*) FROM frontier WHERE run = ? AND authority = ? AND state IN ('left', 'queued', 'dropped')",
        [run, authority],
    ).fetchone()[0]
    return Seen(home[0], home[1], robots[0], robots[1], Counter(row[0] for row in last), left, ended)
