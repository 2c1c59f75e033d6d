"""Addresses that a standard or a product names and no page links to: asked once a site, and kept in part."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

CONTACT_FILE_BYTES = 33_000
"""What is kept of security.txt: a little more than the longest that parsers take."""
MEETINGS_BYTES = 256
"""What is kept of the meetings service: that it answers. Councillors' addresses come later in the reply."""
_CONTACT_FILE = "/.well-known/security.txt"
_MEETINGS_PAGE = re.compile(r"/(?:(?:mg|ie)[A-Z][A-Za-z]+\.aspx|mgWebService\.asmx\b)")
_MEETINGS_CALL = "/mgWebService.asmx/GetCouncillorsByWard"
_MEETINGS_HOSTS = ".moderngov.co.uk"


def contact_file(home: str) -> str | None:
    """Return where a home page's host keeps its security.txt (RFC 9116, section 3); None unless it is https."""
    parts = urlsplit(home)
    return urlunsplit(("https", parts.hostname or "", _CONTACT_FILE, "", "")) if parts.scheme == "https" else None


def meetings_service(link: str, is_own: Callable[[str], bool], domain: str) -> str | None:
    """Return the web service beside a ModernGov page, None if the link is no such page or not of this council.

    is_own: whether a host lies within the council's domains. domain: the council's registrable domain, whose name
    the product's own hosts carry ("leeds.moderngov.co.uk").
    """
    if ".as" not in link:
        return None
    parts = urlsplit(link)
    found = _MEETINGS_PAGE.search(parts.path)
    if found is None:
        return None
    host = parts.hostname or ""
    if not is_own(host) and not _is_hosted_for(host, domain):
        return None
    return urlunsplit((parts.scheme, host, parts.path[: found.start()] + _MEETINGS_CALL, "", ""))


def _is_hosted_for(host: str, domain: str) -> bool:
    """Return whether a host of the product is named after a council's domain, and not merely begins like it."""
    if not host.endswith(_MEETINGS_HOSTS):
        return False
    label = re.sub(r"[^a-z]", "", host.removesuffix(_MEETINGS_HOSTS))
    name = re.sub(r"[^a-z]", "", domain.partition(".")[0])
    return bool(name) and label in {name + suffix for suffix in ("", "council", "cc", "dc", "bc", "mbc", "gov")}


def kept_bytes(url: str) -> int:
    """Return how many bytes of such a reply are kept as evidence."""
    return CONTACT_FILE_BYTES if url.endswith(_CONTACT_FILE) else MEETINGS_BYTES
