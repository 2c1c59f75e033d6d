"""Declared: what councils answered, and what was reported as wrong."""

from __future__ import annotations

from edition.schema import BOTH, DATE, FILE, TEXT, Borrowed, Column, Table
from edition.tables.councils import AUTHORITIES, AUTHORITY

REPLIES = Table("replies", "right of reply: statements, replies about marks, reports, re-tests asked for",
                ("authority", "indicator", "kind", "received_on"), (
    AUTHORITY,
    Borrowed(AUTHORITIES, "slug", FILE),
    Column("indicator", TEXT, "code of the indicator it is about; empty: the council as a whole", exported=BOTH),
    Column("kind", TEXT, "statement, agree, explain, disagree, retest (asked to look again) or report (that a mark is "
           "wrong)", exported=BOTH),
    Column("about_edition", TEXT, "edition it speaks of; empty: none in particular", exported=BOTH),
    Column("sender", TEXT, "council; public: anybody else; index: whoever runs it", exported=BOTH),
    Column("said", TEXT, "what was said, in the sender's words", exported=BOTH),
    Column("evidence", TEXT, "public address that was given for it; empty: none", exported=BOTH),
    Column("received_on", DATE, "day it reached us", exported=BOTH),
    Column("reply_status", TEXT, "open; upheld, rejected; of a re-test: done, refused; noted: asks for no decision",
           exported=BOTH),
    Column("decided_on", DATE, "day of the decision", "", "open, or asks for none", BOTH),
    Column("outcome", TEXT, "the decision and its reason; empty: none", exported=BOTH),
    Column("reviewed_on", DATE, "day on which it was read before it was put here", exported=BOTH),
    Column("reviewed_by", TEXT, "who read it, as they want to be named", exported=BOTH),
))  # fmt: skip
"""A reply changes no mark and no score."""
