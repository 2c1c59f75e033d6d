"""Whole files in the shape in which wget and Browsertrix write them, read record by record."""

from __future__ import annotations

import hashlib
from io import BytesIO

from collectors.web_archive.read import Capture, Passed, PassedOver, read_stream
from tests.collectors.web_archive.archives import PAGE, Made, archive, http, sha1

SITE = "https://www.leeds.gov.uk"


def made(kind: str, url: str, block: bytes, *more: tuple[str, str], day: str = "2026-11-20T10:00:00Z") -> Made:
    number = hashlib.sha1(f"{kind} {url} {day}".encode()).hexdigest()[:12]
    head = (("WARC-Type", kind), ("WARC-Record-ID", f"<urn:uuid:00000000-0000-4000-8000-{number}>"), ("WARC-Date", day))
    return Made((*head, *((("WARC-Target-URI", url),) if url else ()), *more), block)


def read(records: list[Made], version: str, zipped: bool = True) -> list[Capture | PassedOver]:
    return list(read_stream(BytesIO(archive(records, zipped, version)), "made"))


def test_a_file_of_wget() -> None:
    """Addresses in angle brackets, chunks as they came, digests of base 32, and its own log at the end."""
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)
    block = http(chunked, Transfer_Encoding="chunked", Content_Type="text/html")
    digests = (("WARC-Block-Digest", sha1(block)), ("WARC-Payload-Digest", sha1(chunked)))
    records = [
        made("warcinfo", "", b"software: Wget/1.21.3 (linux-gnu)\r\nrobots: classic\r\n",
             ("Content-Type", "application/warc-fields"), ("WARC-Filename", "made.warc.gz")),
        made("request", f"<{SITE}/bins>", b"GET /bins HTTP/1.1\r\nHost: www.leeds.gov.uk\r\n\r\n",
             ("Content-Type", "application/http;msgtype=request")),
        made("response", f"<{SITE}/bins>", block, ("Content-Type", "application/http;msgtype=response"), *digests),
        made("metadata", "metadata://gnu.org/software/wget/warc/MANIFEST.txt", b"<urn:uuid:1>\r\n",
             ("Content-Type", "text/plain")),
        made("resource", "metadata://gnu.org/software/wget/warc/wget.log", b"saved\r\n",
             ("Content-Type", "text/plain")),
    ]  # fmt: skip
    for zipped in (True, False):
        found = read(records, "WARC/1.0", zipped)
        captures = [one for one in found if isinstance(one, Capture)]
        assert [(one.url, one.status, one.body, one.cut) for one in captures] == [(f"{SITE}/bins", 200, PAGE, "")]
        assert [one.reason for one in found if isinstance(one, PassedOver)] == [Passed.OTHER_TYPE] * 4


def test_a_file_of_browsertrix() -> None:
    """WARC 1.1, milliseconds, SHA-256 digests, bodies decoded, page text and page info beside, a repeated page."""
    digest = f"sha256:{hashlib.sha256(PAGE).hexdigest()}"
    block = http(PAGE, "200", content_type="text/html; charset=utf-8", x_orig_content_encoding="br")
    page = (("WARC-Page-ID", "0b5d0e3a-7b0c-4b5e-8f5e-0d6f3f1f4c11"), ("WARC-Resource-Type", "document"))
    reply = ("Content-Type", "application/http; msgtype=response")
    repeated = (
        ("WARC-Profile", "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"),
        ("WARC-Refers-To-Target-URI", f"{SITE}/bins"),
        ("WARC-Refers-To-Date", "2026-11-20T10:00:00.123Z"),
        ("WARC-Payload-Digest", digest),
    )
    records = [
        made("warcinfo", "", b"software: Browsertrix-Crawler 1.5.0\r\nformat: WARC File Format 1.1\r\n",
             ("Content-Type", "application/warc-fields")),
        made("response", f"{SITE}/bins", block, reply, *page, ("WARC-Payload-Digest", digest),
             day="2026-11-20T10:00:00.123Z"),
        made("request", f"{SITE}/bins", b"GET /bins HTTP/1.1\r\n\r\n",
             ("Content-Type", "application/http; msgtype=request")),
        made("resource", f"urn:text:{SITE}/bins", b"Bins", ("Content-Type", "text/plain")),
        made("resource", f"urn:pageinfo:{SITE}/bins", b'{"pageid": "1"}', ("Content-Type", "application/json")),
        made("revisit", f"{SITE}/bins/", http(b"", "200", content_type="text/html"), reply, *repeated,
             day="2026-11-20T10:00:05.500Z"),
    ]  # fmt: skip
    found = read(records, "WARC/1.1")
    whole, again = (one for one in found if isinstance(one, Capture))
    assert (whole.url, whole.status, whole.body, whole.cut) == (f"{SITE}/bins", 200, PAGE, "")
    assert whole.captured_at == "2026-11-20T10:00:00.123000+00:00" and whole.digest == digest
    assert (again.is_revisit, again.digest, again.body) == (True, digest, b"")
    assert [one.reason for one in found if isinstance(one, PassedOver)] == [Passed.OTHER_TYPE] * 4
