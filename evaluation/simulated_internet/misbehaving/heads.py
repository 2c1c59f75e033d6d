"""Faults in the head of a reply: interim replies, too many headers, contradictions, encodings."""

from __future__ import annotations

from evaluation.simulated_internet.misbehaving.registry import SOUND, behaving, document, everywhere, fault, sound
from evaluation.simulated_internet.misbehaving.transport import BODY, HEAD
from evaluation.simulated_internet.records import Exchange, SimPage, SimSite
from evaluation.simulated_internet.wire import gzipped

LENGTH = b"Content-Length: %d\r\n" % len(BODY)
ODD = ("replied", "unparseable", "unreachable")


def _fixed(host: str, reply: bytes) -> SimSite:
    async def behave(wire: Exchange) -> None:
        wire.raw(reply)

    return everywhere(host, behaving(behave))


def _interim(host: str, first: bytes) -> SimSite:
    """A sound site whose replies are all preceded by an interim one."""
    site = sound(host)
    plain = dict(site.pages)

    def page(path: str) -> SimPage:
        async def behave(wire: Exchange) -> None:
            body = plain[path].body
            wire.raw(first + HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body)

        return behaving(behave)

    site.pages = {path: page(path) for path in plain}
    return site


@fault(*ODD)
def early_hints(host: str) -> SimSite:
    """103 Early Hints before every reply; a client that takes it for the answer is off by one ever after."""
    return _interim(host, b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload; as=style\r\n\r\n")


@fault("replied", pages=SOUND)
def continue_first(host: str) -> SimSite:
    """100 Continue, unasked, before every reply."""
    return _interim(host, b"HTTP/1.1 100 Continue\r\n\r\n")


@fault(*ODD)
def many_headers(host: str) -> SimSite:
    """150 header lines, more than http.client accepts."""
    lines = b"".join(b"X-Header-%d: value\r\n" % number for number in range(150))
    return _fixed(host, HEAD + lines + LENGTH + b"\r\n" + BODY)


@fault(*ODD)
def huge_header(host: str) -> SimSite:
    """One header line of 100,000 bytes."""
    return _fixed(host, HEAD + b"X-Long: " + b"x" * 100_000 + b"\r\n" + LENGTH + b"\r\n" + BODY)


@fault(*ODD)
def two_lengths(host: str) -> SimSite:
    """Two Content-Length headers that disagree."""
    return _fixed(host, HEAD + LENGTH + b"Content-Length: 10\r\n\r\n" + BODY)


@fault(*ODD)
def length_and_chunks(host: str) -> SimSite:
    """Content-Length and Transfer-Encoding: chunked together."""
    chunks = b"%x\r\n" % len(BODY) + BODY + b"\r\n0\r\n\r\n"
    return _fixed(host, HEAD + b"Content-Length: 7\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)


@fault("unreachable", "unparseable", outcomes={"/": ("refused", "timed_out")})
def bad_status_line(host: str) -> SimSite:
    """A first line that is not HTTP."""
    return _fixed(host, b"HTTP/9.9 banana\r\nContent-Length: 0\r\n\r\n")


@fault("unreachable", "unparseable", outcomes={"/": ("refused", "timed_out")})
def not_http(host: str) -> SimSite:
    """A banner of another protocol, then close."""

    async def behave(wire: Exchange) -> None:
        wire.raw(b"SSH-2.0-OpenSSH_9.6\r\n\x00\x01\x02\x03")
        wire.close()

    return everywhere(host, behaving(behave))


@fault("replied", "unparseable")
def negative_length(host: str) -> SimSite:
    """Content-Length: -1, body up to the close."""

    async def behave(wire: Exchange) -> None:
        wire.raw(HEAD + b"Content-Length: -1\r\n\r\n" + BODY)
        wire.close()

    return everywhere(host, behaving(behave))


@fault("replied")
def no_length(host: str) -> SimSite:
    """Neither length nor chunks: the close ends the body, which is allowed."""

    async def behave(wire: Exchange) -> None:
        wire.raw(HEAD + b"Connection: close\r\n\r\n" + BODY)
        wire.close()

    return everywhere(host, behaving(behave))


@fault("replied")
def odd_chunks(host: str) -> SimSite:
    """Chunks of one byte and more, with extensions and a trailer, which is allowed."""
    chunks = b"1;x=y\r\n" + BODY[:1] + b"\r\n%X\r\n" % len(BODY[1:]) + BODY[1:] + b"\r\n0\r\nX-After: yes\r\n\r\n"
    return _fixed(host, HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunks)


@fault("replied")
def folded_headers(host: str) -> SimSite:
    """A header folded over two lines and one in bytes above 127."""
    return _fixed(host, HEAD + b"X-Folded: one\r\n two\r\nX-Latin: caf\xe9\r\n" + LENGTH + b"\r\n" + BODY)


@fault("replied")
def two_gzip_members(host: str) -> SimSite:
    """The gzip body is two members one after the other, which is allowed."""
    packed = gzipped(BODY[:100]) + gzipped(BODY[100:])
    length = b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
    return _fixed(host, HEAD + length + packed)


def _forced(host: str, coding: str) -> SimSite:
    site = sound(host)
    site.pages = {path: SimPage(page.content, encoding=coding) for path, page in site.pages.items()}
    return site


@fault("replied", pages=SOUND)
def brotli_forced(host: str) -> SimSite:
    """Brotli whether or not the client accepts it."""
    return _forced(host, "br")


@fault("replied", pages=SOUND)
def zstd_forced(host: str) -> SimSite:
    """Zstandard whether or not the client accepts it."""
    return _forced(host, "zstd")


@fault("replied", pages=SOUND)
def deflate_forced(host: str) -> SimSite:
    """Deflate whether or not the client accepts it."""
    return _forced(host, "deflate")


@fault("unparseable", "unreachable", "replied")
def unknown_coding(host: str) -> SimSite:
    """Content-Encoding: compress, which nobody decodes."""
    return _fixed(host, HEAD + b"Content-Encoding: compress\r\n" + LENGTH + b"\r\n" + BODY)


@fault("replied", pages=SOUND)
def no_validators(host: str) -> SimSite:
    """Neither ETag nor Last-Modified: every visit is a full reply of the same bytes."""
    return sound(host, validators="none")


@fault("replied", pages=SOUND)
def modified_only(host: str) -> SimSite:
    """Last-Modified and 304, but no ETag."""
    return sound(host, validators="modified")


@fault("replied")
def new_tag_each_time(host: str) -> SimSite:
    """The body carries a counter, so ETag and bytes differ at each visit."""
    visits = iter(range(10**9))
    page = SimPage(lambda: document("Counted", f"<!-- request {next(visits)} --><p>Same words.</p>"))
    return everywhere(host, page)


@fault("unreachable", "unparseable")
def unasked_304(host: str) -> SimSite:
    """304 Not Modified to a client that has nothing stored."""
    return _fixed(host, b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n')
