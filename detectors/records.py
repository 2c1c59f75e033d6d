"""What the detectors hand on: one mark per service, one observation per indicator, each with its receipts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from detectors.receipts import Receipt
from models import Message

COMPLETED, NONE, FAILED = "completed", "none", "failed"
"""What became of a route of the search: gone to its end, not offered by the site, or cut short."""
ROUTES = ("govuk", "search", "az", "sitemap", "links")


@dataclass(frozen=True, slots=True)
class SearchRecord:
    """How the search of one council's site went: it alone says whether "not found" may be read as absent.

    site_status: "ok", or the reason (models.Status value) why the site as a whole could not be read.
    routes: route -> completed, none or failed. failures: address -> how its fetch ended without an answer.
    unsecured_before: hosts that a crawl of an earlier day read over http too.
    """

    site_status: str = "ok"
    routes: Mapping[str, str] = field(default_factory=dict)
    failures: Mapping[str, str] = field(default_factory=dict)
    complete: bool | None = None
    unsecured_before: frozenset[str] = frozenset()

    @property
    def is_complete(self) -> bool:
        """True if every route the site offers was gone to its end and the links were among them."""
        if self.complete is not None:
            return self.complete and self.site_status == "ok"
        states = [self.routes.get(route, FAILED) for route in ROUTES]
        finished = self.routes.get("links") == COMPLETED and states.count(COMPLETED) >= 2
        return self.site_status == "ok" and finished and FAILED not in states


@dataclass(frozen=True, slots=True)
class ServiceMark:
    """Where one council stands on one service.

    level: ladder level 0-4, None unless status is "measured". looks: runs on different days that agree, at
    least 1. gate: for complex needs the routes that are missing of phone, face-to-face and urgent help.
    """

    authority: str
    slug: str
    service: str
    status: str
    level: int | None
    page_url: str = ""
    action_url: str = ""
    vendor: str = ""
    confidence: float = 0.0
    fetched_at: str = ""
    looks: int = 1
    reasons: tuple[Message, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    gate: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    signpost: str = ""
    candidates: tuple[str, ...] = ()
    found_by: str = ""
    online_payment: bool = False
    account: bool = False
    document_end: bool = False


@dataclass(frozen=True, slots=True)
class Observation:
    """One indicator at one council. value in the unit that detectors/measures.py declares, None unless measured.

    message: what a reader is told, worded by web/words/en_GB/detectors.po. subject: the part of the measure that is
    observed, "" for the measure itself; parts are stored and exported, and count for nothing.
    """

    authority: str
    measure: str
    status: str
    value: float | None
    message: Message
    denominator: int | None = None
    url: str = ""
    confidence: float = 0.0
    observed_at: str = ""
    receipts: tuple[Receipt, ...] = ()
    subject: str = ""


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """A task link that does not work: on which page, for which service, and what it answers."""

    authority: str
    service: str
    page_url: str
    link_url: str
    why: Message


@dataclass(frozen=True, slots=True)
class AuthorityObservations:
    """Everything the detectors say about one council. products: (product id, category, host) seen."""

    authority: str
    services: tuple[ServiceMark, ...]
    observations: tuple[Observation, ...]
    broken: tuple[BrokenLink, ...] = ()
    products: tuple[tuple[str, str, str], ...] = ()
