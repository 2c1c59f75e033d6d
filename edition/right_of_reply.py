"""What councils answered and what was reported as wrong: the reviewed files of data/replies/ and data/corrections/.

A reply never moves a mark: an explained finding stays (comply or explain), and an upheld one is mended where it arose,
in the register, a source or a detector. How a reply comes into these files: docs/how-to/answer-a-council.md.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from detectors.wording import without_mail
from errors import ReplyError
from models import Authority

LONGEST = 600
"""Characters of a text, as the framework promises councils."""
LARGEST = 65_536
"""Bytes of one file; a council has some seventy marks to speak of."""
FORTNIGHT = timedelta(days=14)
"""A mark is tested again at a council's wish once in so long."""
STATEMENT, AGREE, EXPLAIN, DISAGREE, RETEST, REPORT = "statement", "agree", "explain", "disagree", "retest", "report"
OPEN = "open"
UPHELD, REJECTED, DONE, REFUSED, NOTED = "upheld", "rejected", "done", "refused", "noted"
STATUSES: Mapping[str, tuple[str, ...]] = {
    STATEMENT: (NOTED,),
    AGREE: (NOTED,),
    EXPLAIN: (NOTED,),
    DISAGREE: (OPEN, UPHELD, REJECTED),
    REPORT: (OPEN, UPHELD, REJECTED),
    RETEST: (OPEN, DONE, REFUSED),
}
"""Kind -> what can become of it. What is only noted asks for no decision."""
SENDERS = ("council", "public", "index")
"""Who said it: the council itself, anybody else, or whoever runs the index."""

_ABOUT = {"indicator": str, "edition": str}
_REVIEWED = {"reviewed_on": date, "reviewed_by": str}
_DECIDED = {"status": str, "evidence": str, "decided_on": date, "outcome": str}
_SAID = {"text": str, "received_on": date} | _REVIEWED
STATEMENT_FIELDS = _SAID
REPLY_FIELDS = {"kind": str} | _ABOUT | _SAID | _DECIDED
CORRECTION_FIELDS = {"council": str, "sender": str} | _ABOUT | _SAID | _DECIDED
_OPTIONAL = {"evidence": "", "decided_on": None, "outcome": ""}

_MARKUP = re.compile(r"<[A-Za-z/!?]|&(?:#\d+|#x[0-9a-f]+|[a-z]+);", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$|0x)[a-z0-9-]{2,63}", re.IGNORECASE)
_NOT_PUBLIC = (".local", ".localhost", ".internal", ".home.arpa", ".lan", ".intranet", ".onion")


@dataclass(frozen=True, slots=True)
class Reply:
    """One thing that was said. indicator: '' of a statement, which is about the council as a whole.

    edition: the edition it speaks of, '' of a statement. evidence: a public address, '' for none. decided_on: None
    while nothing is decided, or where nothing has to be. outcome: the decision and its reason, '' likewise.
    """

    authority: str
    indicator: str
    kind: str
    edition: str
    sender: str
    text: str
    evidence: str
    received_on: date
    status: str
    decided_on: date | None
    outcome: str
    reviewed_on: date
    reviewed_by: str

    @property
    def asks(self) -> bool:
        """Return whether it asks for a decision."""
        return OPEN in STATUSES[self.kind]


@dataclass(frozen=True, slots=True)
class Known:
    """What a reply may speak of. indicators: the codes of scored ones; editions: codes, and scopes of one of a crawl;
    until: the last day that a date may be, None for no such check.
    """

    authorities: Mapping[str, Authority]
    indicators: Collection[str]
    editions: Collection[str]
    scopes: Collection[str]
    until: date | None = None


def known_to(
    authorities: Iterable[Authority], indicators: Collection[str], editions: Collection[str], scopes: Collection[str],
    until: date | None = None,
) -> Known:  # fmt: skip
    """Return what replies may speak of, the councils by their slug."""
    return Known({one.slug: one for one in authorities}, indicators, editions, scopes, until)


def load_replies(data: Path, known: Known) -> tuple[Reply, ...]:
    """Return everything said in data/replies/ and data/corrections/, oldest first; () where nobody has said anything.

    Raises ReplyError naming file, entry, field, value and what was expected.
    """
    found = [
        *(one for path in _files(data / "replies") for one in _replies(path, known)),
        *(one for path in _files(data / "corrections") for one in _corrections(path, known)),
    ]
    found.sort(key=lambda one: (one.received_on, one.authority, one.indicator, one.kind))
    seen: set[tuple[str, str, str, date]] = set()
    for one in found:
        key = (one.authority, one.indicator, one.kind, one.received_on)
        if key in seen:
            raise ReplyError(
                "replies", f"{one.authority} {one.indicator} {one.kind}", "received_on", one.received_on.isoformat(),
                "one of a kind for one mark and day; this one is there twice",
            )  # fmt: skip
        seen.add(key)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Retest:
    """A re-test that a council asked for. due_on: the first day for it, a fortnight after the last one of the mark."""

    reply: Reply
    due_on: date


