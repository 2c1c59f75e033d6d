"""A01 to A05: is there a statement, what does it say, is it kept up, and are the suppliers' pages covered?"""

from __future__ import annotations

from detectors.kind import Kind
from detectors.kinds import kind_of
from detectors.library import Entry
from detectors.owners import Owner, host_of
from detectors.records import Observation
from detectors.site.statement import NAMED, Statement, footer_link, looks_like_statement, product_of, read_statement
from detectors.site.view import SiteView, absent, measured, unmeasured
from detectors.wording import fold, slug_words
from models import AuthorityType
from register.domains import registrable

YEAR_DAYS = 366


def accessibility_observations(view: SiteView) -> list[Observation]:
    """Return A01-A05 of one council."""
    entry = find_statement(view)
    if entry is None:
        return _without(view)
    statement = read_statement(entry.page, view.authority.type is AuthorityType.NORTHERN_IRELAND)
    return [
        _a01(view, entry, statement),
        _a02(view, entry, statement),
        _a03(view, entry, statement),
        _a04(view, entry, statement),
        _a05(view, entry),
    ]


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


def _without(view: SiteView) -> list[Observation]:
    document = next((e for e in view.library.entries if not e.page.readable and "accessib" in e.page.url.lower()), None)
    seen = (
        [measured(view, "A01", 0.0, "The statement is only a document, not a web page.", document)] if document else []
    )
    seen = seen or [_unfollowed(view) or absent(view, "A01", "No accessibility statement was found")]
    rest = [
        unmeasured(
            view, code, seen[0].status if seen[0].value is None else "not_applicable", "There is no statement to read."
        )
        for code in ("A02", "A03", "A04", "A05")
    ]
    if seen[0].value == 0.0:
        rest = [
            measured(view, code, 0.0, "There is no statement, so it says nothing.", confidence=0.7)
            for code in ("A02", "A03", "A04")
        ]
        rest.append(unmeasured(view, "A05", "not_applicable", "There is no statement."))
    return seen + rest


def _unfollowed(view: SiteView) -> Observation | None:
    """A link to a statement whose page could not be read says nothing about the statement."""
    home = view.home()
    linked = footer_link(home.page) if home is not None else ""
    entry = view.library.entry(linked) if linked else None
    if not linked or (entry is not None and kind_of(entry.page).kind in (Kind.LIVE, Kind.BROKEN, Kind.TERMS)):
        return None
    return unmeasured(view, "A01", "not_checked", "The home page links to a statement that was not read.")


def _a01(view: SiteView, entry: Entry, statement: Statement) -> Observation:
    named = statement.checks["regulations named"] or statement.has_enforcement
    text = (
        "A statement under the regulations is published."
        if named
        else "A page on accessibility, not the statement the law asks for."
    )
    if statement.placeholders:
        return measured(
            view, "A01", 0.0, "The statement is an unfilled template.", entry, statement.placeholders[0], 0.85
        )
    return measured(view, "A01", 1.0 if named else 0.0, text, entry, entry.page.h1 or entry.page.title, 0.85)


def _a02(view: SiteView, entry: Entry, statement: Statement) -> Observation:
    enough = statement.status == "fully" or (statement.status in ("partially", "not") and statement.lists_issues)
    said = (
        f"Says the site is {statement.status} compliant"
        if statement.status
        else "Does not say how compliant the site is"
    )
    standard = f" with WCAG {statement.wcag}" if statement.wcag else ""
    points = f"; {sum(statement.checks.values())} of {len(statement.checks)} legal points found"
    return measured(view, "A02", 1.0 if enough else 0.0, said + standard + points + ".", entry, statement.status, 0.8)


def _a03(view: SiteView, entry: Entry, statement: Statement) -> Observation:
    days = [day for day in (statement.reviewed, statement.prepared) if day is not None]
    if not days:
        return measured(
            view, "A03", 0.0, "The statement carries no date of preparation or review.", entry, entry.page.h1, 0.75
        )
    newest = max(days)
    if view.as_of is None:
        return unmeasured(view, "A03", "ambiguous", "The day of the page is not known.")
    if newest > view.as_of:
        return unmeasured(
            view, "A03", "ambiguous", f"The statement is dated {newest.isoformat()}, after the page was read."
        )
    current = (view.as_of - newest).days <= YEAR_DAYS
    return measured(
        view, "A03", float(current), f"Last reviewed or prepared {newest.isoformat()}.", entry, entry.page.h1, 0.8
    )


def _a04(view: SiteView, entry: Entry, statement: Statement) -> Observation:
    both = statement.has_contact and statement.has_enforcement
    missing = [
        name
        for name, has in (("contact", statement.has_contact), ("enforcement", statement.has_enforcement))
        if not has
    ]
    text = "Contact and enforcement routes are given." if both else f"Missing: {' and '.join(missing)}."
    return measured(view, "A04", float(both), text, entry, entry.page.h1, 0.85)


def _a05(view: SiteView, entry: Entry) -> Observation:
    """Share of the suppliers' hosts that carry out tasks and are named in a statement or have one of their own."""
    hosts = {host_of(m.action_url): m.vendor for m in view.marks if (m.level or 0) >= 3 and m.action_url}
    outside = {
        h: v for h, v in hosts.items() if h and view.owners.of(f"https://{h}/") not in (Owner.OWN, Owner.COUNCIL)
    }
    if not outside:
        return unmeasured(view, "A05", "not_applicable", "No task leaves the council's own hosts.")
    statements = [e for e in view.library.entries if e.page.readable and looks_like_statement(e.page)]
    words = fold(" ".join(e.page.main_text for e in statements if view.owners.of(e.page.url) is Owner.OWN))
    links = " ".join(link.href for e in statements for link in e.page.links)
    titles = fold(" ".join(e.page.h1 for e in statements))
    covered = [h for h, v in outside.items() if _covered(h, v, words + " " + titles, links, statements)]
    text = f"{len(covered)} of {len(outside)} hosts of suppliers that carry out tasks are covered by a statement."
    return measured(view, "A05", len(covered) / len(outside), text, entry, entry.page.h1, 0.7, len(outside))


def _covered(host: str, vendor: str, words: str, links: str, statements: list[Entry]) -> bool:
    own = any(host_of(e.page.url) == host or registrable(host_of(e.page.url)) == registrable(host) for e in statements)
    name = fold(vendor.split("(")[0])
    return own or host in links or fold(host) in words or (len(name) > 3 and name in words)
