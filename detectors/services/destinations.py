"""Where a call to action really leads, and whether a task can be done there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from detectors.confidence import (
    BY_NATURE,
    DRAWN,
    FAINT,
    FEED,
    FORM_READ,
    LEADS_ELSEWHERE,
    NOT_READ,
    PART_READ,
    PROMISED,
    SIGN_IN,
    STEP_BETWEEN,
    UNKNOWN,
)
from detectors.cues import STRONG, Cues
from detectors.fingerprints import SURELY_THIS, Fingerprints, Sighting
from detectors.forms import FormRole, role_of
from detectors.kind_rules import kind_of
from detectors.owners import Owner, Owners, host_of
from detectors.page_kinds import DECOYS, Kind, KindFound
from detectors.pages import HEADER, NAV, PageModel
from detectors.services.actions import (
    ASKS_TO_ACT,
    FINDERS,
    GENERAL_BUTTON,
    NAMES_SUBJECT,
    NAMES_TASK,
    OFFLINE,
    PAPER_FORM,
    Claim,
    asks_to_fill,
    claims_of,
)
from detectors.services.limits import limits_on
from detectors.services.relevance import relevance, title_of
from detectors.wording import fold, listed_in, quoted
from models import Message

DRAWN_WORDS = 25
"""A supplier's page with fewer words is drawn by scripts; one with more and without a form offers none."""
OWN_WORDS = 4
"""The same on the council's own website, whose pages may be short."""
PLANNING = frozenset(("S20", "S21", "S22"))
"""Services of planning and building control, which councils handle with one product."""
DEPTH = 2
"""How many pages beyond the service page a call to action is followed (framework, section 2)."""


class End(StrEnum):
    """What a call to action turned out to be."""

    ACTS = "acts"
    OFFLINE = "offline"
    INFORMATION = "information"
    SIGNPOST = "signpost"
    BROKEN = "broken"
    UNAVAILABLE = "unavailable"
    UNSEEN = "unseen"
    DECOY = "decoy"


