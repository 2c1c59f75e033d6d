"""Rows of crawl.db made of what the crawl saw. Pure."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from collectors.crawl.frontier.entry import Entry
from collectors.crawl.net.fetcher import Exchange
from collectors.crawl.reading.examine import Finding
from collectors.crawl.reading.verdict import PageStatus


@dataclass(frozen=True, slots=True)
class Known:
    """An earlier reply for the same URL: its validators, its bytes' hash and its fetch."""

    etag: str
    last_modified: str
    sha256: str
    fetch_id: int


def fetch_row(
    run: int,
    fetch_id: int,
    entry: Entry,
    exchange: Exchange,
    page_status: PageStatus,
    reason: str,
    sha256: str = "",
    finding: Finding | None = None,
    same_as: int | None = None,
) -> dict:
    """Return the row of `fetches` for one attempt."""
    return {
        "id": fetch_id,
        "run": run,
        "authority": entry.authority,
        "host": entry.host,
        "kind": entry.kind.value,
        "url": entry.first_url or entry.url,
        "final_url": entry.url,
        "outcome": exchange.outcome.value,
        "reason": reason or exchange.reason,
        "status": exchange.status,
        "headers": json.dumps(dict(exchange.headers), ensure_ascii=False),
        "hops": json.dumps(entry.hops),
        "elapsed_s": round(exchange.elapsed_s, 4),
        "sent_at": _sent_at(exchange),
        "fetched_at": exchange.fetched_at,
        "sha256": sha256 or None,
        "media_type": finding.media_type if finding else "",
        "charset": finding.charset if finding else "",
        "body_bytes": len(exchange.body) if sha256 else None,
        "page_status": page_status.value,
        "same_as": same_as,
        "discovered_via": str(entry.via),
        "depth": entry.depth,
        "link_text": entry.text,
    }


def page_row(fetch_id: int, entry: Entry, sha256: str, finding: Finding) -> dict:
    """Return the row of `pages` for one reading."""
    return {"url": entry.url, "sha256": sha256, "authority": entry.authority, "fetch_id": fetch_id, **finding.page}


def resource_row(sha256: str, exchange: Exchange, finding: Finding) -> dict:
    """Return the row of `resources` for a body."""
    return {
        "sha256": sha256,
        "body_bytes": len(exchange.body),
        "media_type": finding.media_type,
        "first_seen_at": exchange.fetched_at,
        "body": finding.packed,
    }


def validator_row(fetch_id: int, entry: Entry, exchange: Exchange, sha256: str) -> dict:
    """Return the row of `validators`: what a conditional request for this URL sends next time."""
    return {
        "url": entry.url,
        "authority": entry.authority,
        "etag": exchange.headers.get("etag", "")[:300],
        "last_modified": exchange.headers.get("last-modified", "")[:100],
        "sha256": sha256,
        "fetch_id": fetch_id,
    }


def _sent_at(exchange: Exchange) -> str | None:
    if exchange.sent_at is None:
        return None
    ended = datetime.fromisoformat(exchange.fetched_at).astimezone(UTC)
    begun = ended - timedelta(seconds=exchange.elapsed_s - exchange.wait_s)
    return begun.isoformat(timespec="milliseconds")
