"""The calls to action of a page for one service: which links, buttons and forms lead to doing the task."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

from detectors.cues import STRONG, Cues
from detectors.forms import FormRole, role_of
from detectors.owners import SHORTEST_NAME, host_of
from detectors.pages import HEADER, MAIN, NAV, NOTICE, Block, Form, Link, PageModel, once_a_page
from detectors.phrases import phrase
from detectors.services.answers import ANSWERS, addresses_to_choose, answer_on
from detectors.sieve import sieve_of, words_of
from detectors.texts import once_a_text
from detectors.urls import address_key
from detectors.wording import PHONE, POSTCODE, fold, quoted
from models import Message

_DOCUMENT = re.compile(r"\.(?:pdf|docx?|rtf|odt|xlsx?)(?:$|[?#])", re.IGNORECASE)
_SAYS_DOCUMENT = phrase("actions", "says_document")
_DOCUMENT_FOLLOWS = phrase("actions", "document_follows")
_FORM_WORDS = phrase("actions", "paper_forms")
_SEARCHED = phrase("actions", "searched")
_TO_READ = phrase("actions", "to_read")
_TO_FILL = phrase("actions", "to_fill")
_THEN_SENT = phrase("actions", "then_sent")
_OVER_FORMS = phrase("actions", "over_forms")
_SENTENCES = re.compile(r"(?<=[.!?])\s+")
_CLAUSES = re.compile(r"[,;:()]\s*|\s[-\u2013\u2014]\s")
GENERIC = phrase("actions", "general_buttons")
_ONLINE = phrase("actions", "online")
_INFORMATION = phrase("actions", "informs")
_DOES = phrase("actions", "does")
_NOT_OF_THE_TASK = phrase("actions", "not_of_the_task")
_ABUSES = phrase("actions", "abuses")
_AROUND = phrase("actions", "around_titles")
_OF_OTHER_THINGS = phrase("actions", "of_other_things")
_NO_SERVICE = phrase("relevance", "parts_of_no_service")
_OWN_QUESTION = phrase("actions", "own_questions")
_FORM_ADDRESS = phrase("actions", "form_addresses")
_NOT_ACTION = phrase("actions", "no_action")
_PAPERS = phrase("actions", "papers")
_CALL = phrase("actions", "call")
_EMERGENCY = phrase("actions", "emergency_numbers")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_WRITING = phrase("actions", "writing")
_POST = phrase("actions", "by_post")
_LETTER = phrase("actions", "by_letter")
_LETTERS_WANTED = phrase("actions", "letters_wanted")
_VISIT = phrase("actions", "in_person")
_HAD_IN_PERSON = phrase("actions", "had_in_person")
_FOR_OTHERS = phrase("actions", "visits_for_others")
_ASKED = phrase("actions", "asked")
_TAKEN_BACK = phrase("actions", "taken_back")
_BY_TELEPHONE = phrase("actions", "by_telephone")
_WAYS = {"letter": (_LETTER, _LETTERS_WANTED), "visit": (_VISIT, _HAD_IN_PERSON)}
"""Way to act -> what asks people for it, and what states it."""
_SIEVE = sieve_of(
    {way: [(pattern,) for pattern in patterns] for way, patterns in _WAYS.items()}
    | {"post": [(_POST,)], "writing": [(_WRITING,)], "telephone": [(_BY_TELEPHONE,)]}
)

_SENDS = "send"
"""A button that sends a form; as the words of a page it is the short name of special educational needs."""
_DOING = phrase("actions", "doing")
_ROUND = phrase("actions", "rounds")
_NO_REQUEST = phrase("actions", "no_request")

# How strongly something on a page claims to be the way to the task; the strongest claims are followed first.
NAMES_TASK = 2.0
"""It names this task with its verb, or is a whole form for it."""
FIRST_STEP = 1.9
"""The first step of a form: a little less than the whole of it."""
OFFERS_ONLINE = 1.8
"""It says that the task can be done online."""
GENERAL_BUTTON = 1.6
"""A button that names no task ("Start now") on a page of this one."""
EMBEDDED = 1.5
"""An embedded page or a calendar: made for the page, but with no words of its own."""
CARRIES_ACTION = 1.46
"""A verb of this service without its name."""
ASKS_TO_ACT = 1.4
"""Words that ask to act without a verb of this service: the least that is worth following to its end."""
BUTTON = 1.3
"""A button that names another task on a page of this one."""
PAPER_FORM = 1.0
"""A form to download: a way to act, though not online."""
LEADS_ON = PAPER_FORM
"""The one link of a section, or the one button of a page, whatever it says: worth a second step, no more."""
DIRECT_LINK = 0.9
"""A telephone or e-mail link."""
PRINTED = 0.8
"""A number or address printed as text."""
BY_POST = 0.7
"""A postal address, which may be there for letters of another kind."""
SAYS_TO_CALL = 0.6
"""Words that ask people to call, without a number."""
NAMES_SUBJECT = 0.5
"""It names the subject without a verb."""
CONTACT_FORM = 0.4
"""A general contact form, which serves no one task."""
ANY_LINK = 0.3
"""Any other link on a page of this service."""
FINDERS = frozenset(("S20", "C04", "C07", "C08", "S10", "S23"))
"""Services carried out by searching a register or directory."""
UNCLAIMED = frozenset(
    (FormRole.NONE, FormRole.SEARCH, FormRole.CONSENT, FormRole.FEEDBACK, FormRole.NEWSLETTER, FormRole.SURVEY)
)
"""What a form is for that no service is done with."""
_FORM_STRENGTH = {
    FormRole.START: GENERAL_BUTTON,
    FormRole.CONTACT: CONTACT_FORM,
    FormRole.STEP: FIRST_STEP,
}


FEWEST_LETTERS = 4
"""Letters of a word that names something: "a", "the" and "for" name nothing."""
OFFLINE = frozenset(("document", "telephone", "e-mail", "post", "visit"))
"""Kinds of claims that are offline by nature and need no following."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Something on the page that a person can follow or fill in to carry out the service.

    kind: link, form, frame, feed, answer, or one of OFFLINE. strength: one of the constants above.
    reason: what makes it a claim.
    """

    kind: str
    text: str
    url: str
    strength: float
    reason: Message
    online: bool = False
    form: Form | None = None
    role: FormRole = FormRole.NONE

    @property
    def called(self) -> Message:
        """What it is called to a reader: its own words, if it has any."""
        return quoted(self.text) if self.kind != "frame" else Message("claim.frame")


def claims_of(page: PageModel, service: str, cues: Cues, page_score: float) -> list[Claim]:
    """Return the page's claims for a service, strongest first. page_score: how surely the page is about it."""
    claims = [c for link in _offered(page) if (c := _link_claim(link, page, service, cues, page_score)) is not None]
    claims += [c for form in page.forms if (c := _form_claim(form, page, service, cues, page_score)) is not None]
    if page_score > 0:
        claims += [Claim("frame", "embedded form", url, EMBEDDED, Message("claim.embedded")) for url in page.frames]
        claims += _offline_in_text(page)
        claims += _answers(page, service, page_score)
    return sorted(_unique(claims), key=lambda c: -c.strength)


