"""A01 to A05: is there a statement, what does it say, is it kept up, and are the suppliers' pages covered?"""

from __future__ import annotations

from detectors.confidence import COUNTED, MODEL_WORDS, SIGNS_MET, STATED
from detectors.kind_rules import kind_of
from detectors.library import Entry
from detectors.owners import Owner, host_of
from detectors.page_kinds import Kind
from detectors.site.statement import NAMED, Statement, footer_link, looks_like_statement, product_of, read_statement
from detectors.site.view import YES_NO, Answer, Measure, SiteView, absent, measured, once_a_site, unmeasured
from detectors.wording import fold, slug_words
from models import AuthorityType, Message
from register.domains import registrable

DETECTOR = "accessibility"
YEAR_DAYS = 366


@once_a_site
def find_statement(view: SiteView) -> Entry | None:
    """Return the entry of the site's own statement: linked from the home page if one is, the fullest otherwise."""
    home = view.home()
    linked = footer_link(home.page) if home is not None else ""
    target = view.library.entry(linked) if linked else None
    found = [
        (looks_like_statement(e.page), e)
        for e in view.own()
        if NAMED.search(f"{fold(e.page.h1 or e.page.title)} {slug_words(e.page.url)}")
    ]
    found = [(score + (1.0 if e is target else 0.0), e) for score, e in found if score > 0 and not product_of(e.page)]
    return max(found, key=lambda pair: (pair[0], -len(pair[1].page.url)))[1] if found else None


@once_a_site
def _read(view: SiteView) -> Statement | None:
    entry = find_statement(view)
    if entry is None:
        return None
    return read_statement(entry.page, view.authority.type is AuthorityType.NORTHERN_IRELAND)


def _missing(view: SiteView) -> Answer:
    """Return why there is no statement: only a document, a link that was not followed, or none found."""
    for entry in view.library.entries:
        if not entry.page.readable and "accessib" in entry.page.url.lower():
            return measured(0.0, Message("accessibility.document"), confidence=COUNTED, entry=entry)
    return _unfollowed(view) or absent(view, Message("accessibility.none"))


def _says_nothing(view: SiteView) -> Answer:
    """Return the answer to what a statement should say where there is none."""
    missing = _missing(view)
    if missing.value == 0.0:
        return measured(0.0, Message("accessibility.says_nothing"), confidence=SIGNS_MET)
    return unmeasured(missing.status, Message("accessibility.nothing_to_read"))


def _unfollowed(view: SiteView) -> Answer | None:
    """A link to a statement whose page could not be read says nothing about the statement."""
    home = view.home()
    linked = footer_link(home.page) if home is not None else ""
    entry = view.library.entry(linked) if linked else None
    if not linked or (entry is not None and kind_of(entry.page).kind in (Kind.LIVE, Kind.BROKEN, Kind.TERMS)):
        return None
    return unmeasured("not_checked", Message("accessibility.not_followed"))


def _published(view: SiteView) -> Answer:
    entry, statement = find_statement(view), _read(view)
    if entry is None or statement is None:
        return _missing(view)
    named = statement.checks["regulations named"] or statement.has_enforcement
    message = Message("accessibility.published") if named else Message("accessibility.another_page")
    if statement.placeholders:
        return measured(
            0.0,
            Message("accessibility.template"),
            confidence=MODEL_WORDS,
            entry=entry,
            phrase=statement.placeholders[0],
        )
    return measured(
        1.0 if named else 0.0, message, confidence=MODEL_WORDS, entry=entry, phrase=entry.page.h1 or entry.page.title
    )


def _compliance(view: SiteView) -> Answer:
    entry, statement = find_statement(view), _read(view)
    if entry is None or statement is None:
        return _says_nothing(view)
    enough = statement.status == "fully" or (statement.status in ("partially", "not") and statement.lists_issues)
    said = Message(f"compliance.{statement.status or 'unsaid'}")
    if statement.wcag:
        said = Message("accessibility.standard", {"said": said, "version": statement.wcag})
    found, of = sum(statement.checks.values()), len(statement.checks)
    message = Message("accessibility.compliance", {"said": said, "found": found, "of": of})
    return measured(1.0 if enough else 0.0, message, confidence=COUNTED, entry=entry, phrase=statement.status)


