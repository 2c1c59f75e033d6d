"""The common core: the questions asked of every council (scoring method, section 8).

Types answer different questions, so councils of different types are compared on these alone.
"""

from __future__ import annotations

import numpy as np

from scoring.association import spearman
from scoring.panel import Panel, restrict
from scoring.rank import UNRANKED, competition_rank, published_value

MOVED_BY = 20
"""A council whose place changes by more than this between the full index and the core is flagged."""


def common_core(panel: Panel) -> Panel:
    """Return the panel cut to the indicators applicable to every authority in it, and their dimensions.

    With no such indicator the panel has no columns, and nobody is ranked on it.
    """
    codes = core_codes(panel)
    kept = {c.dimension for c in panel.columns if c.code in codes}
    return restrict(panel, tuple(d for d in panel.dimensions if d in kept), codes)


def core_codes(panel: Panel) -> tuple[str, ...]:
    """Return the codes of the indicators applicable to every authority, in the panel's order."""
    everywhere = panel.applicable.all(axis=0)
    return tuple(c.code for c, core in zip(panel.columns, everywhere, strict=True) if core)


def core_shift(score: np.ndarray, core_score: np.ndarray, ranked: np.ndarray) -> tuple[float, np.ndarray]:
    """Return Spearman(full, core) and, per row, whether its overall place moves by more than 20.

    Over the rows ranked on both; the correlation is nan with fewer than three of them.
    """
    both = ranked & ~np.isnan(score) & ~np.isnan(core_score)
    places = [competition_rank(np.where(both, published_value(s), np.nan)) for s in (score, core_score)]
    moved = (np.abs(places[0] - places[1]) > MOVED_BY) & (places[0] != UNRANKED)
    return spearman(score[both], core_score[both]), moved
