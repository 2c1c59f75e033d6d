"""Every published table, declared once: what a column is, where it goes and what its absence means."""

from edition.schema import File, Table
from edition.tables.councils import AUTHORITIES, DUTIES, FORMER_CODES, LIST_CODES, RELATIONS, SUCCESSORS
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
from edition.tables.findings import COMPARISONS, FINDING_LINES, FINDINGS
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
from edition.tables.links import (
    COUNCIL_NAMES,
    GOVUK_PAGES,
    LIFE_EVENT_ROUTES,
    LIFE_EVENT_SERVICES,
    LIFE_EVENTS,
    LINK_ERRORS,
    SERVICE_LINKS,
    SERVICE_WORDS,
)
from edition.tables.marks import (
    BROKEN_LINKS,
    CELLS,
    DRIFT,
    FACTS,
    PROBE_ANSWERS,
    RECEIPTS,
    SERVICE_MARKS,
    SHIFTS,
    SUPPLIERS,
)
from edition.tables.replies import REPLIES

TABLES: tuple[Table, ...] = (
    SCORES, SCORES_WITHOUT, CELLS, FACTS, HISTORY, EARLIER_FIGURES, INDICATORS, SOURCES, AUTHORITIES, SERVICE_MARKS,
    BROKEN_LINKS, SUPPLIERS, SHIFTS, EDITIONS, FRAMEWORK, DIMENSIONS, DIMENSION_WEIGHTS, QUESTIONS, SERVICES, DUTIES,
    FORMER_CODES, LIST_CODES, RELATIONS, DIMENSION_SCORES, SUMMARIES, PEERS, GAINS, WAYS_IN, DRAWS, GATES, INDISTINCT,
    SENSITIVITY, CONSISTENCY, SUCCESSORS, COUNCIL_NAMES, SERVICE_WORDS, LIFE_EVENTS, LIFE_EVENT_SERVICES,
    LIFE_EVENT_ROUTES, SERVICE_LINKS, LINK_ERRORS, GOVUK_PAGES, REPLIES, FINDINGS, FINDING_LINES, COMPARISONS,
    OUTCODES, POSTCODE_AREAS, META, RECEIPTS, DRIFT, PROBE_ANSWERS,
)  # fmt: skip

FILES: tuple[File, ...] = (
    File(
        SCORES,
        "scores",
        "One row per council: score, bounds, ranges of ranks, coverage, dimensions",
        "scores.authority",
    ),
    File(
        SCORES_WITHOUT,
        "scores_without",
        "The table over again without the reading that carries most weight, as the methodology names it",
        "scores_without.authority",
    ),
    File(
        CELLS,
        "observations",
        "One row per council and scored indicator: value, points, evidence",
        "cells.authority, indicators.position",
    ),
    File(
        FACTS,
        "facts",
        "Facts shown on pages and never scored",
        "facts.authority, indicators.position, facts.source, facts.message",
    ),
    File(
        HISTORY,
        "history",
        "Every edition scored under the method of today, beside what was published then",
        "history.authority, editions.as_of",
        every_edition=True,
    ),
    File(
        EARLIER_FIGURES,
        "earlier",
        "What this edition showed under an earlier version of the framework, beside what it shows now",
        "earlier_figures.framework_version, earlier_figures.authority",
    ),
    File(
        REPLIES,
        "replies",
        "What councils answered and what was reported as wrong, with what became of it",
        "replies.received_on, replies.authority, replies.indicator, replies.kind",
    ),
    File(
        INDICATORS,
        "indicators",
        "Every indicator and fact: how it is decided and what it weighs",
        "indicators.position",
    ),
    File(SOURCES, "sources", "Where the evidence comes from, its licence and coverage", "sources.position"),
    File(AUTHORITIES, "register", "The 382 principal authorities", "authorities.authority"),
    File(SERVICES, "service_list", "The services that residents use", "services.position"),
    File(
        SERVICE_LINKS,
        "links",
        "GOV.UK's register of council links: one row per council, service and address; shown, never scored",
        "service_links.authority, services.position, service_links.position",
    ),
    File(
        FINDINGS,
        "findings",
        "What can be said of the edition beyond its tables, and what is withheld and why",
        "findings.position",
    ),
    File(
        FINDING_LINES,
        "finding_lines",
        "The councils, types, regions or nations of each finding",
        "finding_lines.finding, finding_lines.position",
    ),
    File(
        COMPARISONS,
        "comparisons",
        "Every comparison that was judged together with others for a finding, whether it stands or not",
        "comparisons.family, comparisons.authority",
    ),
    File(
        SERVICE_MARKS,
        "services",
        "One row per council and service: where it stands on the ladder, and on which page",
        "service_marks.authority, services.position",
        of_a_crawl=True,
    ),
    File(
        BROKEN_LINKS,
        "broken_links",
        "Task links that end on nothing: which council, which page, which link",
        "broken_links.authority, service, page_url, link_url",
        of_a_crawl=True,
    ),
    File(
        DRIFT,
        "drift",
        "Since the crawl before: services that appeared, disappeared or changed level, and what cannot be compared",
        "drift.authority, services.position",
        of_a_crawl=True,
    ),
    File(
        RECEIPTS,
        "receipts",
        "One row per mark and archived reply that it rests on: record id, SHA-256 and place in the page",
        "receipts.authority, receipts.measure, receipts.position",
        of_a_crawl=True,
    ),
    File(
        PROBE_ANSWERS,
        "probe_answers",
        "One row per answer to a probe that a mark rests on: records of mail domains, and looks at hosts that failed",
        "probe_answers.authority, probe_answers.measure, probe_answers.position",
        of_a_crawl=True,
    ),
    File(
        SUPPLIERS,
        "suppliers",
        "Same supplier, different result: per product, how its customers spread over the ladder",
        "product, service = 'all' DESC, service",
        of_a_crawl=True,
    ),
    File(
        SHIFTS,
        "shifts",
        "What the newest detectors changed on the same stored pages, per service and measure",
        "code",
        of_a_crawl=True,
    ),
)
"""The files under /data, in the order in which the site lists them."""
