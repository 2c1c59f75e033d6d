"""G01, G04, G06 to G09, G11: strategy, participation and inclusion. Those of a common form: data/questions/."""

from __future__ import annotations

import re

from detectors.confidence import ONE_PHRASE, REPLY, SIGNS_MET, STAND_IN, STATED
from detectors.dates import dates_in, last_year_of
from detectors.forms import FormRole, role_of
from detectors.library import Entry
from detectors.page_kinds import Kind
from detectors.phrases import phrase
from detectors.site.view import (
    PERSON,
    YES_NO,
    Answer,
    Measure,
    SiteView,
    absent,
    matching_block,
    measured,
    refusal,
    settled,
    status_of_failure,
    titled,
    unmeasured,
)
from detectors.wording import fold
from models import Message

DETECTOR = "leadership"
STRATEGY_YEARS = 4
_PAPERS = frozenset((Kind.COMMITTEE, Kind.NEWS, Kind.REQUEST_LOG, Kind.JOB))
_STRATEGIES = phrase("leadership", "strategy_titles")
_REPORTS = phrase("leadership", "report_titles")
_INCLUSION = phrase("leadership", "inclusion_titles")
_PETITIONS = phrase("leadership", "petition_titles")
_CONSULTATIONS = phrase("leadership", "consultation_titles")
_MEMBERS = phrase("leadership", "member_titles")
_PARTY = phrase("leadership", "party")
_FEEDBACK = phrase("leadership", "told_back")
_LIST = phrase("leadership", "listed")
_TARGET = phrase("leadership", "target")
_WEB_SERVICE = "mgWebService.asmx"
_SERVICE = re.compile(rb"<(?:councillorsbyward|wards|committees|meetings)\b", re.IGNORECASE)


def _strategy(view: SiteView) -> Answer:
    pages = [e for e in titled(view.own(), _STRATEGIES, _PAPERS) if not _REPORTS.search(fold(e.page.h1))]
    if not pages or view.as_of is None:
        return absent(view, Message("leadership.no_strategy"))
    dated = [(y, e) for e in pages if (y := _strategy_year(e)) is not None]
    if not dated:
        return measured(
            0.0, Message("leadership.strategy_undated"), confidence=STAND_IN, entry=pages[0], phrase=pages[0].page.h1
        )
    year, entry = max(dated, key=lambda pair: pair[0])
    ended = last_year_of(entry.page.h1)
    current = year >= view.as_of.year - STRATEGY_YEARS and (ended is None or ended >= view.as_of.year or ended == year)
    message = Message("leadership.strategy", {"year": str(year)})
    return measured(float(current), message, confidence=STATED, entry=entry, phrase=entry.page.h1)


def _strategy_year(entry: Entry) -> int | None:
    days = [d.day.year for d in dates_in(entry.page.main_text[:3000])]
    return last_year_of(entry.page.h1) or (max(days) if days else last_year_of(entry.page.main_text[:1500]))


def _aim(_: SiteView) -> Answer:
    return unmeasured("not_checked", Message("leadership.aim"))


def _councillors(view: SiteView) -> Answer:
    pages = titled(view.own(), _MEMBERS, frozenset((Kind.NEWS, Kind.JOB)))
    if not pages:
        return absent(view, Message("leadership.no_councillors"))
    finder = next((e for e in pages for f in e.page.forms if role_of(f, e.page) is FormRole.LOOKUP), None)
    party = next((e for e in pages if matching_block(e.page, _PARTY)), None)
    box = Message("leadership.postcode_box") if finder else Message("leadership.no_postcode_box")
    parties = Message("leadership.parties") if party else Message("leadership.no_parties")
    message = Message("leadership.councillors", {"box": box, "parties": parties})
    return measured(float(bool(finder and party)), message, confidence=SIGNS_MET, entry=finder or party or pages[0])


