"""Compiles what surrounds a council and is never scored: deprivation, rural or urban, broadband."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from errors import SourceError
from register.compile import Table

DEPRIVATION = "deprivation/la_imd.csv"
RURALITY = "la-similarity-labels/ruc_la_labels.csv"
BROADBAND = "ofcom-connected-nations-2024/broadband-by-laua.json"
CONTEXT_COLUMNS: dict[str, tuple[str, ...]] = {
    DEPRIVATION: ("local-authority-code", "la-deprivation-score", "la-imd-pop-quintile"),
    RURALITY: ("local-authority-code", "label"),
}
CONTEXT_HEADER = (
    "authority", "deprivation_score", "deprivation_quintile", "deprivation_source", "rurality", "rurality_source",
    "superfast_percent", "full_fibre_percent", "gigabit_percent", "broadband_source", "combined_authority",
)  # fmt: skip
_SPEEDS = ("superfast", "fullFibre", "gigabit")
_OFCOM = "ofcom-connected-nations-2024"
_OFCOM_MEAN = f"{_OFCOM}, mean of its districts weighted by population"

Broadband = dict[str, dict[str, float]]


def read_broadband(folder: Path) -> Broadband:
    """Return ONS code -> share of premises (0-100) per kind of line; SourceError if the file is not as agreed."""
    try:
        found = json.loads((folder / BROADBAND).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SourceError(_OFCOM, f"{BROADBAND}: cannot be read as JSON: {error}") from None
    if not isinstance(found, dict) or not found:
        raise SourceError(_OFCOM, f"{BROADBAND}: expected an object with one entry per ONS code")
    for code, entry in found.items():
        for speed in _SPEEDS:
            value = entry.get(speed) if isinstance(entry, dict) else None
            if not isinstance(value, int | float) or not 0 <= value <= 100:
                raise SourceError(_OFCOM, f"{code}: found {value!r}, expected a percentage 0-100", column=speed)
    return found


def context_rows(
    crosswalk: Table, deprivation: Table, rurality: Table, broadband: Broadband
) -> list[tuple[object, ...]]:
    """Return the rows of context.csv sorted by code; an unknown value is an empty cell.

    Broadband is published for districts and single-tier councils. A county gets the mean of all its
    districts weighted by population (2020), which stands for premises, and its source says so; a county
    with a district missing gets nothing.
    """
    poor = {row["local-authority-code"]: row for row in deprivation}
    rural = {row["local-authority-code"]: row["label"] for row in rurality}
    return sorted(
        (row["gss_current"], *_deprivation(poor.get(row["register_code"])), *_rurality(rural.get(row["register_code"])),
         *_broadband(row, crosswalk, broadband), row["combined_authority"])
        for row in crosswalk
    )  # fmt: skip


def _deprivation(row: Mapping[str, str] | None) -> tuple[object, ...]:
    if row is None:
        return "", "", ""
    return round(float(row["la-deprivation-score"]), 3), int(row["la-imd-pop-quintile"]), "deprivation"


def _rurality(label: str | None) -> tuple[object, ...]:
    return (label, "la-similarity-labels") if label else ("", "")


def _broadband(row: Mapping[str, str], crosswalk: Table, broadband: Broadband) -> tuple[object, ...]:
    own = _entry(row, broadband)
    if own:
        return *(own[speed] for speed in _SPEEDS), _OFCOM
    below = [one for one in crosswalk if one["parent_slug"] == row["slug"]]
    entries = [_entry(one, broadband) for one in below]
    if not below or None in entries:
        return "", "", "", ""
    people = [int(one["pop_2020"]) for one in below]
    return *(_mean(entries, people, speed) for speed in _SPEEDS), _OFCOM_MEAN


def _entry(row: Mapping[str, str], broadband: Broadband) -> dict[str, float] | None:
    codes = (row["gss_current"], row["gss_mysociety_register"], *row["gss_former"].split())
    return next((broadband[code] for code in codes if code in broadband), None)


def _mean(entries: list[dict[str, float] | None], people: list[int], speed: str) -> float:
    weighted = sum(entry[speed] * count for entry, count in zip(entries, people, strict=True) if entry)
    return round(weighted / sum(people), 1)
