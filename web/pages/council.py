"""One council's page: the verdict with its range first, then every mark with its evidence, then what is missing."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

import flask

from edition.reader import (
    Record,
    council,
    council_cells,
    council_duties,
    council_replies,
    current_edition,
    rows,
    shared_addresses,
    summaries,
)
from edition.tables.councils import AUTHORITIES
from edition.tables.figures import DIMENSION_SCORES
from edition.tables.marks import FACTS
from edition.tables.replies import REPLIES
from scoring.rounding import whole_percent
from web.pages.charts import line
from web.pages.columns import exported, mark_columns, standing_columns
from web.pages.corrections import said_of
from web.pages.entries import either, entries
from web.pages.facts import facts_in_words
from web.pages.files import csv_response, json_response
from web.pages.levels import level_words
from web.pages.mark_holders import MarkHolders, mark_holders
from web.pages.meaning import council_name
from web.pages.planner import Plan, planner
from web.pages.put_in import put_in_words
from web.pages.render import database, page
from web.pages.services_seen import broken_links, services_seen
from web.pages.standing import Standing, in_type, no_score, on_core
from web.pages.words import move, type_plural
from web.words import format as fmt
from web.words.language import say

GATES = (
    "SELECT g.*, d.name AS dimension FROM gates g LEFT JOIN dimensions d ON d.dimension = g.gate "
    "WHERE g.edition = ? AND g.authority = ? ORDER BY g.level, g.gate"
)
OPTIONAL = {
    "peers": "SELECT p.*, a.short_name, a.slug, s.ranked, s.score, s.rank_of, "
    "coalesce(s.interval_low, s.rank_best) AS interval_low, coalesce(s.interval_high, s.rank_worst) AS interval_high "
    "FROM peers p JOIN authorities a ON a.authority = p.peer "
    "JOIN scores s ON s.edition = p.edition AND s.authority = p.peer "
    "WHERE p.edition = ? AND p.authority = ? ORDER BY p.position",
    "gains": "SELECT g.*, coalesce(i.name, g.indicator) AS name, i.improve, c.observed_on, c.confidence FROM gains g "
    "LEFT JOIN indicators i USING (indicator) LEFT JOIN cells c USING (edition, authority, indicator) "
    "WHERE g.edition = ? AND g.authority = ? "
    "ORDER BY g.route DESC, g.position, g.indicator",
    "ways_in": "SELECT w.*, coalesce(s.title, w.source) AS title, coalesce(s.looks, '') AS looks FROM ways_in w "
    "LEFT JOIN sources s USING (source) WHERE w.edition = ? AND w.authority = ? ORDER BY w.way, w.position",
    "gates": GATES,
    "successors": "SELECT n.*, (SELECT min(score) FROM scores s WHERE s.edition = n.edition "
    "AND instr(n.members, s.authority)) least, "
    "(SELECT max(score) FROM scores s WHERE s.edition = n.edition AND instr(n.members, s.authority)) most "
    "FROM successors n JOIN authorities a ON n.members LIKE '%\"' || a.authority || '\"%' "
    "WHERE n.edition = ? AND a.authority = ? ORDER BY n.name",
    "indistinct": "SELECT d.*, a.short_name, a.slug FROM indistinct d JOIN authorities a ON a.authority = d.other "
    "WHERE d.edition = ? AND d.authority = ? ORDER BY a.short_name",
}
"""Sections that an edition may not have: each is rendered only if its table has rows."""


def add(blueprint: flask.Blueprint) -> None:
    """Add the council page and its two downloads."""
    blueprint.add_url_rule("/council/<slug>", "council", show)
    blueprint.add_url_rule("/council/<slug>/", "council_slash", show)
    blueprint.add_url_rule("/council/<slug>.csv", "council_csv", download_csv)
    blueprint.add_url_rule("/council/<slug>.json", "council_json", download_json)


def council_at(slug: str) -> tuple[sqlite3.Connection, sqlite3.Row, sqlite3.Row]:
    """Return database, current edition and council of a slug; aborts with 404, or 301 for another spelling of one."""
    connection = database()
    edition = current_edition(connection)
    row = council(connection, edition["edition"], slug)
    if row is None and council(connection, edition["edition"], slug.lower()):
        flask.abort(flask.redirect(flask.request.path.replace(slug, slug.lower()).rstrip("/"), 301))
    if row is None:
        flask.abort(404, description=say("We know no council called “%(name)s”.", name=slug[:80]))
    return connection, edition, row


def show(slug: str) -> flask.typing.ResponseReturnValue:
    """Render one council's page at its one address; 404 for a slug that is none."""
    connection, edition, row = council_at(slug)
    if flask.request.path.endswith("/"):
        return flask.redirect(flask.request.path.rstrip("/"), 301)
    standing, code = in_type(row), row["authority"]
    cells = council_cells(connection, edition["edition"], code)
    past = history(connection, code)
    figures = summaries(connection, edition["edition"])
    moved = figures.get(("movement", ""))
    extra: dict[str, Any] = {name: rows(connection, sql, edition["edition"], code) for name, sql in OPTIONAL.items()}
    ways = extra.pop("ways_in")
    plan = planner(extra.pop("gains"), ways, row, standing)
    return page(
        "council.html",
        edition=edition,
        row=row,
        standing=standing,
        core=on_core(row),
        verdict=verdict(row, standing),
        dimensions=dimensions(connection, edition["edition"], code),
        cells=[cell for cell in cells if cell["state"] != "not_applicable"],
        elsewhere=[cell for cell in cells if cell["state"] == "not_applicable"],
        facts=facts_in_words(connection, edition["edition"], code),
        duties=council_duties(connection, code),
        seen=services_seen(connection, edition["edition"], code),
        broken=broken_links(connection, edition["edition"], code),
        unasked=rows(connection, "SELECT * FROM questions WHERE state = 'not_measured' ORDER BY position"),
        relations=rows(connection, "SELECT * FROM relations WHERE authority = ? ORDER BY on_date, other_name", code),
        former=[r["code"] for r in rows(connection, "SELECT code FROM former_codes WHERE authority = ?", code)],
        districts=rows(connection, "SELECT name, slug FROM authorities WHERE parent = ? ORDER BY name", code),
        shared=shared_addresses(connection, edition["edition"]),
        sought=either(entries(connection, row)),
        level=level_words(row, extra["gates"], figures.get(("maturity", ""), ())),
        put_in=put_in_words(cells, standing),
        said=said_of(council_replies(connection, code)),
        looks=looks(ways),
        history=past,
        absent=absent(connection, past),
        moved=moved,
        movement=movement(row, moved),
        plan=plan,
        efforts={cell["indicator"]: cell["effort"] for cell in cells},
        examples=examples(connection, edition["edition"], row["type"], cells, plan, extra["peers"]),
        line=line(
            [(one["as_of"], one["matched"], bool(one["joined"])) for one in past],
            [(one["matched_low"], one["matched_high"]) for one in past],
        ),
        **extra,
    )


