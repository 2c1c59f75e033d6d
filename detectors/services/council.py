"""One council, all its services: the mark of each, chosen over every page that could serve it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from detectors.confidence import SIGNS_MET
from detectors.cues import STRONG, Cues
from detectors.fingerprints import Fingerprints
from detectors.forms import FormRole
from detectors.kind_rules import lists_decoys
from detectors.library import Library
from detectors.owners import Owner, Owners
from detectors.page_kinds import Kind
from detectors.pages import PageModel, StoredReply
from detectors.receipts import Receipt, page_receipt
from detectors.records import BrokenLink, SearchRecord, ServiceMark
from detectors.services.candidates import Candidate, candidates_of
from detectors.services.destinations import Judgement, View
from detectors.services.doubts import Doubts
from detectors.services.gate import missing_routes
from detectors.services.ladder import PageMark, mark_page
from detectors.services.relevance import title_of
from detectors.services.sections import choices_of, name_of, shared_part_of
from detectors.urls import address_key, behind_host
from models import Authority, Message, Service

DETECTOR = "service-ladder"
SURE_ENOUGH = 0.8
"""Confidence from which a way counts as verified when two pages are compared."""
SURE = 1.0
"""Relevance below which a page may hold the way to a task but does not itself speak for the service."""


ACTS = 2
"""The level from which a task can be done in some way."""


@dataclass(frozen=True, slots=True)
class CouncilView:
    """What marking one council takes. duties: service code -> (duty, note). earlier: service code ->
    (level, day) of an earlier run, for the second look."""

    authority: Authority
    library: Library
    search: SearchRecord
    cues: Cues
    owners: Owners
    fingerprints: Fingerprints
    duties: Mapping[str, tuple[str, str]]
    earlier: Mapping[str, tuple[int, str]]


def mark_services(
    view: CouncilView, services: Iterable[Service]
) -> tuple[tuple[ServiceMark, ...], tuple[BrokenLink, ...]]:
    """Return a mark per service in the given order, and the task links that do not work."""
    wanted = list(services)
    if view.search.site_status != "ok":
        return tuple(_unread(view, service) for service in wanted), ()
    candidates = candidates_of(view.library, view.cues, wanted, view.fingerprints)
    judged = {service.code: _judged(view, service, candidates.get(service.code, [])) for service in wanted}
    claimed = _claimed(judged)
    doubts = Doubts(view.library, view.owners, view.cues)
    lost = {code for code, pairs in judged.items() if choose([(c, m) for c, m in pairs if m.relevance > 0]) is None}
    marks, broken = [], []
    for service in wanted:
        given, note = view.duties[service.code]
        if given == "none":
            marks.append(_bare(view, service, "not_applicable", _not_its_job(note)))
            continue
        own = [pair for pair in judged[service.code] if not _is_anothers(view, pair, claimed, service)]
        mark = _mark(view, service, own, doubts, lost)
        marks.append(_for_part_duty(mark, note) if given == "part" else mark)
        broken += _broken(view, service, judged[service.code])
    return tuple(marks), tuple(broken)


def _unread(view: CouncilView, service: Service) -> ServiceMark:
    if view.duties[service.code][0] == "none":
        return _bare(view, service, "not_applicable", _not_its_job())
    why = Message("step.site_unread", {"status": view.search.site_status})
    return _bare(view, service, view.search.site_status, why)


def _not_its_job(note: str = "") -> Message:
    return Message("step.not_its_job_because", {"note": note}) if note else Message("duty.not_its_job")


def _bare(view: CouncilView, service: Service, status: str, reason: Message) -> ServiceMark:
    return ServiceMark(view.authority.code, view.authority.slug, service.code, status, None, reasons=(reason,))


def _for_part_duty(mark: ServiceMark, note: str) -> ServiceMark:
    """A council with a joint or delegated duty is judged only where it is seen to run the service."""
    if mark.status != "measured" or ((mark.level or 0) >= 1 and not mark.signpost):
        return mark
    reason = Message("step.not_seen_to_run", {"note": note})
    return replace(mark, status="not_applicable", level=None, reasons=(*mark.reasons, reason))


Judged = list[tuple[Candidate, PageMark]]


def _judged(view: CouncilView, service: Service, candidates: list[Candidate]) -> Judged:
    if view.duties[service.code][0] == "none":
        return []
    page_view = View(service.code, view.cues, view.owners, view.fingerprints, view.library.resolve)
    judged = [(c, _judge(c, page_view, service)) for c in candidates]
    judged = [(c, m) for c, m in judged if m.kind.kind is Kind.LIVE or m.broken or m.level is None or m.level == 1]
    return [(c, m) for c, m in judged if (m.level or 0) >= 3 or c.given or not _only_listed(view, c)]


def _only_listed(view: CouncilView, candidate: Candidate) -> bool:
    """Return whether a page is reached from lists of news, papers or jobs alone, the home page aside."""
    leading = [e for e in view.library.leading_to(candidate.entry.page.url) if e is not candidate.entry]
    lists = [entry for entry in leading if lists_decoys(entry.page) is not None]
    return bool(lists) and all(entry in lists or not entry.reply.depth for entry in leading)


def _broken(view: CouncilView, service: Service, judged: Judged) -> list[BrokenLink]:
    return [
        BrokenLink(view.authority.code, service.code, m.page.url, url, why)
        for c, m in judged
        for url, why in m.broken
        if c.rank >= STRONG and url != m.page.url
    ]


def _claimed(judged: Mapping[str, Judged]) -> dict[str, set[str]]:
    """Return address key -> the services for which that address is surely the page or where its action ends."""
    claimed: dict[str, set[str]] = {}
    for code, pairs in judged.items():
        for candidate, mark in pairs:
            if min(candidate.rank, mark.relevance) >= STRONG and (mark.level or 0) >= 1:
                for url in {mark.page.url, mark.action_url} - {""}:
                    claimed.setdefault(address_key(url), set()).add(code)
    return claimed


def _leads_straight(view: CouncilView, service: Service, judgement: Judgement) -> bool:
    """Return whether a link that lists the service ("Pay council tax, rates or rent") leads to where it is done."""
    named = view.cues.services_listed(judgement.claim.text)
    return len(named) > 1 and named.get(service.code, 0.0) >= STRONG and not judgement.steps


def _is_anothers(
    view: CouncilView, pair: tuple[Candidate, PageMark], claimed: Mapping[str, set[str]], service: Service
) -> bool:
    """Return whether a page that only brushes a service is, or leads to, what surely serves another one."""
    candidate, mark = pair
    if mark.relevance >= STRONG or candidate.given or (mark.level or 0) < 3:
        return False
    if mark.judgement is not None and _leads_straight(view, service, mark.judgement):
        return False
    owners = claimed.get(address_key(mark.page.url), set()) | claimed.get(address_key(mark.action_url or ""), set())
    return bool(owners) and service.code not in owners


def _mark(view: CouncilView, service: Service, judged: Judged, doubts: Doubts, lost: set[str]) -> ServiceMark:
    chosen = choose([(c, m) for c, m in judged if m.relevance > 0])
    if chosen is None and view.search.is_complete:
        chosen = _hidden(view, service, doubts, lost)
    if chosen is None:
        return _nothing(view, service, [m for _, m in judged], doubts)
    chosen = _front_part(chosen, judged) or _front_page(view, service, chosen) or chosen
    return _measured(view, service, chosen, [m for _, m in judged])


def _front_part(chosen: tuple[Candidate, PageMark], judged: Judged) -> tuple[Candidate, PageMark] | None:
    """Return the part of the council's own page that leads to the form which was chosen without it; None without one.

    What stands there belongs to the task ("You can follow the report"). It counts only if it proves at least as much.
    """
    candidate, mark = chosen
    if candidate.named or mark.judgement is None or mark.judgement.page is not mark.page:
        return None
    leading = [
        (c, m)
        for c, m in judged
        if c.named and m.own and m.judgement is not None and m.judgement.page is mark.page and m.level is not None
    ]
    able = [(c, m) for c, m in leading if (m.level or 0) >= (mark.level or 0)]
    return max(able, key=_preference) if able else None


FEW_TASKS = 2
"""Of how many other services a page's links may speak for it to be the page of one."""