def retests(replies: Iterable[Reply]) -> tuple[Retest, ...]:
    """Return the re-tests that are still to be done, the one due first before the others."""
    last: dict[tuple[str, str], date] = {}
    asked = [one for one in replies if one.kind == RETEST]
    for one in asked:
        if one.status == DONE and one.decided_on is not None:
            mark = (one.authority, one.indicator)
            last[mark] = max(one.decided_on, last.get(mark, one.decided_on))
    found = []
    for one in asked:
        if one.status == OPEN:
            before = last.get((one.authority, one.indicator))
            due_on = one.received_on if before is None else max(one.received_on, before + FORTNIGHT)
            found.append(Retest(one, due_on))
    return tuple(sorted(found, key=lambda one: (one.due_on, one.reply.authority, one.reply.indicator)))


def reply_rows(replies: Iterable[Reply]) -> Iterator[dict[str, Any]]:
    """Yield the `replies` rows."""
    for one in replies:
        yield {
            "authority": one.authority, "indicator": one.indicator, "kind": one.kind,
            "about_edition": one.edition, "sender": one.sender, "said": one.text, "evidence": one.evidence,
            "received_on": one.received_on.isoformat(), "reply_status": one.status,
            "decided_on": one.decided_on.isoformat() if one.decided_on else None, "outcome": one.outcome,
            "reviewed_on": one.reviewed_on.isoformat(), "reviewed_by": one.reviewed_by,
        }  # fmt: skip


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.toml"))


def _replies(path: Path, known: Known) -> Iterator[Reply]:
    file, tables = f"{path.parent.name}/{path.name}", _read(path)
    _only(file, "(whole file)", tables, {"council": str, "statement": dict, "reply": list})
    council = _council(file, "(whole file)", tables.get("council"), known)
    if path.stem != council.slug:
        raise ReplyError(file, "(whole file)", "council", council.slug, f'"{path.stem}", as the file is called')
    if "statement" in tables:
        said = _fields(file, "statement", tables["statement"], STATEMENT_FIELDS)
        blank = {"indicator": "", "edition": "", "status": NOTED, **_OPTIONAL}
        yield _reply(file, "statement", council, said | blank | {"kind": STATEMENT, "sender": "council"}, known)
    for number, table in enumerate(tables.get("reply", ()), 1):
        entry = f"reply {number}"
        said = _fields(file, entry, table, REPLY_FIELDS)
        _one_of(file, entry, "kind", said["kind"], (AGREE, EXPLAIN, DISAGREE, RETEST))
        yield _reply(file, entry, council, said | {"sender": "council"}, known)


def _corrections(path: Path, known: Known) -> Iterator[Reply]:
    file, tables = f"{path.parent.name}/{path.name}", _read(path)
    _only(file, "(whole file)", tables, {"correction": list})
    for number, table in enumerate(tables.get("correction", ()), 1):
        entry = f"correction {number}"
        said = _fields(file, entry, table, CORRECTION_FIELDS)
        _one_of(file, entry, "sender", said["sender"], SENDERS)
        council = _council(file, entry, said["council"], known)
        yield _reply(file, entry, council, said | {"kind": REPORT}, known)


def _read(path: Path) -> dict[str, Any]:
    file = f"{path.parent.name}/{path.name}"
    size = path.stat().st_size
    if size > LARGEST:
        raise ReplyError(file, "(whole file)", "(size)", f"{size:,} bytes", f"at most {LARGEST:,}")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ReplyError(file, "(whole file)", "(text)", str(error), "TOML in UTF-8") from None


def _only(file: str, entry: str, table: Mapping[str, Any], fields: Mapping[str, type]) -> None:
    for name, value in table.items():
        if name not in fields:
            raise ReplyError(file, entry, name, value, f"one of the fields {', '.join(fields)}")
        # A moment is a day to Python, and a truth value is a number.
        if type(value) is not fields[name]:
            raise ReplyError(file, entry, name, value, _KINDS[fields[name]])


_KINDS: Mapping[type, str] = {
    str: "text in quotation marks",
    date: "a day without quotation marks, such as 2026-12-01",
    dict: "one table, [statement]",
    list: "tables such as [[reply]] or [[correction]]",
}


