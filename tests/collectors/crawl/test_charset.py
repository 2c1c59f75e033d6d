"""Which characters the bytes stand for, whatever the headers claim."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.verdict.charset import as_utf8, charset_of, media_type_of

WORDS = "Caf\u00e9 \u2013 \u201cbins\u201d \u00a35 na\u00efve T\u0177\u2019r Cyngor"
WESTERN = "Caf\u00e9 \u2013 \u201cbins\u201d \u00a35 na\u00efve"
META = '<meta charset="{}">'


@pytest.mark.parametrize(
    ("body", "content_type", "words"),
    [
        (WORDS.encode(), "text/html; charset=utf-8", WORDS),
        (WORDS.encode(), "text/html", WORDS),
        (WORDS.encode(), "", WORDS),
        (WORDS.encode(), "text/html; charset=iso-8859-1", WORDS),
        (WESTERN.encode("cp1252"), "text/html; charset=utf-8", WESTERN),
        (WESTERN.encode("cp1252"), "text/html; charset=iso-8859-1", WESTERN),
        (WESTERN.encode("cp1252"), "text/html", WESTERN),
        (b"\xef\xbb\xbf" + WORDS.encode(), "text/html; charset=windows-1252", WORDS),
        (WORDS.encode("utf-16"), "text/html; charset=utf-8", WORDS),
        (("<html>" + WORDS).encode("utf-16-le"), "text/html", "<html>" + WORDS),
        (("<html>" + WORDS).encode("utf-16-be"), "text/html; charset=utf-8", "<html>" + WORDS),
        (
            META.format("iso-8859-15").encode() + "5\u20ac".encode("iso-8859-15"),
            "text/html",
            META.format("iso-8859-15") + "5\u20ac",
        ),
        (META.format("utf-16").encode() + WORDS.encode(), "text/html", META.format("utf-16") + WORDS),
        (WORDS.encode(), "text/html; charset=x-council", WORDS),
        (WORDS.encode(), 'TEXT/HTML; charset="UTF-8"; charset=ascii', WORDS),
        (WORDS.encode(), "text/html; charset=utf-7", WORDS),
        (WORDS.encode(), "text/html; charset=hex", WORDS),
        (b"a\0b\0c", "text/html; charset=utf-8", "abc"),
        (b"", "text/html", ""),
    ],
)
def test_the_words_are_found_whatever_is_claimed(body: bytes, content_type: str, words: str) -> None:
    assert as_utf8(body, charset_of(body, content_type)).decode() == words


def test_a_few_invalid_sequences_do_not_spoil_the_sound_ones() -> None:
    body = WORDS.encode() + b" \xff\xc3( bad"
    assert as_utf8(body, charset_of(body, "text/html")).decode().startswith(WORDS)


@settings(max_examples=40)
@given(st.binary(max_size=400), st.text(max_size=40))
def test_no_bytes_and_no_header_break_the_reading(body: bytes, content_type: str) -> None:
    text = as_utf8(body, charset_of(body, content_type))
    assert b"\0" not in text
    text.decode("utf-8")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff"), min_size=1))
def test_sound_utf8_comes_through_unchanged(words: str) -> None:
    body = words.encode()
    assert as_utf8(body, "utf-8") == body


@pytest.mark.parametrize(
    ("body", "declared", "media"),
    [
        (b"<!doctype html><p>x", "text/html", "text/html"),
        (b"%PDF-1.7", "text/html", "application/pdf"),
        (b"\x89PNG\r\n", "text/html", "image/png"),
        (b"PK\x03\x04", "text/html", "application/zip"),
        (b"<html><body>", "", "text/html"),
        (b"<html><body>", "application/octet-stream", "text/html"),
        (b"<!DOCTYPE html><html>", "text/plain; charset=utf-8", "text/html"),
        (b"plain words", "", "text/plain"),
        (b"a < b", "text/plain", "text/plain"),
        (b"\0\1\2", "", "application/octet-stream"),
        (b'{"page": 1}', "text/html", "application/json"),
        (b"<?xml version='1.0'?><urlset>", "", "application/xml"),
        (b"", "", ""),
        (b"\xff\xfe<\0h\0t\0m\0l\0>\0", "", "text/html"),
    ],
)
def test_the_kind_of_file_is_told_by_its_bytes_first(body: bytes, declared: str, media: str) -> None:
    assert media_type_of(body, declared) == media
