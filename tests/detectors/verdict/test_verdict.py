"""What a reply is, by the one function, over one table; asked as the crawl asks and as the detectors ask."""

from __future__ import annotations

import csv
import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from collectors.crawl.reading.tier1 import read_page as first_reading
from collectors.crawl.reading.verdict import PageStatus, page_status
from detectors.parse import read_page
from detectors.verdict.charset import HTML, as_utf8, charset_of, media_type_of
from detectors.verdict.verdict import Reason, Reply, ReplyKind, Verdict, verdict_of
from tests.detectors.verdict.replies import Known, known_replies


def as_the_crawl_asks(known: Known) -> Verdict:
    content_type = known.headers.get("content-type", "")
    media = media_type_of(known.body, content_type)
    text = as_utf8(known.body, charset_of(known.body, content_type)) if media in HTML else known.body
    look = first_reading(text, known.url).look if media in HTML and known.body else None
    return verdict_of(Reply(known.url, known.status, known.headers, media, text), look)


def as_the_detectors_ask(known: Known) -> Verdict:
    return read_page(known.body, known.url, None, known.status, headers=known.headers).verdict


def test_every_reply_is_taken_for_what_it_is_by_crawl_and_detectors_alike() -> None:
    wrong = {}
    for known in known_replies():
        found, seen = as_the_crawl_asks(known), as_the_detectors_ask(known)
        right = found.kind is known.kind and (known.reason is None or (found.reason or "") == known.reason)
        if not right or seen != found:
            wrong[known.name] = (found, seen, known.kind, known.reason)
    assert wrong == {}


def test_the_table_has_every_kind_and_every_reason() -> None:
    every = list(known_replies())
    assert {one.kind for one in every} == set(ReplyKind)
    assert {one.reason for one in every if one.reason} == {reason.value for reason in Reason}


@pytest.mark.parametrize("kind", ReplyKind)
def test_the_crawl_has_a_status_for_every_kind_and_only_a_page_is_ok(kind: ReplyKind) -> None:
    assert (page_status(Verdict(kind)) is PageStatus.OK) is (kind is ReplyKind.PAGE)


# Captured replies of real councils: read in place where the folder is there, nothing of them is kept here ---

CAPTURED = os.environ.get("CAPTURED_RESPONSES", "")
CODED = {
    "live": {ReplyKind.PAGE},
    "needs_javascript": {ReplyKind.SHELL},
    "blocked": {ReplyKind.WALL},
    "error": {ReplyKind.GONE, ReplyKind.FAILED},
    "login": {ReplyKind.SIGN_IN},
    "empty": {ReplyKind.UNREADABLE, ReplyKind.SHELL},  # a page of nothing but a script
}
UNDECIDED = {"ub0048"}
"""Of which the coders said that it cannot be told from the page alone."""
FIREWALLS = "https://challenges.cloudflare.com/"
needs_captured = pytest.mark.skipif(not CAPTURED, reason="CAPTURED_RESPONSES does not name the folder")


def captured() -> Iterator[tuple[str, Known]]:
    """Yield each captured reply with its id. Its kind is not known here, so it is given as a page."""
    raw, at = gzip.decompress((Path(CAPTURED) / "captured.warc.gz").read_bytes()), 0
    while at < len(raw):
        begin = raw.index(b"\r\n\r\n", at) + 4
        about = dict(line.split(": ", 1) for line in raw[at:begin].decode().splitlines()[1:] if line)
        end = begin + int(about["Content-Length"])
        head, _, body = raw[begin:end].partition(b"\r\n\r\n")
        first, *lines = head.decode("utf-8", "replace").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        name, url = about["WARC-Record-ID"].rpartition(":")[2].rstrip(">"), about["WARC-Target-URI"]
        yield name, Known(name, ReplyKind.PAGE, None, url, int(first.split()[1]), headers, body)
        at = end + 4


@needs_captured
def test_no_captured_page_is_called_a_wall_or_an_error_and_none_that_was_cut_a_shell() -> None:
    with (Path(CAPTURED) / "captured.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    wrong = []
    for name, known in captured():
        kind = as_the_crawl_asks(known).kind
        cut, ordinary = rows[name]["truncated"] == "1", known.status == 200 and not known.url.startswith(FIREWALLS)
        if cut and kind in (ReplyKind.SHELL, ReplyKind.UNREADABLE):
            wrong.append((name, kind))
        if cut and ordinary and kind not in (ReplyKind.PAGE, ReplyKind.CUT_SHORT):
            wrong.append((name, kind))
        if rows[name]["kind_by_rule"] in ("service_page", "result_of_a_form") and ordinary and not cut:
            wrong += [(name, kind)] if kind is not ReplyKind.PAGE else []
    assert not wrong


@needs_captured
def test_captured_replies_are_what_people_said_they_are() -> None:
    lines = (Path(CAPTURED) / "coded.jsonl").read_text(encoding="utf-8").splitlines()
    said = {row["id"]: row["kind"] for row in map(json.loads, lines)}
    found = {name: as_the_crawl_asks(known).kind for name, known in captured() if name in said}
    assert {name for name, kind in said.items() if found[name] not in CODED[kind]} <= UNDECIDED


@needs_captured
def test_crawl_and_detectors_agree_on_every_captured_reply() -> None:
    assert not [name for name, known in captured() if as_the_crawl_asks(known) != as_the_detectors_ask(known)]
