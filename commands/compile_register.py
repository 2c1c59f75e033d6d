"""`compile-register`: writes the compiled tables of data/register/ from the folders of the sources."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from counted import plural
from register import authorities as who
from register import compile as compiler
from register import compile_context as context
from register.services import load_services
from register.tables import write_table
from register.tiers import TIER_COLUMNS, TIERS, require_agreement, tiers_by_lgsl

Tables = dict[str, tuple[tuple[str, ...], list[tuple[object, ...]]]]


@click.command("compile-register")
@click.option(
    "--from", "folder", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder that holds the source folders (council-crosswalk, mysociety-la-register, ...).",
)  # fmt: skip
@click.option(
    "--out", default=Path("data/register"), show_default=True, type=click.Path(file_okay=False, path_type=Path),
    help="Folder to write to.",
)  # fmt: skip
def command(folder: Path, out: Path) -> None:
    """Compile authorities, relations, identifiers and context from their sources.

    services.csv, duties.csv and exceptions.csv are kept by hand and only checked: against each other
    and against the tiers that GOV.UK publishes.

    \b
    Exit codes: 0 written; 1 a source is missing or malformed (nothing is written); 2 wrong usage.
    """
    wanted = compiler.COLUMNS | context.CONTEXT_COLUMNS | TIER_COLUMNS
    source = {name: compiler.read_source(folder, name, columns) for name, columns in wanted.items()}
    tables = _compile(source, context.read_broadband(folder))
    if (out / "services.csv").exists():
        require_agreement(load_services(out), tiers_by_lgsl(source[TIERS]))
    with tempfile.TemporaryDirectory() as trial:
        _write(tables, Path(trial))
        register = who.load_register(Path(trial))
    who.check_counts(register.authorities)
    out.mkdir(parents=True, exist_ok=True)
    _write(tables, out)
    for name, (_, rows) in tables.items():
        click.echo(f"{out / name}: {plural(len(rows), 'row')}")


def _write(tables: Tables, folder: Path) -> None:
    for name, (header, rows) in tables.items():
        write_table(folder / name, header, rows)


def _compile(source: dict[str, compiler.Table], broadband: context.Broadband) -> Tables:
    crosswalk, abolished, coming = (
        source[compiler.CROSSWALK], source[compiler.ABOLISHED], source[compiler.REORGANISATION],
    )  # fmt: skip
    councils = compiler.authority_rows(
        crosswalk, source[compiler.REGISTER], source[compiler.LOCAL_LINKS], source[compiler.CHANGES], coming, abolished
    )
    around = context.context_rows(crosswalk, source[context.DEPRIVATION], source[context.RURALITY], broadband)
    return {
        "authorities.csv": (who.AUTHORITIES_HEADER, councils),
        "relations.csv": (
            who.RELATIONS_HEADER,
            compiler.relation_rows(crosswalk, abolished, coming, source[compiler.REGISTER]),
        ),
        "identifiers.csv": (who.IDENTIFIERS_HEADER, compiler.identifier_rows(crosswalk, source[compiler.NAMES])),
        "context.csv": (context.CONTEXT_HEADER, around),
    }
