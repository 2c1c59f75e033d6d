"""Captured real replies beside what a reader says of them: what the pages of our own making cannot show.

What the folder holds stands in README.md. It is read where it lies, and nothing of the product needs it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from collectors.crawl.frontier.cues import Cues
from collectors.crawl.frontier.entry import Kind as FetchKind
from collectors.crawl.limits import Limits
from collectors.crawl.reading.examine import Examiner, Job
from collectors.crawl.reading.verdict import PageStatus
from collectors.web_archive.read import Capture, read_archive
from counted import plural
from detectors.fingerprints import default_fingerprints
from detectors.heads import Head, head_of
from detectors.inspection import inspect_reply
from detectors.kind_rules import kind_of
from detectors.page_kinds import DECOYS, Kind
from detectors.pages import FileReply, PageModel
from detectors.parse import read_page
from errors import BenchmarkError
from evaluation.captured_facts import compared
from evaluation.grading import Case, Grade, grade
from evaluation.home_pages import home_pages, labelled
from register.authorities import load_authorities
from register.services import load_duties, load_services
from register.tables import read_rows

REGISTER = Path(__file__).resolve().parents[1] / "data" / "register"
SERVICE = "S05"
"""The service whose pages were captured and coded: when the bins are collected."""
TRANSACTION = frozenset((3, 4))
NO_PAGE = frozenset((Kind.BLOCKED, Kind.NEEDS_JAVASCRIPT, Kind.UNPARSEABLE, Kind.BROKEN, Kind.UNAVAILABLE))
CRAWL = {
    "live": {PageStatus.OK},
    "needs_javascript": {PageStatus.NEEDS_JAVASCRIPT},
    "blocked": {PageStatus.BLOCKED},
    "login": {PageStatus.BLOCKED},
    "error": {PageStatus.NOT_FOUND, PageStatus.SOFT_404, PageStatus.UNREACHABLE, PageStatus.MAINTENANCE},
    "empty": {PageStatus.UNPARSEABLE, PageStatus.NEEDS_JAVASCRIPT},
}
DETECTORS = {
    "live": {Kind.LIVE, *DECOYS},
    "needs_javascript": {Kind.NEEDS_JAVASCRIPT},
    "blocked": {Kind.BLOCKED},
    "login": {Kind.LIVE},
    "error": {Kind.BROKEN, Kind.UNAVAILABLE},
    "empty": {Kind.UNPARSEABLE, Kind.NEEDS_JAVASCRIPT},
}
"""What a reader calls a reply -> what the crawl and the detectors may call it.

