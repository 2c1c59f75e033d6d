"""`place`: which councils serve a postcode."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from commands.options import published_option, register_option
from edition.reader import connect
from register.place import Place, PlaceKind, find_place

ANSWERED = (PlaceKind.FOUND, PlaceKind.CROWN_DEPENDENCY, PlaceKind.NO_COUNCIL)
"""Kinds the postcode list itself answers: exit code 0. For the others it cannot say: exit code 1."""


@click.command("place")
@click.argument("words", nargs=-1, required=True, metavar="POSTCODE")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of text.")
@click.option(
    "--live",
    is_flag=True,
    help="Ask api.postcodes.io about a postcode that is not in the list. It learns the postcode. Off by default.",
)
@register_option(hidden=True)
@published_option()
def command(words: tuple[str, ...], as_json: bool, live: bool, register: Path, published: Path) -> None:
    """Print the councils that serve POSTCODE, with their ONS codes: district or single tier, then county.

    POSTCODE may have any spacing and case, in quotation marks or without.

    \b
    Exit codes: 0 the list answers (councils; or: Channel Islands, Isle of Man, no UK council);
    1 it cannot (not a postcode, not in the list, left out of this copy) or --published is unusable;
    2 wrong usage. With --json the object is printed in every case but an unusable file.
    """
    place = find_place(connect(published), " ".join(words))
    if live:
        place = _ask_live(place, register)
    answered = place.kind in ANSWERED
    click.echo(as_object(place) if as_json else as_text(place), err=not (as_json or answered))
    if not answered:
        sys.exit(1)


def _ask_live(place: Place, register: Path) -> Place:
    from register.authorities import load_register
    from register.postcodes_io import ask, http_get

    return ask(http_get, load_register(register), place)


def as_object(place: Place) -> str:
    """Return the answer as JSON: kind, postcode (or null), authorities and nearby (code, slug, name, short_name,
    type), message, list_date, note."""
    return json.dumps(asdict(place), ensure_ascii=False)


def as_text(place: Place) -> str:
    """Return the answer as lines for a person."""
    lines = [place.message]
    lines += [f"  {one.code}  {one.name} ({one.type})" for one in place.authorities]
    if place.nearby:
        lines += ["Councils of other postcodes near it:", *(f"  {one.code}  {one.name}" for one in place.nearby)]
    if place.authorities:
        lines += [f"Postcode list of {place.list_date}. {place.note}"]
    return "\n".join(lines)
