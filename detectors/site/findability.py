"""F01 to F11: can people find the task, and is what they find current, clear and working?"""

from __future__ import annotations

import re
from collections import deque
from statistics import median
from urllib.parse import urlsplit

from detectors.confidence import COUNTED, SIGNS_MET, STAND_IN, STATED
from detectors.cues import STRONG
from detectors.forms import FormRole, role_of
from detectors.library import Entry
from detectors.owners import Owner
from detectors.pages import PageModel
from detectors.phrases import phrase
from detectors.records import ServiceMark
from detectors.site.task_pages import asks_feedback, is_stale, reading_grade
from detectors.site.view import Answer, Measure, SiteView, absent, measured, titled, unmeasured
from detectors.urls import address_key
from detectors.wording import fold
from models import Message

DETECTOR = "findability"
LEAST_TASKS = 5
"""Fewest measured services for a median or share over task pages to say anything."""
FOLLOWED_AT_LEAST = 0.8
"""Share of the task links known of, and of services not found, that must have been followed for "no broken link"."""
_INDEX = phrase("findability", "index_titles")
_DIRECTORY = phrase("findability", "other_indexes")


def _tasks(view: SiteView) -> list[tuple[ServiceMark, Entry]]:
    return [(m, e) for m, e in view.task_entries() if (m.level or 0) >= 1]


def _too_few() -> Answer:
    return unmeasured("not_checked", Message("findability.too_few", {"least": LEAST_TASKS}))


def depths(view: SiteView) -> dict[str, int]:
    """Return clicks from the home page for every stored page that its links reach, by address key."""
    home = view.home()
    if home is None:
        return {}
    start = address_key(home.page.url)
    found, queue, followed = {start: 0}, deque([home]), set[str]()
    while queue:
        entry = queue.popleft()
        here = found[address_key(entry.page.url)]
        for link in entry.page.links:
            if link.href in followed:  # from a page as near to the home page
                continue
            followed.add(link.href)
            onward = view.library.entry(link.href) if link.href.startswith("http") else None
            key = address_key(onward.page.url) if onward is not None else ""
            if onward is not None and key not in found and here < 8:
                found[key] = here + 1
                queue.append(onward)
    return found


def _clicks(view: SiteView) -> Answer:
    tasks, reach = _tasks(view), depths(view)
    known = [reach[address_key(e.page.url)] for _, e in tasks if address_key(e.page.url) in reach]
    if len(known) < LEAST_TASKS:
        return _too_few()
    message = Message("findability.clicks", {"median": median(known), "pages": len(known)})
    return measured(float(median(known)), message, confidence=COUNTED, entry=view.home())


def _searched(view: SiteView) -> list[Entry]:
    return [e for e in view.library.entries if "search" in str(e.reply.discovered_via) and e.page.readable]


def _has_search(page: PageModel) -> bool:
    return any(role_of(form, page) is FormRole.SEARCH for form in page.forms)


def _search(view: SiteView) -> Answer:
    home = view.home()
    if home is None:
        return unmeasured("not_checked", Message("site.home_unread"))
    if not _has_search(home.page):
        return absent(view, Message("findability.no_search"))
    results = _searched(view)
    if not results:
        return unmeasured("not_checked", Message("findability.search_unread"))
    hits, asked = _search_hits(view, results)
    if not asked:
        return unmeasured("ambiguous", Message("findability.no_query"))
    message = Message("findability.searches", {"right": hits, "of": asked})
    return measured(hits / asked, message, confidence=STATED, entry=results[0], denominator=asked)


def _search_hits(view: SiteView, results: list[Entry]) -> tuple[int, int]:
    pages = {
        m.service: {address_key(u) for u in (m.page_url, *m.candidates) if u} for m in view.marks if (m.level or 0) >= 1
    }
    hits = asked = 0
    for entry in results:
        query = fold(re.sub(r"^.*[?&][^=&]*=", "", entry.page.url.split("#")[0]).replace("+", " ").replace("%20", " "))
        wanted = [code for code, score in view.cues.services_in(query).items() if score >= STRONG and code in pages]
        if not wanted:
            continue
        first = [address_key(link.href) for link in entry.page.main_links() if link.href.startswith("http")][:8]
        asked += 1
        hits += any(key in pages[code] for code in wanted for key in dict.fromkeys(first[:5]))
    return hits, asked


