"""The one summary of an edition: what is in it, what is missing and why, and what a person should look at."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from csv import DictReader
from dataclasses import dataclass
from datetime import date

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from collectors.crawl.evidence import open_evidence
from collectors.crawl.report import report_run
from collectors.open_data import INTERFACES
from collectors.open_data.standing import what_stays
from commands.whole_edition.folder import Begun, EditionFolder, in_shell
from counted import plural, sentence
from edition.reader import connect, current_edition, rows
from web.words.catalogue import word

NAMED = 10
"""How many councils are named in a line; the files have all."""
WIDTH = 80
"""Of the table: no terminal is narrower."""
_WEBSITES = "SELECT value FROM summaries WHERE edition = ? AND key = 'websites'"


@dataclass(frozen=True, slots=True)
class _Part:
    """One heading with its lines; a part without lines is left out."""

    heading: str
    lines: tuple[str, ...]


def summary_of(folder: EditionFolder, begun: Begun) -> str:
    """Return the summary, for a reader with a terminal: told from the edition's own files alone."""
    with closing(_opened(folder)) as published:
        edition = current_edition(published)
        councils, ranked = rows(published, "SELECT count(*) AS n, sum(ranked) AS ranked FROM scores WHERE edition = ?",
                                begun.name)[0]  # fmt: skip
        day = date.fromisoformat(edition["as_of"])
        simulated = ", of simulated councils" if edition["simulated"] else ""
        looked_at = json.loads(some[0]["value"]) if (some := rows(published, _WEBSITES, begun.name)) else None
        websites = f" The websites of {looked_at['looked_at']} of them were looked at." if looked_at else ""
        head = [
            f"{edition['title']} ({begun.name}): scope {edition['scope']}, {edition['status']}{simulated}, "
            f"ages counted to {day:%-d %B %Y}.",
            f"{plural(councils, 'council')}, {ranked or 0} of them ranked; {edition['questions_answered']} of "
            f"{plural(edition['questions_total'], 'question')} answered.{websites}",
        ]
        parts = (
            _Part("Live sources and probes that were not read; facts are as they were", tuple(_unread(folder))),
            *(_websites(folder, begun) if begun.reads_websites else ()),
            _Part(
                "Probes: names decide T05 and T06, a browser A06 to A08, T07, T10 and T11, looks T08; all else is kept "
                "and scores nothing",
                tuple(_probed(folder)),
            ),
            _Part("Marks that are missing", tuple(_missing(published, begun))),
            _Part("Councils without a place", tuple(_unranked(published, begun))),
            _Part("Questions that nothing in this edition answers: not checked", tuple(_questions(published))),
            _Part("To look at", tuple(_to_look_at(folder))),
        )
        said = [*head, ""]
        for part in (part for part in parts if part.lines):
            said += [part.heading, *(f"  {line}" for line in part.lines), ""]
        named = rows(published, "SELECT dimension, name FROM dimensions ORDER BY position")
        dimensions = [f"{dimension}  {name}" for dimension, name in named]
        return "\n".join([*said, _by_dimension(published, begun), *dimensions, "", *_next(folder, begun, day)])


def write_summary(folder: EditionFolder, begun: Begun) -> None:
    """Write the summary into the folder: with it the edition is finished."""
    part = folder.summary.with_suffix(".part")
    part.write_text(summary_of(folder, begun) + "\n", encoding="utf-8")
    part.replace(folder.summary)


def _opened(folder: EditionFolder) -> sqlite3.Connection:
    """Return a connection of one's own to the published database, checked as every reader checks it."""
    connect(folder.published)
    opened = sqlite3.connect(f"{folder.published.resolve().as_uri()}?mode=ro", uri=True)
    opened.row_factory = sqlite3.Row
    return opened


def _unread(folder: EditionFolder) -> Iterator[str]:
    for name, why in sorted(folder.unread().items()):
        yield f"{name}: {sentence(why)} {what_stays(folder.facts, name)}" if name in INTERFACES else f"{name}: {why}"


def _websites(folder: EditionFolder, begun: Begun) -> Iterator[_Part]:
    with closing(open_evidence(folder.crawl)) as evidence:
        report = report_run(evidence)
        observed = {code for (code,) in evidence.execute("SELECT authority FROM observed")}
    statuses: dict[str, list[str]] = {}
    partial, unobserved = [], []
    for site in report.sites:
        if site.status != "replied":
            statuses.setdefault(site.status, []).append(site.slug)
        elif not site.complete:
            partial.append(site.slug)
        if site.authority not in observed:
            unobserved.append(site.slug)
    read = len(report.sites) - sum(map(len, statuses.values()))
    crawled = f"--db {in_shell(folder.crawl)}"
    lines = [f"{read} of {len(report.sites)} answered; a line for each: python cli.py crawl-report {crawled}"]
    lines += [f"{status}: {_named(slugs)}" for status, slugs in sorted(statuses.items())]
    if partial:
        lines.append(f"read in part, so nothing is called absent there: {_named(partial)}")
    if unobserved:
        failed = _named(unobserved)
        lines.append(f"the detectors failed on them (python cli.py replay {crawled} says how): {failed}")
    yield _Part("Websites", tuple(lines))
    if len(looks := folder.looks()) < 2:
        yield _Part("Second look", (f"none: read on {looks[0]:%-d %B %Y} only, so low marks do not count yet",))


