"""What makes a transaction joined up: an account that shows something, tracking, messages, details known already.

A feature is a meeting of ideas in one sentence (who is told, through what, at which moment), in any order and any words
of a list, so that a council's own way of putting it is understood. What only looks like one is set aside: an account
number, a reminder of arrears, an acknowledgement, a denial. The words stand in data/joined-up.toml.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from detectors.pages import MAIN, PageModel, once_a_page
from detectors.phrases import phrase
from detectors.services.joined_up import Sentence, Signs, default_signs
from detectors.sieve import Sieve, sieve_of, words_of
from detectors.texts import once_a_text
from detectors.wording import count_words, fold

_ANY = phrase("features", "hints")
"""A sentence without any of these states no feature: the cheap question before the dear ones."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_LEAD = phrase("features", "leads")
_OWN_QUESTION = phrase("features", "own_question")
_NOT_YET = phrase("features", "not_yet")
_THEN = phrase("features", "then")
_ENTERS = phrase("features", "enters")
_OWN_CLAUSE = phrase("features", "denies_its_clause")
_ITEMS = frozenset(("li", "dd", "td"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "summary"))
SHORTEST = 8
"""Characters of the shortest sentence that states a feature: "Track it"."""
LONGEST_BLOCK = 3000
"""Characters of a block that are read."""
_CLAUSE_ENDS = phrase("features", "clause_ends")
_NEGATED = phrase("features", "negated")
_CONDITION = phrase("features", "condition_first")
_NOT_NEEDED = phrase("features", "not_needed")
_IN_PASSING = phrase("features", "in_passing")
_SET_ASIDE = {"reminders": "others", "tracking": "others", "account": "printed"}
"""Feature -> the guard that is set against it alone."""
LONGEST_LABEL = 120
"""Characters of a link or button that are read."""
MOST_FIELDS = 2
"""Fields of a form whose button looks something up; one with more may show what was filled in ("My application")."""
_WEB = ("http:", "https:")
FEWEST_IN_FORM = 8
"""Words that a text within a form has at least if it is a sentence and no label."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One sign that the service is joined up, with the sentence that says so; '' where a form shows it."""

    name: str
    sentence: str


@once_a_page
def features_of(page: PageModel) -> tuple[Feature, ...]:
    """Return the joined-up features that the page's own content states and does not deny, each once.

    The words of a link that stands alone count ("View your bill"). Headings do not: they name the task, which may be
    to track something down.
    """
    stated = {feature.name: feature for feature in (*_of_links(page), *stated_in(sentences_of(page)))}
    return tuple(stated[name] for name in sorted(stated))


def _of_links(page: PageModel) -> Iterator[Feature]:
    """Yield what the links and buttons of the content offer to those who have asked or hold something already."""
    signs, told = default_signs(), set()
    for words, around in _labels(page):
        for name in _offered_by(words):
            if name not in told and not _is_taken_back(around, signs):
                told.add(name)
                yield Feature(name, words)


def _labels(page: PageModel) -> Iterator[tuple[str, str]]:
    """Yield the words of each link and button that leads somewhere, and of the block that a link stands in."""
    for link in page.main_links():
        if link.href.startswith(_WEB):
            yield link.text, link.context
    for form in page.forms:
        if form.region == MAIN and len(form.fields) <= MOST_FIELDS:
            yield from ((button, "") for button in form.buttons)


def _is_taken_back(around: str, signs: Signs) -> bool:
    sentence = Sentence(fold(around[:500]))
    return sentence.has(signs.guards["denied"]) or sentence.has(signs.guards["idle"])


@once_a_text
def _offered_by(words: str) -> tuple[str, ...]:
    """Return the names of the features that a link or button with these words offers."""
    folded = fold(words[:LONGEST_LABEL])
    possible = set(_sieve_of_links().lets_through(words_of(folded))) if len(folded) >= SHORTEST else ()
    sentence = Sentence(folded)
    signs = default_signs()
    return tuple(name for name in signs.links if name in possible and sentence.has(signs.links[name])
                 and not sentence.has(signs.guards["idle"]))  # fmt: skip


