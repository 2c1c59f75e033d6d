"""One page, one service: the ladder level the page proves, and every step of the reasoning (framework, section 2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from detectors.confidence import BRUSHED, NO_SIGN, NOT_THIS, ONLY_INFORMS, ONLY_OFFLINE
from detectors.cues import STRONG, WEAK
from detectors.fingerprints import SURELY_THIS, Sighting
from detectors.forms import FormRole
from detectors.kind_rules import kind_of
from detectors.owners import Owner, host_of
from detectors.page_kinds import DECOYS, Kind, KindFound
from detectors.pages import PageModel
from detectors.phrases import phrase
from detectors.services.actions import ASKS_TO_ACT, NAMES_TASK, OFFLINE, PAPER_FORM, Claim, claims_of
from detectors.services.answers import answer_on
from detectors.services.destinations import End, Judgement, View, is_drawn, judge
from detectors.services.features import Feature, sentences_of, stated_in, states
from detectors.services.joined_up import Sentence, default_signs
from detectors.services.limits import Limit, limits_on
from detectors.services.not_here import not_here
from detectors.services.promises import promised_by
from detectors.services.relevance import is_alone, is_index, mentions, relevance, title_of
from detectors.wording import fold, quote, quoted
from models import Message

TERMS_RELEVANCE = 0.5
"""Relevance of a page of terms: it brushes its service."""
CONFIDENCE_SHARE = 0.5
"""Weight of how surely a way works beside how strongly the page claims it (0-2), when the best one is chosen."""
CLAIMS_JUDGED = 14
"""How many of a page's claims are followed, strongest first."""
_SETS_COURSE = phrase("relevance", "courses")
"""What a council means to do for years: such a paper serves nobody, unlike the terms of a service."""
TRANSACTION = 3
"""The level from which a task can be done online."""


@dataclass(frozen=True, slots=True)
class PageMark:
    """What one page proves for one service.

    level: 0 no credit on this page .. 4; None when the page or its action could not be read, and then status is
    the reason. relevance: 0-2. broken: task links that failed, as (address, why). phrase: what was read. lists: it
    is a page of contents, which leads to the task among others. stranger: it earns nothing because its host is none
    of the council's.
    """

    page: PageModel
    level: int | None
    status: str
    relevance: float
    confidence: float
    reasons: tuple[Message, ...]
    action_url: str = ""
    product: Sighting | None = None
    judgement: Judgement | None = None
    phrase: str = ""
    features: tuple[str, ...] = ()
    broken: tuple[tuple[str, Message], ...] = ()
    signpost: str = ""
    kind: KindFound = field(default_factory=lambda: KindFound(Kind.LIVE))
    document_end: bool = False
    own: bool = False
    lists: bool = False
    stranger: bool = False


def mark_page(
    page: PageModel,
    view: View,
    cap: int = 4,
    link_text: str = "",
    trusted: bool = False,
    given: bool = False,
    shared: PageModel | None = None,
) -> PageMark:
    """Return what the page proves. trusted: a council's own page led here, so a foreign host may be its supplier.

    given: GOV.UK names this page for the service. shared: what a page of several says to all, where `page` is a
    section of it.
    """
    mark = _marked(page, view, cap, link_text, trusted, given)
    return _joined_by(mark, shared, view, cap) if shared is not None and mark.level == TRANSACTION < cap else mark


SHARED_FEATURES = ("tracking", "reminders", "prefill")
"""What a page can promise for all that is done from it; an account has to be the one that the task is done in."""


def _joined_by(mark: PageMark, shared: PageModel, view: View, cap: int) -> PageMark:
    """Return the mark of a section at level 4 if its page promises to all of them what joins up a transaction."""
    promised = stated_in(sentences_of(shared), lambda said: _is_of_another(said, view))
    features = [one for one in promised if one.name in SHARED_FEATURES]
    if not features and (words := _tracked_by(mark, shared, view)):
        features = [Feature("tracking", words)]
    if not features:
        return mark
    steps = tuple(_joined_up(feature) for feature in features)
    names = tuple(feature.name for feature in features)
    return replace(mark, level=cap, features=(*mark.features, *names), reasons=(*mark.reasons[:-1], *steps, _at(cap)))


