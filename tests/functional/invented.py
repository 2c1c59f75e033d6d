"""A small invented country: the inputs of an edition of councils of all eight types, three of which cannot be read."""

from __future__ import annotations

import csv
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from edition.register_rows import CONTEXT_HEADER
from evaluation.simulated_internet.catalogue import services
from evaluation.simulated_internet.councils import SimCouncil, make_councils
from evaluation.simulated_internet.faults import FAULTS
from models import Authority, AuthorityType
from register.authorities import AUTHORITIES_HEADER, IDENTIFIERS_HEADER, RELATIONS_HEADER
from register.services import EXCEPTIONS_HEADER

ROOT = Path(__file__).resolve().parents[2]
SEED = 5
PREFIX = {"county": "E10", "district": "E07", "english-unitary": "E06", "metropolitan": "E08", "london": "E09",
          "scotland": "S12", "wales": "W06", "northern-ireland": "N09"}  # fmt: skip
UNREADABLE = {"challenge_403": "blocked", "javascript_shell": "needs_javascript", "connection_refused": "unreachable"}
"""Faults that stand for councils -> how a truthful crawl ends with them."""


@dataclass(frozen=True, slots=True)
class Country:
    """The councils that can be read, with their truth, and slug -> how the reading of the others must end."""

    councils: tuple[SimCouncil, ...]
    authorities: tuple[Authority, ...]
    unreadable: dict[str, str]


def make_country(data: Path, count: int) -> Country:
    """Write the inputs of an edition to `data` and return who lives there; the codes look like ONS codes in no use."""
    councils = tuple(make_councils(count, SEED))
    read = [replace(one.authority, code=_code(one.authority.type, n)) for n, one in enumerate(councils)]
    county = next(one.code for one in read if one.type is AuthorityType.COUNTY)
    read = [replace(one, parent=county) if one.type is AuthorityType.DISTRICT else one for one in read]
    lost = [_lost(count + n, name) for n, name in enumerate(UNREADABLE)]
    everyone = tuple(sorted((*read, *lost), key=lambda one: one.code))
    _write_inputs(data, everyone)
    _write_local_links(data / "local-links.csv", read, councils)
    return Country(councils, everyone, {one.slug: UNREADABLE[name] for one, name in zip(lost, UNREADABLE, strict=True)})


def _code(kind: AuthorityType, number: int) -> str:
    return f"{PREFIX[kind]}{990000 + number}"


def _lost(number: int, fault: str) -> Authority:
    name = fault.replace("_", "-")
    kind = AuthorityType.ENGLISH_UNITARY
    return Authority(
        _code(kind, number), f"lost-{name}", f"Lost {name} Council", f"Lost {name}", kind, "England", "Simulated", None,
        FAULTS[fault].url, None, None, None, None,
    )  # fmt: skip


def _write_inputs(data: Path, authorities: tuple[Authority, ...]) -> None:
    (data / "register").mkdir(parents=True)
    (data / "facts").mkdir()
    for name in ("framework.toml", "editions.toml", "sources.toml", "detector-grades.json"):
        shutil.copy(ROOT / "data" / name, data / name)
    for name in ("services.csv", "duties.csv"):
        shutil.copy(ROOT / "data" / "register" / name, data / "register" / name)
    _write(data, "authorities.csv", AUTHORITIES_HEADER, [_row(one) for one in authorities])
    first = authorities[0]
    _write(data, "relations.csv", RELATIONS_HEADER, [_relation(first)])
    _write(data, "identifiers.csv", IDENTIFIERS_HEADER, [["register", "zzz", first.code]])
    _write(data, "exceptions.csv", EXCEPTIONS_HEADER, [[first.code, "C12", "none", "Invented: it has no homes."]])
    blank = [""] * (len(CONTEXT_HEADER) - 1)
    _write(data, "context.csv", CONTEXT_HEADER, [[one.code, *blank] for one in authorities])


def _relation(one: Authority) -> list[str]:
    known = {"authority": one.code, "relation": "predecessor", "other_name": "Old Invented Council",
             "other_slug": "old-invented", "other_type": one.type.value, "on_date": "2009-04-01"}  # fmt: skip
    return [known.get(name, "") for name in RELATIONS_HEADER]


def _write_local_links(path: Path, read: list[Authority], councils: tuple[SimCouncil, ...]) -> None:
    names = {code: entry.name for code, entry in services().items()}
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["GSS", "Description", "LGSL", "URL"])
        for one, council in zip(read, councils, strict=True):
            links = (link for link in council.local_links if link.url)
            out.writerows([one.code, names[link.service], link.lgsl, link.url] for link in links)


def _row(one: Authority) -> list[str]:
    values = [getattr(one, name) for name in AUTHORITIES_HEADER]
    return ["" if value in (None, ()) else str(value) for value in values]


def _write(data: Path, name: str, header: tuple[str, ...], rows: list[list[str]]) -> None:
    with (data / "register" / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
