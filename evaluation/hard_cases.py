"""Ten of the hardest marks, explained by `inspect`, and the document made of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from detectors.inspection import Inspection, inspect_reply
from detectors.pages import FileReply
from evaluation.corpus.blind_cases import blind_pages
from paths import REGISTER, ROOT
from register.authorities import load_authorities
from register.services import load_duties, load_services
from register.tables import read_table
from web.words.catalogue import word

DOCUMENT = ROOT / "docs" / "hard-marks.md"
HARD = Path(__file__).resolve().parent / "corpus" / "blind" / "hard.csv"
"""File of blind pages, its line from 0, and why a reader or a program could go wrong."""
HEAD = """# Ten hard marks, explained

What `python cli.py inspect PAGE --service CODE` says of ten pages on which readers and programs go wrong. The pages are
invented, written without sight of the rules (`evaluation/corpus/blind/`). `inspect` sees one page by itself: what its
links lead to is believed at a lower confidence. This file is written by `python -m evaluation.hard_cases`, and a
test holds it to what the detectors say today.
"""


@dataclass(frozen=True, slots=True)
class Explained:
    """One hard page: what is true, and what `inspect` says of it."""

    service: str
    truth: int
    why: str
    title: str
    said: Inspection


@cache
def explained() -> tuple[Explained, ...]:
    """Return the hard pages in order, each as `inspect` explains it."""
    rows = read_table(HARD, ("file", "line", "why"))
    return tuple(_explained(blind_pages(row["file"])[int(row["line"])], row["why"]) for row in rows)


def _explained(row: dict, why: str) -> Explained:
    page = row["pages"][0]
    services = {one.code: one for one in load_services(REGISTER)}
    reply = FileReply(url=page["url"], body=page["html"].encode(), final_url=page["url"])
    said = inspect_reply(
        reply, services[row["service"]], load_authorities(REGISTER / "authorities.csv"), None, load_duties(REGISTER)
    )
    return Explained(row["service"], row["level"], why, page["url"], said)


def document() -> str:
    """Return the text of docs/hard-marks.md."""
    parts = [HEAD]
    for number, one in enumerate(explained(), start=1):
        reasons = "\n".join(f"* {word(reason)}" for reason in one.said.reasons)
        parts.append(
            f"## {number}. {one.service}, level {one.said.level}\n\n{one.why}\n\n{reasons}\n\n"
            f"Confidence {one.said.confidence:.2f}.\n"
        )
    return "\n".join(parts)


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
