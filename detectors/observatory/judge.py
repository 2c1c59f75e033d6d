"""All tests of one visit, each after its file in src/analyzer/tests/ of the Observatory's package 1.4.8."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import SplitResult, urlsplit

from detectors.observatory import table
from detectors.observatory.cookies import cookies_result
from detectors.observatory.markup import HTML_TYPES, Markup, read_markup, scripts_result
from detectors.observatory.policy import has_frame_ancestors, policy_result
from detectors.observatory.table import Grade, graded, passes, table_of
from detectors.observatory.visit import Https, Page, Visit

SIX_MONTHS_SECONDS = 15_552_000
"""180 days. The Observatory's description says 15,768,000; its code allows the round figure that many sites send."""
_NUMBER = re.compile(r"\s*([+-]?\d+)")
_PRIVATE = ("no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin")
_OPENERS = frozenset({"same-origin", "same-origin-allow-popups", "noopener-allow-popups", "unsafe-none"})
_REVEALING = ("origin", "origin-when-cross-origin", "unsafe-url", "no-referrer-when-downgrade")


def grade(visit: Visit, version: int) -> Grade:
    """Return the results, score and grade of a visit by a version of the algorithm (4, 5 or 6).

    Raises ValueError for a version that is not known.
    """
    return graded({test: _TESTS[test](visit) for test in table_of(version)}, version)


def grades(visit: Visit) -> tuple[Grade, ...]:
    """Return what `grade` returns of each version, the oldest first. Versions share their tests, made once each."""
    tests = dict.fromkeys(test for known in table.TABLES.values() for test in known)
    results = {test: _TESTS[test](visit) for test in tests}
    return tuple(graded({test: results[test] for test in known}, version) for version, known in table.TABLES.items())


def page_results(page: Page) -> dict[str, str]:
    """Return the results of the tests that one reply decides by itself: what it sends and what its markup says."""
    visit = Visit("", page)
    return {
        table.CSP: _csp(visit),
        table.SNIFFING: _sniffing(visit),
        table.REFERRER: _referrer(visit),
        table.FRAMING: _framing(visit),
    }


def _markup(page: Page) -> Markup:
    return read_markup(page.markup) if _media_type(page) in HTML_TYPES else Markup()


def _media_type(page: Page) -> str:
    return page.headers.get("content-type", "").split(";")[0]


def _secure(page: Page) -> bool:
    return urlsplit(page.url).scheme == "https"


def _csp(visit: Visit) -> str:
    page = visit.page
    reporting = bool(page.headers.get("content-security-policy-report-only"))
    header = page.headers.get("content-security-policy")
    return policy_result(header, _markup(page).policies, reporting=reporting, secure=_secure(page))


def _framing(visit: Visit) -> str:
    page = visit.page
    if has_frame_ancestors(page.headers.get("content-security-policy"), _markup(page).policies):
        return "x-frame-options-implemented-via-csp"
    value = page.headers.get("x-frame-options", "")[:1024]
    if not value:
        return "x-frame-options-not-implemented"
    plain = value.strip().lower()
    if plain in ("deny", "sameorigin"):
        return "x-frame-options-sameorigin-or-deny"
    return "x-frame-options-allow-from-origin" if plain.startswith("allow-from") else "x-frame-options-header-invalid"


def _sniffing(visit: Visit) -> str:
    value = visit.page.headers.get("x-content-type-options", "")[:256]
    if not value:
        return "x-content-type-options-not-implemented"
    good = value.strip().lower() == "nosniff"
    return "x-content-type-options-nosniff" if good else "x-content-type-options-header-invalid"


def _referrer(visit: Visit) -> str:
    header, meta = visit.page.headers.get("referrer-policy"), _markup(visit.page).referrer
    given = [value for value in (header, meta) if value is not None]
    if not given:
        return "referrer-policy-not-implemented"
    words = [word.strip().lower() for word in ", ".join(given).split(",")]
    known = [word for word in words if word in (*_PRIVATE, *_REVEALING)]
    if not known:
        return "referrer-policy-header-invalid"
    return "referrer-policy-private" if known[-1] in _PRIVATE else "referrer-policy-unsafe"


def _hsts(visit: Visit) -> str | None:
    listed = visit.preloaded(visit.host)
    if visit.https is Https.UNKNOWN or (listed is None and visit.https is not Https.NONE):
        return None
    if visit.https is Https.NONE:
        return "hsts-not-implemented-no-https"
    return "hsts-preloaded" if listed else _hsts_sent(visit)


