"""What a host's replies say: HTTPS, HSTS, and the grade of the HTTP Observatory, by the fewest requests that decide it.

robots.txt, https://host/ and http://host/, each with its redirects; nothing is asked twice. The Observatory asks by
OPTIONS what others may read; nothing but GET is ever sent here, so the request for the page names an origin instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from collectors.crawl.manners.robots import Access, robots_url
from collectors.crawl.net.fetcher import Ask, Exchange
from collectors.crawl.net.troubles import UNREADABLE
from collectors.probes.findings import Finding, decided, undecided
from collectors.probes.journal import VisitJournal
from collectors.probes.pace import Slots
from collectors.probes.put_off import PUT_OFF, PutOffError
from collectors.probes.visitor import Visitor, onward
from detectors.decode import text_of
from detectors.observatory.cookies import set_cookies
from detectors.observatory.judge import SIX_MONTHS_SECONDS, grades
from detectors.observatory.table import HSTS, REDIRECTION, TABLES, Grade, passes
from detectors.observatory.visit import SCANNABLE, Https, Page, Visit
from detectors.site.security import hsts_seconds
from models import Outcome, Status

ORIGIN = "https://observatory.example"
"""A name that nobody has: a host that lets it read everything lets anybody (RFC 2606)."""
_STATUS = {Outcome.DISALLOWED: Status.DISALLOWED, Outcome.TOO_LARGE: Status.UNPARSEABLE}
"""Outcome of a fetch -> status; every other is unreachable."""
CHECKS = ("https", "hsts", "redirection", *(f"observatory_v{version}" for version in TABLES))
"""What is found of each host, in this order: the last hold scores in points."""


def probe_headers(
    host: str, fetch: Callable[[Ask], Exchange], slots: Slots, preloaded: Callable[[str], bool | None],
    journal: VisitJournal | None = None,
) -> tuple[Finding, ...]:  # fmt: skip
    """Return the findings of a host. preloaded: whether browsers open a host over https only, None if not known.
    journal: what the same visit was answered before it was ended. slots: those of all visits of a run.

    What robots.txt forbids, what refuses and what does not answer is a reason in every finding, never a "no"; a
    certificate that does not verify is the one failure that is a finding. No score stands where a test is undecided.
    """
    visitor = Visitor(fetch, slots, journal=journal or VisitJournal())
    try:
        secure = visitor.route(f"https://{host}/", ORIGIN)
    except PutOffError:
        return _unknown(host, Status.BLOCKED, PUT_OFF)
    if secure is None:
        answer = visitor.robots[visitor.kept_out_by].answer
        failed = answer.outcome if answer.access is Access.STAY_AWAY else Outcome.DISALLOWED
        if failed is not Outcome.TLS_FAILED or visitor.kept_out_by != host:
            return _unknown(host, _STATUS.get(failed, Status.UNREACHABLE), failed.value)
        secure = [visitor.known[robots_url(f"https://{host}/")]]
    last = secure[-1]
    if last.outcome is Outcome.TLS_FAILED and _is_bad_certificate(last):
        bad = decided("https", host, 0.0, "bad_certificate", why=last.reason)
        return (bad, *(undecided(check, host, Status.UNREACHABLE, "bad_certificate") for check in CHECKS[1:]))
    if last.outcome is not Outcome.REPLIED or last.status not in SCANNABLE or last.status in (401, 403):
        return _unknown(host, *_failure(last))
    if onward(last):
        return _unknown(host, Status.UNREACHABLE, "endless_redirects")
    if urlsplit(last.url).scheme != "https":
        away = decided("https", host, 0.0, "leads_to_http", url=last.url)
        return (away, *(undecided(check, host, Status.NOT_CHECKED, "leads_to_http") for check in CHECKS[1:]))
    seen = _seen(host, visitor, secure, preloaded)  # before the wait for the turn of http
    route, verified = _plain(visitor, f"http://{host}/")
    graded = grades(replace(seen, plain_route=route, plain_verified=verified))
    return (
        decided("https", host, 1.0, "verified", url=last.url),
        _hsts(host, graded[0], last.headers),
        _test("redirection", host, graded[0].results[REDIRECTION]),
        *(_score(host, each, readable=last.trouble not in UNREADABLE) for each in graded),
    )


def _unknown(host: str, status: Status, code: str) -> tuple[Finding, ...]:
    return tuple(undecided(check, host, status, code) for check in CHECKS)


def _seen(
    host: str, visitor: Visitor, secure: list[Exchange], preloaded: Callable[[str], bool | None]
) -> Visit:  # fmt: skip
    last = secure[-1]
    markup = text_of(last.body, None, last.headers.get("content-type", ""))
    robots = visitor.known.get(robots_url(f"https://{host}/"))
    replies = [*secure, *([robots] if robots else [])]
    cookies = tuple((each.url, value) for each in replies for value in set_cookies(each.headers.get("set-cookie", "")))
    return Visit(
        host, Page(last.url, last.headers, markup), Https.VERIFIED, last.headers, cookies=cookies,
        sharing=last.headers, origin=ORIGIN, preloaded=preloaded,
    )  # fmt: skip


def _plain(visitor: Visitor, url: str) -> tuple[tuple[str, ...] | None, bool]:
    """Return the addresses from http on, and whether their certificates were good; None where that is not known."""
    try:
        passed = visitor.route(url)
    except PutOffError:
        passed = None
    if passed is None:
        return None, True
    first, last = passed[0], passed[-1]
    if last.outcome is Outcome.REPLIED:
        return tuple(each.url for each in passed), True
    if last.outcome is Outcome.TLS_FAILED and _is_bad_certificate(last):
        return tuple(each.url for each in passed), False
    # A port that refuses is shut; silence may be a firewall's.
    shut = first is last and last.outcome is Outcome.REFUSED and not last.opened
    return (() if shut else None), True


def _hsts(host: str, found: Grade, headers: Mapping[str, str]) -> Finding:
    sent = headers.get("strict-transport-security", "")[:300]
    result = found.results[HSTS]
    if result is None:  # the list of browsers is not known, which could only make a yes of it
        seconds = hsts_seconds(headers) or 0
        if seconds < SIX_MONTHS_SECONDS:
            return undecided("hsts", host, Status.NOT_CHECKED, "preload_list_not_known", header=sent)
        return decided("hsts", host, 1.0, "hsts-implemented-max-age-at-least-six-months", header=sent)
    return decided("hsts", host, float(passes(result, 4)), result, header=sent)


def _test(check: str, host: str, result: str | None) -> Finding:
    if result is None:
        return undecided(check, host, Status.NOT_CHECKED, "undecided")
    return decided(check, host, float(passes(result, 4)), result)


def _score(host: str, found: Grade, *, readable: bool) -> Finding:
    check = f"observatory_v{found.version}"
    if not readable:  # what its markup says of policies and scripts is not known
        return undecided(check, host, Status.UNPARSEABLE, "undecodable_body")
    said = {test: result or "undecided" for test, result in found.results.items()}
    said["checked_against_code"] = "yes" if found.checked else "no"
    if found.score is None:
        open_range = {"lowest": found.lowest, "highest": found.highest}
        return undecided(check, host, Status.NOT_CHECKED, "undecided", **said, **open_range)
    return decided(check, host, float(found.score), found.grade or "", **said)


def _is_bad_certificate(exchange: Exchange) -> bool:
    """Whether it is the certificate that fails: a handshake that breaks off may be a firewall's."""
    return exchange.reason.startswith("bad certificate")


def _failure(exchange: Exchange) -> tuple[Status, str]:
    if exchange.outcome is not Outcome.REPLIED:
        return _STATUS.get(exchange.outcome, Status.UNREACHABLE), exchange.outcome.value
    refused = exchange.status in (401, 403, 407, 429, 451)
    return (Status.BLOCKED if refused else Status.UNREACHABLE), f"http_{exchange.status}"