def _answers(page: PageModel, service: str, page_score: float) -> list[Claim]:
    """Return what proves that a look-up led to this page: its answer, or the addresses that it found."""
    found = []
    if said := answer_on(page, service):
        found.append(Claim("answer", said, page.url, NAMES_TASK, Message("claim.answer"), online=True))
    if service in ANSWERS and page_score >= STRONG and (asks := addresses_to_choose(page)):
        found.append(Claim("answer", asks, page.url, NAMES_TASK, Message("claim.addresses"), online=True))
    return found


def _unique(claims: list[Claim]) -> list[Claim]:
    seen: dict[tuple[str, str, str], Claim] = {}
    for claim in claims:
        key = (claim.kind, claim.url, claim.text if claim.kind == "form" else "")
        if key not in seen or claim.strength > seen[key].strength:
            seen[key] = claim
    return list(seen.values())


@once_a_page
def _offered(page: PageModel) -> tuple[Link, ...]:
    """Return the links that may be a way to act: with words, in the content or a notice, to another page."""
    own = address_key(page.url)
    worded = (link for link in page.links if link.region in (MAIN, NOTICE) and link.href and link.text)
    return tuple(link for link in worded if address_key(link.href) != own)


def _link_claim(link: Link, page: PageModel, service: str, cues: Cues, page_score: float) -> Claim | None:
    folded = fold(link.text[:200])
    scheme = link.href.split(":", 1)[0].lower()
    if scheme in ("tel", "mailto"):
        return _direct(link, scheme, service, cues, page_score)
    feed = scheme == "webcal" or (".ics" in link.href.lower() and _path_of(link).lower().endswith(".ics"))
    if feed and cues.services[service].lookup and _is_of_the_service(link, folded, service, cues):
        return Claim("feed", link.text, link.href, EMBEDDED, Message("claim.calendar"), online=True)
    if scheme not in ("http", "https") or _PAPERS.search(folded):
        return None
    if _NOT_ACTION.search(folded) and not cues.score(service, folded):
        return None
    named = cues.services_in(folded)
    mine, best = cues.services_listed(link.text).get(service, 0.0), max(named.values(), default=0.0)
    if mine < STRONG <= min(best, page_score) and _repeats_title(folded, page):
        mine = best
    if mine < best and best >= STRONG and page_score < STRONG:
        return None
    if mine == 0 and best >= STRONG and page_score >= STRONG and _is_lone_call(link, folded, page):
        return Claim("link", link.text, link.href, ASKS_TO_ACT, Message("claim.asks_to_act"))
    if mine == 0 and best >= STRONG:
        if not (link.button or _is_only_link(link, page)) or page_score < STRONG or _is_document(link):
            return None
        return Claim("link", link.text, link.href, BUTTON, Message("claim.button"))
    if link.region == NOTICE and not (mine or _context_score(link, service, cues)):
        return None
    if page_score < STRONG and (rivals := _title_rivals(page, service, cues)):
        theirs = rivals & {code for code, score in named.items() if score >= STRONG}
        if theirs or mine < STRONG or not cues.verbs_in(folded) & cues.services[service].verbs:
            return None
    if _is_document(link):
        return _document(link, mine, page_score)
    return _online_link(link, folded, mine, page_score, service, cues, page)


