"""`recheck`: fetch the pages behind one mark again, mark them again, and show before and after."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import click

from commands.live import LiveReader, live_reader
from commands.options import crawl_option, register_option
from detectors.cues import default_cues
from detectors.fingerprints import default_fingerprints
from detectors.owners import owners_for
from detectors.pages import FileReply
from detectors.parse import read_page
from detectors.services.destinations import Destination, Resolve, View
from detectors.services.ladder import PageMark, mark_page
from errors import BenchmarkError
from models import Authority, Service
from register.authorities import Register, load_authorities
from register.services import load_services
from web.words.catalogue import word

MOST_PAGES = 12
"""Pages fetched for one recheck: the service page, its calls to action, and what they lead to."""


class RecheckError(BenchmarkError):
    """There is no such mark to check again, or its page cannot be asked for."""


@dataclass(frozen=True, slots=True)
class Before:
    """The mark as it stands. level None: unknown, status says why."""

    level: int | None
    status: str
    page_url: str
    fetched_at: str


@click.command("recheck")
@click.argument("slug")
@click.argument("code", metavar="SERVICE")
@crawl_option("Crawl database that holds the mark.", exists=True)
@register_option()
@click.option("--url", default="", help="Page to look at instead of the one that was marked.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(slug: str, code: str, db: Path, register: Path, url: str, as_json: bool) -> None:
    """Look at one mark again, live: fetch, observe, and show what was and what is. The database is left as it is.

    \b
    Exit codes: 0 looked; 1 no contact is set, no crawl is there, or the page is not to be had; 2 wrong usage.
    """
    authorities = load_authorities(register / "authorities.csv")
    authority = Register(authorities).find(slug)
    service = next((one for one in load_services(register) if one.code == code.upper()), None)
    if authority is None or service is None:
        wrong, told = (slug, "a council's slug") if authority is None else (code, "a service, S01-S28 or C01-C12")
        raise RecheckError(f'"{wrong}": expected {told}')
    before = earlier_mark(db, authority.code, service.code)
    target = url or before.page_url
    if not target:
        raise RecheckError(f"{slug} {service.code}: no page was marked; name one with --url")
    after, reply = _again(target, service, authority, authorities)
    click.echo(_told(before, after, reply, as_json))


def earlier_mark(db: Path, authority: str, service: str) -> Before:
    """Return the newest stored mark. Raises RecheckError if the database has none."""
    with sqlite3.connect(f"{db.resolve().as_uri()}?mode=ro", uri=True) as stored:
        try:
            row = stored.execute(
                "SELECT level, status, page_url, fetched_at FROM services WHERE authority = ? AND service = ? "
                "ORDER BY fetched_at DESC LIMIT 1",
                (authority, service),
            ).fetchone()
        except sqlite3.DatabaseError as error:
            raise RecheckError(f"{db}: not a crawl database that has been observed: {error}") from error
    if row is None:
        raise RecheckError(f"{db}: has no mark of {service} for {authority}")
    return Before(*row)


def _again(
    url: str, service: Service, authority: Authority, authorities: tuple[Authority, ...]
) -> tuple[PageMark, FileReply]:
    reader = live_reader(url)
    with reader.fetcher:
        reply = reader.read(url)
        page = read_page(
            reply.body, reply.final_url, reply.charset, reply.status, reply.headers.get("content-type", "")
        )
        view = View(
            service.code,
            default_cues(),
            owners_for((*authorities, authority), authority),
            default_fingerprints(),
            _resolver(reader),
        )
        return mark_page(page, view, service.cap, trusted=True), reply


def _resolver(reader: LiveReader) -> Resolve:
    fetched: dict[str, Destination] = {}

    def resolve(url: str) -> Destination | None:
        if url not in fetched and len(fetched) < MOST_PAGES:
            there = reader.read(url)
            page = read_page(there.body, there.final_url, None, there.status, there.headers.get("content-type", ""))
            fetched[url] = Destination(page if there.outcome == "replied" else None, there.outcome)
        return fetched.get(url)

    return resolve


def _told(before: Before, after: PageMark, reply: FileReply, as_json: bool) -> str:
    reasons = [word(one) for one in after.reasons]
    if as_json:
        return json.dumps(
            {
                "before": {
                    "level": before.level,
                    "status": before.status,
                    "page_url": before.page_url,
                    "fetched_at": before.fetched_at,
                },
                "after": {
                    "level": after.level,
                    "status": after.status,
                    "page_url": reply.final_url,
                    "fetched_at": reply.fetched_at,
                    "action_url": after.action_url,
                    "reasons": reasons,
                },
                "changed": before.level != after.level,
            },
            indent=2,
            ensure_ascii=False,
        )
    lines = [
        f"Before  {_level(before.level, before.status)}  {before.page_url}  ({before.fetched_at})",
        f"After   {_level(after.level, after.status)}  {reply.final_url}  ({reply.fetched_at})",
        "Unchanged." if before.level == after.level else "Changed.",
    ]
    return "\n".join([*lines, *(f"{n}. {reason}" for n, reason in enumerate(reasons, start=1))])


def _level(level: int | None, status: str) -> str:
    return f"level {level}" if level is not None else f"unknown ({status})"
