"""Faults of text and type: charsets that lie, bytes that are no text, types that are wrong or missing."""

from __future__ import annotations

from evaluation.simulated_internet.misbehaving.registry import document, everywhere, fault
from evaluation.simulated_internet.records import SimPage, SimSite

WORDS = "Café – “bins” £5 naïve"
WELSH = "Tŷ’r Cyngor Ŵyl £5"
PAGE = document("Council home", f"<p>{WORDS}</p><a href='/bins'>Bins</a>").decode()
BARE = PAGE.replace('<meta charset="utf-8">', "")


def _all(host: str, body: bytes, content_type: str | None = "text/html; charset=utf-8", headers: tuple = ()) -> SimSite:
    return everywhere(host, SimPage(body, content_type=content_type, headers=headers))


@fault("replied", expect_text=WORDS)
def windows_1252_as_utf8(host: str) -> SimSite:
    """windows-1252 bytes under a header and a meta tag that both say utf-8."""
    return _all(host, PAGE.encode("windows-1252"))


@fault("replied", expect_text=WORDS)
def utf8_as_latin1(host: str) -> SimSite:
    """utf-8 bytes and meta tag under a header that says iso-8859-1: the bytes are what they are."""
    return _all(host, PAGE.encode(), "text/html; charset=iso-8859-1")


@fault("replied", expect_text=WELSH)
def meta_only(host: str) -> SimSite:
    """utf-8 with Welsh letters, named by the meta tag alone."""
    page = document("Cyngor", f"<p>{WELSH}</p>", lang="cy")
    return _all(host, page, "text/html")


@fault("replied", expect_text=WORDS)
def utf8_bom(host: str) -> SimSite:
    """utf-8 with a byte order mark and no other sign."""
    return _all(host, b"\xef\xbb\xbf" + BARE.encode(), "text/html")


@fault("replied", expect_text=WORDS)
def utf16_bom(host: str) -> SimSite:
    """UTF-16 with a byte order mark under a header that says utf-8."""
    return _all(host, BARE.encode("utf-16"))


@fault("replied", expect_text=WORDS)
def utf16_header(host: str) -> SimSite:
    """UTF-16 little-endian without a mark, named by the header."""
    return _all(host, BARE.encode("utf-16-le"), "text/html; charset=utf-16le")


@fault("replied", expect_text=WORDS)
def nul_bytes(host: str) -> SimSite:
    """A NUL between all words."""
    return _all(host, PAGE.replace("</p>", "\0</p>\0").replace("><", ">\0<").encode())


@fault("replied", expect_text=WORDS)
def invalid_utf8(host: str) -> SimSite:
    """Some sequences that no utf-8 decoder accepts among many that are sound."""
    return _all(host, PAGE.encode().replace(b"</main>", b"<p>\xff\xfe\xc3( \xed\xa0\x80 bad</p></main>"))


@fault("replied", expect_text=WORDS)
def unknown_charset(host: str) -> SimSite:
    """A charset that does not exist, in header and meta tag."""
    return _all(host, PAGE.replace("utf-8", "x-council").encode(), "text/html; charset=x-council")


@fault("replied", expect_text=WORDS)
def quoted_charset(host: str) -> SimSite:
    """The charset in quotes, in capitals, twice."""
    return _all(host, PAGE.encode(), 'TEXT/HTML; charset="UTF-8"; charset=ascii')


@fault("unparseable")
def pdf_as_html(host: str) -> SimSite:
    """A PDF called text/html, everywhere."""
    return _all(host, b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" + b"\x9c\xff\x00binary" * 500 + b"%%EOF")


@fault("unparseable")
def image_as_html(host: str) -> SimSite:
    """A picture called text/html, everywhere."""
    return _all(host, b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 20)


@fault("unparseable")
def json_as_html(host: str) -> SimSite:
    """JSON called text/html, everywhere."""
    return _all(host, b'{"page": {"title": "Bins", "blocks": []}}')


@fault("replied", expect_text=WORDS)
def missing_type(host: str) -> SimSite:
    """HTML without a Content-Type."""
    return _all(host, PAGE.encode(), None)


@fault("replied", expect_text=WORDS)
def html_as_octets(host: str) -> SimSite:
    """HTML called application/octet-stream."""
    return _all(host, PAGE.encode(), "application/octet-stream")


@fault("replied", expect_text=WORDS)
def html_as_plain(host: str) -> SimSite:
    """HTML called text/plain."""
    return _all(host, PAGE.encode(), "text/plain; charset=utf-8")


@fault("replied", expect_text=WORDS)
def xhtml(host: str) -> SimSite:
    """XHTML under its own type, with a declaration and CDATA."""
    start = '<?xml version="1.0" encoding="utf-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en"><head>'
    rest = (
        f"<title>Council</title></head><body><p>{WORDS}</p><a href='/bins'>Bins</a><!-- <![CDATA[x]]> --></body></html>"
    )
    return _all(host, (start + rest).encode(), "application/xhtml+xml")
