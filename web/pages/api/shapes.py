"""JSON Schema (2020-12, as OpenAPI 3.1 has it) of what is answered, from the declarations of the tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from edition.datasets import dataset_fields
from edition.schema import BOOLEAN, DATE, INTEGER, REAL, SCORE, SHARE, Field, File

JsonSchema: TypeAlias = dict[str, Any]

TEXT: JsonSchema = {"type": "string"}
WHOLE: JsonSchema = {"type": "integer"}
YES_NO: JsonSchema = {"type": "boolean"}
_KINDS: Mapping[Any, JsonSchema] = {
    INTEGER: {"type": "integer"},
    BOOLEAN: {"type": "integer", "enum": [0, 1]},
    REAL: {"type": "number"},
    DATE: {"type": "string", "format": "date"},
}
_ENDS = {SCORE: {"minimum": 0, "maximum": 100}, SHARE: {"minimum": 0, "maximum": 1}}


def of_field(field: Field) -> JsonSchema:
    """Return the schema of one field; null where the declaration says what emptiness means."""
    schema = {**_KINDS.get(field.kind, TEXT), "description": field.meaning}
    gathered = not field.of and field.kind not in (INTEGER, REAL) and bool(field.column)
    if field.empty or gathered:
        schema["type"] = [schema["type"], "null"]
        schema["description"] += f"; null: {field.empty}" if field.empty else ""
        if "enum" in schema:
            schema["enum"] = [*schema["enum"], None]
    if field.kind == REAL:
        schema |= _ENDS.get(field.unit, {})
    return schema


def of_fields(fields: Iterable[Field]) -> JsonSchema:
    """Return the schema of one record, all of whose fields are there."""
    return of_members({field.name: of_field(field) for field in fields})


def of_members(members: Mapping[str, JsonSchema]) -> JsonSchema:
    """Return the schema of an object with these members, all of them there and no others."""
    return {"type": "object", "properties": dict(members), "required": list(members), "additionalProperties": False}


def of_list(item: JsonSchema) -> JsonSchema:
    """Return the schema of a list."""
    return {"type": "array", "items": item}


def of_file(connection: sqlite3.Connection, file: File) -> JsonSchema:
    """Return the schema of one row of a file under /data."""
    return of_fields(dataset_fields(connection, file))
