"""A small invented country: the inputs of an edition of councils of all eight types, three of which cannot be read."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from edition.register_rows import CONTEXT_HEADER
from evaluation.simulated_internet.catalogue import services
from evaluation.simulated_internet.councils import SimCouncil, make_councils
from evaluation.simulated_internet.faults import FAULTS
from evaluation.simulated_internet.register import code_of, registered, write_register, write_table
from models import Authority, AuthorityType
from register.services import EXCEPTIONS_HEADER

ROOT = Path(__file__).resolve().parents[2]
SEED = 5
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
    read = registered(councils)
    lost = [_lost(count + n, name) for n, name in enumerate(UNREADABLE)]
    everyone = tuple(sorted((*read, *lost), key=lambda one: one.code))
    _write_inputs(data, everyone)
    _write_local_links(data / "local-links.csv", read, councils)
    return Country(councils, everyone, {one.slug: UNREADABLE[name] for one, name in zip(lost, UNREADABLE, strict=True)})


def _lost(number: int, fault: str) -> Authority:
    name = fault.replace("_", "-")
    kind = AuthorityType.ENGLISH_UNITARY
    code = code_of(kind, number)
    return Authority(
        code, f"lost-{name}", f"Lost {name} Council", f"Lost {name}", kind, "England", "Simulated", None,
        FAULTS[fault].url, None, None, None, None,
    )  # fmt: skip


def _write_inputs(data: Path, authorities: tuple[Authority, ...]) -> None:
    register = data / "register"
    write_register(register, authorities)
    (data / "facts").mkdir()
    for name in ("framework.toml", "editions.toml", "sources.toml", "detector-grades.json", "probe-grades.json"):
        shutil.copy(ROOT / "data" / name, data / name)
    first = authorities[0]
    without_homes = [first.code, "C12", "none", "Invented: it has no homes."]
    write_table(register / "exceptions.csv", EXCEPTIONS_HEADER, [without_homes])
    blank = [""] * (len(CONTEXT_HEADER) - 1)
    write_table(register / "context.csv", CONTEXT_HEADER, [[one.code, *blank] for one in authorities])


def _write_local_links(path: Path, read: Sequence[Authority], councils: tuple[SimCouncil, ...]) -> None:
    names = {code: entry.name for code, entry in services().items()}
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["GSS", "Description", "LGSL", "URL"])
        for one, council in zip(read, councils, strict=True):
            links = (link for link in council.local_links if link.url)
            out.writerows([one.code, names[link.service], link.lgsl, link.url] for link in links)
