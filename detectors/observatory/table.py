"""Results of the Observatory's tests, what each adds to a score, and the grades.

Source: MDN HTTP Observatory, src/grader/charts.js. Version 4 is that of its package 1.4.8, to whose code ours is held
(benchmarks/observatory). Versions 5 (October 2025) and 6 (August 2026) follow its published table, not checked against
code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

CSP, COOKIES, CORS, REDIRECTION = "content-security-policy", "cookies", "cross-origin-resource-sharing", "redirection"
REFERRER, HSTS, SRI = "referrer-policy", "strict-transport-security", "subresource-integrity"
SNIFFING, FRAMING, CORP = "x-content-type-options", "x-frame-options", "cross-origin-resource-policy"
COEP, COOP = "cross-origin-embedder-policy", "cross-origin-opener-policy"
"""The names of the tests, as the Observatory writes them."""

START, EXTRA_FROM = 100, 90
"""The score before any test, and the least score, rewards left out, from which rewards are counted."""
_GRADES = (
    "F", "F", "F", "F", "F", "D-", "D", "D", "D+", "C-", "C", "C", "C+", "B-", "B", "B", "B+", "A-", "A", "A", "A+",
)  # fmt: skip
"""The grade of each five points, from 0."""

_FIRST_TEN: dict[str, dict[str, int]] = {
    CSP: {
        "csp-implemented-with-no-unsafe-default-src-none": 10,
        "csp-implemented-with-no-unsafe": 5,
        "csp-implemented-with-unsafe-inline-in-style-src-only": 0,
        "csp-implemented-but-duplicate-directives": 0,
        "csp-implemented-with-insecure-scheme-in-passive-content-only": -10,
        "csp-implemented-with-unsafe-eval": -10,
        "csp-implemented-with-unsafe-inline": -20,
        "csp-implemented-with-insecure-scheme": -20,
        "csp-header-invalid": -25,
        "csp-not-implemented": -25,
        "csp-not-implemented-but-reporting-enabled": -25,
    },
    COOKIES: {
        "cookies-secure-with-httponly-sessions-and-samesite": 5,
        "cookies-secure-with-httponly-sessions": 0,
        "cookies-not-found": 0,
        "cookies-without-secure-flag-but-protected-by-hsts": -5,
        "cookies-session-without-secure-flag-but-protected-by-hsts": -10,
        "cookies-without-secure-flag": -20,
        "cookies-samesite-flag-invalid": -20,
        "cookies-anticsrf-without-samesite-flag": -20,
        "cookies-session-without-httponly-flag": -30,
        "cookies-session-without-secure-flag": -40,
    },
    CORS: {
        "cross-origin-resource-sharing-not-implemented": 0,
        "cross-origin-resource-sharing-implemented-with-public-access": 0,
        "cross-origin-resource-sharing-implemented-with-restricted-access": 0,
        "cross-origin-resource-sharing-implemented-with-universal-access": -50,
    },
    REDIRECTION: {
        "redirection-all-redirects-preloaded": 0,
        "redirection-to-https": 0,
        "redirection-not-needed-no-http": 0,
        "redirection-off-host-from-http": -5,
        "redirection-not-to-https-on-initial-redirection": -10,
        "redirection-not-to-https": -20,
        "redirection-missing": -20,
        "redirection-invalid-cert": -20,
    },
    REFERRER: {
        "referrer-policy-private": 5,
        "referrer-policy-not-implemented": 0,
        "referrer-policy-unsafe": -5,
        "referrer-policy-header-invalid": -5,
    },
    HSTS: {
        "hsts-preloaded": 5,
        "hsts-implemented-max-age-at-least-six-months": 0,
        "hsts-implemented-max-age-less-than-six-months": -10,
        "hsts-not-implemented": -20,
        "hsts-header-invalid": -20,
        "hsts-not-implemented-no-https": -20,
        "hsts-invalid-cert": -20,
    },
    SRI: {
        "sri-implemented-and-all-scripts-loaded-securely": 5,
        "sri-implemented-and-external-scripts-loaded-securely": 5,
        "sri-not-implemented-response-not-html": 0,
        "sri-not-implemented-but-no-scripts-loaded": 0,
        "sri-not-implemented-but-all-scripts-loaded-from-secure-origin": 0,
        "sri-not-implemented-but-external-scripts-loaded-securely": -5,
        "sri-implemented-but-external-scripts-not-loaded-securely": -20,
        "html-not-parseable": -20,
        "sri-not-implemented-and-external-scripts-not-loaded-securely": -50,
    },
    SNIFFING: {
        "x-content-type-options-nosniff": 0,
        "x-content-type-options-not-implemented": -5,
        "x-content-type-options-header-invalid": -5,
    },
    FRAMING: {
        "x-frame-options-implemented-via-csp": 5,
        "x-frame-options-sameorigin-or-deny": 5,
        "x-frame-options-allow-from-origin": 0,
        "x-frame-options-not-implemented": -20,
        "x-frame-options-header-invalid": -20,
    },
    CORP: {
        "corp-implemented-with-same-origin": 10,
        "corp-implemented-with-same-site": 10,
        "corp-implemented-with-cross-origin": 0,
        "corp-not-implemented": 0,
        "corp-header-invalid": -5,
    },
}
_ISOLATION: dict[str, dict[str, int]] = {
    COEP: {
        "coep-implemented-with-require-corp": 10,
        "coep-implemented-with-credentialless": 10,
        "coep-implemented-with-unsafe-none": 0,
        "coep-not-implemented": 0,
        "coep-header-invalid": -5,
    },
    COOP: {
        "coop-implemented-with-same-origin": 10,
        "coop-implemented-with-same-origin-allow-popups": 10,
        "coop-implemented-with-noopener-allow-popups": 10,
        "coop-implemented-with-unsafe-none": 0,
        "coop-not-implemented": 0,
        "coop-header-invalid": -5,
    },
}
_V4_FRAMING = {FRAMING: _FIRST_TEN[FRAMING] | {"x-frame-options-sameorigin-or-deny": 0}}
TABLES: Mapping[int, Mapping[str, Mapping[str, int]]] = {
    4: _FIRST_TEN | _V4_FRAMING,
    5: _FIRST_TEN,
    6: _FIRST_TEN | _ISOLATION,
}
"""Version of the algorithm -> test -> result -> what it adds to the score."""
CHECKED = frozenset({4})
"""The versions whose results were held to the Observatory's own code."""
PASSED_AT_A_COST = frozenset({"csp-implemented-with-insecure-scheme-in-passive-content-only"})
"""The result that passes though it takes points away."""
FAILED_FOR_FREE = frozenset({"csp-implemented-but-duplicate-directives"})
"""The result that takes nothing away and fails all the same from version 5 on; version 4 passes it."""


