"""P01 to P05, P08 to P11: what the council publishes about itself, in which form, and how lately."""

from __future__ import annotations

import json
import re
from datetime import date

from detectors.confidence import COUNTED, REPLY, SIGNS_MET, STAND_IN, STATED
from detectors.dates import dates_in
from detectors.library import Entry
from detectors.phrases import phrase
from detectors.site.view import YES_NO, Answer, Measure, SiteView, absent, matching_block, measured, titled, unmeasured
from detectors.wording import fold, slug_words
from models import AuthorityType, Message

DETECTOR = "openness"
ENGLISH = frozenset(
    (
        AuthorityType.COUNTY,
        AuthorityType.DISTRICT,
        AuthorityType.ENGLISH_UNITARY,
        AuthorityType.METROPOLITAN,
        AuthorityType.LONDON,
    )
)
SPEND_DAYS, PAY_DAYS, REGISTER_DAYS = 123, 457, 123
_DATA = re.compile(
    r"\.(?:csv|json|geojson|xml|ods|xlsx?|kml|gpkg|ttl|rdf)(?:$|[?#])|format=(?:csv|json|geojson)", re.IGNORECASE
)
_OPEN_FORM = re.compile(
    r"\.(?:csv|json|geojson|xml|ods|ttl|rdf|gpkg|kml)(?:$|[?#])|format=(?:csv|json|geojson)", re.IGNORECASE
)
_PDF = re.compile(r"\.pdf(?:$|[?#])", re.IGNORECASE)
_LICENCE = phrase("openness", "licence")
_DATA_PAGES = phrase("openness", "data_titles")
_SPEND = phrase("openness", "spend_titles")
_CONTRACTS = phrase("openness", "contract_titles")
_PAY = phrase("openness", "pay_titles")
_LOG = phrase("openness", "log_titles")
_PERFORMANCE = phrase("openness", "performance_titles")
_NOT_YET = phrase("openness", "not_yet")
_API = phrase("openness", "interfaces")


_REFERRAL = phrase("openness", "referral")
_FIGURES = phrase("openness", "figures")


def _open_data(view: SiteView) -> Answer:
    pages = titled(view.own(), _DATA_PAGES)
    if not pages:
        return absent(view, Message("openness.no_data_page"))
    for entry in pages:
        phrase = matching_block(entry.page, _LICENCE)
        if phrase:
            return measured(1.0, Message("openness.licence"), confidence=COUNTED, entry=entry, phrase=phrase)
    return measured(0.0, Message("openness.no_licence"), confidence=STATED, entry=pages[0], phrase=pages[0].page.h1)


def _spend(view: SiteView) -> Answer:
    return _dated(view, _SPEND, SPEND_DAYS, True)


def _contracts(view: SiteView) -> Answer:
    return _dated(view, _CONTRACTS, REGISTER_DAYS, False)


def _pay(view: SiteView) -> Answer:
    return _dated(view, _PAY, PAY_DAYS, False)


def newest_file(entry: Entry) -> tuple[date, str] | None:
    """Return the newest period named by a file link of a page, with the file's address; None without one."""
    found = []
    for link in entry.page.main_links():
        if _DATA.search(link.href) or _PDF.search(link.href):
            words = f"{link.text} {slug_words(link.href)} {link.heading}"
            found += [(d.day, link.href) for d in dates_in(words)]
    return max(found, default=None)


def _dated(view: SiteView, titles: re.Pattern[str], days: int, data_only: bool) -> Answer:
    if view.authority.type not in ENGLISH:
        return unmeasured("not_applicable", Message("openness.not_england"))
    pages = titled(view.own(), titles)
    if not pages:
        return absent(view, Message("openness.no_page"))
    if view.as_of is None:
        return unmeasured("ambiguous", Message("site.days_not_known"))
    dated = [(newest_file(e) or _printed(e), e) for e in pages]
    known = [(d, e) for d, e in dated if d is not None]
    if not known:
        return measured(0.0, Message("openness.undated"), confidence=STAND_IN, entry=pages[0], phrase=pages[0].page.h1)
    (day, href), entry = max(known, key=lambda pair: pair[0][0])
    fresh = (view.as_of - day).days <= days
    usable = not data_only or bool(_OPEN_FORM.search(href)) or bool(re.search(r"\.xlsx?", href))
    message = Message("site.newest", {"day": day}) if usable else Message("openness.document_only", {"day": day})
    return measured(float(fresh and usable), message, confidence=STATED, entry=entry, phrase=entry.page.h1)


def _printed(entry: Entry) -> tuple[date, str] | None:
    days = [d.day for d in dates_in(entry.page.main_text[:4000])]
    return (max(days), "") if days else None


