"""Records of a web archive become captures; what cannot be used is said, and nothing is guessed."""

from __future__ import annotations

import gzip
import io
import zlib
from contextlib import suppress
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.web_archive.read import Capture, Passed, PassedOver, Record, read_archive, read_stream
from errors import CrawlError
from tests.collectors.web_archive.archives import PAGE, Made, archive, http, response, sha1

URL = "https://www.a.test/bins"


def read(content: bytes) -> list[Record]:
    return list(read_stream(io.BytesIO(content), "made.warc.gz"))


def only(content: bytes) -> Capture:
    (found,) = read(content)
    assert isinstance(found, Capture), found
    return found


def chunked(body: bytes) -> bytes:
    half = len(body) // 2
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:half], body[half:])) + b"0\r\n\r\n"


@pytest.mark.parametrize("zipped", [True, False], ids=["gzip", "plain"])
@pytest.mark.parametrize("version", ["WARC/1.0", "WARC/1.1"])
def test_a_response_is_a_capture(zipped: bool, version: str):
    block = http(PAGE, Content_Type="text/html", ETag='"1"')
    found = only(archive([response(URL, block, ("WARC-Payload-Digest", sha1(PAGE)))], zipped, version))
    assert (found.url, found.status, found.body, found.cut) == (URL, 200, PAGE, "")
    assert found.headers == {"content-type": "text/html", "etag": '"1"'}
    assert (found.captured_at, found.digest) == ("2026-11-20T10:00:00+00:00", sha1(PAGE))
    assert found.record_id == "urn:uuid:00000000-0000-4000-8000-000000000001"


@pytest.mark.parametrize(
    ("stored", "headers"),
    [
        (chunked(PAGE), {"Transfer_Encoding": "chunked"}),
        (PAGE, {"Transfer_Encoding": "chunked"}),
        (gzip.compress(PAGE), {"Content_Encoding": "gzip"}),
        (PAGE, {"Content_Encoding": "gzip"}),
        (zlib.compress(PAGE), {"Content_Encoding": "deflate"}),
        (zlib.compress(PAGE)[2:-4], {"Content_Encoding": "deflate"}),
        (brotli.compress(PAGE), {"Content_Encoding": "br"}),
        (chunked(gzip.compress(PAGE)), {"Transfer_Encoding": "chunked", "Content_Encoding": "gzip"}),
        (PAGE, {"X_Archive_Orig_Content_Encoding": "gzip"}),
    ],
    ids=["chunked", "unchunked", "gzip", "gunzipped", "zlib", "raw deflate", "br", "chunked gzip", "kept decoded"],
)
def test_codings_are_undone_and_those_undone_already_are_left(stored: bytes, headers: dict[str, str]):
    assert only(archive([response(URL, http(stored, **headers))])).body == PAGE


@pytest.mark.parametrize(
    ("record", "cut"),
    [
        (response(URL, http(PAGE[:30]), ("WARC-Truncated", "length")), "length"),
        (response(URL, http(PAGE[:30]), ("WARC-Truncated", "time")), "time"),
        (response(URL, http(gzip.compress(PAGE * 50)[:60], Content_Encoding="gzip")), "length"),
        (response(URL, http(chunked(PAGE)[:40], Transfer_Encoding="chunked")), "length"),
        (
            response(URL, http(brotli.compress(PAGE)[:20], Content_Encoding="br"), ("WARC-Truncated", "length")),
            "length",
        ),
    ],
    ids=["said", "said why", "in gzip", "in a chunk", "in br"],
)
def test_a_body_that_is_not_whole_says_so(record: Made, cut: str):
    assert only(archive([record])).cut == cut


def test_a_length_of_ten_gigabytes_that_is_not_there_is_a_cut_body():
    record = response(URL, http(PAGE), ("Content-Length", "10000000000"))
    found = read(archive([record], zipped=False))
    assert isinstance(found[0], Capture) and found[0].cut == "length"


