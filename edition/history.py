"""Every edition beside the others: the figures of one council over the years, and where they may be joined. Pure.

All editions are scored under the current method. A line over time needs one set of indicators, so it is drawn on
those that every edition observes; a council's own edition figures stand beside it. Source: scoring method,
sections 14 and 15.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from edition.as_published import Printed
from edition.framework_rows import summary_row
from edition.movement import Draw, observed_codes
from edition.rows import Row, number, place, ranked_only, stored
from edition.score import Scored
from edition.successors import Heir, constituent, people_covered
from models import Message
from scoring.analyse import Analysis
from scoring.framework import Framework
from scoring.intervals import score_intervals
from scoring.movement import matched
from scoring.panel import Panel
from scoring.published import Published, published_part


@dataclass(frozen=True, slots=True)
class Point:
    """One council in one edition, on the matched indicators. Scores 0-1, nan where too little was observed.

    label: None for the council itself, else what the figure is. indicators: those observed.
    """

    edition: str
    authority: str
    label: Message | None
    score: float
    low: float
    high: float
    coverage: float
    indicators: tuple[str, ...]


def matched_indicators(scored: Sequence[Scored]) -> tuple[str, ...]:
    """Return the codes of the indicators that somebody was observed on in every edition, in the newest one's order.

    A share of a whole that changed in between is left out: the law moved, not the councils.
    """
    shared = set.intersection(*(observed_codes(one.panel) for one in scored))
    shared -= {code for before, after in pairwise(scored) for code in changed_wholes(before.panel, after.panel)}
    return tuple(column.code for column in scored[-1].panel.columns if column.code in shared)


def changed_wholes(before: Panel, after: Panel) -> set[str]:
    """Return the codes of shares k/n whose n changed for anybody between two editions."""
    old, new = matched(before, after)
    known = ~np.isnan(old.denominator) & ~np.isnan(new.denominator)
    changed = (known & (old.denominator != new.denominator)).any(axis=0)
    return {column.code for column, one in zip(new.columns, changed, strict=True) if one}


def points(framework: Framework, one: Scored, codes: Sequence[str], heirs: Sequence[Heir], draw: Draw) -> list[Point]:
    """Return a point per council of that date and per heir, on the indicators `codes`; none if there are none.

    Missing marks are filled as in the whole edition. A council that took no place in it has no figure here either.
    """
    part = matched_part(one.published, codes)
    if not part.panel.columns:
        return []
    interval, panel = score_intervals(draw(part.panel, part.nearest)), part.panel
    enough = one.published.seen.ranked & (part.seen.coverage >= panel.rules.coverage_minimum - 1e-9)
    found = []
    for i, code in enumerate(panel.authorities):
        score, low, high = (
            float(values[i]) if enough[i] else np.nan for values in (part.score, interval.low, interval.high)
        )
        coverage, seen = float(part.seen.coverage[i]), _seen(panel, panel.y[i])
        found.append(Point(one.edition.code, code, None, score, low, high, coverage, seen))
    return found + [_average(framework, one.edition.code, part, heir) for heir in heirs]


def _average(framework: Framework, edition: str, part: Published, heir: Heir) -> Point:
    _, scores = constituent(framework, part.imputed.panel, heir)
    shares, coverage = people_covered(framework, part.panel, heir)
    score = float(scores.score[0]) if coverage >= part.panel.rules.coverage_minimum - 1e-9 else np.nan
    seen = np.where(shares > 0, shares, np.nan)
    return Point(edition, heir.code, heir.label, score, np.nan, np.nan, coverage, _seen(part.panel, seen))


def matched_part(published: Published, codes: Sequence[str]) -> Published:
    """Return the figures on these indicators and on the dimensions that have one of them."""
    used = {column.dimension for column in published.panel.columns if column.code in codes}
    return published_part(published, [code for code in published.panel.dimensions if code in used], codes)


def _seen(panel: Panel, y: np.ndarray) -> tuple[str, ...]:
    return tuple(column.code for column, value in zip(panel.columns, y, strict=True) if not np.isnan(value))


def joined(before: Point | None, after: Point) -> bool:
    """Return whether a line may join two neighbouring editions: the same body, judged by the same indicators."""
    if before is None or np.isnan(before.score) or np.isnan(after.score):
        return False
    return (before.label, before.indicators) == (after.label, after.indicators)


def history_rows(
    editions: Sequence[tuple[Scored, Analysis, Sequence[Point]]],
    printed: Mapping[str, Mapping[str, Printed]],
    today: Sequence[str],
) -> Iterator[Row]:
    """Yield the `history` rows of the councils of `today`. editions: oldest first.

    printed: edition -> authority -> figures as published.
    """
    wanted = set(today)
    before: dict[str, Point] = {}
    for scored, deep, found in editions:
        own = {code: i for i, code in enumerate(scored.panel.authorities)}
        for point in sorted((one for one in found if one.authority in wanted), key=lambda one: one.authority):
            yield _row(scored, deep, point, own.get(point.authority), joined(before.get(point.authority), point)) | (
                _printed_columns(printed.get(scored.edition.code, {}).get(point.authority))
            )
        before = {point.authority: point for point in found}


def _row(scored: Scored, deep: Analysis, point: Point, i: int | None, line: bool) -> Row:
    return {
        "edition": point.edition, "authority": point.authority, "label": stored(point.label),
        "matched": number(point.score), "matched_low": number(point.low), "matched_high": number(point.high),
        "matched_coverage": point.coverage, "indicators": " ".join(point.indicators), "joined": int(line),
        "rescored": None if i is None else ranked_only(scored.published.score[i], scored.published.seen.ranked[i]),
        "rank_low": None if i is None else place(deep.standing.low[i]),
        "rank_high": None if i is None else place(deep.standing.high[i]),
        "rank_of": None if i is None else place(scored.published.ranks.of[i]),
    }  # fmt: skip


def _printed_columns(one: Printed | None) -> Row:
    return {
        "as_published": one.share if one else None, "as_published_low": one.rank_low if one else None,
        "as_published_high": one.rank_high if one else None, "as_published_of": one.rank_of if one else None,
    }  # fmt: skip


def history_summary(edition: str, codes: Sequence[str]) -> Row:
    """Return the `summaries` row that names the indicators of the line over time."""
    return summary_row(edition, "history", {"indicators": codes})
