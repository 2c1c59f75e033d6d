"""The files a reader can take away: register, scores, observations, facts, indicators, sources.

One definition serves `python cli.py export`, the downloads under /data, the data dictionary and datapackage.json.
Scores are 0-100 with one decimal here, rounded once, so that no total differs from the page. An empty cell is
unknown, never zero.
"""

from __future__ import annotations

import csv
import io
import json
import math
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from edition.reader import current_edition

Row = dict[str, Any]
Words = Callable[[str], str]
"""Makes of a stored message the sentence in English; '' of none."""

LENDERS = (
    "the councils whose mean that is, with the average of their whole type as one more: ONS codes, nearest first, "
    "separated by blanks; * where the type alone lends"
)
"""What is in a column `lenders`, in every file that has one."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its type in the words of Frictionless Table Schema, and what it means."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """One table to take away. query is bound to the edition where it says `:edition`.

    messages: the columns that hold messages and are given in words. of_a_crawl: there only in an edition that rests on a crawl of council websites.
    """

    name: str
    title: str
    fields: tuple[Field, ...]
    query: str
    scores: tuple[str, ...] = ()
    percents: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    of_a_crawl: bool = False


EDITION_FIELDS = (
    Field("edition", "string", "edition of the index"),
    Field("edition_status", "string", "preview: not final; published; back-cast: never published then"),
    Field("as_of", "date", "date to which ages of evidence are counted"),
)

_SCORES = """
SELECT s.authority, s.slug, a.name, s.type, a.nation, a.region, s.score, s.seen, s.lower, s.upper, s.ranked, s.rank_middle, s.rank_best,
  s.rank_worst, s.rank_of, s.interval_low, s.interval_high, s.score_low,
  s.score_high, s.band, s.coverage, s.evidence,
  s.resident, s.foundations, s.core_score, s.core_rank, s.core_rank_best, s.core_rank_worst, s.core_rank_of,
  s.core_interval_low, s.core_interval_high,
  s.level_demonstrated, s.level_possible, s.unranked_reason
FROM scores s JOIN authorities a USING (authority) WHERE s.edition = :edition ORDER BY s.authority
"""

REGISTER = Dataset(
    "register", "The 382 principal authorities", (
        Field("authority", "string", "current ONS code"), Field("slug", "string", "short name used in addresses"),
        Field("name", "string", "official name"), Field("type", "string", "peer group, one of eight"),
        Field("nation", "string", "nation"), Field("region", "string", "region"),
        Field("parent", "string", "ONS code of the county above a district"),
        Field("homepage", "string", "home page"), Field("population", "integer", "people, 2020"),
        Field("area_km2", "number", "square kilometres"), Field("start_on", "date", "first day"),
        Field("end_on", "date", "day on which it ceases, if known"),
        Field("former_codes", "string", "earlier ONS codes, separated by spaces"),
        Field("predecessors", "string", "councils it replaced since 2019, separated by '; '"),
        Field("successors", "string", "councils that will replace it, separated by '; '"),
    ), """
SELECT a.authority, a.slug, a.name, a.type, a.nation, a.region, a.parent, a.homepage, a.population, a.area_km2, a.start_on, a.end_on,
  (SELECT group_concat(code, ' ') FROM (SELECT code FROM former_codes f WHERE f.authority = a.authority ORDER BY code)) former_codes,
  (SELECT group_concat(other_name, '; ') FROM (SELECT other_name FROM relations r WHERE r.authority = a.authority
    AND relation = 'predecessor' ORDER BY other_name)) predecessors,
  (SELECT group_concat(other_name, '; ') FROM (SELECT other_name FROM relations r WHERE r.authority = a.authority
    AND relation = 'successor' ORDER BY other_name)) successors