def _kept_up(view: SiteView) -> Answer:
    entry, statement = find_statement(view), _read(view)
    if entry is None or statement is None:
        return _says_nothing(view)
    days = [day for day in (statement.reviewed, statement.prepared) if day is not None]
    if not days:
        return measured(
            0.0,
            Message("accessibility.undated"),
            confidence=STATED,
            entry=entry,
            phrase=entry.page.h1,
        )
    newest = max(days)
    if view.as_of is None:
        return unmeasured("ambiguous", Message("site.day_not_known"))
    if newest > view.as_of:
        return unmeasured("ambiguous", Message("accessibility.dated_later", {"day": newest}))
    current = (view.as_of - newest).days <= YEAR_DAYS
    return measured(
        float(current),
        Message("accessibility.reviewed", {"day": newest}),
        confidence=COUNTED,
        entry=entry,
        phrase=entry.page.h1,
    )


def _routes(view: SiteView) -> Answer:
    entry, statement = find_statement(view), _read(view)
    if entry is None or statement is None:
        return _says_nothing(view)
    missing = [] if statement.has_contact else [Message("accessibility.contact")]
    missing += [] if statement.has_enforcement else [Message("accessibility.enforcement")]
    message = Message("accessibility.missing", {"routes": missing}) if missing else Message("accessibility.routes")
    return measured(float(not missing), message, confidence=MODEL_WORDS, entry=entry, phrase=entry.page.h1)


def _suppliers(view: SiteView) -> Answer:
    """Share of the suppliers' hosts that carry out tasks and are named in a statement or have one of their own."""
    entry = find_statement(view)
    if entry is None:
        missing = _missing(view)
        if missing.value == 0.0:
            return unmeasured("not_applicable", Message("accessibility.no_statement"))
        return unmeasured(missing.status, Message("accessibility.nothing_to_read"))
    hosts = {host_of(m.action_url): m.vendor for m in view.marks if (m.level or 0) >= 3 and m.action_url}
    outside = {
        h: v for h, v in hosts.items() if h and view.owners.of(f"https://{h}/") not in (Owner.OWN, Owner.COUNCIL)
    }
    if not outside:
        return unmeasured("not_applicable", Message("accessibility.no_supplier"))
    statements = [e for e in view.library.entries if e.page.readable and looks_like_statement(e.page)]
    words = fold(" ".join(e.page.main_text for e in statements if view.owners.of(e.page.url) is Owner.OWN))
    links = " ".join(link.href for e in statements for link in e.page.links)
    titles = fold(" ".join(e.page.h1 for e in statements))
    covered = [h for h, v in outside.items() if _covered(h, v, words + " " + titles, links, statements)]
    message = Message("accessibility.covered", {"covered": len(covered), "of": len(outside)})
    return measured(
        len(covered) / len(outside),
        message,
        confidence=SIGNS_MET,
        entry=entry,
        phrase=entry.page.h1,
        denominator=len(outside),
    )


def _covered(host: str, vendor: str, words: str, links: str, statements: list[Entry]) -> bool:
    own = any(host_of(e.page.url) == host or registrable(host_of(e.page.url)) == registrable(host) for e in statements)
    name = fold(vendor.split("(")[0])
    return own or host in links or fold(host) in words or (len(name) > 3 and name in words)


MEASURES = (
    Measure("A01", "Is an accessibility statement published?", YES_NO, DETECTOR, _published),
    Measure("A02", "Does it say how compliant the site is, and what is not?", YES_NO, DETECTOR, _compliance),
    Measure("A03", "Was it prepared or reviewed within a year?", YES_NO, DETECTOR, _kept_up),
    Measure("A04", "Does it give the routes of contact and enforcement?", YES_NO, DETECTOR, _routes),
    Measure(
        "A05",
        "Are the suppliers' hosts covered?",
        "share of suppliers' hosts covered by a statement",
        DETECTOR,
        _suppliers,
    ),
)
"""What is asked about the accessibility statement."""
