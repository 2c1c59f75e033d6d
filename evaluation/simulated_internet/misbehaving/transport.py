"""Faults of the wire: slow, endless, cut short, torn down, malformed."""

from __future__ import annotations

import zlib
from functools import cache

import brotli
import zstandard

from evaluation.simulated_internet.misbehaving.registry import SOUND, behaving, document, everywhere, fault, sound
from evaluation.simulated_internet.records import Exchange, SimPage, SimSite
from evaluation.simulated_internet.wire import gzipped

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
BODY = document("A sound page", "<p>" + "Plain words. " * 200 + "</p>")
TIME = {"/": ("timed_out",)}
CUT = {"/": ("refused", "replied", "timed_out")}
LARGE = {"/": ("too_large", "timed_out")}


async def _drip(wire: Exchange, data: bytes) -> None:
    for position in range(len(data)):
        wire.raw(data[position : position + 1])
        if not await wire.sleep(1.0):
            return
    wire.close()


@fault("unreachable", outcomes=TIME)
def slow_drip(host: str) -> SimSite:
    """The body drips one byte a second, without a length, for as long as the client stays."""

    async def behave(wire: Exchange) -> None:
        wire.raw(HEAD + b"\r\n")
        await _drip(wire, b"<p>drip</p>" * 10_000)

    return everywhere(host, behaving(behave))


@fault("unreachable", outcomes=TIME)
def slow_drip_length(host: str) -> SimSite:
    """The body drips one byte a second towards a promised Content-Length of 100,000."""

    async def behave(wire: Exchange) -> None:
        wire.raw(HEAD + b"Content-Length: 100000\r\n\r\n")
        await _drip(wire, b"x" * 100_000)

    return everywhere(host, behaving(behave))


@fault("unreachable", outcomes=TIME)
def slow_headers(host: str) -> SimSite:
    """The header drips one byte a second."""

    async def behave(wire: Exchange) -> None:
        await _drip(wire, HEAD + b"X-Padding: " + b"x" * 10_000)

    return everywhere(host, behaving(behave))


@fault("unreachable", outcomes=TIME)
def silent(host: str) -> SimSite:
    """The connection is accepted and nothing ever comes."""

    async def behave(wire: Exchange) -> None:
        await wire.sleep(600)
        wire.close()

    return everywhere(host, behaving(behave))


