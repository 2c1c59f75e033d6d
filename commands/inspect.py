"""`inspect`: run the real detectors on one page and explain its mark, step by step."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from collectors.crawl.reading.verdict import page_status
from detectors.inspection import Inspection, inspect_reply
from detectors.pages import FileReply, StoredReply
from errors import BenchmarkError
from models import Authority, Service
from paths import REGISTER
from register.authorities import Register, load_authorities
from register.services import Duties, load_duties, load_services
from web.words.catalogue import word

if TYPE_CHECKING:
    from collectors.web_archive.read import Capture


class InspectError(BenchmarkError):
    """The page, the service or the council that was asked for does not exist."""


@click.command("inspect")
@click.argument("source", metavar="URL_OR_FILE")
@click.option("--url", default="", help="Address the file was saved from; a file without it has none.")
@click.option("--service", "code", required=True, metavar="S08", help="Service: S01-S28 or C01-C12.")
@click.option("--authority", "slug", default="", help="Slug of the council whose page this is.")
@click.option(
    "--status", type=click.IntRange(100, 599), default=200, show_default=True, help="HTTP status of a bare FILE."
)
@click.option(
    "--header", "headers", multiple=True, metavar="NAME:VALUE", help="HTTP header of a bare FILE; may be repeated."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON; of a web archive one line a reply.")
def command(source: str, url: str, code: str, slug: str, status: int, headers: tuple[str, ...], as_json: bool) -> None:
    """Explain the mark that one page earns for one service, or of a web archive (.warc, .warc.gz) each of its pages.

    A page by itself shows what it offers, not what is behind its links: those are believed at a lower
    confidence. "0" means no credit on this page; whether the council offers the service elsewhere is left open.
    In an archive the council is found by the host of each page, unless --authority names it.

    \b
    Exit codes: 0 explained; 1 the page, the service or the council is not to be had; 2 wrong usage.
    """
    service = service_of(code)
    authorities = load_authorities(REGISTER / "authorities.csv")
    authority = _authority(slug, authorities)
    duties = load_duties(REGISTER)
    if source.endswith((".warc", ".warc.gz")):
        for capture, found in inspect_archive(Path(source), service, authorities, authority, duties):
            click.echo(_as_line(capture, found) if as_json else f"{capture.record_id}\n{_readable(found)}\n")
        return
    reply = _reply(source, url, status, _headers(headers))
    found = inspect_reply(reply, service, authorities, authority, duties)
    click.echo(_as_json(found) if as_json else _readable(found))


def inspect_archive(
    path: Path, service: Service, authorities: tuple[Authority, ...], authority: Authority | None, duties: Duties
) -> Iterator[tuple[Capture, Inspection]]:
    """Yield each reply of a web archive and the mark that it earns, revisits left out. Raises as read_archive.

    authority: the council of all its pages; None where it is found by the host of each.
    """
    from collectors.web_archive.councils import Councils
    from collectors.web_archive.read import Capture, read_archive

    councils = Councils.of(authorities)
    for record in read_archive(path):
        if isinstance(record, Capture) and not record.is_revisit:
            own = authority or next(iter(councils.of_url(record.url)), None)
            reply = FileReply(
                record.url,
                record.body,
                record.url,
                record.status,
                headers=record.headers,
                fetched_at=record.captured_at,
            )
            yield record, inspect_reply(reply, service, authorities, own, duties, cut=bool(record.cut))


def _as_line(capture: Capture, found: Inspection) -> str:
    """Return one reply of an archive as a line of JSON."""
    said = {
        "id": capture.record_id.rpartition(":")[2],
        "url": capture.url,
        "kind": page_status(found.verdict).value,
        "service": found.service,
        "level": found.level,
        "status": found.status,
        "action_url": found.action_url,
        "vendor": found.vendor,
        "confidence": found.confidence,
        "reasons": [word(one) for one in found.reasons],
    }
    return json.dumps(said, ensure_ascii=False)


def _as_json(found: Inspection) -> str:
    worded = {"level_name": word(found.level_name), "reasons": [word(one) for one in found.reasons]}
    said = asdict(found) | worded | {"kind": page_status(found.verdict).value}
    del said["verdict"]
    return json.dumps(said, indent=2, ensure_ascii=False)


def _headers(given: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for one in given:
        name, colon, value = one.partition(":")
        if not colon or not name.strip():
            raise click.UsageError(f'--header: found "{one}", expected NAME:VALUE')
        found[name.strip().lower()] = value.strip()
    return found


def service_of(code: str) -> Service:
    """Return the service of a code in either case. Raises InspectError if there is none."""
    code = code.upper()
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


def _reply(source: str, url: str, status: int, headers: dict[str, str]) -> StoredReply:
    if source.startswith(("http://", "https://")):
        from commands.live import fetch_one

        return fetch_one(source)
    path = Path(source)
    if not path.is_file():
        raise InspectError(f"{source}: neither an address (http:// or https://) nor a file")
    return FileReply(url=url, body=path.read_bytes(), final_url=url, status=status, headers=headers)


def _readable(found: Inspection) -> str:
    level = "unknown" if found.level is None else f"{found.level} of {found.cap}"
    lines = [
        f"{found.service} {found.service_name}",
        f"Level {level} ({word(found.level_name)}), status {found.status}, confidence {found.confidence:.2f}",
        f"Page    {found.page_url or '(no address given)'}",
        f"Action  {found.action_url or '-'}",
        f"Vendor  {found.vendor or '-'}",
        "",
        *(f"{number}. {word(reason)}" for number, reason in enumerate(found.reasons, start=1)),
    ]
    lines += [
        f"Evidence: \u201c{r.phrase}\u201d at {r.locator or r.url} ({r.detector} {r.version})" for r in found.receipts
    ]
    return "\n".join(lines)
