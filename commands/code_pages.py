"""`code-pages`: two people code the same real pages blind; their agreement decides what a detector may claim."""

from __future__ import annotations

import random
from pathlib import Path

import click

from collectors.web_archive.councils import Councils
from commands.inspect import inspect_archive, service_of
from commands.options import NewFile
from counted import plural
from errors import BenchmarkError
from evaluation.grading import Case, grade
from paths import REGISTER
from register.authorities import load_authorities
from register.services import load_duties
from register.tables import read_rows, write_table
from scoring.agreement import AGREED, weighted_kappa

SHEET_COLUMNS = ("page", "url", "authority", "service", "level", "trap", "note")
"""One row per page and service. A person fills in level (0-4, "?" cannot be told), trap and note; nothing else."""
LEVELS = ("0", "1", "2", "3", "4", "?")


class CodingError(BenchmarkError):
    """A coding sheet is malformed: says file, line, field, value and what was expected."""


@click.group("code-pages")
def command() -> None:
    """Draw pages for two people to code blind, and compare what they wrote.

    \b
    Exit codes: 0 done; 1 a file is not as agreed (the message says where); 2 wrong usage.
    """


@command.command("draw")
@click.option(
    "--marks",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV of `export services`.",
)
@click.option(
    "--warc", type=click.Path(path_type=Path), metavar="FILE", help="Or a web archive, whose pages are coded."
)
@click.option("--service", "code", default="", metavar="S08", help="With --warc: the service to code its pages for.")
@click.option("--out", type=NewFile(), required=True, help="Sheet to write.")
@click.option("--count", default=100, show_default=True, help="Pages to draw.")
@click.option("--seed", default="2026", show_default=True, help="Published seed of the draw.")
def draw(marks: Path | None, warc: Path | None, code: str, out: Path, count: int, seed: str) -> None:
    """Write a sheet of pages without the detectors' answers, every level drawn alike.

    Pages of an archive are coded as they were captured, not as they are today.

    \b
    Exit codes: 0 written; 1 --marks lacks a column, or --warc is no WARC file (nothing is written); 2 wrong usage.
    """
    if (marks is None) == (warc is None) or (warc is None) != (not code):
        raise click.UsageError("expected --marks FILE, or --warc FILE with --service CODE")
    found = archived_marks(warc, code) if warc else []
    if marks:
        found = _read(marks, ("authority", "service", "level", "page_url"))
    rows = [row for row in found if row["page_url"]]
    chosen = stratified(rows, count, random.Random(seed))
    sheet = [
        (n, row["page_url"], row["authority"], row["service"], "", "", "") for n, row in enumerate(chosen, start=1)
    ]
    write_table(out, SHEET_COLUMNS, sheet)
    click.echo(f"{out}: {plural(len(chosen), 'page')}. Give each person a copy of their own.")


def stratified(rows: list[dict[str, str]], count: int, rng: random.Random) -> list[dict[str, str]]:
    """Return up to `count` rows, the levels in turn, in an order that tells nothing."""
    groups: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        groups.setdefault(row["level"], []).append(row)
    for level in sorted(groups):
        rng.shuffle(groups[level])
    chosen: list[dict[str, str]] = []
    while len(chosen) < count and any(groups.values()):
        chosen += [groups[level].pop() for level in sorted(groups) if groups[level]]
    chosen = chosen[:count]
    rng.shuffle(chosen)
    return chosen


@command.command("compare")
@click.argument("first", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("second", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--marks",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV of `export services`, to grade the detectors too.",
)
@click.option(
    "--warc", type=click.Path(path_type=Path), metavar="FILE", help="Or the web archive that the pages are from."
)
def compare(first: Path, second: Path, marks: Path | None, warc: Path | None) -> None:
    """Print the two people's kappa, the pages they must settle, and the detectors' precision where they agree.

    \b
    Exit codes: 0 compared; 1 a sheet is malformed, or the two have no page in common; 2 wrong usage.
    """
    if marks and warc:
        raise click.UsageError("expected --marks or --warc, not both")
    one, two = read_sheet(first), read_sheet(second)
    both = sorted(one.keys() & two.keys())
    if not both:
        raise CodingError(f"{second}: no page in common with {first}, expected the same sheet")
    pairs = [(int(one[key]), int(two[key])) for key in both if "?" not in (one[key], two[key])]
    kappa = weighted_kappa(pairs, ordered=True)
    click.echo(
        f"{plural(len(both), 'page')}, {len(pairs)} coded by both, kappa {'-' if kappa is None else f'{kappa:.3f}'}"
    )
    if kappa is not None and kappa < AGREED:
        click.echo(f"Below {AGREED}: not to be used until the instructions are mended and the pages coded again.")
    for key in both:
        if one[key] != two[key]:
            click.echo(f"  to settle: {key[0]} {key[1]}: {one[key]} against {two[key]}")
    agreed = {key: one[key] for key in both if one[key] == two[key] != "?"}
    if marks is not None:
        click.echo(_graded(_read(marks, ("page_url", "service", "level")), agreed))
    elif warc is not None:
        click.echo(
            _graded([row for code in sorted({code for _, code in both}) for row in archived_marks(warc, code)], agreed)
        )


def read_sheet(path: Path) -> dict[tuple[str, str], str]:
    """Return (address, service) -> level of a filled sheet. Raises CodingError naming line, field and value."""
    found = {}
    for line, row in enumerate(_read(path, SHEET_COLUMNS), start=2):
        level = row["level"].strip()
        if level == "":
            continue
        if level not in LEVELS:
            raise CodingError(f'{path}: line {line}: field "level": "{level}", expected one of {", ".join(LEVELS)}')
        found[row["url"], row["service"]] = level
    return found


def archived_marks(archive: Path, code: str) -> list[dict[str, str]]:
    """Return what `inspect` makes of each page of a web archive for one service, as rows of `export services`.

    Of several captures of one address the newest stands; level is '' where it cannot be told. Raises CrawlError if it
    is no WARC file, InspectError if there is no such service.
    """
    service, authorities = service_of(code), load_authorities(REGISTER / "authorities.csv")
    newest: dict[str, tuple[str, int | None]] = {}
    councils = Councils.of(authorities)
    for capture, found in inspect_archive(archive, service, authorities, None, load_duties(REGISTER)):
        known = newest.get(capture.url)
        if known is None or known[0] <= capture.captured_at:
            newest[capture.url] = (capture.captured_at, found.level)
    return [
        {
            "authority": next((one.code for one in councils.of_url(url)), ""),
            "service": service.code,
            "level": "" if level is None else str(level),
            "page_url": url,
        }
        for url, (_, level) in newest.items()
    ]


def _graded(marks: list[dict[str, str]], truth: dict[tuple[str, str], str]) -> str:
    said = {(row["page_url"], row["service"]): row["level"] for row in marks}
    cases = [Case(int(level), int(said[key]) if said.get(key) else None) for key, level in truth.items() if key in said]
    made = grade("service-ladder", cases, frozenset((3, 4)), 0.7, ordered=True)
    precision, kappa = ("-" if value is None else f"{value:.3f}" for value in (made.precision, made.kappa))
    return f"Detectors on {plural(made.cases, 'agreed page')}: precision {precision}, kappa {kappa}"


def _read(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    def refuse(message: str, line: int, column: str | None) -> CodingError:
        return CodingError(f'{path}: line {line}: column "{column}": {message}')

    return [row for _, row in read_rows(path.read_text(encoding="utf-8-sig"), columns, refuse)]