def verdict(row: sqlite3.Row, standing: Standing) -> str:
    """Return the one sentence at the top: what was found, compared with whom, and how sure that is."""
    name, places = council_name(row["name"]), standing.places
    if places is None:
        return no_score(name, standing)
    best, worst, of = places
    unseen = 1.0 - standing.coverage
    doubt = ""
    if whole_percent(unseen):
        doubt = " " + say("Of what we ask of it, %(share)s could not be seen.", share=fmt.percent(unseen))
    return say(
        "%(name)s scores %(score)s out of 100. Among the %(of)s ranked %(types)s "
        "its place is from %(best)s to %(worst)s: %(position)s.%(doubt)s",
        name=name,
        score=fmt.score_text(standing.score),
        of=of,
        types=type_plural(row["type"]),
        best=best,
        worst=worst,
        position=position(best, worst, of),
        doubt=doubt,
    )


FIRST = 3
"""So many changes stand on the council page itself; the planner has them all."""


def examples(
    connection: sqlite3.Connection, edition: str, kind: str, cells: Sequence[Record], plan: Plan | None,
    peers: Sequence[Record],
) -> list[tuple[Record, MarkHolders]]:  # fmt: skip
    """Return who of the councils most like it does better at what it should do first; changes where nobody does left
    out."""
    of_code = {cell["indicator"]: cell for cell in cells}
    first = [of_code[step.code] for step in plan.single[:FIRST]] if plan else []
    found = mark_holders(connection, edition, kind, {cell["indicator"]: cell["y"] for cell in first},
                   [peer["peer"] for peer in peers])  # fmt: skip
    return [(cell, found[cell["indicator"]]) for cell in first if found[cell["indicator"]].has]


FEWEST_FOR_QUARTERS = 4
"""A smaller table has no quarters worth the name."""