FROM authorities a WHERE :edition = :edition ORDER BY a.authority
""")  # fmt: skip

SCORES = Dataset(
    "scores", "One row per council: score, bounds, ranges of ranks, coverage, dimensions", (
        Field("authority", "string", "current ONS code"), Field("slug", "string", "short name used in addresses"),
        Field("name", "string", "official name"), Field("type", "string", "peer group, one of eight"),
        Field("nation", "string", "nation"), Field("region", "string", "region"),
        Field("score", "number", "0-100: the marks seen, missing ones filled from similar councils; empty unless ranked"),
        Field("seen", "number", "0-100: what was seen alone, whole questions left out; orders nothing; empty unless ranked"),
        Field("lower", "number", "score if all missing evidence were against the council"),
        Field("upper", "number", "score if all missing evidence were for it"),
        Field("ranked", "integer", "1 if the evidence is enough for a place"),
        Field("rank_middle", "integer", "place within type by score; empty unless ranked, never to be quoted without its range"),
        Field("rank_best", "integer", "best place that missing evidence leaves open"),
        Field("rank_worst", "integer", "worst place that missing evidence leaves open"),
        Field("rank_of", "integer", "councils of the type that are ranked"),
        Field("interval_low", "integer", "best end of the 90 % rank interval"),
        Field("interval_high", "integer", "worst end of the 90 % rank interval"),
        Field("score_low", "number", "low end of the 90 % range of the score, 0-100; also of councils that are not ranked"),
        Field("score_high", "number", "high end of it"),
        Field("band", "integer", "not distinguishable from the leader of its band"),
        Field("coverage", "number", "observed share of the evidence that applies, 0-1"),
        Field("evidence", "number", "coverage discounted by the confidence of each observation, 0-1"),
        Field("resident", "number", "0-100, dimensions D1-D5 in scope; empty unless ranked"),
        Field("foundations", "number", "0-100, dimensions D6-D8 in scope; empty unless ranked"),
        Field("core_score", "number", "0-100 on the questions asked of every council; empty where core_rank is"),
        Field("core_rank", "integer", "place among all councils on the common core, never without its range"),
        Field("core_rank_best", "integer", "best such place left open"),
        Field("core_rank_worst", "integer", "worst such place left open"),
        Field("core_rank_of", "integer", "councils ranked on the common core"),
        Field("core_interval_low", "integer", "best end of the 90 % interval of that rank"),
        Field("core_interval_high", "integer", "worst end of it"),
        Field("level_demonstrated", "integer", "maturity level shown by evidence; empty: not assessed"),
        Field("level_possible", "integer", "maturity level if missing evidence were for it"),
        Field("unranked_reason", "string", "why it takes no place"),
    ), _SCORES, scores=("score", "seen", "lower", "upper", "score_low", "score_high", "core_score"), messages=("unranked_reason",))  # fmt: skip

OBSERVATIONS = Dataset(
    "observations", "One row per council and scored indicator: value, points, evidence", (
        Field("authority", "string", "current ONS code"), Field("slug", "string", "short name used in addresses"),
        Field("indicator", "string", "code of the indicator"), Field("dimension", "string", "D1-D8"),
        Field("state", "string", "observed, missing or not_applicable"),
        Field("reason", "string", "why it is missing"), Field("value", "number", "as the source has it"),
        Field("unit", "string", "unit of value"), Field("denominator", "integer", "n of a proportion k/n"),
        Field("points", "number", "points given"), Field("points_max", "number", "points that could be given"),
        Field("put_in", "number", "where missing: what the score counts for it, the mean of similar councils, 0-100; no mark"),
        Field("lenders", "string", LENDERS),
        Field("confidence", "number", "probability that the value is right, decayed by age, 0-1"),
        Field("observed_on", "date", "date of the evidence"), Field("source", "string", "source, see sources"),
        Field("url", "string", "where a reader can see it"), Field("text", "string", "in words"),
    ), """
SELECT c.authority, a.slug, c.indicator, i.dimension, c.state, c.reason, c.value, i.unit, c.denominator, c.points, c.points_max,
  c.put_in, c.lenders, c.confidence, c.observed_on, c.source, c.url, c.message AS text