def _probed(folder: EditionFolder) -> Iterator[str]:
    if not folder.probes.is_file():
        return
    counted = (
        "SELECT probe, count(DISTINCT authority), count(*), sum(status = 'measured') FROM findings "
        "GROUP BY probe ORDER BY probe"
    )
    with closing(sqlite3.connect(f"{folder.probes.resolve().as_uri()}?mode=ro", uri=True)) as db:
        for probe, councils, checks, known in db.execute(counted):
            of = f"{plural(checks, 'check')} at {plural(councils, 'council')}"
            yield f"{probe}: {known} of {of} could be decided ({folder.probes})"


def _named(slugs: list[str]) -> str:
    more = f" and {len(slugs) - NAMED} more" if len(slugs) > NAMED else ""
    return f"{len(slugs)} ({', '.join(sorted(slugs)[:NAMED])}{more})"


def _missing(published: sqlite3.Connection, begun: Begun) -> Iterator[str]:
    query = (
        "SELECT reason, count(*) AS n FROM cells WHERE edition = ? AND state = 'missing' "
        "GROUP BY reason ORDER BY n DESC, reason"
    )
    for reason, count in rows(published, query, begun.name):
        yield f"{count:,}: {word(json.dumps([f'reason.{reason}', {}]))}"


def _unranked(published: sqlite3.Connection, begun: Begun) -> Iterator[str]:
    query = (
        "SELECT unranked_reason, count(*) AS n FROM scores WHERE edition = ? AND NOT ranked "
        "GROUP BY unranked_reason ORDER BY n DESC, unranked_reason"
    )
    alike: dict[str, list[tuple[str, int]]] = {}  # by the message's id: its values differ from council to council
    for reason, count in rows(published, query, begun.name):
        alike.setdefault(json.loads(reason)[0], []).append((word(reason), count))
    for said in alike.values():
        such = f"such as {said[0][0]}" if len(said) > 1 else said[0][0]
        yield f"{sum(count for _, count in said):,}: {such}"


def _questions(published: sqlite3.Connection) -> Iterator[str]:
    query = (
        "SELECT why, count(*) AS n, group_concat(question, ' ') AS codes FROM "
        "(SELECT * FROM questions WHERE state = 'not_measured' ORDER BY question) GROUP BY why ORDER BY n DESC, why"
    )
    for why, count, codes in rows(published, query):
        yield f"{count}: {word(why)} ({codes})"


def _to_look_at(folder: EditionFolder) -> Iterator[str]:
    for path in sorted((folder.facts / "live").glob("*-differences.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            if found := sum(1 for _ in DictReader(file)):
                name = path.name.removesuffix("-differences.csv")
                yield f"{name} says otherwise than our register in {plural(found, 'place')}: {path}"


def _by_dimension(published: sqlite3.Connection, begun: Begun) -> str:
    """Return how many indicators have a mark at any council of each type, of those that are asked of it."""
    table = Table(title="Indicators with evidence, of those asked of each type", box=SIMPLE_HEAD)
    found = rows(
        published,
        "SELECT i.dimension, s.type, count(DISTINCT CASE WHEN c.state = 'observed' THEN c.indicator END), "
        "count(DISTINCT c.indicator) FROM cells c JOIN indicators i USING (indicator) "
        "JOIN scores s USING (edition, authority) WHERE c.edition = ? AND c.state <> 'not_applicable' GROUP BY 1, 2",
        begun.name,
    )
    told = {(kind, dimension): f"{seen}/{asked}" for dimension, kind, seen, asked in found}
    dimensions = sorted({dimension for _, dimension in told})
    table.add_column("")
    for dimension in dimensions:
        table.add_column(dimension, justify="right")
    for kind in sorted({kind for kind, _ in told}):
        table.add_row(kind, *(told.get((kind, dimension), "none") for dimension in dimensions))
    written = io.StringIO()
    Console(file=written, width=WIDTH).print(table)
    return written.getvalue()


def _next(folder: EditionFolder, begun: Begun, as_of: date) -> Iterator[str]:
    data, published = in_shell(folder.data), in_shell(folder.published)
    yield f"Look at it: python cli.py serve --published {published}"
    without_ni = " --without-ni" if begun.without_ni else ""
    again = f"python cli.py build --data {data} --out {published}{without_ni}"
    if begun.reads_websites:
        besides = f" --probes {in_shell(folder.probes)}" if folder.has_probes(begun) else ""
        besides += f" --earlier-crawl {in_shell(folder.earlier)}" if folder.earlier else ""
        again += (
            f" --crawl {in_shell(folder.crawl)}{besides} --scope {begun.scope} --as-of {as_of.isoformat()} "
            f"--edition {begun.name}"
        )
    yield (
        f"Publish it when councils have had their time (docs/how-to/publish-an-edition.md): python cli.py publish "
        f"{begun.name} --published {published} --data {data}"
    )
    yield f"Build it again from the same evidence, asking nobody: {again}"