def a_to_z(view: SiteView) -> list[Entry]:
    """Return the pages of the site's A to Z of services; [] if it has none."""
    found = titled(view.own(), _INDEX)
    return [e for e in found if not _DIRECTORY.search(fold(e.page.h1)) and len(e.page.main_links()) >= 3]


def _index(view: SiteView) -> Answer:
    pages = a_to_z(view)
    if not pages:
        return unmeasured("not_applicable", Message("findability.no_index"))
    links = [link for e in pages for link in e.page.main_links()]
    targets = {address_key(link.href) for link in links if link.href.startswith("http")}
    named = {code for link in links for code, s in view.cues.services_in(link.text).items() if s >= STRONG}
    wanted = [m for m in view.marks if (m.level or 0) >= 1]
    if len(wanted) < LEAST_TASKS:
        return _too_few()
    held = sum(m.service in named or address_key(m.page_url) in targets for m in wanted)
    return measured(
        held / len(wanted),
        Message("findability.index", {"held": held, "of": len(wanted)}),
        confidence=COUNTED,
        entry=pages[0],
        phrase=pages[0].page.h1,
        denominator=len(wanted),
    )


def _agree(view: SiteView) -> Answer:
    """Share of services whose candidates, found by different routes, are one page."""
    known = [m for m in view.marks if (m.level or 0) >= 1 and m.candidates]
    if len(known) < LEAST_TASKS:
        return _too_few()
    one = sum(len({address_key(u) for u in m.candidates if view.owners.of(u) is Owner.OWN}) <= 1 for m in known)
    return measured(
        one / len(known),
        Message("findability.one_page", {"single": one, "of": len(known)}),
        confidence=STAND_IN,
        denominator=len(known),
    )


def _place(view: SiteView) -> Answer:
    tasks = [(m, e) for m, e in _tasks(view) if m.service in ("S05", "S20", "C04", "C08")]
    if not tasks:
        return unmeasured("not_checked", Message("findability.no_place"))
    pages = [(e, view.library.entry(m.action_url) or e) for m, e in tasks]
    asks = sum(
        any(role_of(f, p.page) in (FormRole.LOOKUP, FormRole.FINDER) for p in pair for f in p.page.forms)
        for pair in pages
    )
    message = Message("findability.place", {"asking": asks, "of": len(tasks)})
    return measured(asks / len(tasks), message, confidence=STAND_IN, entry=tasks[0][1], denominator=len(tasks))


def _readable(view: SiteView) -> Answer:
    english = [e for _, e in _tasks(view) if not e.page.lang.startswith("cy")]
    prose = ["\n".join(b.text for b in e.page.main_blocks() if b.tag == "p") for e in english]
    grades = [g for g in map(reading_grade, prose) if g is not None]
    if len(grades) < LEAST_TASKS:
        return _too_few()
    value = round(median(grades), 1)
    return measured(
        value,
        Message("findability.reading_grade", {"grade": value, "pages": len(grades)}),
        confidence=SIGNS_MET,
        denominator=len(grades),
    )


def _current(view: SiteView) -> Answer:
    if view.as_of is None:
        return unmeasured("not_checked", Message("site.days_not_known"))
    judged = [stale for _, e in _tasks(view) if (stale := is_stale(e.page, view.as_of)) is not None]
    if len(judged) < LEAST_TASKS:
        return unmeasured("not_checked", Message("findability.few_dated"))
    fresh = judged.count(False)
    return measured(
        fresh / len(judged),
        Message("findability.current", {"current": fresh, "of": len(judged)}),
        confidence=SIGNS_MET,
        denominator=len(judged),
    )


def _documents(view: SiteView) -> Answer:
    acting = [m for m, _ in _tasks(view) if (m.level or 0) >= 2]
    if len(acting) < LEAST_TASKS:
        return _too_few()
    trapped = sum(m.document_end for m in acting)
    return measured(
        trapped / len(acting),
        Message("findability.documents", {"documents": trapped, "of": len(acting)}),
        confidence=COUNTED,
        denominator=len(acting),
    )