@dataclass(frozen=True, slots=True)
class Grade:
    """What the tests come to. results: test -> its result, None where what was seen does not decide it.

    score: points, 0 or more; grade: A+ to F; both None unless every test of the version was decided. lowest, highest:
    the scores that stay possible.
    """

    version: int
    results: Mapping[str, str | None]
    score: int | None
    grade: str | None
    lowest: int
    highest: int

    @property
    def checked(self) -> bool:
        """Whether this version was held to the Observatory's own code."""
        return self.version in CHECKED


def table_of(version: int) -> Mapping[str, Mapping[str, int]]:
    """Return the tests of a version with their results. Raises ValueError for a version that is not known."""
    if version not in TABLES:
        raise ValueError(f"version {version!r} of the Observatory's algorithm: expected one of {sorted(TABLES)}")
    return TABLES[version]


def passes(result: str, version: int) -> bool:
    """Return whether a result passes its test."""
    if result in FAILED_FOR_FREE:
        return version == 4
    modifier = next(results[result] for results in table_of(version).values() if result in results)
    return modifier >= 0 or result in PASSED_AT_A_COST


def graded(results: Mapping[str, str | None], version: int) -> Grade:
    """Return the score and grade of the results of all tests of a version.

    Raises ValueError for a version, a test or a result that is not known.
    """
    table = table_of(version)
    least, most = [], []
    for test, known in table.items():
        result = results[test] if test in results else _missing(test)
        if result is not None and result not in known:
            raise ValueError(f"{test}: result {result!r}: expected one of {sorted(known)}")
        possible = list(known.values()) if result is None else [known[result]]
        least.append(min(possible))
        most.append(max(possible))
    lowest, highest = _score(least), _score(most)
    decided = None not in results.values()
    score = lowest if decided else None
    return Grade(version, {test: results[test] for test in table}, score, None if score is None else letter(score),
                 lowest, highest)  # fmt: skip


def letter(score: int) -> str:
    """Return the grade of a score of 0 or more points."""
    return _GRADES[min(score // 5, len(_GRADES) - 1)]


def _missing(test: str) -> str:
    raise ValueError(f"{test}: no result; one that is not decided is None")


def _score(modifiers: list[int]) -> int:
    """Rewards count only where what is left without them is nearly full marks."""
    plain = START + sum(each for each in modifiers if each < 0)
    return max(START + sum(modifiers) if plain >= EXTRA_FROM else plain, 0)
