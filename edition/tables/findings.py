"""Declared: the tables of findings - what is said, what is withheld and why, and all that was compared for it."""

from __future__ import annotations

from edition.schema import BOOLEAN, FILE, INTEGER, MESSAGE, REAL, SHARE, TEXT, Borrowed, Column, Gathered, Table
from edition.tables.councils import AUTHORITIES, AUTHORITY
from edition.tables.framework import EDITION, POSITION

UNITS = "points (of 100), score (0-100), chance (0-1), share (0-1) or correlation (-1 to 1)"
NO_VALUE = "withheld, or its lines have the values"
NO_RANGE = "withheld, or none of its own"

FINDINGS = Table("findings", "what an edition says beyond its tables", ("edition", "finding"), (
    EDITION,
    Column("finding", TEXT, "name of the finding, as in its address", exported=FILE),
    POSITION,
    Column("kind", TEXT, "which rule it follows: findings of one kind are made alike", exported=FILE),
    Column("type", TEXT, "peer group that it is about; empty: no single one", exported=FILE),
    Column("indicator", TEXT, "indicator that it is about; empty: none", exported=FILE),
    Column("title", MESSAGE, "in words", exported=FILE),
    Column("stated", BOOLEAN, "1: it may be said; 0: it is withheld", exported=FILE),
    Column("sentence", MESSAGE, "the finding in words; empty where it is withheld", exported=FILE),
    Column("caveat", MESSAGE, "what belongs to every use of it", exported=FILE),
    Column("withheld", MESSAGE, "why it is withheld; empty where it is stated", exported=FILE),
    Column("value", REAL, "the one figure of the finding, in its unit", "", NO_VALUE, FILE),
    Column("low", REAL, "low end of its range", "", NO_RANGE, FILE),
    Column("high", REAL, "high end of it", "", NO_RANGE, FILE),
    Column("unit", TEXT, f"of value, low and high, here and in finding_lines: {UNITS}", exported=FILE),
    Column("base", INTEGER, "how many councils, counties or services it rests on", exported=FILE),
    Column("base_of", INTEGER, "of how many", exported=FILE),
    Column("comparisons", INTEGER, "how many were judged together, so that the loudest is not picked", exported=FILE),
))  # fmt: skip
FINDING_LINES = Table("finding_lines", "the lines of a finding", ("edition", "finding", "position"), (
    EDITION,
    Column("finding", TEXT, "name of the finding", exported=FILE),
    Column("position", INTEGER, "order on its page, which is none of merit", exported=FILE),
    Column("authority", TEXT, "ONS code of the council; empty: the line is of no single one", exported=FILE),
    Gathered("name", "official name of the council",
             "SELECT name FROM authorities a WHERE a.authority = finding_lines.authority"),
    Column("part", TEXT, "type, region or nation; empty: the line is of a council", exported=FILE),
    Column("stated", BOOLEAN, "1: it may be said; 0: the note says why not", exported=FILE),
    Column("value", REAL, "in the unit of the finding", "", "not stated", FILE),
    Column("low", REAL, "low end of its range; of regions: of what chance would give", "", "it has none", FILE),
    Column("high", REAL, "high end of it", "", "it has none", FILE),
    Column("base", INTEGER, "how many it rests on", "", "a council", FILE),
    Column("base_of", INTEGER, "of how many", "", "a council", FILE),
    Column("note", MESSAGE, "what else is known, or why it is not stated", exported=FILE),
))  # fmt: skip
COMPARISONS = Table("comparisons", "every comparison that was judged together with others",
                    ("edition", "family", "authority"), (
    EDITION,
    Column("family", TEXT, "those judged together: movement, better-half, or behind-first- and a type", exported=FILE),
    AUTHORITY,
    Borrowed(AUTHORITIES, "name", FILE),
    Column("probability", REAL,
           "movement: that its score rose; better-half: that it is in the better half of its type; behind-first: that "
           "the first of its type outranks it", SHARE, exported=FILE),
    Column("draws", INTEGER, "draws in which that was counted", "draws", exported=FILE),
    Column("p", REAL, "chance of so clear a sign if there were nothing, never under 1 / (draws + 1)", SHARE,
           exported=FILE),
    Column("p_adjusted", REAL, "the same within its family, after Benjamini and Hochberg", SHARE, exported=FILE),
    Column("stands", BOOLEAN, "1: adjusted, it is at most 0.05", exported=FILE),
    Column("value", REAL, "movement: by how much the score moved, the middle of the draws", "points of 100",
           "no movement", FILE),
    Column("low", REAL, "low end of its 90 % range", "points of 100", "no movement", FILE),
    Column("high", REAL, "high end of it", "points of 100", "no movement", FILE),
))  # fmt: skip
