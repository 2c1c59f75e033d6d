"""How the current edition moved against the one before, where the method lets it be said. Pure.

Like with like: the indicators and councils of both editions, re-scored under the current method, ranked among
those that are ranked in both. Source: scoring method, section 14.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from edition.framework_rows import summary_row
from edition.rows import Row
from edition.score import Scored
from scoring.donors import Nearest
from scoring.intervals import Interval
from scoring.movement import Movement, changes, matched, matched_ranks, movements
from scoring.panel import Panel, restrict
from scoring.peers import take_context
from scoring.published import publish_scores

Draw = Callable[[Panel, Nearest], np.ndarray]
"""Panel and whose values may be borrowed, nearest first -> scores (B, n) of the evidence-only draws, the same method
and seed for every panel."""

VERDICTS = ("up", "down", "no clear change")


@dataclass(frozen=True, slots=True)
class Moves:
    """What became of every council between two editions. by_authority: those ranked in both. of: type -> how many.

    against: the day to which the earlier edition counts. indicators: the matched set, those that somebody was
    observed on in both editions. by_how_much: of those councils, the middle and the 90 % range of
    the change of the score, 0-1.
    """

    against: date
    edition: str
    indicators: tuple[str, ...]
    by_authority: dict[str, Movement]
    of: dict[str, int]
    by_how_much: dict[str, tuple[float, float, float]]


def moves(before: Scored, after: Scored, draw: Draw) -> Moves:
    """Return the movements from one edition to a later one.

    A council counts as ranked in both if it is ranked in both editions as they stand and would be on the matched
    indicators alone. Nobody moves if no indicator is matched. Places are by the published score on the matched
    questions; the verdict rests on the draws over what was seen of the council both times, so that nobody rises or
    falls by what similar councils did.
    """
    codes = observed_codes(before.panel) & observed_codes(after.panel)
    names = tuple(column.code for column in after.panel.columns if column.code in codes)
    nothing = Moves(before.edition.as_of, after.edition.code, names, {}, {}, {})
    if not names:
        return nothing
    old, new = same_evidence(*matched(restrict(before.panel, codes=names), restrict(after.panel, codes=names)))
    if not old.authorities:
        return nothing
    names = tuple(code for code in names if code in observed_codes(old))
    place = {code: i for i, code in enumerate(after.panel.authorities)}
    context = take_context(after.context, [place[code] for code in new.authorities])
    was, now = publish_scores(old, context), publish_scores(new, context)
    ranked_before = was.seen.ranked & _ranked(before, old.authorities)
    ranked_after = now.seen.ranked & _ranked(after, old.authorities)
    # A council keeps its type from one edition to the next: one that became another kind has another code.
    ranks = matched_ranks(was.score, now.score, ranked_before, ranked_after, new.groups)
    drawn = draw(only_seen(old), now.nearest), draw(only_seen(new), now.nearest)
    found = movements(ranks, *drawn)
    by_authority = {code: one for code, one in zip(new.authorities, found, strict=True) if one is not None}
    groups = dict(zip(new.authorities, new.groups, strict=True))
    of = Counter(groups[code] for code in by_authority)
    far = by_how_much(new.authorities, changes(*drawn))
    told = {code: far[code] for code in by_authority}
    return Moves(before.edition.as_of, after.edition.code, names, by_authority, dict(of), told)


def by_how_much(authorities: Sequence[str], change: Interval) -> dict[str, tuple[float, float, float]]:
    """Return authority -> middle, low and high end of its change."""
    return {
        code: (float(change.median[i]), float(change.low[i]), float(change.high[i]))
        for i, code in enumerate(authorities)
    }


def observed_codes(panel: Panel) -> set[str]:
    """Return the codes of the indicators that were observed of anybody."""
    seen = (panel.applicable & ~np.isnan(panel.y)).any(axis=0)
    return {column.code for column, known in zip(panel.columns, seen, strict=True) if known}


def same_evidence(before: Panel, after: Panel) -> tuple[Panel, Panel]:
    """Return both panels with every cell missing that is missing in either: a firewall is not a change.

    A share whose whole changed is missing too: where the law came to expect more of a council, its share moves
    without the council. Dimensions left without an indicator are dropped. Rows and columns must agree.
    """
    seen = ~np.isnan(before.y) & ~np.isnan(after.y) & same_whole(before, after)
    used = {column.dimension for column in after.columns}
    cut = []
    for panel in (before, after):
        masked = replace(
            panel,
            raw=np.where(seen, panel.raw, np.nan),
            y=np.where(seen, panel.y, np.nan),
            confidence=np.where(seen, panel.confidence, np.nan),
        )
        cut.append(restrict(masked, [code for code in panel.dimensions if code in used]))
    return cut[0], cut[1]


def only_seen(panel: Panel) -> Panel:
    """Return the panel as if nothing that is missing had been asked."""
    return replace(panel, applicable=panel.applicable & ~np.isnan(panel.y))


def same_whole(before: Panel, after: Panel) -> np.ndarray:
    """Return (n, m): whether a share k/n has the same n in both; true for every other kind of value."""
    either = ~np.isnan(before.denominator) | ~np.isnan(after.denominator)
    same: np.ndarray = ~either | (before.denominator == after.denominator)
    return same


def _ranked(scored: Scored, authorities: tuple[str, ...]) -> np.ndarray:
    ranked = dict(zip(scored.panel.authorities, scored.published.seen.ranked, strict=True))
    return np.array([ranked[code] for code in authorities], dtype=bool)


def move_columns(found: Moves | None, authority: str, kind: str) -> Row:
    """Return what movement adds to a `scores` row; '' and nothing where none may be stated."""
    one = found.by_authority.get(authority) if found else None
    if found is None or one is None:
        return {"movement": "", "movement_probability": None, "previous_rank": None, "matched_rank": None,
                "matched_of": None}  # fmt: skip
    return {"movement": one.verdict, "movement_probability": one.probability, "previous_rank": one.before,
            "matched_rank": one.after, "matched_of": found.of[kind]}  # fmt: skip


def move_summary(found: Moves) -> Row:
    """Return the `summaries` row that says what was compared with what, and how many went which way."""
    counts = Counter(one.verdict for one in found.by_authority.values())
    return summary_row(found.edition, "movement", {
        "against": found.against.isoformat(), "indicators": found.indicators, "compared": len(found.by_authority),
        **{verdict: counts[verdict] for verdict in VERDICTS},
    })  # fmt: skip
