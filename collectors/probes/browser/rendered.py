"""Pages that are empty without scripts, put into a crawl as a browser showed them, so that detectors read them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import zstandard

from collectors.crawl.evidence import MAX_BODY_BYTES, latest_run
from collectors.crawl.reading.verdict import PageStatus
from collectors.crawl.store import compress, open_store
from collectors.probes.store import read_probes
from errors import CrawlError

CHECK = "rendered"
REASON = "shown by a browser, after its scripts"
"""What the crawl says of such a page in the column `reason` of `fetches`."""
MEDIA_TYPE = "text/html"


@dataclass(frozen=True, slots=True)
class Rendered:
    """One page as the browser showed it. at: ISO 8601, UTC. origin: live or simulated, as a crawl's."""

    authority: str
    url: str
    body: bytes
    at: str
    origin: str


def rendered_pages(probes: Path) -> Iterator[Rendered]:
    """Yield the pages that `probe browser` kept. Raises CrawlError for a file that is no database of probes."""
    with closing(read_probes(probes)) as db:
        if not db["kept"].exists():
            return
        for authority, url, packed, at, origin in db.execute(_KEPT, [CHECK]).fetchall():
            try:
                body = zstandard.decompress(packed, max_output_size=MAX_BODY_BYTES)
            except zstandard.ZstdError as error:
                raise CrawlError(f"{probes.name}: kept: {url} of {authority}: cannot be unpacked: {error}") from None
            yield Rendered(authority, url, body, at, origin)


_KEPT = """
SELECT k.authority, k.name, k.body, f.observed_at, f.origin FROM kept k
JOIN findings f USING (probe, authority, check_name) WHERE k.probe = 'browser' AND k.check_name = ? ORDER BY 1, 2
"""


def add_rendered(crawl: Path, probes: Path) -> int:
    """Put each page into the newest crawl of its council, as one more reply of its address; return how many were.

    Only where the newest reply of that address is an empty page, read before the browser did, by a crawl of the same
    origin. Run again it puts in nothing. Raises CrawlError for a file of another kind.
    """
    with closing(open_store(crawl)) as db, db.conn:
        return sum(_add(db.conn, page, latest_run(db, page.authority)) for page in rendered_pages(probes))


def _add(db: sqlite3.Connection, page: Rendered, run: int | None) -> bool:
    row = db.execute(_EMPTY, [page.authority, run, page.url, page.origin]).fetchone()
    if row is None or row[1] != PageStatus.NEEDS_JAVASCRIPT or row[2] > page.at:
        return False
    digest = sha256(page.body).hexdigest()
    db.execute(
        "INSERT OR IGNORE INTO resources VALUES (?, ?, ?, ?, ?)",
        [digest, len(page.body), MEDIA_TYPE, page.at, compress(page.body)],
    )
    db.execute(_COPY, [REASON, page.at, digest, MEDIA_TYPE, len(page.body), PageStatus.OK.value, row[0]])
    return True


_EMPTY = """
SELECT f.id, f.page_status, f.fetched_at FROM fetches f JOIN runs USING (run) JOIN sites s
ON s.run = f.run AND s.crawled_as = f.authority AND s.authority = ?
WHERE f.run = ? AND f.final_url = ? AND f.kind = 'page' AND origin = ? ORDER BY f.id DESC LIMIT 1
"""
_COPY = """
INSERT INTO fetches (run, authority, host, kind, url, final_url, outcome, reason, status, headers, hops, elapsed_s,
  sent_at, fetched_at, sha256, media_type, charset, body_bytes, page_status, same_as, discovered_via, depth, link_text)
SELECT run, authority, host, kind, url, final_url, 'replied', ?, 200, headers, hops, NULL,
  NULL, ?, ?, ?, 'utf-8', ?, ?, NULL, discovered_via, depth, link_text FROM fetches WHERE id = ?
"""