def _repeats_title(folded: str, page: PageModel) -> bool:
    """Return whether a link names only what the page's heading does: "Buy a permit" on "Garden waste permits"."""
    said = {_bare(word) for word in folded.split() if len(word) >= FEWEST_LETTERS}
    titled = {_bare(word) for word in fold(page.h1 or page.title).split()}
    return any(word in titled for word in said) and all(word in titled or _DOING.match(word) for word in said)


def _bare(word: str) -> str:
    return word.removesuffix("s")


def _is_only_link(link: Link, page: PageModel) -> bool:
    """Return whether a section has one link to follow, or a page one button: it is for what the heading says."""
    if not (page.part or link.button):
        return False
    return all(one.href == link.href for one in page.main_links() if one.button or page.part and _is_web(one.href))


def _is_lone_call(link: Link, folded: str, page: PageModel) -> bool:
    """Return whether a page has one link, and that asks to act: it is the page's, though its words fit another service.

    "Renew your badge" on "Taxi drivers" means no Blue Badge.
    """
    if _NOT_OF_THE_TASK.search(folded) or not _DOES.match(folded) or not _leads_to_do(link, folded, page):
        return False
    return all(one.href == link.href for one in page.main_links() if _is_web(one.href))


def _title_rivals(page: PageModel, service: str, cues: Cues) -> set[str]:
    """Return the other services that the page's own heading names: its buttons are theirs first."""
    named = cues.services_in(page.h1 or page.title)
    return {code for code, score in named.items() if score >= STRONG and code != service}


def _online_link(
    link: Link, folded: str, mine: float, page_score: float, service: str, cues: Cues, page: PageModel
) -> Claim | None:
    verbs = cues.verbs_in(folded) & (cues.services[service].verbs | {"submit"})
    online = bool(_ONLINE.search(folded))
    aside = _NOT_OF_THE_TASK.search(folded) or not online and _AROUND.search(fold(page.h1 or page.title))
    strange = mine < STRONG and bool(aside) or bool(_ABUSES.search(folded))
    does = page_score >= STRONG and not strange and _leads_to_do(link, folded, page)
    informs = not does and (strange or bool(_INFORMATION.search(folded)))
    heading = cues.score(service, link.heading)
    about = mine or (page_score if page_score >= STRONG else 0.0) or heading or _context_score(link, service, cues)
    if not about:
        return None
    if GENERIC.match(folded):
        return Claim("link", link.text, link.href, GENERAL_BUTTON, Message("claim.button"), online=True)
    if mine >= STRONG and verbs and not informs:
        return Claim("link", link.text, link.href, NAMES_TASK, Message("claim.names_task"), online=online)
    if online and not informs and (verbs or mine or page_score >= STRONG or heading):
        return Claim("link", link.text, link.href, OFFERS_ONLINE, Message("claim.offers_online"), online=True)
    if verbs and not informs and (mine or heading >= STRONG or page_score >= STRONG):
        return Claim("link", link.text, link.href, CARRIES_ACTION, Message("claim.carries_action"))
    if does:
        return Claim("link", link.text, link.href, ASKS_TO_ACT, Message("claim.asks_to_act"))
    if page_score >= STRONG and service in FINDERS and not informs and _SEARCHED.search(folded):
        return Claim("link", link.text, link.href, CARRIES_ACTION, Message("claim.carries_action"))
    if page_score >= STRONG and _is_only_link(link, page) and not informs:
        return Claim("link", link.text, link.href, LEADS_ON, Message("claim.names_subject"))
    if mine or link.button or (page.part and page_score >= STRONG):
        return Claim("link", link.text, link.href, NAMES_SUBJECT, Message("claim.names_subject"))
    return Claim("link", link.text, link.href, ANY_LINK, Message("claim.any_link")) if page_score >= STRONG else None


