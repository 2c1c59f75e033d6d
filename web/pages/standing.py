"""One council's standing as pages print it: within its type, or among all councils on the common core. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from edition.reader import Record
from scoring.rounding import out_of_100
from web.words import format as fmt
from web.words.catalogue import word
from web.words.language import say, say_n

INTERVAL, POSSIBLE = "interval", "possible"


@dataclass(frozen=True, slots=True)
class Standing:
    """Score, its ranges and its place, already in words where a reader sees words.

    score: 0-1 of a ranked council, else None: what could be seen, missing marks put in. face: what could be seen alone,
    of a ranked council. low, high: the range to print, 90 % of the score where it is known (`drawn`), else `floor` to
    `ceiling`: the score with everything missing counted as nothing, and as full marks. best, worst, of: the rank range
    (90 % interval where there is one, else the possible rank), None if not ranked. tie: "level with 2 others" of the
    same published score, else ''. basis: INTERVAL or POSSIBLE. reason: why not ranked, no full stop. seen, asked: the
    indicators observed, of those that apply.
    """

    score: float | None
    face: float | None
    low: float | None
    high: float | None
    floor: float | None
    ceiling: float | None
    coverage: float
    ranked: bool
    best: int | None
    worst: int | None
    of: int | None
    tie: str
    basis: str
    reason: str
    drawn: bool
    seen: int
    asked: int

    @property
    def open(self) -> bool:
        """Return True if missing evidence leaves the score open, at the one decimal that is shown."""
        return self.floor is not None and out_of_100(self.floor) != out_of_100(self.ceiling)

    @property
    def spread(self) -> bool:
        """Return True if the range to print is wider than one value."""
        return self.low is not None and out_of_100(self.low) != out_of_100(self.high)

    def holds(self, score: float) -> bool:
        """Return True if a score (0-1) lies in the range to print; False where no range is known."""
        return self.low is not None and self.high is not None and self.low <= score <= self.high

    @property
    def places(self) -> tuple[int, int, int] | None:
        """Return best, worst and of, None if not ranked."""
        if self.best is None or self.worst is None or self.of is None:
            return None
        return self.best, self.worst, self.of

    @property
    def rank(self) -> str:
        """Return "12 to 31 of 164", or "not ranked"."""
        return fmt.rank_text(self.best, self.worst, self.of)


def in_type(row: Record) -> Standing:
    """Return the standing of a row of `scores` within its own type."""
    ranks = _ranks(row, "rank_best", "rank_worst", "interval_low", "interval_high")
    bounds, draws = (row["lower"], row["upper"]), (row["score_low"], row["score_high"])
    shown = bounds if None in draws else draws
    return _standing(row, "", (row["score"], row["seen"]), (*shown, *bounds), ranks, row["unranked_reason"])


def on_core(row: Record) -> Standing:
    """Return the standing of a row of `scores` among all councils, on the indicators that apply to every one."""
    ranks = _ranks(row, "core_rank_best", "core_rank_worst", "core_interval_low", "core_interval_high")
    return _standing(row, "core_", (row["core_score"], None), (None, None, None, None), ranks, row["core_reason"])


def _ranks(row: Record, best: str, worst: str, low: str, high: str) -> tuple[int | None, int | None, str]:
    if row[low] is not None and row[high] is not None:
        return row[low], row[high], INTERVAL
    return row[best], row[worst], POSSIBLE


def _standing(
    row: Record,
    prefix: str,
    scores: tuple[float | None, float | None],
    ranges: tuple[float | None, float | None, float | None, float | None],
    ranks: tuple[int | None, int | None, str],
    reason: str,
) -> Standing:
    ranked = bool(row[f"{prefix}ranked"])
    best, worst, basis = ranks if ranked else (None, None, ranks[2])
    others = row[f"{prefix}level_with"] if ranked and row[f"{prefix}tied"] else 0
    tie = say_n("level with %(n)s other", "level with %(n)s others", others) if others else ""
    coverage = row[f"{prefix}coverage"] or 0.0
    of = row[f"{prefix}rank_of"] if ranked else None
    score, face = scores if ranked else (None, None)
    drawn = not prefix and row["score_low"] is not None
    return Standing(score, face, *ranges, coverage, ranked, best, worst, of, tie, basis, word(reason).rstrip("."),
                    drawn, row["marks_seen"], row["marks_asked"])  # fmt: skip


def without(row: Record) -> Standing:
    """Return the standing of a row of `scores_without`: within its type, without the heaviest reading."""
    ranked = bool(row["ranked"])
    best, worst, of = (row[key] if ranked else None for key in ("interval_low", "interval_high", "rank_of"))
    reason = word(row["unranked_reason"]).rstrip(".")
    return Standing(row["score"], None, row["score_low"], row["score_high"], None, None, row["coverage"], ranked, best,
                    worst, of, "", INTERVAL, reason, True, 0, 0)  # fmt: skip


def no_score(name: str, standing: Standing) -> str:
    """Return what is printed in place of the score of a council that is not ranked."""
    likely = ""
    if standing.drawn:
        low, high = fmt.score_text(standing.low), fmt.score_text(standing.high)
        likely = " " + say("It is likely between %(low)s and %(high)s.", low=low, high=high)
    return say_n(
        "No score yet: we could see %(seen)s of the %(n)s thing we look at here.%(likely)s "
        "That is our gap, not a finding about %(name)s.",
        "No score yet: we could see %(seen)s of the %(n)s things we look at here.%(likely)s "
        "That is our gap, not a finding about %(name)s.",
        standing.asked,
        seen=standing.seen,
        likely=likely,
        name=name,
    )