@dataclass(frozen=True, slots=True)
class Destination:
    """The answer stored for an address: the page, or why there is none (`outcome` other than an answer)."""

    page: PageModel | None
    outcome: str = "replied"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of one claim. how: the sign that decided it; page: where it ended, for features and receipts.

    steps: titles of the pages between.
    """

    end: End
    how: Message
    confidence: float
    url: str
    claim: Claim
    product: Sighting | None = None
    page: PageModel | None = None
    role: FormRole = FormRole.NONE
    reason: str = ""
    steps: tuple[str, ...] = field(default=())


Resolve = Callable[[str], Destination | None]


@dataclass(frozen=True, slots=True)
class View:
    """What judging one service at one council takes. resolve gives the stored answer for an address, None if it
    was never fetched; strict: an address never fetched earns nothing (a crawl had its chance), else the claim on
    the page is believed at a lower confidence (one page looked at by itself)."""

    service: str
    cues: Cues
    owners: Owners
    fingerprints: Fingerprints
    resolve: Resolve
    strict: bool = True
    sibling: str = ""


_BAD_OUTCOME = {"unresolved": End.BROKEN, "too_large": End.UNSEEN}


def judge(claim: Claim, page: PageModel, view: View, depth: int = 0) -> Judgement:
    """Return where a claim leads. Documents, telephones, letters and visits are offline by nature.

    Forms act where they stand.
    """
    if claim.kind in OFFLINE:
        return Judgement(End.OFFLINE, claim.reason, BY_NATURE, claim.url, claim)
    if claim.kind == "feed":
        return Judgement(End.ACTS, Message("way.calendar"), FEED, claim.url, claim)
    if claim.kind == "answer":
        how = Message("way.look_up")
        return Judgement(
            End.ACTS,
            how,
            PART_READ,
            page.url,
            claim,
            product=view.fingerprints.of_address(page.url),
            page=page,
            role=FormRole.LOOKUP,
        )
    if claim.kind == "form" and claim.role is not FormRole.START:
        return _form(claim, page, view)
    return _followed(claim, page, view, depth)


def _form(claim: Claim, page: PageModel, view: View) -> Judgement:
    product = view.fingerprints.of_address(page.url)
    if claim.role is FormRole.CONTACT:
        return Judgement(End.OFFLINE, Message("way.contact_form"), NOT_READ, page.url, claim)
    if claim.role is FormRole.FINDER and view.service not in FINDERS:
        return Judgement(End.INFORMATION, Message("way.search"), NOT_READ, page.url, claim)
    confidence = {FormRole.LOGIN: SIGN_IN, FormRole.STEP: PART_READ}.get(claim.role, FORM_READ)
    return Judgement(
        End.ACTS,
        Message("way.form", {"form": claim.role.called}),
        confidence,
        page.url,
        claim,
        product=product,
        page=page,
        role=claim.role,
    )


def _followed(claim: Claim, page: PageModel, view: View, depth: int) -> Judgement:
    owner = view.owners.of(claim.url)
    product = view.fingerprints.of_address(claim.url)
    acting = product is not None and product.product.acts
    if product is not None and claim.kind == "frame" and acting and host_of(claim.url) == page.host:
        how = Message("way.own_page", {"product": product.product.name})
        return Judgement(End.ACTS, how, DRAWN, claim.url, claim, product=product, page=page)
    if owner is Owner.COUNCIL and not acting:
        if view.owners.own:
            return Judgement(End.SIGNPOST, Message("way.another_council"), BY_NATURE, claim.url, claim)
        owner = Owner.OWN
    if product is not None and _is_register_of_another(product, claim, view):
        how = Message("way.another_task", {"title": product.product.name})
        return Judgement(End.INFORMATION, how, LEADS_ELSEWHERE, claim.url, claim)
    stored = view.resolve(claim.url)
    if stored is None:
        return _unfetched(claim, owner, product, view)
    if stored.page is None:
        return _unanswered(claim, stored.outcome, product)
    return _arrived(claim, page, stored.page, view, product, depth)


def _is_register_of_another(product: Sighting, claim: Claim, view: View) -> bool:
    """Return whether a link leads to the register of another service, by words that do not name this one.

    A register of planning applications takes applications too. Products for bookings, permits and fines serve
    whatever a council sets up in them.
    """
    made = product.product
    if not made.searches or made.serves in ("", view.service) or claim.strength >= NAMES_TASK:
        return False
    if {made.serves, view.service} <= PLANNING:
        return False
    return not view.cues.services_in(claim.text).get(view.service)


def _unfetched(claim: Claim, owner: Owner, product: Sighting | None, view: View) -> Judgement:
    if claim.kind == "frame" and not (product and product.product.acts):
        return Judgement(End.INFORMATION, Message("way.unknown_frame"), PROMISED, claim.url, claim)
    made_for_it = product is not None and product.product.serves == view.service
    if product is not None and product.product.acts and (claim.strength >= NAMES_SUBJECT or made_for_it):
        return Judgement(
            End.ACTS,
            Message("way.product", {"product": product.product.name}),
            min(product.confidence, PART_READ),
            claim.url,
            claim,
            product=product,
        )
    if view.strict:
        worth = claim.strength >= ASKS_TO_ACT
        return Judgement(
            End.UNSEEN if worth else End.INFORMATION,
            Message("way.never_fetched"),
            UNKNOWN,
            claim.url,
            claim,
            reason="not_checked",
        )
    if claim.strength >= ASKS_TO_ACT and owner is not Owner.COUNCIL:
        confidence = NOT_READ if claim.online else PROMISED
        how = Message("way.not_looked_at", {"reason": claim.reason})
        return Judgement(End.ACTS, how, confidence, claim.url, claim, product=product)
    return Judgement(End.INFORMATION, claim.reason, FAINT, claim.url, claim)


def _unanswered(claim: Claim, outcome: str, product: Sighting | None) -> Judgement:
    if outcome in _BAD_OUTCOME and _BAD_OUTCOME[outcome] is End.BROKEN:
        return Judgement(End.BROKEN, Message("way.no_answer", {"outcome": outcome}), BY_NATURE, claim.url, claim)
    if product is not None and product.product.acts:
        how = Message("way.product_unread", {"product": product.product.name, "outcome": outcome})
        return Judgement(End.ACTS, how, NOT_READ, claim.url, claim, product=product)
    reason = {"disallowed": "disallowed", "not_checked": "not_checked", "too_large": "unparseable"}.get(
        outcome, "unreachable"
    )
    end = End.UNSEEN if claim.strength >= ASKS_TO_ACT else End.INFORMATION
    return Judgement(end, Message("way.no_answer", {"outcome": outcome}), UNKNOWN, claim.url, claim, reason=reason)


def _arrived(
    claim: Claim, page: PageModel, there: PageModel, view: View, product: Sighting | None, depth: int
) -> Judgement:
    kind = kind_of(there)
    product = view.fingerprints.of_address(there.url) or product
    if kind.kind in (Kind.BROKEN, Kind.UNAVAILABLE):
        end = End.BROKEN if kind.kind is Kind.BROKEN else End.UNAVAILABLE
        return Judgement(end, kind.because, BY_NATURE, there.url, claim, product=product, page=there)
    if kind.kind in (Kind.BLOCKED, Kind.NEEDS_JAVASCRIPT, Kind.UNPARSEABLE):
        return _opaque(claim, page, there, product, kind)
    if kind.kind in DECOYS:
        how = Message("way.decoy", {"kind": kind.name, "because": kind.because})
        return Judgement(End.DECOY, how, LEADS_ELSEWHERE, there.url, claim)
    if view.owners.of(there.url) is Owner.COUNCIL and view.owners.own and not (product and product.product.acts):
        return Judgement(End.SIGNPOST, Message("way.another_council"), BY_NATURE, there.url, claim)
    return _on_page(claim, there, view, product, depth)


def _opaque(claim: Claim, page: PageModel, there: PageModel, product: Sighting | None, kind: KindFound) -> Judgement:
    if kind.kind is Kind.UNPARSEABLE and re.search(r"pdf|msword|officedocument|opendocument|rtf", there.content_type):
        links = [link for link in page.links if link.href == claim.url]
        end = End.OFFLINE if not links or any(map(asks_to_fill, links)) else End.INFORMATION
        return Judgement(end, Message("way.document"), BY_NATURE, there.url, claim)
    if product is not None and product.product.acts:
        return Judgement(
            End.ACTS,
            Message("way.product_drawn", {"product": product.product.name}),
            DRAWN,
            there.url,
            claim,
            product=product,
            page=there,
        )
    end = End.UNSEEN if claim.strength >= ASKS_TO_ACT else End.INFORMATION
    how = Message("way.unread", {"kind": kind.name})
    return Judgement(end, how, UNKNOWN, there.url, claim, reason=kind.kind.value)


def _on_page(claim: Claim, there: PageModel, view: View, product: Sighting | None, depth: int) -> Judgement:
    if claim.strength < GENERAL_BUTTON and _serves_another(there, view) and not _signs_in(claim, there, view):
        how = Message("way.another_task", {"title": title_of(there)[:60]})
        return Judgement(End.INFORMATION, how, LEADS_ELSEWHERE, there.url, claim)
    blocked = [x for x in limits_on(there, view.service, view.cues) if x.kind in ("unavailable", "offline_only")]
    if blocked:
        how = quoted(blocked[0].sentence)
        return Judgement(End.UNAVAILABLE, how, PART_READ, there.url, claim, product=product, page=there)
    best = _best_form(claim, there, view, product)
    if best is not None:
        return best
    drawn = is_drawn(there, own=view.owners.of(there.url) is Owner.OWN)
    if product is not None and product.product.acts and product.confidence >= SURELY_THIS and drawn:
        how = Message("way.product", {"product": product.product.name})
        return Judgement(End.ACTS, how, BY_NATURE, there.url, claim, product=product, page=there)
    return _further(claim, there, view, depth)


def is_drawn(page: PageModel, own: bool = False) -> bool:
    """Return whether the content of a product's page is drawn by scripts: there is hardly any of it.

    own: the page stands on the council's own website, where few words are a short page.
    """
    return len(page.main_text.split()) - len(page.h1.split()) < (OWN_WORDS if own else DRAWN_WORDS)


def _signs_in(claim: Claim, there: PageModel, view: View) -> bool:
    """Return whether a link that names the service leads to a sign-in, whose title says little of what is done."""
    if view.cues.services_listed(claim.text).get(view.service, 0.0) < STRONG:
        return False
    return any(role_of(form, there) is FormRole.LOGIN for form in there.forms)


def _serves_another(there: PageModel, view: View) -> bool:
    title = title_of(there)
    named = view.cues.services_in(title)
    if not named or view.service in named or max(named.values()) < STRONG:
        return False
    return not any(view.cues.score(view.service, piece) >= STRONG for piece in listed_in(title))


def _best_form(claim: Claim, there: PageModel, view: View, product: Sighting | None) -> Judgement | None:
    order = (FormRole.TASK, FormRole.STEP, FormRole.LOOKUP, FormRole.FINDER, FormRole.LOGIN)
    found = {role_of(form, there): form for form in reversed(there.forms) if form.region not in (HEADER, NAV)}
    for role in order:
        if role not in found or (role is FormRole.FINDER and view.service not in FINDERS):
            continue
        confidence = {FormRole.TASK: FORM_READ, FormRole.LOGIN: SIGN_IN}.get(role, PART_READ)
        how = Message("way.to_form", {"form": role.called})
        return Judgement(End.ACTS, how, confidence, there.url, claim, product=product, page=there, role=role)
    frames = [s for url in there.frames if (s := view.fingerprints.of_address(url)) and s.product.acts]
    if frames:
        return Judgement(
            End.ACTS,
            Message("way.product_embedded", {"product": frames[0].product.name}),
            PART_READ,
            there.url,
            claim,
            product=frames[0],
            page=there,
        )
    if FormRole.CONTACT in found:
        return Judgement(End.OFFLINE, Message("way.to_contact_form"), NOT_READ, there.url, claim, page=there)
    return None


def _further(claim: Claim, there: PageModel, view: View, depth: int) -> Judgement:
    """A page between: follow its own call to action one step more."""
    if depth + 1 < DEPTH and (claim.strength >= PAPER_FORM or relevance(there, view.service, view.cues, claim.text)):
        score = max(relevance(there, view.service, view.cues, claim.text), 1.0)
        score = STRONG if not view.cues.services_in(title_of(there)) else score
        nexts = [judge(c, there, view, depth + 1) for c in claims_of(there, view.service, view.cues, score)[:6]]
        for end in (End.ACTS, End.UNAVAILABLE, End.BROKEN, End.SIGNPOST, End.UNSEEN, End.OFFLINE):
            hit = next((j for j in nexts if j.end is end and (end is not End.ACTS or j.confidence > FAINT)), None)
            if hit is not None:
                return Judgement(
                    hit.end,
                    hit.how,
                    hit.confidence * STEP_BETWEEN,
                    hit.url,
                    claim,
                    product=hit.product,
                    page=hit.page or there,
                    role=hit.role,
                    reason=hit.reason,
                    steps=(title_of(there)[:60], *hit.steps),
                )
    how = Message("way.information") if fold(there.main_text) else Message("way.empty_page")
    return Judgement(End.INFORMATION, how, LEADS_ELSEWHERE, there.url, claim, page=there)