def position(best: int, worst: int, of: int) -> str:
    """Return which part of its type a range of places can be said to lie in, to stand after a colon."""
    if of == 1:
        return say("it is the only one, so there is nobody to compare it with")
    if of >= FEWEST_FOR_QUARTERS and worst <= of / 4:
        return say("in the top quarter of its type")
    if of >= FEWEST_FOR_QUARTERS and best > 3 * of / 4:
        return say("in the bottom quarter of its type on this evidence")
    if worst <= of / 2:
        return say("in the top half of its type")
    if best > of / 2:
        return say("in the bottom half of its type on this evidence")
    return say("this evidence cannot say which half of its type it is in")


def dimensions(connection: sqlite3.Connection, edition: str, code: str) -> list[sqlite3.Row]:
    """Return a council's rows of `dimension_scores` with the names of the dimensions, in framework order."""
    return rows(
        connection,
        "SELECT s.*, d.name, d.summary, d.headline FROM dimension_scores s JOIN dimensions d USING (dimension) "
        "WHERE s.edition = ? AND s.authority = ? ORDER BY d.position",
        edition,
        code,
    )


def history(connection: sqlite3.Connection, code: str) -> list[sqlite3.Row]:
    """Return this council's rows of `history`, oldest first; one edition alone is no history."""
    found = rows(
        connection,
        "SELECT h.*, e.as_of, e.status FROM history h JOIN editions e USING (edition) "
        "WHERE h.authority = ? AND h.matched IS NOT NULL ORDER BY e.as_of",
        code,
    )
    return found if len(found) > 1 else []


def absent(connection: sqlite3.Connection, past: list[sqlite3.Row]) -> list[str]:
    """Return the ISO dates of the editions that a council's history has no figure for, oldest first."""
    known = {row["as_of"] for row in past}
    days = rows(connection, "SELECT DISTINCT e.as_of FROM editions e JOIN history USING (edition) ORDER BY e.as_of")
    return [row["as_of"] for row in days if row["as_of"] not in known]


def movement(row: sqlite3.Row, moved: dict[str, Any] | None) -> str:
    """Return the verdict under the chart, '' in an edition that compares nothing with an earlier one."""
    if moved is None:
        return ""
    since = fmt.long_date(moved["against"])
    if not row["movement"]:
        return say("Whether it has moved since %(day)s cannot be said: too little could be seen both times.", day=since)
    moved_so = move(row["movement"])
    return say("%(movement)s since %(day)s, on the questions of both editions.", movement=moved_so, day=since)


def looks(ways: Sequence[Record]) -> list[Record]:
    """Return one row per check that would help and that says who looks."""
    return list({row["source"]: row for row in ways if row["looks"]}.values())


def level(connection: sqlite3.Connection, edition: str, row: sqlite3.Row) -> str:
    """Return the maturity level of one council in words."""
    gates = rows(connection, GATES, edition, row["authority"])
    return level_words(row, gates, summaries(connection, edition).get(("maturity", ""), ()))


def marks(connection: sqlite3.Connection, edition: str, code: str) -> list[dict[str, Any]]:
    """Return one record per scored indicator in the words of pages.columns.COUNCIL; None unknown."""
    return [mark_columns(cell) for cell in council_cells(connection, edition, code)]


def download_csv(slug: str) -> flask.Response:
    """Send every mark of one council as CSV."""
    connection, edition, row = council_at(slug)
    before = {"authority": row["authority"], "slug": slug, "name_of_council": row["name"]}
    records = [{**before, **mark} for mark in marks(connection, edition["edition"], row["authority"])]
    return csv_response(f"{slug}.csv", edition, records, list(before))


def download_json(slug: str) -> flask.Response:
    """Send one council as JSON: register facts, standing, dimensions, marks, facts shown and not scored."""
    connection, edition, row = council_at(slug)
    return json_response(f"{slug}.json", edition, council=record(connection, edition["edition"], row))


def record(connection: sqlite3.Connection, edition: str, row: sqlite3.Row) -> dict[str, Any]:
    """Return everything known about one council as JSON-ready values; scores 0-100, shares 0-1, None unknown."""
    return exported(AUTHORITIES, row) | {
        "standing": standing_columns(row, in_type(row)),
        "common_core": standing_columns(row, on_core(row), core=True),
        "level": level(connection, edition, row),
        "dimensions": [exported(DIMENSION_SCORES, one) for one in dimensions(connection, edition, row["authority"])],
        "marks": marks(connection, edition, row["authority"]),
        "facts": [exported(FACTS, one) for one in facts_in_words(connection, edition, row["authority"])],
        "replies": [exported(REPLIES, one) for one in council_replies(connection, row["authority"])],
    }
