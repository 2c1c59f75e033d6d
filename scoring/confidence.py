"""How sure we are of a cell: reliability decayed by age, and conflicting evidence (scoring method, section 6).

Decay acts on certainty, never on the value or the weight: no council gains by letting bad findings age.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring.panel import PanelError

STALE_BELOW = 0.25
"""Below this confidence an observation becomes missing, for the reason `stale`."""

TOO_CLOSE = 0.1
"""Two findings that disagree and whose confidences differ by no more than this cancel out."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence for a cell: its raw value, confidence 0-1 and where it came from."""

    value: float
    confidence: float
    source: str = ""


def confidence(
    reliability: np.ndarray | float, age_days: np.ndarray | float, half_life_days: np.ndarray | float
) -> np.ndarray:
    """Return c = q * 2^(-age / half-life), 0-1; nan where anything is unknown. A negative age counts as 0.

    Raises PanelError for a reliability outside (0, 1] or a half-life that is not positive.
    """
    q, age = np.asarray(reliability, dtype=float), np.asarray(age_days, dtype=float)
    half_life = np.asarray(half_life_days, dtype=float)
    if np.any((q <= 0) | (q > 1)):
        raise PanelError(f"reliability {reliability!r}: expected more than 0 and at most 1")
    if np.any(half_life <= 0):
        raise PanelError(f"half-life {half_life_days!r} days: expected more than 0")
    sure: np.ndarray = q * np.exp2(-np.maximum(age, 0.0) / half_life)
    return sure


def is_live(c: np.ndarray | float, minimum: float = STALE_BELOW) -> np.ndarray:
    """Return True where evidence is still strong enough to be used; False where it is stale or unknown."""
    return np.asarray(c, dtype=float) >= minimum


def resolve_conflict(evidence: Sequence[Evidence]) -> Evidence | None:
    """Return the evidence to use for a cell, or None if it is ambiguous (or there is none).

    Findings that agree do not conflict: the surest of them stands, so duplicates change nothing. Where
    findings differ, the surest stands unless one that disagrees is within 0.1 of it. The order of the
    evidence makes no difference.
    """
    if not evidence:
        return None
    best = min(evidence, key=lambda e: (-e.confidence, e.value, e.source))
    rivals = [e.confidence for e in evidence if e.value != best.value]
    # The tiny allowance keeps 0.9 against 0.8 "within 0.1" in binary arithmetic.
    if rivals and best.confidence - max(rivals) <= TOO_CLOSE + 1e-9:
        return None
    return best
