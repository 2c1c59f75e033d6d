"""The vocabulary of data/cues.toml as compiled patterns: which services a short text speaks of.

Used for titles, headings, link words and addresses; never for running text, where a word proves nothing.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from detectors.sieve import Sieve, needed, words_of
from detectors.welsh_mutations import looks_welsh, unmutated
from detectors.wording import fold, listed_in
from errors import BenchmarkError
from paths import DATA

DEFAULT_FILE = DATA / "cues.toml"
STRONG, WEAK = 2.0, 0.75


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
    """Return the cues of a file. Raises CueError naming file, entry, field and fault."""
    with path.open("rb") as file:
        try:
            raw = tomllib.load(file)
        except tomllib.TOMLDecodeError as error:
            raise CueError(f"{path.name}: not TOML: {error}") from error
    vocabulary = raw.pop("vocabulary", {})
    verbs = {name: _compile(path, "verbs", name, text) for name, text in raw.pop("verbs", {}).items()}
    services = {code: _service(path, code, entry, vocabulary, verbs) for code, entry in raw.items()}
    return Cues(services, verbs, _sieve_of(services), _hubs(services))


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


def _service(path: Path, code: str, entry: dict, vocabulary: dict[str, str], verbs: dict) -> ServiceCues:
    unknown = set(entry.get("verbs", ())) - set(verbs) - {"request", "search", "bid"}
    if unknown:
        raise CueError(f'{path.name}: {code}: field "verbs": {sorted(unknown)} not among {sorted(verbs)}')
    lists = {
        name: tuple(_cue(path, code, name, text, vocabulary) for text in entry.get(name, ()))
        for name in ("within", "strong", "weak", "hub")
    }
    if any(len(cue) != len(("title", "heading")) for cue in lists["within"]):
        raise CueError(f'{path.name}: {code}: field "within": expected two terms, of the title and of the heading')
    if not lists["strong"]:
        raise CueError(f'{path.name}: {code}: field "strong": expected at least one cue')
    excluded = "|".join(f"(?:{text})" for text in entry.get("not", ()))
    pattern = _compile(path, code, "not", _fill(path, code, "not", excluded, vocabulary)) if excluded else None
    verbs_of = frozenset(entry.get("verbs", ()))
    if not entry.get("subject"):
        raise CueError(f'{path.name}: {code}: field "subject": expected at least one word')
    subject = _compile(path, code, "subject", "|".join(f"(?:{text})" for text in entry["subject"]))
    return ServiceCues(code, subject, **lists, excluded=pattern, verbs=verbs_of, lookup=bool(entry.get("lookup")))


def _cue(path: Path, code: str, field: str, text: str, vocabulary: dict[str, str]) -> tuple[re.Pattern[str], ...]:
    filled = _fill(path, code, field, text, vocabulary)
    return tuple(_compile(path, code, field, term.strip()) for term in filled.split(" & "))


def _fill(path: Path, code: str, field: str, text: str, vocabulary: dict[str, str]) -> str:
    def replace(found: re.Match[str]) -> str:
        if found.group(1) not in vocabulary:
            raise CueError(f'{path.name}: {code}: field "{field}": {{{found.group(1)}}} is not in [vocabulary]')
        return vocabulary[found.group(1)]

    return re.sub(r"\{([a-z_]+)\}", replace, text)


def _compile(path: Path, code: str, field: str, term: str) -> re.Pattern[str]:
    lead = "" if term.startswith("^") else r"\b"
    try:
        return re.compile(f"{lead}(?:{term})")
    except re.error as error:
        raise CueError(
            f'{path.name}: {code}: field "{field}": "{term}" is not a regular expression: {error}'
        ) from error
