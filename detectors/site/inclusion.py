"""A10 to A12: Welsh, other formats, and human help kept beside the forms."""

from __future__ import annotations

from detectors.library import Entry
from detectors.pages import MAIN, PageModel
from detectors.phrases import phrase, word_set
from detectors.records import Observation
from detectors.site.view import SiteView, absent, matching_block, measured, titled, unmeasured
from detectors.wording import PHONE, fold
from models import AuthorityType

_FORMATS = {
    "British Sign Language": phrase("inclusion", "sign_language"),
    "Easy Read": phrase("inclusion", "easy_read"),
    "translation": phrase("inclusion", "translation"),
    "large print": phrase("inclusion", "large_print"),
    "Braille or audio": phrase("inclusion", "braille_or_audio"),
}
_CONTACT = phrase("inclusion", "contact_titles")
_STAFF = phrase("inclusion", "staff_pages")
_HELP = phrase("inclusion", "human_help")
_ONLINE_HELP = phrase("inclusion", "online_help_titles")


_WELSH = word_set("welsh", "running_words")


def inclusion_observations(view: SiteView) -> list[Observation]:
    """Return A10, A11 and A12 of one council."""
    return [_welsh(view), _formats(view), _human(view)]


def is_welsh(page: PageModel) -> bool:
    """Return whether a page is in Welsh, by its language attribute or its words."""
    if page.lang.startswith("cy"):
        return True
    if page.lang.startswith("en"):
        return False
    words = fold(page.main_text[:3000]).split()
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


def _welsh(view: SiteView) -> Observation:
    if view.authority.type is not AuthorityType.WALES:
        return unmeasured(view, "A10", "not_applicable", "The duty is that of councils in Wales.")
    tasks = [e for m, e in view.task_entries() if (m.level or 0) >= 1]
    if not tasks:
        return unmeasured(view, "A10", "not_checked", "No task page was found.")
    paired = sum(is_welsh(e.page) or welsh_twin(e.page, view) is not None for e in tasks)
    return measured(
        view,
        "A10",
        paired / len(tasks),
        f"{paired} of {len(tasks)} task pages are there in Welsh.",
        tasks[0],
        "",
        0.8,
        len(tasks),
    )


def _formats(view: SiteView) -> Observation:
    pages = titled(view.own(), _CONTACT) + ([view.home()] if view.home() is not None else [])
    found: dict[str, tuple[Entry, str]] = {}
    for entry in pages:
        if _STAFF.search(fold(entry.page.main_text[:2000])):
            continue
        for name, pattern in _FORMATS.items():
            if name not in found and (phrase := matching_block(entry.page, pattern)):
                found[name] = (entry, phrase)
    if not pages:
        return unmeasured(view, "A11", "not_checked", "No contact page was read.")
    if not found:
        return absent(view, "A11", "No other format is offered on the contact pages")
    entry, phrase = next(iter(found.values()))
    return measured(view, "A11", float(len(found)), f"Offered: {', '.join(found)}.", entry, phrase, 0.75)


def _human(view: SiteView) -> Observation:
    tasks = [e for m, e in view.task_entries() if (m.level or 0) >= 1]
    if len(tasks) < 5:
        return unmeasured(view, "A12", "not_checked", "Too few task pages were found.")
    shown = sum(shows_help(e.page) for e in tasks)
    helped = "exists" if titled(view.own(), _ONLINE_HELP) else "was not found"
    text = f"{shown} of {len(tasks)} task pages show a person to turn to; a page on getting online {helped}."
    return measured(view, "A12", shown / len(tasks), text, tasks[0], "", 0.7, len(tasks))


def shows_help(page: PageModel) -> bool:
    """Return whether the content names a telephone number, an office or other help by people."""
    if any(x.href.startswith("tel:") and x.region == MAIN for x in page.links):
        return True
    return any(PHONE.search(b.text) or _HELP.search(fold(b.text[:600])) for b in page.main_blocks())
