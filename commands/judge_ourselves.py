"""`python cli.py judge-ourselves`: our own site read by our own detectors, kept for the page that says who we are."""

from __future__ import annotations

import json
import re
from collections import Counter, deque
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from commands.options import NewFile, published_option
from counted import plural
from detectors.measures import SITE_MEASURES
from detectors.observe import observe_authority
from detectors.owners import owners_for
from detectors.pages import FileReply
from detectors.receipts import VERSION
from detectors.records import Observation, SearchRecord
from models import Authority, AuthorityType
from paths import OWN_MARKS
from web.serving.headers import EXPLORER
from web.site import NAME

ADDRESS = "https://own-site.invalid"
"""Stands for the address of the site, which is asked as if it were behind https; no address ends so (RFC 2606)."""
ASKED = ("A01", "A02", "A03", "A04", "A11", "T02", "T04", "T12", "P01", "P09")
"""What can be asked of any public site. All else is about a council's services, duties, money or people, about links
to suppliers that we have none of, or, as T01, about a public address, which a copy here has none of."""
BEGINNINGS = ("/", "/robots.txt", "/.well-known/security.txt")
OF_A_KIND = 2
"""So many pages of one route are read: they come from one template."""
_LINKS = re.compile(r'href="(/[^"#?]*)"')


@click.command(name="judge-ourselves")
@published_option("The database whose site is read.")
@click.option(
    "--out", type=NewFile(), default=OWN_MARKS, show_default="data/own-marks.json",
    help="The file that keeps the marks.",
)  # fmt: skip
def command(published: Path, out: Path) -> None:
    """Read our own pages as a crawl would, judge them with the detectors that judge councils, and keep the marks.

    The site is asked within this program, without a network, and as if it were behind https: two pages of each kind
    that links lead to. Only questions that fit any public site are kept.

    \b
    Exit codes: 0 kept; 1 the database is missing or is not one of ours; 2 wrong usage.
    """
    from app import create_app  # loaded to read the site, not to say how: it is all of it

    today = datetime.now(UTC)
    pages = list(own_pages(create_app(published).server, today))
    found = {one.measure: one for one in _observed(pages)}
    asked = {measure.code: measure.question for measure in SITE_MEASURES}
    marks = [_mark(code, asked[code], found[code]) for code in ASKED]
    said = {"judged_on": today.date().isoformat(), "detectors": VERSION, "pages": len(pages), "marks": marks}
    out.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    below = [mark["code"] for mark in marks if mark["value"] != 1.0]
    click.echo(
        f"{out}: {plural(len(marks), 'mark')} from {plural(len(pages), 'page')}; "
        f"below full marks: {', '.join(below) or 'none'}"
    )


def own_pages(server: Flask, now: datetime) -> Iterator[FileReply]:
    """Yield what the site answers at the addresses that links lead to, from the front page on, two of each route.

    now: when they are read.
    """
    client, routes = server.test_client(), server.url_map.bind("")
    queue, known, read = deque(BEGINNINGS), set(BEGINNINGS), Counter[str]()
    while queue:
        path = queue.popleft()
        try:
            rule, _ = routes.match(path, return_rule=True)
        except (HTTPException, RequestRedirect):
            continue  # an edition's own addresses, or a language's: the same pages once more
        is_file = "." in path.rpartition("/")[2] and path not in BEGINNINGS
        if is_file or path.startswith(EXPLORER) or read[rule.rule] == OF_A_KIND:
            continue
        read[rule.rule] += 1
        with client.get(path, base_url=ADDRESS) as answer:
            headers = {name.lower(): value for name, value in answer.headers}
            body = answer.get_data()
            when = now.isoformat(timespec="seconds").replace("+00:00", "Z")
            depth = 0 if path == "/" else 1
            url = ADDRESS + path
            yield FileReply(url, body, url, answer.status_code, headers=headers, fetched_at=when, depth=depth)
            if answer.mimetype == "text/html":
                leads = [link for link in _LINKS.findall(answer.get_data(as_text=True)) if link not in known]
                known.update(leads)
                queue.extend(dict.fromkeys(leads))


def _observed(pages: list[FileReply]) -> tuple[Observation, ...]:
    # The detectors read a council's site; of the council only its address and its nation have a part in what we ask.
    us = Authority(
        code="", slug="", name=NAME, short_name=NAME, type=AuthorityType.DISTRICT, nation="England", region="",
        parent=None, homepage=f"{ADDRESS}/", population=None, area_km2=None, start=None, end=None,
    )  # fmt: skip
    return observe_authority(us, pages, [], {}, SearchRecord(complete=True), owners_for((us,), us)).observations


def _mark(code: str, question: str, found: Observation) -> dict[str, Any]:
    return {
        "code": code,
        "question": question,
        "status": found.status,
        "value": found.value,
        "message": found.message.plain(),
        "page": found.url.removeprefix(ADDRESS),
    }
