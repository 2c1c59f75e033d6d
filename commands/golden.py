"""`golden`: run a file of cases with known answers through the scoring functions."""

from __future__ import annotations

import json
from pathlib import Path

import click

from evaluation.golden import GoldenError, failures, read_cases


@click.command("golden")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_context
def command(ctx: click.Context, file: Path) -> None:
    """Run the cases of FILE.json (fn, input, expected, tol) and print those that fail.

    \b
    null is missing, an absent key not applicable. The last line is "N passed, N failed".
    Exit codes: 0 all passed; 1 a case failed, or the file cannot be used; 2 wrong usage.
    """
    cases = read_cases(_text(file), file.name)
    failed = list(failures(cases))
    for failure in failed:
        click.echo(f"FAILED {failure.case.name} ({failure.case.function})")
        click.echo(f"  expected {json.dumps(failure.case.expected, ensure_ascii=False)}")
        click.echo(f"  got      {json.dumps(failure.got, ensure_ascii=False)}")
    click.echo(f"{len(cases) - len(failed)} passed, {len(failed)} failed")
    if failed:
        ctx.exit(1)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise GoldenError(f"{file}: no such file") from error
    except (OSError, UnicodeDecodeError) as error:
        raise GoldenError(f"{file}: cannot be read as UTF-8 text: {error}") from error
