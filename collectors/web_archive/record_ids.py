"""The ids that records have when a crawl is written as a web archive: receipts name them before anybody writes it."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5


def record_id(*parts: str | int) -> str:
    """Return the WARC-Record-ID, without brackets, of what these parts name: the same parts, the same id."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, '/'.join(['council-digital-index:', *map(str, parts)]))}"


def reply_id(run: int, fetch: int, fetched_at: str, url: str) -> str:
    """Return the id of the reply that one attempt had.

    Address and moment are in it because numbers of runs and attempts begin again in every crawl database.
    """
    return record_id("reply", run, fetch, fetched_at, url)