FROM cells c JOIN authorities a USING (authority) JOIN indicators i USING (indicator)
WHERE c.edition = :edition ORDER BY c.authority, i.position
""", scores=("put_in",), messages=("text",))  # fmt: skip

FACTS = Dataset(
    "facts", "Facts shown on pages and never scored", (
        Field("authority", "string", "current ONS code"), Field("slug", "string", "short name used in addresses"),
        Field("fact", "string", "code of the fact"), Field("name", "string", "what it says"),
        Field("status", "string", "measured, or why not"), Field("value", "number", "as the source has it"),
        Field("text", "string", "in words"), Field("observed_on", "date", "date of the evidence"),
        Field("source", "string", "source, see sources"), Field("url", "string", "where a reader can see it"),
    ), """
SELECT f.authority, a.slug, f.indicator AS fact, i.name, f.status, f.value, f.message AS text, f.observed_on, f.source, f.url
FROM facts f JOIN authorities a USING (authority) JOIN indicators i USING (indicator)
WHERE f.edition = :edition ORDER BY f.authority, i.position, f.source, f.message
""", messages=("text",))  # fmt: skip

INDICATORS = Dataset(
    "indicators", "Every indicator and fact: how it is decided and what it weighs", (
        Field("indicator", "string", "code, never reused"), Field("name", "string", "short name"),
        Field("question", "string", "the question asked"), Field("dimension", "string", "D1-D8"),
        Field("variant_of", "string", "question of the framework that it answers in part"),
        Field("scored", "integer", "1 scored, 0 shown only"), Field("weight", "number", "inside its dimension"),
        Field("kind", "string", "binary, ordinal, goalpost, proportion or fact"), Field("unit", "string", "unit of the value"),
        Field("worst", "number", "value that scores 0"), Field("best", "number", "value that scores full marks"),
        Field("applies_to", "string", "types of council that are asked"),
        Field("reliability", "number", "probability that a fresh value is right"),
        Field("half_life_days", "integer", "days in which confidence halves"),
        Field("rule", "string", "how it is decided"), Field("rationale", "string", "why it is asked, or why it is not scored"),
        Field("citation", "string", "standard, law or source"),
    ), """
SELECT indicator, name, question, dimension, variant_of, scored, weight, kind, unit, worst, best, applies_to, reliability,
  half_life_days, rule, rationale, citation FROM indicators WHERE :edition = :edition ORDER BY position
""")  # fmt: skip

SOURCES = Dataset(
    "sources", "Where the evidence comes from, its licence and coverage", (
        Field("source", "string", "code of the source"), Field("title", "string", "title"),
        Field("publisher", "string", "publisher"), Field("url", "string", "landing page"),
        Field("licence", "string", "licence as stated"), Field("licence_url", "string", "text of the licence"),
        Field("attribution", "string", "line to print"), Field("snapshot_on", "date", "date of the snapshot used"),
        Field("cadence", "string", "how often it changes"), Field("caveat", "string", "what to keep in mind"),
        Field("councils", "integer", "councils with a value"), Field("expected", "integer", "councils its publisher's list should give"),
        Field("difference", "string", "why the two differ"),
    ), """
SELECT source, title, publisher, url, licence, licence_url, attribution, snapshot_on, cadence, caveat, councils, expected,
  difference FROM sources WHERE :edition = :edition ORDER BY position
""")  # fmt: skip

SCORES_WITHOUT = Dataset(
    "scores_without", "The table over again without the reading that carries most weight, as the methodology names it", (
        Field("authority", "string", "current ONS code"), Field("slug", "string", "short name used in addresses"),
        Field("name", "string", "official name"), Field("type", "string", "peer group, one of eight"),
        Field("score", "number", "0-100 without it; empty unless ranked there"),
        Field("score_low", "number", "low end of its 90 % range"), Field("score_high", "number", "high end"),
        Field("ranked", "integer", "1 if what is left is enough for a place"),
        Field("rank_middle", "integer", "place within type by that score, never to be quoted without its range"),
        Field("interval_low", "integer", "best end of the 90 % rank interval"),
        Field("interval_high", "integer", "worst end"), Field("rank_of", "integer", "councils of the type ranked there"),
        Field("coverage", "number", "observed share of the evidence that applies there, 0-1"),
    ), """