@fault("unreachable", outcomes=TIME)
def stalls_midway(host: str) -> SimSite:
    """Half of the promised body comes, then nothing."""

    async def behave(wire: Exchange) -> None:
        wire.raw(HEAD + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY[: len(BODY) // 2])
        await wire.sleep(600)
        wire.close()

    return everywhere(host, behaving(behave))


@fault("replied", pages=SOUND)
def slow_but_sound(host: str) -> SimSite:
    """Every page takes a second, and is sound."""
    return sound(host, delay_s=1.0)


@fault("unparseable", "unreachable", outcomes=LARGE)
def endless_body(host: str) -> SimSite:
    """The body never ends and comes as fast as the client reads (here 16 kB every 5 ms)."""

    async def behave(wire: Exchange) -> None:
        wire.raw(HEAD + b"\r\n<html><body>")
        while await wire.sleep(0.005):
            wire.raw(b"<p>more and more</p>" * 800)

    return everywhere(host, behaving(behave))


@fault("unparseable", "unreachable", outcomes={"/": ("too_large", "refused", "timed_out")})
def endless_headers(host: str) -> SimSite:
    """Header lines without end."""

    async def behave(wire: Exchange) -> None:
        wire.raw(HEAD)
        number = 0
        while await wire.sleep(0.005):
            number += 1
            wire.raw(b"X-Line-%d: %s\r\n" % (number, b"x" * 500))

    return everywhere(host, behaving(behave))


@cache
def gigabyte_of_spaces() -> bytes:
    """One gigabyte of spaces in about one megabyte: one compressed block, repeated."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    first = squeeze.compress(b" " * 1_000_000) + squeeze.flush(zlib.Z_FULL_FLUSH)
    block = squeeze.compress(b" " * 1_000_000) + squeeze.flush(zlib.Z_FULL_FLUSH)
    return first + block * 999 + squeeze.flush()


def _coded(coding: str, body: bytes) -> SimPage:
    async def behave(wire: Exchange) -> None:
        wire.raw(HEAD + b"Content-Encoding: %s\r\nContent-Length: %d\r\n\r\n" % (coding.encode(), len(body)) + body)

    return behaving(behave)


@fault("unparseable", "unreachable", outcomes=LARGE)
def gzip_bomb(host: str) -> SimSite:
    """One megabyte of gzip that unpacks to one gigabyte."""
    return everywhere(host, _coded("gzip", gigabyte_of_spaces()))


@fault("unparseable", "unreachable", outcomes=LARGE)
def brotli_bomb(host: str) -> SimSite:
    """A few hundred bytes of brotli, forced on the client, that unpack to 64 MB."""
    return everywhere(host, _coded("br", brotli.compress(b" " * 64_000_000, quality=1)))


@fault("unparseable", "unreachable", outcomes=LARGE)
def zstd_bomb(host: str) -> SimSite:
    """A few kilobytes of zstd, forced on the client, that unpack to 64 MB."""
    return everywhere(host, _coded("zstd", zstandard.ZstdCompressor().compress(b" " * 64_000_000)))


@fault("unparseable", "unreachable", outcomes=CUT)
def truncated_gzip(host: str) -> SimSite:
    """The gzip stream stops half way while the Content-Length agrees with what was sent."""
    packed = gzipped(BODY)
    return everywhere(host, _coded("gzip", packed[: len(packed) // 2]))


@fault("unparseable", "unreachable", "replied", outcomes=CUT)
def mislabelled_gzip(host: str) -> SimSite:
    """The header says gzip, the body is plain HTML."""
    return everywhere(host, _coded("gzip", BODY))


@fault("unreachable", "unparseable", outcomes=CUT)
def truncated_body(host: str) -> SimSite:
    """Half of the promised length, then a good-mannered close."""

    async def behave(wire: Exchange) -> None:
        wire.raw(HEAD + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY[: len(BODY) // 2])
        wire.close()

    return everywhere(host, behaving(behave))


@fault("unreachable", "unparseable", outcomes=CUT)
def truncated_chunks(host: str) -> SimSite:
    """A chunked body that ends without its last chunk."""

    async def behave(wire: Exchange) -> None:
        wire.raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(BODY) + BODY + b"\r\n")
        wire.close()

    return everywhere(host, behaving(behave))


@fault("unreachable", outcomes={"/": ("refused",)})
def reset(host: str) -> SimSite:
    """A TCP reset in answer to every request."""

    async def behave(wire: Exchange) -> None:
        wire.reset()

    return everywhere(host, behaving(behave))


@fault("unreachable", outcomes={"/": ("refused", "timed_out")})
def reset_midway(host: str) -> SimSite:
    """A TCP reset after the first half of the body."""

    async def behave(wire: Exchange) -> None:
        wire.raw(HEAD + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY[: len(BODY) // 2])
        await wire.sleep(0.05)
        wire.reset()

    return everywhere(host, behaving(behave))


@fault("unreachable", outcomes={"/": ("refused",)})
def closes_without_reply(host: str) -> SimSite:
    """The connection is closed without a byte."""

    async def behave(wire: Exchange) -> None:
        wire.close()

    return everywhere(host, behaving(behave))


@fault("unreachable", outcomes={"/": ("refused",)})
def connection_refused(host: str) -> SimSite:
    """Nothing listens: the proxy answers 502 with Proxy-Status connection_refused."""
    return SimSite(host, scheme="none")


@fault("unreachable", outcomes={"/": ("unresolved",)})
def unresolved(host: str) -> list[SimSite]:
    """A name that does not exist; the proxy answers 502 with Proxy-Status dns_error."""
    return []


@fault("replied", pages=SOUND)
def closes_after_each_page(host: str) -> SimSite:
    """Every connection is closed after one reply without saying so: a kept connection is dead when next used."""
    site = sound(host)
    plain = dict(site.pages)

    def page(path: str) -> SimPage:
        async def behave(wire: Exchange) -> None:
            body = plain[path].body
            wire.raw(HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body)
            wire.close()

        return behaving(behave)

    site.pages = {path: page(path) for path in plain}
    return site
