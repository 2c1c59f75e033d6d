"""What kind of answer a reply is. A firewall, a login wall or a notice of maintenance is never taken for the page."""

import re
from collections.abc import Mapping
from enum import StrEnum

from collectors.crawl.reading.tier1 import FEW_LINKS, Reading
from detectors.verdict.error_pages import ErrorKind, error_page


class PageStatus(StrEnum):
    """What became of one request for a page. Only `ok` says something about services."""

    OK = "ok"
    REDIRECT = "redirect"
    OFF_SITE = "off_site"
    NOT_FOUND = "not_found"
    SOFT_404 = "soft_404"
    BLOCKED = "blocked"
    DISALLOWED = "disallowed"
    UNREACHABLE = "unreachable"
    TLS_FAILED = "tls_failed"
    NEEDS_JAVASCRIPT = "needs_javascript"
    MAINTENANCE = "maintenance"
    UNPARSEABLE = "unparseable"
    NOT_A_PAGE = "not_a_page"


_BY_ERROR = {
    ErrorKind.BLOCKED: PageStatus.BLOCKED,
    ErrorKind.GONE: PageStatus.SOFT_404,
    ErrorKind.UNAVAILABLE: PageStatus.MAINTENANCE,
    ErrorKind.FAILED: PageStatus.UNREACHABLE,
}
_CHALLENGE_HEADERS = {"cf-mitigated": "challenge", "x-amzn-waf-action": "", "x-datadome": "protected"}
_MACHINE = (
    rb"cf-browser-verification|challenge-platform|_cf_chl_|incapsula incident id|_incapsula_resource"
    rb"|captcha-delivery\.com|geo\.captcha|px-captcha|perimeterx|awswafcookiedomainlist|awswaf\.com|challenge\.js"
    rb"|ddos-guard|sucuri website firewall|h-captcha"
)
_WALL = re.compile(_MACHINE, re.IGNORECASE)
_CHALLENGE = re.compile(
    _MACHINE + rb"|just a moment\.\.\.|attention required! \| cloudflare|request unsuccessful\. incapsula"
    rb"|pardon our interruption|the requested url was rejected\. please consult|support id is|checking your browser"
    rb"|not a robot|human verification|verify(?:ing)? (?:that )?you are (?:a )?human|are you a robot|unusual traffic"
    rb"|access denied</title>|bot (?:protection|verification)|web application firewall",
    re.IGNORECASE,
)
_LOGIN_HOST = re.compile(
    r"^https?://(?:login\.microsoftonline\.com|[\w.-]*\.b2clogin\.com|adfs\.|login\.|sso\.|signin\.|"
    r"auth\.|accounts?\.)|/(?:login|log-in|signin|sign-in|adfs/ls|oauth2?/authori[sz]e)(?:[/?.]|$)",
    re.IGNORECASE,
)
_MAINTENANCE = re.compile(
    r"(?:under|scheduled|planned|essential|routine|down for|undergoing).{0,20}maintenance|maintenance mode"
    r"|(?:site|service|website) (?:is )?(?:currently |temporarily )?(?:unavailable|offline|down)|back (?:soon|shortly)"
    r"|site maintenance|cynnal a chadw|temporarily unavailable",
    re.IGNORECASE,
)  # asked of what came as 503
_ENABLE_JS = re.compile(r"(?:enable|requires?|need(?:s)?|turn on|without) (?:\w+ ){0,4}java ?script", re.IGNORECASE)
_APP_ROOT = re.compile(
    rb"<(?:div|main|app-root|section)[^>]{0,80}"
    rb"(?:id=[\"']?(?:root|app|__next|__nuxt|ember|main-app)[\"' >]|ng-app|data-reactroot"
    rb"|ng-version)|<app-root",
    re.IGNORECASE,
)
_NOBODY_HOME = re.compile(
    r"domain (?:name )?is (?:parked|for sale)|buy this domain"
    r"|welcome to nginx|^iis windows server|apache2? .{0,30}default page|^test page for"
    r"|^index of /",
    re.IGNORECASE,
)
_CONSENT = re.compile(r"\bcookies?\b|\bconsent\b|\bcwcis\b", re.IGNORECASE)
SMALL_PAGE = 25_000
THIN_TEXT = 300
WALL_WORDS = 60


