"""What is known of a live source while it is not read, and of which day."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

from collectors.open_data.facts_file import newest_day


def what_stays(out: Path, name: str) -> str:
    """Return it in words, as a sentence without its full stop. out: the folder of the facts."""
    kept = out / "live"
    if day := newest_day(out / f"{name}.csv") or newest_day(kept / f"{name}-context.csv"):
        return f"Its facts stay as they are, the newest of {day:%-d %B %Y}"
    if (day := _read_on(kept / f"{name}.csv")) and (kept / f"{name}-differences.csv").is_file():
        return f"What it said on {day:%-d %B %Y} stays as it is"
    return "Nothing is known of it yet"


def _read_on(provenance: Path) -> date | None:
    try:
        with provenance.open(encoding="utf-8", newline="") as file:
            return max((datetime.fromisoformat(row["fetched_at"]).date() for row in csv.DictReader(file)), default=None)
    except (OSError, ValueError, KeyError, csv.Error):
        return None