A sign-in blocks the crawl; to the detectors it is something that a council offers.
"""
_SAME = {PageStatus.OK: {Kind.LIVE, *DECOYS}, PageStatus.NEEDS_JAVASCRIPT: {Kind.NEEDS_JAVASCRIPT},
         PageStatus.BLOCKED: {Kind.BLOCKED}, PageStatus.UNPARSEABLE: {Kind.UNPARSEABLE}}  # fmt: skip
_BROKEN = {Kind.BROKEN, Kind.UNAVAILABLE}


class CapturedError(BenchmarkError):
    """The folder is not as agreed: says file and what was expected."""


@dataclass(frozen=True, slots=True)
class Captured:
    """One captured reply. cut: the capture kept only its beginning. kind, level: as a reader coded it, "" and None if
    nobody did or the level cannot be told. facts: all that the reader noted of the page, {} if nobody did.
    """

    id: str
    reply: FileReply
    cut: bool
    kind: str = ""
    level: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CapturedFigures:
    """How right the product is about captured replies: each right of how many, None where no reader noted it.

    verdicts: replies that are taken for what the reader says. found, exact: pages of real ones at level 3 or 4 that are
    given 3 or more, and just their level. credited, named: replies of idle ones, where no credit is due, that are given
    3 or more, and 1 or more. unread: bodies that were cut and are said to need JavaScript. facts: fact of a page ->
    (right, noted, ids of the others); home_pages: the same of the home pages that we labelled.
    """

    replies: int
    cut: int
    coded: int
    verdicts: int
    real: int
    found: int
    exact: int
    idle: int
    credited: int
    named: int
    unread: int
    facts: Mapping[str, tuple[int, int, tuple[str, ...]]]
    home_pages: Mapping[str, tuple[int, int, tuple[str, ...]]]


def captured_replies(folder: Path) -> tuple[Captured, ...]:
    """Return the replies of a folder in the order of its archive. Raises CapturedError if a file is missing or odd."""
    try:
        cut = {row["id"]: row["truncated"] == "1" for row in _table(folder / "captured.csv")}
        coded = {row["id"]: row for row in map(json.loads, _lines(folder / "coded.jsonl"))}
        return tuple(
            _captured(key, reply, cut[key], coded.get(key, {})) for key, reply in _replies(folder / "captured.warc.gz")
        )
    except (OSError, KeyError, ValueError, BenchmarkError) as error:
        raise CapturedError(f"{folder}: is not a folder of captured replies: {error!r}") from None


def _captured(key: str, reply: FileReply, cut: bool, facts: Mapping[str, Any]) -> Captured:
    return Captured(key, reply, cut, facts.get("kind", ""), facts.get("level"), facts)


def captured_figures(replies: Sequence[Captured]) -> CapturedFigures:
    """Return how right the product is about captured replies, their own statuses and headers used."""
    coded = [one for one in replies if one.kind]
    confusion = level_grade(coded).confusion

    def count(due: bool, at_least: int) -> int:
        levels = frozenset(range(at_least, 5))
        return sum(n for truth, said, n in confusion if (truth in TRANSACTION) is due and said in levels)

    real = sum(one.level in TRANSACTION for one in coded)
    return CapturedFigures(
        replies=len(replies),
        cut=sum(one.cut for one in replies),
        coded=len(coded),
        verdicts=sum(map(detectors_agree, coded)),
        real=real,
        found=count(True, 3),
        exact=sum(n for truth, said, n in confusion if truth in TRANSACTION and said == truth),
        idle=len(coded) - real,
        credited=count(False, 3),
        named=count(False, 1),
        unread=sum(detectors_verdict(one) is Kind.NEEDS_JAVASCRIPT for one in replies if one.cut),
        facts=_facts_right((one.id, compared(one.reply.url, one.facts, _head(one))) for one in coded),
        home_pages=_facts_right(
            (one.id, labelled(home_pages()[one.id], _head(one))) for one in replies if one.id in home_pages()
        ),
    )


def _head(one: Captured) -> Head:
    return head_of(_page(one), one.reply.headers, default_fingerprints(), one.cut)


def _facts_right(
    pages: Iterable[tuple[str, Iterable[tuple[str, bool]]]],
) -> dict[str, tuple[int, int, tuple[str, ...]]]:
    found: dict[str, list[tuple[str, bool]]] = {}
    for key, facts in pages:
        for name, right in facts:
            found.setdefault(name, []).append((key, right))
    return {
        name: (sum(right for _, right in some), len(some), tuple(key for key, right in some if not right))
        for name, some in found.items()
    }


def captured_report(folder: Path) -> Iterator[str]:
    """Yield lines: how verdicts agree with a reader's and with each other, and how right the levels are."""
    replies = captured_replies(folder)
    coded = [one for one in replies if one.kind]
    cut = sum(one.cut for one in replies)
    captured = plural(len(replies), "captured reply", "captured replies")
    yield f"{captured}, {cut} of them cut by the capture; {len(coded)} coded."
    for name, right in (("crawl", crawl_agrees), ("detectors", detectors_agree)):
        wrong = [f"{one.id} {one.kind}" for one in coded if not right(one)]
        yield f"Verdict of the {name}: right on {len(coded) - len(wrong)} of {len(coded)}" + _listed(wrong)
    apart = [one.id for one in replies if not verdicts_agree(one)]
    yield f"Crawl and detectors agree on {len(replies) - len(apart)} of {len(replies)}" + _listed(apart)
    figures = captured_figures(replies)
    yield f"Bodies that were cut and are said to need JavaScript: {figures.unread} of {cut}"
    for name, (right_on, noted, others) in figures.facts.items():
        yield f"Fact of a page, {name}: right on {right_on} of {noted}" + _listed(others)
    for name, (right_on, noted, others) in figures.home_pages.items():
        yield f"Labelled home pages, {name}: right on {right_on} of {noted}" + _listed(others)
    yield (
        f"{SERVICE}, one page at a time: of {figures.real} pages at level 3 or 4 found {figures.found}, exact level "
        f"{figures.exact}; credit where none is due {figures.credited} of {figures.idle}, level 1 or more "
        f"{figures.named}"
    )


