"""The 40 services and who has the duty, from the project's own register."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

REGISTER = Path(__file__).parents[2] / "data" / "register"
TYPES = ("county", "district", "english-unitary", "metropolitan", "london", "scotland", "wales", "northern-ireland")
NATION = {"scotland": "Scotland", "wales": "Wales", "northern-ireland": "Northern Ireland"}

AREAS = {
    "Council tax and benefits": ("S01", "S02", "S03", "S04", "C11"),
    "Bins and recycling": ("S05", "S06", "S07", "S08", "S09", "S10"),
    "Roads, parking and streets": ("S11", "S12", "S13", "S14", "S15", "S17", "S18", "S19", "S28"),
    "Planning and building": ("S20", "S21", "S22"),
    "Business and licensing": ("S23", "S16"),
    "Births, deaths and libraries": ("S24", "S25"),
    "Schools and families": ("S26", "S27", "C07", "C08"),
    "Care and support": ("C01", "C02", "C03", "C04", "C05", "C06"),
    "Housing": ("C09", "C10", "C12"),
}
"""Top-level sections of every simulated site -> the services filed under them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One service: cap is the highest ladder level; lgsl the ids GOV.UK uses, perhaps none."""

    code: str
    name: str
    lgsl: tuple[int, ...]
    cap: int


@cache
def services() -> dict[str, Entry]:
    """Code -> service, in the order of the register."""
    with (REGISTER / "services.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        row["code"]: Entry(
            row["code"],
            row["name"],
            tuple(dict.fromkeys(int(word.partition("/")[0]) for word in row["lgsl"].split())),
            int(row["cap"]),
        )
        for row in rows
    }


@cache
def duties(kind: str) -> dict[str, str]:
    """Service code -> full, part or none for one authority type."""
    with (REGISTER / "duties.csv").open(encoding="utf-8", newline="") as file:
        return {row["service"]: row["duty"] for row in csv.DictReader(file) if row["type"] == kind}
