"""The look at words before the dear searches: it may hold back only what cannot match."""

import re

import pytest

from detectors.sieve import needed, sieve_of, words_of

PATTERN = re.compile(
    r"\b(?:(?:on )?paper only|librar(?:y|ies) cards?|e ?mail (?:us|the \w+ team)"
    r"|(?:cannot|can not) (?:\w+ ){0,8}?online|order (?:a |an )?(?:\w+ )?bags?$"
    r"|see\b.{0,40}\bstatus|(?<!you )write to (?!you\b)|x(?:es)? marks)\b"
)


@pytest.mark.parametrize(
    ("text", "may_match"),
    [
        ("send it on paper only", True),
        ("paper only", True),
        ("only newspaper", False),
        ("libraries have no cards", True),  # in another order, which the sieve does not see
        ("your card for the library", True),
        ("your card for the museum", False),
        ("e mail us", True),
        ("please email the parking team", True),
        ("mail us", False),
        ("you can not do this online", True),
        ("you can do this online", False),
        ("order three large bags", True),
        ("reorder bags", False),
        ("see here for its status", True),
        ("oversee the status", False),
        ("write to us", True),
        ("xes marks", True),
        ("it marks", False),
        ("costs \u00a3x marks", True),  # a word begins after the sign too
        ("", False),
    ],
)
def test_only_what_cannot_match_is_held_back(text: str, may_match: bool) -> None:
    assert bool(sieve_of({"it": [(PATTERN,)]}).lets_through(words_of(text))) is may_match
    assert may_match or not PATTERN.search(text)


def test_what_tells_nothing_is_always_let_through() -> None:
    anywhere, ends = re.compile("account|portal"), re.compile(r"\b(?:\w+ forms?|apply)$")
    assert needed([anywhere]) == []
    assert sieve_of({"a": [(anywhere,)], "b": [(ends,)]}).lets_through(words_of("at")) == ["a", "a"]
    assert set(sieve_of({"a": [(anywhere,)], "b": [(ends,)]}).lets_through(words_of("our form"))) == {"a", "b"}


def test_patterns_that_must_meet_need_the_words_of_each() -> None:
    sieve = sieve_of({"both": [(re.compile(r"\b(?:see|view)\b"), re.compile(r"\b(?:bill|balance)s?\b"))]})
    assert sieve.lets_through(words_of("see what it is")) == []
    assert sieve.lets_through(words_of("your balances to view")) == ["both"]
