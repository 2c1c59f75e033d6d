"""Findings: what an edition says beyond its tables, each with its base, range and caveat, or why it is withheld.

Pure, and from the figures as they are printed: whoever has the files under /data can work each out again. Which
findings there are, and when one is withheld, is declared before anything is known: docs/decisions/0022-findings.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from edition.findings.associations import deprivation, size
from edition.findings.chances import Chances, chances
from edition.findings.figures import Figures
from edition.findings.moves import declined, improved
from edition.findings.places import regions, two_tier
from edition.findings.record import Finding
from edition.findings.shares import govuk_links, indicator_shares
from edition.findings.tables import behind, first, small
from edition.rows import Row

__all__ = ["Chances", "Figures", "chances", "comparison_rows", "finding_line_rows", "finding_rows", "findings"]


def findings(figures: Figures, known: Chances) -> tuple[Finding, ...]:
    """Return every declared finding of an edition in the order of pages, stated or withheld."""
    return (
        improved(figures, known),
        declined(figures, known),
        *first(figures, known),
        *behind(figures, known),
        small(figures, known),
        regions(figures),
        two_tier(figures),
        deprivation(figures),
        size(figures),
        govuk_links(figures),
        *indicator_shares(figures),
    )


def finding_rows(edition: str, found: tuple[Finding, ...]) -> Iterator[Row]:
    """Yield the `findings` rows."""
    for position, one in enumerate(found, 1):
        yield {
            "edition": edition, "finding": one.code, "position": position, "kind": one.kind, "type": one.type,
            "indicator": one.indicator, "unit": one.unit, "stated": int(one.stated), "title": one.title,
            "sentence": one.sentence or "", "caveat": one.caveat, "withheld": one.withheld or "",
            "value": one.value, "low": one.low, "high": one.high, "base": one.base, "base_of": one.base_of,
            "comparisons": one.comparisons,
        }  # fmt: skip


def finding_line_rows(edition: str, found: tuple[Finding, ...]) -> Iterator[Row]:
    """Yield the `finding_lines` rows; what must not be said of a council is in none of them."""
    for one in found:
        for position, line in enumerate(one.lines, 1):
            yield {
                "edition": edition, "finding": one.code, "position": position, "authority": line.authority,
                "part": line.part, "stated": int(line.stated), "value": line.value, "low": line.low,
                "high": line.high, "base": line.base, "base_of": line.base_of, "note": line.note or "",
            }  # fmt: skip


def comparison_rows(edition: str, found: tuple[Finding, ...]) -> Iterator[Row]:
    """Yield the `comparisons` rows: every comparison of a family that is judged together, also those that do not stand.

    A family that serves two findings is there once, under the first.
    """
    seen = set()
    for one in found:
        for comparison in one.family:
            if (comparison.family, comparison.authority) not in seen:
                seen.add((comparison.family, comparison.authority))
                yield {"edition": edition} | comparison.row()
