"""Who is hurt by what is missing: hide what was seen, and see how far a council moves (published with every edition).

One dimension is hidden at random from three in ten of the councils of which everything was seen, many times over, in
the types whose councils keep a place without it. Nobody should fall for being unseen: on average the move is nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scoring.aggregate import dimension_means, power_mean, score_panel
from scoring.donors import Nearest
from scoring.imputation import Imputed, impute, likenesses, nearest_first, nearest_in_context, type_rows
from scoring.intervals import draw_ranks, rank_intervals
from scoring.panel import Panel, take
from scoring.peers import Context
from scoring.published import Published
from scoring.rank import competition_rank
from scoring.rounding import published_value
from scoring.uncertainty import simulate_full

SHARE = 0.3
DRAWN_SHARE, DRAWS = 0.125, 200
"""In what share of the repetitions the range is drawn as well, and with how many draws each."""

LEFT_OUT, CONTEXT, BOTH = "left out", "context", "context and dimensions"
WAYS = (LEFT_OUT, CONTEXT, BOTH)
"""What is put in for a missing mark: nothing (its weight is shared out), or the mean of donors chosen in two ways."""

FEWEST = 10
"""A type with fewer councils of which everything was seen is not tested."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """How far councils of one type move in its table when a dimension is hidden, under one way of putting marks in.

    councils: of which everything was seen; hidden: how many of them each time. signed, absolute: mean move in shares of
    the table, down is positive; error: standard error of `signed` over the councils. inside: share of the cases in
    which the place with everything seen lies in the new 90 % range, nan where it was not drawn.
    """

    type: str
    way: str
    ranked: int
    councils: int
    hidden: int
    signed: float
    error: float
    absolute: float
    inside: float


def hidden_dimension(published: Published) -> str:
    """Return the dimension of which most ranked councils miss everything, the first of them on a tie."""
    coverage = published.seen.dimension_coverage[published.seen.ranked]
    return published.panel.dimensions[int(np.argmax((coverage == 0).sum(axis=0)))]


def trial_rows(published: Published, dimension: str) -> dict[str, np.ndarray]:
    """Return type -> the rows of which everything was seen and which keep a place without the dimension."""
    panel, names = published.panel, np.asarray(published.panel.groups)
    whole = (~panel.applicable | ~np.isnan(panel.y)).all(axis=1) & published.seen.ranked
    stays = score_panel(_without(panel, dimension, np.ones(len(names), dtype=bool))).ranked
    found = {name: np.flatnonzero((names == name) & whole) for name in sorted(set(panel.groups))}
    return {name: rows for name, rows in found.items() if rows.size >= FEWEST and stays[rows].all()}


def drawn_repetitions(repetitions: int) -> int:
    """Return in how many of the repetitions ranges are drawn as well."""
    return max(1, round(DRAWN_SHARE * repetitions))


def hide(
    published: Published, context: Context | None, dimension: str, seed: int, repetitions: int
) -> tuple[Hidden, ...]:
    """Return, for every type that can be tested and every way, how far the hidden councils move; () if none can be.

    Same seed, same result. In some of the repetitions their ranges are drawn too, for the way that is published.
    """
    tested = trial_rows(published, dimension)
    rows = np.flatnonzero([name in tested for name in published.panel.groups])
    if not rows.size:
        return ()
    one = _Experiment(published, context, dimension, rows)
    moves: dict[tuple[str, str], list[np.ndarray]] = {(name, way): [] for name in tested for way in WAYS}
    inside: dict[str, list[np.ndarray]] = {name: [] for name in tested}
    for k, chosen in enumerate(_choices(tested, seed, repetitions)):
        hidden = np.isin(rows, np.concatenate(list(chosen.values())))
        for way, places in one.places(hidden, seed + k if k < drawn_repetitions(repetitions) else None):
            for name, members in chosen.items():
                at = np.flatnonzero(np.isin(rows, members))
                moves[name, way].append(np.stack([at, (places.rank[at] - one.rank[way][at]) / one.of[at]]))
                if places.low is not None and places.high is not None:
                    inside[name].append((places.low[at] <= one.rank[way][at]) & (one.rank[way][at] <= places.high[at]))
    return tuple(_summary(name, way, tested[name], one, moves[name, way], inside[name]) for name, way in moves)


@dataclass(frozen=True, slots=True)
class _Places:
    rank: np.ndarray
    low: np.ndarray | None = None
    high: np.ndarray | None = None


class _Experiment:
    """The types under test, and what every way makes of them with everything seen."""

    def __init__(self, published: Published, context: Context | None, dimension: str, rows: np.ndarray):
        self.panel, self.dimension = take(published.panel, rows), dimension
        self.names, self.ranked = np.asarray(self.panel.groups), published.seen.ranked[rows]
        everyone = likenesses(published.panel, context)
        kept = sorted(set(self.panel.groups))
        self._alike = [a for a, name in zip(everyone, sorted(set(published.panel.groups)), strict=True) if name in kept]
        self._doubted = nearest_in_context(self.panel, self._alike)
        # Context is the same whatever is hidden.
        kinds = zip(type_rows(self.panel), self._alike, strict=True)
        self._near = [nearest_first(take(self.panel, rows), like, by_dimensions=False) for rows, like in kinds]
        self.rank = {way: self._ranks(self._score(self.panel, way)[0]) for way in WAYS}
        self.of = np.array([(self.ranked & (self.names == name)).sum() for name in self.names])

    def places(self, hidden: np.ndarray, seed: int | None) -> Iterator[tuple[str, _Places]]:
        """Yield every way with the places when the dimension is hidden from these councils; with a seed, ranges too."""
        panel = _without(self.panel, self.dimension, hidden)
        for way in WAYS:
            score, imputed = self._score(panel, way)
            low = high = None
            if way == BOTH and seed is not None and imputed is not None:
                low, high = self._range(panel, imputed, seed)
            yield way, _Places(self._ranks(score), low, high)

    def _score(self, panel: Panel, way: str) -> tuple[np.ndarray, Imputed | None]:
        near = self._near if way == CONTEXT else None
        imputed = None if way == LEFT_OUT else impute(panel, None, way == BOTH, self._alike, near)
        means = dimension_means(panel if imputed is None else imputed.panel)
        return power_mean(means, panel.dimension_weights, panel.rules.p, panel.rules.floor), imputed

    def _ranks(self, score: np.ndarray) -> np.ndarray:
        value = np.where(self.ranked, published_value(score), np.nan)
        rank = np.zeros(len(value))
        for name in set(self.panel.groups):
            rank[self.names == name] = competition_rank(value[self.names == name])
        return rank

    def _range(self, panel: Panel, imputed: Imputed, seed: int) -> tuple[np.ndarray, np.ndarray]:
        full = simulate_full(panel, seed, DRAWS, Nearest(imputed.order, self._doubted))
        low, high = np.zeros(len(self.names)), np.zeros(len(self.names))
        for name in set(self.panel.groups):
            rows = np.flatnonzero((self.names == name) & self.ranked)
            interval = rank_intervals(draw_ranks(full[:, rows]))
            low[rows], high[rows] = interval.low, interval.high
        return low, high


def _choices(tested: dict[str, np.ndarray], seed: int, repetitions: int) -> Iterator[dict[str, np.ndarray]]:
    rng = np.random.default_rng(seed)
    for _ in range(repetitions):
        yield {name: np.sort(rng.choice(rows, _size(rows), replace=False)) for name, rows in tested.items()}


def _size(rows: np.ndarray) -> int:
    return max(1, round(SHARE * rows.size))


def _without(panel: Panel, dimension: str, rows: np.ndarray) -> Panel:
    gone = rows[:, None] & np.array([c.dimension == dimension for c in panel.columns])[None, :]
    raw, y, confidence, denominator = (
        np.where(gone, np.nan, of) for of in (panel.raw, panel.y, panel.confidence, panel.denominator)
    )
    return replace(panel, raw=raw, y=y, confidence=confidence, denominator=denominator)


def _summary(
    name: str, way: str, rows: np.ndarray, one: _Experiment, moves: Sequence[np.ndarray], inside: Sequence[np.ndarray]
) -> Hidden:
    who, move = np.concatenate(moves, axis=1)
    means = np.array([move[who == council].mean() for council in np.unique(who)])
    error = float(means.std(ddof=1) / np.sqrt(means.size)) if means.size > 1 else float("nan")
    held = float(np.concatenate(inside).mean()) if inside and way == BOTH else float("nan")
    ranked = int((one.ranked & (one.names == name)).sum())
    return Hidden(
        name, way, ranked, rows.size, _size(rows), float(move.mean()), error, float(np.abs(move).mean()), held
    )