def status_without_page(status: int, headers: Mapping[str, str], body: bytes) -> PageStatus | None:
    """Return what an HTTP status and headers alone decide, or None if the page itself has to be looked at.

    401, 403, 407, 429 and 451 are blocked, as is any reply that its firewall signs (RFC 9110, section 15; RFC 7725).
    """
    if status in (401, 403, 407, 429, 451) or _is_challenge(status, headers, body):
        return PageStatus.BLOCKED
    if status in (404, 410):
        return PageStatus.NOT_FOUND
    if 300 <= status < 400:
        return PageStatus.REDIRECT
    if status >= 500:
        return PageStatus.MAINTENANCE if _speaks_of_maintenance(status, headers, body) else PageStatus.UNREACHABLE
    if status >= 400:
        return PageStatus.NOT_FOUND
    return None


def status_of_page(url: str, body: bytes, reading: Reading) -> PageStatus:
    """Return what a page served as 200 really is."""
    if reading.prose is None:
        return PageStatus.OK
    if len(reading.links) < FEW_LINKS:
        early = _wall_or_nothing(url, body, reading)
        if early is not None:
            return early
    found = error_page(reading.title, reading.h1, reading.prose, _acts(reading))
    if found is not None:
        return _BY_ERROR[found.kind]
    return PageStatus.NEEDS_JAVASCRIPT if _needs_javascript(body, reading) else PageStatus.OK


def _wall_or_nothing(url: str, body: bytes, reading: Reading) -> PageStatus | None:
    """Return what a page with few links is if it is no page at all: a wall, a sign-in, an empty or parked place."""
    if len(body) < SMALL_PAGE and _WALL.search(body) and not _has_own_words(reading):
        return PageStatus.BLOCKED
    if _is_consent_wall(reading):
        return PageStatus.BLOCKED
    if not reading.visible_chars and not reading.scripts or _NOBODY_HOME.search(f"{reading.title} | {reading.h1}"):
        return PageStatus.UNPARSEABLE
    if reading.has_password and (_LOGIN_HOST.search(url) or (reading.visible_chars or 0) < 2 * THIN_TEXT):
        return PageStatus.BLOCKED
    return None


def _has_own_words(reading: Reading) -> bool:
    """Ordinary pages carry the scripts of a firewall too, and ordinary forms a puzzle; a wall carries little else."""
    return _acts(reading) or len((reading.prose or "").split()) >= WALL_WORDS


def _acts(reading: Reading) -> bool:
    return any(len(form.inputs) >= 2 and not form.is_search for form in reading.forms) and not reading.has_password


def _is_consent_wall(reading: Reading) -> bool:
    asks = any(form.method == "post" for form in reading.forms)
    return asks and not reading.links and bool(_CONSENT.search(f"{reading.title} {reading.h1}"))


def _needs_javascript(body: bytes, reading: Reading) -> bool:
    if (reading.visible_chars or 0) >= THIN_TEXT or not reading.scripts or len(reading.links) >= FEW_LINKS:
        return False
    return bool(_ENABLE_JS.search(reading.noscript) or _APP_ROOT.search(body) or not reading.links)


def _is_challenge(status: int, headers: Mapping[str, str], body: bytes) -> bool:
    if any(name in headers and mark in headers[name].lower() for name, mark in _CHALLENGE_HEADERS.items()):
        return True
    return status >= 400 and len(body) < SMALL_PAGE and bool(_CHALLENGE.search(body))


def _speaks_of_maintenance(status: int, headers: Mapping[str, str], body: bytes) -> bool:
    return status == 503 and ("retry-after" in headers or bool(_MAINTENANCE.search(_words(body))))


def _words(body: bytes) -> str:
    return re.sub(rb"<[^>]{0,2000}>", b" ", body[:8192]).decode("utf-8", errors="replace")