def _links(view: SiteView) -> Answer:
    """Share of the task pages without a broken task link, of those whose links were followed."""
    bad = {b.page_url for b in view.broken}
    leading = [m for m in view.marks if m.page_url and _leads_on(m)]
    followed = bad | {m.page_url for m in leading if view.library.resolve(m.action_url) is not None}
    known = len(followed | {m.page_url for m in leading}) + sum(m.status == "not_checked" for m in view.marks)
    if len(followed) < max(LEAST_TASKS, FOLLOWED_AT_LEAST * known):
        return unmeasured("not_checked", Message("findability.too_few_followed"))
    message = Message("findability.broken", {"broken": len(bad), "of": len(followed)})
    return measured(1 - len(bad) / len(followed), message, confidence=COUNTED, denominator=len(followed))


def _leads_on(mark: ServiceMark) -> bool:
    """Return whether the way to act is a link to another page."""
    return mark.action_url.startswith("http") and address_key(mark.action_url) != address_key(mark.page_url)


def _signposts(view: SiteView) -> Answer:
    if view.authority.type not in ("county", "district"):
        return unmeasured("not_applicable", Message("findability.runs_everything"))
    others = [m.service for m in view.marks if m.status == "not_applicable"]
    pages = [(code, e) for code in others for e in view.own() if view.cues.score(code, e.page.h1) >= STRONG]
    if not pages:
        return unmeasured("not_applicable", Message("findability.no_other_service"))
    good = sum(
        any(
            view.owners.of(x.href) in (Owner.COUNCIL, Owner.PUBLIC) and urlsplit(x.href).path.strip("/")
            for x in e.page.main_links()
        )
        for _, e in pages
    )
    message = Message("findability.signposts", {"linking": good, "of": len(pages)})
    return measured(
        good / len(pages),
        message,
        confidence=SIGNS_MET,
        entry=pages[0][1],
        phrase=pages[0][1].page.h1,
        denominator=len(pages),
    )


def _feedback(view: SiteView) -> Answer:
    tasks = [e for _, e in _tasks(view)]
    if len(tasks) < LEAST_TASKS:
        return _too_few()
    asked = sum(asks_feedback(e.page) for e in tasks)
    return measured(
        asked / len(tasks),
        Message("findability.feedback", {"asking": asked, "of": len(tasks)}),
        confidence=COUNTED,
        entry=tasks[0],
        denominator=len(tasks),
    )


MEASURES = (
    Measure(
        "F01",
        "How many clicks are the tasks from the home page?",
        "clicks from home, median over task pages",
        DETECTOR,
        _clicks,
    ),
    Measure(
        "F02",
        "Does the site's search find the tasks?",
        "share of searches with the right page among the first five",
        DETECTOR,
        _search,
    ),
    Measure("F03", "Does the A to Z lead to the services?", "share of services in the A to Z", DETECTOR, _index),
    Measure("F04", "Has each service one page?", "share of services with one page", DETECTOR, _agree),
    Measure(
        "F05",
        "Can people ask by postcode what depends on place?",
        "share of place-dependent services with a postcode box",
        DETECTOR,
        _place,
    ),
    Measure(
        "F06", "How hard are the task pages to read?", "reading grade, median over task pages", DETECTOR, _readable
    ),
    Measure("F07", "Are the task pages current?", "share of dated task pages that are current", DETECTOR, _current),
    Measure("F08", "Do tasks end in a document?", "share of tasks that end in a document", DETECTOR, _documents),
    Measure("F09", "Do the task links work?", "share of task pages without a broken task link", DETECTOR, _links),
    Measure(
        "F10",
        "Do pages on another council's services lead to that council?",
        "share of other-tier pages that link to the other council's page",
        DETECTOR,
        _signposts,
    ),
    Measure(
        "F11",
        "Do task pages ask whether they helped?",
        "share of task pages that ask whether they helped",
        DETECTOR,
        _feedback,
    ),
)
"""What is asked about finding tasks, in the order of the framework."""
