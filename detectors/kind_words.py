"""The words of pages that are no answer: challenges, missing pages, failures, outages, empty shells."""

from __future__ import annotations

import re

BOT = re.compile(
    r"just a moment|attention required|verify(?:ing)? (?:that )?you are (?:a )?human|are you a (?:human|robot)|"
    r"checking your browser|request unsuccessful|incapsula|access denied|pardon our interruption|human verification|"
    r"security check|unusual (?:traffic|activity)|you have been blocked|ddos protection|complete the captcha|"
    r"enable cookies to continue|reference (?:id|#)|errors\.edgesuite",
    re.IGNORECASE,
)
GONE = re.compile(
    r"\b(?:page (?:was |is |has been |could |can )?(?:not|cannot be|cant be|isnt|doesnt) (?:be )?(?:found|exist|"
    r"available|here)|"
    r"page not found|not found|404|410|page (?:has been )?(?:moved|removed|deleted)|no longer exists?|page no longer|"
    r"cannot find (?:the|that|this) page|cant find (?:the|that|this) page|content not found|"
    r"tudalen heb ei chanfod|heb (?:ei|gael) (?:chanfod|hyd)|methu dod o hyd ir dudalen|nid (?:ywr|yw) dudalen)\b"
)
FAILED = re.compile(
    r"\b(?:server error|internal error|service unavailable|bad gateway|gateway time ?out|application error|"
    r"runtime error|"
    r"something (?:went|has gone) wrong|an? (?:unexpected )?error (?:has )?occurred|problem with (?:the|this) service|"
    r"unable to process your request|5\d\d error|http error)\b"
)
DOWN = re.compile(
    r"\b(?:(?:temporarily|currently|now) (?:unavailable|offline|closed|down|not available)|(?:is|"
    r"are) (?:unavailable|offline|down)|"
    r"(?:scheduled|planned|essential|undergoing|under|down for) maintenance|not available at (?:the moment|present|"
    r"this time)|"
    r"back (?:soon|shortly|online)|out of service|service (?:has )?(?:been )?(?:closed|withdrawn|suspended)|"
    r"ddim ar gael|nid yw ar gael|gwaith cynnal a chadw)\b"
)
SCRIPT = re.compile(
    r"(?:enable|requires?|needs?|turn on|switch on|without) (?:your )?javascript|javascript (?:is |must be |"
    r"to be )?(?:disabled|enabled|required|not)",
    re.IGNORECASE,
)