def _meetings(view: SiteView) -> Answer:
    answers = (e for e in view.library.entries if _WEB_SERVICE in e.reply.url)
    asked = next((e for e in answers if e.reply.discovered_via == "product:meetings"), None)
    if asked is not None and asked.reply.status == 200 and _SERVICE.search((asked.reply.body or b"")[:2000]):
        return measured(1.0, Message("leadership.meetings_answer"), confidence=REPLY, entry=asked)
    refused = refusal(asked.reply.status) if asked is not None else None
    if asked is not None and refused:
        return unmeasured(refused, Message("leadership.meetings_refused", {"status": asked.reply.status}))
    failed = next((why for url, why in view.search.failures.items() if _WEB_SERVICE in url), None)
    if asked is None and failed is not None:
        return unmeasured(status_of_failure(failed), Message("leadership.meetings_failed", {"outcome": failed}))
    addresses = {link.href for e in view.own() for link in e.page.links} | {e.page.url for e in view.library.entries}
    seen = next(
        (
            s
            for url in sorted(addresses)
            if (s := view.fingerprints.of_address(url)) and s.product.category == "democracy"
        ),
        None,
    )
    if seen is None:
        return absent(view, Message("leadership.no_meetings"))
    if asked is None and seen.product.id == "moderngov":
        return unmeasured("not_checked", Message("leadership.meetings_unasked", {"product": seen.product.name}))
    return measured(
        0.0,
        Message("leadership.meetings_silent", {"product": seen.product.name}),
        confidence=STAND_IN,
        entry=asked,
    )


def _consultations(view: SiteView) -> Answer:
    pages = titled(view.own(), _CONSULTATIONS, frozenset((Kind.NEWS,)))
    linking = _linking_to_consultations(view)
    if not pages and linking is None:
        return absent(view, Message("leadership.no_consultations"))
    hosted = [e for e in view.library.entries if _is_of_consultations(view, e.page.url)]
    told = next((e for e in [*pages, *hosted, *view.own()] if matching_block(e.page, _FEEDBACK)), None)
    message = Message("leadership.told_back") if told else Message("leadership.not_told_back")
    shown_by = told or (pages[0] if pages else linking)
    answer = measured(float(told is not None), message, confidence=SIGNS_MET, entry=shown_by)
    return answer if hosted else settled(view, answer)


def _linking_to_consultations(view: SiteView) -> Entry | None:
    """Return the first page that links to a platform: the same menu does from every page, so it says as much as all."""
    others: set[str] = set()
    for entry in view.own():
        linked = {link.href for link in entry.page.links} - others
        if any(_is_of_consultations(view, url) for url in linked):
            return entry
        others |= linked
    return None


def _is_of_consultations(view: SiteView, url: str) -> bool:
    seen = view.fingerprints.of_address(url)
    return seen is not None and seen.product.category == "consultation"


def _petitions(view: SiteView) -> Answer:
    listed = next((e for e in view.library.entries if "mgEPetitionListDisplay" in e.page.url and e.page.readable), None)
    pages = [listed] if listed else [e for e in titled(view.own(), _PETITIONS) if matching_block(e.page, _LIST)]
    if pages:
        return measured(
            1.0,
            Message("leadership.petitions"),
            confidence=SIGNS_MET,
            entry=pages[0],
            phrase=pages[0].page.h1,
        )
    return absent(view, Message("leadership.no_petitions"))


def _inclusion(view: SiteView) -> Answer:
    pages = titled(view.own(), _INCLUSION, _PAPERS)
    if not pages:
        return absent(view, Message("leadership.no_inclusion_plan"))
    dated = next(
        (
            e
            for e in pages
            if matching_block(e.page, _TARGET) and (dates_in(e.page.main_text) or last_year_of(e.page.main_text))
        ),
        None,
    )
    message = Message("leadership.inclusion_plan") if dated else Message("leadership.inclusion_page")
    return measured(
        float(dated is not None), message, confidence=ONE_PHRASE, entry=dated or pages[0], phrase=pages[0].page.h1
    )


MEASURES = (
    Measure("G01", "Is there a digital strategy in force?", YES_NO, DETECTOR, _strategy),
    Measure("G04", "Does the corporate plan set a measurable digital aim?", YES_NO, PERSON, _aim),
    Measure("G06", "Can residents find their councillor by postcode, with the party?", YES_NO, DETECTOR, _councillors),
    Measure("G07", "Do meetings have an open interface?", YES_NO, DETECTOR, _meetings),
    Measure("G08", "Is it told what came of consultations?", YES_NO, DETECTOR, _consultations),
    Measure("G09", "Are petitions or participatory budgeting open to the public?", YES_NO, DETECTOR, _petitions),
    Measure("G11", "Is there a dated plan for digital inclusion with targets?", YES_NO, DETECTOR, _inclusion),
)
"""What is asked about leadership in a form of its own."""
