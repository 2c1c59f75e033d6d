"""The vocabulary of data/cues.toml as compiled patterns: which services a short text speaks of.

Used for titles, headings, link words and addresses; never for running text, where a word proves nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from declared import Entry, read_declared
from detectors.folded_expressions import never_folded
from detectors.sieve import Sieve, needed, words_of
from detectors.welsh_mutations import looks_welsh, unmutated
from detectors.wording import fold, listed_in
from errors import BenchmarkError
from models import SERVICE_CODES
from paths import DATA

DEFAULT_FILE = DATA / "cues.toml"
STRONG, WEAK = 2.0, 0.75
_LISTS = ("within", "strong", "weak", "hub")
"""The fields of a service that are lists of cues."""
_NAMED_ELSEWHERE = ("request", "search", "bid")
"""Kinds of action that carry out a service and have no words of their own in [verbs]."""

_Cue = tuple[re.Pattern[str], ...]
_Listed = tuple[str, float, _Cue]
"""A service, how strongly a cue speaks of it, and the cue."""


class CueError(BenchmarkError):
    """data/cues.toml cannot be used: says which entry and which field."""


@dataclass(frozen=True, slots=True)
class ServiceCues:
    """The compiled cues of one service. verbs: names of the actions that carry it out.

    hub: what pages are called that hold the service among others; excluded says nothing against them. subject: words
    of which one stands wherever the service is spoken of at all, in folded running text. within: what a page's title
    and the heading of one of its parts say together.
    """

    code: str
    subject: re.Pattern[str]
    within: tuple[tuple[re.Pattern[str], ...], ...]
    strong: tuple[tuple[re.Pattern[str], ...], ...]
    weak: tuple[tuple[re.Pattern[str], ...], ...]
    hub: tuple[tuple[re.Pattern[str], ...], ...]
    excluded: re.Pattern[str] | None
    verbs: frozenset[str]
    lookup: bool


@dataclass(frozen=True, slots=True, eq=False)
class Cues:
    """All services' cues and the words of each kind of action.

    hubs: the whole text of a page that holds several services -> what else it must say, and for which services.
    sieve: which cues a text may meet. Most texts have no word that most cues need, which then need not be tried.
    """

    services: dict[str, ServiceCues]
    verbs: dict[str, re.Pattern[str]]
    sieve: Sieve[_Listed]
    hubs: tuple[tuple[re.Pattern[str], tuple[tuple[_Cue, frozenset[str]], ...]], ...]

    def services_in(self, text: str) -> Mapping[str, float]:
        """Return the services that a short text speaks of, with their scores; {} if none.

        text: as written or folded; more than 200 characters are not a short text and are cut.
        """
        return _matches(self, text[:200])

    def services_listed(self, text: str) -> Mapping[str, float]:
        """Return the services that a short text speaks of as a whole or thing by thing, if it lists several."""
        return _listed(self, text[:200])

    def score(self, service: str, text: str) -> float:
        """Return how much a short text speaks of one service: STRONG, WEAK or 0."""
        return self.services_in(text).get(service, 0.0)

    def stands_back(self, service: str, text: str) -> bool:
        """Return whether another service is named so much more specifically that the text is about that one."""
        folded = fold(text[:200])
        rivals = [code for code, score in self.services_in(folded).items() if score >= STRONG and code != service]
        weights = _weights(self, folded) if rivals else {}
        return any(weights[code] > weights[service] for code in rivals)

    def named_within(self, title: str, heading: str) -> frozenset[str]:
        """Return the services that the heading of a part names only because of the title of its page."""
        return _within(self, fold(title[:200]), fold(heading[:200]))

    def shared_by(self, text: str) -> frozenset[str]:
        """Return the services that a short text names only as what they share ("Recycling and waste"), if several."""
        return _shared(self, fold(text[:200]))

    def verbs_in(self, text: str) -> frozenset[str]:
        """Return the kinds of action that a short text names, e.g. {"pay", "apply"}."""
        return _verbs(self, fold(text[:200]))


@lru_cache(maxsize=50000)
def _weights(cues: Cues, folded: str) -> Counter[str]:
    """Return how many of the strong cues of each service a folded text meets: how specifically it names the task."""
    possible = cues.sieve.lets_through(words_of(folded))
    return Counter(
        code for code, strength, cue in possible if strength == STRONG and all(term.search(folded) for term in cue)
    )


@lru_cache(maxsize=50000)
def _verbs(cues: Cues, folded: str) -> frozenset[str]:
    return frozenset(name for name, pattern in cues.verbs.items() if pattern.search(folded))


@lru_cache(maxsize=50000)
def _matches(cues: Cues, text: str) -> Mapping[str, float]:
    return _matches_folded(cues, fold(text))


@lru_cache(maxsize=50000)
def _listed(cues: Cues, text: str) -> Mapping[str, float]:
    whole = _matches(cues, text)
    pieces = listed_in(text)
    if not pieces:
        return whole
    found = dict(whole)
    for piece in pieces:
        for code, score in _matches(cues, piece).items():
            found[code] = max(score, found.get(code, 0.0))
    return MappingProxyType(dict(sorted(found.items())))


@lru_cache(maxsize=50000)
def _matches_folded(cues: Cues, folded: str) -> Mapping[str, float]:
    if not folded:
        return MappingProxyType({})
    scored = _scored(cues, folded)
    if looks_welsh(folded):
        # Between two readings stands a word that no cue knows, so that none reads across them or past an end.
        wider = _scored(cues, " zz ".join([*unmutated(folded), ""]))
        scored |= {code: score for code, score in wider.items() if score > scored.get(code, 0.0)}
    return MappingProxyType(dict(sorted(scored.items())))


def _scored(cues: Cues, folded: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for code, strength, cue in cues.sieve.lets_through(set(folded.split())):
        if strength > found.get(code, 0.0) and all(term.search(folded) for term in cue):
            found[code] = strength
    excluded = ((code, cues.services[code].excluded) for code in found)
    taken_back = [code for code, pattern in excluded if pattern is not None and pattern.search(folded)]
    return {code: score for code, score in found.items() if code not in taken_back}


@lru_cache(maxsize=50000)
def _within(cues: Cues, title: str, heading: str) -> frozenset[str]:
    return frozenset(
        code
        for code, entry in cues.services.items()
        if any(of_title.search(title) and of_heading.search(heading) for of_title, of_heading in entry.within)
    )


@lru_cache(maxsize=50000)
def _shared(cues: Cues, folded: str) -> frozenset[str]:
    found: set[str] = set()
    for whole, parts in cues.hubs:
        if whole.search(folded):
            for rest, codes in parts:
                if all(term.search(folded) for term in rest):
                    found |= codes
    return frozenset(found)


def load_cues(path: Path = DEFAULT_FILE) -> Cues:
    """Return the cues of a file. Raises CueError naming file, entry, field, value and what was expected."""
    whole = read_declared(path, CueError)
    whole.only("vocabulary", "verbs", *SERVICE_CODES)
    vocabulary = _words(whole, "vocabulary")
    verbs = {name: _compile(whole.table("verbs"), name, text) for name, text in _words(whole, "verbs").items()}
    codes = [code for code in whole.fields if code in SERVICE_CODES]
    if not codes:
        raise whole.wrong("S01", "the table of at least one service")
    services = {code: _service(whole.table(code), vocabulary, verbs) for code in codes}
    return Cues(services, verbs, _sieve_of(services), _hubs(services))


def _words(whole: Entry, name: str) -> dict[str, str]:
    if name not in whole.fields:
        return {}
    entry = whole.table(name)
    return {field: _said(entry, field, entry.text(field)) for field in entry.fields}


def _hubs(
    services: dict[str, ServiceCues],
) -> tuple[tuple[re.Pattern[str], tuple[tuple[_Cue, frozenset[str]], ...]], ...]:
    shared: dict[re.Pattern[str], dict[_Cue, frozenset[str]]] = {}
    for code, entry in services.items():
        for whole, *rest in entry.hub:
            parts = shared.setdefault(whole, {})
            parts[tuple(rest)] = parts.get(tuple(rest), frozenset()) | {code}
    return tuple((whole, tuple(parts.items())) for whole, parts in shared.items())


def _sieve_of(services: dict[str, ServiceCues]) -> Sieve[_Listed]:
    ranked = (
        (code, strength, cue)
        for code, entry in services.items()
        for strength, cues in ((STRONG, entry.strong), (WEAK, entry.weak))
        for cue in cues
    )
    return Sieve((one, needed(one[-1])) for one in ranked)


@lru_cache(maxsize=1)
def default_cues() -> Cues:
    """Return the cues shipped with the product, read once."""
    return load_cues()


def _service(entry: Entry, vocabulary: Mapping[str, str], verbs: Mapping[str, re.Pattern[str]]) -> ServiceCues:
    entry.only(*_LISTS, "not", "subject", "verbs", "lookup")
    named = frozenset(entry.texts("verbs", (*verbs, *_NAMED_ELSEWHERE), may_lack=True))
    lists = {
        name: tuple(_cue(entry, name, text, vocabulary) for text in entry.texts(name, may_lack=name != "strong"))
        for name in _LISTS
    }
    if any(len(cue) != len(("title", "heading")) for cue in lists["within"]):
        raise entry.wrong("within", "cues of two terms, of the title and of the heading")
    subject = "|".join(f"(?:{_said(entry, 'subject', text)})" for text in entry.texts("subject"))
    excluded = [_filled(entry, "not", text, vocabulary) for text in entry.texts("not", may_lack=True)]
    return ServiceCues(
        entry.name,
        _compile(entry, "subject", subject),
        **lists,
        excluded=_compile(entry, "not", "|".join(f"(?:{text})" for text in excluded)) if excluded else None,
        verbs=named,
        lookup=entry.flag("lookup"),
    )


def _cue(entry: Entry, field: str, text: str, vocabulary: Mapping[str, str]) -> _Cue:
    terms = _filled(entry, field, text, vocabulary).split(" & ")
    return tuple(_compile(entry, field, term.strip()) for term in terms)


def _filled(entry: Entry, field: str, text: str, vocabulary: Mapping[str, str]) -> str:
    def replace(found: re.Match[str]) -> str:
        if found.group(1) not in vocabulary:
            raise entry.wrong(field, "names of [vocabulary] alone in {}", found.group(0))
        return vocabulary[found.group(1)]

    return re.sub(r"\{([a-z_]+)\}", replace, _said(entry, field, text))


def _said(entry: Entry, field: str, text: str) -> str:
    """Return an expression as it is written, if a folded text can hold it: any other would name nothing, in silence."""
    if never := never_folded(re.sub(r"\{[a-z_]+\}", "", text).replace(" & ", " ")):
        raise entry.wrong(field, f"folded words: no folded text has {never!r}", text)
    return text


def _compile(entry: Entry, field: str, term: str) -> re.Pattern[str]:
    if not term:
        raise entry.wrong(field, "words on both sides of every &")
    return entry.expression(field, term, "(?:" if term.startswith("^") else r"\b(?:", ")")