def _is_of_another(said: str, view: View) -> bool:
    """Return whether a promise speaks of the subject of another service and not of this one's."""
    folded = fold(said[:500])
    if view.cues.services[view.service].subject.search(folded):
        return False
    return any(entry.subject.search(folded) for entry in view.cues.services.values())


def _tracked_by(mark: PageMark, shared: PageModel, view: View) -> str:
    """Return the words of a link of the page that leads to tracking where the task was done, '' without one."""
    signs = default_signs()
    host = host_of(mark.action_url)
    links = (link for link in shared.main_links() if link.href != mark.action_url and host_of(link.href) == host)
    stated = (link.text for link in links if states("tracking", Sentence(fold(link.text)), signs))
    return next((text for text in stated if not _is_of_another(text, view)), "")


def _marked(page: PageModel, view: View, cap: int, link_text: str, trusted: bool, given: bool) -> PageMark:
    kind = kind_of(page)
    if kind.kind is not Kind.LIVE:
        return _not_live(page, kind, view)
    seen = view.fingerprints.of_address(page.url)
    if seen is not None and seen.product.category == "consultation":
        return _not_live(page, KindFound(Kind.CONSULTATION, quoted(seen.product.name)), view)
    owner = view.owners.of(page.url)
    national = owner is Owner.GOVERNMENT and seen is not None and seen.product.acts
    if not (trusted or national or _may_serve(owner, view) or view.owners.hosted_for(page)):
        why = Message("step.not_the_councils", {"owner": Message(f"owner.{owner.name.lower()}")})
        return PageMark(page, 0, "measured", 0.0, NOT_THIS, (why,), kind=kind, stranger=owner is Owner.OTHER)
    named = relevance(page, view.service, view.cues, link_text, given)
    score = named or mentions(page, view.service, view.cues)
    if score < STRONG and (answer_on(page, view.service) or is_alone(page, view.service, view.cues)):
        score = STRONG
    if not score and view.service in view.fingerprints.services_led_to(page):
        return _mark_live(page, view, cap, WEAK, _by_product)
    if not score:
        why = Message("step.no_sign", {"service": view.service})
        return PageMark(page, 0, "measured", 0.0, NO_SIGN, (why,), kind=kind)
    return _mark_live(page, view, cap, score, _by_words if named or score >= STRONG else _by_mention)


def _may_serve(owner: Owner, view: View) -> bool:
    if view.owners.own:
        return owner in (Owner.OWN, Owner.PARTNER, Owner.PRODUCT) or (owner is Owner.PUBLIC and not view.strict)
    return owner in (Owner.COUNCIL, Owner.PRODUCT, Owner.PUBLIC)


def _not_live(page: PageModel, kind: KindFound, view: View) -> PageMark:
    terms = kind.kind is Kind.TERMS and not _SETS_COURSE.search(fold(title_of(page)))
    if terms and not view.strict and relevance(page, view.service, view.cues):
        why = Message("step.terms", {"because": kind.because})
        return PageMark(
            page,
            1,
            "measured",
            TERMS_RELEVANCE,
            ONLY_INFORMS,
            (why, _at(1)),
            phrase=title_of(page),
            kind=kind,
        )
    if kind.kind in DECOYS:
        why = Message("step.decoy", {"kind": kind.name, "because": kind.because})
        return PageMark(page, 0, "measured", 0.0, NOT_THIS, (why,), kind=kind)
    if kind.kind in (Kind.BROKEN, Kind.UNAVAILABLE):
        why = Message("step.page_fails", {"kind": kind.name, "because": kind.because})
        score = relevance(page, view.service, view.cues)
        if kind.kind is Kind.UNAVAILABLE and score >= STRONG and view.cues.score(view.service, title_of(page)):
            return PageMark(
                page,
                1,
                "measured",
                score,
                NO_SIGN,
                (why, Message("step.unusable")),
                phrase=title_of(page),
                broken=((page.url, kind.because),),
                kind=kind,
            )
        return PageMark(page, 0, "measured", score, NOT_THIS, (why,), broken=((page.url, kind.because),), kind=kind)
    why = Message("step.unread", {"kind": kind.name, "because": kind.because})
    return PageMark(page, None, kind.kind.value, 0.0, 0.0, (why,), product=_acting(page, view), kind=kind)


