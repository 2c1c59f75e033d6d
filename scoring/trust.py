"""How far an edition can be trusted, in a few figures per type (scoring method, sections 9 and 18)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.analyse import Analysis, Deep
from scoring.rank import group_rows


@dataclass(frozen=True, slots=True)
class Trust:
    """What the figures say about an edition's trustworthiness, for one type.

    median_width: of the 90 % rank intervals, in ranks (high - low). outside: councils whose published rank or score
    lies beyond its own interval. influential: up to five indicators, the most influential first, with their mean shift
    in ranks.
    """

    type: str
    ranked: int
    median_width: float
    bands: int
    outside: int
    influential: tuple[tuple[str, float], ...]


def trust(analysis: Analysis, deep: Deep) -> tuple[Trust, ...]:
    """Return the summary of every type that ranks anybody, in alphabetical order."""
    published, place, result = analysis.published, analysis.standing, []
    for rows in group_rows(published.groups, published.seen.ranked):
        name = published.groups[rows[0]]
        width = float(np.median(place.high[rows] - place.low[rows]))
        shifts = [s for kind, s in deep.shifts if kind == name and s.kind == "indicator"]
        known = sorted((s for s in shifts if not np.isnan(s.mean)), key=lambda s: (-s.mean, s.code))[:5]
        top = tuple((s.code, s.mean) for s in known)
        outside, bands = int(place.outside[rows].sum()), int(place.band[rows].max())
        result.append(Trust(name, int(rows.size), width, bands, outside, top))
    return tuple(result)
