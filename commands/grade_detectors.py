"""`grade-detectors`: how right the product's own chain is, and the reliability that scoring may use."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from commands import crawl, replay
from evaluation import real_grades
from evaluation.captured import captured_report
from evaluation.chain import run_chain
from evaluation.corpus.blind_cases import FIRST_GRADES, blind_cases
from evaluation.corpus.pages import page_cases
from evaluation.made_looks import look_cases
from evaluation.made_names.grading import probe_cases
from evaluation.made_scripts import script_cases
from evaluation.real_addresses import addresses_report
from evaluation.reliability import (
    Cases,
    by_service,
    document,
    graded,
    in_words,
    percent,
    probe_document,
    with_first_grades,
    with_parts,
)
from evaluation.truths import chain_cases, councils_of
from paths import DATA

OUT = DATA / "detector-grades.json"
PROBES_OUT = DATA / "probe-grades.json"
CHAIN = {"crawl": crawl.command, "replay": replay.command}


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
@click.option(
    "--captured",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Only compare with captured real replies in FOLDER (evaluation/README.md).",
)
@click.option(
    "--addresses",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Only ask what the addresses of GOV.UK's local links in FOLDER name (evaluation/README.md).",
)
@click.option("--blind", is_flag=True, help="Only grade what was written blind; all other grades stay as they are.")
@click.option(
    "--probes",
    is_flag=True,
    help="Only grade the probes, on what was made for them, Chromium included (some ten minutes); writes --probes-out.",
)
@click.option(
    "--probes-out",
    type=click.Path(path_type=Path),
    default=PROBES_OUT,
    show_default="data/probe-grades.json",
    help="Where --probes writes its grades.",
)
@click.option("--keep", is_flag=True, help="Only measure real pages: their judged wording, and these folders.")
@click.option(
    "--kept",
    type=click.Path(path_type=Path),
    default=real_grades.FILE,
    show_default="data/real-grades.json",
    help="Where --keep keeps the figures on real pages, each with its day.",
)
def command(
    split: str,
    out: Path,
    worst: int,
    captured: Path | None,
    addresses: Path | None,
    blind: bool,
    probes: bool,
    probes_out: Path,
    keep: bool,
    kept: Path,
) -> None:
    """Print precision, recall, confusion and weighted kappa of every detector, as the product itself runs them.

    Invented councils are served on this computer, crawled with the default budgets of `crawl` and observed by `replay`;
    what `export` says of them is compared with what is true. It takes about five minutes on two cores.
    Figures on real replies, wording and addresses come last, as they were kept; they decide the reliability of the
    detectors that they grade.

    \b
    Exit codes: 0 graded; 1 the corpus or FOLDER is missing or malformed; 2 wrong usage; 4 interrupted.
    """
    if captured is not None or addresses is not None or keep:
        for line in (
            *(captured_report(captured) if captured else ()),
            *(addresses_report(addresses) if addresses else ()),
        ):
            click.echo(line)
        if keep:
            real_grades.keep(real_grades.measured(captured, addresses, datetime.now(UTC).date()), kept)
            click.echo(f"Kept in {kept.name}.")
        return
    if probes:
        from evaluation.made_pages.grading import browser_cases  # it brings the browser, which nothing else here needs

        asked = probe_cases() | {"T07": script_cases(), "T08": look_cases()} | browser_cases()
        for one in graded(asked):
            click.echo(in_words(one))
        _put(probes_out, probe_document(asked))
        return
    cases = blind_cases(split) if blind else _cases(split)
    for one in graded(cases):
        click.echo(in_words(one))
    for one in [] if blind else by_service(cases)[:worst]:
        click.echo(f"  {one.detector}: exact {percent(one.exact)} of {one.cases}")
    if split == "judge":
        _write(out, cases, blind)
    for line in real_grades.in_words(real_grades.load()):
        click.echo(line)


def _write(out: Path, cases: Cases, blind: bool) -> None:
    before = json.loads(out.read_text(encoding="utf-8")) if out.exists() else {}
    try:
        made = with_parts(before, cases) if blind else document(cases)
    except ValueError as error:
        raise click.UsageError(f"--blind: {out.name} {error}") from None
    made = with_first_grades(made, before, FIRST_GRADES, datetime.now(UTC).date())
    _put(out, made)


def _put(out: Path, document: dict[str, Any]) -> None:
    out.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    click.echo(f"Written to {out.name}.")


def _cases(split: str) -> Cases:
    with tempfile.TemporaryDirectory(prefix="grade-detectors-") as folder:
        found = run_chain(councils_of(split), Path(folder), run, _say)
    _say("Marking single pages")
    return {**chain_cases(found), **page_cases(split)}


def _say(line: str) -> None:
    click.echo(line, err=True)


def run(name: str, *words: str) -> None:
    """Run a command of the chain in this process, as the command line would."""
    CHAIN[name].main(list(words), prog_name=f"cli.py {name}", standalone_mode=False)
