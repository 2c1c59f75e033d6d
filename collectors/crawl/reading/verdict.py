"""What kind of answer a reply is. A firewall, a login wall or a notice of maintenance is never taken for the page."""

import re
from collections.abc import Mapping
from enum import StrEnum

from collectors.crawl.reading.tier1 import Reading


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


_CHALLENGE_HEADERS = {"cf-mitigated": "challenge", "x-amzn-waf-action": "", "x-datadome": "protected"}
_CHALLENGE = re.compile(
    rb"just a moment\.\.\.|attention required! \| cloudflare|cf-browser-verification|challenge-platform|_cf_chl_"
    rb"|incapsula incident id|_incapsula_resource|request unsuccessful\. incapsula|pardon our interruption"
    rb"|captcha-delivery\.com|geo\.captcha|px-captcha|perimeterx|awswafcookiedomainlist|awswaf\.com|challenge\.js"
    rb"|the requested url was rejected\. please consult|support id is|ddos-guard|sucuri website firewall"
    rb"|checking your browser|not a robot|human verification|h-captcha"
    rb"|verify(?:ing)? (?:that )?you are (?:a )?human|are you a robot|unusual traffic"
    rb"|access denied</title>|bot (?:protection|verification)|web application firewall",
    re.IGNORECASE)
_LOGIN_HOST = re.compile(r"^https?://(?:login\.microsoftonline\.com|[\w.-]*\.b2clogin\.com|adfs\.|login\.|sso\.|signin\.|"
                         r"auth\.|accounts?\.)|/(?:login|log-in|signin|sign-in|adfs/ls|oauth2?/authori[sz]e)(?:[/?.]|$)",
                         re.IGNORECASE)
_THING = r"(?:page|file|content|document|resource|address|url|tudalen)"
_NOT_FOUND = re.compile(
    rf"^\W*(?:error\W*)?404\b(?![.\w])|\berror\W*404\b|\b404\W+(?:error|page|not found)|\W404\W*$"
    rf"|\b{_THING}\b.{{0,40}}\b(?:not|cannot|can.t|isn.t|wasn.t|couldn.t)\b.{{0,12}}\b(?:found|available|exist)"
    rf"|{_THING}.{{0,30}} (?:does not|doesn.t) exist"
    rf"|(?:couldn.t|could not|cannot|can.t|unable to) (?:find|locate) (?:the|that|this|your|a) {_THING}"
    rf"|^\W*(?:sorry\W+)?(?:{_THING} )?not found\W*$|{_THING} (?:has moved|no longer exists)|^\W*not found\b\W"
    r"|(?:tudalen|dudalen).{0,30}(?:heb ei|ddim)|heb ddod o hyd i.{0,10}dudalen", re.IGNORECASE)
_MAINTENANCE = re.compile(
    r"(?:under|scheduled|planned|essential|routine|down for|undergoing).{0,20}maintenance|maintenance mode"
    r"|(?:site|service|website) (?:is )?(?:currently |temporarily )?(?:unavailable|offline|down)|back (?:soon|shortly)"
    r"|site maintenance|cynnal a chadw|temporarily unavailable", re.IGNORECASE)
_ENABLE_JS = re.compile(r"(?:enable|requires?|need(?:s)?|turn on|without) (?:\w+ ){0,4}java ?script", re.IGNORECASE)
_APP_ROOT = re.compile(rb"<(?:div|main|app-root|section)[^>]{0,80}"
                       rb"(?:id=[\"']?(?:root|app|__next|__nuxt|ember|main-app)[\"' >]|ng-app|data-reactroot"
                       rb"|ng-version)|<app-root", re.IGNORECASE)
_NOBODY_HOME = re.compile(r"domain (?:name )?is (?:parked|for sale)|buy this domain"
                          r"|welcome to nginx|^iis windows server|apache2? .{0,30}default page|^test page for"
                          r"|^index of /", re.IGNORECASE)
_CONSENT = re.compile(r"\bcookies?\b|\bconsent\b|\bcwcis\b", re.IGNORECASE)
SMALL_PAGE = 25_000
THIN_TEXT = 300


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
    heading = f"{reading.title} | {reading.h1}"
    if reading.visible_chars is None:
        return PageStatus.SOFT_404 if _is_soft_404(reading) else PageStatus.OK
    if len(body) < SMALL_PAGE and _CHALLENGE.search(body):
        return PageStatus.BLOCKED
    if _is_consent_wall(reading):
        return PageStatus.BLOCKED
    if not reading.visible_chars and not reading.scripts or _NOBODY_HOME.search(heading):
        return PageStatus.UNPARSEABLE
    if reading.has_password and (_LOGIN_HOST.search(url) or reading.visible_chars < 2 * THIN_TEXT):
        return PageStatus.BLOCKED
    if _MAINTENANCE.search(heading) or (reading.visible_chars < 3 * THIN_TEXT and _MAINTENANCE.search(_words(body))):
        return PageStatus.MAINTENANCE
    if _is_soft_404(reading):
        return PageStatus.SOFT_404
    return PageStatus.NEEDS_JAVASCRIPT if _needs_javascript(body, reading) else PageStatus.OK


def _is_consent_wall(reading: Reading) -> bool:
    asks = any(form.method == "post" for form in reading.forms)
    return asks and not reading.links and bool(_CONSENT.search(f"{reading.title} {reading.h1}"))


def _is_soft_404(reading: Reading) -> bool:
    return bool(_NOT_FOUND.search(reading.h1) or (_NOT_FOUND.search(reading.title) and len(reading.title) < 120))


def _needs_javascript(body: bytes, reading: Reading) -> bool:
    if (reading.visible_chars or 0) >= THIN_TEXT or not reading.scripts:
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
