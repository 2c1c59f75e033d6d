"""Reading WARC files (ISO 28500, 1.0 and 1.1; gzip a record, or none): records in, captures out. Nothing is stored.

Written for what wget, Browsertrix and Common Crawl write. A record that cannot be used is yielded as what it is, with a
reason, so that nothing is passed over in silence; a file that is no archive at all is refused.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

import brotli
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from errors import CrawlError

MOST_BYTES = 20_000_000
"""Bytes of one body that are read; a longer one is cut there, and the capture says so."""
ENCODED_AS = "x-archive-orig-content-encoding"
"""Header under which an archive that keeps bodies decoded names the coding in which they came."""
PIECE = 65_536
_FAULTS = (ArchiveLoadFailed, EOFError, OSError, ValueError, zlib.error, brotli.error)
"""What the decoders raise on bytes that are not what they say."""
_LIBRARY_FAULTS = (*_FAULTS, AttributeError, TypeError)
"""What warcio raises besides where a record's headers are damaged; caught around it alone."""


class Passed(StrEnum):
    """Why a record becomes no capture."""

    OTHER_TYPE = "a record of another type"
    NOT_WEB = "not an http or https address"
    NO_HTTP_HEADERS = "a response without HTTP headers"
    NO_DATE = "no date that can be read"
    WRONG_DIGEST = "its bytes do not have the digest that the record names"
    UNREADABLE = "its bytes cannot be decoded"
    ENDS_EARLY = "the archive ends inside a record, or is damaged from there on"


@dataclass(frozen=True, slots=True)
class Capture:
    """One reply as an archive has it.

    record_id: of WARC-Record-ID, without brackets. headers: names in lower case, the last of one name standing. body:
    transfer and content coding undone. captured_at: ISO 8601 in UTC. cut: why the body is not whole (the archive's
    word, or `length` where it was cut here), '' for a whole one. digest: of WARC-Payload-Digest, '' without one.
    is_revisit: the archive says that the bytes are those of an earlier capture of that digest, and has none here.
    """

    record_id: str
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    captured_at: str
    cut: str = ""
    digest: str = ""
    is_revisit: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """A JSON record of ours beside the captures. about: id of the capture that it speaks of, '' for the crawl."""

    about: str
    body: bytes


@dataclass(frozen=True, slots=True)
class PassedOver:
    """One record that becomes no capture, or a file that ends early. record_id, url: '' where they are not known."""

    reason: Passed
    record_id: str = ""
    url: str = ""


Record = Capture | Statement | PassedOver
STATEMENT_TYPE = "application/vnd.council-digital-index+json"


def read_archive(path: Path) -> Iterator[Record]:
    """Yield the records of one file in order.

    Raises CrawlError if the file cannot be opened or does not begin as a WARC file does; what is wrong further on is
    yielded as PassedOver(ENDS_EARLY), after everything before it.
    """
    try:
        with path.open("rb") as file:
            yield from read_stream(file, path.name)
    except FileNotFoundError:
        raise CrawlError(f"{path}: no such file; expected a WARC file (.warc or .warc.gz)") from None
    except IsADirectoryError:
        raise CrawlError(f"{path}: is a folder; expected a WARC file (.warc or .warc.gz)") from None


def read_stream(file: BinaryIO, name: str) -> Iterator[Record]:
    """Yield the records of an open file; see read_archive. name: of the file, for messages."""
    records, begun = iter(ArchiveIterator(file, check_digests=True)), False
    while True:
        try:
            record = next(records, None)
        except _LIBRARY_FAULTS as error:
            if not begun:
                said = str(error).strip().splitlines() or ["its first record cannot be read"]
                raise CrawlError(f"{name}: is not a WARC file: {said[0][:200]}") from None
            record = PassedOver(Passed.ENDS_EARLY)
        if record is None or isinstance(record, PassedOver):
            break
        begun = True
        yield _read(record)
    if record is not None:
        yield record
    elif not begun:
        raise CrawlError(f"{name}: is empty; expected a WARC file")


def _read(record: ArcWarcRecord) -> Record:
    """Return what one record is. The stream below it may end or be damaged at any byte."""
    record_id = _bare(record.rec_headers.get_header("WARC-Record-ID") or "")
    url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ")
    if record.rec_type == "metadata" and record.rec_headers.get_header("Content-Type") == STATEMENT_TYPE:
        return Statement(_bare(record.rec_headers.get_header("WARC-Refers-To") or ""), _whole(record.raw_stream)[0])
    if record.rec_type not in ("response", "revisit"):
        return PassedOver(Passed.OTHER_TYPE, record_id, url)
    if not url.startswith(("http://", "https://")):
        return PassedOver(Passed.NOT_WEB, record_id, url)
    status = _status(record)
    if status is None:
        return PassedOver(Passed.NO_HTTP_HEADERS, record_id, url)
    captured_at = _moment(record.rec_headers.get_header("WARC-Date") or "")
    if captured_at is None:
        return PassedOver(Passed.NO_DATE, record_id, url)
    return _capture(record, record_id, url, status, captured_at)