def crawl_agrees(one: Captured) -> bool:
    """Return True if the crawl's verdict is what the reader says; a body that was cut may be unparseable too."""
    said = crawl_verdict(one)
    return said in CRAWL[one.kind] or (one.cut and said is PageStatus.UNPARSEABLE)


def detectors_agree(one: Captured) -> bool:
    """Return True if the detectors' verdict is what the reader says; a body that was cut may be unparseable too."""
    said = detectors_verdict(one)
    return said in DETECTORS[one.kind] or (one.cut and said is Kind.UNPARSEABLE)


def verdicts_agree(one: Captured) -> bool:
    """Return True if crawl and detectors say the same of a reply."""
    return detectors_verdict(one) in _SAME.get(crawl_verdict(one), _BROKEN)


def crawl_verdict(one: Captured) -> PageStatus:
    """Return what the crawl would store as the status of the reply."""
    job = Job(0, FetchKind.PAGE, one.reply.url, one.reply.status or 0, dict(one.reply.headers), one.reply.body or b"")
    return PageStatus(_examiner().examine(job).status)


def detectors_verdict(one: Captured) -> Kind:
    """Return what the detectors take the reply for."""
    return kind_of(_page(one)).kind


def _page(one: Captured) -> PageModel:
    said = one.reply
    return read_page(said.body, said.url, said.charset, said.status, headers=said.headers, cut=one.cut)


def level_grade(coded: Sequence[Captured]) -> Grade:
    """Return how right `inspect` is about the coded replies' level; where a reader gives none, 0 is due."""
    cases = [Case(one.level or 0, _level(one), one.id) for one in coded]
    return grade("service-ladder, captured replies", cases, TRANSACTION, 0.7, ordered=True)


def _level(one: Captured) -> int | None:
    service = next(each for each in load_services(REGISTER) if each.code == SERVICE)
    authorities = load_authorities(REGISTER / "authorities.csv")
    return inspect_reply(one.reply, service, authorities, None, load_duties(REGISTER), one.cut).level


@cache
def _examiner() -> Examiner:
    return Examiner(Cues({}), Limits())


def _listed(ids: Sequence[str]) -> str:
    return f"; not on {', '.join(ids)}" if ids else ""


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _table(path: Path) -> list[dict[str, str]]:
    def refuse(message: str, line: int, column: str | None) -> CapturedError:
        return CapturedError(f"{path}: line {line}: {message if column is None else f'{column}: {message}'}")

    return [cells for _, cells in read_rows(path.read_text(encoding="utf-8"), ("id", "truncated"), refuse)]


def _replies(archive: Path) -> Iterator[tuple[str, FileReply]]:
    """Yield (id, reply) of each record of the archive, all of which are to be responses that can be read."""
    for record in read_archive(archive):
        if not isinstance(record, Capture):
            raise CapturedError(f"{archive}: found {record!r}, expected responses alone")
        key = record.record_id.rpartition(":")[2]
        yield key, FileReply(record.url, record.body, record.url, record.status, record.headers)
