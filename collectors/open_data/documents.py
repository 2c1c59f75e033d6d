"""Reading JSON strictly: every field that is not as its contract says is refused by name."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from collectors.open_data.tables import decoded
from errors import SourceError

Fields = Mapping[str, Any]
MOST_DIGITS = 15
"""A whole number of more is no longer exact where it is counted with, and is none that anybody counted."""

MOST_NAMED = 8
"""Fields that are named where one is missing: the new name may be among them."""

_HALF = re.compile(r"\\u[dD][89a-fA-F]")
"""Half of a character that JSON writes in two halves."""


def read_object(source: str, file: str, raw: bytes) -> Fields:
    """Return the object that a JSON file is.

    Raises SourceError if it is empty, not UTF-8, a web page, no JSON, or JSON of another kind.
    """
    return object_in(source, file, decoded(source, file, raw))


def object_in(source: str, file: str, text: str) -> Fields:
    """Return the object that a text is in JSON. file: where it stood. Raises SourceError as read_object."""
    found = _json(source, file, text)
    if not isinstance(found, dict):
        raise SourceError(source, f"{file}: found {str(found)[:40]!r}, expected an object")
    return found


def read_objects(source: str, file: str, raw: bytes) -> tuple[Fields, ...]:
    """Return the objects of a JSON file that is a list of them; raises SourceError as read_object."""
    return _objects(source, file, _json(source, file, decoded(source, file, raw)), "")


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


def _json(source: str, file: str, text: str) -> object:
    try:
        found = json.loads(text, parse_int=_int)
        if _HALF.search(text):  # which no file of ours could be written with
            json.dumps(found, ensure_ascii=False).encode()
        return found
    except json.JSONDecodeError as error:
        raise SourceError(source, f"{file} is not JSON: {error.msg}", error.lineno) from None
    except UnicodeEncodeError as error:
        raise SourceError(source, f"{file}: {error.object[error.start]!r} is half a character") from None
    except RecursionError:
        raise SourceError(source, f"{file} is nested too deeply") from None


def _there_are(fields: Fields) -> str:
    names = [repr(name[:40]) for name in list(fields)[:MOST_NAMED]]
    more = ", ..." if len(fields) > MOST_NAMED else ""
    return f"there are {', '.join(names)}{more}" if names else "there is none at all"


def _int(digits: str) -> int | float:
    return int(digits) if len(digits) <= MOST_DIGITS else float(digits)


def field(source: str, file: str, fields: Fields, name: str, kind: type, *, within: str = "") -> Any:
    """Return one field of an object. within: where the object stands, for the message.

    Raises SourceError naming file, field, value and kind if it is missing or of another kind.
    """
    place = f"{within}.{name}" if within else name
    if name not in fields:
        raise SourceError(source, f"{file}: there is no such field; {_there_are(fields)}", column=place)
    if not isinstance(fields[name], kind) or (kind is int and isinstance(fields[name], bool)):
        raise SourceError(source, f"{file}: found {str(fields[name])[:40]!r}, expected {kind.__name__}", column=place)
    return fields[name]
