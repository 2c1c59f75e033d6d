"""What kind of page this is, before anybody asks which service it serves.

The kinds that never earn credit for a service, whatever words stand on them: news, committee papers,
consultations, job adverts, fraud warnings, terms, supplier documents, request logs, search results.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from detectors.beginnings import beginnings, begun
from detectors.forms import FormRole, role_of
from detectors.kind_words import FEWEST_SIGNS, SIGNS
from detectors.no_answer import no_answer
from detectors.page_kinds import Kind, KindFound
from detectors.pages import PageModel, once_a_page
from detectors.texts import once_a_text
from detectors.wording import fold, quoted, slug_words

_SEGMENTS = {
    Kind.NEWS: re.compile(
        r"^(?:news\w*|latest-?news|all-news|newsroom|news-and-\w+|press(?:-?(?:release|office|room)s?)?|releases?|media-?centre|"
        r"blogs?|newyddion|datganiadau.*|eitem-newyddion|.*-news|bulletins?)$"
    ),
    Kind.COMMITTEE: re.compile(
        r"^(?:committees?|minutes|agendas?|meetings?(?:-and-\w+)?|decisions|pwyllgor(?:au)?|cabinet)$"
    ),
    Kind.CONSULTATION: re.compile(r"^(?:consultations?|ymgynghoriad(?:au)?|surveys?|closed-consultations?)$"),
    Kind.JOB: re.compile(r"^(?:jobs?|vacanc\w+|careers?|recruitment|job-\w+|swyddi)$"),
    Kind.REQUEST_LOG: re.compile(r"^(?:foi.*|disclosure-?log|freedom-of-information-(?:requests?|responses?)|.*-foi)$"),
    Kind.INDEX: re.compile(r"^(?:tags?|search-?results?)$"),
}
_TITLES = {
    Kind.FRAUD: re.compile(
        r"\b(?:scams?|scammers?|phishing|bogus|hoax|fraudsters?|fraudulent (?:e ?mail|text|call|website)\w*|"
        r"fake (?:\w+ )?(?:texts?|e ?mails?|calls?|messages?|websites?|letters?)|con artists?|criminals are|"
        r"dont be (?:caught|fooled|taken in)|"
        r"protect yourself|doorstep crime|beware|sgam\w*|twyll\w*)\b"
    ),
    Kind.JOB: re.compile(
        r"^(?:jobs?|swydd|vacancy|careers?)\b(?! advice)|\b(?:we ?a?re hiring|join (?:our|the) (?:\w+ )?team|"
        r"work (?:for|with) us|"
        r"wanted (?:for|to|in)|were recruiting|recruitment|job (?:description|info|profile|advert|vacanc\w+)|"
        r"vacanc(?:y|ies)|"
        r"person specification|apprenticeships?)\b"
    ),
    Kind.COMMITTEE: re.compile(
        r"\b(?:agenda (?:item|for)|minutes (?:of|for)|meeting (?:of|details)|decision details?|issue details?|"
        r"issue meetings?|"
        r"(?:cabinet|scrutiny|planning|licensing|overview|executive|council|audit|policy) (?:committee|panel|"
        r"sub ?committee|board|report)|"
        r"(?:officer|delegated|cabinet member) decisions?|decision (?:notice|record)|annual (?:performance |"
        r"monitoring )?report|"
        r"performance report|working group|committee (?:report|meeting)|(?:policy|resources|services|planning|"
        r"licensing) committee|report to (?:the )?(?:cabinet|council|committee)|ombudsman decision|"
        r"cofnodion|pwyllgor)\b"
    ),
    Kind.CONSULTATION: re.compile(
        r"\b(?:consultations?|consulting|have your say|tell us what you think|surveys?|questionnaire|ymgynghor\w*|"
        r"dweud eich dweud|arolwg|"
        r"we asked|you said|views (?:wanted|sought|invited|on)|proposed (?:changes|cuts)|public engagement|"
        r"give us your views|share your views)\b"
    ),
    Kind.SUPPLIER: re.compile(
        r"\b(?:admin(?:istrator)? (?:user )?guide|release notes|knowledge ?base|product (?:page|overview|sheet|tour)|"
        r"for councils|for local (?:government|authorities)|our (?:customers|clients|products?|solutions?)|"
        r"case stud(?:y|ies)|"
        r"software (?:for|suite)|white ?paper|contract (?:clause|notice|award|specification)s?|invitation to tender|"
        r"tender (?:documents?|notices?|opportunit\w+)|developer docs?|api documentation|implementation guide)\b"
    ),
    Kind.REQUEST_LOG: re.compile(
        r"\b(?:foi\b|freedom of information (?:request|response|act)|eir (?:request|response)|disclosure log)"
    ),
    Kind.TERMS: re.compile(
        r"^(?:our rules (?:on|for|about)|rules and conditions|legal agreement|terms (?:and|of) (?:conditions|use)|"
        r"terms conditions|conditions of (?:use|hire)|telerau ac amodau|"
        r"amodau defnyddio|rules of use|(?:the )?small print|legal terms)\b|\bscheme rules\b|"
        r"^(?:.{0,60}\b(?:terms (?:and|of) (?:conditions|use|service)|terms conditions|telerau ac amodau|"
        r"privacy (?:notice|policy|statement)|"
        r"hysbysiad preifatrwydd|conditions of (?:use|hire|permit)|cookie (?:policy|notice)|byelaws|"
        r"discretionary policy|"
        r"(?:enforcement|charging|allocations?|licensing|adoption) policy(?: statement)?|"
        r"strategy(?: \d{4}.*)?|action plan|annual report|service plan|equality impact)\b.{0,40})$"
    ),
    Kind.INDEX: re.compile(
        r"^(?:search results?|results for|you searched for|page links found|canlyniadau)\b|\b(?:a to z of|a z of|"
        r"site ?map)\b"
    ),
    Kind.NEWS: re.compile(
        r"\b(?:press release|news release|newyddion|residents (?:urged|reminded|warned|asked|encouraged|invited)|"
        r"council (?:launches|announces|"
        r"welcomes|warns|confirms|approves|backs|agrees|urges|unveils|praises|boosts)|(?:launched|announced|unveiled|praised)|"
        r"(?:leader|mayor|councillor|minister) (?:welcomes|praises|opens|launches|visits)|(?:wins?|won|"
        r"scoops?) (?:\w+ ){0,3}?award|"
        r"(?:investment|funding|cash) boost|record year|good news (?:about|on|for)|thumbs up|"
        r"(?:day|week|month|fair|festival) (?:is back|returns)|of the year|"
        r"(?:residents|homes|people|families) to benefit|set to (?:open|close|rise|launch|begin|start)|"
        r"(?:celebrates?|celebrated|hailed|slams?|pledges?))\b"
    ),
    Kind.PARISH: re.compile(
        r"\b(?:parish council|town council|community council|cyngor (?:tref|cymuned)|parish clerk)\b"
    ),
}
_BEGINNINGS = {kind: beginnings(pattern.pattern) for kind, pattern in _TITLES.items()}
_PUBLISHED = re.compile(
    r"^(?:published|posted|date(?: published)?|release date|news|dyddiad|cyhoeddwyd)\b.{0,20}\b(?:19|20)\d\d\b|"
    r"^\d{1,2} [a-z]+ 20\d\d$"
)
_DATELINE = re.compile(
    r"\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December|Ionawr|Chwefror|"
    r"Mawrth|Ebrill|Mai|Mehefin|Gorffennaf|Awst|Medi|Hydref|Tachwedd|Rhagfyr)(?: 20\d\d)?\s?[.:\u2013\u2014-]"
)
_STEP = re.compile(r"[/|>\u00bb\u203a\u2192]")
SECTIONS = {
    Kind.NEWS: frozenset(("news", "latest news", "newsroom", "press releases", "news archive", "newyddion")),
    Kind.CONSULTATION: frozenset(("have your say", "consultations", "closed consultations", "ymgynghoriadau")),
    Kind.COMMITTEE: frozenset(("meetings", "committees", "committee papers", "agendas and minutes", "decisions")),
    Kind.JOB: frozenset(("jobs", "vacancies", "careers", "current vacancies", "swyddi")),
    Kind.REQUEST_LOG: frozenset(("disclosure log", "foi disclosure log", "freedom of information requests")),
}
"""Sections of a site, as breadcrumbs and pages of contents name them, whose pages serve no task."""
_MODERNGOV = re.compile(
    r"/(?:mg(?:Ai|Decision|Issue|ConvertTo|List)\w*|ie(?:Decision|Issue|List|DocHome|Agenda)\w*)\.aspx", re.I
)
_COMMITTEE_HOST = re.compile(
    r"^(?:democracy|moderngov|modgov|committee|cmis|democratiaeth|meetings|councilmeetings)\.|\.moderngov\.co\.uk$",
    re.I,
)
_SUPPLIER_PLACE = re.compile(
    r"^(?:support|help|kb|docs|knowledge|community)\.|/(?:hc|kb|knowledge(?:base)?|documentation)/", re.I
)
_IMPERATIVE = re.compile(
    r"(?:report|apply|pay|book|check|find|order|register|renew|request|join|tell|claim|view|see|comment|search|choose|"
    r"start|track)\b"
)
_PLANNING_COMMENT = re.compile(r"\b(?:planning|on an) (?:application|permission)|ceisiadau cynllunio|on planning\b")


@once_a_page
def kind_of(page: PageModel) -> KindFound:
    """Return the page's kind."""
    return no_answer(page) or _decoy(page) or KindFound(Kind.LIVE)


