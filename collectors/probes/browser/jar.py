"""Which cookies that redirects set a browser would have kept, as Playwright takes them. Pure.

Sources: RFC 6265bis, section 5.6 (the domain, Secure, prefixes of names, Max-Age before Expires); Chromium's default
for SameSite, by which a cookie that says nothing is Lax and no other site's picture or script can leave it.
"""

from __future__ import annotations

from collections.abc import Iterable
from email.utils import mktime_tz, parsedate_tz
from typing import Any
from urllib.parse import urlsplit

from detectors.observatory.cookies import kept
from register.domains import registrable


def left_by(sent: Iterable[tuple[str, str]], top: str, now: float) -> list[dict[str, Any]]:
    """Return the cookies, of (address, Set-Cookie), that a browser showing `top` keeps: cookies of Playwright.

    top: address in the address bar, "" where the addresses themselves are visited there in turn. now: seconds since
    1970; what has expired by then is left out.
    """
    found = [_cookie(at, value, top, now) for at, value in sent]
    return [one for one in found if one is not None]


def _cookie(at: str, value: str, top: str, now: float) -> dict[str, Any] | None:
    cookies, parts = kept([(at, value)]), urlsplit(at)
    host = (parts.hostname or "").lower()
    if not cookies or (cookies[0].secure and parts.scheme != "https"):
        return None
    cookie = cookies[0]
    others = bool(top) and registrable(host) != registrable((urlsplit(top).hostname or "").lower())
    if (others or cookie.same_site == "none") and not (cookie.same_site == "none" and cookie.secure):
        return None
    expires = _expires(value, now)
    if expires is not None and expires <= now:
        return None
    return {
        "name": cookie.name,
        "value": value.partition(";")[0].partition("=")[2].strip(),
        "domain": f".{cookie.domain}" if _names_domain(value) else cookie.domain,
        "path": cookie.path,
        "expires": -1 if expires is None else expires,
        "httpOnly": cookie.http_only,
        "secure": cookie.secure,
        "sameSite": (cookie.same_site or "lax").capitalize(),
    }


def _names_domain(value: str) -> bool:
    return bool(_given(value, "domain").lstrip("."))


def _expires(value: str, now: float) -> float | None:
    """Return when a cookie ends, None with the browser: what cannot be read counts as not said."""
    try:
        return now + int(_given(value, "max-age"))
    except ValueError:
        said = parsedate_tz(_given(value, "expires"))
        return None if said is None else float(mktime_tz(said))


def _given(value: str, attribute: str) -> str:
    """Return what a Set-Cookie says of an attribute, the last time it does; "" where it does not."""
    parts = (part.partition("=") for part in value.split(";")[1:])
    return next((text.strip() for name, _, text in reversed([*parts]) if name.strip().lower() == attribute), "")
