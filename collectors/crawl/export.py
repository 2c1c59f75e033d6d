"""What a crawl stored, as plain tables: the rows behind `python cli.py export`."""

from collections.abc import Iterator

from sqlite_utils import Database

COLUMNS: dict[str, tuple[str, ...]] = {
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
    "services": (
        "authority",
        "slug",
        "service",
        "status",
        "level",
        "page_url",
        "action_url",
        "vendor",
        "confidence",
        "fetched_at",
        "looks",
        "reasons",
        "receipt",
    ),
    "observations": (
        "authority",
        "measure",
        "status",
        "value",
        "subject",
        "fetch_id",
        "sha256",
        "locator",
        "quote",
        "detector",
        "version",
        "confidence",
        "observed_at",
        "denominator",
        "text",
        "url",
    ),
    "broken_links": ("authority", "service", "page_url", "link_url", "why"),
    "products": ("authority", "product", "category", "host"),
    "shifts": ("code", "compared", "changed", "mean_change", "gained", "lost", "version_before", "version_after"),
}
_ORDER = {
    "fetches": "id",
    "pages": "authority, url, sha256",
    "services": "authority, service",
    "observations": "authority, measure, subject",
    "broken_links": "authority, service, page_url, link_url",
    "products": "authority, product, category, host",
    "shifts": "code",
}


def rows(db: Database, what: str) -> tuple[tuple[str, ...], Iterator[tuple]]:
    """Return the columns of `what` (a key of COLUMNS) and its rows in a fixed order; None is unknown.

    Raises KeyError for any other name.
    """
    columns = COLUMNS[what]
    if not db[what].exists():  # a table that came later than this file
        return columns, iter(())
    return columns, db.execute(f"SELECT {', '.join(columns)} FROM {what} ORDER BY {_ORDER[what]}")
