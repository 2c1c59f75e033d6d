"""Which links look like a way to a service: the cues come from the detectors, as an argument."""

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Protocol
from urllib.parse import unquote, urlsplit

from detectors.cues import STRONG
from detectors.fingerprints import default_fingerprints
from detectors.kind_rules import promised_kind
from detectors.site_pages import site_page_of

_ACTION = re.compile(
    r"\b(?:pay|apply|report|book|renew|check|find (?:out|your)|order|register|request|tell us|claim|challenge|join"
    r"|appeal|track|sign in|log ?in|start now|object|comment|reserve|cancel|subscribe"
    r"|talu|gwneud cais|ymgeisio|adrodd|archebu|adnewyddu|gwirio|cofrestru|hawlio|mewngofnodi|rhoi gwybod)\b",
    re.IGNORECASE,
)
_INDEX = re.compile(
    r"\ba ?(?:-|to|\u2013) ?z\b|\ba i y\b|all services|our services|popular services|do it online"
    r"|site ?map",
    re.IGNORECASE,
)


class LinkKind(StrEnum):
    """What a link promises beside a service. The values are those in the column `links` of `pages`.

    SUPPLIED: an action at a product known to carry it out. HINT: the subject of a service alone, or several services.
    SITE: a page of detectors.site_pages. WELSH: the same page in Welsh.
    """

    PLAIN = ""
    ACTION = "action"
    INDEX = "index"
    SITE = "site"
    HINT = "hint"
    SUPPLIED = "supplied"
    WELSH = "welsh"


class ServiceWords(Protocol):
    """Knows which services a text speaks of: detectors.cues.Cues."""

    def services_in(self, text: str) -> Mapping[str, float]:
        """Return service code -> score."""
        ...


CueSource = Mapping[str, Sequence[str]] | Callable[[], ServiceWords]


class Cues:
    """Judges links by their words.

    source: service code -> regular expressions or plain phrases; or a function of a module, called in the process
    that needs its result.
    """

    def __init__(self, source: CueSource) -> None:
        self._services_in = source().services_in if callable(source) else _by_phrases(source)
        self.judge = lru_cache(maxsize=100_000)(self._judge)

    def _judge(self, url: str, text: str) -> tuple[str, LinkKind]:
        """Return what a link seems to lead to, and the kind of link.

        That is the code of a service, for LinkKind.SITE the name of one of detectors.site_pages, "" if neither.
        """
        address = _words_of(url)
        scores = self._services_in(text)
        page = "" if scores else site_page_of(text, url)
        if page:
            return page, LinkKind.SITE
        scores = scores or self._services_in(address)
        if not scores or promised_kind(text or address, url):
            return "", _kind_of(text, address)
        code, kind = max(scores, key=lambda code: scores[code]), _kind_of(text, address)
        if kind is LinkKind.ACTION:
            product = default_fingerprints().of_address(url)
            return code, LinkKind.SUPPLIED if product is not None and product.product.acts else kind
        surely = sum(score >= STRONG for score in scores.values())
        return code, LinkKind.HINT if surely != 1 and kind is LinkKind.PLAIN else kind


def _kind_of(text: str, address: str) -> LinkKind:
    if _INDEX.search(f"{text} {address}"):
        return LinkKind.INDEX
    return LinkKind.ACTION if _ACTION.search(text) else LinkKind.PLAIN


def _by_phrases(phrases: Mapping[str, Sequence[str]]) -> Callable[[str], Mapping[str, float]]:
    groups = [f"(?P<{code}>{'|'.join(f'(?:{each})' for each in listed)})" for code, listed in phrases.items() if listed]
    pattern = re.compile("|".join(groups), re.IGNORECASE) if groups else None

    def services_in(text: str) -> Mapping[str, float]:
        found = pattern.search(text) if pattern else None
        return {found.lastgroup: STRONG} if found and found.lastgroup else {}

    return services_in


def _words_of(url: str) -> str:
    path = urlsplit(url).path
    path = unquote(path) if "%" in path else path
    return path.replace("-", " ").replace("_", " ").replace("/", " ")
