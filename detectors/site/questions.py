"""Reads the questions about a whole site that need no code of their own: data/questions/, one file a detector."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, NamedTuple

from detectors import confidence
from detectors.fingerprints import default_fingerprints
from detectors.folded_expressions import never_folded
from detectors.page_kinds import Kind
from detectors.phrases import PhraseError, phrase, read_group
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

    def __init__(self, file: str, code: str, name: str, found: object, expected: str):
        shown = "nothing" if found is None else repr(found)
        super().__init__(f'{file}: {code}: field "{name}": found {shown}, expected {expected}')


class _Declared(NamedTuple):
    """A table of a file as it was read, and where it stands."""

    path: Path
    code: str
    entry: Mapping[str, Any]

    def wrong(self, name: str, expected: str) -> QuestionError:
        return QuestionError(self.path.name, self.code, name, self.entry.get(name), expected)


def declared(own: Mapping[str, Iterable[Measure]], folder: Path = FOLDER) -> dict[str, tuple[Measure, ...]]:
    """Return the questions of each file of a folder, by the detector it is named after.

    own: detector -> its questions that are not declared. Raises as load_questions, and QuestionError for a file that is
    named after none of these and for a code that another question has.
    """
    found, codes = {}, {measure.code for measures in own.values() for measure in measures}
    for path in sorted(folder.glob("*.toml")):
        if path.stem not in own:
            raise QuestionError(path.name, "whole file", "name", path.stem, f"a detector: {', '.join(own)}")
        found[path.stem] = load_questions(path)
        for measure in found[path.stem]:
            if measure.code in codes:
                raise QuestionError(path.name, measure.code, "code", measure.code, "one that no other question has")
            codes.add(measure.code)
    return found


def load_questions(path: Path) -> tuple[Measure, ...]:
    """Return the questions of a file in its order. The name of the file is that of the detector they are graded with.

    Raises QuestionError naming file, question, field and value; PhraseError where a group of phrases is wrong.
    """
    return tuple(_measure(path, code, entry) for code, entry in _read(path).items())


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise QuestionError(path.name, "whole file", "syntax", str(error), "TOML in UTF-8") from error


class OwnMessage(NamedTuple):
    """A message of a question's own. outcome: when it is told; id: its own; values: names of what it is given."""

    file: str
    code: str
    outcome: str
    id: str
    values: frozenset[str]

    def wrong(self, expected: str) -> QuestionError:
        """Return the error that names where it is declared, ready to raise."""
        return QuestionError(self.file, self.code, f"words.{self.outcome}", self.id, expected)


def own_messages(folder: Path = FOLDER) -> Iterator[OwnMessage]:
    """Yield the messages that the questions of a folder name as their own, in the order of files and questions.

    Raises as load_questions. Whether they have words is for whoever has the catalogue to say.
    """
    for path in sorted(folder.glob("*.toml")):
        for code, entry in _read(path).items():
            _measure(path, code, entry)
            values = getattr(FORMS[entry["form"]], "OUTCOMES", {})
            for outcome, name in entry.get("words", {}).items():
                yield OwnMessage(path.name, code, outcome, name, values[outcome])


def _measure(path: Path, code: str, entry: Any) -> Measure:
    if not _CODE.fullmatch(code) or not isinstance(entry, dict):
        raise QuestionError(path.name, code, "code", entry, "a table named by a letter and two figures, such as [G10]")
    one = _Declared(path, code, entry)
    question, form = entry.get("question"), entry.get("form")
    if not isinstance(question, str) or not question.endswith("?"):
        raise one.wrong("question", "a text that ends in a question mark")
    if not isinstance(form, str) or form not in FORMS:
        raise one.wrong("form", f"one of {', '.join(FORMS)}")
    return Measure(code, question, YES_NO, path.stem, _filled_in(one, FORMS[form]).decide)


def _filled_in(one: _Declared, kind: type[Form]) -> Form:
    known = {each.name: each for each in fields(kind)}
    given = [name for name in one.entry if name not in ("question", "form")]
    for name in given:
        if name not in known:
            raise one.wrong(name, f"a field of this form: {', '.join(known)}")
    for name, each in known.items():
        if name not in given and each.default is MISSING and each.default_factory is MISSING:
            raise one.wrong(name, _EXPECTED[name])
    return kind(**{name: _value(one, name, kind) for name in given})


def _value(one: _Declared, name: str, kind: type[Form]) -> Any:
    """Return a field as its form takes it; Any, for each has a type of its own."""
    value = one.entry[name]
    if name in GROUPS:
        return _group(one, name)
    if name == "words":
        return _words(one, kind)
    read = _READERS[name](value)
    if read is None:
        raise one.wrong(name, _EXPECTED[name])
    return read


def _group(one: _Declared, name: str) -> re.Pattern[str]:
    value = one.entry[name]
    if not isinstance(value, str):
        group = read_group(f"{one.path.name}: {one.code}.{name}", value)
        for said in group.listed:
            _check_said(one, name, said)
        return group.pattern
    try:
        return phrase(one.path.stem, value)
    except PhraseError as error:
        raise one.wrong(name, f"{_GROUP} ({error})") from error


def _check_said(one: _Declared, name: str, said: str) -> None:
    """An expression that every text has, or that none can have, would decide the question for all councils alike."""
    where = f"{one.code}.{name}"
    if re.fullmatch(said, ""):
        raise QuestionError(one.path.name, where, "any", said, "an expression that needs a character at least")
    if name not in _PRINTED and (never := never_folded(said)):
        expected = f"folded words: small letters, figures and spaces alone, without {never!r}"
        raise QuestionError(one.path.name, where, "any", said, expected)


def _words(one: _Declared, kind: type[Form]) -> Mapping[str, str]:
    words, outcomes = one.entry["words"], getattr(kind, "OUTCOMES", ())
    if not isinstance(words, dict) or not all(isinstance(each, str) and _ID.fullmatch(each) for each in words.values()):
        raise one.wrong("words", "ids of messages by outcome")
    if unknown := words.keys() - set(outcomes):
        raise one.wrong("words", f"outcomes of this form ({', '.join(outcomes)}), not {min(unknown)}")
    return words


def _confidence(value: Any) -> float | None:
    return CONFIDENCES.get(value) if isinstance(value, str) else None


def _days(value: Any) -> int | None:
    return value if type(value) is int and value > 0 else None


def _flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _kinds(value: Any) -> frozenset[Kind] | None:
    known = {kind.value: kind for kind in Kind}
    named = _texts(value)
    return frozenset(map(known.__getitem__, named)) if named and known.keys() >= set(named) else None


def _products(value: Any) -> tuple[str, ...] | None:
    named = _texts(value)
    return named if named and {product.id for product in default_fingerprints().products} >= set(named) else None


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) and all(isinstance(one, str) for one in value) else ()


_READERS: dict[str, Callable[[Any], Any]] = {
    "confidence": _confidence,
    "silence": _confidence,
    "days": _days,
    "title_dated": _flag,
    "data_only": _flag,
    "leaves_out": _kinds,
    "products": _products,
}
_GROUP = "a group of phrases, or the name of one in the file of that name in data/phrases/"
_EXPECTED = {
    "titles": _GROUP,
    "confidence": f"one of {', '.join(CONFIDENCES)}",
    "silence": f"one of {', '.join(CONFIDENCES)}",
    "days": "a whole number of days above 0",
    "title_dated": "true or false",
    "data_only": "true or false",
    "leaves_out": f"a list of kinds of pages, of {', '.join(kind.value for kind in Kind)}",
    "products": "a list of ids of data/fingerprints.toml",
}
