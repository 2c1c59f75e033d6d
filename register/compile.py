"""Compiles the register from the folders it was published in. Pure functions over tables of text, but for one reader.

Sources: council-crosswalk, mysociety-la-register, govuk-local-links-register, local-government-reorganisation,
uk-topojson (changes of code), govuk-service-tiers; context in register/compile_context.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path

from errors import SourceError
from models import AuthorityType
from register.authorities import fold_name
from register.tables import read_rows

Table = list[dict[str, str]]

CROSSWALK = "council-crosswalk/council_crosswalk.csv"
ABOLISHED = "council-crosswalk/abolished_councils.csv"
REGISTER = "mysociety-la-register/uk_local_authorities_current.csv"
NAMES = "mysociety-la-register/lookup_name_to_registry.csv"
LOCAL_LINKS = "govuk-local-links-register/local-authorities.csv"
REORGANISATION = "local-government-reorganisation/surrey_lgr_2027.csv"
CHANGES = "uk-topojson/changes.csv"

COLUMNS: dict[str, tuple[str, ...]] = {
    CROSSWALK: (
        "slug", "name", "nice_name", "nation", "region", "la_type", "parent_slug", "gss_current", "gss_llm_register",
        "gss_mysociety_register", "gss_former", "register_code", "predecessor_codes", "local_custodian_code", "snac",
        "wdtk_id", "combined_authority", "area_km2", "pop_2020",
    ),
    ABOLISHED: ("register_code", "gss", "name", "la_type", "end_date", "successor_slugs"),
    REGISTER: ("local-authority-code", "official-name", "start-date", "gss-code", "pop-2020", "area"),
    NAMES: ("la-name", "local-authority-code"),
    LOCAL_LINKS: ("slug", "gss", "homepage_url"),
    REORGANISATION: ("slug", "gss", "successor", "successor_code", "successor_slug", "vesting_date"),
    CHANGES: ("oldcd", "newcd", "newnm", "type"),
}  # fmt: skip

TYPES: dict[str, AuthorityType] = {
    "CTY": AuthorityType.COUNTY,
    "NMD": AuthorityType.DISTRICT,
    "UA": AuthorityType.ENGLISH_UNITARY,
    "MD": AuthorityType.METROPOLITAN,
    "LBO": AuthorityType.LONDON,
    "CC": AuthorityType.LONDON,
    "SCO": AuthorityType.SCOTLAND,
    "WPA": AuthorityType.WALES,
    "NID": AuthorityType.NORTHERN_IRELAND,
}
"""Type letters of the local-authority register; CC is the City of London."""


def read_source(folder: Path, name: str, columns: tuple[str, ...]) -> Table:
    """Return the rows of one source file; SourceError if it is missing, not UTF-8 or lacks a column we use."""
    source = name.split("/")[0]
    try:
        text = (folder / name).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SourceError(source, f"{name}: cannot be read ({error.strerror}), expected a CSV file") from None
    except UnicodeDecodeError as error:
        raise SourceError(source, f"{name}: byte {error.start} is not UTF-8") from None

    def refuse(message: str, line: int, column: str | None) -> SourceError:
        return SourceError(source, message, line, column)

    rows = read_rows(text, columns, refuse)
    if not rows:
        raise SourceError(source, "no rows below the header, expected at least one", row=1)
    return [row for _, row in rows]


def vesting_day(text: str) -> date:
    """Return the 1 April on which successors took over, from an end date that may be the day before."""
    end = date.fromisoformat(text)
    return end if (end.month, end.day) == (4, 1) else end + timedelta(days=1)


def former_codes(row: Mapping[str, str], changes: Table) -> list[str]:
    """Return every earlier ONS code of one council, sorted.

    A county whose name and code the GOV.UK register still uses for its successor (North Yorkshire,
    Somerset) counts as a former code, because that register means today's council by it.
    """
    current = row["gss_current"]
    codes = {*row["gss_former"].split(), row["gss_llm_register"], row["gss_mysociety_register"]}
    codes |= {one["oldcd"] for one in changes if one["newcd"] == current and one["type"] in ("new_code", "new_geo")}
    return sorted(codes - {current, ""})


def start_date(text: str) -> str:
    """Return a start date the register can vouch for, else "".

    Councils begin on 1 April; the other dates in the source (June 2005 for all of Scotland) are those of
    a register being typed in, so they say nothing about the council.
    """
    return text if text[5:] == "04-01" else ""


SPELLINGS = {"Rhondda Cynon Taff": "Rhondda Cynon Taf"}
"""Short name in the source -> as the council itself spells it."""


def full_name(row: Mapping[str, str], official: str) -> str:
    """Return a council's name: GOV.UK's, which follows changes of title sooner, save in two cases.

    A council made by a merger takes the name in the local-authority register, because GOV.UK still has
    those of councils that ended (Somerset County Council); so does one whose GOV.UK name does not say
    what the body is (Derby City).
    """
    says_what_it_is = any(word in row["name"] for word in ("Council", "Borough", "Corporation", "City of"))
    return row["name"] if says_what_it_is and not row["predecessor_codes"] else " ".join(official.split())


def authority_rows(
    crosswalk: Table, register: Table, local_links: Table, changes: Table, reorganisation: Table, abolished: Table
) -> list[tuple[object, ...]]:
    """Return the rows of authorities.csv sorted by code.

    predecessors: ONS codes. successors: slugs, because no ONS code has been given to them yet.
    """
    code_of = {row["slug"]: row["gss_current"] for row in crosswalk}
    begun = {row["local-authority-code"]: start_date(row["start-date"]) for row in register}
    official = {row["local-authority-code"]: row["official-name"] for row in register}
    homes = {row["slug"]: row["homepage_url"] for row in local_links}
    before = {row["register_code"]: row["gss"] for row in abolished}
    ends = {row["slug"]: row["vesting_date"] for row in reorganisation}
    after = _grouped((row["slug"], row["successor_slug"]) for row in reorganisation)
    regions = _county_regions(crosswalk)
    return sorted(
        (
            row["gss_current"], row["slug"], full_name(row, official[row["register_code"]]),
            SPELLINGS.get(row["nice_name"], row["nice_name"]),
            _type(row).value, row["nation"], regions.get(row["slug"], row["region"]),
            code_of.get(row["parent_slug"], ""), homes[row["slug"]], int(row["pop_2020"]), float(row["area_km2"]),
            begun.get(row["register_code"], ""), ends.get(row["slug"], ""), " ".join(former_codes(row, changes)),
            " ".join(sorted(before[code] for code in row["predecessor_codes"].split())),
            " ".join(after.get(row["slug"], [])),
        )
        for row in crosswalk
    )  # fmt: skip


def _county_regions(crosswalk: Table) -> dict[str, str]:
    """Return the region of each county as its districts give it: the source misplaces two counties."""
    below = _grouped((row["parent_slug"], row["region"]) for row in crosswalk if row["parent_slug"])
    for slug, regions in below.items():
        if len(set(regions)) != 1:
            found = ", ".join(sorted(set(regions)))
            message = f"{slug}: its districts lie in {found}, expected one region"
            raise SourceError("council-crosswalk", message, column="region")
    return {slug: regions[0] for slug, regions in below.items()}


def _type(row: Mapping[str, str]) -> AuthorityType:
    if row["la_type"] not in TYPES:
        who = row.get("slug") or row["name"]
        message = f'{who}: found "{row["la_type"]}", expected one of {", ".join(TYPES)}'
        raise SourceError("council-crosswalk", message, column="la_type")
    return TYPES[row["la_type"]]


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, value in sorted(pairs):
        found.setdefault(key, []).append(value)
    return found


def relation_rows(
    crosswalk: Table, abolished: Table, reorganisation: Table, register: Table
) -> list[tuple[object, ...]]:
    """Return the rows of relations.csv: every abolished council under each successor, and Surrey's successors.

    An abolished council comes with its type, its people (2020) and its area; the source has the last two only
    of councils that lived until then, and the cells of the others stay empty.
    """
    code_of = {row["slug"]: row["gss_current"] for row in crosswalk}
    begun = {slug: max(days) for slug, days in _ends_by_successor(abolished).items()}
    known = {row["gss-code"]: (_whole(row["pop-2020"]), row["area"], start_date(row["start-date"])) for row in register}
    rows = [
        (code_of[slug], "predecessor", one["gss"], one["register_code"], one["name"], slug_of(one["name"]),
         _type(one).value, *known.get(one["gss"], ("", "", "")), vesting_day(one["end_date"]).isoformat(),
         _passing(one, slug, begun))
        for one in abolished for slug in one["successor_slugs"].split()
    ]  # fmt: skip
    rows += [
        (code_of[one["slug"]], "successor", "", one["successor_code"], one["successor"], one["successor_slug"],
         AuthorityType.ENGLISH_UNITARY.value, "", "", "", one["vesting_date"], "No ONS code has been given yet.")
        for one in reorganisation
    ]  # fmt: skip
    return sorted(rows)


def slug_of(name: str) -> str:
    """Return a whole name in lower-case words joined by hyphens: no council of today has such a slug."""
    return fold_name(name).replace(" ", "-")


def _whole(text: str) -> int | str:
    return int(float(text)) if text else ""


def _ends_by_successor(abolished: Table) -> dict[str, list[date]]:
    pairs = [(slug, vesting_day(one["end_date"])) for one in abolished for slug in one["successor_slugs"].split()]
    return {slug: [day for name, day in pairs if name == slug] for slug, _ in pairs}


def _passing(one: Mapping[str, str], slug: str, begun: Mapping[str, date]) -> str:
    if vesting_day(one["end_date"]) == begun[slug]:
        return ""
    return "Ended before today's successor began: its area passed through a council that has itself ended."


def identifier_rows(crosswalk: Table, names: Table) -> list[tuple[object, ...]]:
    """Return the rows of identifiers.csv: what other registers call a council, one code per value.

    A spelling used for two bodies (the county of Somerset and the council of today) is kept only if it is
    today's own name, which the register's own look-up by name already answers.
    """
    rows = {
        (scheme, row[column], row["gss_current"])
        for row in crosswalk
        for scheme, column in (("register", "register_code"), ("custodian", "local_custodian_code"),
                               ("snac", "snac"), ("wdtk", "wdtk_id"))
        if row[column]
    }  # fmt: skip
    return sorted(rows | _name_rows(crosswalk, names))


def _name_rows(crosswalk: Table, names: Table) -> set[tuple[str, str, str]]:
    code_of = {row["register_code"]: row["gss_current"] for row in crosswalk}
    bodies: dict[str, set[str]] = {}
    for row in names:
        bodies.setdefault(fold_name(row["la-name"]), set()).add(row["local-authority-code"])
    return {
        ("name", name, code_of[next(iter(codes))])
        for name, codes in bodies.items()
        if name and len(codes) == 1 and codes <= code_of.keys()
    }
