"""How error pages are worded, in English and Welsh. Patterns are for folded text (detectors/verdict/folding.py).

`sentence`: says what is wrong and with what ("the page cannot be found"). `whole`: enough if nothing else is said
("be back soon"). `hint`: may mean an error if nothing else is said ("maintenance", "404").
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """The patterns of one kind of error page."""

    sentence: re.Pattern[str]
    whole: re.Pattern[str]
    hint: re.Pattern[str]


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b")


_THING = r"(?:web ?page|page|file|directory|content|resource|url|web address|document|link)"
_WHICH = (
    r"(?:you (?:\w+ ){1,10}?|that (?:you )?(?:\w+ ){1,8}?|requested (?:\w+ ){0,5}?|at this (?:address|url) "
    r"|on (?:\w+ ){1,5}?)?"
)
_NOT = r"(?:not|cannot|cant|couldnt|isnt|wasnt|hasnt|doesnt|no longer|never)"
_NOT_NOW = r"(?! (?:at (?:the|this) (?:moment|time)|at present|right now|until|between))"
_MISSING = (
    rf"(?:(?:could|can|was|is|has|have|does|seems to|appears to) )?{_NOT} (?:to )?(?:be |been |seem to |appear to )?"
    rf"(?:found|exists?|here|there|located|available{_NOT_NOW})"
)
_TAKEN = r"(?:moved|removed|deleted|archived|withdrawn|unpublished|renamed)"
_UNABLE = r"(?:cant|cannot|can not|couldnt|could not|unable to|not able to|didnt|did not|failed to)"
_TUDALEN = r"(?:tudalen|dudalen|thudalen|cynnwys|ffeil|adnodd)"
_METHU = (
    r"(?:heb|methu|ni ellir|ni allwn|ni allem|ni lwyddwyd i|(?:ddim|ydym|ydyn ni|ni) yn gallu|wedi methu|ni fu modd)"
)
GONE = Wording(
    sentence=_any(
        rf"{_THING} {_WHICH}{_MISSING}",
        rf"{_THING} {_WHICH}(?:has|have|was|had|may have|might have) (?:now |been ){{0,2}}{_TAKEN}",
        rf"{_UNABLE} (?:find|locate|seem to find) (?:the |that |this |your |a |any )?{_THING}",
        r"404 (?:error|page|file|not found|oops|sorry)|(?:error|http|status|code|gwall|tudalen|page) 404|not found 404",
        r"410 gone|error 410|object not found",
        rf"{_TUDALEN} (?:\w+ ){{0,6}}?heb (?:ei |gael ei )?(?:chanfod|ganfod|chael|darganfod)",
        rf"{_TUDALEN} (?:\w+ ){{0,6}}?(?:ddim (?:yn bodoli|ar gael|yma)|wedi ?i? (?:symud|dileu|thynnu))",
        rf"{_METHU} (?:a )?d?dod o hyd ir {_TUDALEN}",
        rf"nid (?:yw|ywr|ydyr|oedd) (?:y |r )?{_TUDALEN} (?:\w+ ){{0,10}}?(?:bodoli|ar gael|chanfod|yma)",
    ),
    whole=_any(r"nothing (?:was |has been |to be )?(?:found|here|to see)", "not found", r"you(?: a)?re lost"),
    hint=_any(
        "404", "410", "gone", r"not (?:here|available)", r"no longer (?:here|exists?|available)",
        r"(?:been )?(?:moved|removed|deleted)", r"(?:cant|cannot|couldnt|could not) (?:find|be found)",
        r"(?:isnt|doesnt) (?:here|exist)", r"(?:broken|dead|bad|invalid|wrong) (?:link|address|url|page)",
        r"(?:link|address|url) (?:is |seems )?(?:broken|dead|invalid|wrong)",
        r"(?:page|file|content) (?:is )?missing|missing page", "heb ei ganfod", "ddim yn bodoli",
    ),
)  # fmt: skip

_OURS = r"(?:the|this|our) (?:online )?(?:service|web ?site|site|page|form|system|server)"
FAILED = Wording(
    sentence=_any(
        r"(?:server|runtime|application|internal|fatal|database) error", "bad gateway", "gateway time ?out",
        "unhandled exception", r"error (?:has |have )?occurred", r"something (?:\w+ )?(?:went|has gone|gone) wrong",
        rf"(?:problem|error|fault|issue) (?:with|loading|displaying|opening|in|on) {_OURS}",
        r"(?:unable|failed) to (?:process|complete) (?:your|the|this) request", r"(?:http|error|status) 5\d\d",
        r"5\d\d (?:error|internal|bad|server|gateway)", r"error \d{3,5}",
        "rhywbeth (?:wedi )?(?:mynd|aeth) oi le", "aeth rhywbeth oi le", "digwyddodd gwall",
        r"problem gydar (?:gwasanaeth|wefan|dudalen|safle)", r"gwall (?:mewnol|gweinydd|technegol|wedi digwydd)",
    ),
    whole=_any(r"technical (?:problems?|difficult\w+|error|fault|issues?)", r"(?:anawsterau|problemau) technegol"),
    hint=_any("error", "problems?", "gwall", "went wrong", "broke", r"5\d\d", r"(?:not|isnt) (?:quite )?right"),
)  # fmt: skip

_DIGITAL = (
    r"(?:web ?sites?|web ?pages?|page|portal|e ?forms?|forms?|online (?:\w+ ){0,2}?\w+|\w+ online|(?:my )?\w* ?account"
    r"|my\w+|app|log ?in|sign ?in|intranet)"
)
_SOURCE = r"(?:services?|site|systems?|server|application|self service)"
_IS = r"(?:(?:is|are|has been|have been|currently|temporarily|now|presently|briefly|again|still) ){0,3}"
_OUT = (
    r"(?:unavailable|off ?line|down|disabled|not (?:currently )?(?:available|working)"
    r"|out of (?:service|order|action|use)|switched off"
    r"|(?:under|undergoing|being) (?:\w+ ){0,2}?(?:maintenance|updated|upgraded|repaired|improved))"
)
_OFF = rf"(?:{_OUT}|closed|suspended)"
_WORK = r"(?:maintenance|updates?|upgrades?|improvements?)"
_GWEFAN = r"(?:wefan|gwefan|safle|gwasanaeth(?:au)?|wasanaeth|system|ffurflen(?:ni)?|porth|borth|cyfrif)"
UNAVAILABLE = Wording(
    sentence=_any(
        rf"{_DIGITAL} {_IS}{_OFF}",
        r"(?:this|our|the) (?:online )?(?:service|site|system|server)s? (?:is|are|has been|have been) "
        rf"(?:(?:currently|temporarily|now|presently) )?{_OFF}",
        r"(?:carrying out|doing|performing|undertaking) (?:\w+ ){0,3}?maintenance (?:on|to|of) (?:the|our|this) "
        r"(?:web ?site|online \w+|it systems|servers?)",
        rf"{_GWEFAN} (?:\w+ ){{0,2}}?(?:ar gau|ddim ar gael|all ?lein|i lawr)",
        rf"nid (?:yw|ywr|ydyr) (?:y |r |ein )?{_GWEFAN} (?:\w+ ){{0,3}}?(?:ar gael|gweithio)",
        r"maer dudalen (?:\w+ ){0,2}?ar gau",
    ),
    whole=_any(
        rf"{_SOURCE} {_IS}{_OUT}", r"(?:mode|in progress|under ?way) maintenance",
        r"maintenance (?:mode|page|in progress|under ?way)",
        r"(?:carrying out|doing|performing|undergoing|undertaking|under|down for|closed for|off ?line for"
        rf"|unavailable for) (?:\w+ ){{0,3}}?{_WORK}",
        r"(?:well|will|shall) be (?:right |straight )?back", r"back (?:soon|shortly|online)", "be right back",
        "byddwn yn ol", "nol (?:cyn bo hir|yn fuan)",
    ),
    hint=_any(
        "maintenance", "outage", "unavailable", "off ?line", "closed", "suspended", "down", r"upgrad\w+",
        r"not (?:currently )?available", r"out of (?:service|order|use)",
        "making (?:some |a few )?(?:improvements|changes)",
        r"(?:cy|chy|ghy|nghy)nnal a chadw", "ddim ar gael", "ar gau", r"nid yw (?:\w+ )?ar gael",
    ),
)  # fmt: skip

_PLACE = r"(?:web ?page|page|web ?site|site|resource|server)"
BLOCKED = Wording(
    sentence=_any(
        rf"access (?:to (?:this|the|our) {_PLACE} (?:has been |is |was )?)?(?:denied|forbidden)",
        "403 forbidden", "forbidden 403", "(?:error|http) 403", "you (?:have been|are|were) blocked",
        r"(?:your )?(?:web )?request (?:has been |was )?(?:blocked|rejected|unsuccessful|denied)",
        r"(?:verify|verifying|confirm|prove) (?:that )?you ?a?re (?:a )?(?:human|not a robot)",
        "are you (?:a )?(?:human|robot)", "not a robot", "checking your browser", "human verification",
        "checking if the site connection is secure", "pardon our interruption",
        r"(?:attention required|please wait) (?:\| )?cloudflare",
        "enable (?:javascript and )?cookies to continue", "complete the captcha", "ddos protection",
        "requested url was rejected", "incapsula incident", "(?:dont|do not) have permission to (?:access|view)",
        "unusual (?:traffic|activity) from your", "mynediad (?:wedi ?i? )?(?:wrthod|gwrthod|wahardd)",
        "gwrthodwyd mynediad", "nid oes gennych (?:chi )?(?:ganiatad|hawl) i (?:weld|gael)", "bod yn ddynol",
    ),
    whole=_any("just a moment", "security (?:check|verification|challenge)", "bot (?:protection|verification)"),
    hint=_any(
        "forbidden", "blocked", "captcha", "403", "attention required", "one more step", "rejected",
        "unusual (?:traffic|activity)", "(?:access|request) (?:restricted|blocked|refused)", "unauthori[sz]ed",
        "gwaharddedig",
    ),
)  # fmt: skip

SIGNS = _any(
    r"tr(?:y|ying) (?:(?:it|this|that|loading|the page|your request|to \w+) )?again",
    "check (?:the|that|your) (?:web )?(?:address|url|link|spelling)",
    "(?:address|url|link) (?:may|might|could) (?:be|have)",
    "typed (?:in )?(?:the|it)", "to (?:the|our) home ?page", "use (?:the|our) (?:site )?search",
    "(?:moved|removed|renamed) or (?:deleted|renamed|removed)", "had its name changed", "old (?:link|bookmark)",
    "out of date (?:link|bookmark)", "normal service", "able to use (?:it|the (?:web ?site|service|form))",
    "improving (?:our|the) (?:systems?|web ?site|services?)", "your patience",
    "working (?:hard )?to (?:fix|restore|resolve)",
    "permission to (?:access|view)", "javascript and cookies", "security service", "unhandled exception", "stack trace",
    "web request", "quote reference", r"(?:quote|reference|ray) (?:id |number |no )?[0-9a-f]{4,}",
    "(?:incident|support|event|error) (?:id|code|reference)",
    "rhowch gynnig arall", "ceisiwch (?:eto|yn nes ymlaen)", "gwiriwch y cyfeiriad", "(?:dudalen|tudalen) hafan",
    "ir hafan", "blwch chwilio", "symud neu ei dd?ileu", "nes ymlaen", "cyfeirnod", "[cg]aniatad i",
)  # fmt: skip
"""What only an error page tells its reader; asked for where the heading alone may mean either."""

INSTRUCTION = re.compile(
    r"(?:how|what|why|when|if|where|who|whether|report|reporting|tell|help|advice|about|guide|complain|making|make"
    r"|using|sut|beth|pam|os|pryd|lle|adrodd|rhoi gwybod|cymorth|cyngor ar)\b"
)
"""How a heading begins that speaks about something rather than of itself."""
AHEAD = re.compile(r"\b(?:will be|to be|may be|might be|if|when|whenever|unless|bydd|os)\b")
"""What makes a sentence one about another time, or a condition."""
