"""Declared files (data/*.toml), read strictly: what is missing, misspelt or of another kind is refused by name.

An error names the file, the entry, the field and its value, and what was expected.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from errors import BenchmarkError

WHOLE = "(whole file)"
SHOWN = 80
"""Characters of a wrong value that an error shows."""


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
        shown = "nothing" if value is None else repr(value)[:SHOWN]
        return self.error(f'{self.file}: {self.name}: field "{field}": found {shown}, expected {expected}')

    def only(self, *known: str) -> None:
        """Refuse any other field: a misspelt one must not be silently left out."""
        for field in self.fields:
            if field not in known:
                raise self.wrong(field, f"one of the fields {', '.join(known)}")

    def entries(self, field: str) -> tuple[Entry, ...]:
        """Return the tables [[field]] in their order, each called by its number; () where there are none."""
        listed = self.fields.get(field, [])
        if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
            raise self.wrong(field, f"tables [[{field}]]")
        inside = "" if self.name == WHOLE else f"{self.name}: "
        return tuple(Entry(self.file, f"{inside}{field} {n}", one, self.error) for n, one in enumerate(listed, 1))

    def table(self, field: str, name: str = "") -> Entry:
        """Return the table of a field, which has to be there, called `name` or by the field."""
        found = self.fields.get(field)
        if not isinstance(found, dict):
            raise self.wrong(field, f"a table [{field}]")
        return Entry(self.file, name or field, found, self.error)

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
            raise self.wrong(field, f"one of {', '.join(known)}")
        return value

    def texts(self, field: str, known: Collection[str] = (), may_lack: bool = False) -> tuple[str, ...]:
        """Return a list of texts, none of them empty, each one of the known ones if there are any.

        may_lack: the field need not be there, and is () then.
        """
        if may_lack and field not in self.fields:
            return ()
        value, some = self.fields.get(field), f", of {', '.join(known)}" if known else ""
        if not isinstance(value, list) or not (value or may_lack):
            raise self.wrong(field, f"a list of texts{some}")
        for one in value:
            if not isinstance(one, str) or not one.strip() or (known and one not in known):
                raise self.wrong(field, f"a list of texts{some}", one)
        return tuple(value)

    def flag(self, field: str) -> bool:
        """Return whether a field is true; it is false where it is not there."""
        value = self.fields.get(field, False)
        if not isinstance(value, bool):
            raise self.wrong(field, "true or false")
        return value

    def day(self, field: str) -> date:
        """Return a day. A moment is none, though to Python it is."""
        value = self.fields.get(field)
        if not isinstance(value, date) or type(value) is not date:
            raise self.wrong(field, "a day without quotation marks, such as 2026-11-29")
        return value

    def address(self, field: str, default: str | None = None) -> str:
        """Return an address of the web (https, or http where a page has no other)."""
        value = self.text(field, default)
        if value and not re.match(r"https?://[^\s/]+\.[^\s/]", value):
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


def read_declared(path: Path, error: type[BenchmarkError]) -> Entry:
    """Return a whole file as one entry. Raises `error` for one that cannot be opened or is not TOML in UTF-8."""
    try:
        return Entry(path.name, WHOLE, tomllib.loads(path.read_text(encoding="utf-8")), error)
    except OSError as fault:
        raise error(f"{path.name}: cannot be read: {fault.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise error(f"{path.name}: cannot be read: it is not TOML in UTF-8: {fault}") from None
