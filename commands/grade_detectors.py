"""`grade-detectors`: how right the detectors are on the labelled corpus, and the reliability that scoring may use."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from detectors.receipts import VERSION
from evaluation.grading import CEILING, Case, Grade, grade, worst_first
from paths import DATA

OUT = DATA / "detector-grades.json"
LABEL = "measured on pages rebuilt from real wording and on simulated sites"
TRANSACTION = frozenset((3, 4))
LADDER_FLOOR = 0.70


@click.command("grade-detectors")
@click.option(
    "--split",
    type=click.Choice(["judge", "build"]),
    default="judge",
    show_default=True,
    help="Which councils to grade on; only judge counts.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=OUT,
    show_default="data/detector-grades.json",
    help="Where the grades are written (judge only).",
)
@click.option("--worst", default=8, show_default=True, help="How many services to list, worst first.")
def command(split: str, out: Path, worst: int) -> None:
    """Print precision, recall, confusion and weighted kappa of every detector on the labelled corpus.

    \b
    Exit codes: 0 graded; 1 the corpus is missing or malformed; 2 wrong usage.
    """
    from evaluation.corpus.grade import graded_cases

    sets = graded_cases(split)
    grades = [_graded(name, cases) for name, cases in sets.items()]
    for one in grades:
        click.echo(_readable(one))
    for one in worst_first(sets["service-ladder"], TRANSACTION, LADDER_FLOOR)[:worst]:
        click.echo(f"  {one.detector}: exact {_percent(one.exact)} of {one.cases}")
    if split == "judge":
        out.write_text(json.dumps(_document(grades, sets), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        click.echo(f"Written to {out.name}: {LABEL}.")


def _graded(name: str, cases: list[Case]) -> Grade:
    if all(isinstance(case.truth, int) for case in cases):
        return grade(name, cases, TRANSACTION, LADDER_FLOOR, ordered=True)
    positive = frozenset(c.truth for c in cases) - {"no", "en"}
    return grade(name, cases, positive, 0.70)


def _document(grades: list[Grade], sets: dict[str, list[Case]]) -> dict:
    return {
        "label": LABEL,
        "version": VERSION,
        "ceiling": CEILING,
        "detectors": {one.detector: _entry(one) for one in grades},
        "services": {
            one.detector: {
                "cases": one.cases,
                "exact": _rounded(one.exact),
                "precision": _rounded(one.precision),
                "recall": _rounded(one.recall),
            }
            for one in worst_first(sets["service-ladder"], TRANSACTION, LADDER_FLOOR)
        },
    }


def _entry(one: Grade) -> dict:
    entry = {key: _rounded(value) for key, value in asdict(one).items() if key not in ("detector", "confusion")}
    entry["reliability"], entry["scored"] = _rounded(one.reliability), one.scored
    entry["confusion"] = [[truth, found, count] for truth, found, count in one.confusion]
    return entry


def _rounded(value: object) -> object:
    return round(value, 4) if isinstance(value, float) else value


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f} %"


def _readable(one: Grade) -> str:
    kappa = "-" if one.kappa is None else f"{one.kappa:.3f}"
    reliability = "-" if one.reliability is None else f"{one.reliability:.2f}"
    head = (
        f"{one.detector}: {one.cases} cases, {one.declined} declined, precision {_percent(one.precision)}, "
        f"recall {_percent(one.recall)}, exact {_percent(one.exact)}, kappa {kappa}, reliability {reliability}"
        f"{'' if one.scored else ' - BELOW ITS FLOOR, not scored'}"
    )
    wrong = [f"{truth}->{found}: {count}" for truth, found, count in one.confusion if truth != found]
    return head + (f"\n  confusion: {', '.join(wrong[:14])}" if wrong else "")
