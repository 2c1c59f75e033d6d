"""docs/features.md: every feature of the matrix once, and totals that follow from the marks."""

import re

from tests.docs.reading import ROOT

WORTH = {"Y": 1, "P": 0.5, "-": 0}
KINDS = {"R": 18, "J": 18, "L": 17, "O": 13, "M": 24}


def test_every_feature_stands_once_and_the_totals_follow():
    text = (ROOT / "docs" / "features.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([RJLOM]\d+) \| [^|]+ \| ([YP-]) \| ([YP-]) \| [^|]+ \|$", text, re.MULTILINE)
    assert [row for row, *_ in rows] == [f"{kind}{at}" for kind, many in KINDS.items() for at in range(1, many + 1)]
    real, everything = (sum(WORTH[row[column]] for row in rows) for column in (1, 2))
    assert all(WORTH[real] <= WORTH[everything] for _, real, everything in rows)
    assert f"**{real:g} of 90 on real data, {everything:g} with the rest**" in text
