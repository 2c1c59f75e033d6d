"""What makes a transaction joined up: an account that shows something, tracking, reminders, details already known.

A feature is two ideas in one sentence ("text" and "the night before"), in any order and any words of a long list,
so that a council's own way of putting it is understood; a denial in the sentence takes it back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from detectors.pages import PageModel
from detectors.wording import fold

_SUBJECT = (
    r"(?:bills?|balance|accounts?|applications?|payments?|permits?|bids?|claims?|subscriptions?|loans?|requests?|reports?|cases?|bookings?|"
    r"appointments?|band|documents|entitlement|instalments?|assessments?|orders?|enquir(?:y|ies)|referrals?|forms?|issues?|problems?|complaints?)"
)
_CHANNEL = (
    r"\b(?:e ?mails?|text(?: messages?| you)?|texts|texting|sms|messages?|notifications?|notify|notified|alerts?|"
    r"app\b|phone|let you know|tell you|told|"
    r"e ?bost|neges(?:eu?on)?|tecst|hysbys\w*|rhoi gwybod i chi|roi gwybod i chi|gadael i chi wybod)"
)
_MOMENT = (
    r"\b(?:remind\w*|(?:night|day|evening|week|month|morning) before|the day of|when (?:it|we|your|the|work|"
    r"someone|a)\b|once (?:it|we|your)|as soon as|each stage|every stage|"
    r"every step|each step|along the way|at each|as (?:it|we|your|things)|updates?\b|updated|progress\w*|(?:is|are|"
    r"falls|fall) due|due (?:date|to)|expir\w*|run(?:s|ning)? out|"
    r"ready|time to|changes?|fixed|finished|completed|how (?:it|your|things)|what (?:is|has|we)|until it|atgoffa|"
    r"noson cyn|diwrnod cyn|cyn (?:eich|y)|pan (?:fydd|fyddwn|mae)|diweddar\w*|hynt|bob cam|cynnydd|gynnydd)"
)
_PAIRS: dict[str, tuple[tuple[str, str], ...]] = {
    "account": (
        (
            r"\b(?:accounts?|portal|dashboard|profile|logged in|signed in|once you (?:log|sign) in|cyfrif|gyfrif|"
            r"chyfrif|nghyfrif|porth)\b",
            r"\b(?:view|see|manag\w*|check\w*|history|balance|everything|all your|past|previous|saved?|keep track|"
            r"update your|change your|look at|one place|bills|copies|"
            r"review|find your|where you can|lets you|you can (?:also )?(?:pay|renew|change|cancel)|gweld|weld|rheoli|"
            r"reoli|gwirio|wirio|popeth|hanes|balans)\b",
        ),
        (
            r"\b(?:log|sign)(?:ging|ing)? ?(?:in|on)(?:to)?\b|mewngofnod\w*",
            rf"\b(?:to|and|i) (?:view|see|check|manage|review|track|follow|look at|weld|reoli)\b.*|\byour {_SUBJECT}\b",
        ),
        (
            r"\b(?:view|see|check|manage|access|review|look at)\b",
            r"\b(?:your|my) (?:\w+ ){0,2}?(?:bills?|balance|accounts?|permits|bids|loans|entitlement|band|history)\b",
        ),
        (r"\b(?:e ?bill\w*|paperless bill\w*|manage permits?|bids? (?:are )?placed|place (?:your |a )?bids?)\b", r""),
        (r"\bmynediad\b", r"\b(?:cyfrif|bil)\b"),
    ),
    "tracking": (
        (
            r"\b(?:track\w*|follow\w*|progress\w*|status|stage|monitor\w*|keep an eye|keep up to date|keep up with|"
            r"olrhain|hynt|cynnydd|gynnydd|dilyn|ddilyn|statws)\b",
            rf"\b(?:(?:your|the|it|its|a|my|any|every|each|that|this|of|on) ?(?:\w+ ){{0,3}}?{_SUBJECT}|its progress|"
            rf"progress of|how it|it online|online|number|reference|eich|hynt|map)\b",
        ),
        (
            r"\b(?:see|check|find out|look up|view|know|watch|gweld|weld)\b.*\b(?:what (?:has )?happen\w*|"
            r"whats happening|what (?:is|has|we)|how (?:it|your|far|we)|where (?:it|your|we)|when (?:it|we)|whether|"
            r"beth syn|sut mae)\b",
            rf"\b(?:{_SUBJECT}|it|we|your|reference|eich)\b",
        ),
        (r"\b(?:track|follow|monitor|watch|dilyn|ddilyn) (?:it|them|this|your|eich|ei)\b", r""),
        (
            r"\breference(?: number| code)?\b",
            r"\b(?:check|see|look\w*|find out|follow|track|any ?time|where|state|stage|how)\b",
        ),
        (
            r"\b(?:at any ?time|any ?time|afterwards|later on|once (?:sent|submitted)|after you (?:send|submit))\b",
            r"\b(?:see|check|follow|look up|find out|watch|how far|where it|what stage|its state)\b",
        ),
        (
            r"\b(?:how far|got to|has reached|what has been done|whats been done|been dealt with|happening (?:with|"
            r"to))\b",
            rf"\b(?:{_SUBJECT}|it|we|see|check)\b",
        ),
        (
            r"\b(?:existing reports?|already reported|reported problems|tracking (?:number|page|link)|live (?:status|"
            r"updates))\b",
            r"",
        ),
    ),
    "reminders": (
        (_CHANNEL, _MOMENT),
        (
            r"\b(?:reminders?|alerts|atgoffa|nodyn atgoffa|notifications|text updates|e ?mail updates|hysbysiadau)\b",
            (
                r"\b(?:get|sign up|set|receive|send\w*|by|free|for|subscribe|register|opt|want|you|cael|derbyn|"
                r"anfon|drwy|"
                r"trwy|collection|bin|renew\w*|e ?mail|text)\b"
            ),
        ),
        (r"\b(?:we(?: wi)?ll|will) (?:remind|text) you\b|\bkeep you (?:updated|informed|up to date|posted)\b", r""),
    ),
    "prefill": (
        (
            r"\b(?:pre ?fill\w*|pre ?populat\w*|already (?:know|hold|have|be|there|filled|complet\w*)|fill\w* (?:in |"
            r"out )?(?:\w+ ){0,5}?for you|filled in|automatically (?:filled|fill|complet\w*|appear)|"
            r"remembers?|recognis\w*|no need to (?:type|enter|give|tell)|(?:not|wont|dont|"
            r"without) (?:\w+ ){0,3}?(?:typ\w*|enter\w*|giv\w*|tell\w*|fill\w*)|what we (?:already )?(?:know|hold)|"
            r"llenwi ymlaen llaw|eisoes)\b",
            r"\b(?:details|name|address|information|answers|form|record\w*|know you|who you are|again|twice|manylion|"
            r"fanylion|enw|cyfeiriad|gwybodaeth|ffurflen|ail)\b",
        ),
        (
            r"\b(?:save|saved|resume)\b",
            (
                r"\b(?:your (?:progress|application|form|card|details)|and (?:return|resume|come back|finish|continue)|"
                r"later|application)\b"
            ),
        ),
    ),
    "feed": (
        (r"\b(?:calendar|ical|ics)\b", r"\b(?:add|subscribe|sync|import|download|feed|ychwanegu|phone|device)\b"),
        (
            r"\b(?:api|open311|open referral|data feed|machine readable|georeport)\b",
            r"\b(?:public|open|use|developers?|service|same|standard|documented|through|feed|reports?|data|v\d)\b",
        ),
    ),
}
_FEATURES = {name: tuple((re.compile(a), re.compile(b)) for a, b in pairs) for name, pairs in _PAIRS.items()}
_DENIED = re.compile(
    r"\b(?:cannot|can not|cant|unable|not able|do not|does not|doesnt|will not|wont be able|no longer|not (?:yet |"
    r"currently )?(?:possible|available|offer\w*|able)|"
    r"no (?:way|facility|online)|never|soon|plan(?:s|ning)? to|in (?:the )?future|coming|used to|ni allwch|nid oes|"
    r"nid yw|ni fydd|ddim yn)\b"
)
_IDLE = re.compile(
    r"\b(?:privacy|cookies?|newsletter|news\b|consultation|planning policy|vacanc\w*|job alerts?|weather|password|"
    r"scam\w*|fraud\w*|suspicious|meetings?|councillors?|"
    r"sign up for (?:our|the) (?:monthly|weekly)|bank account|current account|account (?:number|details)|"
    r"on account of|take into account|into account|reference number when)\b"
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Feature:
    """One sign that the service is joined up, with the sentence that says so."""

    name: str
    sentence: str


def features_of(page: PageModel) -> list[Feature]:
    """Return the joined-up features that the page's own content states and does not deny, each once."""
    found: dict[str, Feature] = {}
    for block in page.main_blocks():
        for sentence in _SENTENCE.split(block.text[:3000]):
            folded = fold(sentence[:400])
            if len(folded) < 12 or _DENIED.search(folded) and "already" not in folded and "again" not in folded:
                continue
            for name in _FEATURES.keys() - found.keys():
                if states(name, folded):
                    found[name] = Feature(name, sentence)
    return [found[name] for name in sorted(found)]


def states(name: str, folded: str) -> bool:
    """Return whether a folded sentence states one feature."""
    if _IDLE.search(folded):
        return False
    return any(a.search(folded) and b.search(folded) for a, b in _FEATURES[name])
