"""`python cli.py doctor`: which live sources answer today as their contracts say, which changed, and what to do."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from collectors.open_data import INTERFACES
from collectors.open_data.checkup import Checked, State, addresses, check_up
from collectors.open_data.contract import Interface, Key
from collectors.open_data.fetcher import Fetcher
from collectors.open_data.standing import what_stays
from commands.websites import LOOK_HERE, operator_contact
from counted import plural
from paths import FACTS, REGISTER
from register.authorities import Register, load_register

NOT_ALL = 4
"""Exit code: an address does not answer as its contract says."""
MEND = "read its publisher's documentation, then mend collectors/open_data/{source}.py"
TO_DO = {
    State.CHANGED: MEND,
    State.OTHERWISE: 'open the address in a browser. If that page refuses programs or says "too many attempts", wait '
    f"some hours; if it is gone or moved, {MEND}",
    State.UNANSWERED: "wait, and run doctor again: its publisher is down or busy, if nothing else is said above",
}
NO_ANSWER = f"No address answered at all. {LOOK_HERE}"
NOT_ONE = (
    "Not one address answers as agreed: look at this network before you mend anything. Open one of them in a browser: "
    "does the network ask you to sign in, as in trains, hotels and libraries, or does a proxy put a page of its own in "
    "the place of every other?"
)


@click.command(name="doctor", epilog=f"Sources: {', '.join(INTERFACES)}.")
@click.argument("names", nargs=-1, metavar="[SOURCE]...")
@click.option(
    "--contact", metavar="URL", default="", help="Public page that every request names [default: that of site.toml]."
)
@click.option("--dry-run", is_flag=True, help="Say which addresses would be asked, and ask nobody.")
@click.pass_context
def command(context: click.Context, names: tuple[str, ...], contact: str, dry_run: bool) -> None:
    """Ask each live SOURCE (all of them if none is named) whether it answers today as its contract says.

    One request for each form of address, a second between two to a host; nothing is kept and no fact changes. For
    each address that does not answer as agreed it says what was found, such as the field that has another name,
    and what to do. A source that needs a key is asked only where the environment holds one.

    \b
    Exit codes: 0 every address answers as its contract says; 1 the contact is no web page; 2 wrong usage; 4 one or
    more do not.
    """
    for name in names:
        if name not in INTERFACES:
            raise click.UsageError(f"There is no live source {name!r}. There are: {', '.join(INTERFACES)}.")
    chosen = {name: one for name, one in INTERFACES.items() if not names or name in names}
    register = load_register(REGISTER)
    fetcher = context.find_object(Fetcher)
    if fetcher is None:
        fetcher = Fetcher("" if dry_run else operator_contact(contact, simulated=False), keys=os.environ)
    without = {name: one.key for name, one in chosen.items() if one.key and fetcher.lacks_key(one)}
    if dry_run:
        _say_what_is_asked(chosen, register, without)
        return
    checked: list[Checked] = []
    with fetcher.alone(), Console(stderr=True).status("Asking") as status:
        for name, interface in chosen.items():
            if name in without:
                continue
            checked += check_up(name, interface, register, fetcher, lambda url: status.update(f"Asking {url}"))
    for name, key in without.items():
        click.echo(f"{name}: was not asked, because it answers nobody without a key: {_to_set(key)}")
    if not checked:
        return
    Console().print(_table(checked))
    for line in _advice(checked):
        click.echo(line)
    if any(one.state is not State.AS_AGREED for one in checked):
        sys.exit(NOT_ALL)


def _to_set(key: Key) -> str:
    return f"set {key.variable}."


def _say_what_is_asked(chosen: dict[str, Interface], register: Register, without: dict[str, Key]) -> None:
    for name, interface in chosen.items():
        if name in without:
            click.echo(f"{name}: would not be asked, because it answers nobody without a key: {_to_set(without[name])}")
            continue
        for request in addresses(interface, register):
            click.echo(f"{name}: {request.url}")
    click.echo("Replies may lead to a further request each. Nobody was asked.")


def _table(checked: Sequence[Checked]) -> Table:
    table = Table(title="Live sources today", box=SIMPLE_HEAD)
    table.add_column("Source", no_wrap=True)
    for heading in ("Addresses", *(state.value for state in State)):
        table.add_column(heading, justify="right", overflow="fold")
    for name in dict.fromkeys(one.source for one in checked):
        own = [one for one in checked if one.source == name]
        counts = (sum(one.state is state for one in own) for state in State)
        table.add_row(name, str(len(own)), *(str(count) if count else "" for count in counts))
    return table


def _advice(checked: Sequence[Checked]) -> Iterable[str]:
    ill = [one for one in checked if one.state is not State.AS_AGREED]
    if not ill:
        yield f"{plural(len(checked), 'address', 'addresses')} asked; each answers as its contract says."
    several = len({urlsplit(one.request.url).hostname for one in checked}) > 1
    is_here = several and len(ill) == len(checked)
    if all(one.state is State.UNANSWERED for one in checked):
        yield NO_ANSWER
    elif is_here:
        yield NOT_ONE
    if is_here:  # what is to be done is said once for all
        yield from (f"{one.source}: {one.said.removeprefix(f'source {one.source}: ')}" for one in ill)
        return
    for one in ill:
        yield f"{one.source}: {one.request.shown} {one.state.value}."
        yield f"  Found: {one.said}"
        yield f"  To do: {TO_DO[one.state].format(source=one.source)}."
    for name in dict.fromkeys(one.source for one in ill):
        yield f"{name}: {what_stays(FACTS, name)}."
