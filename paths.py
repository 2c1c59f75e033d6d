"""Where our own files are. Standard library imports only; rooms that compute are given their paths."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent
ASSETS = ROOT / "assets"
SITE = ROOT / "site.toml"
DATA = ROOT / "data"
REGISTER = DATA / "register"
FACTS = DATA / "facts"
PUBLISHED = DATA / "published.db"
OWN_MARKS = DATA / "own-marks.json"
"""What our own detectors say of our own site: `python cli.py judge-ourselves` writes it, /about shows it."""
CRAWL = Path("data/crawl.db")
"""The working database of a crawl: it is made where the command is run."""
PROBES = Path("data/probes.db")
"""What the probes found: it is made where the command is run."""
REPLIES = Path("data/live.db")
"""What the live sources answered: it is made where the command is run."""
EDITIONS = Path("data/editions")
"""A folder for each edition that `edition` makes: it is made where the command is run."""
