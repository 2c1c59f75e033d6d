"""The tables of crawl.db, the working database of the crawl: the one place that defines them.

One row of `fetches` per attempt, redirect hops and failures included; also one per URL that robots.txt forbids and per
home page of a host that is left alone, though nothing was sent. A body is kept once, under its SHA-256. NULL is
unknown, never zero. Times are ISO 8601 in UTC.
"""

import sqlite3
from contextlib import closing
from functools import cache

APPLICATION_ID = 0x43444943  # "CDIC": tells a crawl database from any other SQLite file
SCHEMA_VERSION = 2

CRAWL = """
CREATE TABLE IF NOT EXISTS runs (
  run INTEGER PRIMARY KEY,
  started_at TEXT NOT NULL, finished_at TEXT,
  state TEXT NOT NULL,                 -- running | finished | interrupted
  origin TEXT NOT NULL,                -- live | simulated | archive
  settings TEXT NOT NULL               -- JSON: what the run was asked to do
) STRICT;
CREATE TABLE IF NOT EXISTS sites (      -- one council's part of one run
  run INTEGER NOT NULL REFERENCES runs, authority TEXT NOT NULL, slug TEXT NOT NULL,
  crawled_as TEXT NOT NULL,            -- the authority under which a shared website was crawled; mostly itself
  home_url TEXT NOT NULL,
  status TEXT NOT NULL,                -- site_status.py: SiteStatus; 'not_checked' until something was learned
  reason TEXT NOT NULL,                -- one sentence for a reader
  complete INTEGER NOT NULL,           -- 1: the search ran to its end, so "not found" means absent
  pages INTEGER NOT NULL, attempts INTEGER NOT NULL, errors INTEGER NOT NULL,
  PRIMARY KEY (run, authority)
) STRICT;
CREATE TABLE IF NOT EXISTS hosts (      -- politeness that outlives a run
  host TEXT PRIMARY KEY,
  robots_status TEXT NOT NULL,         -- manners/robots.py: Access, '' not asked yet
  robots_body TEXT NOT NULL, robots_at TEXT,
  crawl_delay_s REAL,
  parked_until TEXT, note TEXT NOT NULL -- why it was left alone
) STRICT;
CREATE TABLE IF NOT EXISTS resources (
  sha256 TEXT PRIMARY KEY, body_bytes INTEGER NOT NULL, media_type TEXT NOT NULL, first_seen_at TEXT NOT NULL,
  body BLOB NOT NULL                   -- zstd
) STRICT;
CREATE TABLE IF NOT EXISTS fetches (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs, authority TEXT NOT NULL, host TEXT NOT NULL,
  kind TEXT NOT NULL,                  -- frontier/entry.py: Kind
  url TEXT NOT NULL,                   -- asked for first, before any redirect
  final_url TEXT NOT NULL,             -- asked for in this attempt
  outcome TEXT NOT NULL,               -- models.Outcome
  reason TEXT NOT NULL,                -- what happened in a word or two, '' if nothing is remarkable
  status INTEGER,                      -- HTTP status, NULL without a reply
  headers TEXT NOT NULL,               -- JSON object, names in lower case
  hops TEXT NOT NULL,                  -- JSON list of the URLs passed on the way to final_url
  elapsed_s REAL, sent_at TEXT, fetched_at TEXT NOT NULL,
  sha256 TEXT, media_type TEXT NOT NULL, charset TEXT NOT NULL, body_bytes INTEGER,
  page_status TEXT NOT NULL,           -- reading/verdict.py: PageStatus
  same_as INTEGER,                     -- the fetch whose bytes this reply confirmed unchanged (304)
  discovered_via TEXT NOT NULL,        -- frontier/entry.py: Via
  depth INTEGER NOT NULL, link_text TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS fetches_by_authority ON fetches (run, authority, kind);
CREATE TABLE IF NOT EXISTS captures (   -- the record of a web archive (WARC) that a fetch was read from
  fetch_id INTEGER PRIMARY KEY REFERENCES fetches, archive TEXT NOT NULL, record_id TEXT NOT NULL,
  cut TEXT NOT NULL,                   -- why the body is not whole, '' for a whole one
  digest TEXT NOT NULL, sha256 TEXT NOT NULL -- digest: of the payload as archived, '' without one
) STRICT;
CREATE TABLE IF NOT EXISTS validators ( -- what to send with a conditional request: one row per page that was read
  url TEXT PRIMARY KEY, authority TEXT NOT NULL, etag TEXT NOT NULL, last_modified TEXT NOT NULL, sha256 TEXT NOT NULL,
  fetch_id INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS validators_by_authority ON validators (authority);
CREATE TABLE IF NOT EXISTS pages (      -- tier-1 reading of distinct bytes at a URL
  url TEXT NOT NULL, sha256 TEXT NOT NULL, authority TEXT NOT NULL, fetch_id INTEGER NOT NULL,
  title TEXT NOT NULL, lang TEXT NOT NULL, h1 TEXT NOT NULL, canonical TEXT NOT NULL, description TEXT NOT NULL,
  is_soft_404 INTEGER NOT NULL, links_count INTEGER NOT NULL, links BLOB NOT NULL,
                                       -- links: zstd JSON [[url, text, service, kind], ...]
  forms TEXT NOT NULL,                 -- JSON list of {action, method, inputs, label, is_search, is_start}
  PRIMARY KEY (url, sha256)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS frontier (
  run INTEGER NOT NULL, authority TEXT NOT NULL, url TEXT NOT NULL, host TEXT NOT NULL,
  state TEXT NOT NULL,                 -- frontier/entry.py: State
  kind TEXT NOT NULL, priority REAL NOT NULL, depth INTEGER NOT NULL, discovered_via TEXT NOT NULL,
  link_text TEXT NOT NULL, first_url TEXT NOT NULL, hops TEXT NOT NULL, tries INTEGER NOT NULL,
  PRIMARY KEY (run, authority, url)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS services (
  authority TEXT NOT NULL, slug TEXT NOT NULL, service TEXT NOT NULL,
  status TEXT NOT NULL,                -- models.Status
  level INTEGER,                       -- 0-4, NULL exactly when status is not 'measured'
  page_url TEXT NOT NULL, action_url TEXT NOT NULL, vendor TEXT NOT NULL, confidence REAL,
  fetched_at TEXT NOT NULL,
  looks INTEGER NOT NULL,              -- days on which this was looked at
  reasons TEXT NOT NULL, receipt TEXT NOT NULL, -- JSON
  PRIMARY KEY (authority, service)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS observations (
  authority TEXT NOT NULL, measure TEXT NOT NULL, status TEXT NOT NULL, value REAL, subject TEXT NOT NULL,
  fetch_id INTEGER, sha256 TEXT NOT NULL, locator TEXT NOT NULL, quote TEXT NOT NULL, detector TEXT NOT NULL,
  version TEXT NOT NULL, confidence REAL, observed_at TEXT NOT NULL,
  denominator INTEGER,                 -- n of a share k/n
  text TEXT NOT NULL DEFAULT '', url TEXT NOT NULL DEFAULT '', -- for a reader: our own words, and where to see it
  PRIMARY KEY (authority, measure, subject)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS observed (   -- by which detectors the findings of a council were made
  authority TEXT PRIMARY KEY,
  detectors TEXT NOT NULL              -- digest of their code and vocabulary, '' where it was not said
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS broken_links ( -- task links that end on nothing
  authority TEXT NOT NULL, service TEXT NOT NULL, page_url TEXT NOT NULL, link_url TEXT NOT NULL, why TEXT NOT NULL,
  PRIMARY KEY (authority, service, page_url, link_url)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shifts (     -- what the newest replay changed on the same evidence: detector_shifts.py
  code TEXT PRIMARY KEY, compared INTEGER NOT NULL, changed INTEGER NOT NULL, mean_change REAL,
  gained INTEGER NOT NULL, lost INTEGER NOT NULL, version_before TEXT NOT NULL, version_after TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS products (   -- suppliers' products met on a council's website
  authority TEXT NOT NULL, product TEXT NOT NULL, category TEXT NOT NULL, host TEXT NOT NULL,
  PRIMARY KEY (authority, product, category, host)
) STRICT, WITHOUT ROWID;
"""


@cache
def columns_of(table: str) -> tuple[str, ...]:
    """Return the columns of a table of CRAWL in their order, none for a table that is not there."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript(CRAWL)
        return tuple(row[1] for row in db.execute(f"PRAGMA table_info({table})"))
