"""A small edition of 20 invented councils, made by the product itself from the files beside this one.

Every name is made up and every page made of it carries the "simulated" banner.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from edition.build import Inputs, edition_tables, load_inputs
from edition.writer import write_published
from register.postcode_tables import build_postcode_tables

FOLDER = Path(__file__).resolve().parent
SOURCE = "simsource"
Rows = dict[str, list[dict[str, Any]]]


@cache
def inputs() -> Inputs:
    """Return everything that the small edition is made of; one invented source emits every measure."""
    read = load_inputs(FOLDER, FOLDER.parents[1])
    return replace(read, measure_sources=dict.fromkeys(read.measure_sources, SOURCE))


EDITION = inputs().editions[0].code
COUNCILS = {one.slug: one for one in inputs().register.authorities}
INDICATORS = inputs().framework.indicators
DIMENSIONS = inputs().framework.dimensions


@cache
def values(slug: str) -> dict[str, float | None]:
    """Return indicator -> value of one council, None where it is missing; what does not apply is not there."""
    own = {fact.measure: fact.value for fact in inputs().facts if fact.authority == COUNCILS[slug].code}
    return {one.code: own[one.measure] for one in INDICATORS if one.measure in own}


@cache
def _tables() -> Rows:
    return {name: list(rows) for name, rows in edition_tables(inputs())[0].items()}


def build(path: Path, change: Callable[[Rows], object] = lambda rows: None) -> Path:
    """Write the simulated published.db at `path` and return the path. change: may alter the rows of any table first."""
    rows = deepcopy(_tables())
    rows["editions"][0]["simulated"] = 1
    change(rows)
    write_published(path, rows, _postcodes)
    return path


POSTCODES = {
    "SM1 1AA": "simford", "SM1 1AB": "simham", "SM2 2BB": "simport", "SM3 3CC": "glensim", "SM4 4DD": "llansim",
    "SM5 5EE": "simgate",
}  # fmt: skip
ELSEWHERE = {"SM1 9ZZ": None, "GY1 1AA": "L99999999", "IM1 1AA": "M99999999"}
"""No council, the Channel Islands and the Isle of Man; postcodes of Northern Ireland are left out."""


def _postcodes(connection: sqlite3.Connection) -> None:
    codes = {postcode: COUNCILS[slug].code for postcode, slug in POSTCODES.items()} | ELSEWHERE
    padded = [f"{outward:<4}{inward}" for outward, inward in (postcode.split() for postcode in codes)]
    build_postcode_tables(connection, [(padded, list(codes.values()))], inputs().register, include_ni=False)


def figures(path: Path, slug: str) -> dict[str, object]:
    """Return the `scores` row of one council of a database."""
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    row = connection.execute("SELECT * FROM scores WHERE slug = ?", (slug,)).fetchone()
    connection.close()
    return dict(row)