def promised_kind(text: str, url: str) -> Kind | None:
    """Return the kind of page, among those that never earn credit, which a link's words or address promise; or None."""
    title = fold(text[:160])
    for kind, _ in _titled(title):
        if not _excused(kind, title, acts=False):
            return kind
    places = (kind for kind, _ in _placed(urlsplit(url).path))
    return next((kind for kind in places if not _excused(kind, title, acts=False)), None)


@once_a_text
def _titled(title: str) -> tuple[tuple[Kind, str], ...]:
    """Return the kinds of page that a folded title is one of, in the order in which they are asked, and its words."""
    said = begun(title.split())
    asked = (kind for kind, begins in _BEGINNINGS.items() if said & begins)
    return tuple((kind, found.group(0)) for kind in asked if (found := _TITLES[kind].search(title)))


@once_a_text
def _placed(path: str) -> tuple[tuple[Kind, str], ...]:
    """Return the kinds of page that the parts of an address say, in the order in which they are asked, and the part."""
    segments = [part for part in path.lower().replace("_", "-").split("/") if part]
    return tuple(
        (kind, segment)
        for kind, pattern in _SEGMENTS.items()
        for segment in segments
        if pattern.search(segment.rsplit(".", 1)[0])
    )


def _decoy(page: PageModel) -> KindFound | None:
    by_place = _by_address(page)
    if by_place is not None:
        return by_place
    title = fold(f"{page.h1}"[:160]) or fold(page.title[:160])
    acts = any(role_of(f, page) in (FormRole.TASK, FormRole.STEP) for f in page.forms)
    for kind, words in _titled(title):
        if not _excused(kind, title, acts):
            return KindFound(kind, quoted(words))
    trail = {fold(part) for part in _STEP.split(page.crumbs)}
    for kind, names in SECTIONS.items():
        if trail & names and not _excused(kind, title, acts):
            return KindFound(kind, quoted(page.crumbs[:60]))
    return _dated(page, title, acts) or _by_content(page, title, acts)


