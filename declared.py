"""Declared files (data/*.toml), read strictly: what is missing, misspelt or of another kind is refused by name.

An error names the file, the entry, the field and its value, and what was expected.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from errors import BenchmarkError

WHOLE = "(whole file)"
SHOWN = 80
"""Characters of a wrong value that an error shows."""
NAMED = 40
"""Known values of which an error names each; of more it names the nearest alone."""


def about_field(file: str, entry: str, field: str, found: object, expected: str) -> str:
    """Return what an error says about one field. found: its value, None where it is not there."""
    shown = "nothing" if found is None else str(found) if isinstance(found, date) else repr(found)[:SHOWN]
    return f'{file}: {entry}: field "{field}": found {shown}, expected {expected}'


def or_near(value: object, known: Iterable[str]) -> str:
    """Return what an error adds to what it expected: the known one that was probably meant, '' if none is near."""
    near = get_close_matches(value, known, 1) if isinstance(value, str) else []
    return f'; did you mean "{near[0]}"?' if near else ""


def _named(known: Collection[str]) -> str:
    return ", ".join(known) if len(known) <= NAMED else f"{len(known)} that there are"


@dataclass(frozen=True, slots=True)
class Entry:
    """One table of a declared file. name: what an error calls it, WHOLE for the file itself; error: what is raised."""

    file: str
    name: str
    fields: Mapping[str, Any]
    error: type[BenchmarkError]

    def wrong(self, field: str, expected: str, value: object = ...) -> BenchmarkError:
        """Return the error about a field, ready to raise. value: the part of it that is wrong, else all of it."""
        value = self.fields.get(field) if value is ... else value
        return self.error(about_field(self.file, self.name, field, value, expected))

    def only(self, *known: str) -> None:
        """Refuse any other field: a misspelt one must not be silently left out."""
        for field in self.fields:
            if field not in known:
                raise self.wrong(field, f"one of the fields {', '.join(known)}{or_near(field, known)}")

    def entries(self, field: str, may_lack: bool = False) -> tuple[Entry, ...]:
        """Return the tables [[field]] in their order, each called by its number.

        may_lack: there need not be any.
        """
        listed = self.fields.get(field, [])
        if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
            raise self.wrong(field, f"tables [[{field}]]")
        if not listed and not may_lack:
            raise self.wrong(field, f"tables [[{field}]], one at least")
        return tuple(Entry(self.file, self._within(f"{field} {n}"), one, self.error) for n, one in enumerate(listed, 1))

    def table(self, field: str, name: str = "") -> Entry:
        """Return the table of a field, which has to be there, called `name` or by the field."""
        found = self.fields.get(field)
        if not isinstance(found, dict):
            raise self.wrong(field, f"a table [{field}]")
        return Entry(self.file, name or self._within(field), found, self.error)

    def _within(self, name: str) -> str:
        return name if self.name == WHOLE else f"{self.name}: {name}"

    def called(self, name: str) -> Entry:
        """Return the same entry under the name by which errors call it."""
        return Entry(self.file, name, self.fields, self.error)

    def text(self, field: str, default: str | None = None) -> str:
        """Return a text that is not empty, `default` where the field is not there."""
        value = self.fields.get(field, default)
        if not isinstance(value, str) or not (value.strip() or field not in self.fields):
            raise self.wrong(field, "a text")
        return value

    def one_of(self, field: str, known: Collection[str], default: str | None = None) -> str:
        """Return a text that is one of the known ones."""
        value = self.fields.get(field, default)
        if not isinstance(value, str) or (field in self.fields and value not in known):
            raise self.wrong(field, f"one of {_named(known)}{or_near(value, known)}")
        return value

    def texts(self, field: str, known: Collection[str] = (), may_lack: bool = False) -> tuple[str, ...]:
        """Return a list of texts, none of them empty; each one of the known ones and there once, if there are any.

        may_lack: the field need not be there, and is () then.
        """
        if may_lack and field not in self.fields:
            return ()
        value, some = self.fields.get(field), f", of {_named(known)}" if known else ""
        if not isinstance(value, list) or not (value or may_lack):
            raise self.wrong(field, f"a list of texts{some}")
        for one in value:
            if not isinstance(one, str) or not one.strip() or (known and one not in known):
                raise self.wrong(field, f"a list of texts{some}{or_near(one, known)}", one)
            if known and value.count(one) > 1:
                raise self.wrong(field, "each of them once", one)
        return tuple(value)

    def flag(self, field: str, default: bool | None = False) -> bool:
        """Return whether a field is true; `default` where it is not there, and None for one that has to be."""
        value = self.fields.get(field, default)
        if not isinstance(value, bool):
            raise self.wrong(field, "true or false")
        return value

    def number(self, field: str, low: float, high: float) -> float:
        """Return a number from low to high. A truth value is none, though to Python it is."""
        value = self.fields.get(field)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
            raise self.wrong(field, f"a number from {low:g} to {high:g}")
        return value

    def whole(self, field: str, low: int, high: int | None = None, default: int | None = None) -> int:
        """Return a whole number from low to high, if there is a highest, `default` where the field is not there."""
        value = self.fields.get(field, default)
        if type(value) is not int or value < low or (high is not None and value > high):
            reach = f"of at least {low}" if high is None else f"from {low} to {high}"
            raise self.wrong(field, f"a whole number {reach}")
        return value

    def day(self, field: str) -> date:
        """Return a day. A moment is none, though to Python it is."""
        value = self.fields.get(field)
        if not isinstance(value, date) or type(value) is not date:
            raise self.wrong(field, "a day without quotation marks, such as 2026-11-29")
        return value

    def address(self, field: str, default: str | None = None, secure: bool = False) -> str:
        """Return an address of the web: https, or http where a page has no other and it need not be secure."""
        value = self.text(field, default)
        if value and not re.match(rf"http{'s' if secure else 's?'}://[^\s/]+\.[^\s/]", value):
            raise self.wrong(field, "an address that begins with https://")
        return value

    def expression(
        self, field: str, value: str, before: str = "", after: str = "", flags: re.RegexFlag = re.NOFLAG
    ) -> re.Pattern[str]:
        """Return one expression of a field, compiled between what stands before and after every one there."""
        try:
            return re.compile(f"{before}{value}{after}", flags)
        except re.error as error:
            raise self.wrong(field, f"a regular expression: {error}", value) from error


def each_once(entries: Iterable[Entry], *fields: str) -> None:
    """Refuse an entry that has the same in all these fields as an earlier one; the error names the last of them."""
    seen: list[list[object]] = []
    for entry in entries:
        values = [entry.fields.get(field) for field in fields]
        if values in seen:
            raise entry.wrong(fields[-1], "one that no other entry has")
        seen.append(values)


def read_declared(path: Path, error: type[BenchmarkError], file: str = "") -> Entry:
    """Return a whole file as one entry, called `file` or by its name.

    Raises `error` for one that cannot be opened or is not TOML in UTF-8.
    """
    file = file or path.name
    return parse_declared(declared_text(path, error, file), error, file)


def declared_text(path: Path, error: type[BenchmarkError], file: str) -> str:
    """Return the text of a file. Raises `error`, naming it as `file`, if it cannot be opened or is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as fault:
        raise error(f"{file}: cannot be read: {fault.strerror}") from None
    except UnicodeDecodeError as fault:
        raise error(f"{file}: cannot be read: it is not TOML in UTF-8: {fault}") from None


def parse_declared(text: str, error: type[BenchmarkError], file: str) -> Entry:
    """Return the text of a file as one entry. Raises `error`, naming it as `file`, if it is not TOML."""
    try:
        return Entry(file, WHOLE, tomllib.loads(text), error)
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        raise error(f"{file}: cannot be read: it is not TOML in UTF-8: {fault}") from None
