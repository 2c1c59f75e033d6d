"""The 382 principal authorities and what became of those before them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from counted import plural
from errors import RegisterError
from models import Authority, AuthorityType
from register.abolished import abolished_councils
from register.tables import Row, read_table

AUTHORITIES_HEADER = (
    "code", "slug", "name", "short_name", "type", "nation", "region", "parent", "homepage", "population", "area_km2",
    "start", "end", "former_codes", "predecessors", "successors",
)  # fmt: skip
RELATIONS_HEADER = (
    "authority", "relation", "other_code", "other_register", "other_name", "other_slug", "other_type",
    "other_population", "other_area_km2", "other_start", "on_date", "note",
)  # fmt: skip
IDENTIFIERS_HEADER = ("scheme", "value", "authority")
COUNTS: dict[AuthorityType, int] = {
    AuthorityType.COUNTY: 21,
    AuthorityType.DISTRICT: 164,
    AuthorityType.ENGLISH_UNITARY: 63,
    AuthorityType.METROPOLITAN: 36,
    AuthorityType.LONDON: 33,
    AuthorityType.SCOTLAND: 32,
    AuthorityType.WALES: 22,
    AuthorityType.NORTHERN_IRELAND: 11,
}
"""How many councils of each type the United Kingdom has in the register's edition: 382."""

_CODE = re.compile(r"(E06|E07|E08|E09|E10|S12|W06|N09)\d{6}")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Relation:
    """One step of reorganisation: `other` came before (`predecessor`) or comes after (`successor`) an authority.

    other_code: ONS code, empty if none has been given yet. other_register: the three letters of the
    local-authority register. on_date: the day on which the one ceased and its successor took over.
    other_population (2020, people) and other_area_km2 are None where no source has them.
    """

    authority: str
    relation: str
    other_code: str
    other_register: str
    other_name: str
    other_slug: str
    other_type: AuthorityType
    other_population: int | None
    other_area_km2: float | None
    other_start: date | None
    on_date: date
    note: str


