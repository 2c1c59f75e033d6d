"""Reads the questions about a whole site that need no code of their own: data/questions/, one file a detector."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any, NamedTuple

from declared import WHOLE, Entry, about_field, or_near, read_declared
from detectors import confidence
from detectors.fingerprints import default_fingerprints
from detectors.page_kinds import Kind
from detectors.phrases import PhraseError, check_met_by_some, phrase, read_group
from detectors.site.question_forms import FORMS, Form
from detectors.site.view import YES_NO, Measure
from errors import BenchmarkError
from paths import DATA

FOLDER = DATA / "questions"
CONFIDENCES = {
    name.lower().replace("_", " "): getattr(confidence, name)
    for name in ("REPLY", "ADDRESSES", "MODEL_WORDS", "COUNTED", "STATED", "SIGNS_MET", "ONE_PHRASE", "STAND_IN")
}
"""What a declaration calls a confidence of detectors/confidence.py -> its value, 0-1."""
GROUPS = ("titles", "says", "holds", "not_yet")
"""The fields that are a group of phrases."""
_PRINTED = frozenset(("holds",))
"""Of these, the ones that are looked for in words as printed; all others in folded ones."""
_CODE = re.compile(r"[A-Z]\d\d")
_ID = re.compile(r"[a-z]+\.[a-z_]+")


class QuestionError(BenchmarkError):
    """A file of data/questions/ cannot be used: says which file, question, field and value."""


def declared(own: Mapping[str, Iterable[Measure]], folder: Path = FOLDER) -> dict[str, tuple[Measure, ...]]:
    """Return the questions of each file of a folder, by the detector it is named after.

    own: detector -> its questions that are not declared. Raises as load_questions, and QuestionError for a file that is
    named after none of these and for a code that another question has.
    """
    found, codes = {}, {measure.code for measures in own.values() for measure in measures}
    for path in sorted(folder.glob("*.toml")):
        if path.stem not in own:
            raise QuestionError(about_field(path.name, WHOLE, "name", path.stem, f"a detector: {', '.join(own)}"))
        found[path.stem] = load_questions(path)
        for measure in found[path.stem]:
            if measure.code in codes:
                expected = "one that no other question has"
                raise QuestionError(about_field(path.name, measure.code, "code", measure.code, expected))
            codes.add(measure.code)
    return found


def load_questions(path: Path) -> tuple[Measure, ...]:
    """Return the questions of a file in its order. The name of the file is that of the detector they are graded with.

    Raises QuestionError naming file, question, field and value.
    """
    return tuple(_measure(entry, path.stem) for entry in _entries(path))


def _entries(path: Path) -> Iterator[Entry]:
    whole = read_declared(path, QuestionError)
    for code, table in whole.fields.items():
        if not _CODE.fullmatch(code) or not isinstance(table, dict):
            expected = "a table named by a letter and two figures, such as [G10]"
            raise QuestionError(about_field(path.name, code, "code", table, expected))
        yield whole.table(code)


class OwnMessage(NamedTuple):
    """A message of a question's own. said: where; outcome: when it is told; values: names of what it is given."""

    said: Entry
    outcome: str
    id: str
    values: frozenset[str]

    def wrong(self, expected: str) -> BenchmarkError:
        """Return the error that names where it is declared, ready to raise."""
        return self.said.wrong(self.outcome, expected)


def own_messages(folder: Path = FOLDER) -> Iterator[OwnMessage]:
    """Yield the messages that the questions of a folder name as their own, in the order of files and questions.

    Raises as load_questions. Whether they have words is for whoever has the catalogue to say.
    """
    for path in sorted(folder.glob("*.toml")):
        for entry in _entries(path):
            _measure(entry, path.stem)
            values = getattr(FORMS[entry.fields["form"]], "OUTCOMES", {})
            if "words" in entry.fields:
                said = entry.table("words")
                yield from (OwnMessage(said, outcome, name, values[outcome]) for outcome, name in said.fields.items())


def _measure(entry: Entry, detector: str) -> Measure:
    question, form = entry.text("question"), FORMS[entry.one_of("form", FORMS)]
    if not question.endswith("?"):
        raise entry.wrong("question", "a text that ends in a question mark")
    return Measure(entry.name, question, YES_NO, detector, _filled_in(entry, form, detector).decide)


def _filled_in(entry: Entry, form: type[Form], detector: str) -> Form:
    entry.only("question", "form", *(one.name for one in fields(form)))
    wanted = (one for one in fields(form) if one.name in entry.fields or _is_required(one))
    return form(**{one.name: _value(entry, one.name, form, detector) for one in wanted})


def _is_required(one: Field[Any]) -> bool:
    return one.default is MISSING and one.default_factory is MISSING


def _value(entry: Entry, name: str, form: type[Form], detector: str) -> Any:
    """Return a field as its form takes it; Any, for each has a type of its own."""
    if name in GROUPS:
        return _group(entry, name, detector)
    if name == "words":
        return _words(entry.table(name), form)
    return _READERS[name](entry, name)


def _group(entry: Entry, name: str, detector: str) -> re.Pattern[str]:
    value = entry.fields.get(name)
    if isinstance(value, dict):
        said = entry.table(name)
        group = read_group(said)
        check_met_by_some(said, group, printed=name in _PRINTED)
        return group.pattern
    expected = "a group of phrases, or the name of one in the file of that name in data/phrases/"
    if not isinstance(value, str):
        raise entry.wrong(name, expected)
    try:
        return phrase(detector, value)
    except PhraseError as error:
        raise entry.wrong(name, f"{expected} ({error})") from error


def _words(entry: Entry, form: type[Form]) -> Mapping[str, str]:
    entry.only(*getattr(form, "OUTCOMES", ()))
    for outcome in entry.fields:
        if not _ID.fullmatch(entry.text(outcome)):
            raise entry.wrong(outcome, "the id of a message, such as leadership.officer")
    return entry.fields


def _confidence(entry: Entry, name: str) -> float:
    return CONFIDENCES[entry.one_of(name, CONFIDENCES)]


def _days(entry: Entry, name: str) -> int:
    return entry.whole(name, 1)


def _kinds(entry: Entry, name: str) -> frozenset[Kind]:
    return frozenset(map(Kind, entry.texts(name, [kind.value for kind in Kind])))


def _products(entry: Entry, name: str) -> tuple[str, ...]:
    named, known = entry.texts(name), {product.id for product in default_fingerprints().products}
    for one in named:
        if one not in known or named.count(one) > 1:
            raise entry.wrong(name, f"ids of data/fingerprints.toml, each once{or_near(one, known)}", one)
    return named


_READERS: Mapping[str, Callable[[Entry, str], object]] = {
    "confidence": _confidence,
    "silence": _confidence,
    "days": _days,
    "title_dated": Entry.flag,
    "data_only": Entry.flag,
    "leaves_out": _kinds,
    "products": _products,
}
"""Field of a form -> what reads it."""
