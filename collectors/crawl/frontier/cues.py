"""Which links look like a way to a service: the cues come from the detectors, as an argument."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from urllib.parse import unquote, urlsplit

_ACTION = re.compile(
    r"\b(?:pay|apply|report|book|renew|check|find (?:out|your)|order|register|request|tell us|claim|challenge|join"
    r"|appeal|track|sign in|log ?in|start now|object|comment|reserve|cancel|subscribe"
    r"|talu|gwneud cais|ymgeisio|adrodd|archebu|adnewyddu|gwirio|cofrestru|hawlio|mewngofnodi|rhoi gwybod)\b",
    re.IGNORECASE)
_INDEX = re.compile(r"\ba ?(?:-|to|\u2013) ?z\b|\ba i y\b|all services|our services|popular services|do it online"
                    r"|site ?map", re.IGNORECASE)


class Cues:
    """Judges links by their words. `phrases`: service code -> regular expressions or plain phrases."""

    def __init__(self, phrases: Mapping[str, Sequence[str]]) -> None:
        groups = [f"(?P<{code}>{_any_of(each)})" for code, each in phrases.items() if each]
        self._pattern = re.compile("|".join(groups), re.IGNORECASE) if groups else None
        self.judge = lru_cache(maxsize=100_000)(self._judge)

    def _judge(self, url: str, text: str) -> tuple[str, str]:
        """Return (service code or "", kind): kind is `action`, `index` or ""."""
        words = f"{text} {_words_of(url)}"
        found = self._pattern.search(words) if self._pattern else None
        kind = "index" if _INDEX.search(words) else "action" if _ACTION.search(text) else ""
        return (found.lastgroup or "") if found else "", kind


def _any_of(phrases: Sequence[str]) -> str:
    return "|".join(f"(?:{phrase})" for phrase in phrases)


def _words_of(url: str) -> str:
    path = urlsplit(url).path
    path = unquote(path) if "%" in path else path
    return path.replace("-", " ").replace("_", " ").replace("/", " | ")
