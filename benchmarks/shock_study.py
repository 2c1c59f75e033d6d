"""What one supplier's common error would do to the intervals, on simulated data (scoring method, sections 9, 22)."""

from __future__ import annotations

import json
import sys
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from benchmarks.synthetic import synthetic_panel
from scoring.published import publish_scores
from scoring.shock import Shock
from scoring.standing import rank_interval_of
from scoring.uncertainty import simulate

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "data" / "measurements" / "supplier-shock.json"

SUPPLIERS = (("one", 0.30), ("two", 0.20), ("three", 0.10))
"""Invented suppliers and the chance that a council uses each; the rest share no supplier."""


@dataclass(frozen=True, slots=True)
class ShockStudy:
    """Median 90 % rank interval (high - low, in ranks) of the councils of one type, simulated throughout.

    share: how often a supplier's councils err together. without, with_shock: evidence-only draws without the common
    shock and with it. full_without, full_with_shock: the same for the full draws.
    """

    type: str
    councils: int
    share: float
    without: float
    with_shock: float
    full_without: float
    full_with_shock: float


def shock_study(seed: int, draws: int = 1000, share: float = 0.5) -> tuple[ShockStudy, ...]:
    """Return the widths per type on an invented panel of full size, with and without a common shock."""
    panel, context = synthetic_panel(seed)
    names, chances = [name for name, _ in SUPPLIERS], [chance for _, chance in SUPPLIERS]
    options, rng = (*names, ""), np.random.default_rng(seed)
    suppliers = tuple(str(s) for s in rng.choice(options, len(panel.authorities), p=[*chances, 1.0 - sum(chances)]))
    published = publish_scores(panel, context)
    nearest, widths = published.nearest, []
    plain_draws = simulate(panel, seed, draws, nearest)
    for drawn in (plain_draws, simulate(panel, seed, draws, nearest, Shock(suppliers, share, seed))):
        for values in (drawn.evidence, drawn.full):
            interval = rank_interval_of(values, published)
            widths.append(interval.high - interval.low)
    result = []
    for name in sorted(set(panel.groups)):
        rows = (np.asarray(panel.groups) == name) & published.seen.ranked
        if rows.any():
            plain, full, shocked, full_shocked = (float(np.median(w[rows])) for w in widths)
            result.append(ShockStudy(name, int(rows.sum()), share, plain, shocked, full, full_shocked))
    return tuple(result)


def main() -> None:
    """Run the study with the framework's seed and keep its figures for the methodology page."""
    text = (ROOT / "data" / "framework.toml").read_text(encoding="utf-8")
    found = shock_study(int(tomllib.loads(text)["seed"]))
    figures = [asdict(one) for one in found]
    KEPT.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    for one in found:
        sys.stdout.write(
            f"{one.type}: median 90 % interval {one.without:g} ranks without the common shock, "
            f"{one.with_shock:g} with it (full draws: {one.full_without:g}, {one.full_with_shock:g})\n"
        )


if __name__ == "__main__":
    main()
