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
    return unmeasured("not_checked", f"Fewer than {LEAST_TASKS} services were found to judge by.")


def depths(view: SiteView) -> dict[str, int]:
    """Return clicks from the home page for every stored page that its links reach, by address key."""
    home = view.home()
    if home is None:
        return {}
    start = address_key(home.page.url)
    found, queue = {start: 0}, deque([home])
    while queue:
        entry = queue.popleft()
        here = found[address_key(entry.page.url)]
        for link in entry.page.links:
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
    text = f"Median of {median(known):g} clicks from the home page over {len(known)} task pages."
    return measured(float(median(known)), text, confidence=COUNTED, entry=view.home())


def _searched(view: SiteView) -> list[Entry]:
    return [e for e in view.library.entries if "search" in str(e.reply.discovered_via) and e.page.readable]


def _has_search(page: PageModel) -> bool:
    return any(role_of(form, page) is FormRole.SEARCH for form in page.forms)


def _search(view: SiteView) -> Answer:
    home = view.home()
    if home is None:
        return unmeasured("not_checked", "The home page was not read.")
    if not _has_search(home.page):
        return absent(view, "The home page offers no search")
    results = _searched(view)
    if not results:
        return unmeasured("not_checked", "There is a search box; its results were not fetched.")
    hits, asked = _search_hits(view, results)
    if not asked:
        return unmeasured("ambiguous", "No query could be matched with a service found on the site.")
    text = f"{hits} of {asked} searches had the right page among the first five results."
    return measured(hits / asked, text, confidence=STATED, entry=results[0], denominator=asked)


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
        return unmeasured(
            "not_applicable", "No A to Z of services was found; having none is not held against a council."
        )
    links = [link for e in pages for link in e.page.main_links()]
    targets = {address_key(link.href) for link in links if link.href.startswith("http")}
    named = {code for link in links for code, s in view.cues.services_in(link.text).items() if s >= STRONG}
    wanted = [m for m in view.marks if (m.level or 0) >= 1]
    if len(wanted) < LEAST_TASKS:
        return _too_few()
    held = sum(m.service in named or address_key(m.page_url) in targets for m in wanted)
    return measured(
        held / len(wanted),
        f"The A to Z leads to {held} of {len(wanted)} services.",
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
        f"{one} of {len(known)} services have a single page on the site.",
        confidence=STAND_IN,
        denominator=len(known),
    )


def _place(view: SiteView) -> Answer:
    tasks = [(m, e) for m, e in _tasks(view) if m.service in ("S05", "S20", "C04", "C08")]
    if not tasks:
        return unmeasured("not_checked", "None of the services that depend on place was found.")
    pages = [(e, view.library.entry(m.action_url) or e) for m, e in tasks]
    asks = sum(
        any(role_of(f, p.page) in (FormRole.LOOKUP, FormRole.FINDER) for p in pair for f in p.page.forms)
        for pair in pages
    )
    text = (
        f"{asks} of {len(tasks)} services that depend on place ask for a postcode or address; boxes drawn by scripts "
        f"are not seen."
    )
    return measured(asks / len(tasks), text, confidence=STAND_IN, entry=tasks[0][1], denominator=len(tasks))


def _readable(view: SiteView) -> Answer:
    english = [e for _, e in _tasks(view) if not e.page.lang.startswith("cy")]
    prose = ["\n".join(b.text for b in e.page.main_blocks() if b.tag == "p") for e in english]
    grades = [g for g in map(reading_grade, prose) if g is not None]
    if len(grades) < LEAST_TASKS:
        return _too_few()
    value = round(median(grades), 1)
    return measured(
        value,
        f"Median reading grade {value} over {len(grades)} task pages (English).",
        confidence=SIGNS_MET,
        denominator=len(grades),
    )


def _current(view: SiteView) -> Answer:
    if view.as_of is None:
        return unmeasured("not_checked", "The day of the pages is not known.")
    judged = [stale for _, e in _tasks(view) if (stale := is_stale(e.page, view.as_of)) is not None]
    if len(judged) < LEAST_TASKS:
        return unmeasured("not_checked", "Too few task pages carry a date.")
    fresh = judged.count(False)
    return measured(
        fresh / len(judged),
        f"{fresh} of {len(judged)} dated task pages are current.",
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
        f"{trapped} of {len(acting)} tasks end in a document.",
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
        return unmeasured("not_checked", "Too few task links were followed to judge by.")
    text = f"{len(bad)} of {len(followed)} task pages whose links were followed hold one that does not work."
    return measured(1 - len(bad) / len(followed), text, confidence=COUNTED, denominator=len(followed))


def _leads_on(mark: ServiceMark) -> bool:
    """Return whether the way to act is a link to another page."""
    return mark.action_url.startswith("http") and address_key(mark.action_url) != address_key(mark.page_url)


def _signposts(view: SiteView) -> Answer:
    if view.authority.type not in ("county", "district"):
        return unmeasured("not_applicable", "This council runs every service of its area.")
    others = [m.service for m in view.marks if m.status == "not_applicable"]
    pages = [(code, e) for code in others for e in view.own() if view.cues.score(code, e.page.h1) >= STRONG]
    if not pages:
        return unmeasured("not_applicable", "The site has no page about a service of the other council.")
    good = sum(
        any(
            view.owners.of(x.href) in (Owner.COUNCIL, Owner.PUBLIC) and urlsplit(x.href).path.strip("/")
            for x in e.page.main_links()
        )
        for _, e in pages
    )
    text = f"{good} of {len(pages)} pages about the other council's services link to that council's own page."
    return measured(
        good / len(pages),
        text,
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
        f"{asked} of {len(tasks)} task pages ask whether the page helped.",
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