def _acting(page: PageModel, view: View) -> Sighting | None:
    """Return the product that answers at the page's own address if tasks are done with it, None for any other."""
    seen = view.fingerprints.of_address(page.url)
    return seen if seen is not None and seen.product.acts and seen.confidence >= SURELY_THIS else None


def _at(level: int) -> Message:
    return Message("step.level", {"level": level, "name": Message(f"ladder.{level}")})


def _by_words(page: PageModel, view: View, score: float) -> list[Claim]:
    return claims_of(page, view.service, view.cues, score)


def _by_mention(page: PageModel, view: View, score: float) -> list[Claim]:
    """The claims of a page that only mentions the service: a telephone for everything is no way to act for it alone."""
    claims = _by_words(page, view, score)
    return [one for one in claims if one.kind not in OFFLINE or view.cues.score(view.service, one.text)]


def _by_product(page: PageModel, view: View, _: float) -> list[Claim]:
    """The claims of a page that has a name of its own and no word of the service ("Testham Connect"): links that say
    that name and lead to a product made for the service.
    """
    name = fold(title_of(page))
    found = ((claim, view.fingerprints.of_address(claim.url)) for claim in _by_words(page, view, STRONG))
    return [claim for claim, seen in found if seen is not None and seen.product.serves == view.service
            and name and name in fold(claim.text)]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Judged:
    """What was made of one live page. steps: the reasoning so far; broken: task links that failed."""

    page: PageModel
    score: float
    judgements: tuple[Judgement, ...]
    broken: tuple[tuple[str, Message], ...]
    steps: tuple[Message, ...]

    def mark(self, level: int | None, status: str, confidence: float, *steps: Message) -> PageMark:
        """Return the page's mark, these steps added to the reasoning."""
        return PageMark(self.page, level, status, self.score, confidence, (*self.steps, *steps))


def _mark_live(
    page: PageModel, view: View, cap: int, score: float, claiming: Callable[..., list[Claim]] = _by_words
) -> PageMark:
    about = Message("step.about", {"title": quote(title_of(page)), "service": view.service, "certainty": score})
    judgements = _judgements(page, view, claiming(page, view, score))
    broken = tuple(
        (j.claim.url, j.how)
        for j in judgements
        if j.end in (End.BROKEN, End.UNAVAILABLE) and j.claim.strength >= PAPER_FORM
    )
    best = _surest(judgements, view.cues.services[view.service].lookup)
    limit = _taken_back(best, limits_on(page, view.service, view.cues))
    judged = _Judged(page, score, judgements, broken, (about, *([limit] if limit else [])))
    if best is not None and best.claim.strength == ASKS_TO_ACT and not_here(page, view.service, view.cues):
        return _below(judged, view)
    if best is not None and not limit:
        found = _transaction(judged, view, cap, best)
        return replace(found, lists=bool(best.steps) and is_index(page, view.service, view.cues))
    if is_index(page, view.service, view.cues):
        only = Message("step.only_lists")
        kind = KindFound(Kind.INDEX, Message("page.lists_services"))
        return PageMark(page, 0, "measured", 0.0, NO_SIGN, (*judged.steps, only), kind=kind)
    product = _acting(page, view)
    if product is not None and not limit and not broken and is_drawn(page):
        said = Message("step.drawn", {"product": product.product.name})
        return replace(judged.mark(None, Kind.NEEDS_JAVASCRIPT.value, 0.0, said), product=product)
    failed = tuple(Message("step.broken", {"url": quote(url), "why": why}) for url, why in broken[:3])
    return _below(replace(judged, steps=(*judged.steps, *failed)), view)


def _judgements(page: PageModel, view: View, claims: list[Claim]) -> tuple[Judgement, ...]:
    """Return where the strongest claims lead, and every offline one, which needs no following."""
    rest = (claim for claim in claims[CLAIMS_JUDGED:] if claim.kind in OFFLINE)
    return tuple(judge(claim, page, view) for claim in (*claims[:CLAIMS_JUDGED], *rest))


