"""Reading sitemaps (sitemaps.org protocol 0.9): URL sets, indexes, gzip, and plain lists."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from collectors.crawl.net.decoding import TooLarge, Undecodable, decode_body
from detectors.urls import tidy

_URL_LINE = re.compile(rb"^\s*(https?://\S+)\s*$", re.MULTILINE)


@dataclass(slots=True)
class Sitemap:
    """pages and sitemaps: absolute URLs in the file's order, canonical, each once."""

    pages: list[str] = field(default_factory=list)
    sitemaps: list[str] = field(default_factory=list)


def read_sitemap(body: bytes, max_urls: int, max_bytes: int) -> Sitemap:
    """Return what a sitemap lists, at most `max_urls`. Raises ValueError if the bytes are no sitemap.

    A broken file gives what could be read of it. Entities and external references are never resolved.
    """
    try:
        plain = decode_body(body, "gzip", max_bytes) if body.startswith(b"\x1f\x8b") else body
    except (TooLarge, Undecodable) as error:
        raise ValueError(f"sitemap: {error}") from error
    if b"<" not in plain[:1024]:
        return Sitemap(pages=_unique(match.decode("ascii", "replace") for match in _URL_LINE.findall(plain))[:max_urls])
    return _read_xml(plain, max_urls)


def _read_xml(plain: bytes, max_urls: int) -> Sitemap:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(plain.strip(), parser)
    kind = etree.QName(root).localname if root is not None else ""
    if kind not in ("urlset", "sitemapindex"):
        raise ValueError(f"sitemap: its root element is {kind[:40] or 'missing'}")
    found = _unique((loc.text or "").strip() for loc in root.iter("{*}loc"))[:max_urls]
    return Sitemap(pages=found) if kind == "urlset" else Sitemap(sitemaps=found)


def _unique(urls: Iterable[str]) -> list[str]:
    kept: dict[str, None] = {}
    for url in urls:
        try:
            plain = tidy(url)
        except ValueError:
            continue
        if plain:
            kept[plain] = None
    return list(kept)
