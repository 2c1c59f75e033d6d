"""A10 to A12: Welsh, other formats, and human help kept beside the forms."""

from __future__ import annotations

from detectors.confidence import COUNTED, SIGNS_MET, STATED
from detectors.library import Entry
from detectors.pages import MAIN, PageModel
from detectors.phrases import phrase, word_set
from detectors.site.view import (
    Answer,
    Measure,
    SiteView,
    absent,
    matching_block,
    measured,
    refusal,
    titled,
    unmeasured,
)
from detectors.urls import address_key
from detectors.welsh_version import is_welsh_version
from detectors.wording import PHONE, fold
from models import AuthorityType, Message

DETECTOR = "inclusion"
FORMATS = {
    "sign_language": phrase("inclusion", "sign_language"),
    "easy_read": phrase("inclusion", "easy_read"),
    "translation": phrase("inclusion", "translation"),
    "large_print": phrase("inclusion", "large_print"),
    "braille_or_audio": phrase("inclusion", "braille_or_audio"),
}
"""Code of a format -> the words that offer it."""
_CONTACT = phrase("inclusion", "contact_titles")
_STAFF = phrase("inclusion", "staff_pages")
_HELP = phrase("inclusion", "human_help")
_ONLINE_HELP = phrase("inclusion", "online_help_titles")


_WELSH = word_set("welsh", "running_words")
KNOWN_AT_LEAST = 0.8
"""Of the task pages: what is not known of the others is mostly a Welsh page that they name."""


def is_welsh(page: PageModel) -> bool:
    """Return whether a page is in Welsh, by its language attribute or its words."""
    if page.lang.startswith("cy"):
        return True
    if page.lang.startswith("en"):
        return False
    words = page.folded_text(3000).split()
    return bool(words) and sum(w in _WELSH for w in words) / len(words) > 0.12


def welsh_versions(page: PageModel) -> list[str]:
    """Return the addresses at which a page says that it is there in Welsh, each once; its own may be among them."""
    targets = [url for language, url in page.alternates.items() if is_welsh_version("", language)]
    targets += [x.href for x in page.links if is_welsh_version(x.text, x.hreflang)]
    return list({address_key(url): url for url in targets if url}.values())


def has_welsh(page: PageModel, view: SiteView) -> bool | None:
    """Return whether a page is there in Welsh; None if where it says so was not read.

    Where the home page leads as well is the whole site in Welsh, or a switch that remembers: no page of this one, and
    no sign that there is none.
    """
    if is_welsh(page):
        return True
    home = view.home()
    everywhere = {address_key(url) for url in welsh_versions(home.page)} if home is not None else set[str]()
    unread = False
    for url in welsh_versions(page):
        entry = view.library.entry(url)
        if address_key(url) in everywhere or entry is None or refusal(entry.reply.status):
            unread = True
        elif is_welsh(entry.page):
            return True
    return None if unread else False


def _welsh(view: SiteView) -> Answer:
    if view.authority.type is not AuthorityType.WALES:
        return unmeasured("not_applicable", Message("inclusion.not_wales"))
    tasks = [e for m, e in view.task_entries() if (m.level or 0) >= 1]
    if not tasks:
        return unmeasured("not_checked", Message("inclusion.no_task"))
    told = [has_welsh(e.page, view) for e in tasks]
    known = len(told) - told.count(None)
    if known < KNOWN_AT_LEAST * len(told):
        return unmeasured(
            "not_checked", Message("inclusion.welsh_unread", {"unread": told.count(None), "of": len(told)})
        )
    paired = told.count(True)
    return measured(
        paired / known,
        Message("inclusion.welsh", {"welsh": paired, "of": known}),
        confidence=COUNTED,
        entry=tasks[0],
        denominator=known,
    )


def _formats(view: SiteView) -> Answer:
    home = view.home()
    pages = titled(view.own(), _CONTACT) + ([home] if home is not None else [])
    found: dict[str, tuple[Entry, str]] = {}
    for entry in pages:
        if _STAFF.search(entry.page.folded_text(2000)):
            continue
        for name, pattern in FORMATS.items():
            if name not in found and (phrase := matching_block(entry.page, pattern)):
                found[name] = (entry, phrase)
    if not pages:
        return unmeasured("not_checked", Message("inclusion.no_contact_page"))
    if not found:
        return absent(view, Message("inclusion.no_format"))
    entry, phrase = next(iter(found.values()))
    message = Message("inclusion.offered", {"formats": tuple(Message(f"format.{name}") for name in found)})
    return measured(float(len(found)), message, confidence=STATED, entry=entry, phrase=phrase)


def _human(view: SiteView) -> Answer:
    tasks = [e for m, e in view.task_entries() if (m.level or 0) >= 1]
    if len(tasks) < 5:
        return unmeasured("not_checked", Message("inclusion.few_tasks"))
    shown = sum(shows_help(e.page) for e in tasks)
    online = (
        Message("inclusion.online_help") if titled(view.own(), _ONLINE_HELP) else Message("inclusion.no_online_help")
    )
    message = Message("inclusion.person", {"showing": shown, "of": len(tasks), "online": online})
    return measured(shown / len(tasks), message, confidence=SIGNS_MET, entry=tasks[0], denominator=len(tasks))


def shows_help(page: PageModel) -> bool:
    """Return whether the content names a telephone number, an office or other help by people."""
    if any(x.href.startswith("tel:") and x.region == MAIN for x in page.links):
        return True
    return any(PHONE.search(b.text) or _HELP.search(fold(b.text[:600])) for b in page.main_blocks())


MEASURES = (
    Measure("A10", "Are the task pages there in Welsh?", "share of task pages in Welsh", "accessibility", _welsh),
    Measure("A11", "Which other formats are offered?", "other formats offered", DETECTOR, _formats),
    Measure(
        "A12",
        "Do the task pages show a person to turn to?",
        "share of task pages that show a person to turn to",
        "accessibility",
        _human,
    ),
)
"""What is asked about those who need another way in. Welsh and human help are graded with accessibility."""