def _front_page(
    view: CouncilView, service: Service, chosen: tuple[Candidate, PageMark]
) -> tuple[Candidate, PageMark] | None:
    """Return the council's own page that leads to a form, where the form was found without it; None if there is none.

    The words of such a page may name the service in a way that no cue knows; that it leads to the form and to little
    else says what it is for. It counts only if it proves at least as much.
    """
    candidate, mark = chosen
    judgement = mark.judgement
    if (candidate.section is not None and not candidate.is_choice) or judgement is None:
        return None
    if judgement.claim.kind != "form" or judgement.page is not mark.page:
        return None
    if judgement.role is FormRole.START:
        return None
    page_view = View(service.code, view.cues, view.owners, view.fingerprints, view.library.resolve)
    served = {service.code, *(choices_of(candidate.entry.page, view.cues) if candidate.is_choice else ())}
    fronts = []
    for entry in view.library.leading_to(mark.page.url):
        if entry is candidate.entry or not entry.reply.depth or not _is_front(view, served, entry.page):
            continue
        front = Candidate(entry, STRONG, given=True)
        fronts.append((front, _judge(front, page_view, service)))
    able = [(c, m) for c, m in fronts if m.kind.kind is Kind.LIVE and (m.level or 0) >= (mark.level or 0)]
    return max(able, key=_preference) if able else None


