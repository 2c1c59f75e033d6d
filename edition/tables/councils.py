"""Declared: the tables that say who the councils are, what they must do, and what they become."""

from __future__ import annotations

from dataclasses import replace

from edition.schema import BOTH, DATE, FILE, INTEGER, JSON, MESSAGE, REAL, SCORE, SHARE, TEXT, Column, Gathered, Table
from edition.tables.framework import EDITION

COUNCIL = Column("authority", TEXT, "current ONS code")
AUTHORITY = replace(COUNCIL, exported=FILE)


def _of_relations(relation: str) -> str:
    names = f"SELECT other_name FROM relations r WHERE r.authority = authorities.authority AND relation = '{relation}'"
    return f"SELECT group_concat(other_name, '; ') FROM ({names} ORDER BY other_name)"


AUTHORITIES = Table("authorities", "the councils of today", ("authority",), (
    Column("authority", TEXT, "current ONS code", exported=BOTH),
    Column("slug", TEXT, "short name used in addresses", exported=BOTH),
    Column("name", TEXT, "official name", exported=BOTH),
    Column("type", TEXT, "peer group, one of eight", exported=BOTH),
    Column("nation", TEXT, "nation", exported=BOTH),
    Column("region", TEXT, "region", exported=BOTH),
    Column("parent", TEXT, "ONS code of the county above a district", "", "no county above it", FILE),
    Column("homepage", TEXT, "home page", exported=BOTH),
    Column("population", INTEGER, "people, 2020", "people", "not known", BOTH),
    Column("area_km2", REAL, "square kilometres", "km2", "not known", FILE),
    Column("start_on", DATE, "first day", "", "before the register begins", FILE),
    Column("end_on", DATE, "day on which it ceases, if known", "", "none is known", BOTH),
    Gathered("former_codes", "earlier ONS codes, separated by spaces",
             "SELECT group_concat(code, ' ') FROM (SELECT code FROM former_codes f "
             "WHERE f.authority = authorities.authority ORDER BY code)"),
    Gathered("predecessors", "councils it replaced since 2019, separated by '; '", _of_relations("predecessor")),
    Gathered("successors", "councils that will replace it, separated by '; '", _of_relations("successor")),
    Column("map_column", INTEGER, "column of its cell on the map of hexagons, from the left", "",
           "has no cell, as no county has", FILE),
    Column("map_row", INTEGER, "row of its cell, from the top; odd rows stand half a cell further right", "",
           "has no cell, as no county has", FILE),
    Column("short_name", TEXT, "name on pages"),
    Column("density", REAL, "people per square kilometre", "people/km2", "not known"),
    Column("deprivation", REAL, "score of the UK index of deprivation; higher is more deprived", "", "not known", FILE),
    Column("deprivation_band", TEXT, "quintile within the UK index, 1 most deprived; empty: not known"),
    Column("rurality", TEXT, "urban or rural, in the words of the nation's own classification"),
    Column("size_band", TEXT, "band of population"),
    Column("superfast_percent", REAL, "premises that can have 30 Mbit/s", "%", "not known"),
    Column("gigabit_percent", REAL, "premises that can have 1 Gbit/s", "%", "not known"),
    Column("note", MESSAGE, "what is about to change"),
))  # fmt: skip
FORMER_CODES = Table("former_codes", "earlier ONS codes", ("code", "authority"), (
    COUNCIL,
    Column("code", TEXT, "earlier ONS code"),
))  # fmt: skip
LIST_CODES = Table("list_codes", "how lists call a council that do not write its name", ("authority", "code"), (
    COUNCIL,
    Column("code", TEXT, "as it stands there, such as local-authority:LDS"),
))  # fmt: skip
RELATIONS = Table("relations", "reorganisation: who came before, who comes after",
                  ("authority", "relation", "other_name"), (
    COUNCIL,
    Column("relation", TEXT, "predecessor or successor"),
    Column("other_code", TEXT, "ONS code of the other, if it has one"),
    Column("other_name", TEXT, "name of the other"),
    Column("on_date", DATE, "day of the change"),
))  # fmt: skip
DUTIES = Table("duties", "what each council must do, exceptions applied", ("authority", "service"), (
    COUNCIL,
    Column("service", TEXT, "code of the service"),
    Column("duty", TEXT, "full, part or none"),
    Column("note", TEXT, "what is particular about it"),
))  # fmt: skip
SUCCESSORS = Table("successors", "councils that are not there yet: unranked, labelled", ("edition", "successor"), (
    EDITION,
    Column("successor", TEXT, "ONS code, or slug while it has none"),
    Column("name", TEXT, "name"),
    Column("vesting_on", DATE, "day on which it takes over"),
    Column("score", REAL, "average of its members, weighted by people", SCORE, "too little was observed"),
    Column("coverage", REAL, "of the evidence asked, weighted by the people of the members", SHARE,
           "nothing was asked"),
    Column("label", MESSAGE, "what every figure of it must say"),
    Column("members", JSON, "list: authority, slug, name, type, people_counted"),
    Column("detail", JSON, "dimensions and indicators"),
))  # fmt: skip