def _fields(file: str, entry: str, table: object, fields: Mapping[str, type]) -> dict[str, Any]:
    if not isinstance(table, dict):
        raise ReplyError(file, entry, "(entry)", table, "a table of fields")
    _only(file, entry, table, fields)
    for name in fields:
        if name not in table and name not in _OPTIONAL:
            raise ReplyError(file, entry, name, None, _KINDS[fields[name]])
    return {name: _OPTIONAL[name] for name in fields if name in _OPTIONAL} | table


def _council(file: str, entry: str, slug: object, known: Known) -> Authority:
    council = known.authorities.get(slug) if isinstance(slug, str) else None
    if council is None:
        raise ReplyError(file, entry, "council", slug, "the short name of a council, such as leeds")
    return council


def _one_of(file: str, entry: str, field: str, value: str, allowed: Collection[str]) -> None:
    if value not in allowed:
        raise ReplyError(file, entry, field, value, f"one of {', '.join(allowed)}")


def _reply(file: str, entry: str, council: Authority, said: dict[str, Any], known: Known) -> Reply:
    def refuse(field: str, expected: str) -> ReplyError:
        return ReplyError(file, entry, field, said[field], expected)

    kind = said["kind"]
    if kind != STATEMENT:
        _about(said, known, refuse)
    _one_of(file, entry, "status", said["status"], STATUSES[kind])
    for field in ("text", "outcome", "reviewed_by"):
        _plain(said[field], field, refuse)
    for field in ("text", "reviewed_by"):
        if not said[field].strip():
            raise refuse(field, "some words")
    if said["evidence"] and not is_public_address(said["evidence"]):
        raise refuse("evidence", "an address that anybody can open, https://… on a host with a public name")
    if without_mail(said["evidence"]) != said["evidence"]:
        raise refuse("evidence", "an address without mail addresses in it, which are not published")
    if kind in (DISAGREE, REPORT) and not said["evidence"]:
        raise refuse("evidence", "a public address that shows it: who says that a mark is wrong needs one")
    _days(said, known, refuse)
    return Reply(
        council.code, said["indicator"], kind, said["edition"], said["sender"], said["text"].strip(), said["evidence"],
        said["received_on"], said["status"], said["decided_on"], said["outcome"].strip(), said["reviewed_on"],
        said["reviewed_by"].strip(),
    )  # fmt: skip


def _about(said: Mapping[str, Any], known: Known, refuse: Any) -> None:
    if said["indicator"] not in known.indicators:
        raise refuse("indicator", "the code of a scored indicator, such as A06H")
    code = said["edition"]
    day, _, scope = code[:7], code[7:8], code[8:]
    if code not in known.editions and not (re.fullmatch(r"\d{4}-\d{2}", day) and scope in known.scopes):
        raise refuse("edition", f"an edition that councils were shown: {', '.join(known.editions) or 'there is none'}")


def _plain(text: str, field: str, refuse: Any) -> None:
    if len(text) > LONGEST:
        raise refuse(field, f"at most {LONGEST} characters; it has {len(text):,}")
    if _MARKUP.search(text):
        raise refuse(field, "plain text without HTML")
    if _CONTROL.search(text):
        raise refuse(field, "plain text without control characters")
    if without_mail(text) != text:
        raise refuse(field, "text without mail addresses, which are not published")


def _days(said: Mapping[str, Any], known: Known, refuse: Any) -> None:
    for field in ("received_on", "reviewed_on", "decided_on"):
        if known.until is not None and said[field] is not None and said[field] > known.until:
            raise refuse(field, f"a day that has been: not after {known.until.isoformat()}")
    if said["reviewed_on"] < said["received_on"]:
        raise refuse("reviewed_on", f"a day not before it was received, {said['received_on'].isoformat()}")
    decided = said["status"] in (UPHELD, REJECTED, DONE, REFUSED)
    if decided and said["decided_on"] is None:
        raise refuse("decided_on", f"the day of the decision, as the status is {said['status']}")
    if decided and not said["outcome"].strip():
        raise refuse("outcome", f"the decision and its reason, as the status is {said['status']}")
    if not decided and said["decided_on"] is not None:
        raise refuse("decided_on", f"nothing, as the status is {said['status']}")
    if not decided and said["outcome"]:
        raise refuse("outcome", f"nothing, as the status is {said['status']}")
    if decided and said["decided_on"] < said["received_on"]:
        raise refuse("decided_on", f"a day not before it was received, {said['received_on'].isoformat()}")


def is_public_address(url: str) -> bool:
    """Return whether an address can be evidence: http or https, on a host with a public name, no password in it."""
    if len(url) > 2000 or any(char.isspace() or not char.isprintable() for char in url):
        return False
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or port not in (None, 80, 443):
        return False
    return bool(_HOST.fullmatch(host)) and not host.endswith(_NOT_PUBLIC)
