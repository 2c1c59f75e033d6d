"""`inspect`: run the real detectors on one page and explain its mark, step by step."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from detectors.inspection import Inspection, inspect_reply
from detectors.pages import FileReply, StoredReply
from errors import BenchmarkError
from models import Authority, Service
from paths import REGISTER
from register.authorities import Register, load_authorities
from register.services import load_duties, load_services


class InspectError(BenchmarkError):
    """The page, the service or the council that was asked for does not exist."""


@click.command("inspect")
@click.argument("source", metavar="URL_OR_FILE")
@click.option("--url", default="", help="Address the file was saved from; a file without it has none.")
@click.option("--service", "code", required=True, metavar="S08", help="Service: S01-S28 or C01-C12.")
@click.option("--authority", "slug", default="", help="Slug of the council whose page this is.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(source: str, url: str, code: str, slug: str, as_json: bool) -> None:
    """Explain the mark that one page earns for one service.

    A page by itself shows what it offers, not what is behind its links: those are believed at a lower
    confidence. "0" means no credit on this page; whether the council offers the service elsewhere is left open.

    \b
    Exit codes: 0 explained; 1 the page, the service or the council is not to be had; 2 wrong usage.
    """
    service = _service(code.upper())
    authorities = load_authorities(REGISTER / "authorities.csv")
    authority = _authority(slug, authorities)
    reply = _reply(source, url)
    found = inspect_reply(reply, service, authorities, authority, load_duties(REGISTER))
    click.echo(json.dumps(asdict(found), indent=2, ensure_ascii=False) if as_json else _readable(found))


def _service(code: str) -> Service:
    services = {service.code: service for service in load_services(REGISTER)}
    if code not in services:
        raise InspectError(f'--service: "{code}" is not a service; expected one of S01-S28 or C01-C12')
    return services[code]


def _authority(slug: str, authorities: tuple[Authority, ...]) -> Authority | None:
    if not slug:
        return None
    if found := Register(authorities).find(slug):
        return found
    raise InspectError(
        f'--authority: "{slug}" is not in data/register/authorities.csv; expected a slug such as "ashford"'
    )


def _reply(source: str, url: str) -> StoredReply:
    if source.startswith(("http://", "https://")):
        from commands.live import fetch_one

        return fetch_one(source)
    path = Path(source)
    if not path.is_file():
        raise InspectError(f"{source}: neither an address (http:// or https://) nor a file")
    return FileReply(url=url, body=path.read_bytes(), final_url=url)


def _readable(found: Inspection) -> str:
    level = "unknown" if found.level is None else f"{found.level} of {found.cap}"
    lines = [
        f"{found.service} {found.service_name}",
        f"Level {level} ({found.level_name}), status {found.status}, confidence {found.confidence:.2f}",
        f"Page    {found.page_url or '(no address given)'}",
        f"Action  {found.action_url or '-'}",
        f"Vendor  {found.vendor or '-'}",
        "",
        *(f"{number}. {reason}" for number, reason in enumerate(found.reasons, start=1)),
    ]
    lines += [
        f"Evidence: \u201c{r.phrase}\u201d at {r.locator or r.url} ({r.detector} {r.version})" for r in found.receipts
    ]
    return "\n".join(lines)
