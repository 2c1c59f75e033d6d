"""Why a council takes no place: the one rule, and the message that says so (scoring method, section 5.3)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models import Message
from scoring.panel import Rules
from scoring.rounding import whole_percent

OUTSIDE = "whole"
"""The reason in a part or under other weights of a council that takes no place in the table of its type."""
_ROUNDING = 1e-9


def seen_share(coverage: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the share (n) of the evidence that was seen, 0-1; 0 where nothing weighs.

    coverage, weights (n, D): nan and 0 where nothing of a dimension applies.
    """
    total = weights.sum(axis=1, keepdims=True)
    seen: np.ndarray = np.nansum(weights / np.where(total > 0, total, 1.0) * coverage, axis=1)
    return seen


def no_place_reasons(
    coverage: np.ndarray, weights: np.ndarray, least: np.ndarray, names: Sequence[str], rules: Rules
) -> tuple[str, ...]:
    """Return why each council takes no place, '' if it does.

    coverage, weights (n, D): nan and 0 where nothing of a dimension applies. least (n): in how many dimensions there
    must be evidence. `nothing`: there is none; `dimensions`: in too few; `coverage`: too little over all; `dimension:`
    and one of `names` (D): too little in that one.
    """
    weighs = weights > 0
    known, share = (weighs & (coverage > 0)).sum(axis=1), seen_share(coverage, weights)
    thin = weighs & (coverage < rules.dimension_minimum - _ROUNDING)
    return tuple(
        "nothing" if known[i] == 0
        else "dimensions" if known[i] < least[i]
        else "coverage" if share[i] < rules.coverage_minimum - _ROUNDING
        else f"dimension:{names[int(np.argmax(thin[i]))]}" if thin[i].any()
        else ""
        for i in range(len(weights))
    )  # fmt: skip


def no_place(reason: str, coverage: np.ndarray, weights: np.ndarray, least: int, rules: Rules) -> Message | None:
    """Return why one council takes no place, a sentence for its page; None if it does.

    reason: of no_place_reasons, or OUTSIDE. coverage, weights (D), least: as there.
    """
    if reason == "":
        return None
    least = int(least)
    if reason == "nothing":
        return Message("unranked.nothing")
    if reason == OUTSIDE:
        return Message("unranked.whole")
    if reason == "dimensions":
        seen, apply = (int((weights > 0)[known].sum()) for known in (coverage > 0, coverage >= 0))
        if apply < least:
            return Message("unranked.few_dimensions", {"seen": seen, "apply": apply, "least": least})
        if apply == least:
            return Message("unranked.all_dimensions", {"seen": seen, "apply": apply, "least": least})
        return Message("unranked.dimensions", {"seen": seen, "apply": apply, "least": least})
    if reason == "coverage":
        percent = whole_percent(float(seen_share(coverage[None], weights[None])[0]))
        return Message("unranked.coverage", {"percent": percent, "least": whole_percent(rules.coverage_minimum)})
    name = reason.removeprefix("dimension:")
    return Message("unranked.dimension", {"dimension": name, "least": whole_percent(rules.dimension_minimum)})
