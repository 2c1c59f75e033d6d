"""What the site-level detectors are given, how a measure is declared, and the ways to answer it."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from typing import Any, TypeVar

from detectors.confidence import SIGNS_MET
from detectors.cues import Cues
from detectors.fingerprints import Fingerprints
from detectors.kind_rules import kind_of
from detectors.library import Entry, Library
from detectors.owners import Owner, Owners
from detectors.page_kinds import Kind
from detectors.pages import PageModel, once_a_page
from detectors.receipts import Receipt, header_receipt, page_receipt
from detectors.records import BrokenLink, Observation, SearchRecord, ServiceMark
from detectors.services.relevance import title_of
from detectors.verdict.verdict import REFUSALS
from detectors.wording import fold, quote
from models import Authority, Message, Service


@dataclass(frozen=True, slots=True, eq=False)
class SiteView:
    """One council's site. as_of: the day of the newest page, to which ages are counted; None without pages.

    broken: task links that do not work. answers: what was found out about the site already; once_a_site fills it.
    """

    authority: Authority
    library: Library
    search: SearchRecord
    services: Sequence[Service]
    marks: Sequence[ServiceMark]
    cues: Cues
    owners: Owners
    fingerprints: Fingerprints
    as_of: date | None
    broken: tuple[BrokenLink, ...] = ()
    answers: dict[Hashable, Any] = field(default_factory=dict)

    def own(self) -> list[Entry]:
        """Return the entries of the council's own hosts that are readable answers."""
        return list(_own(self))

    def home(self) -> Entry | None:
        """Return the home page, or None if it is not among the stored pages.

        Where the register's address is gone it is the page that the crawl found in its place.
        """
        known = self.library.entry(self.authority.homepage)
        if known is not None and kind_of(known.page).kind is not Kind.BROKEN:
            return known
        return next((e for e in self.library.entries if e.reply.depth == 0 and _is_there(e.page)), known)

    def task_entries(self) -> list[tuple[ServiceMark, Entry]]:
        """Return each measured service with the entry of the page it was marked on."""
        found = ((mark, self.library.entry(mark.page_url)) for mark in self.marks if mark.page_url)
        return [(mark, entry) for mark, entry in found if entry is not None and mark.status == "measured"]


Found = TypeVar("Found")


def once_a_site(question: Callable[[SiteView], Found]) -> Callable[[SiteView], Found]:
    """Return the same question, worked out once a site; the answer is forgotten with the site and its pages."""

    @wraps(question)
    def answer(view: SiteView) -> Found:
        if question not in view.answers:
            view.answers[question] = question(view)
        found: Found = view.answers[question]
        return found

    return answer


def _is_there(page: PageModel) -> bool:
    return page.readable and kind_of(page).kind is not Kind.BROKEN


_OWN = (Owner.OWN, Owner.PARTNER)


@once_a_site
def _own(view: SiteView) -> tuple[Entry, ...]:
    return tuple(e for e in view.library.entries if e.page.readable and view.owners.of(e.page.url) in _OWN)


def titled(entries: Iterable[Entry], pattern: re.Pattern[str], not_kinds: frozenset[Kind] = frozenset()) -> list[Entry]:
    """Return the live entries whose folded title or heading matches, in order."""
    named = (entry for entry in entries if pattern.search(_titles(entry.page)))
    return [entry for entry in named if kind_of(entry.page).kind not in not_kinds]


@once_a_page
def _titles(page: PageModel) -> str:
    return fold(f"{title_of(page)} | {page.title}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the pages say to one question. value: in the measure's unit, None exactly when status is not "measured".

    message: what a reader is told. entry: the page that shows it, with the phrase or the reply's header that does.
    denominator: n of a share k/n.
    """

    status: str
    message: Message
    value: float | None = None
    confidence: float = 0.0
    entry: Entry | None = None
    phrase: str = ""
    header: str = ""
    denominator: int | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that is decided for every council: what is asked, in which unit it is answered, and how.

    code: the framework's id. detector: whose grade (data/detector-grades.json) stands for it. decide: the answer of
    one site; None where a person decides or each service has its own (the ladder).
    """

    code: str
    question: str
    unit: str
    detector: str
    decide: Callable[[SiteView], Answer] | None = None


PERSON = "person"
"""The detector of what is left to a person to judge."""
YES_NO = "yes (1) or no (0)"
"""The unit of a question that is met or not."""


def observation(view: SiteView, code: str, answer: Answer) -> Observation:
    """Return one council's answer with its day, its address and the receipt of the page that shows it."""
    entry = answer.entry
    when = view.as_of.isoformat() if view.as_of else ""
    return Observation(
        authority=view.authority.code,
        measure=code,
        status=answer.status,
        value=answer.value,
        message=answer.message,
        denominator=answer.denominator,
        url=entry.page.url if entry is not None else "",
        confidence=answer.confidence,
        observed_at=str(entry.reply.fetched_at) if entry is not None else when,
        receipts=(_receipt(entry, code, answer),) if entry is not None else (),
    )


def _receipt(entry: Entry, code: str, answer: Answer) -> Receipt:
    if answer.header:
        return header_receipt(entry.reply, code, answer.header, answer.confidence)
    return page_receipt(entry.reply, code, answer.phrase, answer.confidence)


def measured(
    value: float,
    message: Message,
    *,
    confidence: float,
    entry: Entry | None = None,
    phrase: str = "",
    header: str = "",
    denominator: int | None = None,
) -> Answer:
    """Return an answer with a value."""
    return Answer("measured", message, value, confidence, entry, phrase, header=header, denominator=denominator)


def unmeasured(status: str, message: Message) -> Answer:
    """Return an answer without a value: status (models.Status) says why."""
    return Answer(status, message)


def status_of_failure(outcome: str) -> str:
    """Return the status (models.Status) of what a fetch that ended without an answer should have shown."""
    return {"disallowed": "disallowed", "too_large": "unparseable"}.get(outcome, "unreachable")


def refusal(status: int | None) -> str:
    """Return the status (models.Status) of a reply that is no verdict: a refusal or a failing server; '' if none."""
    if status in REFUSALS:
        return "blocked"
    return "unreachable" if status is not None and status >= 500 and status != 501 else ""


def absent(view: SiteView, message: Message) -> Answer:
    """Return "not there", which is a finding only after a search that ran to its end.

    message: its words end without a full stop, for more may follow them.
    """
    if view.search.is_complete:
        return measured(0.0, message, confidence=SIGNS_MET)
    return unmeasured("not_checked", Message("site.search_cut_short", {"found": message}))


def settled(view: SiteView, answer: Answer) -> Answer:
    """Return an answer of which a page not read could make a yes: a "no" counts only if none was left unread."""
    if answer.value == 0.0 and not view.search.is_complete:
        return unmeasured("not_checked", Message("site.pages_unread", {"found": answer.message}))
    return answer


def matching_block(page: PageModel, pattern: re.Pattern[str]) -> str:
    """Return the first content block whose folded text matches, quoted; '' if none."""
    for block, folded in zip(page.main_blocks(), page.folded_blocks, strict=True):
        if pattern.search(folded):
            return quote(block.text)
    return ""
