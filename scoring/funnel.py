"""Control limits for proportions, so that small samples are not called best or worst (scoring method, section 11)."""

from __future__ import annotations

import numpy as np

from scoring.panel import PanelError

ALERT = 1.96
OUTLIER = 3.09


def funnel_limits(p0: float, n: float, z: float = ALERT) -> tuple[float, float]:
    """Return p0 -+ z * sqrt(p0 (1 - p0) / n), clipped to 0-1. Raises PanelError unless 0 <= p0 <= 1 and n > 0."""
    if not 0 <= p0 <= 1 or not n > 0:
        raise PanelError(f"control limits around {p0} for n = {n}: expected a share from 0 to 1 and n above 0")
    width = z * np.sqrt(p0 * (1.0 - p0) / n)
    return max(0.0, float(p0 - width)), min(1.0, float(p0 + width))


def verdict(share: float, p0: float, n: float) -> str:
    """Return `usual`, `alert` or `outlier`: where a council's share lies against the national one."""
    for word, z in (("outlier", OUTLIER), ("alert", ALERT)):
        low, high = funnel_limits(p0, n, z)
        if not low <= share <= high:
            return word
    return "usual"
