"""A10 to A12: Welsh, other formats, and human help kept beside the forms."""

from __future__ import annotations

from detectors.confidence import COUNTED, SIGNS_MET, STATED
from detectors.library import Entry
from detectors.pages import MAIN, PageModel
from detectors.phrases import phrase, word_set
from detectors.site.view import Answer, Measure, SiteView, absent, matching_block, measured, titled, unmeasured
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


def is_welsh(page: PageModel) -> bool:
    """Return whether a page is in Welsh, by its language attribute or its words."""
    if page.lang.startswith("cy"):
        return True
    if page.lang.startswith("en"):
        return False
    words = page.folded_text(3000).split()
    return bool(words) and sum(w in _WELSH for w in words) / len(words) > 0.12


def welsh_twin(page: PageModel, view: SiteView) -> Entry | None:
    """Return the Welsh page that a page declares or links to, if it was read and is in Welsh."""
    targets = [page.alternates.get("cy", ""), page.alternates.get("cy-gb", "")]
    targets += [
        x.href
        for x in page.links
        if x.hreflang.lower().startswith("cy") or fold(x.text) in ("cymraeg", "newid i gymraeg", "cy")
    ]
    for url in filter(None, targets):
        entry = view.library.entry(url)
        if entry is not None and is_welsh(entry.page):
            return entry
    return None


def _welsh(view: SiteView) -> Answer:
    if view.authority.type is not AuthorityType.WALES:
        return unmeasured("not_applicable", Message("inclusion.not_wales"))
    tasks = [e for m, e in view.task_entries() if (m.level or 0) >= 1]
    if not tasks:
        return unmeasured("not_checked", Message("inclusion.no_task"))
    paired = sum(is_welsh(e.page) or welsh_twin(e.page, view) is not None for e in tasks)
    return measured(
        paired / len(tasks),
        Message("inclusion.welsh", {"welsh": paired, "of": len(tasks)}),
        confidence=COUNTED,
        entry=tasks[0],
        denominator=len(tasks),
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
