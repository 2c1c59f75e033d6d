"""What a crawl stored, as plain tables: the rows behind `python cli.py export`."""

from collections.abc import Iterator

from collectors.crawl import schema
from collectors.sqlite import Database

_CHOSEN = {
    "fetches": (
        "id",
        "run",
        "authority",
        "host",
        "kind",
        "url",
        "final_url",
        "outcome",
        "status",
        "page_status",
        "reason",
        "media_type",
        "charset",
        "body_bytes",
        "sha256",
        "elapsed_s",
        "sent_at",
        "fetched_at",
        "discovered_via",
        "depth",
        "link_text",
        "hops",
        "headers",
    ),
    "pages": (
        "authority",
        "url",
        "title",
        "lang",
        "h1",
        "description",
        "canonical",
        "is_soft_404",
        "links_count",
        "forms",
        "sha256",
        "fetch_id",
    ),
}
"""Tables of which not all columns are for readers, or not in the order of the table."""
ORDER = {
    "fetches": "id",
    "pages": "authority, url, sha256",
    "services": "authority, service",
    "observations": "authority, measure, subject",
    "broken_links": "authority, service, page_url, link_url",
    "products": "authority, product, category, host",
    "shifts": "code",
}
"""Table -> the order of its rows; these are the tables that can be exported."""


def columns_of(what: str) -> tuple[str, ...]:
    """Return the columns of a table as they are exported."""
    return _CHOSEN.get(what) or schema.columns_of(what)


def rows(db: Database, what: str) -> tuple[tuple[str, ...], Iterator[tuple]]:
    """Return the columns of `what` (a key of ORDER) and its rows in a fixed order; None is unknown.

    Raises KeyError for any other name.
    """
    order, columns = ORDER[what], columns_of(what)
    if not db[what].exists():  # a table that came later than this file
        return columns, iter(())
    return columns, db.execute(f"SELECT {', '.join(columns)} FROM {what} ORDER BY {order}")
