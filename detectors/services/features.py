"""What makes a transaction joined up: an account that shows something, tracking, reminders, an answer by place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from detectors.pages import PageModel
from detectors.wording import fold

_THINGS = (
    r"(?:council tax |online |own |existing |outstanding |current )?(?:bills?|balance|account|applications?|payments?|permits?|bids?|claims?|subscriptions?|loans?|"
    r"requests?|reports?|case|bookings?|appointments?|band|documents|entitlement|instalments?|assessment|orders?|enquir(?:y|ies))"
)
_FEATURES = {
    "account": re.compile(
        rf"\b(?:(?:view|check|see|manage|access|review|keep track of|look at|update|change) (?:\w+ )?(?:your|my|you|their) {_THINGS}|"
        rf"(?:log ?in|sign ?in|log ?on) to (?:\w+ ){{0,4}}?(?:view|see|check|manage|renew|update|your (?:council tax|library|housing|parking|permit|benefit\w*) account)|"
        r"(?:from|in|use|using|through|with) your (?:\w+ ){0,3}?account (?:\w+ ){0,3}?(?:you can|where you can|to (?:view|see|check|manage|track))|"
        r"(?:your|my) (?:council tax|library|housing|parking|permit|benefits?|waste|bins?) account|view (?:and |or )?(?:\w+ )?(?:copy )?(?:your )?bills|e ?billing|"
        r"paperless bill\w*|manage permits?|place bids?|bids? (?:are )?placed|bid (?:for|on) (?:a )?(?:propert|home)|"
        r"(?:mynediad at|gweld|rheoli|gwirio) (?:eich|ch) (?:\w+ )?(?:cyfrif|bil|cais|balans|taliadau|hawlen)|mewngofnodi (?:\w+ ){0,3}?i (?:weld|reoli))"
    ),
    "tracking": re.compile(
        r"\b(?:track(?:ing)? (?:your|the|its|it|a|my|an|existing|progress|reports?|online|applications?|how)|(?:the )?progress (?:of|on) (?:your|the|it|an?)|"
        r"follow (?:the |its |your )?progress|check (?:on )?(?:the |its |your )?(?:status|progress)|(?:the )?status of (?:your|the|a)|"
        r"see (?:what (?:has )?happen\w*|how your|whats happening|when it)|tracking (?:number|page|link)|live status|see existing reports|"
        r"olrhain|hynt (?:eich|y)|statws (?:eich|y))"
    ),
    "reminders": re.compile(
        r"\b(?:(?:e ?mail|text|sms|collection|bin|renewal)s?(?: message| day)? (?:reminders?|alerts?|updates?|notifications?)|remind(?:er|ers)? (?:\w+ ){0,5}?(?:by|via) (?:e ?mail|text|sms)|"
        r"(?:well |will |we )(?:send you (?:\w+ ){0,3}?(?:reminders?|updates|alerts)|text you|remind you|keep you (?:updated|informed|up to date))|"
        r"updates? (?:by|via|through) (?:e ?mail|text|sms)|(?:get|receive|sign up (?:for|to)|set up|register for|subscribe to) (?:\w+ ){0,4}?(?:reminders?|alerts|notifications)|"
        r"(?:notified|notification|notify you|told|updated|informed) (?:\w+ ){0,4}?(?:by|via) (?:e ?mail|text|sms)|e ?mail(?:ed)? updates|"
        r"(?:e ?mail|text|sms) (?:\w+ ){0,3}?(?:a reminder|reminders)|(?:e ?mail|text|sms) (?:\w+ ){0,5}?(?:when (?:your|the|it|we)|to (?:let you know|tell you (?:when|what)|remind|keep you|update))|"
        r"nodyn atgoffa|nodiadau atgoffa|negeseuon? atgoffa|diweddariadau? (?:drwy|trwy) (?:e ?bost|neges)|atgoffa)"
    ),
    "prefill": re.compile(
        r"\b(?:pre ?fill\w*|pre ?populat\w*|already (?:know|hold|have) (?:your|the) details|details (?:are|will be) filled in|saved? (?:card|details) for next|"
        r"wont (?:have|need) to (?:enter|fill in|give) (?:\w+ )?(?:your )?details|save (?:your (?:progress|application|form)|and (?:return|resume|come back))|resume (?:your )?application)"
    ),
    "feed": re.compile(
        r"\b(?:add (?:\w+ ){0,6}?to (?:your|my) (?:\w+ )?calendar|calendar feed|ical\b|subscribe to (?:your |the )?calendar|open311|public api|data feed|"
        r"open referral)"
    ),
}
_DENIED = re.compile(
    r"\b(?:cannot|can not|cant|unable|not able|do not|dont|does not|doesnt|will not|wont|no longer|not (?:yet )?(?:possible|available|offer)|no (?:way|facility)|"
    r"never|without|soon|plan(?:s|ning)? to|in (?:the )?future|coming|used to|ni allwch|nid oes|ddim yn)\b"
)
_DENIABLE = frozenset(("account", "tracking", "reminders", "feed", "prefill"))
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Feature:
    """One sign that the service is joined up, with the sentence that says so."""

    name: str
    sentence: str


def features_of(page: PageModel, names: frozenset[str] = frozenset(_FEATURES)) -> list[Feature]:
    """Return the joined-up features that the page's own content states and does not deny, each once."""
    found: dict[str, Feature] = {}
    for block in page.main_blocks():
        for sentence in _SENTENCE.split(block.text[:3000]):
            folded = fold(sentence[:400])
            for name in names - found.keys():
                match = _FEATURES[name].search(folded)
                if match and not _DENIED.search(folded[max(0, match.start() - 60) : match.end()]):
                    found[name] = Feature(name, sentence)
    return [found[name] for name in sorted(found)]