SELECT w.authority, a.slug, a.name, a.type, w.score, w.score_low, w.score_high, w.ranked, w.rank_middle, w.interval_low,
  w.interval_high, w.rank_of, w.coverage
FROM scores_without w JOIN authorities a USING (authority) WHERE w.edition = :edition ORDER BY w.authority
""", scores=("score", "score_low", "score_high"))  # fmt: skip

EARLIER = Dataset(
    "earlier", "What this edition showed under an earlier version of the framework, beside what it shows now", (
        Field("authority", "string", "current ONS code"), Field("slug", "string", "short name used in addresses"),
        Field("type", "string", "peer group, one of eight"),
        Field("earlier_version", "string", "version of the framework then"),
        Field("earlier_score", "number", "0-100 as shown then; empty: not ranked"),
        Field("earlier_low", "integer", "range of the rank then: best"), Field("earlier_high", "integer", "worst"),
        Field("earlier_of", "integer", "councils ranked then"), Field("score", "number", "0-100 now; empty: not ranked"),
        Field("interval_low", "integer", "range of the rank now: best"), Field("interval_high", "integer", "worst"),
        Field("rank_of", "integer", "councils ranked now"),
    ), """
SELECT e.authority, a.slug, a.type, e.framework_version AS earlier_version, e.score AS earlier_score, e.rank_low AS earlier_low,
  e.rank_high AS earlier_high, e.rank_of AS earlier_of, s.published AS score, s.interval_low, s.interval_high, s.rank_of
FROM earlier_figures e JOIN authorities a USING (authority) JOIN scores s USING (edition, authority)
WHERE e.edition = :edition ORDER BY e.framework_version, e.authority
""")  # fmt: skip

HISTORY = Dataset(
    "history", "Every edition scored under the method of today, beside what was published then", (
        Field("authority", "string", "current ONS code"), Field("slug", "string", "short name used in addresses"),
        Field("scored_edition", "string", "edition that the row is about"),
        Field("scored_as_of", "date", "date to which that edition's evidence counts"),
        Field("scored_status", "string", "preview, published, or back-cast: worked out later, never published then"),
        Field("label", "string", "empty for the council itself; else what the figures are, as it did not exist yet"),
        Field("matched", "number", "0-100, on the indicators that every edition observes"),
        Field("matched_low", "number", "lower end of its 90 % range"), Field("matched_high", "number", "upper end"),
        Field("matched_coverage", "number", "share of these indicators observed"),
        Field("indicators", "string", "those observed, separated by spaces"),
        Field("joined", "integer", "1: comparable with the edition before"),
        Field("rescored", "number", "0-100, the whole edition under the method of today; ranked councils only"),
        Field("rank_low", "integer", "90 % range of its rank in the type: best"), Field("rank_high", "integer", "worst"),
        Field("rank_of", "integer", "councils ranked in the type"),
        Field("as_published", "number", "0-100, as printed then; empty if never published"),
        Field("as_published_low", "integer", "range of the rank as printed: best"),
        Field("as_published_high", "integer", "worst"), Field("as_published_of", "integer", "councils ranked then"),
    ), """
SELECT h.authority, a.slug, h.edition AS scored_edition, e.as_of AS scored_as_of, e.status AS scored_status, h.label, h.matched,
  h.matched_low, h.matched_high, h.matched_coverage, h.indicators, h.joined, h.rescored, h.rank_low, h.rank_high, h.rank_of,
  h.as_published, h.as_published_low, h.as_published_high, h.as_published_of
