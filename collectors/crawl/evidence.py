"""What a crawl saw, read back for the detectors: the only door from crawl.db to them. Nothing here writes."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import zstandard

from collectors.crawl.schema import APPLICATION_ID
from collectors.crawl.site_address import site_address
from collectors.sqlite import Database
from errors import CrawlError

MAX_BODY_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class StoredPage:
    """One page as it was received: bytes and headers, without interpretation.

    status: HTTP status of the reply that carried the bytes. headers: names in lower case. body: decoded of its
    content encoding, not of its charset; b"" if the reply had none. charset: the one the bytes were found to be in
    (Python codec name), "" if they are not text. fetched_at: ISO 8601 UTC, the last time the bytes were confirmed.
    outcome: models.Outcome value, `replied` or `not_modified`. page_status: reading.verdict.PageStatus value, for
    instance `ok`, `blocked`, `soft_404`. discovered_via: `seed:home`, `link`, `sitemap`, ...; link_text: words of
    the link that led here, "" if none did.
    """

    fetch_id: int
    authority: str
    url: str
    final_url: str
    status: int
    headers: dict[str, str]
    body: bytes
    charset: str
    fetched_at: str
    outcome: str
    sha256: str
    discovered_via: str
    depth: int
    link_text: str
    page_status: str = "ok"


@dataclass(frozen=True, slots=True)
class SiteEvidence:
    """How the reading of one council's website ended: says whether "not found" may be read as absent.

    status: site_status.SiteStatus value. complete: True only after a search that ran to its end. failures: address ->
    models.Outcome value of a request without an answer. moved_to: see site_address.SiteAddress. unsecured: hosts of
    which pages were read over http. earlier, unsecured_before: service -> (level, day), and such hosts, of the crawl of
    an earlier day, for the second look; empty if there was none.
    """

    authority: str
    slug: str
    crawled_as: str
    home_url: str
    status: str
    reason: str
    complete: bool
    failures: Mapping[str, str] = field(default_factory=dict)
    earlier: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    moved_to: str = ""
    unsecured: frozenset[str] = frozenset()
    unsecured_before: frozenset[str] = frozenset()


def open_evidence(path: Path) -> Database:
    """Return crawl.db opened read-only. Raises CrawlError if the file is missing or is not a crawl database."""
    if not path.is_file():
        raise CrawlError(f"{path}: no such file; `crawl --db {path}` makes one")
    db = Database(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False))
    try:
        kind = db.execute("PRAGMA application_id").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise CrawlError(f"{path}: not an SQLite file ({error})") from error
    if kind != APPLICATION_ID:
        raise CrawlError(f"{path}: not a crawl database (application_id differs)")
    return db


def latest_run(db: Database, authority: str) -> int | None:
    """Return the newest run that covers the authority, or None if it was never crawled."""
    return db.execute("SELECT max(run) FROM sites WHERE authority = ?", [authority]).fetchone()[0]


def earlier_run(db: Database, authority: str) -> int | None:
    """Return the newest finished run that covers the authority and began on an earlier day than its newest; or None."""
    return db.execute(
        "SELECT max(run) FROM runs JOIN sites USING (run) WHERE authority = ? AND state = 'finished' AND "
        "date(started_at) < (SELECT date(started_at) FROM runs WHERE run = ?)", [authority, latest_run(db, authority)]
    ).fetchone()[0]  # fmt: skip


def site_evidence(db: Database, authority: str, run: int | None = None) -> SiteEvidence | None:
    """Return how the authority's website fared in `run` (default: the newest), or None if it was never crawled."""
    columns = "authority, slug, crawled_as, home_url, status, reason, complete"
    run = run if run is not None else latest_run(db, authority)
    if run is None:
        return None
    row = db.execute(f"SELECT {columns} FROM sites WHERE run = ? AND authority = ?", [run, authority]).fetchone()
    if row is None:
        return None
    failures: dict[str, str] = {}
    for url, final_url, outcome in db.execute(_FAILURES, [run, row[2]]):
        failures |= {url: outcome, final_url: outcome}
    plain = frozenset(host for (host,) in db.execute(_UNSECURED, [run, row[2]]))
    code, slug, crawled_as, home_url, status, reason, complete = row
    return SiteEvidence(
        authority=code, slug=slug, crawled_as=crawled_as, home_url=home_url, status=status, reason=reason,
        complete=bool(complete), failures=failures, moved_to=site_address(db, run, crawled_as, home_url).moved_to,
        unsecured=plain,
    )  # fmt: skip


