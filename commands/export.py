"""`python cli.py export`: what was published, or what a crawl stored, as CSV or JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from collectors.crawl.evidence import open_evidence
from collectors.crawl.export import ORDER, rows
from commands.options import NewFile, published_option
from counted import plural
from edition.datasets import dataset_fields, dataset_rows, datasets_of, find_dataset, to_csv, to_json
from edition.reader import connect
from edition.schema import TEXT, Field
from edition.website_messages import stored
from errors import EditionError
from web.words.catalogue import word

PUBLISHED = ("register", "scores", "observations", "services", "broken_links", "receipts", "suppliers", "shifts")
CRAWLED = tuple(ORDER)
WARC = "warc"


@click.command(name="export")
@click.argument("what", type=click.Choice(tuple(dict.fromkeys((*PUBLISHED, *CRAWLED, WARC)))))
@click.option("--out", type=NewFile(), metavar="FILE.warc.gz", help="For warc: where to.")
@click.option("--authorities", metavar="CODE,...", default="", help="For warc: only these councils, by ONS code.")
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@published_option()
@click.option("--db", type=click.Path(path_type=Path), metavar="FILE", help="The crawl database to read instead.")
def command(what: str, out: Path | None, authorities: str, form: str, published: Path, db: Path | None) -> None:
    """Print a table of the current edition or, with --db, of a crawl.

    Of the edition: register: the councils. scores: one row per council, scores 0-100; councils that are not ranked
    have an empty rank. observations: one row per council and indicator, with its evidence. Of an edition with a crawl
    also services, broken_links, receipts: the archived replies that marks rest on, by record id and SHA-256, and
    suppliers: per product met at five councils or more, how they spread over the ladder.

    Of a crawl: fetches: one row per request. pages: what was read of each page. services: where each council stands on
    each service; looks 1 means seen on one day only. observations: what the detectors say. broken_links: task links
    that end on nothing. products: suppliers' products met. shifts: what the newest replay changed on the same pages.
    warc: all that was stored, as a web archive (WARC 1.1) into the file --out.

    \b
    Exit codes: 0 printed; 1 the database is missing or is not one of ours; 2 wrong usage.
    """
    if what == WARC:
        _archive(db, out, authorities)
    elif db is not None:
        click.echo(_crawled(what, form, db), nl=False)
    else:
        click.echo(_published(what, form, published), nl=False)


def _archive(db: Path | None, out: Path | None, authorities: str) -> None:
    if db is None or out is None:
        raise click.UsageError("warc is written of a crawl into a file: name both, --db FILE --out FILE.warc.gz")
    from collectors.web_archive.write import write_archive

    codes = {code.strip() for code in authorities.split(",") if code.strip()} or None
    evidence = open_evidence(db)
    draft = out.with_name(f".{out.name}.draft")
    try:
        crawled = {code for (code,) in evidence.execute("SELECT authority FROM sites")}
        if strangers := sorted((codes or set()) - crawled):
            told = f'{db.name} has no council of the ONS code "{strangers[0]}"; expected for instance "{min(crawled)}"'
            raise click.BadParameter(told, param_hint="--authorities")
        with draft.open("wb") as file:
            count = write_archive(evidence, file, codes)
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)
        evidence.close()
    click.echo(f"{out}: {plural(count, 'attempt')} of the newest crawl of each council")


def _published(what: str, form: str, published: Path) -> str:
    dataset = find_dataset(what)
    if dataset is None or what not in PUBLISHED:
        raise click.UsageError(f"{what} is a table of a crawl: name its database with --db FILE")
    connection = connect(published)
    if dataset not in datasets_of(connection):
        raise EditionError(f"{published.name}: its edition has no crawl; name a crawl's database with --db FILE")
    found = dataset_rows(connection, dataset, word)
    return to_csv(dataset_fields(connection, dataset), found) if form == "csv" else to_json(connection, dataset, found)


def _crawled(what: str, form: str, db: Path) -> str:
    if what not in CRAWLED:
        raise click.UsageError(f"{what} is a table of the published database, not of a crawl: leave --db out")
    evidence = open_evidence(db)
    columns, found = rows(evidence, what)
    records = [_worded(what, dict(zip(columns, row, strict=True))) for row in found]
    evidence.close()
    if form == "json":
        return json.dumps({"dataset": what, "rows": records}, ensure_ascii=False, indent=1) + "\n"
    return to_csv([Field(name, TEXT, "") for name in columns], records)


def _worded(what: str, record: dict[str, Any]) -> dict[str, Any]:
    """Return a row with what the detectors say in words."""
    if what == "services":
        said = [_said(one) for one in json.loads(record["reasons"])]
        return record | {"reasons": json.dumps(said, ensure_ascii=False)}
    column = {"observations": "text", "broken_links": "why"}.get(what)
    return record | {column: _said(record[column])} if column else record


def _said(said: str | list[Any]) -> str:
    """Return a stored message in words; the sentences of earlier detectors are words already."""
    message = stored(said)
    return word(message) if message else str(said)
