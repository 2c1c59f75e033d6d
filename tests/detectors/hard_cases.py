"""Ten of the hardest marks, explained by `inspect`, and the document made of them."""

from __future__ import annotations

import csv
import json
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from click.testing import CliRunner

from commands.inspect import command
from tests.corpus.blind_cases import blind_pages

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "hard-marks.md"
HARD = Path(__file__).resolve().parents[1] / "corpus" / "blind" / "hard.tsv"
"""File of blind pages, its line from 0, and why a reader or a program could go wrong."""
HEAD = """# Ten hard marks, explained

What `python cli.py inspect PAGE --service CODE` says of ten pages on which readers and programs go wrong. The pages are
invented, written without sight of the rules (`tests/corpus/blind/`). `inspect` sees one page by itself: what its
links lead to is believed at a lower confidence. This file is written by `python -m tests.detectors.hard_cases`, and a
test holds it to what the detectors say today.
"""


@dataclass(frozen=True, slots=True)
class Explained:
    """One hard page: what is true, and what `inspect` says of it."""

    service: str
    truth: int
    why: str
    title: str
    said: dict


@cache
def explained() -> tuple[Explained, ...]:
    """Return the hard pages in order, each as `inspect --json` explains it."""
    with HARD.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return tuple(_explained(blind_pages(row["file"])[int(row["line"])], row["why"]) for row in rows)


def _explained(row: dict, why: str) -> Explained:
    page = row["pages"][0]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_text(page["html"], encoding="utf-8")
        asked = [str(path), "--url", page["url"], "--service", row["service"], "--json"]
        said = json.loads(CliRunner().invoke(command, asked, catch_exceptions=False).output)
    return Explained(row["service"], row["level"], why, page["url"], said)


def document() -> str:
    """Return the text of docs/hard-marks.md."""
    parts = [HEAD]
    for number, one in enumerate(explained(), start=1):
        reasons = "\n".join(f"* {reason}" for reason in one.said["reasons"])
        parts.append(
            f"## {number}. {one.service}, level {one.said['level']}\n\n{one.why}\n\n{reasons}\n\n"
            f"Confidence {one.said['confidence']:.2f}.\n"
        )
    return "\n".join(parts)


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
