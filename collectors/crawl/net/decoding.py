"""Content encodings undone under a cap: a small body may not become a large one (RFC 9110, section 8.4)."""

import io
import zlib
from collections.abc import Callable

import brotli
import zstandard

MAX_LAYERS = 2
MAX_ZSTD_WINDOW = 8 * 1024 * 1024  # RFC 8878, section 3.1.1.1.2: what every decoder supports


class TooLarge(ValueError):
    """The body is larger than the cap; `head` is its beginning, as far as the cap."""

    def __init__(self, message: str, head: bytes = b"") -> None:
        super().__init__(message)
        self.head = head


class Undecodable(ValueError):
    """The body is not in the encoding it claims, is cut short, or the encoding is unknown."""


class CutShort(Undecodable):
    """The compressed body ends before its end: another try may bring the whole of it."""


def decode_body(wire: bytes, content_encoding: str, cap: int) -> bytes:
    """Return the body freed of its content encodings, at most `cap` bytes.

    content_encoding: the header's value, "" if there was none. Raises TooLarge or Undecodable. A body that claims
    gzip and plainly is not is returned as it is: servers that compress nothing often keep the header.
    """
    layers = [name for name in (part.strip().lower() for part in content_encoding.split(",")) if name]
    layers = [name for name in layers if name != "identity"]
    if len(layers) > MAX_LAYERS:
        raise Undecodable(f"{len(layers)} content encodings on top of each other")
    body = wire
    for name in reversed(layers):
        if name not in _DECODERS:
            raise Undecodable(f"unknown content encoding {name[:40]}")
        body = _DECODERS[name](body, cap)
    if len(body) > cap:
        raise TooLarge(f"more than {cap} bytes", body[:cap])
    return body


def _gunzip(wire: bytes, cap: int) -> bytes:
    if not wire.startswith(b"\x1f\x8b"):
        return wire
    parts, room, rest = [], cap, wire
    while rest.startswith(b"\x1f\x8b"):
        inflater = zlib.decompressobj(31)
        parts.append(_inflate(inflater, rest, room))
        room, rest = room - len(parts[-1]), inflater.unused_data
    return b"".join(parts) if len(parts) > 1 else parts[0]


def _inflate_either(wire: bytes, cap: int) -> bytes:
    try:
        return _inflate(zlib.decompressobj(15), wire, cap)
    except Undecodable:
        return _inflate(zlib.decompressobj(-15), wire, cap)


def _inflate(inflater: "zlib._Decompress", wire: bytes, cap: int) -> bytes:
    try:
        body = inflater.decompress(wire, cap + 1)
    except zlib.error as error:
        raise Undecodable(str(error)) from error
    if len(body) > cap:
        raise TooLarge(f"more than {cap} bytes", body[:cap])
    if not inflater.eof:
        raise CutShort("compressed body is cut short")
    return body


def _unbrotli(wire: bytes, cap: int) -> bytes:
    decoder, parts, size, feed = brotli.Decompressor(), [], 0, wire
    try:
        while not decoder.is_finished():
            part = decoder.process(feed, output_buffer_limit=65536)
            feed, size = b"", size + len(part)
            parts.append(part)
            if size > cap:
                raise TooLarge(f"more than {cap} bytes")
            if not part and decoder.can_accept_more_data():
                raise CutShort("compressed body is cut short")
    except brotli.error as error:
        raise Undecodable(str(error)) from error
    return b"".join(parts)


def _unzstd(wire: bytes, cap: int) -> bytes:
    reader = zstandard.ZstdDecompressor(max_window_size=MAX_ZSTD_WINDOW).stream_reader(
        io.BytesIO(wire), read_across_frames=True
    )
    try:
        body = reader.read(cap + 1)
    except zstandard.ZstdError as error:
        raise Undecodable(str(error)) from error
    if len(body) > cap:
        raise TooLarge(f"more than {cap} bytes", body[:cap])
    return body


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _inflate_either,
    "br": _unbrotli,
    "zstd": _unzstd,
}