def _surest(judgements: Iterable[Judgement], lookup: bool) -> Judgement | None:
    """Return the surest working call to action, None without one. lookup: the service is one."""

    def sureness(one: Judgement) -> tuple[float, ...]:
        answers = lookup and one.role in (FormRole.LOOKUP, FormRole.FINDER)
        strength = min(one.claim.strength, NAMES_TASK)
        return (float(answers), round(one.confidence, 1) * CONFIDENCE_SHARE + strength, one.confidence)

    return max((one for one in judgements if one.end is End.ACTS), key=sureness, default=None)


def _taken_back(best: Judgement | None, limits: Iterable[Limit]) -> Message | None:
    """Return how the page takes back what it offers, None if it does not or offers nothing."""
    closing = (one for one in limits if one.kind in ("offline_only", "unavailable", "closed"))
    limit = next(closing, None)
    if best is None or limit is None:
        return None
    return Message("step.taken_back", {"offer": best.claim.called, "sentence": quote(limit.sentence)})


def _transaction(judged: _Judged, view: View, cap: int, best: Judgement) -> PageMark:
    features = promised_by(judged.page, best, view)
    proved = 4 if features else 3
    level = min(proved, cap)
    steps = [Message("step.call", {"action": best.claim.called, "reason": best.claim.reason, "how": best.how})]
    steps += [Message("step.through", {"title": title}) for title in best.steps]
    steps += [_joined_up(feature) for feature in features]
    if proved > cap:
        steps.append(Message("step.capped", {"service": view.service, "cap": cap}))
    confidence = round(best.confidence * (1.0 if judged.score >= STRONG else BRUSHED), 3)
    found = judged.mark(level, "measured", confidence, *steps, _at(level))
    return replace(
        found,
        action_url=best.url,
        product=best.product,
        judgement=best,
        phrase=best.claim.text,
        features=tuple(f.name for f in features),
        broken=judged.broken,
    )


def _joined_up(feature: Feature) -> Message:
    name = Message(f"feature.{feature.name}")
    if not feature.sentence:
        return Message("step.answers_address", {"feature": name})
    return Message("step.joined_up", {"feature": name, "sentence": quote(feature.sentence)})


def _below(judged: _Judged, view: View) -> PageMark:
    """Return the mark of a page on which nothing can be done online: unknown, offline or information."""
    signpost = next((j.claim.url for j in judged.judgements if j.end is End.SIGNPOST), "")
    if signpost:
        there = Message("step.signpost")
        judged = replace(judged, steps=(*judged.steps, there))
    unseen = next((j for j in judged.judgements if j.end is End.UNSEEN), None)
    if unseen is not None and not judged.broken:
        return replace(_unknown(judged, unseen), signpost=signpost)
    offline = [j for j in judged.judgements if j.end is End.OFFLINE]
    if offline and judged.score > 0:
        best = max(offline, key=lambda j: j.claim.strength)
        return replace(_offline(judged, best), signpost=signpost)
    if denied := not_here(judged.page, view.service, view.cues):
        return replace(judged.mark(0, "measured", NOT_THIS, denied), signpost=signpost)
    found = judged.mark(1, "measured", ONLY_INFORMS, Message("step.only_informs"))
    return replace(found, phrase=title_of(judged.page), broken=judged.broken, signpost=signpost)


def _unknown(judged: _Judged, unseen: Judgement) -> PageMark:
    said = Message("step.not_followed", {"action": unseen.claim.called, "how": unseen.how})
    found = judged.mark(None, unseen.reason or "not_checked", 0.0, said)
    return replace(found, action_url=unseen.url, judgement=unseen, phrase=unseen.claim.text)


def _offline(judged: _Judged, best: Judgement) -> PageMark:
    said = Message("step.only_offline", {"how": best.how, "action": best.claim.called})
    found = judged.mark(2, "measured", ONLY_OFFLINE, said, _at(2))
    return replace(
        found,
        action_url=best.url,
        judgement=best,
        phrase=best.claim.text,
        broken=judged.broken,
        document_end=best.claim.kind == "document",
    )
