"""G01 to G11: strategy, named leaders, participation and learning, as far as pages decide them."""

from __future__ import annotations

import re

from detectors.dates import dates_in, last_year_of
from detectors.forms import FormRole, role_of
from detectors.kind import Kind
from detectors.library import Entry
from detectors.phrases import phrase
from detectors.records import Observation
from detectors.site.view import (
    SiteView,
    absent,
    matching_block,
    measured,
    refusal,
    status_of_failure,
    titled,
    unmeasured,
)
from detectors.wording import fold

STRATEGY_YEARS, REPORT_DAYS = 4, 550
_PAPERS = frozenset((Kind.COMMITTEE, Kind.NEWS, Kind.REQUEST_LOG, Kind.JOB))
_TITLES = {
    "G01": phrase("leadership", "strategy_titles"),
    "G05": phrase("leadership", "report_titles"),
    "G10": phrase("leadership", "research_titles"),
    "G11": phrase("leadership", "inclusion_titles"),
    "G09": phrase("leadership", "petition_titles"),
    "G08": phrase("leadership", "consultation_titles"),
    "members": phrase("leadership", "member_titles"),
    "officers": phrase("leadership", "officer_titles"),
}
_PORTFOLIO = phrase("leadership", "portfolio")
_OFFICER = phrase("leadership", "officer")
_PARTY = phrase("leadership", "party")
_FEEDBACK = phrase("leadership", "told_back")
_LIST = phrase("leadership", "listed")
_TARGET = phrase("leadership", "target")
_WEB_SERVICE = "mgWebService.asmx"
_SERVICE = re.compile(rb"<(?:councillorsbyward|wards|committees|meetings)\b", re.IGNORECASE)


def leadership_observations(view: SiteView) -> list[Observation]:
    """Return G01-G11 of one council; G04 is left to a person."""
    return [
        _strategy(view),
        _cabinet(view),
        _officer(view),
        unmeasured(
            view,
            "G04",
            "not_checked",
            "Whether the corporate plan sets a measurable digital aim is for a person to judge.",
        ),
        _report(view),
        _councillors(view),
        _meetings(view),
        _consultations(view),
        _petitions(view),
        _research(view),
        _inclusion(view),
    ]


def _strategy(view: SiteView) -> Observation:
    pages = [e for e in titled(view.own(), _TITLES["G01"], _PAPERS) if not _TITLES["G05"].search(fold(e.page.h1))]
    if not pages or view.as_of is None:
        return absent(view, "G01", "No digital or data strategy was found")
    dated = [(y, e) for e in pages if (y := _strategy_year(e)) is not None]
    if not dated:
        return measured(view, "G01", 0.0, "A strategy without a date.", pages[0], pages[0].page.h1, 0.6)
    year, entry = max(dated, key=lambda pair: pair[0])
    ended = last_year_of(entry.page.h1)
    current = year >= view.as_of.year - STRATEGY_YEARS and (ended is None or ended >= view.as_of.year or ended == year)
    return measured(view, "G01", float(current), f"Digital strategy, {year}.", entry, entry.page.h1, 0.75)


def _strategy_year(entry: Entry) -> int | None:
    days = [d.day.year for d in dates_in(entry.page.main_text[:3000])]
    return last_year_of(entry.page.h1) or (max(days) if days else last_year_of(entry.page.main_text[:1500]))


def _named(view: SiteView, code: str, titles: str, pattern: re.Pattern[str], yes: str, no: str) -> Observation:
    pages = titled(view.own(), _TITLES[titles], frozenset((Kind.NEWS, Kind.JOB)))
    for entry in pages:
        phrase = matching_block(entry.page, pattern)
        if phrase:
            return measured(view, code, 1.0, yes, entry, phrase, 0.75)
    return measured(view, code, 0.0, no, pages[0], pages[0].page.h1, 0.65) if pages else absent(view, code, no)


def _cabinet(view: SiteView) -> Observation:
    return _named(
        view,
        "G02",
        "members",
        _PORTFOLIO,
        "A cabinet member is responsible for digital.",
        "No cabinet portfolio names digital.",
    )


def _officer(view: SiteView) -> Observation:
    return _named(
        view,
        "G03",
        "officers",
        _OFFICER,
        "A senior officer for digital is named.",
        "No senior officer for digital is named.",
    )


def _report(view: SiteView) -> Observation:
    pages = titled(view.own(), _TITLES["G05"], _PAPERS)
    if not pages or view.as_of is None:
        return absent(view, "G05", "No progress report on the digital strategy was found")
    days = [
        (max(d.day for d in found), e) for e in pages if (found := dates_in(f"{e.page.h1}\n{e.page.main_text[:3000]}"))
    ]
    if not days:
        return measured(view, "G05", 0.0, "A report without a date.", pages[0], pages[0].page.h1, 0.6)
    day, entry = max(days, key=lambda pair: pair[0])
    return measured(
        view,
        "G05",
        float((view.as_of - day).days <= REPORT_DAYS),
        f"Progress report dated {day.isoformat()}.",
        entry,
        entry.page.h1,
        0.7,
    )