CHARS_A_SIGN = 400
"""Characters of text for each sign of a genre, above which a page merely mentions it."""


def _leads_on(page: PageModel, title: str) -> bool:
    """Return whether a page asks its reader to do something: by its title, a button or a link in the imperative."""
    links = page.main_links()
    return bool(_IMPERATIVE.match(title)) or any(x.button or _IMPERATIVE.match(fold(x.text[:60])) for x in links)


def lists_decoys(page: PageModel) -> Kind | None:
    """Return the kind of pages that a page of contents lists ("News", "Job vacancies"), None if it is no such page."""
    title = fold(page.h1 or page.title)[:60]
    return next((kind for kind, names in SECTIONS.items() if title in names), None)


def _by_content(page: PageModel, title: str, acts: bool) -> KindFound | None:
    """A page that reads like a job advert or minutes is one, whatever its title; three signs are asked for."""
    if acts or _leads_on(page, title):
        return None
    text = page.folded_text(3000)
    words = frozenset(text.split())
    for kind, (among, signs) in SIGNS.items():
        if not words & among:
            continue
        found = [match.group(0) for sign in signs if (match := sign.search(text))]
        if len(found) >= FEWEST_SIGNS and len(text) < CHARS_A_SIGN * len(found):
            return KindFound(Kind(kind), quoted(", ".join(found[:FEWEST_SIGNS])))
    return None