def _leads_to_do(link: Link, folded: str, page: PageModel) -> bool:
    """Return whether a link asks people to act in words of no service, or leads to where forms are kept.

    Only within the council's own site: what others are called by ("Get help") is their task.
    """
    if (
        _OF_OTHER_THINGS.search(folded)
        or _NO_SERVICE.search(folded)
        or not _is_of_the_same_site(host_of(link.href), page.host)
    ):
        return False
    if _DOES.match(folded):
        return True
    informs = _INFORMATION.search(folded) and not _OWN_QUESTION.match(folded)
    return not informs and bool(_FORM_ADDRESS.search(f"{host_of(link.href)}{_path_of(link)}"))


def _is_of_the_same_site(one: str, other: str) -> bool:
    """Return whether two hosts are of one site: the same name, one below the other ("forms." before it), or one that
    holds the council's ("testham.permits.example").
    """
    names = one.removeprefix("www."), other.removeprefix("www.")
    called = names[1].split(".")[0]
    if len(called) >= SHORTEST_NAME and called in names[0]:
        return True
    return names[0] == names[1] or names[0].endswith(f".{names[1]}") or names[1].endswith(f".{names[0]}")


def _is_web(href: str) -> bool:
    return href.startswith("http")


def _context_score(link: Link, service: str, cues: Cues) -> float:
    return cues.score(service, link.context) if len(link.context) <= 200 else 0.0


def _is_of_the_service(link: Link, folded: str, service: str, cues: Cues) -> bool:
    """Return whether a calendar is the service's: it or its sentence names it, or it is of a round."""
    named = cues.score(service, folded) or _context_score(link, service, cues)
    return bool(named) or bool(_ROUND.search(folded))


def _path_of(link: Link) -> str:
    return urlsplit(link.href).path


def _is_document(link: Link) -> bool:
    """Return whether a link opens a document: by its address, or by what it or the words just after it say."""
    _, _, after = link.context.partition(link.text)
    ends_so = _DOCUMENT.search(link.href) and _DOCUMENT.search(_path_of(link))
    return bool(ends_so or _SAYS_DOCUMENT.search(link.text) or _DOCUMENT_FOLLOWS.match(after[:60]))


def asks_to_fill(link: Link) -> bool:
    """Return whether a document is one to fill in or send: by its link, address, sentence, the next, or its heading."""
    if _TO_READ.match(fold(link.text)):
        return False
    words = f"{fold(link.text)} {fold(_path_of(link).rsplit('/', 1)[-1])}"
    sentences = _SENTENCES.split(link.context)
    at = next((place for place, one in enumerate(sentences) if link.text in one), None)
    said = link.context if at is None else sentences[at]
    if _FORM_WORDS.search(words) or _TO_FILL.search(fold(said[:300])) or _OVER_FORMS.search(fold(link.heading)):
        return True
    return at is not None and at + 1 < len(sentences) and bool(_THEN_SENT.match(fold(sentences[at + 1][:100])))


def _document(link: Link, mine: float, page_score: float) -> Claim | None:
    if asks_to_fill(link) and (mine or page_score):
        return Claim("document", link.text, link.href, PAPER_FORM, Message("claim.paper_form"))
    return None


def _direct(link: Link, scheme: str, service: str, cues: Cues, page_score: float) -> Claim | None:
    target = link.href.split(":", 1)[1].replace(" ", "").replace("%20", "")
    if scheme == "tel" and _EMERGENCY.match(target):
        return None
    if not (page_score or cues.score(service, link.heading) or _context_score(link, service, cues)):
        return None
    text = link.context[:120] or link.text
    if scheme == "tel":
        return Claim("telephone", text, link.href, DIRECT_LINK, Message("claim.telephone_link"))
    return Claim("e-mail", text, link.href, DIRECT_LINK, Message("claim.e-mail_link"))


