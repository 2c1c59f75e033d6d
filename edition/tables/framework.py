"""Declared: the tables that say what an edition is and asks - editions, framework, indicators, services, sources."""

from __future__ import annotations

from edition.schema import (
    BLOB,
    BOOLEAN,
    DATE,
    FILE,
    INTEGER,
    JSON,
    MESSAGE,
    REAL,
    SHARE,
    TEXT,
    Column,
    Table,
)

EDITION = Column("edition", TEXT, "edition of the index")
POSITION = Column("position", INTEGER, "order on pages")

EDITIONS = Table("editions", "every edition there is", ("edition",), (
    Column("edition", TEXT, "edition of the index", exported=FILE),
    Column("title", TEXT, "title"),
    Column("status", TEXT, "preview: not final; published; back-cast: never published then", exported=FILE,
           as_="edition_status"),
    Column("as_of", DATE, "date to which ages of evidence are counted", exported=FILE),
    Column("scope", TEXT, "open-data, website or full"),
    Column("framework_version", TEXT, "version of the framework"),
    Column("code_version", TEXT, "digest of all that made this edition: edition/inputs.py"),
    Column("simulated", BOOLEAN, "1: every page carries the simulated banner"),
    Column("is_current", BOOLEAN, "1 for the one that the site shows first"),
    Column("indicators_scored", INTEGER, "indicators scored"),
    Column("questions_answered", INTEGER, "N of N of M: framework questions touched, variants counted once"),
    Column("questions_total", INTEGER, "M: all questions of the framework"),
    Column("leaves_out", TEXT, "sentence for every page"),
))  # fmt: skip
"""What it exports ends every row of every file."""

