"""Sentences that take a promise back: "not online", "unavailable", "closed", "no need to apply"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detectors.cues import Cues
from detectors.pages import MAIN, NOTICE, PageModel
from detectors.wording import fold

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_CONDITION = re.compile(
    r"\b(?:if (?:you|your|the|this|they|someone|anyone|it|for|an?|any|there|we)|unless|when (?:you|the)|"
    r"for (?:people|those|anyone|"
    r"residents|customers) who|"
    r"anyone who|people who|those who|should you|in case|before|only if|where you|os (?:na|nad|ydych|nid)|"
    r"unable to use|"
    r"need help|help (?:to|with|using)|who (?:cannot|cant))\b"
)
_NOT_ONLINE = re.compile(
    r"\b(?:(?:cannot|can not|cant|unable to|not (?:currently )?(?:possible|able)|no longer|do not|dont|"
    r"not) (?:\w+ ){0,8}?(?:online|on line|website)|"
    r"(?:online|on line|web) (?:\w+ ){0,6}?(?:is|are|was|has been|have been) (?:\w+ ){0,2}?(?:not|unavailable|"
    r"suspended|withdrawn|closed|removed|disabled|down)|"
    r"(?:is|are|isnt|arent|not) (?:not )?(?:yet |an? |something )?(?:you can do )?online(?: service|"
    r" form)?(?: yet)?$|not (?:yet )?online\b|no (?:internet|web) (?:form|version|service)|offline only|"
    r"(?:on )?paper (?:form )?only|only on paper|no online (?:form|service|option|facility|application|booking|"
    r"payment)|"
    r"(?:by|over the) (?:phone|telephone|post) only|only (?:be )?(?:\w+ ){0,3}?(?:by|over the) (?:phone|telephone|"
    r"post)|in person only|"
    r"(?:ni ellir|ni allwch|nid yw(?:n|r)? (?:\w+ ){0,4}?bosibl|nid oes modd|methu) (?:\w+ ){0,8}?(?:ar lein|arlein))\b"
)
_DOWN = re.compile(
    r"\b(?:(?:temporarily|currently|presently|now) (?:unavailable|offline|out of (?:use|service|action)|suspended|"
    r"down|not (?:available|working|accepting))|"
    r"(?:form|service|system|portal|page|payments?|booking(?:s| system)?|application(?:s)?|facility|site|website|"
    r"account|register|link) "
    r"(?:\w+ ){0,4}?(?:is|are|will be|has been|have been|was) (?:\w+ ){0,2}?(?:unavailable|offline|"
    r"not (?:available|working)|suspended|withdrawn|disabled|"
    r"switched off|down|out of (?:use|order|service)|closed|paused|removed)|"
    r"out of action|stopped working|(?:isnt|arent|not) working|technical (?:problems?|faults?|"
    r"issues?|difficult\w*|error)|(?:having|experiencing) (?:\w+ )?(?:problems|difficulties|trouble|issues)|"
    r"(?:taken|switched|turned) (?:down|off|offline)|being (?:repaired|upgraded|replaced|rebuilt|updated|fixed)|"
    r"until further notice|(?:try|check|come) (?:again |back )(?:later|soon|shortly)|"
    r"(?:is|are|has been|have been) (?:\w+ )?(?:suspended|paused|withdrawn|broken|disabled|down)\b|(?:unavailable|"
    r"offline|not (?:available|working)) (?:at (?:the moment|present|this time)|until|due to|because|while|"
    r"for now)|"
    r"(?:not|unable to|cannot|no longer) (?:currently )?(?:accept\w*|tak\w+|"
    r"process\w*) (?:\w+ ){0,3}?(?:applications?|bookings?|payments?|requests?|orders|"
    r"reports|subscriptions?|new)|ddim ar gael|nid yw (?:\w+ ){0,4}?ar gael|nid ywr (?:\w+ ){0,5}?ar gael|wedi(?:u|"
    r"i)? (?:ei |eu )?(?:h?atal|gohirio))\b"
)
_CLOSED = re.compile(
    r"\b(?:(?:subscriptions?|applications?|sign ?ups?|registrations?|bookings?|the scheme|scheme|fund|admissions|"
    r"window|round|renewals?|enrolment|membership|"
    r"sales|waiting list|list|service) (?:\w+ ){0,5}?(?:is|are|has|have|now) (?:\w+ ){0,3}?(?:closed|ended|"
    r"finished|full|fully (?:booked|subscribed)|paused)|"
    r"not (?:currently |at present |now )?(?:taking|accepting|open|offering)|(?:stopped|ceased) (?:taking|"
    r"accepting|offering)|(?:has|have) (?:now )?(?:ended|closed|finished)|fully (?:subscribed|booked)|"
    r"(?:sold out|open(?:s|ing)? again|reopen\w*|re open\w*)|no (?:more |new |further )(?:places|applications|"
    r"subscriptions|spaces|slots|bookings|members|requests)|(?:is|are) (?:currently |now )?(?:closed|full)\b|"
    r"(?:is|are) now closed|closed (?:to|for) (?:new )?(?:applications|subscri\w+|sign ?ups|bookings|members|"
    r"applicants)|"
    r"(?:deadline|closing date) (?:\w+ ){0,4}?(?:has )?passed|no longer (?:offer|provid\w+|run|available|accept\w*|"
    r"open)|"
    r"(?:wedi (?:cau|dod i ben)|bellach ar gau|ar gau))\b"
)
_SYSTEM = re.compile(
    r"\b(?:online|web\w*|e ?forms?|forms?|services?|systems?|portals?|pages?|payments?|paying|bookings?|appointments?|"
    r"applications?|registrations?|subscriptions?|sign ?ups?|schemes?|funds?|windows?|rounds?|lists?|memberships?|"
    r"renewals?|sales|orders?|places|accounts?|register|links?|tools?|calculators?|checkers?|log ?in|reporting|apps?|"
    r"requests?|enrolments?|admissions|deadlines?|facility|facilities|this is|it is|ffurflen\w*|gwasanaeth\w*|"
    r"system\w*|"
    r"ceisiadau|taliadau|cynllun|gwefan|porth)\b"
)
"""What can be out of order, or over, so that a task cannot be done online."""
_THING = re.compile(
    r"\b(?:lamps?|lights?|lighting|columns?|bollards?|lifts?|boilers?|heating|roads?|streets?|pavements?|footpaths?|bridges?|"
    r"offices?|centres?|libraries|library|buildings?|halls?|receptions?|counters?|car parks?|toilets?|schools?|"
    r"tips?|depots?|"
    r"bins?|boxes|vehicles?|signals?|goleuadau|golau|ffyrdd|swyddfeydd|swyddfa|canolfan\w*|llyfrgell\w*)\b"
)
"""What the council looks after: a lamp that does not work is the task, an office that is closed another way in."""
_ONLINE_PART = re.compile(
    r"\b(?:online|on line|web\w*|forms?|portals?|systems?|applications?|registrations?|subscriptions?|sign ?ups?|"
    r"schemes?|"
    r"bookings?|payments?|waiting list|memberships?|ar ?lein|ffurflen\w*|ceisiadau)\b"
)
_THIS = re.compile(
    r"\b(?:this (?:form|service|page|facility|system|online (?:form|service)|application|scheme|link|is|cannot|"
    r"can only)|it (?:is|cannot|can only|has)|the (?:online )?form\b|the online (?:service|system|form|"
    r"application)|"
    r"our (?:online )?forms?\b|online (?:forms?|applications?|bookings?|payments?|reporting|services?)|"
    r"the (?:booking|payment|reporting|application) (?:system|form|service)|"
    r"(?:y|r) (?:ffurflen|gwasanaeth) (?:hon|hwn|ar lein)|all (?:our )?(?:online )?(?:forms|services))\b"
)
_PARTLY = re.compile(
    r"^ ?(?:in (?:northern|scotland|wales|england|all|some|certain|your|the channel)|to (?:people|non|anyone|"
    r"those|visitors|businesses|tenants)|"
    r"for (?:people|those|flats|non|business|trade|visitors|all|some|certain|properties|households|commercial|"
    r"every|homes|larger)|"
    r"on (?:sun|sat|mon|tue|wed|thu|fri|bank|week|public|christmas)|at weekends|outside|between|overnight|"
    r"after \d|during)"
)
"""What follows a limit of place, people or hours: for everybody else the way is open."""
_LATER = re.compile(
    r"\b(?:this evening|tonight|tomorrow|next (?:week|month)|weekend|will be|on (?:mon|tues|wednes|thurs|fri|"
    r"satur|sun)day|between \d|from \d|this weekend|overnight|may be|"
    r"some of)\b"
)
_AUTOMATIC = re.compile(
    r"\b(?:(?:do not|dont|no|not) need to (?:apply|do anything|fill|complete|claim)|no (?:application|form|"
    r"claim)(?: form)? (?:is )?(?:needed|required|necessary)|"
    r"(?:applied|awarded|given|paid|added|made) automatically|automatically (?:applied|awarded|given|paid|added|"
    r"receive|get)|"
    r"nid oes angen (?:gwneud cais|cais|ymgeisio))\b"
)


@dataclass(frozen=True, slots=True)
class Limit:
    """A sentence that limits what can be done. kind: offline_only, unavailable, closed or automatic."""

    kind: str
    sentence: str


def limits_on(page: PageModel, service: str, cues: Cues) -> list[Limit]:
    """Return the limits that the page states about this service, in order; [] if none.

    A banner counts only when it names this service or "this form"; one that names another service, or an
    outage yet to come, is about something else.
    """
    found = []
    for region, text in _sentences(page):
        limit = _limit(text, region, service, cues)
        if limit is not None:
            found.append(limit)
    return found


def _sentences(page: PageModel) -> Iterator[tuple[str, str]]:
    for block in page.blocks:
        if block.region in (MAIN, NOTICE) and len(block.text) > 12:
            for sentence in _SENTENCE.split(block.text):
                yield block.region, sentence


def _limit(sentence: str, region: str, service: str, cues: Cues) -> Limit | None:
    folded = fold(sentence[:500])
    for kind, pattern in (
        ("offline_only", _NOT_ONLINE),
        ("unavailable", _DOWN),
        ("closed", _CLOSED),
        ("automatic", _AUTOMATIC),
    ):
        match = pattern.search(folded)
        if (
            match
            and not sentence.rstrip().endswith("?")
            and (kind not in ("unavailable", "closed") or _is_a_way_to_act(folded))
            and not _PARTLY.search(folded[match.end() :])
            and not _CONDITION.search(folded[: match.start() + 12])
            and _concerns(folded, kind, region, service, cues)
        ):
            return Limit(kind, sentence)
    return None


def _is_a_way_to_act(folded: str) -> bool:
    """Return whether what a sentence calls broken or closed is a form, scheme or service, not a lamp or an office."""
    if _THING.search(folded):
        return bool(_ONLINE_PART.search(folded))
    return bool(_SYSTEM.search(folded))


def _concerns(folded: str, kind: str, region: str, service: str, cues: Cues) -> bool:
    named = cues.services_in(folded)
    if service in named:
        return kind != "unavailable" or not _LATER.search(folded)
    if any(score > 1 for score in named.values()):
        return False
    if region == NOTICE or kind == "unavailable":
        return bool(_THIS.search(folded)) and not _LATER.search(folded)
    return kind != "closed" or bool(_THIS.search(folded)) or not named
