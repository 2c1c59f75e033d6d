"""The vocabulary of data/joined-up.toml as compiled patterns: the signs that a transaction is joined up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from declared import Entry, read_declared
from detectors.folded_expressions import never_folded
from errors import BenchmarkError
from paths import DATA

DEFAULT_FILE = DATA / "joined-up.toml"
_TABLES = ("parts", "rules", "concepts", "labels", "links", "welsh", "guards")
_PART = re.compile(r"\{([a-z_]+)\}")
FEATURES = ("account", "tracking", "reminders", "prefill", "feed", "look-up")
"""What joins a service up, by name: all that a mark may say of it."""
_GUARDS = ("number", "denied", "others", "printed", "idle", "receipt", "moves", "search")


class SignsError(BenchmarkError):
    """data/joined-up.toml cannot be used: says which entry and which fault."""


class Sentence:
    """A folded sentence, and which ideas it has been found to hold: several rules ask for the same ones.

    freed: what is left of it without the clauses that tell the reader not to do something, or say of a condition or a
    habit that it is not so ("Do not miss a collection: ..."); the whole where there is none.
    """

    def __init__(self, folded: str, freed: str | None = None) -> None:
        self.folded = folded
        self.freed = folded if freed is None else freed
        self._known: dict[int, bool] = {}

    def has(self, idea: re.Pattern[str]) -> bool:
        """Return whether an idea of the signs is in the sentence."""
        known = self._known.get(id(idea))  # the hash of a pattern is as dear as a search
        if known is None:
            known = self._known[id(idea)] = idea.search(self.folded) is not None
        return known


@dataclass(frozen=True, slots=True)
class Signs:
    """The features and how each is recognised. rules: feature -> concepts that must meet in one sentence.

    labels: feature -> what is a sign by itself; links: where it is the words of a link or a button. welsh: feature ->
    pairs that must both be met. guards: name -> what only looks like a sign.
    """

    rules: Mapping[str, tuple[tuple[re.Pattern[str], ...], ...]]
    labels: Mapping[str, re.Pattern[str]]
    links: Mapping[str, re.Pattern[str]]
    welsh: Mapping[str, tuple[tuple[re.Pattern[str], ...], ...]]
    guards: Mapping[str, re.Pattern[str]]

    def ways(self, feature: str) -> tuple[tuple[re.Pattern[str], ...], ...]:
        """Return in what ways a sentence may state a feature: patterns of which all of a way must match."""
        label = self.labels.get(feature)
        alone = ((label,),) if label is not None else ()
        return (*alone, *self.rules[feature], *self.welsh.get(feature, ()))

    def said(self, feature: str, sentence: Sentence) -> bool:
        """Return whether a sentence meets a rule of the feature, guards aside."""
        label = self.labels.get(feature)
        if label is not None and sentence.has(label):
            return True
        rules = (*self.rules[feature], *self.welsh.get(feature, ()))
        return any(all(map(sentence.has, rule)) for rule in rules)


def load_signs(path: Path = DEFAULT_FILE) -> Signs:
    """Return the signs of a file. Raises SignsError naming file, entry and fault."""
    whole = read_declared(path, SignsError)
    _check_form(whole)
    raw = whole.fields
    missing = [table for table in _TABLES if table not in raw]
    if missing:
        raise SignsError(f"{path.name}: table [{missing[0]}] is missing")
    parts = {name: f"(?:{'|'.join(listed)})" for name, listed in raw["parts"].items()}
    concepts = {name: _any_of(path, name, listed, parts) for name, listed in raw["concepts"].items()}
    unknown = {concept for rules in raw["rules"].values() for rule in rules for concept in rule} - set(concepts)
    if unknown:
        raise SignsError(f"{path.name}: [rules]: {sorted(unknown)[0]!r} is not in [concepts]")
    guards = {name: _any_of(path, name, listed, parts) for name, listed in raw["guards"].items()}
    if set(guards) != set(_GUARDS):
        raise SignsError(f"{path.name}: [guards]: expected exactly {', '.join(_GUARDS)}")
    if unruled := [feature for feature in FEATURES if feature not in raw["rules"]]:
        raise whole.table("rules").wrong(unruled[0], "a list of lists of texts")
    return Signs(
        {name: tuple(tuple(concepts[one] for one in rule) for rule in rules) for name, rules in raw["rules"].items()},
        {name: _any_of(path, name, listed, parts) for name, listed in raw["labels"].items()},
        {name: _any_of(path, name, listed, parts) for name, listed in raw["links"].items()},
        {name: tuple(tuple(_one(path, name, part) for part in pair) for pair in pairs)
         for name, pairs in raw["welsh"].items()},
        guards,
    )  # fmt: skip


@lru_cache(maxsize=1)
def default_signs() -> Signs:
    """Return the signs shipped with the product, read once."""
    return load_signs()


def _any_of(path: Path, name: str, listed: list[str], parts: Mapping[str, str]) -> re.Pattern[str]:
    """Return a pattern that any of the listed expressions matches, the {parts} that they name put in."""
    whole = [_with_parts(path, name, one, parts) for one in listed]
    for one in whole:
        _one(path, name, one)
    return re.compile(rf"\b(?:{'|'.join(whole)})\b")


def _with_parts(path: Path, name: str, expression: str, parts: Mapping[str, str]) -> str:
    unknown = [part for part in _PART.findall(expression) if part not in parts]
    if unknown:
        raise SignsError(f'{path.name}: {name}: "{expression}": {unknown[0]!r} is not in [parts]')
    return _PART.sub(lambda found: parts[found[1]], expression)


def _one(path: Path, name: str, part: str) -> re.Pattern[str]:
    try:
        return re.compile(rf"\b(?:{part})\b")
    except re.error as error:
        raise SignsError(f'{path.name}: {name}: "{part}" is not a regular expression: {error}') from error


def _check_form(whole: Entry) -> None:
    """Refuse a table that nothing reads, and what is no list of expressions that a folded sentence can hold."""
    whole.only(*_TABLES)
    for entry in (whole.table(name) for name in _TABLES if name in whole.fields):
        if entry.name in ("rules", "labels", "links", "welsh"):
            entry.only(*FEATURES)
        for field in entry.fields:
            # A rule and a Welsh sign are lists of lists: all of one have to be met in a sentence.
            nested = entry.name in ("rules", "welsh")
            for said in _each(entry, field) if nested else entry.texts(field):
                words = re.sub(r"\{[a-z_]+\}", "", said) if entry.name != "rules" else ""
                if never := never_folded(words):
                    raise entry.wrong(field, f"folded words: no folded text has {never!r}", said)


def _each(entry: Entry, field: str) -> Iterator[str]:
    listed = entry.fields[field]
    if not isinstance(listed, list) or not listed:
        raise entry.wrong(field, "a list of lists of texts")
    for one in listed:
        yield from Entry(entry.file, entry.name, {field: one}, entry.error).texts(field)
