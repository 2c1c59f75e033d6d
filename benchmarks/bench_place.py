"""How long the look-up of a postcode takes, beside reading one row of the same file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median
from time import perf_counter

from edition.reader import connect
from register.find_place import find_place

PUBLISHED = Path(__file__).resolve().parent.parent / "data" / "published.db"
AT_MOST = 50e-6
"""Seconds of one look-up, in the middle of all."""
INWARDS = ("1AA", "4AP", "9ZZ")


def main() -> int:
    """Look up three postcodes of every outward code, print the medians; return 1 if a look-up takes too long."""
    connection = connect(PUBLISHED)
    outcodes = [row["outcode"] for row in connection.execute("SELECT outcode FROM outcodes")]
    one = "SELECT units FROM outcodes WHERE outcode = ?"
    row = _median_seconds(lambda outcode: connection.execute(one, (outcode,)).fetchone(), outcodes)
    postcodes = [f"{outcode} {inward}" for outcode in outcodes for inward in INWARDS]
    # The best of three: the machine may be busy with something else.
    look_up = min(_median_seconds(lambda postcode: find_place(connection, postcode), postcodes) for _ in range(3))
    print(f"look-up {look_up * 1e6:.0f} us, at most {AT_MOST * 1e6:.0f}; {look_up / row:.1f} times reading one row")
    return int(look_up > AT_MOST)


def _median_seconds(ask: Callable[[str], object], words: Iterable[str]) -> float:
    taken = []
    for word in words:
        start = perf_counter()
        ask(word)
        taken.append(perf_counter() - start)
    return median(taken)


if __name__ == "__main__":
    sys.exit(main())
