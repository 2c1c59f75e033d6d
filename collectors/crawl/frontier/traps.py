"""Sites without end: calendars, facets, session ids and paths that grow. Each is read a little and then left."""

import itertools
import re
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from collectors.crawl.limits import Limits

_DATE = re.compile(r"(?:19|20)\d\d[/_-](?:0?[1-9]|1[0-2])(?:[/_-](?:0?[1-9]|[12]\d|3[01]))?(?!\d)")
_HEX = re.compile(r"[0-9a-f]{8,}(?:-[0-9a-f]{4,})*", re.IGNORECASE)
_ACTS = re.compile(
    r"(?:^|[/_-])(?:log-?out|log-?off|sign-?out|delete|remove|unsubscribe|add-to-(?:basket|cart)|empty-basket)(?:$|[/?.])"
    r"|[?&](?:action|op|cmd|do|task)=(?:delete|remove|log-?out|sign-?out|add|unsubscribe)",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")


def trap_reason(url: str, limits: Limits) -> str:
    """Return why a URL can only be part of a trap, judged by itself; "" if it may be a page."""
    if len(url) > limits.url_chars:
        return "URL too long"
    if _ACTS.search(url.partition("://")[2].partition("/")[2]):
        return "acts when fetched"
    segments = [segment for segment in urlsplit(url).path.split("/") if segment]
    if len(segments) > limits.path_segments:
        return "path too deep"
    if len(segments) > 3 and max(Counter(segments).values()) > 2:
        return "path repeats itself"
    if _repeats_in_pairs(segments):
        return "path repeats itself"
    return ""


def pattern_of(url: str) -> str:
    """Return the URL with dates, long hexadecimal words and numbers made alike, and query values left out."""
    parts = urlsplit(url)
    path = _DIGITS.sub("N", _HEX.sub("H", _DATE.sub("D", parts.path)))
    if not parts.query:
        return f"{parts.netloc}{path}"
    names = ",".join(sorted({_DIGITS.sub("N", part.partition("=")[0]) for part in parts.query.split("&")}))
    return f"{parts.netloc}{path}?{names}"


@dataclass(slots=True)
class PatternBudget:
    """Counts the URLs a site has been let through, by pattern and by path with a query."""

    limits: Limits
    _by_pattern: Counter = field(default_factory=Counter)
    _by_path: Counter = field(default_factory=Counter)

    def admits(self, url: str) -> bool:
        """Return True and count the URL, or False once its kind has had its share."""
        pattern = pattern_of(url)
        path = url.partition("?")[0] if "?" in url else ""
        plain = pattern.rpartition("/")[2] == url.rpartition("/")[2] and not path and "/D" not in pattern
        if self._by_pattern[pattern] >= self.limits.urls_per_pattern and not plain:
            return False
        if path and self._by_path[path] >= self.limits.queries_per_path:
            return False
        if not plain or path:
            self._by_pattern[pattern] += 1
        if path:
            self._by_path[path] += 1
        return True


def _repeats_in_pairs(segments: list[str]) -> bool:
    if len(segments) < 6:
        return False
    pairs = Counter(itertools.pairwise(segments))
    return max(pairs.values()) > 2
