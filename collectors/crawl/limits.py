"""How much of everything one crawl takes, in one place: every number a hostile or broken site meets."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The caps of a crawl. Bytes, seconds and counts; sources and reasons in docs/decisions/0009-crawl-engine.md."""

    page_bytes: int = 5 * 1024 * 1024  # decoded
    pdf_bytes: int = 10 * 1024 * 1024
    robots_bytes: int = 500 * 1024  # RFC 9309, section 2.5
    header_bytes: int = 64 * 1024
    url_chars: int = 2000
    total_s: float = 30.0  # one request from name resolution to last byte
    connect_s: float = 10.0
    read_s: float = 15.0  # silence between two packets
    redirects: int = 10
    depth: int = 6
    tries: int = 3
    queries_per_path: int = 25
    urls_per_pattern: int = 40  # /news/N/N, /events/DATE, ...
    path_segments: int = 12
    site_pages: int = 20  # of a council's pages, kept for what answers questions about the whole site
    third_party_pages: int = 40  # per council, outside its own domain
    parse_s: float = 5.0  # one document in a parse worker
    parse_bytes_memory: int = 512 * 1024 * 1024  # by which a parse worker may grow
    read_bytes: int = 2 * 1024 * 1024  # of a page that are searched for links; all of it is kept
    nesting: int = 2000  # open elements; beyond, lxml drops content and lexbor takes seconds
    attributes: int = 2000  # on one tag; parsers are quadratic in it
    sitemap_urls: int = 5000
    sitemaps: int = 8
    searches: int = 6
    retry_after_s: float = 120.0  # beyond, the host is parked
    breaker_failures: int = 5  # in a row
    breaker_rest_s: float = 600.0
    rests: int = 3  # that one run waits out for a host which answers in between
