"""What is committed in data/, read once for all tests of a process, when the first of them asks; and copies of it."""

from __future__ import annotations

import csv
import re
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path
from zlib import crc32

from edition.build import Inputs, load_inputs
from models import AuthorityType
from register.authorities import Register, load_register

ROOT = Path(__file__).resolve().parent.parent


@cache
def committed_inputs() -> Inputs:
    """Return everything that the editions of data/ are made of; shared, so a test that changes it takes a copy."""
    return load_inputs(ROOT / "data", ROOT)


@cache
def committed_register() -> Register:
    """Return the register of data/, which nobody can change."""
    return load_register(ROOT / "data" / "register")


def some_councils(inputs: Inputs, every: int) -> Inputs:
    """Return the newest edition of every third (or so) council of each type, a type being compared by itself, and what
    is known of them alone.
    """
    everyone = sorted(inputs.register.authorities, key=lambda one: (one.type, one.code))
    some = [one for kind in AuthorityType for one in [each for each in everyone if each.type == kind][::every]]
    codes = {one.code for one in some}
    facts = tuple(fact for fact in inputs.facts if fact.authority in codes)
    return replace(inputs, register=Register(tuple(some)), facts=facts, editions=inputs.editions[-1:])


def copied_data(to: Path) -> Path:
    """Copy data/, without what was built or kept of earlier runs, to `to`, which must not exist; return it."""
    return Path(shutil.copytree(ROOT / "data", to, ignore=shutil.ignore_patterns("*.db*", "cache")))


def know_little(facts: Path, every: int) -> None:
    """Keep of the facts files in this folder what is said of every fourth (or so) council, for what rests on no more.

    The same councils in every file, chosen by their codes. Reading the files is most of what a command over the data
    of all councils takes.
    """
    for path in facts.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        kept = [row for row in rows if not crc32(row[0].encode()) % every]
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([head, *kept])


def draw_little(framework: Path) -> None:
    """Let the framework at this path draw a few times and not thousands: for what does not rest on how often."""
    text = framework.read_text(encoding="utf-8")
    for name, value in (("draws", 50), ("sobol_samples", 8), ("hiding_repetitions", 1)):
        text, found = re.subn(rf"^{name} = \d+", f"{name} = {value}", text, flags=re.M)
        assert found == 1, name
    framework.write_text(text, encoding="utf-8")
