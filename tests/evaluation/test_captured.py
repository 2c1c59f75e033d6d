"""Captured replies: a small folder of our own, and the real one where it is there."""

from __future__ import annotations

import csv
import gzip
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from collectors.crawl.reading.verdict import PageStatus
from commands.grade_detectors import command
from detectors.heads import Head
from evaluation.captured import (
    CapturedError,
    captured_figures,
    captured_replies,
    captured_report,
    crawl_agrees,
    crawl_verdict,
    detectors_agree,
    level_grade,
    verdicts_agree,
)
from evaluation.home_pages import home_pages, labelled

FORM = """<!doctype html><title>Bin collection days</title><main><h1>Check your bin collection day</h1>
<p>Enter your postcode to see when your bins are collected.</p><form action="/bins" method="get">
<label for="p">Postcode</label><input id="p" name="postcode"><button>Find my collection day</button></form></main>"""
REPLIES = (
    ("ub1", 200, FORM, 0, {"kind": "live", "level": 4}),
    ("ub2", 403, "<title>Access denied</title><h1>Access denied</h1>", 0, {"kind": "blocked", "level": None}),
    ("ub3", 404, "<title>Page not found</title><h1>Page not found</h1>", 1, None),
)
REAL = os.environ.get("CAPTURED_RESPONSES", "")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with (tmp_path / "captured.warc.gz").open("wb") as archive:
        for key, status, body, _, _ in REPLIES:
            payload = f"HTTP/1.1 {status} Captured\r\nContent-Type: text/html\r\n\r\n{body}".encode()
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:captured:{key}>\r\n"
                f"WARC-Date: 2026-04-24T12:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
                f"WARC-Target-URI: https://www.testham.gov.uk/{key}\r\nContent-Length: {len(payload)}\r\n\r\n"
            )
            archive.write(gzip.compress(head.encode() + payload + b"\r\n\r\n"))
    rows = [f"{key},{cut}" for key, _, _, cut, _ in REPLIES]
    (tmp_path / "captured.csv").write_text("\n".join(["id,truncated", *rows]) + "\n")
    coded = [json.dumps({"id": key, **label}) for key, *_, label in REPLIES if label]
    (tmp_path / "coded.jsonl").write_text("\n".join(coded) + "\n")
    return tmp_path


def test_replies_are_read_with_their_labels(folder: Path) -> None:
    found = captured_replies(folder)
    assert [(one.id, one.reply.status, one.cut, one.kind, one.level) for one in found] == [
        ("ub1", 200, False, "live", 4), ("ub2", 403, False, "blocked", None), ("ub3", 404, True, "", None)
    ]  # fmt: skip
    assert found[0].reply.body == FORM.encode() and found[0].reply.headers == {"content-type": "text/html"}
    assert found[0].reply.url == "https://www.testham.gov.uk/ub1"


def test_verdicts_and_levels_are_compared_with_the_readers(folder: Path) -> None:
    found = captured_replies(folder)
    coded = [one for one in found if one.kind]
    assert all(crawl_agrees(one) and detectors_agree(one) for one in coded) and all(map(verdicts_agree, found))
    made = level_grade(coded)
    assert (made.cases, made.precision, made.recall) == (2, 1.0, 1.0)


def test_the_command_prints_the_figures_and_writes_nothing(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "grades.json"
    said = CliRunner().invoke(command, ["--captured", str(folder), "--out", str(out)])
    assert said.exit_code == 0 and not out.exists()
    assert "3 captured replies, 1 of them cut by the capture; 2 coded." in said.output
    assert "Crawl and detectors agree on 3 of 3" in said.output and "credit where none is due 0 of 1" in said.output


@pytest.mark.parametrize("spoiled", ["captured.csv", "coded.jsonl", "captured.warc.gz"])
def test_a_folder_that_is_not_as_agreed_is_refused_by_name(folder: Path, spoiled: str) -> None:
    (folder / spoiled).write_text("x")
    with pytest.raises(CapturedError, match="is not a folder of captured replies"):
        captured_replies(folder)
    (folder / spoiled).unlink()
    with pytest.raises(CapturedError):
        captured_replies(folder)


@pytest.mark.skipif(not REAL, reason="CAPTURED_RESPONSES names no folder")
def test_real_replies_are_read_as_a_reader_reads_them() -> None:
    replies = captured_replies(Path(REAL))
    figures = captured_figures(replies)
    assert (figures.real, figures.idle, figures.coded) == (15, 25, 40)
    assert figures.found >= 14 and figures.exact >= 11 and figures.credited == 0 and figures.named <= 1
    assert figures.verdicts == 40 and all(crawl_agrees(one) for one in replies if one.kind) and figures.unread == 0
    right, noted, others = figures.facts["product"]
    assert right == noted and not others
    assert all(right >= 0.95 * noted for right, noted, _ in figures.facts.values())
    assert {noted for _, noted, _ in figures.home_pages.values()} <= {27, 29, 30} and len(figures.home_pages) == 4
    assert all(right >= 0.95 * noted for right, noted, _ in figures.home_pages.values())
    assert len(list(captured_report(Path(REAL)))) == 6 + len(figures.facts) + len(figures.home_pages)


def test_labels_are_compared_where_a_person_could_tell() -> None:
    assert len(home_pages()) == 30
    unread = Head("en", "", (), None, None, None, None, ())
    assert dict(labelled({"language": "en", "statement": "", "search": "?", "consent": "Cookiebot"}, unread)) == {
        "language": True, "statement": True, "consent": False}  # fmt: skip
    absent = replace(unread, statement="", search=False, consent="")
    blank = dict.fromkeys(("statement", "search", "consent"), "")
    assert not any(right for fact, right in labelled({"language": "cy", **blank}, absent)), "absent is not unknown"


@pytest.mark.skipif(not REAL, reason="CAPTURED_RESPONSES names no folder")
def test_no_wall_of_the_real_replies_is_taken_for_anything_else() -> None:
    table = (Path(REAL) / "captured.csv").read_text(encoding="utf-8")
    walls = {row["id"] for row in csv.DictReader(table.splitlines()) if row["kind_by_rule"] == "blocked_page"}
    walls.remove("ub0314")  # a menu of tasks: the rule took the words of its loading message for those of a wall
    found = [crawl_verdict(one) for one in captured_replies(Path(REAL)) if one.id in walls]
    assert len(found) == 16 and set(found) == {PageStatus.BLOCKED}
