"""The catalogue: a message in words, its values checked by name and type."""

from datetime import date
from pathlib import Path

import pytest

from models import Message, read_message
from web.words.catalogue import Catalogue, WordsError, load

HEAD = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
ENTRIES = """
#. day: date
#. council: text
msgid "list.named"
msgstr "Listed as {council} on {day}"

#. n: integer
#. of: message
msgid "data.sets"
msgid_plural "data.sets"
msgstr[0] "{n} dataset, {of}"
msgstr[1] "{n} datasets, {of}"

#. n: integer
msgid "level"
msgstr "level {n}"

#. share: percent
#. one: number
#. two: number 1
#. all: list
#. each: series
#. said: sentences
msgid "all.types"
msgstr "{share}, {one}, {two}, {all}; {each}; {said}"
"""


def catalogue(folder: Path, entries: str, name: str = "some.po") -> Catalogue:
    language = folder / "en_GB"
    language.mkdir(exist_ok=True)
    (language / name).write_text(HEAD + entries, encoding="utf-8")
    return load(language)


LISTED = Message("list.named", {"day": date(2026, 6, 30), "council": "Bath & North"})
ALL = Message("all.types", {
    "share": 0.99999, "one": 2.50, "two": 3.0, "all": ("a", Message("level", {"n": 1}), "c"), "each": ("a", "b"),
    "said": ["It is.", "It was."],
})  # fmt: skip


@pytest.mark.parametrize(
    "message, words",
    [
        (LISTED, "Listed as Bath & North on 30 June 2026"),
        (LISTED.json(), "Listed as Bath & North on 30 June 2026"),
        (Message("list.named", {"day": "2026-06", "council": None}), "Listed as not known on June 2026"),
        (Message("data.sets", {"n": 1, "of": Message("level", {"n": 2})}), "1 dataset, level 2"),
        (Message("data.sets", {"n": 1200, "of": Message("level", {"n": 2})}).json(), "1,200 datasets, level 2"),
        (ALL, "99%, 2.5, 3.0, a, level 1 and c; a, b; It is. It was."),
        ("", ""),
        (None, ""),
    ],
)
def test_a_message_in_words(tmp_path, message, words):
    assert catalogue(tmp_path, ENTRIES).word(message) == words


@pytest.mark.parametrize(
    "message, said",
    [
        (Message("list.unnamed"), "'list.unnamed' has no words in en_GB"),
        (Message("level"), "has the values none; its words expect n"),
        (Message("level", {"n": 1, "day": "2026-01-01"}), "has the values day, n; its words expect n"),
        (Message("level", {"n": "1"}), "n is '1'; its words expect: integer"),
        (Message("level", {"n": 1.5}), "n is 1.5; its words expect: integer"),
        (Message("level", {"n": True}), "n is True; its words expect: integer"),
    ],
)
def test_a_message_that_is_not_as_agreed_is_refused(tmp_path, message, said):
    with pytest.raises(WordsError, match=said):
        catalogue(tmp_path, ENTRIES).word(message)


@pytest.mark.parametrize(
    "entries, said",
    [
        ('msgid "a.b"\nmsgstr ""\n', "'a.b': has no words"),
        ('msgid "a.b"\nmsgstr "on {day}"\n', "'a.b': no type is declared of day"),
        ('#. day: date\nmsgid "a.b"\nmsgstr "then"\n', "'a.b': its words do not use day"),
        ('#. day: moment\nmsgid "a.b"\nmsgstr "on {day}"\n', "'a.b': found 'day: moment', expected `name: type`"),
        ('msgid "a.b"\nmsgid_plural "a.b"\nmsgstr[0] "one"\nmsgstr[1] "two"\n', "'a.b': words with a plural choose by"),
        ('msgid "a.b"\nnonsense\n', "some.po: "),
    ],
)
def test_a_catalogue_that_is_not_as_agreed_is_refused(tmp_path, entries, said):
    with pytest.raises(WordsError, match=said):
        catalogue(tmp_path, entries)


def test_one_message_has_its_words_in_one_file(tmp_path):
    catalogue(tmp_path, ENTRIES, "first.po")
    with pytest.raises(WordsError, match="second.po: 'level': has words in another file too"):
        catalogue(tmp_path, 'msgid "level"\nmsgstr "another"\n', "second.po")


def test_a_message_survives_its_json():
    nested = Message("a.b", {"of": Message("c", {"n": 1}), "several": ("x", Message("c", {"n": 2})), "none": None})
    assert read_message(nested.json()) == nested
    assert read_message(nested.json()).values == nested.values


@pytest.mark.parametrize("text", ['"a.b"', '["a.b"]', "[1,{}]", '["a",{"b":{"c":1}}]', '["a",{"b":[1]}]', "not JSON"])
def test_json_that_is_no_message_is_refused(text):
    with pytest.raises(ValueError):
        read_message(text)
