"""T10, consent before tracking, and T11, no advertising on sensitive pages, by what pages asked for and left. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from collectors.probes.browser.sample import Role
from collectors.probes.browser.stock import TOO_MANY
from collectors.probes.browser.tab import COUNTS_ONLY, Asked
from collectors.probes.browser.tracking import ADVERTISING, NECESSARY, SOCIAL, Cookies, Trackers
from collectors.probes.browser.visit import PageSeen
from collectors.probes.findings import Finding, decided, undecided
from models import Status
from register.domains import registrable

LEAST_SENSITIVE_PAGES = 3
"""Pages on sensitive services below which nothing is said of a site."""


@dataclass(frozen=True, slots=True)
class CookieSeen:
    """A cookie in a browser in which nothing was ever agreed to. days: it stays, None until the browser ends."""

    name: str
    domain: str
    days: float | None


def consent(host: str, pages: Sequence[PageSeen], left: Collection[CookieSeen], known: Cookies) -> Finding:
    """Return whether no cookie beyond the strictly necessary was left (T10).

    One that is known to be for statistics or advertising settles it. That there is none is known only if every page was
    seen with all its scripts and every cookie's purpose is known.
    """
    seen = [page for page in pages if page.status is Status.MEASURED]
    if not seen:
        return undecided("T10", host, pages[0].status, pages[0].code)
    purposes = {one: known.purpose_of(one.name) for one in left}
    said: dict[str, str | float | None] = {
        "pages": len(seen),
        "cookies": " ".join(sorted({f"{one.name}@{one.domain}" for one in left}))[:1000],
    }
    if tracking := sorted({one.name for one, purpose in purposes.items() if purpose not in ("", NECESSARY)}):
        return decided("T10", host, 0.0, "tracks_before_consent", tracking=" ".join(tracking), **said)
    if unknown := sorted({one.name for one, purpose in purposes.items() if not purpose}):
        return undecided("T10", host, Status.AMBIGUOUS, "cookies_not_known", unknown=" ".join(unknown)[:500], **said)
    if missing := _not_had(seen):
        return undecided("T10", host, Status.NOT_CHECKED, "requests_not_followed", first=missing[0][:200], **said)
    return decided("T10", host, 1.0, "only_necessary", **said)


def sensitive(host: str, pages: Sequence[PageSeen], known: Trackers) -> Finding:
    """Return whether pages on care, benefits, abuse and the like ask nothing of advertising or social media (T11).

    One request settles it, sent or held back: it would have left any visitor's browser. That there is none is known
    only of three pages at least, all seen with all their scripts.
    """
    chosen = [page for page in pages if page.chosen.is_sensitive and page.chosen.role in (Role.TASK, Role.FORM)]
    seen = [page for page in chosen if page.status is Status.MEASURED]
    asked: dict[str, tuple[str | None, str]] = {}
    for page in seen:
        for one in page.asked:
            tracker = known.of(one.url)
            if tracker and tracker.purpose in (ADVERTISING, SOCIAL) and not _same_site(one.url, page.chosen.url):
                asked.setdefault(tracker.company, (urlsplit(one.url).hostname, page.chosen.url))
    if asked:
        told = "; ".join(f"{company}: {name} on {url}" for company, (name, url) in sorted(asked.items()))
        return decided("T11", host, 0.0, "asks_trackers", pages=len(seen), trackers=told[:1000])
    if len(seen) < LEAST_SENSITIVE_PAGES or len(seen) < len(chosen):
        failed = next((page for page in chosen if page not in seen), None)
        status, code = (failed.status, failed.code) if failed else (Status.NOT_CHECKED, "too_few_pages")
        return undecided("T11", host, status, code, pages=len(seen), chosen=len(chosen))
    if missing := _not_had(seen):
        return undecided("T11", host, Status.NOT_CHECKED, "requests_not_followed", first=missing[0][:200])
    return decided("T11", host, 1.0, "asks_no_listed_tracker", pages=len(seen), listed=len(known.domains))


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