def _hsts_sent(visit: Visit) -> str | None:
    """Return what the reply says, the list of hosts that browsers know left aside."""
    if visit.https is Https.BAD_CERTIFICATE:
        return "hsts-invalid-cert"
    if visit.secured is None:
        return None
    value = visit.secured.get("strict-transport-security")
    if value is None:
        return "hsts-not-implemented"
    value = value[:1024]
    ages = [part.strip().lower() for part in value.split(";") if part.strip().lower().startswith("max-age=")]
    if "," in value or not ages:
        return "hsts-header-invalid"
    number = _NUMBER.match(ages[-1][8:128])
    # What is no number counts as long enough there, the quoted form of RFC 6797 (section 6.1) among it.
    if number is None or int(number[1]) >= SIX_MONTHS_SECONDS:
        return "hsts-implemented-max-age-at-least-six-months"
    return "hsts-implemented-max-age-less-than-six-months"


def _hsts_passes(visit: Visit) -> bool | None:
    result = _hsts(visit)
    if result is None and visit.https is Https.VERIFIED:
        sent = _hsts_sent(visit)  # being listed could only make a pass of it
        return True if sent is not None and passes(sent, 4) else None
    return None if result is None else passes(result, 4)


def _cookies(visit: Visit) -> str | None:
    if visit.cookies is None:
        return None
    return cookies_result(visit.cookies, visit.page.url, _hsts_passes(visit))


def _cors(visit: Visit) -> str | None:
    if visit.sharing is None:
        return None
    allowed = visit.sharing.get("access-control-allow-origin", "")
    if not allowed:
        return "cross-origin-resource-sharing-not-implemented"
    if allowed[:256].strip() == "*":
        return "cross-origin-resource-sharing-implemented-with-public-access"
    trusted = visit.sharing.get("access-control-allow-credentials", "").strip().lower() == "true"
    universal = bool(visit.origin) and allowed == visit.origin and trusted
    return f"cross-origin-resource-sharing-implemented-with-{'universal' if universal else 'restricted'}-access"


def _redirection(visit: Visit) -> str | None:
    route = visit.plain_route
    if route is None:
        return None
    if not route:
        return "redirection-not-needed-no-http"
    if not visit.plain_verified:
        return "redirection-invalid-cert"
    hops = [urlsplit(url) for url in route]
    listed = [visit.preloaded(hop.hostname or "") for hop in hops]
    otherwise = _route(hops)
    if all(listed):
        return "redirection-all-redirects-preloaded"
    # Unknown lists leave it open only where the two answers are worth different marks.
    if False not in listed and otherwise != "redirection-to-https":
        return None
    return otherwise


def _route(hops: Sequence[SplitResult]) -> str:
    if len(hops) == 1:
        return "redirection-missing"
    if hops[-1].scheme != "https":
        return "redirection-not-to-https"
    if hops[1].scheme == "http":
        return "redirection-not-to-https-on-initial-redirection"
    if hops[0].scheme == "http" and hops[0].hostname != hops[1].hostname:
        return "redirection-off-host-from-http"
    return "redirection-to-https"


def _scripts(visit: Visit) -> str:
    page = visit.page
    return scripts_result(_markup(page).scripts, _media_type(page), visit.host, secure=_secure(page))


def _isolation(header: str, short: str, known: frozenset[str]) -> Callable[[Visit], str]:
    """Return the test of one of the cross-origin policies. known: its values."""

    def result(visit: Visit) -> str:
        value = visit.page.headers.get(header, "")[:256].strip().lower()
        if not value:
            return f"{short}-not-implemented"
        return f"{short}-implemented-with-{value}" if value in known else f"{short}-header-invalid"

    return result


_TESTS: Mapping[str, Callable[[Visit], str | None]] = {
    table.CSP: _csp,
    table.COOKIES: _cookies,
    table.CORS: _cors,
    table.REDIRECTION: _redirection,
    table.REFERRER: _referrer,
    table.HSTS: _hsts,
    table.SRI: _scripts,
    table.SNIFFING: _sniffing,
    table.FRAMING: _framing,
    table.CORP: _isolation(table.CORP, "corp", frozenset({"same-origin", "same-site", "cross-origin"})),
    table.COEP: _isolation(table.COEP, "coep", frozenset({"require-corp", "credentialless", "unsafe-none"})),
    table.COOP: _isolation(
        table.COOP,
        "coop",
        frozenset({"same-origin", "same-origin-allow-popups", "noopener-allow-popups", "unsafe-none"}),
    ),
}
"""Test -> the function that decides it, None where the visit does not."""
