"""One spelling for one page: canonical URLs, so that a site is not read twice under different names, and one key.

A canonical URL can be asked for; an address key only says whether two addresses mean the same page.
"""

import re
from functools import lru_cache
from urllib.parse import quote, unquote, urljoin, urlsplit

_PLAIN = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)+/?|/")  # one way to match only: linear
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_JUNK = re.compile(r"[\t\r\n]")
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})")
_SESSION_PATH = re.compile(r";(?:jsessionid|phpsessid|sid|sessionid)=[^/?#;]*", re.IGNORECASE)
_DROPPED = re.compile(
    r"(?:utm_\w+|gclid|fbclid|msclkid|dclid|yclid|mc_[ce]id|_ga|_gl|_hs\w+|ref_src|igshid"
    r"|phpsessid|jsessionid|sessionid|session_id|sid|s?essid|aspsessionid\w*|cfid|cftoken|zenid|osCsid"
    r"|timestamp|nocache|cachebust|_=?)",
    re.IGNORECASE,
)
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_NOT_PAGES = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|rtf|csv|txt|zip|gz|tar|7z|rar|exe|dmg|jpe?g|png|gif|webp|svg|ico|bmp|tiff?"
    r"|mp3|mp4|m4a|m4v|mov|avi|wmv|webm|wav|ogg|css|js|mjs|json|xml|rss|atom|ics|vcf|kml|kmz|geojson|woff2?|ttf|eot"
    r"|epub|swf)$",
    re.IGNORECASE,
)


def canonical(base: str, href: str) -> str | None:
    """Return the absolute URL that a link on page `base` means, or None if it is none of a web page.

    Host and scheme in lower case, default port and fragment gone, percent-encoding and dot segments resolved,
    tracking and session parameters dropped, the others sorted.
    """
    href = href.strip()
    if not href or href[0] == "#":
        return None
    href = href.partition("#")[0]
    if _PLAIN.fullmatch(href):
        return _origin(base) + href
    if _SCHEME.match(href) and not href[:5].lower().startswith("http"):
        return None
    try:
        return tidy(urljoin(base, _JUNK.sub("", href).replace("\\", "/")))
    except ValueError:
        return None


def tidy(url: str) -> str | None:
    """Return an absolute http(s) URL in its canonical form, or None for any other."""
    parts = urlsplit(url)
    scheme, netloc = parts.scheme.lower(), parts.netloc.lower()
    if scheme not in ("http", "https") or not netloc:
        return None
    netloc = netloc.removesuffix(":80" if scheme == "http" else ":443")
    path = _encoded(_without_dots(_SESSION_PATH.sub("", parts.path) or "/"))
    query = _tidy_query(parts.query)
    return f"{scheme}://{netloc}{path}{'?' + query if query else ''}"


@lru_cache(maxsize=50_000)
def address_key(url: str) -> str:
    """Return what all addresses of one page have in common, the address itself if it is none of a web page.

    That is its canonical form without scheme, "www.", percent-encoding and the slash at the end of the path.
    """
    try:
        plain = tidy(url)
    except ValueError:
        plain = None
    if plain is None:
        return url
    page, mark, query = plain.partition("://")[2].removeprefix("www.").partition("?")
    return unquote(f"{page.rstrip('/')}{mark}{query}")


def behind_host(url: str) -> str:
    """Return path and query of an absolute address, '' if it has none."""
    return url.partition("://")[2].partition("/")[2]


def may_be_a_page(url: str) -> bool:
    """Return True unless the path ends like a document, an image or a download."""
    return not _NOT_PAGES.search(url.partition("?")[0])


def _origin(base: str) -> str:
    end = base.find("/", 8)
    return base if end < 0 else base[:end]


def _without_dots(path: str) -> str:
    if "/." not in path:
        return path
    kept: list[str] = []
    for segment in path.split("/")[1:]:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    slash = "/" if path.endswith(("/.", "/..")) and kept and kept[-1] else ""
    return "/" + "/".join(kept) + slash


def _encoded(text: str) -> str:
    if "%" in text:
        text = _PERCENT.sub(_decode_unreserved, text)
    return text if _is_plain_ascii(text) else quote(text, safe="/%:@!$&'()*+,;=~-._?")


def _is_plain_ascii(text: str) -> bool:
    return text.isascii() and not any(mark in text for mark in ' "<>^`{|}')


def _decode_unreserved(match: re.Match) -> str:
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else match[0].upper()


def _tidy_query(query: str) -> str:
    if not query:
        return ""
    parts = query.replace("&amp;", "&").split("&")
    kept = [part for part in parts if part and not _DROPPED.fullmatch(part.partition("=")[0])]
    return _encoded("&".join(sorted(kept)))