def _is_front(view: CouncilView, served: set[str], page: PageModel) -> bool:
    """Return whether a page is in front of a form. served: the services of the form, several if it asks which."""
    if view.owners.of(page.url) is not Owner.OWN or not page.readable:
        return False
    titled = {code for code, score in view.cues.services_in(title_of(page)).items() if score >= STRONG}
    texts = {link.text for link in page.main_links() if link.text and len(link.text) < 120}
    linked = {code for text in texts for code, score in view.cues.services_in(text).items() if score >= STRONG}
    return titled <= served and len(linked - served) <= FEW_TASKS


def _judge(candidate: Candidate, view: View, service: Service) -> PageMark:
    entry = candidate.entry
    owner = view.owners.of(entry.page.url)
    trusted = owner in (Owner.OWN, Owner.PRODUCT) or _led_from_council(entry.reply)
    words = entry.reply.link_text
    if candidate.named and candidate.section is not None:
        words = f"{name_of(entry.page)} {candidate.section.h1}"
    given = candidate.given or candidate.named
    several = candidate.named and candidate.section is not None and not candidate.is_choice
    shared = shared_part_of(entry.page, view.cues) if several else None
    mark = mark_page(candidate.page, view, service.cap, words, trusted, given, shared)
    return replace(mark, own=owner in (Owner.OWN, Owner.PARTNER))


def _led_from_council(reply: StoredReply) -> bool:
    return "action" in str(reply.discovered_via) or "cta" in str(reply.discovered_via)


def choose(judged: Judged) -> tuple[Candidate, PageMark] | None:
    """Return the candidate that serves the task: the highest level proved on a page about it.

    A page that only brushes the subject counts where no page is surely about it. A page that could not be followed
    to its end wins over a lower level elsewhere, so that the mark becomes missing and not too low; between equals the
    surer subject, the shorter way to the action, the page nearer to the home page.
    """
    named = any(m.level and min(c.rank, m.relevance) >= STRONG for c, m in judged)
    sure = [(c, m) for c, m in judged if m.level and (m.relevance >= SURE or (m.level >= 3 and not named))]
    best = max((m.relevance for _, m in sure), default=0.0)
    acting = [(c, m) for c, m in sure if (m.level or 0) >= 3]
    if acting:
        return max(acting, key=_preference)
    unknown = [(c, m) for c, m in judged if m.level is None and m.relevance >= max(best, STRONG)]
    if unknown:
        return unknown[0]
    near = [(c, m) for c, m in sure if m.relevance >= min(best, STRONG)]
    return max(near, key=_preference) if near else None


class _Preference(NamedTuple):
    """What speaks for a page, weightiest first: of two pages the one that is more in the first that differs."""

    own: bool
    about: float
    one_task: bool
    level: int
    directness: int
    verified: bool
    nearness: int
    shortness: int


