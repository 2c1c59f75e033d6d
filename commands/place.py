"""`place`: which councils serve a postcode, or bear a name."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from commands.options import published_option, register_option
from edition.reader import connect
from register.find_place import Place, PlaceKind, find_place

ANSWERED = (PlaceKind.FOUND, PlaceKind.CROWN_DEPENDENCY, PlaceKind.NO_COUNCIL)
"""Kinds the postcode list itself answers: exit code 0. For the others it cannot say: exit code 1."""


@click.command("place")
@click.argument("words", nargs=-1, required=True, metavar="POSTCODE_OR_NAME")
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

    POSTCODE may have any spacing and case, in quotation marks or without. Instead of it, a council's name of today
    or of earlier years, in English, Welsh or Gaelic, or an address line with a postcode in it.

    \b
    Exit codes: 0 the list answers (councils; or: Channel Islands, Isle of Man, no UK council);
    1 it cannot (not a postcode, not in the list, left out of this copy) or --published is unusable;
    2 wrong usage. With --json the object is printed in every case but an unusable file.
    """
    text = " ".join(words)
    place = find_place(connect(published), text)
    if place.kind is PlaceKind.MALFORMED and (named := _named(published, text)):
        answer = {"kind": "named", "sure": len(named) == 1, "councils": named}
        click.echo(json.dumps(answer, ensure_ascii=False) if as_json else "\n".join(map(_line, named)))
        return
    if live:
        place = _ask_live(place, register)
    answered = place.kind in ANSWERED
    click.echo(as_object(place) if as_json else as_text(place), err=not (as_json or answered))
    if not answered:
        sys.exit(1)


def _named(published: Path, text: str) -> list[dict[str, str]]:
    """Return the councils that a text names, or for a postcode within it those of the postcode; [] for none."""
    from edition.search_index import meant, read_index

    connection = connect(published)
    found = meant(connection, read_index(connection), text)
    if found.postcode:
        place = find_place(connection, found.postcode)
        return [{"code": one.code, "slug": one.slug, "name": one.name, "found_as": found.postcode}
                for one in place.authorities]  # fmt: skip
    sql = "SELECT authority AS code, slug, name FROM authorities WHERE authority = ?"
    rows = [(connection.execute(sql, (one.authority,)).fetchone(), one.text) for one in found.named.names]
    return [{**dict(row), "found_as": text} for row, text in rows]


def _line(one: dict[str, str]) -> str:
    other = f" (found as {one['found_as']})" if one["found_as"] not in one["name"] else ""
    return f"  {one['code']}  {one['name']}{other}"


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
