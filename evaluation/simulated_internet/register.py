"""A register of simulated councils, in the files and form of data/register/."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from collectors.open_data import govuk_local_links
from collectors.open_data.facts_file import write_facts
from evaluation.simulated_internet.catalogue import duties
from evaluation.simulated_internet.councils import AS_OF, SimCouncil
from evaluation.simulated_internet.placing import LocalLink
from models import Authority, AuthorityType, Fact, Message, Status
from paths import DATA, REGISTER
from register.authorities import AUTHORITIES_HEADER, IDENTIFIERS_HEADER, RELATIONS_HEADER
from register.hexes import HEXES_HEADER
from register.link_errors import LINK_ERRORS_HEADER
from register.names import NAMES_HEADER
from register.services import EXCEPTIONS_HEADER

PREFIX = {"county": "E10", "district": "E07", "english-unitary": "E06", "metropolitan": "E08", "london": "E09",
          "scotland": "S12", "wales": "W06", "northern-ireland": "N09"}  # fmt: skip
"""How the ONS codes of each type begin."""


def registered(councils: Sequence[SimCouncil]) -> tuple[Authority, ...]:
    """Return the councils' authorities in the same order, with codes as the ONS might give them but has not.

    Districts lie in the first county, so there has to be one.
    """
    coded = [replace(one.authority, code=code_of(one.authority.type, n)) for n, one in enumerate(councils)]
    county = next((one.code for one in coded if one.type is AuthorityType.COUNTY), None)
    return tuple(replace(one, parent=county) if one.type is AuthorityType.DISTRICT else one for one in coded)


def code_of(kind: AuthorityType, number: int) -> str:
    """Return the code of council `number` of a register."""
    return f"{PREFIX[kind]}{990000 + number}"


def write_register(folder: Path, authorities: Iterable[Authority]) -> None:
    """Write the authorities into a new folder, with the real services and duties.

    No table may be empty, so the first council has a predecessor, an identifier and an exception that changes nothing.
    """
    folder.mkdir(parents=True)
    for name in ("services.csv", "duties.csv", "service_words.csv", "govuk_pages.csv"):
        shutil.copy(REGISTER / name, folder / name)
    shutil.copy(DATA / "life-events.toml", folder.parent / "life-events.toml")
    ordered = sorted(authorities, key=lambda one: one.code)
    first = ordered[0]
    write_table(folder / "authorities.csv", AUTHORITIES_HEADER, [_row(one) for one in ordered])
    write_table(folder / "relations.csv", RELATIONS_HEADER, [_relation(first)])
    write_table(folder / "names.csv", NAMES_HEADER, [[first.code, "cy", "Cyngor Dyfeisiedig"]])
    write_table(folder / "link_errors.csv", LINK_ERRORS_HEADER, [[first.code, "S01", first.code, "2026-01-01"]])
    write_table(folder / "identifiers.csv", IDENTIFIERS_HEADER, [["register", "zzz", first.code]])
    cells = [
        [one.code, str(n % 20), str(n // 20)] for n, one in enumerate(ordered) if one.type is not AuthorityType.COUNTY
    ]
    write_table(folder / "hexes.csv", HEXES_HEADER, cells)
    unchanged = [first.code, "S01", duties(first.type)["S01"], "Invented: as for all of its type."]
    write_table(folder / "exceptions.csv", EXCEPTIONS_HEADER, [unchanged])


def write_links(folder: Path, councils: Sequence[SimCouncil], authorities: Sequence[Authority]) -> None:
    """Write what GOV.UK's register of links knows of each council, as it is compiled beside the real register."""
    folder.mkdir(parents=True)
    links = {(one.code, link.lgsl): link for council, one in zip(councils, authorities, strict=True)
             for link in council.local_links if link.url}  # fmt: skip
    write_facts(folder / f"{govuk_local_links.NAME}.csv", [_link(code, one) for (code, _), one in links.items()])


def _link(code: str, link: LocalLink) -> Fact:
    """A link that leads nowhere is offered like any other: the register does not know."""
    message = Message("local_links.page", {"lgsl": str(link.lgsl), "lgil": "8", "checker": "", "day": AS_OF})
    return Fact(code, govuk_local_links.measure(link.lgsl), 1, Status.MEASURED, AS_OF, govuk_local_links.NAME,
                message=message, url=link.url or "")  # fmt: skip


def _relation(one: Authority) -> list[str]:
    known = {"authority": one.code, "relation": "predecessor", "other_name": "Old Invented Council",
             "other_slug": "old-invented", "other_type": one.type.value, "on_date": "2009-04-01"}  # fmt: skip
    return [known.get(name, "") for name in RELATIONS_HEADER]


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write one table of a register."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def _row(one: Authority) -> list[str]:
    values = [getattr(one, name) for name in AUTHORITIES_HEADER]
    return ["" if value in (None, ()) else str(value) for value in values]
