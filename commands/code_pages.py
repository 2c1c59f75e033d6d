"""`code-pages`: two people code the same real pages blind; their agreement decides what a detector may claim."""

from __future__ import annotations

import random
from pathlib import Path

import click

from errors import BenchmarkError
from evaluation.grading import Case, grade, weighted_kappa
from register.tables import read_rows, write_table

SHEET_COLUMNS = ("page", "url", "authority", "service", "level", "trap", "note")
"""One row per page and service. A person fills in level (0-4, "?" cannot be told), trap and note; nothing else."""
AGREED = 0.7
"""Kappa below which two people's coding of an indicator is not used (scoring method, section 17)."""
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
    required=True,
    help="CSV of `export services`.",
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Sheet to write.")
@click.option("--count", default=100, show_default=True, help="Pages to draw.")
@click.option("--seed", default="2026", show_default=True, help="Published seed of the draw.")
def draw(marks: Path, out: Path, count: int, seed: str) -> None:
    """Write a sheet of pages without the detectors' answers, every level drawn alike.

    \b
    Exit codes: 0 written; 1 --marks lacks a column (nothing is written); 2 wrong usage.
    """
    rows = [row for row in _read(marks, ("authority", "service", "level", "page_url")) if row["page_url"]]
    chosen = stratified(rows, count, random.Random(seed))
    sheet = [
        (n, row["page_url"], row["authority"], row["service"], "", "", "") for n, row in enumerate(chosen, start=1)
    ]
    write_table(out, SHEET_COLUMNS, sheet)
    click.echo(f"{out}: {len(chosen)} pages. Give each person a copy of their own.")


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
def compare(first: Path, second: Path, marks: Path | None) -> None:
    """Print the two people's kappa, the pages they must settle, and the detectors' precision where they agree.

    \b
    Exit codes: 0 compared; 1 a sheet is malformed, or the two have no page in common; 2 wrong usage.
    """
    one, two = read_sheet(first), read_sheet(second)
    both = sorted(one.keys() & two.keys())
    if not both:
        raise CodingError(f"{second}: no page in common with {first}, expected the same sheet")
    pairs = [(int(one[key]), int(two[key])) for key in both if "?" not in (one[key], two[key])]
    kappa = weighted_kappa(pairs, ordered=True)
    click.echo(f"{len(both)} pages, {len(pairs)} coded by both, kappa {'-' if kappa is None else f'{kappa:.3f}'}")
    if kappa is not None and kappa < AGREED:
        click.echo(f"Below {AGREED}: not to be used until the instructions are mended and the pages coded again.")
    for key in both:
        if one[key] != two[key]:
            click.echo(f"  to settle: {key[0]} {key[1]}: {one[key]} against {two[key]}")
    if marks is not None:
        click.echo(_graded(marks, {key: one[key] for key in both if one[key] == two[key] != "?"}))


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


def _graded(marks: Path, truth: dict[tuple[str, str], str]) -> str:
    said = {(r["page_url"], r["service"]): r["level"] for r in _read(marks, ("page_url", "service", "level"))}
    cases = [Case(int(level), int(said[key]) if said.get(key) else None) for key, level in truth.items() if key in said]
    made = grade("service-ladder", cases, frozenset((3, 4)), 0.7, ordered=True)
    precision, kappa = ("-" if value is None else f"{value:.3f}" for value in (made.precision, made.kappa))
    return f"Detectors on {made.cases} agreed pages: precision {precision}, kappa {kappa}"


def _read(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    def refuse(message: str, line: int, column: str | None) -> CodingError:
        return CodingError(f'{path}: line {line}: column "{column}": {message}')

    return [row for _, row in read_rows(path.read_text(encoding="utf-8-sig"), columns, refuse)]
