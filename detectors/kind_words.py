"""The words of other genres: job adverts, committee papers, consultations, fraud warnings, news, terms."""

from __future__ import annotations

import re

FEWEST_SIGNS = 3
"""How many different signs of a genre a page must show to be of it."""
_SIGNS: dict[str, tuple[str, ...]] = {
    "job advert": (
        r"salary|per annum|pro rata|pay scale|grade [a-z0-9]{1,2}\b",
        r"\d\d hours (?:a|per) week|full time|part time|fixed term|permanent post|the post is",
        r"interviews? (?:will|are|in|date)|shortlist\w*",
        r"job description|person specification|job share|recruiting manager|the role|post ?holder|"
        r"report to the (?:head|manager)",
        r"closing date|submit a statement|send(?:ing)? (?:us )?(?:a|your) cv",
        r"pension scheme|local government pension|annual leave|days leave|hybrid working|flexible working",
    ),
    "committee paper": (
        r"resolved\b|it was (?:agreed|proposed|resolved)|agreed (?:that|to)|be (?:noted|approved)",
        r"apologies for absence|declarations? of interest|minutes of|agenda|circulated",
        r"(?:financial|legal|equalities|staffing) implications|appendix [a-z0-9]\b|paragraph \d",
        r"the (?:committee|panel|cabinet|board|sub committee)\b|members (?:noted|asked|discussed|considered)",
        r"report of the|monitoring officer|portfolio holder|next (?:sitting|meeting)",
    ),
    "consultation": (
        r"consultation (?:closed|closes|ran|is|will)|survey (?:closed|closes|ran|runs|is)|comments by",
        r"responses? (?:received|will|are)|people (?:who )?(?:gave|told|responded)|what (?:people|you) (?:said|"
        r"told us)",
        r"(?:your|their) (?:views|opinions?)|have your say|tell us what you think",
        r"proposals?\b|discussion paper|options? (?:are|is) set out|drop in sessions",
        r"feedback is being|shape the final|considering the responses|will go to (?:councillors|cabinet)",
    ),
    "fraud warning": (
        r"scam\w*|fraudsters?|criminals|con artists?|phishing|bogus",
        r"never (?:ask|send|call|phone|text)|not from us|pretend\w*|look(?:s)? as though",
        r"hang up|do not (?:click|reply|enter|give|respond)|7726|action fraud|report (?:it|them) to the police",
    ),
    "news": (
        r"said\b.{0,80}\b(?:cllr|councillor|leader|mayor|cabinet member|portfolio holder|spokes\w+)|(?:cllr|"
        r"councillor|leader|mayor|cabinet member|"
        r"spokes\w+)\b.{0,80}\bsaid",
        r"spokes(?:man|woman|person)|notes to editors|press office",
        r"launch(?:ed)?\b|opened (?:on|by)|milestone|celebrat\w+|award\b|proud\b|praised|shortlisted",
        r"last (?:week|month|friday|monday|year)|this week|on friday|announced|announcement",
        r"residents (?:have|will|used|can now)|figures show|up on last year|more than \d",
    ),
    "terms or policy": (
        r"you (?:agree|accept)|by (?:using|signing|joining)",
        r"(?:no|not|non) (?:part )?refund\w*|not refundable|fees may change|alter the charges",
        r"(?:we|the council) (?:may|reserve|can) .{0,40}(?:cancel|withdraw|refuse|terminate|alter)|right to withdraw",
        r"breach|liab\w+|remain (?:our|the) property|days notice|terminat\w+|these (?:terms|conditions|rules)",
    ),
}
_AMONG = {
    "job advert": "salary annum pro grade hours permanent interviews interview cv role post holder pension leave",
    "committee paper": "resolved agreed apologies declarations minutes agenda "
    "committee panel cabinet implications appendix members",
    "consultation": "consultation survey views opinion opinions responses feedback",
    "fraud warning": "scam scams scammers fraudsters criminals phishing bogus never pretend hang 7726 artists",
    "news": "said spokesperson spokesman spokeswoman editors press "
    "launch launched milestone award proud praised announced",
    "terms or policy": "agree accept refund refunds refundable breach "
    "liable liability terminate withdraw terms conditions",
}
SIGNS = {
    kind: (frozenset(_AMONG[kind].split()), tuple(re.compile(rf"\b(?:{sign})") for sign in signs))
    for kind, signs in _SIGNS.items()
}
"""Genre (a value of kinds.Kind) -> words of which a text of it has at least one, and its signs in folded text."""
