"""The editions of data/editions.toml: a stated date, a scope and a status each; no clock is read."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from errors import EditionError

STATUSES = ("preview", "published", "back-cast")
FIELDS = {"code": str, "title": str, "as_of": date, "scope": str, "status": str, "framework": str}


@dataclass(frozen=True, slots=True)
class Edition:
    """One snapshot of evidence x framework version x scope. as_of: the date to which ages are counted."""

    code: str
    title: str
    as_of: date
    scope: str
    status: str
    framework: str


def load_editions(path: Path) -> tuple[Edition, ...]:
    """Return the editions of the file, oldest first.

    Raises EditionError naming the edition and field: missing or unknown field, wrong type, unknown
    status, a code used twice, or no edition that the site could show first.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise EditionError(f"{path.name}: not found; expected a file of [[edition]] entries") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise EditionError(f"{path.name}: is not valid TOML: {error}") from None
    editions = tuple(_edition(path.name, table, n) for n, table in enumerate(tables.get("edition", []), 1))
    codes = [edition.code for edition in editions]
    for code in codes:
        if codes.count(code) > 1:
            raise EditionError(f'{path.name}: edition "{code}": field "code": is used twice')
    if not any(edition.status != "back-cast" for edition in editions):
        raise EditionError(f'{path.name}: needs at least one [[edition]] with status "preview" or "published"')
    return tuple(sorted(editions, key=lambda edition: (edition.as_of, edition.code)))


def current_edition(editions: tuple[Edition, ...]) -> Edition:
    """Return the edition that the site shows first: the newest that is not a back-cast."""
    return [edition for edition in editions if edition.status != "back-cast"][-1]


def _edition(file: str, table: dict[str, Any], number: int) -> Edition:
    entry = f'{file}: edition "{table.get("code", f"number {number}")}"'
    for field in table.keys() - FIELDS.keys():
        raise EditionError(f'{entry}: field "{field}": is not a field of an edition')
    for field, kind in FIELDS.items():
        if not isinstance(table.get(field), kind):
            raise EditionError(f'{entry}: field "{field}": expected {kind.__name__}, found {table.get(field)!r}')
    if table["status"] not in STATUSES:
        raise EditionError(f'{entry}: field "status": expected one of {", ".join(STATUSES)}, found "{table["status"]}"')
    return Edition(**table)
