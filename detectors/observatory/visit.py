"""What was seen of one host, as the Observatory's tests are given it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

SCANNABLE = frozenset({*range(200, 400), 401, 403})
"""HTTP statuses of a reply that may be judged; any other says nothing of the site's headers."""


class Https(StrEnum):
    """How the host answered at https://host/."""

    VERIFIED = "verified"
    BAD_CERTIFICATE = "bad_certificate"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Page:
    """The reply at the end of a host's redirects.

    headers: names in lower case, repeated ones joined by ", " (RFC 9110, section 5.3), set-cookie left to the cookies
    of the visit. markup: the decoded body, "" if there was none.
    """

    url: str
    headers: Mapping[str, str]
    markup: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """One host as it was seen; whatever was not looked at is None (or `unknown`) and leaves its test undecided.

    secured: the headers at the end of https://host/. plain_route: the addresses passed from http://host/ on, () where
    it does not answer. plain_verified: whether all certificates on that route were good. cookies: (address, Set-Cookie)
    of every reply. sharing: the headers of a reply to a request that named `origin`. preloaded: whether browsers open
    a host over https only, None if that is not known.
    """

    host: str
    page: Page
    https: Https = Https.UNKNOWN
    secured: Mapping[str, str] | None = None
    plain_route: tuple[str, ...] | None = None
    plain_verified: bool = True
    cookies: tuple[tuple[str, str], ...] | None = None
    sharing: Mapping[str, str] | None = None
    origin: str = ""
    preloaded: Callable[[str], bool | None] = field(default=lambda host: None)
