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
    try:
        found = json.loads(decoded(source, file, raw))
    except json.JSONDecodeError as error:
        raise SourceError(source, f"{file} is not JSON: {error.msg}", error.lineno) from None
    except RecursionError:
        raise SourceError(source, f"{file} is nested too deeply") from None
    if not isinstance(found, dict):
        raise SourceError(source, f"{file}: found {str(found)[:40]!r}, expected an object")
    return found


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