FROM history h JOIN authorities a USING (authority) JOIN editions e USING (edition)
WHERE :edition = :edition ORDER BY h.authority, e.as_of
""", scores=("matched", "matched_low", "matched_high"), messages=("label",))  # fmt: skip

SERVICES = Dataset(
    "services", "One row per council and service: where it stands on the ladder, and on which page", (
        Field("authority", "string", "current ONS code"), Field("slug", "string", "short name used in addresses"),
        Field("service", "string", "code of the service"), Field("name", "string", "name of the service"),
        Field("status", "string", "measured, or why not"), Field("level", "integer", "ladder level seen, 0-4"),
        Field("counted", "integer", "ladder level that scoring uses; empty after a first look at 0-2"),
        Field("looks", "integer", "days on which it was seen; 1 is a first look"),
        Field("page_url", "string", "the council's page"), Field("action_url", "string", "where its action leads"),
        Field("vendor", "string", "supplier's product met there"),
        Field("confidence", "number", "probability that the level is right, 0-1"),
        Field("observed_on", "date", "date of the evidence"), Field("text", "string", "in words"),
    ), """
SELECT m.authority, a.slug, m.service, v.name, m.status, m.level, m.counted, m.looks, m.page_url, m.action_url, m.vendor,
  m.confidence, m.observed_on, m.message AS text
FROM service_marks m JOIN authorities a USING (authority) JOIN services v USING (service)
WHERE m.edition = :edition ORDER BY m.authority, v.position
""", messages=("text",), of_a_crawl=True)  # fmt: skip

BROKEN_LINKS = Dataset(
    "broken_links", "Task links that end on nothing: which council, which page, which link", (
        Field("authority", "string", "current ONS code"), Field("slug", "string", "short name used in addresses"),
        Field("service", "string", "code of the service"), Field("page_url", "string", "page that holds the link"),
        Field("link_url", "string", "where it leads"), Field("why", "string", "what is there"),
    ), """
SELECT b.authority, a.slug, b.service, b.page_url, b.link_url, b.why FROM broken_links b JOIN authorities a USING (authority)
WHERE b.edition = :edition ORDER BY b.authority, b.service, b.page_url, b.link_url
""", of_a_crawl=True)  # fmt: skip

SUPPLIERS = Dataset(
    "suppliers", "Same supplier, different result: per product, how its customers spread over the ladder", (
        Field("product", "string", "product; only those met at five councils or more, and no council is named"),
        Field("service", "string", "code of the service; all: every service together"),
        Field("councils", "integer", "councils that use it"),
        *(Field(f"level_{level}", "integer", f"services at ladder level {level}") for level in range(5)),
    ), """
SELECT product, service, councils, level_0, level_1, level_2, level_3, level_4 FROM suppliers
WHERE edition = :edition ORDER BY product, service = 'all' DESC, service
""", of_a_crawl=True)  # fmt: skip

SHIFTS = Dataset(
    "shifts", "What the newest detectors changed on the same stored pages, per service and measure", (
        Field("code", "string", "code of the service or measure"),
        Field("compared", "integer", "councils with a value in both readings"),
        Field("changed", "integer", "those whose value differs"),
        Field("mean_change", "number", "mean of new minus old over those compared"),
        Field("gained", "integer", "councils that have a value only now"),
        Field("lost", "integer", "councils that had a value only before"),
        Field("version_before", "string", "version of the detectors before"),
        Field("version_after", "string", "version of the detectors of this edition"),
    ), """
SELECT code, compared, changed, mean_change, gained, lost, version_before, version_after FROM shifts
WHERE edition = :edition ORDER BY code
""", of_a_crawl=True)  # fmt: skip

DATASETS = (
    SCORES, SCORES_WITHOUT, OBSERVATIONS, FACTS, HISTORY, EARLIER, INDICATORS, SOURCES, REGISTER, SERVICES, BROKEN_LINKS,
    SUPPLIERS, SHIFTS,
)  # fmt: skip


def datasets_of(connection: sqlite3.Connection) -> tuple[Dataset, ...]:
    """Return the datasets of the current edition: those of a crawl only where it rests on one."""
    crawled = current_edition(connection)["scope"] != "open-data"
    return tuple(dataset for dataset in DATASETS if crawled or not dataset.of_a_crawl)


def find_dataset(name: str) -> Dataset | None:
    """Return the dataset of that name, or None."""
    return next((dataset for dataset in DATASETS if dataset.name == name), None)


def dataset_fields(connection: sqlite3.Connection, dataset: Dataset) -> tuple[Field, ...]:
    """Return the columns of a dataset, with two per dimension in scope for scores, and the edition's."""
    extra = dimension_fields(connection) if dataset is SCORES else ()
    return (*dataset.fields, *extra, *EDITION_FIELDS)