def stated_in(sentences: Iterable[str], aside: Callable[[str], bool] | None = None) -> tuple[Feature, ...]:
    """Return the joined-up features that sentences state and do not deny, each once.

    aside: whether a sentence that states one counts for nothing all the same.
    """
    found: dict[str, Feature] = {}
    for text in sentences:
        for name in _named_by(text):
            if name not in found and not (aside and aside(text)):
                found[name] = Feature(name, text)
    return tuple(found[name] for name in sorted(found))


@once_a_text
def _named_by(text: str) -> tuple[str, ...]:
    """Return the names of the features that a sentence states."""
    folded = fold(text[:500])
    possible = _sieve().lets_through(words_of(folded))
    if not possible or len(folded) < SHORTEST or not _ANY.search(folded):
        return ()
    freed = freed_of(text[:500]) if _NEGATED.search(text) else ""
    signs, sentence = default_signs(), Sentence(folded, fold(freed) if freed else None)
    return tuple(name for name in signs.rules if name in possible and states(name, sentence, signs))


def freed_of(text: str) -> str:
    """Return a sentence without the clauses whose "not" is theirs alone; the whole if it has none, or nothing else."""
    text = _IN_PASSING.sub("", _NOT_NEEDED.sub("can ", text))
    condition = _CONDITION.match(text)
    if condition and _OWN_CLAUSE.search(fold(condition[0])):
        text = text[condition.end() :]
    clauses = _CLAUSE_ENDS.split(text)
    kept = [clause for clause in clauses if not _OWN_CLAUSE.search(fold(clause))]
    return " ".join(kept) if kept and len(kept) < len(clauses) else text


@cache
def _sieve() -> Sieve[str]:
    signs = default_signs()
    return sieve_of({name: signs.ways(name) for name in signs.rules})


@cache
def _sieve_of_links() -> Sieve[str]:
    return sieve_of({name: ((pattern,),) for name, pattern in default_signs().links.items()})


def sentences_of(page: PageModel) -> Iterator[str]:
    """Yield what the content says, sentence by sentence; the items of a list each with the words that lead to them."""
    lead = ""
    for block in page.blocks:
        if block.region != MAIN or block.tag in _HEADINGS:
            continue
        if block.in_form and count_words(block.text) < FEWEST_IN_FORM:
            continue
        if block.tag in _ITEMS and lead:
            yield f"{lead} {block.text}"
            continue
        said = _SENTENCE.split(block.text)
        if block.tag not in _ITEMS:
            lead = said[-1] if _LEAD.search(said[-1]) and count_words(said[-1]) < 30 else ""
        yield from _stated(said if len(block.text) <= LONGEST_BLOCK else _SENTENCE.split(block.text[:LONGEST_BLOCK]))


def _stated(said: list[str]) -> Iterator[str]:
    """Yield the sentences of a block but a reader's own questions and what something will do that is not there yet.

    A sentence that tells what to enter is read with the next one too, which says what comes of it.
    """
    not_there, entry = False, ""
    for sentence in said:
        folded = fold(sentence[:500])
        asked = sentence.rstrip().endswith("?") and _OWN_QUESTION.match(folded)
        goes_on = not_there and bool(_THEN.match(folded))
        if not asked and not goes_on:
            yield sentence
            if entry:
                yield f"{entry} {sentence}"
        entry = sentence if _ENTERS.match(folded) else ""
        not_there = goes_on or bool(_NOT_YET.search(folded))


def states(name: str, sentence: Sentence, signs: Signs) -> bool:
    """Return whether a sentence states one feature."""
    guards = signs.guards
    if name != "prefill" and sentence.freed != sentence.folded:
        sentence = Sentence(sentence.freed)
    numbered = name in ("account", "tracking") and sentence.has(guards["number"])
    told = Sentence(guards["number"].sub(" ", sentence.folded)) if numbered else sentence
    if not signs.said(name, told) or sentence.has(guards["idle"]):
        return False
    if name != "prefill" and sentence.has(guards["denied"]):
        return False
    if name in _SET_ASIDE and sentence.has(guards[_SET_ASIDE[name]]):
        return False
    if name == "tracking" and sentence.has(guards["search"]):
        return False
    return name != "reminders" or not sentence.has(guards["receipt"]) or sentence.has(guards["moves"])
