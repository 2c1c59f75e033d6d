"""`code-questions`: what only people can judge (A09, G04), coded by two of them apart and put into data/judged.csv."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import click

from collectors.crawl.evidence import open_evidence
from commands.options import NewFile, register_option
from commands.websites import choosing_options, chosen_councils
from counted import plural
from edition.build import load_framework
from edition.judged import ANSWERS, COLUMNS, ITEMS, UNSURE, Judgement, agreement, load_judged
from errors import BenchmarkError
from models import Authority
from paths import DATA
from register.authorities import load_authorities
from register.tables import read_rows, write_table
from scoring.agreement import AGREED

SHEET_COLUMNS = ("authority", "council", "measure", "item", "url", "coder", "coded_on", "answer", "note")
"""One row per page or document. A person fills in coder, coded_on, answer (yes, no, or ? where it cannot be told), note
and, where it is empty, url; nothing else."""
JUDGED = DATA / "judged.csv"


class CodingError(BenchmarkError):
    """A coding sheet is malformed: says file, line, field, value and what was expected."""


@dataclass(frozen=True, slots=True)
class _Coded:
    url: str
    coder: str
    coded_on: date
    answer: str
    note: str


@click.group("code-questions")
def command() -> None:
    """Write sheets for two people to code a question that no program decides, and join what they wrote.

    \b
    Exit codes: 0 done; 1 a file is not as agreed (the message says where); 2 wrong usage.
    """


@command.command("sheet")
@click.argument("question", type=click.Choice(sorted(ITEMS)))
@choosing_options
@click.option(
    "--crawl", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
    help="For A09: the crawl database whose pages are drawn.",
)  # fmt: skip
@click.option("--out", type=NewFile(), required=True, help="Sheet to write.")
@click.option("--seed", default="2026", show_default=True, help="Published seed of the draw.")
@register_option()
def sheet(
    question: str, authorities: str, kind: str | None, nation: str | None, crawl: Path | None, out: Path, seed: str,
    register: Path,
) -> None:  # fmt: skip
    """Write a sheet for QUESTION: five pages of each council for A09, the corporate plan, to be found, for G04.

    The pages of A09 are the home page and four drawn from those that were read for services. Give each person a copy of
    their own, and neither the other's.

    \b
    Exit codes: 0 written (without councils of which the crawl has too few pages: they are named); 1 the crawl is none,
    or has too few pages of every council (nothing is written); 2 wrong usage.
    """
    if (question == "A09") == (crawl is None):
        raise click.UsageError("--crawl FILE is for A09, whose pages are drawn from it, and for nothing else")
    chosen = chosen_councils(load_authorities(register / "authorities.csv"), authorities, kind, nation)
    pages = _pages(crawl, chosen, seed) if crawl else {one.code: ("",) for one in chosen}
    rows = [
        (one.code, one.name, question, item, url, "", "", "", "")
        for one in chosen
        for item, url in enumerate(pages.get(one.code, ()), start=1)
    ]
    lacking = [one.slug for one in chosen if one.code not in pages]
    if not rows:
        raise CodingError(f"{crawl}: {_why_no_sheet(crawl, chosen)}")
    write_table(out, SHEET_COLUMNS, rows)
    click.echo(f"{out}: {len(rows)} to judge. Give each person a copy of their own. The rule:")
    framework = load_framework(DATA / "framework.toml")
    click.echo(next(one.rule for one in framework.indicators if one.code == question))
    if lacking:
        click.echo(f"Left out, as fewer than {ITEMS[question]} pages were read: {', '.join(lacking)}", err=True)


def _why_no_sheet(crawl: Path | None, chosen: tuple[Authority, ...]) -> str:
    """Return why no council has pages to draw from: of a crawl that no detector has looked at, none are known."""
    named = ", ".join(one.slug for one in chosen)
    if crawl is not None:
        with closing(open_evidence(crawl)) as db:
            observed = {code for (code,) in db.execute("SELECT authority FROM observed")}
        if not observed.intersection(one.code for one in chosen):
            return f"which pages are for services was not observed yet of {named}: run replay --db {crawl} first"
    return f"read fewer than {ITEMS['A09']} pages of each council: {named}"


def _pages(crawl: Path, chosen: tuple[Authority, ...], seed: str) -> dict[str, tuple[str, ...]]:
    """Return ONS code -> home page and four pages of services, of those councils of which so many were read."""
    found = {}
    with closing(open_evidence(crawl)) as db:
        for one in chosen:
            homes = db.execute(
                "SELECT home_url FROM sites WHERE authority = ? ORDER BY run DESC", [one.code]
            ).fetchone()
            query = "SELECT DISTINCT page_url FROM services WHERE authority = ? AND page_url <> '' ORDER BY page_url"
            urls = [url for (url,) in db.execute(query, [one.code]) if homes and url != homes[0]]
            if len(urls) >= ITEMS["A09"] - 1:
                drawn = random.Random(f"{seed} {one.code}").sample(urls, ITEMS["A09"] - 1)
                found[one.code] = (homes[0], *drawn)
    return found


@command.command("join")
@click.argument("first", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("second", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--into", type=NewFile(), default=JUDGED, show_default="data/judged.csv",
    help="The file of judgements that `build` reads; what it has of other councils and questions stays.",
)  # fmt: skip
@register_option()
def join(first: Path, second: Path, into: Path, register: Path) -> None:
    """Put two people's sheets side by side into the file of judgements; print agreement and what is to be settled.

    Settle by writing yes or no into `settled` and who did it into `settled_by`; until then it counts as unknown. What
    was settled stays settled while both answers stay.

    \b
    Exit codes: 0 joined; 1 a sheet is malformed, both are one person's, or they have nothing in common (nothing is
    written); 2 wrong usage.
    """
    one, two = _read(first), _read(second)
    both = sorted(one.keys() & two.keys())
    if not both:
        raise CodingError(f"{second}: nothing that {first} has too was coded in it, expected copies of one sheet")
    councils = load_authorities(register / "authorities.csv")
    before = {(each.authority, each.measure, each.item): each for each in load_judged(into, councils)}
    made = {key: _joined(key, one[key], two[key], before.get(key), second) for key in both}
    part = into.with_name(f".{into.name}")
    write_table(part, COLUMNS, [_cells(each) for _, each in sorted((before | made).items())])
    try:
        kept = load_judged(part, councils, datetime.now(UTC).date())
    except BenchmarkError:
        part.unlink()
        raise
    part.replace(into)
    for line in _told(kept, {measure for _, measure, _ in both}, len(both)):
        click.echo(line)
    alone = len(one.keys() ^ two.keys())
    if alone:
        click.echo(f"{plural(alone, 'answer')} of one person alone left out.", err=True)


def _told(judgements: tuple[Judgement, ...], measures: set[str], joined: int) -> Iterator[str]:
    yield f"{joined} joined."
    for measure in sorted(measures):
        some = [one for one in judgements if one.measure == measure]
        same = sum(one.first == one.second != UNSURE for one in some)
        kappa = agreement(some, measure)
        yield f"{measure}: {same} of {len(some)} agreed, kappa {'not defined' if kappa is None else f'{kappa:.3f}'}"
        if kappa is not None and kappa < AGREED:
            yield f"Below {AGREED}: {measure} counts nowhere until the instructions are mended and all is coded again."
        for one in some:
            if not one.answer:
                yield f"  to settle: {one.authority} {one.item} {one.url}: {one.first} against {one.second}"


def _joined(
    key: tuple[str, str, int], one: _Coded, two: _Coded, before: Judgement | None, second: Path
) -> Judgement:  # fmt: skip
    if one.coder == two.coder:
        raise CodingError(f'{second}: field "coder": found "{two.coder}" in both sheets, expected two people')
    note = "; ".join(dict.fromkeys(text for text in (one.note, two.note) if text))
    answer = two.answer
    if one.url != two.url:  # two documents are two judgements: nothing is agreed
        note, answer = "; ".join(text for text in (note, f"the second read {two.url}") if text), UNSURE
    made = Judgement(
        *key, one.url, max(one.coded_on, two.coded_on), one.answer, one.coder, answer, two.coder, note=note
    )
    if before and (before.first, before.second, before.url) == (made.first, made.second, made.url):
        return replace(made, settled=before.settled, settled_by=before.settled_by)
    return made


def _cells(one: Judgement) -> list[str]:
    return [str(value) for value in asdict(one).values()]


def _read(path: Path) -> Mapping[tuple[str, str, int], _Coded]:
    """Return what was coded of a sheet; rows without an answer are left out. Raises CodingError."""

    def refuse(message: str, line: int, column: str | None) -> CodingError:
        return CodingError(f'{path}: line {line}: column "{column}": {message}')

    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CodingError(f"{path}: is no UTF-8 text: {error}") from None
    found = {}
    for line, row in read_rows(text, SHEET_COLUMNS, refuse):
        if not row["answer"]:
            continue
        if row["answer"] not in ANSWERS:
            raise refuse(f'found "{row["answer"]}", expected yes, no, ? or nothing', line, "answer")
        if not row["coder"]:
            raise refuse("found nothing, expected who coded it", line, "coder")
        if not (row["item"].isascii() and row["item"].isdigit() and len(row["item"]) < 3):
            raise refuse(f'found "{row["item"][:80]}", expected a number', line, "item")
        try:
            day = date.fromisoformat(row["coded_on"])
        except ValueError:
            raise refuse(f'found "{row["coded_on"]}", expected a day such as 2026-12-01', line, "coded_on") from None
        item = int(row["item"])
        found[row["authority"], row["measure"], item] = _Coded(
            row["url"], row["coder"], day, row["answer"], row["note"]
        )
    return found
