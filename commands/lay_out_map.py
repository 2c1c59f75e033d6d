"""`lay-out-map`: seats the councils in the cells of the map of hexagons, by where they really are."""

from __future__ import annotations

from pathlib import Path

import click

from commands.options import NewFile
from counted import plural
from paths import REGISTER
from register.authorities import load_register
from register.hexes import HEXES_HEADER, load_hexes
from register.map_layout import middles, settle
from register.postcode_tables import read_places
from register.tables import write_table


@click.command("lay-out-map")
@click.option(
    "--out", default=REGISTER / "hexes.csv", show_default="data/register/hexes.csv",
    type=NewFile(), help="File to write to.",
)  # fmt: skip
def command(out: Path) -> None:
    """Seat the councils in the cells of data/register/hexes.csv by the direction in which their neighbours lie.

    The outline is kept: councils only swap cells. Where each one is, is the middle of its postcodes.

    \b
    Exit codes: 0 written; 1 the register or the postcode list cannot be read (nothing is written); 2 wrong usage.
    """
    register = load_register(REGISTER)
    hexes = load_hexes(REGISTER, register)
    seats = settle(hexes, middles(read_places(), register), register.authorities)
    write_table(out, HEXES_HEADER, ((code, *cell) for code, cell in sorted(seats.items())))
    moved = sum(seats[code] != cell for code, cell in hexes.items())
    click.echo(f"{out}: {plural(len(seats), 'council')}, {moved} in another cell than before")
