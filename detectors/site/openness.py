"""P05, P08, P09: files, feeds and interfaces for machines. The questions of a common form: data/questions/."""

from __future__ import annotations

import json

from detectors.confidence import COUNTED, REPLY, SIGNS_MET, STATED
from detectors.phrases import phrase, word_set
from detectors.site.published_files import OPEN_FORM, is_file
from detectors.site.view import YES_NO, Answer, Measure, SiteView, absent, measured, titled, unmeasured
from models import Message

DETECTOR = "openness"
_DATA_PAGES = phrase("openness", "data_titles")
_SPEND = phrase("openness", "spend_titles")
_CONTRACTS = phrase("openness", "contract_titles")
_PAY = phrase("openness", "pay_titles")
_API = phrase("openness", "interfaces")
_API_SIGNS = word_set("openness", "interface_signs")
_REFERRAL = phrase("openness", "referral")


def _machine_readable(view: SiteView) -> Answer:
    pages = [e for titles in (_DATA_PAGES, _SPEND, _CONTRACTS, _PAY) for e in titled(view.own(), titles)]
    files = {link.href for e in pages for link in e.page.main_links() if is_file(link.href)}
    if not files:
        return (
            absent(view, Message("openness.no_file"))
            if not pages
            else unmeasured("not_applicable", Message("openness.pages_without_files"))
        )
    good = sum(bool(OPEN_FORM.search(href)) or ".xls" in href.lower() for href in files)
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
    claimed = [e for e in view.own() if _REFERRAL.search(e.page.folded_text(5000))]
    if claimed:
        return measured(
            0.0, Message("openness.referral_silent"), confidence=SIGNS_MET, entry=claimed[0], phrase="Open Referral"
        )
    return absent(view, Message("openness.no_referral"))


def interface_in(text: str) -> str:
    """Return the words of a text that name an interface for machines, as written; '' if none do."""
    folded = text.casefold()
    found = _API.search(text) if any(sign in folded for sign in _API_SIGNS) else None
    return found.group(0) if found else ""


def _api(view: SiteView) -> Answer:
    standard = [p for m in view.marks if (p := view.fingerprints.of_address(m.action_url)) and p.product.standard]
    if standard:
        product = standard[0].product
        message = Message("openness.standard", {"product": product.name, "standard": product.standard})
        return measured(1.0, message, confidence=STATED)
    for entry in view.own():
        named = interface_in(f"{entry.page.main_text[:6000]} {entry.page.url}")
        if named:
            return measured(1.0, Message("openness.interface"), confidence=STATED, entry=entry, phrase=named)
    return absent(view, Message("openness.no_interface"))


MEASURES = (
    Measure(
        "P05", "Can a machine read what is published?", "share of files a machine can read", DETECTOR, _machine_readable
    ),
    Measure("P08", "Does the directory answer as Open Referral UK?", YES_NO, DETECTOR, _directory_feed),
    Measure("P09", "Is there a public interface, or an open standard for reports?", YES_NO, DETECTOR, _api),
)
"""What is asked about openness in a form of its own."""
