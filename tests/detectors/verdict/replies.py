"""Every reply of which it is known what it is: one table, made of replies.tsv and of the pages of headings.tsv.

In replies.tsv `{text}` and the like stand for a piece of page, `{cut}` for the place where a page breaks off, `{raw}`
for a body that is no page. kind and reason are the words of ReplyKind and Reason.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from detectors.verdict.verdict import ReplyKind
from tests.detectors.verdict.cases import BLOCKED, FAILED, GONE, PAGE, UNAVAILABLE, pages

TABLE = Path(__file__).with_name("replies.tsv")
_TRUTHS = {
    PAGE: ReplyKind.PAGE,
    GONE: ReplyKind.GONE,
    UNAVAILABLE: ReplyKind.MAINTENANCE,
    FAILED: ReplyKind.FAILED,
    BLOCKED: ReplyKind.WALL,
}
_PIECES = {
    "{text}": "<p>" + "Your council collects bins every week. " * 20 + "</p>",
    "{links}": "".join(f'<a href="/{n}">Page {n}</a>' for n in range(12)),
    "{password}": '<form method="post"><input name="u"><input type="password" name="p"></form>',
    "{form}": '<form method="post"><input name="name"><textarea name="details"></textarea><button>Send</button></form>',
    "{scripts}": '<script src="/a.js"></script>' * 3,
}


@dataclass(frozen=True, slots=True)
class Known:
    """A reply and what it is. reason: the word of a Reason, "" for none, None where any will do."""

    name: str
    kind: ReplyKind
    reason: str | None
    url: str
    status: int | None
    headers: dict[str, str]
    body: bytes


def known_replies() -> Iterator[Known]:
    """Yield every reply of both tables."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE), 2):
            yield _known(row, f"replies.tsv, line {number}: {row['kind']}")
    html = {"content-type": "text/html"}
    for page in pages():
        name, kind = f"{page.case.heading}, {page.form}", _TRUTHS[page.case.truth]
        yield Known(name, kind, None, "https://www.testham.gov.uk/information/12345", 200, html, page.html.encode())


def _known(row: dict[str, str], name: str) -> Known:
    given = (line.partition(": ") for line in row["headers"].split("; ") if line)
    headers = {"content-type": "text/html"} | {key: value for key, _, value in given}
    status = int(row["status"]) if row["status"] else None
    body = _body(row["title"], row["body"]).encode()
    return Known(name, ReplyKind(row["kind"]), row["reason"], row["url"], status, headers, body)


def _body(title: str, body: str) -> str:
    if body.startswith("{raw}"):
        return body.removeprefix("{raw}")
    for mark, piece in _PIECES.items():
        body = body.replace(mark, piece)
    page = f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>"
    return page.partition("{cut}")[0]
