"""What one page by itself earns for one service, step by step: the mark that `inspect` prints."""

from __future__ import annotations

from dataclasses import dataclass, replace

from detectors.confidence import NOT_READ
from detectors.cues import default_cues
from detectors.fingerprints import default_fingerprints
from detectors.heads import Head, head_of
from detectors.owners import owners_for, written_for
from detectors.pages import StoredReply
from detectors.parse import read_page
from detectors.receipts import Receipt, page_receipt
from detectors.services.destinations import View
from detectors.services.ladder import TRANSACTION, PageMark, mark_page
from detectors.verdict.verdict import ReplyKind, Verdict
from models import Authority, Message, Service
from register.services import Duties


@dataclass(frozen=True, slots=True)
class Inspection:
    """The mark of one page for one service. scope: always "page", not the whole council. verdict: what the reply is.

    level_name: what the level, or its absence, is called. head: what the page shows of its site, whatever the service.
    """

    service: str
    service_name: str
    level: int | None
    level_name: Message
    cap: int
    status: str
    page_url: str
    action_url: str
    vendor: str
    confidence: float
    reasons: tuple[Message, ...]
    receipts: tuple[Receipt, ...]
    verdict: Verdict
    head: Head
    scope: str = "page"


def inspect_reply(
    reply: StoredReply,
    service: Service,
    authorities: tuple[Authority, ...],
    authority: Authority | None,
    duties: Duties,
    cut: bool = False,
) -> Inspection:
    """Return what one stored reply earns for one service, with reasons and receipts. cut: its body is not whole."""
    url = reply.final_url or reply.url
    page = read_page(reply.body, url, reply.charset, reply.status, headers=reply.headers, cut=cut)
    head = head_of(page, reply.headers, default_fingerprints(), cut)
    if authority is not None:
        given, note = duties.duty(authority, service)
        if given == "none":
            return _not_its_job(reply, service, _why_not(service, authority, note), page.verdict, head)
    view = View(
        service.code,
        default_cues(),
        owners_for(authorities, authority),
        default_fingerprints(),
        lambda _: None,
        strict=False,
    )
    mark = mark_page(page, view, service.cap, trusted=not page.host)
    if mark.stranger and (whose := written_for(page, authorities)):
        mark = _vouched(mark_page(page, view, service.cap, trusted=True), whose)
    return _inspection(reply, service, _as_far_as_seen(mark, page.verdict) if cut else mark, page.verdict, head)


def _vouched(mark: PageMark, whose: Authority) -> PageMark:
    """A page on a stranger's host that says it is a council's: believed, and less surely than one on its own."""
    why = Message("inspect.written_for", {"council": whose.name})
    return replace(mark, confidence=min(mark.confidence, NOT_READ), reasons=(why, *mark.reasons))


def _as_far_as_seen(mark: PageMark, verdict: Verdict) -> PageMark:
    """What a body that was cut lacks is unknown, not absent: only what was seen of it counts."""
    if verdict.kind is not ReplyKind.PAGE or (mark.level or 0) >= TRANSACTION:
        return mark
    why = Message("inspect.cut_short")
    return replace(mark, level=None, status="unparseable", confidence=0.0, reasons=(*mark.reasons, why))


def _inspection(reply: StoredReply, service: Service, mark: PageMark, verdict: Verdict, head: Head) -> Inspection:
    receipts = (
        (page_receipt(reply, "service-ladder", mark.phrase, mark.confidence, mark.action_url),) if mark.phrase else ()
    )
    vendor = mark.product.product.name if mark.product else ""
    return Inspection(
        service=service.code,
        service_name=service.name,
        level=mark.level,
        level_name=_named(mark.level),
        cap=service.cap,
        status=mark.status,
        page_url=reply.final_url or reply.url,
        action_url=mark.action_url,
        vendor=vendor,
        confidence=mark.confidence,
        reasons=mark.reasons,
        receipts=receipts,
        verdict=verdict,
        head=head,
    )


def _named(level: int | None) -> Message:
    if level is None:
        return Message("inspect.unknown")
    return Message(f"ladder.{level}") if level else Message("inspect.no_credit")


def _why_not(service: Service, authority: Authority, note: str) -> Message:
    if note:
        return Message(
            "inspect.not_its_job_because", {"service": service.name, "council": authority.name, "note": note}
        )
    return Message("inspect.not_its_job", {"service": service.name, "council": authority.name})


def _not_its_job(reply: StoredReply, service: Service, why: Message, verdict: Verdict, head: Head) -> Inspection:
    return Inspection(
        service=service.code,
        service_name=service.name,
        level=None,
        level_name=Message("inspect.not_applicable"),
        cap=service.cap,
        status="not_applicable",
        page_url=reply.final_url or reply.url,
        action_url="",
        vendor="",
        confidence=1.0,
        reasons=(why,),
        receipts=(),
        verdict=verdict,
        head=head,
    )
