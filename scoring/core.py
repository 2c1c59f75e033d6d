"""The common core: the questions asked of every council (scoring method, section 8).

Types answer different questions, so councils of different types are compared on these alone.
"""

from __future__ import annotations

import numpy as np

from scoring.association import spearman
from scoring.panel import Panel
from scoring.published import Published
from scoring.rank import UNRANKED, competition_rank
from scoring.rounding import published_value

MOVED_BY = 20
"""A council whose place changes by more than this between the full index and the core is flagged."""


def core_codes(panel: Panel) -> tuple[str, ...]:
    """Return the codes of the indicators applicable to every authority, in the panel's order."""
    everywhere = np.flatnonzero(panel.applicable.all(axis=0))
    return tuple(panel.columns[j].code for j in everywhere)


def core_shift(full: Published, core: Published) -> tuple[float, np.ndarray]:
    """Return Spearman(full, core) and, per row, whether its overall place moves by more than 20.

    Over the rows ranked on both; the correlation is nan with fewer than three of them.
    """
    both = full.seen.ranked & core.seen.ranked
    places = [competition_rank(np.where(both, published_value(s), np.nan)) for s in (full.score, core.score)]
    moved = (np.abs(places[0] - places[1]) > MOVED_BY) & (places[0] != UNRANKED)
    return spearman(full.score[both], core.score[both]), moved