def _councillors(view: SiteView) -> Observation:
    pages = titled(view.own(), _TITLES["members"], frozenset((Kind.NEWS, Kind.JOB)))
    if not pages:
        return absent(view, "G06", "No page on councillors was found")
    finder = next((e for e in pages for f in e.page.forms if role_of(f, e.page) is FormRole.LOOKUP), None)
    party = next((e for e in pages if matching_block(e.page, _PARTY)), None)
    text = f"Postcode box {'found' if finder else 'not found'}; parties {'shown' if party else 'not shown'}."
    return measured(view, "G06", float(bool(finder and party)), text, finder or party or pages[0], "", 0.7)


def _meetings(view: SiteView) -> Observation:
    answers = (e for e in view.library.entries if _WEB_SERVICE in e.reply.url)
    asked = next((e for e in answers if e.reply.discovered_via == "product:meetings"), None)
    if asked is not None and asked.reply.status == 200 and _SERVICE.search((asked.reply.body or b"")[:2000]):
        return measured(view, "G07", 1.0, "The web service of the meetings system answers.", asked, "", 0.95)
    refused = asked is not None and refusal(asked.reply.status)
    if refused:
        return unmeasured(view, "G07", refused, f"Its web service was answered with HTTP status {asked.reply.status}.")
    failed = next((why for url, why in view.search.failures.items() if _WEB_SERVICE in url), None)
    if asked is None and failed is not None:
        return unmeasured(view, "G07", status_of_failure(failed), f"Its web service was asked: {failed}.")
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
        return absent(view, "G07", "No meetings system with an open interface was found")
    if asked is None and seen.product.id == "moderngov":
        why = f"Meetings run on {seen.product.name}; its web service was not asked."
        return unmeasured(view, "G07", "not_checked", why)
    return measured(
        view,
        "G07",
        0.0,
        f"Meetings run on {seen.product.name}; its web service was not seen to answer.",
        asked,
        confidence=0.6,
    )


def _consultations(view: SiteView) -> Observation:
    pages = titled(view.own(), _TITLES["G08"], frozenset((Kind.NEWS,)))
    links = [
        (e, link)
        for e in view.own()
        for link in e.page.links
        if (s := view.fingerprints.of_address(link.href)) and s.product.category == "consultation"
    ]
    if not pages and not links:
        return absent(view, "G08", "No consultations were found")
    hosted = [
        e
        for e in view.library.entries
        if (s := view.fingerprints.of_address(e.page.url)) and s.product.category == "consultation"
    ]
    told = next((e for e in [*pages, *hosted, *view.own()] if matching_block(e.page, _FEEDBACK)), None)
    text = f"Consultations are listed; what came of them is {'told' if told else 'not told'}."
    return measured(view, "G08", float(told is not None), text, told or (pages[0] if pages else links[0][0]), "", 0.7)


def _petitions(view: SiteView) -> Observation:
    listed = next((e for e in view.library.entries if "mgEPetitionListDisplay" in e.page.url and e.page.readable), None)
    pages = [listed] if listed else [e for e in titled(view.own(), _TITLES["G09"]) if matching_block(e.page, _LIST)]
    if pages:
        return measured(
            view,
            "G09",
            1.0,
            "Petitions or participatory budgeting are open to the public.",
            pages[0],
            pages[0].page.h1,
            0.7,
        )
    return absent(view, "G09", "No petitions or participatory budgeting were found")


def _research(view: SiteView) -> Observation:
    pages = titled(view.own(), _TITLES["G10"], frozenset((Kind.JOB,)))
    return (
        measured(view, "G10", 1.0, "Research with users is published.", pages[0], pages[0].page.h1, 0.65)
        if pages
        else absent(view, "G10", "No published user research was found")
    )


def _inclusion(view: SiteView) -> Observation:
    pages = titled(view.own(), _TITLES["G11"], _PAPERS)
    if not pages:
        return absent(view, "G11", "No digital inclusion plan was found")
    dated = next(
        (
            e
            for e in pages
            if matching_block(e.page, _TARGET) and (dates_in(e.page.main_text) or last_year_of(e.page.main_text))
        ),
        None,
    )
    text = "A dated inclusion plan with targets." if dated else "An inclusion page without date or targets."
    return measured(view, "G11", float(dated is not None), text, dated or pages[0], pages[0].page.h1, 0.65)
