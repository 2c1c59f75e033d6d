"""Cookies as a browser keeps them (RFC 6265bis), and what the Observatory says of how they are guarded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from register.domains import public_suffix

_NEXT = re.compile(r",\s*(?=[^;,=\s]+=)")
_SAME_SITE = frozenset({"lax", "strict", "none"})
_LEFT_OUT = frozenset({"heroku-session-affinity"})
_ORDER = (
    "cookies-without-secure-flag-but-protected-by-hsts",
    "cookies-without-secure-flag",
    "cookies-session-without-secure-flag-but-protected-by-hsts",
    "cookies-samesite-flag-invalid",
    "cookies-anticsrf-without-samesite-flag",
    "cookies-session-without-httponly-flag",
    "cookies-session-without-secure-flag",
)
"""From least to most grave: of several findings the last counts."""


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie. same_site: lax, strict or none, "" where it says nothing that is known."""

    name: str
    domain: str
    path: str
    secure: bool
    http_only: bool
    same_site: str


def set_cookies(joined: str) -> tuple[str, ...]:
    """Return the single values of a Set-Cookie header that was stored as one, its values joined by commas.

    A comma within a value or a date is told from one between cookies by the NAME= that follows the latter.
    """
    return tuple(each.strip() for each in _NEXT.split(joined) if each.strip())


def kept(values: Iterable[tuple[str, str]]) -> tuple[Cookie, ...]:
    """Return the cookies that a browser keeps of (address, Set-Cookie); a later one takes an earlier's place."""
    jar: dict[tuple[str, str, str], Cookie] = {}
    for url, value in values:
        cookie = _cookie(url, value)
        if cookie is not None:
            jar[cookie.domain, cookie.path, cookie.name] = cookie
    return tuple(jar.values())


def _cookie(url: str, value: str) -> Cookie | None:
    first, *rest = value.split(";")
    name, equals, _ = first.partition("=")
    if not equals or not name.strip():
        return None
    given: dict[str, str] = {}
    for part in rest:
        key, _, text = part.partition("=")
        given[key.strip().lower()] = text.strip()
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    domain = given.get("domain", "").lstrip(".").lower()
    if domain and not _may_set(host, domain):
        return None
    path, same_site = given.get("path", ""), given.get("samesite", "").lower()
    cookie = Cookie(
        name.strip(),
        domain or host,
        path if path.startswith("/") else parts.path.rpartition("/")[0] or "/",
        "secure" in given,
        "httponly" in given,
        same_site if same_site in _SAME_SITE else "",
    )
    return cookie if _keeps_its_prefix(cookie, host_only=not domain) else None


def _keeps_its_prefix(cookie: Cookie, *, host_only: bool) -> bool:
    """A name that promises something (RFC 6265bis, section 4.1.3) is refused where it does not hold."""
    if cookie.name.startswith("__Host-"):
        return cookie.secure and host_only and cookie.path == "/"
    return cookie.secure or not cookie.name.startswith("__Secure-")


def _may_set(host: str, domain: str) -> bool:
    return (host == domain or host.endswith(f".{domain}")) and public_suffix(domain) != domain


def names_no_same_site(value: str) -> bool:
    """Return whether a Set-Cookie names a SameSite that is none of the known ones."""
    for part in value.strip().split(";"):
        key, _, text = part.strip().partition("=")
        if key.strip().lower() == "samesite" and text.partition("=")[0].strip().lower() not in _SAME_SITE:
            return True
    return False


def cookies_result(values: Sequence[tuple[str, str]], last_url: str, hsts: bool | None) -> str | None:
    """Return the result of the test of cookies; None where it hangs on an answer about HSTS that is not known.

    values: (address, Set-Cookie) of the visit; last_url: the page's own address, whose values alone are looked at for
    their spelling. hsts: whether the host passes the test of HSTS.
    """
    cookies = [cookie for cookie in kept(values) if cookie.name not in _LEFT_OUT]
    if not cookies:
        return "cookies-not-found"
    found = {_ORDER[3]} if any(names_no_same_site(text) for url, text in values if url == last_url) else set()
    for cookie in cookies:
        if hsts is None and not cookie.secure:
            return None
        found |= _findings(cookie, hsts=bool(hsts))
    if found:
        return max(found, key=_ORDER.index)
    if all(cookie.same_site for cookie in cookies):
        return "cookies-secure-with-httponly-sessions-and-samesite"
    return "cookies-secure-with-httponly-sessions"


def _findings(cookie: Cookie, *, hsts: bool) -> set[str]:
    name = cookie.name.lower()
    session = "login" in name or "sess" in name
    open_to_http = not cookie.secure
    checks = (
        (open_to_http and cookie.same_site == "none", _ORDER[3]),
        (open_to_http, _ORDER[0] if hsts else _ORDER[1]),
        ("csrf" in name and not cookie.same_site, _ORDER[4]),
        (session and open_to_http, _ORDER[2] if hsts else _ORDER[6]),
        (session and not cookie.http_only, _ORDER[5]),
    )
    return {result for met, result in checks if met}
