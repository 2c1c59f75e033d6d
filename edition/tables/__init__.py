"""Every published table, declared once: what a column is, where it goes and what its absence means."""

from edition.schema import Table
from edition.tables.councils import AUTHORITIES, DUTIES, FORMER_CODES, RELATIONS, SUCCESSORS
from edition.tables.figures import (
    CONSISTENCY,
    DIMENSION_SCORES,
    DRAWS,
    EARLIER_FIGURES,
    GAINS,
    GATES,
    HISTORY,
    INDISTINCT,
    PEERS,
    SCORES,
    SCORES_WITHOUT,
    SENSITIVITY,
    WAYS_IN,
)
from edition.tables.framework import (
    DIMENSION_WEIGHTS,
    DIMENSIONS,
    EDITIONS,
    FRAMEWORK,
    INDICATORS,
    META,
    OUTCODES,
    POSTCODE_AREAS,
    QUESTIONS,
    SERVICES,
    SOURCES,
    SUMMARIES,
)
from edition.tables.marks import BROKEN_LINKS, CELLS, FACTS, SERVICE_MARKS, SHIFTS, SUPPLIERS

TABLES: tuple[Table, ...] = (
    SCORES, SCORES_WITHOUT, CELLS, FACTS, HISTORY, EARLIER_FIGURES, INDICATORS, SOURCES, AUTHORITIES, SERVICE_MARKS,
    BROKEN_LINKS, SUPPLIERS, SHIFTS, EDITIONS, FRAMEWORK, DIMENSIONS, DIMENSION_WEIGHTS, QUESTIONS, SERVICES, DUTIES,
    FORMER_CODES, RELATIONS, DIMENSION_SCORES, SUMMARIES, PEERS, GAINS, WAYS_IN, DRAWS, GATES, INDISTINCT, SENSITIVITY,
    CONSISTENCY, SUCCESSORS, OUTCODES, POSTCODE_AREAS, META,
)  # fmt: skip
"""Those with a file come first, in the order in which the site lists their files."""
