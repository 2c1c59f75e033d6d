"""The 40 services and who has the duty, from the project's own register."""

from __future__ import annotations

from functools import cache

from models import AuthorityType, Service
from paths import REGISTER
from register.services import load_services

TYPES = tuple(one.value for one in AuthorityType)
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


@cache
def services() -> dict[str, Service]:
    """Code -> service, in the order of the register."""
    return {one.code: one for one in load_services(REGISTER)}


@cache
def duties(kind: str) -> dict[str, str]:
    """Service code -> full, part or none for one authority type."""
    return {code: one.duty[AuthorityType(kind)] for code, one in services().items()}
