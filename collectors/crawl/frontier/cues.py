"""Which links look like a way to a service: the cues come from the detectors, as an argument."""

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from importlib import import_module
from urllib.parse import unquote, urlsplit

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
    """What a link's words promise beside a service. The values are those in the column `links` of `pages`."""

    PLAIN = ""
    ACTION = "action"
    INDEX = "index"


CueSource = Mapping[str, Sequence[str]] | str


class Cues:
    """Judges links by their words.

    source: service code -> regular expressions or plain phrases; or `module:function`, whose result offers
    `services_in(text) -> {service code: score}` and is made in the process that needs it.
    """

    def __init__(self, source: CueSource) -> None:
        self._services_in = _by_name(source) if isinstance(source, str) else _by_phrases(source)
        self.judge = lru_cache(maxsize=100_000)(self._judge)

    def _judge(self, url: str, text: str) -> tuple[str, LinkKind]:
        """Return the code of the service that a link seems to lead to, "" if none, and the kind of link."""
        address = _words_of(url)
        scores = self._services_in(text) or self._services_in(address)
        return max(scores, key=lambda code: scores[code], default=""), _kind_of(text, address)


def _kind_of(text: str, address: str) -> LinkKind:
    if _INDEX.search(f"{text} {address}"):
        return LinkKind.INDEX
    return LinkKind.ACTION if _ACTION.search(text) else LinkKind.PLAIN


def _by_phrases(phrases: Mapping[str, Sequence[str]]) -> Callable[[str], Mapping[str, float]]:
    groups = [f"(?P<{code}>{'|'.join(f'(?:{each})' for each in listed)})" for code, listed in phrases.items() if listed]
    pattern = re.compile("|".join(groups), re.IGNORECASE) if groups else None

    def services_in(text: str) -> Mapping[str, float]:
        found = pattern.search(text) if pattern else None
        return {found.lastgroup: 1.0} if found and found.lastgroup else {}

    return services_in


def _by_name(name: str) -> Callable[[str], Mapping[str, float]]:
    module, _, function = name.partition(":")
    return getattr(import_module(module), function)().services_in


def _words_of(url: str) -> str:
    path = urlsplit(url).path
    path = unquote(path) if "%" in path else path
    return path.replace("-", " ").replace("_", " ").replace("/", " ")