def _machine_readable(view: SiteView) -> Answer:
    pages = [e for titles in (_DATA_PAGES, _SPEND, _CONTRACTS, _PAY) for e in titled(view.own(), titles)]
    files = {
        link.href for e in pages for link in e.page.main_links() if _DATA.search(link.href) or _PDF.search(link.href)
    }
    if not files:
        return (
            absent(view, Message("openness.no_file"))
            if not pages
            else unmeasured("not_applicable", Message("openness.pages_without_files"))
        )
    good = sum(bool(_OPEN_FORM.search(href)) or ".xls" in href.lower() for href in files)
    return measured(
        good / len(files),
        Message("openness.machine_readable", {"readable": good, "of": len(files)}),
        confidence=COUNTED,
        entry=pages[0],
        denominator=len(files),
    )


def referral_version(body: bytes) -> str:
    """Return "3.0", "1.0" or "" for the answer of an Open Referral UK address."""
    try:
        answer = json.loads(body)
    except (ValueError, UnicodeDecodeError):
        return ""
    if not isinstance(answer, dict):
        return ""
    if "HSDS-UK-3" in str(answer.get("version", "")) or {"contents", "total_items"} <= answer.keys():
        return "3.0"
    return "1.0" if "totalElements" in answer or ("content" in answer and "number" in answer) else ""


def _directory_feed(view: SiteView) -> Answer:
    duty = next((m.status for m in view.marks if m.service == "C04"), "not_applicable")
    if duty == "not_applicable":
        return unmeasured("not_applicable", Message("openness.no_directory"))
    for entry in view.library.entries:
        version = referral_version(entry.reply.body or b"") if (entry.reply.body or b"")[:1] in (b"{", b" ") else ""
        if version and entry.reply.status == 200:
            message = Message("openness.referral", {"version": version})
            return measured(1.0, message, confidence=REPLY, entry=entry)
    claimed = [e for e in view.own() if _REFERRAL.search(fold(e.page.main_text[:5000]))]
    if claimed:
        return measured(
            0.0, Message("openness.referral_silent"), confidence=SIGNS_MET, entry=claimed[0], phrase="Open Referral"
        )
    return absent(view, Message("openness.no_referral"))


def _api(view: SiteView) -> Answer:
    standard = [p for m in view.marks if (p := view.fingerprints.of_address(m.action_url)) and p.product.standard]
    if standard:
        product = standard[0].product
        message = Message("openness.standard", {"product": product.name, "standard": product.standard})
        return measured(1.0, message, confidence=STATED)
    for entry in view.own():
        found = _API.search(f"{entry.page.main_text[:6000]} {entry.page.url}")
        if found:
            return measured(1.0, Message("openness.interface"), confidence=STATED, entry=entry, phrase=found.group(0))
    return absent(view, Message("openness.no_interface"))


def _requests(view: SiteView) -> Answer:
    pages = titled(view.own(), _LOG)
    for entry in pages:
        if not _NOT_YET.search(fold(entry.page.main_text[:1500])):
            return measured(
                1.0,
                Message("openness.requests"),
                confidence=COUNTED,
                entry=entry,
                phrase=entry.page.h1,
            )
    if pages:
        return measured(
            0.0,
            Message("openness.log_announced"),
            confidence=SIGNS_MET,
            entry=pages[0],
            phrase=pages[0].page.h1,
        )
    return absent(view, Message("openness.no_log"))


def _performance(view: SiteView) -> Answer:
    pages = [e for e in titled(view.own(), _PERFORMANCE) if _FIGURES.search(e.page.main_text)]
    if pages:
        return measured(
            1.0,
            Message("openness.figures"),
            confidence=SIGNS_MET,
            entry=pages[0],
            phrase=pages[0].page.h1,
        )
    return absent(view, Message("openness.no_figures"))


MEASURES = (
    Measure("P01", "Is open data published under a named licence?", YES_NO, DETECTOR, _open_data),
    Measure("P02", "Is spending published as data, and lately?", YES_NO, DETECTOR, _spend),
    Measure("P03", "Is the contracts register current?", YES_NO, DETECTOR, _contracts),
    Measure("P04", "Are senior pay and structure published for the year?", YES_NO, DETECTOR, _pay),
    Measure(
        "P05", "Can a machine read what is published?", "share of files a machine can read", DETECTOR, _machine_readable
    ),
    Measure("P08", "Does the directory answer as Open Referral UK?", YES_NO, DETECTOR, _directory_feed),
    Measure("P09", "Is there a public interface, or an open standard for reports?", YES_NO, DETECTOR, _api),
    Measure("P10", "Are answers to information requests published?", YES_NO, DETECTOR, _requests),
    Measure("P11", "Does the council say how its own services perform?", YES_NO, DETECTOR, _performance),
)
"""What is asked about openness, in the order of the framework."""
