"""What earlier runs learned, read on the loop's own read-only connection: robots, validators, links of known pages."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from collectors.crawl.hosts import Host
from collectors.crawl.limits import Limits
from collectors.crawl.manners.pace import Parking
from collectors.crawl.manners.robots import CACHE_S, Access, Robots, RobotsAnswer
from collectors.crawl.reading.examine import unpack_links
from collectors.crawl.reading.verdict import PageStatus
from collectors.crawl.rows import Known
from collectors.sqlite import Database

RESTS = "left alone for a while after failures in a row"


@dataclass(slots=True)
class KnownPage:
    """What the first reading of known bytes said."""

    page_status: PageStatus
    media_type: str
    charset: str
    links: list


class EarlierRuns:
    """Reads what is stored of them. silence_s: how long every host is left alone at first, a delay after a restart."""

    def __init__(self, db: Database, silence_s: float = 0.0) -> None:
        self._db, self.silence_s = db, silence_s
        self._has_past = db.execute("SELECT EXISTS (SELECT 1 FROM validators)").fetchone()[0]

    def known(self, url: str) -> Known | None:
        """Return the earlier reply for a URL, None if there is none."""
        if not self._has_past:
            return None
        row = self._db.execute(
            "SELECT etag, last_modified, sha256, fetch_id FROM validators WHERE url = ?", [url]
        ).fetchone()
        return Known(*row) if row else None

    def known_page(self, url: str, known: Known) -> KnownPage | None:
        """Return the reading of known bytes at a URL, None if they were never read."""
        row = self._db.execute(
            "SELECT f.page_status, f.media_type, f.charset, p.links FROM fetches f "
            "JOIN pages p ON p.url = ? AND p.sha256 = f.sha256 WHERE f.id = ?",
            [url, known.fetch_id],
        ).fetchone()
        return KnownPage(PageStatus(row[0]), row[1], row[2], links=unpack_links(row[3])) if row else None

    def recall_host(self, host: Host, limits: Limits) -> None:
        """Give a host its robots.txt if it is less than a day old, and its parking if that still holds."""
        row = self._db.execute("SELECT parked_until, note FROM hosts WHERE host = ?", [host.name]).fetchone()
        if row is None:
            return
        rules = self.rules_of(host.name)
        if rules is not None:
            (host.robots, host.robots_at), host.robots_asked = rules, True
            host.pace.ask_for_delay(host.robots.crawl_delay_s, limits)
        (parked_until, note), now = row, datetime.now(UTC)
        until = datetime.fromisoformat(parked_until) if parked_until else now
        left_s = (until - now).total_seconds()
        if left_s > 0 and note == RESTS:
            host.pace.rest(time.monotonic() + left_s)
        elif left_s > 0:
            host.pace.parked = Parking.recalled(note, until)

    def rules_of(self, host: str) -> tuple[Robots, datetime] | None:
        """Return a host's robots.txt and when it was read, None if it is a day old, could not be had or is unknown."""
        row = self._db.execute(
            "SELECT robots_status, robots_body, robots_at FROM hosts WHERE host = ? AND robots_status NOT IN ('', ?)",
            [host, Access.STAY_AWAY.value],
        ).fetchone()
        if row is None:
            return None
        status, body, read_at = row[0], row[1], datetime.fromisoformat(row[2])
        fresh = datetime.now(UTC) - read_at < timedelta(seconds=CACHE_S)
        return (Robots(RobotsAnswer(Access(status), body)), read_at) if fresh else None

    def host_row(self, host: Host, limits: Limits) -> dict:
        """Return the row of `hosts` that keeps what was learned of it, and until when it is left alone.

        The rules of a host whose port 443 did not answer are not kept: the next run looks at both ports again.
        """
        robots, now = host.robots if host.closed is None else None, datetime.now(UTC)
        answer = robots.answer if robots else None
        parked = host.pace.parked
        alone_s = limits.breaker_rest_s if parked else host.pace.rest_until - time.monotonic()
        note = parked.note if parked else RESTS if alone_s > 0 else ""
        until = parked.until if parked and parked.until else now + timedelta(seconds=alone_s)
        return {
            "host": host.name,
            "robots_status": answer.access.value if answer else "",
            "robots_body": answer.text if answer else "",
            "robots_at": host.robots_at.isoformat() if answer and host.robots_at else None,
            "crawl_delay_s": robots.crawl_delay_s if robots else None,
            "parked_until": until.isoformat() if note else None,
            "note": note,
        }
