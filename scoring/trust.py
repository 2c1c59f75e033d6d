"""How far an edition can be trusted, in a few figures per type (scoring method, sections 9 and 18)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.analyse import Analysis


@dataclass(frozen=True, slots=True)
class Trust:
    """What the figures say about an edition's trustworthiness, for one type.

    median_width: of the 90 % rank intervals, in ranks (high - low). stretched: share of councils whose interval
    had to be widened to hold the published rank. influential: up to five indicators, the most influential first,
    with their mean shift in ranks.
    """

    type: str
    ranked: int
    median_width: float
    bands: int
    stretched: float
    influential: tuple[tuple[str, float], ...]


def trust(analysis: Analysis) -> tuple[Trust, ...]:
    """Return the summary of every type that ranks anybody, in alphabetical order."""
    names, place, result = np.asarray(analysis.panel.groups), analysis.standing, []
    for name in sorted(set(analysis.panel.groups)):
        rows = (names == name) & analysis.scores.ranked
        if rows.any():
            width = float(np.median(place.high[rows] - place.low[rows]))
            shifts = [s for kind, s in analysis.shifts if kind == name and s.kind == "indicator"]
            known = sorted((s for s in shifts if not np.isnan(s.mean)), key=lambda s: (-s.mean, s.code))[:5]
            top = tuple((s.code, s.mean) for s in known)
            stretched = float(place.stretched[rows].mean())
            result.append(Trust(name, int(rows.sum()), width, int(place.band[rows].max()), stretched, top))
    return tuple(result)
