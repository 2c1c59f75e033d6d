"""Content encodings: undone, capped, never trusted."""

import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard

from collectors.crawl.net.decoding import TooLarge, Undecodable, decode_body

BODY = b"council words " * 500


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


PACKED = {
    "": BODY, "identity": BODY, "gzip": gzip.compress(BODY), "x-gzip": gzip.compress(BODY), "br": brotli.compress(BODY),
    "deflate": zlib.compress(BODY), "zstd": zstandard.compress(BODY), "GZIP": gzip.compress(BODY),
    "gzip, br": brotli.compress(gzip.compress(BODY)),
}  # fmt: skip


@pytest.mark.parametrize("encoding", PACKED)
def test_each_encoding_is_undone(encoding: str) -> None:
    assert decode_body(PACKED[encoding], encoding, 10**6) == BODY


def test_deflate_without_its_wrapper_is_undone_too() -> None:
    assert decode_body(raw_deflate(BODY), "deflate", 10**6) == BODY


def test_two_gzip_members_are_one_body() -> None:
    assert decode_body(gzip.compress(BODY) + gzip.compress(BODY), "gzip", 10**6) == BODY * 2


def test_a_body_that_only_claims_gzip_is_taken_as_it_is() -> None:
    assert decode_body(BODY, "gzip", 10**6) == BODY


# Packed by the test and not where the cases stand: every worker reads these.
@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", lambda zeros: gzip.compress(zeros, 1)),
        ("deflate", lambda zeros: zlib.compress(zeros, 1)),
        ("br", lambda zeros: brotli.compress(zeros, quality=5)),
        ("zstd", zstandard.compress),
        ("gzip, gzip", lambda zeros: gzip.compress(gzip.compress(zeros, 1))),
        ("gzip", lambda zeros: gzip.compress(zeros[:400_000]) * 10),
    ],
    ids=["gzip", "deflate", "br", "zstd", "gzip in gzip", "many members"],
)
def test_a_bomb_is_stopped_at_the_cap(encoding: str, pack: Callable[[bytes], bytes]) -> None:
    with pytest.raises(TooLarge):
        decode_body(pack(bytes(50_000_000)), encoding, 10**6)


@pytest.mark.parametrize(
    ("encoding", "wire"),
    [
        ("gzip", gzip.compress(BODY)[:-30]),
        ("deflate", zlib.compress(BODY)[:20]),
        ("br", brotli.compress(BODY)[:12]),
        ("gzip", b"\x1f\x8bnot gzip at all"),
        ("br", b"not brotli at all"),
        ("zstd", b"not zstd at all"),
        ("compress", BODY),
        ("gzip, gzip, gzip", gzip.compress(BODY)),
    ],
    ids=["gzip cut", "deflate cut", "br cut", "no gzip", "no br", "no zstd", "unknown", "gzip once, said thrice"],
)
def test_what_is_cut_short_broken_or_unknown_is_undecodable(encoding: str, wire: bytes) -> None:
    with pytest.raises(Undecodable):
        decode_body(wire, encoding, 10**6)