def _code(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise ValueError(text)
    return text


def _slug(text: str) -> str:
    if not _SLUG.fullmatch(text):
        raise ValueError(text)
    return text


def _positive(kind: type[int] | type[float], text: str) -> int | float:
    number = kind(text)
    if not 0 < number < 1e9:
        raise ValueError(text)
    return number


def _people(text: str) -> int:
    return int(_positive(int, text))


def _area(text: str) -> float:
    return float(_positive(float, text))


def _homepage(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+\.[^\s]+", text):
        raise ValueError(text)
    return text


def _authority(row: Row) -> Authority:
    types = ", ".join(AuthorityType)
    return Authority(
        code=row.parse("code", _code, "an ONS code such as E06000001"),
        slug=row.parse("slug", _slug, "lower-case words joined by hyphens"),
        name=row.required("name"),
        short_name=row.required("short_name"),
        type=row.parse("type", AuthorityType, f"one of {types}"),
        nation=row.required("nation"),
        region=row.required("region"),
        parent=row.optional("parent", _code, "the ONS code of a county, or nothing"),
        homepage=row.parse("homepage", _homepage, "a web address"),
        population=row.optional("population", _people, "a whole number of people"),
        area_km2=row.optional("area_km2", _area, "square kilometres above zero"),
        start=row.day("start"),
        end=row.day("end"),
        former_codes=row.words("former_codes"),
        predecessors=row.words("predecessors"),
        successors=row.words("successors"),
    )


def _refuse_duplicates(rows: tuple[Row, ...], fields: tuple[str, ...]) -> None:
    for name in fields:
        seen: dict[str, int] = {}
        for row in rows:
            first = seen.setdefault(row[name], row.line)
            if first != row.line:
                raise row.error(name, f"a value of its own (line {first} has it already)")


def _refuse_orphans(rows: tuple[Row, ...], authorities: tuple[Authority, ...]) -> None:
    counties = {one.code for one in authorities if one.type is AuthorityType.COUNTY}
    for row, one in zip(rows, authorities, strict=True):
        if one.type is AuthorityType.DISTRICT and one.parent not in counties:
            raise row.error("parent", "the code of a county in this file")
        if one.type is not AuthorityType.DISTRICT and one.parent:
            raise row.error("parent", f"nothing, because type is {one.type}")


def _refuse_code_clash(rows: tuple[Row, ...], authorities: tuple[Authority, ...]) -> None:
    owner = {one.code: one.slug for one in authorities}
    for row, one in zip(rows, authorities, strict=True):
        for code in one.former_codes:
            if not _CODE.fullmatch(code) or owner.setdefault(code, one.slug) != one.slug or code == one.code:
                raise row.error("former_codes", f"ONS codes no other council has ({code} is not one)")


def load_authorities(path: Path) -> tuple[Authority, ...]:
    """Return the authorities of data/register/authorities.csv in the order of the file (by code).

    Raises RegisterError naming file, line, field, value and expectation: unknown type, duplicate
    code, slug or name, a district without its county, a former code that two councils claim, a bad date.
    """
    rows = read_table(path, AUTHORITIES_HEADER)
    authorities = tuple(_authority(row) for row in rows)
    _refuse_duplicates(rows, ("code", "slug", "name"))
    _refuse_orphans(rows, authorities)
    _refuse_code_clash(rows, authorities)
    return authorities


def load_relations(path: Path) -> tuple[Relation, ...]:
    """Return the relations of data/register/relations.csv; RegisterError as load_authorities."""
    return tuple(
        Relation(
            authority=row.parse("authority", _code, "an ONS code"),
            relation=row.parse("relation", _relation_kind, "predecessor or successor"),
            other_code=row.optional("other_code", _code, "an ONS code, or nothing") or "",
            other_register=row["other_register"],
            other_name=row.required("other_name"),
            other_slug=row.parse("other_slug", _slug, "lower-case words joined by hyphens"),
            other_type=row.parse("other_type", AuthorityType, f"one of {', '.join(AuthorityType)}"),
            other_population=row.optional("other_population", _people, "a whole number of people"),
            other_area_km2=row.optional("other_area_km2", _area, "square kilometres above zero"),
            other_start=row.day("other_start"),
            on_date=row.parse("on_date", date.fromisoformat, "a date such as 2023-04-01"),
            note=row["note"],
        )
        for row in read_table(path, RELATIONS_HEADER)
    )


def _relation_kind(text: str) -> str:
    if text not in ("predecessor", "successor"):
        raise ValueError(text)
    return text


def load_identifiers(path: Path) -> dict[tuple[str, str], str]:
    """Return (scheme, value) -> current ONS code from data/register/identifiers.csv.

    Schemes: `register` (three letters, as in local-authority-eng:ABC), `custodian`, `snac`, `wdtk`, and
    `name` (any known spelling, folded by `fold_name`). RegisterError if one value names two councils.
    """
    found: dict[tuple[str, str], str] = {}
    for row in read_table(path, IDENTIFIERS_HEADER):
        key, code = (row.required("scheme"), row.required("value")), row.parse("authority", _code, "an ONS code")
        if found.setdefault(key, code) != code:
            raise row.error("value", f"a value of its own (it names {found[key]} already)")
    return found


def fold_name(name: str) -> str:
    """Return a name as it is compared: case folded, "&" as "and", no punctuation, single spaces."""
    return " ".join(re.sub(r"[^\w\s]", " ", name.casefold().replace("&", " and ")).split())


@dataclass(frozen=True)
class Register:
    """Every authority with its look-ups. Codes: current or former. Unknown keys give None, never a guess.

    abolished: councils that have ended since history begins, each under the code it had. None of the look-ups
    finds them: the code of a county that became a unitary (North Yorkshire, Somerset) means today's council.
    """

    authorities: tuple[Authority, ...]
    relations: tuple[Relation, ...] = ()
    identifiers: dict[tuple[str, str], str] = field(default_factory=dict, hash=False)
    abolished: tuple[Authority, ...] = field(init=False, compare=False)
    _codes: dict[str, Authority] = field(init=False, repr=False, compare=False)
    _slugs: dict[str, Authority] = field(init=False, repr=False, compare=False)
    _names: dict[str, Authority] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        own = {one.code: one for one in self.authorities}
        former = {code: one for one in self.authorities for code in one.former_codes}
        names = {fold_name(text): one for one in self.authorities for text in (one.short_name, one.name)}
        known = {value: own[code] for (scheme, value), code in self.identifiers.items() if scheme == "name"}
        object.__setattr__(self, "abolished", abolished_councils(self.authorities, self.relations))
        object.__setattr__(self, "_codes", former | own)
        object.__setattr__(self, "_slugs", {one.slug: one for one in self.authorities})
        object.__setattr__(self, "_names", known | names)

    def __len__(self) -> int:
        return len(self.authorities)

    def by_code(self, code: str) -> Authority | None:
        """Return the authority with this current or former ONS code, or None."""
        return self._codes.get(code)

    def by_slug(self, slug: str) -> Authority | None:
        """Return the authority with this slug, or None."""
        return self._slugs.get(slug)

    def by_name(self, name: str) -> Authority | None:
        """Return the authority with this name, whatever its case and punctuation, or None."""
        return self._names.get(fold_name(name))

    def find(self, text: str) -> Authority | None:
        """Return the authority with this slug, current or former ONS code, or name, or None."""
        return self.by_slug(text.lower()) or self.by_code(text) or self.by_name(text)

    def by_identifier(self, scheme: str, value: str) -> Authority | None:
        """Return the authority another register calls `value`, or None. Schemes: see load_identifiers."""
        code = self.identifiers.get((scheme, value))
        return self._codes[code] if code else None

    def of_type(self, kind: AuthorityType) -> tuple[Authority, ...]:
        """Return the peer group of one type."""
        return tuple(one for one in self.authorities if one.type is kind)

    def parent_of(self, authority: Authority) -> Authority | None:
        """Return the county above a district, or None for every other type."""
        return self._codes[authority.parent] if authority.parent else None

    def districts_of(self, county: Authority) -> tuple[Authority, ...]:
        """Return the districts of a county, none for every other type."""
        return tuple(one for one in self.authorities if one.parent == county.code)

    def successors_of(self, abolished: str) -> tuple[Authority, ...]:
        """Return today's councils that took over from an abolished one, by its ONS or register code."""
        wanted = (one for one in self.relations if one.relation == "predecessor")
        return tuple(self._codes[one.authority] for one in wanted if abolished in (one.other_code, one.other_register))


def check_counts(authorities: Iterable[Authority]) -> None:
    """Raise RegisterError unless every type has exactly the number of councils of COUNTS."""
    found = [one.type for one in authorities]
    for kind, expected in COUNTS.items():
        if found.count(kind) != expected:
            counted = plural(found.count(kind), "council")
            raise RegisterError(f'authorities.csv: field "type": {counted} of type {kind}, expected {expected}')


def load_register(folder: Path) -> Register:
    """Return the whole register from data/register/; RegisterError if a file is wrong or contradicts another."""
    authorities = load_authorities(folder / "authorities.csv")
    relations = load_relations(folder / "relations.csv")
    identifiers = load_identifiers(folder / "identifiers.csv")
    codes = {one.code for one in authorities}
    for name, used in (("relations.csv", {one.authority for one in relations}),
                       ("identifiers.csv", set(identifiers.values()))):  # fmt: skip
        if used - codes:
            raise RegisterError(f'{name}: field "authority": {min(used - codes)} is not in authorities.csv')
    return Register(authorities, relations, identifiers)