def _capture(record: ArcWarcRecord, record_id: str, url: str, status: int, captured_at: str) -> Record:
    cut = record.rec_headers.get_header("WARC-Truncated") or ""
    headers = {name.lower(): value for name, value in record.http_headers.headers}
    digest = record.rec_headers.get_header("WARC-Payload-Digest") or ""
    if record.rec_type == "revisit":
        return Capture(record_id, url, status, headers, b"", captured_at, cut, digest, is_revisit=True)
    try:
        stored, longer = _whole(record.raw_stream)
    except _FAULTS:
        return PassedOver(Passed.UNREADABLE, record_id, url)
    declared = record.payload_length
    if declared is not None and declared > len(stored) and not longer:
        cut = cut or "length"
    elif not cut and not longer and record.digest_checker is not None and record.digest_checker.passed is False:
        return PassedOver(Passed.WRONG_DIGEST, record_id, url)
    try:
        body, whole = decoded(stored, headers)
    except _FAULTS:
        if not (cut or longer):
            return PassedOver(Passed.UNREADABLE, record_id, url)
        body, whole = b"", False
    if longer or not whole:
        cut = cut or "length"
    headers.pop("transfer-encoding", None)
    if ENCODED_AS in headers:
        headers["content-encoding"] = headers.pop(ENCODED_AS)
    return Capture(record_id, url, status, headers, body, captured_at, cut, digest)


def decoded(stored: bytes, headers: Mapping[str, str]) -> tuple[bytes, bool]:
    """Return a body without transfer and content coding, at most MOST_BYTES of it, and whether it is whole.

    Archives keep chunked bodies chunked or not, whatever the header says: bytes that do not begin as a chunk are taken
    as they are. Raises ValueError or what the decoders raise for bytes that are not what the header says.
    """
    whole = True
    if headers.get("transfer-encoding", "").lower() == "chunked":
        stored, whole = _unchunked(stored)
    coding = headers.get("content-encoding", "").strip().lower()
    if coding in ("gzip", "x-gzip", "deflate") and stored:
        return _inflated(stored, coding, whole)
    if coding == "br" and stored:
        body = brotli.decompress(stored)
        return body[:MOST_BYTES], whole and len(body) <= MOST_BYTES
    return stored, whole


def _inflated(stored: bytes, coding: str, whole: bool) -> tuple[bytes, bool]:
    if stored[:2] != b"\x1f\x8b" and coding != "deflate":
        return stored, whole  # kept decoded although the header still says gzip, as some archives do
    window = 31 if coding != "deflate" else (15 if (stored[0] & 0x0F) == 8 else -15)
    unpacking = zlib.decompressobj(window)
    body = unpacking.decompress(stored, MOST_BYTES)
    return body, whole and unpacking.eof


def _unchunked(stored: bytes) -> tuple[bytes, bool]:
    """Return the bytes of a chunked body (RFC 9112, 7.1) and whether its last chunk is there."""
    parts: list[bytes] = []
    at = 0
    while True:
        line_end = stored.find(b"\r\n", at)
        size = _size(stored[at:line_end]) if line_end >= 0 else None
        if size is None:
            return (stored, True) if not parts else (b"".join(parts), False)
        if size == 0:
            return b"".join(parts), True
        piece = stored[line_end + 2 : line_end + 2 + size]
        parts.append(piece)
        if len(piece) < size:
            return b"".join(parts), False
        at = line_end + 2 + size + 2


def _size(line: bytes) -> int | None:
    digits = line.split(b";")[0].strip()
    if not digits or len(digits) > 8 or any(one not in b"0123456789abcdefABCDEF" for one in digits):
        return None
    return int(digits, 16)


def _whole(stream: Any) -> tuple[bytes, bool]:
    """Return at most MOST_BYTES of a stream, and whether there is more."""
    parts: list[bytes] = []
    length = 0
    while length <= MOST_BYTES:
        piece = stream.read(PIECE)
        if not piece:
            return b"".join(parts), False
        parts.append(piece)
        length += len(piece)
    return b"".join(parts)[:MOST_BYTES], True


def _status(record: ArcWarcRecord) -> int | None:
    if record.http_headers is None:
        return None
    code = (record.http_headers.statusline or "").split(" ")[0]
    return int(code) if code.isdigit() and 100 <= int(code) <= 599 else None


def _moment(text: str) -> str | None:
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def _bare(record_id: str) -> str:
    return record_id.strip().removeprefix("<").removesuffix(">")
