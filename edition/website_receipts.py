"""What the marks of a crawl rest on, as an edition names it: the archived replies, by record id and digest."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from collectors.sqlite import Database
from collectors.web_archive.record_ids import reply_id
from errors import EditionError


@dataclass(frozen=True, slots=True)
class ArchivedReceipt:
    """One archived reply that a mark rests on. measure: a service, or a question about the whole site.

    position: 1 for the page that shows it, 2 for where its action leads. locator, quote: where in the reply and in
    which words, '' for the whole of it. sha256: of its decoded body, '' if it had none. archive: file name of the web
    archive that it was read from, '' for our own crawl. record_id: its WARC-Record-ID there, or in what `export warc`
    writes of that crawl.
    """

    authority: str
    measure: str
    position: int
    url: str
    read_on: date
    locator: str
    quote: str
    sha256: str
    archive: str
    record_id: str


def archived_receipts(db: Database, path: Path) -> Iterator[ArchivedReceipt]:
    """Yield the receipts of every service and observation of a crawl database that rest on a stored reply.

    Raises EditionError for a receipt that is not as agreed or names a reply that is not stored.
    """
    replies = _CAPTURED if db["captures"].exists() else _CRAWLED
    for table, query in _RECEIPTS.items():
        for authority, measure, stored in db.execute(query):
            try:
                for position, receipt in enumerate(json.loads(stored), start=1):
                    if receipt["fetch_id"]:
                        reply = db.execute(replies, [int(receipt["fetch_id"])]).fetchone()
                        yield _archived(authority, measure, position, receipt, reply)
            except (ValueError, TypeError, KeyError) as error:
                raise EditionError(f"{path.name}: {table}: receipt of {measure} of {authority}: {error!r}") from None


_RECEIPTS = {
    "services": "SELECT authority, service, receipt FROM services ORDER BY authority, service",
    "observations": """
SELECT authority, measure,
       json_array(json_object('fetch_id', fetch_id, 'sha256', sha256, 'locator', locator, 'phrase', quote))
FROM observations WHERE subject = '' ORDER BY authority, measure
""",
}
_CRAWLED = "SELECT id, run, fetched_at, final_url, '', '' FROM fetches WHERE id = ?"
_CAPTURED = """
SELECT id, run, fetched_at, final_url, coalesce(archive, ''), coalesce(record_id, '')
FROM fetches f LEFT JOIN captures c ON c.fetch_id = f.id WHERE id = ?
"""


def _archived(
    authority: str, measure: str, position: int, receipt: Mapping[str, Any], reply: Sequence[Any] | None
) -> ArchivedReceipt:
    if reply is None:
        raise ValueError(f"fetch {receipt['fetch_id']} is not stored")
    fetch, run, moment, url, archive, record = reply
    return ArchivedReceipt(
        authority=authority,
        measure=measure,
        position=position,
        url=url,
        read_on=date.fromisoformat(moment[:10]),
        locator=receipt["locator"],
        quote=receipt["phrase"],
        sha256=receipt["sha256"],
        archive=archive,
        record_id=record or reply_id(run, fetch, moment, url),
    )
