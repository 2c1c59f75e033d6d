"""Regions, each council set against its own type, and counties beside their districts."""

from __future__ import annotations

from statistics import median

import numpy as np

from edition.findings.figures import Council, Figures
from edition.findings.record import LEAST_COUNCILS, Finding, Line, together
from models import Message
from scoring.like_with_like import Rollup, outscored, roll_up
from scoring.median_range import median_range
from scoring.multiplicity import together as errors_together
from scoring.rounding import half_up

LEAST_DISTRICTS = 3
"""Districts of a county with a core score, below which their middle says nothing; and at least half of them."""


def regions(figures: Figures) -> Finding:
    """Return in which regions councils outscore more, or fewer, of their own type than chance would give."""
    types = [one.type for one in figures.councils]
    shares = outscored(np.array([np.nan if one.score is None else one.score for one in figures.councils]), types)
    names = sorted({one.region for one in figures.councils if one.region})
    inside = {name: np.array([one.region == name for one in figures.councils]) for name in names}
    first_look = {name: roll_up(shares, types, inside[name], 1.0) for name in names}
    compared = [name for name in names if first_look[name].low is not None and first_look[name].size >= LEAST_COUNCILS]
    z = errors_together(max(1, len(compared)))
    lines, told = [], []
    for name in names:
        one, all_here = roll_up(shares, types, inside[name], z), int(inside[name].sum())
        lines.append(_region(name, one, all_here, name in compared))
        if name in compared and one.low is not None and one.high is not None and not one.low <= one.mean <= one.high:
            told.append(_region_told(name, one, all_here))
    withheld = None if told else Message("insight.regions.none", {"n": len(compared)})
    return Finding(
        "regions", "regions", Message("insight.regions.title"), "share", Message("insight.regions.caveat"),
        int((~np.isnan(shares)).sum()), len(figures.councils), together(told) if told else None, withheld,
        tuple(lines), comparisons=max(1, len(compared)),
    )  # fmt: skip


def _region(name: str, one: Rollup, all_here: int, compared: bool) -> Line:
    if compared:
        return Line("", name, one.mean, one.low, one.high, one.size, all_here)
    why = Message("insight.regions.alone") if one.size >= LEAST_COUNCILS else Message(
        "insight.few_in_region", {"least": LEAST_COUNCILS}
    )  # fmt: skip
    return Line("", name, base=one.size, base_of=all_here, note=why, stated=False)


def _region_told(name: str, one: Rollup, all_here: int) -> Message:
    if one.high is not None and one.mean > one.high:
        return Message("insight.regions.above", {
            "region": name, "n": one.size, "of": all_here, "mean": one.mean, "low": one.low, "high": one.high,
        })  # fmt: skip
    return Message("insight.regions.below", {
        "region": name, "n": one.size, "of": all_here, "mean": one.mean, "low": one.low, "high": one.high,
    })  # fmt: skip


def two_tier(figures: Figures) -> Finding:
    """Return how far counties and their districts are apart on the questions that are asked of every council."""
    counties = figures.of_type("county")
    below = {county.code: [one for one in figures.councils if one.parent == county.code] for county in counties}
    lines = [_area(county, below[county.code]) for county in counties]
    gaps = [line.value for line in lines if line.value is not None]
    found = median_range(gaps)
    n, of = len(gaps), len(counties)
    caveat, unit = Message("insight.two_tier.caveat", {"least": LEAST_DISTRICTS}), "points"
    title = Message("insight.two_tier.title")
    if found is None or n < LEAST_COUNCILS:
        why = Message("insight.two_tier.thin", {"n": n, "of": of, "least": LEAST_COUNCILS})
        return Finding("two-tier", "two-tier", title, unit, caveat, n, of, withheld=why, lines=tuple(lines))
    middle, low, high = (_tenth(value) for value in found)
    withheld = sentence = None
    if low <= 0 <= high:
        withheld = Message("insight.two_tier.either", {"n": n, "of": of, "low": low, "high": high})
    elif middle > 0:
        sentence = Message("insight.two_tier.county", {"n": n, "of": of, "middle": middle, "low": low, "high": high})
    else:
        sentence = Message("insight.two_tier.districts", {
            "n": n, "of": of, "middle": -middle, "low": -high, "high": -low,
        })  # fmt: skip
    return Finding("two-tier", "two-tier", title, unit, caveat, n, of, sentence, withheld, tuple(lines), value=middle,
                   low=low, high=high)  # fmt: skip


def _area(county: Council, districts: list[Council]) -> Line:
    scores = [one.core_score for one in districts if one.core_score is not None]
    enough = len(scores) >= LEAST_DISTRICTS and 2 * len(scores) >= len(districts)
    if county.core_score is None or not enough:
        why = Message("insight.two_tier.no_county") if county.core_score is None else Message(
            "insight.two_tier.few_districts", {"least": LEAST_DISTRICTS}
        )  # fmt: skip
        return Line(county.code, base=len(scores), base_of=len(districts), note=why, stated=False)
    middle = _tenth(median(scores))
    note = Message("insight.two_tier.scores", {"county": county.core_score, "districts": middle})
    return Line(
        county.code, value=_tenth(county.core_score - middle), base=len(scores), base_of=len(districts), note=note
    )


def _tenth(value: float) -> float:
    return float(half_up(10.0 * value)) / 10.0