def _preference(pair: tuple[Candidate, PageMark]) -> _Preference:
    candidate, mark = pair
    own_form = mark.judgement is not None and mark.judgement.role in (FormRole.TASK, FormRole.STEP)
    return _Preference(
        own=mark.own,
        about=min(candidate.rank, mark.relevance),
        one_task=not mark.lists,
        level=mark.level or 0,
        directness=-len(mark.judgement.steps) if mark.judgement is not None else 0,
        verified=own_form or mark.confidence >= SURE_ENOUGH,
        nearness=-candidate.entry.reply.depth,
        shortness=-len(behind_host(candidate.entry.page.url)),
    )


def _hidden(view: CouncilView, service: Service, doubts: Doubts, lost: set[str]) -> tuple[Candidate, PageMark] | None:
    """Return a line or part that is the service's and offers a way to act; None if there is none.

    Asked only for what no page, section or form is about. What merely informs there would be a guess at its level.
    """
    page_view = View(service.code, view.cues, view.owners, view.fingerprints, view.library.resolve)
    for found in (doubts.line_of(service.code), doubts.part_of(service.code, lost)):
        if found is not None:
            candidate = Candidate(found[0], STRONG, section=found[1], named=True)
            mark = _judge(candidate, page_view, service)
            if (mark.level or 0) >= ACTS:
                return candidate, mark
    return None


def _nothing(view: CouncilView, service: Service, marks: list[PageMark], doubts: Doubts) -> ServiceMark:
    unread = next((m for m in marks if m.level is None), None)
    if unread is not None:
        return _bare(view, service, unread.status, unread.reasons[-1])
    if not view.search.is_complete:
        return _bare(view, service, "not_checked", Message("step.search_cut_short"))
    doubt = doubts.about(service.code)
    if doubt is not None:
        return _bare(view, service, "not_checked", doubt)
    bare = _bare(view, service, "measured", Message("step.absent"))
    return _with_looks(view, replace(bare, level=0, confidence=SIGNS_MET))


def _measured(
    view: CouncilView, service: Service, chosen: tuple[Candidate, PageMark], marks: list[PageMark]
) -> ServiceMark:
    candidate, mark = chosen
    reply = candidate.entry.reply
    judgement = mark.judgement
    urls = tuple(dict.fromkeys(m.page.url for m in marks if m.relevance >= STRONG))
    found = ServiceMark(
        authority=view.authority.code,
        slug=view.authority.slug,
        service=service.code,
        status=mark.status,
        level=mark.level,
        page_url=mark.page.url,
        action_url=mark.action_url,
        vendor=mark.product.product.name if mark.product else "",
        confidence=mark.confidence,
        fetched_at=str(reply.fetched_at),
        looks=1,
        reasons=mark.reasons,
        receipts=_receipts(view, reply, mark),
        gate=_gate(service, mark),
        features=mark.features,
        signpost=mark.signpost,
        candidates=urls,
        found_by=str(reply.discovered_via),
        online_payment=_pays(mark),
        account="account" in mark.features or (judgement is not None and judgement.role is FormRole.LOGIN),
        document_end=mark.document_end,
    )
    return _with_looks(view, found)


def _receipts(view: CouncilView, reply: StoredReply, mark: PageMark) -> tuple[Receipt, ...]:
    """Return the receipt of the page, and after it that of the stored page to which its action leads, if another."""
    own = page_receipt(reply, DETECTOR, mark.phrase, mark.confidence, mark.action_url)
    end = mark.judgement.page if mark.judgement is not None else None
    there = view.library.entry(end.url) if end is not None else None
    if end is None or there is None or there.reply is reply:
        return (own,)
    return own, page_receipt(there.reply, DETECTOR, title_of(end), mark.confidence)


def _gate(service: Service, mark: PageMark) -> tuple[str, ...]:
    if service.dimension != "D2":
        return ()
    ends = [mark.judgement.page] if mark.judgement is not None and mark.judgement.page is not None else []
    return missing_routes([mark.page, *ends])


def _pays(mark: PageMark) -> bool:
    return mark.product is not None and mark.product.product.category == "payments"


def _with_looks(view: CouncilView, mark: ServiceMark) -> ServiceMark:
    """Count the earlier run of another day that agrees (framework, section 2, step 6)."""
    known = view.earlier.get(mark.service)
    agrees = known is not None and known[0] == mark.level and known[1][:10] != mark.fetched_at[:10]
    return replace(mark, looks=2 if agrees else 1)
