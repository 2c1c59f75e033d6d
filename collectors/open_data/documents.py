"""Reading JSON strictly: every field that is not as its contract says is refused by name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from collectors.open_data.tables import decoded
from errors import SourceError

Fields = Mapping[str, Any]


def read_object(source: str, file: str, raw: bytes) -> Fields:
    """Return the object that a JSON file is.

    Raises SourceError if it is empty, not UTF-8, a web page, no JSON, or JSON of another kind.
    """
    found = _json(source, file, raw)
    if not isinstance(found, dict):
        raise SourceError(source, f"{file}: found {str(found)[:40]!r}, expected an object")
    return found


def read_objects(source: str, file: str, raw: bytes) -> tuple[Fields, ...]:
    """Return the objects of a JSON file that is a list of them; raises SourceError as read_object."""
    return _objects(source, file, _json(source, file, raw), "")


def objects(source: str, file: str, fields: Fields, name: str, *, within: str = "") -> tuple[Fields, ...]:
    """Return the objects of a field that is a list of them; raises SourceError as field, or naming what is none."""
    place = f"{within}.{name}" if within else name
    return _objects(source, file, field(source, file, fields, name, list, within=within), place)


def count(source: str, file: str, fields: Fields, name: str, *, within: str = "") -> int:
    """Return a field that is a whole number of at least 0; raises SourceError as field, or naming the number."""
    found: int = field(source, file, fields, name, int, within=within)
    if found < 0:
        place = f"{within}.{name}" if within else name
        raise SourceError(source, f"{file}: found {found}, expected a number of at least 0", column=place)
    return found


def _objects(source: str, file: str, found: object, place: str) -> tuple[Fields, ...]:
    if not isinstance(found, list):
        raise SourceError(source, f"{file}: found {str(found)[:40]!r}, expected a list", column=place or None)
    for position, one in enumerate(found):
        if not isinstance(one, dict):
            message = f"{file}: found {str(one)[:40]!r}, expected an object"
            raise SourceError(source, message, column=f"{place}[{position}]")
    return tuple(found)


def _json(source: str, file: str, raw: bytes) -> object:
    try:
        return json.loads(decoded(source, file, raw))
    except json.JSONDecodeError as error:
        raise SourceError(source, f"{file} is not JSON: {error.msg}", error.lineno) from None
    except RecursionError:
        raise SourceError(source, f"{file} is nested too deeply") from None


def field(source: str, file: str, fields: Fields, name: str, kind: type, *, within: str = "") -> Any:
    """Return one field of an object. within: where the object stands, for the message.

    Raises SourceError naming file, field, value and kind if it is missing or of another kind.
    """
    place = f"{within}.{name}" if within else name
    if name not in fields:
        raise SourceError(source, f"{file}: there is no such field", column=place)
    if not isinstance(fields[name], kind) or (kind is int and isinstance(fields[name], bool)):
        raise SourceError(source, f"{file}: found {str(fields[name])[:40]!r}, expected {kind.__name__}", column=place)
    return fields[name]