def test_a_body_longer_than_what_is_read_is_cut(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("collectors.web_archive.read.MOST_BYTES", 70_000)
    found = only(archive([response(URL, http(b"x" * 200_000))]))
    assert (len(found.body), found.cut) == (70_000, "length")


def test_a_revisit_names_the_bytes_that_it_repeats():
    block = http(b"", ETag='"1"')
    more = (("WARC-Profile", "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"),
            ("WARC-Payload-Digest", sha1(PAGE)))  # fmt: skip
    found = only(archive([response(URL, block, *more, kind="revisit")]))
    assert (found.is_revisit, found.digest, found.body) == (True, sha1(PAGE), b"")


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (response(URL, b"GET /bins HTTP/1.1\r\nHost: www.a.test\r\n\r\n", kind="request"), Passed.OTHER_TYPE),
        (Made((("WARC-Type", "warcinfo"), ("WARC-Record-ID", "<urn:x:1>")), b"software: Wget\r\n"), Passed.OTHER_TYPE),
        (Made((("WARC-Type", "resource"), ("WARC-Target-URI", "urn:pageinfo:https://www.a.test/"),
               ("WARC-Record-ID", "<urn:x:2>")), b"{}"), Passed.OTHER_TYPE),
        (response("dns:www.a.test", b"20261120 www.a.test. 60 IN A 192.0.2.1"), Passed.NOT_WEB),
        (response("ftp://www.a.test/x", http(PAGE)), Passed.NOT_WEB),
        (response(URL, http(PAGE), ("WARC-Payload-Digest", sha1(b"other"))), Passed.WRONG_DIGEST),
        (response(URL, http(PAGE), day="yesterday"), Passed.NO_DATE),
        (response(URL, http(b"\x1f\x8bnot gzip at all", Content_Encoding="gzip")), Passed.UNREADABLE),
        (response(URL, http(b"not brotli", Content_Encoding="br")), Passed.UNREADABLE),
    ],
    ids=["request", "warcinfo", "resource", "dns", "ftp", "digest", "date", "gzip", "br"],
)  # fmt: skip
def test_what_becomes_no_capture_says_why(record: Made, reason: Passed):
    first, second = read(archive([record, response(URL, http(PAGE))]))
    assert isinstance(first, PassedOver) and first.reason is reason
    assert isinstance(second, Capture) and second.body == PAGE


def test_a_response_without_http_headers_is_passed_over():
    found = read(archive([response(URL, b"")]))
    assert [one.reason for one in found if isinstance(one, PassedOver)] == [Passed.NO_HTTP_HEADERS]


@pytest.mark.parametrize("zipped", [True, False], ids=["gzip", "plain"])
def test_an_archive_that_ends_inside_a_record_gives_what_came_before_and_says_so(zipped: bool):
    content = archive([response(URL, http(PAGE)), response(URL + "2", http(PAGE * 200))], zipped)
    found = read(content[: len(content) - 60])
    assert isinstance(found[0], Capture) and found[0].body == PAGE
    last = found[-1]
    assert (isinstance(last, PassedOver) and last.reason is Passed.ENDS_EARLY) or last.cut == "length"


@pytest.mark.parametrize(
    "content", [b"", b"<!doctype html><title>Not an archive</title>", b"\x00" * 500, b"PK\x03\x04zip"]
)
def test_a_file_that_is_no_archive_is_refused(content: bytes, tmp_path: Path):
    path = tmp_path / "page.warc"
    path.write_bytes(content)
    with pytest.raises(CrawlError, match="page.warc"):
        list(read_archive(path))


@pytest.mark.parametrize("name", ["nowhere.warc", ""])
def test_a_file_that_is_not_there_is_refused(name: str, tmp_path: Path):
    with pytest.raises(CrawlError, match="expected a WARC file"):
        list(read_archive(tmp_path / name))


@given(st.binary(max_size=400), st.integers(0, 400))
def test_no_bytes_raise_anything_but_a_refusal(junk: bytes, at: int):
    content = archive([response(URL, http(PAGE, Transfer_Encoding="chunked", Content_Encoding="gzip"))], zipped=False)
    broken = content[:at] + junk + content[at:]
    with suppress(CrawlError):
        assert all(isinstance(one, Capture | PassedOver) for one in read(broken))
