"""T10, consent before tracking, and T11, no advertising on sensitive pages, by what pages asked for and left. Pure."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from urllib.parse import urlsplit

from collectors.probes.browser.judge import LEAST_CONTENT_PAGES, too_few
from collectors.probes.browser.roles import COOKIES_FILE, Role
from collectors.probes.browser.stock import TOO_MANY
from collectors.probes.browser.tab import COUNTS_ONLY, Asked
from collectors.probes.browser.tracking import ADVERTISING, NECESSARY, SOCIAL, Cookies, Trackers
from collectors.probes.browser.visit import PageSeen
from collectors.probes.findings import Finding, Kept, decided, undecided
from models import Status
from register.domains import registrable

LEAST_SENSITIVE_PAGES = 3
"""Pages on sensitive services below which nothing is said of a site."""
MOST_COOKIES = 200
"""Of those that were left, which are kept beside T10 for a reader to check: those that decide before all others."""


@dataclass(frozen=True, slots=True)
class CookieSeen:
    """A cookie in a browser in which nothing was ever agreed to. days: it stays, None until the browser ends."""

    name: str
    domain: str
    days: float | None


def consent(host: str, pages: Sequence[PageSeen], left: Collection[CookieSeen], known: Cookies) -> Finding:
    """Return whether no cookie beyond the strictly necessary was left (T10).

    One that is known to be for statistics or advertising settles it. That there is none is known only if enough of the
    pages were seen (judge.too_few), all with their scripts, and every cookie's purpose is known.
    """
    seen = [page for page in pages if page.status is Status.MEASURED]
    if not seen:
        return undecided("T10", host, pages[0].status, pages[0].code)
    purposes = {one: known.purpose_of(one.name) for one in left}
    listed = sorted(left, key=lambda one: (one.name, one.domain))
    said: dict[str, str | float | None] = {
        "pages": len(seen),
        "cookies": " ".join(dict.fromkeys(f"{one.name}@{one.domain}" for one in listed))[:1000],
    }
    found = _consent(host, pages, seen, purposes, said)
    telling = sorted(listed, key=lambda one: (purposes[one] in ("", NECESSARY), purposes[one] == NECESSARY))
    told = [{**asdict(one), "purpose": purposes[one]} for one in listed if one in telling[:MOST_COOKIES]]
    return replace(found, kept=(Kept(COOKIES_FILE, "application/json", json.dumps(told).encode()),))


def _consent(
    host: str, pages: Sequence[PageSeen], seen: Sequence[PageSeen], purposes: Mapping[CookieSeen, str],
    said: Mapping[str, str | float | None],
) -> Finding:  # fmt: skip
    if tracking := sorted({one.name for one, purpose in purposes.items() if purpose not in ("", NECESSARY)}):
        return decided("T10", host, 0.0, "tracks_before_consent", tracking=" ".join(tracking), **said)
    if unknown := sorted({one.name for one, purpose in purposes.items() if not purpose}):
        return undecided("T10", host, Status.AMBIGUOUS, "cookies_not_known", unknown=" ".join(unknown)[:500], **said)
    if missing := _not_had(seen):
        return undecided("T10", host, Status.NOT_CHECKED, "requests_not_followed", first=missing[0][:200], **said)
    if few := too_few("T10", host, pages, LEAST_CONTENT_PAGES):
        return few
    return decided("T10", host, 1.0, "only_necessary", **said)


def sensitive(host: str, pages: Sequence[PageSeen], known: Trackers) -> Finding:
    """Return whether pages on care, benefits, abuse and the like ask nothing of advertising or social media (T11).

    One request settles it, sent or held back: it would have left any visitor's browser. That there is none is known
    only of three pages at least, all seen with all their scripts.
    """
    chosen = [page for page in pages if page.chosen.is_sensitive and page.chosen.role in (Role.TASK, Role.FORM)]
    seen = [page for page in chosen if page.status is Status.MEASURED]
    asked: dict[str, tuple[str, str]] = {}
    for page in seen:
        for company, name in advertisers(page, known).items():
            asked.setdefault(company, (name, page.chosen.url))
    if asked:
        told = "; ".join(f"{company}: {name} on {url}" for company, (name, url) in sorted(asked.items()))
        return decided("T11", host, 0.0, "asks_trackers", pages=len(seen), trackers=told[:1000],
                       companies=", ".join(sorted(asked))[:500])  # fmt: skip
    if len(seen) < LEAST_SENSITIVE_PAGES or len(seen) < len(chosen):
        failed = next((page for page in chosen if page not in seen), None)
        status, code = (failed.status, failed.code) if failed else (Status.NOT_CHECKED, "too_few_pages")
        return undecided("T11", host, status, code, pages=len(seen), chosen=len(chosen))
    if missing := _not_had(seen):
        return undecided("T11", host, Status.NOT_CHECKED, "requests_not_followed", first=missing[0][:200])
    return decided("T11", host, 1.0, "asks_no_listed_tracker", pages=len(seen), listed=len(known.domains))


def advertisers(page: PageSeen, known: Trackers) -> dict[str, str]:
    """Return company -> host of which the page asked something, of those that live by advertising or social media."""
    found: dict[str, str] = {}
    for one in page.asked:
        tracker = known.of(one.url)
        if tracker and tracker.purpose in (ADVERTISING, SOCIAL) and not _same_site(one.url, page.chosen.url):
            found.setdefault(tracker.company, urlsplit(one.url).hostname or "")
    return found


def third_parties(url: str, asked: Sequence[Asked]) -> list[str]:
    """Return the registered domains of others of which a page asked something, in order."""
    hosts = {urlsplit(one.url).hostname or "" for one in asked}
    return sorted({registrable(host) for host in hosts if host} - {registrable(urlsplit(url).hostname or "")})


def _not_had(pages: Sequence[PageSeen]) -> list[str]:
    """Return the addresses of scripts, frames and calls that were not had: what they would have done is not known.

    So too of whatever lies beyond a limit of ours, of which only the first is kept.
    """
    return [
        one.url
        for page in pages
        for one in page.asked
        if one.why and (one.kind in ("script", "document", "fetch", "xhr") or one.why in (COUNTS_ONLY, TOO_MANY))
    ]


def _same_site(one: str, other: str) -> bool:
    return registrable(urlsplit(one).hostname or "") == registrable(urlsplit(other).hostname or "")