def dimension_fields(connection: sqlite3.Connection) -> tuple[Field, ...]:
    """Return the columns of the dimensions in scope: what was seen of each, and what the score counts for it."""
    found = []
    for code, name in _dimensions(connection):
        found.append(Field(code, "number", f"0-100, {name}: what could be seen; empty: nothing, or not ranked"))
        found.append(Field(f"{code}_counted", "number", f"0-100, {name}: what the score counts, missing marks put in"))
    return tuple(found)


def dataset_rows(
    connection: sqlite3.Connection, dataset: Dataset, words: Words, edition: str | None = None
) -> Iterator[Row]:
    """Yield the rows of a dataset for one edition (the current one by default), None meaning unknown."""
    row = current_edition(connection) if edition is None else _edition(connection, edition)
    about = {"edition": row["edition"], "edition_status": row["status"], "as_of": row["as_of"]}
    dimensions = _dimension_scores(connection, row["edition"]) if dataset is SCORES else {}
    for found in connection.execute(dataset.query, {"edition": row["edition"]}):
        values = {name: _tidy(name, found[name], dataset, words) for name in found.keys()}  # noqa: SIM118 - sqlite3.Row
        yield values | dimensions.get(values["authority"], {}) | about if dimensions else values | about


def _edition(connection: sqlite3.Connection, edition: str) -> sqlite3.Row:
    return connection.execute("SELECT * FROM editions WHERE edition = ?", (edition,)).fetchone()


def _tidy(name: str, value: Any, dataset: Dataset, words: Words) -> Any:
    if name in dataset.messages:
        return words(value)
    if value is None or not isinstance(value, float):
        return value
    return hundred(value) if name in dataset.scores else round(value, 10)


def hundred(score: float | None) -> float | None:
    """Return a score 0-1 as 0-100 with one decimal, by the one published rounding rule (scoring method, section 8)."""
    return None if score is None else math.floor(1000 * score + 0.5 + 1e-9) / 10


def _dimensions(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    found = connection.execute("SELECT dimension, name FROM dimensions WHERE in_scope = 1 ORDER BY position")
    return [(row[0], row[1]) for row in found]


def _dimension_scores(connection: sqlite3.Connection, edition: str) -> dict[str, Row]:
    blank = {key: None for code, _ in _dimensions(connection) for key in (code, f"{code}_counted")}
    scores: dict[str, Row] = {row[0]: dict(blank) for row in connection.execute("SELECT authority FROM authorities")}
    query = "SELECT authority, dimension, seen, score FROM dimension_scores WHERE edition = ?"
    for authority, dimension, seen, score in connection.execute(query, (edition,)):
        if authority in scores:  # a past edition also holds councils that have ended since
            scores[authority][dimension] = hundred(seen)
            scores[authority][f"{dimension}_counted"] = hundred(score)
    return scores


def to_csv(fields: Iterable[Field], rows: Iterable[Row]) -> str:
    """Return the rows as CSV (RFC 4180, but bare newlines); unknown is an empty cell.

    A text that a spreadsheet would run as a formula is given a leading apostrophe.
    """
    out = io.StringIO()
    names = [field.name for field in fields]
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_harmless(row.get(name)) for name in names] for row in rows)
    return out.getvalue()


def _harmless(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return "" if value is None else value


def to_json(connection: sqlite3.Connection, dataset: Dataset, rows: Iterable[Row]) -> str:
    """Return the rows as JSON with the edition, its status and what it leaves out beside them."""
    edition = current_edition(connection)
    about = {
        key: edition[key] for key in ("edition", "title", "as_of", "scope", "status", "framework_version", "leaves_out")
    }
    return (
        json.dumps({"dataset": dataset.name, "edition": about, "rows": list(rows)}, ensure_ascii=False, indent=1) + "\n"
    )