def _excused(kind: Kind, title: str, acts: bool) -> bool:
    if kind is Kind.CONSULTATION:
        return bool(_PLANNING_COMMENT.search(title))
    if kind is Kind.FRAUD:
        return acts or bool(
            re.search(r"\breport (?:a |suspected )?(?:benefit |blue badge |council tax |housing )?fraud", title)
        )
    if kind is Kind.PARISH:
        return acts
    return kind in (Kind.TERMS, Kind.NEWS, Kind.SUPPLIER, Kind.COMMITTEE) and acts


def _by_address(page: PageModel) -> KindFound | None:
    parts = urlsplit(page.url)
    if _MODERNGOV.search(parts.path) or (_COMMITTEE_HOST.search(page.host) and "mgMember" not in parts.path):
        return KindFound(Kind.COMMITTEE, quoted(parts.path[:80] or page.host))
    place = _SUPPLIER_PLACE.search(f"{page.host}") or _SUPPLIER_PLACE.search(parts.path)
    if place and not page.host.endswith(".gov.uk"):
        return KindFound(Kind.SUPPLIER, quoted(place.group(0)))
    for kind, segment in _placed(parts.path):
        if not _excused_place(kind, page):
            return KindFound(kind, quoted(segment))
    if re.search(r"parish|towncouncil|-pc\.|-tc\.", page.host):
        return KindFound(Kind.PARISH, quoted(page.host))
    return None


def _excused_place(kind: Kind, page: PageModel) -> bool:
    if kind is Kind.CONSULTATION:
        return bool(_PLANNING_COMMENT.search(fold(page.h1 or page.title)))
    return kind is Kind.COMMITTEE and "planning" in slug_words(page.url) and "comment" in fold(page.h1)


def _dated(page: PageModel, title: str, acts: bool) -> KindFound | None:
    """A date right under the title, or at the head of the first paragraph, is how news looks, whatever its address."""
    if acts:
        return None
    dated = [block for block in page.main_blocks() if block.tag == "p"][:6]
    lines = [block for block in dated if _DATELINE.match(block.text)]
    if lines and lines[0] is dated[0] and len(lines) == 1 and not _leads_on(page, title):
        return KindFound(Kind.NEWS, quoted(lines[0].text[:40]))
    for block in page.main_blocks()[:5]:
        if block.tag != "h1" and len(block.text) < 60 and _PUBLISHED.search(fold(block.text)):
            updated = re.search(r"updat|review|diweddar", fold(block.text))
            if not updated and not _IMPERATIVE.match(title):
                return KindFound(Kind.NEWS, quoted(block.text))
    return None