FRAMEWORK = Table("framework", "the whole text, so that a figure names its exact method", ("version",), (
    Column("version", TEXT, "version of the framework"),
    Column("text", TEXT, "framework.toml"),
    Column("sha256", TEXT, "digest of the text"),
))  # fmt: skip
DIMENSIONS = Table("dimensions", "the eight dimensions", ("dimension",), (
    Column("dimension", TEXT, "D1-D8"),
    Column("name", TEXT, "name of the dimension"),
    Column("headline", TEXT, "resident or foundations"),
    POSITION,
    Column("in_scope", BOOLEAN, "1 if the edition covers it"),
    Column("summary", TEXT, "what it covers"),
    Column("why_not", MESSAGE, "why the edition does not cover it"),
))  # fmt: skip
DIMENSION_WEIGHTS = Table("dimension_weights", "what a dimension weighs for a type", ("dimension", "type"), (
    Column("dimension", TEXT, "D1-D8"),
    Column("type", TEXT, "peer group, one of eight"),
    Column("weight", REAL, "nominal weight", SHARE),
    Column("effective", REAL, "share of the overall in this scope", SHARE, "no indicator of it applies"),
))  # fmt: skip
INDICATORS = Table("indicators", "every declared question: scored ones and facts shown, not scored", ("indicator",), (
    Column("indicator", TEXT, "code, never reused", exported=FILE),
    Column("name", TEXT, "short name", exported=FILE),
    Column("question", TEXT, "the question asked", exported=FILE),
    Column("dimension", TEXT, "D1-D8", exported=FILE),
    Column("measure", TEXT, "measure that decides it"),
    Column("variant_of", TEXT, "question of the framework that it answers in part", exported=FILE),
    Column("scored", BOOLEAN, "1 scored, 0 shown only", exported=FILE),
    Column("weight", REAL, "inside its dimension", "", "not scored", FILE),
    Column("kind", TEXT, "binary, ordinal, goalpost, proportion or fact", exported=FILE),
    Column("unit", TEXT, "unit of the value", exported=FILE),
    Column("worst", REAL, "value that scores 0", "", "not scored", FILE),
    Column("best", REAL, "value that scores full marks", "", "not scored", FILE),
    Column("log", BOOLEAN, "1: on a logarithmic scale"),
    Column("evidence_class", TEXT, "kind of evidence that decides it"),
    Column("applies_to", TEXT, "types of council that are asked", exported=FILE),
    Column("reliability", REAL, "probability that a fresh value is right", SHARE, "not scored", FILE),
    Column("half_life_days", INTEGER, "days in which confidence halves", "days", "not scored", FILE),
    Column("max_age_days", INTEGER, "days after which a value is too old", "days", "not scored"),
    Column("source", TEXT, "source of its measure"),
    Column("rule", TEXT, "how it is decided", exported=FILE),
    Column("rationale", TEXT, "why it is asked, or why it is not scored", exported=FILE),
    Column("citation", TEXT, "standard, law or source", exported=FILE),
    Column("goalpost_note", TEXT, "where worst and best come from"),
    Column("common_core", BOOLEAN, "1 if it is asked of every council"),
    Column("improve", TEXT, "what a council can do"),
    Column("effort", TEXT, "what the change usually takes: quick, moderate or hard; empty: not said", exported=FILE),
    Column("effort_reason", TEXT, "why, in the judgement of the framework's editors", exported=FILE),
    Column("clipped_low", INTEGER, "councils beyond the worst value", "councils", "not scored"),
    Column("clipped_high", INTEGER, "councils beyond the best value", "councils", "not scored"),
    POSITION,
))  # fmt: skip
QUESTIONS = Table("questions", "the framework's whole catalogue: what is measured and what is not", ("question",), (
    Column("question", TEXT, "code of the question"),
    Column("name", TEXT, "short name"),
    Column("dimension", TEXT, "D1-D8"),
    Column("state", TEXT, "scored, shown or not_measured"),
    Column("why", MESSAGE, "why it is not measured"),
    POSITION,
))  # fmt: skip
SERVICES = Table("services", "the services that residents use", ("service",), (
    Column("service", TEXT, "code of the service", exported=FILE),
    Column("name", TEXT, "name of the service", exported=FILE),
    Column("dimension", TEXT, "D1 or D2", exported=FILE),
    Column("lgsl", TEXT, "LGSL ids that GOV.UK uses, separated by spaces", exported=FILE),
    Column("cap", INTEGER, "highest ladder level that nature or law allows", exported=FILE),
    Column("core", BOOLEAN, "1 if it is one of the core services", exported=FILE),
    POSITION,
))  # fmt: skip
SOURCES = Table("sources", "where the evidence comes from", ("source",), (
    Column("source", TEXT, "code of the source", exported=FILE),
    Column("title", TEXT, "title", exported=FILE),
    Column("publisher", TEXT, "publisher", exported=FILE),
    Column("url", TEXT, "landing page", exported=FILE),
    Column("live_url", TEXT, "where its newest state is"),
    Column("licence", TEXT, "licence as stated", exported=FILE),
    Column("licence_url", TEXT, "text of the licence", exported=FILE),
    Column("attribution", TEXT, "line to print", exported=FILE),
    Column("snapshot_on", DATE, "date of the snapshot used", exported=FILE),
    Column("cadence", TEXT, "how often it changes", exported=FILE),
    Column("used_for", TEXT, "what it decides"),
    Column("caveat", TEXT, "what to keep in mind", exported=FILE),
    Column("looks", TEXT, "who looks, and what a council can do to be looked at; empty for a list"),
    Column("enabled", BOOLEAN, "1 if it is used"),
    Column("councils", INTEGER, "councils with a value", "councils", "no value in the compiled facts", FILE),
    Column("expected", INTEGER, "councils its publisher's list should give", "councils", "not stated", FILE),
    Column("difference", TEXT, "why the two differ", exported=FILE),
    POSITION,
))  # fmt: skip
SUMMARIES = Table("summaries", "computed figures about an edition", ("edition", "key", "type"), (
    EDITION,
    Column("key", TEXT, "what the figure is"),
    Column("type", TEXT, "peer group; empty: of all councils"),
    Column("value", JSON, "the figure"),
))  # fmt: skip
META = Table("meta", "about the file itself", ("key",), (
    Column("key", TEXT, "what is said"),
    Column("value", TEXT, "what it is"),
))  # fmt: skip
OUTCODES = Table("outcodes", "the postcodes of one outward code", ("outcode",), (
    Column("outcode", TEXT, "outward code"),
    Column("units", BLOB, "pairs of unit and area, 16 bits each: register/postcodes.py"),
))  # fmt: skip
POSTCODE_AREAS = Table("postcode_areas", "what the area number of a postcode means", ("code",), (
    Column("code", INTEGER, "area number"),
    Column("authority", TEXT, "current ONS code", null="no council"),
    Column("answer", TEXT, "council, or why there is none"),
))  # fmt: skip
