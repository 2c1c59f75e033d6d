"""What a reply may say, and how a file that says something else is refused. Every council and reply is invented."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import main
from edition.right_of_reply import (
    CORRECTION_FIELDS,
    REPLY_FIELDS,
    STATUSES,
    Known,
    Reply,
    is_public_address,
    known_to,
    load_replies,
    retests,
)
from errors import ReplyError
from tests.committed import ROOT
from tests.small_edition import COUNCILS, FOLDER

KNOWN = known_to(COUNCILS.values(), {"B11", "A06H"}, ["2026-11"], ["open-data", "website"], until=date(2026, 12, 31))
SAID = 'text = "We have it."\nreceived_on = 2026-12-01\nreviewed_on = 2026-12-02\nreviewed_by = "The editor"\n'
ABOUT = 'indicator = "B11"\nedition = "2026-11"\n'
DECIDED = 'status = "upheld"\ndecided_on = 2026-12-09\noutcome = "It is there."\n'
URL = "https://www.simford.example.org/b11"
EVIDENCE = f'evidence = "{URL}"\n'
STATEMENT = f"[statement]\n{SAID}"
EXPLAIN = f'[[reply]]\nkind = "explain"\nstatus = "noted"\n{ABOUT}{SAID}'
DISAGREE = f'[[reply]]\nkind = "disagree"\n{ABOUT}{SAID}{EVIDENCE}{DECIDED}'
REPORT = f'[[correction]]\ncouncil = "simham"\nsender = "public"\nstatus = "open"\n{ABOUT}{SAID}{EVIDENCE}'


def written(data: Path, replies: str = "", corrections: str = "", name: str = "simford") -> Path:
    for folder, file, text in (("replies", name, replies), ("corrections", "2026", corrections)):
        (data / folder).mkdir(exist_ok=True)
        if text:
            (data / folder / f"{file}.toml").write_text(text, encoding="utf-8")
    return data


def of(council: str, body: str) -> str:
    return f'council = "{council}"\n{body}'


def test_what_was_said_is_read_by_council_and_mark_oldest_first(tmp_path):
    found = load_replies(written(tmp_path, of("simford", DISAGREE + STATEMENT), REPORT), KNOWN)
    simford, simham = COUNCILS["simford"].code, COUNCILS["simham"].code
    day, read, decided = date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 9)
    assert set(found) == {
        Reply(simford, "", "statement", "", "council", "We have it.", "", day, "noted", None, "", read, "The editor"),
        Reply(simford, "B11", "disagree", "2026-11", "council", "We have it.", URL,
              day, "upheld", decided, "It is there.", read, "The editor"),
        Reply(simham, "B11", "report", "2026-11", "public", "We have it.", URL, day, "open", None, "", read,
              "The editor"),
    }  # fmt: skip
    assert list(found) == sorted(found, key=lambda one: (one.received_on, one.authority, one.indicator, one.kind))


def test_without_files_nobody_has_said_anything(tmp_path):
    assert load_replies(tmp_path, KNOWN) == ()


def test_the_edition_of_a_crawl_can_be_spoken_of_and_days_are_not_checked_where_none_is_given(tmp_path):
    late = EXPLAIN.replace('"2026-11"', '"2026-11-website"').replace("2026-12-0", "2030-12-0")
    known = Known(KNOWN.authorities, KNOWN.indicators, KNOWN.editions, KNOWN.scopes)
    (one,) = load_replies(written(tmp_path, of("simford", late)), known)
    assert (one.edition, one.received_on) == ("2026-11-website", date(2030, 12, 1))


WRONG = {
    "not TOML": ("council = simford", r'\(whole file\): field "\(text\)".*TOML in UTF-8'),
    "1 MB": (of("simford", "#" * 1_000_000), r'field "\(size\)": found "1,000,020 bytes", expected at most 65,536'),
    "unknown council": (of("atlantis", EXPLAIN), 'field "council": found "atlantis", expected the short name'),
    "no council": (EXPLAIN, 'field "council": found nothing'),
    "another council's file": (of("simham", EXPLAIN), 'field "council": found "simham", expected "simford"'),
    "unknown table": (of("simford", f"[mark]\n{SAID}"), 'field "mark".*expected one of the fields council, statement'),
    "one table for many": (of("simford", EXPLAIN.replace("[[reply]]", "[reply]")), 'field "reply".*tables such as'),
    "entries that are no tables": (of("simford", "reply = [1]"), r'reply 1: field "\(entry\)": found "1"'),
    "unknown field": (of("simford", EXPLAIN + "score = 100\n"), 'reply 1: field "score": found "100", expected one of'),
    "a field left out": (of("simford", EXPLAIN.replace(ABOUT, "")), 'reply 1: field "indicator": found nothing'),
    "unknown indicator": (of("simford", EXPLAIN.replace("B11", "Z99")), 'field "indicator": found "Z99"'),
    "unknown edition": (of("simford", EXPLAIN.replace("2026-11", "1999-01")), 'field "edition": found "1999-01"'),
    "unknown kind": (of("simford", EXPLAIN.replace("explain", "report")), 'field "kind": found "report", expected one'),
    "status of another kind": (of("simford", EXPLAIN.replace("noted", "upheld")), 'field "status": found "upheld"'),
    "HTML": (of("simford", EXPLAIN.replace("We have it.", "<b>We</b>")), 'field "text": found "<b>We</b>", .*HTML'),
    "an entity": (of("simford", EXPLAIN.replace("We have it.", "&#60;")), 'field "text": .*without HTML'),
    "a long text": (of("simford", EXPLAIN.replace("We have it.", "x" * 601)), 'field "text": .*600 characters; it has'),
    "no text": (of("simford", EXPLAIN.replace("We have it.", " ")), 'field "text": .*some words'),
    "turned text": (of("simford", EXPLAIN.replace("We have", "We \u202ehave")), 'field "text": .*control characters'),
    "a mail address": (of("simford", EXPLAIN.replace("We have it.", "Ask jane.doe@simford.uk")),
                       'field "text": found "Ask jane.doe@simford.uk", .*without mail addresses'),
    "evidence with a mail address": (of("simford", DISAGREE.replace(URL, f"{URL}?to=jane.doe%40simford.uk")),
                                     'field "evidence": .*without mail addresses'),
    "a day to come": (of("simford", EXPLAIN.replace("2026-12-02", "2027-01-01")),
                      'field "reviewed_on": found "2027-01-01", expected a day that has been: not after 2026-12-31'),
    "a day as text": (of("simford", EXPLAIN.replace("2026-12-01", '"2026-12-01"')), 'field "received_on".*quotation'),
    "a moment": (of("simford", EXPLAIN.replace("2026-12-01", "2026-12-01T10:00:00")), 'field "received_on".*a day'),
    "read before it came": (of("simford", EXPLAIN.replace("2026-12-02", "2026-11-30")), 'field "reviewed_on".*not bef'),
    "decided before it came": (of("simford", DISAGREE.replace("2026-12-09", "2026-11-30")), 'field "decided_on".*not'),
    "no evidence": (of("simford", DISAGREE.replace(EVIDENCE, "")), 'field "evidence": found nothing, .*needs one'),
    "a script": (of("simford", DISAGREE.replace("https://www.simford.example.org/b11", "javascript:alert(1)")),
                 r'reply 1: field "evidence": found "javascript:alert\(1\)", expected an address'),
    "no decision": (of("simford", DISAGREE.replace('outcome = "It is there."\n', "")), 'field "outcome": found noth'),
    "no day of the decision": (of("simford", DISAGREE.replace("decided_on = 2026-12-09\n", "")), 'field "decided_on"'),
    "open and decided": (of("simford", DISAGREE.replace("upheld", "open")), 'field "decided_on".*expected nothing'),
    "twice": (of("simford", EXPLAIN + EXPLAIN), 'field "received_on": found "2026-12-01", .*there twice'),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_reply_is_refused_by_file_entry_field_value_and_what_was_expected(tmp_path, case):
    text, says = WRONG[case]
    with pytest.raises(ReplyError, match=f"^replies.*{says}"):
        load_replies(written(tmp_path, text), KNOWN)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (REPORT.replace("simham", "atlantis"), 'correction 1: field "council": found "atlantis"'),
        (REPORT.replace("public", "Jane Doe"), 'field "sender": found "Jane Doe", expected one of council, public'),
        (REPORT.replace(EVIDENCE, ""), 'field "evidence": found nothing, .*needs one'),
        (REPORT + 'kind = "report"\n', 'field "kind": found "report", expected one of the fields'),
        (f"[[reply]]\n{SAID}", 'field "reply"'),
    ],
)
def test_a_wrong_correction_is_refused_too(tmp_path, text, says):
    with pytest.raises(ReplyError, match=f"^corrections/2026.toml: .*{says}"):
        load_replies(written(tmp_path, corrections=text), KNOWN)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "www.simford.example.org", "ftp://simford.example.org/", "https://", "https://simford/",
        "http://127.0.0.1/", "http://2130706433/", "http://127.1/", "http://0x7f.0x1/", "http://[::1]/", "https://8.8.8.8/",
        "http://localhost/", "http://intranet.local/", "http://simford.internal/x", "https://me:secret@example.org/",
        "https://example.org:8443/", "https://example.org/a b", "https://example.org/\u202e", "https://example.org:x/",
        "https://example.org/" + "x" * 2000, "data:text/html,x", "//example.org/x", "https://-x.example.org/",
    ],
)  # fmt: skip
def test_evidence_is_an_address_that_anybody_can_open(url):
    assert not is_public_address(url)


@pytest.mark.parametrize(
    "url", ["https://www.simford.gov.uk/a?b=c#d", "http://xn--simfrd-zxa.wales/", "https://a.uk:443/"]
)
def test_ordinary_addresses_are_evidence(url):
    assert is_public_address(url)


def test_the_readmes_name_every_field_and_status():
    told = "".join((ROOT / "data" / folder / "README.md").read_text() for folder in ("replies", "corrections"))
    for name in {*REPLY_FIELDS, *CORRECTION_FIELDS, *(status for some in STATUSES.values() for status in some)}:
        assert name in told, name


RETEST = EXPLAIN.replace("explain", "retest").replace("noted", "open")


def test_re_tests_wait_in_the_order_in_which_they_are_due_a_fortnight_after_the_last_of_the_mark(tmp_path):
    done = RETEST.replace("open", "done").replace("2026-12-01", "2026-11-01").replace("2026-12-02", "2026-11-02")
    done += 'decided_on = 2026-11-25\noutcome = "Seen."\n'
    other = RETEST.replace("B11", "A06H").replace("2026-12-01", "2026-12-02")
    (first, second) = retests(load_replies(written(tmp_path, of("simford", RETEST + done + other + EXPLAIN)), KNOWN))
    assert (first.reply.indicator, first.due_on) == ("A06H", date(2026, 12, 2))
    assert (second.reply.indicator, second.due_on) == ("B11", date(2026, 12, 9))
    assert retests([]) == ()


def test_the_command_names_what_is_due_and_what_reads_its_source(tmp_path):
    data = Path(shutil.copytree(FOLDER, tmp_path / "data", ignore=shutil.ignore_patterns("__pycache__", "*.py")))
    asked = CliRunner().invoke(main, ["retests", "--data", str(data)])
    assert (asked.exit_code, asked.output) == (0, "No re-test is asked for.\n")
    written(data, of("simford", RETEST.replace("2026-12-0", "2026-11-2")))
    lines = CliRunner().invoke(main, ["retests", "--data", str(data)]).output.splitlines()
    assert lines[0].startswith("simford B11: asked on 2026-11-21, ") and lines[-1] == "1 re-test to do"
    assert "cli.py collect live govwifi" in lines[1]
    written(data, of("simford", RETEST.replace("2026-12-0", "2999-12-0")))
    found = CliRunner().invoke(main, ["retests", "--data", str(data)])
    assert isinstance(found.exception, ReplyError) and "a day that has been" in str(found.exception)
