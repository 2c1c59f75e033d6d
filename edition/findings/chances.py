"""What only the draws can say: who is behind the first of its type, who is in its better half, and who moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from edition.movement import Moves
from scoring.analyse import Analysis
from scoring.intervals import draw_ranks
from scoring.rank import group_rows


@dataclass(frozen=True, slots=True)
class Move:
    """How one council moved. probability: that its score rose; middle, low, high: by how much, 0-1."""

    probability: float
    middle: float
    low: float
    high: float
    verdict: str


@dataclass(frozen=True, slots=True)
class Chances:
    """Probabilities, counted in `draws` draws. first: type -> ONS code of its first council, that of several with the
    lowest code.

    behind: of every other ranked council, that the first of its type outranks it. better_half: of every ranked council.
    moves: of those that can be compared with the edition before, which counts to the day `against`, on so many
    questions; empty where there is none.
    """

    draws: int
    first: Mapping[str, str]
    behind: Mapping[str, float]
    better_half: Mapping[str, float]
    moves: Mapping[str, Move]
    against: str = ""
    questions: int = 0


def chances(analysis: Analysis, moved: Moves | None) -> Chances:
    """Return the chances of one edition. moved: since the edition before, None where there is none."""
    published, p = analysis.published, analysis.standing.p
    codes, rank = published.panel.authorities, published.ranks.rank
    first: dict[str, str] = {}
    behind: dict[str, float] = {}
    half: dict[str, float] = {}
    for rows in group_rows(published.groups, published.seen.ranked):
        leader = min(rows, key=lambda i: (rank[i], codes[i]))
        first[published.groups[leader]] = codes[leader]
        behind |= {codes[i]: float(p[leader, i]) for i in rows if i != leader}
        better = (draw_ranks(analysis.draws.full[:, rows]) <= rows.size / 2).mean(axis=0)
        half |= {codes[i]: float(share) for i, share in zip(rows, better, strict=True)}
    moves = {
        code: Move(one.probability, *moved.by_how_much[code], one.verdict) for code, one in moved.by_authority.items()
    } if moved else {}  # fmt: skip
    told = (moved.against.isoformat(), len(moved.indicators)) if moved else ("", 0)
    return Chances(len(analysis.draws.full), first, behind, half, moves, *told)