def _form_claim(form: Form, page: PageModel, service: str, cues: Cues, page_score: float) -> Claim | None:
    role = role_of(form, page)
    if role in UNCLAIMED:
        return None
    if form.region in (HEADER, NAV):
        return None
    text = next((b for b in form.buttons if b), "") or form.heading
    pressed = " ".join(button for button in form.buttons if fold(button) != _SENDS)
    words = fold(f"{form.heading} {pressed}"[:200])
    named = cues.services_in(words)
    if named and named.get(service, 0.0) < max(named.values()) >= STRONG and not _is_the_pages(form, page, page_score):
        return None
    if service not in named and page_score < (1.0 if not named else STRONG):
        return None
    is_of_the_task = cues.services[service].lookup or service in named or _is_the_pages(form, page, page_score)
    if role is FormRole.LOOKUP and not is_of_the_task:
        return None
    strength = _FORM_STRENGTH.get(role, NAMES_TASK)
    url = form.target if role is FormRole.START else page.url
    reason = Message("claim.form", {"form": role.called})
    return Claim("form", text, url, strength, reason, online=True, form=form, role=role)


def _is_the_pages(form: Form, page: PageModel, page_score: float) -> bool:
    """Return whether a form has no heading but the page's, which is about the service: its button says nothing else."""
    return page_score >= STRONG and form.heading in ("", page.h1)


class _Way(NamedTuple):
    """A way to act that is no page: its kind, the words that offer it, how strongly, and what makes it one."""

    kind: str
    words: str
    strength: float
    reason: str


@once_a_page
def _offline_in_text(page: PageModel) -> tuple[Claim, ...]:
    """Return routes printed as plain text: a number beside a word of calling, an address to write to."""
    ways = (_way_in(block.text[:800], block.heading) for block in _speaking(page))
    return tuple(Claim(w.kind, w.words, page.url, w.strength, Message(w.reason)) for w in ways if w is not None)


@once_a_text
def _way_in(text: str, heading: str) -> _Way | None:
    """Return the way to act that a text under a heading prints, None if it prints none."""
    if PHONE.search(text):
        return _Way("telephone", text[:160], PRINTED, "claim.telephone")
    if "@" in text and _EMAIL.search(text):
        return _Way("e-mail", text[:160], PRINTED, "claim.e-mail")
    folded = fold(text)
    possible = _SIEVE.lets_through(words_of(folded))
    if _by_letter(text, folded, possible):
        return _Way("post", text[:160], BY_POST, "claim.post")
    if "telephone" in possible and _BY_TELEPHONE.search(folded) and _asks(f"{folded} {fold(heading)}"):
        return _Way("telephone", text[:160], SAYS_TO_CALL, "claim.says_to_call")
    if "letter" in possible and (said := _sentence_with("letter", text)):
        return _Way("post", said[:160], SAYS_TO_CALL, "claim.says_to_write")
    if "visit" in possible and (said := _sentence_with("visit", text)):
        return _Way("visit", said[:160], SAYS_TO_CALL, "claim.says_to_come")
    return None


def _speaking(page: PageModel) -> Iterable[Block]:
    """Return the blocks of the content, or the notices of a page that says nothing else ("Until then please ring")."""
    own = page.main_blocks()
    if any(block.text != page.h1 for block in own):
        return own
    return (block for block in page.blocks if block.region == NOTICE)


def _sentence_with(way: str, text: str) -> str:
    """Return the first sentence that asks people for a way or states it, '' if none does or it is a question."""
    sentences = (one for one in _SENTENCES.split(text) if not one.endswith("?"))
    return next((one for one in sentences if _says(way, one)), "")


def _says(way: str, sentence: str) -> bool:
    """Return whether a clause of a sentence states a way, or asks people for it: "write to", "you can write to".

    What others do ("councillors write to") is asked of nobody, and what is taken back ("do not write to") neither. A
    place of others ("the school office") and a computer to use there are no way to the council.
    """
    asked, stated = _WAYS[way]
    for clause in map(fold, _CLAUSES.split(sentence)):
        if way not in _SIEVE.lets_through(words_of(clause)) or _FOR_OTHERS.search(clause):
            continue
        if stated.search(clause):
            return True
        for found in asked.finditer(clause):
            before = clause[: found.start()].rstrip()
            if _ASKED.match(before) and not _TAKEN_BACK.search(before):
                return True
    return False


def _by_letter(text: str, folded: str, possible: Collection[str]) -> bool:
    """possible: what the words of the text let expect."""
    if "writing" not in possible and "post" not in possible:
        return False
    if POSTCODE.search(text):
        return bool(_WRITING.search(folded))
    return "post" in possible and bool(_POST.search(folded)) and ("form" in folded or "ffurflen" in folded)


def _asks(folded: str) -> bool:
    return bool(_CALL.search(folded)) and not _NO_REQUEST.search(folded)
