"""Replies as bytes: built once per page, compressed once, conditional and HEAD requests answered from there."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus

import brotli
import zstandard

from evaluation.simulated_internet.records import Request, SimPage, SimSite

MODIFIED = formatdate(1767225600, usegmt=True)
"""The Last-Modified of every page that carries one."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page ready to send: the body as compressed and the head lines that never change."""

    body: bytes
    coding: str | None
    head: bytes
    etag: str


def gzipped(body: bytes, level: int = 1) -> bytes:
    """One gzip member; level 1 as most servers do it on the fly."""
    squeeze = zlib.compressobj(level, zlib.DEFLATED, 31)
    return squeeze.compress(body) + squeeze.flush()


def encode(body: bytes, coding: str | None) -> bytes:
    """The body in a content coding: br, zstd, gzip, deflate or None."""
    if coding == "br":
        return brotli.compress(body, quality=3)
    if coding == "zstd":
        return zstandard.ZstdCompressor(level=1).compress(body)
    if coding == "gzip":
        return gzipped(body)
    return zlib.compress(body, 1) if coding == "deflate" else body


def status_line(status: int) -> str:
    """The first line of a reply, with the customary reason."""
    reason = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "Unknown"
    return f"HTTP/1.1 {status} {reason}\r\n"


def prepare(site: SimSite, page: SimPage) -> Prepared:
    """Render and compress one page; the result serves every later request for it."""
    body = page.body
    coding = page.encoding or ("gzip" if len(body) > 500 and page.status == 200 and _texty(page) else None)
    lines = [f"{name}: {value}\r\n" for name, value in page.headers if not name.startswith("X-Simulated-")]
    if page.content_type is not None:
        lines.append(f"Content-Type: {page.content_type}\r\n")
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    if page.cacheable and page.status == 200:
        lines += _validators(site.validators, etag)
    return Prepared(encode(body, coding), coding, "".join(lines).encode("latin-1"), etag)


def _texty(page: SimPage) -> bool:
    return page.content_type is None or any(word in page.content_type.lower() for word in ("text", "xml", "json"))


def _validators(kind: str, etag: str) -> list[str]:
    if kind == "etag":
        return [f"ETag: {etag}\r\n"]
    return [f"Last-Modified: {MODIFIED}\r\n"] if kind == "modified" else []


def unchanged(site: SimSite, page: SimPage, ready: Prepared, request: Request) -> bool:
    """Whether a conditional request deserves a 304."""
    if page.status != 200 or not page.cacheable:
        return False
    if site.validators == "etag":
        return ready.etag in request.headers.get("if-none-match", "")
    return site.validators == "modified" and request.headers.get("if-modified-since") == MODIFIED


def respond(site: SimSite, page: SimPage, ready: Prepared, request: Request) -> tuple[bytes, int]:
    """The whole reply as bytes, and the status that was sent."""
    date = b"Date: " + formatdate(usegmt=True).encode() + b"\r\n"
    if unchanged(site, page, ready, request):
        return status_line(304).encode() + date + ready.head + b"\r\n", 304
    accepted = page.encoding is not None or "gzip" in request.headers.get("accept-encoding", "")
    body = ready.body if accepted or ready.coding is None else page.body
    extra = f"Content-Length: {len(body)}\r\n"
    if ready.coding and accepted:
        extra += f"Content-Encoding: {ready.coding}\r\nVary: Accept-Encoding\r\n"
    head = status_line(page.status).encode() + date + ready.head + extra.encode() + b"\r\n"
    return (head if request.method == "HEAD" else head + body), page.status
