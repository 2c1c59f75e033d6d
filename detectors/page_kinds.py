"""The kinds of pages, and which of them never earn credit for a service."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models import Message


class Kind(StrEnum):
    """The kind of a page; only LIVE pages can serve a task."""

    LIVE = "live"
    BLOCKED = "blocked"
    NEEDS_JAVASCRIPT = "needs_javascript"
    UNPARSEABLE = "unparseable"
    BROKEN = "broken"
    UNAVAILABLE = "unavailable"
    NEWS = "news"
    COMMITTEE = "committee paper"
    CONSULTATION = "consultation"
    JOB = "job advert"
    FRAUD = "fraud warning"
    TERMS = "terms or policy"
    SUPPLIER = "supplier documentation"
    PARISH = "parish or town council"
    REQUEST_LOG = "information request"
    INDEX = "index or search results"


DECOYS = frozenset(
    (
        Kind.NEWS,
        Kind.COMMITTEE,
        Kind.CONSULTATION,
        Kind.JOB,
        Kind.FRAUD,
        Kind.TERMS,
        Kind.SUPPLIER,
        Kind.PARISH,
        Kind.REQUEST_LOG,
        Kind.INDEX,
    )
)


_NOTHING = Message("page.words", {"words": ""})


@dataclass(frozen=True, slots=True)
class KindFound:
    """A page's kind and the words or sign that decided it (no words for LIVE)."""

    kind: Kind
    because: Message = _NOTHING

    @property
    def name(self) -> Message:
        """What a page of this kind is called."""
        return Message(f"kind.{self.kind.name.lower()}")