_UNSECURED = """
SELECT DISTINCT host FROM fetches WHERE run = ? AND authority = ? AND kind = 'page' AND final_url LIKE 'http://%'
  AND outcome IN ('replied', 'not_modified') AND page_status <> 'redirect'
"""
_FAILURES = """
SELECT url, final_url, outcome FROM fetches f WHERE run = ? AND authority = ? AND kind IN ('page', 'search', 'file')
  AND outcome NOT IN ('replied', 'not_modified')
  AND id = (SELECT max(id) FROM fetches l
            WHERE l.run = f.run AND l.authority = f.authority AND l.final_url = f.final_url)
ORDER BY id
"""


def iter_pages(db: Database, authority: str, run: int | None = None) -> Iterator[StoredPage]:
    """Yield the pages of an authority's site in the order of their fetching, from `run` (default: the newest).

    Each URL appears once, with its last reply; redirect hops and attempts without a reply are left out. A 304 is
    yielded with the status, headers and bytes of the reply it confirmed. Councils that share a website each get
    all of its pages, under their own code.
    """
    yield from _replies(db, authority, run, ("page", "search"))


def iter_replies(db: Database, authority: str, run: int | None = None) -> Iterator[StoredPage]:
    """Yield what `iter_pages` does and the files asked for beside them, such as security.txt."""
    yield from _replies(db, authority, run, ("page", "search", "file"))


def _replies(db: Database, authority: str, run: int | None, kinds: tuple[str, ...]) -> Iterator[StoredPage]:
    run = run if run is not None else latest_run(db, authority)
    site = site_evidence(db, authority, run)
    if site is None:
        return
    for row in db.execute(_PAGES, [json.dumps(kinds), run, site.crawled_as]):
        yield _stored_page(authority, row)


_PAGES = """
SELECT f.id, f.url, f.final_url, o.status, o.headers, r.body, o.charset, f.fetched_at, f.outcome,
       coalesce(o.sha256, ''), f.discovered_via, f.depth, f.link_text, f.page_status
FROM fetches f JOIN fetches o ON o.id = coalesce(f.same_as, f.id) LEFT JOIN resources r ON r.sha256 = o.sha256
WHERE f.kind IN (SELECT value FROM json_each(?)) AND f.run = ? AND f.authority = ?
  AND f.outcome IN ('replied', 'not_modified')
  AND f.page_status <> 'redirect'
  AND f.id = (SELECT max(id) FROM fetches l WHERE l.run = f.run AND l.authority = f.authority
              AND l.final_url = f.final_url AND l.kind = f.kind AND l.outcome IN ('replied', 'not_modified'))
ORDER BY f.id
"""


def _stored_page(authority: str, row: tuple) -> StoredPage:
    fetch_id, url, final_url, status, headers, body, *rest = row
    plain = zstandard.decompress(body, max_output_size=MAX_BODY_BYTES) if body else b""
    return StoredPage(fetch_id, authority, url, final_url, status, json.loads(headers), plain, *rest)


def stored_body(db: Database, digest: str) -> bytes:
    """Return a stored body by its SHA-256. KeyError if it is not stored."""
    row = db.execute("SELECT body FROM resources WHERE sha256 = ?", [digest]).fetchone()
    if row is None:
        raise KeyError(digest)
    return zstandard.decompress(row[0], max_output_size=MAX_BODY_BYTES)


_DIGESTED = {
    "runs": "*", "sites": "*", "fetches": "*", "resources": "sha256, body_bytes, media_type", "pages": "*",
    "services": "*", "observations": "*", "broken_links": "*", "products": "*", "shifts": "*", "observed": "*",
    "captures": "*",
}  # fmt: skip
"""Table -> columns that say what was seen and what was made of it. A body is known by its hash. What only the next
run needs (hosts, validators, frontier) is left out."""


def evidence_digest(db: Database) -> str:
    """Return the SHA-256, in hexadecimal, of all that the crawl stored and the detectors made of it, row by row.

    The same rows give the same digest, whatever the layout of the file.
    """
    digest = sha256()
    for table, columns in _DIGESTED.items():
        digest.update(f"{table}\n".encode())
        stored = db.table(table)
        if stored.exists():  # some tables came later than the file
            key = ", ".join(stored.pks)
            for row in db.execute(f"SELECT {columns} FROM {table} ORDER BY {key}"):
                digest.update(f"{row!r}\n".encode())
    return digest.hexdigest()
