"""P01 to P05, P08 to P11: what the council publishes about itself, in which form, and how lately."""

from __future__ import annotations

import json
import re
from datetime import date

from detectors.dates import dates_in
from detectors.library import Entry
from detectors.owners import Owner
from detectors.phrases import phrase
from detectors.records import Observation
from detectors.site.view import SiteView, absent, matching_block, measured, titled, unmeasured
from detectors.wording import fold, slug_words
from models import AuthorityType

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
_TITLES = {
    "P01": phrase("openness", "data_titles"),
    "P02": phrase("openness", "spend_titles"),
    "P03": phrase("openness", "contract_titles"),
    "P04": phrase("openness", "pay_titles"),
    "P10": phrase("openness", "log_titles"),
    "P11": phrase("openness", "performance_titles"),
}
_REQUEST_ROW = re.compile(r"\b(?:foi (?:date|ref)|request (?:ref|date)|reference)\b")
_NOT_YET = phrase("openness", "not_yet")
_API = phrase("openness", "interfaces")


_REFERRAL = phrase("openness", "referral")
_FIGURES = phrase("openness", "figures")


def openness_observations(view: SiteView) -> list[Observation]:
    """Return P01-P05 and P08-P11 of one council."""
    return [
        _open_data(view),
        _dated(view, "P02", SPEND_DAYS, True),
        _dated(view, "P03", REGISTER_DAYS, False),
        _dated(view, "P04", PAY_DAYS, False),
        _machine_readable(view),
        _directory_feed(view),
        _api(view),
        _requests(view),
        _performance(view),
    ]


def _open_data(view: SiteView) -> Observation:
    pages = titled(view.own(), _TITLES["P01"])
    if not pages:
        return absent(view, "P01", "No open-data or transparency page was found")
    for entry in pages:
        phrase = matching_block(entry.page, _LICENCE)
        if phrase:
            return measured(view, "P01", 1.0, "Data is published under an open licence.", entry, phrase, 0.8)
    return measured(view, "P01", 0.0, "Data is published without naming a licence.", pages[0], pages[0].page.h1, 0.75)


def newest_file(entry: Entry) -> tuple[date, str] | None:
    """Return the newest period named by a file link of a page, with the file's address; None without one."""
    found = []
    for link in entry.page.main_links():
        if _DATA.search(link.href) or _PDF.search(link.href):
            words = f"{link.text} {slug_words(link.href)} {link.heading}"
            found += [(d.day, link.href) for d in dates_in(words)]
    return max(found, default=None)


def _dated(view: SiteView, code: str, days: int, data_only: bool) -> Observation:
    if view.authority.type not in ENGLISH:
        return unmeasured(view, code, "not_applicable", "The duty is that of councils in England.")
    pages = titled(view.own(), _TITLES[code])
    if not pages:
        return absent(view, code, "No such page was found")
    if view.as_of is None:
        return unmeasured(view, code, "ambiguous", "The day of the pages is not known.")
    dated = [(newest_file(e) or _printed(e), e) for e in pages]
    known = [(d, e) for d, e in dated if d is not None]
    if not known:
        return measured(view, code, 0.0, "Published without a date or dated file.", pages[0], pages[0].page.h1, 0.6)
    (day, href), entry = max(known, key=lambda pair: pair[0][0])
    fresh = (view.as_of - day).days <= days
    usable = not data_only or bool(_OPEN_FORM.search(href)) or bool(re.search(r"\.xlsx?", href))
    text = f"Newest: {day.isoformat()}{'' if usable else ', as a document only'}."
    return measured(view, code, float(fresh and usable), text, entry, entry.page.h1, 0.75)


def _printed(entry: Entry) -> tuple[date, str] | None:
    days = [d.day for d in dates_in(entry.page.main_text[:4000])]
    return (max(days), "") if days else None


def _machine_readable(view: SiteView) -> Observation:
    pages = [e for code in ("P01", "P02", "P03", "P04") for e in titled(view.own(), _TITLES[code])]
    files = {
        link.href for e in pages for link in e.page.main_links() if _DATA.search(link.href) or _PDF.search(link.href)
    }
    if not files:
        return (
            absent(view, "P05", "No published file was found")
            if not pages
            else unmeasured(view, "P05", "not_applicable", "The data pages hold no files.")
        )
    good = sum(bool(_OPEN_FORM.search(href)) or ".xls" in href.lower() for href in files)
    return measured(
        view,
        "P05",
        good / len(files),
        f"{good} of {len(files)} published files can be read by a machine.",
        pages[0],
        "",
        0.8,
        len(files),
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


def _directory_feed(view: SiteView) -> Observation:
    duty = next((m.status for m in view.marks if m.service == "C04"), "not_applicable")
    if duty == "not_applicable":
        return unmeasured(view, "P08", "not_applicable", "No care and community directory is its job.")
    for entry in view.library.entries:
        version = referral_version(entry.reply.body or b"") if (entry.reply.body or b"")[:1] in (b"{", b" ") else ""
        if version and entry.reply.status == 200:
            return measured(view, "P08", 1.0, f"An Open Referral UK feed answers, version {version}.", entry, "", 0.95)
    claimed = [e for e in view.own() if _REFERRAL.search(fold(e.page.main_text[:5000]))]
    if claimed:
        return measured(view, "P08", 0.0, "A feed is named, but none answers.", claimed[0], "Open Referral", 0.7)
    return absent(view, "P08", "No Open Referral UK feed was found")


def _api(view: SiteView) -> Observation:
    standard = [p for m in view.marks if (p := view.fingerprints.of_address(m.action_url)) and p.product.standard]
    if standard:
        return measured(
            view,
            "P09",
            1.0,
            f"Reports go through {standard[0].product.name}, which speaks {standard[0].product.standard}.",
            confidence=0.75,
        )
    for entry in view.own():
        found = _API.search(f"{entry.page.main_text[:6000]} {entry.page.url}")
        if found:
            return measured(view, "P09", 1.0, "A public interface is documented.", entry, found.group(0), 0.75)
    return absent(view, "P09", "No public interface was found")


def _requests(view: SiteView) -> Observation:
    pages = titled(view.own(), _TITLES["P10"])
    for entry in pages:
        if not _NOT_YET.search(fold(entry.page.main_text[:1500])):
            return measured(
                view, "P10", 1.0, "Answers to information requests are published.", entry, entry.page.h1, 0.8
            )
    if pages:
        return measured(
            view, "P10", 0.0, "A disclosure log is announced, not published.", pages[0], pages[0].page.h1, 0.7
        )
    return absent(view, "P10", "No disclosure log was found")


def _performance(view: SiteView) -> Observation:
    pages = [e for e in titled(view.own(), _TITLES["P11"]) if _FIGURES.search(e.page.main_text)]
    if pages:
        return measured(view, "P11", 1.0, "Figures on its own services are published.", pages[0], pages[0].page.h1, 0.7)
    return absent(view, "P11", "No figures on its own digital services were found")


def own_hosts(view: SiteView) -> set[str]:
    """Return the hosts of the council's own that were read."""
    return {e.page.host for e in view.library.entries if view.owners.of(e.page.url) is Owner.OWN}
