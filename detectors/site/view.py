"""What the site-level detectors are given, and the two ways they answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from detectors.cues import Cues
from detectors.fingerprints import Fingerprints
from detectors.kind import Kind
from detectors.kinds import kind_of
from detectors.library import Entry, Library
from detectors.owners import Owner, Owners
from detectors.pages import PageModel
from detectors.receipts import Receipt, page_receipt
from detectors.records import Observation, SearchRecord, ServiceMark
from detectors.services.relevance import title_of
from detectors.verdict.verdict import REFUSALS
from detectors.wording import fold, quote
from models import Authority, Service


@dataclass(frozen=True, slots=True, eq=False)
class SiteView:
    """One council's site. as_of: the day of the newest page, to which ages are counted; None without pages."""

    authority: Authority
    library: Library
    search: SearchRecord
    services: Sequence[Service]
    marks: Sequence[ServiceMark]
    cues: Cues
    owners: Owners
    fingerprints: Fingerprints
    as_of: date | None

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


def _is_there(page: PageModel) -> bool:
    return page.readable and kind_of(page).kind is not Kind.BROKEN


_OWN = (Owner.OWN, Owner.PARTNER)


@lru_cache(maxsize=2)
def _own(view: SiteView) -> tuple[Entry, ...]:
    return tuple(e for e in view.library.entries if e.page.readable and view.owners.of(e.page.url) in _OWN)


def titled(entries: Iterable[Entry], pattern: re.Pattern[str], not_kinds: frozenset[Kind] = frozenset()) -> list[Entry]:
    """Return the live entries whose folded title or heading matches, in order."""
    found = []
    for entry in entries:
        if (
            pattern.search(fold(f"{title_of(entry.page)} | {entry.page.title}"))
            and kind_of(entry.page).kind not in not_kinds
        ):
            found.append(entry)
    return found


def measured(
    view: SiteView,
    measure: str,
    value: float,
    text: str,
    entry: Entry | None = None,
    phrase: str = "",
    confidence: float = 0.8,
    denominator: int | None = None,
) -> Observation:
    """Return a measured observation, with a receipt if an entry is given."""
    receipts: tuple[Receipt, ...] = (
        (page_receipt(entry.reply, measure, phrase, confidence),) if entry is not None else ()
    )
    url = entry.page.url if entry is not None else ""
    when = str(entry.reply.fetched_at) if entry is not None else (view.as_of.isoformat() if view.as_of else "")
    return Observation(
        view.authority.code, measure, "measured", value, denominator, text, url, confidence, when, receipts
    )


def unmeasured(view: SiteView, measure: str, status: str, text: str) -> Observation:
    """Return an observation without a value: status says why."""
    when = view.as_of.isoformat() if view.as_of else ""
    return Observation(view.authority.code, measure, status, None, None, text, "", 0.0, when)


def status_of_failure(outcome: str) -> str:
    """Return the status (models.Status) of what a fetch that ended without an answer should have shown."""
    return {"disallowed": "disallowed", "too_large": "unparseable"}.get(outcome, "unreachable")


def refusal(status: int | None) -> str:
    """Return the status (models.Status) of a reply that is no verdict: a refusal or a failing server; '' if none."""
    if status in REFUSALS:
        return "blocked"
    return "unreachable" if status is not None and status >= 500 and status != 501 else ""


def absent(view: SiteView, measure: str, text: str, value: float = 0.0) -> Observation:
    """Return "not there", which is a finding only after a search that ran to its end."""
    if view.search.is_complete:
        return measured(view, measure, value, text, confidence=0.7)
    return unmeasured(view, measure, "not_checked", f"{text}, but the search did not run to its end.")


def matching_block(page: PageModel, pattern: re.Pattern[str]) -> str:
    """Return the first content block whose folded text matches, quoted; '' if none."""
    for block in page.main_blocks():
        match = pattern.search(fold(block.text[:2000]))
        if match:
            return quote(block.text)
    return ""
