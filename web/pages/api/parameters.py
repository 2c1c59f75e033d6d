"""What may be asked of the interface: the query parameters of each address, from which checks and documents follow."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import RAISE, Schema, fields
from marshmallow.exceptions import ValidationError
from marshmallow.validate import Length, OneOf, Range, Regexp
from werkzeug.datastructures import MultiDict

from edition.editions import CODE
from edition.right_of_reply import STATUSES
from models import NATIONS
from web.pages.league_query import BY_TYPE, CORE, LONGEST, WITHOUT
from web.pages.words import TYPES

MOST = 1000
"""Records in one answer, at most."""
USUAL = 500
"""Records in one answer where nothing was asked: more than there are councils."""
LAST = 2**31 - 1
"""The greatest offset."""


class Whole(fields.Integer):
    """A whole number in ASCII digits; Python's own reading would also take 1_000, blanks and other digits."""

    default_error_messages = {"invalid": "a whole number in digits"}

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> int:
        if not re.fullmatch(r"-?[0-9]{1,12}", str(value), re.ASCII):
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


class Asked(Schema):
    """No parameter but those declared: a filter that is misspelt must not give the whole table."""

    error_messages = {"unknown": "nothing of this name: /api lists the parameters"}

    class Meta:
        unknown = RAISE


class Paged(Asked):
    """The part of a list that is wanted."""

    limit = Whole(
        load_default=USUAL, validate=Range(1, MOST), metadata={"description": "records in the answer, at most"}
    )
    offset = Whole(load_default=0, validate=Range(0, LAST), metadata={"description": "records to leave out before it"})


def one_of(choices: tuple[str, ...], meaning: str) -> fields.String:
    """Return a parameter with a fixed set of values."""
    return fields.String(validate=OneOf(choices), metadata={"description": meaning})


def code(pattern: str, meaning: str) -> fields.String:
    """Return a parameter that has a form; whether there is such a thing is asked later, and 404 if not."""
    return fields.String(validate=Regexp(pattern), metadata={"description": meaning})


TYPE = one_of(tuple(TYPES), "type of council")
SLUG = code(r"^[a-z0-9-]{1,80}$", "one council by its short name")
EDITION = code(rf"^{CODE.pattern}$", "the edition; the current one if not given")
INDICATOR = code(r"^[A-Z][A-Z0-9]{1,5}$", "one indicator by its code")
SERVICE = code(r"^[A-Z][0-9]{2}$", "one service by its code")
TO_MEND = one_of(("0", "1"), "1: those alone that are something to mend")
STATE = one_of(("observed", "missing", "not_applicable"), "state of the mark")
REPLY_STATUS = one_of(tuple(sorted({one for some in STATUSES.values() for one in some})), "what became of it")


class Councils(Paged):
    """Which councils."""

    type = TYPE
    nation = one_of(NATIONS, "nation")


class Search(Asked):
    """What is sought."""

    q = fields.String(
        required=True,
        validate=[Length(1, 1000), Regexp(r"^[\s\S]*\S", error="something besides blanks")],
        metadata={"description": "a postcode, a council's name or everyday words for a service"},
    )


class League(Asked):
    """Which table, and which of its rows; a filter by which the table cannot be narrowed is left out, and said."""

    type = TYPE
    view = one_of((BY_TYPE, CORE, WITHOUT), "within a type, on the common core, or without the heaviest reading")
    sort = code(r"^-?(score|name|coverage|D[1-8])$", "column, with a minus the other way round")
    q = fields.String(validate=Length(0, LONGEST), metadata={"description": "part of a name"})
    nation = fields.String(validate=Length(0, LONGEST), metadata={"description": "filter"})
    region = fields.String(validate=Length(0, LONGEST), metadata={"description": "filter"})
    county = fields.String(validate=Length(0, LONGEST), metadata={"description": "filter: short name of the county"})
    deprivation = fields.String(validate=Length(0, LONGEST), metadata={"description": "filter: fifth, 1 to 5"})
    rurality = fields.String(validate=Length(0, LONGEST), metadata={"description": "filter"})
    size = fields.String(validate=Length(0, LONGEST), metadata={"description": "filter: band of population"})


class Scores(Paged):
    """Which scores."""

    edition = EDITION
    council = SLUG
    type = TYPE


class Receipts(Paged):
    """Whose receipts."""

    council = SLUG
    measure = code(r"^[A-Za-z][A-Za-z0-9_]{1,40}$", "what was decided, by its code")


class Marks(Paged):
    """Which marks."""

    edition = EDITION
    council = SLUG
    indicator = INDICATOR
    state = STATE


class Replies(Paged):
    """Which replies and reports."""

    council = SLUG
    indicator = INDICATOR
    status = REPLY_STATUS


class Facts(Paged):
    """Which facts."""

    council = SLUG
    indicator = INDICATOR


class History(Paged):
    """Whose history."""

    council = SLUG


class Links(Paged):
    """Which addresses of GOV.UK's register."""

    council = SLUG
    service = SERVICE
    to_mend = TO_MEND


class Wrong(ValueError):
    """Parameters that are not as declared. errors: one dict each, with parameter, value and expected."""

    def __init__(self, errors: list[dict[str, str]]):
        super().__init__(f"{len(errors)} parameter(s)")
        self.errors = errors


def read(schema: type[Asked], query: MultiDict[str, str]) -> dict[str, Any]:
    """Return the values asked for, with the declared ones for what was left out. Raises Wrong naming every fault."""
    found = [_wrong(name, values[0], "once only") for name, values in query.lists() if len(values) > 1]
    try:
        asked: dict[str, Any] = schema().load(query.to_dict())
    except ValidationError as error:
        told = error.messages_dict
        found += [_wrong(name, query.get(name, ""), " ".join(map(str, told[name]))) for name in told]
    if found:
        raise Wrong(found)
    return asked


def _wrong(name: str, value: str, expected: str) -> dict[str, str]:
    return {"parameter": name[:40], "value": value[:80], "expected": expected}
